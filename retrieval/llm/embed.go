package llm

import (
	"bytes"
	"context"
	"fmt"
	"math"
	"regexp"
	"strings"
	"sync"

	"github.com/sashabaranov/go-openai"

	"footnote/retrieval"
)

// EmbedOptions are the limits of an Embedder. Zero values mean the defaults.
type EmbedOptions struct {
	Batch int // texts in one request; default 64
	// Dimension is asked of the endpoint, for models that can shorten their
	// vectors, and checked. 0 takes the dimension that comes.
	Dimension int
	// VectorWeight is the share of the vector score in search; default 0.65, as
	// suits a transformer.
	VectorWeight float64
}

const (
	maxBatchBytes = 128 << 10 // of text in one request
	maxTextBytes  = 32 << 10  // of one text: some 8,000 tokens, the most that common models take
	// shortText is what a text is cut to when the endpoint finds it too long: at
	// two bytes a token, which few scripts and tokenizers undercut, 512 tokens.
	shortText = 1 << 10
	// maxEmbedBody bounds one reply: 64 vectors of 8,192 numbers of 24 digits.
	maxEmbedBody = 16 << 20
	maxDimension = 8192
)

// Embedder is an embedding model behind an endpoint. It is safe for concurrent
// use. Its vectors have unit length; only a blank text, which is not sent, has
// a zero vector.
type Embedder struct {
	*client
	options EmbedOptions

	mu        sync.Mutex
	dimension int // 0 until known
	batch     int // texts in one request; shrinks when the endpoint takes fewer
	noAsk     bool
}

var _ retrieval.Embedder = (*Embedder)(nil)

// NewEmbedder checks the endpoint's description; it does not connect. The error
// is a *corpus.Problem that names the key under [embedding] to mend.
func NewEmbedder(e Endpoint, o EmbedOptions) (*Embedder, error) {
	c, err := newClient("embedding", "embedding model", e)
	if err != nil {
		return nil, err
	}
	if o.Batch <= 0 {
		o.Batch = 64
	}
	if o.VectorWeight <= 0 || o.VectorWeight > 1 {
		o.VectorWeight = 0.65
	}
	return &Embedder{client: c, options: o, dimension: max(o.Dimension, 0), batch: o.Batch}, nil
}

// Model identifies the model. The first call asks the endpoint for the vector of
// one word, unless the dimension was configured or a text was embedded before.
func (e *Embedder) Model(ctx context.Context) (retrieval.Model, error) {
	known, _, _ := e.known()
	if known == 0 {
		if _, err := e.Embed(ctx, []string{"word"}); err != nil {
			return retrieval.Model{}, err
		}
		known, _, _ = e.known()
	}
	return retrieval.Model{
		Provider: "openai", Name: e.model, Dimension: known, VectorWeight: e.options.VectorWeight,
	}, nil
}

func (e *Embedder) known() (dimension, batch int, ask bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.dimension, e.batch, !e.noAsk
}

// Embed returns the vectors of the texts, in their order. A text that the
// endpoint finds too long is embedded by its beginning. The error is a
// *corpus.Problem, or ctx's when the caller cancelled; then there are no
// vectors at all.
func (e *Embedder) Embed(ctx context.Context, texts []string) ([][]float32, error) {
	vectors := make([][]float32, len(texts))
	var todo []int // the texts that are sent
	clean := make([]string, len(texts))
	for i, t := range texts {
		clean[i] = strings.TrimSpace(shorten(strings.ToValidUTF8(t, "�"), maxTextBytes))
		if clean[i] != "" {
			todo = append(todo, i)
		}
	}
	for len(todo) > 0 {
		n, size := 0, 0
		for _, batch, _ := e.known(); n < len(todo) && n < batch; n++ {
			size += len(clean[todo[n]])
			if n > 0 && size > maxBatchBytes {
				break
			}
		}
		if err := e.part(ctx, clean, vectors, todo[:n]); err != nil {
			return nil, e.problem(err)
		}
		todo = todo[n:]
	}
	if dimension, _, _ := e.known(); dimension > 0 {
		for i, v := range vectors {
			if v == nil {
				vectors[i] = make([]float32, dimension)
			}
		}
	} else if len(vectors) > 0 { // blank texts only
		m, err := e.Model(ctx)
		if err != nil {
			return nil, err
		}
		for i := range vectors {
			vectors[i] = make([]float32, m.Dimension)
		}
	}
	return vectors, nil
}

// part embeds the texts with these numbers in one request. When the endpoint
// rejects it, it is asked for halves, down to the text that is at fault; that
// one is shortened, once.
func (e *Embedder) part(ctx context.Context, texts []string, vectors [][]float32, which []int) error {
	err := e.request(ctx, texts, vectors, which)
	f, ok := err.(*failure)
	if !ok || !(f.rejected() || f.tooLong()) {
		return err
	}
	if f.names([]string{"dimensions"}) != "" {
		e.mu.Lock()
		again := !e.noAsk
		e.noAsk = true
		e.mu.Unlock()
		if again {
			return e.part(ctx, texts, vectors, which)
		}
	}
	if len(which) > 1 {
		half := len(which) / 2
		if err := e.part(ctx, texts, vectors, which[:half]); err != nil {
			return err
		}
		if f.rejected() && strings.Contains(f.body, "batch") {
			e.mu.Lock()
			e.batch = min(e.batch, max(half, 1))
			e.mu.Unlock()
		}
		return e.part(ctx, texts, vectors, which[half:])
	}
	i := which[0]
	if !f.tooLong() || len(texts[i]) <= shortText {
		return err
	}
	e.log.Warn("a text is too long for the embedding model; its beginning stands for it",
		"text", i+1, "bytes", len(texts[i]), "kept", shortText)
	texts[i] = shorten(texts[i], shortText)
	return e.request(ctx, texts, vectors, which)
}

// request asks for the vectors of some texts, within the time of one call.
func (e *Embedder) request(ctx context.Context, texts []string, vectors [][]float32, which []int) error {
	ctx, cancel := e.bounded(ctx)
	defer cancel()
	input := make([]string, len(which))
	for i, w := range which {
		input[i] = texts[w]
	}
	request := openai.EmbeddingRequest{Input: input, Model: openai.EmbeddingModel(e.model)}
	if _, _, ask := e.known(); ask {
		request.Dimensions = max(e.options.Dimension, 0)
	}
	return e.do(ctx, exchange{limit: maxEmbedBody}, func(ctx context.Context, a attempt) error {
		response, err := a.api.CreateEmbeddings(ctx, request)
		if err != nil {
			return err
		}
		if bytes.Contains(a.raw, []byte("null")) && nullElement.Match(a.raw) {
			return fail(kindVectors, "a vector holds null for a number")
		}
		return e.accept(response.Data, vectors, which)
	})
}

// nullElement finds null as an element of a list, which is how a server writes
// NaN, and which would be read as 0.
var nullElement = regexp.MustCompile(`[\[,]\s*null\s*[,\]]`)

// accept checks the vectors of one reply and puts them in their places.
func (e *Embedder) accept(data []openai.Embedding, vectors [][]float32, which []int) error {
	if len(data) != len(which) {
		return fail(kindVectors, "%d vectors came for %d texts", len(data), len(which))
	}
	dimension, _, _ := e.known()
	got := make([][]float32, len(which))
	for _, d := range data {
		if d.Index < 0 || d.Index >= len(got) || got[d.Index] != nil {
			return fail(kindVectors, "their numbering is broken at %d", d.Index)
		}
		if dimension == 0 {
			dimension = len(d.Embedding)
		}
		v := d.Embedding
		switch {
		case len(v) == 0 || len(v) > maxDimension:
			return fail(kindVectors, "a vector has %d numbers", len(v))
		case len(v) != dimension:
			return fail(kindVectors, "they have %d numbers instead of %d", len(v), dimension)
		}
		if err := unit(v); err != nil {
			return &failure{kind: kindVectors, err: fmt.Errorf("text %d: %w", which[d.Index]+1, err)}
		}
		got[d.Index] = v
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.dimension != 0 && e.dimension != dimension { // two first calls at the same time
		return fail(kindVectors, "they have %d numbers instead of %d", dimension, e.dimension)
	}
	e.dimension = dimension
	for i, w := range which {
		vectors[w] = got[i]
	}
	return nil
}

// unit scales a vector to length 1.
func unit(v []float32) error {
	var sum float64
	for _, x := range v {
		sum += float64(x) * float64(x)
	}
	switch {
	case math.IsNaN(sum) || math.IsInf(sum, 0):
		return fmt.Errorf("a vector holds a number that is not finite")
	case sum == 0:
		return fmt.Errorf("a vector is all zeros")
	}
	scale := 1 / math.Sqrt(sum)
	for i, x := range v {
		v[i] = float32(float64(x) * scale)
	}
	return nil
}
