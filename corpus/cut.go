package corpus

import (
	"unicode"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/graphemes"
)

// maxCluster bounds, in bytes, the grapheme cluster that is kept whole: no
// language writes one of a tenth of this, but a hostile text may stack
// combining marks without end.
const maxCluster = 512

// cut divides one sentence that is too long for a passage into pieces of about
// equal length: behind a clause if there is one, else between words, else
// between grapheme clusters. It takes linear time.
func cut(s string, words int) []Span {
	runes := utf8.RuneCountInString(s)
	n := max((words+maxWords-1)/maxWords, (runes+maxRunes-1)/maxRunes, 1)
	wantRunes, wantWords := (runes+n-1)/n, (words+n-1)/n

	var out []Span
	start := 0
	var at best            // where the current piece had best end
	var nr, nw, wide int   // runes and words of the current piece
	inWord := false        // within a word
	prev := rune(0)        // the character before
	again := func(i int) { // begin a new piece at i; counts restart there
		start, at, nr, nw, wide, inWord, prev = i, best{}, 0, 0, 0, false, 0
	}
	for i := 0; i < len(s); {
		size := cluster(s[i:])
		r, _ := utf8.DecodeRuneInString(s[i:])
		if nr >= wantRunes || nw+wide/2 >= wantWords && !inWord {
			end := i
			if at.end > start && at.runes*2 >= nr {
				end = at.end
			}
			out = appendTrimmed(out, s, Span{start, end})
			again(end)
			i = end
			continue
		}
		if i > start {
			at.offer(i, nr, weight(prev, r))
		}
		nr += utf8.RuneCountInString(s[i : i+size])
		switch {
		case unicode.IsSpace(r):
			inWord = false
		case isWide(r):
			wide++
			inWord = false
		case !inWord:
			nw++
			inWord = true
		}
		prev = r
		i += size
	}
	return appendTrimmed(out, s, Span{start, len(s)})
}

func appendTrimmed(out []Span, s string, p Span) []Span {
	if p = trimSpan(s, p); p.Start < p.End {
		out = append(out, p)
	}
	return out
}

// cluster is the length of the grapheme cluster at the head of s.
func cluster(s string) int {
	if s[0] < utf8.RuneSelf && (len(s) == 1 || s[1] < utf8.RuneSelf) && s[0] != '\r' {
		return 1
	}
	head := s
	if len(head) > maxCluster {
		head = head[:maxCluster]
		for back := 0; back < utf8.UTFMax && !utf8.RuneStart(s[len(head)]); back++ {
			head = head[:len(head)-1]
		}
	}
	it := graphemes.FromString(head)
	if !it.Next() {
		return 1
	}
	return len(it.Value())
}

// best is the best end found so far for a piece.
type best struct {
	end, runes, weight int
}

// offer takes a place in, unless a heavier one stands in the same half.
func (b *best) offer(end, runes, weight int) {
	if weight > 0 && (weight >= b.weight || b.runes*3 < runes*2) {
		*b = best{end, runes, weight}
	}
}

// weight says how good it is to cut between prev and next.
func weight(prev, next rune) int {
	switch {
	case prev == '\n':
		return 4
	case prev == ';' || prev == '；' || prev == ':' || prev == '：':
		if unicode.IsSpace(next) || isWide(prev) {
			return 3
		}
	case prev == ',' || prev == '、' || prev == '，' || prev == '—' || prev == '–':
		if unicode.IsSpace(next) || isWide(prev) {
			return 2
		}
	case unicode.IsSpace(prev) && !unicode.IsSpace(next):
		return 1
	}
	return 0
}
