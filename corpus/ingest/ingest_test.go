package ingest

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"iter"
	"log/slog"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"footnote/corpus"
	"footnote/corpus/store"
)

func TestMain(m *testing.M) {
	if dir := os.Getenv("INGEST_TEST_DIR"); dir != "" {
		childReembeds(dir) // this is the test binary again, started by a test
		os.Exit(0)
	}
	// A property needs fewer runs than rapid's hundred when each step is an import; the
	// command line can ask for more.
	if err := flag.Set("rapid.checks", "30"); err != nil {
		panic(err)
	}
	goleak.VerifyTestMain(m,
		// the analysis workers of the index are started by their package and live for ever
		goleak.IgnoreAnyFunction("github.com/blevesearch/bleve_index_api.AnalysisWorker"))
}

// files are the readers: a file system, and a web, in a map from name to text.
type files map[string]string

func (f files) Find(_ context.Context, path string) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		names := make([]string, 0, len(f))
		for name := range f {
			if name == path || strings.HasPrefix(name, path+"/") {
				names = append(names, name)
			}
		}
		slices.Sort(names)
		if len(names) == 0 {
			yield(path, &corpus.Problem{Code: corpus.CodeMissing, Message: "There is no file " + path + ".", Err: fs.ErrNotExist})
			return
		}
		for _, name := range names {
			if !yield(name, nil) {
				return
			}
		}
	}
}

func (f files) Read(ctx context.Context, name string) (corpus.Reading, error) {
	if err := ctx.Err(); err != nil {
		return corpus.Reading{}, err
	}
	text, ok := f[name]
	if !ok || text == "unreadable" {
		return corpus.Reading{}, &corpus.Problem{Code: corpus.CodeInvalid, Message: name + " cannot be read.", Err: errors.New("injected")}
	}
	r := corpus.Reading{Kind: corpus.KindFile, Location: name, Shown: name}
	if strings.HasPrefix(name, "http") {
		r.Kind = corpus.KindPage
	} else if abs, err := filepath.Abs(name); err == nil {
		r.Location = abs
	}
	r.Draft = corpus.Draft{Key: r.Location, Text: text, Title: "About " + name, Original: []byte("original of " + text)}
	return r, nil
}

func (f files) Look(ctx context.Context, name string) (corpus.Content, error) {
	return content(f.Read(ctx, name))
}

func (f files) Fetch(ctx context.Context, fetch corpus.Fetch) (corpus.Content, error) {
	return content(f.Read(ctx, fetch.Address))
}

func content(r corpus.Reading, err error) (corpus.Content, error) {
	if err != nil {
		return corpus.Content{}, err
	}
	return corpus.Content{Reading: &r}, nil
}

// letters embeds a text as the frequencies of its first letters.
type letters struct {
	key       string
	dimension int
	calls     atomic.Int64
	fail      func(texts []string) error
	spoil     func([][]float32) [][]float32
}

func (l *letters) Model(context.Context) (string, error) {
	if l.key == "" {
		return "", errors.New("dial tcp: connection refused")
	}
	return l.key, nil
}

func (l *letters) Embed(_ context.Context, texts []string) ([][]float32, error) {
	l.calls.Add(1)
	if l.fail != nil {
		if err := l.fail(texts); err != nil {
			return nil, err
		}
	}
	out := make([][]float32, len(texts))
	for i, t := range texts {
		out[i] = make([]float32, l.dimension)
		for _, b := range []byte(t) {
			out[i][int(b)%l.dimension]++
		}
	}
	if l.spoil != nil {
		out = l.spoil(out)
	}
	return out, nil
}

type published struct {
	mu      sync.Mutex
	spaces  []corpus.Space
	dropped []corpus.Space
	erased  []corpus.Space
	fail    error
	onErase func()
}

func (p *published) Drop(_ context.Context, space corpus.Space) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.dropped = append(p.dropped, space)
	return p.fail
}

func (p *published) Erase(_ context.Context, space corpus.Space) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.erased = append(p.erased, space)
	if p.onErase != nil {
		p.onErase()
	}
	return p.fail
}

func (p *published) Publish(_ context.Context, space corpus.Space) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.spaces = append(p.spaces, space)
	return nil
}

// rig is an Ingester over a store in memory.
type rig struct {
	*Ingester
	store     *store.Store
	files     files
	embedder  *letters
	published *published
	reports   []corpus.Imported
	progress  []corpus.Progress
}

func newRig(t testing.TB, st *store.Store) *rig {
	t.Helper()
	if st == nil {
		var err error
		if st, err = store.OpenMemory(context.Background()); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { st.Close() })
	}
	r := &rig{store: st, files: files{}, embedder: &letters{key: "letters/8", dimension: 8}, published: &published{}}
	r.Ingester = New(Config{Store: st, Embedder: r.embedder, Local: r.files, Web: r.files, Publisher: r.published,
		Now: func() time.Time { return time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC) }})
	return r
}

func (r *rig) observer() Observer {
	return Observer{
		Imported: func(i corpus.Imported) { r.reports = append(r.reports, i) },
		Progress: func(p corpus.Progress) { r.progress = append(r.progress, p) },
	}
}

// add adds paths and returns a line a report.
func (r *rig) add(t testing.TB, paths ...string) (lines []string, err error) {
	t.Helper()
	r.reports = nil
	err = r.AddPaths(t.Context(), "s", "ann", paths, r.observer())
	for _, i := range r.reports {
		lines = append(lines, fmt.Sprintf("%s %s", i.Status, i.URL))
	}
	return lines, err
}

// A text that makes a step panic fails by its name, and the others go on.
func TestPanic(t *testing.T) {
	r := newRig(t, nil)
	r.files["d/a.txt"], r.files["d/b.txt"] = story("tide"), story("moon")
	r.embedder.fail = func(texts []string) error {
		if strings.Contains(texts[0], "tide") {
			panic("injected")
		}
		return nil
	}
	got, err := r.add(t, "d")
	if d := cmp.Diff([]string{"failed d/a.txt", "added d/b.txt"}, got); d != "" || !errors.Is(err, ErrIncomplete) {
		t.Error(d, err)
	}
}

func (r *rig) counts(t testing.TB) corpus.Counts {
	t.Helper()
	c, err := r.store.Counts(t.Context(), "s")
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func story(about string) string {
	return "The " + about + " rose in the night. Nobody at the harbour had seen it before. It fell again by noon."
}

func TestAddPaths(t *testing.T) {
	r := newRig(t, nil)
	r.files["d/a.txt"] = story("tide")
	r.files["d/b.txt"] = story("tide") // the same text in another file stays another source
	r.files["d/c.txt"] = "unreadable"
	r.files["d/d.txt"] = " \n\n "
	r.files["d/e.txt"] = story("moon")

	got, err := r.add(t, "d", "nowhere")
	want := []string{"added d/a.txt", "added d/b.txt", "failed d/c.txt", "failed d/d.txt", "added d/e.txt", "failed nowhere"}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if !errors.Is(err, ErrIncomplete) || !strings.Contains(corpus.Explain(err), "3 of 6") {
		t.Errorf("error %v", err)
	}
	if e := r.reports[3].Error; !strings.Contains(e, "d/d.txt") || !strings.Contains(e, "no readable text") {
		t.Errorf("an empty text fails with %q", e)
	}
	if c := r.counts(t); c.Sources != 3 || c.Articles != 3 {
		t.Errorf("Counts = %+v", c)
	}
	if d := cmp.Diff([]corpus.Space{"s"}, r.published.spaces); d != "" {
		t.Error(d)
	}
	if last := r.progress[len(r.progress)-1]; last.Done != 6 || last.Total != 6 {
		t.Errorf("the last progress is %+v", last)
	}

	// Again: nothing is embedded, nothing changes.
	calls := r.embedder.calls.Load()
	got, err = r.add(t, "d/a.txt", "d/b.txt", "d/e.txt")
	if d := cmp.Diff([]string{"unchanged d/a.txt", "unchanged d/b.txt", "unchanged d/e.txt"}, got); d != "" || err != nil {
		t.Error(d, err)
	}
	if r.embedder.calls.Load() != calls {
		t.Error("an unchanged text was embedded again")
	}
	if len(r.published.spaces) != 1 {
		t.Error("published without a change")
	}

	// A changed file keeps its article.
	id := r.reports[0].ArticleID
	r.files["d/a.txt"] = story("river")
	if got, err = r.add(t, "d/a.txt"); err != nil || got[0] != "updated d/a.txt" || r.reports[0].ArticleID != id {
		t.Errorf("a changed file: %v, %v", got, err)
	}
	a, err := r.store.Article(t.Context(), "s", id, "")
	if err != nil || !strings.Contains(a.Body, "river") {
		t.Errorf("the stored text is %q, %v", a.Body, err)
	}
	if err := r.store.Check(t.Context()); err != nil {
		t.Error(err)
	}
}

// A source that cannot be read any more keeps its text and says why it is old.
func TestStale(t *testing.T) {
	r := newRig(t, nil)
	r.files["a.txt"] = story("tide")
	if _, err := r.add(t, "a.txt"); err != nil {
		t.Fatal(err)
	}
	source := func() corpus.SourceInfo {
		info, err := r.store.Source(t.Context(), "s", "a.txt")
		if err != nil {
			t.Fatal(err)
		}
		return info
	}
	r.files["a.txt"] = "unreadable"
	if _, err := r.add(t, "a.txt"); !errors.Is(err, ErrIncomplete) {
		t.Errorf("error %v", err)
	}
	if s := source(); s.State != corpus.StateStale || !strings.Contains(s.Reason, "cannot be read") || s.Articles != 1 {
		t.Errorf("%+v", s)
	}
	r.files["a.txt"] = story("tide")
	if got, err := r.add(t, "a.txt"); err != nil || got[0] != "unchanged a.txt" {
		t.Errorf("%v, %v", got, err)
	}
	if s := source(); s.State != corpus.StateFresh || s.Reason != "" {
		t.Errorf("%+v", s)
	}
	// An embedding endpoint that is down says nothing about the source.
	r.embedder.key = ""
	if _, err := r.add(t, "a.txt"); !errors.Is(err, ErrIncomplete) {
		t.Errorf("error %v", err)
	}
	if s := source(); s.State != corpus.StateFresh {
		t.Errorf("%+v", s)
	}
}

// Whatever is wrong with the embeddings, the article fails by its name, and
// nothing of it is stored.
func TestEmbeddingFails(t *testing.T) {
	for name, spoil := range map[string]func(*letters){
		"the endpoint is down": func(l *letters) { l.key = "" },
		"embedding fails":      func(l *letters) { l.fail = func([]string) error { return errors.New("HTTP 500") } },
		"too few vectors":      func(l *letters) { l.spoil = func(v [][]float32) [][]float32 { return v[1:] } },
		"an empty vector":      func(l *letters) { l.spoil = func(v [][]float32) [][]float32 { v[0] = nil; return v } },
		"not a number": func(l *letters) {
			l.spoil = func(v [][]float32) [][]float32 { v[0][1] = float32(math.NaN()); return v }
		},
		"infinite": func(l *letters) {
			l.spoil = func(v [][]float32) [][]float32 { v[0][1] = float32(math.Inf(1)); return v }
		},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t, nil)
			r.files["a.txt"] = story("tide")
			spoil(r.embedder)
			got, err := r.add(t, "a.txt")
			if !errors.Is(err, ErrIncomplete) || len(got) != 1 || got[0] != "failed a.txt" {
				t.Errorf("%v, %v", got, err)
			}
			if e := r.reports[0].Error; !strings.Contains(e, "embedding model") {
				t.Errorf("it fails with %q", e)
			}
			if c := r.counts(t); c != (corpus.Counts{}) {
				t.Errorf("%+v is stored", c)
			}
		})
	}
	t.Run("for one of two", func(t *testing.T) {
		r := newRig(t, nil)
		r.files["d/a.txt"], r.files["d/b.txt"] = story("tide"), story("moon")
		r.embedder.fail = func(texts []string) error {
			if strings.Contains(texts[0], "tide") {
				return errors.New("HTTP 400")
			}
			return nil
		}
		got, err := r.add(t, "d")
		if d := cmp.Diff([]string{"failed d/a.txt", "added d/b.txt"}, got); d != "" || !errors.Is(err, ErrIncomplete) {
			t.Error(d, err)
		}
	})
}

// The remote door reads pages and nothing else.
func TestAddURLs(t *testing.T) {
	r := newRig(t, nil)
	r.files["https://example.org/tide"] = story("tide")
	for _, name := range []string{"/etc/passwd", "file:///etc/passwd", "etc/passwd", "ftp://example.org/a", "https:///etc/passwd", "C:\\secret.txt", ""} {
		r.files[name] = story("secret")
	}
	var urls []string
	for name := range r.files {
		urls = append(urls, name)
	}
	err := r.AddURLs(t.Context(), "s", "ann", urls, Adding{}, r.observer())
	if !errors.Is(err, ErrIncomplete) {
		t.Errorf("error %v", err)
	}
	for _, i := range r.reports {
		page := i.URL == "https://example.org/tide"
		if page != (i.Status == corpus.StatusAdded) || !page && !strings.Contains(i.Error, "no web address") {
			t.Errorf("%q is %s, %q", i.URL, i.Status, i.Error)
		}
	}
	if c := r.counts(t); c.Articles != 1 {
		t.Errorf("%d articles are stored", c.Articles)
	}
}

// Reading a slow page does not keep another writer waiting.
func TestAddURLsReadsWithoutLock(t *testing.T) {
	r := newRig(t, nil)
	r.files["https://example.org/tide"] = story("tide")
	r.embedder.fail = func([]string) error {
		release, err := r.store.Lock(context.Background(), "removing")
		if err != nil {
			return err
		}
		release()
		return nil
	}
	if err := r.AddURLs(t.Context(), "s", "ann", []string{"https://example.org/tide"}, Adding{}, r.observer()); err != nil {
		t.Error(err, r.reports)
	}
}

func TestAddReading(t *testing.T) {
	r := newRig(t, nil)
	reading := corpus.Reading{Kind: corpus.KindText, Location: "hash", Shown: "standard input", Draft: corpus.Draft{Text: story("tide")}}
	if err := r.AddReading(t.Context(), "s", "ann", reading, r.observer()); err != nil {
		t.Fatal(err)
	}
	info, err := r.store.Source(t.Context(), "s", r.reports[0].SourceID)
	if err != nil || info.Title != "The tide rose in the night." || info.URL != "" || info.AddedBy != "ann" || info.Articles != 1 {
		t.Errorf("%+v, %v", info, err)
	}
}

// Stopping an import leaves whole articles, says how far it came, and the same
// command again completes it.
func TestCancel(t *testing.T) {
	r := newRig(t, nil)
	for i := range 50 {
		r.files[fmt.Sprintf("d/%02d.txt", i)] = story(fmt.Sprintf("tide %d", i))
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	reported := 0
	err := r.AddPaths(ctx, "s", "ann", []string{"d"}, Observer{Imported: func(corpus.Imported) {
		if reported++; reported == 7 {
			cancel()
		}
	}})
	if !errors.Is(err, context.Canceled) || !strings.Contains(corpus.Explain(err), "after 7 of 50") {
		t.Errorf("error %v", err)
	}
	if c := r.counts(t); reported != 7 || c.Articles != 7 {
		t.Errorf("%d reported, %d stored", reported, c.Articles)
	}
	if err := r.store.Check(t.Context()); err != nil {
		t.Error(err)
	}
	if got, err := r.add(t, "d"); err != nil || len(got) != 50 {
		t.Errorf("again: %d, %v", len(got), err)
	}
	if c := r.counts(t); c.Articles != 50 {
		t.Errorf("again: %d stored", c.Articles)
	}
}

// fullStore is a store whose disk is full after a number of articles.
type fullStore struct {
	*store.Store
	room int
}

func (f *fullStore) Put(ctx context.Context, src corpus.Source, a corpus.Article, original []byte, passages []corpus.Passage, model string, vectors [][]float32) (corpus.Status, error) {
	if f.room == 0 {
		return "", &corpus.Problem{Code: corpus.CodeUnavailable, Message: "The disk is full."}
	}
	f.room--
	return f.Store.Put(ctx, src, a, original, passages, model, vectors)
}

func TestFullDisk(t *testing.T) {
	r := newRig(t, nil)
	r.Store = &fullStore{r.store, 2}
	for i := range 9 {
		r.files[fmt.Sprintf("d/%d.txt", i)] = story("tide")
	}
	got, err := r.add(t, "d")
	if d := cmp.Diff([]string{"added d/0.txt", "added d/1.txt", "failed d/2.txt"}, got); d != "" {
		t.Error(d)
	}
	if corpus.Explain(err) != "The disk is full." {
		t.Errorf("error %v", err)
	}
}

func TestBusy(t *testing.T) {
	st, err := store.Open(t.Context(), t.TempDir(), store.Options{LockWait: 30 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	r := newRig(t, st)
	r.files["a.txt"] = story("tide")
	release, err := st.Lock(t.Context(), "testing patience")
	if err != nil {
		t.Fatal(err)
	}
	defer release()
	if got, err := r.add(t, "a.txt"); !corpus.HasCode(err, corpus.CodeBusy) || len(got) != 0 || !strings.Contains(corpus.Explain(err), "testing patience") {
		t.Errorf("%v, %v", got, err)
	}
	if err := r.Remove(t.Context(), "s", "ann", []string{"a.txt"}, nil); !corpus.HasCode(err, corpus.CodeBusy) {
		t.Errorf("Remove = %v", err)
	}
}

func TestRemove(t *testing.T) {
	r := newRig(t, nil)
	r.files["d/a.txt"], r.files["d/b.txt"], r.files["d/c.txt"] = story("tide"), story("moon"), story("rain")
	if _, err := r.add(t, "d"); err != nil {
		t.Fatal(err)
	}
	abs, err := filepath.Abs("d/b.txt")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	on := func(rm corpus.Removed) { got = append(got, fmt.Sprintf("%s %s %d", rm.Status, rm.URL, rm.Articles)) }
	err = r.Remove(t.Context(), "s", "ann", []string{"d/a.txt", abs, r.reports[2].SourceID, "d/a.txt"}, on)
	if !errors.Is(err, ErrIncomplete) {
		t.Errorf("error %v", err)
	}
	want := []string{"removed d/a.txt 1", "removed d/b.txt 1", "removed d/c.txt 1", "missing d/a.txt 0"}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if c := r.counts(t); c != (corpus.Counts{}) {
		t.Errorf("%+v is left", c)
	}
	if len(r.published.spaces) != 1 || len(r.published.erased) != 1 {
		t.Errorf("published %v, erased %v", r.published.spaces, r.published.erased)
	}
	if due, err := r.store.Erasing(t.Context()); err != nil || len(due) > 0 {
		t.Errorf("%v is due, %v", due, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := r.Remove(ctx, "s", "ann", []string{"x"}, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("a cancelled Remove = %v", err)
	}
}

// A link that is not followed leaves what it leads to as it is, and a link that
// now leads nowhere is found by its own name.
func TestOwnLocation(t *testing.T) {
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	target, link, broken := filepath.Join(dir, "a.txt"), filepath.Join(dir, "link.txt"), filepath.Join(dir, "broken.txt")
	if err := os.WriteFile(target, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, to := range map[string]string{link: target, broken: filepath.Join(dir, "gone.txt")} {
		if err := os.Symlink(to, name); err != nil {
			t.Skip("no links here: ", err)
		}
	}
	for path, want := range map[string]string{link: link, broken: broken, target: target} {
		if got := ownLocation(path); !slices.Equal(got, []string{want}) {
			t.Errorf("ownLocation(%s) = %v", path, got)
		}
	}
}

// An endpoint that is down is asked about two articles, not about all; what is
// stored already needs no model and is unchanged.
func TestEmbedderGoesDown(t *testing.T) {
	r := newRig(t, nil)
	for i := range 9 {
		r.files[fmt.Sprintf("d/%d.txt", i)] = fmt.Sprintf("The text of number %d.", i)
	}
	ctx := t.Context()
	if err := r.AddPaths(ctx, "s", "ann", []string{"d/8.txt"}, r.observer()); err != nil {
		t.Fatal(err)
	}
	down := &corpus.Problem{Code: corpus.CodeUnavailable, Message: "The embedding endpoint does not answer: start it.", Err: errors.New("refused")}
	r.embedder.fail = func([]string) error { return down }
	r.reports = nil
	before := r.embedder.calls.Load()
	err := r.AddPaths(ctx, "s", "ann", []string{"d"}, r.observer())
	if !errors.Is(err, ErrIncomplete) {
		t.Errorf("the import says %v", err)
	}
	// Whoever is at work when the second fails has asked already.
	if calls := r.embedder.calls.Load() - before; calls < 2 || calls > 2+int64(runtime.GOMAXPROCS(0)) {
		t.Errorf("the model was asked %d times", calls)
	}
	if len(r.reports) != 9 {
		t.Fatalf("%d reports", len(r.reports))
	}
	for i, rep := range r.reports[:8] {
		if rep.Status != corpus.StatusFailed || !errors.Is(rep.Cause, down) {
			t.Errorf("%d: %s, %v", i, rep.Status, rep.Cause)
		}
	}
	if last := r.reports[7].Error; !strings.HasPrefix(last, "d/7.txt was not added") {
		t.Errorf("the last one says %q", last)
	}
	if r.reports[8].Status != corpus.StatusUnchanged {
		t.Errorf("what is stored is %s: %s", r.reports[8].Status, r.reports[8].Error)
	}

	// The next import asks again.
	r.embedder.fail = nil
	r.reports = nil
	if err := r.AddPaths(ctx, "s", "ann", []string{"d"}, r.observer()); err != nil || r.reports[0].Status != corpus.StatusAdded {
		t.Errorf("afterwards: %v, %+v", err, r.reports[0])
	}
}

// One failure between successes, or a text that the model refuses, is no outage.
func TestOutage(t *testing.T) {
	down := &corpus.Problem{Code: corpus.CodeUnavailable, Message: "Down."}
	bad := &corpus.Problem{Code: corpus.CodeInvalid, Message: "Too long."}
	var o outage
	for i, step := range []struct {
		err   error
		asked bool
	}{
		{down, true}, {nil, true}, {down, true}, {nil, true}, {bad, true}, {bad, true}, {bad, true}, {nil, true},
		{down, true}, {down, true}, {nil, false}, {nil, false},
	} {
		asked := false
		_, err := o.embed(t.Context(), "a.txt", nil, func(context.Context, []string) ([][]float32, error) {
			asked = true
			return nil, step.err
		})
		if asked != step.asked {
			t.Errorf("step %d: asked is %v", i, asked)
		}
		if !asked && (!errors.Is(err, down) || !corpus.HasCode(err, corpus.CodeUnavailable)) {
			t.Errorf("step %d: %v", i, err)
		}
	}
}

// Without a model every article fails by its name, the long sentence is said
// once, and the cause is in every report.
func TestModelDown(t *testing.T) {
	r := newRig(t, nil)
	r.embedder.key = ""
	for i := range 3 {
		r.files[fmt.Sprintf("d/%d.txt", i)] = "Some text."
	}
	if err := r.AddPaths(t.Context(), "s", "ann", []string{"d"}, r.observer()); !errors.Is(err, ErrIncomplete) {
		t.Errorf("%v", err)
	}
	for i, rep := range r.reports {
		if rep.Cause == nil || !strings.Contains(rep.Cause.Error(), "connection refused") {
			t.Errorf("%d: cause %v", i, rep.Cause)
		}
		if short := strings.HasPrefix(rep.Error, fmt.Sprintf("d/%d.txt was not added", i)); short != (i > 0) {
			t.Errorf("%d: %q", i, rep.Error)
		}
	}
}

// An error that is no sentence for people is in the log and in the report.
func TestCauseIsKept(t *testing.T) {
	r := newRig(t, nil)
	var log strings.Builder
	r.Log = slog.New(slog.NewTextHandler(&log, nil))
	r.files["a.txt"] = "Some text."
	r.Local = failing{r.files}
	if err := r.AddPaths(t.Context(), "s", "ann", []string{"a.txt"}, r.observer()); !errors.Is(err, ErrIncomplete) {
		t.Errorf("%v", err)
	}
	if len(r.reports) != 1 || r.reports[0].Cause == nil || r.reports[0].Cause.Error() != "odd fault 17" {
		t.Errorf("%+v", r.reports)
	}
	if !strings.Contains(log.String(), "odd fault 17") || !strings.Contains(log.String(), "a.txt") {
		t.Errorf("the log has %q", log.String())
	}
}

type failing struct{ files }

func (failing) Look(context.Context, string) (corpus.Content, error) {
	return corpus.Content{}, errors.New("odd fault 17")
}

// A text that nobody named is called by its first words.
func TestUntitledText(t *testing.T) {
	r := newRig(t, nil)
	d := corpus.Draft{Key: "k", Text: "bees fly over the river in may"}
	err := r.AddReading(t.Context(), "s", "ann", corpus.Reading{Kind: corpus.KindText, Location: "k", Shown: "standard input", Draft: d}, r.observer())
	if err != nil || r.reports[0].Title != "bees fly over the river in may" {
		t.Errorf("%v, %+v", err, r.reports)
	}
}
