package render_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"footnote/bot"
	"footnote/bot/render"
	"footnote/corpus"
	"footnote/retrieval"
)

// ids are the custom ids of what can be pressed.
func ids(m render.Message) []string {
	var out []string
	for _, r := range m.Components {
		for _, c := range r.Components {
			out = append(out, c.CustomID)
		}
	}
	return out
}

func all(m render.Message) string {
	var b strings.Builder
	for _, e := range m.Embeds {
		text, _ := shown(e.Description)
		b.WriteString(text + "\n")
	}
	return b.String()
}

func TestButtons(t *testing.T) {
	gone := answer()
	gone.Answer.Sentences, gone.Answer.Citations = nil, gone.Answer.Citations[:1]
	gone.Marks = []bot.Mark{{Citation: 1, Kind: bot.MarkRemoved}}
	subscribed := refusal()
	subscribed.CanSubscribe = false
	for _, c := range []struct {
		name   string
		screen bot.Screen
		want   []string
	}{
		{"answer", answer(), []string{"passages:7d3f", "up:7d3f", "down:7d3f", "further:7d3f"}},
		{"answer that grows", growing(), nil},
		{"answer whose sources are gone", gone, []string{"up:7d3f", "down:7d3f", "further:7d3f"}},
		{"refusal", refusal(), []string{"up:7d3f", "down:7d3f", "further:7d3f", "covered:7d3f"}},
		{"refusal that cannot be subscribed", subscribed, []string{"up:7d3f", "down:7d3f", "further:7d3f"}},
		{"sources", sources(), []string{"source", "undo:s9", "sources:0:", "sources:2:"}},
		{"search", bot.SourcesScreen{Search: "a:b", Pages: 2, Sources: sources().Sources}, []string{"source", "sources:1:a:b"}},
		{"source", source(), []string{"refresh:s2", "remove:s2"}},
		{"copy", sourceCopy(), []string{"replace:s3", "remove:s3"}},
		{"removed", bot.RemovedScreen{SourceID: "s1"}, []string{"undo:s1"}},
		{"forget", bot.ForgetScreen{}, []string{"forget-yes", "cancel"}},
		{"settings", settings(), []string{"set-roles", "set-chans", "set-mods", "set-private:on", "set-limits"}},
		{"private settings", bot.SettingsScreen{Settings: bot.Settings{Private: true}}, []string{"set-roles", "set-chans", "set-mods", "set-private:off", "set-limits"}},
		{"gaps", gaps(), []string{"gap-gone::0", "gaps:1"}},
		{"last audit", bot.AuditScreen{Page: 2, Pages: 3}, []string{"audit:1"}},
	} {
		if diff := cmp.Diff(c.want, ids(render.Draw(c.screen))); diff != "" {
			t.Errorf("%s (-want +got)\n%s", c.name, diff)
		}
	}
}

// What a menu hands back are the ids themselves.
func TestMenuValues(t *testing.T) {
	values := func(m render.Message) []string {
		var out []string
		for _, o := range m.Components[0].Components[0].Options {
			out = append(out, o.Value)
		}
		return out
	}
	if diff := cmp.Diff([]string{"s1", "s2", "s3", "s4"}, values(render.Draw(sources()))); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"when:timetable winter", "number:cost parking"}, values(render.Draw(gaps()))); diff != "" {
		t.Error(diff)
	}
}

// An edit takes away what was there: lists are [] and never null.
func TestEditClears(t *testing.T) {
	data, err := json.Marshal(render.Draw(bot.WaitScreen{}))
	if err != nil {
		t.Fatal(err)
	}
	const want = `{"content":"🔎 Looking in the sources …","embeds":[],"components":[],"allowed_mentions":{"parse":[]},"attachments":[]}`
	if string(data) != want {
		t.Errorf("got %s", data)
	}
}

// A name with right-to-left marks shows in the order in which it is written.
func TestRightToLeft(t *testing.T) {
	m := render.Draw(bot.JobScreen{Job: bot.Job{State: bot.JobDone, Items: []bot.JobItem{{Name: "invoice\u202efdp.exe\u2066", Status: corpus.StatusAdded}}}})
	if got := m.Embeds[0].Description; !strings.Contains(got, "**invoicefdp.exe**") {
		t.Errorf("got %q", got)
	}
	m = render.Draw(bot.SourcesScreen{Withdrawn: []bot.WithdrawnSource{{ID: "x", Title: "a\u202eb"}, {ID: "y", Title: "\u202e\u3164"}}})
	var labels []string
	for _, c := range m.Components[0].Components {
		labels = append(labels, c.Label)
	}
	if diff := cmp.Diff([]string{"Undo: ab", "Undo: (no title)"}, labels); diff != "" {
		t.Error(diff)
	}
}

// A removed source shows nothing of itself any more.
func TestRemovedShowsNothing(t *testing.T) {
	s := marked()
	for _, m := range []render.Message{render.Draw(s), render.Draw(bot.PassagesScreen{Answer: s.Answer, Marks: s.Marks})} {
		data, err := json.Marshal(m)
		if err != nil {
			t.Fatal(err)
		}
		for _, gone := range []string{"animals", "rail.example", "Coast", "On ferries"} {
			if strings.Contains(string(data), gone) {
				t.Errorf("%q of a removed source is shown in\n%s", gone, render.Text(m))
			}
		}
	}
	s.Answer.Sentences, s.Answer.Uncovered = nil, nil
	if got := all(render.Draw(s)); !strings.Contains(got, "Nothing is left of this answer.") {
		t.Errorf("an answer of which nothing is left: %q", got)
	}
}

// Both sides of a disagreement stay, however long the answer is.
func TestLongAnswerKeepsConflict(t *testing.T) {
	s := longAnswer()
	for n := range 12 {
		s.Answer.Citations = append(s.Answer.Citations, quoted(n+10, strings.Repeat("long title ", 20), "Publisher", "https://good.example/"+strings.Repeat("x", 300), "2024-06-17", "quote"))
		s.Answer.Sentences[n].Citations = []int{n + 10}
	}
	s.Answer.Conflicts = conflict().Answer.Conflicts
	m := render.Draw(s)
	checkMessage(t, m)
	text := all(m)
	for _, want := range []string{"12,000", "about 20,000", "left out", "whether bicycles are allowed", "This is one of many"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is missing in\n%s", want, render.Text(m))
		}
	}
}

func TestPassageAroundQuote(t *testing.T) {
	c := retrieval.Citation{N: 1, Title: "T", Quote: "the quote", Passage: strings.Repeat("before ", 1000) + "the quote" + strings.Repeat(" after", 1000)}
	for name, start := range map[string]int{"offsets": 7000, "wrong offsets": 3, "offsets outside": 1 << 40} {
		c.Start = start
		m := render.Draw(bot.PassagesScreen{Answer: retrieval.Answer{Citations: []retrieval.Citation{c}}})
		checkMessage(t, m)
		got := m.Embeds[0].Description
		if !strings.Contains(got, "…before before") || !strings.Contains(got, "before **the quote** after") || !strings.HasSuffix(got, " after after…") {
			t.Errorf("%s: %q", name, got)
		}
		left, right, _ := strings.Cut(got, "**the quote**")
		if n := len(left) - len(right); n > 100 || n < -100 {
			t.Errorf("%s: %d more before than after", name, n)
		}
	}
	// What one side does not need, the other gets.
	c.Passage, c.Start = "the quote"+strings.Repeat(" after", 1000), 0
	if got := render.Draw(bot.PassagesScreen{Answer: retrieval.Answer{Citations: []retrieval.Citation{c}}}).Embeds[0].Description; len(got) < 2300 {
		t.Errorf("%d characters of a long passage", len(got))
	}
}

func TestFile(t *testing.T) {
	m := render.Draw(bot.FileScreen{Text: "Here.", Name: "../../a b\r\nc.json", Content: []byte("{}")})
	if len(m.Files) != 1 || m.Files[0].Name != "abc.json" || m.Files[0].Type != "application/json" || m.Attachments[0].Filename != "abc.json" {
		t.Errorf("file %+v, attachments %+v", m.Files, m.Attachments)
	}
	m = render.Draw(bot.FileScreen{Content: make([]byte, 10<<20+1)})
	if len(m.Files) > 0 || !strings.Contains(all(m), "10 MB") {
		t.Errorf("a file that is too large: %s", render.Text(m))
	}
}

func TestNote(t *testing.T) {
	for _, c := range []struct {
		note bot.Note
		want string
	}{
		{bot.Say(bot.ToneInfo, "Ask in <#80351110224678912>."), "Ask in <#80351110224678912>."},
		{bot.Say(bot.ToneDone, "%s is added to %s.", "*A*", "B"), `\*A\* is added to B.`},
		{bot.Say(bot.ToneDone, "%s: %s", "at 6:40", "x"), `at 6\:40: x`},
		{bot.Say(bot.ToneDone, "%s and %s", "one"), "one and"},
		{bot.Say(bot.ToneDone, "100 % done", "extra"), "100 % done"},
		{bot.Say(bot.ToneDone, "%s", "%s"), "%s"},
		{bot.Note{}, "There is nothing to show."},
	} {
		if got := render.Draw(c.note).Embeds[0].Description; got != c.want {
			t.Errorf("%+v: %q, want %q", c.note, got, c.want)
		}
	}
	bad := bot.Note{Text: "x", Buttons: []bot.Button{{Label: "no id"}, {ID: "a", Label: "A"}, {ID: "a", Label: "twice"}, {ID: strings.Repeat("x", 101), Label: "long"},
		{URL: "javascript:alert(1)", Label: "bad"}, {ID: "b", Label: "\u200b"}, {ID: "c", Label: "Delete", Danger: true}}}
	if diff := cmp.Diff([]string{"a", "c"}, ids(render.Draw(bad))); diff != "" {
		t.Error(diff)
	}
	for _, s := range []bot.Screen{nil, bot.Note{}, bot.AnswerScreen{}, bot.SourcesScreen{}} {
		checkMessage(t, render.Draw(s))
	}
}

// What a person wrote stands in the form again as it was.
func TestForm(t *testing.T) {
	value := "Line *one*\n\n  @everyone <@1> " + strings.Repeat("👍", 3000)
	m := render.DrawForm(bot.Form{ID: "paste:", Title: strings.Repeat("Title ", 20), Fields: []bot.Field{
		{Name: "text", Label: strings.Repeat("Label ", 20), Value: value, Long: true, Max: 9000},
		{Name: "title", Label: "Title", Required: true, Max: 100}, {Name: "title", Label: "twice"}, {Label: "no name"},
	}})
	checkModal(t, m)
	text := m.Components[0].Components[0]
	if !strings.HasPrefix(value, text.Value) || units(text.Value) < 3998 || text.Style != 2 || *text.Required {
		t.Errorf("field %+v", text)
	}
	if title := m.Components[1].Components[0]; title.MaxLength != 100 || !*title.Required || title.Style != 1 || len(m.Components) != 2 {
		t.Errorf("fields %+v", m.Components)
	}
	checkModal(t, render.DrawForm(bot.Form{}))
}

// Links that may be opened are the sources' own, over http or https.
func TestLinks(t *testing.T) {
	a := answer()
	for _, c := range []struct{ url, want string }{
		{"https://gazette.example/a_(b)", "[open](https://gazette.example/a_%28b%29)"},
		{"", ""}, {"/home/me/notes.txt", ""}, {"javascript:alert(1)", ""}, {"https://x.example/" + strings.Repeat("x", 600), ""},
	} {
		a.Answer.Citations = slices.Clone(a.Answer.Citations[:1])
		a.Answer.Citations[0].URL, a.Answer.Citations[0].Also = c.url, nil
		_, made := shown(render.Draw(a).Embeds[0].Description)
		got := ""
		for _, x := range made {
			if x.kind == "link" || x.kind == "url" {
				got += x.text
			}
		}
		if got != c.want {
			t.Errorf("%.40q is linked as %q, want %q", c.url, got, c.want)
		}
	}
}

func TestText(t *testing.T) {
	for name, s := range samples {
		for line := range strings.SplitSeq(render.Text(render.Draw(s)), "\n") {
			if units(line) > render.Columns && strings.Contains(strings.TrimLeft(line, "│ "), " ") {
				t.Errorf("%s: %d columns: %s", name, units(line), line)
			}
		}
	}
}
