package corpus

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	// A text that is left is a small part of what there was below a quarter of it,
	// and is not of it when hardly any three words in a row are the same.
	smallPart   = 4
	hardlyAny   = 0.15
	shingleSize = 3
	// A text of so few words is another page when it is shorter than what there was and
	// shares neither its title nor its words: "Article removed", "This domain is for
	// sale", the front page. Pages that are short by nature, such as that of a state,
	// keep their title.
	otherWords = 60
	// noticeWords is longer than a page is that says only that one has to log in, or
	// that there is nothing.
	noticeWords = 200
)

// Vanished says why what a page reads like now must not replace what it read like
// before, a sentence for people; "" when it may.
//
// Pages are rewritten, corrected, cut and continued, and all that may be. What may
// not is a page that gave its place to something else: what is left is a small
// part, and hardly any of it is the earlier text; or it is short, other than
// before, and worded like a page to log in on or an error, or of another title. Text that the reader
// already knows for such a page does not come here; this looks at what passed for
// a text.
func Vanished(before, after Article) (reason string) {
	old, now := textWords(before.Body), textWords(after.Body)
	name := OneLine(before.Title)
	if name == "" {
		name = OneLine(before.URL)
	}
	if name == "" {
		name = "This page"
	}
	if len(old) == 0 {
		return ""
	}
	if len(now) == 0 {
		return fmt.Sprintf("%s has no text any more: its earlier text is kept.", name)
	}
	same := kept(old, now)
	if len(now) <= noticeWords && same < 2*hardlyAny {
		for _, n := range Notices {
			w := n.Wording(after.Title, after.Body)
			// Its title may be that of the site, or still that of the story.
			if w.Phrases >= 2 && w.Share >= 0.5 && (n != NoticeConsent || w.Phrases >= 4) || w.Title && w.Phrases >= 1 && !n.Wording(before.Title, "").Title {
				return fmt.Sprintf("%s now reads like %s: its earlier text is kept.", name, n.Says())
			}
		}
	}
	if len(now)*smallPart < len(old) && same < hardlyAny {
		return fmt.Sprintf("%s now has only %d words where it had %d, and they are others: its earlier text is kept.", name, len(now), len(old))
	}
	if len(now) <= otherWords && len(now) < len(old) && same < hardlyAny && otherTitle(before.Title, after.Title) {
		return fmt.Sprintf("%s now is another short page, %s: its earlier text is kept.", name, quotedTitle(after))
	}
	return ""
}

// otherTitle says that two titles, neither of which is empty, share no word of four
// letters or more.
func otherTitle(before, after string) bool {
	old, now := textWords(before), textWords(after)
	if len(old) == 0 || len(now) == 0 {
		return false
	}
	for _, w := range now {
		if utf8.RuneCountInString(w) >= 4 && slices.Contains(old, w) {
			return false
		}
	}
	return true
}

func quotedTitle(a Article) string { return "“" + OneLine(a.Title) + "”" }

// textWords are the words of a text in lower case, without punctuation. In scripts
// that do not part words each character is one.
func textWords(text string) []string {
	var out []string
	var b strings.Builder
	flush := func() {
		if b.Len() > 0 {
			out = append(out, b.String())
			b.Reset()
		}
	}
	for _, r := range text {
		switch {
		case unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar):
			flush()
			out = append(out, string(r))
		case unicode.IsLetter(r), unicode.IsDigit(r), unicode.Is(unicode.M, r):
			b.WriteRune(unicode.ToLower(r))
		default:
			flush()
		}
	}
	flush()
	return out
}

// kept is the share of now's runs of three words that stand in old; of its words,
// where it has fewer than three.
func kept(old, now []string) float64 {
	n := min(shingleSize, len(now))
	have := map[string]bool{}
	for i := 0; i+n <= len(old); i++ {
		have[strings.Join(old[i:i+n], " ")] = true
	}
	same, all := 0, 0
	for i := 0; i+n <= len(now); i++ {
		all++
		if have[strings.Join(now[i:i+n], " ")] {
			same++
		}
	}
	return float64(same) / float64(all)
}
