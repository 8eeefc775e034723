//go:build unix

package store

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"footnote/corpus"
)

// childReads does, as somebody who may only read, what readers and writers do.
func childReads() {
	if os.Getuid() == 0 { // who may do everything
		if err := syscall.Setuid(65534); err != nil {
			fmt.Println("skip", err)
			return
		}
	}
	if _, err := os.Stat(os.Getenv("STORE_TEST_DIR")); err != nil { // temporary files lie in a private folder
		fmt.Println("skip", err)
		return
	}
	fmt.Println("ready")
	ctx := context.Background()
	st, err := Open(ctx, os.Getenv("STORE_TEST_DIR"), Options{})
	if err != nil {
		fmt.Println("open:", corpus.Explain(err))
		return
	}
	c, err := st.Counts(ctx, "s")
	fmt.Println("articles:", c.Articles, err)
	fmt.Println("check:", st.Check(ctx))
	_, err = childSample(9).put(ctx, st)
	fmt.Println("put:", corpus.Explain(err))
	_, err = st.Lock(ctx, "adding articles")
	fmt.Println("lock:", corpus.Explain(err))
	fmt.Println("close:", st.Close())
}

// Who may not write can read all that is stored; where some of it still stands
// in the log, it is said that this cannot be read, and nothing is left out.
func TestReadOnly(t *testing.T) {
	const cannot = "cannot be written"
	for _, tt := range []struct {
		name   string
		inLog  bool // articles stand in the log
		hidden bool // they are not readable at all
		closed bool // nor can their folder be entered
		want   []string
	}{
		{name: "at rest", want: []string{"articles: 2 <nil>", "check: <nil>", "put: ", cannot, "lock: ", "close: <nil>"}},
		{name: "killed", inLog: true, want: []string{"open: ", cannot, "footnote.db-wal", "--data"}},
		{name: "private", hidden: true, want: []string{"open: ", cannot}},
		{name: "closed", closed: true, want: []string{"open: ", "cannot be read", "another user", "--data"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			top := t.TempDir()
			from, dir := filepath.Join(top, "from"), filepath.Join(top, "data")
			st := open(t, from)
			for i := range 2 {
				mustPut(t, st, childSample(i), corpus.StatusAdded)
			}
			if !tt.inLog {
				if err := st.Close(); err != nil {
					t.Fatal(err)
				}
			}
			if err := os.CopyFS(dir, os.DirFS(from)); err != nil {
				t.Fatal(err)
			}
			mode := fs.FileMode(0o444)
			if tt.hidden {
				mode = 0
			}
			files, err := os.ReadDir(dir)
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range files {
				if err := os.Chmod(filepath.Join(dir, f.Name()), mode); err != nil {
					t.Fatal(err)
				}
			}
			folder := fs.FileMode(0o555)
			if tt.closed {
				folder = 0
			}
			for d, mode := range map[string]fs.FileMode{filepath.Dir(top): 0o755, top: 0o755, dir: folder} {
				if err := os.Chmod(d, mode); err != nil {
					t.Fatal(err)
				}
			}
			defer os.Chmod(dir, 0o755) // so that it can be removed

			_, _, out := start(t, "reader", dir)
			var said strings.Builder
			for out.Scan() {
				said.WriteString(out.Text() + "\n")
			}
			for _, want := range tt.want {
				if !strings.Contains(said.String(), want) {
					t.Errorf("does not say %q:\n%s", want, said.String())
				}
			}
		})
	}
}
