package index

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"footnote/corpus"
)

// folder is one space's place on the disk, held by this process alone for as
// long as its lock file is locked. bleve's own lock lies inside the folder and
// is gone while a folder is rebuilt, so it cannot keep two processes from
// rebuilding at once.
type folder struct {
	path string // of bleve's folder
	lock *os.File
	root os.FileInfo // bleve's root file as it was opened
}

// errHeld says that another process, or another Index, holds the folder.
var errHeld = errors.New("the index folder is in use by another process")

// folderName hides the space's id: it may be any text, and a file's name not.
func folderName(space corpus.Space) string {
	sum := sha256.Sum256([]byte(space))
	return hex.EncodeToString(sum[:16])
}

// holdFolder locks the space's folder without waiting. The folder need not
// exist.
func holdFolder(dir string, space corpus.Space) (*folder, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	path := filepath.Join(dir, folderName(space))
	lock, err := os.OpenFile(path+".lock", os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	if err := tryLock(lock); err != nil {
		return nil, errors.Join(err, lock.Close())
	}
	f := &folder{path: path, lock: lock}
	if f.lockReplaced() { // deleted between the open and the lock
		return nil, errors.Join(errHeld, f.release())
	}
	return f, nil
}

func (f *folder) rootPath() string { return filepath.Join(f.path, "store", "root.bolt") }

func (f *folder) exists() bool {
	_, err := os.Lstat(f.path)
	return !errors.Is(err, fs.ErrNotExist)
}

// opened remembers which files were opened, for lost.
func (f *folder) opened() error {
	var err error
	f.root, err = os.Stat(f.rootPath())
	return err
}

func (f *folder) lockReplaced() bool {
	return !sameFile(f.lock, f.lock.Name())
}

func sameFile(open *os.File, path string) bool {
	was, err1 := open.Stat()
	is, err2 := os.Stat(path)
	return err1 == nil && err2 == nil && os.SameFile(was, is)
}

// lost reports that the folder was deleted, or replaced by another process's.
// Writing on would damage the new one.
func (f *folder) lost() bool {
	is, err := os.Stat(f.rootPath())
	return f.lockReplaced() || err != nil || f.root == nil || !os.SameFile(f.root, is)
}

// wipe deletes the folder, if it is still this process's.
func (f *folder) wipe() error {
	if f.lockReplaced() {
		return errHeld
	}
	return os.RemoveAll(f.path)
}

func (f *folder) release() error { return f.lock.Close() } // which unlocks

// size is the number of bytes in the folder.
func (f *folder) size() int64 {
	var total int64
	_ = filepath.WalkDir(f.path, func(_ string, d fs.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() {
			if info, err := d.Info(); err == nil {
				total += info.Size()
			}
		}
		return nil
	})
	return total
}
