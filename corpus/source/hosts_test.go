package source

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/netip"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"footnote/corpus"
)

// web is a Web whose hosts all lead to one handler, in a bubble of synctest.
func web(t *testing.T, h http.HandlerFunc, o WebOptions) *Web {
	t.Helper()
	server := &http.Server{Handler: h}
	pipes := newPipes()
	go server.Serve(pipes)
	t.Cleanup(func() { server.Close() })
	w, err := NewWeb(o)
	if err != nil {
		t.Fatal(err)
	}
	w.guard.dial = pipes.dial
	w.guard.resolver = anyName{}
	return w
}

type anyName struct{}

func (anyName) LookupNetIP(context.Context, string, string) ([]netip.Addr, error) {
	return []netip.Addr{netip.MustParseAddr("192.0.2.1")}, nil
}

// Whoever asks, and by whatever name the port and the case are written, a host
// gets one request at a time, from its beginning to the end of the body.
func TestOneRequestAHost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		now, most := map[string]int{}, map[string]int{}
		var all, mostAll int
		w := web(t, func(w http.ResponseWriter, r *http.Request) {
			mu.Lock()
			now[r.Host]++
			all++
			most[r.Host] = max(most[r.Host], now[r.Host])
			mostAll = max(mostAll, all)
			mu.Unlock()
			if r.URL.Path != "/moved" {
				w.(http.Flusher).Flush()
			}
			time.Sleep(time.Second)
			mu.Lock()
			now[r.Host]--
			all--
			mu.Unlock()
			if r.URL.Path == "/moved" {
				// Two hosts that send to one another must not wait for one another.
				to := map[string]string{"a.test": "b.test", "b.test": "a.test"}[r.Host]
				http.Redirect(w, r, "http://"+to+"/end", http.StatusFound)
				return
			}
			io.WriteString(w, story)
		}, WebOptions{AllowHosts: []string{"a.test", "b.test"}})
		start := time.Now()
		var wg sync.WaitGroup
		for i := range 10 {
			for _, host := range []string{"a.test", "A.test.", "b.test"} {
				wg.Go(func() {
					if _, err := w.Read(t.Context(), fmt.Sprintf("http://%s/%d", host, i)); err != nil {
						t.Error(err)
					}
				})
			}
		}
		wg.Wait()
		if most["a.test"] != 1 || most["b.test"] != 1 {
			t.Errorf("at one time: %v", most)
		}
		if mostAll < 2 {
			t.Error("different hosts waited for one another")
		}
		if took := time.Since(start); took != 20*time.Second {
			t.Errorf("20 requests to one host took %v", took)
		}
		for _, host := range []string{"a.test", "b.test"} {
			wg.Go(func() {
				for range 5 {
					c, err := w.Fetch(t.Context(), corpus.Fetch{Address: "http://" + host + "/moved", Own: true})
					if err != nil || c.Reading.Location == "http://"+host+"/moved" {
						t.Errorf("%+v, %v", c.Reading, err)
					}
				}
			})
		}
		wg.Wait()
	})
}

// A Web that was asked for a page while the pause of a schedule runs does not
// wait for the schedule.
func TestPause(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		var asked []time.Duration
		start := time.Now()
		w := web(t, func(w http.ResponseWriter, r *http.Request) {
			mu.Lock()
			defer mu.Unlock()
			if r.URL.Path == "/robots.txt" {
				http.NotFound(w, r)
				return
			}
			asked = append(asked, time.Since(start))
			io.WriteString(w, story)
		}, WebOptions{Pause: 2 * time.Second})
		w.guard.public = nil // its dialler is a pipe
		var wg sync.WaitGroup
		for range 3 {
			wg.Go(func() {
				if _, err := w.Fetch(t.Context(), corpus.Fetch{Address: "http://example.org/", Own: true}); err != nil {
					t.Error(err)
				}
			})
		}
		time.Sleep(time.Second)
		if _, err := w.Fetch(t.Context(), corpus.Fetch{Address: "http://example.org/"}); err != nil {
			t.Error(err)
		}
		wg.Wait()
		if got, want := fmt.Sprint(asked), "[0s 1s 2s 4s]"; got != want {
			t.Errorf("asked at %s, want %s", got, want)
		}
		// Who gives up while waiting leaves the others their turn.
		ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
		defer cancel()
		if _, err := w.Fetch(ctx, corpus.Fetch{Address: "http://example.org/", Own: true}); !corpus.HasCode(err, corpus.CodeUnavailable) {
			t.Errorf("%v", err)
		}
		if _, err := w.Fetch(t.Context(), corpus.Fetch{Address: "http://example.org/", Own: true}); err != nil {
			t.Error(err)
		}
	})
}

// A host that asks to be left alone is not asked by us until then; a person who
// names a page is not held up.
func TestShut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var asked atomic.Int64
		busy := true
		w := web(t, func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/robots.txt" {
				http.NotFound(w, r)
				return
			}
			asked.Add(1)
			if busy {
				w.Header().Set("Retry-After", "600")
				w.WriteHeader(http.StatusTooManyRequests)
				return
			}
			io.WriteString(w, story)
		}, WebOptions{AllowHosts: []string{"a.test"}})
		own := corpus.Fetch{Address: "http://a.test/", Own: true}
		for i := range 5 {
			time.Sleep(time.Minute)
			_, err := w.Fetch(t.Context(), own)
			var later *corpus.Later
			if !errors.As(err, &later) || later.After != time.Duration(10-i)*time.Minute {
				t.Errorf("%v", err)
			}
			says(t, err, corpus.CodeUnavailable, "http://a.test/", fmt.Sprintf("in %d minutes", 10-i))
		}
		if n := asked.Load(); n != 1 {
			t.Errorf("%d requests", n)
		}
		busy = false
		if _, err := w.Fetch(t.Context(), corpus.Fetch{Address: own.Address}); err != nil {
			t.Error(err)
		}
		time.Sleep(10 * time.Minute)
		if _, err := w.Fetch(t.Context(), own); err != nil {
			t.Error(err)
		}
	})
}

func TestHostsAreBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		hs := newHosts()
		for i := range 3 * mostHosts {
			leave, err := hs.enter(t.Context(), fmt.Sprint(i))
			if err != nil {
				t.Fatal(err)
			}
			leave()
		}
		if n := len(hs.of); n > mostHosts {
			t.Errorf("%d hosts are remembered", n)
		}
		// Those that are in use are not forgotten, and no more than the bound are.
		hs = newHosts()
		var leaves []func()
		for i := range mostHosts {
			leave, err := hs.enter(t.Context(), fmt.Sprint(i))
			if err != nil {
				t.Fatal(err)
			}
			leaves = append(leaves, leave)
		}
		if _, err := hs.enter(t.Context(), "one more"); !errors.Is(err, errCrowded) {
			t.Errorf("%v", err)
		}
		for _, leave := range leaves[1:] {
			leave()
		}
		// So are those who wait for one.
		ctx, cancel := context.WithCancel(t.Context())
		var wg sync.WaitGroup
		var crowded atomic.Int64
		for range 3 * mostWaiting {
			wg.Go(func() {
				leave, err := hs.enter(ctx, "0")
				if errors.Is(err, errCrowded) {
					crowded.Add(1)
				} else if err == nil {
					leave()
				}
			})
		}
		synctest.Wait()
		if n := crowded.Load(); n != mostWaiting+1 {
			t.Errorf("%d were sent away", n)
		}
		cancel()
		wg.Wait()
		leaves[0]()
		if leave, err := hs.enter(t.Context(), "0"); err != nil {
			t.Error(err)
		} else {
			leave()
		}
	})
}
