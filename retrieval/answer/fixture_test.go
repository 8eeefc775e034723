package answer

import (
	"context"
	"testing"
	"time"

	"footnote/corpus"
	"footnote/retrieval"
)

const testSpace corpus.Space = "test"

func article(title, publisher, day, body string) corpus.Article {
	a := corpus.Article{Meta: corpus.Meta{
		Space: testSpace, SourceID: corpus.SourceID(testSpace, corpus.KindText, title), Title: title,
		Publisher: publisher, Language: "en", URL: "https://" + publisher + ".example/" + title,
	}, Body: body}
	if day != "" {
		a.Published, _ = time.Parse(time.DateOnly, day)
	}
	a.ID = corpus.ArticleID(testSpace, a.SourceID, title)
	a.Revision = corpus.RevisionID(a.ID, a.Title, a.Body)
	return a
}

// strike is one invented event, told by four papers that disagree on a figure.
func strike() []corpus.Article {
	return []corpus.Article{
		article("Ferry crews walk out at Port Ellery", "herald", "2024-05-14",
			`Ferry crews at Port Ellery walked out on Tuesday over night shifts, the seafarers' union said.

The union's president, Marta Quill, said that about 7,000 passengers had been stranded on the island of Sorn. "Nobody sleeps on a night crossing," Quill told reporters.

The operator, Northline, did not cancel its freight service. Its spokesman Idris Vane said that 12% of crossings would run on Wednesday.

Northline was founded in 1968 and runs nine ships. The strike is the first at the port since March 2011.`),
		article("Strike empties the harbour", "courier", "2024-05-15",
			`The harbour of Port Ellery lay empty on Wednesday. Northline, the ferry operator, estimated that 10,000 passengers had been stranded on the island of Sorn by the walkout of its crews.

Ferry crews at Port Ellery walked out on Tuesday over night shifts, the seafarers union said.

Talks between the union and Northline will begin on 20 May in the town hall. The mediator is Judge Petra Holm, who settled the dock dispute of 2011.`),
		article("What Northline pays its crews", "ledger", "2023-11-02",
			`Northline pays a deckhand £31,400 a year, its report for 2022 shows. The company carried 1.4 million passengers in 2022 and made a loss of £2.5m.

The ships burn marine diesel. Northline plans to order two electric ferries, but the order has not been signed.`),
		article("Sorn's lighthouse turns 150", "herald", "2024-04-01",
			`The lighthouse of Sorn was lit for the first time in 1874. It was built by the engineer Agnes Tolley because three ships were lost on the reef in one winter.

The lighthouse keeper's cottage is a museum today and opens from April to October.`),
	}
}

func askAbout(t *testing.T, chat Chat, q retrieval.Question, articles ...corpus.Article) retrieval.Answer {
	t.Helper()
	if articles == nil {
		articles = strike()
	}
	b := newBrute(t, articles...)
	q.Space = testSpace
	a, err := b.asker(t, chat).Ask(context.Background(), q, nil)
	if err != nil {
		t.Fatal(err)
	}
	checkPromises(t, a, articles)
	return a
}

// checkPromises fails the test if an answer breaks what every answer promises:
// each sentence cited, each quote verbatim at its offsets in the stored body.
func checkPromises(t testing.TB, a retrieval.Answer, articles []corpus.Article) {
	t.Helper()
	bodies := map[string]string{}
	for _, x := range articles {
		bodies[x.Revision] = x.Body
	}
	for i, c := range a.Citations {
		body, ok := bodies[c.Revision]
		if c.N != i+1 || !ok || c.Start < 0 || c.End > len(body) || body[c.Start:c.End] != c.Quote {
			t.Errorf("citation %d does not stand at %d:%d of its article: %q", c.N, c.Start, c.End, c.Quote)
		}
	}
	for _, c := range a.Citations {
		if from, to := c.Start-c.PassageStart, c.End-c.PassageStart; from < 0 || to > len(c.Passage) || c.Passage[from:to] != c.Quote {
			t.Errorf("citation %d does not stand in its passage: %q", c.N, c.Quote)
		}
	}
	for _, s := range a.Sentences {
		if len(s.Citations) == 0 {
			t.Errorf("no citation: %q", s.Text)
		}
		for _, n := range s.Citations {
			if n < 1 || n > len(a.Citations) {
				t.Errorf("citation %d does not exist: %q", n, s.Text)
			}
		}
	}
	if a.Answered != (len(a.Sentences) > 0) {
		t.Errorf("answered = %v with %d sentences", a.Answered, len(a.Sentences))
	}
	if !a.Answered && a.Reason == "" {
		t.Error("declined without a reason")
	}
	if a.Sentences == nil || a.Citations == nil || a.Conflicts == nil || a.Uncovered == nil || a.Nearest == nil {
		t.Error("a list is nil: it would marshal to null")
	}
}

// deskFor lays out all passages of the articles for a question.
func deskFor(t testing.TB, question string, articles ...corpus.Article) *desk {
	t.Helper()
	b := newBrute(t, articles...)
	q := retrieval.Question{Space: testSpace, Text: question}
	found, err := b.asker(t, nil).Search(context.Background(), q)
	if err != nil {
		t.Fatal(err)
	}
	d, err := lay(context.Background(), b, b.model, q, found.Evidence)
	if err != nil {
		t.Fatal(err)
	}
	return d
}
