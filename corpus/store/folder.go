package store

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"

	"footnote/corpus"
)

const (
	databaseFile = "footnote.db"
	lockFile     = "writer.lock"
)

// prepareFolder makes sure that dir is a folder with a database file that can be
// written, and returns that file's absolute path. Asking the system first gives
// better errors than SQLite's "unable to open database file".
func (s *Store) prepareFolder(dir string) (path string, fresh bool, err error) {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return "", false, s.problem(err)
	}
	s.dir = abs
	path = filepath.Join(abs, databaseFile)
	s.name = path

	if info, err := os.Stat(abs); err == nil && !info.IsDir() {
		return "", false, &corpus.Problem{Code: corpus.CodeInvalid,
			Message: "The data folder " + abs + " is a file; name a folder with --data or in the config."}
	}
	// Articles may be private: nobody else may read them.
	if err := os.MkdirAll(abs, 0o700); err != nil {
		return "", false, s.problem(err)
	}
	before, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		fresh = true
	case err != nil:
		return "", false, s.problem(err)
	case before.IsDir():
		return "", false, &corpus.Problem{Code: corpus.CodeInvalid,
			Message: path + " is a folder, not a database; name another data folder with --data."}
	case before.Size() == 0 && s.wasWritten():
		// SQLite takes an empty file for a new database.
		return "", false, s.damaged(errors.New("the file is empty"))
	}
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return "", false, s.problem(err)
	}
	if err := f.Close(); err != nil {
		return "", false, s.problem(err)
	}
	return path, fresh, nil
}

// wasWritten reports whether a writer ever held this folder's lock, which it can
// only after the database was created.
func (s *Store) wasWritten() bool {
	info, err := os.Stat(filepath.Join(s.dir, lockFile))
	return err == nil && info.Size() > 0
}

// syncFolder makes the names of new files in dir, and dir's own name, durable.
func syncFolder(dir string) error {
	if runtime.GOOS == "windows" { // folders cannot be synced there, and need not be
		return nil
	}
	for _, d := range []string{dir, filepath.Dir(dir)} {
		f, err := os.Open(d)
		if errors.Is(err, fs.ErrPermission) {
			continue // a parent that may not be read
		} else if err != nil {
			return err
		}
		err = f.Sync()
		if cerr := f.Close(); err == nil {
			err = cerr
		}
		// Some file systems cannot sync a folder and say so.
		if err != nil && !errors.Is(err, errors.ErrUnsupported) && !errors.Is(err, fs.ErrInvalid) {
			return err
		}
	}
	return nil
}
