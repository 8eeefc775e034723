package retrieval

import (
	"slices"
	"unicode"
	"unicode/utf8"
)

// Shingles are the runs of three words that a text has, hashed, sorted, each once:
// what near-duplicates have in common (Broder, "On the resemblance and containment of
// documents", 1997). Case, accents and punctuation do not count. Equal texts have
// equal shingles in every process.
type Shingles []uint64

// shingleWords is how many words a run has. Three is what is left of a text in which
// every tenth word is edited in three of four places; two that tell of one event in
// words of their own share hardly any.
const shingleWords = 3

// ReadShingles gives the shingles of a text. One of fewer than three words has one.
func ReadShingles(text string) Shingles {
	out := make(Shingles, 0, len(text)/6+1)
	var run [shingleWords]uint64
	n := 0
	eachWord(text, func(word uint64) {
		copy(run[:], run[1:])
		run[shingleWords-1] = word
		if n++; n >= shingleWords {
			out = append(out, mixed(run))
		}
	})
	if n > 0 && n < shingleWords {
		out = append(out, mixed(run))
	}
	slices.Sort(out)
	return slices.Clip(slices.Compact(out))
}

// Parameters of the hash FNV-1a of 64 bits.
const (
	fnvOffset = 14695981039346656037
	fnvPrime  = 1099511628211
)

// eachWord hashes each word of a text, a run of letters and digits, in lower case. It
// is an order of magnitude faster than finding words by Unicode's rules, and makes no
// difference here.
func eachWord(text string, word func(uint64)) {
	hash, in := uint64(fnvOffset), false
	end := func() {
		if in {
			word(hash)
		}
		hash, in = fnvOffset, false
	}
	for i := 0; i < len(text); {
		c := text[i]
		if c < utf8.RuneSelf {
			i++
			switch {
			case 'A' <= c && c <= 'Z':
				c += 'a' - 'A'
			case 'a' <= c && c <= 'z' || '0' <= c && c <= '9':
			case c == '\'' && in: // don't
				continue
			default:
				end()
				continue
			}
			hash, in = (hash^uint64(c))*fnvPrime, true
			continue
		}
		r, size := utf8.DecodeRuneInString(text[i:])
		i += size
		switch {
		case r == '’' && in, unicode.Is(unicode.Mn, r):
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			r = unicode.ToLower(r)
			hash, in = (hash^uint64(r))*fnvPrime, true
			if unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai) {
				end() // written without blanks
			}
		default:
			end()
		}
	}
	end()
}

// mixed is the hash of a run of words; all of its bits depend on all of them (the
// finalizer of splitmix64), so that any of them can be used for sampling.
func mixed(run [shingleWords]uint64) uint64 {
	h := uint64(fnvOffset)
	for _, w := range run {
		h = (h ^ w) * fnvPrime
		h ^= h >> 29
	}
	h = (h ^ h>>30) * 0xbf58476d1ce4e5b9
	h = (h ^ h>>27) * 0x94d049bb133111eb
	return h ^ h>>31
}

// Common is how many shingles two texts share.
func (s Shingles) Common(o Shingles) int {
	n := 0
	for i, j := 0, 0; i < len(s) && j < len(o); {
		switch {
		case s[i] < o[j]:
			i++
		case s[i] > o[j]:
			j++
		default:
			n++
			i++
			j++
		}
	}
	return n
}

// In is the share of the text's shingles that another has, 0 to 1: how much of it is
// also said there.
func (s Shingles) In(o Shingles) float64 {
	if len(s) == 0 {
		return 0
	}
	return float64(s.Common(o)) / float64(len(s))
}

// Resemblance is the share of all shingles of two texts that both have (Jaccard), 0
// to 1.
func (s Shingles) Resemblance(o Shingles) float64 {
	common := s.Common(o)
	if common == 0 {
		return 0
	}
	return float64(common) / float64(len(s)+len(o)-common)
}
