package source

import (
	"archive/zip"
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/url"
	"path"
	"regexp"
	"strings"

	"github.com/gabriel-vasile/mimetype"

	"footnote/corpus"
)

const docxType = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

const (
	// docxParts is how many files a document may have. Each picture is one; what has
	// more was made to fill memory with their names.
	docxParts = 20_000
	// docxPartBytes is the largest part once it is unpacked, and docxBytes all that
	// are read together. A book of a thousand pages has 10 to 20 MB of markup.
	docxPartBytes = 64 << 20
	docxBytes     = 96 << 20
	// docxRatio is how many times its packed size a large part may have. Markup of
	// long tables comes to 100; DEFLATE ends at 1032 (zlib.net/zlib_tech.html).
	docxRatio      = 250
	docxRatioBytes = 8 << 20 // a smaller part does no harm, however well it is packed
	// docxTokenBytes is the longest element or text: a decoder holds each as a whole,
	// and an element of nothing but attributes takes twenty times its size.
	docxTokenBytes = 1 << 20
	// docxElements and docxDepth bound the elements of a part and how deep they
	// stand in each other.
	docxElements = 3_000_000
	docxDepth    = 400
	// docxTextBytes is the longest text, as long as the largest file of plain text.
	docxTextBytes = defaultFileBytes
	// docxBlockBytes is what a paragraph costs of that beside its text, so that
	// millions of letters each in a paragraph of its own are too much.
	docxBlockBytes = 32
)

var (
	errDOCXDamaged   = errors.New("damaged document")
	errDOCXProtected = errors.New("encrypted document")
	errDOCXBig       = errors.New("document larger than the limits")
	errDOCXNested    = errors.New("document nested deeper than the limit")
	errDOCXPictures  = errors.New("no text, but pictures")
)

// readDOCX reads a document of Word (ECMA-376, ISO/IEC 29500): the text of its
// body in order, as blocks, then its notes.
func readDOCX(ctx context.Context, in input) (d corpus.Draft, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = docxProblem(in.name, fmt.Errorf("%w: %v", errDOCXDamaged, p))
		}
	}()
	d, err = docxDraft(ctx, in.data)
	switch {
	case ctx.Err() != nil:
		return corpus.Draft{}, fmt.Errorf("read document: %w", ctx.Err())
	case err != nil:
		return corpus.Draft{}, docxProblem(in.name, err)
	case strings.TrimSpace(d.Text) == "":
		return corpus.Draft{}, invalid(nil, "%s has no text in it: there is nothing to add.", in.name)
	}
	d.Original = in.data
	d.Language = cmp.Or(d.Language, language(d.Text))
	return d, nil
}

func docxProblem(name string, err error) error {
	switch {
	case errors.Is(err, errDOCXProtected):
		return invalid(err, "%s is protected by a password: save a copy without it, and add that.", name)
	case errors.Is(err, errDOCXBig):
		return invalid(err, "%s unpacks to more than is read of a document: split it, or save its text as plain text (.txt).", name)
	case errors.Is(err, errDOCXNested):
		return invalid(err, "%s has tables or boxes in each other deeper than is read: save its text as plain text (.txt).", name)
	case errors.Is(err, errDOCXPictures):
		return invalid(err, "%s has pictures but no text in it: if it is a scan, have its text recognised first.", name)
	}
	return invalid(err, "%s is a Word document that is damaged: open it in a word processor, save it anew, and add that.", name)
}

var docxMain = regexp.MustCompile(`(?:wordprocessingml|ms-word)\.(?:document|template)\.(?:macroEnabled(?:Template)?\.)?main\+xml`)

// looksLikeDOCX reports whether bytes are a document of Word: an archive with the
// list of its parts' types, one of which is the main part of such a document. An
// archive that is broken is one if its first files are those of a document.
func looksLikeDOCX(data []byte) bool {
	if !bytes.HasPrefix(data, []byte("PK\x03\x04")) {
		return false
	}
	z, err := openDOCX(context.Background(), data)
	if err != nil {
		return mimetype.Detect(data[:min(len(data), 1<<16)]).Is(docxType)
	}
	types := z.files["[content_types].xml"]
	if types == nil {
		return false
	}
	if z.files["word/document.xml"] != nil {
		return true
	}
	list, err := z.read("[content_types].xml")
	return err == nil && docxMain.Match(list)
}

// oldWord says in a sentence what is wrong with a container of old Office: a
// document of Word 97 or, since encryption puts a new one into such a container
// too, one with a password (MS-OFFCRYPTO, section 1.3). Nil for other bytes.
func oldWord(name string, data []byte) error {
	if !bytes.HasPrefix(data, []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")) {
		return nil
	}
	switch {
	case bytes.Contains(data, wide("EncryptedPackage")):
		return docxProblem(name, errDOCXProtected)
	case bytes.Contains(data, wide("WordDocument")):
		return invalid(nil, "%s is a document of old Word (.doc): save it as .docx, and add that.", name)
	}
	return nil
}

// wide is a name as the directory of such a container has it, in UTF-16.
func wide(name string) []byte {
	b := make([]byte, 0, 2*len(name))
	for i := range len(name) {
		b = append(b, name[i], 0)
	}
	return b
}

// docxFile is a document as an archive of parts. The names of parts are the same
// in either case (ECMA-376 part 2, section 6.2.2.3).
type docxFile struct {
	ctx   context.Context
	files map[string]*zip.File // by name, in lower case
	spent int64                // bytes that were unpacked
}

func openDOCX(ctx context.Context, data []byte) (*docxFile, error) {
	if bytes.Count(data, []byte("PK\x01\x02")) > docxParts {
		return nil, errDOCXBig
	}
	r, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errDOCXDamaged, err)
	}
	z := &docxFile{ctx: ctx, files: make(map[string]*zip.File, len(r.File))}
	for _, f := range r.File {
		name := strings.ToLower(strings.TrimPrefix(strings.ReplaceAll(f.Name, `\`, "/"), "/"))
		if z.files[name] == nil {
			z.files[name] = f
		}
	}
	return z, nil
}

// docxLinks are the parts that another part names, by the last word of the kind
// of the relationship: its address differs between the two editions of the format.
type docxLinks map[string]string

// links reads the relationships of a part; "" is the document as a whole.
func (z *docxFile) links(part string) (docxLinks, error) {
	found := docxLinks{}
	folder, base := path.Split(part)
	err := z.walk(folder+"_rels/"+base+".rels", func(p *docxPart) error {
		return p.each(func(e element) error {
			kind := path.Base(e.attr("Type"))
			if e.name == "Relationship" && e.attr("TargetMode") != "External" && found[kind] == "" {
				target := e.attr("Target")
				if t, err := url.PathUnescape(target); err == nil {
					target = t
				}
				if !strings.HasPrefix(target, "/") {
					target = folder + target
				}
				found[kind] = strings.TrimPrefix(path.Clean("/"+target), "/")
			}
			return p.skip()
		})
	})
	if errors.Is(err, errDOCXDamaged) {
		err = nil // the parts may stand where they always do
	}
	return found, err
}

// docxDraft reads the parts that have text.
func docxDraft(ctx context.Context, data []byte) (corpus.Draft, error) {
	z, err := openDOCX(ctx, data)
	if err != nil {
		return corpus.Draft{}, err
	}
	top, err := z.links("")
	if err != nil {
		return corpus.Draft{}, err
	}
	main := cmp.Or(top["officeDocument"], "word/document.xml")
	if !z.has(main) {
		main = "word/document.xml"
	}
	links, err := z.links(main)
	if err != nil {
		return corpus.Draft{}, err
	}
	w := &docxWriter{}
	// Without its styles or its properties a document is still a text.
	if w.styles, err = z.styles(links["styles"]); err != nil && !errors.Is(err, errDOCXDamaged) {
		return corpus.Draft{}, err
	}
	about, err := z.properties(cmp.Or(top["core-properties"], "docProps/core.xml"))
	if err != nil && !errors.Is(err, errDOCXDamaged) {
		return corpus.Draft{}, err
	}
	if err := z.walk(main, w.document); err != nil {
		return corpus.Draft{}, err
	}
	body := w.take()
	for _, kind := range []string{"footnotes", "endnotes"} {
		notes, err := z.notes(w, links[kind], kind)
		if err != nil {
			return corpus.Draft{}, err
		}
		body.list = append(body.list, notes.list...)
	}
	if len(body.list) == 0 && w.pictures {
		return corpus.Draft{}, errDOCXPictures
	}
	title := cmp.Or(w.title, about.title)
	for _, b := range body.list {
		if title == "" && b.heading == 1 {
			title = b.text
		}
	}
	title = spaced(title)
	body.dropTitle(title)
	return corpus.Draft{
		MediaType: docxType,
		Title:     title,
		Author:    about.author,
		Language:  about.language,
		Published: about.published,
		Text:      body.String(),
	}, nil
}
