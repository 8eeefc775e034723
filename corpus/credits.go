package corpus

import (
	"regexp"
	"strings"
	"time"
	"unicode"
)

// credits is what a line under a title says of its article.
type credits struct {
	author, publisher string
	published         time.Time
	labelled          bool // the line says that its date is one of publication
}

// why is the reason for which such a line leaves the body.
func (c credits) why() string {
	switch {
	case c.author != "":
		return "byline"
	case c.publisher != "":
		return "publisher"
	}
	return "date"
}

// creditsOf reads a line that holds an author, a publisher or a date, or several
// of them, and nothing else: "By Jane Roe, 3 May 2024", "*Kelm Gazette, 12 June
// 2023*", "June 12, 2023 by Jane".
func creditsOf(s string) (credits, bool) {
	s = strings.TrimSpace(strings.Trim(s, "*_"))
	if name, ok := byline(s); ok {
		return credits{author: name}, true
	}
	if day, labelled, ok := dateLine(s); ok {
		return credits{published: day, labelled: labelled}, true
	}
	if len(s) > 200 || !strings.ContainsAny(s, "0123456789") {
		return credits{}, false
	}
	words := strings.Fields(s)
	for cut := 1; cut < len(words); cut++ {
		left, right := strings.Join(words[:cut], " "), strings.Join(words[cut:], " ")
		if c, ok := nameAndDate(left, right); ok {
			return c, true
		}
		if c, ok := nameAndDate(right, left); ok && c.publisher == "" {
			return c, true
		}
	}
	return credits{}, false
}

// nameAndDate reads the two halves of a line.
func nameAndDate(name, date string) (credits, bool) {
	const between = " ,;|·•/–—-"
	name, date = strings.Trim(name, between), strings.Trim(date, between)
	if unicode.IsDigit(firstRune(name)) {
		return credits{}, false
	}
	day, labelled, ok := dateLine(date)
	if !ok || day.IsZero() {
		return credits{}, false
	}
	c := credits{published: day, labelled: labelled}
	if c.author, ok = byline(name); ok {
		return c, true
	}
	if rest, found := strings.CutPrefix(strings.ToLower(name), "by "); found && len(strings.Fields(rest)) == 1 && nameLike(name[3:]) {
		c.author = name[3:] // one name will do beside a date
		return c, true
	}
	c.author = ""
	if publication(name) {
		c.publisher = name
		return c, true
	}
	return credits{}, false
}

// creditLines is how many lines at the head of a text may say who wrote it when.
const creditLines = 2

// creditHead fills in what the container did not say from the first lines of a
// text that is no page: "By Jane Roe, 3 May 2024", "Published on 3 May 2024 by the
// maintainers." They stay where they are. A date alone may be a heading.
func (d *Draft) creditHead(text string) {
	n := 0
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		if n++; n > creditLines {
			return
		}
		c, ok := creditsOf(line)
		if !ok || c.author == "" && c.publisher == "" && !c.labelled {
			return
		}
		if d.Published.IsZero() {
			d.Published = c.published
		}
		if d.Author == "" {
			d.Author = tidyName(c.author)
		}
		if d.Publisher == "" {
			d.Publisher = tidyName(c.publisher)
		}
	}
}

// namedDate reads the date of a line that holds a name beside it, of a place or of
// who knows whom: "Kelm, 3 May 2024". Under a title it is the article's date.
func namedDate(s string) (day time.Time, ok bool) {
	name, date, found := strings.Cut(s, ",")
	if !found || !nameLike(name) || strings.ContainsAny(name, "0123456789") || complete(s) {
		return time.Time{}, false
	}
	day, labelled, ok := dateLine(strings.TrimSpace(date))
	return day, ok && !labelled && !day.IsZero()
}

// publication tells the name of a paper or a site by a word that such names
// have. A place has none, which may stand beside a date as well.
func publication(s string) bool {
	if !nameLike(s) || complete(s) {
		return false
	}
	for w := range strings.FieldsFuncSeq(strings.ToLower(s), notInWord) {
		if publications[w] {
			return true
		}
	}
	return false
}

var publications = set(`advertiser agency argus beacon blog broadcasting bulletin chronicle courier daily dispatch echo
	enquirer examiner express gazette globe guardian herald independent inquirer journal ledger mail magazine mercury
	messenger mirror monitor network news newsletter newspaper observer post press radio record register reporter review
	sentinel standard telegraph television times today tribune tv weekly wire zeitung tagblatt anzeiger nachrichten rundschau kurier presse
	journal gazette courrier dépêche diario periódico noticias gaceta giornale corriere gazzetta notizie jornal correio
	folha dagblad krant nieuwsblad`)

// labels are the lines that a text may begin with when a program wrote it.
var labels = map[string]string{
	"title": "title", "headline": "title", "titel": "title", "titre": "title", "título": "title", "titolo": "title",
	"publisher": "publisher", "publication": "publisher", "newspaper": "publisher", "source": "publisher", "site": "publisher",
	"author": "byline", "authors": "byline", "byline": "byline", "date": "date", "published": "date",
}

// labelled reads "Title: …", "Author: …" and the like from the first rows. They
// are taken for what they say only where a title is among them.
func (p *page) labelled(d *Draft) {
	end, titled := 0, false
	for ; end < len(p.rows) && end < 8; end++ {
		what, _ := labelValue(p.rows[end].text)
		if what == "" {
			break
		}
		titled = titled || what == "title"
	}
	if !titled {
		return
	}
	for i := range end {
		r := &p.rows[i]
		what, value := labelValue(r.text)
		value = tidyName(value)
		switch what {
		case "title":
			if d.Title == "" {
				d.Title = unquote(value)
			}
		case "publisher":
			if d.Publisher == "" {
				d.Publisher = value
			}
		case "byline":
			if d.Author == "" {
				d.Author = value
			}
		case "date":
			day, _, ok := dateLine(value)
			if !ok || day.IsZero() {
				continue
			}
			if d.Published.IsZero() {
				d.Published = day
			}
		}
		r.remove(what)
	}
	p.bounds()
}

func labelValue(s string) (what, value string) {
	label, value, ok := strings.Cut(s, ":")
	value = strings.TrimSpace(value)
	if !ok || value == "" {
		return "", ""
	}
	return labels[strings.ToLower(strings.Trim(label, "*_ "))], strings.Trim(value, "* ")
}

var (
	// "WEXMOOR (Coastal Wire) - ", "LONDON, May 3 (Reuters) – "
	agencyDateline = regexp.MustCompile(`^\p{Lu}[\p{L}\d.,'’ /-]{1,70} ?\(([^()]{2,40})\)\s*(?:[-–—]|--)\s+`)
	// "ALDER CREEK — ", "BERGEN, Norway, Sept. 19, 2023 /NordWire/ -- "
	placeDateline = regexp.MustCompile(`^\p{Lu}[\p{Lu}.'’-]{2,}(?: [\p{Lu}.'’-]{2,}){0,3}(?:, [\p{L}\d.,' ]{2,40})?(?: /([^/]{2,40})/)?\s+(?:[–—-]|--)\s+`)
)

// notPlaces begin a sentence as a place does, and are part of what it says.
var notPlaces = set(`warning caution danger note notice important tip example question answer`)

// takeDateline takes the place and agency off the first sentence of the story:
// reprints have it or not, and are the same text otherwise. It returns the
// agency.
func (p *page) takeDateline(d *Draft) string {
	for i, prose := p.first, 0; i < len(p.rows) && prose < 3; i++ { // a standfirst may stand above
		r := &p.rows[i]
		if !r.prose || r.why != "" {
			continue
		}
		prose++
		if agency, ok := r.takeDateline(d); ok {
			return agency
		}
	}
	return ""
}

func (r *row) takeDateline(d *Draft) (agency string, ok bool) {
	m := agencyDateline.FindStringSubmatchIndex(r.text)
	if m != nil && !nameLike(r.text[m[2]:m[3]]) && !agencies[keyOf(r.text[m[2]:m[3]])] {
		m = nil
	}
	if m == nil {
		if m = placeDateline.FindStringSubmatchIndex(r.text); m == nil || notPlaces[strings.ToLower(firstWord(r.text))] {
			return "", false
		}
	}
	rest := r.text[m[1]:]
	if first := firstRune(strings.TrimLeft(rest, "“\"‘'«„")); !unicode.IsUpper(first) && !unicode.IsDigit(first) || !isProse(rest) {
		return "", false
	}
	r.lead = m[1]
	_, place, _ := strings.Cut(r.text[:m[0]+strings.IndexAny(r.text[:m[1]]+"(", "(/–—-")], ",")
	words := strings.Fields(place)
	for i := range words {
		if day, _, ok := dateLine(strings.Join(words[i:], " ")); ok && !day.IsZero() && d.Published.IsZero() {
			d.Published = day
		}
	}
	if m[2] < 0 {
		return "", true
	}
	return r.text[m[2]:m[3]], true
}
