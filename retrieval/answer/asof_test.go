package answer

import (
	"testing"
	"time"

	"footnote/corpus"
	"footnote/retrieval"
)

func TestReadAsOf(t *testing.T) {
	told := func(text, published string) retrieval.Evidence {
		e := retrieval.Evidence{Passage: corpus.Passage{Text: text}}
		if published != "" {
			day, err := time.Parse(time.DateOnly, published)
			if err != nil {
				t.Fatal(err)
			}
			e.Article.Published = day
		}
		return e
	}
	dated := []retrieval.Evidence{told("The club has 40 boats.", "2024-03-02")}
	undated := []retrieval.Evidence{told("The club has 40 boats.", "")}
	for _, c := range []struct {
		question string
		evidence []retrieval.Evidence
		want     string
		kind     timing
	}{
		{"As of today, how many boats has the club?", dated, "how many boats has the club?", latestTime},
		{"How many boats has the club as of today?", dated, "How many boats has the club ?", latestTime},
		{"As of 5 March 2024, how many boats has the club?", dated, "how many boats has the club?", atTime},
		{"As of March 2024, how many boats has the club?", dated, "how many boats has the club?", atTime},
		{"In 2024, how many boats had the club?", dated, "how many boats had the club?", atTime},
		{"As of 1 March 2024, how many boats has the club?", dated, "As of 1 March 2024, how many boats has the club?", anyTime},
		{"Currently, who leads the club?", dated, "who leads the club?", latestTime},
		{"Who is the current president of the club?", dated, "Who is the president of the club?", latestTime},
		{"Who is the club's current president?", dated, "Who is the club's president?", latestTime},
		{"Who is the current president of the club?", undated, "Who is the president of the club?", latestTime},
		{"Who leads the club now?", undated, "Who leads the club ?", latestTime},
		{"How strong is the current of the strait?", dated, "How strong is the current of the strait?", anyTime},
		{"Where is the current measured?", dated, "Where is the current measured?", anyTime},
		{"How is electric current produced?", dated, "How is electric current produced?", anyTime},
		{"As of 5 March 2024, how many boats has the club?", undated, "As of 5 March 2024, how many boats has the club?", anyTime},
		{"Now", dated, "Now", anyTime},
	} {
		if got, when := readAsOf("en", c.question, c.evidence); got != c.want || when.kind != c.kind {
			t.Errorf("%q: got %q, %d; want %q, %d", c.question, got, when.kind, c.want, c.kind)
		}
	}
}
