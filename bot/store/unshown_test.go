package store

import (
	"testing"

	"footnote/bot"
	"footnote/corpus"
	"footnote/retrieval"
)

// An answer that was changed is to be shown until it was, in the state that was
// shown; a change meanwhile is to be shown once more.
func TestUnshown(t *testing.T) {
	s := open(t)
	ctx := t.Context()
	ids := func(space corpus.Space) (all []string) {
		t.Helper()
		found, err := s.Unshown(ctx, space)
		check(t, err)
		for _, p := range found {
			all = append(all, p.ID)
		}
		return all
	}
	for _, space := range []corpus.Space{"a", "b"} {
		check(t, s.SaveAnswer(ctx, answered("1", space, "ann", "q", start, "s")))
		check(t, s.SaveAnswer(ctx, answered("2", space, "ann", "q", start, "s")))
	}
	same(t, "nothing was changed", ids("a"), nil)
	check(t, s.SetMarks(ctx, "a", "1", retrieval.Answer{Question: "first"}, nil))
	same(t, "one was changed", ids("a"), []string{"1"})
	same(t, "in another space", ids("b"), nil)
	first, err := s.Unshown(ctx, "a")
	check(t, err)
	check(t, s.SetMarks(ctx, "a", "1", retrieval.Answer{Question: "second"}, nil))
	check(t, s.Shown(ctx, first[0]))
	same(t, "it was changed meanwhile", ids("a"), []string{"1"})
	second, err := s.Unshown(ctx, "a")
	check(t, err)
	if second[0].Answer.Question != "second" {
		t.Errorf("got %q", second[0].Answer.Question)
	}
	elsewhere := second[0]
	elsewhere.Space = "b"
	check(t, s.Shown(ctx, elsewhere))
	same(t, "shown in another space", ids("a"), []string{"1"})
	check(t, s.Shown(ctx, second[0]))
	same(t, "shown", ids("a"), nil)
}

// A job forgets what sources were called that are gone, on the disk too, and keeps
// how it went; other spaces and sources keep their names.
func TestForgetSources(t *testing.T) {
	dir := t.TempDir()
	s := openIn(t, dir)
	ctx := t.Context()
	check(t, s.SaveJob(ctx, jobOf("1", "a", bot.JobDone, start, "zanzibar", "timbuktu")))
	check(t, s.SaveJob(ctx, jobOf("2", "a", bot.JobDone, start, "timbuktu")))
	check(t, s.SaveJob(ctx, jobOf("1", "b", bot.JobDone, start, "zanzibar")))
	named, err := s.JobSources(ctx, "a")
	check(t, err)
	same(t, "named", named, []string{"timbuktu", "zanzibar"})
	check(t, s.ForgetSources(ctx, "a", []string{"zanzibar", "never heard of"}))
	names := func(space corpus.Space, id string) (all []string) {
		t.Helper()
		jobs, err := s.Jobs(ctx, space, "", -1)
		check(t, err)
		for _, j := range jobs {
			if j.ID != id {
				continue
			}
			for _, i := range j.Items {
				all = append(all, i.Name)
				if i.Status != corpus.StatusAdded || i.Passages != 3 || i.SourceID == "" {
					t.Errorf("got %+v", i)
				}
			}
		}
		return all
	}
	same(t, "its own space", names("a", "1"), []string{removedName, "name of timbuktu"})
	same(t, "another job", names("a", "2"), []string{"name of timbuktu"})
	same(t, "another space", names("b", "1"), []string{"name of zanzibar"})
	check(t, s.ForgetSources(ctx, "b", []string{"zanzibar"}))
	check(t, s.Scrub(ctx))
	if onDisk(t, dir, "name of zanzibar") || !onDisk(t, dir, "name of timbuktu") {
		t.Error("the wrong things are on the disk")
	}
}
