package index

import (
	"cmp"
	"slices"
	"strings"
)

// Both engines know a passage under one key: article id, separator, passage id.
// So the article of a hit, which exclusion needs, costs no map.
const keySeparator = '\x1f'

func passageKey(articleID, passageID string) string {
	return articleID + string(keySeparator) + passageID
}

func keyArticle(key string) string {
	article, _, _ := strings.Cut(key, string(keySeparator))
	return article
}

func keyPassage(key string) string {
	_, passage, _ := strings.Cut(key, string(keySeparator))
	return passage
}

// found is one passage with the score that one engine gave it.
type found struct {
	key   string
	score float64
}

// sortFound orders by score, best first, ties by passage id.
func sortFound(hits []found) {
	slices.SortFunc(hits, func(a, b found) int {
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(keyPassage(a.key), keyPassage(b.key)), cmp.Compare(a.key, b.key))
	})
}

// best returns the n best passages that keep accepts, in a fixed order. Both
// engines break ties at the end of their list by accident (bleve by segment,
// chromem-go by map order), and excluded passages take up places. So best asks
// for more than n, and asks again, deeper, until the cut after the n-th lies
// between two different scores or there is nothing left to ask for.
func best(n, extra int, keep func(key string) bool, search func(k int) ([]found, error)) ([]found, error) {
	const slack = 8 // ties are rare: near-duplicates, very short passages
	for k := n + slack + extra; ; k *= 4 {
		hits, err := search(k)
		if err != nil {
			return nil, err
		}
		exhausted := len(hits) < k
		var worst float64
		if len(hits) > 0 {
			worst = hits[0].score
			for _, h := range hits {
				worst = min(worst, h.score)
			}
		}
		kept := slices.DeleteFunc(hits, func(h found) bool { return !keep(h.key) })
		sortFound(kept)
		if exhausted {
			return kept[:min(n, len(kept))], nil
		}
		if len(kept) >= n && kept[n-1].score > worst {
			return kept[:n], nil
		}
	}
}
