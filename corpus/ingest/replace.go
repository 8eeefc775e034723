package ingest

import (
	"cmp"
	"context"

	"footnote/corpus"
)

// A copy cannot be read again, but it can be replaced by another text that is
// handed over. The source and its article keep their ids, so what cites them
// follows; the text is a new revision. The id goes on being that of the first
// text, so adding that first text again is refused, rather than undoing the
// replacement.

// ReplaceText replaces the text of a copy, named by its source's id, by one that
// was handed over, on behalf of by. Without a title it keeps the one it has.
func (in *Ingester) ReplaceText(ctx context.Context, space corpus.Space, by, sourceID string, r corpus.Reading, obs Observer) error {
	return in.replace(ctx, space, by, sourceID, in.reading(r), obs)
}

// ReplaceAttachment replaces the text of a copy, named by its source's id, by
// that of a file that was sent in a chat, on behalf of by.
func (in *Ingester) ReplaceAttachment(ctx context.Context, space corpus.Space, by, sourceID string, a corpus.Attachment, obs Observer) error {
	return in.replace(ctx, space, by, sourceID, in.attachment(a), obs)
}

func (in *Ingester) replace(ctx context.Context, space corpus.Space, by, sourceID string, p place, obs Observer) error {
	src, err := in.byID(ctx, space, sourceID)
	if ctx.Err() != nil {
		return stopped(ctx.Err(), 0, 0)
	}
	if err == nil {
		p.as = &src
		if !src.Kind.Copy() {
			err = problem(corpus.CodeInvalid, "%s is no copy: it is read again from where it is, and cannot be replaced.", called(src))
		}
	}
	if p.err == nil {
		p.err = err
	}
	if read := p.read; read != nil {
		p.read = func(ctx context.Context) (corpus.Content, error) {
			c, err := read(ctx)
			if err != nil || c.Reading == nil {
				return c, err
			}
			r := *c.Reading
			if r.Location != src.Location {
				r.Draft.URL = "" // where a message stands, this text does not
			}
			if r.Kind != corpus.KindAttachment {
				r.Draft.Title = cmp.Or(r.Draft.Title, src.Title)
			}
			if src.Kind == corpus.KindMessage {
				r.Shown = src.Shown
			}
			return belonging(r, src), nil
		}
	}
	return in.job(space, by, obs, replacing, false).run(ctx, []place{p})
}

// notReplaced refuses the first text of a source that holds another by now. A
// text of an earlier reading of the same bytes, by an older Footnote, is none.
func (in *Ingester) notReplaced(ctx context.Context, a article) error {
	if corpus.ContentHash(string(a.original)) != a.article.Key {
		return nil // its identity is not its content
	}
	now, err := in.Store.Article(ctx, a.article.Space, a.article.ID, "")
	if corpus.HasCode(err, corpus.CodeMissing) {
		return nil
	}
	if err != nil {
		return err
	}
	original, err := in.Store.Original(ctx, a.article.Space, now.Revision)
	if err != nil || corpus.ContentHash(string(original)) == a.article.Key {
		return err
	}
	return problem(corpus.CodeInvalid, "This is the earlier text of “%s”, which was replaced since: to have it back, replace that source by it.", now.Title)
}
