package answer

import (
	"cmp"
	"context"
	"math"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"footnote/corpus"
	"footnote/retrieval"
)

// desk is the evidence laid out for one question: its sentences, read, merged
// across articles, and scored.
type desk struct {
	q         *query
	question  retrieval.Question
	asOf      asOf
	evidence  []retrieval.Evidence // unfolded: copies stand behind the others
	first     int                  // how many of the evidence are no copies
	copied    []int                // of which evidence each is a copy; itself for those that are none
	passages  []*passage
	sentences []*sentence // in order of evidence, then of the text
	weights   weights
	words     Words
	vectors   map[string][]float32 // of words that do not stand in the evidence
	vocabulary
	spread map[string]int // how many sentences hold a stem; see rarity
	asked  *reading       // see speaksOf

	likenesses map[[2]string]float64 // of pairs of folded words; see counterpart

	merges   map[standing]*sentence // where a statement stands that other articles make, too
	subjects map[int]retrieval.Subject
}

// standing is where a sentence begins.
type standing struct {
	revision string
	start    int
}

// passage is one piece of evidence, read.
type passage struct {
	*text
	index     int // in desk.evidence
	title     *text
	publisher *text
	spans     []corpus.Span // its sentences
	orders    []corpus.Span // those of them that speak to a model
	states    []retrieval.Statement
	year      int // of the article's publication; 0 if unknown
	// published is the day of the article's publication; zero if unknown.
	published time.Time
	vector    []float32
	bm25      float64
	cosine    float64
	coverage  float64 // share of the question's weight that it covers, 0 to 1
}

// sentence is one sentence of the evidence.
type sentence struct {
	*text
	in         *passage
	start, end int // bytes in the article's body
	prev, next *sentence
	also       []retrieval.Ref
	statement  retrieval.Statement

	vector  []float32
	bm25    float64
	cosine  float64
	covers  []float64 // for each question term, how well it is matched, 0 to 1
	typed   float64   // how well it holds a value of the kind that is asked for, 0 to 1
	near    []float64 // for each question term, how near the nearest word comes, 0 to 1
	signals signals
	score   float64 // orders sentences and means nothing else
	likely  float64 // how likely it holds the answer, if one does, 0 to 1
	anaphor bool    // it opens with a word that points at the sentence before
}

func (s *sentence) ref(d *desk) retrieval.Ref { return d.evidence[s.in.index].Ref() }

// lay reads the evidence for a question.
func lay(ctx context.Context, lexicon retrieval.Lexicon, words Words, q retrieval.Question, evidence []retrieval.Evidence) (*desk, error) {
	d := &desk{question: q, evidence: retrieval.Unfolded(evidence), first: len(evidence), words: words, vectors: make(map[string][]float32)}
	language := languageOf(evidence)
	for i := range evidence {
		d.copied = append(d.copied, i)
	}
	for i, e := range evidence {
		d.copied = append(d.copied, slices.Repeat([]int{i}, len(e.Folded))...)
	}
	understood := q.Understand()
	asked, when := readAsOf(language, cmp.Or(understood.Text, q.Text), evidence)
	d.q, d.asOf = readQuestion(language, asked), when
	d.read()
	d.q.recognise(d.namesKnown())
	var topic *text
	own := len(d.q.terms)
	switch {
	case understood.Text != "":
		d.q.lighten(readQuestion(language, q.Text), understood.Filled)
	case q.FollowsUp():
		for _, earlier := range q.Earlier() {
			d.q.follow(readQuestion(language, earlier))
		}
	default:
		topic = readText(language, q.Topic())
		d.q.bridge(topic)
	}

	if err := d.weigh(ctx, lexicon); err != nil {
		return nil, err
	}
	if meant := d.misspelt(); len(meant) > 0 {
		d.q.mean(meant)
		if err := d.weigh(ctx, lexicon); err != nil {
			return nil, err
		}
	}
	for i := range d.q.terms {
		t := &d.q.terms[i]
		t.weight = t.share * d.weights.of(t.stem)
		t.vector = d.vectorOf(t.fold)
		d.q.total += t.weight
	}
	each(len(d.q.terms), func(i int) { d.compare(&d.q.terms[i]) })
	r, err := shippedRanking()
	if err != nil {
		return nil, err
	}
	if topic != nil && own > 0 && own < len(d.q.terms) {
		d.stay(topic, own)
	}
	d.score()
	d.rank(r)
	return d, nil
}

// weigh asks how common the question's terms are.
func (d *desk) weigh(ctx context.Context, lexicon retrieval.Lexicon) (err error) {
	stems := make([]string, 0, len(d.q.terms))
	for _, t := range d.q.terms {
		stems = append(stems, t.stem)
	}
	d.weights, err = weigh(ctx, lexicon, d.question.Space, stems)
	return err
}

// namesKnown is the words that the evidence writes with a capital only.
func (d *desk) namesKnown() map[string]bool {
	upper, lower := make(map[string]bool), make(map[string]bool)
	for _, p := range d.passages {
		for i, w := range p.words {
			switch {
			case !w.upper:
				lower[w.stem] = true
			case !p.opens(i) && !dateWords[w.fold]:
				upper[w.stem] = true
			}
		}
	}
	for stem := range lower {
		delete(upper, stem)
	}
	return upper
}

// languageOf is the language of most of the evidence.
func languageOf(evidence []retrieval.Evidence) string {
	count := map[string]int{}
	best := ""
	for _, e := range evidence {
		l := e.Article.Language
		count[l]++
		if count[l] > count[best] || best == "" {
			best = l
		}
	}
	return best
}

// read splits the evidence into sentences. Overlapping passages share
// sentences, and so do articles that print the same agency report: each
// statement is kept once, with the other articles that make it.
func (d *desk) read() {
	d.passages = make([]*passage, len(d.evidence))
	each(len(d.evidence), func(i int) { d.passages[i] = readPassage(i, d.evidence[i]) })
	d.learn()
	seen := map[standing]*sentence{}
	stated := map[string][]*sentence{}
	d.merges = map[standing]*sentence{}
	for i, e := range d.evidence {
		var prev *sentence
		var before []*sentence // those of the passage up to here, merged or not
		for n, span := range d.passages[i].spans {
			s := &sentence{
				in: d.passages[i], start: e.Passage.Start + span.Start, end: e.Passage.Start + span.End, prev: prev,
			}
			at := standing{e.Article.Revision, s.start}
			if have := seen[at]; have != nil {
				prev = have
				continue
			}
			s.statement = s.in.states[n]
			s.text = s.in.part(span.Start, span.End)
			s.anaphor = opensWithAnaphor(s.text)
			before = append(before, s)
			if have := d.sameAs(s, before, stated[s.statement.Core()]); have != nil {
				have.also = addRef(have.also, s.ref(d))
				d.merges[at] = have
				prev = nil
				continue
			}
			seen[at] = s
			stated[s.statement.Core()] = append(stated[s.statement.Core()], s)
			if prev != nil {
				prev.next = s
			}
			d.sentences = append(d.sentences, s)
			prev = s
		}
	}
}

func readPassage(i int, e retrieval.Evidence) *passage {
	p := &passage{
		text: readText(e.Article.Language, e.Passage.Text), index: i,
		title:     readText(e.Article.Language, e.Article.Title),
		publisher: readText(e.Article.Language, e.Article.Publisher),
		spans:     corpus.Sentences(e.Passage.Text),
	}
	p.orders = ordersIn(e.Passage.Text, p.spans)
	at := 0
	for _, span := range p.spans {
		var words []retrieval.Word
		for ; at < len(p.words) && p.words[at].End <= span.End; at++ {
			if w := p.words[at]; w.Start >= span.Start {
				words = append(words, retrieval.Word{Span: corpus.Span{Start: w.Start - span.Start, End: w.End - span.Start}, Fold: w.fold})
			}
		}
		p.states = append(p.states, retrieval.StatementOf(e.Passage.Text[span.Start:span.End], words))
	}
	if !e.Article.Published.IsZero() {
		p.year, p.published = e.Article.Published.Year(), e.Article.Published
	}
	return p
}

// speaksOf are the texts that say what a passage is about, and who says it: "What did
// the Ledger write?"
func (p *passage) speaksOf() []*text { return []*text{p.text, p.title, p.publisher} }

// anaphors are the words at the head of a sentence that stand for something in
// the sentence before.
var anaphors = set(`he she it they this that these those his her its their such both there here then`)

func opensWithAnaphor(t *text) bool {
	return len(t.words) > 0 && anaphors[t.words[0].fold]
}

// Parameters of BM25 as Robertson and Zaragoza (2009) recommend them.
const (
	k1 = 1.2
	b  = 0.75
)

// score gives every passage and sentence what its rank is made from; see rank.
func (d *desk) score() {
	question := d.words.Embed(d.question.Resolved())
	meanPassage, meanSentence := 1.0, 1.0
	for _, p := range d.passages {
		meanPassage += float64(len(p.words)) / float64(len(d.passages))
	}
	for _, s := range d.sentences {
		meanSentence += float64(len(s.words)) / float64(len(d.sentences))
	}
	each(len(d.passages), func(i int) { d.passages[i].vector = d.words.Embed(d.passages[i].s) })
	each(len(d.sentences), func(i int) { d.sentences[i].vector = d.words.Embed(d.sentences[i].s) })
	for _, p := range d.passages {
		p.cosine = dot(question, p.vector)
		p.bm25 = d.bm25(p.text, nil, nil, meanPassage)
		p.coverage = d.share(d.match(p.text, nil, p.title))
	}
	for _, s := range d.sentences {
		s.cosine = dot(question, s.vector)
		var before *text
		if s.anaphor && s.prev != nil {
			before = s.prev.text
		}
		s.covers = d.match(s.text, before, s.in.title)
		s.bm25 = d.bm25(s.text, before, s.in.title, meanSentence)
		s.typed = d.q.answeredBy(s.text)
	}
}

// closed says that a line ends like a sentence, and not like a heading.
func closed(s string) bool {
	s = strings.TrimRight(s, `"'”’»)]`)
	r, _ := utf8.DecodeLastRuneInString(s)
	return strings.ContainsRune(".!?…。！？", r)
}

func scaled(v, top float64) float64 {
	if top <= 0 {
		return 0
	}
	return v / top
}

// Credits for a question term that does not stand in the sentence itself.
const (
	creditBefore = 0.5 // in the sentence that an opening pronoun points at
	creditTitle  = 0.3 // in the article's title
	nearWord     = 0.5 // the cosine from which another word counts as related
)

// match says for each question term how well t matches it: 1 for the term
// itself, less for a related word, the sentence before, or the title.
func (d *desk) match(t, before, title *text) []float64 {
	out := make([]float64, len(d.q.terms))
	for i, term := range d.q.terms {
		switch {
		case t.stems[term.stem]:
			out[i] = 1
		default:
			out[i] = d.related(term, t)
			if before != nil && before.stems[term.stem] {
				out[i] = math.Max(out[i], creditBefore)
			}
			if title != nil && title.stems[term.stem] {
				out[i] = math.Max(out[i], creditTitle)
			}
		}
	}
	return out
}

// related is the cosine of the nearest word in t, 0 below nearWord. Names and
// numbers have no related words.
func (d *desk) related(term term, t *text) float64 {
	if term.number {
		return 0
	}
	best := 0.0
	for _, w := range t.words {
		switch {
		case w.stop || w.number:
		case w.id > 0 && term.near != nil:
			best = math.Max(best, term.near[w.id])
		default:
			best = math.Max(best, dot(term.vector, d.vectorOf(w.fold)))
		}
	}
	if best < nearWord {
		return 0
	}
	return math.Min(best, 1)
}

// share is the part of the question's weight that the matches cover.
func (d *desk) share(matched []float64) float64 {
	if d.q.total == 0 {
		return 0
	}
	sum := 0.0
	for i, m := range matched {
		sum += m * d.q.terms[i].weight
	}
	return sum / d.q.total
}

// bm25 scores a text with document frequencies of the whole space.
func (d *desk) bm25(t, before, title *text, mean float64) float64 {
	count := make(map[string]float64)
	for _, w := range t.words {
		count[w.stem]++
	}
	length := k1 * (1 - b + b*float64(len(t.words))/mean)
	sum := 0.0
	for _, term := range d.q.terms {
		tf := count[term.stem]
		if tf == 0 && before != nil && before.stems[term.stem] {
			tf = creditBefore
		}
		if tf == 0 && title != nil && title.stems[term.stem] {
			tf = creditTitle
		}
		sum += term.weight * tf * (k1 + 1) / (tf + length)
	}
	return sum
}
