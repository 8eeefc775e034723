package corpus

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Removal is one piece of text that Clean took out, and why.
type Removal struct {
	Reason string // a short noun phrase: "advert", "caption said twice", "teaser"
	Text   string
}

// Cleaned is a readable text and what was found in it or taken out of it.
type Cleaned struct {
	Draft   // Title, Publisher, Author, URL, Language, Published: completed from the text
	Body    string
	Removed []Removal // in the order of the text, after what the reader left out
}

// Clean makes a draft readable.
//
// Every text is made of visible characters only, in NFC, with plain spaces and
// line ends. From a scraped one, lines that are not of the story are taken
// out as well: navigation, adverts, share buttons, credits, teasers, footers.
// The title, the author and the date move to the fields of those names, which
// are filled only where the container said nothing.
//
// A line is removed for what it is and where it stands, and kept when in doubt:
// a piece of furniture in the body is a nuisance, a lost sentence is an answer
// that is never found. Each line of the text is afterwards in Body or in
// Removed. If hardly anything were left, everything is kept.
func Clean(d Draft) Cleaned {
	c := clean(d)
	c.Title = clip(c.Title, maxTitle)
	return c
}

func clean(d Draft) Cleaned {
	for _, name := range []*string{&d.Title, &d.Publisher, &d.Author} {
		*name = tidyName(*name)
	}
	var text string
	text, d.Pages = tidyPages(d.Text, d.Pages)
	if !d.Scraped {
		d.creditHead(text)
		return Cleaned{Draft: d, Body: text, Removed: d.LeftOut}
	}
	p := newPage(text)
	p.rules(&d)
	p.judge()
	if p.emptied() {
		return Cleaned{Draft: d, Body: text, Removed: d.LeftOut}
	}
	body, removed, pages := p.result(d.Pages)
	d.Pages = pages
	return Cleaned{Draft: d, Body: body, Removed: slices.Concat(d.LeftOut, removed)}
}

// rules removes what is known to be furniture and completes the draft.
func (p *page) rules(d *Draft) {
	p.labelled(d)
	p.phrases()
	p.blocks()
	p.videos()
	p.header(d)
	agency := p.takeDateline(d)
	p.footer(d)
	if d.Publisher == "" {
		d.Publisher = tidyName(agency)
	}
	p.captions()
	p.repeats()
}

// A page is a scraped text in rows: lines, or several lines that were wrapped
// and read on.
type page struct {
	text string
	rows []row

	first, last int // the first and last row of prose; len(rows), -1 without any
	lastOther   int // see other
}

type row struct {
	Span
	text    string
	key     string // lower case, without marks at the ends
	letters uint64 // of key; see lettersOf
	words   int
	gap     bool // a blank line stands before it
	prose   bool // reads like a sentence

	why  string // the reason for its removal; "" if it stays
	lead int    // bytes at the head of text that are removed: a dateline
	tail int    // bytes at the end of text that are removed with reason why
}

func (r *row) gone() bool { return r.why != "" && r.tail == 0 }

// remove marks a row, unless it is marked already.
func (r *row) remove(why string) {
	if r.why == "" {
		r.why = why
	}
}

func newPage(text string) *page {
	spans := runs(text)
	p := &page{text: text, rows: make([]row, 0, len(spans))}
	end := 0
	for _, s := range spans {
		t := text[s.Start:s.End]
		key := keyOf(t)
		p.rows = append(p.rows, row{
			Span:    s,
			text:    t,
			key:     key,
			letters: lettersOf(key),
			words:   wordCount(t),
			gap:     len(p.rows) == 0 || blank(text[end:s.Start]),
			prose:   isProse(t),
		})
		end = s.End
	}
	p.bounds()
	return p
}

// bounds finds the first and the last row of prose that is still there.
func (p *page) bounds() {
	p.first, p.last = len(p.rows), -1
	for i := range p.rows {
		if r := &p.rows[i]; r.prose && !r.gone() {
			p.first, p.last = min(p.first, i), i
		}
	}
}

// isProse tells whether a row is a sentence or more: it ends like one, and is
// longer than a label or a button.
func isProse(s string) bool {
	return complete(s) && wordCount(s) >= 8
}

// complete tells whether s ends as a sentence does. A text that breaks off in
// "…" does not.
func complete(s string) bool {
	bare, _ := trimClosers(strings.TrimRightFunc(s, unicode.IsSpace))
	r, _ := utf8.DecodeLastRuneInString(bare)
	return isTerm(r) && r != '…' && !strings.HasSuffix(bare, "...")
}

// keyOf is what phrases are compared by.
func keyOf(s string) string {
	if len(s) > 400 {
		return "" // no phrase is that long
	}
	s = strings.ReplaceAll(strings.ToLower(s), "’", "'")
	return strings.TrimFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

// emptied tells whether cleaning went wrong: next to nothing is left of a text
// that says something.
func (p *page) emptied() bool {
	var had, left, rows int
	for i := range p.rows {
		r := &p.rows[i]
		if r.prose {
			had += r.words
		}
		if r.gone() {
			continue
		}
		rows++
		if r.prose {
			left += r.words
		}
	}
	return rows == 0 || left*10 < had
}

// result joins what stays, with the space that stood between, and lists what
// does not.
// pages are the places of the page's text where pages of its document begin; those
// of the body are returned.
func (p *page) result(pages []int) (body string, removed []Removal, at []int) {
	marks := breaks{old: pages}
	var b strings.Builder
	b.Grow(len(p.text))
	end, gap := -1, false // where the row before ended, if it was kept whole
	for i := range p.rows {
		r := &p.rows[i]
		gap = gap || r.gap
		if r.gone() {
			removed = append(removed, Removal{r.why, r.text})
			end = -1
			continue
		}
		switch {
		case b.Len() == 0:
		case end >= 0:
			b.WriteString(p.text[end:r.Start])
		case gap:
			b.WriteString("\n\n")
		default:
			b.WriteString("\n")
		}
		end, gap = r.End, false
		keep := r.text
		if r.lead > 0 {
			removed = append(removed, Removal{"dateline", strings.TrimSpace(keep[:r.lead])})
		}
		if r.tail > 0 {
			removed = append(removed, Removal{r.why, r.text[len(r.text)-r.tail:]})
			keep = strings.TrimRight(r.text[:len(r.text)-r.tail], " ")
			end = -1
		}
		lead := min(r.lead, len(keep))
		marks.within(r.Start+lead, r.Start+len(keep), b.Len())
		b.WriteString(keep[lead:])
	}
	return b.String(), removed, skipSpace(b.String(), marks.end(b.Len()))
}
