package answer

import "testing"

func TestRelation(t *testing.T) {
	th := dictionary()
	for _, c := range []struct {
		asked, have string
		want        relation
	}{
		{"purchase", "bought", synonymOf}, {"author", "poet", kindOf}, {"poet", "author", unrelated},
		{"south", "north", rivalOf}, {"open", "closed", rivalOf}, {"bridge", "bridges", synonymOf}, {"bridge", "lamp", unrelated},
	} {
		if got := th.relation(th.bases(c.asked), th.bases(c.have)); got != c.want {
			t.Errorf("%s is %d to %s, want %d", c.have, got, c.asked, c.want)
		}
	}
}
