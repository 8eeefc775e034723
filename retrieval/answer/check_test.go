package answer

import (
	"context"
	"fmt"
	"os"
	"strings"
	"testing"

	"footnote/corpus"
	"footnote/retrieval"
)

func checkText(t testing.TB, text string, articles []corpus.Article) retrieval.Checked {
	t.Helper()
	b := newBrute(t, articles...)
	c, err := b.asker(t, nil).CheckText(context.Background(), testSpace, text)
	if err != nil {
		t.Fatal(err)
	}
	bodies := map[string]string{}
	for _, x := range articles {
		bodies[x.Revision] = x.Body
	}
	for i, x := range c.Citations {
		if body := bodies[x.Revision]; x.N != i+1 || x.End > len(body) || body[x.Start:x.End] != x.Quote {
			t.Errorf("citation %d does not stand at %d:%d: %q", x.N, x.Start, x.End, x.Quote)
		}
	}
	for _, s := range c.Statements {
		for _, n := range append(s.Citations, s.Against...) {
			if n < 1 || n > len(c.Citations) {
				t.Errorf("citation %d does not exist: %q", n, s.Text)
			}
		}
		cited, against := len(s.Citations) > 0, len(s.Against) > 0
		want := map[retrieval.Verdict][2]bool{supported: {true, false}, contradicted: {false, true}, disputed: {true, true}, missing: {}}[s.Verdict]
		if want != [2]bool{cited, against} || s.Why == "" || s.Citations == nil || s.Against == nil {
			t.Errorf("%+v", s)
		}
	}
	return c
}

// tally counts verdicts: right; silent where the sources say something; wrong.
func tally(t *testing.T, articles []corpus.Article, cases []checkCase) (right, silent, wrong int) {
	t.Helper()
	for _, c := range cases {
		got := checkText(t, c.text, articles)
		verdict, why := retrieval.Verdict("none"), ""
		if len(got.Statements) == 1 {
			verdict, why = got.Statements[0].Verdict, got.Statements[0].Why
		}
		switch verdict {
		case c.want:
			right++
			if os.Getenv("SHOW") != "" {
				fmt.Printf("  right  %-12s %s  [%s]\n", verdict, c.text, why)
			}
			continue
		case missing:
			silent++
		default:
			wrong++
			t.Logf("wrong: %s\n got %s (%s), want %s", c.text, verdict, why, c.want)
		}
		if os.Getenv("SHOW") != "" {
			var q []string
			for _, x := range got.Citations {
				q = append(q, x.Quote)
			}
			fmt.Printf("  %-12s want %-12s %s  [%s] %s\n", verdict, c.want, c.text, why, strings.Join(q, " | "))
		}
	}
	return right, silent, wrong
}

func TestCheckTuned(t *testing.T) {
	right, silent, wrong := tally(t, tunedArticles(), tunedCases)
	t.Logf("%d right, %d silent, %d wrong of %d", right, silent, wrong, len(tunedCases))
}
func TestCheckHeld(t *testing.T) {
	right, silent, wrong := tally(t, heldArticles(), heldCases)
	t.Logf("%d right, %d silent, %d wrong of %d", right, silent, wrong, len(heldCases))
}
