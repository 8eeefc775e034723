package answer

import "slices"

// Shares of a term's rarity that count when it was taken over from the questions
// before: what was asked about then is likely meant now, what was asked is not.
const (
	shareEarlierName = 0.4
	// shareEarlierNoun is that of a word in the phrase that a pronoun stands for.
	shareEarlierNoun = 0.4
	// shareEarlierWord is that of any word of a question that could not be put
	// into the follow-up.
	shareEarlierWord = 0.3
	// shareTopic is that of a name that was spoken of before, in a question that
	// stands alone by its form.
	shareTopic = 0.25
)

// lighten lets the words of a question that were taken over from earlier ones, to
// make it stand alone, tell less than its own; filled are those that it asks with.
func (q *query) lighten(own *query, filled map[string]bool) {
	named := q.named()
	for i := range q.terms {
		t := &q.terms[i]
		switch {
		case own.stems[t.stem] || filled[t.stem]:
		case named[t.stem] || t.number:
			t.share *= shareEarlierName
		default:
			t.share *= shareEarlierNoun
		}
	}
}

// follow takes over what an earlier question was about.
func (q *query) follow(earlier *query) {
	alone := len(q.terms) == 0
	named := earlier.named()
	for _, t := range earlier.terms {
		if slices.ContainsFunc(q.terms, func(have term) bool { return have.stem == t.stem }) {
			continue
		}
		switch {
		case alone:
		case named[t.stem] || t.number:
			t.share *= shareEarlierName
		default:
			t.share *= shareEarlierWord
		}
		q.terms = append(q.terms, t)
	}
	if alone && q.kind == anything {
		q.kind = earlier.kind
	}
}

// bridge adds what the questions before were about: it tells which of several
// captains is meant, if any.
func (q *query) bridge(topic *text) {
	for _, w := range topic.words {
		if !w.stop && !slices.ContainsFunc(q.terms, func(have term) bool { return have.stem == w.stem }) {
			q.terms = append(q.terms, term{word: w, share: shareTopic})
		}
	}
}

// newTopic is how much more of a question's own words passages on other matters
// must cover than those on the topic before, for it to be about something new.
const newTopic = 0.1

// stay keeps to the topic before where its passages speak of what is asked as well
// as any others do; own is how many of the terms are the question's own.
func (d *desk) stay(topic *text, own int) {
	on := func(p *passage) bool { return p.speaksOfAny(topic) }
	total := 0.0
	for _, t := range d.q.terms[:own] {
		total += t.weight
	}
	best := map[bool]float64{}
	for _, p := range d.passages {
		sum := 0.0
		for i, m := range d.match(p.text, nil, p.title)[:own] {
			sum += m * d.q.terms[i].weight
		}
		best[on(p)] = max(best[on(p)], scaled(sum, total))
	}
	if best[true] == 0 || best[false] > best[true]+newTopic {
		return
	}
	d.sentences = slices.DeleteFunc(d.sentences, func(s *sentence) bool { return !on(s.in) })
}
