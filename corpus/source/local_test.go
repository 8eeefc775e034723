package source

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"footnote/corpus"
)

func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m, goleak.Cleanup(func(code int) {
		if compiledHere != "" {
			_ = os.RemoveAll(compiledHere)
		}
		os.Exit(code)
	}))
}

func write(t testing.TB, path, text string) string {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

// says fails the test unless err is a Problem of this code whose sentence has
// all the words, is one line, and hides its cause.
func says(t *testing.T, err error, code corpus.Code, words ...string) {
	t.Helper()
	var p *corpus.Problem
	if !errors.As(err, &p) {
		t.Fatalf("%v is not a Problem", err)
	}
	if p.Code != code {
		t.Errorf("code %q, want %q: %s", p.Code, code, p.Message)
	}
	for _, w := range words {
		if !strings.Contains(p.Message, w) {
			t.Errorf("%q does not say %q", p.Message, w)
		}
	}
	if strings.ContainsAny(p.Message, "\n\x00\x1b") || !strings.HasSuffix(p.Message, ".") {
		t.Errorf("%q is not a clean sentence", p.Message)
	}
}

func TestReadFile(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	real, err := filepath.EvalSymlinks(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, content string
		want          corpus.Draft
	}{
		{"story.txt", "A headline\r\n\r\nThe ferry left.\r\n", corpus.Draft{Text: "A headline\n\nThe ferry left.\n", Scraped: true, MediaType: "text/plain"}},
		{"NOTES.TXT", "The ferry left.", corpus.Draft{Text: "The ferry left.", Scraped: true, MediaType: "text/plain"}},
		{"README", "No ending, but text.", corpus.Draft{Text: "No ending, but text.", Scraped: true, MediaType: "text/plain"}},
		{"log.xyz", "An ending nobody knows.", corpus.Draft{Text: "An ending nobody knows.", Scraped: true, MediaType: "text/plain"}},
		{"bmw.txt", "BMW and MZ opened a plant.", corpus.Draft{Text: "BMW and MZ opened a plant.", Scraped: true, MediaType: "text/plain"}},
		{"note.md", "# The *title*\n\nA [link](http://x) here.\n", corpus.Draft{Text: "A link here.", Title: "The title", MediaType: "text/markdown"}},
		{"bare.md", "Only words.\n", corpus.Draft{Text: "Only words.", Title: "bare", MediaType: "text/markdown"}},
		{"page.html", "<title>T</title><p>Hello there.</p>", corpus.Draft{Text: "Hello there.", Title: "T", MediaType: "text/html"}},
		{"saved.txt", "<!DOCTYPE html><title>T</title><p>Hello there.</p>", corpus.Draft{Text: "Hello there.", Title: "T", MediaType: "text/html"}},
		{"wrong.html", "Just words,\nno marks.", corpus.Draft{Text: "Just words,\nno marks.", Scraped: true, MediaType: "text/plain"}},
		{"data.txt", `{"a": "json in a text file is somebody's wish"}`, corpus.Draft{Text: `{"a": "json in a text file is somebody's wish"}`, Scraped: true, MediaType: "text/plain"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			write(t, c.name, c.content)
			got, err := NewLocal(Limits{}).Read(t.Context(), "./"+c.name)
			if err != nil {
				t.Fatal(err)
			}
			location := filepath.Join(real, c.name)
			c.want.Key, c.want.URL, c.want.Original = location, "./"+c.name, []byte(c.content)
			want := corpus.Reading{Kind: corpus.KindFile, Location: location, Shown: "./" + c.name, Draft: c.want}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// A file is the same source by whatever path it is named.
func TestReadFileThroughLink(t *testing.T) {
	dir := t.TempDir()
	file := write(t, filepath.Join(dir, "a.txt"), "Words.")
	link := filepath.Join(dir, "b.txt")
	if err := os.Symlink("a.txt", link); err != nil {
		t.Skip("no links here: ", err)
	}
	l := NewLocal(Limits{})
	one, err1 := l.Read(t.Context(), file)
	two, err2 := l.Read(t.Context(), link)
	if err1 != nil || err2 != nil || one.Location != two.Location || two.Shown != link || two.Draft.URL != link {
		t.Fatalf("%+v %v\n%+v %v", one, err1, two, err2)
	}
}

func TestReadFileProblems(t *testing.T) {
	dir := t.TempDir()
	in := func(name string) string { return filepath.Join(dir, name) }
	l := NewLocal(Limits{})
	png := "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01"
	for _, c := range []struct {
		name, content string
		words         []string
	}{
		{"binary.txt", png, []string{"binary.txt", "an image", ".md"}},
		{"noise.txt", "\x00\x01\x02\x03\xff\x00\x00\x07\x7f\x00", []string{"noise.txt", "binary data"}},
		{"control.txt", "ab\x01\x02\x03\x04cd\x05\x06", []string{"control.txt", "binary data"}},
		{"paper.pdf", "%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", []string{"paper.pdf", "a PDF", ".txt"}},
		{"letter.docx", "PK\x03\x04\x14\x00\x06\x00\x08\x00\x00\x00!\x00word/document.xml", []string{"letter.docx"}},
		{"letter.rtf", "{\\rtf1\\ansi Hello}", []string{"letter.rtf", "Rich Text"}},
		{"picture.svg", "<svg xmlns='http://www.w3.org/2000/svg'></svg>", []string{"picture.svg", "for programs"}},
		{"empty.txt", "", []string{"empty.txt", "is empty"}},
		{"blank.md", " \n\t\r\n", []string{"blank.md", "is empty"}},
		{"mark.txt", "\ufeff\n", []string{"mark.txt", "is empty"}},
		{"hollow.md", "![picture](x.png)\n", []string{"hollow.md", "no text"}},
		{"app.html", "<html><body><div id=root></div><script>render('hi')</script></body></html>", []string{"app.html", "running a program"}},
		{"bare.html", "<html><body><img src=x></body></html>", []string{"bare.html", "no text"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := l.Read(t.Context(), write(t, in(c.name), c.content))
			says(t, err, corpus.CodeInvalid, c.words...)
		})
	}
	t.Run("no such file", func(t *testing.T) {
		_, err := l.Read(t.Context(), in("gone.txt"))
		says(t, err, corpus.CodeMissing, "gone.txt", "check the name")
	})
	t.Run("a link of another kind", func(t *testing.T) {
		for path, words := range map[string]string{
			"ftp://example.org/a.txt":    "https:// or http://",
			"smb://box/a":                "https:// or http://",
			"file:///there/is/none.txt":  "without file://",
			"File:/there/is/none.txt":    "without file://",
			"gemini://example.org/a?b=c": "https:// or http://",
		} {
			_, err := l.Read(t.Context(), path)
			says(t, err, corpus.CodeInvalid, path, words)
		}
		_, err := l.Read(t.Context(), `c:/none.txt`)
		says(t, err, corpus.CodeMissing, "check the name")
	})
	t.Run("a file on the way", func(t *testing.T) {
		_, err := l.Read(t.Context(), filepath.Join(write(t, in("x.txt"), "x"), "y.txt"))
		says(t, err, corpus.CodeMissing, "y.txt")
	})
	t.Run("folder", func(t *testing.T) {
		_, err := l.Read(t.Context(), dir)
		says(t, err, corpus.CodeInvalid, "is a folder")
	})
	t.Run("names that are none", func(t *testing.T) {
		for _, name := range []string{"", "a\x00b", strings.Repeat("x", 5000)} {
			_, err := l.Read(t.Context(), name)
			says(t, err, corpus.CodeInvalid)
		}
	})
	t.Run("control characters in a name", func(t *testing.T) {
		_, err := l.Read(t.Context(), in("a\x1b[31m\nb.txt"))
		says(t, err, corpus.CodeMissing)
	})
	t.Run("too big", func(t *testing.T) {
		f, err := os.Create(in("huge.txt"))
		if err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(f.Truncate(200<<20), f.Close()); err != nil {
			t.Fatal(err)
		}
		l := NewLocal(Limits{})
		l.fs.open = func(string) (fs.File, error) { t.Error("a file that is too big was opened"); return nil, fs.ErrInvalid }
		_, err = l.Read(t.Context(), in("huge.txt"))
		says(t, err, corpus.CodeInvalid, "huge.txt", "20 MB")
	})
	t.Run("grows while it is read", func(t *testing.T) {
		l := NewLocal(Limits{FileBytes: 10})
		l.fs.stat = func(name string) (fs.FileInfo, error) { return os.Stat(write(t, in("small.txt"), "tiny")) }
		l.fs.open = func(string) (fs.File, error) { return grown{t, in("small.txt")}, nil }
		_, err := l.Read(t.Context(), in("small.txt"))
		says(t, err, corpus.CodeInvalid, "small.txt", "10 bytes")
	})
	t.Run("faults", func(t *testing.T) {
		path := write(t, in("fault.txt"), "text")
		for _, c := range []struct {
			cause error
			code  corpus.Code
			word  string
		}{
			{fs.ErrPermission, corpus.CodeInvalid, "permission"},
			{syscall.EIO, corpus.CodeUnavailable, "disk"},
			{syscall.ELOOP, corpus.CodeInvalid, "back to itself"},
		} {
			l := NewLocal(Limits{})
			l.fs.open = func(name string) (fs.File, error) { return nil, &fs.PathError{Op: "open", Path: name, Err: c.cause} }
			_, err := l.Read(t.Context(), path)
			says(t, err, c.code, "fault.txt", c.word)
			if !errors.Is(err, c.cause) {
				t.Errorf("the cause of %v is lost", err)
			}
		}
	})
	t.Run("cancelled", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := l.Read(ctx, in("x.txt")); !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
	})
}

// grown is a file that has more to read than its size says.
type grown struct {
	t    *testing.T
	path string
}

func (g grown) Stat() (fs.FileInfo, error) { return os.Stat(g.path) }
func (g grown) Read(p []byte) (int, error) { return copy(p, bytes.Repeat([]byte("x"), len(p))), nil }
func (g grown) Close() error               { return nil }

func TestText(t *testing.T) {
	a, err := Text("  My\ttitle ", []byte("Some words."))
	if err != nil {
		t.Fatal(err)
	}
	hash := corpus.ContentHash("Some words.")
	want := corpus.Reading{Kind: corpus.KindText, Location: hash, Shown: "My title", Draft: corpus.Draft{
		Key: hash, Text: "Some words.", Scraped: true, Title: "My title", MediaType: "text/plain", Original: []byte("Some words."),
	}}
	if diff := cmp.Diff(want, a); diff != "" {
		t.Error(diff)
	}
	page, err := Text("", []byte("<html><head><title>Page</title></head><body><p>Hello there.</p>"))
	if err != nil || page.Draft.Text != "Hello there." || page.Draft.Title != "Page" || page.Shown != "pasted text" {
		t.Errorf("%+v, %v", page, err)
	}
	about, err := Text("", []byte("Use <html> to begin a page."))
	if err != nil || !about.Draft.Scraped {
		t.Errorf("a text about HTML was read as HTML: %+v, %v", about, err)
	}
	_, err = Text("", nil)
	says(t, err, corpus.CodeInvalid, "pasted text is empty")
	_, err = Text("", make([]byte, defaultFileBytes+1))
	says(t, err, corpus.CodeInvalid, "20 MB")
}

// endless is one line that never ends; it counts what was taken from it.
type endless struct{ taken int64 }

var line = bytes.Repeat([]byte("x"), 64<<10)

func (e *endless) Read(p []byte) (int, error) {
	n := copy(p, line)
	e.taken += int64(n)
	return n, nil
}

func TestReadText(t *testing.T) {
	r, err := ReadText(t.Context(), "", strings.NewReader("From a pipe."), Limits{})
	if err != nil || r.Shown != "standard input" || r.Draft.Title != "" || r.Draft.Text != "From a pipe." {
		t.Errorf("%+v, %v", r, err)
	}
	stream := &endless{}
	_, err = ReadText(t.Context(), "", stream, Limits{FileBytes: 1 << 20})
	says(t, err, corpus.CodeInvalid, "standard input", "1 MB")
	if stream.taken > 4<<20 {
		t.Errorf("%d bytes were taken from an endless stream", stream.taken)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Nanosecond)
	defer cancel()
	<-ctx.Done()
	if _, err := ReadText(ctx, "", &endless{}, Limits{}); !errors.Is(err, context.DeadlineExceeded) {
		t.Error(err)
	}
	_, err = ReadText(t.Context(), "", broken{}, Limits{})
	says(t, err, corpus.CodeUnavailable, "broke off")
}

type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, syscall.EIO }

func TestLookGivesTheText(t *testing.T) {
	path := filepath.Join(t.TempDir(), "notes.txt")
	if err := os.WriteFile(path, []byte("The ferry leaves at noon."), 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := NewLocal(Limits{}).Look(t.Context(), path)
	if err != nil || c.Reading == nil || c.Reading.Draft.Text != "The ferry leaves at noon." || c.Listing != nil || c.Unchanged {
		t.Fatalf("Look = %+v, %v", c, err)
	}
	if _, err := NewLocal(Limits{}).Look(t.Context(), path+".gone"); !isMissing(err) {
		t.Fatalf("Look of no file: %v", err)
	}
}
