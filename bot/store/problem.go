package store

import (
	"context"
	"errors"
	"fmt"
	"syscall"

	"github.com/ncruces/go-sqlite3"

	"footnote/corpus"
)

// problem turns what SQLite said into a sentence for the person, who may be
// anybody in Discord. When the context has ended it says so: an interrupted
// statement reports all kinds of things.
func (s *Store) problem(ctx context.Context, err error) error {
	if err == nil {
		return nil
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	var p *corpus.Problem
	if errors.As(err, &p) {
		return p
	}
	is := func(targets ...error) bool {
		for _, t := range targets {
			if errors.Is(err, t) {
				return true
			}
		}
		return false
	}
	code, message := corpus.CodeUnavailable, "The bot's records cannot be read or written right now; try again later."
	switch {
	case is(sqlite3.FULL, syscall.ENOSPC, syscall.EDQUOT, syscall.EFBIG):
		message = "The bot's disk is full, so this could not be kept; whoever runs the bot has to free some space."
	case is(sqlite3.NOTADB, sqlite3.CORRUPT, sqlite3.IOERR_DATA, sqlite3.IOERR_CORRUPTFS, sqlite3.IOERR_SHORT_READ):
		code, message = corpus.CodeDamaged, "The bot's records are damaged; whoever runs the bot has to put a backup in their place."
	case is(sqlite3.BUSY, sqlite3.LOCKED):
		code, message = corpus.CodeBusy, "The bot's records are being written by something else; try again in a moment."
	case is(sqlite3.READONLY, sqlite3.PERM, syscall.EROFS):
		message = "The bot's records cannot be written; whoever runs the bot has to give it the right to write to its data folder."
	case is(sqlite3.TOOBIG, sqlite3.NOMEM):
		code, message = corpus.CodeInvalid, "This is too large to be kept; make it shorter."
	}
	return &corpus.Problem{Code: code, Message: message, Err: err}
}

// damaged is the problem of one record that cannot be read, which what names.
func damaged(what string, err error) error {
	return &corpus.Problem{Code: corpus.CodeDamaged, Err: fmt.Errorf("bot/store: %s: %w", what, err),
		Message: "A record of the bot is damaged (" + what + "); whoever runs the bot has to put a backup in its place."}
}
