package llm_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"unicode/utf8"

	"pgregory.net/rapid"

	"footnote/corpus"
	"footnote/retrieval"
	"footnote/retrieval/embed"
	"footnote/retrieval/llm"
	"footnote/retrieval/llmtest"
)

func TestEmbedsInBatchesAndInOrder(t *testing.T) {
	e := mock(t, llmtest.Options{Key: secret}, `{"fault":"order"}`)
	builtin, err := embed.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	texts := []string{"ships at sea", "a bridge of steel", " \n", "the price of wheat", "fog", "trains to the north"}
	emb := embedder(t, e.Endpoint, llm.EmbedOptions{Batch: 2})
	vectors, err := emb.Embed(within(t), texts)
	if err != nil {
		t.Fatal(err)
	}
	if n := e.calls(); n != 3 {
		t.Errorf("%d calls for five texts by two", n)
	}
	for i, v := range vectors {
		want := 1.0
		if strings.TrimSpace(texts[i]) == "" {
			want = 0
		}
		if got := embed.Cosine(v, builtin.Embed(texts[i])); math.Abs(got-want) > 1e-6 {
			t.Errorf("%q: cosine %g, want %g", texts[i], got, want)
		}
	}
	m, err := emb.Model(within(t))
	if want := (retrieval.Model{Provider: "openai", Name: "m", Dimension: builtin.Dimension(), VectorWeight: 0.65}); err != nil || m != want {
		t.Errorf("%+v, %v", m, err)
	}
	if e.calls() != 3 {
		t.Error("the dimension was asked for again")
	}
}

func TestModelAsksOnce(t *testing.T) {
	e := mock(t, llmtest.Options{Dimension: 100}, `{"fault":"500","times":1}`)
	emb := embedder(t, e.Endpoint, llm.EmbedOptions{VectorWeight: 0.5})
	for range 3 {
		if m, err := emb.Model(within(t)); err != nil || m.Dimension != 100 || m.VectorWeight != 0.5 {
			t.Errorf("%+v, %v", m, err)
		}
	}
	if n := e.calls(); n != 2 {
		t.Errorf("%d calls", n)
	}
	if v, err := emb.Embed(within(t), nil); err != nil || len(v) != 0 {
		t.Errorf("no texts: %v, %v", v, err)
	}
	if v, err := embedder(t, e.Endpoint, llm.EmbedOptions{}).Embed(within(t), []string{""}); err != nil || len(v) != 1 || len(v[0]) != 100 {
		t.Errorf("a blank text alone: %v, %v", v, err)
	}
}

func TestFaultsOfEmbeddings(t *testing.T) {
	for name, c := range map[string]struct {
		script string
		code   corpus.Code // "" for vectors
		says   []string
	}{
		"dimension changes": {`{"match":"wheat","fault":"dimension"}`, corpus.CodeInvalid, []string{`"m"`, "257", "256", "[embedding] model", "127.0.0.1"}},
		"null":              {`{"match":"wheat","fault":"nan"}`, corpus.CodeInvalid, []string{`"m"`, "null"}},
		"zeros":             {`{"match":"wheat","fault":"zero"}`, corpus.CodeInvalid, []string{`"m"`, "zeros", "text 3"}},
		"too few":           {`{"match":"wheat","fault":"few"}`, corpus.CodeInvalid, []string{"0 vectors", "1 texts"}},
		"cut":               {`{"match":"wheat","fault":"cut"}`, corpus.CodeInvalid, []string{"not an OpenAI-compatible reply"}},
		"html":              {`{"match":"wheat","fault":"html"}`, corpus.CodeInvalid, []string{"web page", "[embedding] base_url"}},
		"key":               {`{"match":"wheat","fault":"echo"}`, corpus.CodeInvalid, []string{"[embedding] api_key_env"}},
		"refused":           {`{"match":"wheat","status":400}`, corpus.CodeInvalid, []string{"400"}},
		"500 once":          {`{"match":"wheat","fault":"500","times":1}`, "", nil},
		"reset once":        {`{"match":"wheat","fault":"reset","times":1}`, "", nil},
		"rate once":         {`{"match":"wheat","fault":"rate","retry_after":"0.01","times":1}`, "", nil},
		"slow":              {`{"match":"wheat","fault":"slow","delay":"1ms"}`, "", nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := mock(t, llmtest.Options{}, c.script)
			vectors, err := embedder(t, e.Endpoint, llm.EmbedOptions{Batch: 2}).Embed(within(t), []string{"fog", "rain", "wheat"})
			if c.code == "" {
				if err != nil || len(vectors) != 3 {
					t.Errorf("%d vectors, %v", len(vectors), err)
				}
				return
			}
			problem(t, err, c.code, c.says...)
			if vectors != nil {
				t.Error("vectors beside an error")
			}
		})
	}
}

func TestConfiguredDimension(t *testing.T) {
	e := mock(t, llmtest.Options{}, `{"status":400,"reply":"unknown field dimensions","times":1}`)
	m, err := embedder(t, e.Endpoint, llm.EmbedOptions{Dimension: 64}).Model(within(t))
	if err != nil || m.Dimension != 64 || e.calls() != 0 {
		t.Errorf("%+v, %v after %d calls", m, err, e.calls())
	}
	emb := embedder(t, e.Endpoint, llm.EmbedOptions{Dimension: 64})
	_, err = emb.Embed(within(t), []string{"fog"}) // the endpoint cannot shorten, and says so
	problem(t, err, corpus.CodeInvalid, "256", "64")
	e2 := mock(t, llmtest.Options{}, "")
	if v, err := embedder(t, e2.Endpoint, llm.EmbedOptions{Dimension: 64}).Embed(within(t), []string{"fog"}); err != nil || len(v[0]) != 64 {
		t.Errorf("%v, %v", v, err)
	}
}

// limited is an endpoint that takes few and short texts, and says so as some do.
type limited struct {
	texts, bytes int
	says         string
	status       int
	mu           sync.Mutex
	calls        int
	got          map[string]int
}

func (l *limited) RoundTrip(r *http.Request) (*http.Response, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.calls++
	var q struct{ Input []string }
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal(body, &q); err != nil {
		return nil, err
	}
	if len(q.Input) > l.texts {
		return response(422, `{"error":"batch size 8 > maximum allowed batch size 3","error_type":"Validation"}`), nil
	}
	out := make([]string, len(q.Input))
	for i, s := range q.Input {
		if len(s) > l.bytes {
			return response(l.status, l.says), nil
		}
		l.got[s]++
		out[i] = fmt.Sprintf(`{"index":%d,"embedding":[3,%d]}`, i, 4*len(l.got))
	}
	return response(200, `{"data":[`+strings.Join(out, ",")+`]}`), nil
}

func TestTextsTooLongAreShortenedOnce(t *testing.T) {
	long := strings.Repeat("e\u0301", 2000) // e with an accent: one grapheme, three bytes
	for name, c := range map[string]struct {
		status int
		says   string
	}{
		"OpenAI":    {400, `{"error":{"message":"This model's maximum context length is 8192 tokens, however you requested 9000"}}`},
		"llama.cpp": {500, `{"error":{"code":500,"message":"input is too large to process. increase the physical batch size"}}`},
		"TEI":       {413, `{"error":"Input validation error: inputs must have less than 512 tokens. Given: 600"}`},
		"Ollama":    {400, `{"error":"the input length exceeds the context length"}`},
	} {
		t.Run(name, func(t *testing.T) {
			l := &limited{texts: 3, bytes: 1500, status: c.status, says: c.says, got: map[string]int{}}
			e := llm.Endpoint{BaseURL: "http://vectors.test/v1", Model: "m", Transport: l}
			vectors, err := embedder(t, e, llm.EmbedOptions{}).Embed(within(t), []string{"a", "b", long, "c", "d", "e", "f", "g"})
			if err != nil || len(vectors) != 8 {
				t.Fatalf("%d vectors, %v", len(vectors), err)
			}
			for s := range l.got {
				if len(s) > 1 && (len(s) > 1024 || len(s)%3 != 0 || !strings.HasPrefix(long, s)) {
					t.Errorf("%d bytes were sent for the long text", len(s))
				}
			}
			if len(l.got) != 8 {
				t.Errorf("%d texts arrived", len(l.got))
			}
			calls := l.calls
			if _, err := embedder(t, e, llm.EmbedOptions{}).Embed(within(t), []string{"a"}); err != nil || l.calls != calls+1 {
				t.Errorf("%v after %d calls", err, l.calls-calls)
			}
			l.bytes = 100
			_, err = embedder(t, e, llm.EmbedOptions{}).Embed(within(t), []string{long})
			problem(t, err, corpus.CodeInvalid, "length", "[embedding] model", "vectors.test")
		})
	}
}

func TestSmallerBatchesAreLearnt(t *testing.T) {
	l := &limited{texts: 3, bytes: 100, got: map[string]int{}}
	emb := embedder(t, llm.Endpoint{BaseURL: "http://vectors.test/v1", Model: "m", Transport: l}, llm.EmbedOptions{})
	texts := []string{"a", "b", "c", "d", "e", "f", "g", "h"}
	if _, err := emb.Embed(within(t), texts); err != nil {
		t.Fatal(err)
	}
	first := l.calls
	if _, err := emb.Embed(within(t), texts); err != nil {
		t.Fatal(err)
	}
	if second := l.calls - first; second != 4 {
		t.Errorf("%d calls, then %d; by two they are 4", first, second)
	}
}

// TestWhateverComesIsCheckedOrRefused: for any vectors in any order, Embed gives
// unit vectors of one dimension in the order of the texts, or an error.
func TestWhateverComesIsCheckedOrRefused(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 4).Draw(t, "texts")
		type vector struct {
			Index     int       `json:"index"`
			Embedding []float32 `json:"embedding"`
		}
		data := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) vector {
			return vector{rapid.IntRange(-1, n).Draw(t, "index"), rapid.SliceOfN(rapid.SampledFrom([]float32{0, 1, -2, 1e-30, 3e38}), 0, 3).Draw(t, "v")}
		}), 0, n+1).Draw(t, "data")
		body, err := json.Marshal(map[string]any{"data": data})
		if err != nil {
			t.Fatal(err)
		}
		emb, err := llm.NewEmbedder(llm.Endpoint{BaseURL: "http://v.test/v1", Model: "m", Transport: transport(func(*http.Request) (*http.Response, error) {
			return response(200, string(body)), nil
		})}, llm.EmbedOptions{})
		if err != nil {
			t.Fatal(err)
		}
		texts := make([]string, n)
		for i := range texts {
			texts[i] = fmt.Sprint("text ", i)
		}
		got, err := emb.Embed(t.Context(), texts)
		if err != nil {
			var p *corpus.Problem
			if !errors.As(err, &p) {
				t.Fatalf("%v is no Problem", err)
			}
			return
		}
		if len(got) != n {
			t.Fatalf("%d vectors for %d texts", len(got), n)
		}
		for i, v := range got {
			sum := 0.0
			for _, x := range v {
				sum += float64(x) * float64(x)
			}
			if len(v) != len(got[0]) || math.Abs(sum-1) > 1e-4 {
				t.Fatalf("vector %d: %v", i, v)
			}
			for _, d := range data {
				if d.Index == i && len(d.Embedding) > 0 && (d.Embedding[0] > 0) != (v[0] > 0) && v[0] != 0 {
					t.Fatalf("vector %d is another text's", i)
				}
			}
		}
	})
}

// FuzzEmbeddings: whatever a server sends, Embed ends, in unit vectors or an error.
func FuzzEmbeddings(f *testing.F) {
	f.Add(`{"data":[{"index":0,"embedding":[1,2]},{"index":1,"embedding":[2,1]}]}`)
	f.Add(`{"data":[{"index":0,"embedding":[1,null]},{"index":1,"embedding":[2,1]}]}`)
	f.Add(`{"data":[{"index":0,"embedding":[1e39]},{"index":1,"embedding":"AAAA"}]}`)
	f.Add("\v")
	f.Fuzz(func(t *testing.T, body string) {
		synctest.Test(t, func(t *testing.T) {
			emb, err := llm.NewEmbedder(fake(func(*http.Request) (*http.Response, error) {
				return response(200, body), nil
			}), llm.EmbedOptions{})
			if err != nil {
				t.Fatal(err)
			}
			vectors, err := emb.Embed(t.Context(), []string{"a", "b"})
			if (err == nil) != (len(vectors) == 2) {
				t.Fatalf("%v and %v", vectors, err)
			}
			for _, v := range vectors {
				sum := 0.0
				for _, x := range v {
					sum += float64(x) * float64(x)
				}
				if math.Abs(sum-1) > 1e-4 {
					t.Fatalf("norm² %g", sum)
				}
			}
			if err != nil && !utf8.ValidString(err.Error()) {
				t.Fatalf("%q", err)
			}
		})
	})
}
