package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

const killArticles = 400

// TestKill kills footnote -9 at random moments while it adds articles. What it
// had acknowledged must be there, the store must be whole, and adding again must
// complete it. FOOTNOTE_KILLS is the number of kills, two for each store; the
// rule is four.
func TestKill(t *testing.T) {
	kills := 4
	if n, err := strconv.Atoi(os.Getenv("FOOTNOTE_KILLS")); err == nil {
		kills = n
	} else if testing.Short() {
		t.Skip("kills are left out of a short test")
	}
	dir := t.TempDir()
	articles := filepath.Join(dir, "articles")
	writeArticles(t, articles, killArticles)

	k := killer{t, program(t), "", articles}
	acked := 0
	for round := range (kills + 1) / 2 {
		k.data = filepath.Join(dir, fmt.Sprint("killed", round))
		// Two kills into the same store: the second meets what the first left.
		before := k.add(rand.IntN(killArticles))
		k.check(before)
		for id := range k.add(len(before) + rand.IntN(killArticles-len(before)+1)) {
			before[id] = true
		}
		k.check(before)
		acked += len(before)
		if n := len(k.add(-1)); n != killArticles {
			t.Errorf("adding again gave %d articles, want %d", n, killArticles)
		}
		if n := k.check(before); n != killArticles {
			t.Errorf("%d sources in the end, want %d", n, killArticles)
		}
	}
	t.Logf("%d kills, %d articles acknowledged by processes that were killed, none lost", (kills+1)/2*2, acked)
}

type killer struct {
	t                       *testing.T
	program, data, articles string
}

// add runs `footnote add`, kills it at a random moment after so many lines (never
// if negative), and returns the sources whose articles it acknowledged.
func (k killer) add(after int) map[string]bool {
	k.t.Helper()
	cmd := exec.Command(k.program, "--data", k.data, "add", "--json", k.articles)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		k.t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		k.t.Fatal(err)
	}
	kill := func() { _ = cmd.Process.Kill() }
	acked := map[string]bool{}
	lines := bufio.NewReader(out)
	for n := 0; ; n++ {
		if n == after { // some articles take a millisecond, the start takes a hundred
			most := 5 * time.Millisecond
			if n == 0 {
				most = 200 * time.Millisecond
			}
			defer time.AfterFunc(rand.N(most), kill).Stop()
		}
		line, err := lines.ReadString('\n')
		if err != nil { // a line without its end is no acknowledgement
			break
		}
		var added struct {
			Status   string
			SourceID string `json:"source_id"`
			Error    string
		}
		if err := json.Unmarshal([]byte(line), &added); err != nil {
			k.t.Fatalf("%q: %v", line, err)
		}
		if added.Status == "failed" {
			k.t.Fatalf("an article failed: %s", added.Error)
		}
		acked[added.SourceID] = true
	}
	if err := cmd.Wait(); err != nil && after < 0 {
		k.t.Fatalf("add: %v", err)
	}
	return acked
}

// check wants every acknowledged source to be there, and the store to be whole.
func (k killer) check(acked map[string]bool) int {
	k.t.Helper()
	if out, err := exec.Command(k.program, "--data", k.data, "doctor").CombinedOutput(); err != nil {
		k.t.Fatalf("doctor: %v\n%s", err, out)
	}
	out, err := exec.Command(k.program, "--data", k.data, "sources", "--json").Output()
	if err != nil {
		k.t.Fatalf("sources: %v", err)
	}
	there := map[string]bool{}
	for line := range strings.Lines(string(out)) {
		var s struct {
			SourceID           string `json:"source_id"`
			Articles, Passages int
		}
		if err := json.Unmarshal([]byte(line), &s); err != nil {
			k.t.Fatal(err)
		}
		there[s.SourceID] = s.Articles == 1 && s.Passages > 0
	}
	for id := range acked {
		if !there[id] {
			k.t.Errorf("source %s was acknowledged and is lost", id)
		}
	}
	return len(there)
}

// writeArticles writes made-up articles of some hundred words, no two alike.
func writeArticles(t *testing.T, dir string, n int) {
	t.Helper()
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	words := strings.Fields("harbour bridge council river market engineer winter ferry school budget museum farmer " +
		"railway forest weather festival library factory hospital island")
	r := rand.New(rand.NewPCG(1, 2))
	for i := range n {
		var b strings.Builder
		fmt.Fprintf(&b, "Report %d on the %s\n\n", i, words[r.IntN(len(words))])
		for range 12 {
			fmt.Fprintf(&b, "The %s and the %s of district %d counted %d visitors at the %s. ",
				words[r.IntN(len(words))], words[r.IntN(len(words))], i, r.IntN(10_000), words[r.IntN(len(words))])
			if r.IntN(4) == 0 {
				b.WriteString("\n\n")
			}
		}
		name := filepath.Join(dir, fmt.Sprintf("report-%03d.txt", i))
		if err := os.WriteFile(name, []byte(b.String()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}
