package eval

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"footnote/corpus"
	"footnote/retrieval"
	"footnote/retrieval/answer"
)

// Material is a set of articles that are evidence together, and sentences that are
// true of them.
type Material struct {
	Articles []corpus.Article
	Truths   []Truth
}

// Truth is a sentence that an article carries.
type Truth struct {
	Text    string
	Article int    // in Material.Articles
	Kind    string // of an honest sentence in other words; "" if it is the article's own
	Report  bool   // it belongs to the half that is only reported
}

// HonestMaterial is the honest sentences and the sentences of their articles. Every
// other article belongs to the report. Each article stands beside the next one of
// its half, so that there is a wrong passage to cite.
func HonestMaterial() ([]Material, error) {
	all, err := HonestArticles()
	if err != nil {
		return nil, err
	}
	var articles []corpus.Article
	for _, h := range all {
		articles = append(articles, article(corpus.DefaultSpace, h.Title, h.Published, h.Body))
	}
	var out []Material
	for i, h := range all {
		report := i%2 == 1 && !h.Tune
		m := Material{Articles: []corpus.Article{articles[i], articles[(i+2)%len(all)]}}
		for _, s := range h.Honest {
			m.Truths = append(m.Truths, Truth{Text: s.Text, Kind: s.Kind, Report: report})
		}
		for _, s := range sentencesOf(h.Body) {
			m.Truths = append(m.Truths, Truth{Text: s, Report: report})
		}
		out = append(out, m)
	}
	return out, nil
}

// GoldMaterial is the sentences that hold the gold answers of golden questions:
// the paragraphs of one title are evidence together. Titles are split as Halves
// splits them.
func GoldMaterial(titles []Title) []Material {
	var out []Material
	for i, t := range titles {
		var m Material
		for j, p := range t.Paragraphs {
			m.Articles = append(m.Articles, article(corpus.DefaultSpace, t.Name, "", p.Text))
			seen := make(map[int]bool)
			for _, q := range p.Questions {
				for _, g := range q.Gold[:min(1, len(q.Gold))] {
					for _, s := range corpus.Sentences(p.Text) {
						if g.Start >= s.Start && g.End <= s.End && !seen[s.Start] {
							seen[s.Start] = true
							m.Truths = append(m.Truths, Truth{Text: p.Text[s.Start:s.End], Article: j, Report: i%2 == 1})
						}
					}
				}
			}
		}
		out = append(out, m)
	}
	return out
}

// ArticleMaterial is all sentences of articles that are evidence together. Every
// other article belongs to the report.
func ArticleMaterial(articles []corpus.Article) Material {
	m := Material{Articles: articles}
	for i, a := range articles {
		for _, s := range sentencesOf(a.Body) {
			m.Truths = append(m.Truths, Truth{Text: s, Article: i, Report: i%2 == 1})
		}
	}
	return m
}

// sentencesOf are the sentences of a body that end like sentences, each on one line.
func sentencesOf(body string) []string {
	var out []string
	for _, s := range corpus.Sentences(body) {
		text := strings.Join(strings.Fields(body[s.Start:s.End]), " ")
		if strings.HasSuffix(text, ".") || strings.HasSuffix(text, "”") || strings.HasSuffix(text, `"`) {
			out = append(out, text)
		}
	}
	return out
}

// Told is a sentence that was handed to the verifier: a lie, or an honest one.
type Told struct {
	Kind  string // a lie's; "" if honest
	Truth Truth
	Text  string
	// Shown says that the verifier let it through; Reason is why it did not.
	Shown  bool
	Reason string
	// Quotes are those that would be shown with it.
	Quotes []string
}

// Tell makes lies of the material, hands them and the true sentences to the
// verifier, and says what became of them. The error is the context's.
func Tell(ctx context.Context, words answer.Words, material []Material) ([]Told, error) {
	a, err := answer.New(answer.Config{Lexicon: noLexicon{}, Words: words})
	if err != nil {
		return nil, err
	}
	var out []Told
	for _, m := range material {
		told, err := m.tell(ctx, a)
		if err != nil {
			return nil, err
		}
		out = append(out, told...)
	}
	return out, nil
}

// noLexicon is the lexicon where no question is asked.
type noLexicon struct{}

func (noLexicon) DocFreq(ctx context.Context, _ corpus.Space, _ []string) (int, map[string]int, error) {
	return 0, nil, ctx.Err()
}

func (m Material) tell(ctx context.Context, a *answer.Answerer) ([]Told, error) {
	var evidence []retrieval.Evidence
	var of []int // article of each passage
	for i, x := range m.Articles {
		for _, p := range corpus.Split(x) {
			evidence = append(evidence, retrieval.Evidence{Article: x.Meta, Passage: p})
			of = append(of, i)
		}
	}
	v, err := a.Verifier(ctx, evidence)
	if err != nil {
		return nil, err
	}
	var out []Told
	hand := func(t Truth, kind, text string, cites []int) {
		told := Told{Kind: kind, Truth: t, Text: text, Shown: true}
		for _, s := range v.Line(text + marks(cites)) {
			if s.Reason != "" {
				told.Shown, told.Reason = false, s.Reason
			}
			told.Quotes = append(told.Quotes, s.Quotes...)
		}
		out = append(out, told)
	}
	for _, t := range m.Truths {
		cites := citedBy(t, evidence, of)
		if len(cites) == 0 {
			continue
		}
		hand(t, "", t.Text, cites)
		truth, wrong := m.truth(t, evidence, of, cites)
		for _, mk := range makers {
			for _, l := range mk.make(truth) {
				switch l.cites {
				case citesOther:
					hand(t, mk.kind, l.text, []int{wrong})
				case citesNothing:
					hand(t, mk.kind, l.text, []int{len(evidence) + 1 + pick(t.Text, 9)})
				default:
					hand(t, mk.kind, l.text, cites)
				}
			}
		}
		if err := ctx.Err(); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func marks(cites []int) string {
	var b strings.Builder
	for _, n := range cites {
		b.WriteString(" [" + strconv.Itoa(n) + "]")
	}
	return b.String()
}

// citedBy is the numbers of the passages that a truth cites: the one that holds
// it, or all of its article if it is told in other words.
func citedBy(t Truth, evidence []retrieval.Evidence, of []int) []int {
	var out []int
	for i, e := range evidence {
		if of[i] != t.Article {
			continue
		}
		if t.Kind != "" {
			out = append(out, i+1)
		} else if strings.Contains(strings.Join(strings.Fields(e.Passage.Text), " "), t.Text) {
			return []int{i + 1}
		}
	}
	return out
}

// truth is what lies of t may be made with, and the number of a passage of
// another article that says least of it.
func (m Material) truth(t Truth, evidence []retrieval.Evidence, of []int, cites []int) (truth, int) {
	out := truth{text: t.Text, passage: m.Articles[t.Article].Title}
	wrong, least := 0, 2.0
	for i, e := range evidence {
		switch {
		case slices.Contains(cites, i+1):
			out.passage += "\n" + e.Passage.Text
		case of[i] != t.Article:
			if s := shareOf(t.Text, e.Passage.Text); s < least {
				wrong, least = i+1, s
			}
		}
	}
	if wrong > 0 {
		out.near = []string{evidence[wrong-1].Passage.Text}
	}
	for _, x := range m.Truths {
		if x.Article != t.Article && x.Kind == "" {
			out.others = append(out.others, x.Text)
		}
	}
	if len(out.others) == 0 {
		for i, x := range m.Articles {
			if i != t.Article {
				out.others = append(out.others, sentencesOf(x.Body)...)
			}
		}
	}
	return out, wrong
}

// Caught counts lies: how many were told and how many the verifier refused.
type Caught struct{ Told, Refused int }

// Share is the refused share, 0 to 1; 0 of none.
func (c Caught) Share() float64 {
	if c.Told == 0 {
		return 0
	}
	return float64(c.Refused) / float64(c.Told)
}

// Refusals counts what was told of these kinds in one half. Honest sentences have
// the kind "".
func Refusals(told []Told, report bool, kinds ...string) Caught {
	var c Caught
	for _, t := range told {
		if t.Truth.Report == report && slices.Contains(kinds, t.Kind) {
			c.Told++
			if !t.Shown {
				c.Refused++
			}
		}
	}
	return c
}

// LieKinds are the kinds of lies, in the order of the report.
func LieKinds() []string {
	var out []string
	for _, m := range makers {
		out = append(out, m.kind)
	}
	return out
}

// LieTable reports lie by lie what the verifier refused, of each half, and the
// honest sentences that it refused wrongly.
func LieTable(told []Told) Table {
	t := Table{
		Title:  "Lies that verification refuses, in per cent",
		Header: []string{"kind", "tune n", "refused", "report n", "refused"},
	}
	row := func(name string, of []Told, kinds ...string) {
		a, b := Refusals(of, false, kinds...), Refusals(of, true, kinds...)
		t.Rows = append(t.Rows, []string{name, fmt.Sprint(a.Told), Percent(a.Share()), fmt.Sprint(b.Told), Percent(b.Share())})
	}
	for _, k := range LieKinds() {
		row(k, told, k)
	}
	row("all kinds", told, LieKinds()...)
	var quoted, own []Told
	for _, x := range told {
		if x.Truth.Kind == "" {
			quoted = append(quoted, x)
		} else {
			own = append(own, x)
		}
	}
	row("all kinds, of sentences in other words", own, LieKinds()...)
	row("honest, in other words (wrongly)", own, "")
	row("honest, as they stand (wrongly)", quoted, "")
	return t
}
