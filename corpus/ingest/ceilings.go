package ingest

import (
	"context"
	"errors"
	"fmt"
	"time"

	"golang.org/x/text/language"
	"golang.org/x/text/message"

	"footnote/corpus"
)

// Ceilings bound what one space may hold and use; 0 is no bound. They hold for
// every space but corpus.DefaultSpace, which is the operator's own. A space at a
// ceiling costs the others nothing, and finding out costs the same however much it
// holds.
type Ceilings struct {
	Sources     int
	Articles    int
	FetchesADay int   // from the web, by day of UTC
	FeedItems   int   // of one feed: the newest are kept
	Bytes       int64 // texts and the bytes as they arrived, of all revisions
}

// ErrCeiling is in the chain of the error of what was refused because its space is
// at one of its ceilings.
var ErrCeiling = errors.New("ingest: the space is at a ceiling")

// errTomorrow is ErrCeiling for the day.
var errTomorrow = fmt.Errorf("%w: no fetches are left today", ErrCeiling)

func (in *Ingester) ceilings(space corpus.Space) Ceilings {
	if space == corpus.DefaultSpace {
		return Ceilings{}
	}
	return in.Ceilings
}

func atCeiling(cause error, format string, args ...any) error {
	return &corpus.Problem{Code: corpus.CodeInvalid, Message: message.NewPrinter(language.English).Sprintf(format, args...), Err: cause}
}

func tooManySources(has, most int) error {
	return atCeiling(ErrCeiling, "This server has %d of %d sources. Remove one, or ask the operator to raise [limits] sources.", has, most)
}

// room is the error of an article that its space has no room for. The source that
// the article belongs to, and the article itself, may be there already; grows says
// that its text is another one then.
func (in *Ingester) room(ctx context.Context, a *article, grows bool) error {
	c := in.ceilings(a.article.Space)
	if c.Sources <= 0 && c.Articles <= 0 && c.Bytes <= 0 {
		return nil
	}
	u, err := in.Store.Usage(ctx, a.article.Space, a.source.ID, a.article.ID)
	if err != nil {
		return err
	}
	more := int64(0)
	if grows || !u.HasArticle {
		more = int64(len(a.article.Body) + len(a.original))
	}
	switch {
	case c.Sources > 0 && !u.HasSource && u.Sources >= c.Sources:
		return tooManySources(u.Sources, c.Sources)
	case c.Articles > 0 && !u.HasArticle && u.Articles >= c.Articles:
		return atCeiling(ErrCeiling, "This server has %d of %d articles. Remove a source, or ask the operator to raise [limits] articles.", u.Articles, c.Articles)
	case c.Bytes > 0 && more > 0 && u.Bytes+more > c.Bytes:
		return atCeiling(ErrCeiling, "This server holds %s of %s, and this is %s more. Remove a source, or ask the operator to raise [limits] bytes.",
			size(u.Bytes), size(c.Bytes), size(more))
	}
	return nil
}

// sourceRoom is the error of a new source that is at an address, before anything
// is fetched for it.
func (in *Ingester) sourceRoom(ctx context.Context, space corpus.Space, address string) error {
	most := in.ceilings(space).Sources
	if most <= 0 {
		return nil
	}
	u, err := in.Store.Usage(ctx, space, "", "")
	if err != nil || u.Sources < most {
		return err
	}
	if _, err := in.Store.Source(ctx, space, address); corpus.HasCode(err, corpus.CodeMissing) {
		return tooManySources(u.Sources, most)
	}
	return nil
}

// fetch fetches from the web on the account of a space.
func (in *Ingester) fetch(ctx context.Context, space corpus.Space, f corpus.Fetch) (corpus.Content, error) {
	if most := in.ceilings(space).FetchesADay; most > 0 {
		ok, err := in.Store.CountFetch(ctx, space, in.Now().UTC().Format(time.DateOnly), most)
		if err != nil {
			return corpus.Content{}, err
		}
		if !ok {
			return corpus.Content{}, atCeiling(errTomorrow,
				"This server has used its %d fetches of today. Try again tomorrow (UTC), or ask the operator to raise [limits] fetches_a_day.", most)
		}
	}
	return in.Web.Fetch(ctx, f)
}

// tomorrow is when the next day of UTC begins, and a little later, which depends on
// the source.
func tomorrow(sourceID string, now time.Time) time.Time {
	return now.UTC().Truncate(24 * time.Hour).Add(24*time.Hour + corpus.Jitter(sourceID, time.Hour))
}

// size is a number of bytes for people.
func size(n int64) string {
	for _, u := range []struct {
		name string
		of   int64
	}{{"GiB", 1 << 30}, {"MiB", 1 << 20}, {"KiB", 1 << 10}} {
		if n >= u.of {
			return fmt.Sprintf("%.1f %s", float64(n)/float64(u.of), u.name)
		}
	}
	return fmt.Sprintf("%d bytes", n)
}
