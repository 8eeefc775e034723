package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"footnote/corpus"
	"footnote/corpus/ingest"
	"footnote/retrieval"
)

// BenchmarkAskWhileAdding compares how long a question takes while nothing else
// happens with how long it takes while the same process adds articles, as a bot
// does when a moderator adds a folder of them in the middle of the day:
//
//	go test ./cmd/footnote -run '^$' -bench AskWhileAdding -benchtime 1x
func BenchmarkAskWhileAdding(b *testing.B) {
	root := b.TempDir()
	writeReports(b, filepath.Join(root, "articles"), 10_000)
	writeMoreReports(b, filepath.Join(root, "more"), 1_000)
	data := filepath.Join(root, "data")
	if err := run(b.Context(), []string{"--data", data, "add", "--json", filepath.Join(root, "articles")}, strings.NewReader(""), io.Discard, io.Discard); err != nil {
		b.Fatal(err)
	}
	a := &app{in: strings.NewReader(""), out: io.Discard, err: io.Discard, dataFlag: data, spaceFlag: string(corpus.DefaultSpace)}
	c, err := loadConfig("")
	if err != nil {
		b.Fatal(err)
	}
	s, err := a.openWriterOf(b.Context(), c, true)
	if err != nil {
		b.Fatal(err)
	}
	defer s.close()
	if err := a.openAsker(s, c, nil); err != nil {
		b.Fatal(err)
	}
	var quietly calm
	s.ingester.Breathe = quietly.wait
	asker := calmAsker{s.asker, &quietly}
	questions := benchQuestions(48)
	ask := func(n int) time.Duration {
		start := time.Now()
		q := retrieval.Question{Space: corpus.DefaultSpace, Text: questions[n%len(questions)], AnswerAnyway: true}
		if _, err := asker.Ask(b.Context(), q, nil); err != nil {
			b.Fatal(err)
		}
		return time.Since(start)
	}
	for b.Loop() {
		var quiet, busy []time.Duration
		for n := range 3 * len(questions) {
			if took := ask(n); n >= len(questions) { // the first round warms up
				quiet = append(quiet, took)
			}
		}
		var added atomic.Int64
		ended := make(chan error, 1)
		start := time.Now()
		go func() {
			ended <- s.ingester.AddPaths(b.Context(), corpus.DefaultSpace, addedBy, []string{filepath.Join(root, "more")},
				ingest.Observer{Imported: func(corpus.Imported) { added.Add(1) }})
		}()
		for n, adding := 0, true; adding; n++ {
			busy = append(busy, ask(n))
			// People do not ask one question after the other without a breath.
			select {
			case err := <-ended:
				if err != nil {
					b.Fatal(err)
				}
				adding = false
			case <-time.After(20 * time.Millisecond):
			}
		}
		took := time.Since(start)
		q, w := quantilesOf(quiet), quantilesOf(busy)
		b.ReportMetric(0, "ns/op")
		b.ReportMetric(float64(w.p50)/float64(q.p50), "p50-ratio")
		b.ReportMetric(float64(w.p95)/float64(q.p95), "p95-ratio")
		b.ReportMetric(float64(added.Load())/took.Seconds(), "articles/s")
		fmt.Fprintf(os.Stdout, "\nms a question   p50     p95\nquiet         %s\nwhile adding  %s   %d questions, %d articles added in %.1f s\n\n",
			q, w, len(busy), added.Load(), took.Seconds())
	}
}

// writeMoreReports writes other articles than writeReports does, of about 600
// words.
func writeMoreReports(b *testing.B, folder string, articles int) {
	b.Helper()
	if err := os.MkdirAll(folder, 0o700); err != nil {
		b.Fatal(err)
	}
	v := newInventor(11)
	for n := range articles {
		var t strings.Builder
		fmt.Fprintf(&t, "%s %s bulletin %d\n\n", v.place(), v.word(), n)
		for range 9 { // about 66 words each
			for range 4 {
				t.WriteString(v.sentence() + " ")
			}
			t.WriteString("\n\n")
		}
		if err := os.WriteFile(filepath.Join(folder, fmt.Sprintf("%06d.txt", n)), []byte(t.String()), 0o600); err != nil {
			b.Fatal(err)
		}
	}
}
