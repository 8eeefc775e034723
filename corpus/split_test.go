package corpus

import (
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/graphemes"
	"pgregory.net/rapid"
)

// checkSplit: passages are what they say, in order, cover every sentence,
// start and end where sentences do unless those are too long, and overlap by
// whole sentences.
func checkSplit(t rapid.TB, body string) {
	a := Article{Meta: Meta{ID: "article", Revision: "revision"}, Body: body}
	checkPassages(t, body, Split(a))
	// The same holds when passages of another text are to be kept, and what was split
	// so once is split so again.
	spans := Sentences(body)
	for _, other := range []string{body, body[:len(body)/2], body[len(body)-len(body)/3:]} {
		like := SplitLike(a, textsOf(Split(Article{Body: other})))
		checkPassages(t, body, like)
		if again := SplitLike(a, textsOf(like)); !slices.Equal(like, again) {
			t.Fatalf("of %d sentences %d passages, then %d", len(spans), len(like), len(again))
		}
	}
}

func textsOf(passages []Passage) (texts []string) {
	for _, p := range passages {
		texts = append(texts, p.Text)
	}
	return texts
}

func checkPassages(t rapid.TB, body string, passages []Passage) {
	t.Helper()
	spans := Sentences(body)
	if len(passages) == 0 != (len(spans) == 0) {
		t.Fatalf("%d sentences, %d passages", len(spans), len(passages))
	}
	starts, ends := map[int]Span{}, map[int]Span{}
	for _, s := range spans {
		starts[s.Start], ends[s.End] = s, s
	}
	long := func(at int) bool { // at is inside a sentence that may be cut
		for _, s := range spans {
			if s.Start < at && at < s.End {
				return utf8.RuneCountInString(body[s.Start:s.End]) >= wholeRunes
			}
		}
		return false
	}
	end, last := 0, Span{-1, 0}
	for _, p := range passages {
		if body[p.Start:p.End] != p.Text || p.Text == "" {
			t.Fatalf("passage %d:%d is not its text", p.Start, p.End)
		}
		if p.ID != PassageID("revision", p.Start, p.End) || p.ArticleID != "article" || p.Revision != "revision" {
			t.Fatalf("passage names: %+v", p)
		}
		onRune(t, body, Span{p.Start, p.End})
		if p.Start <= last.Start || p.End <= last.End {
			t.Fatalf("passage %d:%d after %v", p.Start, p.End, last)
		}
		if p.Start > end && strings.TrimSpace(body[end:p.Start]) != "" {
			t.Fatalf("left out %q", body[end:p.Start])
		}
		if _, ok := starts[p.Start]; !ok && !long(p.Start) {
			t.Fatalf("starts inside a sentence: %q", p.Text)
		}
		if _, ok := ends[p.End]; !ok && !long(p.End) {
			t.Fatalf("ends inside a sentence: %q", p.Text)
		}
		if p.Start < end { // an overlap is one whole sentence
			if s, ok := starts[p.Start]; !ok || s.End != end {
				t.Fatalf("overlap %q is no sentence", body[p.Start:end])
			}
		}
		n, space := 0, 0
		for _, r := range p.Text {
			if n++; unicode.IsSpace(r) {
				space++
			}
		}
		if n-space > passageLimit {
			t.Fatalf("a passage of %d characters", n)
		}
		end, last = p.End, Span{p.Start, p.End}
	}
	if strings.TrimSpace(body[end:]) != "" {
		t.Fatalf("left out %q", body[end:])
	}
}

// passageLimit is the most characters that a passage can have, not counting
// space: what pack allows, or one piece of a long sentence with the grapheme
// cluster that ends it.
const passageLimit = 2*maxRunes + maxCluster

func TestSplitKeepsShortArticlesWhole(t *testing.T) {
	if got := Split(Article{Body: " \n "}); got != nil {
		t.Errorf("an empty body gives %d passages", len(got))
	}
	body := strings.Repeat("This sentence of ten words says nothing at all today.\n\n", 15)
	got := Split(Article{Body: body})
	if len(got) != 1 || got[0].Text != strings.TrimSpace(body) {
		t.Errorf("150 words make %d passages", len(got))
	}
}

func TestSplitCutsOnlyLongSentences(t *testing.T) {
	for name, body := range map[string]string{
		"words":    strings.Repeat("word ", 2000),
		"clauses":  strings.Repeat("some words of a clause, ", 300),
		"base64":   strings.Repeat("QUJDREVGRw", 500),
		"chinese":  strings.Repeat("这是一个没有句号的很长的句子，", 200),
		"families": strings.Repeat("👩‍👩‍👧‍👦", 3000),
		"accents":  strings.Repeat("e\u0301\u0323", 3000),
	} {
		t.Run(name, func(t *testing.T) {
			passages := Split(Article{Body: body})
			if len(passages) < 2 {
				t.Fatalf("%d passages", len(passages))
			}
			borders := map[int]bool{0: true}
			for it := graphemes.FromString(body); it.Next(); {
				borders[it.End()] = true
			}
			for _, p := range passages {
				if !borders[p.Start] || !borders[p.End] {
					t.Errorf("%d:%d cuts a grapheme cluster", p.Start, p.End)
				}
				if name == "words" && (!strings.HasPrefix(p.Text, "word") || !strings.HasSuffix(p.Text, "word")) {
					t.Errorf("cuts a word: %.20q", p.Text)
				}
				if name == "clauses" && !strings.HasSuffix(p.Text, ",") {
					t.Errorf("cuts a clause: %q", p.Text[max(0, len(p.Text)-20):])
				}
			}
		})
	}
}

func TestSplitProperties(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		checkSplit(rt, drawText(rt))
	})
}

func TestSentencesProperties(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		checkSentences(rt, drawText(rt))
	})
}

// drawText makes texts of the things that borders depend on.
func drawText(t *rapid.T) string {
	words := rapid.SampledFrom([]string{
		"the", "The", "Mr.", "U.S.", "J.", "3.", "3.5", "No.", "etc.", "said", "(", ")", "“", "”", "\"", "'", "…", "...", "?", "!",
		".", "。", "「", "」", "漢字", "ภาษา", "-", "•", "a)", "[4]", "e\u0301", "👩‍👧", "\u200d", "\u00a0", "word", "Word", "longerword",
	})
	spaces := rapid.SampledFrom([]string{" ", " ", " ", " ", "", "\n", "\n\n", "\r\n", "  "})
	var b strings.Builder
	for range rapid.IntRange(0, 600).Draw(t, "n") {
		b.WriteString(words.Draw(t, "word"))
		b.WriteString(spaces.Draw(t, "space"))
	}
	return b.String()
}
