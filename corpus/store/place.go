package store

import (
	"errors"
	"io/fs"
	"os"
	"sync"

	"footnote/corpus"
)

// place is the database file that was opened. It is held open, so that the
// system gives its number to no other file while the store lives.
type place struct {
	path string
	file *os.File
	info fs.FileInfo
	once sync.Mutex // guards out
	out  *os.File   // the same file, for sweep; opened when it is needed first
	log  bool       // it has a write-ahead log, which is there from the first reading on
}

// lost says that the file is no longer the one at its path: its folder was
// deleted or put elsewhere. The system lets a process write on into a deleted
// file, so nothing may be reported as stored before this has been asked. The log
// is looked for too where a connection that has written is still open: the last
// one to close takes the log with it. It costs two system calls.
func (p *place) lost(written bool) error {
	if p == nil {
		return nil
	}
	now, err := os.Stat(p.path)
	if err == nil && !os.SameFile(now, p.info) {
		err = errors.New("another file is in its place")
	}
	if err == nil && p.log && written {
		_, err = os.Stat(p.path + "-wal")
	}
	if err == nil {
		return nil
	}
	return &corpus.Problem{Code: corpus.CodeUnavailable, Err: errors.Join(errLost, err),
		Message: "The database " + p.path + " was deleted, moved or replaced while Footnote used it: nothing more can be stored, and what was stored in it is gone with it. Put its folder back, or add the sources again."}
}

var errLost = errors.New("store: the database is not at its path any more")

// holdPlace keeps the file at path.
func holdPlace(path string) (*place, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err != nil {
		f.Close()
		return nil, err
	}
	return &place{path: path, file: f, info: info}, nil
}

// settled is called when the database has been read for the first time.
func (p *place) settled() {
	_, err := os.Stat(p.path + "-wal")
	p.log = err == nil
}

// writing opens the file for writing. It stays open until the end: on some systems
// closing a file gives up the locks that this process has on it.
func (p *place) writing() (*os.File, error) {
	p.once.Lock()
	defer p.once.Unlock()
	if p.out != nil {
		return p.out, nil
	}
	f, err := os.OpenFile(p.path, os.O_RDWR, 0)
	if err != nil {
		return nil, err
	}
	if info, err := f.Stat(); err != nil || !os.SameFile(info, p.info) {
		return nil, errors.Join(err, errLost, f.Close())
	}
	p.out = f
	return f, nil
}

func (p *place) close() {
	if p == nil {
		return
	}
	p.file.Close() // it was only read
	if p.out != nil {
		p.out.Close() // what it wrote was synced
	}
}
