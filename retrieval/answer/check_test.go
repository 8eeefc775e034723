package answer

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"footnote/corpus"
	"footnote/retrieval"
)

func checkText(t testing.TB, asker *retrieval.Asker, text string, articles []corpus.Article) retrieval.Checked {
	t.Helper()
	c, err := asker.CheckText(context.Background(), testSpace, text)
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
	asker := newBrute(t, articles...).asker(t, nil)
	for _, c := range cases {
		got := checkText(t, asker, c.text, articles)
		verdict, why := retrieval.Verdict("none"), ""
		if len(got.Statements) == 1 {
			verdict, why = got.Statements[0].Verdict, got.Statements[0].Why
		}
		switch verdict {
		case c.want:
			right++
			continue
		case missing:
			silent++
		default:
			wrong++
			t.Logf("wrong: %s\n got %s (%s), want %s", c.text, verdict, why, c.want)
		}
	}
	return right, silent, wrong
}

// The rules were made with the first cases in sight. Of the second, written
// before them, 49 were right, 11 silent and 1 wrong when they first ran; of the
// third, which set traps, 39 were right, 9 silent and 12 wrong: nothing asked then
// whether words stand in one clause (together.go). Of the last, 31 were right, 17
// silent and 3 wrong, which is what to expect of texts that no rule has seen. What
// was learned is in the rules by now, so all must keep what they have. A wrong
// verdict does harm; silence where the sources speak does little.
func TestVerdicts(t *testing.T) {
	for name, c := range map[string]struct {
		articles []corpus.Article
		cases    []checkCase
		right    int
	}{
		"tuned": {tunedArticles(), tunedCases, 43},
		"held":  {heldArticles(), heldCases, 54},
		"fresh": {freshArticles(), freshCases, 52},
		"last":  {lastArticles(), lastCases, 35},
	} {
		right, silent, wrong := tally(t, c.articles, c.cases)
		t.Logf("%s: %d right, %d silent, %d wrong of %d", name, right, silent, wrong, len(c.cases))
		if right < c.right || wrong > 0 {
			t.Errorf("%s: %d right, %d wrong; want at least %d right and none wrong", name, right, wrong, c.right)
		}
	}
}

// What an article says is supported; the same with another number, with a denial,
// or with somebody else's name is not.
func TestMutatedSentencesAreNotSupported(t *testing.T) {
	sets := map[string][]corpus.Article{
		"tuned": tunedArticles(), "held": heldArticles(), "fresh": freshArticles(), "strike": strike(),
	}
	total, carried, lies, believed := 0, 0, 0, 0
	for _, articles := range sets {
		b := newBrute(t, articles...)
		asker := b.asker(t, nil)
		verdict := func(text string) retrieval.Verdict {
			c, err := asker.CheckText(context.Background(), testSpace, text)
			if err != nil {
				t.Fatal(err)
			}
			if len(c.Statements) != 1 {
				return ""
			}
			return c.Statements[0].Verdict
		}
		for _, s := range sentencesOf(articles) {
			switch verdict(s) {
			case supported, disputed:
				carried++
				total++
			case missing:
				total++
			case contradicted:
				total++
				t.Errorf("contradicted by its own article: %s", s)
			}
			for _, lie := range mutations(s) {
				lies++
				if v := verdict(lie); v == supported || v == disputed {
					believed++
					t.Logf("%s: %s", v, lie)
				}
			}
		}
	}
	t.Logf("%d of %d sentences are supported, %d of %d mutations", carried, total, believed, lies)
	if 10*carried < 9*total || 100*believed > lies {
		t.Errorf("%d of %d sentences are supported, %d of %d mutations; want nine in ten, and one in a hundred at most", carried, total, believed, lies)
	}
}

func sentencesOf(articles []corpus.Article) []string {
	var out []string
	for _, a := range articles {
		for _, span := range corpus.Sentences(a.Body) {
			s := a.Body[span.Start:span.End]
			if t := readText("en", s); len(t.words) > 3 && !pronouns[t.words[0].fold] {
				out = append(out, s)
			}
		}
	}
	return out
}

// mutations are lies made of a true sentence.
func mutations(s string) []string {
	t := readText("en", s)
	var out []string
	put := func(from, to int, with string) { out = append(out, s[:from]+with+s[to:]) }
	for _, q := range t.quantities {
		put(t.words[q.Start].Start, t.words[q.End-1].End, fmt.Sprint(int(q.value)*2+3))
	}
	for _, x := range t.dates {
		if x.year > 0 {
			w := t.words[x.end-1]
			put(w.Start, w.End, fmt.Sprint(x.year-7))
		}
	}
	if denial.reached(t) == nil {
		for i, w := range t.words {
			if auxiliary[w.fold] && w.fold != "do" && i > 0 {
				put(w.End, w.End, " not")
				break
			}
		}
	} else {
		out = append(out, strings.Replace(s, " not ", " ", 1))
	}
	for _, n := range t.names() {
		for _, other := range []string{"Harriet Bloom", "Osterfeld"} {
			put(t.words[n.Start].Start, t.words[n.End-1].End, other)
		}
	}
	return slices.DeleteFunc(out, func(lie string) bool { return lie == s })
}

// Whatever stands in a message and in the articles, a verdict has its citations,
// and a question its mark.
func TestVerdictsOfAnyText(t *testing.T) {
	word := rapid.SampledFrom(strings.Fields(`The the mayor of Halden is was Piet Aalders , and founded by in 1968 1968. not may will
her It it from to Skarra Port 12 boats % £2.5m “no” . — ; U.S. 東京。 👩‍👩‍👧 \n more than half every 20 May only which switched on off GB 5 MB`))
	text := rapid.Custom(func(t *rapid.T) string {
		return strings.Join(rapid.SliceOfN(word, 1, 40).Draw(t, "words"), " ")
	})
	rapid.Check(t, func(rt *rapid.T) {
		var articles []corpus.Article
		for i, body := range rapid.SliceOfN(text, 0, 3).Draw(rt, "bodies") {
			articles = append(articles, article("T"+string(rune('a'+i)), "p", "", body))
		}
		asker := newBrute(t, articles...).asker(t, nil)
		checkText(rapidTB{t, rt}, asker, text.Draw(rt, "message"), articles)
		if len(articles) > 0 {
			checkText(rapidTB{t, rt}, asker, articles[0].Body, articles)
			for _, q := range questionsOf(articles...) {
				if !strings.HasSuffix(q, "?") {
					rt.Errorf("question %q", q)
				}
			}
		}
	})
}
