package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"sync"
	"syscall"

	"github.com/spf13/cobra"

	"footnote/corpus"
	"footnote/retrieval/llmtest"
)

func (a *app) mockCommand() *cobra.Command {
	var listen, script string
	cmd := &cobra.Command{
		Use:   "mock-llm",
		Short: "Serve a mock language model, to try all of Footnote without one",
		Long: `Serve an OpenAI-compatible endpoint (chat, embeddings, models) that answers from
the passages in the prompt. With a script it misbehaves on purpose. A script has
one JSON object a line; the first that fits a request is applied:

  {"match": "(?i)how many", "reply": "There were 12. [1]"}
  {"match": "slow", "fault": "slow", "delay": "2s"}
  {"fault": "rate", "retry_after": "2", "times": 2}

Faults: slow stall cut rate 500 html empty reset echo; of a chat nostream error
cite nocite invent obey refuse context nousage think thinkaloud reasoning
gibberish deny preface list named round caret dagger first last sources question
json; of embeddings dimension nan zero order few.`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.mock(cmd.Context(), listen, script)
		},
	}
	listen = "127.0.0.1:8089"
	text(cmd.Flags(), &listen, "listen", "ADDRESS", "listen here (default: "+listen+")")
	text(cmd.Flags(), &script, "script", "FILE", "reply and misbehave as this script says")
	return cmd
}

// mock serves until a signal comes, which is its normal end.
func (a *app) mock(ctx context.Context, listen, script string) error {
	rules, err := readScript(script)
	if err != nil {
		return err
	}
	if _, port, err := net.SplitHostPort(listen); err != nil || port != "0" && !isPort(port) {
		return usagef(`--listen must be an address with a port, such as "127.0.0.1:8089".`)
	}
	var one sync.Mutex
	server, err := llmtest.New(llmtest.Options{
		Script: rules,
		Log:    a.log(),
		OnRequest: func(r llmtest.Request) {
			one.Lock()
			defer one.Unlock()
			what := r.On + " " + quoted(r.Question)
			if r.On == "models" {
				what = r.On
			}
			if r.Rule > 0 {
				what += fmt.Sprintf(", rule %d of the script", r.Rule)
			}
			fmt.Fprintln(a.err, safeLine(what))
		},
	})
	if err != nil {
		return err
	}
	url, stop, err := server.Listen(listen)
	if err != nil {
		message := "Cannot listen on " + listen + ": " + reason(err) + "."
		if errors.Is(err, syscall.EADDRINUSE) {
			message = "Another program listens on " + listen + "; choose another port with --listen."
		}
		return &corpus.Problem{Code: corpus.CodeUnavailable, Message: message, Err: err}
	}
	defer stop()
	if _, err := fmt.Fprintf(a.out, `The mock listens at %[1]s; Ctrl-C ends it. Put this into a config:

[llm]
base_url = "%[1]s"
model = "%[2]s"

# and, if it shall embed the articles as well:
# [embedding]
# provider = "openai"
# base_url = "%[1]s"
# model = "%[2]s"
`, url, llmtest.DefaultModel); err != nil {
		return err
	}
	<-ctx.Done()
	return nil
}

func readScript(path string) ([]llmtest.Rule, error) {
	if path == "" {
		return nil, nil
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, usagef("The script %s cannot be read: %s.", path, reason(err))
	}
	defer f.Close()
	rules, err := llmtest.ReadScript(f)
	if err != nil {
		return nil, usagef("The script %s: %s", path, err.Error())
	}
	return rules, nil
}
