// Package source turns a place into a text: a file of this machine, one web
// page, a file that was sent in a chat, or a text that was handed over becomes a
// corpus.Reading, which is the identity of the source and the draft of its
// article.
//
// Four ways in:
//
//	Local        files and folders        Find lists them, Read reads one
//	Web          one page by its address  Read fetches it, carefully
//	Attachments  one file of a chat       Read fetches it from the chat's hosts only
//	Text         a text as bytes          and ReadText for standard input
//
// Whatever the way, documents of Word are known by their content and read on their
// own (see readDOCX); all else passes through the same three steps. First
// decode makes them valid UTF-8, whatever encoding they came in, and refuses
// what is not text. Then one of three readers gets at the main text: plain
// text is left as it is and marked Scraped, because corpus.Clean knows what to
// do with it; Markdown is parsed (goldmark) and HTML is extracted
// (go-trafilatura, with a plain reading of the page when that finds nothing),
// and both are written as blocks with an empty line between them. Last, the
// language is guessed if the document does not say it.
//
// Nothing here trusts its input. Sizes are limited before bytes are read, a
// named pipe is never opened, a page is fetched only from public addresses on
// the web's two ports (see guard), its type is looked at and not believed, and
// a parser that panics costs one article, not the process. Whatever goes wrong
// is a *corpus.Problem whose sentence names the place and the mend.
package source

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"footnote/corpus"
)

// Limits bounds what is read, in bytes. A zero field means its default.
type Limits struct {
	// FileBytes is the largest file or handed-over text; 20 MiB by default, which
	// is ten times the plain text of the Bible.
	FileBytes int64
	// PageBytes is the largest web page after decompression; 8 MiB by default.
	// The HTML of very long pages, such as Wikipedia's longest lists, is 2 to 4 MB.
	PageBytes int64
}

const (
	defaultFileBytes = 20 << 20
	defaultPageBytes = 8 << 20
)

func (l Limits) withDefaults() Limits {
	if l.FileBytes <= 0 {
		l.FileBytes = defaultFileBytes
	}
	if l.PageBytes <= 0 {
		l.PageBytes = defaultPageBytes
	}
	return l
}

// readable says in a sentence what can be read.
const readable = "Footnote reads plain text (.txt), Markdown (.md), HTML (.html), PDF (.pdf), Word documents (.docx) and zip archives of these (.zip)"

// input is what the readers get: bytes from somewhere, and what is known of them.
type input struct {
	name    string // how the person calls the place
	data    []byte
	charset string // what the container declares; "" when it says nothing
	format  format
	base    string // address of a page, for its canonical link; "" otherwise
	pdf     *PDF   // reads PDFs; nil refuses them
}

// read is the way of every input, see the package comment.
func read(ctx context.Context, in input) (corpus.Draft, error) {
	if in.pdf != nil && looksLikePDF(in.data) {
		return readPDF(ctx, in.pdf, in)
	}
	if looksLikeDOCX(in.data) {
		return readDOCX(ctx, in)
	}
	if err := oldWord(in.name, in.data); err != nil {
		return corpus.Draft{}, err
	}
	if kind := binaryKind(in.data); kind != "" {
		if isArchive(in.name, in.data) {
			return corpus.Draft{}, invalid(nil, "%s is a zip archive where a text was expected: save it as a file, and add that.", in.name)
		}
		return corpus.Draft{}, notText(in.name, kind)
	}
	text, err := decode(in.data, in.charset)
	if err != nil {
		return corpus.Draft{}, notText(in.name, "binary data")
	}
	if strings.TrimSpace(text) == "" {
		return corpus.Draft{}, invalid(nil, "%s is empty: there is no text to add.", in.name)
	}
	var d corpus.Draft
	switch f := in.format.of(text); f {
	case formatHTML:
		if d, err = readHTML(text, in.base); err != nil {
			return corpus.Draft{}, invalid(err, "%s "+htmlFault(err), in.name)
		}
	case formatMarkdown:
		if d, err = readMarkdown(text); err != nil {
			return corpus.Draft{}, invalid(err, "%s could not be read as Markdown: save it as plain text (.txt).", in.name)
		}
	case formatOther:
		return corpus.Draft{}, notText(in.name, "data for programs (XML or JSON)")
	default:
		d = corpus.Draft{Text: text, Scraped: true, MediaType: "text/plain"}
	}
	if strings.TrimSpace(d.Text) == "" {
		return corpus.Draft{}, invalid(nil, "%s has no text in it: there is nothing to add.", in.name)
	}
	d.Original = in.data
	d.Language = cmp.Or(d.Language, language(d.Text))
	return d, nil
}

// Text reads a text that was handed over whole: pasted, or an attachment. It is
// plain text unless it is clearly a page of HTML. Its identity is its content,
// so the same text handed over twice is the same source. Without a title it is
// shown as "pasted text".
func Text(title string, data []byte) (corpus.Reading, error) {
	return textOf(title, data, Limits{}.withDefaults())
}

func textOf(title string, data []byte, l Limits) (corpus.Reading, error) {
	title = strings.Join(strings.Fields(strings.ToValidUTF8(title, "\uFFFD")), " ")
	shown := cmp.Or(title, "pasted text")
	if int64(len(data)) > l.FileBytes {
		return corpus.Reading{}, tooBig(shown, l.FileBytes)
	}
	d, err := read(context.Background(), input{name: quote(shown), data: data, format: formatGuess})
	if err != nil {
		return corpus.Reading{}, err
	}
	d.Key = corpus.ContentHash(string(data))
	d.Title = cmp.Or(title, d.Title)
	d.URL = ""
	return corpus.Reading{Kind: corpus.KindText, Location: d.Key, Shown: shown, Draft: d}, nil
}

// ReadText reads a text from a stream, such as standard input, as Text does. It
// stops at the limit, so a stream without end is refused and not swallowed.
func ReadText(ctx context.Context, title string, r io.Reader, l Limits) (corpus.Reading, error) {
	l = l.withDefaults()
	shown := cmp.Or(title, "standard input")
	data, err := readAll(ctx, r, l.FileBytes)
	switch {
	case errors.Is(err, errTooBig):
		return corpus.Reading{}, tooBig(quote(shown), l.FileBytes)
	case ctx.Err() != nil:
		return corpus.Reading{}, fmt.Errorf("read text: %w", ctx.Err())
	case err != nil:
		return corpus.Reading{}, unavailable(err, "%s broke off before its end: try again.", quote(shown))
	}
	reading, err := textOf(title, data, l)
	if err == nil && title == "" {
		reading.Shown = shown
	}
	return reading, err
}

var errTooBig = errors.New("larger than the limit")

// readAll reads r to its end, or fails with errTooBig when there is more than
// limit bytes. It looks at ctx between reads.
func readAll(ctx context.Context, r io.Reader, limit int64) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(contextReader{ctx, r}, limit+1))
	if err != nil {
		return nil, err
	}
	if int64(len(data)) > limit {
		return nil, errTooBig
	}
	return data, nil
}

type contextReader struct {
	ctx context.Context
	r   io.Reader
}

func (c contextReader) Read(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	return c.r.Read(p)
}

// title of a file that says none: its name without the ending.
func titleOfPath(path string) string {
	base := filepath.Base(path)
	if t := strings.TrimSuffix(base, filepath.Ext(base)); t != "" {
		return t
	}
	return base
}
