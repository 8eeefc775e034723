package store

import (
	"context"
	"errors"
	"io/fs"
	"net/url"
	"os"
	"syscall"

	"github.com/ncruces/go-sqlite3"
)

// mode is how the database is open.
type mode string

const (
	writable  mode = ""
	immutable mode = "mode=ro&immutable=1" // takes for granted that nobody writes
)

// openReadOnly opens a database that this user cannot write, on a read-only
// mount or in another user's folder.
//
// SQLite then reads the file as one that nobody changes, since the memory that
// readers and writers share would have to be made in the folder. That way of
// reading passes over the write-ahead log: with something in it, articles would
// be missing, or half moved from the log into the database. So this works on a
// database at rest only, and is refused on any other.
func (s *Store) openReadOnly(ctx context.Context) error {
	if _, err := os.Stat(s.name); errors.Is(err, fs.ErrPermission) {
		return invalid(s.name + " cannot be read: its folder belongs to another user. Run Footnote as that user, or name another data folder with --data.")
	}
	if s.logged() {
		return invalid(s.name + " cannot be written, and it cannot be read without, because its log (footnote.db-wal) holds changes: " +
			"end the Footnote that uses it, or run `footnote sources` once as a user who may write there, or copy the whole folder and name the copy with --data.")
	}
	s.mode = immutable
	err := s.openFile(ctx, fileAddress(s.name, s.mode))
	if err == nil && s.logged() { // a writer came in between
		s.Close()
		return errors.New("store: the database is being written")
	}
	return err
}

// logged reports whether the write-ahead log may hold something.
func (s *Store) logged() bool {
	info, err := os.Stat(s.name + "-wal")
	return err == nil && info.Size() > 0 || err != nil && !errors.Is(err, fs.ErrNotExist)
}

// fileAddress is how SQLite is asked for a file in some mode. An absolute path
// never begins with "file:", so by itself it is not taken for such an address.
func fileAddress(path string, m mode) string {
	if m == writable {
		return path
	}
	if path[0] != '/' {
		path = "/" + path // a drive
	}
	return (&url.URL{Scheme: "file", Path: path, RawQuery: string(m)}).String()
}

// unwritable tells an error that may come of having no right to write.
func unwritable(err error) bool {
	for _, target := range []error{sqlite3.READONLY, sqlite3.PERM, sqlite3.CANTOPEN, fs.ErrPermission, syscall.EROFS} {
		if errors.Is(err, target) {
			return true
		}
	}
	return false
}

// mayWrite refuses to write where that is impossible.
func (s *Store) mayWrite() error {
	if s.mode == writable {
		return nil
	}
	return s.problem(sqlite3.READONLY)
}

// startReading is start for a database that cannot be written.
func (s *Store) startReading(ctx context.Context) error {
	all, err := steps()
	if err != nil {
		return err
	}
	have, err := all.Version(ctx, s.db)
	switch {
	case err != nil:
		return s.problem(err)
	case have > all.Latest():
		return s.newer(have, all.Latest())
	case have < all.Latest():
		return invalid(s.name + " is of an older Footnote and cannot be written, so it cannot be brought up to date: run Footnote once as a user who may write to its folder.")
	}
	return nil
}
