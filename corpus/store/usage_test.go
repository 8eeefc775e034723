package store

import (
	"context"
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"footnote/corpus"
)

// What a space is said to hold is what it holds, after any sequence of puts,
// changes, removals and withdrawals.
func TestUsage(t *testing.T) {
	ctx := context.Background()
	rapid.Check(t, func(rt *rapid.T) {
		st, err := OpenMemory(ctx)
		if err != nil {
			rt.Fatal(err)
		}
		defer st.Close()
		must := func(err error) {
			rt.Helper()
			if err != nil && !corpus.HasCode(err, corpus.CodeMissing) {
				rt.Fatal(err)
			}
		}
		spaces := []corpus.Space{"s", "other"}
		draw := func() sample {
			space := rapid.SampledFrom(spaces).Draw(rt, "space")
			name := rapid.SampledFrom([]string{"a", "b", "c"}).Draw(rt, "name")
			return newSample(space, name, "Title", rapid.SampledFrom([]string{"Tide.", "A storm came.", "Moon."}).Draw(rt, "text"))
		}
		rt.Repeat(map[string]func(*rapid.T){
			"put": func(*rapid.T) { _, err := draw().put(ctx, st); must(err) },
			"remove": func(*rapid.T) {
				s := draw()
				_, err := st.RemoveSource(ctx, s.source.Space, s.source.ID, "ann")
				must(err)
			},
			"withdraw": func(*rapid.T) {
				s := draw()
				must(st.WithdrawSource(ctx, s.source.Space, s.source.ID, "ann", time.Now()))
			},
			"restore": func(*rapid.T) {
				s := draw()
				must(st.RestoreSource(ctx, s.source.Space, s.source.ID, "ann", time.Time{}))
			},
			"purge": func(*rapid.T) { _, err := st.PurgeWithdrawn(ctx, time.Now().Add(time.Hour)); must(err) },
			"drop": func(*rapid.T) {
				_, err := st.DropRevisions(ctx, rapid.SampledFrom(spaces).Draw(rt, "space"), time.Now().Add(time.Hour), nil)
				must(err)
			},
			"take out": func(*rapid.T) {
				s := draw()
				_, err := st.RemoveArticles(ctx, s.source.Space, s.source.ID, []string{s.article.Key}, true, "ann")
				must(err)
			},
			"an empty source": func(*rapid.T) { _, err := st.PutSource(ctx, draw().source); must(err) },
			"remove a space":  func(*rapid.T) { must(st.RemoveSpace(ctx, rapid.SampledFrom(spaces).Draw(rt, "space"))) },
			"": func(*rapid.T) {
				for _, space := range spaces {
					var want corpus.Usage
					err := st.db.QueryRow(`SELECT
						(SELECT count(*) FROM sources s WHERE space = ?1`+presentSource+`),
						(SELECT count(*) FROM articles a WHERE space = ?1`+present+`),
						(SELECT coalesce(sum(length(CAST(r.body AS BLOB)) + length(r.original)), 0)
							FROM revisions r JOIN articles a ON a.n = r.article WHERE a.space = ?1`+present+`)`, string(space)).
						Scan(&want.Sources, &want.Articles, &want.Bytes)
					if err != nil {
						rt.Fatal(err)
					}
					if got, err := st.Usage(ctx, space, "", ""); err != nil || got != want {
						rt.Fatalf("%s: %+v, not %+v, %v", space, got, want, err)
					}
				}
			},
		})
	})
}

func TestCountFetch(t *testing.T) {
	eachStore(t, func(t *testing.T, st *Store) {
		ctx := t.Context()
		count := func(space corpus.Space, day string, want string) {
			t.Helper()
			got := ""
			for range 4 {
				ok, err := st.CountFetch(ctx, space, day, 3)
				if err != nil {
					t.Fatal(err)
				}
				got += fmt.Sprint(ok, " ")
			}
			if got != want {
				t.Errorf("%s %s: %s", space, day, got)
			}
		}
		count("s", "2026-03-01", "true true true false ")
		count("other", "2026-03-01", "true true true false ")
		count("s", "2026-03-02", "true true true false ")
		var days int
		if err := st.db.QueryRow(`SELECT count(*) FROM fetches`).Scan(&days); err != nil || days != 2 {
			t.Errorf("%d days are kept, %v", days, err)
		}
	})
}
