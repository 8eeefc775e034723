package answer

import (
	"runtime"
	"sync"
)

// vocabulary is the words of the evidence, numbered from 1, with their vectors.
// Comparing the question with the evidence word by word is most of the work of
// an answer, so each word is embedded once and compared once.
type vocabulary struct {
	number  map[string]int
	vectors [][]float32 // by number; the first stands for nothing
	words   []string    // by number, folded
}

// learn numbers the words of the passages and embeds them.
func (d *desk) learn() {
	v := vocabulary{number: make(map[string]int), vectors: [][]float32{nil}}
	words := []string{""}
	for _, p := range d.passages {
		for i := range p.words {
			w := &p.words[i]
			if w.stop || w.number {
				continue
			}
			n, known := v.number[w.fold]
			if !known {
				n = len(words)
				v.number[w.fold] = n
				words = append(words, w.fold)
			}
			w.id = n
		}
	}
	v.vectors = make([][]float32, len(words))
	each(len(words), func(i int) { v.vectors[i] = d.words.Embed(words[i]) })
	v.words = words
	d.vocabulary = v
}

// vectorOf is the vector of a folded word.
func (d *desk) vectorOf(word string) []float32 {
	if n, ok := d.vocabulary.number[word]; ok {
		return d.vocabulary.vectors[n]
	}
	v, ok := d.vectors[word]
	if !ok {
		v = d.words.Embed(word)
		d.vectors[word] = v
	}
	return v
}

// compare gives the cosine of a term with each word of the vocabulary.
func (d *desk) compare(t *term) {
	t.near = make([]float64, len(d.vocabulary.vectors))
	for i, v := range d.vocabulary.vectors {
		t.near[i] = dot(t.vector, v)
	}
}

// each calls f for 0 to n-1 on all processors and waits for the last. A panic in
// f is raised again in the caller, who may recover from it.
func each(n int, f func(i int)) {
	workers := min(runtime.GOMAXPROCS(0), n)
	var wg sync.WaitGroup
	var once sync.Once
	var caught any
	for w := range workers {
		wg.Go(func() {
			defer func() {
				if r := recover(); r != nil {
					once.Do(func() { caught = r })
				}
			}()
			for i := w; i < n; i += workers {
				f(i)
			}
		})
	}
	wg.Wait()
	if caught != nil {
		panic(caught)
	}
}
