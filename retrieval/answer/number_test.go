package answer

import (
	"strings"
	"testing"
)

func TestQuantities(t *testing.T) {
	for _, c := range []struct {
		text  string
		value float64
		unit  string
		hedge hedge
	}{
		{"about 7,000 containers were shipped", 7000, "contain", about},
		{"some 10,000 shipping containers", 10000, "contain", about},
		{"as many as 4.8 million North Korean artillery shells", 4.8e6, "", atMost},
		{"seven thousand containers", 7000, "contain", exact},
		{"two hundred and six bones", 206, "bone", exact},
		{"twenty-four hours", 24, "hour", exact},
		{"a dozen eggs", 12, "egg", exact},
		{"half a million people", 5e5, "peopl", exact},
		{"more than 9,000 Russian containers", 9000, "contain", atLeast},
		{"fewer than 30 seats", 30, "seat", atMost},
		{"at least 12 ships", 12, "ship", atLeast},
		{"12% of crossings", 12, "%", exact},
		{"nearly 12 per cent of crossings", 12, "%", about},
		{"a loss of £2.5m", 2.5e6, "£", exact},
		{"a loss of $3 billion", 3e9, "$", exact},
		{"300 euros a month", 300, "€", exact},
		{"5½ sacks", 5.5, "sack", exact},
		{"the 24th session", 24, "session", exact},
		{"1,234.5 metres", 1234.5, "metr", exact},
		{"6 October 2021 and 40 days", 40, "day", exact},
	} {
		got := readText("en", c.text).quantities
		if len(got) != 1 {
			t.Errorf("%q: %d quantities %+v", c.text, len(got), got)
			continue
		}
		q := got[0]
		if !sameValue(q.value, c.value) || q.hedge != c.hedge || c.unit != "" && q.unit != c.unit {
			t.Errorf("%q: got %v %q hedge %d, want %v %q hedge %d", c.text, q.value, q.unit, q.hedge, c.value, c.unit, c.hedge)
		}
	}
}

func TestDates(t *testing.T) {
	for text, want := range map[string]date{
		"on 13 September 2023":           {year: 2023, month: 9, day: 13},
		"on Sept. 13, 2023":              {year: 2023, month: 9, day: 13},
		"on September 13":                {month: 9, day: 13},
		"the 5th of May 1940":            {year: 1940, month: 5, day: 5},
		"on 2023-09-13":                  {year: 2023, month: 9, day: 13},
		"in March 2011":                  {year: 2011, month: 3},
		"since 1968":                     {year: 1968},
		"since March it":                 {month: 3},
		"the 2016 season":                {year: 2016},
		"during the 1500 years, 3 March": {month: 3, day: 3},
	} {
		got := readText("en", text).dates
		if len(got) == 0 {
			t.Errorf("%q: no date", text)
			continue
		}
		last := got[len(got)-1]
		last.start, last.end = 0, 0
		if last != want {
			t.Errorf("%q: got %+v, want %+v", text, last, want)
		}
	}
	for _, text := range []string{"May we go?", "a march of 1500 people", "It may rain", "$2000"} {
		if got := readText("en", text).dates; len(got) != 0 {
			t.Errorf("%q: %+v is no date", text, got)
		}
	}
}

func TestRounding(t *testing.T) {
	for _, c := range []struct {
		claim, source string
		want          bool
	}{
		{"about 7,000 boxes", "7,012 boxes", true},
		{"7,000 boxes", "7,012 boxes", false},
		{"about 7,100 boxes", "7,012 boxes", false},
		{"nearly 5 million boxes", "4.8 million boxes", true},
		{"about 10,000 boxes", "7,000 boxes", false},
		{"7000 boxes", "seven thousand boxes", true},
		{"12 percent", "12%", true},
		{"12 boxes", "12%", false},
		{"$12", "£12", false},
		{"thousands of boxes", "7,000 boxes", false},
	} {
		claim, source := readText("en", c.claim).quantities, readText("en", c.source).quantities
		if len(claim) != 1 || len(source) != 1 {
			t.Fatalf("%+v: read %+v and %+v", c, claim, source)
		}
		if got := source[0].supports(claim[0]); got != c.want {
			t.Errorf("%q from %q: %v", c.claim, c.source, got)
		}
	}
}

func FuzzReadText(f *testing.F) {
	for _, s := range []string{"about 7,000 containers", "5½", "2023-09-13", "half a million", "\xff\xfe1e999", "1.2.3.4 %", "the 31st of", "99999999999999999999999999m"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		r := readText("en", s)
		for _, q := range r.quantities {
			if q.Start < 0 || q.End > len(r.words) || q.Start >= q.End {
				t.Fatalf("quantity %+v of %d words", q, len(r.words))
			}
		}
		for _, w := range r.words {
			if s[w.Start:w.End] != w.text {
				t.Fatalf("word %+v", w)
			}
		}
		half := r.part(0, len(s)/2)
		if len(half.words) > len(r.words) || !strings.HasPrefix(s, half.s) {
			t.Fatal("part is more than the whole")
		}
	})
}
