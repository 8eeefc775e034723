package answer

import (
	"strings"
	"testing"

	"footnote/retrieval"
)

// What disagrees, and what only looks so: two articles each, and the values that are
// shown side by side, or as replaced by a later report.
func TestConflicts(t *testing.T) {
	for _, c := range []struct {
		name, question, first, second string
		samePublisher                 bool
		conflict, update              string
	}{
		{name: "other value", question: "How many trees fell in Olm?", first: "The storm felled 60 trees in Olm.", second: "In Olm the storm felled 90 trees.", conflict: "90 60"},
		{name: "rounded", question: "How many trees fell in Olm?", first: "The storm felled 6,980 trees in Olm.", second: "In Olm the storm felled about 7,000 trees."},
		{name: "range", question: "How many trees fell in Olm?", first: "The storm felled between 60 and 90 trees in Olm.", second: "In Olm the storm felled 80 trees."},
		{name: "beside the range", question: "How many trees fell in Olm?", first: "The storm felled between 60 and 90 trees in Olm.", second: "In Olm the storm felled 120 trees.", conflict: "120 60_and_90"},
		{name: "bound", question: "How many trees fell in Olm?", first: "The storm felled more than 60 trees in Olm.", second: "In Olm the storm felled 80 trees."},
		{name: "part of a sum", question: "How many pupils of the school of Olm took part?", first: "180 of the 400 pupils of the school of Olm took part.", second: "The school of Olm has 400 pupils, and many took part."},
		{name: "a figure in words", question: "How many men were seen in Olm?", first: "Two men were seen in Olm.", second: "Four men were seen in Olm.", conflict: "Four Two"},
		{name: "years", question: "How many guests came to Olm?", first: "In 2018 320 guests came to Olm.", second: "In 2019 410 guests came to Olm."},
		{name: "units", question: "How much oil leaked in Olm?", first: "In Olm 7,000 litres of oil leaked.", second: "In Olm 7 cubic metres of oil leaked."},
		{name: "miles", question: "How long is the wall of Olm?", first: "The wall of Olm is 3.2 km long.", second: "The wall of Olm is 2 miles long."},
		{name: "millions", question: "How many stamps does the museum of Olm own?", first: "The museum of Olm owns 1.2 million stamps.", second: "The museum of Olm owns 1,200,000 stamps."},
		{name: "per day and per week", question: "How many loaves does the bakery of Olm bake a day?", first: "The bakery of Olm bakes 800 loaves a day.", second: "The bakery of Olm bakes 5,600 loaves a week."},
		{name: "places", question: "How many trees fell in Olm?", first: "The storm felled 60 trees in Olm.", second: "The storm felled 90 trees in Tarn."},
		{name: "killed and injured", question: "How many people were injured in Olm?", first: "Three people were killed in the crash in Olm.", second: "Twelve people were injured in the crash in Olm."},
		{name: "nobody", question: "Was anyone hurt in Olm?", first: "Three people were hurt in Olm.", second: "No one was hurt in Olm.", conflict: "No_one Three"},
		{name: "dates", question: "When did the bridge of Olm open?", first: "The bridge of Olm opened on 3 May 2021.", second: "The bridge of Olm opened on 4 May 2021.", conflict: "4_May_2021 3_May_2021"},
		{name: "a date and its year", question: "When did the bridge of Olm open?", first: "The bridge of Olm opened on 3 May 2021.", second: "The bridge of Olm opened in 2021."},
		{name: "times", question: "When does the mill of Olm open?", first: "The mill of Olm opens at 9:30 a.m. every day.", second: "The mill of Olm opens at 10:30 a.m. every day.", conflict: "10:30 9:30"},
		{name: "same publisher", question: "How many trees fell in Olm?", first: "The storm felled 60 trees in Olm.", second: "In Olm the storm felled 90 trees.", samePublisher: true, update: "90 60"},
		{name: "correction", question: "How much oil leaked in Olm?", first: "In Olm 7,000 litres of oil leaked.", second: "In Olm the amount of oil that leaked, first put at 7,000 litres, is now put at 10,000 litres.", update: "10,000 7,000"},
		{name: "up from", question: "How many players does the server of Olm hold?", first: "The server of Olm holds 60 players.", second: "The server of Olm now holds 80 players, up from 60.", update: "80 60"},
	} {
		t.Run(c.name, func(t *testing.T) {
			other := "other"
			if c.samePublisher {
				other = "one"
			}
			a := askAbout(t, nil, retrieval.Question{Text: c.question, AnswerAnyway: true},
				article("First report", "one", "2022-05-03", c.first), article("Second report", other, "2022-05-09", c.second))
			if got := values(a.Conflicts); got != c.conflict {
				t.Errorf("conflicts %q, want %q", got, c.conflict)
			}
			if got := values(a.Updates); got != c.update {
				t.Errorf("updates %q, want %q", got, c.update)
			}
		})
	}
}

func values(list []retrieval.Conflict) string {
	var out []string
	for _, c := range list {
		for _, claim := range c.Claims {
			v := claim.Value
			for _, unit := range []string{" litres", " a.m", " people"} {
				v = strings.TrimSuffix(v, unit)
			}
			out = append(out, strings.ReplaceAll(strings.TrimSuffix(v, " a.m."), " ", "_"))
		}
	}
	return strings.Join(out, " ")
}

// What two parties say in one article is a disagreement, each with its party.
func TestConflictOfParties(t *testing.T) {
	a := askAbout(t, nil, retrieval.Question{Text: "How many people marched through Olm?"},
		article("March", "one", "2022-05-03", "Police put the number of people who marched through Olm at 20,000, while the organisers spoke of 35,000."))
	if len(a.Conflicts) != 1 || len(a.Conflicts[0].Claims) != 2 {
		t.Fatalf("conflicts %+v", a.Conflicts)
	}
	said := map[string]string{}
	for _, c := range a.Conflicts[0].Claims {
		said[c.Value] = c.By
	}
	if said["20,000"] != "Police" || said["35,000"] != "organisers" {
		t.Errorf("parties %v", said)
	}
}

// A question for an earlier time gets what was told then, and is told what came later.
func TestAsOf(t *testing.T) {
	then := article("Fees", "club", "2019-02-01", "Membership of the rowing club of Olm costs 40 euros.")
	now := article("New fees", "club", "2022-01-15", "Membership of the rowing club of Olm costs 55 euros.")
	for question, want := range map[string]string{
		"What does membership of the rowing club of Olm cost?":                    "55 euros",
		"What does membership of the rowing club of Olm cost now?":                "55 euros",
		"What did membership of the rowing club of Olm originally cost?":          "40 euros",
		"What did membership of the rowing club of Olm cost as of June 2020?":     "40 euros",
		"What did membership of the rowing club of Olm cost in 2019?":             "40 euros",
		"What did membership of the rowing club of Olm cost as of February 2022?": "55 euros",
	} {
		a := askAbout(t, nil, retrieval.Question{Text: question, AnswerAnyway: true}, then, now)
		if len(a.Sentences) == 0 || !strings.Contains(a.Sentences[0].Text, want) {
			t.Errorf("%s: %+v, want %s first", question, a.Sentences, want)
		}
	}
}

// A relative time stands with its citation, resolved; a model's sentence may resolve
// it as well, and rightly only.
func TestTimesOfCitations(t *testing.T) {
	a := askAbout(t, nil, retrieval.Question{Text: "How many boats did Belcor sell last year?"},
		article("Belcor", "one", "2023-11-14", "Belcor sold 300 boats last year."))
	if len(a.Citations) != 1 || len(a.Citations[0].Times) != 1 || a.Citations[0].Times[0] != (retrieval.Time{Text: "last year", Means: "2022"}) {
		t.Errorf("citations %+v", a.Citations)
	}
	v := deskFor(t, "How many boats did Belcor sell?", article("Belcor", "one", "2023-11-14", "Belcor sold 300 boats last year."))
	for claim, ok := range map[string]bool{
		"Belcor sold 300 boats in 2022. [1]":    true,
		"Belcor sold 300 boats last year. [1]":  true,
		"Belcor sold 300 boats in 2023. [1]":    false,
		"Belcor sold 300 boats last month. [1]": false,
	} {
		_, reason := v.verify(readLine(claim, 1)[0])
		if (reason == "") != ok {
			t.Errorf("%s: %q", claim, reason)
		}
	}
}
