package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"footnote/corpus/store"
)

// A database of a newer Footnote is left alone, and told so.
func TestNewerDatabase(t *testing.T) {
	h := newHome(t)
	data := filepath.Join(string(h), "data")
	st, err := store.Open(t.Context(), data, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	_, err = st.DB().ExecContext(t.Context(),
		`INSERT INTO migrations (component, version, name, applied) SELECT component, 1000, 'future', applied FROM migrations LIMIT 1`)
	if cerr := st.Close(); err == nil {
		err = cerr
	}
	if err != nil {
		t.Fatal(err)
	}
	article := h.write(t, "a.txt", "The ferry is blue.\n")
	for _, args := range [][]string{{"ask", "What is blue?"}, {"add", article}, {"sources"}, {"doctor"}} {
		r := h.footnote(t, "", args...)
		if said := r.out + r.err; r.code != exitFailed || !strings.Contains(said, "Upgrade Footnote") || !strings.Contains(said, "footnote.db") {
			t.Errorf("%v: exit %d, %s", args, r.code, said)
		}
	}
	if _, err := os.Stat(filepath.Join(data, "footnote.db")); err != nil {
		t.Error(err)
	}
}
