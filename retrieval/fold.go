package retrieval

import (
	"maps"
	"slices"
	"strings"
)

// covered is the share of a passage that better evidence has to say too, so that the
// passage shows nothing more: editors change a word in ten, and cut passages
// elsewhere. Two that tell of one thing in words of their own share a tenth.
const covered = 0.5

const (
	// enoughShared is how many shingles two passages have in common that may be
	// copies: turns of phrase make one or two.
	enoughShared = 3
	// shortPassage is how many shingles a passage has of which an edit may change all
	// that it says.
	shortPassage = 24
)

// mayRepeat says that two passages that share some shingles may be copies: short
// ones only if they make the same statement.
func (f *folded) mayRepeat(o *folded, common int) bool {
	if min(len(f.shingles), len(o.shingles)) < shortPassage {
		return ReadStatement(f.evidence.Passage.Text).Same(ReadStatement(o.evidence.Passage.Text)) && !f.apart(o)
	}
	return common >= enoughShared && !f.apart(o)
}

// Folding makes one piece of evidence of passages of different articles that print one
// text with small edits. The zero value is ready.
//
// Folding is for showing and for room: whoever lists evidence sees the best passage,
// and the others in its Also. They stay in its Folded, whole, since an edit may be
// another figure, another name or a denial: whoever answers reads them as well.
type Folding struct {
	kept []*folded
}

// folded is a piece of evidence that stays.
type folded struct {
	evidence Evidence
	shingles Shingles
	about    *Subject // nil while nobody has asked
}

// apart says that two passages speak of different things, whatever they share.
func (f *folded) apart(o *folded) bool {
	for _, x := range []*folded{f, o} {
		if x.about == nil {
			s := SubjectOf(x.evidence)
			x.about = &s
		}
	}
	return f.about.Apart(*o.about)
}

// Add takes the next piece of evidence, best first.
func (f *Folding) Add(e Evidence) {
	x := &folded{evidence: e, shingles: ReadShingles(e.Passage.Text)}
	var of *folded // what the passage repeats most of
	most, all := 0, make(map[uint64]bool)
	for _, k := range f.kept {
		if k.evidence.Article.ID == e.Article.ID {
			continue
		}
		common := x.shingles.shared(k.shingles)
		if !k.mayRepeat(x, len(common)) {
			continue
		}
		if len(common) > most {
			of, most = k, len(common)
		}
		for _, h := range common {
			all[h] = true
		}
	}
	switch {
	case of == nil:
	case float64(len(all)) >= covered*float64(len(x.shingles)):
		of.evidence.fold(e)
		return
	case of.shingles.In(x.shingles) >= covered && len(of.evidence.Folded) == 0:
		// All that stood there, and more.
		x.evidence.fold(of.evidence)
		*of = *x
		return
	}
	f.kept = append(f.kept, x)
}

// Len is how many pieces there are.
func (f *Folding) Len() int { return len(f.kept) }

// Evidence is what was added, folded, in its order.
func (f *Folding) Evidence() []Evidence {
	out := make([]Evidence, len(f.kept))
	for i, k := range f.kept {
		out[i] = k.evidence
	}
	return out
}

// Merge folds a list of evidence, best first. See Folding.
func Merge(evidence []Evidence) []Evidence {
	var f Folding
	for _, e := range evidence {
		f.Add(e)
	}
	return f.Evidence()
}

// fold takes another piece in, by its article's name and as a whole.
func (e *Evidence) fold(o Evidence) {
	for _, r := range append([]Ref{o.Ref()}, o.Also...) {
		if r.ArticleID != e.Article.ID {
			e.Also = addRef(e.Also, r)
		}
	}
	inside := o.Folded
	o.Folded, o.Also = nil, nil
	e.Folded = append(append(e.Folded, o), inside...)
}

func addRef(refs []Ref, r Ref) []Ref {
	for _, have := range refs {
		if have.ArticleID == r.ArticleID {
			return refs
		}
	}
	return append(refs, r)
}

// Ref points at the evidence's article.
func (e Evidence) Ref() Ref {
	return Ref{ArticleID: e.Article.ID, SourceID: e.Article.SourceID, Title: e.Article.Title, URL: e.Article.URL}
}

// Unfolded is the evidence with what was folded into it, behind it all.
func Unfolded(evidence []Evidence) []Evidence {
	out := slices.Clone(evidence)
	for _, e := range evidence {
		out = append(out, e.Folded...)
	}
	return out
}

// shared are the shingles that two texts have in common.
func (s Shingles) shared(o Shingles) []uint64 {
	var out []uint64
	for i, j := 0, 0; i < len(s) && j < len(o); {
		switch {
		case s[i] < o[j]:
			i++
		case s[i] > o[j]:
			j++
		default:
			out = append(out, s[i])
			i++
			j++
		}
	}
	return out
}

// Subject is what the title of an article names: pages that are made from one mould,
// such as those of a firm's branches, say the same of different things.
type Subject struct {
	names  map[string]bool   // that the title writes with a capital
	labels map[string]string // numbers in the title, by the word before them
	words  map[string]bool   // of the passage and the title
}

// SubjectOf reads what a piece of evidence speaks of.
func SubjectOf(e Evidence) Subject {
	s := Subject{names: map[string]bool{}, labels: map[string]string{}, words: map[string]bool{}}
	type seen struct{ upper, lower bool }
	cases := map[string]seen{}
	for i, w := range Words(e.Passage.Text) {
		s.words[w.Fold] = true
		c := cases[w.Fold]
		if startsUpper(e.Passage.Text[w.Start:w.End]) {
			c.upper = c.upper || i > 0 && !opensSentence(e.Passage.Text[:w.Start])
		} else {
			c.lower = true
		}
		cases[w.Fold] = c
	}
	title := Words(e.Article.Title)
	capitals := 0
	for _, w := range title {
		if startsUpper(e.Article.Title[w.Start:w.End]) {
			capitals++
		}
	}
	headlined := 2*capitals > len(title) // Every Word Has One
	for i, w := range title {
		fold := strings.TrimSuffix(w.Fold, "'s")
		s.words[w.Fold], s.words[fold] = true, true
		word := e.Article.Title[w.Start:w.End]
		if i > 0 && isDigits(word) {
			s.labels[title[i-1].Fold] = word
		}
		if startsUpper(word) && !englishStop[w.Fold] && !cases[w.Fold].lower && (cases[w.Fold].upper || i > 0 && !headlined) {
			s.names[fold] = true
		}
	}
	return s
}

func opensSentence(before string) bool {
	trimmed := strings.TrimRight(before, " \t\"“”'‘’«»(")
	return trimmed == "" || strings.ContainsAny(trimmed[len(trimmed)-1:], ".!?:\n")
}

func isDigits(s string) bool {
	for _, r := range s {
		if r < '0' || r > '9' {
			return false
		}
	}
	return s != ""
}

// Apart says that two passages speak of different things: each title has a name of
// which the other says nothing, or they number one thing differently.
func (s Subject) Apart(o Subject) bool {
	for _, label := range slices.Sorted(maps.Keys(s.labels)) {
		if other, ok := o.labels[label]; ok && other != s.labels[label] {
			return true
		}
	}
	return s.alone(o) && o.alone(s)
}

// alone says that a name of the title does not stand in the other's.
func (s Subject) alone(o Subject) bool {
	for name := range s.names {
		if !o.words[name] {
			return true
		}
	}
	return false
}
