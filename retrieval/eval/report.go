package eval

import (
	"cmp"
	"slices"
	"time"

	"footnote/retrieval"
)

// Figures are what a report says of many outcomes, in the order of the report.
type Figures []Figure

// Figure is one measured number.
type Figure struct {
	Section string `json:"section"`
	Name    string `json:"name"`  // for programs, and for a minimum
	Label   string `json:"label"` // for people
	Unit    Unit   `json:"unit"`
	// Value is a share from 0 to 1, a mean, a time in milliseconds or a count, as
	// the unit says. It means nothing when Of is 0.
	Value float64 `json:"value"`
	Of    int     `json:"of"` // how many things it was measured on
}

// Unit says what a figure counts.
type Unit string

// The units of figures.
const (
	Share  Unit = "share"
	Mean   Unit = "mean"
	Millis Unit = "ms"
	Count  Unit = "count"
)

// Find returns the figure of this name.
func (f Figures) Find(name string) (Figure, bool) {
	i := slices.IndexFunc(f, func(x Figure) bool { return x.Name == name })
	if i < 0 {
		return Figure{}, false
	}
	return f[i], true
}

// depths are the depths of the evidence down to which recall is reported.
var depths = []struct {
	k           int
	name, label string
}{
	{1, "recall_at_1", "an article that holds the answer comes first"},
	{5, "recall_at_5", "among the first 5 passages"},
	{10, "recall_at_10", "among the first 10"},
}

// Measure turns outcomes into figures.
func Measure(outcomes []Outcome) Figures {
	var f Figures
	add := func(section, name, label string, unit Unit, value float64, of int) {
		f = append(f, Figure{section, name, label, unit, value, of})
	}
	share := func(section, name, label string, part func(Outcome) (is, counts bool)) {
		n, of := 0, 0
		for _, o := range outcomes {
			is, counts := part(o)
			if counts {
				of++
				if is {
					n++
				}
			}
		}
		add(section, name, label, Share, ratio(n, of), of)
	}

	var ranks Ranks
	for _, o := range outcomes {
		if o.Kind == Answerable && len(o.Holding) > 0 {
			ranks = append(ranks, Rank{o.ID, o.Rank})
		}
	}
	for _, d := range depths {
		add("Retrieval", d.name, d.label, Share, ranks.Recall(d.k), len(ranks))
	}
	add("Retrieval", "mrr_at_10", "mean reciprocal rank, within 10", Share, ranks.MRR(10), len(ranks))

	share("Answers, refusal off", "right", "right, in at most 3 sentences and 90 words", func(o Outcome) (bool, bool) { return o.Right, o.counts() })
	share("Answers, refusal off", "right_first", "right in the first sentence", func(o Outcome) (bool, bool) { return o.First, o.counts() })
	share("Answers, refusal off", "right_follow_up", "right, of questions with turns before", func(o Outcome) (bool, bool) { return o.Right, o.counts() && len(o.Turns) > 0 })
	sentences, words := lengths(outcomes)
	add("Answers, refusal off", "sentences_mean", "sentences, mean", Mean, mean(sentences), len(sentences))
	add("Answers, refusal off", "sentences_median", "sentences, median", Mean, quantile(sentences, 0.5), len(sentences))
	add("Answers, refusal off", "words_mean", "words, mean", Mean, mean(words), len(words))
	add("Answers, refusal off", "words_median", "words, median", Mean, quantile(words, 0.5), len(words))

	cited, allowed, quotes, verbatim := 0, 0, 0, 0
	for _, o := range outcomes {
		if o.Kind == Answerable && len(o.Citable) > 0 {
			cited, allowed = cited+o.Cited, allowed+o.Allowed
		}
		quotes, verbatim = quotes+o.Quotes, verbatim+o.Verbatim
	}
	add("Citations", "citation_precision", "cited articles that may be cited", Share, ratio(allowed, cited), cited)
	add("Citations", "quotes_verbatim", "quotes verbatim at their offsets", Share, ratio(verbatim, quotes), quotes)

	share("As people see it", "right_shown", "right, and not refused", func(o Outcome) (bool, bool) { return o.Shown, o.counts() })
	share("As people see it", "refused_wrongly", "refused, though there is an answer", func(o Outcome) (bool, bool) { return !o.Answer.Answered, o.Kind == Answerable })
	for _, k := range Refusable {
		share("As people see it", refusedName[k], "refused, as is right: "+string(k), func(o Outcome) (bool, bool) { return !o.Answer.Answered, o.Kind == k })
	}

	share("Conflicts", "conflicts_shown", "shown, of those expected", func(o Outcome) (bool, bool) { return o.Disagreed, o.Kind == Answerable && len(o.Conflict) > 0 })
	share("Conflicts", "conflicts_false", "answers with a conflict that is none", func(o Outcome) (bool, bool) {
		return o.FalseAlarm, o.Answer.Answered || o.Kind == Answerable
	})

	addConversation(outcomes, add, share)

	dropped, composed, tokens, repaired := 0, 0, 0, 0
	asked, estimated, instead, declined := 0, 0, 0, 0 // answers of a language model
	var took []float64
	for _, o := range outcomes {
		answers := []retrieval.Answer{o.Answer}
		if o.asksTwice() {
			answers = append(answers, o.Forced)
		}
		for _, a := range answers {
			dropped, composed, tokens = dropped+a.Dropped, composed+a.Dropped+len(a.Sentences), tokens+a.Tokens
			repaired += a.Repaired
			if a.Tokens == 0 {
				continue
			}
			asked++
			estimated += count(a.TokensEstimated)
			instead += count(a.Answered && a.Mode == retrieval.ModeExtractive)
			declined += count(a.Decided.Feature == "model")
		}
		took = append(took, float64(o.Took)/float64(time.Millisecond))
	}
	add("Verification", "dropped", "sentences dropped, of those composed", Share, ratio(dropped, composed), composed)
	add("Verification", "repaired", "sentences shown after the model wrote them again", Share, ratio(repaired, composed), composed*min(asked, 1))
	add("Language model", "quoted_instead", "quotes instead of what the model wrote", Share, ratio(instead, asked), asked)
	add("Language model", "refused_by_model", "declined by the model", Share, ratio(declined, asked), asked)
	add("Language model", "tokens_estimated", "tokens estimated, not reported by the endpoint", Share, ratio(estimated, asked), asked)
	add("Cost", "time_p50", "time for an answer, median", Millis, quantile(took, 0.5), len(took))
	add("Cost", "time_p95", "time for an answer, of 95 in 100 at most", Millis, quantile(took, 0.95), len(took))
	add("Cost", "tokens", "tokens of the language model", Count, float64(tokens), len(outcomes))
	return f
}

var refusedName = map[Kind]string{
	Near: "refused_near", Far: "refused_far", Swapped: "refused_swapped", Cousin: "refused_cousin",
	Unanswerable: "refused_unanswerable",
}

// counts says that the outcome can be right or wrong.
func (o Outcome) counts() bool { return o.Kind == Answerable && o.judged() }

// asksTwice says that Forced is an answer of its own.
func (o Outcome) asksTwice() bool {
	return o.Kind == Answerable && (!o.Answer.Answered || len(o.Answer.Uncovered) > 0)
}

// lengths are the sentences and words of each answerable question's answer.
func lengths(outcomes []Outcome) (sentences, words []float64) {
	for _, o := range outcomes {
		if o.Kind != Answerable {
			continue
		}
		n := 0
		for _, s := range o.Forced.Sentences {
			n += len(retrieval.Words(s.Text))
		}
		sentences, words = append(sentences, float64(len(o.Forced.Sentences))), append(words, float64(n))
	}
	return sentences, words
}

func count(b bool) int {
	if b {
		return 1
	}
	return 0
}

func ratio(n, of int) float64 {
	if of == 0 {
		return 0
	}
	return float64(n) / float64(of)
}

func mean(values []float64) float64 {
	sum := 0.0
	for _, v := range values {
		sum += v
	}
	return sum / float64(max(len(values), 1))
}

// quantile is the smallest value that at least the share q of values does not
// exceed.
func quantile(values []float64, q float64) float64 {
	if len(values) == 0 {
		return 0
	}
	sorted := slices.SortedFunc(slices.Values(values), cmp.Compare)
	i := int(q*float64(len(sorted)) + 0.999999)
	return sorted[min(max(i-1, 0), len(sorted)-1)]
}
