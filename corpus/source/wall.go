package source

import (
	"cmp"
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"

	"footnote/corpus"
)

// errWall is why a page is no article.
var errWall = errors.New("a page in the place of an article")

// A page stands for a wall only while its text is short: in runes, about 250
// words for most walls. Those that ask for consent have to say what for.
const (
	mostWallRunes    = 1500
	mostConsentRunes = 6000
)

// signs are what the structure of a page says of what it is.
type signs struct {
	title, heading string
	passwords      int  // fields to type one
	fields         int  // other fields to fill in
	challenge      bool // a script or a field that checks for people
	refresh        bool // it loads itself, or another page, again
	noindex        bool // search engines are asked to forget it
	article        bool // it says that it is an article
	choices        int  // buttons to accept or refuse
	noscript       int  // runes that only those see whose browser runs no programs
	visible        int  // runes that everybody sees
	scripts        int
}

var (
	challengeMark = regexp.MustCompile(`(?i)challenge-platform|cf-chl|cf_chl|h-captcha|hcaptcha|g-recaptcha|turnstile|captcha-delivery|px-captcha|datadome|incapsula|_imperva|distil_|awswaf|challenge\.js`)
	choiceWords   = regexp.MustCompile(`(?i)\b(?:accept|reject|agree|refuse|decline|consent|allow|manage|options|akzeptieren|ablehnen|zustimmen|einstellungen|accepter|refuser|param[eé]trer|aceptar|rechazar|accetta|rifiuta)\b`)
)

// signsOf looks at a page once, from its beginning to its end, without building a
// tree.
func signsOf(src string) signs {
	var s signs
	z := html.NewTokenizer(strings.NewReader(src))
	var inside string // title, h1, h2, button, noscript, script or style
	var words strings.Builder
	for {
		switch z.Next() {
		case html.ErrorToken:
			return s
		case html.TextToken:
			switch inside {
			case "script", "style":
				continue
			case "noscript":
				s.noscript += textRunes(z.Text())
				continue
			case "title", "h1", "h2", "button":
				words.Write(z.Text())
			}
			if inside != "title" {
				s.visible += textRunes(z.Text())
			}
		case html.StartTagToken, html.SelfClosingTagToken:
			t := z.Token()
			s.tag(&t)
			switch t.Data {
			case "title", "h1", "h2", "button", "noscript", "script", "style":
				if inside == "" {
					inside = t.Data
					words.Reset()
				}
			}
		case html.EndTagToken:
			name, _ := z.TagName()
			if string(name) != inside || inside == "" {
				continue
			}
			text := spaced(html.UnescapeString(words.String()))
			switch inside {
			case "title":
				s.title = cmp.Or(s.title, text)
			case "h1", "h2":
				s.heading = cmp.Or(s.heading, text)
			case "button":
				if choiceWords.MatchString(text) {
					s.choices++
				}
			}
			inside = ""
		}
	}
}

func textRunes(b []byte) int {
	n := 0
	for len(b) > 0 {
		r, size := utf8.DecodeRune(b)
		if !unicode.IsSpace(r) {
			n++
		}
		b = b[size:]
	}
	return n
}

// tag reads what one element says.
func (s *signs) tag(t *html.Token) {
	get := func(name string) string {
		for _, a := range t.Attr {
			if a.Key == name {
				return strings.ToLower(strings.TrimSpace(a.Val))
			}
		}
		return ""
	}
	switch t.Data {
	case "input":
		switch kind := get("type"); kind {
		case "password":
			s.passwords++
		case "hidden", "search", "checkbox", "radio":
		case "submit", "button":
			if choiceWords.MatchString(get("value")) {
				s.choices++
			}
		default:
			s.fields++
		}
	case "script":
		s.scripts++
		if challengeMark.MatchString(get("src")) {
			s.challenge = true
		}
	case "div", "form", "iframe", "body":
		if challengeMark.MatchString(get("class") + " " + get("id") + " " + get("src") + " " + get("action")) {
			s.challenge = true
		}
	case "article":
		s.article = true
	case "meta":
		content := get("content")
		switch get("name") + get("property") + get("http-equiv") {
		case "robots":
			s.noindex = s.noindex || strings.Contains(content, "noindex")
		case "refresh":
			s.refresh = true
		case "og:type":
			s.article = s.article || content == "article"
		case "article:published_time":
			s.article = true
		}
	}
}

// wall says what a page is that stands in the place of an article; ok is false
// where it is none. text is what was read of it, "" if nothing was. asked is where
// it should have been, at where it was found.
//
// No sign decides by itself: an article on passwords has the words, one with a box
// to log in has the field. What counts is how the page is built, how little it
// says, and how much of that is worded like a wall.
func wall(src, text string, asked, at *url.URL) (n corpus.Notice, ok bool) {
	runes := utf8.RuneCountInString(text)
	if runes > mostConsentRunes {
		return "", false
	}
	s := signsOf(src)
	title := s.title
	if s.heading != "" {
		title = s.heading
	}
	moved := asked.Path != at.Path || !strings.EqualFold(asked.Hostname(), at.Hostname())
	for _, n := range corpus.Notices {
		w := n.Wording(s.title, text)
		w.Title = w.Title || n.Wording(title, "").Title
		placed := moved && placeOf[n].MatchString(at.Hostname()+at.Path)
		if !w.Title && w.Phrases == 0 && !placed && !(n == corpus.NoticeCheck && s.challenge) {
			continue // a box to log in stands beside many a text
		}
		points := 0
		add := func(p int, sign bool) {
			if sign {
				points += p
			}
		}
		add(3, w.Title)
		add(2, w.Share >= 0.6 && w.Phrases >= 2)
		add(1, w.Share >= 0.3 && w.Phrases >= 2)
		add(1, runes < 600)
		add(2, runes < 200)
		add(1, s.noindex)
		add(3, placed)
		add(1, moved && asksBack.MatchString(at.RawQuery))
		add(-3, s.article)
		most := mostWallRunes
		switch n {
		case corpus.NoticeLogin:
			add(2, s.passwords > 0)
			add(1, s.passwords == 0 && s.fields > 0)
			if s.passwords+s.fields == 0 && !moved {
				most = 300 // with nothing to log in by, more than that is a text about it
			}
		case corpus.NoticeCheck:
			add(3, s.challenge)
			add(1, s.refresh)
		case corpus.NoticeConsent:
			add(2, s.choices >= 2)
			add(1, w.Phrases >= 5)
			most = mostConsentRunes
			if w.Phrases < 3 {
				continue
			}
		}
		if points >= enoughPoints && runes <= most {
			return n, true
		}
	}
	return "", false
}

// enoughPoints is the title, the wording and the brevity of a wall together, or
// what weighs as much.
const enoughPoints = 6

// wallProblem is the sentence about a page that is no article; nil for one that is,
// or may be. name is the page's, text what was read of it.
func wallProblem(name, src, text string, asked, at *url.URL) error {
	if utf8.RuneCountInString(text) < fewRunes && scriptOnly(src) {
		return invalid(errScriptOnly, "%s "+htmlFault(errScriptOnly), name)
	}
	n, ok := wall(src, text, asked, at)
	if !ok {
		return nil
	}
	cause := fmt.Errorf("%w: %s", errWall, n)
	switch n {
	case corpus.NoticeError:
		return invalid(cause, "%s shows %s and no text: check the address, or try again later.", name, n.Says())
	case corpus.NoticeLogin:
		return invalid(cause, "%s shows %s and not its text: save the text as a file and add that.", name, n.Says())
	}
	return invalid(cause, "%s shows %s before its text: save the text as a file and add that.", name, n.Says())
}

// scriptOnly reports whether a page says hardly anything but that its reader's
// browser must run its program.
func scriptOnly(src string) bool {
	s := signsOf(src)
	return s.scripts > 0 && s.noscript > 0 && s.visible < s.noscript/2
}

var (
	placeOf = map[corpus.Notice]*regexp.Regexp{
		corpus.NoticeLogin:   regexp.MustCompile(`(?i)(?:^|[/._-])(?:log-?in|sign-?in|log-?on|sso|auth|oauth2?|saml|cas|idp|accounts?|session|register|subscribe)(?:$|[/._-])`),
		corpus.NoticeError:   regexp.MustCompile(`(?i)(?:^|[/._-])(?:404|500|errors?|not-?found|notfound|unavailable|maintenance|sorry)(?:$|[/._-])`),
		corpus.NoticeCheck:   regexp.MustCompile(`(?i)(?:^|[/._-])(?:captcha|challenge|sorry|verify|validate|blocked|robot)(?:$|[/._-])`),
		corpus.NoticeConsent: regexp.MustCompile(`(?i)(?:^|[/._-])(?:consent|cookies?|privacy|gdpr|cmp)(?:$|[/._-])`),
	}
	// asksBack is a query that says where to go on afterwards.
	asksBack = regexp.MustCompile(`(?i)(?:^|&)(?:next|return|return_?to|return_?url|redirect|redirect_?to|redirect_?uri|redirect_?url|continue|back|back_?url|dest|destination|from|target|goto|url|r|rd)=`)
)
