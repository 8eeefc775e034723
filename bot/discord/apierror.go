package discord

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"footnote/corpus"
)

// Error is an answer of Discord that refuses a request. It holds no token: of the
// address only what may be told is kept.
type Error struct {
	Request string // method and path, without the token of an interaction
	Status  int
	// Code is Discord's own (https://docs.discord.com/developers/topics/opcodes-and-status-codes#json),
	// 0 if there was none.
	Code    int
	Message string
	// Detail says which field was at fault, for the log.
	Detail string

	token bool // the address held an interaction's token
}

// Error gives all of it in one line.
func (e *Error) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %d %s", e.Request, e.Status, http.StatusText(e.Status))
	if e.Code != 0 {
		fmt.Fprintf(&b, ", code %d", e.Code)
	}
	if e.Message != "" {
		fmt.Fprintf(&b, ": %s", e.Message)
	}
	if e.Detail != "" {
		fmt.Fprintf(&b, " %s", e.Detail)
	}
	return b.String()
}

// Is makes a refusal of an interaction's token ErrTokenDead.
func (e *Error) Is(target error) bool {
	if target != ErrTokenDead || !e.token {
		return false
	}
	switch e.Code {
	case codeUnknownInteraction, codeUnknownWebhook, codeInvalidToken:
		return true
	}
	return e.Status == http.StatusUnauthorized
}

// The codes of Discord that something is decided by.
const (
	codeUnknownMessage     = 10008
	codeUnknownWebhook     = 10015
	codeUnknownInteraction = 10062
	codeManyOldEdits       = 30046 // "maximum number of edits to messages older than 1 hour"
	codeAcknowledged       = 40060
	codeNotTheAuthor       = 50005
	codeDirectsClosed      = 50007
	codeInvalidToken       = 50027 // of a webhook: the interaction is too old
	codeThreadArchived     = 50083
	codeNoHistory          = 160002 // a reply needs Read Message History
)

var (
	// ErrChannelClosed says that a channel refused a message (403 or 404) less than
	// ten minutes ago, so nothing was sent.
	ErrChannelClosed = errors.New("the channel refused the bot a short time ago")
	// ErrTokenDead says that an interaction's token can no longer be used.
	ErrTokenDead = errors.New("the interaction is too old")
	// ErrTooMany says that too many requests wait for the same limit.
	ErrTooMany = errors.New("too many requests wait for the same rate limit")

	errNotJSON  = errors.New("the answer is no JSON")
	errTooLarge = errors.New("the answer is too large")
)

// LimitError says that a rate limit of Discord leaves no time for a request
// within its deadline. Nothing was sent, or Discord refused it.
type LimitError struct {
	Request string
	After   time.Duration // how long the limit lasts yet
}

// Error says how long to wait.
func (e *LimitError) Error() string {
	return fmt.Sprintf("%s: rate limit for another %s", e.Request, e.After.Round(time.Millisecond))
}

// IsStatus reports whether Discord refused with this status.
func IsStatus(err error, status int) bool {
	var e *Error
	return errors.As(err, &e) && e.Status == status
}

// IsCode reports whether Discord refused with one of these codes.
func IsCode(err error, codes ...int) bool {
	var e *Error
	if !errors.As(err, &e) {
		return false
	}
	for _, c := range codes {
		if e.Code == c {
			return true
		}
	}
	return false
}

// revoked is the end of everything: the token is not valid (any more).
func revoked(cause error) error {
	return &corpus.Problem{
		Code: corpus.CodeInvalid,
		Message: "Discord does not accept the bot's token: in the Developer Portal, open the application, " +
			"choose Bot, press Reset Token, and put the new token where [discord] token_env or token_file says.",
		Err: cause,
	}
}
