package source

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/klippa-app/go-pdfium"
	pdferrors "github.com/klippa-app/go-pdfium/errors"
	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"
	"github.com/klippa-app/go-pdfium/webassembly"
	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/experimental"
)

// PDFOptions says how PDFs are read. The zero value is good.
type PDFOptions struct {
	// Cache is a folder where the compiled reader is kept (22 MB), which makes its
	// start 0.1 s instead of some seconds; it is created. "" keeps it in memory.
	Cache string
	// Timeout bounds the reading of one document; two minutes by default, in which
	// some thousand pages are read.
	Timeout time.Duration
	// Memory bounds the memory of the reader of one document, in bytes; 256 MiB by
	// default.
	Memory int64
	// Pages is the most that a document may have; 3,000 by default.
	Pages int
	// Bytes is the most text that is taken from a document; 8 MiB by default.
	Bytes int
}

// PDF reads PDFs: with PDFium, compiled to WebAssembly, in a sandbox without
// files, network or clock, whose memory is bounded and which is thrown away after
// each document. A document that is too much for it costs that document only.
//
// It starts with the first document and reads one at a time. Whoever makes one
// closes it. It is safe for concurrent use.
type PDF struct {
	PDFOptions
	turn chan struct{} // held by who reads a document, or closes

	// Under turn:
	pool   pdfium.Pool // nil before the first document
	cache  wazero.CompilationCache
	closed bool
}

// NewPDF makes a reader, which costs nothing before its first document.
func NewPDF(o PDFOptions) *PDF {
	if o.Timeout <= 0 {
		o.Timeout = 2 * time.Minute
	}
	if o.Memory <= 0 {
		o.Memory = 256 << 20
	}
	if o.Pages <= 0 {
		o.Pages = 3000
	}
	if o.Bytes <= 0 {
		o.Bytes = 8 << 20
	}
	return &PDF{PDFOptions: o, turn: make(chan struct{}, 1)}
}

// Close waits for the document that is being read, and frees what it holds.
func (p *PDF) Close() error {
	p.turn <- struct{}{}
	defer func() { <-p.turn }()
	if p.closed {
		return nil
	}
	p.closed = true
	var err error
	if p.pool != nil {
		err = p.pool.Close()
	}
	if p.cache != nil {
		err = errors.Join(err, p.cache.Close(context.Background()))
	}
	p.pool, p.cache = nil, nil
	return err
}

// pageBytes is what a page of WebAssembly's memory is.
const pageBytes = 64 << 10

// start readies the sandbox, unless it is.
func (p *PDF) start() error {
	if p.pool != nil {
		return nil
	}
	p.cache = p.openCache()
	pool, err := webassembly.Init(webassembly.Config{
		MaxTotal: 1,
		FSConfig: wazero.NewFSConfig(), // nothing: its default is the whole disk
		Stdout:   io.Discard, Stderr: io.Discard,
		RuntimeConfig: wazero.NewRuntimeConfig().
			WithCoreFeatures(api.CoreFeaturesV2 | experimental.CoreFeaturesExceptionHandling).
			WithMemoryLimitPages(uint32(min(p.Memory/pageBytes, 1<<16))).
			WithCloseOnContextDone(true). // so that Kill ends a loop that never would
			WithCompilationCache(p.cache),
	})
	if err != nil {
		_ = p.cache.Close(context.Background())
		p.cache = nil
		return fmt.Errorf("%w: %w", errPDFStart, err)
	}
	p.pool = pool
	return nil
}

// openCache falls back to memory where the folder cannot be written.
func (p *PDF) openCache() wazero.CompilationCache {
	if p.Cache != "" && os.MkdirAll(p.Cache, 0o700) == nil {
		if c, err := wazero.NewCompilationCacheWithDir(p.Cache); err == nil {
			return c
		}
	}
	return wazero.NewCompilationCache()
}

// The ways in which a PDF cannot be read.
var (
	errPDFPassword = errors.New("needs a password")
	errPDFDamaged  = errors.New("is damaged")
	errPDFTime     = errors.New("takes too long")
	errPDFPages    = errors.New("has too many pages")
	errPDFText     = errors.New("has too much text")
	errPDFTrap     = errors.New("made the sandbox fail") // it was out of memory, or the document drove it astray
	errPDFStart    = errors.New("the reader of PDFs does not start")
	errPDFClosed   = errors.New("the reader of PDFs is closed")
)

// pdfFile is what is in a PDF.
type pdfFile struct {
	title, author, created string
	pages                  [][]glyph
}

// glyph is a character at its place, in points, with the origin at the lower
// left. Spaces and line ends that PDFium found by itself have no place.
type glyph struct {
	r                        rune
	left, bottom, right, top float64
	angle                    float64 // radians
}

func (g glyph) placed() bool { return g.right > g.left || g.top > g.bottom }

// open reads a document. The error is one of those above, that of ctx, or a
// fault of the sandbox.
func (p *PDF) open(ctx context.Context, data []byte) (pdfFile, error) {
	select {
	case p.turn <- struct{}{}:
	case <-ctx.Done():
		return pdfFile{}, ctx.Err()
	}
	defer func() { <-p.turn }()
	if p.closed {
		return pdfFile{}, errPDFClosed
	}
	if err := p.start(); err != nil {
		return pdfFile{}, err
	}
	limited, cancel := context.WithTimeout(ctx, p.Timeout)
	defer cancel()
	instance, err := p.pool.GetInstanceWithContext(limited)
	if err != nil {
		return pdfFile{}, outcome(ctx, limited, fmt.Errorf("%w: %w", errPDFStart, err))
	}
	var killed sync.WaitGroup
	killed.Add(1)
	stop := context.AfterFunc(limited, func() {
		defer killed.Done()
		_ = instance.Kill()
	})
	file, err := p.read(limited, instance, data)
	if stop() {
		_ = instance.Close()
	} else {
		killed.Wait()
	}
	return file, outcome(ctx, limited, err)
}

// outcome is why reading ended: that the caller wants no more, or that the time is
// over, comes before what it made of the sandbox.
func outcome(ctx, limited context.Context, err error) error {
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case limited.Err() != nil:
		return errPDFTime
	}
	return err
}

func (p *PDF) read(ctx context.Context, in pdfium.Pdfium, data []byte) (pdfFile, error) {
	opened, err := in.OpenDocument(&requests.OpenDocument{File: &data})
	switch {
	case errors.Is(err, pdferrors.ErrPassword), errors.Is(err, pdferrors.ErrSecurity):
		return pdfFile{}, fmt.Errorf("%w: %w", errPDFPassword, err)
	case err != nil:
		return pdfFile{}, fmt.Errorf("%w: %w", unread(err), err)
	}
	count, err := in.FPDF_GetPageCount(&requests.FPDF_GetPageCount{Document: opened.Document})
	if err != nil {
		return pdfFile{}, fmt.Errorf("%w: %w", errPDFDamaged, err)
	}
	if count.PageCount > p.Pages {
		return pdfFile{}, errPDFPages
	}
	tag := func(name string) string {
		m, err := in.FPDF_GetMetaText(&requests.FPDF_GetMetaText{Document: opened.Document, Tag: name})
		if err != nil {
			return ""
		}
		return m.Value
	}
	file := pdfFile{title: tag("Title"), author: tag("Author"), created: tag("CreationDate")}
	left := p.Bytes
	var broken error
	unreadable := 0
	for i := range count.PageCount {
		if ctx.Err() != nil {
			return pdfFile{}, ctx.Err()
		}
		page, err := glyphs(in, opened.Document, i, left)
		if errors.Is(err, errPDFText) {
			return pdfFile{}, err
		}
		if err != nil {
			broken, unreadable = err, unreadable+1
		}
		left -= len(page)
		file.pages = append(file.pages, page)
	}
	if broken != nil && unreadable == count.PageCount {
		return pdfFile{}, fmt.Errorf("%w: %d pages: %w", unread(broken), count.PageCount, broken)
	}
	return file, nil
}

// unread is the way in which PDFium failed: whether it said so, or was ended by the
// sandbox, whose words are all that tells.
func unread(err error) error {
	if strings.Contains(err.Error(), "wasm error") {
		return errPDFTrap
	}
	return errPDFDamaged
}

// glyphs are those of a page, at most so many.
func glyphs(in pdfium.Pdfium, doc references.FPDF_DOCUMENT, index, most int) ([]glyph, error) {
	page := requests.Page{ByIndex: &requests.PageByIndex{Document: doc, Index: index}}
	// Counting comes first: each one costs some hundred bytes of memory from here on.
	text, err := in.FPDFText_LoadPage(&requests.FPDFText_LoadPage{Page: page})
	if err != nil {
		return nil, err
	}
	count, err := in.FPDFText_CountChars(&requests.FPDFText_CountChars{TextPage: text.TextPage})
	_, closing := in.FPDFText_ClosePage(&requests.FPDFText_ClosePage{TextPage: text.TextPage})
	if err = errors.Join(err, closing); err != nil {
		return nil, err
	}
	if count.Count > most {
		return nil, errPDFText
	}
	if count.Count == 0 {
		return nil, nil
	}
	all, err := in.GetPageTextStructured(&requests.GetPageTextStructured{Page: page, Mode: requests.GetPageTextStructuredModeChars})
	if err != nil {
		return nil, err
	}
	out := make([]glyph, 0, len(all.Chars))
	for _, c := range all.Chars {
		for _, r := range c.Text {
			at := c.PointPosition
			out = append(out, glyph{r: r, left: finite(at.Left), bottom: finite(min(at.Bottom, at.Top)), right: finite(at.Right), top: finite(max(at.Bottom, at.Top)), angle: finite(c.Angle)})
		}
	}
	return out, nil
}

func finite(f float64) float64 {
	if math.IsNaN(f) || math.IsInf(f, 0) || math.Abs(f) > 1e6 {
		return 0
	}
	return f
}
