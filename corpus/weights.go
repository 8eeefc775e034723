package corpus

import (
	_ "embed"
	"fmt"
	"strconv"
	"strings"
)

// furnitureTable has a line for each weight: the group, the bin or the word, and
// by how much it speaks for furniture (above 0) or for the story (below).
//
//go:embed furniture.tsv
var furnitureTable string

// A group is a feature with several bins, of which a row has one.
type group struct {
	name        string
	start, bins int32
}

var (
	allGroups []group

	gWords   = newGroup("words", 9)               // by 1, 2, 3, 4, 6, 9, 13, 21, 41
	gEnd     = newGroup("end", 12)                // endOf; short or long
	gSmall   = newGroup("small words", 15)        // share of short words in lower case, by length of the row
	gCapital = newGroup("capitals", 12)           // share of words with a capital, by length
	gStart   = newGroup("start", 6)               // marker, upper, lower, digit, quote, else
	gDigits  = newGroup("digits", 9)              // share, by length
	gMarks   = newGroup("marks", 24)              // bars and the like 4, comma 2, quote 1, by length
	gPlace   = newGroup("place", 28)              // to the core, by kind
	gAround  = newGroup("around", kinds*4*kinds)  // kinds of the rows before and after
	gFurther = newGroup("further", kinds*4*kinds) // kinds of the rows two before and two after
	gRun     = newGroup("run", 20)                // rows of one kind in a row
	gGap     = newGroup("gap", 16)                // blank line before 1, after 2
	gShared  = newGroup("shared", 48)             // words that the story has, inside or outside of it
	gTimes   = newGroup("times", 12)              // how often the row stands in the page
	gCore    = newGroup("core", 40)               // share of the page that is story
	gRules   = newGroup("rules", 12)              // rows near it that a rule removed
	gPhrase  = newGroup("phrase", 2)              // a weak phrase, a head of teasers

	gOwn    = newGroup("own", 40) // the second pass: what the first thinks of the row,
	gNext   = newGroup("next to", 144)
	gAbove  = newGroup("above", 24)
	gBelow  = newGroup("below", 24)
	gPlace2 = newGroup("place again", 28)

	weights = readWeights(furnitureTable)
)

func newGroup(name string, bins int32) group {
	g := group{name: name, bins: bins}
	if n := len(allGroups); n > 0 {
		g.start = allGroups[n-1].start + allGroups[n-1].bins
	}
	allGroups = append(allGroups, g)
	return g
}

// weighing are the weights of all bins, then those of the words.
type weighing struct {
	of   []float64
	word map[string]int32 // where its weight is
}

func readWeights(table string) *weighing {
	last := allGroups[len(allGroups)-1]
	w := &weighing{of: make([]float64, last.start+last.bins), word: map[string]int32{}}
	start := map[string]int32{}
	for _, g := range allGroups {
		start[g.name] = g.start
	}
	for line := range strings.Lines(table) {
		f := strings.Split(strings.TrimSpace(line), "\t")
		if len(f) != 3 || strings.HasPrefix(line, "#") {
			continue
		}
		value, err := strconv.ParseFloat(f[2], 64)
		if err != nil {
			continue
		}
		if f[0] == "word" {
			w.word[f[1]] = int32(len(w.of))
			w.of = append(w.of, value)
			continue
		}
		if n, err := strconv.Atoi(f[1]); err == nil && n >= 0 && int(start[f[0]])+n < len(w.of) {
			w.of[int(start[f[0]])+n] = value
		}
	}
	return w
}

func (w *weighing) sum(ids []int32) float64 {
	sum := 0.0
	for _, id := range ids {
		sum += w.of[id]
	}
	return sum
}

// words appends the known words of a row.
func (w *weighing) words(ids []int32, key string) []int32 {
	for word := range strings.FieldsFuncSeq(key, notInWord) {
		if id, ok := w.word[word]; ok {
			ids = append(ids, id)
		}
	}
	return ids
}

// table writes the weights as furnitureTable has them.
func (w *weighing) table() string {
	var b strings.Builder
	b.WriteString("# How much each feature of a line speaks for furniture (above 0) or for the story.\n" +
		"# Written by: go test ./corpus -run TestFit -fit. The groups are explained in weights.go.\n")
	for _, g := range allGroups {
		for i := range g.bins {
			if v := w.of[g.start+i]; v > 0.005 || v < -0.005 {
				fmt.Fprintf(&b, "%s\t%d\t%.2f\n", g.name, i, v)
			}
		}
	}
	names := make([]string, len(w.of))
	for word, id := range w.word {
		names[id] = word
	}
	for id, name := range names {
		if name != "" {
			fmt.Fprintf(&b, "word\t%s\t%.2f\n", name, w.of[id])
		}
	}
	return b.String()
}
