package retrieval_test

import (
	"testing"

	"footnote/retrieval"
)

func TestPageURL(t *testing.T) {
	for _, c := range []struct {
		address string
		page    int
		want    string
	}{
		{"https://town.example/plan.pdf", 4, "https://town.example/plan.pdf#page=4"},
		{"https://town.example/get?id=7&as=pdf", 12, "https://town.example/get?id=7&as=pdf#page=12"},
		{"http://town.example/a%20plan.pdf", 1, "http://town.example/a%20plan.pdf#page=1"},
		{"https://town.example/plan.pdf", 0, "https://town.example/plan.pdf"},
		{"https://town.example/plan.pdf", -1, "https://town.example/plan.pdf"},
		{"https://town.example/plan.pdf#annex", 4, "https://town.example/plan.pdf#annex"},
		{"reports/plan.pdf", 4, "reports/plan.pdf"},
		{"file:///reports/plan.pdf", 4, "file:///reports/plan.pdf"},
		{"https://bad host/%zz", 4, "https://bad host/%zz"},
		{"", 4, ""},
	} {
		if got := retrieval.PageURL(c.address, c.page); got != c.want {
			t.Errorf("PageURL(%q, %d) = %q, want %q", c.address, c.page, got, c.want)
		}
	}
}

func TestPageLabel(t *testing.T) {
	for page, want := range map[int]string{-1: "", 0: "", 1: "p. 1", 412: "p. 412"} {
		if got := retrieval.PageLabel(page); got != want {
			t.Errorf("PageLabel(%d) = %q, want %q", page, got, want)
		}
	}
}
