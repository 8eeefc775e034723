package store

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// The lines of a log begin alike, and there are many of them on both sides: what is
// looked up at each place is one sentence for each length.
func TestSharingOfLinesThatBeginAlike(t *testing.T) {
	const lines = 2000
	log := func(unit string) string {
		var b strings.Builder
		for i := range lines {
			fmt.Fprintf(&b, "The station in the harbour of the town measured %d %s.\n\n", i, unit)
		}
		return b.String()
	}
	x := sentences{}
	x.add("a", log("degrees"))
	x.add("b", log("degrees"))
	if len(x) != 1 {
		t.Fatalf("%d ways to begin", len(x))
	}
	for _, a := range x {
		if len(a.lengths) != 4 || len(a.owners) != lines { // of 1, 2, 3 and 4 digits
			t.Errorf("%d lengths of %d lines", len(a.lengths), len(a.owners))
		}
	}
	for text, want := range map[string]string{
		log("litres"): "", "See: " + "The station in the harbour of the town measured 7 degrees.": "a b",
		"The station in the harbour of the town measured 7 degrees": "", "A short one.": "",
	} {
		var got []string
		x.find(text, func(owner string) { got = append(got, owner) })
		slices.Sort(got)
		if strings.Join(got, " ") != want {
			t.Errorf("%.40s…: %v, want %s", text, got, want)
		}
	}
}
