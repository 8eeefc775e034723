package corpus

import (
	"regexp"
	"strings"
	"unicode"
)

// patterns are furniture too varied to be listed. Each must match the whole
// row, which is short: these are things said to a visitor, not told in a story.
var patterns = []struct {
	reason string
	hint   string // a quick test: one of these, with bars between, is in the key
	re     *regexp.Regexp
}{
	{"advert", "continues", regexp.MustCompile(`(?i)^(story|article) continues (below|after).{0,40}$`)},
	{"advert", "commission", regexp.MustCompile(`(?i)^we (may )?(earn|receive) (a|an) (small )?(affiliate )?commission.{0,140}$`)},
	{"advert", "affiliate", regexp.MustCompile(`(?i)^this (article|post|page) (may )?contains? affiliate links.{0,140}$`)},
	{"newsletter", "newsletter", regexp.MustCompile(`(?i)^.{0,60}\b(sign up (for|to)|subscribe to|join) (our|the) [\p{L}' -]{0,40}newsletters?\b.{0,60}$`)},
	{"newsletter", "inbox", regexp.MustCompile(`(?i)^get .{3,80} (in|to|into) your inbox\b.{0,60}$`)},
	{"newsletter", "app", regexp.MustCompile(`(?i)^(download|get) (our|the) (free )?app\b.{0,60}$`)},
	{"newsletter", "us on", regexp.MustCompile(`(?i)^(follow|join|find|like) us on .{1,60}$`)},
	{"newsletter", "support", regexp.MustCompile(`(?i)^support (our|independent|quality|local|the) .{3,80}\b(member|subscri|donat|contribut)\p{L}*\b.{0,40}$`)},
	{"cookie notice", "cookies", regexp.MustCompile(`(?i)^(we|this (web)?site|our (web)?site) uses? cookies (to|on|for|and)\b.{0,240}$`)},
	{"cookie notice", "cookie", regexp.MustCompile(`(?i)^by (continuing|using) .{0,60}\bcookies?\b.{0,120}$`)},
	{"cookie notice", "java", regexp.MustCompile(`(?i)^(please )?enable java ?script\b.{0,120}$`)},
	{"share button", "", regexp.MustCompile(`(?i)^\d{1,5} (comments?|shares?|likes?|views?|kommentare?|commentaires?|comentarios?|commenti|commento)$`)},
	{"share button", "", regexp.MustCompile(`(?i)^(comments?|shares?) ?\(?\d{1,5}\)?$`)},
	{"navigation", "", regexp.MustCompile(`(?i)^(cart|basket|bag|menu|warenkorb|panier) ?\(\d{1,3}\)$`)},
	{"navigation", "", regexp.MustCompile(`^[\p{L}\d &'-]{2,30}( [>»›/→] ?[\p{L}\d &'-]{2,40}){2,6}$`)}, // where the page is in its site
	{"comment form", "", regexp.MustCompile(`(?i)^(your e-?mail address will not be published|required fields are marked|save my name, e-?mail)\b.{0,200}$`)},
	{"comment form", "", regexp.MustCompile(`(?i)^(\d{1,5}|one|no) (thoughts?|comments?|responses?|replies|reply) (on|to|for) .{3,200}$`)},
	{"footer", "powered by", regexp.MustCompile(`(?i)^(proudly )?powered by [^.?!]{2,60}$`)},
	{"footer", "recaptcha", regexp.MustCompile(`(?i)^this (site|form) is protected by .{0,40}recaptcha\b.{0,160}$`)},
	{"navigation", "from the section", regexp.MustCompile(`(?i)^from the section [^.?!]{2,40}$`)},
	{"share button", "copy/paste", regexp.MustCompile(`(?i)^copy/paste .{0,60}\b(link|code)\b.{0,60}$`)},
	{"teaser", "", regexp.MustCompile(`(?i)^(read more|read also|also read|read next|more|related|related story|don't miss|watch|watch more|listen|lire aussi|à lire aussi|lesen sie auch|lesen sie mehr|mehr dazu|leggi anche|lee también|leer más|te puede interesar|leia também|lees ook)\s?[:|>»→–—]\s?\S.{2,160}$`)},
	{"tags", ":", regexp.MustCompile(`(?i)^(tags?|topics|filed under|categories|category|keywords|schlagw(ö|o)rter|themen|mots-clés|etiquetas|argomenti)\s?:\s?\S.{0,200}$`)},
	{"credit", " by ", regexp.MustCompile(`^\(?((Additional )?[Rr]eporting|Writing|Editing|Compiled|Edited) (and (writing|editing) )?by \p{Lu}[^.?!]{2,160}[.)]?\)?$`)},
	{"credit", "our standards", regexp.MustCompile(`^Our Standards: .{0,80}$`)},
	{"footer", "", regexp.MustCompile(`(?i)^(copyright\s*)?(©|\(c\)|copyright)\s*(©\s*)?\d{4}\b.{0,300}$`)},
	{"footer", "", regexp.MustCompile(`(?i)^©\s?\S.{0,120}$`)},
	{"footer", "all rights reserved", regexp.MustCompile(`(?i)^.{0,160}\ball rights reserved\b.{0,200}$`)},
	{"footer", "may ", regexp.MustCompile(`(?i)^(this material may not be|no part of this (site|publication|article) may be)\b.{0,200}$`)},
	{"read time", "min", regexp.MustCompile(`(?i)^(reading time:? ?)?\d{1,3}[ -]?(min|mins|minutes?|minuten|minuti|minutos)\.?([ -](read|de lecture|lesezeit|di lettura|de lectura))?$`)},
	{"image file name", ".", regexp.MustCompile(`(?i)^[\p{L}\d.()]*[-_\d][\p{L}\d_.()-]*\.(jpe?g|png|gif|webp|avif|svg|tiff?)$`)},
	{"credit", "", regexp.MustCompile(`(?i)^[(\[]?(photo|photos|photograph|image|images|picture|foto|fotos|bild|illustration|video|crédit photo|photo credit|image credit|credit|photo by|image by|picture by|foto di|foto de)\s?(credit|courtesy)?( (of|by)\b|\s?[:/©])\s?\p{L}[^.?!]{1,100}[)\]]?$`)},
	{"credit", "", regexp.MustCompile(`^(Photo|Image|Picture|Illustration|Foto)s? (by|courtesy of) (\p{Lu}[\p{L}.'’-]*[ ,/]*|and |of |via |for ){1,10}$`)},
	{"teaser", "", regexp.MustCompile(`^(READ|SEE|WATCH|LISTEN) (ALSO|MORE|NEXT)?\s?[:|>»→–—]\s?\S.{2,160}$`)},
}

// longestPattern bounds the rows that patterns are tried on.
const longestPattern = 340

// phrases removes the rows that say what they are.
func (p *page) phrases() {
	for i := range p.rows {
		r := &p.rows[i]
		if why := furniture(r); why != "" && !p.inList(i) {
			r.remove(why)
		}
	}
	p.bounds()
}

func furniture(r *row) string {
	if why := strong[r.key]; why != "" {
		return why
	}
	if len(r.text) > longestPattern || r.words > 45 {
		return ""
	}
	if isCredit(r.text) {
		return "credit"
	}
	for _, p := range patterns {
		if hinted(r.key, p.hint) && p.re.MatchString(r.text) {
			return p.reason
		}
	}
	parts := glued(r.text)
	for _, part := range parts {
		if why := strong[keyOf(part)]; why != "" && len(parts) > 1 && !r.prose {
			return why
		}
	}
	return ""
}

func hinted(key, hint string) bool {
	for h := range strings.SplitSeq(hint, "|") {
		if strings.Contains(key, h) {
			return true
		}
	}
	return false
}

// glued takes a row apart where a scraper dropped the space between two labels:
// "Share this articleComments".
func glued(s string) []string {
	var parts []string
	start, prev := 0, rune(0)
	for i, r := range s {
		if unicode.IsUpper(r) && (unicode.IsLower(prev) || prev == ':') && i-start > 2 {
			parts = append(parts, s[start:i])
			start = i
		}
		prev = r
	}
	return append(parts, s[start:])
}

// isCredit tells a line that only says whose picture or report it is:
// "Reuters", "Jane Roe/AP", "Copyright Jane Roe, Pool Photo via AP".
func isCredit(s string) bool {
	key := keyOf(s)
	if agencies[key] && !strings.HasSuffix(s, ".") {
		return true
	}
	rest, copyright := strings.CutPrefix(s, "Copyright ")
	if complete(s) || wordCount(s) > 14 {
		return false
	}
	agency := false
	for _, part := range strings.FieldsFunc(rest, func(r rune) bool { return strings.ContainsRune("/,|()–—", r) }) {
		part = strings.TrimSpace(part)
		k := keyOf(part)
		if i := strings.LastIndex(k, "via "); i >= 0 && agencies[k[i+4:]] {
			agency = true
		}
		if agencies[k] {
			agency = true
			continue
		}
		if !nameLike(part) {
			return false
		}
	}
	marked := strings.ContainsAny(rest, "/|") || strings.Contains(rest, " via ") || strings.Contains(rest, "Photo")
	if copyright {
		return agency || marked || strings.Contains(rest, ",")
	}
	return agency && marked
}

// nameLike tells a run of capitalised words, with the small words that stand
// inside names.
func nameLike(s string) bool {
	n := 0
	for w := range strings.FieldsSeq(s) {
		switch r := firstRune(w); {
		case unicode.IsUpper(r):
			n++
		case nameWords[w]:
		default:
			return false
		}
	}
	return n >= 1 && n <= 6
}

var nameWords = set(`de da di del della van von der den dos la le el al bin ibn y e and und et of the for via with & zu ten ter`)
