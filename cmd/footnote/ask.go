package main

import (
	"context"
	"errors"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"footnote/retrieval"
)

func (a *app) askCommand() *cobra.Command {
	var stdin, passages bool
	cmd := &cobra.Command{
		Use:   "ask QUESTION",
		Short: "Answer a question from the articles, with footnotes",
		Long: `Answer a question from the articles. Every sentence carries the number of a
footnote with title, publisher, day, link and the words of the article.
"Not in the sources" is an answer too, and no error.`,
		Example: `  footnote ask "Why is the Kestrel Bridge closed?"
  footnote ask --stdin --json < questions.txt > answers.jsonl`,
		RunE: func(cmd *cobra.Command, args []string) error {
			one := func(ctx context.Context, s *services, text string) error {
				return a.askOne(ctx, s, retrieval.Question{Space: a.space(), Text: text}, passages)
			}
			return a.questions(cmd, args, stdin, one)
		},
	}
	cmd.Flags().BoolVar(&stdin, "stdin", false, "read one question a line from standard input")
	cmd.Flags().BoolVar(&passages, "passages", false, "show the text around each quote")
	return cmd
}

// questions does one thing with the question of the arguments, or with every
// line of standard input.
func (a *app) questions(cmd *cobra.Command, args []string, stdin bool, one func(context.Context, *services, string) error) error {
	if stdin && len(args) > 0 {
		return usagef("Give the question as an argument or with --stdin, not both.")
	}
	if !stdin && len(args) == 0 {
		return usagef("%s needs a question; see: %s --help", cmd.CommandPath(), cmd.CommandPath())
	}
	if stdin {
		return a.questionLines(cmd.Context(), one)
	}
	asked := strings.Join(args, " ")
	text, err := checkQuestion(asked)
	if err != nil {
		return a.badQuestion(asked, err)
	}
	s, err := a.open(cmd.Context())
	if err != nil {
		return err
	}
	defer s.close()
	a.announce(s)
	if err := one(cmd.Context(), s, text); err != nil {
		return a.badQuestion(asked, err)
	}
	return nil
}

// questionLines asks line by line. Each line is shown before the next one is
// read, and a line that cannot be asked or fails does not end the others.
func (a *app) questionLines(ctx context.Context, one func(context.Context, *services, string) error) error {
	s, err := a.open(ctx)
	if err != nil {
		return err
	}
	defer s.close()
	a.announce(s)
	in := newLines(a.typed(ctx))
	failed, first := false, true
	for {
		asked, err := in.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		if !first && !a.json {
			newPage(a.out).gap()
		}
		first = false
		text, bad := checkQuestion(asked)
		if bad == nil {
			bad = one(ctx, s, text)
			if ctx.Err() != nil {
				return ctx.Err()
			}
			failed = failed || bad != nil && exitCode(bad) != exitUsage
		}
		if bad == nil {
			continue
		}
		if !a.json {
			report(a.err, bad)
		} else if err := writeJSON(a.out, questionError{asked, safeLine(explain(bad))}); err != nil {
			return err
		}
	}
	if failed {
		return errSomeFailed
	}
	return nil
}

// badQuestion shows a program why there is no answer; a person reads it on
// standard error when the program ends.
func (a *app) badQuestion(asked string, err error) error {
	if a.json && !wasReported(err) {
		if werr := writeJSON(a.out, questionError{asked, safeLine(explain(err))}); werr != nil {
			return werr
		}
	}
	return err
}

func (a *app) askOne(ctx context.Context, s *services, q retrieval.Question, passages bool) error {
	p := newPage(a.out)
	var shown []retrieval.Sentence
	var show func(retrieval.Answer)
	if !a.json && isTerminal(a.out) {
		show = func(partial retrieval.Answer) {
			if len(shown) == 0 {
				p.understood(partial)
			}
			shown = p.more(shown, partial.Sentences)
		}
	}
	answer, err := s.asker.Ask(ctx, q, show)
	if err != nil {
		return err
	}
	answer.Notice = joinNotices(s.notice, answer.Notice)
	if s.vacant {
		answer.Reason = s.notice
	}
	if a.json {
		return writeJSON(a.out, complete(answer))
	}
	if answer.Notice != "" && answer.Notice != s.notice {
		a.note(strings.TrimSpace(strings.TrimPrefix(answer.Notice, s.notice)))
	}
	switch {
	case len(shown) == 0:
		p.answer(answer, passages)
	case answer.Answered && continues(shown, answer.Sentences):
		p.more(shown, answer.Sentences)
		p.rest(answer, passages)
	default: // what was shown is verified, but the whole came out otherwise
		p.gap()
		p.text(bold, "", "", "The answer:")
		p.answer(answer, passages)
	}
	return p.err
}

// more shows the sentences that came since, one a line, and returns what is
// shown by now.
func (p *page) more(shown, all []retrieval.Sentence) []retrieval.Sentence {
	if !continues(shown, all) {
		return shown
	}
	for _, s := range all[len(shown):] {
		p.text(plain, "", "", marked(s.Text, s.Citations))
	}
	return slices.Clone(all)
}

// continues reports whether all begins with what is shown already.
func continues(shown, all []retrieval.Sentence) bool {
	return len(all) >= len(shown) && slices.EqualFunc(shown, all[:len(shown)], func(x, y retrieval.Sentence) bool {
		return x.Text == y.Text && slices.Equal(x.Citations, y.Citations)
	})
}

func joinNotices(notices ...string) string {
	var parts []string
	for _, n := range notices {
		if n != "" {
			parts = append(parts, n)
		}
	}
	return strings.Join(parts, " ")
}

// complete makes every missing list of an answer an empty one: the contract
// with programs has no null.
func complete(a retrieval.Answer) retrieval.Answer {
	a.Sentences = list(a.Sentences)
	for i := range a.Sentences {
		a.Sentences[i].Citations = list(a.Sentences[i].Citations)
	}
	a.Citations = list(a.Citations)
	for i := range a.Citations {
		a.Citations[i].Also, a.Citations[i].Times = list(a.Citations[i].Also), list(a.Citations[i].Times)
	}
	a.Conflicts, a.Updates = list(a.Conflicts), list(a.Updates)
	for _, all := range [][]retrieval.Conflict{a.Conflicts, a.Updates} {
		for i, c := range all {
			c.Claims = list(c.Claims)
			for j := range c.Claims {
				c.Claims[j].Citations = list(c.Claims[j].Citations)
			}
			all[i] = c
		}
	}
	a.Uncovered = list(a.Uncovered)
	a.Nearest = list(a.Nearest)
	for i := range a.Nearest {
		a.Nearest[i].Also = list(a.Nearest[i].Also)
	}
	return a
}

// list is a copy that is never nil, so that what the asker returned is not
// changed.
func list[T any](s []T) []T { return append([]T{}, s...) }
