package bot

import (
	"cmp"
	"context"

	"footnote/corpus"
)

// A feed or an archive is one item of a job, and what becomes of its many articles
// is summed. Which items are such, the reports do not say: the second one of an
// item does, or else the source itself, once it is there.

// count adds an article.
func (t *Tally) count(s corpus.Status) {
	switch s {
	case corpus.StatusAdded:
		t.Added++
	case corpus.StatusUpdated:
		t.Updated++
	case corpus.StatusUnchanged:
		t.Unchanged++
	case corpus.StatusFailed:
		t.Failed++
	default:
		t.Removed++
	}
}

// status is what became of the whole: what changed comes before what did not.
func (t Tally) status() corpus.Status {
	switch {
	case t.Added > 0:
		return corpus.StatusAdded
	case t.Updated+t.Removed > 0:
		return corpus.StatusUpdated
	case t.Failed > 0:
		return corpus.StatusFailed
	}
	return corpus.StatusUnchanged
}

// sum adds another article of the item.
func (i *JobItem) sum(x corpus.Imported) {
	if i.Articles == (Tally{}) {
		i.Articles.count(i.Status)
	}
	i.Articles.count(x.Status)
	i.Status = i.Articles.status()
	i.SourceID = cmp.Or(i.SourceID, x.SourceID)
	i.Passages += x.Passages
	i.Error = cmp.Or(i.Error, x.Error)
}

// nameWhole calls an item by its source, if that holds several articles. Not to
// know it leaves the item with the name of one of them.
func (j *job) nameWhole(ctx context.Context, n int) {
	item := j.screen().Job.Items[n]
	if item.SourceID == "" || item.Kind != "" {
		return
	}
	src, err := j.Library.Source(ctx, j.record.Space, item.SourceID)
	if err != nil || src.Kind != corpus.KindFeed && src.Articles < 2 {
		return
	}
	j.update(func(r *Job) {
		item := &r.Items[n]
		item.Name, item.Kind = corpus.OneLine(sourceTitle(src)), src.Kind
		if item.Articles == (Tally{}) && item.wrote() && !j.bare[n] {
			item.Articles.count(item.Status)
		}
	})
}
