package corpus

import (
	"regexp"
	"strings"
	"time"
	"unicode"
)

// headRows bounds how far down the head of a page may reach, in rows, and
// headWords how much prose (a standfirst, captions) may stand in it.
const (
	headRows  = 40
	headWords = 90
)

var (
	bylineBy = regexp.MustCompile(`^(?i:by|words by|written by|story by|text by|interview by|reported by|von|par|por|di|da|door|av|text:|texte:|autor:|author:|autore:)\s+(.+)$`)
	dateline = regexp.MustCompile(`^\p{Lu}[\p{Lu} .,'-]+,? .{0,20}\((Reuters|AP|AFP|dpa|UPI|PTI|ANI|EFE|ANSA)\)( ?[-–—])?$`)
)

// header reads the rows above the story: which one is the title, who wrote it
// and when. What is left of menus above the title is removed.
func (p *page) header(d *Draft) {
	end := p.headEnd()
	p.meta(d, end)
	title := p.titleRow(d, end)
	if title < 0 {
		return
	}
	p.menu(title)
	t := &p.rows[title]
	if d.Title == "" {
		d.Title = unquote(tidyName(t.text))
	}
	t.remove("title")
	for i := title + 1; i < len(p.rows); i++ {
		if r := &p.rows[i]; r.key == t.key && r.words > 2 && (i < title+4 || i > p.last) && p.last >= 0 {
			r.remove("title repeated")
		}
	}
	p.bounds()
}

// headEnd is the row that the story begins at: the first row of prose, or
// below the last byline, date or button of the first rows.
func (p *page) headEnd() int {
	end, prose := p.first, 0
	if end == len(p.rows) {
		end = 0 // no prose at all: verse, a list
	}
	for i := 0; i < len(p.rows) && i < headRows && prose <= headWords; i++ {
		r := &p.rows[i]
		if _, published := p.publishedSentence(i); r.prose && r.why == "" && !published {
			prose += r.words
			continue
		}
		c, ok := creditsOf(r.text)
		if _, named := p.namedDate(i); named && end == i {
			c, ok = credits{}, true
		}
		if ok && (c.author != "" || c.labelled || end == i) || r.why == "share button" || r.why == "read time" {
			end = max(end, i+1)
		}
	}
	return end
}

// meta takes author and date from the rows above the story.
func (p *page) meta(d *Draft, end int) {
	dates := 0 // bare dates below are headings of a diary or a list of changes
	for i := end; i < len(p.rows) && dates == 0; i++ {
		_, labelled, ok := dateLine(p.rows[i].text)
		if _, named := namedDate(p.rows[i].text); ok && !labelled || named {
			dates++
		}
	}
	found := false
	for i := 0; i < end; i++ {
		r := &p.rows[i]
		if r.why != "" {
			found = found || r.why == "share button" || r.why == "read time" || r.why == "credit"
			continue
		}
		if day, ok := p.publishedSentence(i); ok { // it stays: it may say more
			if d.Published.IsZero() {
				d.Published = day
			}
		} else if day, ok := p.namedDate(i); ok && dates == 0 {
			if d.Published.IsZero() {
				d.Published = day
			}
			r.remove("date")
			found = true
		} else if c, ok := creditsOf(r.text); ok && (c.author != "" || c.labelled || dates == 0) {
			if d.Author == "" {
				d.Author = tidyName(c.author)
			}
			if d.Publisher == "" {
				d.Publisher = tidyName(c.publisher)
			}
			if d.Published.IsZero() {
				d.Published = c.published
			}
			r.remove(c.why())
			found = true
		} else if found && i > 0 && metaWhy[p.rows[i-1].why] && publication(r.text) {
			if d.Publisher == "" {
				d.Publisher = tidyName(r.text)
			}
			r.remove("publisher")
		} else if dateline.MatchString(r.text) {
			r.remove("dateline")
		} else if why := weak[r.key]; why == "share button" && !complete(r.text) {
			r.remove(why)
			found = true
		}
	}
	if !found || d.Author != "" {
		return
	}
	for i := 1; i < end; i++ { // a name alone, among other such rows
		r := &p.rows[i]
		if r.why == "" && personal(r.text) && i+1 < len(p.rows) && metaWhy[p.rows[i+1].why] {
			d.Author = tidyName(r.text)
			r.remove("byline")
			return
		}
	}
}

// underTitle bounds where a line that could be something else is taken for the
// date of the article.
const underTitle = 3

// publishedSentence is the date of a sentence right under the title that says when
// the text was published: "Published on 3 March 2025 by the maintainers."
func (p *page) publishedSentence(i int) (time.Time, bool) {
	r := &p.rows[i]
	if i == 0 || i >= underTitle || r.why != "" || r.words > 15 || !complete(r.text) {
		return time.Time{}, false
	}
	day, labelled, ok := dateLine(r.text)
	return day, ok && labelled && !day.IsZero()
}

// namedDate is the date of a row alone under the title that holds a name and a
// date, of which nobody can tell whether the name is a paper's or a place's.
func (p *page) namedDate(i int) (time.Time, bool) {
	r := &p.rows[i]
	if i == 0 || i >= underTitle || r.why != "" || !r.gap || i+1 < len(p.rows) && !p.rows[i+1].gap {
		return time.Time{}, false
	}
	if c, ok := creditsOf(r.text); ok && c.publisher != "" {
		return time.Time{}, false
	}
	return namedDate(r.text)
}

// reasons that stand next to an author's name
var metaWhy = map[string]bool{"byline": true, "date": true, "credit": true, "read time": true, "share button": true}

// byline gives the name in "By Jane Roe".
func byline(s string) (string, bool) {
	m := bylineBy.FindStringSubmatch(s)
	if m == nil || complete(s) || wordCount(s) > 14 {
		return "", false
	}
	name := strings.Trim(mailAddress.ReplaceAllString(m[1], ""), " ,|·")
	if agencies[keyOf(name)] {
		return name, true
	}
	n := 0
	for w := range strings.FieldsSeq(name) {
		w = strings.Trim(w, ",")
		switch {
		case nameWords[w], w == "staff", w == "in", w == "|":
		case unicode.IsUpper(firstRune(w)):
			n++
		default:
			return "", false
		}
	}
	return name, n >= 2
}

// personal tells two or three capitalised words and nothing else.
func personal(s string) bool {
	w := strings.Fields(s)
	if len(w) < 2 || len(w) > 4 {
		return false
	}
	for _, f := range w {
		if nameWords[f] {
			continue
		}
		for i, r := range f {
			if i == 0 && !unicode.IsUpper(r) || !unicode.IsLetter(r) && !strings.ContainsRune(".'’-", r) {
				return false
			}
		}
	}
	return true
}

// titleRow finds the title: the row that the container named, else the first
// one above the story that reads like a headline; -1 without one.
func (p *page) titleRow(d *Draft, end int) int {
	if len(p.rows) < 2 {
		return -1
	}
	limit := end
	if p.first == len(p.rows) || limit == 0 {
		limit = min(1, len(p.rows))
		for limit < min(len(p.rows), headRows) && p.rows[limit-1].why != "" {
			limit++
		}
	}
	given, best, short := keyOf(d.Title), -1, -1
	share := 0.0
	var story words
	for i := 0; i < limit; i++ {
		r := &p.rows[i]
		if r.why != "" {
			continue
		}
		if given != "" && r.key == given {
			return i
		}
		if !p.headline(i) {
			if r.words > 3 {
				break // the text has begun
			}
			continue
		}
		if r.words < 4 {
			if best < 0 {
				short = i
			}
			continue
		}
		if story == nil {
			story = p.vocabulary()
		}
		if s := story.share(r.text); best < 0 || s >= share+0.4 && r.words <= 20 {
			best, share = i, s // "Town News, the voice of the valley" is less of the story than its title
		}
	}
	if best >= 0 {
		return best
	}
	if short >= 0 && p.belowMenu(short) {
		return short
	}
	return -1
}

// belowMenu tells whether the short rows above row i are a page's menu, or none
// are there at all. A list of names is no menu: some of its words must be known.
func (p *page) belowMenu(i int) bool {
	above, known := 0, 0
	for j := 0; j < i; j++ {
		r := &p.rows[j]
		if r.why != "" || weak[r.key] != "" {
			known++
		} else if above++; r.words > 3 {
			return false
		}
	}
	if weak[p.rows[i].key] != "" {
		return false
	}
	return above == 0 || known > 0 && above <= 4*known
}

// vocabulary is that of the first paragraphs.
func (p *page) vocabulary() words {
	v, n := words{}, 0
	for i := p.first; i < len(p.rows) && n < 300; i++ {
		if r := &p.rows[i]; r.prose && r.why == "" {
			v.add(r.text)
			n += r.words
		}
	}
	return v
}

// headline tells whether row i can be a title. Lists, turns of talk, "name:
// value" lines and questions among other questions cannot.
func (p *page) headline(i int) bool {
	r := &p.rows[i]
	s := r.text
	_, _, date := dateLine(s)
	_, named := namedDate(s)
	if date || named || len(s) > 400 || startsLower(s) || strings.Count(s, "|") >= 2 {
		return false
	}
	if p.last < 0 && (i+1 >= len(p.rows) || !p.rows[i+1].gap) {
		return false // the first line of verse or of a list
	}
	if r.words > 35 || markerLen(s) > 0 || strings.HasSuffix(s, ":") || strings.HasSuffix(s, ",") || strings.HasSuffix(s, ";") {
		return false
	}
	if len(glued(s)) > 2 && r.words <= 3 {
		return false
	}
	if label := labelOf(s); label != "" {
		if strings.Count(s, ",") > 0 && r.words < 12 {
			return false
		}
		for j := i + 1; j < len(p.rows) && j < i+12; j++ {
			if labelOf(p.rows[j].text) == label {
				return false
			}
		}
		if i+1 < len(p.rows) && !p.rows[i+1].gap && labelOf(p.rows[i+1].text) != "" {
			return false
		}
	}
	switch {
	case strings.HasSuffix(s, "?"):
		n := 0
		for j := i + 1; j < len(p.rows) && j < i+40; j++ {
			if q := &p.rows[j]; strings.HasSuffix(q.text, "?") && q.words <= 15 {
				n++
			}
		}
		return n == 0 || n == 1 && i+1 < len(p.rows) && p.rows[i+1].gap
	case complete(s):
		return false
	}
	if i+1 < len(p.rows) && !r.gap && i > 0 && p.rows[i-1].why == "" && p.rows[i-1].words > 3 {
		return false // goes on from a line that is no menu word
	}
	return true
}

// labelOf is the word or two before a colon at the head of a row.
func labelOf(s string) string {
	i := strings.IndexByte(s, ':')
	if i < 1 || i > 30 || strings.Count(s[:i], " ") > 1 || i+1 < len(s) && s[i+1] != ' ' {
		return ""
	}
	return s[:i]
}

// menu removes what stands above the title: section names, menu words, the
// site's own line.
func (p *page) menu(title int) {
	story := p.vocabulary()
	for i := 0; i < title; i++ {
		r := &p.rows[i]
		if complete(r.text) || strings.HasSuffix(r.text, ":") {
			continue
		}
		if r.words <= 3 || len(glued(r.text)) > 2 || r.words <= 8 && story.share(r.text) < 0.5 {
			r.remove("navigation")
		}
	}
}

func unquote(s string) string {
	for _, q := range []string{"“”", "\"\"", "«»", "„“", "‘’"} {
		r := []rune(q)
		open, end := string(r[0]), string(r[1])
		inner := strings.TrimSuffix(strings.TrimPrefix(s, open), end)
		if len(inner) == len(s)-len(open)-len(end) && !strings.Contains(inner, open) && !strings.Contains(inner, end) {
			return strings.TrimSpace(inner)
		}
	}
	return s
}
