package embed_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"footnote/retrieval/embed"
)

// passage has 120 words.
var passage = strings.TrimSpace(strings.Repeat(`The ferry to the outer islands leaves from the old pier at a quarter
past seven, and on market days a second boat follows at noon. Passengers with bicycles are asked to
arrive twenty minutes early, because the ramp is narrow and the crew loads freight first. `, 3))[:724]

func BenchmarkEmbed(b *testing.B) {
	m := builtin(b)
	for _, c := range []struct{ name, text string }{
		{"passage", passage},
		{"accents", strings.NewReplacer("e", "é", "'", "’").Replace(passage)},
		{"cyrillic", strings.Repeat("Паром на дальние острова уходит от старого причала. ", 15)},
		{"question", "When does the ferry to the islands leave?"},
		{"one-word-1MB", strings.Repeat("a", 1<<20)},
		{"marks-1MB", strings.Repeat("\u0301", 1<<19)},
		{"unspellable-1MB", strings.Repeat(strings.Repeat("a", 99)+"ᚠ ", 10<<10)},
	} {
		b.Run(c.name, func(b *testing.B) {
			dst := make([]float32, 0, m.Dimension())
			b.ReportAllocs()
			b.SetBytes(int64(len(c.text)))
			for b.Loop() {
				m.AppendEmbed(dst, c.text)
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "texts/s")
		})
	}
}

// BenchmarkLoad is the model's part of a cold start, and the hash of the file.
func BenchmarkLoad(b *testing.B) {
	file, err := os.ReadFile(filepath.Join("model", "minilm-static-256.semb"))
	if err != nil {
		b.Fatal(err)
	}
	s := string(file)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := embed.Load(s); err != nil {
			b.Fatal(err)
		}
	}
}
