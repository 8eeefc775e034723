package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/gofrs/flock"

	"footnote/corpus"
)

// lockPoll is how often a waiting writer looks again: the system tells nobody
// when a file lock is released. It costs one system call.
const lockPoll = 20 * time.Millisecond

// holder is who holds the writer lock, as written into the lock file.
type holder struct {
	PID     int       `json:"pid"`
	Purpose string    `json:"purpose"`
	Since   time.Time `json:"since"`
}

// Lock takes the writer lock of the data folder for as long as an import or a
// removal lasts. purpose is a verb phrase for whoever has to wait: "adding
// articles". When another writer, in this process or another, does not let go
// within Options.LockWait, the error is a *corpus.Problem with CodeBusy that
// names it. The system releases the lock of a process that dies.
func (s *Store) Lock(ctx context.Context, purpose string) (release func(), err error) {
	if err := s.mayWrite(); err != nil {
		return nil, err
	}
	wait, cancel := context.WithTimeout(ctx, s.opts.LockWait)
	defer cancel()
	me := holder{os.Getpid(), purpose, s.opts.Now()}
	leave, err := s.lock.take(ctx, wait, me)
	if err != nil || s.dir == "" {
		return leave, err
	}
	unlock, err := s.lockFile(ctx, wait, me)
	if err != nil {
		leave()
		return nil, err
	}
	return sync.OnceFunc(func() { unlock(); leave() }), nil
}

// lockFile takes the lock that other processes see.
func (s *Store) lockFile(ctx, wait context.Context, me holder) (unlock func(), err error) {
	path := filepath.Join(s.dir, lockFile)
	fl := flock.New(path, flock.SetPermissions(0o600))
	ok, err := fl.TryLockContext(wait, lockPoll)
	switch {
	case ctx.Err() != nil:
		if ok {
			fl.Unlock()
		}
		return nil, ctx.Err()
	case errors.Is(err, context.DeadlineExceeded):
		return nil, busy(readHolder(path), err)
	case err != nil:
		return nil, s.problem(err)
	case !ok:
		return nil, busy(readHolder(path), nil)
	}
	// Only for messages: who cannot write it here still holds the lock.
	if text, err := json.Marshal(me); err == nil {
		_ = os.WriteFile(path, append(text, '\n'), 0o600)
	}
	return func() { fl.Unlock() }, nil
}

func readHolder(path string) holder {
	var h holder
	if text, err := os.ReadFile(path); err == nil {
		_ = json.Unmarshal(text, &h)
	}
	return h
}

func busy(h holder, cause error) error {
	who := "Another process"
	switch {
	case h.PID == os.Getpid():
		who = fmt.Sprintf("This process (pid %d) is already %s", h.PID, h.Purpose)
	case h.PID != 0:
		who = fmt.Sprintf("Another process (pid %d) is %s", h.PID, h.Purpose)
	default:
		who += " is writing"
	}
	if !h.Since.IsZero() {
		who += ", since " + h.Since.UTC().Format("15:04:05 UTC")
	}
	return &corpus.Problem{Code: corpus.CodeBusy, Message: who + ". Try again when it is done.", Err: cause}
}

// processLock is the writer lock among the goroutines that use one Store. For a
// store in memory, which no other process can see, it is all there is.
type processLock struct {
	held chan struct{}
	mu   sync.Mutex
	by   holder
}

func (l *processLock) take(ctx, wait context.Context, me holder) (leave func(), err error) {
	select {
	case l.held <- struct{}{}:
	case <-wait.Done():
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		l.mu.Lock()
		defer l.mu.Unlock()
		return nil, busy(l.by, wait.Err())
	}
	l.mu.Lock()
	l.by = me
	l.mu.Unlock()
	return sync.OnceFunc(func() { <-l.held }), nil
}
