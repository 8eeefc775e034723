package answer

import (
	"regexp"
	"strings"

	"footnote/retrieval"
)

// slot is one sentence of the reply: passed, or rejected for a reason.
type slot struct {
	claim   claim
	checked checked
	reason  string
}

// reader takes a reply as it streams in, cuts it into sentences and verifies each
// complete one. It reads what models really write: lines with marks, lists, all
// marks at the end, JSON, whether that was asked for or not. What it cannot read is
// left out; what it reads wrongly, verification refuses.
type reader struct {
	desk     *desk
	passages []int // indexes of the evidence that the model saw, as it was numbered
	show     func([]checked)
	pending  string // of the reply, not yet read
	seen     int    // bytes
	lines    int
	object   *objects // of the JSON that is being read; nil among lines
	slots    []slot
	declined bool
	over     bool   // a list of sources came, and nothing more is read
	last     string // line
	repeats  int    // of the last line
}

func newReader(d *desk, passages []int, show func([]checked)) *reader {
	return &reader{desk: d, passages: passages, show: show}
}

// again reads a reply from its beginning if what was heard was none of it, or began
// with what was none.
func (r *reader) again(reply retrieval.Reply) *reader {
	if (r.seen > 0 || reply.Text == "") && reply.Thought == 0 {
		return r
	}
	fresh := newReader(r.desk, r.passages, r.show)
	fresh.write(reply.Text)
	return fresh
}

func (r *reader) write(delta string) {
	if r.seen += len(delta); r.seen > maxReply {
		return
	}
	r.pending += delta
	for r.step() {
	}
}

// step reads the next piece of what is pending, if it is complete.
func (r *reader) step() bool {
	if r.object != nil {
		rest, done := r.object.write(r.pending)
		r.pending = rest
		if done {
			r.object = nil
		}
		return done
	}
	start := strings.TrimLeft(r.pending, " \t\r\n")
	if start == "" {
		return false
	}
	switch beginsJSON(start) {
	case isJSON:
		r.pending, r.object = start, &objects{found: r.json}
		return true
	case mayBeJSON:
		return false
	}
	line, rest, found := strings.Cut(start, "\n")
	if found {
		r.pending = rest
		r.line(line)
	}
	return found
}

// finish reads what is left. Of a reply that was cut off the last line is
// incomplete, unless it ends with its citation.
func (r *reader) finish(cut bool) {
	last := strings.TrimSpace(r.pending)
	r.pending = ""
	if r.object != nil {
		r.object = nil
		return // an object that does not end says nothing
	}
	if cut {
		last = upToMark(last)
	}
	for line := range strings.Lines(last) {
		r.line(line)
	}
}

// upToMark is what is surely complete of a text that breaks off: what stands before
// its last citation.
func upToMark(s string) string {
	marks := citation.FindAllStringIndex(s, -1)
	if len(marks) == 0 {
		return ""
	}
	return s[:marks[len(marks)-1][1]]
}

// Lines that are no sentences of an answer.
var (
	// sourceList begins what many models append: the sources once more.
	sourceList = regexp.MustCompile(`(?i)^\W*(?:sources?|references?|citations?|footnotes?|bibliography|works cited)(?:\s+(?:used|cited))?\W*$`)
	// ofSources is such a list on one line.
	ofSources = regexp.MustCompile(`(?i)^\W*(?:sources?|references?|citations?)\W*:`)
	noteLine  = regexp.MustCompile(`^\s*\[\^\d+\]:`)
	fence     = regexp.MustCompile("^\\s*(?:```|~~~)")
	heading   = regexp.MustCompile(`^\s*#{1,6}\s`)
	// unanswered is a refusal in the model's own words.
	unanswered = regexp.MustCompile(`(?i)\b(?:passages?|sources?|context|(?:provided|given) (?:texts?|information|documents?))\b[^.]{0,40}\b(?:do|does)(?: not|n['’]t)\s+(?:\w+ly\s+)?` +
		`(?:contain|mention|provide|answer|say|state|specify|include|give|offer|address|tell|discuss|cover)\b|` +
		`\b(?:not|no)\s+(?:\w+\s+){0,3}(?:in|by|from)\s+the\s+(?:provided\s+|given\s+)?(?:passages?|sources?|context)\b`)
)

// maxRepeats is how often in a row a model may say the same before nobody listens.
const maxRepeats = 3

// enough says that nothing more of the reply will be read: small models go on and on.
func (r *reader) enough() bool {
	return r.seen > maxReply || r.lines > maxLines || r.repeats >= maxRepeats || len(r.slots) >= 3*maxGenerated
}

func (r *reader) line(line string) {
	if r.lines++; r.over || r.lines > maxLines || strings.TrimSpace(line) == "" {
		return
	}
	if len(line) > maxLine {
		line = upToMark(line[:maxLine])
	}
	if line == r.last {
		r.repeats++
	} else {
		r.last, r.repeats = line, 0
	}
	switch {
	case fence.MatchString(line), noteLine.MatchString(line):
		return
	case sourceList.MatchString(line):
		r.over = len(r.slots) > 0
		return
	}
	if ofSources.MatchString(line) {
		_, marks := takeMarks(plainMarks(line, len(r.passages)))
		var alone claim
		for _, m := range marks {
			alone.add(m.list, len(r.passages))
		}
		r.lend(alone)
		return
	}
	claims, alone := readMarked(line, len(r.passages))
	if len(claims) == 0 {
		r.lend(alone)
		return
	}
	last := claims[len(claims)-1]
	if !last.marked() && (heading.MatchString(line) || strings.HasSuffix(last.text, ":")) {
		return // a heading, or words before a list
	}
	r.claims(claims)
}

// claims verifies the sentences of a line.
func (r *reader) claims(claims []claim) {
	for _, c := range claims {
		if strings.Contains(strings.ToUpper(c.text), notInSources) || unanswered.MatchString(c.text) {
			r.declined = true
			continue
		}
		if strings.HasSuffix(c.text, "?") || len(r.slots) >= 3*maxGenerated {
			continue // a question claims nothing
		}
		before := len(r.passed())
		if c.marked() {
			r.borrow(c)
		}
		if s := r.try(c); s.reason != "" || !r.said(s.checked) {
			r.slots = append(r.slots, s)
		}
		if passed := r.passed(); len(passed) > before {
			r.show(passed)
		}
	}
}

// lend gives marks that stand alone to the sentences before that have none.
func (r *reader) lend(marks claim) {
	before := len(r.passed())
	if marks.marked() {
		r.borrow(marks)
	}
	if passed := r.passed(); len(passed) > before {
		r.show(passed)
	}
}

// borrow tries the sentences directly before, as far as they have no marks, with the
// marks of what follows them: some models put all their marks at the end.
func (r *reader) borrow(from claim) {
	first := len(r.slots)
	for first > 0 && !r.slots[first-1].claim.marked() {
		first--
	}
	for i := first; i < len(r.slots) && len(r.passed()) < maxGenerated; i++ {
		with := r.slots[i].claim
		with.cites = from.cites // of marks that do not exist none is lent
		if s := r.try(with); s.reason == "" && !r.said(s.checked) {
			r.slots[i] = s
		}
	}
}

// try verifies one claim, whose citations count the passages that the model saw.
func (r *reader) try(c claim) slot {
	of := c
	of.cites = nil
	for _, n := range c.cites {
		of.cites = append(of.cites, r.passages[n])
	}
	checked, reason := r.desk.verify(of)
	if reason == "" && fragment(c.text) {
		reason = "it is no whole sentence; say in full what the passage says"
	}
	return slot{c, checked, reason}
}

// longestFragment is how many words something may have that is no sentence.
const longestFragment = 5

// helpingVerbs make a sentence of any words.
var helpingVerbs = set(`is are was were be been has have had do does did will would can could may might shall should must`)

// fragment says that a short text has nothing like a verb: "10,000." or "The
// insurance company." What it says depends on the question, which is no evidence, so
// that its words stand in a source proves nothing.
func fragment(s string) bool {
	words := readText("en", s).words
	if len(words) > longestFragment {
		return false
	}
	for _, w := range words {
		if w.number || w.upper && len(words) > 1 && w.text == words[0].text {
			continue
		}
		if helpingVerbs[w.fold] || verbForms[w.fold] != "" || retrieval.BaseForm(w.fold) != "" || participles[w.fold] ||
			!w.upper && (strings.HasSuffix(w.fold, "ed") || strings.HasSuffix(w.fold, "s") && len(w.fold) > 3) {
			return false
		}
	}
	return true
}

// said says that the answer already holds this sentence.
func (r *reader) said(c checked) bool {
	s, t := retrieval.ReadStatement(c.text), readText("en", c.text)
	for _, have := range r.passed() {
		if retrieval.ReadStatement(have.text).Same(s) || readText("en", have.text).repeats(t) {
			return true
		}
	}
	return false
}

func (r *reader) passed() []checked {
	var out []checked
	for _, s := range r.slots {
		if s.reason == "" && len(out) < maxGenerated {
			out = append(out, s.checked)
		}
	}
	return out
}

// rejected are the indexes of the slots that did not pass.
func (r *reader) rejected() []int {
	var out []int
	for i, s := range r.slots {
		if s.reason != "" {
			out = append(out, i)
		}
	}
	return out
}
