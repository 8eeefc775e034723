package answer

import "testing"

func TestThesaurus(t *testing.T) {
	th, err := english()
	if err != nil {
		t.Fatal(err)
	}
	if len(th) < 10000 {
		t.Fatalf("only %d words", len(th))
	}
	for _, c := range []struct {
		have, claim string
		stands      bool
	}{
		{"gathered", "collected", true}, {"quenched", "extinguished", true}, {"researchers", "scientists", true},
		{"scientist", "researcher", false}, // wider is no narrower
		{"rose", "fell", false}, {"wine", "vinegar", false}, {"Scotland", "moved", false},
	} {
		if got := th.sameOrWider(c.have, c.claim); got != c.stands {
			t.Errorf("%s for %s: %v", c.have, c.claim, got)
		}
	}
	if !th.opposite("disagrees", "agreed") || th.opposite("agrees", "agreed") {
		t.Error("opposites")
	}
	if th.bases("scotland") != nil {
		t.Error("a name is a word")
	}
	text := readText("en", "Crews put the last fires out by noon.")
	if !text.holdsPhrase([2]string{"put", "out"}) || text.holdsPhrase([2]string{"put", "off"}) {
		t.Error("put … out")
	}
}

// What is told in another form is the same; what is told of another is not.
func TestVerifierReadsOtherForms(t *testing.T) {
	d := deskFor(t, "What happened in Arle?", article("News from Arle", "courier", "2024-03-02",
		`The mayor of Arle, Ines Corbo, opened the new bath on Saturday. The bakery Holm sold its shop in Mill Lane to the butcher Anton Reiss for 90,000 crowns.

Rents in Arle rose from 600 to 750 crowns in a decade. Fewer than one in ten flats stands empty. A fifth of the tenants moved away. Visitors must be at least 14. Tickets start at 12 crowns, and the trip takes 45 minutes. The stall carries up to 80 kilograms. Dogs are forbidden in the park. Reiss painted the portrait of Corbo. The bath comes in two colours, blue and grey.`))
	for _, c := range []struct {
		text string
		true bool
	}{
		{"Anton Reiss bought the shop in Mill Lane from the bakery Holm.", true},
		{"The bakery Holm bought the shop in Mill Lane from Anton Reiss.", false},
		{"Rents rose by 150 crowns in ten years.", true},
		{"Rents rose by 170 crowns in ten years.", false},
		{"Rents rose by 150 crowns in twenty years.", false},
		{"Less than 10 percent of the flats are empty.", true},
		{"Less than 5 percent of the flats are empty.", false},
		{"20 percent of the tenants moved away.", true},
		{"40 percent of the tenants moved away.", false},
		{"Visitors have to be 14 or older.", true},
		{"Visitors have to be 16 or older.", false},
		{"A ticket costs at least 12 crowns.", true},
		{"The trip takes three quarters of an hour.", true},
		{"The trip takes half an hour.", false},
		{"The maximum load of the stall is 80 kilograms.", true},
		{"The maximum load of the stall is 90 kilograms.", false},
		{"Dogs are not allowed in the park.", true},
		{"Dogs are allowed in the park.", false},
		{"Corbo painted the portrait of Reiss.", false},
		{"Anton Reiss opened the new bath on Saturday.", false},
		{"Corbo opened the new bath on Saturday.", true},
	} {
		_, reason := d.verify(claim{text: c.text, cites: []int{0}})
		if (reason == "") != c.true {
			t.Errorf("%q: %q", c.text, reason)
		}
	}
}
