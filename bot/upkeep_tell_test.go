package bot

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"footnote/corpus"
	"footnote/retrieval"
)

// Whoever is being told when the program ends is told, or waits on, or gets the
// word with the next private reply.
func TestTellCoveredAtTheEnd(t *testing.T) {
	for name, x := range map[string]struct {
		err          error
		waits, words int
	}{
		"told":   {nil, 0, 0},
		"down":   {unavailable("down"), 1, 0},
		"closed": {&corpus.Problem{Code: corpus.CodeMissing, Message: "closed"}, 1, 1},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f := tended(t, func(f *fakes) {
					f.asker.ask = func(_ context.Context, q retrieval.Question, _ func(retrieval.Answer)) (retrieval.Answer, error) {
						return answerTo(q, "It is."), nil
					}
					f.store.subs["s"] = Subscription{ID: "s", Space: "g", Person: "asker", Channel: "channel", Question: "Is it open?", At: time.Now()}
					f.outbox.fail = func(fakeSent) error {
						time.Sleep(2 * time.Second) // meanwhile the program is told to end
						return x.err
					}
				}, directPause+time.Second)
				words := 0
				for _, s := range f.store.subs {
					if s.Closed {
						words++
					}
				}
				if len(f.store.subs) != x.waits || words != x.words {
					t.Errorf("waits %+v", f.store.subs)
				}
			})
		})
	}
}
