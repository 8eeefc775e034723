package eval

import "testing"

// A series of what is missing ends with one mark.
func TestStop(t *testing.T) {
	for _, c := range []struct {
		parts []string
		want  string
	}{
		{[]string{"the mast", "How many sails has it?"}, ""},
		{[]string{"How many sails has it?", "the mast"}, "."},
		{nil, "."},
	} {
		if got := stop(c.parts); got != c.want {
			t.Errorf("%q ends with %q, want %q", c.parts, got, c.want)
		}
	}
}
