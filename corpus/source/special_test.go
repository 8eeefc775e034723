//go:build unix

package source

import (
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"footnote/corpus"
)

// Opening a pipe waits for a writer who may never come. The test has none, so a
// wrong order of looking and opening is a test that never ends.
func TestSpecialFiles(t *testing.T) {
	dir := t.TempDir()
	pipe := filepath.Join(dir, "pipe.txt")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Skip("no named pipes here: ", err)
	}
	l := NewLocal(Limits{})
	_, err := l.Read(t.Context(), pipe)
	says(t, err, corpus.CodeInvalid, "pipe.txt", "named pipe")

	// Swapped between the look and the opening.
	regular := write(t, filepath.Join(dir, "regular.txt"), "x")
	swapped := NewLocal(Limits{})
	swapped.fs.stat = func(string) (fs.FileInfo, error) { return os.Stat(regular) }
	_, err = swapped.Read(t.Context(), pipe)
	says(t, err, corpus.CodeInvalid, "named pipe")

	_, err = l.Read(t.Context(), os.DevNull)
	says(t, err, corpus.CodeInvalid, "a device")

	short, err := os.MkdirTemp("", "s") // a socket's path must be short
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(short)
	listener, err := net.Listen("unix", filepath.Join(short, "s.txt"))
	if err != nil {
		t.Skip("no sockets here: ", err)
	}
	defer listener.Close()
	_, err = l.Read(t.Context(), filepath.Join(short, "s.txt"))
	says(t, err, corpus.CodeInvalid, "a socket")
}
