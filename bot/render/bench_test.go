package render_test

import (
	"testing"

	"footnote/bot/render"
)

func BenchmarkDraw(b *testing.B) {
	for _, name := range []string{"answer", "answer-long", "passages-many"} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				render.Draw(samples[name])
			}
		})
	}
}
