package corpus

import (
	"slices"
	"sort"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// Page is the page, from 1, on which an offset of the body stands; 0 for a text
// without pages.
func (m Meta) Page(offset int) int {
	if len(m.Pages) == 0 {
		return 0
	}
	return 1 + sort.SearchInts(m.Pages, offset+1)
}

// breaks are the places of a text where pages begin, in ascending order, while a
// step of Clean writes that text anew. Each step calls at before it goes on behind
// an offset of the old text. A page whose beginning the step leaves out begins with
// what it keeps next. Without pages it costs nothing.
type breaks struct {
	old, new []int
}

// at says that what stands at or behind the offset of the old text will stand at or
// behind this one of the new.
func (b *breaks) at(old, new int) {
	for len(b.new) < len(b.old) && b.old[len(b.new)] <= old {
		b.new = append(b.new, new)
	}
}

// within says that the old text from start to end stands at this offset of the new.
func (b *breaks) within(start, end, new int) {
	b.at(start, new)
	for len(b.new) < len(b.old) && b.old[len(b.new)] < end {
		b.new = append(b.new, new+b.old[len(b.new)]-start)
	}
}

// end returns where pages begin in the new text, which has so many bytes.
func (b *breaks) end(length int) []int {
	for len(b.new) < len(b.old) {
		b.new = append(b.new, length)
	}
	return b.new
}

// within makes offsets fit for a text: ascending, inside it and on rune boundaries.
func within(text string, pages []int) []int {
	if len(pages) == 0 {
		return nil
	}
	out, from := make([]int, len(pages)), 0
	for i, p := range pages {
		p = max(from, min(p, len(text)))
		for p < len(text) && text[p]&0xC0 == 0x80 {
			p++
		}
		out[i], from = p, p
	}
	return out
}

// validPages is strings.ToValidUTF8 with U+FFFD, page by page.
func validPages(text string, pages []int) (string, []int) {
	valid := strings.ToValidUTF8(text, "\uFFFD")
	if len(pages) == 0 || len(valid) == len(text) && valid == text {
		return valid, pages
	}
	var b strings.Builder
	out, from := make([]int, len(pages)), 0
	for i, p := range pages {
		b.WriteString(strings.ToValidUTF8(text[from:p], "\uFFFD"))
		out[i], from = b.Len(), p
	}
	b.WriteString(strings.ToValidUTF8(text[from:], "\uFFFD"))
	return b.String(), out
}

// composed is norm.NFC.String. A page that begins within what becomes one character,
// such as with an accent, begins behind it.
func composed(text string, pages []int) (string, []int) {
	if len(pages) == 0 || norm.NFC.IsNormalString(text) {
		return norm.NFC.String(text), pages
	}
	marks := breaks{old: pages}
	var b strings.Builder
	b.Grow(len(text))
	var it norm.Iter
	for it.InitString(norm.NFC, text); !it.Done(); {
		marks.at(it.Pos(), b.Len())
		b.Write(it.Next())
	}
	return b.String(), marks.end(b.Len())
}

// skipSpace moves the beginnings of pages behind the spaces and line ends of a body
// that they stand before, so that each is the place of a character that shows.
func skipSpace(body string, pages []int) []int {
	for i := range slices.Backward(pages) {
		for p := pages[i]; p < len(body) && (body[p] == ' ' || body[p] == '\n'); {
			p++
			pages[i] = p
		}
	}
	return pages
}
