package source

import (
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"footnote/corpus"
	"footnote/corpus/source/sourcetest"
)

// report is a text of several pages, in paragraphs that are known.
var report = sourcetest.Paragraphs(
	"# Report on the harbour",
	"The harbour of Wexmoor was closed to barges for several hours on Monday, since oil had come ashore at the old pier, and the extraordinary measures of the authority will continue until the end of the week.",
	"Nobody was hurt.",
	"The master of the harbour asked all crews to wait outside until the morning tide, which comes at six, and to keep their engines ready in case the wind turns to the north again.",
	"Forty volunteers cleaned the beach below the lighthouse and filled two hundred sacks, which were taken to a depot near the railway station.",
)

func newPDF(t testing.TB, o PDFOptions) *PDF {
	t.Helper()
	if o.Cache == "" {
		o.Cache = compiled()
	}
	p := NewPDF(o)
	t.Cleanup(func() {
		if err := p.Close(); err != nil {
			t.Error(err)
		}
	})
	return p
}

// compiledEnv names the folder of the compiled reader to the processes that a fuzz
// starts, compiledHere is where this one made it.
const compiledEnv = "FOOTNOTE_TEST_PDF_CACHE"

var compiledHere string

// compiled is a folder where the tests of this package find the reader compiled but
// for the first of them: that takes half a minute under the race detector.
var compiled = sync.OnceValue(func() string {
	if dir := os.Getenv(compiledEnv); dir != "" {
		return dir
	}
	dir, err := os.MkdirTemp("", "footnote-pdf")
	if err != nil {
		return "" // in memory, then
	}
	compiledHere = dir
	_ = os.Setenv(compiledEnv, dir)
	return dir
})

// TestPDF starts the sandbox once for all of its cases, since that takes seconds.
func TestPDF(t *testing.T) {
	p := newPDF(t, PDFOptions{})
	read := func(data []byte) (corpus.Draft, error) {
		path := filepath.Join(t.TempDir(), "report.pdf")
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		l := NewLocal(Limits{})
		l.PDF = p
		c, err := l.Look(t.Context(), path)
		if err != nil {
			return corpus.Draft{}, err
		}
		return c.Reading.Draft, nil
	}
	var want []string
	for _, q := range report {
		want = append(want, q.Text)
	}
	for name, s := range map[string]sourcetest.Style{
		"a line a run":     {},
		"a word a run":     {Runs: sourcetest.PerWord, Justify: true},
		"a glyph a run":    {Runs: sourcetest.PerGlyph},
		"kerned":           {Runs: sourcetest.Kerned},
		"parted words":     {Hyphens: true, Columns: 2},
		"columns":          {Columns: 2, Lines: 12},
		"columns by rows":  {Columns: 2, Lines: 12, Rows: true},
		"by rows and word": {Columns: 2, Lines: 12, Rows: true, Runs: sourcetest.PerWord, Justify: true},
		"turned":           {Rotate: 90},
		"turned the other": {Rotate: 270},
		"typewriter":       {Courier: true},
		"many pages":       {Lines: 4, Header: "Harbour authority", Footer: "Page #"},
	} {
		t.Run(name, func(t *testing.T) {
			d, err := read(sourcetest.Flow(report, s).Bytes())
			if err != nil {
				t.Fatal(err)
			}
			if got := strings.Join(strings.Fields(d.Text), " "); got != strings.Join(want, " ") {
				t.Errorf("got  %q\nwant %q", got, strings.Join(want, " "))
			}
			if s.Lines == 0 && s.Columns < 2 && d.Text != strings.Join(want, "\n\n") {
				t.Errorf("paragraphs: %q", d.Text)
			}
			if name == "many pages" {
				if len(d.Pages) == 0 {
					t.Fatal("no pages")
				}
				meta := corpus.Meta{Pages: corpus.Clean(d).Pages}
				at := strings.Index(d.Text, "Forty volunteers")
				if got, last := meta.Page(at), len(d.Pages)+1; got < 2 || got > last || meta.Page(0) != 1 || meta.Page(len(d.Text)) != last {
					t.Errorf("page %d of %d", got, last)
				}
			}
		})
	}
	t.Run("what it says of itself", func(t *testing.T) {
		doc := sourcetest.Flow(report, sourcetest.Style{})
		doc.Info = map[string]string{"Title": "Oil at the pier", "Author": "Ada Reeve", "CreationDate": "D:20240617101500Z"}
		d, err := read(doc.Bytes())
		if err != nil || d.Title != "Oil at the pier" || d.Author != "Ada Reeve" || d.Published.Format(time.DateOnly) != "2024-06-17" {
			t.Errorf("%q %q %v %v", d.Title, d.Author, d.Published, err)
		}
	})
	t.Run("a table, a list and what is left out", func(t *testing.T) {
		var page strings.Builder
		put := func(x, y float64, text string) { page.WriteString(sourcetest.Put(x, y, 11, text)) }
		put(72, 770, "What the pool cost and who came, in all of the years from 2021 to 2023:")
		for i, row := range [][]string{{"Year", "Visitors", "Income"}, {"2021", "12,400", "61,000"}, {"2022", "18,900", "88,500"}, {"2023", "21,050", "97,300"}} {
			for j, cell := range row {
				put(72+float64(j)*90, 740-float64(i)*14, cell)
			}
		}
		put(72, 660, "Walkers should bring the following things with them, since there is no shop:")
		for i, item := range []string{"A coat", "A lamp", "Two litres of water"} {
			put(90, 640-float64(i)*14, "\u2022")
			put(108, 640-float64(i)*14, item)
		}
		put(72, 590, "The path begins behind the mill and is marked in blue.")
		put(250, 30, "Page 1 of 3")
		second := sourcetest.Put(72, 770, 11, "On this page stands very little.") + sourcetest.Put(250, 30, 11, "Page 3 of 3")
		d, err := read(sourcetest.PDF{Pages: []sourcetest.Page{{Content: page.String()}, {Content: "0 0 100 100 re f"}, {Content: second}}}.Bytes())
		if err != nil {
			t.Fatal(err)
		}
		want := "What the pool cost and who came, in all of the years from 2021 to 2023:\n\n" +
			"Year | Visitors | Income\n2021 | 12,400 | 61,000\n2022 | 18,900 | 88,500\n2023 | 21,050 | 97,300\n\n" +
			"Walkers should bring the following things with them, since there is no shop:\n\n" +
			"\u2022 A coat\n\u2022 A lamp\n\u2022 Two litres of water\n\n" +
			"The path begins behind the mill and is marked in blue.\n\nOn this page stands very little."
		if d.Text != want {
			t.Errorf("got %q", d.Text)
		}
		var out []string
		for _, r := range corpus.Clean(d).Removed {
			out = append(out, r.Reason+": "+r.Text)
		}
		if got := strings.Join(out, "; "); got != "pages without text, such as pictures: 2; head or foot of pages: Page 1 of 3" {
			t.Errorf("left out: %s", got)
		}
	})
	whole := sourcetest.Flow(report, sourcetest.Style{}).Bytes()
	cyclic := sourcetest.Objects([]string{"<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 2 >>"}, "")
	many := sourcetest.Objects([]string{"<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [] /Count 2000000000 >>"}, "")
	locked := sourcetest.Flow(report, sourcetest.Style{})
	locked.Trailer = "/ID [<00112233445566778899aabbccddeeff> <00112233445566778899aabbccddeeff>] /Encrypt << /Filter /Standard /V 1 /R 2 /P -4" +
		" /O <" + strings.Repeat("5a", 32) + "> /U <" + strings.Repeat("a5", 32) + "> >>"
	for name, c := range map[string]struct {
		data []byte
		want string
	}{
		"no text":         {sourcetest.PDF{Pages: []sourcetest.Page{{Content: "0 0 100 100 re f"}}}.Bytes(), "only pictures of text"},
		"cut off":         {[]byte("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj"), "damaged"},
		"only its head":   {whole[:9], "damaged"},
		"cyclic pages":    {cyclic, ""},
		"endless pages":   {many, ""},
		"with a password": {locked.Bytes(), "password"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := read(c.data)
			if err == nil {
				t.Fatal("read")
			}
			if msg := corpus.Explain(err); !strings.Contains(msg, c.want) || !strings.Contains(msg, "report.pdf") {
				t.Errorf("%q (%v)", msg, err)
			}
		})
	}
	t.Run("limits", func(t *testing.T) {
		old := p.PDFOptions
		defer func() { p.PDFOptions = old }()
		p.Pages = 2
		if _, err := read(sourcetest.Flow(report, sourcetest.Style{Lines: 2}).Bytes()); err == nil || !strings.Contains(corpus.Explain(err), "more than 2 pages") {
			t.Errorf("pages: %v", err)
		}
		p.Bytes = 100
		if _, err := read(whole); err == nil || !strings.Contains(corpus.Explain(err), "more than 100 bytes of text") {
			t.Errorf("text: %v", err)
		}
		p.PDFOptions = old
		p.Timeout = time.Nanosecond
		if _, err := read(whole); err == nil || !strings.Contains(corpus.Explain(err), "longer than") {
			t.Errorf("time: %v", err)
		}
		p.PDFOptions = old
		if _, err := read(whole); err != nil {
			t.Errorf("the next document: %v", err)
		}
	})
}

func TestPDFClosed(t *testing.T) {
	p := NewPDF(PDFOptions{})
	for range 2 {
		if err := p.Close(); err != nil {
			t.Error("closing what never started:", err)
		}
	}
	if _, err := p.open(t.Context(), []byte("%PDF-1.4")); err != errPDFClosed {
		t.Error(err)
	}
}
