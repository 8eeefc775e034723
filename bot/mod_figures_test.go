package bot

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"footnote/retrieval"
)

// ask keeps an answer that was shown, or a refusal.
func (f *fakes) ask(space, person, question string, answered, private bool) {
	s := f.store
	s.mu.Lock()
	defer s.mu.Unlock()
	id := fmt.Sprintf("a%d", len(s.answers))
	p := Posted{ID: id, Space: Place{Guild: space}.Space(), Message: "m" + id, Person: person, Private: private, At: f.clock.now().Add(-time.Hour),
		Took: time.Second, Answer: retrieval.Answer{Question: question, Answered: answered, Tokens: 10}}
	if !answered {
		p.GapKey = retrieval.GapKey(question)
	}
	s.answers[id] = p
}

func TestStats(t *testing.T) {
	f := moderated(t, func(c *Config) { c.Ceilings.DailyTokens = 1000 })
	f.store.settings["guild"] = Settings{DailyTokens: 5000} // set before the ceiling was lowered
	f.ask("guild", "ann", "When?", true, false)
	f.ask("guild", "bob", "Why?", false, true)
	f.ask("other", "eve", "Who?", true, false)
	f.store.spent["guild "+f.clock.now().Format(time.DateOnly)] = 120
	f.run(t)
	s := final(t, f.Command(t.Context(), command("open", CommandStats))).(StatsScreen)
	if s.Days != 30 || s.Stats.Questions != 2 || s.Stats.Answered != 1 || s.Stats.Private != 1 || s.Budget != (Budget{Spent: 120, Limit: 1000}) {
		t.Errorf("%+v", s)
	}
	for _, method := range []string{"Stats", "Spend"} {
		f.store.failing(unavailable("no disk"), method)
		if text := said(t, final(t, f.Command(t.Context(), command("open", CommandStats)))); text != "no disk" {
			t.Errorf("%q", text)
		}
	}
}

// A gap is shown once two people asked it and one of them publicly; the words of
// private questions never are.
func TestGaps(t *testing.T) {
	f := moderated(t)
	const long = "Who wrote the long and winding report about all the tides that were ever measured in the harbour of our town before the war?"
	for _, person := range []string{"ann", "bob"} {
		f.ask("guild", person, long, false, false)
		f.ask("guild", person, "What is my secret salary?", false, true)
		f.ask("other", person, "What do others not know?", false, false)
		for i := range 6 {
			f.ask("guild", person, fmt.Sprintf("Where is boat number %d?", i), false, false)
		}
	}
	f.ask("guild", "cem", "Only I ask about lighthouses", false, false)
	stop := f.run(t)
	s := final(t, f.Command(t.Context(), command("open", CommandGaps))).(GapsScreen)
	if s.Page != 0 || s.Pages != 2 || len(s.Gaps) != 5 || s.Hidden != 2 {
		t.Errorf("%+v", s)
	}
	next := f.Press(t.Context(), pressed(VerbGaps, "1"))
	second := final(t, next).(GapsScreen)
	if !next.Replace || second.Page != 1 || len(second.Gaps) != 2 {
		t.Errorf("%+v", second)
	}
	keys := map[string]string{}
	for _, g := range append(s.Gaps, second.Gaps...) {
		keys[g.Question] = g.Key
		if strings.Contains(g.Question, "salary") || strings.Contains(g.Question, "lighthouses") || strings.Contains(g.Question, "others") {
			t.Errorf("shown: %q", g.Question)
		}
		if id := VerbGapDismiss.ID(g.Key, "9999"); argument(id, 0, 2) != g.Key || argument(id, 1, 2) != "9999" {
			t.Errorf("the key does not fit: %q", id)
		}
	}

	// Dismissed, from a menu and by a button, and only what is shown.
	p := pressed(VerbGapDismiss, "", "1")
	p.Values = []string{keys[long]}
	r := f.Press(t.Context(), p)
	if after := final(t, r).(GapsScreen); !r.Replace || after.Page != 1 || len(after.Gaps) != 1 {
		t.Errorf("%+v", after)
	}
	for _, key := range []string{gapButton(retrieval.GapKey("What is my secret salary?")), gapButton(retrieval.GapKey("Only I ask about lighthouses")),
		gapButton(retrieval.GapKey("What do others not know?")), "", "made-up", keys[long]} {
		final(t, f.Press(t.Context(), pressed(VerbGapDismiss, key, "0")))
	}
	if n := len(f.store.closed); n != 1 {
		t.Errorf("%d closed: %v", n, f.store.closed)
	}
	_, lines := f.kept()
	if len(lines) != 1 || lines[0].Action != "dismissed" || lines[0].By != "mod" || strings.Contains(lines[0].What, "report") || !strings.Contains(lines[0].What, "2 times") {
		t.Errorf("%+v", lines)
	}
	stop()
}

func TestGapsFail(t *testing.T) {
	f := moderated(t)
	f.ask("guild", "ann", "Where is the boat?", false, false)
	f.ask("guild", "bob", "Where is the boat?", false, false)
	f.run(t)
	key := gapButton(retrieval.GapKey("Where is the boat?"))
	for _, method := range []string{"Gaps", "CloseGap", "Record"} {
		f.store.failing(unavailable("no disk"), method)
		if text := said(t, final(t, f.Press(t.Context(), pressed(VerbGapDismiss, key, "0")))); text != "no disk" {
			t.Errorf("%s: %q", method, text)
		}
	}
}
