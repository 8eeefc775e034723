package store

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"footnote/corpus"
)

func TestLockWithinProcess(t *testing.T) {
	for name, open := range map[string]func(t *testing.T, wait time.Duration) *Store{
		"disk": func(t *testing.T, wait time.Duration) *Store {
			st, err := Open(t.Context(), t.TempDir(), Options{LockWait: wait})
			if err != nil {
				t.Fatal(err)
			}
			return st
		},
		"memory": func(t *testing.T, wait time.Duration) *Store {
			st, err := openMemory(t.Context(), Options{LockWait: wait})
			if err != nil {
				t.Fatal(err)
			}
			return st
		},
	} {
		t.Run(name, func(t *testing.T) {
			st := open(t, 30*time.Millisecond)
			defer st.Close()
			release, err := st.Lock(t.Context(), "adding articles")
			if err != nil {
				t.Fatal(err)
			}
			_, err = st.Lock(t.Context(), "removing")
			if !corpus.HasCode(err, corpus.CodeBusy) || !strings.Contains(corpus.Explain(err), "adding articles") {
				t.Errorf("a second Lock = %v", err)
			}
			ctx, cancel := context.WithCancel(t.Context())
			cancel()
			if _, err := st.Lock(ctx, "removing"); !errors.Is(err, context.Canceled) {
				t.Errorf("a cancelled Lock = %v", err)
			}
			release()

			// One at a time, however many want it.
			patient := open(t, time.Minute)
			defer patient.Close()
			var wg sync.WaitGroup
			inside := 0
			for range 8 {
				wg.Go(func() {
					release, err := patient.Lock(t.Context(), "adding articles")
					if err != nil {
						t.Error(err)
						return
					}
					defer release()
					inside++ // the race detector sees two at once
				})
			}
			wg.Wait()
			if inside != 8 {
				t.Errorf("%d of 8 got the lock", inside)
			}
		})
	}
}

// The default is to wait five seconds.
func TestLockPatience(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		st := newStore(Options{})
		release, err := st.Lock(t.Context(), "adding articles")
		if err != nil {
			t.Fatal(err)
		}
		begin := time.Now()
		_, err = st.Lock(t.Context(), "removing")
		if waited := time.Since(begin); waited != 5*time.Second || !corpus.HasCode(err, corpus.CodeBusy) {
			t.Errorf("waited %v, then %v", waited, err)
		}
		release()
	})
}
