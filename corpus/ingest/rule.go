package ingest

import (
	"context"
	"time"

	"footnote/corpus"
)

// defaultRule is how often a source is read again if nobody says.
func defaultRule(k corpus.Kind) corpus.Rule {
	switch k {
	case corpus.KindPage:
		return corpus.RuleWeekly
	case corpus.KindFeed:
		return corpus.RuleFeed
	}
	return corpus.RuleNever
}

// fits is the error of a rule that is not for what was found.
func fits(r corpus.Rule, c corpus.Content) error {
	if r == "" {
		return nil
	}
	kind := corpus.KindPage
	if c.Listing != nil {
		kind = c.Listing.Kind
	}
	_, err := corpus.ParseRule(string(r), kind)
	return err
}

// SetRule sets how often a source, named by its id, is read again by itself, on
// behalf of by. It is a door for anybody: a file is refused, and so is a copy, which
// cannot be read again.
func (in *Ingester) SetRule(ctx context.Context, space corpus.Space, by, sourceID string, r corpus.Rule) error {
	src, err := in.byID(ctx, space, sourceID)
	if err != nil {
		return err
	}
	if src.Kind == corpus.KindFile {
		return problem(corpus.CodeInvalid, "%s is a file of the machine that Footnote runs on; how often it is read again is set only there.", called(src))
	}
	return in.setRule(ctx, space, by, src, r)
}

// SetRuleLocal is SetRule for who runs Footnote on the machine: it takes files too,
// and whatever Remove takes for the name of a source.
func (in *Ingester) SetRuleLocal(ctx context.Context, space corpus.Space, by, ref string, r corpus.Rule) error {
	src, err := in.find(ctx, space, ref)
	if err != nil {
		return err
	}
	return in.setRule(ctx, space, by, src, r)
}

func (in *Ingester) setRule(ctx context.Context, space corpus.Space, by string, src corpus.SourceInfo, r corpus.Rule) error {
	r, err := corpus.ParseRule(string(r), src.Kind)
	if err != nil {
		return err
	}
	if src.Kind.Copy() && r != corpus.RuleNever {
		return problem(corpus.CodeInvalid, "%s is a copy, which cannot be read again.", called(src))
	}
	return in.Store.SetRule(ctx, space, src.ID, r, by, in.Now())
}

// Untold lists the sources of all spaces that could not be read, of which nobody was
// told yet.
func (in *Ingester) Untold(ctx context.Context) ([]corpus.SourceInfo, error) {
	return in.Store.Untold(ctx)
}

// MarkTold records that moderators of a space were told of sources that could not be
// read. They are told of them again only after those were read in between.
func (in *Ingester) MarkTold(ctx context.Context, space corpus.Space, sourceIDs []string) error {
	return in.Store.MarkTold(ctx, space, sourceIDs)
}

// DropRevisions deletes the texts of a space that were superseded before a moment,
// but for the revisions that something quotes, and returns how many those were. What
// is left of them on the disk is due to be overwritten, which Overwrite does after the
// last of several spaces: it costs as much as the database is large, however little
// was dropped.
func (in *Ingester) DropRevisions(ctx context.Context, space corpus.Space, supersededBefore time.Time, quoted []string) (int, error) {
	release, err := in.Store.Lock(ctx, "dropping old texts")
	if err != nil {
		return 0, err
	}
	defer release()
	return in.Store.DropRevisions(ctx, space, supersededBefore, quoted)
}
