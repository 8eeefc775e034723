package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"footnote/retrieval"
)

// maxTurns is how many earlier questions go along with a question.
const maxTurns = 6

func (a *app) chatCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "chat",
		Short: "Ask question after question; later ones may refer to earlier ones",
		Long: `Ask one question after the other. A question may refer to the ones before it.
/sources lists what was added, /new forgets the earlier questions, /quit ends.`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if a.json {
				return usagef("chat is for people; for programs there is: footnote ask --stdin --json")
			}
			s, err := a.open(cmd.Context())
			if err != nil {
				return err
			}
			defer s.close()
			a.announce(s)
			return a.chat(cmd.Context(), s)
		},
	}
}

// chat talks until the input ends, /quit is said, or a signal comes; each of
// them is a normal end.
func (a *app) chat(ctx context.Context, s *services) error {
	talks := isTerminal(a.in) && isTerminal(a.out)
	if talks {
		a.note("Ask away; /sources lists what was added, /new starts afresh, /quit ends.")
	}
	in := newLines(&interruptible{ctx: ctx, r: a.in})
	var turns []string
	for {
		if talks {
			fmt.Fprint(a.out, "\n> ")
		}
		line, err := in.next()
		if errors.Is(err, io.EOF) || ctx.Err() != nil {
			if talks {
				fmt.Fprintln(a.out)
			}
			return nil
		}
		if err != nil {
			return err
		}
		switch said := strings.TrimSpace(line); {
		case said == "":
			continue
		case said == "/quit" || said == "/exit":
			return nil
		case said == "/new":
			turns = nil
			a.note("Earlier questions are forgotten.")
			continue
		case said == "/sources":
			if err := a.listSources(ctx, s); err != nil {
				return err
			}
			continue
		case strings.HasPrefix(said, "/"):
			a.note("There is /sources, /new and /quit; everything else is a question.")
			continue
		}
		text, err := checkQuestion(line)
		if err == nil {
			err = a.askOne(ctx, s, retrieval.Question{Space: a.space(), Text: text, Turns: turns}, false)
		}
		if err != nil {
			if ctx.Err() != nil {
				return nil
			}
			report(a.err, err)
			continue
		}
		if !talks {
			newPage(a.out).gap()
		}
		turns = append(turns, text)
		turns = turns[max(0, len(turns)-maxTurns):]
	}
}
