package source

import (
	"errors"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"footnote/corpus/source/sourcetest"
)

// TestPDFHostile reads documents made to keep a reader busy, or to fill its
// memory: each ends, by itself or by its limit, and costs that document only.
func TestPDFHostile(t *testing.T) {
	if testing.Short() {
		t.Skip("takes half a minute")
	}
	p := newPDF(t, PDFOptions{Memory: 64 << 20})
	honest := sourcetest.Flow(report, sourcetest.Style{}).Bytes()
	next := func(t *testing.T) {
		f, err := p.open(t.Context(), honest)
		if err != nil {
			t.Fatal("the next document:", err)
		}
		if s, _, _ := layOut(f.pages); !strings.HasPrefix(s, report[0].Text) {
			t.Errorf("the next document: %q", s)
		}
	}
	next(t)
	for name, data := range sourcetest.HostilePDFs() {
		t.Run(name, func(t *testing.T) {
			_, err := p.open(t.Context(), data)
			if err != nil && !errors.Is(err, errPDFTime) && !errors.Is(err, errPDFDamaged) && !errors.Is(err, errPDFPages) && !errors.Is(err, errPDFText) && !errors.Is(err, errPDFTrap) {
				t.Error(err)
			}
			next(t)
		})
	}
	// Without the end of the running call, these would take hours.
	t.Run("time", func(t *testing.T) {
		old := p.PDFOptions
		p.Timeout = 2 * time.Second
		_, err := p.open(t.Context(), sourcetest.BusyPDF())
		p.PDFOptions = old
		if !errors.Is(err, errPDFTime) {
			t.Errorf("%v", err)
		}
		next(t)
	})
}

// FuzzLayout lays out pages of glyphs at any place: it must not panic, the text is
// valid, and its pages begin in their order.
func FuzzLayout(f *testing.F) {
	f.Add("Report on the harbour\nThe harbour was closed to ", []byte{10, 0, 10, 0, 20, 0, 10, 0, 30, 200, 90, 3})
	f.Add("\u2022 One\n2. Two\x02\nthree- \nfour", []byte{1, 2, 3, 4})
	f.Add("\u05d0\u05d1 12 \u5bcc\n\u58eb", []byte{})
	f.Fuzz(func(t *testing.T, s string, places []byte) {
		pages := [][]glyph{nil}
		at := func(i int) float64 {
			if len(places) == 0 {
				return 0
			}
			return float64(places[i%len(places)])
		}
		for i, r := range []rune(s) {
			if r == '\f' {
				pages = append(pages, nil)
				continue
			}
			g := glyph{r: r, left: 3 * at(i), bottom: 3 * at(i+1), angle: at(i+2) / 40}
			g.right, g.top = g.left+at(i+3)/20, g.bottom+at(i+4)/20
			last := &pages[len(pages)-1]
			*last = append(*last, g)
		}
		text, breaks, _ := layOut(pages)
		checkLayout(t, text, breaks, len(pages))
	})
}

func checkLayout(t *testing.T, text string, breaks []int, pages int) {
	t.Helper()
	if !utf8.ValidString(text) {
		t.Errorf("not valid: %q", text)
	}
	if len(breaks) != max(pages-1, 0) {
		t.Errorf("%d pages, %d begin", pages, len(breaks))
	}
	before := 0
	for _, at := range breaks {
		if at < before || at > len(text) || at < len(text) && !utf8.RuneStart(text[at]) {
			t.Fatalf("pages begin at %d of %d", breaks, len(text))
		}
		before = at
	}
}

// FuzzPDF reads whole files in the sandbox, which starts once: whatever they are,
// they are read or refused by name.
func FuzzPDF(f *testing.F) {
	for _, s := range []sourcetest.Style{{}, {Runs: sourcetest.Kerned, Lines: 6, Footer: "Page #"}, {Columns: 2, Rows: true, Lines: 8}} {
		f.Add(sourcetest.Flow(report[:3], s).Bytes())
	}
	f.Add(sourcetest.Objects([]string{"<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [2 0 R] /Count 9 >>"}, ""))
	// The processes that fuzz are started by this one, and find the reader compiled.
	p := newPDF(f, PDFOptions{Timeout: time.Second, Memory: 64 << 20, Pages: 50, Bytes: 1 << 20})
	if _, err := p.open(f.Context(), sourcetest.Flow(report, sourcetest.Style{}).Bytes()); err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > 1<<16 {
			t.Skip()
		}
		file, err := p.open(t.Context(), data)
		if errors.Is(err, errPDFStart) || errors.Is(err, errPDFClosed) {
			t.Fatal(err)
		}
		text, breaks, _ := layOut(file.pages)
		checkLayout(t, text, breaks, len(file.pages))
	})
}

// BenchmarkPDF tells how many pages a second are read, and what a start costs.
func BenchmarkPDF(b *testing.B) {
	doc := sourcetest.Flow(report, sourcetest.Style{})
	for len(doc.Pages) < 100 {
		doc.Pages = append(doc.Pages, doc.Pages[0])
	}
	hundred, one := doc.Bytes(), sourcetest.Flow(report, sourcetest.Style{}).Bytes()
	open := func(b *testing.B, p *PDF, data []byte) {
		if _, err := readPDF(b.Context(), p, input{name: "report.pdf", data: data}); err != nil {
			b.Fatal(err)
		}
	}
	b.Run("read", func(b *testing.B) {
		p := newPDF(b, PDFOptions{})
		open(b, p, one)
		for b.Loop() {
			open(b, p, hundred)
		}
		b.ReportMetric(100*float64(b.N)/b.Elapsed().Seconds(), "pages/s")
	})
	start := func(cache string) func(b *testing.B) {
		return func(b *testing.B) {
			for b.Loop() {
				p := NewPDF(PDFOptions{Cache: cache})
				open(b, p, one)
				if err := p.Close(); err != nil {
					b.Fatal(err)
				}
			}
		}
	}
	b.Run("start", start(""))
	cache := b.TempDir()
	b.Run("start again", func(b *testing.B) {
		p := newPDF(b, PDFOptions{Cache: cache})
		open(b, p, one) // fills the cache
		b.ResetTimer()
		start(cache)(b)
	})
}

// TestPDFMutated reads honest files with bytes changed, cut out and said twice:
// many more than the fuzzer tries in its seconds, since it takes each start of the
// sandbox for news.
func TestPDFMutated(t *testing.T) {
	p := newPDF(t, PDFOptions{Timeout: 5 * time.Second, Memory: 64 << 20, Pages: 50, Bytes: 1 << 20})
	var seeds [][]byte
	for _, s := range []sourcetest.Style{{}, {Runs: sourcetest.Kerned, Lines: 6, Footer: "Page #"}} {
		seeds = append(seeds, sourcetest.Flow(report[:3], s).Bytes())
	}
	rng := rand.New(rand.NewPCG(1, 2))
	read := 0
	for range 200 {
		data := slices.Clone(seeds[rng.IntN(len(seeds))])
		for range 1 + rng.IntN(4) {
			at := rng.IntN(len(data))
			end := min(len(data), at+1+rng.IntN(40))
			switch rng.IntN(4) {
			case 0:
				data[at] = byte(rng.Uint32())
			case 1:
				data = slices.Delete(data, at, end)
			case 2:
				data = slices.Insert(data, at, data[at:end]...)
			case 3:
				data[at] = "0123456789<>[]()/ "[rng.IntN(18)]
			}
		}
		file, err := p.open(t.Context(), data)
		if errors.Is(err, errPDFStart) || errors.Is(err, errPDFClosed) {
			t.Fatal(err)
		}
		if err == nil {
			read++
		}
		text, breaks, _ := layOut(file.pages)
		checkLayout(t, text, breaks, len(file.pages))
	}
	if read == 0 {
		t.Error("none was read")
	}
}
