package retrieval

// Sketch is a sample of a text's shingles, sorted: those whose hash lies in one part
// of SketchOne of all hashes. Whether a shingle is in it depends on nothing but the
// shingle, so the sketches of two texts sample their common shingles alike, and what
// they share is an unbiased estimate of what the texts share (Broder's sampling modulo
// m; in the literature on genomes "FracMinHash", Irber et al. 2022).
//
// A MinHash signature of fixed length estimates the resemblance of two texts, which is
// low where a paper printed a third of a report; a sketch also estimates how much of
// the shorter is in the longer.
type Sketch []uint64

// SketchOne is one in how many shingles a sketch has. At 8, a text of 60 words of
// which an editor changed every tenth shares three or four with its original.
const SketchOne = 8

// Sketch samples the shingles.
func (s Shingles) Sketch() Sketch {
	const limit = ^uint64(0) / SketchOne
	// They are sorted, and so the sample is what they begin with.
	n := 0
	for n < len(s) && s[n] <= limit {
		n++
	}
	return Sketch(append(Shingles(nil), s[:n]...))
}

// In estimates the share of the text that another has, 0 to 1. See Shingles.In.
func (s Sketch) In(o Sketch) float64 { return Shingles(s).In(Shingles(o)) }

// Resemblance estimates Shingles.Resemblance.
func (s Sketch) Resemblance(o Sketch) float64 { return Shingles(s).Resemblance(Shingles(o)) }

// Common is how many sampled shingles two texts share.
func (s Sketch) Common(o Sketch) int { return Shingles(s).Common(Shingles(o)) }
