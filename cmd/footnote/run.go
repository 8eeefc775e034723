package main

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"footnote/bot"
	"footnote/bot/discord"
	botstore "footnote/bot/store"
	"footnote/corpus/source"
	"footnote/retrieval/llm"
)

func (a *app) runCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "run",
		Short: "Run the Discord bot until it is told to stop",
		Long: `Run the Discord bot until SIGINT or SIGTERM; a second one ends it at once.

It needs the token of a bot: see [discord] in config.example.toml. Try
"footnote doctor" first; it says what is missing and gives the link that invites
the bot to a server. Every server has articles of its own. Pages and feeds are
read again when they are due.`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.runBot(cmd.Context()) },
	}
}

// runBot puts the bot together and runs it until ctx ends or Discord refuses it
// for good.
func (a *app) runBot(ctx context.Context) error {
	a.logger = a.botLog()
	c, err := loadConfig(a.configFlag)
	if err != nil {
		return err
	}
	token, err := c.discordToken()
	if err != nil {
		return err
	}
	client, err := discord.NewClient(discord.ClientOptions{API: c.Discord.APIURL, Token: token, Log: a.logger})
	if err != nil {
		return &usageError{err}
	}
	defer client.Close()
	var chat *llm.Chat
	if c.generative() {
		if chat, err = a.newChat(c); err != nil {
			return err
		}
		defer chat.Close()
	}
	s, err := a.openWriterOf(ctx, c, true)
	if err != nil {
		return err
	}
	defer s.close()
	if err := a.openAsker(s, c, chat); err != nil {
		return err
	}
	attachments, err := source.NewAttachments(source.AttachmentOptions{Hosts: c.Discord.AttachmentHosts, UserAgent: userAgent()})
	if err != nil {
		return &usageError{err}
	}
	attachments.PDF = s.pdf
	s.ingester.Attachments = attachments
	records, err := botstore.Open(ctx, s.store.DB(), botstore.Options{Scrub: s.store.Scrub})
	if err != nil {
		return err
	}

	m := newMeter()
	outbox, directory := discord.NewOutbox(client), discord.NewDirectory(client)
	var quietly calm
	s.ingester.Breathe = quietly.wait
	b := bot.New(bot.Config{
		Asker: calmAsker{s.asker, &quietly}, Checker: s.asker, Exampler: botExamples{s.store, s.asker},
		Importer: botImporter{s.ingester}, Refresher: s.ingester, Remover: botRemover{s.ingester}, Purger: botRemover{s.ingester},
		Library: botLibrary{s.store}, Finder: botFinder{s.index}, Store: records, Outbox: outbox, Directory: directory,
		Ceilings: bot.Ceilings{
			MemberLimit: c.Limits.MemberQuestions, ServerLimit: c.Limits.ServerQuestions,
			DailyTokens: c.Limits.DailyTokens, Keep: time.Duration(c.Limits.KeepDays) * 24 * time.Hour,
		},
		Workers: c.Limits.Workers, Meter: m, Now: a.now, Log: a.logger,
	})
	talker := discord.NewTalker(discord.TalkerOptions{
		Client: client, Directory: directory, Decider: b, Keeper: b, Commands: bot.Commands(), Log: a.logger,
	})
	m.watch(talker.Stats)
	m.watchSources(func(ctx context.Context) (due, stale int, err error) { return s.store.Backlog(ctx, a.clock()) })

	var serve func(context.Context) error
	if c.HTTP.Listen != "" {
		l, err := listen(c.HTTP.Listen)
		if err != nil {
			return err
		}
		a.logger.Info("health, metrics and profiles", "address", l.Addr().String())
		serve = func(ctx context.Context) error {
			return serveHTTP(ctx, l, opsHandler(m, func() health { return healthOf(talker.Stats()) }))
		}
	}
	return runAll(ctx, a.logger, parts{
		bot: b.Run,
		talk: func(ctx context.Context) error {
			defer talker.Wait()
			return talker.Run(ctx)
		},
		serve: serve,
		reembed: func(ctx context.Context) error {
			return s.ingester.Reembed(ctx, nil)
		},
	})
}

// parts are what runs side by side.
type parts struct {
	bot     func(context.Context)
	talk    func(context.Context) error
	serve   func(context.Context) error // nil if nothing listens
	reembed func(context.Context) error
}

// runAll runs the parts until ctx ends or one of them fails, and returns when all
// have ended. The bot ends first, while Discord can still be talked to: what runs
// then finishes or apologises. The first failure is returned.
func runAll(ctx context.Context, log *slog.Logger, p parts) error {
	ctx, fail := context.WithCancelCause(ctx)
	defer fail(nil)
	outer, hangUp := context.WithCancel(context.WithoutCancel(ctx))
	defer hangUp()

	var failure error
	var once sync.Once
	failed := func(err error) {
		if err != nil {
			once.Do(func() { failure = err })
			fail(err)
		}
	}
	var others, botDone sync.WaitGroup
	others.Go(func() { failed(p.talk(outer)) })
	if p.serve != nil {
		others.Go(func() { failed(p.serve(outer)) })
	}
	// A new embedding model is taken up beside the work; until it is complete,
	// search goes by words.
	botDone.Go(func() {
		if err := p.reembed(ctx); err != nil && ctx.Err() == nil {
			log.Warn("articles not embedded anew", "err", err)
		}
	})
	botDone.Go(func() { p.bot(ctx) })
	botDone.Wait()
	hangUp()
	others.Wait()
	return failure
}

// botLog is the log of the bot: everything that somebody who runs it has to know,
// in lines for people or, with --json, for programs.
func (a *app) botLog() *slog.Logger {
	options := &slog.HandlerOptions{Level: slog.LevelInfo}
	if a.debug {
		options.Level = slog.LevelDebug
	}
	if a.json {
		return slog.New(slog.NewJSONHandler(a.err, options))
	}
	return slog.New(slog.NewTextHandler(a.err, options))
}
