package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"footnote/corpus"
)

// findArticle finds what a person calls an article: by its own id, or, where a
// source has one article, by the id, the address or the path of the source.
func (s *services) findArticle(ctx context.Context, space corpus.Space, ref, revision string) (corpus.Article, error) {
	article, err := s.store.Article(ctx, space, ref, revision)
	if !corpus.HasCode(err, corpus.CodeMissing) {
		return article, err
	}
	src, found := s.findSource(ctx, space, ref)
	if found != nil {
		if !corpus.HasCode(found, corpus.CodeMissing) {
			return article, found
		}
		if member, inside := s.findMember(ctx, space, ref, revision); inside == nil {
			return member, nil
		}
		return article, err // which speaks of the article, or of its revision
	}
	if src.Articles != 1 {
		if member, inside := s.findMember(ctx, space, ref, revision); inside == nil {
			return member, nil
		}
	}
	ids, err := s.articlesOf(ctx, src)
	if err != nil {
		return article, err
	}
	if len(ids) != 1 {
		return article, usagef("%s has %s; name one by its id, as search prints it.", quoted(ref), count(len(ids), "article"))
	}
	return s.store.Article(ctx, space, ids[0], revision)
}

// findMember finds an article by the path of the archive that it stands in and its
// own path in there.
func (s *services) findMember(ctx context.Context, space corpus.Space, ref, revision string) (corpus.Article, error) {
	for i := len(ref) - 1; i > 0; i-- {
		if ref[i] != '/' {
			continue
		}
		src, err := s.findSource(ctx, space, ref[:i])
		if err == nil {
			return s.store.Article(ctx, space, corpus.ArticleID(space, src.ID, src.Location+ref[i:]), revision)
		}
		if !corpus.HasCode(err, corpus.CodeMissing) {
			return corpus.Article{}, err
		}
	}
	return corpus.Article{}, errNoMember
}

var errNoMember = errors.New("no archive of that path")

// findSource finds a source by its id, its address or its path. A path from
// here comes before one that was shown the same elsewhere.
func (s *services) findSource(ctx context.Context, space corpus.Space, ref string) (corpus.SourceInfo, error) {
	for _, place := range places(ref) {
		src, err := s.store.Source(ctx, space, place)
		if !corpus.HasCode(err, corpus.CodeMissing) {
			return src, err
		}
	}
	return s.store.Source(ctx, space, ref)
}

// places are the absolute paths that a path from here may have been stored
// under: with its links resolved, and as it is if it is there no more.
func places(path string) []string {
	abs, err := filepath.Abs(path)
	if err != nil {
		return nil
	}
	if real, err := filepath.EvalSymlinks(abs); err == nil && real != abs {
		return []string{real, abs}
	}
	return []string{abs}
}

// articlesOf lists the ids of a source's articles. Mostly the one article's id
// follows from the source; others are looked for.
func (s *services) articlesOf(ctx context.Context, src corpus.SourceInfo) ([]string, error) {
	if id := corpus.ArticleID(src.Space, src.ID, src.Location); src.Articles == 1 {
		if _, err := s.store.Article(ctx, src.Space, id, ""); !corpus.HasCode(err, corpus.CodeMissing) {
			return []string{id}, err
		}
	}
	var ids []string
	for doc, err := range s.store.Documents(ctx, src.Space, nil) {
		if err != nil {
			return nil, err
		}
		if doc.SourceID == src.ID {
			ids = append(ids, doc.ID)
		}
	}
	return ids, nil
}

// onlyArticle is the id that a source's only article has if its key is the
// source's own location; "" if there are more, or if it may have another: that of a
// page, or of what stands in a feed or an archive.
func onlyArticle(src corpus.SourceInfo) string {
	inside := src.Kind == corpus.KindFile && strings.HasPrefix(src.URL, src.Shown+"/")
	if src.Articles != 1 || src.Kind == corpus.KindPage || src.Kind == corpus.KindFeed || inside {
		return ""
	}
	return corpus.ArticleID(src.Space, src.ID, src.Location)
}

// below lists the sources that are files below a folder, by their ids, and none
// if ref is a source itself.
func (s *services) below(ctx context.Context, space corpus.Space, ref string) ([]string, error) {
	if _, err := s.findSource(ctx, space, ref); !corpus.HasCode(err, corpus.CodeMissing) {
		return nil, nil // with another error removing it comes upon the same
	}
	sources, err := s.store.Sources(ctx, space)
	if err != nil {
		return nil, err
	}
	for _, folder := range places(ref) {
		inside := strings.TrimSuffix(folder, string(os.PathSeparator)) + string(os.PathSeparator)
		var ids []string
		for _, src := range sources {
			if src.Kind == corpus.KindFile && strings.HasPrefix(src.Location, inside) {
				ids = append(ids, src.ID)
			}
		}
		if len(ids) > 0 {
			return ids, nil
		}
	}
	return nil, nil
}

// completeSources offers the ids of sources to the shell, with their titles, and
// falls back to file names.
func (a *app) completeSources(cmd *cobra.Command, _ []string, begun string) ([]cobra.Completion, cobra.ShellCompDirective) {
	return a.offers(cmd.Context(), begun, func(src corpus.SourceInfo) []string { return []string{src.ID} }), cobra.ShellCompDirectiveDefault
}

// completeArticles offers what show takes: the ids of articles, and, once a word
// was begun, the ids, addresses and paths of sources with one article.
func (a *app) completeArticles(cmd *cobra.Command, args []string, begun string) ([]cobra.Completion, cobra.ShellCompDirective) {
	if len(args) > 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	return a.offers(cmd.Context(), begun, func(src corpus.SourceInfo) []string {
		switch {
		case src.Articles != 1:
			return nil
		case begun == "" && onlyArticle(src) == "":
			return []string{src.ID}
		case begun == "":
			return []string{onlyArticle(src)}
		case onlyArticle(src) == "":
			return []string{src.ID, src.URL, src.Location}
		}
		return []string{onlyArticle(src), src.ID, src.URL, src.Location}
	}), cobra.ShellCompDirectiveNoFileComp
}

// offers are the names of sources that begin as the word on the command line
// does, each with the title of its source.
func (a *app) offers(ctx context.Context, begun string, names func(corpus.SourceInfo) []string) []cobra.Completion {
	s, err := a.openStore(ctx)
	if err != nil {
		return nil
	}
	defer s.close()
	if s.sample {
		return nil
	}
	sources, err := s.store.Sources(ctx, a.space())
	if err != nil {
		return nil
	}
	var offers []cobra.Completion
	seen := map[string]bool{}
	for _, src := range sources {
		for _, name := range names(src) {
			if name != "" && name == safeLine(name) && strings.HasPrefix(name, begun) && !seen[name] {
				seen[name] = true
				offers = append(offers, cobra.CompletionWithDesc(name, fit(orUntitled(src.Title), 50)))
			}
		}
	}
	return offers
}
