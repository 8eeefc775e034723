package source

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// docxWriter writes the elements of a document's body as blocks.
type docxWriter struct {
	styles docxStyles
	out    blocks
	line   strings.Builder // the text of the paragraph that is being read
	boxes  []block         // of the text boxes that hang on it; they follow it
	props  paragraphProps
	inList bool // the block before was an item of a list
	// fields counts those whose instruction is being read, not yet their result.
	fields   []bool
	title    string
	sign     string              // what stands before the next part of a formula, if it has one
	notes    map[string][]string // ids of the notes, as they are referred to
	pictures bool
	nested   bool // there was a table
	size     int  // bytes of text so far, with what its paragraphs cost
}

// document reads the main part.
func (w *docxWriter) document(p *docxPart) error {
	body := false
	err := p.each(func(e element) error {
		if !e.is(spaceWord, "body") {
			return p.skip()
		}
		body = true
		return w.within(p)
	})
	if err == nil && !body {
		return errDOCXDamaged
	}
	return err
}

// take gives the blocks that were written.
func (w *docxWriter) take() blocks {
	w.end()
	out := w.out
	w.out, w.inList = blocks{}, false
	return out
}

// within reads the elements in the one that was begun.
func (w *docxWriter) within(p *docxPart) error {
	return p.each(func(e element) error { return w.element(p, e) })
}

// apart reads the elements in the one that was begun as a text of its own, such as
// a cell or a text box.
func (w *docxWriter) apart(p *docxPart) (blocks, error) {
	in := &docxWriter{styles: w.styles, title: w.title, notes: w.notes, size: w.size}
	err := in.within(p)
	w.title, w.notes, w.size = in.title, in.notes, in.size
	w.pictures = w.pictures || in.pictures
	return in.take(), err
}

func (w *docxWriter) element(p *docxPart, e element) error {
	switch e.space {
	case spaceAlt:
		if e.name == "AlternateContent" {
			return w.alternate(p)
		}
	case spaceMath:
		return w.math(p, e)
	case spaceWord:
		return w.word(p, e)
	}
	return w.within(p) // a drawing has its text boxes somewhere within
}

func (w *docxWriter) word(p *docxPart, e element) error {
	switch e.name {
	case "p":
		return w.paragraph(p)
	case "tbl":
		return w.table(p)
	case "r":
		return w.run(p)
	case "sdt":
		return w.control(p)
	case "t":
		s, err := p.text()
		if err != nil {
			return err
		}
		return w.write(strings.Map(lineToSpace, s))
	case "tab", "ptab":
		return w.mark(p, "\t")
	case "br", "cr":
		return w.mark(p, "\n")
	case "noBreakHyphen":
		return w.mark(p, "-")
	case "sym":
		return w.mark(p, symbol(e.attr("font"), e.attr("char")))
	case "footnoteReference", "endnoteReference":
		if w.notes == nil {
			w.notes = map[string][]string{}
		}
		kind := strings.TrimSuffix(e.name, "Reference") + "s"
		w.notes[kind] = append(w.notes[kind], e.attr("id"))
		return p.skip()
	case "fldChar":
		w.field(e.attr("fldCharType"))
		return p.skip()
	case "txbxContent":
		box, err := w.apart(p)
		w.boxes = append(w.boxes, box.list...)
		return err
	case "drawing", "pict", "object":
		w.pictures = true
	case "del", "moveFrom", // withdrawn
		"instrText", "delText", "delInstrText", // what a field is made by
		"rt",                                                                            // how a character is pronounced
		"pPr", "rPr", "sectPr", "tblPr", "tblGrid", "trPr", "tcPr", "sdtPr", "sdtEndPr", // properties
		"softHyphen", "annotationRef", "footnoteRef", "endnoteRef", "separator", "continuationSeparator", "pgNum":
		return p.skip()
	}
	return w.within(p)
}

func (w *docxWriter) mark(p *docxPart, s string) error {
	if err := p.skip(); err != nil {
		return err
	}
	return w.write(s)
}

// write adds to the paragraph, unless it is within the instruction of a field.
func (w *docxWriter) write(s string) error {
	for _, result := range w.fields {
		if !result {
			return nil
		}
	}
	if s == "" {
		return nil
	}
	if w.size += len(s); w.size > docxTextBytes {
		return errDOCXBig
	}
	w.line.WriteString(w.sign)
	w.line.WriteString(s)
	w.sign = ""
	return nil
}

// field follows the marks of fields, which may stand in each other.
func (w *docxWriter) field(mark string) {
	switch n := len(w.fields); {
	case mark == "begin" && n < docxDepth:
		w.fields = append(w.fields, false)
	case mark == "separate" && n > 0:
		w.fields[n-1] = true
	case mark == "end" && n > 0:
		w.fields = w.fields[:n-1]
	}
}

func (w *docxWriter) paragraph(p *docxPart) error {
	if w.line.Len() > 0 && !w.props.run {
		w.end()
	}
	w.props = paragraphProps{}
	err := p.each(func(e element) error {
		if e.is(spaceWord, "pPr") {
			var err error
			w.props, err = p.paragraph()
			return err
		}
		return w.element(p, e)
	})
	// A field that never gets to its result takes no more than its paragraph.
	w.fields = w.fields[:0]
	if !w.props.run {
		w.end()
	}
	return err
}

// end writes the paragraph that was read.
func (w *docxWriter) end() {
	b := block{text: w.line.String()}
	w.line.Reset()
	props, boxes := w.props, w.boxes
	w.props, w.boxes = paragraphProps{}, nil
	if !w.styles.contents(props.style) {
		title := w.styles.is(props.style, "title")
		switch {
		case title:
			b.heading = 1
		case props.level > 0:
			b.heading = props.level % bodyLevel
		default:
			b.heading = w.styles.heading(props.style)
		}
		b.heading = min(b.heading, 6)
		listed := b.heading == 0 && (props.listed || !props.plain && w.styles.listed(props.style))
		b.joined = listed && w.inList
		if w.out.add(b) {
			w.inList = listed
			w.size += docxBlockBytes
			if title && w.title == "" {
				w.title = b.text
			}
		}
	}
	if len(boxes) > 0 {
		boxes[0].joined = false
		w.out.list = append(w.out.list, boxes...)
		w.inList = false
	}
}

func (w *docxWriter) run(p *docxPart) error {
	var hidden, told bool
	return p.each(func(e element) error {
		if e.is(spaceWord, "rPr") {
			props, err := p.run()
			hidden, told = w.styles.hidden(props.style) || w.styles.hidden(w.props.style), true
			if props.hidden != nil {
				hidden = *props.hidden
			}
			return err
		}
		if !told {
			hidden, told = w.styles.hidden(w.props.style), true
		}
		if hidden && !e.is(spaceWord, "fldChar") {
			return p.skip()
		}
		return w.element(p, e)
	})
}

// control reads a field of a form. What asks to be filled in is no text, and
// neither is a table of contents, which only says the headings again.
func (w *docxWriter) control(p *docxPart) error {
	empty := false
	return p.each(func(e element) error {
		switch {
		case e.is(spaceWord, "sdtPr"):
			return p.each(func(e element) error {
				switch e.name {
				case "showingPlcHdr":
					empty = empty || e.on()
				case "docPartObj":
					return p.each(func(e element) error {
						empty = empty || e.name == "docPartGallery" && e.attr("val") == "Table of Contents"
						return p.skip()
					})
				}
				return p.skip()
			})
		case e.is(spaceWord, "sdtContent") && !empty:
			return w.within(p)
		}
		return p.skip()
	})
}

// alternate reads the first of several ways of saying one thing that has text.
func (w *docxWriter) alternate(p *docxPart) error {
	read := false
	return p.each(func(element) error {
		if read {
			return p.skip()
		}
		before := w.size
		err := w.within(p)
		read = w.size > before
		return err
	})
}

// math writes a formula on one line.
func (w *docxWriter) math(p *docxPart, e element) error {
	sign := map[string]string{"den": "/", "sup": "^", "sub": "_"}[e.name]
	switch e.name {
	case "t":
		s, err := p.text()
		if err != nil {
			return err
		}
		return w.write(strings.Map(lineToSpace, s))
	case "chr": // the sign of a sum or an integral
		if v := e.attr("val"); utf8.RuneCountInString(v) == 1 {
			return w.mark(p, v)
		}
	}
	if sign == "" {
		return w.within(p)
	}
	w.sign = sign
	err := w.within(p)
	w.sign = ""
	return err
}

// notes reads the notes that the body refers to, in its order, as a list.
func (z *docxFile) notes(w *docxWriter, part, kind string) (blocks, error) {
	ids := w.notes[kind]
	if len(ids) == 0 || part == "" || !z.has(part) {
		return blocks{}, nil
	}
	texts := map[string]string{}
	err := z.walk(part, func(p *docxPart) error {
		return p.each(func(e element) error {
			note, err := w.apart(p)
			texts[e.attr("id")] = note.String()
			return err
		})
	})
	var out blocks
	for _, id := range ids {
		if out.add(block{text: texts[id], joined: len(out.list) > 0}) {
			delete(texts, id) // two marks may lead to one note
		}
	}
	return out, err
}

// symbol is a character of a font of symbols as Unicode has it; "" where it is not
// known what the font draws.
func symbol(font, code string) string {
	n, err := strconv.ParseUint(code, 16, 32)
	if err != nil {
		return ""
	}
	r := rune(n)
	private := r >= 0xf000 && r <= 0xf0ff
	if private {
		r -= 0xf000
	}
	if table := symbolFonts[strings.ToLower(font)]; table != nil && r <= 0xff {
		return table[r]
	}
	if private && r < 0x80 || !private && r >= ' ' && r < 0xe000 {
		return string(r)
	}
	return ""
}
