package store

import (
	"context"
	"fmt"
	"sync"
	"testing"

	"footnote/bot"
	"footnote/corpus"
	corpusstore "footnote/corpus/store"
)

// Several goroutines and two processes' worth of stores, beside somebody who adds
// articles, all get their turn, and nothing is lost.
func TestConcurrent(t *testing.T) {
	const workers, each = 8, 6
	dir := t.TempDir()
	stores := []opened{openIn(t, dir), openIn(t, dir)}
	ctx := context.WithoutCancel(t.Context())
	var wg sync.WaitGroup
	failed := make(chan error, workers*each*10)
	try := func(err error) {
		if err != nil {
			failed <- err
		}
	}
	for w := range workers {
		s := stores[w%2].Store
		space := corpus.Space([]string{"a", "b"}[w/2%2])
		wg.Go(func() {
			for i := range each {
				id := fmt.Sprintf("%d-%d", w, i)
				person := fmt.Sprint("p", w)
				try(s.SaveAnswer(ctx, answered(id, space, person, "q", start, "s")))
				_, err := s.Turns(ctx, space, "c", person, true, start, 5)
				try(err)
				try(s.SaveVote(ctx, bot.Vote{AnswerID: id, Space: space, Person: person, Up: true, At: start}))
				try(s.SaveFlights(ctx, []bot.InFlight{flightOf(id, space, person, start)}, []string{fmt.Sprintf("%d-%d", w, i-1)}))
				_, err = s.Spend(ctx, space, "2026-03-01", 1)
				try(err)
				_, err = s.Stats(ctx, space, start)
				try(err)
				_, err = s.Forget(ctx, space, "nobody")
				try(err)
			}
		})
	}
	wg.Go(func() {
		for i := range each {
			try(addArticle(ctx, stores[0].corpus, i))
		}
	})
	wg.Wait()
	close(failed)
	for err := range failed {
		t.Error(err)
	}
	for _, space := range []corpus.Space{"a", "b"} {
		st, err := stores[0].Stats(ctx, space, start)
		check(t, err)
		spent, err := stores[1].Spend(ctx, space, "2026-03-01", 0)
		check(t, err)
		if want := workers / 2 * each; st.Questions != want || st.Up != want || spent != want {
			t.Errorf("space %s: %+v, spent %d; want %d", space, st, spent, want)
		}
	}
	// One of two that start takes all, the other nothing.
	taken := make([][]bot.InFlight, 2)
	for i := range taken {
		wg.Go(func() { taken[i], _ = stores[i].TakeFlights(ctx) })
	}
	wg.Wait()
	if a, b := len(taken[0]), len(taken[1]); a+b != workers || a*b != 0 {
		t.Errorf("%d and %d flights were taken", a, b)
	}
}

func addArticle(ctx context.Context, c *corpusstore.Store, i int) error {
	src := corpus.Source{Space: "a", Kind: corpus.KindText, Location: fmt.Sprint(i), State: corpus.StateFresh, AddedAt: start}
	src.ID = corpus.SourceID(src.Space, src.Kind, src.Location)
	a := corpus.Article{Body: "Some text.", Meta: corpus.Meta{SourceID: src.ID, Space: src.Space, Key: src.Location, Title: "T", Retrieved: start}}
	a.ID = corpus.ArticleID(src.Space, src.ID, a.Key)
	a.Revision = corpus.RevisionID(a.ID, a.Title, a.Body)
	p := corpus.Passage{ID: corpus.PassageID(a.Revision, 0, len(a.Body)), ArticleID: a.ID, Revision: a.Revision, End: len(a.Body), Text: a.Body}
	_, err := c.Put(ctx, src, a, []byte(a.Body), []corpus.Passage{p}, "test/a/2/", [][]float32{{1, 2}})
	return err
}

// The limit of subscriptions holds, and the same question is one, however many
// press at once.
func TestSubscribeAtOnce(t *testing.T) {
	s := open(t)
	ctx := context.WithoutCancel(t.Context())
	errs := make([]error, 4*bot.MaxSubscriptions)
	var wg sync.WaitGroup
	for i := range errs {
		wg.Go(func() {
			errs[i] = s.Subscribe(ctx, subscriptionOf(fmt.Sprint(i), "a", "ann", fmt.Sprint("Question ", i/2), start))
		})
	}
	wg.Wait()
	refused := 0
	for _, err := range errs {
		if corpus.HasCode(err, corpus.CodeBusy) {
			refused++
		} else {
			check(t, err)
		}
	}
	waiting, err := s.Subscriptions(ctx, "a")
	check(t, err)
	if len(waiting) != bot.MaxSubscriptions || refused != 2*bot.MaxSubscriptions {
		t.Errorf("%d wait, %d were refused", len(waiting), refused)
	}
}
