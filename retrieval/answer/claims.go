package answer

import (
	"context"

	"footnote/retrieval"
)

// Verifier verifies sentences against evidence that stays the same, as they are
// verified before they are shown. It is for measuring and not safe for concurrent
// use.
type Verifier struct{ desk *desk }

// Verifier lays out the evidence. The error is the context's or the lexicon's.
func (a *Answerer) Verifier(ctx context.Context, evidence []retrieval.Evidence) (*Verifier, error) {
	d, err := lay(ctx, a.lexicon, a.words, retrieval.Question{}, evidence)
	if err != nil {
		return nil, err
	}
	return &Verifier{d}, nil
}

// Verified is one sentence of a line: shown, or dropped for a reason.
type Verified struct {
	Text   string
	Reason string   // "" if the sentence may be shown
	Quotes []string // verbatim, of a sentence that may be shown
}

// Line verifies the sentences of a line as a language model writes it: with the
// numbers of the passages, from 1, in square brackets behind each sentence.
func (v *Verifier) Line(line string) []Verified {
	var out []Verified
	for _, c := range readLine(line, len(v.desk.evidence)) {
		s, reason := v.desk.verify(c)
		out = append(out, Verified{c.text, reason, v.desk.quotesOf(s)})
	}
	return out
}
