package answer

import (
	"strings"
	"testing"

	"footnote/corpus"
	"footnote/retrieval"
)

// A figure that its sentence, or the one behind it, takes back is no side of a
// disagreement: what stands in its place is the answer.
func TestCorrections(t *testing.T) {
	old := article("Flood", "post", "2023-04-02", "The flood of the Mell destroyed 260 barns. The dyke of the Mell is 18 kilometres long.")
	other := article("Farms", "mail", "2023-04-05", "About 370 barns were destroyed by the flood of the Mell. The dyke of the Mell is 25 kilometres long.")
	for _, c := range []struct{ question, correction, first, update string }{
		{"How many barns did the flood of the Mell destroy?", "On Sunday we wrote that the flood of the Mell destroyed 260 barns. The correct number is 390.", "390", "390 260"},
		{"How many barns did the flood of the Mell destroy?", "The flood of the Mell destroyed 390 barns, not 260 as we first reported.", "390", "390 260"},
		{"How many barns did the flood of the Mell destroy?", "The flood of the Mell destroyed not 260 but 390 barns.", "390", "390 260"},
		{"How many barns did the flood of the Mell destroy?", "The flood of the Mell destroyed 390 barns instead of 260.", "390", "390 260"},
		{"How long is the dyke of the Mell?", "The dyke of the Mell is 25 kilometres long, not 18 kilometres as we reported.", "25", "25 18"},
		{"How long is the dyke of the Mell?", "The dyke of the Mell, which we wrongly said was 18 kilometres long, is 25 kilometres long.", "25", "25 18"},
	} {
		a := askAbout(t, nil, retrieval.Question{Text: c.question, AnswerAnyway: true}, old, article("Correction", "post", "2023-04-09", c.correction))
		if len(a.Sentences) == 0 || !strings.Contains(a.Sentences[0].Text, c.first) {
			t.Errorf("%s\n%s\nfirst %+v", c.question, c.correction, a.Sentences)
		}
		if got := strings.ReplaceAll(values(a.Updates), "_kilometres", ""); got != c.update || len(a.Conflicts) > 0 {
			t.Errorf("%s\n%s\nupdates %q, conflicts %q", c.question, c.correction, got, values(a.Conflicts))
		}
		b := askAbout(t, nil, retrieval.Question{Text: c.question, AnswerAnyway: true}, old, other, article("Correction", "post", "2023-04-09", c.correction))
		for _, x := range b.Conflicts {
			for _, claim := range x.Claims {
				if strings.HasPrefix(claim.Value, "260") || strings.HasPrefix(claim.Value, "18") {
					t.Errorf("%s\n%s\nwithdrawn, and yet disputed: %+v", c.question, c.correction, x)
				}
			}
		}
	}
}

// Who, why and in what year ask for no count that others give otherwise, and two sums
// of money for two things are no disagreement.
func TestNothingDisputed(t *testing.T) {
	papers := []corpus.Article{
		article("Fire at the mill of Tarrow", "post", "2023-04-02", "A fire at the mill of Tarrow drove 310 families from their homes. Jon Relk saw the flames first. The roof of the mill of Tarrow was mended for 1.4 million euros in 2019. The mill of Tarrow holds 900 tonnes of grain."),
		article("After the fire at Tarrow", "mail", "2023-04-05", "The fire at the mill of Tarrow drove some 480 families from their homes. The owner of the mill, Orbin Foods, made a profit of 22 million euros. They stayed away because of the smoke."),
	}
	for _, question := range []string{
		"Who saw the flames first?", "In what year was the roof of the mill of Tarrow mended?", "How big is the mill of Tarrow?",
		"Why did the families stay away?", "Does Orbin Foods own the mill of Tarrow?", "How much did the roof of the mill of Tarrow cost?",
	} {
		a := askAbout(t, nil, retrieval.Question{Text: question, AnswerAnyway: true}, papers...)
		if len(a.Conflicts)+len(a.Updates) > 0 {
			t.Errorf("%s: conflicts %+v, updates %+v", question, a.Conflicts, a.Updates)
		}
	}
	a := askAbout(t, nil, retrieval.Question{Text: "How many families did the fire at the mill of Tarrow drive from their homes?"}, papers...)
	if values(a.Conflicts) != "480 310" {
		t.Errorf("conflicts %q", values(a.Conflicts))
	}
}
