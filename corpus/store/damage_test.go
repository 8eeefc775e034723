package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/ncruces/go-sqlite3"

	"footnote/corpus"
)

// wantProblem checks that an error is a sentence for people that says all of
// the words.
func wantProblem(t *testing.T, err error, code corpus.Code, words ...string) {
	t.Helper()
	if !corpus.HasCode(err, code) {
		t.Fatalf("error %v has not the code %s", err, code)
	}
	for _, w := range words {
		if !strings.Contains(corpus.Explain(err), w) {
			t.Errorf("%q does not say %q", corpus.Explain(err), w)
		}
	}
}

func TestOpenRefuses(t *testing.T) {
	write := func(t *testing.T, name, content string) {
		t.Helper()
		if err := os.WriteFile(name, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, tt := range []struct {
		name  string
		make  func(t *testing.T) (dir string)
		code  corpus.Code
		words []string
	}{
		{"a file for a folder", func(t *testing.T) string {
			name := filepath.Join(t.TempDir(), "file")
			write(t, name, "x")
			return name
		}, corpus.CodeInvalid, []string{"file", "--data"}},
		{"a folder below a file", func(t *testing.T) string {
			name := filepath.Join(t.TempDir(), "file")
			write(t, name, "x")
			return filepath.Join(name, "data")
		}, corpus.CodeUnavailable, []string{"--data"}},
		{"a folder where the database should be", func(t *testing.T) string {
			dir := t.TempDir()
			if err := os.Mkdir(filepath.Join(dir, databaseFile), 0o700); err != nil {
				t.Fatal(err)
			}
			return dir
		}, corpus.CodeInvalid, []string{databaseFile, "--data"}},
		{"a folder that nobody can write to", func(t *testing.T) string {
			if _, err := os.Stat("/sys/kernel"); err != nil {
				t.Skip("this system has no /sys")
			}
			return "/sys/kernel/footnote"
		}, corpus.CodeUnavailable, []string{"cannot be written", "--data"}},
		{"something else than a database", func(t *testing.T) string {
			dir := t.TempDir()
			write(t, filepath.Join(dir, databaseFile), strings.Repeat("not a database ", 1000))
			return dir
		}, corpus.CodeDamaged, []string{databaseFile, "Nothing was deleted", "backup"}},
		{"another program's database", func(t *testing.T) string {
			dir := t.TempDir()
			runSQL(t, dir, `CREATE TABLE recipes (name TEXT)`)
			return dir
		}, corpus.CodeInvalid, []string{"another program"}},
		{"a newer version", func(t *testing.T) string {
			dir := t.TempDir()
			open(t, dir).Close()
			runSQL(t, dir, `INSERT INTO migrations VALUES ('corpus', 99, 'future', '')`)
			return dir
		}, corpus.CodeInvalid, []string{"99", "up to 6", "Upgrade Footnote"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			st, err := Open(t.Context(), tt.make(t), Options{})
			if err == nil {
				st.Close()
			}
			wantProblem(t, err, tt.code, tt.words...)
		})
	}
}

// runSQL runs SQL on a database as another program would.
func runSQL(t *testing.T, dir, sql string) {
	t.Helper()
	c, err := sqlite3.Open(filepath.Join(dir, databaseFile))
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(c.Exec(sql), c.Close()); err != nil {
		t.Fatal(err)
	}
}

func TestFolderIsPrivate(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new", "data")
	st := open(t, dir)
	mustPut(t, st, newSample("s", "a", "T", "Text."), corpus.StatusAdded)
	info, err := os.Stat(dir)
	if err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("the folder's mode is %v, %v", info.Mode(), err)
	}
	files, err := os.ReadDir(dir)
	if err != nil || len(files) < 3 {
		t.Fatalf("%v, %v", files, err)
	}
	for _, f := range files {
		if info, err := f.Info(); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("the mode of %s is %v, %v", f.Name(), info.Mode(), err)
		}
	}
}

// A database may be damaged in any way: opening and reading it say so, or read
// what is still whole, but never panic, never make up text, and never delete
// anything.
func TestDamage(t *testing.T) {
	whole := t.TempDir()
	st := open(t, whole)
	const articles = 12
	for i := range articles {
		mustPut(t, st, childSample(i), corpus.StatusAdded)
	}
	release, err := st.Lock(t.Context(), "adding articles")
	if err != nil {
		t.Fatal(err)
	}
	release()
	if err := st.Close(); err != nil {
		t.Fatal(err)
	}
	content, err := os.ReadFile(filepath.Join(whole, databaseFile))
	if err != nil {
		t.Fatal(err)
	}
	text := bytes.Index(content, []byte("Paragraph one of 7."))
	flip := func(at int) func([]byte) []byte {
		return func(b []byte) []byte { b[at] ^= 0x20; return b }
	}
	for _, tt := range []struct {
		name   string
		damage func([]byte) []byte
	}{
		{"empty", func(b []byte) []byte { return nil }},
		{"half of a page", func(b []byte) []byte { return b[:2000] }},
		{"one page", func(b []byte) []byte { return b[:4096] }},
		{"half", func(b []byte) []byte { return b[:len(b)/2] }},
		{"without its last byte", func(b []byte) []byte { return b[:len(b)-1] }},
		{"garbage header", func(b []byte) []byte { copy(b, "garbage garbage garbage"); return b }},
		{"zeros in the schema", func(b []byte) []byte { clear(b[100:4096]); return b }},
		{"zeros in the middle", func(b []byte) []byte { clear(b[len(b)/2 : len(b)/2+9000]); return b }},
		{"a letter of a text", flip(text)},
	} {
		t.Run(tt.name, func(t *testing.T) {
			dir := t.TempDir()
			damaged := tt.damage(bytes.Clone(content))
			for name, b := range map[string][]byte{databaseFile: damaged, lockFile: []byte("{}\n")} {
				if err := os.WriteFile(filepath.Join(dir, name), b, 0o600); err != nil {
					t.Fatal(err)
				}
			}
			err := useAll(t, dir)
			wantProblem(t, err, corpus.CodeDamaged, databaseFile, "Nothing was deleted", "backup")
			if after, err := os.ReadFile(filepath.Join(dir, databaseFile)); err != nil || len(after) < len(damaged) {
				t.Errorf("of %d bytes %d are left, %v", len(damaged), len(after), err)
			}
		})
	}
	// Every byte may be the one that flips; a coarse comb of them.
	t.Run("any byte", func(t *testing.T) {
		for at := 17; at < len(content); at += len(content)/24 + 1 {
			dir := t.TempDir()
			if err := os.WriteFile(filepath.Join(dir, databaseFile), flip(at)(bytes.Clone(content)), 0o600); err != nil {
				t.Fatal(err)
			}
			err := useAll(t, dir)
			var p *corpus.Problem
			if err != nil && !errors.As(err, &p) {
				t.Errorf("byte %d: %v is no Problem", at, err)
			}
		}
	})
}

// useAll opens a folder and reads all of it in every way.
func useAll(t *testing.T, dir string) error {
	st, err := Open(t.Context(), dir, Options{})
	if err != nil {
		return err
	}
	defer st.Close()
	if err := st.Check(t.Context()); err != nil {
		return err
	}
	for d, err := range st.Documents(t.Context(), "s", nil) {
		if err != nil {
			return err
		}
		for _, p := range d.Passages {
			if _, err := st.Passages(t.Context(), "s", []string{p.ID}); err != nil {
				return err
			}
		}
	}
	for _, err := range st.Vectors(t.Context(), "s", modelA, nil) {
		if err != nil {
			return err
		}
	}
	return nil
}

// On a full disk Put says so, leaves nothing of the article, and what was
// stored before stays; with space again it goes on.
func TestFullDisk(t *testing.T) {
	dir := t.TempDir()
	limit := 1 << 30
	st, err := Open(t.Context(), dir, Options{onConnect: func(c *sqlite3.Conn) error {
		return c.Exec(fmt.Sprintf(`PRAGMA max_page_count = %d`, limit))
	}})
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	setLimit := func(pages int) {
		limit = pages
		st.DB().SetMaxIdleConns(0) // new connections have the new limit
	}
	mustPut(t, st, childSample(0), corpus.StatusAdded)
	setLimit(60)
	var failed error
	stored := 1
	for i := 1; i < 200 && failed == nil; i++ {
		if _, failed = childSample(i).put(t.Context(), st); failed == nil {
			stored++
		}
	}
	wantProblem(t, failed, corpus.CodeUnavailable, "full", "Free some space", dir)
	if c, err := st.Counts(t.Context(), "s"); err != nil || c.Articles != stored {
		t.Errorf("%d articles are stored, %v; want %d", c.Articles, err, stored)
	}
	if err := st.Check(t.Context()); err != nil {
		t.Error(err)
	}
	setLimit(1 << 30)
	mustPut(t, st, childSample(stored), corpus.StatusAdded)
}

// What the file system says reaches the person as a sentence.
func TestProblems(t *testing.T) {
	st := newStore(Options{})
	st.name = "/data/footnote.db"
	sys := func(errno error) error { return &fs.PathError{Op: "write", Path: st.name, Err: errno} }
	for _, tt := range []struct {
		err  error
		code corpus.Code
		word string
	}{
		{sys(syscall.ENOSPC), corpus.CodeUnavailable, "disk is full"},
		{sys(syscall.EDQUOT), corpus.CodeUnavailable, "disk is full"},
		{fmt.Errorf("put: %w", sqlite3.FULL), corpus.CodeUnavailable, "disk is full"},
		{sys(syscall.EROFS), corpus.CodeUnavailable, "cannot be written"},
		{sys(syscall.EACCES), corpus.CodeUnavailable, "cannot be written"},
		{sqlite3.READONLY_DIRECTORY, corpus.CodeUnavailable, "cannot be written"},
		{sqlite3.CANTOPEN, corpus.CodeUnavailable, "cannot be opened"},
		{sqlite3.IOERR_FSYNC, corpus.CodeUnavailable, "disk failed"},
		{sqlite3.CORRUPT_INDEX, corpus.CodeDamaged, "damaged"},
		{sqlite3.NOTADB, corpus.CodeDamaged, "damaged"},
		{sqlite3.BUSY, corpus.CodeBusy, "try again"},
		{sqlite3.TOOBIG, corpus.CodeInvalid, "too large"},
	} {
		err := st.problem(tt.err)
		wantProblem(t, err, tt.code, tt.word)
		if !errors.Is(err, tt.err) {
			t.Errorf("%v lost its cause %v", err, tt.err)
		}
	}
	for _, err := range []error{nil, context.Canceled, invalid("x")} {
		if got := st.problem(err); got != err {
			t.Errorf("problem(%v) = %v", err, got)
		}
	}
}

// A cancelled Put leaves nothing.
func TestCancelledPut(t *testing.T) {
	eachStore(t, func(t *testing.T, st *Store) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := newSample("s", "a", "T", "Text.").put(ctx, st); !errors.Is(err, context.Canceled) {
			t.Errorf("Put = %v", err)
		}
		if c, err := st.Counts(t.Context(), "s"); err != nil || c.Articles != 0 {
			t.Errorf("Counts = %v, %v", c, err)
		}
	})
}
