package bot

import (
	"context"
	"testing"
	"time"

	"footnote/corpus"
	"footnote/retrieval"
)

// An answer that was being made while its asker asked to be forgotten is shown,
// and not kept.
func TestForgottenMeanwhile(t *testing.T) {
	f := newFakes(t)
	asked, goOn := make(chan struct{}), make(chan struct{})
	f.asker.ask = func(_ context.Context, q retrieval.Question, _ func(retrieval.Answer)) (retrieval.Answer, error) {
		close(asked)
		<-goOn
		return answerTo(q, "Yes."), nil
	}
	stop := f.run(t)
	o := at("g", "channel", "ann")
	o.At = f.clock.now()
	r := f.Command(t.Context(), Command{Origin: o, Name: CommandAsk, Options: map[string]string{"question": "Is it open?"}})
	sink := newFakeSink()
	r.Task.Start(sink)
	<-asked
	f.clock.add(time.Second)
	finish(t, f.Press(t.Context(), Press{Origin: o, CustomID: VerbForget.ID()}))
	close(goOn)
	<-sink.finished
	stop() // what is to be kept has been kept by now
	stats, err := f.store.Stats(t.Context(), "g", time.Time{})
	if err != nil || stats.Questions != 0 {
		t.Errorf("%d questions are kept, %v", stats.Questions, err)
	}
}

func TestForgets(t *testing.T) {
	clock := newFakeClock()
	f := newForgets(clock.now)
	start := clock.now()
	clock.add(time.Minute)
	f.note("g", "ann")
	clock.add(time.Minute)
	for _, c := range []struct {
		space, person string
		asked         time.Time
		want          bool
	}{
		{"g", "ann", start, true},
		{"g", "ann", clock.now(), false},
		{"g", "bob", start, false},
		{"h", "ann", start, false},
	} {
		if got := f.since(corpus.Space(c.space), c.person, c.asked); got != c.want {
			t.Errorf("%+v: %v", c, got)
		}
	}
	clock.add(2 * longestTask)
	f.note("g", "bob")
	if len(f.at) != 1 {
		t.Error("old ones are kept")
	}
}
