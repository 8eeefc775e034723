package answer

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"

	"footnote/corpus"
	"footnote/retrieval"
)

type squad struct {
	Data []struct {
		Title      string
		Paragraphs []struct {
			Context string
			Qas     []struct {
				ID, Question string
				Answers      []struct{ Text string }
			}
		}
	}
}

type q struct {
	q, gold, art string
	title        int
}

func small(t *testing.T, data any, arts []corpus.Article, of func(int) []q) {
	dump, _ := os.Create(os.Getenv("SMALL"))
	defer dump.Close()
	enc := json.NewEncoder(dump)
	for title := 0; title*5 < len(arts); title++ {
		mine := arts[title*5 : title*5+5]
		b := newBrute(t, mine...)
		asker := b.asker(t, nil)
		f := func(text string, ex ...string) (features, kind) {
			found, _ := asker.Search(context.Background(), retrieval.Question{Space: "x", Text: text, Exclude: ex})
			d, _ := lay(context.Background(), b, b.model, retrieval.Question{Space: "x", Text: text}, found.Evidence)
			return d.judge(asker.Answerer.(*Answerer).model).features, d.q.kind
		}
		others := of((title + 2) % 24)
		for i, x := range of(title) {
			ff, k := f(x.q)
			enc.Encode(map[string]any{"y": 1, "ok": 1, "t": title, "f": ff, "q": x.q, "kind": k})
			ff, k = f(x.q, x.art)
			enc.Encode(map[string]any{"y": 0, "k": "near", "t": title, "f": ff, "q": x.q, "kind": k})
			ff, k = f(others[i%len(others)].q)
			enc.Encode(map[string]any{"y": 0, "k": "far", "t": title, "f": ff, "q": others[i%len(others)].q, "kind": k})
			qd, od := readQuestion("en", x.q), readQuestion("en", others[i%len(others)].q)
			qn, on := append(qd.names, qd.figures...), append(od.names, od.figures...)
			if len(qn) > 0 && len(on) > 0 {
				sw := strings.Replace(x.q, qn[i%len(qn)].text, on[0].text, 1)
				ff, k = f(sw)
				enc.Encode(map[string]any{"y": 0, "k": "swap", "t": title, "f": ff, "q": sw, "kind": k})
			}
		}
	}
}

func TestExp(t *testing.T) {
	f := os.Getenv("EXP")
	if f == "" {
		t.Skip()
	}
	var s squad
	raw, _ := os.ReadFile("../../../shared/eval/xquad-en-half.json")
	json.Unmarshal(raw, &s)
	var arts []corpus.Article
	var qs []q
	for ti, d := range s.Data {
		for pi, p := range d.Paragraphs {
			a := corpus.Article{Meta: corpus.Meta{Space: "x", Title: strings.ReplaceAll(d.Title, "_", " "), SourceID: d.Title}, Body: p.Context}
			a.ID = corpus.ArticleID("x", d.Title, fmt.Sprint(pi))
			a.Revision = corpus.RevisionID(a.ID, a.Title, a.Body)
			arts = append(arts, a)
			for _, x := range p.Qas {
				qs = append(qs, q{x.Question, x.Answers[0].Text, a.ID, ti})
			}
		}
	}
	if os.Getenv("NOTITLE") != "" {
		for i := range arts {
			arts[i].Title = ""
		}
	}
	b := newBrute(t, arts...)
	asker := b.asker(t, nil)
	if os.Getenv("SMALL") != "" {
		small(t, s.Data, arts, func(title int) []q {
			var out []q
			for _, x := range qs {
				if x.title == title {
					out = append(out, x)
				}
			}
			return out
		})
		return
	}
	var dump *os.File
	if p := os.Getenv("FEATS"); p != "" {
		dump, _ = os.Create(p)
		defer dump.Close()
	}
	var sd *os.File
	if p := os.Getenv("SENTS"); p != "" {
		sd, _ = os.Create(p)
		defer sd.Close()
	}
	parity := map[string]int{"tune": 0, "report": 1, "all": 2}[f]
	n, anyOK, first, sents, r1, right, words, twin := 0, 0, 0, 0, 0, 0, 0, 0
	for _, x := range qs {
		if parity != 2 && x.title%2 != parity {
			continue
		}
		n++
		ans, err := asker.Ask(context.Background(), retrieval.Question{Space: "x", Text: x.q, AnswerAnyway: true}, nil)
		if err != nil {
			t.Fatal(err)
		}
		found, _ := asker.Search(context.Background(), retrieval.Question{Space: "x", Text: x.q})
		if found.Evidence[0].Article.ID == x.art {
			r1++
		}
		d, _ := lay(context.Background(), b, b.model, retrieval.Question{Space: "x", Text: x.q}, found.Evidence)
		if rk := d.ranked(); len(rk) > 0 && strings.Contains(rk[0].s, strings.TrimRight(x.gold, ".,")) {
			first++
		}
		if sd != nil {
			rows := []any{}
			maxS, maxP := 0.0, 0.0
			for _, s := range d.sentences {
				maxS, maxP = max(maxS, s.bm25), max(maxP, s.in.bm25)
			}
			for _, s := range d.sentences {
				if !quotable(s) {
					continue
				}
				okS := 0
				if strings.Contains(s.s, strings.TrimRight(x.gold, ".,")) && d.evidence[s.in.index].Article.ID == x.art {
					okS = 1
				} else if strings.Contains(s.s, strings.TrimRight(x.gold, ".,")) {
					okS = 2
				}
				ty := s.typed
				an := 0.0
				if s.anaphor {
					an = 1
				}
				pc, nc := 0.0, 0.0
				if s.prev != nil {
					pc = s.prev.cosine
				}
				if s.next != nil {
					nc = s.next.cosine
				}
				rows = append(rows, []float64{float64(okS), s.bm25 / maxS, s.bm25 / (d.q.total + .01), s.cosine, s.in.bm25 / maxP, s.in.cosine, s.neighbour(), ty, d.share(s.covers), d.share(d.match(s.in.text, nil, s.in.title)), d.evidence[s.in.index].Score, float64(len(s.words)), an, pc, nc, float64(d.q.kind), float64(s.in.index)})
			}
			json.NewEncoder(sd).Encode(map[string]any{"t": x.title, "q": x.q, "rows": rows})
		}
		all := ""
		for _, s := range ans.Sentences {
			all += s.Text + " "
			sents++
		}
		words += len(strings.Fields(all))
		ok := strings.Contains(all, strings.Join(strings.Fields(strings.TrimRight(x.gold, ".,")), " "))
		if ok {
			anyOK++
		} else if f == "tune" && os.Getenv("MISS") != "" {
			fmt.Printf("MISS %q gold %q\n  got %q\n", x.q, x.gold, all)
		}
		if dump != nil {
			j := d.judge(asker.Answerer.(*Answerer).model)
			enc := json.NewEncoder(dump)
			lab := 0
			if ok {
				lab = 1
			}
			enc.Encode(map[string]any{"y": 1, "ok": lab, "t": x.title, "f": j.features, "q": x.q, "kind": d.q.kind})
			far := []string{}
			for _, a := range arts {
				if a.SourceID == s.Data[x.title].Title {
					far = append(far, a.ID)
				}
			}
			for k, ex := range [][]string{{x.art}, far} {
				found, _ := asker.Search(context.Background(), retrieval.Question{Space: "x", Text: x.q, Exclude: ex})
				d, _ := lay(context.Background(), b, b.model, retrieval.Question{Space: "x", Text: x.q}, found.Evidence)
				j := d.judge(asker.Answerer.(*Answerer).model)
				enc.Encode(map[string]any{"y": 0, "k": []string{"near", "far"}[k], "t": x.title, "f": j.features, "q": x.q, "kind": d.q.kind})
			}
			// swapped twin
			qd := readQuestion("en", x.q)
			qd.names = append(qd.names, qd.figures...)
			if len(qd.names) > 0 {
				nm := qd.names[len(x.q)%len(qd.names)]
				other := qs[(n*37+11)%len(qs)]
				for z := 0; z < 200; z++ {
					other = qs[(n*37+11+z*13)%len(qs)]
					od := readQuestion("en", other.q)
					od.names = append(od.names, od.figures...)
					if other.title == x.title || len(od.names) == 0 {
						continue
					}
					on := od.names[0]
					isNum := strings.ContainsAny(nm.text, "0123456789")
					if isNum != strings.ContainsAny(on.text, "0123456789") {
						continue
					}
					sw := strings.Replace(x.q, nm.text, on.text, 1)
					found, _ := asker.Search(context.Background(), retrieval.Question{Space: "x", Text: sw})
					d, _ := lay(context.Background(), b, b.model, retrieval.Question{Space: "x", Text: sw}, found.Evidence)
					j := d.judge(asker.Answerer.(*Answerer).model)
					enc.Encode(map[string]any{"y": 0, "k": "swap", "t": x.title, "f": j.features, "q": sw, "kind": d.q.kind})
					twin++
					break
				}
			}
		}
		_ = right
	}
	fmt.Printf("%s n=%d R@1 %.3f first %.3f answer %.3f sentences %.2f words %.1f swaps %d\n", f, n, float64(r1)/float64(n), float64(first)/float64(n), float64(anyOK)/float64(n), float64(sents)/float64(n), float64(words)/float64(n), twin)
}
