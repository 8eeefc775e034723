package llmtest

import (
	"footnote/retrieval/embed"
)

// vector is the builtin model's vector of a text, cut or filled with zeros to
// the dimension (0 keeps it). A text without any known word gets a fixed
// direction: an endpoint that serves a transformer has no zero vectors.
func vector(m *embed.Model, text string, dimension int) []float32 {
	v := m.Embed(text)
	if dimension > 0 {
		resized := make([]float32, dimension)
		copy(resized, v)
		v = resized
	}
	for _, x := range v {
		if x != 0 {
			return v
		}
	}
	if len(v) > 0 {
		v[0] = 1
	}
	return v
}
