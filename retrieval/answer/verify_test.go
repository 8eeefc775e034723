package answer

import (
	"strings"
	"testing"
)

// claimOn verifies a sentence that cites the passage which holds the marker.
func claimOn(t *testing.T, sentence, marker string) string {
	t.Helper()
	d := deskFor(t, "What happened to the ferries of Northline at Port Ellery and the lighthouse of Sorn?", strike()...)
	for i, e := range d.evidence {
		if strings.Contains(e.Passage.Text, marker) {
			_, reason := d.verify(claim{text: sentence, cites: []int{i}})
			return reason
		}
	}
	t.Fatalf("no passage holds %q", marker)
	return ""
}

const (
	herald = "Marta Quill"
	ledger = "deckhand"
	tower  = "Agnes Tolley"
)

func TestHonestSentencesPass(t *testing.T) {
	for _, c := range []struct{ sentence, marker string }{
		{"About 7,000 passengers were stranded on the island of Sorn, Marta Quill said.", herald},
		{"Quill said about seven thousand passengers had been stranded on Sorn.", herald},
		{"Ferry crews walked out at Port Ellery on Tuesday over night shifts.", herald},
		{"Northline runs nine ships and was founded in 1968.", herald},
		{"Northline did not cancel its freight service.", herald},
		{"Northline runs 9 ships.", herald},
		{"12 percent of crossings would run on Wednesday, spokesman Idris Vane said.", herald},
		{"Northline carried 1.4 million passengers in 2022.", ledger},
		{"A deckhand is paid £31,400 a year by Northline.", ledger},
		{"The engineer Agnes Tolley built the lighthouse.", tower},
		{"Quill said: “Nobody sleeps on a night crossing.”", herald},
	} {
		if reason := claimOn(t, c.sentence, c.marker); reason != "" {
			t.Errorf("%q was refused: %s", c.sentence, reason)
		}
	}
}

func TestLiesAreRefused(t *testing.T) {
	for _, c := range []struct{ what, sentence, marker string }{
		{"number", "About 9,000 passengers had been stranded on the island of Sorn.", herald},
		{"hedge lost in rounding", "Northline carried 1.5 million passengers in 2022.", ledger},
		{"year", "Northline was founded in 1978 and runs nine ships.", herald},
		{"month", "The strike is the first at the port since June 2011.", herald},
		{"currency", "Northline pays a deckhand $31,400 a year.", ledger},
		{"percent for count", "12 crossings would run on Wednesday.", herald},
		{"name", "The union's president, Harriet Bloom, said that about 7,000 passengers had been stranded.", herald},
		{"place", "About 7,000 passengers had been stranded on the island of Malta.", herald},
		{"day", "Ferry crews at Port Ellery walked out on Friday over night shifts.", herald},
		{"negation dropped", "Northline did cancel its freight service.", herald},
		{"negation added", "Ferry crews at Port Ellery did not walk out on Tuesday.", herald},
		{"wrong passage", "Northline pays a deckhand £31,400 a year.", tower},
		{"invented quotation", "Quill said: “The sea belongs to everybody.”", herald},
		{"opening name", "Biden walked out on Tuesday over night shifts at Port Ellery.", herald},
		{"unit", "The strike delayed 12 tonnes of freight, the report for 2022 shows.", ledger},
		{"opposite", "The company carried 1.4 million passengers in 2022 and made a profit of £2.5m.", ledger},
		{"all for some", "All crossings would run on Wednesday, Idris Vane said.", herald},
		{"plan as fact", "Northline ordered two electric ferries.", ledger},
		{"bound as number", "Exactly 1.5 million passengers travelled in 2022.", ledger},
		{"figures of two sentences", "Northline, founded in 2011, runs nine ships.", herald},
		{"name of another sentence", "Idris Vane said that about 7,000 passengers had been stranded.", herald},
		{"end for beginning", "The museum is open until April.", tower},
		{"opening name", "Malta walked out on Tuesday over night shifts at Port Ellery.", herald},
		{"nothing of it", "Penguins breed on frozen coasts and eat krill.", tower},
	} {
		if claimOn(t, c.sentence, c.marker) == "" {
			t.Errorf("%s: %q passed", c.what, c.sentence)
		}
	}
}

// What the sources say themselves passes, every sentence of them.
func TestSourcesVerifyThemselves(t *testing.T) {
	d := deskFor(t, "What happened to the ferries of Northline at Port Ellery and the lighthouse of Sorn?", strike()...)
	for _, s := range d.sentences {
		if _, reason := d.verify(claim{text: plain(s.s), cites: []int{s.in.index}}); reason != "" {
			t.Errorf("%q was refused: %s", s.s, reason)
		}
	}
}

func TestUnneededCitationsAreLeftOut(t *testing.T) {
	d := deskFor(t, "What happened to the ferries of Northline at Port Ellery and the lighthouse of Sorn?", strike()...)
	var all []int
	for i := range d.evidence {
		all = append(all, i)
	}
	got, reason := d.verify(claim{text: "Northline runs nine ships.", cites: all})
	if reason != "" || len(got.quotes) != 1 {
		t.Errorf("%d quotes (%s), want the one that says it", len(got.quotes), reason)
	}
}

func TestSameName(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"russia", "russian", true}, {"korea", "korean", true}, {"germany", "german", true}, {"sweden", "swedish", true},
		{"china", "chinese", true}, {"niger", "nigeria", false}, {"paul", "paula", false}, {"martin", "martinez", false},
		{"austria", "australia", false}, {"iran", "iranian", true}, {"quill", "quill", true},
	} {
		if got := sameName(c.a, c.b); got != c.want {
			t.Errorf("%s, %s: %v", c.a, c.b, got)
		}
	}
}

func TestCitationsMustExist(t *testing.T) {
	d := deskFor(t, "What did Northline say?", strike()...)
	if _, reason := d.verify(claim{text: "Northline runs nine ships."}); reason == "" {
		t.Error("a sentence without a citation passed")
	}
	if _, reason := d.verify(claim{text: "Northline runs nine ships.", missing: []int{99}}); !strings.Contains(reason, "99") {
		t.Errorf("reason = %q, want it to name the citation", reason)
	}
}

func TestReadLine(t *testing.T) {
	for _, c := range []struct {
		line string
		want string // sentences with their passages, 0-based
	}{
		{"The ice broke. [2]", "The ice broke.|1"},
		{"The ice broke [2].", "The ice broke.|1"},
		{"- The ice broke [1][3]", "The ice broke|0,2"},
		{"1. The ice broke. [1, 3]", "The ice broke.|0,2"},
		{"The ice broke. [1-3]", "The ice broke.|0,1,2"},
		{"The ice broke [1] in the north [2].", "The ice broke in the north.|0,1"},
		{"The ice broke. [1] Ships sank. [2]", "The ice broke.|0 ; Ships sank.|1"},
		{"The ice broke. Ships sank. [2]", "The ice broke.|1 ; Ships sank.|1"},
		{"<p>The ice <b>broke</b>. [4]</p>", "The ice broke.|3"},
		{"**The ice broke.** 【2†source】", "The ice broke.|1"},
		{"The ice broke. [9]", "The ice broke.|!9"},
		{"The ice broke.", "The ice broke.|"},
		{"[1]", ""},
		{"---", ""},
	} {
		var got []string
		for _, x := range readLine(c.line, 4) {
			var cites []string
			for _, n := range x.cites {
				cites = append(cites, string(rune('0'+n)))
			}
			for _, n := range x.missing {
				cites = append(cites, "!"+string(rune('0'+n)))
			}
			got = append(got, x.text+"|"+strings.Join(cites, ","))
		}
		if strings.Join(got, " ; ") != c.want {
			t.Errorf("%q\n got %q\nwant %q", c.line, strings.Join(got, " ; "), c.want)
		}
	}
}

func FuzzReadLine(f *testing.F) {
	for _, s := range []string{"A. [1]", "[", "[1-99999]", "<<>>[1][", "【1", "a [1] b [2", "\xff[1]\xfe"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, c := range readLine(s, 4) {
			if strings.TrimSpace(c.text) == "" {
				t.Fatal("an empty claim")
			}
			for _, n := range c.cites {
				if n < 0 || n >= 4 {
					t.Fatalf("cites %d of 4", n)
				}
			}
		}
	})
}
