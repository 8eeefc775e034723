package discord

import (
	"context"
	"errors"
	"net/http"

	"footnote/corpus"
)

// problem turns an error of the Client into one for package bot: CodeMissing for
// what is gone or hidden, CodeBusy for what may go later, CodeUnavailable for the
// rest.
func problem(err error) error {
	var known *corpus.Problem
	switch {
	case err == nil:
		return nil
	case errors.As(err, &known), errors.Is(err, context.Canceled):
		return err
	}
	say := func(code corpus.Code, text string) error { return &corpus.Problem{Code: code, Message: text, Err: err} }
	var limit *LimitError
	switch {
	case errors.As(err, &limit), errors.Is(err, ErrTooMany), IsCode(err, codeManyOldEdits):
		return say(corpus.CodeBusy, "Discord limits how fast the bot may write; try again later.")
	case errors.Is(err, ErrChannelClosed):
		return say(corpus.CodeBusy, "The channel refused the bot a short time ago; it is tried again in ten minutes.")
	case errors.Is(err, ErrTokenDead):
		return say(corpus.CodeMissing, "The reply can no longer be changed: Discord allows that for 15 minutes.")
	case IsCode(err, codeDirectsClosed):
		return say(corpus.CodeMissing, "The person does not take direct messages from the bot.")
	case IsCode(err, codeThreadArchived):
		return say(corpus.CodeMissing, "The thread is archived; open it again.")
	case IsStatus(err, http.StatusForbidden):
		return say(corpus.CodeMissing, "The bot may not do this there: in the channel's settings, Permissions, allow it View Channel, Send Messages and Embed Links.")
	case IsStatus(err, http.StatusNotFound):
		return say(corpus.CodeMissing, "This does not exist in Discord any more, or the bot cannot see it.")
	}
	return say(corpus.CodeUnavailable, "Discord did not do it; try again later.")
}
