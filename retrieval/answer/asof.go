package answer

import (
	"slices"
	"strings"
	"time"

	"footnote/retrieval"
)

// asOf is the time for which a question asks, where it asks for one: what was so at
// a time (then), what is so now (latest), or what was so first.
type asOf struct {
	kind timing
	then time.Time // the last day of the time that is asked for
}

type timing int

const (
	anyTime timing = iota
	atTime
	latestTime
	firstTime
)

// latestWords and firstWords ask for what is so now, or was so first.
var (
	latestWords = phrases(`currently; nowadays; now; right now; at present; at the moment; at this time; latest; newest; most recent; present day;
today; these days; as of today; as of now; according to the latest count; according to the latest report; according to the latest figures`)
	firstWords = phrases(`at first; originally; initially; in the beginning; first reported; to begin with`)
)

// phrases reads phrases, longest first.
func phrases(list string) [][]string {
	var out [][]string
	for _, p := range strings.Split(list, ";") {
		out = append(out, strings.Fields(p))
	}
	slices.SortStableFunc(out, func(a, b []string) int { return len(b) - len(a) })
	return out
}

// readAsOf finds the time for which a question asks, and gives the question without
// the words that ask for it: sources seldom have those. Where no article has a date,
// only what is so now is read; and "in 2015" is only read as a
// time of reports when there is one of that year and no passage names the year, for
// it mostly belongs to what is asked about.
func readAsOf(language, question string, evidence []retrieval.Evidence) (string, asOf) {
	dated := slices.DeleteFunc(slices.Clone(evidence), func(e retrieval.Evidence) bool { return e.Article.Published.IsZero() })
	t := readText(language, question)
	for i := range t.words {
		n := t.phraseAt(i, latestWords)
		if t.currentAt(i) {
			n = 1
		}
		if n > 0 && n < len(t.words) {
			return t.cutOut(i, i+n), asOf{kind: latestTime}
		}
	}
	if len(dated) == 0 {
		return question, asOf{}
	}
	for i := range t.words {
		if n := t.phraseAt(i, firstWords); n > 0 {
			return t.cutOut(i, i+n), asOf{kind: firstTime}
		}
	}
	for _, x := range t.dates {
		if x.year == 0 || x.start == 0 {
			continue
		}
		end, begin := x.lastDay(), x.firstDay()
		old := slices.ContainsFunc(dated, func(e retrieval.Evidence) bool { return !e.Article.Published.After(end) })
		if x.start >= 2 && t.words[x.start-2].fold == "as" && (t.words[x.start-1].fold == "of" || t.words[x.start-1].fold == "at") {
			if !old {
				return question, asOf{}
			}
			return t.cutOut(x.start-2, x.end), asOf{atTime, end}
		}
		within := slices.ContainsFunc(dated, func(e retrieval.Evidence) bool {
			return !e.Article.Published.After(end) && !e.Article.Published.Before(begin)
		})
		named := slices.ContainsFunc(evidence, func(e retrieval.Evidence) bool {
			return namesYear(readText(language, e.Passage.Text), x.year) || namesYear(readText(language, e.Article.Title), x.year)
		})
		if within && !named && timePlaces[t.words[x.start-1].fold] {
			return t.cutOut(x.start-1, x.end), asOf{atTime, end}
		}
	}
	return question, asOf{}
}

// timePlaces are the prepositions before the time of a report.
var timePlaces = set(`in on during at around`)

func namesYear(t *text, year int) bool {
	return slices.ContainsFunc(t.dates, func(x date) bool { return x.year == year })
}

// currentAt says that word i is "current" before a noun: "the current mayor", but not
// "the current of the river".
func (t *text) currentAt(i int) bool {
	if t.words[i].fold != "current" || i == 0 || i+1 >= len(t.words) || t.gap(i) != " " || t.gap(i-1) != " " {
		return false
	}
	switch before := t.words[i-1].fold; before {
	case "the", "its", "their", "his", "her", "our", "your", "is", "are":
	default:
		if !strings.HasSuffix(before, "'s") && !strings.HasSuffix(before, "’s") {
			return false
		}
	}
	next := t.words[i+1]
	return !next.stop && !next.number && verbForms[next.fold] == "" && !strings.HasSuffix(next.fold, "ing") && !strings.HasSuffix(next.fold, "ed")
}

// phraseAt is how many words of t from i on are one of the phrases.
func (t *text) phraseAt(i int, list [][]string) int {
	for _, p := range list {
		if i+len(p) > len(t.words) {
			continue
		}
		same := true
		for k, w := range p {
			same = same && t.words[i+k].fold == w && (k == 0 || t.gap(i+k-1) == " ")
		}
		if same {
			return len(p)
		}
	}
	return 0
}

// cutOut is the text without the words from start to end.
func (t *text) cutOut(start, end int) string {
	return strings.Join(strings.Fields(t.s[:t.words[start].Start]+" "+strings.TrimLeft(t.s[t.words[end-1].End:], ", ")), " ")
}

// firstDay and lastDay are the days on which a date, a month or a year begins and
// ends.
func (d date) firstDay() time.Time {
	return time.Date(d.year, time.Month(max(d.month, 1)), max(d.day, 1), 0, 0, 0, 0, time.UTC)
}

func (d date) lastDay() time.Time {
	switch first := d.firstDay(); {
	case d.day > 0:
		return first
	case d.month > 0:
		return first.AddDate(0, 1, -1)
	default:
		return first.AddDate(1, 0, -1)
	}
}

// toldFor is the day for which a sentence tells something: that of its article, or
// the end of the one year that it names. Zero is unknown.
func (s *sentence) toldFor() time.Time {
	year := 0
	for _, x := range s.dates {
		if x.year > 0 && year > 0 && x.year != year {
			return s.in.published
		}
		year = max(year, x.year)
	}
	if year == 0 || year == s.in.year {
		return s.in.published
	}
	return date{year: year}.lastDay()
}

// fits says that what was told on day a answers better than what was told on day b,
// for the time that is asked for.
func (o asOf) fits(a, b time.Time) bool {
	if a.IsZero() || b.IsZero() {
		return false
	}
	switch o.kind {
	case latestTime:
		return a.After(b)
	case firstTime:
		return a.Before(b)
	case atTime:
		switch {
		case a.After(o.then) && b.After(o.then):
			return a.Before(b)
		case a.After(o.then) != b.After(o.then):
			return b.After(o.then)
		}
		return a.After(b)
	}
	return false
}

// Which sentences are taken for others that tell the same of another time.
const (
	sameQuestion = 0.85 // of the share of the question that the best one covers
	sameWording  = 0.6  // cosine with the best one
)

// timely puts that sentence first which answers for the time that is asked for, among
// those of other articles that answer as well as the best one does.
func (d *desk) timely(ranked []*sentence) []*sentence {
	if d.asOf.kind == anyTime || len(ranked) == 0 {
		return ranked
	}
	top := ranked[0]
	best := top
	for _, s := range ranked[1:min(len(ranked), 20)] {
		if s.ref(d).ArticleID == top.ref(d).ArticleID || s.typed < top.typed ||
			d.share(s.covers) < sameQuestion*d.share(top.covers) || dot(s.vector, top.vector) < sameWording {
			continue
		}
		if d.asOf.fits(s.toldFor(), best.toldFor()) {
			best = s
		}
	}
	return slices.Insert(slices.DeleteFunc(slices.Clone(ranked), func(s *sentence) bool { return s == best }), 0, best)
}

// current puts what stands in the place of what it replaced: where a later report
// gives another value, the earlier one is not shown as the answer. A question for an
// earlier time is left as it is.
func (d *desk) current(chosen []*sentence) []*sentence {
	if d.asOf.kind == atTime || d.asOf.kind == firstTime {
		return chosen
	}
	out := slices.Clone(chosen)
	for _, c := range d.conflicts(chosen) {
		if !c.updated {
			continue
		}
		now := c.figures[0].in
		out = slices.DeleteFunc(out, func(s *sentence) bool { return s == now && s != out[0] })
		for _, old := range c.figures[1:] {
			if i := slices.Index(out, old.in); i >= 0 {
				if slices.Contains(out, now) {
					out = slices.Delete(out, i, i+1)
				} else {
					out[i] = now
				}
			}
		}
		i := slices.Index(out, now)
		switch {
		case i < 0:
			out = slices.Insert(out, 0, now)
		case i > 0 && d.q.kind != anything && !d.leansOn(now):
			out = slices.Insert(slices.Delete(out, i, i+1), 0, now)
		}
	}
	return out
}

// byTime orders figures as the question asks for them: what was so at that time
// first; otherwise newest article first.
func (d *desk) byTime(a, b *figure) int {
	if d.asOf.kind != anyTime {
		x, y := a.in.toldFor(), b.in.toldFor()
		if d.asOf.fits(x, y) {
			return -1
		}
		if d.asOf.fits(y, x) {
			return 1
		}
	}
	return d.byDate(a, b)
}

// later says that a figure was told after the time that is asked for.
func (d *desk) later(f *figure) bool {
	return d.asOf.kind == atTime && f.in.toldFor().After(d.asOf.then)
}
