package answer

import (
	"strings"
	"testing"
	"time"
)

// 15 November 2023 was a Wednesday.
func TestRelativeTimes(t *testing.T) {
	for _, c := range []struct{ day, text, want string }{
		{"2023-11-15", "The number fell last year.", "last year=2022"},
		{"2023-11-15", "The number may fall next year and has fallen this year.", "next year=2024, this year=2023"},
		{"2023-11-15", "The barge hit the bridge on Tuesday, the authority said on Wednesday.", "on Tuesday=2023-11-14, on Wednesday=2023-11-15"},
		{"2023-11-15", "A ferry will link the banks from Thursday, the office announced.", "Thursday=2023-11-16"},
		{"2023-11-15", "On Friday the bridge will open again.", "On Friday=2023-11-17"},
		{"2023-11-15", "On Monday evening the crew was rescued.", "On Monday evening=2023-11-13"},
		{"2023-11-15", "The shop opens on Friday.", ""},
		{"2023-11-15", "It will be discussed on Wednesday.", ""},
		{"2023-11-15", "The museum is closed on Mondays and every Tuesday.", ""},
		{"2023-11-15", "He said it on Tuesday, 14 November 2023, in court.", ""},
		{"2023-11-15", "The Monday Club met yesterday.", "yesterday=2023-11-14"},
		{"2023-11-15", "Rain is forecast for tomorrow morning, after a dry day today.", "tomorrow morning=2023-11-16, today=2023-11-15"},
		{"2023-11-15", "The fire broke out last night.", "last night=2023-11-14"},
		{"2023-11-15", "Last month the firm sold 300 boats.", "Last month=October 2023"},
		{"2024-01-31", "Last month the firm sold 300 boats; next month it wants to sell more.", "Last month=December 2023, next month=February 2024"},
		{"2023-11-15", "Talks went on last week.", "last week=the week of 2023-11-06"},
		{"2023-11-15", "They met last weekend.", "last weekend=the weekend of 2023-11-11"},
		{"2023-11-15", "The bay was closed last summer.", ""},
		{"2023-05-15", "The bay was closed last summer and is open this summer.", "last summer=summer 2022, this summer=summer 2023"},
		{"2023-05-15", "The lake froze last winter.", "last winter=winter 2022/23"},
		{"2024-06-17", "They met last September.", "last September=September 2023"},
		{"2023-11-15", "They met last September.", ""},
		{"2023-11-15", "The next day they sailed, and the following Tuesday they landed.", ""},
		{"2023-11-13", "The council voted last Tuesday.", "last Tuesday=2023-11-07"},
		{"2023-11-16", "The council voted last Tuesday.", ""},
		{"2023-11-15", "The tower burnt three days ago.", "three days ago=2023-11-12"},
		{"2023-11-15", "The tower burnt two weeks ago.", "two weeks ago=about 2023-11-01"},
		{"2023-11-15", "He left five months ago, a year ago he came.", "five months ago=about June 2023, a year ago=2022"},
		{"2023-11-15", "The town was founded 150 years ago.", "150 years ago=about 1873"},
		{"2023-11-15", "The report will be due in three weeks.", "in three weeks=about 2023-12-06"},
		{"2023-11-15", "The house was built in three weeks.", ""},
		{"2024-06-17", "In March a veto ended the monitoring.", "In March=March 2024"},
		{"2024-02-17", "A veto ended the monitoring in March.", "in March=March 2023"},
		{"2024-02-17", "The run will start on 27 April.", "on 27 April=2024-04-27"},
		{"2024-05-17", "In 1945 the troops arrived on Tuesday and left in June.", ""},
		{"", "The number fell last year, they said on Tuesday.", "last year=, on Tuesday="},
		{"", "In 1968 the bridge was opened.", ""},
	} {
		var day time.Time
		if c.day != "" {
			day, _ = time.Parse(time.DateOnly, c.day)
		}
		x := readText("en", c.text)
		var got []string
		for _, r := range relativeTimes(x, day) {
			got = append(got, x.phrase(r.Start, r.End)+"="+r.means)
		}
		if s := strings.Join(got, ", "); s != c.want {
			t.Errorf("%s, %q: %q, want %q", c.day, c.text, s, c.want)
		}
	}
}

func FuzzRelativeTimes(f *testing.F) {
	f.Add("He came last year, on Tuesday evening, 3 days ago and in March.", int64(1_700_000_000))
	f.Add("Next winter, this weekend, a year ago. Last Monday 99999 years ago", int64(-62135596800))
	f.Fuzz(func(t *testing.T, s string, seconds int64) {
		x := readText("en", s)
		for _, day := range []time.Time{{}, time.Unix(seconds%(1<<37), 0).UTC().Truncate(24 * time.Hour)} {
			for _, r := range relativeTimes(x, day) {
				if r.Start < 0 || r.End <= r.Start || r.End > len(x.words) || day.IsZero() != (r.means == "") {
					t.Fatalf("%q: %+v", s, r)
				}
			}
		}
	})
}
