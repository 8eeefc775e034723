// Package sourcetest makes small documents for tests: PDFs, Word documents and
// archives, honest and hostile, out of text in the test's own words. Only tests
// import it.
package sourcetest

import (
	"bytes"
	"fmt"
	"strings"
)

// PDF is a document to be written.
type PDF struct {
	Pages []Page
	Info  map[string]string // of the document: Title, Author, CreationDate
	// Extra are further objects, numbered from the first free one; FirstExtra says
	// which. The trailer's entries can be added to.
	Extra   []string
	Trailer string
}

// Page is one page of a PDF, in points, with the origin at the lower left.
type Page struct {
	Width, Height float64 // A4 where both are 0
	Rotate        int     // degrees, as a viewer turns it
	Content       string  // operators of PDF
}

// Bytes writes the document: version 1.4, nothing compressed, text in Helvetica
// (F1) and Courier (F2) with WinAnsi's encoding.
func (p PDF) Bytes() []byte {
	var objects []string
	add := func(o string) int { objects = append(objects, o); return len(objects) }
	add("<< /Type /Catalog /Pages 2 0 R >>")
	add("") // the tree of pages
	add("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>")
	add("<< /Type /Font /Subtype /Type1 /BaseFont /Courier /Encoding /WinAnsiEncoding >>")
	var kids []string
	for _, page := range p.Pages {
		w, h := page.Width, page.Height
		if w == 0 && h == 0 {
			w, h = 595, 842
		}
		content := add(fmt.Sprintf("<< /Length %d >>\nstream\n%s\nendstream", len(page.Content), page.Content))
		n := add(fmt.Sprintf("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %g %g] /Rotate %d /Contents %d 0 R /Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> >>",
			w, h, page.Rotate, content))
		kids = append(kids, fmt.Sprintf("%d 0 R", n))
	}
	objects[1] = fmt.Sprintf("<< /Type /Pages /Kids [%s] /Count %d >>", strings.Join(kids, " "), len(kids))
	trailer := p.Trailer
	if len(p.Info) > 0 {
		var info strings.Builder
		for _, k := range []string{"Title", "Author", "CreationDate", "ModDate", "Producer"} {
			if v := p.Info[k]; v != "" {
				fmt.Fprintf(&info, " /%s (%s)", k, escape(v))
			}
		}
		trailer += fmt.Sprintf(" /Info %d 0 R", add("<<"+info.String()+" >>"))
	}
	objects = append(objects, p.Extra...)
	return Objects(objects, trailer)
}

// Objects writes a PDF of raw objects, numbered from 1; the first is the catalog.
func Objects(objects []string, trailer string) []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.4\n")
	offsets := make([]int, len(objects))
	for i, o := range objects {
		offsets[i] = b.Len()
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	xref := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(objects)+1)
	for _, o := range offsets {
		fmt.Fprintf(&b, "%010d 00000 n \n", o)
	}
	fmt.Fprintf(&b, "trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n", len(objects)+1, trailer, xref)
	return b.Bytes()
}

// escape writes a text as the inside of a string of PDF, in WinAnsi.
func escape(s string) string {
	var b strings.Builder
	for _, r := range s {
		switch c, special := winAnsi[r]; {
		case r == '(' || r == ')' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case special:
			fmt.Fprintf(&b, "\\%03o", c)
		case r < 0x80:
			b.WriteRune(r)
		case r >= 0xa0 && r <= 0xff:
			fmt.Fprintf(&b, "\\%03o", r)
		default:
			b.WriteByte('?')
		}
	}
	return b.String()
}

var winAnsi = map[rune]byte{'€': 0x80, '…': 0x85, '‘': 0x91, '’': 0x92, '“': 0x93, '”': 0x94, '•': 0x95, '–': 0x96, '—': 0x97}

// widths of Helvetica's characters from the space on, in thousandths of its size.
var widths = [...]int{
	278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278,
	556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556,
	1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778,
	667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556,
	333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556,
	556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
}

// Width is how wide a text is in Helvetica of a size, in points.
func Width(s string, size float64) float64 {
	n := 0
	for _, r := range s {
		if r >= ' ' && int(r-' ') < len(widths) {
			n += widths[r-' ']
		} else {
			n += 556
		}
	}
	return float64(n) * size / 1000
}
