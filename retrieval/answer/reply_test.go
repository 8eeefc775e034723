package answer

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"footnote/retrieval"
)

// TestReadsWhatModelsWrite: forms of a true answer, however it is cut into pieces.
func TestReadsWhatModelsWrite(t *testing.T) {
	n := passageNumber(t, "Petra Holm")
	holm, talks := "The mediator is Judge Petra Holm.", "Talks will begin on 20 May in the town hall."
	for name, c := range map[string]struct {
		reply string
		want  int // sentences
	}{
		"as asked":             {"%[2]s [%[1]d]\n%[3]s [%[1]d]", 2},
		"one line":             {"%[2]s [%[1]d] %[3]s [%[1]d]", 2},
		"mark inside":          {"The mediator is Judge Petra Holm [%[1]d].", 1},
		"preface":              {"Based on the provided passages, %[2]s [%[1]d]", 1},
		"according to":         {"According to passage %[1]d, the mediator is Judge Petra Holm.", 1},
		"passage says that":    {"Passage %[1]d states that the mediator is Judge Petra Holm.", 1},
		"eager":                {"Sure! Here is the answer:\n\n%[2]s [%[1]d]", 1},
		"label":                {"**Answer:** %[2]s [%[1]d]", 1},
		"question first":       {mediatorQuestion + "\n\n%[2]s [%[1]d]", 1},
		"question in bold":     {"**" + mediatorQuestion + "** %[2]s [%[1]d]", 1},
		"list":                 {"# Mediator\n\n- %[2]s [%[1]d]\n- **%[3]s** [%[1]d]\n", 2},
		"numbered list":        {"1. %[2]s [%[1]d]\n2. %[3]s [%[1]d]\n", 2},
		"passage":              {"%[2]s [Passage %[1]d]\n%[3]s (Source: passage %[1]d)", 2},
		"sources":              {"%[2]s [Source %[1]d]", 1},
		"round":                {"%[2]s (%[1]d)\n%[3]s (%[1]d).", 2},
		"caret":                {"%[2]s[^%[1]d]\n%[3]s[^%[1]d]\n\n[^%[1]d]: Mediator named", 2},
		"dagger":               {"%[2]s【%[1]d†source】", 1},
		"dagger with a turn":   {"%[2]s【%[1]d:0†source】", 1},
		"doubled":              {"%[2]s [[%[1]d]]", 1},
		"linked":               {"%[2]s [%[1]d](https://example.org/x)", 1},
		"mark first":           {"[%[1]d] %[2]s\n[%[1]d] %[3]s", 2},
		"marks at the end":     {"%[2]s %[3]s [%[1]d]", 2},
		"marks below":          {"%[2]s\n%[3]s\n\n[%[1]d]", 2},
		"marks listed below":   {"%[2]s\n%[3]s\n\nSources: [%[1]d]", 2},
		"last line has marks":  {"%[2]s\n%[3]s [%[1]d]", 2},
		"sources below":        {"%[2]s [%[1]d]\n\nSources:\n[%[1]d] Mediator named\n[%[1]d] The ferry is the Northline.", 1},
		"JSON":                 {`{"sentences":[{"text":"%[2]s","citations":[%[1]d]},{"text":"%[3]s","citations":[%[1]d]}]}`, 2},
		"JSON, fenced":         {"```json\n{\"sentences\": [\n {\"text\": \"%[2]s\", \"citations\": [%[1]d]}\n]}\n```\n", 1},
		"JSON, words around":   {"Here you are:\n{\"answer\": \"%[2]s\", \"sources\": [\"Passage %[1]d\"]}\nI hope this helps!", 1},
		"JSON list":            {`[{"sentence":"%[2]s","citation":%[1]d},{"Sentence":"%[3]s","Citation":"[%[1]d]"}]`, 2},
		"JSON with marks":      {`{"answer":"%[2]s [%[1]d] %[3]s [%[1]d]"}`, 2},
		"JSON list of texts":   {`["%[2]s [%[1]d]", "%[3]s [%[1]d]"]`, 2},
		"JSON, list inside":    {`{"answer":["%[2]s [%[1]d]"]}`, 1},
		"JSON with brackets":   {`{"sentences":[{"text":"%[2]s","note":"} ] \" {","citations":[%[1]d]}]}`, 1},
		"JSON that breaks off": {`{"sentences":[{"text":"%[2]s","citations":[%[1]d]},{"text":"Talks wi`, 1},
		"HTML":                 {"<p>%[2]s <sup>[%[1]d]</sup></p>", 1},
		"adds a refusal":       {"%[2]s [%[1]d]\nThe passages do not say how old she is.", 1},
	} {
		reply := fmt.Sprintf(strings.NewReplacer("%[2]s", holm, "%[3]s", talks).Replace(c.reply), n)
		if i := strings.Index(reply, "%!(EXTRA"); i >= 0 {
			reply = reply[:i]
		}
		chat := &scripted{replies: []string{reply}}
		a := askAbout(t, chat, retrieval.Question{Text: mediatorQuestion})
		if a.Mode != retrieval.ModeGenerative || len(a.Sentences) != c.want || a.Sentences[0].Text != holm {
			t.Errorf("%s: %d sentences in mode %s, want %d: %q", name, len(a.Sentences), a.Mode, c.want, textOf(a))
		}
		if c.want == 2 && len(a.Sentences) == 2 && a.Sentences[1].Text != talks {
			t.Errorf("%s: second sentence %q", name, a.Sentences[1].Text)
		}
	}
}

// A refusal is one in any words.
func TestReadsRefusals(t *testing.T) {
	for _, reply := range []string{
		"NOT IN THE SOURCES", "Not in the sources.", "**NOT IN THE SOURCES**", `{"sentences":[]}`, `{"sentences": [ ] }`, "[]",
		`{"answer":"NOT IN THE SOURCES","citations":[]}`, "```json\n{\"sentences\":[]}\n```",
		"The passages do not mention who the mediator is.", "I'm sorry, but the provided text does not contain this information.",
		"The answer is not mentioned in the passages.", mediatorQuestion + "\nNOT IN THE SOURCES",
	} {
		a := askAbout(t, &scripted{replies: []string{reply}}, retrieval.Question{Text: mediatorQuestion})
		if a.Answered || a.Decided.Feature != "model" {
			t.Errorf("%q: answered %v, decided by %q: %q", reply, a.Answered, a.Decided.Feature, textOf(a))
		}
	}
}

// TestAnyPieces: what is read of a reply does not depend on how it is cut into pieces,
// and nothing that a model writes stops the reading.
func TestAnyPieces(t *testing.T) {
	d := deskFor(t, mediatorQuestion, strike()...)
	passages := make([]int, len(d.evidence))
	for i := range passages {
		passages[i] = i
	}
	bits := rapid.SampledFrom([]string{"The mediator is Judge Petra Holm.", " [1]", "[2]", "【3†s】", "\n", " ", "{", "}", "[", "]", `"`, `\`, ":", ",",
		`"text"`, `"citations"`, `{"text":"Judge Petra Holm is the mediator.","citations":[2]}`, "```", "```json\n", "Sources:", "- ", "(1)", "é", "NOT IN THE SOURCES", "?"})
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOfN(bits, 0, 25).Draw(t, "reply"), "")
		read := func(pieces []string) string {
			shown := 0
			r := newReader(d, passages, func(s []checked) {
				if len(s) < shown {
					t.Fatalf("%q: %d sentences were shown, then %d", text, shown, len(s))
				}
				shown = len(s)
			})
			for _, p := range pieces {
				r.write(p)
			}
			r.finish(false)
			var out strings.Builder
			for _, s := range r.slots {
				fmt.Fprintf(&out, "%s %v %v %q\n", s.claim.text, s.claim.cites, s.claim.missing, s.reason)
			}
			return fmt.Sprint(out.String(), r.declined)
		}
		var pieces []string
		for rest := text; rest != ""; {
			n := rapid.IntRange(1, len(rest)).Draw(t, "piece")
			pieces, rest = append(pieces, rest[:n]), rest[n:]
		}
		if whole, parts := read([]string{text}), read(pieces); whole != parts {
			t.Fatalf("%q: whole %q, in pieces %q", text, whole, parts)
		}
	})
}

// FuzzReadReply: any reply is read to its end, and every citation that is taken from
// it names a passage that the model saw.
func FuzzReadReply(f *testing.F) {
	f.Add("The mediator is Judge Petra Holm. [1]\n[^1]: x", true)
	f.Add("{\"sentences\":[{\"text\":\"a\",\"citations\":[99999999999]}]}", false)
	f.Add("[[1]](#x) (Source: passages 1 and 2) a.³ b (4)", false)
	f.Fuzz(func(t *testing.T, reply string, cut bool) {
		for _, line := range strings.Split(reply, "\n") {
			claims, alone := readMarked(line, 3)
			for _, c := range append(claims, alone) {
				for _, n := range c.cites {
					if n < 0 || n > 2 {
						t.Fatalf("%q cites %d", line, n)
					}
				}
			}
		}
		readVerdicts(reply, 3)
		r := newReader(&desk{}, nil, func([]checked) { t.Fatal("shown without evidence") })
		r.write(reply)
		r.finish(cut)
	})
}

// A fragment says nothing without the question.
func TestFragments(t *testing.T) {
	for text, want := range map[string]bool{
		"10,000.": true, "The insurance company.": true, "At 5:40 a.m.": true, "The Tern and the Plover.": true, "The third pier.": true,
		"The bridge is closed.": false, "The barge sank.": false, "Petra Holm mediates.": false, "The bridge reopened.": false,
		"The ferry links both towns.": false, "The city will pay for the repair in advance.": false, "Nobody was hurt.": false,
	} {
		if got := fragment(text); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}
