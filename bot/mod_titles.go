package bot

import (
	"cmp"
	"context"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"footnote/corpus"
)

// titles keeps the lists of sources that are being searched, since a completion
// comes with every letter that somebody types and cannot show "thinking".
type titles struct {
	library Library
	now     func() time.Time

	mu    sync.Mutex
	known map[corpus.Space]*titleEntry
}

// titleEntry is the list of a server. Its lock is held while it is read, so that
// it is read once.
type titleEntry struct {
	mu   sync.Mutex
	at   time.Time
	list titleList
}

// titleList is the sources of a server, newest first, and is never changed.
type titleList struct {
	sources []corpus.SourceInfo
	words   []string // of each source, what is searched
}

const (
	// titlesKept is how long a list is believed. What changes within this process
	// is forgotten at once (sourcesChanged); this is for what another process does.
	titlesKept = 2 * time.Minute
	// maxTitleLists is how many servers' lists are held.
	maxTitleLists = 32
)

func newTitles(l Library, now func() time.Time) *titles {
	return &titles{library: l, now: now, known: map[corpus.Space]*titleEntry{}}
}

// forget drops the list of a server.
func (t *titles) forget(space corpus.Space) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.known, space)
}

// of is the list of a server, at most titlesKept old.
func (t *titles) of(ctx context.Context, space corpus.Space) (titleList, error) {
	t.mu.Lock()
	e := t.known[space]
	if e == nil {
		if len(t.known) >= maxTitleLists {
			for other := range t.known { // any: it is read again when it is needed
				delete(t.known, other)
				break
			}
		}
		e = &titleEntry{}
		t.known[space] = e
	}
	t.mu.Unlock()
	e.mu.Lock()
	defer e.mu.Unlock()
	if !e.at.IsZero() && t.now().Sub(e.at) < titlesKept {
		return e.list, nil
	}
	list, err := t.read(ctx, space)
	if err != nil {
		return titleList{}, err
	}
	e.list, e.at = list, t.now()
	return list, nil
}

// fresh is the list of a server as it is now.
func (t *titles) fresh(ctx context.Context, space corpus.Space) (titleList, error) {
	t.forget(space)
	return t.of(ctx, space)
}

func (t *titles) read(ctx context.Context, space corpus.Space) (titleList, error) {
	sources, err := t.library.Sources(ctx, space)
	if err != nil {
		return titleList{}, err
	}
	slices.Reverse(sources) // they come in the order in which they were added
	l := titleList{sources: sources, words: make([]string, len(sources))}
	for i, s := range sources {
		l.words[i] = strings.ToLower(strings.Join([]string{s.Title, s.Publisher, s.URL, s.Shown}, "\n"))
	}
	return l, nil
}

// search finds the sources with all words of a text in their title, publisher or
// address, newest first; at most n of them, or all for n 0.
func (l titleList) search(text string, n int, keep func(corpus.SourceInfo) bool) []corpus.SourceInfo {
	words := strings.Fields(strings.ToLower(corpus.OneLine(text)))
	var found []corpus.SourceInfo
	for i, s := range l.sources {
		if keep != nil && !keep(s) {
			continue
		}
		if !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(l.words[i], w) }) {
			if found = append(found, s); len(found) == n {
				break
			}
		}
	}
	return found
}

// Discord's limits for completion: 25 choices of 100 characters.
const (
	maxChoices     = 25
	maxChoiceLabel = 100
)

// completeSource completes the options that name a source. What it gives is an
// id, which is looked up again in the server when the command arrives.
func (b *Bot) completeSource(ctx context.Context, c Completion) []Choice {
	ctx, cancel := context.WithTimeout(ctx, firstAnswer)
	defer cancel()
	list, err := b.titles.of(ctx, c.Place.Space())
	if err != nil {
		b.Log.Warn("sources not completed", "space", c.Place.Space(), "err", err)
		return nil
	}
	var keep func(corpus.SourceInfo) bool
	if c.Option == "replaces" {
		keep = func(s corpus.SourceInfo) bool { return s.Kind.Copy() }
	}
	found := list.search(c.Typed, maxChoices, keep)
	choices := make([]Choice, len(found))
	for i, s := range found {
		choices[i] = Choice{Label: sourceLabel(s), Value: s.ID}
	}
	return choices
}

// sourceLabel is what a source is called in a list to choose from: its title, and
// where it is from. Discord shows it as it is, so nothing invisible or turning
// the direction of writing stays in it.
func sourceLabel(s corpus.SourceInfo) string {
	title := corpus.OneLine(sourceTitle(s))
	from := corpus.OneLine(s.Publisher)
	if u, err := url.Parse(s.URL); from == "" && err == nil {
		from = u.Hostname()
	}
	if from == "" || Units(from) > 40 {
		return cmp.Or(shorten(title, maxChoiceLabel), s.ID)
	}
	from = " · " + from
	return shorten(title, maxChoiceLabel-Units(from)) + from
}
