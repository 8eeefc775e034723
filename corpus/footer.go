package corpus

import (
	"regexp"
	"strings"
	"unicode"
)

var (
	mailAddress = regexp.MustCompile(`[\w.+-]+@[\w-]+\.[\w.-]+`)
	phoneNumber = regexp.MustCompile(`\+{1,2}[\d][\d ()-]{6,}|\b(?i:ph|tel|phone|fax|telefon|tél|teléfono)\b\.?:? ?[+\d(][\d ()-]{5,}`)
	legalWords  = regexp.MustCompile(`(?i)\b(reg\.? ?no|registration (no|number)|p\. ?iva|partita iva|vat (no|id|number)|ust-?id|siren|siret|nif|cif|issn|publisher ?:|editor ?:|editor-in-chief|impressum|privacy policy|terms of (use|service))\b`)
	copyrightOf = regexp.MustCompile(`(?i)^(?:copyright\s*)?(?:©|\(c\)|copyright)\s*(?:©\s*)?\d{4}(?:\s?[-–]\s?\d{4})?,?\s+(?:by\s+)?([^.|·]{2,60}?)\.?\s*(?:all rights reserved.*|[|·].*)?$`)
)

// footer removes what stands below the story: the publisher's addresses and
// numbers, and the menus of the page's foot.
func (p *page) footer(d *Draft) {
	for i := range p.rows {
		if r := &p.rows[i]; r.why == "footer" && d.Publisher == "" {
			if m := copyrightOf.FindStringSubmatch(r.text); m != nil && nameLike(m[1]) {
				d.Publisher = tidyName(m[1])
			}
		}
	}
	if p.last < 0 {
		return
	}
	p.authorNote(d.Author)
	p.feedback()
	p.contacts()
	p.bounds()
	below := false // a footer stands above
	for i := p.last + 1; i < len(p.rows); i++ {
		r := &p.rows[i]
		switch {
		case r.gone():
			below = below || r.why == "footer"
		case imprint(r):
			r.remove("footer")
			below = true
		case below && r.words <= 6 && markerLen(r.text) == 0 && !complete(r.text):
			if d.Publisher == "" && nameLike(r.text) {
				d.Publisher = tidyName(r.text)
			}
			r.remove("footer")
		}
	}
	p.edges()
}

// authorNote removes "Jane Roe covers the courts." from below the story.
func (p *page) authorNote(author string) {
	name, _, _ := strings.Cut(author, ",")
	for _, and := range []string{" and ", " with ", " in ", " | "} {
		name, _, _ = strings.Cut(name, and)
	}
	if len(strings.Fields(name)) < 2 {
		return
	}
	kept := 0
	for i := len(p.rows) - 1; i > p.first && kept < 3; i-- {
		r := &p.rows[i]
		if r.gone() {
			continue
		}
		kept++
		rest, ok := strings.CutPrefix(r.text, name+" ")
		if verb := firstWord(rest); ok && noteVerbs[verb] && r.words <= 60 {
			r.remove("author note")
		}
	}
}

var noteVerbs = set("is was covers writes reports works has joined lives edits hosts reported contributed")

var askBack = regexp.MustCompile(`(?i)^(is|was|did|do|does|how|have) .{0,50}\b(this|our) (page|article|website|site|content|information)\b.{0,20}\?( yes\b.{0,8})?$`)

// feedback removes questions about the page from below the story.
func (p *page) feedback() {
	for i := len(p.rows) - 1; i > p.first && i >= len(p.rows)-12; i-- {
		if r := &p.rows[i]; r.words <= 14 && askBack.MatchString(r.text) {
			r.remove("feedback")
		}
	}
}

var contactHead = regexp.MustCompile(`(?i)^(media|press|newsroom) (contacts?|enquir(y|ies)|inquir(y|ies)|office)\s?:?$`)

// contacts removes whom journalists should ask from below the story: a head and
// a few short lines with a name, an address, a number.
func (p *page) contacts() {
	for i := p.first + 1; i < len(p.rows); i++ {
		if r := &p.rows[i]; r.words > 4 || !contactHead.MatchString(r.text) {
			continue
		}
		for j := i; j < len(p.rows) && j <= i+6; j++ {
			r := &p.rows[j]
			if j > i && (r.gap || r.words > 8 || complete(r.text)) {
				break
			}
			r.remove("footer")
		}
	}
}

// imprint tells a line of a publisher's particulars: two or more of a mail
// address, a phone number, a registration, bars between items.
func imprint(r *row) bool {
	s := r.text
	if len(s) > 600 {
		return false
	}
	legal := (r.key == "" || legalHints.in(r)) && legalWords.MatchString(s)
	bars := strings.Count(s, "|") + strings.Count(s, "·")
	if !legal && bars == 0 {
		return false
	}
	n := 0
	if mailAddress.MatchString(s) {
		n++
	}
	if phoneNumber.MatchString(s) {
		n++
	}
	if bars >= 2 {
		n++
	}
	if legal {
		n++
	}
	return n >= 2 || legal && r.words <= 6 && !complete(s)
}

var legalHints = anyOf("reg|iva|vat|ust|siren|siret|nif|cif|issn|publisher|editor|impressum|privacy|terms of")

var moreOf = regexp.MustCompile(`^(Read|See|View|Show) (more|all) [\p{L} ]{2,40}$`)

// edges removes menu words and buttons above and below the story, where one of
// them touches another piece of furniture or the end of the text.
func (p *page) edges() {
	for i := len(p.rows) - 1; i > p.last && p.last >= 0; i-- {
		r := &p.rows[i]
		if r.gone() {
			continue
		}
		why := weak[r.key]
		if why == "" && i > p.last && moreOf.MatchString(r.text) {
			why = "navigation"
		}
		if why == "" || markerLen(r.text) > 0 || complete(r.text) || p.inList(i) {
			break
		}
		r.remove(why)
	}
}

// inList tells whether a row belongs to a list that a line with a colon opens.
func (p *page) inList(i int) bool {
	for j := i - 1; j >= 0 && j > i-20; j-- {
		if strings.HasSuffix(p.rows[j].text, ":") {
			return true
		}
		if p.rows[j+1].gap {
			return false
		}
	}
	return false
}

var tailCredit = regexp.MustCompile(`\s*[(\[]?\b(?:(?:Photo|Photograph|Image|Picture|Foto|Illustration)s?(?: credit| courtesy)?(?: by|:| ©)|Credit:|Copyright|©) ?(\p{Lu}[^?!]{1,90})$`)

var creditHints = anyOf("photo|image|picture|foto|illustration|credit|copyright|©")

// captions takes the credit off the end of a caption, and removes a caption
// that stands again with its credit.
func (p *page) captions() {
	for i := range p.rows {
		r := &p.rows[i]
		if r.why != "" {
			continue
		}
		at := creditAt(r)
		if at <= 0 {
			continue
		}
		bare := keyOf(r.text[:at])
		said := false
		for j := max(0, i-3); j < i && !said; j++ {
			said = bare != "" && p.rows[j].key == bare
		}
		if said {
			r.remove("caption said twice")
			continue
		}
		r.why, r.tail = "credit", len(r.text)-at
	}
}

// creditAt is where a credit begins that a row ends with; 0 without one.
func creditAt(r *row) int {
	if creditHints.in(r) {
		if m := tailCredit.FindStringSubmatchIndex(r.text); m != nil && creditTail(r.text[m[2]:m[3]]) {
			return m[0]
		}
	}
	if r.key == "" || complete(r.text) {
		return 0
	}
	if i := strings.LastIndex(r.text, ". "); i > 0 && isCredit(r.text[i+2:]) {
		return i + 1
	}
	return 0
}

// creditTail tells names and agencies from a sentence that goes on.
func creditTail(s string) bool {
	s = strings.TrimRight(s, ")] .")
	for _, part := range strings.FieldsFunc(s, func(r rune) bool { return r == '/' || r == ',' || r == '|' }) {
		if !nameLike(part) {
			return false
		}
	}
	return wordCount(s) <= 12
}

// repeats removes a standfirst whose sentence the story says again, a line said
// twice in the same place, and a long paragraph said twice anywhere.
func (p *page) repeats() {
	if p.last < 0 {
		return // verse and lists say things twice on purpose
	}
	type place struct{ row, at int } // a sentence of a row
	begins := map[string]place{}     // by its first words, the last one that begins so
	seen := map[string]int{}
	for i := range p.rows {
		r := &p.rows[i]
		if r.why != "" && r.tail == 0 {
			continue
		}
		if j, ok := seen[r.key]; ok && r.key != "" && (r.words >= 12 || r.words >= 5 && i-j <= 2 && i <= p.first+3) {
			r.remove("said twice")
			continue
		}
		if r.key != "" {
			seen[r.key] = i
		}
		if r.prose {
			for _, s := range Sentences(r.text) {
				if w := opening(r.text[s.Start:s.End]); w != "" {
					begins[w] = place{i, s.Start}
				}
			}
		}
	}
	for i := 0; i < len(p.rows) && i < headRows; i++ {
		r := &p.rows[i]
		if r.why != "" || r.words > 80 || r.words < openingWords {
			continue
		}
		b, ok := begins[opening(r.text)]
		if !ok || b.row <= i {
			continue
		}
		again := p.rows[b.row].text[b.at:]
		if strings.HasPrefix(keyOfLong(again), keyOfLong(r.text)) {
			r.remove("standfirst said again")
		}
	}
}

const openingWords = 7

// opening is the first words of a sentence that has enough of them.
func opening(s string) string {
	w := 0
	for i, r := range s {
		if unicode.IsSpace(r) {
			if w++; w == openingWords-1 {
				return strings.ToLower(s[:i])
			}
		}
	}
	return ""
}

func keyOfLong(s string) string {
	if len(s) > 1500 {
		s = s[:1500]
	}
	return strings.TrimFunc(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}
