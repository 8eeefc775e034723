package answer

// How a claim leaves open what its source leaves open.

// vaguePart are words for a part that a plural without them leaves open, too: some
// shopkeepers complained; shopkeepers complained.
var vaguePart = set(`some several many few`)

// doubts are the kinds of doubt: what may be, what is meant to be, what is said to
// be, and what depends on something.
var doubts = []map[string]bool{
	set(`may might could would should likely unlikely possibly perhaps probably possible possibility can able option chance risk must`),
	set(`want wants wanted wish wishes wished expect expects expected plan plans planned hope hopes hoped propose proposes proposed aim
aims intend intends intention due offer demand ask asked asks goal scheduled set`),
	set(`reportedly allegedly supposedly believe believes believed suspect suspects suspected estimate estimates estimated alleged rumoured
rumored claim claims claimed think thinks thought appear appears appeared seem seems seemed suggest suggests suggested according says
said fear fears feared worry worries worried concern concerned considered view opinion`),
	set(`if whether unless when whenever until otherwise only who whoever those without open unclear unknown known disputed
dispute disagree question`),
}

// doubtsToo says that the claim has a doubt of the kind that stands at this place of
// the source, or of a kind that the source has not.
func (t *text) doubtsToo(s *text, p marking) bool {
	for _, kind := range doubts {
		if t.ahead() {
			return true
		}
		if t.holdsDoubt(kind) && (kind[s.words[p.at].fold] || !s.holdsAny(kind)) {
			return true
		}
	}
	return false
}

// ahead says that something is yet to be done: "is still to be examined".
func (t *text) ahead() bool {
	for i := 1; i+1 < len(t.words); i++ {
		if t.words[i].fold == "to" && t.words[i+1].fold == "be" && (beForms[t.words[i-1].fold] || t.words[i-1].fold == "still") ||
			t.words[i].fold == "to" && t.words[i-1].fold == "yet" {
			return true
		}
	}
	return false
}

// holdsDoubt says that t has a doubting word of a kind, not as an ordinary one.
func (t *text) holdsDoubt(kind map[string]bool) bool {
	for i, w := range t.words {
		if kind[w.fold] && (!doubt.words[w.fold] || doubt.marks(t, i)) {
			return true
		}
	}
	return false
}

// predicative are the doubting words that stand behind what they doubt: an
// extension is possible.
var predicative = set(`possible possibility likely unlikely expected planned proposed plan alleged suspected estimated`)

// willed says that the claim has "will" before the verb that stands behind a
// doubting word in the source.
func (t *text) willed(s *text, p marking) bool {
	if len(p.words) == 0 || !weakModal[s.words[p.at].fold] || s.holdsAny(aheadWords) {
		return false
	}
	verb := s.words[p.words[0]]
	for i := 1; i < len(t.words); i++ {
		if t.words[i].base() == verb.base() && aheadWords[t.words[i-1].fold] {
			return true
		}
	}
	return false
}

var weakModal = set(`may might could`)

// allowing are words for what may be.
var allowing = set(`can able allowed permitted free`)

// unreal are nouns whose infinitive has not come true.
var unreal = set(`offer request proposal attempt decision demand`)

// conditional are words that keep a condition.
var conditional = set(`when while once provided unless whenever only`)
