// Command footnote answers questions from a team's own articles, and shows for
// every sentence the place in the article that says so.
//
// This package is the edge of the program: it reads flags and the config file,
// puts the other packages together (open.go is that one place), and shows what
// they return, as text for people or as JSON lines for programs. What happens
// in between is told by the other packages:
//
//   - add, remove: an article comes in through corpus/ingest;
//   - ask, search, chat: a question goes out through retrieval;
//   - show, sources, doctor: look at what corpus/store keeps.
//
// Each command has a file of its own. page.go and wrap.go write for people: all
// text that comes from articles, models and file names is made safe for a
// terminal there. json.go writes for programs. Exit codes are in exit.go.
package main

import (
	"context"
	"errors"
	"io"
	"os"
	"os/signal"
	"syscall"

	"footnote/corpus"
)

func main() {
	ctx, stop := untilSignal()
	err := run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
	stop()
	report(os.Stderr, err)
	os.Exit(exitCode(err))
}

// untilSignal returns a context that the first SIGINT or SIGTERM ends. From then on
// a second one kills: its handler is gone before anybody learns of the first, which
// signal.NotifyContext does not promise.
func untilSignal() (ctx context.Context, stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		select {
		case <-signals:
			signal.Stop(signals)
			cancel()
		case <-ctx.Done():
		}
	}()
	return ctx, func() {
		signal.Stop(signals)
		cancel()
		<-ended
	}
}

// run is the whole program but for the process around it.
func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) error {
	return (&app{in: stdin, out: stdout, err: stderr}).run(ctx, args)
}

func (a *app) run(ctx context.Context, args []string) error {
	root := a.command()
	root.SetArgs(args)
	root.SetIn(a.in)
	root.SetOut(a.out)
	root.SetErr(a.err)
	err := root.ExecuteContext(ctx)
	if err != nil && ctx.Err() != nil && !wasReported(err) && !errors.As(err, new(*corpus.Problem)) {
		return errStopped
	}
	return err
}
