package render_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode/utf16"
	"unicode/utf8"

	"pgregory.net/rapid"

	"footnote/bot"
	"footnote/bot/render"
	"footnote/corpus"
	"footnote/retrieval"
)

// screens are one of each kind, to be filled.
var screens = []bot.Screen{
	bot.Note{}, bot.AnswerScreen{}, bot.PassagesScreen{}, bot.CheckScreen{}, bot.HelpScreen{}, bot.ForgetScreen{}, bot.SourcesScreen{},
	bot.SourceScreen{}, bot.JobScreen{}, bot.RemovedScreen{}, bot.SettingsScreen{}, bot.StatsScreen{}, bot.GapsScreen{}, bot.AuditScreen{},
	bot.FileScreen{}, bot.CoveredScreen{}, bot.DigestScreen{}, bot.WaitScreen{}, bot.PreviewScreen{}, bot.StaleScreen{},
}

// Every screen, whatever is in it, is within the limits, pings nobody, and makes
// nothing of the texts of others.
func TestScreens(t *testing.T) {
	for _, s := range screens {
		kind := reflect.TypeOf(s)
		t.Run(kind.Name(), rapid.MakeCheck(func(t *rapid.T) {
			v := reflect.New(kind).Elem()
			newFiller(t).fill(v, kind.Name())
			checkMessage(t, render.Draw(v.Interface().(bot.Screen)))
		}))
	}
}

func TestForms(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var f bot.Form
		newFiller(t).fill(reflect.ValueOf(&f).Elem(), "Form")
		checkModal(t, render.DrawForm(f))
	})
}

// filler fills a screen with texts that Discord would make something of, and with
// lists of some length. The larger its size, the longer they are. It draws from
// one seed: a screen has too many texts for each to be drawn by rapid.
type filler struct {
	*rand.Rand
	size int
}

func newFiller(t *rapid.T) filler {
	return filler{rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0)), rapid.IntRange(0, 3).Draw(t, "size")}
}

const goodID = "80351110224678912"

func some[T any](f filler, list ...T) T { return list[f.IntN(len(list))] }

func (f filler) fill(v reflect.Value, name string) {
	switch v.Interface().(type) {
	case bot.Note:
		f.note(v)
		return
	case time.Time:
		v.Set(reflect.ValueOf(some(f, time.Time{}, sampleTime, time.Unix(-1, 0), sampleTime.AddDate(9000, 0, 0))))
		return
	case retrieval.Verdict:
		v.SetString(some(f, "supported", "contradicted", "disputed", "missing", "?"))
		return
	case bot.MarkKind:
		v.SetString(some(f, "changed", "removed"))
		return
	case bot.JobState:
		v.SetString(some(f, "waiting", "running", "done", "failed", "broken"))
		return
	case corpus.Rule:
		v.SetString(some(f, "feed", "hourly", "weekly", "never", "", "?"))
		return
	case corpus.State:
		v.SetString(some(f, "fresh", "stale", "failed", "?"))
		return
	case corpus.Kind:
		v.SetString(some(f, "page", "feed", "file", "text", "attachment", "message", "", "*?*"))
		return
	case corpus.Status:
		v.SetString(some(f, "added", "updated", "unchanged", "failed", ""))
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			f.fill(v.Field(i), v.Type().Field(i).Name)
		}
	case reflect.Slice:
		n := f.IntN(some(f, 2, 4, 40)*(f.size+1)/4 + 2)
		v.Set(reflect.MakeSlice(v.Type(), n, n))
		for i := range n {
			f.fill(v.Index(i), name)
		}
	case reflect.Pointer:
		if f.IntN(2) > 0 {
			v.Set(reflect.New(v.Type().Elem()))
			f.fill(v.Elem(), name)
		}
	case reflect.String:
		v.SetString(f.text(name))
	case reflect.Bool:
		v.SetBool(f.IntN(2) > 0)
	case reflect.Float64:
		v.SetFloat(0.5)
	case reflect.Int, reflect.Int64:
		v.SetInt(some(f, f.Int64N(5), f.Int64N(5), f.Int64N(12), f.Int64N(1<<40)-5))
	case reflect.Uint8:
		v.SetUint(1)
	default:
		panic(name + ": do not know how to fill a " + v.Kind().String())
	}
}

// note fills a Note, whose Text is the bot's own.
func (f filler) note(v reflect.Value) {
	n := bot.Note{Tone: some(f, bot.ToneInfo, bot.ToneFailed, "?"), Text: some(f, "", "%s", "Not here: ask in <#"+goodID+">.", "%s: %s.", "“%s” is gone, %s, %s", "100 %, "+strings.Repeat("long ", 2000)+"%s")}
	f.fill(reflect.ValueOf(&n.Names).Elem(), "Names")
	f.fill(reflect.ValueOf(&n.Buttons).Elem(), "Buttons")
	v.Set(reflect.ValueOf(n))
}

func (f filler) text(name string) string {
	switch name {
	case "URL", "Link":
		return some(f, "", "https://good.example/a", "https://good.example/a)b [x](y) *z*", "https://good.example/"+strings.Repeat("long", 115),
			"https://good.example/"+strings.Repeat("long", 200), "javascript:alert(1)", "/etc/passwd", "[click](https://evil.example)", "https://good.example/\u202e\n")
	case "Published":
		return some(f, "", "2024-06-17", "soon", "@everyone")
	case "ID", "By", "AddedBy", "Managers", "Channels", "Moderators", "Key", "SourceID", "Pending":
		if f.IntN(2) > 0 {
			return some(f, goodID, "5f4c", strings.Repeat("k", 120), "when:a b", "")
		}
	}
	var b strings.Builder
	for range f.IntN(some(f, 3, 8, 60*f.size+1)) {
		b.WriteString(some(f, nasty...))
	}
	if f.IntN(9) == 0 {
		return strings.Repeat(b.String()+"x", 5000/(b.Len()+1))
	}
	return b.String()
}

type fataler interface {
	Helper()
	Fatalf(string, ...any)
}

// own is what this package makes of its own: everything else was made of a text of
// others.
var own = map[string]*regexp.Regexp{
	"bold":    regexp.MustCompile(`(?s).`),
	"italic":  regexp.MustCompile(`^\*Apps\*$`),
	"code":    regexp.MustCompile("^`(/[a-z-]+|/source [a-z]+|paste|list|info|refresh|remove)`$"),
	"time":    regexp.MustCompile(`^<t:\d{6,}:[RDft]>$`),
	"mention": regexp.MustCompile(`^<(@|@&|#)` + goodID + `>$`),
	"link":    regexp.MustCompile(`^\[open\]\(https://(?:good|gazette|rail|wire|post)\.example[^\s()<>\[\]]*\)$`),
	"list":    regexp.MustCompile(`^- $`),
	"quote":   regexp.MustCompile(`^> $`),
	"heading": regexp.MustCompile(`^### $`),
	"small":   regexp.MustCompile(`^-# $`),
}

var pings = regexp.MustCompile(`(?i)@everyone|@here|<(@[!&]?|#)9+>`)

func units(s string) int { return len(utf16.Encode([]rune(s))) }

// checkMessage holds Discord's limits once more, as its documentation has them.
func checkMessage(t fataler, m render.Message) {
	t.Helper()
	atMost := func(what, text string, n int) {
		t.Helper()
		if units(text) > n || !utf8.ValidString(text) {
			t.Fatalf("%s has %d units, %d are allowed (or is no UTF-8): %.80q…", what, units(text), n, text)
		}
		if pings.MatchString(text) {
			t.Fatalf("%s would ping: %q", what, text)
		}
		if strings.ContainsAny(text, "\u202e\u200f\u3164\x1b\x00") {
			t.Fatalf("%s keeps invisible characters: %q", what, text)
		}
	}
	atMost("content", m.Content, 2000)
	if m.Content == "" && len(m.Embeds) == 0 {
		t.Fatalf("the message is empty")
	}
	if len(m.Embeds) > 10 {
		t.Fatalf("%d embeds", len(m.Embeds))
	}
	sum := 0
	for _, e := range m.Embeds {
		atMost("title", e.Title, 256)
		atMost("description", e.Description, 4096)
		if strings.TrimSpace(e.Description) == "" {
			t.Fatalf("an embed says nothing")
		}
		sum += units(e.Title) + units(e.Description)
		if e.Footer != nil {
			atMost("footer", e.Footer.Text, 2048)
			sum += units(e.Footer.Text)
		}
		if e.Color < 0 || e.Color > 0xFFFFFF {
			t.Fatalf("colour %x", e.Color)
		}
		_, made := shown(e.Description)
		for _, c := range made {
			if re := own[c.kind]; re == nil || !re.MatchString(c.text) {
				t.Fatalf("a text of others became a %s: %q in\n%s", c.kind, c.text, e.Description)
			}
		}
	}
	if sum > 6000 {
		t.Fatalf("embeds have %d units", sum)
	}
	checkRows(t, m.Components, atMost)
	if data, err := json.Marshal(m); err != nil || !strings.Contains(string(data), `"allowed_mentions":{"parse":[]}`) {
		t.Fatalf("JSON %s, %v", data, err)
	}
	if len(m.Files) != len(m.Attachments) {
		t.Fatalf("%d files, %d attachments", len(m.Files), len(m.Attachments))
	}
}

func checkRows(t fataler, rows []render.Row, atMost func(what, text string, n int)) {
	t.Helper()
	if len(rows) > 5 {
		t.Fatalf("%d rows", len(rows))
	}
	ids := make(map[string]bool)
	for _, r := range rows {
		if len(r.Components) == 0 || len(r.Components) > 5 || len(r.Components) > 1 && r.Components[0].Type != 2 {
			t.Fatalf("a row of %d components", len(r.Components))
		}
		for _, c := range r.Components {
			atMost("custom id", strings.NewReplacer("@", "", "<", "", "\u202e", "", "\u200f", "", "\u3164", "", "\x1b", "", "\x00", "").Replace(c.CustomID), 100)
			if units(c.CustomID) > 100 || ids[c.CustomID] && c.CustomID != "" || (c.CustomID == "") == (c.URL == "") {
				t.Fatalf("custom id %q, address %q", c.CustomID, c.URL)
			}
			ids[c.CustomID] = true
			atMost("label", c.Label, 80)
			atMost("placeholder", c.Placeholder, 150)
			atMost("address", c.URL, 512)
			if c.Type == 2 && c.Label == "" && c.Emoji == nil || c.Type == 3 && len(c.Options) == 0 {
				t.Fatalf("nothing to press: %+v", c)
			}
			checkOptions(t, c.Options, atMost)
			if len(c.DefaultValues) > 25 || c.MaxValues != nil && len(c.DefaultValues) > *c.MaxValues {
				t.Fatalf("%d values chosen", len(c.DefaultValues))
			}
		}
	}
}

func checkOptions(t fataler, options []render.Option, atMost func(what, text string, n int)) {
	t.Helper()
	values := make(map[string]bool)
	for _, o := range options {
		atMost("option", o.Label, 100)
		atMost("description of an option", o.Description, 100)
		if o.Label == "" || o.Value == "" || units(o.Value) > 100 || values[o.Value] {
			t.Fatalf("option %+v", o)
		}
		values[o.Value] = true
	}
	if len(options) > 25 {
		t.Fatalf("%d options", len(options))
	}
}

func checkModal(t fataler, m render.Modal) {
	t.Helper()
	if m.CustomID == "" || units(m.CustomID) > 100 || m.Title == "" || units(m.Title) > 45 || len(m.Components) < 1 || len(m.Components) > 5 {
		t.Fatalf("form %+v", m)
	}
	ids := make(map[string]bool)
	for _, r := range m.Components {
		c := r.Components[0]
		if len(r.Components) != 1 || c.Type != 4 || c.CustomID == "" || units(c.CustomID) > 100 || ids[c.CustomID] ||
			c.Label == "" || units(c.Label) > 45 || units(c.Placeholder) > 100 || units(c.Value) > c.MaxLength || c.MaxLength < 1 || c.MaxLength > 4000 {
			t.Fatalf("field %+v", c)
		}
		ids[c.CustomID] = true
	}
}

// An answer keeps whole sentences and the sources of each that is kept.
func TestAnswerKeepsSources(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var a retrieval.Answer
		a.Answered = true
		cited := rapid.IntRange(1, 12).Draw(t, "citations")
		for n := 1; n <= cited; n++ {
			a.Citations = append(a.Citations, retrieval.Citation{N: n, ArticleID: fmt.Sprint("a", n), Quote: "q",
				Title: fmt.Sprintf("Title number %d %s", n, strings.Repeat("wide ", rapid.IntRange(0, 30).Draw(t, "title"))),
				URL:   "https://good.example/" + strings.Repeat("x", rapid.IntRange(0, 400).Draw(t, "url"))})
		}
		for i := range rapid.IntRange(1, 50).Draw(t, "sentences") {
			a.Sentences = append(a.Sentences, retrieval.Sentence{
				Text:      fmt.Sprintf("Sentence %d %sends here.", i, strings.Repeat("word ", rapid.IntRange(0, 80).Draw(t, "words"))),
				Citations: rapid.SliceOfN(rapid.IntRange(1, cited), 1, 3).Draw(t, "of"),
			})
		}
		m := render.Draw(bot.AnswerScreen{ID: "x", Answer: a})
		checkMessage(t, m)
		all := ""
		for _, e := range m.Embeds {
			text, _ := shown(e.Description)
			all += text + "\n"
		}
		body, sources, found := strings.Cut(all, "Sources\n")
		if !found {
			t.Fatalf("no sources in %q", all)
		}
		kept := 0
		for i, s := range a.Sentences {
			switch whole := strings.Contains(body, s.Text); {
			case whole && kept == i:
				kept++
			case whole || strings.Contains(body, fmt.Sprintf("Sentence %d ", i)):
				t.Fatalf("sentence %d is cut, or stands behind a gap", i)
			}
			if kept > i {
				for _, n := range s.Citations {
					if !strings.Contains(sources, fmt.Sprintf("[%d]", n)) || !strings.Contains(sources, fmt.Sprintf("Title number %d ", n)) {
						t.Fatalf("the source [%d] of a kept sentence is missing in %q", n, sources)
					}
				}
			}
		}
		if said := strings.Contains(body, "left out"); kept == 0 || said != (kept < len(a.Sentences)) {
			t.Fatalf("%d of %d sentences kept, said so: %v", kept, len(a.Sentences), said)
		}
		for _, n := range regexp.MustCompile(`\[(\d+)\]`).FindAllString(sources, -1) {
			if !strings.Contains(body, n) {
				t.Fatalf("the source %s belongs to no sentence that is shown", n)
			}
		}
	})
}
