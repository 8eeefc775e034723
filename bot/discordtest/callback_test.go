package discordtest

import (
	"encoding/json"
	"errors"
	"testing"
	"time"
)

func silent(data obj) obj {
	data["allowed_mentions"] = obj{"parse": []string{}}
	return data
}

func TestInteractionRules(t *testing.T) {
	s, g, ada, _ := start(t, Options{}, IntentGuilds)
	a := g.General.As(ada)
	hello := obj{"type": 4, "data": silent(obj{"content": "hello"})}
	deferral := obj{"type": 5, "data": obj{"flags": FlagEphemeral}}
	form := obj{"type": 9, "data": formOf(input(nil))}
	edit := silent(obj{"content": "edited"})
	public := a.Slash("ask")
	if r := callback(t, s, public, obj{"type": 4, "data": silent(withRows(buttons(1, 0)))}); r.status != 204 {
		t.Fatal(string(r.raw))
	}
	src := public.Current()
	slash := func() *Interaction { return a.Slash("ask") }
	press := func() *Interaction { return a.Press(src, "b0") }
	typing := func() *Interaction { return a.Autocomplete("ask", Typing("q", "x")) }
	submit := func() *Interaction { return a.Submit(nil, &Form{CustomID: "f"}, nil) }
	submitFromPress := func() *Interaction { return a.Submit(press(), &Form{CustomID: "f"}, nil) }
	type step struct {
		method, path string // path "" is the callback, else below the webhook
		body         obj
		wait         time.Duration
		status, code int
	}
	const orig = "/messages/@original"
	for _, tt := range []struct {
		name  string
		make  func() *Interaction
		steps []step
	}{
		{"in time", slash, []step{{"POST", "", hello, 2 * time.Second, 204, 0}}},
		{"late", slash, []step{{"POST", "", hello, 3*time.Second + time.Millisecond, 404, 10062}}},
		{"late, and its webhook", slash, []step{{"PATCH", orig, edit, 4 * time.Second, 404, 10015}}},
		{"twice", slash, []step{{"POST", "", hello, 0, 204, 0}, {"POST", "", hello, 0, 400, 40060}}},
		{"twice, late", slash, []step{{"POST", "", hello, 0, 204, 0}, {"POST", "", hello, time.Minute, 400, 40060}}},
		{"refused once, then right", slash, []step{{"POST", "", obj{"type": 4, "data": obj{}}, 0, 400, 50006}, {"POST", "", hello, 0, 204, 0}}},
		{"webhook before the answer", slash, []step{{"PATCH", orig, edit, 0, 404, 10015}, {"POST", "", edit, 0, 400, 50035}}},
		{"deferred and edited", slash, []step{{"POST", "", deferral, 0, 204, 0}, {"PATCH", orig, edit, 14 * time.Minute, 200, 0}}},
		{"token dead", slash, []step{{"POST", "", deferral, 0, 204, 0}, {"PATCH", orig, edit, 15*time.Minute + time.Millisecond, 401, 50027},
			{"GET", orig, nil, 0, 401, 50027}, {"DELETE", orig, nil, 0, 401, 50027}, {"POST", "/", edit, 0, 401, 50027}}},
		{"edited to nothing", slash, []step{{"POST", "", hello, 0, 204, 0}, {"PATCH", orig, obj{"content": ""}, 0, 400, 50006}}},
		{"deleted", slash, []step{{"POST", "", hello, 0, 204, 0}, {"DELETE", orig, nil, 0, 204, 0}, {"PATCH", orig, edit, 0, 404, 10008}, {"GET", orig, nil, 0, 404, 10008}}},
		{"completions to a command", slash, []step{{"POST", "", obj{"type": 8, "data": obj{"choices": []obj{}}}, 0, 400, 50035}}},
		{"edit of no message", slash, []step{{"POST", "", obj{"type": 7, "data": edit}, 0, 400, 50035}, {"POST", "", obj{"type": 6}, 0, 400, 50035}}},
		{"unknown type", slash, []step{{"POST", "", obj{"type": 3}, 0, 400, 50035}}},
		{"form", slash, []step{{"POST", "", form, 0, 204, 0}, {"GET", orig, nil, 0, 404, 10008}}},
		{"form after a deferral", slash, []step{{"POST", "", deferral, 0, 204, 0}, {"POST", "", form, 0, 400, 40060}}},
		{"form to a form", submit, []step{{"POST", "", form, 0, 400, 50035}, {"POST", "", hello, 0, 204, 0}}},
		{"form of a command edits nothing", submit, []step{{"POST", "", obj{"type": 7, "data": edit}, 0, 400, 50035}}},
		{"form of a button edits its message", submitFromPress, []step{{"POST", "", obj{"type": 7, "data": edit}, 0, 204, 0}, {"GET", orig, nil, 0, 200, 0}}},
		{"message to completion", typing, []step{{"POST", "", hello, 0, 400, 50035}, {"POST", "", deferral, 0, 400, 50035}}},
		{"completions", typing, []step{{"POST", "", obj{"type": 8, "data": obj{"choices": []obj{}}}, 0, 204, 0},
			{"GET", orig, nil, 0, 404, 10008}, {"PATCH", orig, edit, 0, 404, 10008}, {"POST", "/", edit, 0, 404, 10015}}},
		{"button edits", press, []step{{"POST", "", obj{"type": 7, "data": edit}, 0, 204, 0}}},
		{"button defers an edit", press, []step{{"POST", "", obj{"type": 6}, 0, 204, 0}, {"PATCH", orig, edit, 0, 200, 0}, {"POST", "/", edit, 0, 200, 0}}},
		{"button with an answer of its own", press, []step{{"POST", "", deferral, 0, 204, 0}, {"PATCH", orig, edit, 0, 200, 0}}},
		{"form from a button", press, []step{{"POST", "", form, 0, 204, 0}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			i := tt.make()
			var codes []int
			for n, st := range tt.steps {
				s.Advance(st.wait)
				var r reply
				switch st.path {
				case "":
					r = callback(t, s, i, st.body)
				case "/":
					r = do(t, s, st.method, hook(s, i, ""), st.body)
				default:
					var body any
					if st.body != nil {
						body = st.body
					}
					r = do(t, s, st.method, hook(s, i, st.path), body)
				}
				if r.status != st.status || r.code() != st.code {
					t.Errorf("step %d: %d %s, want %d %d", n, r.status, r.raw, st.status, st.code)
				}
				if st.code != 0 {
					codes = append(codes, st.code)
				}
			}
			if got := i.Refused(); len(got) != len(codes) {
				t.Errorf("Refused says %v, the bot got %v", got, codes)
			}
		})
	}
	if r := do(t, s, "POST", "/interactions/1/nonsense/callback", hello); r.code() != 10062 {
		t.Errorf("made-up interaction: %s", r.raw)
	}
	if r := do(t, s, "PATCH", "/webhooks/"+s.AppID()+"/nonsense/messages/@original", edit); r.code() != 10015 {
		t.Errorf("made-up webhook: %s", r.raw)
	}
	clean(t, s)
}

func TestEphemeralIsFixedByTheDeferral(t *testing.T) {
	s, g, ada, _ := start(t, Options{}, IntentGuilds)
	ctx := testContext(t)
	for _, private := range []bool{true, false} {
		flags := 0
		if private {
			flags = FlagEphemeral
		}
		i := g.General.As(ada).Slash("ask")
		callback(t, s, i, obj{"type": 5, "data": obj{"flags": flags}})
		if m := i.Current(); !m.Loading() || m.Ephemeral() != private {
			t.Errorf("loading %v, ephemeral %v", m.Loading(), m.Ephemeral())
		}
		// A first followup fills the deferral; a flag of its own changes nothing.
		r := do(t, s, "POST", hook(s, i, ""), silent(obj{"content": "filled", "flags": FlagEphemeral ^ flags}))
		m, err := i.Answer(ctx)
		if err != nil {
			t.Fatal(err)
		}
		if r.str("id") != i.Current().ID || m.Content != "filled" || m.Ephemeral() != private {
			t.Errorf("followup %s: id %s, content %q, ephemeral %v", r.raw, i.Current().ID, m.Content, m.Ephemeral())
		}
		// The next is a message of its own, with a flag of its own.
		do(t, s, "POST", hook(s, i, ""), silent(obj{"content": "more", "flags": FlagEphemeral ^ flags}))
		fs := i.Followups()
		if len(fs) != 1 || fs[0].Content != "more" || fs[0].Ephemeral() == private {
			t.Fatalf("followups %+v", fs)
		}
		if r := do(t, s, "PATCH", hook(s, i, "/messages/"+fs[0].ID), silent(obj{"content": "changed"})); r.status != 200 {
			t.Errorf("followup not edited: %s", r.raw)
		}
		if got := i.Followups()[0].Content; got != "changed" {
			t.Errorf("followup says %q", got)
		}
		if r := do(t, s, "GET", "/channels/"+g.General.ID+"/messages/"+m.ID, nil); private != (r.code() == 10008) {
			t.Errorf("private %v through the channel: %s", private, r.raw)
		}
	}
	s.Check(t)
}

func TestHandleTellsEverything(t *testing.T) {
	s, g, ada, _ := start(t, Options{}, IntentGuilds)
	ctx := testContext(t)
	i := g.General.As(ada).Slash("ask", String("q", "why"), Int("n", 3), Bool("private", true), WithUser("who", ada), InChannel("where", g.General), WithRole("role", g.BotRole))
	s.Advance(time.Second)
	if r := do(t, s, "POST", "/interactions/"+i.ID+"/"+i.Token+"/callback?with_response=true", obj{"type": 5}); r.status != 200 {
		t.Fatal(string(r.raw))
	}
	first, err := i.First(ctx)
	if err != nil || !first.Deferred || first.Ephemeral || first.Latency < time.Second {
		t.Errorf("first %+v, %v", first, err)
	}
	for _, text := range []string{"one", "one two", "one two three"} {
		s.Advance(time.Second)
		do(t, s, "PATCH", hook(s, i, "/messages/@original"), silent(obj{"content": text}))
	}
	last, err := i.Until(ctx, func(m *Message) bool { return m.Content == "one two three" })
	if err != nil {
		t.Fatal(err)
	}
	edits := i.Edits()
	if len(edits) != 3 || edits[2].Message != last || edits[1].At.Sub(edits[0].At) < time.Second || len(i.History()) != 4 {
		t.Errorf("%d edits, %d states", len(edits), len(i.History()))
	}
	// After the token's death the message is edited as any message of the bot.
	s.Advance(20 * time.Minute)
	if r := do(t, s, "PATCH", "/channels/"+g.General.ID+"/messages/"+last.ID, silent(obj{"content": "much later"})); r.status != 200 {
		t.Error(string(r.raw))
	}
	if got := i.Current().Content; got != "much later" {
		t.Errorf("the handle says %q", got)
	}
	if _, err := i.Form(ctx); err == nil {
		t.Error("a message passed for a form")
	}
	if _, err := i.Choices(ctx); err == nil {
		t.Error("a message passed for completions")
	}
	typing := g.General.As(ada).Autocomplete("ask", Typing("q", "w"))
	callback(t, s, typing, obj{"type": 8, "data": obj{"choices": []obj{{"name": "n", "value": "v"}}}})
	if cs, err := typing.Choices(ctx); err != nil || len(cs) != 1 || cs[0].Value != "v" {
		t.Errorf("choices %v, %v", cs, err)
	}
	if _, err := typing.Answer(ctx); !errors.Is(err, errNoMessage) {
		t.Errorf("answer of a completion: %v", err)
	}
	s.Check(t)
}

func TestEphemeralMessagesAreNotTold(t *testing.T) {
	s, g, ada, b := start(t, Options{}, IntentGuilds|IntentGuildMessages)
	for _, flags := range []int{FlagEphemeral, 0} {
		callback(t, s, g.General.As(ada).Slash("ask"), obj{"type": 4, "data": silent(obj{"content": "x", "flags": flags})})
	}
	var m struct{ Flags int }
	if err := json.Unmarshal(b.next(0, "MESSAGE_CREATE").D, &m); err != nil || m.Flags&FlagEphemeral != 0 {
		t.Errorf("an ephemeral message was told: %+v, %v", m, err)
	}
	if n := len(g.General.Messages()); n != 1 {
		t.Errorf("%d messages in the channel", n)
	}
	s.Check(t)
}
