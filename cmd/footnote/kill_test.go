package main

import (
	"archive/zip"
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"footnote/corpus"
	"footnote/corpus/store"
	"footnote/retrieval/llmtest"
)

// These tests end footnote at random moments in the midst of whatever writes. What
// it had acknowledged must be so, the store must be whole, nothing may be there
// twice, and doing the same again must complete it.

// kills is how many moments each of n kinds of work is killed at, 40 over all of
// them; FOOTNOTE_KILLS is another sum. A short test makes do with two of each.
func kills(n int) int {
	sum := 40
	if s, err := strconv.Atoi(os.Getenv("FOOTNOTE_KILLS")); err == nil {
		sum = s
	} else if testing.Short() {
		sum = 2 * n
	}
	return (sum + n - 1) / n
}

const killArticles = 40

func TestKill(t *testing.T) {
	newHome(t)
	kinds := map[string]func(k *killer){
		"adding": killAdding, "adding an archive": killArchive, "refreshing": killRefreshing, "removing": killRemoving, "embedding anew": killEmbedding,
	}
	for name, kind := range kinds {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := home(t.TempDir())
			k := &killer{T: t, home: dir, program: program(t), articles: filepath.Join(string(dir), "articles"), kills: kills(len(kinds))}
			writeArticles(t, k.articles, killArticles)
			kind(k)
			t.Logf("%d kills, %d lines acknowledged by processes that were killed", k.kills, k.acked)
		})
	}
}

type killer struct {
	*testing.T
	home
	program, articles string
	config            []string // flags
	kills, acked      int
}

// line is one acknowledgement.
type line struct {
	Status   string
	SourceID string `json:"source_id"`
	URL      string
	Error    string
}

// killed runs footnote, kills it at a random moment after so many lines, and
// returns the lines that it had written. It may have ended by itself.
func (k *killer) killed(after int, args ...string) []line {
	k.Helper()
	lines, _ := k.ended(after, os.Kill, args...)
	k.acked += len(lines)
	return lines
}

// ended is killed with any signal, and returns what the program said at its end.
func (k *killer) ended(after int, signal os.Signal, args ...string) ([]line, *exec.Cmd) {
	k.Helper()
	cmd := exec.Command(k.program, k.flags(args)...)
	var said strings.Builder
	cmd.Stderr = &said
	out, err := cmd.StdoutPipe()
	if err != nil {
		k.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		k.Fatal(err)
	}
	var all []line
	read := bufio.NewReader(out)
	for n := 0; ; n++ {
		if n == after { // an article takes a millisecond, the start takes a hundred
			most := 10 * time.Millisecond
			if n == 0 {
				most = 250 * time.Millisecond
			}
			defer time.AfterFunc(rand.N(most), func() { _ = cmd.Process.Signal(signal) }).Stop()
		}
		text, err := read.ReadString('\n')
		if err != nil { // a line without its end is no acknowledgement
			break
		}
		var l line
		if err := json.Unmarshal([]byte(text), &l); err != nil {
			k.Fatalf("%q: %v", text, err)
		}
		if l.Status == "failed" {
			k.Fatalf("%v: %s", args, l.Error)
		}
		all = append(all, l)
	}
	if err := cmd.Wait(); cmd.ProcessState.ExitCode() > exitFailed {
		k.Fatalf("%v: %v: %s", args, err, said.String())
	}
	cmd.Stderr = nil
	cmd.Args = append(cmd.Args, said.String()) // for who wants to know
	return all, cmd
}

func (k *killer) flags(args []string) []string {
	return append(append([]string{"--data", k.data()}, args...), k.config...)
}

func (k *killer) data() string { return filepath.Join(string(k.home), "data") }

// do runs footnote to its end, as a process: it has no race detector, which makes
// it five times slower.
func (k *killer) do(args ...string) string {
	k.Helper()
	out, err := exec.Command(k.program, k.flags(args)...).CombinedOutput()
	if err != nil {
		k.Fatalf("%v: %v: %s", args, err, out)
	}
	return string(out)
}

// check wants the store and the index to be whole, and returns the text of each
// source, by its address, none of which is there twice.
func (k *killer) check() map[string]string {
	k.Helper()
	if _, err := os.Stat(filepath.Join(k.data(), databaseFile)); errors.Is(err, fs.ErrNotExist) {
		return nil // killed before it began
	}
	k.do("doctor")
	st, err := store.Open(k.Context(), k.data(), store.Options{})
	if err != nil {
		k.Fatal(err)
	}
	defer st.Close()
	texts := map[string]string{}
	for d, err := range st.Documents(k.Context(), corpus.DefaultSpace, nil) {
		if err != nil {
			k.Fatal(err)
		}
		a, err := st.Article(k.Context(), corpus.DefaultSpace, d.ID, "")
		if err != nil {
			k.Fatal(err)
		}
		if _, twice := texts[d.URL]; twice {
			k.Errorf("%s is there twice", d.URL)
		}
		if len(d.Passages) == 0 {
			k.Errorf("%s has no passages", d.URL)
		}
		texts[d.URL] = a.Body
	}
	n, err := st.Counts(k.Context(), corpus.DefaultSpace)
	if err != nil || n.Articles != len(texts) {
		k.Errorf("%+v, with %d texts: %v", n, len(texts), err)
	}
	return texts
}

// has wants each acknowledged article to be there.
func (k *killer) has(there map[string]string, acked map[string]bool) {
	k.Helper()
	for url := range acked {
		if there[url] == "" {
			k.Errorf("%s was acknowledged and is lost", url)
		}
	}
}

func killAdding(k *killer) { k.adds(k.articles, killArticles) }
func killArchive(k *killer) {
	path := filepath.Join(string(k.home), "articles.zip")
	f, err := os.Create(path)
	if err != nil {
		k.Fatal(err)
	}
	w := zip.NewWriter(f)
	if err := errors.Join(w.AddFS(os.DirFS(k.articles)), w.Close(), f.Close()); err != nil {
		k.Fatal(err)
	}
	k.adds(path, killArticles)
}

// adds adds the articles at a path, and begins anew when all are there: some kills
// meet an empty store, and some what an earlier kill left.
func (k *killer) adds(path string, articles int) {
	acked := map[string]bool{}
	complete := func() {
		k.do("add", "--json", path)
		if there := k.check(); len(there) != articles {
			k.Errorf("%d articles in the end, want %d", len(there), articles)
		}
	}
	for n := range k.kills {
		for _, l := range k.killed(rand.IntN(articles), "add", "--json", path) {
			if l.URL != path { // an archive in which nothing is new is told of as a whole
				acked[l.URL] = true
			}
		}
		k.has(k.check(), acked)
		if n%3 == 2 {
			complete()
			if err := os.RemoveAll(k.data()); err != nil {
				k.Fatal(err)
			}
			clear(acked)
		}
	}
	complete()
}

// killRefreshing changes all files and reads them again: each has its old text or
// its new one as a whole, and the new one once that was acknowledged.
func killRefreshing(k *killer) {
	k.do("add", k.articles)
	before := k.check()
	for n := range k.kills {
		mark := fmt.Sprintf("This is version %d.", n)
		k.change(mark)
		updated := map[string]bool{}
		for _, l := range k.killed(rand.IntN(killArticles), "refresh", "--json") {
			updated[l.URL] = l.Status == "updated"
		}
		there := k.check()
		if len(there) != killArticles {
			k.Errorf("%d articles, want %d", len(there), killArticles)
		}
		for url, text := range there {
			if has := strings.Contains(text, mark); text != before[url] && !has || updated[url] && !has {
				k.Errorf("%s has neither the old text nor the new one:\n%s", url, text)
			}
		}
		k.do("refresh")
		before = k.check()
		for url, text := range before {
			if !strings.Contains(text, mark) {
				k.Errorf("%s has its old text in the end", url)
			}
		}
	}
}

// change puts another sentence to the end of each file.
func (k *killer) change(mark string) {
	files, err := filepath.Glob(filepath.Join(k.articles, "*"))
	if err != nil || len(files) != killArticles {
		k.Fatal(files, err)
	}
	for _, f := range files {
		text, err := os.ReadFile(f)
		if err != nil {
			k.Fatal(err)
		}
		kept, _, _ := strings.Cut(string(text), "\n\nThis is version ")
		if err := os.WriteFile(f, []byte(kept+"\n\n"+mark+"\n"), 0o600); err != nil {
			k.Fatal(err)
		}
	}
}

// killRemoving removes some articles after the other: what was acknowledged is
// gone, the rest is there, and in the end nothing of what was removed is on the
// disk, whenever its removal was cut off.
func killRemoving(k *killer) {
	mark := func(n int) string { return fmt.Sprintf("zyxomorph%dquib", n) }
	for n := range killArticles { // a word that no other has
		path := filepath.Join(k.articles, fmt.Sprintf("report-%03d.txt", n))
		f, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0)
		if err != nil {
			k.Fatal(err)
		}
		_, err = fmt.Fprintf(f, "\n\nAll of this was told by the %s of the town.\n", mark(n))
		if err := errors.Join(err, f.Close()); err != nil {
			k.Fatal(err)
		}
	}
	k.do("add", k.articles)
	each := killArticles / (k.kills + 1)
	if each == 0 {
		k.Fatalf("too many kills for %d articles", killArticles)
	}
	var asked []string
	gone := residue{marks: map[string]bool{}}
	for n := range k.kills {
		var batch []string
		for i := range each {
			batch = append(batch, filepath.Join(k.articles, fmt.Sprintf("report-%03d.txt", n*each+i)))
			gone.marks[mark(n*each+i)] = true
		}
		asked = append(asked, batch...)
		removed := k.killed(rand.IntN(each+1), append([]string{"remove", "--json"}, batch...)...)
		there := k.check()
		for _, l := range removed {
			if there[l.URL] != "" {
				k.Errorf("%s was reported as removed and is there", l.URL)
			}
		}
		if least := killArticles - len(asked); len(there) < least {
			k.Errorf("%d articles are left, want %d at least", len(there), least)
		}
	}
	// Most are gone already, which is no success, but does the rest.
	out, _ := exec.Command(k.program, k.flags(append([]string{"remove"}, asked...))...).CombinedOutput()
	if there := k.check(); len(there) != killArticles-len(asked) {
		k.Errorf("%d articles in the end, want %d: %s", len(there), killArticles-len(asked), out)
	}
	gone.gone(k.T, k.data())
}

// killEmbedding changes the embedding model: until all is embedded anew, search
// goes by words, and nothing of the articles is lost.
func killEmbedding(k *killer) {
	k.do("add", k.articles)
	server, err := llmtest.New(llmtest.Options{})
	if err != nil {
		k.Fatal(err)
	}
	url, stop, err := server.Listen("")
	if err != nil {
		k.Fatal(err)
	}
	k.Cleanup(stop)
	one := filepath.Join(k.articles, "report-000.txt")
	for n := range k.kills {
		path := k.write(k.T, "config.toml", fmt.Sprintf("[embedding]\nprovider = \"openai\"\nbase_url = %q\nmodel = \"model %d\"\ntimeout = \"10s\"\n", url, n))
		k.config = []string{"--config", path}
		k.killed(0, "add", "--json", one)
		if there := k.check(); len(there) != killArticles {
			k.Errorf("%d articles, want %d", len(there), killArticles)
		}
		if out := k.do("search", "--json", "the bridge of district 7"); !strings.Contains(out, "bridge") {
			k.Errorf("nothing is found: %s", out)
		}
		if n%3 != 2 {
			continue // the next model meets what this one left
		}
		k.do("add", one)
		if out := k.do("doctor"); strings.Contains(out, "warn") {
			k.Errorf("embedded anew, and doctor says: %s", out)
		}
	}
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
