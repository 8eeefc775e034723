package eval

import (
	"hash/fnv"
	"strings"
)

// A truth is a sentence that its passage carries, and what lies may be made with.
type truth struct {
	text    string
	passage string   // that carries it, with its article's title before it
	others  []string // sentences of other articles of the same collection
	near    []string // other passages of the same collection
}

// A maker turns a true sentence into lies of one kind. It returns only what the
// passage does not carry.
type maker struct {
	kind string
	make func(truth) []lie
}

// lie is a false sentence. Cites is what it cites: the passage of the truth,
// another passage, or none that exists.
type lie struct {
	text  string
	cites target
}

type target int

const (
	citesOwn target = iota
	citesOther
	citesNothing
)

// makers are the kinds of lies, in the order of the report.
var makers = []maker{
	{"number", lieNumber}, {"number of another thing", lieOtherNumber}, {"date", lieDate}, {"amount", lieAmount},
	{"unit", lieUnit}, {"what is counted", lieCounted}, {"name", lieName}, {"name of another", lieOtherName}, {"place", liePlace},
	{"role", lieRole}, {"negation dropped", lieAffirm}, {"negation added", lieDeny}, {"wrong passage", lieWrongPassage},
	{"no such passage", lieNoPassage}, {"merged claim", lieMerged}, {"invented quote", lieQuote}, {"added detail", lieDetail},
	{"added word", lieWord}, {"all for some", lieAll}, {"reversed direction", lieReversed}, {"hedge to fact", lieFact},
	{"opposite", lieOpposite},
}

// MustCatch are the kinds of which hardly one may pass.
var MustCatch = []string{"number", "date", "amount", "name", "place", "negation dropped", "negation added", "wrong passage",
	"no such passage", "invented quote"}

// pick is a number below n that depends on the text only.
func pick(text string, n int) int {
	h := fnv.New32a()
	h.Write([]byte(text)) // never fails
	return int(h.Sum32() % uint32(n))
}

// one is a lie that cites the truth's own passage, if it is one.
func one(t truth, text string) []lie {
	if text == "" || text == t.text || strings.Contains(t.passage, text) {
		return nil
	}
	return []lie{{text, citesOwn}}
}
