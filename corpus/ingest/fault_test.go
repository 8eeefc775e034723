package ingest

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"footnote/corpus"
	"footnote/corpus/store"
)

// faulty is a store of which one call fails: before it did anything, or, as for who
// is cut off from the answer, after it did.
type faulty struct {
	*store.Store
	at    int // the call that fails, counted from 1; 0 for none
	after bool
	code  corpus.Code
	calls int
}

func (f *faulty) step(do func() error) error {
	f.calls++
	if f.calls != f.at {
		return do()
	}
	if f.after {
		if err := do(); err != nil {
			return err
		}
	}
	return &corpus.Problem{Code: f.code, Message: "Injected."}
}

func (f *faulty) Put(ctx context.Context, src corpus.Source, a corpus.Article, original []byte, passages []corpus.Passage, model string, vectors [][]float32) (s corpus.Status, err error) {
	err = f.step(func() error { s, err = f.Store.Put(ctx, src, a, original, passages, model, vectors); return err })
	return s, err
}

func (f *faulty) PutAgain(ctx context.Context, src corpus.Source, a corpus.Article, original []byte, passages []corpus.Passage, model string, vectors [][]float32) (s corpus.Status, err error) {
	err = f.step(func() error { s, err = f.Store.PutAgain(ctx, src, a, original, passages, model, vectors); return err })
	return s, err
}

func (f *faulty) PutSource(ctx context.Context, src corpus.Source) (added bool, err error) {
	err = f.step(func() error { added, err = f.Store.PutSource(ctx, src); return err })
	return added, err
}

func (f *faulty) Items(ctx context.Context, space corpus.Space, id string) (all []corpus.KnownItem, err error) {
	err = f.step(func() error { all, err = f.Store.Items(ctx, space, id); return err })
	return all, err
}

func (f *faulty) PutItems(ctx context.Context, space corpus.Space, id string, items []corpus.KnownItem, forget []string) error {
	return f.step(func() error { return f.Store.PutItems(ctx, space, id, items, forget) })
}

func (f *faulty) RemoveArticles(ctx context.Context, space corpus.Space, id string, keys []string, drop bool, by string) (gone []corpus.Meta, err error) {
	err = f.step(func() error { gone, err = f.Store.RemoveArticles(ctx, space, id, keys, drop, by); return err })
	return gone, err
}

func (f *faulty) Visited(ctx context.Context, space corpus.Space, id string, v corpus.Visit) error {
	return f.step(func() error { return f.Store.Visited(ctx, space, id, v) })
}

func (f *faulty) Lock(ctx context.Context, purpose string) (release func(), err error) {
	err = f.step(func() error { release, err = f.Store.Lock(ctx, purpose); return err })
	if err != nil && release != nil {
		release()
	}
	return release, err
}

// Whatever call of the store fails, what was reported as added is there, and doing
// the same again completes it and adds nothing twice.
func TestStoreFailsAtEachStep(t *testing.T) {
	items := func(n int, version string) (all []string) {
		for i := range n {
			all = append(all, fmt.Sprintf("%d %s", i, version))
		}
		return all
	}
	const most = 3
	jobs := map[string]func(t *testing.T, r *feedRig) error{
		"a feed is added": func(t *testing.T, r *feedRig) error {
			return r.AddURLs(t.Context(), "s", "ann", []string{feedURL}, Adding{}, r.observer())
		},
		"a feed is read again": func(t *testing.T, r *feedRig) error {
			return r.Refresh(t.Context(), "s", "ann", []string{corpus.SourceID("s", corpus.KindFeed, feedURL)}, r.observer())
		},
		"an archive is read again": func(t *testing.T, r *feedRig) error {
			return r.AddPaths(t.Context(), "s", "ann", []string{"all.zip"}, r.observer())
		},
	}
	for name, do := range jobs {
		for _, code := range []corpus.Code{corpus.CodeBusy, corpus.CodeUnavailable} {
			for _, after := range []bool{false, true} {
				t.Run(fmt.Sprintf("%s, %s, done %v", name, code, after), func(t *testing.T) {
					for at := 1; ; at++ {
						r := newFeedRig(t)
						r.Ceilings = Ceilings{FeedItems: most}
						f := &faulty{Store: r.store, code: code, after: after}
						r.Config.Store = f
						zip := map[string]string{}
						r.files["all.zip"] = ""
						r.Config.Local = archives{r.files, map[string]map[string]string{"all.zip": zip}}
						for i := range 5 {
							r.web.text(itemURL(fmt.Sprint(i)), story(fmt.Sprint("tide ", i)))
							zip[fmt.Sprint(i)] = story(fmt.Sprint("tide ", i))
						}
						if name != "a feed is added" { // there is something to update and to take out
							r.web.feed(feedURL, items(5, "a")[2:]...)
							zip["old"] = story("storm")
							for _, first := range []string{"a feed is added", "an archive is read again"} {
								if err := jobs[first](t, r); err != nil {
									t.Fatal(err)
								}
							}
							delete(zip, "old")
							zip["0"] = story("moon")
						}
						r.web.feed(feedURL, items(5, "b")...)
						r.reports, f.calls, f.at = nil, 0, at
						err := do(t, r)
						if f.calls < at {
							if at < 6 || err != nil {
								t.Fatalf("only %d calls: %v", at, err)
							}
							return // it has no more calls
						}
						for _, i := range r.reports {
							_, err := r.store.Article(t.Context(), "s", i.ArticleID, "")
							there := i.Status == corpus.StatusAdded || i.Status == corpus.StatusUpdated
							if there && i.ArticleID != "" && err != nil || i.Status == corpus.StatusRemoved && err == nil {
								t.Errorf("call %d: %s %s, but %v", at, i.Status, i.URL, err)
							}
						}
						f.at = 0
						if err := do(t, r); err != nil {
							t.Fatalf("call %d, again: %v", at, err)
						}
						want := corpus.Counts{Sources: 1, Articles: most, Passages: most}
						if name != "a feed is added" {
							want = corpus.Counts{Sources: 2, Articles: most + 5, Passages: most + 5}
							if name == "a feed is read again" { // and nobody looks at the archive
								want.Articles, want.Passages = want.Articles+1, want.Passages+1
							}
						}
						if got := r.counts(t); got != want {
							t.Errorf("call %d: %+v, not %+v", at, got, want)
						}
						if err := r.store.Check(t.Context()); err != nil {
							t.Error(err)
						}
					}
				})
			}
		}
	}
}

// Any sequence of readings of a feed whose items come, change, fail and go, of
// faults of the store and of stops, leaves exactly the articles that a reader of the
// feed would have: those that it ever read, in their last good text.
func TestFeedModel(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		r := newFeedRig(t)
		defer r.store.Close()
		f := &faulty{Store: r.store, code: corpus.CodeBusy}
		r.Config.Store = f
		keep := rapid.SampledFrom([]int{0, 4}).Draw(rt, "kept")
		r.Ceilings = Ceilings{FeedItems: keep}
		type item struct {
			key     string
			version int
			good    bool
		}
		var listed []item         // the newest first
		want := map[string]int{}  // what is kept: key to version
		born := map[string]int{}  // when an item came
		gone := map[string]bool{} // dropped for good
		next := 0
		publish := func() {
			var all []string
			for _, i := range listed {
				all = append(all, fmt.Sprintf("%s %d", i.key, i.version))
				if i.good {
					r.web.text(itemURL(i.key), story(fmt.Sprintf("tide %s %d", i.key, i.version)))
				} else {
					r.web.fails(itemURL(i.key), &corpus.Problem{Code: corpus.CodeUnavailable, Message: "Down."})
				}
			}
			r.web.feed(feedURL, all...)
		}
		publish()
		r.addFeed(t)
		src := r.source(t, feedURL)
		read := func() {
			r.now = r.now.Add(3 * time.Hour)
			if err := r.Refresh(context.Background(), "s", "bob", []string{src.ID}, Observer{}); err != nil && !errors.Is(err, ErrIncomplete) {
				rt.Fatal(err)
			}
		}
		// model is what a reading does.
		model := func() {
			// Which of the new ones are among the newest that are kept, good or not.
			newest := map[string]int{}
			for k := range want {
				newest[k] = born[k]
			}
			for _, i := range listed {
				if !gone[i.key] {
					newest[i.key] = born[i.key]
				}
			}
			for k, b := range newest {
				newer := 0
				for _, o := range newest {
					if o > b {
						newer++
					}
				}
				if _, held := want[k]; keep > 0 && newer >= keep && !held {
					gone[k] = true
				}
			}
			for _, i := range listed {
				if i.good && !gone[i.key] {
					want[i.key] = i.version
				}
			}
			for k := range want {
				newer := 0
				for o := range want {
					if born[o] > born[k] {
						newer++
					}
				}
				if keep > 0 && newer >= keep {
					gone[k] = true
				}
			}
			for k := range gone {
				delete(want, k)
			}
		}
		rt.Repeat(map[string]func(*rapid.T){
			"comes": func(rt *rapid.T) {
				next++
				i := item{fmt.Sprintf("k%d", next), 1, rapid.IntRange(0, 3).Draw(rt, "good") > 0}
				born[i.key] = next
				listed = append([]item{i}, listed...)
				publish()
			},
			"changes": func(rt *rapid.T) {
				if len(listed) == 0 {
					rt.Skip()
				}
				i := rapid.IntRange(0, len(listed)-1).Draw(rt, "item")
				listed[i].version++
				listed[i].good = rapid.Bool().Draw(rt, "good")
				publish()
			},
			"goes": func(rt *rapid.T) {
				if len(listed) == 0 {
					rt.Skip()
				}
				i := rapid.IntRange(0, len(listed)-1).Draw(rt, "item")
				listed = append(listed[:i:i], listed[i+1:]...)
				publish()
			},
			"is read": func(rt *rapid.T) {
				read()
				model()
			},
			"is read with a fault": func(rt *rapid.T) {
				f.calls, f.at, f.after = 0, rapid.IntRange(1, 12).Draw(rt, "call"), rapid.Bool().Draw(rt, "done")
				read()
				f.at = 0
				read() // which makes up for it
				model()
			},
			"": func(rt *rapid.T) {
				got := map[string]int{}
				for d, err := range r.store.Documents(context.Background(), "s", nil) {
					if err != nil {
						rt.Fatal(err)
					}
					a, err := r.store.Article(context.Background(), "s", d.ID, "")
					if err != nil {
						rt.Fatal(err)
					}
					var key string
					var version int
					if _, err := fmt.Sscanf(a.Body, "The tide %s %d", &key, &version); err != nil || key != d.Key {
						rt.Fatalf("%q, %v", a.Body, err)
					}
					got[key] = version
				}
				if d := cmp.Diff(want, got); d != "" {
					rt.Fatal(d)
				}
			},
		})
	})
}
