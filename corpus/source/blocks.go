package source

import "strings"

// blocks collects the blocks of a document: paragraphs and headings with an
// empty line between them, the lines of one list, table or poem without.
type blocks struct {
	list []block
}

type block struct {
	text string
	// joined says that the block follows the one before it in the same list or
	// table: a newline parts them, not an empty line.
	joined bool
	// heading is the level of a heading, 1 to 6; 0 for everything else.
	heading int
	// verbatim says that the spaces and lines of the text matter, as in code.
	verbatim bool
}

// add appends a block; text without anything to read is dropped. Lines within a
// block stay, runs of other white space become one space.
func (b *blocks) add(bl block) bool {
	if bl.verbatim {
		bl.text = strings.Trim(strings.TrimRight(bl.text, " \t\n"), "\n")
	} else {
		bl.text = tidy(bl.text)
	}
	if strings.TrimSpace(bl.text) == "" {
		return false
	}
	b.list = append(b.list, bl)
	return true
}

// tidy makes runs of white space one space and keeps single line ends.
func tidy(s string) string {
	lines := strings.Split(s, "\n")
	out := lines[:0]
	for _, l := range lines {
		if l = strings.Join(strings.Fields(l), " "); l != "" {
			out = append(out, l)
		}
	}
	return strings.Join(out, "\n")
}

// repeatRunes is how long a paragraph must be for its second appearance to be a
// fault of the page rather than the writer's will.
const repeatRunes = 60

// dropRepeats removes paragraphs that stand there a second time, as pages have
// them for narrow screens, print, or a pull quote.
func (b *blocks) dropRepeats() {
	seen := make(map[string]bool, len(b.list))
	kept := b.list[:0]
	for i, bl := range b.list {
		if !bl.verbatim && len([]rune(bl.text)) >= repeatRunes {
			if seen[bl.text] {
				if !bl.joined && i+1 < len(b.list) {
					b.list[i+1].joined = false
				}
				continue
			}
			seen[bl.text] = true
		}
		kept = append(kept, bl)
	}
	b.list = kept
}

// dropTitle removes the heading that opens the text when it only says the title
// again: the article has that in a field of its own.
func (b *blocks) dropTitle(title string) {
	if len(b.list) > 1 && title != "" && sameWords(b.list[0].text, title) {
		b.list = b.list[1:]
		b.list[0].joined = false
	}
}

func sameWords(a, b string) bool {
	return strings.EqualFold(strings.Join(strings.Fields(a), " "), strings.Join(strings.Fields(b), " "))
}

// dropEmptyHeadings removes headings that head nothing: those before another of
// the same or a higher rank, and those at the end.
func (b *blocks) dropEmptyHeadings() {
	kept := b.list[:0]
	for i, bl := range b.list {
		if bl.heading > 0 && len(b.list) > 1 && (i+1 == len(b.list) || b.list[i+1].heading > 0 && b.list[i+1].heading <= bl.heading) {
			continue
		}
		kept = append(kept, bl)
	}
	if len(kept) > 0 {
		b.list = kept
	}
}

// adLabels are the words that stand over an advert, which itself is a picture.
var adLabels = map[string]bool{
	"advertisement": true, "advertisements": true, "advertising": true, "sponsored": true,
	"anzeige": true, "werbung": true, "publicité": true, "publicidad": true, "pubblicità": true, "reklame": true,
}

// dropLabels removes the label of an advert where it is a block by itself.
func (b *blocks) dropLabels() {
	kept := b.list[:0]
	for _, bl := range b.list {
		if !adLabels[strings.ToLower(strings.Trim(bl.text, " -–—:."))] {
			kept = append(kept, bl)
		}
	}
	b.list = kept
}

func (b *blocks) String() string {
	var s strings.Builder
	for i, bl := range b.list {
		switch {
		case i == 0:
		case bl.joined:
			s.WriteByte('\n')
		default:
			s.WriteString("\n\n")
		}
		s.WriteString(bl.text)
	}
	return s.String()
}

// runes is the length of the text.
func (b *blocks) runes() int {
	n := 0
	for _, bl := range b.list {
		n += len([]rune(bl.text))
	}
	return n
}
