package ingest

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"footnote/corpus"
	"footnote/corpus/store"
)

// vectorsOf counts the vectors stored under a model, by their dimension.
func vectorsOf(t testing.TB, st *store.Store, model string) map[int]int {
	t.Helper()
	count := map[int]int{}
	for _, space := range []corpus.Space{"s", "t"} {
		for v, err := range st.Vectors(t.Context(), space, model, nil) {
			if err != nil {
				t.Fatal(err)
			}
			for _, x := range v.Vectors {
				count[len(x)]++
			}
		}
	}
	return count
}

func fillTwoSpaces(t testing.TB, r *rig, articles int) {
	t.Helper()
	for i := range articles {
		r.files[fmt.Sprintf("d/%03d.txt", i)] = strings.Repeat(story(fmt.Sprintf("tide %d", i))+"\n\n", 12)
	}
	for _, space := range []corpus.Space{"s", "t"} {
		if err := r.AddPaths(t.Context(), space, "ann", []string{"d"}, Observer{}); err != nil {
			t.Fatal(err)
		}
	}
}

func TestReembed(t *testing.T) {
	r := newRig(t, nil)
	ctx := t.Context()
	fillTwoSpaces(t, r, 60)
	all := vectorsOf(t, r.store, "letters/8")[8]
	if needs, err := r.NeedsReembed(ctx); err != nil || needs {
		t.Fatalf("NeedsReembed = %v, %v", needs, err)
	}

	r.embedder.key, r.embedder.dimension = "letters/5", 5
	if needs, err := r.NeedsReembed(ctx); err != nil || !needs {
		t.Fatalf("NeedsReembed = %v, %v", needs, err)
	}
	r.batch = 64
	// The endpoint goes down half-way: the old embeddings serve on.
	texts := 0
	r.embedder.fail = func(batch []string) error {
		if texts > all/2 {
			return errors.New("HTTP 503")
		}
		texts += len(batch)
		return nil
	}
	if err := r.Reembed(ctx, nil); !corpus.HasCode(err, corpus.CodeUnavailable) {
		t.Fatalf("Reembed = %v", err)
	}
	if model, err := r.store.ActiveModel(ctx); err != nil || model != "letters/8" {
		t.Fatalf("ActiveModel = %q, %v", model, err)
	}
	half := vectorsOf(t, r.store, "letters/5")[5]
	if half == 0 || half == all || vectorsOf(t, r.store, "letters/8")[8] != all {
		t.Fatalf("half-way %d of %d are embedded", half, all)
	}
	// It goes on from there.
	texts = 0
	r.embedder.fail = func(batch []string) error { texts += len(batch); return nil }
	var progress []corpus.Progress
	if err := r.Reembed(ctx, func(p corpus.Progress) { progress = append(progress, p) }); err != nil {
		t.Fatal(err)
	}
	if texts != all-half {
		t.Errorf("%d passages were embedded for %d that were missing", texts, all-half)
	}
	first, last := progress[0], progress[len(progress)-1]
	if first.Done != half || first.Total != all || last.Done != all {
		t.Errorf("progress from %+v to %+v", first, last)
	}
	if model, err := r.store.ActiveModel(ctx); err != nil || model != "letters/5" {
		t.Errorf("ActiveModel = %q, %v", model, err)
	}
	if got := vectorsOf(t, r.store, "letters/5")[5]; got != all {
		t.Errorf("%d vectors of %d", got, all)
	}
	if got := vectorsOf(t, r.store, "letters/8"); len(got) != 0 {
		t.Errorf("%v vectors of the old model are left", got)
	}
	if err := r.Reembed(ctx, nil); err != nil {
		t.Errorf("again: %v", err)
	}
	if err := r.store.Check(ctx); err != nil {
		t.Error(err)
	}
}

// Whoever adds under another model first gives all articles that model, by
// whichever door.
func TestAddReembedsFirst(t *testing.T) {
	for name, add := range map[string]func(*testing.T, *rig) error{
		"paths": func(t *testing.T, r *rig) error {
			r.files["new.txt"] = story("moon")
			return r.AddPaths(t.Context(), "s", "ann", []string{"new.txt"}, r.observer())
		},
		"addresses": func(t *testing.T, r *rig) error {
			r.files["https://example.org/new"] = story("moon")
			return r.AddURLs(t.Context(), "s", "ann", []string{"https://example.org/new"}, Adding{}, r.observer())
		},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t, nil)
			fillTwoSpaces(t, r, 3)
			all := vectorsOf(t, r.store, "letters/8")[8]
			r.embedder.key, r.embedder.dimension = "letters/5", 5
			if err := add(t, r); err != nil {
				t.Fatal(err)
			}
			if got := vectorsOf(t, r.store, "letters/5")[5]; got != all+1 {
				t.Errorf("%d vectors, want %d", got, all+1)
			}
			if got := vectorsOf(t, r.store, "letters/8"); len(got) != 0 {
				t.Errorf("%v vectors of the old model are left", got)
			}
		})
	}
}

// childReembeds changes the model of a data folder, and prints a line for each
// batch.
func childReembeds(dir string) {
	ctx := context.Background()
	st, err := store.Open(ctx, dir, store.Options{})
	if err != nil {
		fmt.Println("error", err)
		return
	}
	in := New(Config{Store: st, Embedder: &letters{key: "letters/5", dimension: 5}})
	in.batch = 64
	if err := in.Reembed(ctx, func(p corpus.Progress) { fmt.Println("progress", p.Done, p.Total) }); err != nil {
		fmt.Println("error", err)
	}
}

// A process that is killed while it embeds anew leaves the old embeddings in
// use, and the next one goes on where it was.
func TestReembedKilled(t *testing.T) {
	dir := t.TempDir()
	open := func() *store.Store {
		st, err := store.Open(t.Context(), dir, store.Options{})
		if err != nil {
			t.Fatal(err)
		}
		return st
	}
	st := open()
	fillTwoSpaces(t, newRig(t, st), 60)
	all := vectorsOf(t, st, "letters/8")[8]
	if err := st.Close(); err != nil {
		t.Fatal(err)
	}

	// Only one kind of writer, killed after its second batch.
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), "INGEST_TEST_DIR="+dir)
	cmd.Stderr = os.Stderr
	pipe, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(pipe)
	for n := 0; n < 3 && lines.Scan(); n++ {
		if strings.HasPrefix(lines.Text(), "error") {
			t.Error(lines.Text())
		}
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	for lines.Scan() {
	}
	cmd.Wait() // it was killed

	st = open()
	defer st.Close()
	model, err := st.ActiveModel(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	half := vectorsOf(t, st, "letters/5")[5]
	switch {
	case half == 0:
		t.Fatal("the child embedded nothing")
	case model == "letters/8" && vectorsOf(t, st, "letters/8")[8] != all:
		t.Fatal("embeddings in use are missing")
	case model == "letters/5" && half != all:
		t.Fatalf("switched with %d of %d vectors", half, all)
	}
	if err := st.Check(t.Context()); err != nil {
		t.Fatal(err)
	}
	r := newRig(t, st)
	texts := 0
	r.embedder.key, r.embedder.dimension = "letters/5", 5
	r.embedder.fail = func(batch []string) error { texts += len(batch); return nil }
	if err := r.Reembed(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	if texts != all-half {
		t.Errorf("%d passages were embedded for %d that were missing", texts, all-half)
	}
	if got := vectorsOf(t, st, "letters/5")[5]; got != all {
		t.Errorf("%d vectors of %d", got, all)
	}
}

func TestAhead(t *testing.T) {
	var inputs []int
	for i := range 200 {
		inputs = append(inputs, i)
	}
	double := func(_ context.Context, i int) int { return 2 * i }
	want := 0
	for got := range ahead(t.Context(), inputs, double) {
		if got != want {
			t.Fatalf("got %d in the place of %d", got, want)
		}
		want += 2
	}
	if want != 400 {
		t.Errorf("it ended before %d", want)
	}
	for got := range ahead(t.Context(), inputs, double) {
		if got == 20 {
			break
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	for range ahead(ctx, inputs, func(ctx context.Context, i int) int {
		if i > 5 {
			cancel()
			<-ctx.Done()
		}
		return i
	}) {
	}
	for range ahead(t.Context(), nil, double) {
		t.Error("a result from nothing")
	}
}

// It never runs further ahead than memory should hold.
func TestAheadIsBounded(t *testing.T) {
	inputs := make([]int, 1000)
	started := make(chan struct{}, len(inputs))
	for range ahead(t.Context(), inputs, func(context.Context, int) int { started <- struct{}{}; return 0 }) {
		break
	}
	if n := len(started); n > 100 {
		t.Errorf("%d were begun while the consumer took one", n)
	}
}

func BenchmarkAdd(b *testing.B) {
	for _, where := range []string{"disk", "memory"} {
		b.Run(where, func(b *testing.B) {
			const articles = 300
			r := newRig(b, nil)
			for i := range articles {
				r.files[fmt.Sprintf("d/%03d.txt", i)] = strings.Repeat(story(fmt.Sprintf("tide %d", i))+"\n\n", 30)
			}
			r.embedder.dimension = 256
			for b.Loop() {
				st, err := store.OpenMemory(b.Context())
				if where == "disk" {
					st.Close()
					st, err = store.Open(b.Context(), b.TempDir(), store.Options{})
				}
				if err != nil {
					b.Fatal(err)
				}
				r.Store = st
				begin := time.Now()
				if err := r.AddPaths(b.Context(), "s", "ann", []string{"d"}, Observer{}); err != nil {
					b.Fatal(err)
				}
				b.ReportMetric(articles/time.Since(begin).Seconds(), "articles/s")
				st.Close()
			}
		})
	}
}
