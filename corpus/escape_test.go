package corpus

import (
	"strings"
	"testing"
)

func TestEscapes(t *testing.T) {
	for text, want := range map[string]string{
		"The \x1b[31mred\x1b[0m bee":                                    "The red bee",
		"\x1b[1;38;5;208mThe bee\x1b[m":                                 "The bee",
		"The\u009b31m bee":                                              "The bee",
		"\x1b[2J\x1b[HThe bee":                                          "The bee",
		"\x1b[?25lThe bee\x1b[?25h":                                     "The bee",
		"\x1b]0;window title\aThe bee":                                  "The bee",
		"See \x1b]8;;http://x.example/a\x1b\\the bee\x1b]8;;\x1b\\ now": "See the bee now",
		"See \u009d8;;http://x.example\u009cthe bee":                    "See the bee",
		"\x1bPq#0;2;0;0;0\x1b\\The bee":                                 "The bee",
		"\x1b(BThe bee\x1b7\x1b8\x1bc":                                  "The bee",
		"\x1b[31":                                                       "",
		"The bee\x1b[31\nThe river":                                     "The bee\nThe river",
		"\x1b]0;no end\nThe bee":                                        "0;no end\nThe bee",
		"Stray \x1b and \x1bmore\x1b":                                   "Stray and more",
		"a[31m is no colour":                                            "a[31m is no colour",
		"a\rb\r\nc\r\r\nd":                                              "a\nb\nc\nd",
	} {
		got := strings.Join(strings.Fields(tidy(text)), " ")
		if got != strings.Join(strings.Fields(want), " ") {
			t.Errorf("%q became %q", text, got)
		}
	}
	c := Clean(Draft{Title: "\x1b[31mThe\nbee\x1b[0m", Author: "Ann\x1b]0;x\a Roe", Publisher: "\x1b[1mPaper", Text: "Bees \x1b[1mfly\x1b[0m."})
	if c.Title != "The bee" || c.Author != "Ann Roe" || c.Publisher != "Paper" || c.Body != "Bees fly." {
		t.Errorf("%+v", c)
	}
}

// A lone carriage return ends a line like any other, and no word before or after
// it is lost.
func TestLoneReturns(t *testing.T) {
	for _, text := range []string{
		"The first paragraph tells of bees that fly\rover the river in May.\n\nThe second one tells of lime trees on the quay.\n",
		"Bees in May\r\rThe first paragraph tells of bees over the river.\r\rThe second one tells of lime trees on the quay.\r",
		"Loading 10%\rLoading 90%\rThe first paragraph tells of bees over the river.\n\nThe second one tells of lime trees.\n",
		"Short first\rline of it.\n\nThe second one tells of lime trees on the quay.\n",
	} {
		c := Clean(Draft{Text: text, Scraped: true})
		all := c.Body
		for _, r := range c.Removed {
			all += "\n" + r.Text
		}
		left := bagOfWords(all)
		for w := range strings.FieldsSeq(text) {
			if left[w]--; left[w] < 0 {
				t.Errorf("%q is lost from %q", w, text)
			}
		}
	}
}

func bagOfWords(s string) map[string]int {
	m := map[string]int{}
	for w := range strings.FieldsSeq(s) {
		m[w]++
	}
	return m
}
