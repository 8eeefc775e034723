package corpus

import (
	"errors"
	"flag"
	"math"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"testing"

	"footnote/corpus/realpages"
)

var fit = flag.Bool("fit", false, "fit the judge of furniture on the tune half and write furniture.tsv")

// example is a page whose rows are labelled.
type example struct {
	j      *judge
	label  []realpages.Label
	weight float64
	name   string
}

// exampleOf prepares a page as Clean has it when the judge looks at it.
func exampleOf(lines []realpages.Line, weight float64, name string) *example {
	var b strings.Builder
	story := map[string]realpages.Label{}
	for _, l := range lines {
		if l.Gap && b.Len() > 0 {
			b.WriteByte('\n')
		}
		text := tidy(l.Text)
		b.WriteString(text + "\n")
		if was, ok := story[text]; ok && was != l.Label {
			story[text] = realpages.Unknown
		} else {
			story[text] = l.Label
		}
	}
	d := Draft{Text: b.String(), Scraped: true}
	p := newPage(tidy(d.Text))
	p.rules(&d)
	j := newJudge(p)
	if j == nil {
		return nil
	}
	e := &example{j: j, weight: weight, name: name}
	labelled := 0
	for i := range p.rows {
		first, _, _ := strings.Cut(p.rows[i].text, "\n")
		l := story[strings.TrimSpace(first)]
		if p.rows[i].why != "" {
			l = realpages.Unknown
		}
		if l != realpages.Unknown {
			labelled++
		}
		e.label = append(e.label, l)
	}
	e.weight *= math.Min(1, 60/float64(max(1, labelled)))
	return e
}

// TestFit fits the judge's weights: twice a logistic regression, the second over
// the results of the first, each by stochastic descent in a fixed order.
func TestFit(t *testing.T) {
	if !*fit {
		t.Skip("fits only with -fit")
	}
	var all []*example
	add := func(e *example) {
		if e != nil {
			all = append(all, e)
		}
	}
	for _, p := range realPages(t) {
		if p.Report {
			continue
		}
		for _, style := range realpages.Styles {
			weight := 1.0
			if style.Column {
				weight = 2
			}
			add(exampleOf(p.Lines(style), weight, p.Name))
		}
	}
	for _, set := range tuneSets {
		paths, _ := filepath.Glob("testdata/pages/" + set + "/*.txt")
		for _, path := range paths {
			add(exampleOf(markedRows(t, path), 8, path))
		}
	}
	t.Logf("%d texts", len(all))
	w := readWeights("")
	addWords(w, all)
	weights = w
	descend(w, all, func(e *example, i int, _ []float64) []int32 { return e.j.features(i) }, false)
	descend(w, all, func(e *example, i int, first []float64) []int32 { return e.j.second(i, first) }, true)
	if err := os.WriteFile("furniture.tsv", []byte(w.table()), 0o644); err != nil {
		t.Fatal(err)
	}
}

// addWords takes the words that short rows of many sites have.
func addWords(w *weighing, all []*example) {
	sites := map[string]map[string]bool{}
	for _, e := range all {
		for i := range e.label {
			r := &e.j.p.rows[i]
			if e.label[i] == realpages.Unknown || r.words > mostWords {
				continue
			}
			for word := range strings.FieldsFuncSeq(r.key, notInWord) {
				if sites[word] == nil {
					sites[word] = map[string]bool{}
				}
				sites[word][e.name] = true
			}
		}
	}
	var words []string
	for word, in := range sites {
		if len(in) >= 40 {
			words = append(words, word)
		}
	}
	sort.Strings(words)
	for _, word := range words {
		w.word[word] = int32(len(w.of))
		w.of = append(w.of, 0)
	}
}

func descend(w *weighing, all []*example, features func(*example, int, []float64) []int32, second bool) {
	const (
		rounds = 6
		rate   = 0.15
		shrink = 2e-5
	)
	squares := make([]float64, len(w.of))
	firsts := make([][]float64, len(all))
	if second {
		for n, e := range all {
			firsts[n] = make([]float64, len(e.label))
			for i := range e.label {
				firsts[n][i] = e.j.first(i)
			}
		}
	}
	for round := range rounds {
		for k := range all {
			n := (k*7919 + round*104729) % len(all)
			e := all[n]
			for i, l := range e.label {
				if l == realpages.Unknown || !e.j.judged(i) {
					continue
				}
				ids := features(e, i, firsts[n])
				miss := chance(w.sum(ids)) * e.weight
				if l == realpages.Furniture {
					miss -= e.weight
				}
				for _, id := range ids {
					g := miss + shrink*w.of[id]
					squares[id] += g * g
					w.of[id] -= rate * g / math.Sqrt(squares[id]+1e-6)
				}
			}
		}
	}
}

// realPages are all real pages with labels, or the test is skipped.
func realPages(t testing.TB) []*realpages.Page {
	t.Helper()
	marked, err := realpages.Marked()
	if err == nil {
		var more []*realpages.Page
		more, err = realpages.Snippets()
		for _, p := range more {
			if p.Guess() {
				marked = append(marked, p)
			}
		}
	}
	if errors.Is(err, realpages.ErrMissing) {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	return marked
}

// markedRows are the lines of a made-up page.
func markedRows(t *testing.T, path string) []realpages.Line {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var out []realpages.Line
	gap := true
	for line := range strings.Lines(string(raw)) {
		line = strings.TrimRight(line, "\n")
		if len(line) < 2 {
			gap = true
			continue
		}
		l := realpages.Line{Text: line[1:], Gap: gap}
		switch line[0] {
		case '+':
			l.Label = realpages.Story
		case '-':
			l.Label = realpages.Furniture
		case '@':
			continue
		}
		out = append(out, l)
		gap = false
	}
	return out
}
