package store

import (
	"strings"
	"testing"
	"time"

	"footnote/bot"
	"footnote/corpus"
)

func TestGaps(t *testing.T) {
	s := open(t)
	ctx := t.Context()
	type ask struct {
		person, question string
		private          bool
		resolved         string
	}
	for _, c := range []struct {
		name string
		asks []ask // a second apart
		want bot.Gap
	}{
		{"one person, even if often", []ask{{"ann", "When?", false, ""}, {"ann", "When?", false, ""}},
			bot.Gap{Asked: 2, People: 1}},
		{"two people", []ask{{"ann", "When?", false, ""}, {"bob", "When, please?", false, ""}},
			bot.Gap{Asked: 2, People: 2, Question: "When, please?"}},
		{"the most common wording, as it was last written", []ask{{"ann", "When?", false, ""}, {"bob", "when ", false, ""}, {"eve", "At what time?", false, ""}},
			bot.Gap{Asked: 3, People: 3, Question: "when "}},
		{"private words are not shown", []ask{{"ann", "When?", true, ""}, {"bob", "When, Ann?", true, ""}},
			bot.Gap{Asked: 2, People: 2}},
		{"private ones count", []ask{{"ann", "When?", false, ""}, {"bob", "Secretly, when?", true, ""}, {"bob", "Secretly, when?", true, ""}},
			bot.Gap{Asked: 3, People: 2, Question: "When?"}},
		{"the words before, which may be private, are not shown", []ask{{"ann", "And when?", false, "Is Bob out? And when?"}, {"bob", "When?", false, "When?"},
			{"ann", "And when?", false, "Is Bob out? And when?"}}, bot.Gap{Asked: 3, People: 2, Question: "When?"}},
		{"nothing stands alone", []ask{{"ann", "And when?", false, "Is Bob out? And when?"}, {"bob", "And when?", false, "Is Bob out? And when?"}},
			bot.Gap{Asked: 2, People: 2}},
	} {
		t.Run(c.name, func(t *testing.T) {
			space := corpus.Space(c.name)
			for i, a := range c.asks {
				p := refused(string(rune('a'+i)), space, a.person, a.question, "k", after(time.Duration(i)*time.Second))
				p.Private, p.Resolved = a.private, a.resolved
				check(t, s.SaveAnswer(ctx, p))
				c.want.Last = p.At
			}
			check(t, s.SaveAnswer(ctx, answered("answered", space, "eve", "When?", after(time.Hour), "s")))
			check(t, s.SaveAnswer(ctx, refused("without", space, "eve", "And?", "", after(time.Hour))))
			c.want.Key = "k"
			got, err := s.Gaps(ctx, space)
			check(t, err)
			same(t, "gaps", got, []bot.Gap{c.want})
		})
	}
}

func TestGapsAreClosed(t *testing.T) {
	s := open(t)
	ctx := t.Context()
	asked := 0
	refuse := func(person, question, key string) {
		t.Helper()
		asked++
		p := refused(question+person, "a", person, question, key, after(time.Duration(asked)*time.Minute))
		p.Private = person == "eve"
		if strings.HasPrefix(question, "And") {
			p.Resolved = "Resolved: " + question
		}
		check(t, s.SaveAnswer(ctx, p))
	}
	keys := func() (keys []string) {
		t.Helper()
		gaps, err := s.Gaps(ctx, "a")
		check(t, err)
		for _, g := range gaps {
			keys = append(keys, g.Key)
		}
		return keys
	}
	questions := func(key string) []string {
		t.Helper()
		q, err := s.GapQuestions(ctx, "a", key)
		check(t, err)
		return q
	}
	refuse("ann", "When?", "when")
	refuse("bob", "Where?", "where")
	refuse("bob", "when", "when")
	refuse("eve", "When?", "when")
	refuse("bob", "Who?", "who")
	same(t, "most asked first, then the latest", keys(), []string{"when", "who", "where"})
	same(t, "each wording once, newest first", questions("when"), []string{"When?", "when"})
	same(t, "questions of no group", questions(""), nil)

	check(t, s.CloseGap(ctx, "a", "when", after(4*time.Minute)))
	check(t, s.CloseGap(ctx, "a", "when", after(time.Minute))) // an earlier time opens nothing
	same(t, "closed", keys(), []string{"who", "where"})
	same(t, "questions of a closed group", questions("when"), nil)
	refuse("bob", "And again?", "when")
	same(t, "open anew", keys(), []string{"when", "who", "where"})
	same(t, "questions since", questions("when"), []string{"Resolved: And again?"})

	code(t, "closing what there is not", s.CloseGap(ctx, "a", "none", start), corpus.CodeMissing)
	code(t, "closing the questions without a key", s.CloseGap(ctx, "a", "", start), corpus.CodeMissing)
}

func TestFold(t *testing.T) {
	for _, c := range []struct{ a, b string }{
		{"When is it?", "when  IS it"}, {"Où?", "ou"}, {" When\n?!", "when."}, {"?", ""},
	} {
		if fold(c.a) != fold(c.b) {
			t.Errorf("%q and %q differ: %q, %q", c.a, c.b, fold(c.a), fold(c.b))
		}
	}
	if fold("When is it?") == fold("Where is it?") {
		t.Error("different questions are one")
	}
}
