package source

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"

	"footnote/corpus"
)

// Local reads the files of this machine. It is safe for concurrent use.
type Local struct {
	PDF *PDF // reads PDFs; nil refuses them. Set before use

	limits Limits
	fs     fileSystem
}

// fileSystem is what Local asks of the operating system, so that a test can let
// any of it fail: permissions prove nothing where tests run as root.
type fileSystem struct {
	stat    func(string) (fs.FileInfo, error)
	open    func(string) (fs.File, error)
	readDir func(string) ([]fs.DirEntry, error)
	resolve func(string) (string, error) // absolute, links resolved
}

// NewLocal makes a reader of files within limits.
func NewLocal(l Limits) *Local {
	return &Local{limits: l.withDefaults(), fs: fileSystem{
		stat: os.Stat,
		open: func(name string) (fs.File, error) {
			// Were the file replaced by a named pipe since it was looked at, opening it
			// must not wait for somebody to write into it.
			return os.OpenFile(name, os.O_RDONLY|syscall.O_NONBLOCK, 0)
		},
		readDir: os.ReadDir,
		resolve: func(path string) (string, error) {
			abs, err := filepath.Abs(path)
			if err != nil {
				return "", err
			}
			return filepath.EvalSymlinks(abs)
		},
	}}
}

// Look says what is at a path: the text of a file, or the files of a zip archive.
func (l *Local) Look(ctx context.Context, path string) (corpus.Content, error) {
	location, data, err := l.load(ctx, path)
	if err != nil {
		return corpus.Content{}, err
	}
	if isArchive(path, data) {
		z := &zipFile{name: quote(path), limits: zipLimitsOf(l.limits.FileBytes), read: l.text, data: data}
		list := &corpus.Listing{Kind: corpus.KindFile, Location: location, Shown: path, Title: filepath.Base(location)}
		if err := z.listInto(ctx, list, path); err != nil {
			return corpus.Content{}, err
		}
		return corpus.Content{Listing: list}, nil
	}
	r, err := l.reading(ctx, path, location, data)
	if err != nil {
		return corpus.Content{}, err
	}
	return corpus.Content{Reading: &r}, nil
}

// Read reads one file that is no archive. The draft's key is the absolute path with
// links resolved, its URL is the path as given.
func (l *Local) Read(ctx context.Context, path string) (corpus.Reading, error) {
	location, data, err := l.load(ctx, path)
	if err != nil {
		return corpus.Reading{}, err
	}
	return l.reading(ctx, path, location, data)
}

func (l *Local) reading(ctx context.Context, path, location string, data []byte) (corpus.Reading, error) {
	d, err := l.text(ctx, input{name: quote(path), data: data, format: formatOfPath(path)})
	if err != nil {
		return corpus.Reading{}, err
	}
	d.Key, d.URL = location, path
	if d.MediaType != "text/plain" {
		// Plain text may say its title in its first line, which is for Clean to see.
		d.Title = cmp.Or(d.Title, titleOfPath(location))
	}
	return corpus.Reading{Kind: corpus.KindFile, Location: location, Shown: path, Draft: d}, nil
}

// text reads the bytes of a file, or of one in an archive.
func (l *Local) text(ctx context.Context, in input) (corpus.Draft, error) {
	in.pdf = l.PDF
	return read(ctx, in)
}

// load gets the bytes of a file, and its path with links resolved.
func (l *Local) load(ctx context.Context, path string) (location string, data []byte, err error) {
	if err := ctx.Err(); err != nil {
		return "", nil, fmt.Errorf("read file: %w", err)
	}
	info, err := l.lookAt(path)
	if err != nil {
		return "", nil, err
	}
	if info.IsDir() {
		return "", nil, invalid(nil, "%s is a folder: add its files one by one, or the folder as a whole.", quote(path))
	}
	if err := l.checkRegular(path, info); err != nil {
		return "", nil, err
	}
	if location, err = l.fs.resolve(path); err != nil {
		return "", nil, fileProblem(path, err)
	}
	data, err = l.bytes(ctx, path)
	return location, data, err
}

// bytes reads a regular file within the limit.
func (l *Local) bytes(ctx context.Context, path string) ([]byte, error) {
	f, err := l.fs.open(path)
	if err != nil {
		return nil, fileProblem(path, err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, fileProblem(path, err)
	}
	if err := l.checkRegular(path, info); err != nil {
		return nil, err
	}
	data, err := readAll(ctx, f, l.limits.FileBytes)
	switch {
	case errors.Is(err, errTooBig):
		return nil, tooBig(quote(path), l.limits.FileBytes)
	case err != nil && ctx.Err() != nil:
		return nil, fmt.Errorf("read file: %w", ctx.Err())
	case err != nil:
		return nil, fileProblem(path, err)
	}
	return data, nil
}

// lookAt says what is at a path.
func (l *Local) lookAt(path string) (fs.FileInfo, error) {
	if path == "" || strings.IndexByte(path, 0) >= 0 {
		return nil, invalid(nil, "%s is not a path: name a file or a folder.", quote(path))
	}
	info, err := l.fs.stat(path)
	if err != nil {
		return nil, fileProblem(path, err)
	}
	return info, nil
}

// checkRegular refuses what is no regular file of a size that can be read, before
// it is opened.
func (l *Local) checkRegular(path string, info fs.FileInfo) error {
	switch mode := info.Mode(); {
	case mode.IsDir():
		return invalid(nil, "%s is a folder: add its files one by one, or the folder as a whole.", quote(path))
	case mode&fs.ModeNamedPipe != 0:
		return invalid(nil, "%s is a named pipe, not a file: send its text to standard input, or save it as a file.", quote(path))
	case mode&fs.ModeSocket != 0:
		return invalid(nil, "%s is a socket, not a file: name a file that holds text.", quote(path))
	case mode&(fs.ModeDevice|fs.ModeCharDevice) != 0:
		return invalid(nil, "%s is a device, not a file: name a file that holds text.", quote(path))
	case !mode.IsRegular():
		return invalid(nil, "%s is not a regular file: name a file that holds text.", quote(path))
	}
	if info.Size() > l.limits.FileBytes {
		return tooBig(quote(path), l.limits.FileBytes)
	}
	return nil
}

// fileProblem turns an error of the file system into a sentence.
func fileProblem(path string, err error) error {
	name := quote(path)
	gone := errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR) || errors.Is(err, syscall.EINVAL)
	switch scheme := schemeOf(path); {
	case gone && scheme == "file":
		return invalid(err, "%s cannot be read: give the path of the file itself, without file://.", name)
	case gone && scheme != "":
		return invalid(err, "%s cannot be read: of links, only those that begin with https:// or http:// are.", name)
	case errors.Is(err, syscall.ELOOP), strings.Contains(err.Error(), "too many links"):
		return invalid(err, "%s is a link that leads back to itself: remove the link, or name the file itself.", name)
	case errors.Is(err, fs.ErrNotExist):
		return missing(err, "There is no file %s: check the name.", name)
	case errors.Is(err, syscall.ENOTDIR):
		return missing(err, "There is no file %s: a part of the path is a file, not a folder.", name)
	case errors.Is(err, fs.ErrPermission):
		return invalid(err, "%s may not be read: give this account permission to read it.", name)
	case errors.Is(err, syscall.ENAMETOOLONG), errors.Is(err, syscall.EINVAL):
		return invalid(err, "%s is not a path that this system knows: check the name.", name)
	case errors.Is(err, io.ErrUnexpectedEOF):
		return unavailable(err, "%s broke off while it was read: try again.", name)
	}
	return unavailable(err, "%s could not be read, the disk reports a fault: check the disk and try again.", name)
}

var scheme = regexp.MustCompile(`^([A-Za-z][A-Za-z0-9+.-]+)://?`)

// schemeOf is the scheme of a path that was meant as a link, such as "ftp"; a
// drive is no scheme.
func schemeOf(path string) string {
	m := scheme.FindStringSubmatch(path)
	if m == nil {
		return ""
	}
	return strings.ToLower(m[1])
}
