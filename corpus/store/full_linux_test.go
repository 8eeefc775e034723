package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"strings"
	"syscall"
	"testing"

	"footnote/corpus"
)

// Two ways to run out of space in the midst of a transaction: a small file
// system of its own, which really is full, and a limit on the size of files,
// which the system reports in another way.
var cramped = map[string]struct {
	cramp, relieve func(dir string) error
	says           string
}{
	"a full disk": {
		cramp:   func(dir string) error { return syscall.Mount("none", dir, "tmpfs", 0, "size=1m") },
		relieve: func(dir string) error { return syscall.Mount("none", dir, "tmpfs", syscall.MS_REMOUNT, "size=64m") },
		says:    "The disk is full",
	},
	"a limit": {
		cramp: func(string) error {
			signal.Ignore(syscall.SIGXFSZ)
			return limitFiles(400_000)
		},
		relieve: func(string) error { return limitFiles(1 << 40) },
		says:    "The disk ",
	},
}

func limitFiles(size uint64) error {
	var l syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &l); err != nil {
		return err
	}
	l.Cur = min(size, l.Max)
	return syscall.Setrlimit(syscall.RLIMIT_FSIZE, &l)
}

// childFillsDisk runs out of space and gets more, and prints "ok" if all went as
// it should.
func childFillsDisk() {
	dir, how := os.Getenv("STORE_TEST_DIR"), cramped[os.Getenv("STORE_TEST_HOW")]
	if err := how.cramp(dir); err != nil {
		fmt.Println("skip", err)
		return
	}
	if err := fillDisk(dir, how.says, how.relieve); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("ok")
}

func fillDisk(dir, says string, relieve func(string) error) error {
	ctx := context.Background()
	st, err := Open(ctx, dir, Options{})
	if err != nil {
		return err
	}
	stored := 0
	for ; stored < 1000; stored++ {
		s := childSample(stored)
		s.original = make([]byte, 50_000)
		if _, err = s.put(ctx, st); err != nil {
			break
		}
	}
	if stored == 0 || !corpus.HasCode(err, corpus.CodeUnavailable) || !strings.Contains(corpus.Explain(err), says) {
		return fmt.Errorf("after %d articles: %w", stored, err)
	}
	whole := func(want int) error {
		if c, err := st.Counts(ctx, "s"); err != nil || c.Articles != want {
			return fmt.Errorf("%d articles of %d, %w", c.Articles, want, err)
		}
		return st.Check(ctx)
	}
	if err := whole(stored); err != nil {
		return err
	}
	if err := relieve(dir); err != nil {
		return err
	}
	if status, err := childSample(stored).put(ctx, st); err != nil || status != corpus.StatusAdded {
		return fmt.Errorf("with space again: %q, %w", status, err)
	}
	if err := errors.Join(whole(stored+1), st.Close()); err != nil {
		return err
	}
	st, err = Open(ctx, dir, Options{})
	if err != nil {
		return err
	}
	return errors.Join(whole(stored+1), st.Close())
}

func TestDiskFills(t *testing.T) {
	for name := range cramped {
		t.Run(name, func(t *testing.T) {
			cmd := exec.Command(os.Args[0])
			cmd.Env = append(os.Environ(), "STORE_TEST_CHILD=filler", "STORE_TEST_DIR="+t.TempDir(), "STORE_TEST_HOW="+name)
			cmd.Stderr = os.Stderr
			// In a name space of its own anybody may mount, where the system allows that.
			cmd.SysProcAttr = &syscall.SysProcAttr{
				Cloneflags:  syscall.CLONE_NEWUSER | syscall.CLONE_NEWNS,
				UidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getuid(), Size: 1}},
				GidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getgid(), Size: 1}},
			}
			out, err := cmd.Output()
			if errors.Is(err, os.ErrPermission) || strings.HasPrefix(string(out), "skip") {
				t.Skipf("no file system of our own here: %v %s", err, out)
			}
			if err != nil || string(out) != "ok\n" {
				t.Errorf("%s%v", out, err)
			}
		})
	}
}
