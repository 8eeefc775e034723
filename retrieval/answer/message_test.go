package answer

import (
	"slices"
	"strings"
	"testing"
)

func TestStatements(t *testing.T) {
	for _, c := range []struct {
		message string
		want    []string
		leftOut int
	}{
		{"The office in Brno is closed on Fridays. Remote work is allowed on two days a week.",
			[]string{"The office in Brno is closed on Fridays.", "Remote work is allowed on two days a week."}, 0},
		{"Hi all, the office in Brno is closed on Fridays!", []string{"the office in Brno is closed on Fridays!"}, 0},
		{"**Northline** was founded in __1968__ and ||runs nine ships||", []string{"Northline was founded in 1968 and runs nine ships"}, 0},
		{"> Northline was founded in 1968.\n\nNo, it was founded in 1970!", []string{"Northline was founded in 1968.", "it was founded in 1970!"}, 0},
		{"- Northline runs nine ships\n- Sorn has a lighthouse tower", []string{"Northline runs nine ships", "Sorn has a lighthouse tower"}, 0},
		{"1. Northline runs nine ships\n2. It was founded in 1968", []string{"Northline runs nine ships", "It was founded in 1968"}, 0},
		{"# Facts about Sorn\n-# The lighthouse was lit in 1874", []string{"The lighthouse was lit in 1874"}, 0},
		{"See [the report](https://example.org/a_(b)?c=1) for Northline in 2022.\nNorthline carried 1.4 million passengers https://example.org/x",
			[]string{"Northline carried 1.4 million passengers"}, 1},
		{"The paper [Herald](<https://example.org>) was founded in 1901", []string{"The paper Herald was founded in 1901"}, 0},
		{"<@123456> the office in Brno is closed on Fridays", []string{"the office in Brno is closed on Fridays"}, 0},
		{"<@!123456> is the mayor of Halden", []string{"someone is the mayor of Halden"}, 0},
		{"The mayor of Halden is <@123456> since 2020", []string{"The mayor of Halden is someone since 2020"}, 0},
		{"The ferry <:boat:123> leaves Sorn at 9 p.m. :smile: <t:1700000000:R>", []string{"The ferry leaves Sorn at 9 p.m."}, 0},
		{"The ferry leaves from <#987> at 9 p.m.", []string{"The ferry leaves from someone at 9 p.m."}, 0},
		{"```go\nNorthline was founded in 1968.\n```\nThe ferry leaves Sorn at 9.", []string{"The ferry leaves Sorn at 9."}, 0},
		{"~~Northline runs ten ships~~ Northline runs nine ships", []string{"Northline runs nine ships"}, 0},
		{"How many ships does Northline run? When does the ferry leave", nil, 2},
		{"does anyone know when the ferry to Sorn leaves", nil, 1},
		{"Is the office closed on Fridays", nil, 1},
		{"May 20 is a holiday in Brno", []string{"May 20 is a holiday in Brno"}, 0},
		{"I love the new library! My laptop has 16 GB of memory. Thanks everyone!", nil, 3},
		{"I think that Northline runs nine ships", []string{"Northline runs nine ships"}, 0},
		{"FYI: Northline runs nine ships", []string{"Northline runs nine ships"}, 0},
		{"Good morning everyone! Great work. The food was delicious.", nil, 3},
		{"We should paint the ferries green", nil, 1},
		{"Let's meet at 5. Please bring two chairs.", nil, 2},
		{"lol 😂😂", nil, 1},
		{"😂 👍 !!!", nil, 0},
		{"", nil, 0},
		{"Northline was\nfounded in 1968.", []string{"Northline was founded in 1968."}, 0},
		{"@everyone the ferry to Sorn leaves at 9", []string{"the ferry to Sorn leaves at 9"}, 0},
		{"Northline\u202e runs\u200b nine ships", []string{"Northline runs nine ships"}, 0},
	} {
		got, leftOut := (&Answerer{}).Statements(c.message)
		if !slices.Equal(got, c.want) || leftOut != c.leftOut {
			t.Errorf("%q\n got %q, %d left out\nwant %q, %d", c.message, got, leftOut, c.want, c.leftOut)
		}
	}
}

func FuzzStatements(f *testing.F) {
	f.Add("Hi all, **the office** is closed. <@1> says ```x``` [a](https://b.c) ||no|| ~~y~~")
	f.Add("> a\n>>> b\n- c\n1. d\n~~")
	f.Add("\xff<:a:1><t:1:R>[[]](((")
	f.Fuzz(func(t *testing.T, message string) {
		statements, leftOut := (&Answerer{}).Statements(message)
		if leftOut < 0 || leftOut > len(message) {
			t.Fatalf("%d sentences left out of %d bytes", leftOut, len(message))
		}
		for _, s := range statements {
			if strings.TrimSpace(s) == "" || strings.ContainsRune(s, '\n') {
				t.Fatalf("statement %q", s)
			}
		}
	})
}
