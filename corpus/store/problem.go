package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"syscall"

	"github.com/ncruces/go-sqlite3"

	"footnote/corpus"
)

// problem turns what SQLite or the file system said into a sentence for the
// person, where there is something that the person can do about it.
func (s *Store) problem(err error) error {
	if err == nil {
		return nil
	}
	var p *corpus.Problem
	if errors.As(err, &p) || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	is := func(targets ...error) bool {
		for _, t := range targets {
			if errors.Is(err, t) {
				return true
			}
		}
		return false
	}
	unavailable := func(message string) error {
		return &corpus.Problem{Code: corpus.CodeUnavailable, Message: message, Err: err}
	}
	switch {
	case is(sqlite3.INTERRUPT):
		// A statement is interrupted only when its context has ended.
		return errors.Join(context.Canceled, err)
	case is(sqlite3.FULL, syscall.ENOSPC, syscall.EDQUOT, syscall.EFBIG):
		return unavailable("The disk is full: " + s.name + " cannot grow. Free some space and try again; what was reported as stored is safe.")
	case s.mode == immutable && s.logged():
		return &corpus.Problem{Code: corpus.CodeBusy, Err: err,
			Message: s.name + " is being written while this user may only read it; try again when that is done."}
	case is(sqlite3.NOTADB, sqlite3.CORRUPT, sqlite3.IOERR_DATA, sqlite3.IOERR_CORRUPTFS, sqlite3.IOERR_SHORT_READ):
		return s.damaged(err)
	case is(sqlite3.BUSY, sqlite3.LOCKED):
		return &corpus.Problem{Code: corpus.CodeBusy,
			Message: "Another process is writing to " + s.name + "; try again when it is done.", Err: err}
	case is(sqlite3.READONLY, sqlite3.PERM, fs.ErrPermission, syscall.EROFS):
		return unavailable(s.name + " cannot be written: give this user the right to write to its folder, or name another folder with --data.")
	case is(fs.ErrNotExist, syscall.ENOTDIR):
		return unavailable(s.name + " cannot be created, because a folder on its path is missing or is a file; name another data folder with --data.")
	case is(sqlite3.CANTOPEN):
		return unavailable(s.name + " cannot be opened: see that its folder exists and that this user may write to it.")
	case is(sqlite3.IOERR):
		if cause := s.tryDisk(); cause != nil {
			return s.problem(fmt.Errorf("%w: %w", cause, err))
		}
		return unavailable("The disk failed while " + s.name + " was read or written; see the system's log.")
	case is(sqlite3.TOOBIG, sqlite3.NOMEM):
		return &corpus.Problem{Code: corpus.CodeInvalid, Message: "The article is too large to be stored; split it.", Err: err}
	}
	return err
}

// tryDisk writes a file beside the database and removes it, to hear from the
// system why writing fails: SQLite's driver tells a full disk from a broken one
// no more once it has rolled back.
func (s *Store) tryDisk() error {
	if s.dir == "" {
		return nil
	}
	f, err := os.CreateTemp(s.dir, "probe-*")
	if err != nil {
		return err
	}
	_, err = f.Write(make([]byte, 1<<20))
	if err == nil {
		err = f.Sync()
	}
	return errors.Join(err, f.Close(), os.Remove(f.Name()))
}

func (s *Store) damaged(err error) error {
	return &corpus.Problem{Code: corpus.CodeDamaged, Err: err,
		Message: "The database " + s.name + " is damaged. Nothing was deleted: stop Footnote, keep a copy of the folder, then put a backup in its place, or move it away and add the sources again."}
}

func invalid(message string) error {
	return &corpus.Problem{Code: corpus.CodeInvalid, Message: message}
}
