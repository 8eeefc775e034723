package source

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"

	"footnote/corpus"
)

// tree makes files (text "x"), links ("name -> target") and folders ("name/").
func tree(t *testing.T, dir string, entries ...string) {
	t.Helper()
	for _, e := range entries {
		name, target, isLink := strings.Cut(e, " -> ")
		path := filepath.Join(dir, filepath.FromSlash(name))
		switch {
		case isLink:
			if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.Symlink(filepath.FromSlash(target), path); err != nil {
				t.Skip("no links here: ", err)
			}
		case strings.HasSuffix(name, "/"):
			if err := os.MkdirAll(path, 0o755); err != nil {
				t.Fatal(err)
			}
		default:
			write(t, path, "x")
		}
	}
}

// list is what Find says, one line an entry; problems as "path! words".
func list(t *testing.T, l *Local, path string) []string {
	t.Helper()
	var got []string
	for p, err := range l.Find(t.Context(), path) {
		line := filepath.ToSlash(p)
		if err != nil {
			var problem *corpus.Problem
			if !errors.As(err, &problem) || !strings.Contains(problem.Message, quote(p)) {
				t.Errorf("%s: %v does not name it", p, err)
			}
			line += "! " + corpus.Explain(err)[len(quote(p))+1:][:12]
		}
		got = append(got, line)
	}
	return got
}

func TestFind(t *testing.T) {
	for _, c := range []struct {
		name    string
		entries []string
		path    string
		want    []string
	}{
		{"a folder", []string{"d/b.txt", "d/a.md", "d/c/x.HTML", "d/c/y.htm", "d/photo.png", "d/z.markdown", "d/noending"}, "d",
			[]string{"d/a.md", "d/b.txt", "d/c/x.HTML", "d/c/y.htm", "d/z.markdown"}},
		{"as given", []string{"d/a.txt"}, "./d", []string{"./d/a.txt"}},
		{"as given, with a slash", []string{"d/a.txt"}, "d/", []string{"d/a.txt"}},
		{"a file", []string{"d/a.pdf"}, "d/a.pdf", []string{"d/a.pdf"}},
		{"hidden", []string{"d/.a.txt", "d/.git/a.txt", "d/b.txt"}, "d", []string{"d/b.txt"}},
		{"a hidden folder by its name", []string{".d/a.txt"}, ".d", []string{".d/a.txt"}},
		{"a link to a file within", []string{"d/b.txt", "d/a.txt -> b.txt"}, "d", []string{"d/b.txt"}},
		{"a link to a hidden file", []string{"d/.b.txt", "d/a.txt -> .b.txt"}, "d", []string{"d/a.txt"}},
		{"a link to a file of an unknown kind", []string{"d/b", "d/a.txt -> b"}, "d", []string{"d/a.txt"}},
		{"links outside, once", []string{"o/x.txt", "d/a.txt -> ../o/x.txt", "d/b.txt -> ../o/x.txt", "d/c -> ../o"}, "d",
			[]string{"d/a.txt! is a link th", "d/b.txt! is a link th", "d/c! is a link th"}},
		{"a link to the folder above", []string{"o/x.txt", "d/a.txt", "d/up -> ..", "d/sub/up -> ../.."}, "d",
			[]string{"d/a.txt", "d/sub/up! is a link th", "d/up! is a link th"}},
		{"a link to a folder beside that begins the same", []string{"dd/x.txt", "d/a.txt", "d/b -> ../dd"}, "d", []string{"d/a.txt", "d/b! is a link th"}},
		{"a link outside to what is not read", []string{"o/x.png", "d/a.txt", "d/b.png -> ../o/x.png"}, "d", []string{"d/a.txt"}},
		{"a link within to a hidden folder", []string{"d/.h/x.txt", "d/c -> .h", "d/e -> .h"}, "d", []string{"d/c/x.txt"}},
		{"a file outside by its name", []string{"o/x.txt", "d/a.txt -> ../o/x.txt"}, "d/a.txt", []string{"d/a.txt"}},
		{"the root is a link", []string{"o/x.txt", "d -> o"}, "d", []string{"d/x.txt"}},
		{"a loop of folders", []string{"d/a.txt", "d/sub/up -> ..", "d/z.txt"}, "d",
			[]string{"d/a.txt", "d/sub/up! is a link to", "d/z.txt"}},
		{"a loop through outside", []string{"d/a.txt", "d/out -> ../o", "o/back -> ../d"}, "d",
			[]string{"d/a.txt", "d/out! is a link th"}},
		{"a link to itself", []string{"d/a.txt", "d/me.txt -> me.txt"}, "d", []string{"d/a.txt", "d/me.txt! is a link th"}},
		{"a broken link", []string{"d/a.txt -> nowhere", "d/b.txt"}, "d", []string{"d/a.txt! is a link to", "d/b.txt"}},
		{"nothing to read", []string{"d/a.png", "d/sub/"}, "d", []string{"d! has no files"}},
		{"empty", []string{"d/"}, "d", []string{"d! has no files"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Chdir(t.TempDir())
			tree(t, ".", c.entries...)
			if diff := cmp.Diff(c.want, list(t, NewLocal(Limits{}), c.path)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestFindProblems(t *testing.T) {
	t.Chdir(t.TempDir())
	tree(t, ".", "d/a.txt", "d/locked/b.txt", "d/z.txt")
	l := NewLocal(Limits{FileBytes: 3})
	l.fs.readDir = func(name string) ([]fs.DirEntry, error) {
		if strings.HasSuffix(name, "locked") {
			return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrPermission}
		}
		return os.ReadDir(name)
	}
	write(t, "d/big.txt", "more than three")
	want := []string{"d/a.txt", "d/big.txt! is larger th", "d/locked! may not be r", "d/z.txt"}
	if diff := cmp.Diff(want, list(t, l, "d")); diff != "" {
		t.Error(diff)
	}

	for p, err := range l.Find(t.Context(), "gone") {
		if p != "gone" {
			t.Error(p)
		}
		says(t, err, corpus.CodeMissing, "gone")
	}
	for _, err := range l.Find(t.Context(), os.DevNull) {
		says(t, err, corpus.CodeInvalid, "a device")
	}

	l.fs.resolve = func(string) (string, error) { return "", syscall.EIO }
	for _, err := range l.Find(t.Context(), "d") {
		says(t, err, corpus.CodeUnavailable, "d")
	}

	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, err := range NewLocal(Limits{}).Find(ctx, "d") {
		if !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
	}
}

// A caller that has seen enough stops the walk.
func TestFindStops(t *testing.T) {
	t.Chdir(t.TempDir())
	tree(t, ".", "d/a.txt", "d/b/c.txt", "d/b/d.txt", "d/e.txt")
	for stop := 1; stop <= 4; stop++ {
		seen := 0
		for range NewLocal(Limits{}).Find(t.Context(), "d") {
			if seen++; seen == stop {
				break
			}
		}
		if seen != stop {
			t.Errorf("saw %d, want %d", seen, stop)
		}
	}
}

// FuzzPath gives Local names of all kinds: it must answer, and an error must be
// a sentence that is safe to show.
func FuzzPath(f *testing.F) {
	for _, s := range []string{"", ".", "..", "/", "a\x00b", "d/../d", "\x1b[2J", "./d//a.txt", "d/a.txt/", strings.Repeat("../", 50), "\xff\xfe", "con", "d/a.txt\n"} {
		f.Add(s)
	}
	dir := f.TempDir()
	if err := os.MkdirAll(filepath.Join(dir, "d"), 0o755); err != nil {
		f.Fatal(err)
	}
	write(f, filepath.Join(dir, "d", "a.txt"), "Words.")
	f.Fuzz(func(t *testing.T, path string) {
		if strings.Contains(path, "..") {
			return // do not walk about the machine
		}
		path = join(dir, path)
		l := NewLocal(Limits{})
		if _, err := l.Read(t.Context(), path); err != nil {
			says(t, err, codeOf(err))
		}
		for p, err := range l.Find(t.Context(), path) {
			if err != nil {
				says(t, err, codeOf(err))
			} else if _, err := os.Stat(p); err != nil {
				t.Errorf("%q was listed: %v", p, err)
			}
		}
	})
}

func codeOf(err error) corpus.Code {
	var p *corpus.Problem
	errors.As(err, &p)
	if p == nil {
		return ""
	}
	return p.Code
}
