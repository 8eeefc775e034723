package index

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"footnote/corpus"
)

// holderEnv names the folder that another process, this test program once more,
// works in.
const holderEnv = "FOOTNOTE_TEST_INDEX"

// historyStep is the n-th change of a store that every process can replay.
func historyStep(store *fakeStore, n int) {
	id := fmt.Sprint("article", n*7%23)
	if n%5 == 0 {
		store.remove("a", id)
		return
	}
	store.put("a", id, fmt.Sprintf("Storm %d at the harbour", n), "en",
		fmt.Sprintf("A storm hit harbour number %d.", n), fmt.Sprintf("The crane operators of pier %d went on strike.", n%5))
}

const historySteps = 60

// holder replays the history step by step, searching after each, until it is
// killed; then it holds the folder until its input ends.
func holder() int {
	store := newFakeStore()
	ix, err := New(Config{Store: store, Dir: os.Getenv(holderEnv), Model: testModel, Log: slog.New(slog.NewTextHandler(os.Stderr, nil))})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	for n := 1; n <= historySteps; n++ {
		historyStep(store, n)
		if err := ix.Refresh(context.Background(), "a"); err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
		fmt.Println(n)
	}
	_, _ = io.Copy(io.Discard, os.Stdin)
	return 0
}

// startHolder runs the other process until it has done so many steps.
func startHolder(t *testing.T, dir string, steps int) *exec.Cmd {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), exe)
	cmd.Env = append(os.Environ(), holderEnv+"="+dir)
	cmd.Stderr = t.Output()
	if _, err := cmd.StdinPipe(); err != nil { // kept open until the process ends
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if lines.Text() == fmt.Sprint(steps) {
			return cmd
		}
	}
	t.Fatalf("the other process ended early: %v", cmd.Wait())
	return nil
}

// TestKilled kills another process at random moments of its writing. The folder
// it leaves is old but not wrong.
func TestKilled(t *testing.T) {
	if testing.Short() {
		t.Skip("starts processes")
	}
	store := newFakeStore()
	for n := range historySteps {
		historyStep(store, n+1)
	}
	rng := rand.New(rand.NewPCG(uint64(time.Now().UnixNano()), 0))
	dir := t.TempDir()
	for range 4 {
		steps := 1 + rng.IntN(40)
		cmd := startHolder(t, dir, steps)
		if err := cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		_ = cmd.Wait() // "signal: killed"
		var log strings.Builder
		ix := newIndex(t, store, dir, func(c *Config) { c.Log = slog.New(slog.NewTextHandler(&log, nil)) })
		sameAsNew(t, store, ix, "a", newsQuestion)
		if log.Len() > 0 {
			t.Errorf("killed after %d steps: %s", steps, &log)
		}
		ix.Close()
		if err := os.RemoveAll(dir + "/" + folderName("a")); err != nil { // the next one starts anew
			t.Fatal(err)
		}
	}
}

// TestTwoProcesses: while another process holds the folder, this one searches a
// copy in memory, at once; when that process is gone, it takes the folder.
func TestTwoProcesses(t *testing.T) {
	if testing.Short() {
		t.Skip("starts processes")
	}
	store := newFakeStore()
	for n := range historySteps {
		historyStep(store, n+1)
	}
	dir := t.TempDir()
	cmd := startHolder(t, dir, historySteps)
	ix := newIndex(t, store, dir)
	sameAsNew(t, store, ix, "a", newsQuestion)
	if ix.spaces["a"].folder != nil {
		t.Error("two processes hold one folder")
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait()
	ix.Close()

	store.documents = 0
	ix = newIndex(t, store, dir)
	search(t, ix, ask("a", newsQuestion))
	if ix.spaces["a"].folder == nil || store.documents != 0 {
		t.Errorf("the folder of the process that ended was not taken over; %d articles read", store.documents)
	}
	sameAsNew(t, store, ix, "a", newsQuestion)
}

// TestTwoIndexes is the same within one process, and without an end of the first
// one's writing.
func TestTwoIndexes(t *testing.T) {
	store, dir := newsStore(), t.TempDir()
	first, second := newIndex(t, store, dir), newIndex(t, store, dir)
	for i := range 5 {
		store.put("a", fmt.Sprint("new", i), "New", "en", "A new storm in the harbour.")
		sameAsNew(t, store, first, "a", newsQuestion)
		sameAsNew(t, store, second, "a", newsQuestion)
	}
	store.put(corpus.Space("b"), "x", "", "en", "A storm in the harbour.")
	sameAsNew(t, store, second, "b", newsQuestion)
	sameAsNew(t, store, first, "b", newsQuestion)
	if (first.spaces["a"].folder == nil) || second.spaces["a"].folder != nil || second.spaces["b"].folder == nil || first.spaces["b"].folder != nil {
		t.Error("each space's folder belongs to who came first")
	}
}
