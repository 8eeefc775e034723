package embed

import (
	"encoding/binary"
	"errors"
	"math"
	"strings"
	"testing"

	"footnote/corpus"
)

// smallFile is a model of two dimensions and five pieces.
func smallFile() string {
	return makeFile(2, 5, 100, "[UNK]\nbread\nbutter\n##s\n##\n", []float32{0, 1, 0.5, 0.25, 0}, "\x00\x00\x03\x04\x00\x0a\x00\xfc\x00\x00")
}

func makeFile(dimension, count, longest uint32, words string, scales []float32, rows string) string {
	b := []byte(magic)
	for _, n := range []uint32{dimension, count, uint32(len(words)), longest} {
		b = binary.LittleEndian.AppendUint32(b, n)
	}
	b = append(b, words...)
	for _, s := range scales {
		b = binary.LittleEndian.AppendUint32(b, math.Float32bits(s))
	}
	return string(append(b, rows...))
}

func TestLoad(t *testing.T) {
	m, err := Load(smallFile())
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string][2]float32{
		"bread":         {0.6, 0.8},
		"Butter!":       {0, 1},
		"butters":       {0, 1}, // 5 up, 1 down
		"bread butters": {0.6, 0.8},
		"breads":        {3 / float32(math.Hypot(3, 3)), 3 / float32(math.Hypot(3, 3))},
		"breadbread":    {0, 0}, // one [UNK]: no piece goes on with "bread"
	} {
		got := m.Embed(text)
		if text == "bread butters" {
			want = [2]float32{3 / float32(math.Hypot(3, 8)), 8 / float32(math.Hypot(3, 8))}
		}
		for i := range want {
			if math.Abs(float64(got[i]-want[i])) > 1e-6 {
				t.Errorf("%q: %v, want %v", text, got, want)
			}
		}
	}
}

func TestLoadDamaged(t *testing.T) {
	good := smallFile()
	words, scales, rows := "[UNK]\na\n", []float32{0, 1}, "1234"
	nan, inf := float32(math.NaN()), float32(math.Inf(1))
	for _, c := range []struct{ name, file, cause string }{
		{"empty", "", "does not begin"},
		{"other file", "GIF89a" + good, "does not begin"},
		{"header only", good[:headerSize], "its header says"},
		{"cut header", good[:headerSize-1], "does not begin"},
		{"cut off", good[:len(good)-1], "its header says"},
		{"too long", good + "x", "its header says"},
		{"no dimension", makeFile(0, 2, 100, words, scales, ""), "dimension 0"},
		{"huge dimension", makeFile(1<<31, 2, 100, words, scales, rows), "dimension 2147483648"},
		{"no pieces", makeFile(2, 0, 100, "", nil, ""), "0 pieces"},
		{"huge count", makeFile(2, math.MaxUint32, 100, words, scales, rows), "4294967295 pieces"},
		{"long words", makeFile(2, 2, 1000, words, scales, rows), "words of 1000 runes"},
		{"no words", makeFile(2, 2, 0, words, scales, rows), "words of 0 runes"},
		{"broken UTF-8", makeFile(2, 2, 9, "[UNK]\n\xff\n", scales, rows), "not UTF-8"},
		{"few pieces", makeFile(2, 2, 9, "[UNK]\na", scales, rows), "has 1 pieces"},
		{"many pieces", makeFile(2, 2, 9, words+"b\n", scales, rows), "more pieces"},
		{"empty piece", makeFile(2, 2, 9, "[UNK]\n\n", scales, rows), "piece 1 is empty"},
		{"twice", makeFile(2, 2, 9, "[UNK]\n[UNK]\n", scales, rows), "a piece twice"},
		{"no unknown", makeFile(2, 2, 9, "a\nb\n", scales, rows), "no [UNK]"},
		{"negative scale", makeFile(2, 2, 9, words, []float32{0, -1}, rows), "piece 1 has the scale -1"},
		{"scale not a number", makeFile(2, 2, 9, words, []float32{nan, 1}, rows), "scale NaN"},
		{"infinite scale", makeFile(2, 2, 9, words, []float32{0, inf}, rows), "scale +Inf"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := Load(c.file)
			var p *corpus.Problem
			if !errors.As(err, &p) || p.Code != corpus.CodeDamaged || !strings.Contains(err.Error(), c.cause) {
				t.Errorf("error %v, want a damaged file because of %q", err, c.cause)
			}
		})
	}
}

func FuzzLoad(f *testing.F) {
	f.Add(smallFile(), "bread butters")
	f.Add(smallFile()[:30], "")
	f.Add(makeFile(1, 2, 1, "[UNK]\n##\n", []float32{1, 1}, "ab"), "##")
	f.Fuzz(func(t *testing.T, file, text string) {
		m, err := Load(file)
		if err != nil {
			if !corpus.HasCode(err, corpus.CodeDamaged) {
				t.Errorf("error %v is no damaged file", err)
			}
			return
		}
		for _, x := range m.Embed(text) {
			if math.IsNaN(float64(x)) || math.IsInf(float64(x), 0) {
				t.Errorf("value %v", x)
			}
		}
	})
}
