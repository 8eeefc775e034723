package discord

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"footnote/bot"
	"footnote/bot/render"
)

func note(s string) bot.Screen { return bot.Say(bot.ToneInfo, s) }

// edited is what a sink did.
type edited struct {
	mu   sync.Mutex
	text []string
	at   []time.Time
	took time.Duration
	err  error
}

func (e *edited) edit(ctx context.Context, m render.Message) (string, error) {
	e.mu.Lock()
	e.text = append(e.text, render.Text(m))
	e.at = append(e.at, time.Now())
	took, err := e.took, e.err
	e.mu.Unlock()
	if err := pause(ctx, took); err != nil {
		return "", err
	}
	return "m1", err
}

// Whatever comes, however fast: at most one edit a second, the last one is the end.
func TestSink(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		gaps := rapid.SliceOfN(rapid.IntRange(0, 2500), 0, 12).Draw(rt, "gaps")
		took := time.Duration(rapid.IntRange(0, 3000).Draw(rt, "took")) * time.Millisecond
		synctest.Test(t, func(*testing.T) {
			var wg sync.WaitGroup
			e := &edited{took: took}
			s := newSink(&wg, e.edit)
			for i, gap := range gaps {
				time.Sleep(time.Duration(gap) * time.Millisecond)
				start := time.Now()
				s.Show(note(fmt.Sprintf("step %02d", i)))
				if time.Since(start) != 0 {
					rt.Error("Show waits")
				}
			}
			if id, err := s.Finish(context.Background(), note("the end")); err != nil || id != "m1" {
				rt.Errorf("Finish = %q, %v", id, err)
			}
			s.Show(note("too late"))
			if _, err := s.Finish(context.Background(), note("again")); err == nil {
				rt.Error("finished twice")
			}
			wg.Wait()
			for i, at := range e.at {
				if i > 0 && at.Sub(e.at[i-1]) < max(editEvery, took) {
					rt.Errorf("edits %v apart", at.Sub(e.at[i-1]))
				}
			}
			for i := 1; i < len(e.text)-1; i++ {
				if e.text[i] < e.text[i-1] {
					rt.Errorf("out of order: %q", e.text)
				}
			}
			if last := e.text[len(e.text)-1]; !strings.Contains(last, "the end") {
				rt.Errorf("the last edit is %q", last)
			}
		})
	})
}

// What ends soon shows its end at once, with no flash of what it was doing.
func TestSinkEndsSoon(t *testing.T) {
	for _, c := range []struct {
		after time.Duration
		edits int
		ends  time.Duration // after the sink was made
	}{
		{0, 1, 0}, {firstEdit - 1, 1, firstEdit - 1}, {firstEdit + 1, 2, firstEdit + editEvery}, {firstEdit + 2*editEvery, 2, firstEdit + 2*editEvery},
	} {
		synctest.Test(t, func(t *testing.T) {
			var wg sync.WaitGroup
			e, start := &edited{}, time.Now()
			s := newSink(&wg, e.edit)
			s.Show(note("working"))
			time.Sleep(c.after)
			if _, err := s.Finish(context.Background(), note("the end")); err != nil {
				t.Error(err)
			}
			wg.Wait()
			if len(e.text) != c.edits || time.Since(start) != c.ends {
				t.Errorf("ended after %v: %d edits, the last one after %v", c.after, len(e.text), time.Since(start))
			}
		})
	}
}

func TestSinkHearsItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var wg sync.WaitGroup
		e := &edited{took: 10 * time.Second}
		s := newSink(&wg, e.edit)
		s.Show(note("working"))
		time.Sleep(firstEdit)
		synctest.Wait()
		ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
		defer cancel()
		if _, err := s.Finish(ctx, note("the end")); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("err = %v", err)
		}
		wg.Wait()
		if len(e.text) != 1 {
			t.Errorf("edits %q", e.text)
		}
	})
}

// When the token is dead, the reply is edited as any message; a private one cannot be.
func TestReplyOutlivesItsToken(t *testing.T) {
	for _, private := range []bool{false, true} {
		t.Run(fmt.Sprint(private), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				dead := false
				w := &wire{answer: func(r *http.Request) reply {
					if dead && strings.Contains(r.URL.Path, "webhooks") {
						return reply{status: 401, body: `{"code":50027,"message":"Invalid Webhook Token"}`}
					}
					return reply{status: 200, body: `{"id":"77"}`}
				}}
				e := &replyEdit{client: newTestClient(t, w), app: "1", token: testInter, channel: "5", private: private, until: time.Now().Add(tokenTime)}
				if id, err := e.edit(context.Background(), render.Draw(note("a"))); err != nil || id != "77" {
					t.Fatalf("%q, %v", id, err)
				}
				check := func(when string) {
					t.Helper()
					id, err := e.edit(context.Background(), render.Draw(note("b")))
					last := w.sent[len(w.sent)-1]
					if private {
						if !errors.Is(err, ErrTokenDead) {
							t.Errorf("%s: err = %v", when, err)
						}
					} else if err != nil || id != "77" || !strings.HasPrefix(last, "PATCH /api/v10/channels/5/messages/77 ") {
						t.Errorf("%s: %q, %v after %s", when, id, err, last)
					}
				}
				dead = true
				check("the token is refused")
				n := w.count()
				time.Sleep(tokenTime)
				check("its time is over")
				for _, s := range w.sent[n:] {
					if strings.Contains(s, "webhooks") {
						t.Error("a dead token was used")
					}
				}
			})
		})
	}
}
