package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"footnote/corpus"
	"footnote/retrieval"
)

// BenchmarkTable prints what adding, starting, searching and asking cost at
// growing sizes, with the same questions put to each engine alone in the same
// run. Times are in milliseconds, of the parts that the commands themselves use:
//
//	go test ./cmd/footnote -run '^$' -bench Table -benchtime 1x -timeout 30m
//
// FOOTNOTE_BENCH=all adds 100,000 passages, which takes some minutes.
func BenchmarkTable(b *testing.B) {
	sizes := []int{1_000, 10_000}
	if os.Getenv("FOOTNOTE_BENCH") == "all" {
		sizes = append(sizes, 100_000)
	}
	var rows []figures
	for _, size := range sizes {
		b.Run(strconv.Itoa(size), func(b *testing.B) {
			for b.Loop() {
				f := measure(b, size)
				rows = append(rows, f)
				b.ReportMetric(0, "ns/op")
				b.ReportMetric(f.passagesAdded, "added-passages/s")
				b.ReportMetric(ms(f.cold), "cold-ms")
				b.ReportMetric(ms(f.search.p50), "search-p50-ms")
				b.ReportMetric(f.ratio(), "ratio")
				b.ReportMetric(ms(f.asking()), "asking-ms")
			}
		})
	}
	printFigures(os.Stdout, rows)
}

// figures are what one size cost.
type figures struct {
	passages                     int
	articlesAdded, passagesAdded float64 // a second
	peak                         int64   // bytes of resident memory while adding
	cold                         time.Duration
	search, ask, chromem, bleve  quantiles
}

type quantiles struct{ p50, p95 time.Duration }

// ratio compares search with the slower of its two engines.
func (f figures) ratio() float64 {
	return float64(f.search.p50) / float64(max(f.chromem.p50, f.bleve.p50))
}

// asking is what an answer costs beyond its search.
func (f figures) asking() time.Duration { return f.ask.p50 - f.search.p50 }

func printFigures(w io.Writer, rows []figures) {
	fmt.Fprintf(w, "\n%8s %8s %8s %6s %6s | %13s %13s | %13s %13s %5s %6s\n", "passages", "added/s", "articl/s", "peakMB", "cold",
		"chromem", "bleve", "search", "ask", "ratio", "asking")
	fmt.Fprintf(w, "%40s | %13s %13s | %13s %13s %5s %6s\n", "", "p50     p95", "p50     p95", "p50     p95", "p50     p95", "", "")
	for _, f := range rows {
		fmt.Fprintf(w, "%8d %8.0f %8.0f %6d %6.0f | %s %s | %s %s %5.2f %6.1f\n", f.passages, f.passagesAdded, f.articlesAdded,
			f.peak>>20, ms(f.cold), f.chromem, f.bleve, f.search, f.ask, f.ratio(), ms(f.asking()))
	}
	fmt.Fprintln(w)
}

func (q quantiles) String() string { return fmt.Sprintf("%5.1f %7.1f", ms(q.p50), ms(q.p95)) }

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

func quantilesOf(times []time.Duration) quantiles {
	slices.Sort(times)
	at := func(q float64) time.Duration { return times[int(q*float64(len(times)-1))] }
	return quantiles{at(0.5), at(0.95)}
}

// measure adds a corpus of about so many passages to a new data folder and asks
// it questions.
func measure(b *testing.B, passages int) figures {
	b.Helper()
	root := b.TempDir()
	articles := writeReports(b, filepath.Join(root, "articles"), passages)
	data := filepath.Join(root, "data")
	footnote := func(args ...string) string {
		b.Helper()
		var out, errs bytes.Buffer
		if err := run(b.Context(), append([]string{"--data", data}, args...), strings.NewReader(""), &out, &errs); err != nil {
			b.Fatalf("%v: %v\n%s", args, err, errs.String())
		}
		return out.String()
	}

	var f figures
	resetPeak()
	start := time.Now()
	footnote("add", "--json", filepath.Join(root, "articles"))
	adding := time.Since(start).Seconds()
	f.peak = peakMemory()

	questions := benchQuestions(48)
	start = time.Now()
	footnote("search", "--json", questions[0])
	f.cold = time.Since(start)

	a := &app{in: strings.NewReader(""), out: io.Discard, err: io.Discard, dataFlag: data, spaceFlag: string(corpus.DefaultSpace)}
	s, err := a.open(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	defer s.close()
	counts, err := s.store.Counts(b.Context(), corpus.DefaultSpace)
	if err != nil {
		b.Fatal(err)
	}
	f.passages = counts.Passages
	f.passagesAdded, f.articlesAdded = float64(counts.Passages)/adding, float64(articles)/adding

	var search, ask, chromem, bleve []time.Duration
	timed := func(into *[]time.Duration, call func() error) {
		start := time.Now()
		if err := call(); err != nil {
			b.Fatal(err)
		}
		*into = append(*into, time.Since(start))
	}
	for round := range 3 {
		for _, text := range questions {
			q := retrieval.Question{Space: corpus.DefaultSpace, Text: text, AnswerAnyway: true}
			query := engineQuery(b, s, q)
			var times [4][]time.Duration
			timed(&times[0], func() error { _, err := s.asker.Search(b.Context(), q); return err })
			timed(&times[1], func() error { _, err := s.asker.Ask(b.Context(), q, nil); return err })
			timed(&times[2], func() error { _, err := s.index.Vector(b.Context(), query); return err })
			timed(&times[3], func() error { _, err := s.index.Lexical(b.Context(), query); return err })
			if round == 0 {
				continue // warms up
			}
			search, ask = append(search, times[0]...), append(ask, times[1]...)
			chromem, bleve = append(chromem, times[2]...), append(bleve, times[3]...)
		}
	}
	f.search, f.ask, f.chromem, f.bleve = quantilesOf(search), quantilesOf(ask), quantilesOf(chromem), quantilesOf(bleve)
	return f
}

// engineQuery is what Search asks the index for.
func engineQuery(b *testing.B, s *services, q retrieval.Question) retrieval.Query {
	b.Helper()
	m, err := s.embedder.Model(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	v, err := s.embedder.Embed(context.WithoutCancel(b.Context()), []string{q.Text})
	if err != nil {
		b.Fatal(err)
	}
	return retrieval.Query{Space: q.Space, Text: q.Text, Vector: v[0], Model: m.Key(), Limit: retrieval.DefaultLimit}
}

// The articles of the benchmark are made of invented reports: sentences of one
// pattern, filled with names, places, figures and words whose frequencies follow
// Zipf's law, as those of real text do.
type inventor struct {
	rng                  *rand.Rand
	words, names, places *rand.Zipf
}

func newInventor(seed uint64) *inventor {
	rng := rand.New(rand.NewPCG(seed, seed+1))
	return &inventor{rng, rand.NewZipf(rng, 1.07, 2.7, 50_000), rand.NewZipf(rng, 1.05, 5, 5_000), rand.NewZipf(rng, 1.05, 5, 2_000)}
}

func (v *inventor) word() string  { return benchWord(int(v.words.Uint64())) }
func (v *inventor) place() string { return capital(benchWord(100_000 + int(v.places.Uint64()))) }
func (v *inventor) name() string  { return capital(benchWord(200_000 + int(v.names.Uint64()))) }
func (v *inventor) year() int     { return 1950 + v.rng.IntN(75) }

func (v *inventor) sentence() string {
	var words []string
	for range 6 + v.rng.IntN(10) {
		words = append(words, v.word())
	}
	s := fmt.Sprintf("The %s of %s %s", v.word(), v.place(), strings.Join(words, " "))
	if v.rng.IntN(3) == 0 {
		s += fmt.Sprintf(" %d %s in %d", 2+v.rng.IntN(9000), v.word(), v.year())
	}
	if v.rng.IntN(3) == 0 {
		s += fmt.Sprintf(", %s %s said", v.name(), v.name())
	}
	return s + "."
}

func capital(w string) string { return strings.ToUpper(w[:1]) + w[1:] }

// writeReports writes text files with about so many passages in all and says
// how many files there are.
func writeReports(b *testing.B, folder string, passages int) int {
	b.Helper()
	if err := os.MkdirAll(folder, 0o700); err != nil {
		b.Fatal(err)
	}
	v := newInventor(5)
	const perArticle = 10
	n := 0
	for made := 0; made < passages; made += perArticle {
		var t strings.Builder
		fmt.Fprintf(&t, "%s %s report %d\n\n", v.place(), v.word(), n)
		for range perArticle * 2 { // about 70 words each, two to a passage
			for range 4 {
				t.WriteString(v.sentence() + " ")
			}
			t.WriteString("\n\n")
		}
		name := filepath.Join(folder, fmt.Sprintf("%06d.txt", n))
		if err := os.WriteFile(name, []byte(t.String()), 0o600); err != nil {
			b.Fatal(err)
		}
		n++
	}
	return n
}

func benchWord(rank int) string {
	syllables := strings.Fields("ba ke lo mi nu ra se ti vo zu pan ter lin mor gat")
	var w strings.Builder
	for n := rank; n > 0 || w.Len() < 4; n /= len(syllables) {
		w.WriteString(syllables[n%len(syllables)])
	}
	return w.String()
}

func benchQuestions(n int) []string {
	v := newInventor(7)
	questions := make([]string, n)
	for i := range questions {
		questions[i] = fmt.Sprintf("How many %s %s did the %s of %s have when %s spoke in %d?", v.word(), v.word(), v.word(), v.place(), v.name(), v.year())
	}
	return questions
}

// resetPeak makes Linux forget the peak of resident memory so far.
func resetPeak() { _ = os.WriteFile("/proc/self/clear_refs", []byte("5"), 0) }

// peakMemory is the peak of resident memory, 0 where the system does not tell.
func peakMemory() int64 {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(status)) {
		if rest, ok := strings.CutPrefix(line, "VmHWM:"); ok {
			kb, _ := strconv.ParseInt(strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(rest), "kB")), 10, 64)
			return kb << 10
		}
	}
	return 0
}
