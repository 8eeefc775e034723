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

// 19 March 2024 was a Tuesday.
func TestTimesAhead(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		// A modal of what is to be, with or without a participle.
		{"The lower weir will remain shut to rowers until May.", "May=May 2024"},
		{"The lower weir will remain closed to rowers until May.", "May=May 2024"},
		{"The kiosk may return on Friday.", "on Friday=2024-03-22"},
		{"The kiosk may open on Friday.", "on Friday=2024-03-22"},
		{"All tanks must be drained by July.", "July=July 2024"},
		{"Walkers can be ferried across from Thursday.", "Thursday=2024-03-21"},
		{"The hall should be repaired in August.", "in August=August 2024"},
		{"The fee shall be raised on 2 April.", "on 2 April=2024-04-02"},
		{"The pool will not be opened before June.", "June=June 2024"},
		{"The pool will stay closed until the end of May.", "May=May 2024"},
		{"The gates won't be unlocked until Saturday.", "Saturday=2024-03-23"},
		{"It will be known in two weeks, and it may end in three days.", "in two weeks=about 2024-04-02, in three days=2024-03-22"},
		{"On Thursday, the harbour office said, the slipway will be cleared.", "On Thursday=2024-03-21"},
		{"By June the tower must be emptied.", "June=June 2024"},
		{"The slipway, which was closed in February, will reopen in May.", "in February=February 2024, in May=May 2024"},
		// What is arranged.
		{"The ferry is to sail again on Thursday.", "on Thursday=2024-03-21"},
		{"The stands are to be emptied by June.", "June=June 2024"},
		{"The firm plans to sell its barges in June.", "in June=June 2024"},
		{"The owners expect to sell the last barge by June.", "June=June 2024"},
		{"The line is widely expected to stay closed until July.", "July=July 2024"},
		{"The report is due on Friday.", "on Friday=2024-03-22"},
		{"The report is due to be published in April.", "in April=April 2024"},
		{"The trial is about to begin on Friday.", "on Friday=2024-03-22"},
		{"The trial is scheduled for Monday.", "Monday=2024-03-25"},
		// It may be, or might have been, either.
		{"The barges could be sold in June.", ""},
		{"The barges might be sold in June.", ""},
		{"The owner said they would be sold on Friday.", ""},
		{"The kiosk was to open on Friday.", ""},
		{"The stalls were to be moved in May.", ""},
		{"The vote had been due on Friday.", ""},
		{"The vote was scheduled for Friday.", ""},
		{"The vote was expected on Friday.", ""},
		{"The stall may have closed in June.", ""},
		{"The stall must have been moved on Friday.", ""},
		{"It could reopen in three weeks.", ""},
		// Until, by and before without a verb that settles them.
		{"The path has been closed until Friday.", ""},
		{"The path was closed until Friday.", ""},
		{"The path is closed until June.", ""},
		{"The cellar was emptied by June.", ""},
		{"The team moved the boats before Friday.", ""},
		{"Closed until Friday.", ""},
		// A past verb.
		{"The path was closed on Friday.", "on Friday=2024-03-15"},
		{"The council closed the path in June.", "in June=June 2023"},
		{"The crews had left in May.", "in May=May 2023"},
		{"The clerk said on Friday that the path was blocked.", "on Friday=2024-03-15"},
		{"The clerk said in a statement on Friday that it will end.", "on Friday=2024-03-15"},
		{"The clerk announced on Monday that the path will open on Thursday.", "on Monday=2024-03-18, on Thursday=2024-03-21"},
		{"The clerk said the storm damaged the pier on Sunday.", "on Sunday=2024-03-17"},
		{"The kiosk did not open on Saturday.", "on Saturday=2024-03-16"},
		{"On Sunday the crews met and on Thursday they will meet again.", "On Sunday=2024-03-17, on Thursday=2024-03-21"},
		{"The path was closed to traffic on Sunday.", "on Sunday=2024-03-17"},
		{"The path has been closed since January.", "January=January 2024"},
		{"The crews had to leave on Sunday.", "on Sunday=2024-03-17"},
		{"The tower collapsed early on Sunday, and in late May last year a wall fell.", "on Sunday=2024-03-17, last year=2023"},
		{"The drought, which began in January, will last.", "in January=January 2024"},
		{"A gale that hit the pier on Sunday broke it.", "on Sunday=2024-03-17"},
		{"The clerk told the court on Monday that it was so.", "on Monday=2024-03-18"},
		{"The path must not be used, said the clerk on Monday.", "on Monday=2024-03-18"},
		// The past verb is not the one that tells, or may not be.
		{"The clerk said the kiosk opens on Friday.", ""},
		{"The clerk said that the kiosk is open on Friday.", ""},
		{"The council decided to open the path in June.", ""},
		{"The council announced a vote in June.", ""},
		{"The council postponed the vote until June.", ""},
		{"The match was postponed to Friday.", ""},
		{"The town will rebuild the pier damaged in January.", ""},
		{"The bread sold on Friday will be fresh.", ""},
		{"Officials asked if the path was closed on Friday.", ""},
		{"Plans to open in June were dropped.", ""},
		{"The path closed due to flooding, and opens in June.", ""},
		{"The council met on Monday last week and in January of last year.", "last week=the week of 2024-03-11, last year=2023"},
		{"The club will play on Saturday after it beat the guests on Sunday.", "on Saturday=2024-03-23"},
		{"The court will hear her about the crash on Sunday.", ""},
		// No finite verb.
		{"A fair in June.", ""},
		{"Concert on Friday in the old mill.", ""},
		{"Their Friday meeting was short.", ""},
		{"The firm published June figures.", ""},
	} {
		x := readText("en", c.text)
		var got []string
		for _, r := range relativeTimes(x, time.Date(2024, 3, 19, 0, 0, 0, 0, time.UTC)) {
			got = append(got, x.phrase(r.Start, r.End)+"="+r.means)
		}
		if s := strings.Join(got, ", "); s != c.want {
			t.Errorf("%q: %q, want %q", c.text, s, c.want)
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
