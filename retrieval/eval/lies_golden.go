package eval

import (
	"context"
	"slices"
	"strings"

	"footnote/retrieval/answer"
)

// mostTruths is how many true sentences lies are made of for a report: a few
// thousand lies, in two or three seconds.
const mostTruths = 150

// Tell makes lies of the right sentences of answers, and hands them and the
// sentences themselves to the verifier. Each article is evidence together with
// another one, so that there is a wrong passage to cite. The error is the
// context's or the store's.
func (s *Shelf) Tell(ctx context.Context, words answer.Words, outcomes []Outcome) ([]Told, error) {
	material, err := s.material(ctx, outcomes)
	if err != nil {
		return nil, err
	}
	return Tell(ctx, words, material)
}

// material is the sentences that make answers right, by article. Of many it takes
// each so many-th one.
func (s *Shelf) material(ctx context.Context, outcomes []Outcome) ([]Material, error) {
	type key struct{ article, revision string }
	type found struct {
		key
		text string
	}
	var all []found
	for _, o := range outcomes {
		if o.Kind != Answerable || !o.Right {
			continue
		}
		for _, x := range o.Forced.Sentences {
			if len(x.Citations) == 0 || !o.right(x.Text) {
				continue
			}
			c := o.Forced.Citations[x.Citations[0]-1]
			// The article's own words: a model's are verified before they are shown.
			f := found{key{c.ArticleID, c.Revision}, strings.Join(strings.Fields(c.Quote), " ")}
			if !slices.Contains(all, f) {
				all = append(all, f)
			}
			break
		}
	}
	step := (len(all) + mostTruths - 1) / mostTruths
	var out []Material
	at := make(map[key]int)
	for i := 0; i < len(all); i += step {
		f := all[i]
		m, known := at[f.key]
		if !known {
			a, err := s.articles.Article(ctx, s.Space, f.article, f.revision)
			if err != nil {
				return nil, err
			}
			m = len(out)
			at[f.key] = m
			out = append(out, Material{})
			out[m].Articles = append(out[m].Articles, a)
		}
		out[m].Truths = append(out[m].Truths, Truth{Text: f.text})
	}
	for i := range out {
		if other := out[(i+1)%len(out)].Articles[0]; other.ID != out[i].Articles[0].ID {
			out[i].Articles = append(out[i].Articles, other)
		}
	}
	return out, nil
}

// liesSection is the section of a report that says what became of lies.
const liesSection = "Verification: lies made of right answers"

// LieFigures are the shares of lies that the verifier refused, kind by kind, and of
// true sentences that it dropped.
func LieFigures(told []Told) Figures {
	var f Figures
	add := func(name, label string, c Caught) {
		f = append(f, Figure{liesSection, name, label, Share, c.Share(), c.Told})
	}
	of := func(kinds ...string) Caught {
		a, b := Refusals(told, false, kinds...), Refusals(told, true, kinds...)
		return Caught{a.Told + b.Told, a.Refused + b.Refused}
	}
	add("lies_refused", "refused, of all kinds", of(LieKinds()...))
	for _, k := range LieKinds() {
		add("lies_refused_"+strings.ReplaceAll(k, " ", "_"), "refused: "+k, of(k))
	}
	add("truths_dropped", "true sentences dropped", of(""))
	return f
}

// AddLies puts the figures of lies behind those of verification.
func (r *Reported) AddLies(told []Told) {
	at := slices.IndexFunc(r.Figures, func(f Figure) bool { return f.Section == "Cost" })
	if at < 0 {
		at = len(r.Figures)
	}
	r.Figures = slices.Insert(r.Figures, at, LieFigures(told)...)
}
