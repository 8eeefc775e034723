package eval

// Rank is where the article that answers a question was found: from 1, or 0 if it
// was not.
type Rank struct {
	Question string // its id
	Rank     int
}

// Ranks are the ranks of many questions.
type Ranks []Rank

// Recall is the share of questions found among the first k, 0 to 1. Each question
// has one article that answers it, so this is the success rate as well.
func (r Ranks) Recall(k int) float64 {
	return r.mean(k, func(int) float64 { return 1 })
}

// MRR is the mean reciprocal rank within the first k: a question scores 1 if found
// first, 1/2 if second, and 0 beyond k.
func (r Ranks) MRR(k int) float64 {
	return r.mean(k, func(rank int) float64 { return 1 / float64(rank) })
}

// Of are the ranks of the questions of these titles.
func (r Ranks) Of(titles []Title) Ranks {
	wanted := make(map[string]bool)
	for _, t := range titles {
		for _, p := range t.Paragraphs {
			for _, q := range p.Questions {
				wanted[q.ID] = true
			}
		}
	}
	var of Ranks
	for _, x := range r {
		if wanted[x.Question] {
			of = append(of, x)
		}
	}
	return of
}

func (r Ranks) mean(k int, score func(rank int) float64) float64 {
	if len(r) == 0 {
		return 0
	}
	var sum float64
	for _, x := range r {
		if x.Rank >= 1 && x.Rank <= k {
			sum += score(x.Rank)
		}
	}
	return sum / float64(len(r))
}

// Missed are the questions not found among the first k.
func (r Ranks) Missed(k int) Ranks {
	var missed Ranks
	for _, x := range r {
		if x.Rank < 1 || x.Rank > k {
			missed = append(missed, x)
		}
	}
	return missed
}
