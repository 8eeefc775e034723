package corpus

import (
	"regexp"
	"strings"
	"unicode"
)

// Phrases that web pages put around their stories. They stand in lower case as
// keyOf leaves them, one a line, and are compared with whole rows.

func phraseSet(reason, list string, m map[string]string) {
	for line := range strings.Lines(list) {
		if line = strings.TrimSpace(line); line != "" {
			m[line] = reason
		}
	}
}

// strong phrases are furniture wherever they stand alone on a line.
var strong = func() map[string]string {
	m := map[string]string{}
	phraseSet("advert", `
advertisement
advertisements
advertising
advertisement - scroll to continue
advertisement - continue reading below
story continues below advertisement
story continues below
article continues below
article continues below advertisement
article continues after advertisement
continue reading below
scroll to continue
sponsored content
paid content
remove ads
anzeige
werbung
publicité
publicidad
pubblicità
publicidade
advertentie`, m)
	phraseSet("share button", `
share this
share this article
share this story
share this post
share this page
share article
share story
share on facebook
share on twitter
share on x
share on linkedin
share on whatsapp
share via email
share by email
email this article
print this article
copy link
copy url
copy to clipboard
copied to clipboard
link copied
copied
close button
save article
save this story
save for later
bookmark this
add to favorites
gift this article
jump to comments
leave a comment
leave a reply
add a comment
post a comment
view comments
show comments
load comments
load more comments
join the conversation
no comments yet
be the first to comment
follow us
follow us on facebook
follow us on twitter
follow us on instagram
follow us on google news
like us on facebook
report a typo
report this ad
was this page helpful
was this helpful
was this article helpful
print article
listen to this article
listen to article
condividi
condividi su
teilen
artikel teilen
drucken
partager
partager l'article
compartir
comparte
compartilhar
compartilhe
delen
écouter l'article
commenter
kommentieren`, m)
	phraseSet("navigation", `
skip to content
skip to main content
skip to navigation
skip navigation
back to top
jump to recipe
jump to content
toggle navigation
open menu
close menu
main menu
sign in
sign up
log in
log out
register now
create account
my account
subscribe now
manage subscription
watch live
load more
show more
view all
see all
find us
source link
read full article
read the full article
read full story
continue reading
zum inhalt springen
aller au contenu
saltar al contenido
vai al contenuto`, m)
	phraseSet("newsletter", `
sign up for our newsletter
sign up for our newsletters
subscribe to our newsletter
newsletter sign up
newsletter signup
get our newsletter
join our newsletter
s'inscrire à la newsletter
newsletter abonnieren
suscríbete
suscríbete a nuestra newsletter
iscriviti alla newsletter`, m)
	phraseSet("footer", `
all rights reserved
privacy policy
cookie policy
cookie settings
cookie preferences
manage cookies
accept cookies
accept all cookies
terms of use
terms of service
terms and conditions
do not sell my personal information
go to our privacy policy
impressum
datenschutz
datenschutzerklärung
mentions légales
politique de confidentialité
aviso legal
política de privacidad
politica de cookies
política de cookies
note legali
informativa sulla privacy`, m)
	return m
}()

// weak phrases are furniture only outside the story, above or below it: in it,
// they may be a heading or an item of a list.
var weak = func() map[string]string {
	m := map[string]string{}
	phraseSet("navigation", `
home
home page
homepage
menu
news
sections
search
archive
archives
world
politics
business
sport
sports
culture
opinion
weather
video
videos
podcast
podcasts
photos
about
about us
contact
contact us
help
subscribe
register
login
loader
loading
my profile
events
obituaries
classifieds
live
more
next
previous
close
startseite
politik
wirtschaft
kultur
accueil
actualités
inicio
nacional
economía
deportes
cultura
cronaca
politica
meteo`, m)
	phraseSet("share button", `
share
tweet
pin
pin it
print
email
e-mail
facebook
twitter
x
instagram
linkedin
whatsapp
telegram
reddit
pinterest
youtube
tiktok
bluesky
threads
flipboard
messenger
comment
comments
save
like
reply
yes
no`, m)
	phraseSet("footer", `
privacy
cookies
legal
imprint
disclaimer
sitemap
site map
rss
terms
careers
kontakt
contatti
contacto
agb`, m)
	return m
}()

// heads begin a block of teasers.
var heads = set2(`
related news
related stories
related articles
related posts
related content
related coverage
related topics
related reading
related links
you may also like
you might also like
you may like
you might like
you might also be interested in
you may also be interested in
you might be interested in
more like this
read next
up next
next up
what to read next
most read
most popular
most viewed
most shared
most commented
popular stories
popular posts
popular articles
popular now
trending now
trending stories
latest news
latest stories
latest articles
recent posts
recent articles
recent stories
more stories
more news
more top stories
top stories
in other news
also on this site
other stories
other articles
recommended for you
recommended stories
recommended reading
recommended articles
editor's picks
editors' picks
don't miss
from our partners
from around the web
around the web
sponsored stories
promoted stories
keep reading
further stories
lesen sie auch
mehr zum thema
das könnte sie auch interessieren
das könnte dich auch interessieren
meistgelesen
lire aussi
à lire aussi
a lire aussi
sur le même sujet
les plus lus
articles similaires
vous aimerez aussi
te puede interesar
también te puede interesar
le puede interesar
lo más leído
más noticias
noticias relacionadas
leggi anche
potrebbe interessarti
potrebbe interessarti anche
ti potrebbe interessare
i più letti
articoli correlati
leia também
veja também
mais lidas
lees ook
meest gelezen
`)

// maybeHeads do so only at the end of a page.
var maybeHeads = set2(`
related
recommended
trending
popular
latest
more
read more
see also
`)

func set2(list string) map[string]bool {
	m := map[string]bool{}
	for line := range strings.Lines(list) {
		if line = strings.TrimSpace(line); line != "" {
			m[line] = true
		}
	}
	return m
}

var agencies = set2(`
reuters
ap
associated press
the associated press
ap photo
afp
agence france-presse
afp photo
dpa
epa
epa-efe
efe
ansa
apa
pa
pa media
pa images
pa wire
pti
ani
upi
tass
xinhua
kyodo
yonhap
anadolu
anadolu agency
getty
getty images
afp via getty images
shutterstock
istock
alamy
imago
picture alliance
bloomberg
sputnik
zuma
zuma press
ritzau
tt
ntb
belga
keystone
lusa
unsplash
pexels
pixabay
pool
`)

// patterns are furniture too varied to be listed. Each must match the whole
// row, which is short: these are things said to a visitor, not told in a story.
var patterns = []struct {
	reason string
	re     *regexp.Regexp
}{
	{"advert", regexp.MustCompile(`(?i)^(story|article) continues (below|after).{0,40}$`)},
	{"advert", regexp.MustCompile(`(?i)^we (may )?(earn|receive) (a|an) (small )?(affiliate )?commission.{0,140}$`)},
	{"advert", regexp.MustCompile(`(?i)^this (article|post|page) (may )?contains? affiliate links.{0,140}$`)},
	{"newsletter", regexp.MustCompile(`(?i)^.{0,60}\b(sign up (for|to)|subscribe to|join) (our|the) [\p{L}' -]{0,40}newsletters?\b.{0,60}$`)},
	{"newsletter", regexp.MustCompile(`(?i)^get .{3,80} (in|to|into) your inbox\b.{0,60}$`)},
	{"newsletter", regexp.MustCompile(`(?i)^(download|get) (our|the) (free )?app\b.{0,60}$`)},
	{"newsletter", regexp.MustCompile(`(?i)^(follow|join|find|like) us on .{1,60}$`)},
	{"cookie notice", regexp.MustCompile(`(?i)^(we|this (web)?site|our (web)?site) uses? cookies (to|on|for|and)\b.{0,240}$`)},
	{"cookie notice", regexp.MustCompile(`(?i)^by (continuing|using) .{0,60}\bcookies?\b.{0,120}$`)},
	{"cookie notice", regexp.MustCompile(`(?i)^(please )?enable java ?script\b.{0,120}$`)},
	{"share button", regexp.MustCompile(`(?i)^\d{1,5} (comments?|shares?|likes?|views?|kommentare?|commentaires?|comentarios?|commenti|commento)$`)},
	{"share button", regexp.MustCompile(`(?i)^(comments?|shares?) ?\(?\d{1,5}\)?$`)},
	{"share button", regexp.MustCompile(`(?i)^copy/paste .{0,60}\b(link|code)\b.{0,60}$`)},
	{"teaser", regexp.MustCompile(`(?i)^(read more|read also|also read|read next|more|related|related story|don't miss|watch|watch more|listen|lire aussi|à lire aussi|lesen sie auch|lesen sie mehr|mehr dazu|leggi anche|lee también|leer más|te puede interesar|leia também|lees ook)\s?[:|>»→–—]\s?\S.{2,160}$`)},
	{"tags", regexp.MustCompile(`(?i)^(tags?|topics|filed under|categories|category|keywords|schlagw(ö|o)rter|themen|mots-clés|etiquetas|argomenti)\s?:\s?\S.{0,200}$`)},
	{"credit", regexp.MustCompile(`^\(?((Additional )?[Rr]eporting|Writing|Editing|Compiled|Edited) (and (writing|editing) )?by \p{Lu}[^.?!]{2,160}[.)]?\)?$`)},
	{"credit", regexp.MustCompile(`^Our Standards: .{0,80}$`)},
	{"footer", regexp.MustCompile(`(?i)^(copyright\s*)?(©|\(c\)|copyright)\s*(©\s*)?\d{4}\b.{0,300}$`)},
	{"footer", regexp.MustCompile(`(?i)^©\s?\S.{0,120}$`)},
	{"footer", regexp.MustCompile(`(?i)^.{0,160}\ball rights reserved\b.{0,200}$`)},
	{"footer", regexp.MustCompile(`(?i)^(this material may not be|no part of this (site|publication|article) may be)\b.{0,200}$`)},
	{"read time", regexp.MustCompile(`(?i)^(reading time:? ?)?\d{1,3}[ -]?(min|mins|minutes?|minuten|minuti|minutos)\.?([ -](read|de lecture|lesezeit|di lettura|de lectura))?$`)},
	{"image file name", regexp.MustCompile(`(?i)^[\p{L}\d.()]*[-_\d][\p{L}\d_.()-]*\.(jpe?g|png|gif|webp|avif|svg|tiff?)$`)},
	{"credit", regexp.MustCompile(`(?i)^[(\[]?(photo|photos|photograph|image|images|picture|foto|fotos|bild|illustration|video|crédit photo|photo credit|image credit|credit|photo by|image by|picture by|foto di|foto de)\s?(credit|courtesy)?( (of|by)\b|\s?[:/©])\s?\p{L}[^.?!]{1,100}[)\]]?$`)},
	{"credit", regexp.MustCompile(`^(Photo|Image|Picture|Illustration|Foto)s? (by|courtesy of) (\p{Lu}[\p{L}.'’-]*[ ,/]*|and |of |via |for ){1,10}$`)},
	{"teaser", regexp.MustCompile(`^(READ|SEE|WATCH|LISTEN) (ALSO|MORE|NEXT)?\s?[:|>»→–—]\s?\S.{2,160}$`)},
}

// longestPattern bounds the rows that patterns are tried on.
const longestPattern = 340

// phrases removes the rows that say what they are.
func (p *page) phrases() {
	for i := range p.rows {
		r := &p.rows[i]
		if why := furniture(r); why != "" {
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
		if p.re.MatchString(r.text) {
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
