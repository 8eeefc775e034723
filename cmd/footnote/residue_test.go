package main

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io/fs"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode"

	zap "github.com/blevesearch/zapx/v17"

	"footnote/corpus"
	"footnote/corpus/store"
	"footnote/retrieval"
)

// residue is what only a removed source had, in every form in which it may be left
// on the disk.
type residue struct {
	marks map[string]bool // rare words and their stems, found within other words too
	grams map[string]bool // four words in a row
	bytes [][]byte        // of embeddings
}

const gram = 4

// tokens are the words of a text in small letters, as a plain reader of bytes finds
// them.
func tokens(text []byte) []string {
	return strings.FieldsFunc(strings.ToLower(strings.ToValidUTF8(string(text), " ")), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r)
	})
}

func grams(words []string, yield func(string)) {
	for i := 0; i+gram <= len(words); i++ {
		yield(strings.Join(words[i:i+gram], " "))
	}
}

// residueOf is what the texts have and those that stay have not. marks are words
// that stand nowhere else.
func residueOf(t *testing.T, marks, gone, stays []string) residue {
	t.Helper()
	r := residue{marks: map[string]bool{}, grams: map[string]bool{}}
	for _, m := range marks {
		m = strings.ToLower(m)
		r.marks[m] = true
		for _, term := range retrieval.Terms("en", m) {
			r.marks[term.Stem] = true
		}
	}
	for _, text := range gone {
		grams(tokens([]byte(text)), func(g string) { r.grams[g] = true })
	}
	for _, text := range stays {
		grams(tokens([]byte(text)), func(g string) { delete(r.grams, g) })
		for m := range r.marks {
			if strings.Contains(strings.ToLower(text), m) {
				t.Fatalf("the test proves nothing: %q stands in what stays", m)
			}
		}
	}
	return r
}

// addVectors adds the embeddings that a source has, as they lie in memory and on
// the disk.
func (r *residue) addVectors(t *testing.T, data string, space corpus.Space, sourceID string) {
	t.Helper()
	st, err := store.Open(t.Context(), data, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	model, err := st.ActiveModel(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for d, err := range st.Documents(t.Context(), space, nil) {
		if err != nil {
			t.Fatal(err)
		}
		if d.SourceID == sourceID {
			ids = append(ids, d.ID)
		}
	}
	for v, err := range st.Vectors(t.Context(), space, model, ids) {
		if err != nil {
			t.Fatal(err)
		}
		for _, vector := range v.Vectors {
			var b []byte
			for _, x := range vector[:8] {
				b = binary.LittleEndian.AppendUint32(b, math.Float32bits(x))
			}
			r.bytes = append(r.bytes, b)
		}
	}
	if len(r.bytes) == 0 {
		t.Fatal("the source has no embeddings")
	}
}

// left lists what is left below a folder, each with the file that it stands in.
func (r residue) left(t *testing.T, dir string) []string {
	t.Helper()
	found := map[string]bool{}
	look := func(where string, content []byte) {
		lower := bytes.ToLower(content)
		for m := range r.marks {
			if bytes.Contains(lower, []byte(m)) {
				found[where+": "+m] = true
			}
		}
		grams(tokens(content), func(g string) {
			if r.grams[g] {
				found[where+": "+g] = true
			}
		})
		for _, b := range r.bytes {
			if bytes.Contains(content, b) {
				found[where+": an embedding"] = true
			}
		}
	}
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil // the index of a running bot changes
		} else if err != nil {
			return err
		}
		look("the name of "+path, []byte(filepath.Base(path)))
		if entry.IsDir() {
			return nil
		}
		content, err := os.ReadFile(path)
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		} else if err != nil {
			return err
		}
		name := filepath.Base(path)
		look(name, content)
		if filepath.Ext(name) == ".zap" {
			for where, text := range unpackSegment(t, path) {
				look(name+", "+where, text)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return slices.Sorted(maps.Keys(found))
}

// unpackSegment is what a file of the index holds in packed form: the dictionary
// of each field, an automaton that shares beginnings and ends of words, and the
// stored fields, which are compressed.
func unpackSegment(t *testing.T, path string) map[string][]byte {
	t.Helper()
	s, err := (&zap.ZapPlugin{}).Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	out := map[string][]byte{}
	for _, field := range s.Fields() {
		dict, err := s.Dictionary(field)
		if err != nil {
			t.Fatal(err)
		}
		it := dict.AutomatonIterator(nil, nil, nil)
		for {
			e, err := it.Next()
			if err != nil {
				t.Fatal(err)
			}
			if e == nil {
				break
			}
			out["terms of "+field] = append(append(out["terms of "+field], e.Term...), '\n')
		}
	}
	for n := range s.Count() {
		err := s.VisitStoredFields(n, func(field string, _ byte, value []byte, _ []uint64) bool {
			out["stored "+field] = append(append(out["stored "+field], value...), '\n')
			return true
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return out
}

// gone fails the test for what is left of a removed source.
func (r residue) gone(t *testing.T, dir string) {
	t.Helper()
	left := r.left(t, dir)
	if len(left) > 20 {
		t.Errorf("%d things are left, such as", len(left))
		left = left[:20]
	}
	for _, l := range left {
		t.Error("left in ", l)
	}
}

// there fails the test unless everything that it looks for is found: else it would
// look in the wrong place.
func (r residue) there(t *testing.T, dir string) {
	t.Helper()
	all := strings.Join(r.left(t, dir), "\n") + "\n"
	for m := range r.marks {
		if !strings.Contains(all, ": "+m+"\n") {
			t.Errorf("%q is not found even before the removal", m)
		}
	}
	if !strings.Contains(all, ".zap, terms of text: ") || len(r.bytes) > 0 && !strings.Contains(all, ": an embedding") {
		t.Errorf("the index or the embeddings are not looked through:\n%s", all)
	}
}
