package store

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"footnote/corpus"
)

// child returns what the test binary does when a test starts it as another
// process; the data folder is in the environment.
func child(name string) func() {
	switch name {
	case "adder":
		return childAdds
	case "reader":
		return childReads
	case "holder":
		return childHolds
	case "filler":
		return childFillsDisk
	}
	return nil
}

const childArticles = 100

func childSample(i int) sample {
	return newSample("s", fmt.Sprintf("%03d.txt", i), fmt.Sprintf("Article %d", i),
		fmt.Sprintf("Paragraph one of %d. ", i)+strings.Repeat("It is long. ", 200), fmt.Sprintf("Paragraph two of %d.", i))
}

// childAdds adds articles and prints the id of each once Put has returned.
func childAdds() {
	ctx := context.Background()
	st, err := Open(ctx, os.Getenv("STORE_TEST_DIR"), Options{})
	if err != nil {
		fmt.Println("error", err)
		return
	}
	release, err := st.Lock(ctx, "adding articles")
	if err != nil {
		fmt.Println("error", err)
		return
	}
	defer release()
	fmt.Println("ready")
	for i := range childArticles {
		s := childSample(i)
		if _, err := s.put(ctx, st); err != nil {
			fmt.Println("error", err)
			return
		}
		fmt.Println(s.article.ID)
	}
}

// childHolds holds the writer lock until its standard input ends.
func childHolds() {
	st, err := Open(context.Background(), os.Getenv("STORE_TEST_DIR"), Options{})
	if err != nil {
		fmt.Println("error", err)
		return
	}
	release, err := st.Lock(context.Background(), "adding articles")
	if err != nil {
		fmt.Println("error", err)
		return
	}
	fmt.Println("ready")
	_, _ = io.Copy(io.Discard, os.Stdin)
	release()
	st.Close()
}

// start starts the test binary as a child and waits until it is ready.
func start(t *testing.T, name, dir string) (cmd *exec.Cmd, in io.WriteCloser, out *bufio.Scanner) {
	t.Helper()
	cmd = exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), "STORE_TEST_CHILD="+name, "STORE_TEST_DIR="+dir)
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	pipe, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		in.Close()
		cmd.Process.Kill() // fails when it has ended, which is fine
		cmd.Wait()
	})
	out = bufio.NewScanner(pipe)
	ready := out.Scan()
	if reason, skip := strings.CutPrefix(out.Text(), "skip "); skip {
		t.Skipf("the child cannot play its part here: %s", reason)
	}
	if !ready || out.Text() != "ready" {
		t.Fatalf("the child says %q, %v", out.Text(), out.Err())
	}
	return cmd, in, out
}

// A process that is killed while adding loses nothing that it acknowledged,
// leaves nothing half done, and adding again completes it.
func TestKill(t *testing.T) {
	dir := t.TempDir()
	acknowledged := map[string]bool{}
	random := rand.New(rand.NewPCG(3, uint64(time.Now().UnixNano())))
	for round := range 10 {
		cmd, _, out := start(t, "adder", dir)
		// Kill within the work on some article, at a point that differs each time.
		lines := random.IntN(20)
		for i := 0; i < lines && out.Scan(); i++ {
			acknowledged[out.Text()] = true
		}
		pause := time.NewTimer(time.Duration(random.IntN(8000)) * time.Microsecond)
		<-pause.C
		if err := cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		for out.Scan() { // what it printed before it died
			acknowledged[out.Text()] = true
		}
		cmd.Wait()
		for id := range acknowledged {
			if strings.HasPrefix(id, "error") {
				t.Fatalf("round %d: the child failed: %s", round, id)
			}
		}
		st := open(t, dir)
		if err := st.Check(t.Context()); err != nil {
			t.Fatalf("round %d: %v", round, err)
		}
		stored := map[string]bool{}
		for d, err := range st.Documents(t.Context(), "s", nil) {
			if err != nil {
				t.Fatal(err)
			}
			stored[d.ID] = len(d.Passages) == 2
		}
		for id := range acknowledged {
			if !stored[id] {
				t.Fatalf("round %d: acknowledged article %s is lost", round, id)
			}
		}
		for id, whole := range stored {
			if !whole {
				t.Fatalf("round %d: article %s is half stored", round, id)
			}
		}
		st.Close()
	}
	if len(acknowledged) == 0 {
		t.Fatal("no child ever added anything")
	}
	st := open(t, dir)
	for i := range childArticles {
		if _, err := childSample(i).put(t.Context(), st); err != nil {
			t.Fatal(err)
		}
	}
	if c, err := st.Counts(t.Context(), "s"); err != nil || c.Articles != childArticles || c.Passages != 2*childArticles {
		t.Errorf("after adding again: %v, %v", c, err)
	}
	if err := st.Check(t.Context()); err != nil {
		t.Error(err)
	}
}

// A second writer waits, and then names the process that holds the lock. The
// lock of a killed process is free.
func TestLockAcrossProcesses(t *testing.T) {
	dir := t.TempDir()
	cmd, _, _ := start(t, "holder", dir)
	st, err := Open(t.Context(), dir, Options{LockWait: 100 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	_, err = st.Lock(t.Context(), "removing a source")
	if !corpus.HasCode(err, corpus.CodeBusy) {
		t.Fatalf("Lock = %v", err)
	}
	for _, want := range []string{fmt.Sprint(cmd.Process.Pid), "adding articles"} {
		if !strings.Contains(corpus.Explain(err), want) {
			t.Errorf("%q does not say %q", corpus.Explain(err), want)
		}
	}
	// A single transaction does not need it, and readers never do.
	mustPut(t, st, newSample("s", "a", "T", "Text."), corpus.StatusAdded)

	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	cmd.Wait()
	release, err := st.Lock(t.Context(), "removing a source")
	if err != nil {
		t.Fatal(err)
	}
	release()
}

// Who waits gets the lock as soon as the holder, another process, lets go.
func TestLockIsHandedOver(t *testing.T) {
	dir := t.TempDir()
	_, in, _ := start(t, "holder", dir)
	st, err := Open(t.Context(), dir, Options{LockWait: time.Minute})
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	in.Close()
	release, err := st.Lock(t.Context(), "removing a source")
	if err != nil {
		t.Fatal(err)
	}
	release()
	release() // is harmless
}
