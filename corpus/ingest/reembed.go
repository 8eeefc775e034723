package ingest

import (
	"context"
	"errors"

	"footnote/corpus"
)

// defaultBatch is how many passages are embedded between two transactions of
// Reembed: enough that the disk is not what takes the time, few enough that
// little is lost when it is killed.
const defaultBatch = 512

// NeedsReembed reports whether the stored embeddings are of another model than
// the Embedder's. Until Reembed has run, search is by words alone.
func (in *Ingester) NeedsReembed(ctx context.Context) (bool, error) {
	_, needs, err := in.models(ctx)
	return needs, err
}

func (in *Ingester) models(ctx context.Context) (model string, differs bool, err error) {
	model, err = in.Embedder.Model(ctx)
	if err != nil {
		if ctx.Err() == nil && !errors.As(err, new(*corpus.Problem)) {
			err = &corpus.Problem{Code: corpus.CodeUnavailable, Message: "The embedding model cannot be reached; the log has the cause.", Err: err}
		}
		return "", false, err
	}
	active, err := in.Store.ActiveModel(ctx)
	return model, active != "" && active != model, err
}

// Reembed gives every article, of all spaces, embeddings of the Embedder's model
// if it has those of another, and then switches to them. The old ones serve
// until then. Whoever stops or kills it loses at most the last batch: the next
// call goes on from there. on may be nil.
func (in *Ingester) Reembed(ctx context.Context, on func(corpus.Progress)) error {
	_, err := in.settleModel(ctx, on, false)
	return err
}

// settleModel returns the model of the embeddings that are to be stored, after
// it has made that model the one of the whole store. locked says that the caller
// holds the writer lock.
func (in *Ingester) settleModel(ctx context.Context, on func(corpus.Progress), locked bool) (string, error) {
	model, differs, err := in.models(ctx)
	if err != nil || !differs {
		return model, err
	}
	if !locked {
		release, err := in.Store.Lock(ctx, "embedding all articles anew")
		if err != nil {
			return "", err
		}
		defer release()
		// Whoever held the lock before may have done it.
		if _, differs, err = in.models(ctx); err != nil || !differs {
			return model, err
		}
	}
	in.Log.Info("embedding all articles anew", "model", model)
	pending, total, err := in.Store.Pending(ctx, model)
	if err != nil {
		return "", err
	}
	last := "" // the article that the batch before began with
	for done := total - pending; ; {
		if on != nil {
			on(corpus.Progress{Done: done, Total: total, What: "embedding anew"})
		}
		docs, err := in.Store.PendingEmbeddings(ctx, model, in.batch)
		if err != nil {
			return "", err
		}
		if len(docs) == 0 {
			return model, in.Store.SwitchModel(ctx, model)
		}
		if docs[0].ID == last {
			return "", problem(corpus.CodeBusy, "Another process changes the articles while they are embedded anew; try again when it is done.")
		}
		last = docs[0].ID
		if err := in.embedDocuments(ctx, model, docs); err != nil {
			return "", err
		}
		for _, d := range docs {
			done += len(d.Passages)
		}
	}
}

// embedDocuments embeds the passages of some articles in one go, and stores them
// space by space.
func (in *Ingester) embedDocuments(ctx context.Context, model string, docs []corpus.Document) error {
	var texts []string
	for _, d := range docs {
		for _, p := range d.Passages {
			texts = append(texts, p.Text)
		}
	}
	var vectors [][]float32
	if len(texts) > 0 {
		var err error
		if vectors, err = in.embed(ctx, texts); err != nil {
			return err
		}
	}
	bySpace := make(map[corpus.Space][]corpus.ArticleVectors)
	for _, d := range docs {
		v := corpus.ArticleVectors{ArticleID: d.ID, Vectors: vectors[:len(d.Passages)]}
		vectors = vectors[len(d.Passages):]
		for _, p := range d.Passages {
			v.PassageIDs = append(v.PassageIDs, p.ID)
		}
		bySpace[d.Space] = append(bySpace[d.Space], v)
	}
	for space, batch := range bySpace {
		if err := in.Store.PutEmbeddings(ctx, space, model, batch); err != nil {
			return err
		}
	}
	return nil
}
