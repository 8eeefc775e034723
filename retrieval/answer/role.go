package answer

import (
	"fmt"
	"slices"

	"footnote/corpus"
)

// makers are the stems of verbs of which each thing has one doer: who founded or
// designed it.
var makers = stemsOf(`found design build built invent discover write wrote written direct paint compose create coach lead led chair manage`)

// otherName finds another name in a role that one person or thing has: "the
// mayor of Halden is …", "… was designed by …".
func (d *desk) otherName(t stated, s *sentence) string {
	claimed, ok := t.roleHolder()
	if !ok {
		return ""
	}
	holds := func(x *text, n corpus.Span) bool { return x.holdsName(t.words[n.End-1]) } // "Professor" is no name
	if holds(s.text, claimed.name) || holds(s.in.title, claimed.name) {
		return ""
	}
	inName := func(i int) bool { return i >= claimed.name.Start && i < claimed.name.End }
	if d.apartInYears(t, s) || !d.sameMatter(t, s, inName, corpus.Span{Start: -1}) {
		return ""
	}
	var other corpus.Span
	found := 0
	for _, n := range s.text.names() {
		fresh := slices.ContainsFunc(s.words[n.Start:n.End], func(w word) bool { return !t.holdsName(w) })
		if !fresh || !s.fills(n, claimed) {
			continue
		}
		other = n
		found++
	}
	if found != 1 {
		return "" // several hold the role, or none
	}
	for _, o := range d.sentences { // elsewhere the claimed one may have it too
		if o != s && o.stems[claimed.role] && holds(o.text, claimed.name) {
			return ""
		}
	}
	return fmt.Sprintf("it is %s, not %s", s.phrase(other.Start, other.End), t.phrase(claimed.name.Start, claimed.name.End))
}

// holder is a name and the role that a statement gives it.
type holder struct {
	name corpus.Span
	role string // the stem of a noun, or of a verb with a doer
	doer bool
}

var copulas = set(`is was are were`)

// roleHolder reads "the ROLE of X is NAME", "NAME is the ROLE of X", "X was MADE by
// NAME" and "NAME MADE X".
func (t stated) roleHolder() (holder, bool) {
	names := t.names()
	if len(t.words) > 0 && t.words[0].upper && !t.words[0].stop && (len(names) == 0 || names[0].Start > 0) {
		names = append([]corpus.Span{{Start: 0, End: 1}}, names...)
	}
	for _, n := range names {
		last := n.End == len(t.words) || t.dates != nil && t.datesOnly(n.End)
		switch {
		case last && n.Start >= 2 && t.words[n.Start-1].fold == "by" || last && n.Start >= 3 && t.role(n.Start-1) && t.byBefore(n.Start):
			for i := 0; i < n.Start; i++ {
				if makers[t.words[i].stem] {
					return holder{n, t.words[i].stem, true}, true
				}
			}
		case last && n.Start >= 2 && copulas[t.words[n.Start-1].fold]:
			if role, ok := t.roleIn(0, n.Start-1); ok {
				return holder{name: n, role: role}, true
			}
		case n.Start == 0 && n.End+1 < len(t.words) && copulas[t.words[n.End].fold] && definite[t.words[n.End+1].fold]:
			if role, ok := t.roleIn(n.End+1, len(t.words)); ok {
				return holder{name: n, role: role}, true
			}
		case n.Start == 0 && n.End < len(t.words) && makers[t.words[n.End].stem] && !t.words[n.End].upper:
			return holder{n, t.words[n.End].stem, true}, true
		}
	}
	return holder{}, false
}

// byBefore says that the words in front of word i are "by the ROLE".
func (t *text) byBefore(i int) bool {
	for k := 1; k <= 4 && i-k >= 0; k++ {
		if t.words[i-k].fold == "by" {
			return true
		}
	}
	return false
}

// datesOnly says that nothing but a date stands from word i on.
func (t *text) datesOnly(i int) bool {
	for ; i < len(t.words); i++ {
		if !t.figureAt(i) && !t.words[i].stop {
			return false
		}
	}
	return true
}

// definite are the words that make a role one of a kind.
var definite = set(`the its his her their our`)

// roleIn is the role that the words from a to b name: the noun behind "the" or a
// possessive, the last one before "of", if there is one.
func (t *text) roleIn(a, b int) (string, bool) {
	role := ""
	open := false
	for i := a; i < b; i++ {
		w := t.words[i]
		switch {
		case definite[w.fold] || len(w.text) > 2 && w.upper && (w.text[len(w.text)-2:] == "'s" || hasPossessive(w.text)):
			if role != "" {
				return role, true
			}
			open = true
		case w.stop:
			if role != "" {
				return role, true
			}
		case open && t.role(i):
			role = w.stem
		}
	}
	return role, role != ""
}

func hasPossessive(w string) bool {
	r := []rune(w)
	return len(r) > 2 && r[len(r)-1] == 's' && (r[len(r)-2] == '’' || r[len(r)-2] == '\'')
}

// role says that word i can name a role: a noun in lower case, in the singular.
func (t *text) role(i int) bool {
	w := t.words[i]
	return !w.stop && !w.upper && !w.number && !isPlural(w.fold)
}

// fills says that a name of the sentence has the role: it stands beside the noun,
// or does what the verb says.
func (s *sentence) fills(n corpus.Span, h holder) bool {
	for i, w := range s.words {
		if w.stem != h.role || w.upper {
			continue
		}
		switch {
		case h.doer && i < n.Start: // "designed by the architect Mira Osei"
			for k := i + 1; k < n.Start; k++ {
				if s.words[k].fold == "by" && n.Start-k <= 3 {
					return true
				}
			}
		case h.doer:
			if n.End == i {
				return true
			}
		case i < n.Start: // "the mayor of Halden, Piet Aalders", "the mediator is Petra Holm"
			if s.beside(i, n.Start) {
				return true
			}
		case i > n.End: // "Petra Holm, the mediator", "Holm is the mediator"
			if i-n.End <= 3 && definite[s.words[n.End].fold] || n.End+1 < len(s.words) && copulas[s.words[n.End].fold] && definite[s.words[n.End+1].fold] && i-n.End <= 4 {
				return true
			}
		}
	}
	return false
}

// beside says that a name that begins at word j belongs to the role at word i:
// directly, behind a copula, or behind a comma, with no verb between.
func (s *sentence) beside(i, j int) bool {
	if j == i+1 {
		return true
	}
	for k := i + 1; k < j; k++ {
		w := s.words[k]
		if copulas[w.fold] && j-k <= 2 {
			return true
		}
		if !w.stop && !w.upper {
			return false
		}
	}
	// "of Halden, Piet Aalders"
	return s.before(j) == ", " && j-i <= 5 && i+1 < len(s.words) && s.words[i+1].fold == "of"
}
