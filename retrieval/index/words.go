package index

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"footnote/corpus"
	"footnote/retrieval"
)

// words finds the passages of one space that hold the words of a question. It is
// safe for concurrent use, but a search beside an apply may see half of it.
//
// An error that is not the context's means that the engine's files are damaged
// or cannot be written: the engine is then thrown away.
type words interface {
	search(ctx context.Context, stems []string, k int) ([]found, error)
	// score returns the scores that search gives those keys: 0 for a passage
	// without any of the stems, nothing for one that is not there.
	score(ctx context.Context, stems []string, keys []string) (map[string]float64, error)
	// frequencies counts the passages, and those that hold each stem in their
	// text and in their article's title.
	frequencies(ctx context.Context, stems []string) (passages int, text, title map[string]int, err error)
	// alike returns the stems that passages hold and that are a slip of the pen away
	// from one that none does (retrieval.Slip): the nearest, in a fixed order.
	alike(ctx context.Context, stem string) ([]string, error)
	// apply replaces the articles, and with them, in one batch, the stamp.
	apply(ctx context.Context, changes []change, s stamp) error
	// settle waits until everything applied is on the disk.
	settle(ctx context.Context) error
	stamp() stamp
	languages() []string // of the passages that are there
	keys(ctx context.Context) (map[string]bool, error)
	// segments returns the files that the engine keeps, with whether each holds
	// passages that were deleted.
	segments() (files map[string]bool, err error)
	// rewrite rewrites the segments with deleted passages, if there are two segments
	// at least.
	rewrite(ctx context.Context) error
	// dropLeft waits until those of the files in dir that are not needed are gone.
	dropLeft(ctx context.Context, dir string, files map[string]bool) error
	// full says that the engine has become slow and should be built anew.
	full() bool
	size() int64 // bytes of memory, estimated
	close() error
}

// change is an article as it is now. Without passages it is removed.
type change struct {
	articleID string
	document  corpus.Document
}

// stamp says what an engine holds.
type stamp struct {
	Format     string       `json:"format"` // see format
	Space      corpus.Space `json:"space"`
	Generation int64        `json:"generation"`
	Languages  []string     `json:"languages"` // of all passages that ever were there
}

// maxStems bounds the work of a long question: the rarest stems say most of what
// it is about. Questions have 5 to 15.
const maxStems = 64

// questionStems returns the distinct stems of a question in the languages that
// the space holds: the rarest maxStems, in a fixed order. A name that no passage
// has is taken for a misspelt one; other words that none has are left out. A
// question of nothing but stop words has none.
func questionStems(ctx context.Context, w words, text string) ([]string, error) {
	stems := distinctStems(w.languages(), text)
	if len(stems) == 0 {
		return nil, nil
	}
	_, inText, inTitle, err := w.frequencies(ctx, stems)
	if err != nil {
		return nil, err
	}
	common := func(stem string) int { return max(inText[stem], inTitle[stem]) }
	var meant []string
	for _, name := range nameStems(w.languages(), text) {
		if common(name) > 0 {
			continue
		}
		alike, err := w.alike(ctx, name)
		if err != nil {
			return nil, err
		}
		meant = append(meant, alike...)
	}
	stems = slices.DeleteFunc(stems, func(s string) bool { return common(s) == 0 })
	if len(meant) > 0 {
		stems = append(stems, meant...)
		slices.Sort(stems)
		stems = slices.Compact(stems)
		if _, inText, inTitle, err = w.frequencies(ctx, stems); err != nil {
			return nil, err
		}
	}
	if len(stems) > maxStems {
		slices.SortFunc(stems, func(a, b string) int {
			return cmp.Or(cmp.Compare(common(a), common(b)), cmp.Compare(a, b))
		})
		stems = stems[:maxStems]
		slices.Sort(stems)
	}
	return stems, nil
}

func distinctStems(languages []string, text string) []string {
	var stems []string
	for _, language := range languages {
		for _, t := range retrieval.Terms(language, text) {
			if !t.Stop {
				stems = append(stems, t.Stem)
			}
		}
	}
	slices.Sort(stems)
	return slices.Compact(stems)
}

// Bounds of the search for what a misspelt name means: a short word has too many
// neighbours, and a question with more names than this is no slip.
const (
	shortestRepaired = 4
	maxRepaired      = 4
)

// nameStems are the stems of the words that a question writes with a capital, save
// one that it is shouted in.
func nameStems(languages []string, text string) []string {
	if text == strings.ToUpper(text) {
		return nil
	}
	var stems []string
	for _, language := range languages {
		for _, t := range retrieval.Terms(language, text) {
			first, _ := utf8.DecodeRuneInString(text[t.Start:])
			if !t.Stop && unicode.IsUpper(first) && len(t.Stem) >= shortestRepaired && len(stems) < maxRepaired && !slices.Contains(stems, t.Stem) {
				stems = append(stems, t.Stem)
			}
		}
	}
	return stems
}
