package answer

import (
	"bytes"
	"compress/gzip"
	_ "embed"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"

	"footnote/retrieval"
)

// wordnetFile is the common words of WordNet 3.1 (Miller, WordNet: a lexical
// database for English, 1995) with their synonyms, wider words and opposites.
// thesaurus/make.py makes it and says what it holds.
//
//go:embed thesaurus/wordnet.txt.gz
var wordnetFile []byte

// thesaurus knows common English words by their base forms.
type thesaurus map[string]entry

// entry is what the thesaurus says of a word. A verb with a particle is written
// with an underscore and stands in same only.
type entry struct{ same, wider, opposite []string }

// english is the thesaurus, read when it is first needed: some 20 ms, and not at all for quoted answers.
var english = sync.OnceValues(func() (thesaurus, error) {
	r, err := gzip.NewReader(bytes.NewReader(wordnetFile))
	if err != nil {
		return nil, fmt.Errorf("answer: the thesaurus: %w", err)
	}
	text, err := io.ReadAll(r)
	if err != nil {
		return nil, fmt.Errorf("answer: the thesaurus: %w", err)
	}
	th := make(thesaurus)
	for line := range strings.Lines(string(text)) {
		f := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		f = append(f, "", "", "")
		th[f[0]] = entry{strings.Fields(f[1]), strings.Fields(f[2]), strings.Fields(f[3])}
	}
	return th, nil
})

// dictionary is the thesaurus. The file is part of the program, and a test reads
// it: where it could not be read, no word is known.
func dictionary() thesaurus {
	th, _ := english()
	return th
}

// endings of English inflection and what stands in their place in the base form,
// as WordNet's own lemmatiser (morphy) has them.
var endings = [][2]string{
	{"", ""}, {"ies", "y"}, {"es", ""}, {"s", ""}, {"ied", "y"}, {"ed", "e"}, {"ed", ""}, {"ing", "e"}, {"ing", ""},
	{"er", "e"}, {"er", ""}, {"ier", "y"}, {"est", "e"}, {"est", ""}, {"iest", "y"}, {"ves", "f"}, {"ves", "fe"}, {"men", "man"},
}

// bases are the words of the thesaurus that a folded word may be a form of.
func (th thesaurus) bases(fold string) []string {
	fold = strings.TrimSuffix(fold, "'s")
	var out []string
	add := func(w string) {
		if _, known := th[w]; known && !slices.Contains(out, w) {
			out = append(out, w)
		}
	}
	add(retrieval.BaseForm(fold))
	for _, e := range endings {
		base, found := strings.CutSuffix(fold, e[0])
		if !found || len(base) < 2 {
			continue
		}
		add(base + e[1])
		// Doubled consonants: stopped, running.
		if n := len(base); e[1] == "" && n > 3 && base[n-1] == base[n-2] && e[0] != "" && e[0] != "s" {
			add(base[:n-1])
		}
	}
	return out
}

// sameOrWider says that a word of a source stands for a word of a claim: it means
// the same, or the claim's word is wider.
func (th thesaurus) sameOrWider(have, claim string) bool {
	for _, c := range th.bases(claim) {
		for _, h := range th.bases(have) {
			if c == h || slices.Contains(th[c].same, h) || slices.Contains(th[h].same, c) || slices.Contains(th[h].wider, c) {
				return true
			}
		}
	}
	return false
}

// opposite says that two folded words are opposites.
func (th thesaurus) opposite(a, b string) bool {
	for _, x := range th.bases(a) {
		for _, y := range th.bases(b) {
			if slices.Contains(th[x].opposite, y) || slices.Contains(th[y].opposite, x) {
				return true
			}
		}
	}
	return false
}

// phrases are the verbs with a particle that mean what a folded word means: put
// off, of postpone.
func (th thesaurus) phrases(fold string) [][2]string {
	var out [][2]string
	for _, b := range th.bases(fold) {
		for _, s := range th[b].same {
			if verb, particle, ok := strings.Cut(s, "_"); ok {
				out = append(out, [2]string{verb, particle})
			}
		}
	}
	return out
}

// holdsPhrase says that t has a verb with its particle, with no more than three
// words between: "put the fire out".
func (t *text) holdsPhrase(phrase [2]string) bool {
	for i, w := range t.words {
		if w.fold != phrase[0] && !slices.Contains(dictionary().bases(w.fold), phrase[0]) {
			continue
		}
		for k := i + 1; k < len(t.words) && k <= i+4; k++ {
			if t.words[k].fold == phrase[1] {
				return true
			}
		}
	}
	return false
}
