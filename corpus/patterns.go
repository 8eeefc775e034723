package corpus

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// patterns are furniture too varied to be listed. Each must match the whole
// row, which is short: these are things said to a visitor, not told in a story.
var patterns = []struct {
	reason string
	hint   hints // a quick test
	re     *regexp.Regexp
}{
	{"advert", anyOf("continues"), regexp.MustCompile(`(?i)^(story|article) continues (below|after).{0,40}$`)},
	{"advert", anyOf("commission"), regexp.MustCompile(`(?i)^we (may )?(earn|receive) (a|an) (small )?(affiliate )?commission.{0,140}$`)},
	{"advert", anyOf("affiliate"), regexp.MustCompile(`(?i)^this (article|post|page) (may )?contains? affiliate links.{0,140}$`)},
	{"newsletter", anyOf("newsletter"), regexp.MustCompile(`(?i)^.{0,60}\b(sign up (for|to)|subscribe to|join) (our|the) [\p{L}' -]{0,40}newsletters?\b.{0,60}$`)},
	{"newsletter", anyOf("inbox"), regexp.MustCompile(`(?i)^get .{3,80} (in|to|into) your inbox\b.{0,60}$`)},
	{"newsletter", anyOf("app"), regexp.MustCompile(`(?i)^(download|get) (our|the) (free )?app\b.{0,60}$`)},
	{"newsletter", anyOf("us on"), regexp.MustCompile(`(?i)^(follow|join|find|like) us on .{1,60}$`)},
	{"newsletter", anyOf("support"), regexp.MustCompile(`(?i)^support (our|independent|quality|local|the) .{3,80}\b(member|subscri|donat|contribut)\p{L}*\b.{0,40}$`)},
	{"cookie notice", anyOf("cookies"), regexp.MustCompile(`(?i)^(we|this (web)?site|our (web)?site) uses? cookies (to|on|for|and)\b.{0,240}$`)},
	{"cookie notice", anyOf("cookie"), regexp.MustCompile(`(?i)^by (continuing|using) .{0,60}\bcookies?\b.{0,120}$`)},
	{"cookie notice", anyOf("java"), regexp.MustCompile(`(?i)^(please )?enable java ?script\b.{0,120}$`)},
	{"share button", anyOf("comment|share|like|view|kommentar|coment"), regexp.MustCompile(`(?i)^\d{1,5} (comments?|shares?|likes?|views?|kommentare?|commentaires?|comentarios?|commenti|commento)$`)},
	{"share button", anyOf("comment|share"), regexp.MustCompile(`(?i)^(comments?|shares?) ?\(?\d{1,5}\)?$`)},
	{"navigation", anyOf("cart|basket|bag|menu|warenkorb|panier"), regexp.MustCompile(`(?i)^(cart|basket|bag|menu|warenkorb|panier) ?\(\d{1,3}\)$`)},
	{"navigation", anyOf(" >| »| ›| /| →"), regexp.MustCompile(`^[\p{L}\d &'-]{2,30}( [>»›/→] ?[\p{L}\d &'-]{2,40}){2,6}$`)}, // where the page is in its site
	{"comment form", anyOf("will not be published|required fields|save my name"), regexp.MustCompile(`(?i)^(your e-?mail address will not be published|required fields are marked|save my name, e-?mail)\b.{0,200}$`)},
	{"comment form", anyOf("thought|comment|response|repl"), regexp.MustCompile(`(?i)^(\d{1,5}|one|no) (thoughts?|comments?|responses?|replies|reply) (on|to|for) .{3,200}$`)},
	{"footer", anyOf("powered by"), regexp.MustCompile(`(?i)^(proudly )?powered by [^.?!]{2,60}$`)},
	{"footer", anyOf("recaptcha"), regexp.MustCompile(`(?i)^this (site|form) is protected by .{0,40}recaptcha\b.{0,160}$`)},
	{"navigation", anyOf("from the section"), regexp.MustCompile(`(?i)^from the section [^.?!]{2,40}$`)},
	{"share button", anyOf("copy/paste"), regexp.MustCompile(`(?i)^copy/paste .{0,60}\b(link|code)\b.{0,60}$`)},
	{"teaser", anyOf("read|more|related|miss|watch|listen|lire|lesen|mehr|leggi|lee|puede|leia"), regexp.MustCompile(`(?i)^(read more|read also|also read|read next|more|related|related story|don't miss|watch|watch more|listen|lire aussi|à lire aussi|lesen sie auch|lesen sie mehr|mehr dazu|leggi anche|lee también|leer más|te puede interesar|leia também|lees ook)\s?[:|>»→–—]\s?\S.{2,160}$`)},
	{"tags", anyOf("tag|topic|filed|categor|keyword|schlagw|themen|mots|etiquetas|argomenti"), regexp.MustCompile(`(?i)^(tags?|topics|filed under|categories|category|keywords|schlagw(ö|o)rter|themen|mots-clés|etiquetas|argomenti)\s?:\s?\S.{0,200}$`)},
	{"credit", anyOf(" by "), regexp.MustCompile(`^\(?((Additional )?[Rr]eporting|Writing|Editing|Compiled|Edited) (and (writing|editing) )?by \p{Lu}[^.?!]{2,160}[.)]?\)?$`)},
	{"credit", anyOf("our standards"), regexp.MustCompile(`^Our Standards: .{0,80}$`)},
	{"footer", anyOf("^©|^(c|^copyright"), regexp.MustCompile(`(?i)^(copyright\s*)?(©|\(c\)|copyright)\s*(©\s*)?\d{4}\b.{0,300}$`)},
	{"footer", anyOf("^©"), regexp.MustCompile(`(?i)^©\s?\S.{0,120}$`)},
	{"footer", anyOf("all rights reserved"), regexp.MustCompile(`(?i)^.{0,160}\ball rights reserved\b.{0,200}$`)},
	{"footer", anyOf("may "), regexp.MustCompile(`(?i)^(this material may not be|no part of this (site|publication|article) may be)\b.{0,200}$`)},
	{"read time", anyOf("min"), regexp.MustCompile(`(?i)^(reading time:? ?)?\d{1,3}[ -]?(min|mins|minutes?|minuten|minuti|minutos)\.?([ -](read|de lecture|lesezeit|di lettura|de lectura))?$`)},
	{"image file name", anyOf("jpg|jpeg|png|gif|webp|avif|svg|tif"), regexp.MustCompile(`(?i)^[\p{L}\d.()]*[-_\d][\p{L}\d_.()-]*\.(jpe?g|png|gif|webp|avif|svg|tiff?)$`)},
	{"credit", anyOf("photo|image|picture|foto|bild|illustration|video|credit"), regexp.MustCompile(`(?i)^[(\[]?(photo|photos|photograph|image|images|picture|foto|fotos|bild|illustration|video|crédit photo|photo credit|image credit|credit|photo by|image by|picture by|foto di|foto de)\s?(credit|courtesy)?( (of|by)\b|\s?[:/©])\s?\p{L}[^.?!]{1,100}[)\]]?$`)},
	{"credit", anyOf("photo|image|picture|illustration|foto"), regexp.MustCompile(`^(Photo|Image|Picture|Illustration|Foto)s? (by|courtesy of) (\p{Lu}[\p{L}.'’-]*[ ,/]*|and |of |via |for ){1,10}$`)},
	{"paywall", anyOf("articles left|articles remaining|article left|article remaining"), regexp.MustCompile(`(?i)^you have (\d+|one|two|three|no) (free )?articles? (left|remaining)\b.{0,60}$`)},
	{"paywall", anyOf("already a"), regexp.MustCompile(`(?i)^already a (subscriber|member)\?.{0,40}$`)},
	{"paywall", anyOf("keep reading|continue reading"), regexp.MustCompile(`(?i)^(subscribe |sign in |log in |register )?to (keep|continue) reading\b.{0,80}$`)},
	{"newsletter", anyOf("digest|alert|newsletter|update|briefing"), regexp.MustCompile(`(?i)^(sign up|subscribe) (for|to) [^.?!]{2,50}\b(digest|alerts?|newsletters?|updates|briefing)[.!]?$`)},
	{"newsletter", anyOf("free trial|credit card"), regexp.MustCompile(`(?i)^start your free trial\b.{0,60}$`)},
	{"advert", anyOf("gamble responsibly"), regexp.MustCompile(`(?i)^.{0,120}\bgamble responsibly\b.{0,60}$`)},
	{"editor's note", anyOf("edited|condensed"), regexp.MustCompile(`(?i)^this (interview|conversation|transcript) (has been|was) (lightly )?(edited|condensed)\b.{0,60}$`)},
	{"editor's note", anyOf("print edition"), regexp.MustCompile(`(?i)^(a version of )?this (article|story) (appears|appeared) in the [^.?!]{0,60}\bprint edition\b.{0,120}$`)},
	{"date", anyOf(" ago"), regexp.MustCompile(`(?i)^(last )?updated:? (about )?(\d+ ?|an? )(m|mins?|minutes?|h|hrs?|hours?|d|days?) ago$`)},
	{"footer", anyOf("review"), regexp.MustCompile(`(?i)^(page |content )?(last reviewed|next review due|reviewed on):? .{4,40}$`)},
	{"navigation", anyOf("official website of"), regexp.MustCompile(`(?i)^an official website of [^.?!]{3,80}$`)},
	{"navigation", anyOf("how you know"), regexp.MustCompile(`(?i)^here['’]s how you know.{0,3}$`)},
	{"footer", anyOf("source "), regexp.MustCompile(`^SOURCE:? \p{Lu}[^.?!]{2,80}$`)},
	{"rating", anyOf("votes|ratings|reviews"), regexp.MustCompile(`(?i)^[0-5]([.,]\d+)? (from|out of 5 from|based on) \d{1,6} (votes|ratings|reviews)$`)},
	{"teaser", anyOf("read|see|watch|listen"), regexp.MustCompile(`^(READ|SEE|WATCH|LISTEN) (ALSO|MORE|NEXT)?\s?[:|>»→–—]\s?\S.{2,160}$`)},
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
	if isCreditKey(r.text, r.key) {
		return "credit"
	}
	for _, p := range patterns {
		if p.hint.in(r) && p.re.MatchString(r.text) {
			return p.reason
		}
	}
	if r.prose {
		return ""
	}
	parts := glued(r.text)
	if len(parts) < 2 {
		return ""
	}
	for _, part := range parts {
		if why := strong[keyOf(part)]; why != "" {
			return why
		}
	}
	return ""
}

// glued takes a row apart where a scraper dropped the space between two labels:
// "Share this articleComments".
func glued(s string) []string {
	var parts []string
	start, prev := 0, rune(0)
	for i, r := range s {
		if r < utf8.RuneSelf && (r < 'A' || r > 'Z') {
			prev = r
			continue
		}
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
func isCredit(s string) bool { return isCreditKey(s, keyOf(s)) }

func isCreditKey(s, key string) bool {
	if agencies[key] && !strings.HasSuffix(s, ".") {
		return true
	}
	rest, copyright := strings.CutPrefix(s, "Copyright ")
	marked := strings.ContainsAny(rest, "/|") || strings.Contains(rest, " via ") || strings.Contains(rest, "Photo")
	if !marked && !copyright || complete(s) || wordCount(s) > 14 {
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
