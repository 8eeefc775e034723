package bot

import (
	"context"
	"testing"

	"footnote/corpus"
)

// panickingSettings panics while settings are read, as long as it is told to.
type panickingSettings struct {
	*fakeStore
	well bool
}

func (s *panickingSettings) Settings(ctx context.Context, space corpus.Space) (Settings, error) {
	if !s.well {
		panic("settings")
	}
	return s.fakeStore.Settings(ctx, space)
}

// A panic while an event is decided costs that event only: the person gets a
// private sentence, it is counted, and the next event is answered.
func TestAPanicCostsOneEvent(t *testing.T) {
	settings := &panickingSettings{}
	f := newFakes(t, func(c *Config) {
		settings.fakeStore = c.Store.(*fakeStore)
		c.Store = settings
	})
	f.submissions[VerbReason] = handler[Submission]{handle: func(context.Context, Submission) Response { panic("a form") }}
	o := byManager(at("1", "10", "100"))
	ask := func() Response {
		return f.Command(t.Context(), Command{Origin: o, Name: CommandAsk, Options: map[string]string{"question": "Who painted it?"}})
	}
	for name, r := range map[string]Response{
		"command": ask(),
		"button":  f.Press(t.Context(), Press{Origin: o, CustomID: VerbPrivate.ID("x")}),
		"form":    f.Submit(t.Context(), Submission{Origin: o, CustomID: VerbReason.ID("x")}),
		"mention": f.Said(t.Context(), Said{Origin: o, Text: "Who painted it?"}),
	} {
		n, ok := r.Show.(Note)
		if !ok || n.Text != brokenNote().Text || !r.Private || r.Task != nil {
			t.Errorf("%s: %+v", name, r)
		}
	}
	if got := f.Complete(t.Context(), Completion{Origin: o, Name: CommandSourceInfo, Option: "source"}); got != nil {
		t.Errorf("completions %+v", got)
	}
	if f.meter.panics != 5 {
		t.Errorf("%d panics were counted", f.meter.panics)
	}
	settings.well = true
	if r := ask(); r.Task == nil {
		t.Errorf("the next question got %+v", r)
	} else {
		r.Task.Drop()
	}
}
