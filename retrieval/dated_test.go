package retrieval

import "testing"

func TestMonthsApart(t *testing.T) {
	for _, c := range []struct {
		days []string
		want bool
	}{
		{[]string{"2024-06-17", "2024-02-01"}, true},
		{[]string{"2024-06-17", "2023-06-17"}, true},
		{[]string{"2024-06-17", "2024-06-15"}, false},
		{[]string{"2024-06-17", "", "soon", ""}, true},
		{nil, true},
	} {
		if got := MonthsApart(c.days); got != c.want {
			t.Errorf("%v: %v", c.days, got)
		}
	}
	if Dated("2024-06-17", true) != "17 June 2024" || Dated("2024-06-17", false) != "June 2024" || Dated("soon", true) != "" {
		t.Error("wrong date for people")
	}
}

func TestTimesExplained(t *testing.T) {
	for _, c := range []struct {
		cited Citation
		want  string
	}{
		{Citation{}, ""},
		{Citation{Published: "2023-11-15", Times: []Time{{"last year", "2022"}, {"on\n Tuesday", "2023-11-14"}}},
			"“last year” = 2022, “on Tuesday” = 2023-11-14 (article of 2023-11-15)"},
		{Citation{Times: []Time{{"last year", ""}, {"yesterday", ""}}}, "“last year”, “yesterday”: the article has no date"},
	} {
		if got := TimesExplained(c.cited); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}
