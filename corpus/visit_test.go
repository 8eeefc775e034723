package corpus

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestNextDue(t *testing.T) {
	const day = 24 * time.Hour
	at := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		rule     Rule
		asked    time.Duration
		failures int
		later    time.Duration
		want     time.Duration // without what depends on the source; 0 for never
	}{
		{RuleHourly, 0, 0, 0, time.Hour},
		{RuleDaily, 0, 0, 0, day},
		{RuleWeekly, 0, 0, 0, 7 * day},
		{RuleMonthly, 0, 0, 0, 30 * day},
		{RuleNever, 0, 0, 0, 0},
		{RuleNever, 0, 3, day, 0},
		{RuleFeed, 0, 0, 0, time.Hour},
		{RuleFeed, 6 * time.Hour, 0, 0, 6 * time.Hour},
		{RuleFeed, 900 * day, 0, 0, 7 * day},
		{RuleDaily, 0, 1, 0, time.Hour}, // most faults pass
		{RuleDaily, 0, 2, 0, 2 * time.Hour},
		{RuleDaily, 0, 4, 0, 8 * time.Hour},
		{RuleWeekly, 0, 8, 0, 128 * time.Hour},
		{RuleDaily, 0, 11, 0, 30 * day},
		{RuleDaily, 0, 1 << 30, 0, 30 * day},
		{RuleMonthly, 0, 9, 0, 256 * time.Hour},
		{RuleHourly, 0, 1, 10 * time.Minute, time.Hour},
		{RuleHourly, 0, 1, 5 * day, 5 * day},
		{RuleHourly, 0, 1, 5000 * day, 30 * day},
	} {
		got := NextDue("some source", c.rule, c.asked, c.failures, at, c.later)
		if c.want == 0 {
			if !got.IsZero() {
				t.Errorf("%+v: %v", c, got)
			}
			continue
		}
		spread := c.rule.Every(c.asked)
		if c.failures > 0 {
			spread = time.Hour
		}
		if wait := got.Sub(at) - Jitter("some source", spread/10); wait != c.want {
			t.Errorf("%+v: after %v", c, wait)
		}
	}
}

// The wait is never shorter than the rule's, or an hour after a failure, nor longer
// than a month and a tenth of the rule's; more failures never make it shorter.
func TestNextDueBounds(t *testing.T) {
	at := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	rapid.Check(t, func(t *rapid.T) {
		rule := rapid.SampledFrom(Rules).Draw(t, "rule")
		asked := time.Duration(rapid.Int64().Draw(t, "asked"))
		failures := rapid.IntRange(0, 1000).Draw(t, "failures")
		later := time.Duration(rapid.Int64().Draw(t, "later"))
		id := rapid.String().Draw(t, "id")
		got := NextDue(id, rule, asked, failures, at, later)
		every := rule.Every(asked)
		if every == 0 {
			if !got.IsZero() {
				t.Fatalf("due %v", got)
			}
			return
		}
		least := every
		if failures > 0 {
			least = min(every, time.Hour)
		}
		if wait := got.Sub(at); wait < least || wait > longest+every/10 {
			t.Fatalf("waits %v of %v", wait, every)
		}
		if more := NextDue(id, rule, asked, failures+1, at, later); failures > 0 && more.Before(got) {
			t.Fatalf("another failure makes it %v", got.Sub(more))
		}
	})
}

// What was added at the same moment is not due at the same moment.
func TestJitterSpreads(t *testing.T) {
	const sources, tenths = 2000, 10
	var counts [tenths]int
	for i := range sources {
		id := SourceID("s", KindPage, fmt.Sprintf("https://example.org/%d", i))
		j := Jitter(id, time.Hour)
		if j < 0 || j >= time.Hour || j != Jitter(id, time.Hour) {
			t.Fatal(j)
		}
		counts[j*tenths/time.Hour]++
	}
	if least, most := slices.Min(counts[:]), slices.Max(counts[:]); least < 140 || most > 260 {
		t.Errorf("%v", counts)
	}
}
