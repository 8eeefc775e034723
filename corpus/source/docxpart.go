package source

import (
	"archive/zip"
	"bufio"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"

	xunicode "golang.org/x/text/encoding/unicode"
)

func (z *docxFile) has(part string) bool { return z.files[strings.ToLower(part)] != nil }

// open unpacks a part within the limits.
func (z *docxFile) open(part string) (io.ReadCloser, error) {
	f := z.files[strings.ToLower(part)]
	switch {
	case f == nil:
		return nil, fmt.Errorf("%w: no part %q", errDOCXDamaged, part)
	case f.Flags&1 != 0:
		return nil, errDOCXProtected
	}
	r, err := f.Open()
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errDOCXDamaged, err)
	}
	return &unpacked{file: z, entry: f, ReadCloser: r}, nil
}

// unpacked counts what comes out of an archive, since what it says of itself may
// be a lie.
type unpacked struct {
	io.ReadCloser
	file  *docxFile
	entry *zip.File
	n     int64
}

func (u *unpacked) Read(p []byte) (int, error) {
	if err := u.file.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := u.ReadCloser.Read(p)
	u.n += int64(n)
	u.file.spent += int64(n)
	if u.n > docxPartBytes || u.file.spent > docxBytes ||
		u.n > docxRatioBytes && u.n/docxRatio > int64(u.entry.CompressedSize64) {
		return 0, errDOCXBig
	}
	return n, err
}

// read is a small part as a whole.
func (z *docxFile) read(part string) ([]byte, error) {
	r, err := z.open(part)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return io.ReadAll(io.LimitReader(r, docxTokenBytes))
}

// docxPart reads the markup of a part, element by element.
type docxPart struct {
	xml      *xml.Decoder
	in       *tokenReader
	elements int
	depth    int
}

// element is the beginning of an element. Its space is one of the letters below,
// whichever edition of the format it is from.
type element struct {
	space byte
	name  string
	attrs []xml.Attr
}

// The spaces of names.
const (
	spaceOther = byte(0)
	spaceWord  = 'w' // the text
	spaceMath  = 'm' // formulas
	spaceAlt   = 'a' // markup compatibility: one thing said in several ways
)

var docxSpaces = map[string]byte{
	"http://schemas.openxmlformats.org/wordprocessingml/2006/main":    spaceWord,
	"http://purl.oclc.org/ooxml/wordprocessingml/main":                spaceWord,
	"http://schemas.openxmlformats.org/officeDocument/2006/math":      spaceMath,
	"http://purl.oclc.org/ooxml/officeDocument/math":                  spaceMath,
	"http://schemas.openxmlformats.org/markup-compatibility/2006":     spaceAlt,
	"http://schemas.openxmlformats.org/markup-compatibility/2006/ole": spaceAlt,
}

func (e element) is(space byte, name string) bool { return e.space == space && e.name == name }

// attr is the value of an attribute by its local name.
func (e element) attr(name string) string {
	for _, a := range e.attrs {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// on reports whether a property that is on or off is on: it is by standing there.
func (e element) on() bool {
	v := e.attr("val")
	return v != "0" && v != "false" && v != "off"
}

// walk reads a part from its root on. All faults of the markup are errDOCXDamaged.
func (z *docxFile) walk(part string, read func(*docxPart) error) error {
	f, err := z.open(part)
	if err != nil {
		return err
	}
	defer f.Close()
	in := bufio.NewReader(f)
	var text io.Reader = in
	if mark, _ := in.Peek(2); bytes.Equal(mark, []byte("\xff\xfe")) || bytes.Equal(mark, []byte("\xfe\xff")) {
		text = xunicode.UTF16(xunicode.LittleEndian, xunicode.UseBOM).NewDecoder().Reader(in)
	} else if mark, _ := in.Peek(3); bytes.Equal(mark, []byte("\xef\xbb\xbf")) {
		_, _ = in.Discard(3)
	}
	p := &docxPart{in: &tokenReader{r: text}}
	p.xml = xml.NewDecoder(p.in)
	// Only UTF-8 and UTF-16 are allowed, and both are UTF-8 by now.
	p.xml.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil }
	root := false
	err = p.each(func(element) error { root = true; return read(p) })
	if err == nil && !root {
		err = io.ErrUnexpectedEOF
	}
	if err != nil && z.ctx.Err() == nil && !errors.Is(err, errDOCXBig) && !errors.Is(err, errDOCXNested) {
		err = fmt.Errorf("%w: %s: %w", errDOCXDamaged, part, err)
	}
	return err
}

// tokenReader stops a decoder that has read more than a token may have.
type tokenReader struct {
	r       io.Reader
	n, from int64 // bytes that were read, and before the token
}

func (t *tokenReader) Read(p []byte) (int, error) {
	if t.n-t.from > docxTokenBytes {
		return 0, errDOCXBig
	}
	n, err := t.r.Read(p)
	t.n += int64(n)
	return n, err
}

// next is the next token that matters: the beginning or end of an element, or text.
func (p *docxPart) next() (xml.Token, error) {
	for {
		t, err := p.xml.Token()
		if err != nil {
			return nil, err
		}
		p.in.from = p.xml.InputOffset()
		switch t := t.(type) {
		case xml.StartElement:
			if p.elements++; p.elements > docxElements {
				return nil, errDOCXBig
			}
			if p.depth++; p.depth > docxDepth {
				return nil, errDOCXNested
			}
			return t, nil
		case xml.EndElement:
			p.depth--
			return t, nil
		case xml.CharData:
			return t, nil
		case xml.Directive:
			return nil, errors.New("a document type, which no part may have")
		}
	}
}

// each calls read for the elements within the one that was begun, and returns
// after its end. read must read to the end of its element, by each, text or skip.
func (p *docxPart) each(read func(element) error) error {
	top := p.depth
	for {
		t, err := p.next()
		if err != nil {
			if err == io.EOF && top == 0 {
				return nil
			}
			return err
		}
		switch t := t.(type) {
		case xml.StartElement:
			if err := read(element{docxSpaces[t.Name.Space], t.Name.Local, t.Attr}); err != nil {
				return err
			}
		case xml.EndElement:
			if p.depth < top {
				return nil
			}
		}
	}
}

// skip leaves an element out.
func (p *docxPart) skip() error {
	return p.each(func(element) error { return p.skip() })
}

// text is the text of an element, without that of elements in it.
func (p *docxPart) text() (string, error) {
	var s strings.Builder
	for top := p.depth; ; {
		t, err := p.next()
		if err != nil {
			return "", err
		}
		switch t := t.(type) {
		case xml.StartElement:
			if err := p.skip(); err != nil {
				return "", err
			}
		case xml.CharData:
			s.Write(t)
		case xml.EndElement:
			if p.depth < top {
				return s.String(), nil
			}
		}
	}
}
