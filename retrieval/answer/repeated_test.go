package answer

import (
	"slices"
	"strings"
	"testing"

	"footnote/corpus"
	"footnote/retrieval"
)

// report is one made-up agency report as five papers print it: with another first
// line, another order, a day left out, other spelling, a shortened end. Two give
// another figure, and one denies what the others say.
func report() []corpus.Article {
	return []corpus.Article{
		article("Weir at Tolmen gives way", "morning-tide", "2024-02-07",
			`TOLMEN (Fen Wire) — The weir at Tolmen gave way on Tuesday after three days of rain, and the Lode flooded 140 houses in the lower town.

Firefighters said that 60 people were brought to safety by boat. Nobody was injured in the flood. The water plant on Reed Island was damaged by the flood.

The weir was built in 1911 by the engineer Otto Brandl. It had been inspected in October. "We saw no cracks at that time," said Lena Marsh, who heads the river board.

The river board expects the water to fall by the weekend. Schools in Tolmen stay closed until Friday. The town has opened the sports hall to those who cannot return to their homes.`),
		article("Flood in Tolmen: houses under water", "fenland-echo", "2024-02-07",
			`After three days of rain the weir at Tolmen gave way on Tuesday, and the Lode flooded 140 houses in the lower town.

Sixty people were brought to safety by boat, firefighters said. Nobody was injured in the flood. The water plant on Reed Island was damaged by the flood.

The weir was built in 1911 by the engineer Otto Brandl. It had been inspected in October. ‘We saw no cracks at that time,’ said Lena Marsh, who heads the river board.

The river board expects the water to fall by the weekend. Schools in Tolmen stay closed until Friday.`),
		article("Old weir breaks", "lode-ledger", "2024-02-08",
			`The weir at Tolmen gave way on Tuesday after three days of rain, and the Lode flooded 190 houses in the lower town.

Firefighters said that 60 people were brought to safety by boat. Nobody was injured in the flood. The water plant on Reed Island was not damaged by the flood.

The weir was built in 1911 by the engineer Otto Brandl. It had been inspected in October. "We saw no cracks at that time," said Lena Marsh, who heads the river board.

The river board expects the water to fall by the weekend. Schools in Tolmen stay closed until Friday. The town has opened the sports hall to those who cannot return to their homes.`),
		article("Tolmen: weir fails in heavy rain", "county-mail", "2024-02-08",
			`The weir at Tolmen gave way on Tuesday after three days of rain, and the Lode flooded 140 houses in the lower town.

Firefighters said that 85 people were brought to safety by boat. Nobody was injured in the flood. The water plant on Reed Island was damaged by the flood.

The weir was built in 1911 by the engineer Otto Brandl. It had been inspected in October. “We saw no cracks at that time,” said Lena Marsh, who heads the river board.

The river board expects the water to fall by the weekend. Schools in Tolmen stay closed until Friday. The town has opened the sports hall to those who cannot return to their homes.`),
		article("Hundreds flee the Lode", "new-standard", "2024-02-08",
			`The weir at Tolmen gave way on Tuesday after three days of rain, and the Lode flooded 140 houses in the lower town. The county has promised help.

According to firefighters, 60 people were brought to safety by boat. Nobody was injured in the flood. The water plant on Reed Island was damaged by the flood.

The weir was built in 1911 by the engineer Otto Brandl. It had been inspected in October. "We saw no cracks at that time," said Lena Marsh, who heads the river board.

The river board expects the water to fall by the weekend.`),
	}
}

// others are articles on which the same questions touch.
func others() []corpus.Article {
	return append(strike(),
		article("Reed Island gets a new bridge", "county-mail", "2023-09-01",
			`A new bridge leads to Reed Island in the Lode. It cost 2 million euros and carries the pipes of the water plant. The old bridge was torn down in August by a firm from Tolmen.`),
		article("The river board of the Lode", "", "",
			`The river board looks after 14 weirs and 60 kilometres of dikes along the Lode. Lena Marsh has headed it since 2019. It inspects each weir once a year, in autumn, before the first floods come.`))
}

func publishersIn(c retrieval.Citation) []string {
	of := func(url string) string {
		host, _, _ := strings.Cut(strings.TrimPrefix(url, "https://"), ".example")
		return host
	}
	out := []string{of(c.URL)}
	for _, a := range c.Also {
		out = append(out, of(a.URL))
	}
	slices.Sort(out)
	return out
}

func TestOneReportInFivePapers(t *testing.T) {
	all := append(report(), others()...)
	b := newBrute(t, all...)
	found, err := b.asker(t, nil).Search(t.Context(), retrieval.Question{Space: testSpace, Text: "What happened to the weir at Tolmen?", Limit: 5})
	if err != nil {
		t.Fatal(err)
	}
	ofReport := 0
	for _, e := range found.Evidence {
		if !strings.Contains(e.Passage.Text, "gave way") {
			continue
		}
		if ofReport++; len(e.Also) != 4 || len(e.Folded) < 4 {
			t.Errorf("%s: %d others named, %d folded", e.Article.Publisher, len(e.Also), len(e.Folded))
		}
	}
	if ofReport != 1 || len(found.Evidence) != 5 {
		t.Errorf("the report is found %d times among %d", ofReport, len(found.Evidence))
	}

	for _, c := range []struct {
		question string
		sentence string
		papers   []string // in which the first sentence stands
		conflict []string // values
	}{
		{"When was the weir at Tolmen built?", "The weir was built in 1911 by the engineer Otto Brandl.",
			[]string{"county-mail", "fenland-echo", "lode-ledger", "morning-tide", "new-standard"}, nil},
		{"How many people were brought to safety by boat in Tolmen?", "people were brought to safety by boat", nil, []string{"60", "85"}},
		{"How many houses did the Lode flood in the lower town of Tolmen?", "houses in the lower town", nil, []string{"140", "190"}},
		{"Was the water plant on Reed Island damaged by the flood?", "damaged by the flood", nil, []string{"no", "yes"}},
	} {
		a := askAbout(t, nil, retrieval.Question{Text: c.question}, all...)
		if !a.Answered || !strings.Contains(a.Sentences[0].Text, c.sentence) {
			t.Errorf("%s: %+v", c.question, a.Sentences)
			continue
		}
		for i, s := range a.Sentences {
			for _, o := range a.Sentences[:i] {
				if readText("en", s.Text).repeats(readText("en", o.Text)) {
					t.Errorf("%s: says twice:\n%s\n%s", c.question, o.Text, s.Text)
				}
			}
		}
		if papers := publishersIn(a.Citations[a.Sentences[0].Citations[0]-1]); c.papers != nil && !slices.Equal(papers, c.papers) {
			t.Errorf("%s: cites %v", c.question, papers)
		}
		var values []string
		for _, x := range a.Conflicts {
			for _, claim := range x.Claims {
				values = append(values, claim.Value)
			}
		}
		slices.Sort(values)
		if !slices.Equal(values, c.conflict) {
			t.Errorf("%s: conflict of %q, want %q\n%+v", c.question, values, c.conflict, a.Sentences)
		}
		// No paper is named for what it does not say.
		for _, cite := range a.Citations {
			for _, also := range cite.Also {
				i := slices.IndexFunc(all, func(x corpus.Article) bool { return x.ID == also.ArticleID })
				if !slices.ContainsFunc(corpus.Sentences(all[i].Body), func(s corpus.Span) bool {
					return retrieval.ReadStatement(all[i].Body[s.Start:s.End]).Same(retrieval.ReadStatement(cite.Quote))
				}) {
					t.Errorf("%s: %s is said to have %q", c.question, also.URL, cite.Quote)
				}
			}
		}
	}
}

// What pages from one mould say of different things is not said of one.
func TestPagesFromOneMould(t *testing.T) {
	page := func(name, hours string) corpus.Article {
		return article("The "+name+" branch", name, "", "The library opens at "+hours+" on weekdays. It has a reading room with 40 seats and a cafe on the ground floor. "+
			"Books can be kept for four weeks, and films for one. Readers under sixteen pay nothing. The branch in "+name+" also lends tools and board games. Its staff help with letters to public offices.")
	}
	pages := []corpus.Article{page("Northam", "nine"), page("Southam", "ten"), page("Eastry", "nine")}
	b := newBrute(t, pages...)
	found, err := b.asker(t, nil).Search(t.Context(), retrieval.Question{Space: testSpace, Text: "When does the library in Southam open?"})
	if err != nil || len(found.Evidence) != 3 {
		t.Errorf("%d pieces of evidence, %v", len(found.Evidence), err)
	}
	a := askAbout(t, nil, retrieval.Question{Text: "How many seats does the reading room in Northam have?"}, pages...)
	for _, c := range a.Citations {
		if len(c.Also) > 0 {
			t.Errorf("%q is said to stand in %+v too", c.Quote, c.Also)
		}
	}
}

func TestRepeats(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"A barge hit the Kestrel Bridge on Tuesday.", "On Tuesday a barge struck the Kestrel Bridge.", true},
		{"Police closed the tunnel after the crash.", "Police closed the tunnel after the crash on the ring road.", true},
		{"Police closed the tunnel after the crash.", "Police opened the tunnel after the crash.", false},
		{"Police closed the tunnel after the crash.", "Police closed the tunnel after the crash at 5 p.m.", false},
		{"Each player may claim 5 plots.", "Each player may claim 5 plots, and members of the guild 8.", false},
		{"The plant was damaged by the flood.", "The plant was not damaged by the flood.", false},
		{"The plant was damaged by the flood.", "The plant may have been damaged by the flood.", false},
		{"The barge carried 7,000 litres of diesel.", "The barge carried 10,000 litres of diesel.", false},
		{"The barge carried 7,000 litres of diesel.", "The barge carried seven thousand litres of diesel.", true},
		{"Ana Ruiz opened the hall.", "Eva Ruiz opened the hall.", false},
		{"The zoo opens at nine.", "The whale was sixteen metres long.", false},
	} {
		a, b := readText("en", c.a), readText("en", c.b)
		if a.repeats(b) != c.want {
			t.Errorf("%q and %q: repeats = %v", c.a, c.b, !c.want)
		}
	}
}
