package answer

import (
	"slices"
	"testing"
)

func TestUnheard(t *testing.T) {
	town := article("A town", "post", "", "The barge Hilde Marie carried gravel from Saltby to the cement works. The mayor praised the crew of the barge.")
	for question, want := range map[string][]string{
		"Which violin concert took place in Saltby?":   {"violin", "concert"},
		"Which barge carried gravel from Saltby?":      nil, // said
		"Which violin was aboard the barge in Saltby?": nil, // one of them is said
		"Who is the violinist of Saltby?":              nil, // one word alone may be said otherwise
	} {
		if got := deskFor(t, question, town).reading().unheardOf(); !slices.Equal(got, want) && (want != nil || got != nil) {
			t.Errorf("%s: %q, want %q", question, got, want)
		}
	}
}

// "The bridge" is the Kestrel Bridge where the passage speaks of that.
func TestShortForm(t *testing.T) {
	bridge := article("A bridge", "post", "", "When the Kestrel Bridge opened in 1968, many called it a comb. It had cost much. The bridge is 640 metres long.")
	d := deskFor(t, "How long is the Kestrel Bridge?", bridge)
	if got := d.ranked()[0].s; got != "The bridge is 640 metres long." {
		t.Errorf("the best sentence is %q", got)
	}
}
