package store

import (
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"footnote/corpus"
)

// Once the database has been taken away, nothing is reported as stored, though
// the system still lets the process write to the deleted file.
func TestLostDatabase(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("an open file cannot be taken away here")
	}
	one := newSample("s", "one", "One", "The first text.")
	for name, take := range map[string]func(dir string) error{
		"the folder is deleted": os.RemoveAll,
		"the folder is moved":   func(dir string) error { return os.Rename(dir, dir+"-moved") },
		"the database is deleted": func(dir string) error {
			return os.Remove(filepath.Join(dir, databaseFile))
		},
		"the log is deleted": func(dir string) error {
			return os.Remove(filepath.Join(dir, databaseFile+"-wal"))
		},
		"another stands there": func(dir string) error {
			if err := os.RemoveAll(dir); err != nil {
				return err
			}
			st, err := Open(t.Context(), dir, Options{})
			if err != nil {
				return err
			}
			return st.Close()
		},
	} {
		t.Run(name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "data")
			st := open(t, dir)
			mustPut(t, st, one, corpus.StatusAdded)
			if err := take(dir); err != nil {
				t.Fatal(err)
			}
			for what, s := range map[string]sample{
				"new": newSample("s", "two", "Two", "The second text."), "stored": one,
			} {
				status, err := s.put(t.Context(), st)
				if status != "" {
					t.Errorf("an article that was %s is reported as %s", what, status)
				}
				wantProblem(t, err, corpus.CodeUnavailable, databaseFile, "deleted")
			}
			if err := st.Visited(t.Context(), "s", one.source.ID, corpus.Visit{At: time.Now(), By: "me", Failure: "x"}); !corpus.HasCode(err, corpus.CodeUnavailable) {
				t.Errorf("a state is reported as recorded: %v", err)
			}
		})
	}
}
