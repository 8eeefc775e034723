//go:build unix

package store

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"strings"
	"syscall"
	"testing"

	"footnote/corpus"
)

// childCramped adds articles although no file may grow beyond a limit: the
// system refuses to write in the midst of a transaction, wherever that is.
func childCramped() {
	signal.Ignore(syscall.SIGXFSZ)
	ctx := context.Background()
	st, err := Open(ctx, os.Getenv("STORE_TEST_DIR"), Options{})
	if err != nil {
		fmt.Println("error", err)
		return
	}
	var size uint64 = 400_000
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: size, Max: size}); err != nil {
		fmt.Println("skip", err)
		return
	}
	fmt.Println("ready")
	for i := range 1000 {
		s := childSample(i)
		if _, err := s.put(ctx, st); err != nil {
			fmt.Println("full", corpus.HasCode(err, corpus.CodeUnavailable), corpus.Explain(err))
			// What is stored can still be read.
			c, err := st.Counts(ctx, "s")
			fmt.Println("counts", c.Articles == i, err)
			return
		}
		fmt.Println("stored", s.article.ID)
	}
}

// When writing fails half-way, Put says so, and what it acknowledged before is
// whole and stays, for this process and the next.
func TestWriteFails(t *testing.T) {
	dir := t.TempDir()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), "STORE_TEST_CHILD=cramped", "STORE_TEST_DIR="+dir)
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	stored := map[string]bool{}
	var full, counts string
	lines := bufio.NewScanner(strings.NewReader(string(out)))
	for lines.Scan() {
		what, rest, _ := strings.Cut(lines.Text(), " ")
		switch what {
		case "stored":
			stored[rest] = true
		case "full":
			full = rest
		case "counts":
			counts = rest
		case "skip":
			t.Skip(rest)
		case "error":
			t.Fatal(rest)
		}
	}
	if !strings.HasPrefix(full, "true The disk ") || counts != "true <nil>" || len(stored) == 0 {
		t.Fatalf("after %d articles: %q, counts %q", len(stored), full, counts)
	}
	st := open(t, dir)
	if err := st.Check(t.Context()); err != nil {
		t.Error(err)
	}
	for d, err := range st.Documents(t.Context(), "s", nil) {
		if err != nil {
			t.Fatal(err)
		}
		if !stored[d.ID] {
			t.Errorf("article %s is stored, but was not acknowledged", d.ID)
		}
		delete(stored, d.ID)
	}
	if len(stored) > 0 {
		t.Errorf("%d acknowledged articles are lost", len(stored))
	}
	mustPut(t, st, childSample(999), corpus.StatusAdded)
}
