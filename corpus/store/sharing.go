package store

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"footnote/corpus"
)

// Sharing lists the other sources of the space that hold a sentence of this one
// word for word: what the space keeps saying when this one goes.
func (s *Store) Sharing(ctx context.Context, space corpus.Space, sourceID string) ([]corpus.SourceInfo, error) {
	all, err := s.SharingAll(ctx, space, []string{sourceID})
	return all[sourceID], err
}

// SharingAll is Sharing for sources that go together: it lists for each of them
// those that stay. Two sources may cut the same text into different passages, so
// it looks at sentences; those of a few words, headings for one, say nothing and
// are left out, unless they are all that a text is.
//
// It reads every current text of the space once, however many go: about 130 MB
// a second (BenchmarkSharing).
func (s *Store) SharingAll(ctx context.Context, space corpus.Space, sourceIDs []string) (map[string][]corpus.SourceInfo, error) {
	going, err := json.Marshal(sourceIDs)
	if err != nil {
		return nil, err
	}
	own := sentences{}
	err = s.bodies(ctx, `o.id IN (SELECT value FROM json_each(?2))`, space, string(going), own.add)
	if err != nil || len(own) == 0 {
		return nil, err
	}
	holds := map[string]map[string]bool{} // the ids of the sources that hold some of one's text
	err = s.bodies(ctx, `o.id NOT IN (SELECT value FROM json_each(?2)) AND o.n NOT IN (SELECT source FROM withdrawn)`, space, string(going),
		func(source, body string) {
			own.find(body, func(owner string) {
				if holds[owner] == nil {
					holds[owner] = map[string]bool{}
				}
				holds[owner][source] = true
			})
		})
	if err != nil || len(holds) == 0 {
		return nil, err
	}
	sources, err := s.Sources(ctx, space)
	if err != nil {
		return nil, err
	}
	out := map[string][]corpus.SourceInfo{}
	for owner, ids := range holds {
		for _, i := range sources { // in their order
			if ids[i.ID] {
				out[owner] = append(out[owner], i)
			}
		}
	}
	return out, nil
}

// bodies reads the current texts of those sources o for which a condition on the
// list of ids ?2 holds.
func (s *Store) bodies(ctx context.Context, condition string, space corpus.Space, ids string, each func(source, body string)) error {
	st, err := s.prepared(ctx, `SELECT o.id, r.body FROM sources o JOIN articles a ON a.source = o.n JOIN revisions r ON r.id = a.revision
		WHERE o.space = ?1 AND `+condition)
	if err != nil {
		return err
	}
	rows, err := st.QueryContext(ctx, string(space), ids)
	if err != nil {
		return s.failed(ctx, err)
	}
	defer rows.Close()
	for rows.Next() {
		var source, body string
		if err := rows.Scan(&source, &body); err != nil {
			return s.failed(ctx, err)
		}
		each(source, body)
	}
	return s.failed(ctx, rows.Err())
}

// A sentence is told about from so many bytes on. So many of it are looked up, at
// the beginning of each word of the other texts.
const sentenceKey = 32

// sentences are those of some texts, by the first bytes of each. Texts that are
// shorter as a whole are keyed by all of it.
type sentences map[string]*alike

// alike are sentences that begin alike, such as the lines of a log: where one may
// begin, one is looked up for each length, however many there are.
type alike struct {
	lengths []int
	owners  map[string][]string // by sentence
}

func (x sentences) add(owner, body string) {
	if whole := strings.TrimSpace(body); whole != "" && len(whole) < sentenceKey {
		x.put(whole, whole, owner)
		return
	}
	for _, at := range corpus.Sentences(body) {
		if text := strings.TrimSpace(body[at.Start:at.End]); len(text) >= sentenceKey {
			x.put(text[:sentenceKey], text, owner)
		}
	}
}

func (x sentences) put(key, text, owner string) {
	a := x[key]
	if a == nil {
		a = &alike{owners: map[string][]string{}}
		x[key] = a
	}
	if !slices.Contains(a.lengths, len(text)) {
		a.lengths = append(a.lengths, len(text))
	}
	// One owner comes after the other.
	if have := a.owners[text]; len(have) == 0 || have[len(have)-1] != owner {
		a.owners[text] = append(have, owner)
	}
}

// find reports the owner of each sentence that a text holds, some more than once.
func (x sentences) find(body string, found func(owner string)) {
	if whole := strings.TrimSpace(body); len(whole) < sentenceKey {
		x[whole].find(whole, found)
		return
	}
	inWord := false
	for i := 0; i+sentenceKey <= len(body); {
		r, n := rune(body[i]), 1
		if r >= utf8.RuneSelf {
			r, n = utf8.DecodeRuneInString(body[i:])
		}
		if !inWord && !unicode.IsSpace(r) {
			x[body[i:i+sentenceKey]].find(body[i:], found)
		}
		inWord = unicode.IsLetter(r) || unicode.IsDigit(r)
		i += n
	}
}

// find reports the owners of the sentences that a text begins with.
func (a *alike) find(text string, found func(owner string)) {
	if a == nil {
		return
	}
	for _, n := range a.lengths {
		if n > len(text) {
			continue
		}
		for _, owner := range a.owners[text[:n]] {
			found(owner)
		}
	}
}
