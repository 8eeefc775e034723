package main

import (
	"io"
	"log/slog"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"footnote/corpus"
)

// app is one run of the program.
type app struct {
	in       io.Reader
	out, err io.Writer

	// The flags that every command has.
	configFlag string
	dataFlag   string
	spaceFlag  string
	json       bool
	debug      bool

	// warns says that questions are answered: see log.
	warns bool
	// logger is that of the bot, which always logs.
	logger *slog.Logger
	// now is the clock of what is stored and of the bot; nil means the machine's.
	now func() time.Time
}

// clock is the time now.
func (a *app) clock() time.Time {
	if a.now != nil {
		return a.now()
	}
	return time.Now()
}

// command builds the tree of commands.
func (a *app) command() *cobra.Command {
	version := false
	root := &cobra.Command{
		Use:   "footnote",
		Short: "Answers questions from your own articles, with a checked footnote for every sentence",
		Long: `Footnote answers questions from your own articles. Every sentence of an answer
carries a footnote that was checked against the stored text.

Begin with:
  footnote ask "Why is the Kestrel Bridge closed?"   (over a built-in sample)
  footnote add DIR                                   (your own articles)`,
		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if version {
				return a.version(cmd.Context())
			}
			if err := cmd.Help(); err != nil {
				return err
			}
			return usagef("Name a command, such as ask or add.")
		},
		PersistentPreRunE: func(cmd *cobra.Command, _ []string) error { return a.checkFlags(cmd) },
	}
	root.Flags().BoolVar(&version, "version", false, "print the version, as the command version does")
	root.SuggestionsMinimumDistance = 2
	flags := root.PersistentFlags()
	a.spaceFlag = string(corpus.DefaultSpace)
	text(flags, &a.configFlag, "config", "FILE", "read the config from here (default: $FOOTNOTE_CONFIG, else ~/.config/footnote/config.toml)")
	text(flags, &a.dataFlag, "data", "FOLDER", "keep the articles here (default: as the config says, else ~/.local/share/footnote)")
	text(flags, &a.spaceFlag, "space", "SPACE", "keep to the articles of this space: each has its own, and none sees another's (default: default)")
	flags.BoolVar(&a.json, "json", false, "print JSON for programs, one object a line")
	flags.BoolVar(&a.debug, "debug", false, "log what happens to standard error")
	root.SetFlagErrorFunc(flagError)
	root.SetUsageTemplate(narrow(root.UsageTemplate()))

	root.AddCommand(
		a.askCommand(),
		a.searchCommand(),
		a.chatCommand(),
		a.runCommand(),
		a.addCommand(),
		a.refreshCommand(),
		a.removeCommand(),
		a.sourcesCommand(),
		a.showCommand(),
		a.evalCommand(),
		a.mockCommand(),
		a.promptsCommand(),
		a.doctorCommand(),
		a.versionCommand(),
	)
	settleBuiltins(root)
	return root
}

// checkFlags refuses what is surely a mistake, such as an unset shell variable.
func (a *app) checkFlags(cmd *cobra.Command) error {
	for _, name := range []string{"config", "data", "space"} {
		f := cmd.Flag(name)
		if f != nil && f.Changed && strings.TrimSpace(f.Value.String()) == "" {
			return usagef("--%s is empty; give it a value or leave it out.", name)
		}
	}
	if len(a.spaceFlag) > 100 || strings.ContainsFunc(a.spaceFlag, unsafeRune) || strings.Contains(a.spaceFlag, "\n") {
		return usagef("--space must be a name of at most 100 characters on one line.")
	}
	return nil
}

func (a *app) space() corpus.Space { return corpus.Space(a.spaceFlag) }

// log is for --debug. Without it the answering of questions tells what failed
// behind an answer, in one line each; elsewhere nothing is written, since every
// problem that matters reaches the person as a sentence.
func (a *app) log() *slog.Logger {
	if a.logger != nil {
		return a.logger
	}
	if !a.debug && a.warns {
		return newWarnings(a.err)
	}
	if !a.debug {
		return slog.New(slog.DiscardHandler)
	}
	return slog.New(slog.NewTextHandler(a.err, &slog.HandlerOptions{Level: slog.LevelDebug}))
}

// note tells a person something on standard error, beside the result.
func (a *app) note(text string) {
	p := newPage(a.err)
	p.text(dim, "", "", text)
}

// noCommand says that cmd has no command of this name.
func noCommand(cmd *cobra.Command, name string) error {
	message := "There is no command " + quoted(name) + "."
	if near := cmd.SuggestionsFor(name); len(near) > 0 {
		message += " Did you mean " + strings.Join(near, " or ") + "?"
	}
	return usagef("%s See: %s --help", message, cmd.CommandPath())
}

func noArgs(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	if cmd.HasSubCommands() {
		return noCommand(cmd, args[0])
	}
	return usagef("%s takes no arguments, but %s was given.", cmd.CommandPath(), quoted(args[0]))
}

func exactlyOne(what string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) != 1 {
			return usagef("%s needs %s; see: %s --help", cmd.CommandPath(), what, cmd.CommandPath())
		}
		return nil
	}
}

func atLeastOne(what string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) == 0 {
			return usagef("%s needs %s; see: %s --help", cmd.CommandPath(), what, cmd.CommandPath())
		}
		return nil
	}
}

func quoted(s string) string { return "“" + fit(s, 60) + "”" }

// sentence makes a library's message begin like one.
func sentence(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}
