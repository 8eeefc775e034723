package answer

import (
	"context"
	"strings"
	"testing"

	"footnote/retrieval"
)

// The model's words for a question are taken only if they say nothing new.
func TestUsable(t *testing.T) {
	before := []string{"When did the Kestrel Bridge open in Wexmoor?", "Who built it in 1968?"}
	const question = "And what did it cost?"
	for reply, want := range map[string]string{
		"What did the Kestrel Bridge cost?":                               "What did the Kestrel Bridge cost?",
		"\"What did the Kestrel Bridge cost?\"\n":                         "What did the Kestrel Bridge cost?",
		"**Standalone question:** What did the Kestrel Bridge cost?":      "What did the Kestrel Bridge cost?",
		"Here is the question:\n\nWhat did the Kestrel Bridge cost?":      "What did the Kestrel Bridge cost?",
		"How much did building the Kestrel Bridge in Wexmoor cost?":       "How much did building the Kestrel Bridge in Wexmoor cost?",
		"And what did it cost?":                                           "",
		"":                                                                "error: empty",
		"What did the Saltby Bridge cost?":                                "error: name or number",
		"What did the Kestrel Bridge cost in 1970?":                       "error: name or number",
		"It cost a great deal of money to the council.":                   "error: something else",
		"Who built the Kestrel Bridge?":                                   "error: leaves out",
		"What did it cost?\nWho paid for the bridge?":                     "error: several lines",
		"What did " + strings.Repeat("the Kestrel Bridge ", 30) + "cost?": "error: too long",
	} {
		got, err := usable(reply, question, before)
		if err != nil {
			got = "error: " + err.Error()
		}
		if problem, wrong := strings.CutPrefix(want, "error: "); wrong && (err == nil || !strings.Contains(err.Error(), problem)) || !wrong && got != want {
			t.Errorf("%q: %q, want %q", reply, got, want)
		}
	}
}

// The model is asked about questions that lean on others only, and only if the config
// says so; whatever goes wrong, rules understand the question, and tokens are told.
func TestRewrite(t *testing.T) {
	const good = "Who is the mediator in the strike of the port workers?"
	turns := []string{"How many port workers are on strike?"}
	for _, c := range []struct {
		name, reply string
		fault       error
		g           Generation
		q           retrieval.Question
		want        string
		calls       int
	}{
		{"a follow-up", good, nil, Generation{Rewrite: true}, retrieval.Question{Text: "And who is the mediator in it?", Turns: turns}, good, 1},
		{"switched off", good, nil, Generation{}, retrieval.Question{Text: "And who is the mediator in it?", Turns: turns}, "", 0},
		{"a spent budget", good, nil, Generation{Rewrite: true}, retrieval.Question{Text: "And who is the mediator in it?", Turns: turns, QuoteOnly: true}, "", 0},
		{"a whole question", good, nil, Generation{Rewrite: true}, retrieval.Question{Text: mediatorQuestion, Turns: turns}, "", 0},
		{"the first question", good, nil, Generation{Rewrite: true}, retrieval.Question{Text: "And who is the mediator in it?"}, "", 0},
		{"gibberish", "the the of of 1: 1: maybe [ [1 }", nil, Generation{Rewrite: true}, retrieval.Question{Text: "And who is the mediator in it?", Turns: turns}, "", 1},
		{"down", "", context.DeadlineExceeded, Generation{Rewrite: true}, retrieval.Question{Text: "And who is the mediator in it?", Turns: turns}, "", 1},
	} {
		b := newBrute(t, strike()...)
		chat := &scripted{replies: []string{c.reply}, err: c.fault}
		a, err := New(Config{Lexicon: b, Words: b.model, Chat: chat, Generation: c.g})
		if err != nil {
			t.Fatal(err)
		}
		got := a.Rewrite(t.Context(), c.q)
		if got.Text != c.want || len(chat.calls) != c.calls || (got.Tokens > 0) != (c.calls > 0) {
			t.Errorf("%s: %+v after %d calls, want %q after %d", c.name, got, len(chat.calls), c.want, c.calls)
		}
	}
}
