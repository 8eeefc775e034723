package discord

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"footnote/bot/render"
	"footnote/corpus"
)

const (
	testToken = "MTIz.bot.token-secret"
	testInter = "aW50ZXJhY3Rpb24-token-secret"
)

// reply is a canned answer.
type reply struct {
	status int
	header map[string]string
	body   string
	err    error
	cut    bool          // the connection ends inside the body
	after  time.Duration // how long it takes
}

func ok() reply { return reply{status: 200, body: `{"id":"1"}`} }

// wire is the network: it answers with the next of its replies, then with ok.
type wire struct {
	mu      sync.Mutex
	replies []reply
	answer  func(*http.Request) reply // instead of replies
	sent    []string                  // method, path and body
	at      []time.Time
}

func (w *wire) RoundTrip(req *http.Request) (*http.Response, error) {
	body := []byte(nil)
	if req.Body != nil {
		body, _ = io.ReadAll(req.Body)
		req.Body.Close()
	}
	w.mu.Lock()
	w.sent = append(w.sent, strings.TrimSpace(req.Method+" "+req.URL.RequestURI()+" "+string(body)))
	w.at = append(w.at, time.Now())
	r := ok()
	if w.answer != nil {
		r = w.answer(req)
	} else if len(w.replies) > 0 {
		r, w.replies = w.replies[0], w.replies[1:]
	}
	w.mu.Unlock()
	if err := pause(req.Context(), r.after); err != nil {
		return nil, err
	}
	if r.err != nil {
		return nil, r.err
	}
	h := http.Header{}
	for k, v := range r.header {
		h.Set(k, v)
	}
	var from io.Reader = strings.NewReader(r.body)
	if r.cut {
		from = io.MultiReader(from, &broken{})
	}
	return &http.Response{StatusCode: r.status, Status: http.StatusText(r.status), Header: h, Body: io.NopCloser(from), Request: req}, nil
}

type broken struct{}

func (*broken) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

func (w *wire) count() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return len(w.sent)
}

func newTestClient(t testing.TB, w *wire) *Client {
	t.Helper()
	c, err := NewClient(ClientOptions{API: "http://proxy.test/api/v10/", Token: testToken, Transport: w})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func send(ctx context.Context, c *Client, channel string) error {
	_, err := c.send(ctx, channel, "", "nonce-1", render.Message{Content: "hello"})
	return err
}

func TestAddress(t *testing.T) {
	w := &wire{}
	c := newTestClient(t, w)
	if _, err := c.Channel(context.Background(), "7"); err != nil {
		t.Fatal(err)
	}
	if _, err := c.commands(context.Background(), "9"); err == nil {
		t.Error("an object is no list of commands")
	}
	want := []string{"GET /api/v10/channels/7", "GET /api/v10/applications/9/commands?with_localizations=true"}
	for i, s := range want {
		if w.sent[i] != s {
			t.Errorf("sent %q, want %q", w.sent[i], s)
		}
	}
}

func TestNewClientSaysWhatToMend(t *testing.T) {
	for name, o := range map[string]ClientOptions{
		"no token":       {},
		"token of words": {Token: "my secret token"},
		"two lines":      {Token: "abc\ndef"},
		"no address":     {Token: "abc", API: "discord.com"},
		"other scheme":   {Token: "abc", API: "ftp://discord.com/api"},
		"with password":  {Token: "abc", API: "https://a:b@discord.com/api"},
	} {
		_, err := NewClient(o)
		if !corpus.HasCode(err, corpus.CodeInvalid) || !strings.Contains(corpus.Explain(err), "[discord]") {
			t.Errorf("%s: %v", name, err)
		}
		if err != nil && (strings.Contains(err.Error(), "secret") || strings.Contains(err.Error(), "a:b")) {
			t.Errorf("%s: the error tells a secret: %v", name, err)
		}
	}
	if _, err := NewClient(ClientOptions{Token: " Bot abc.def\n"}); err != nil {
		t.Error(err)
	}
}

func TestRouteOf(t *testing.T) {
	tests := []struct {
		method, path string
		want         route
	}{
		{"POST", "channels/12/messages", route{key: "POST channels/{id}/messages", major: "12", channel: "12", told: "POST /channels/12/messages"}},
		{"GET", "channels/12", route{key: "GET channels/{id}", major: "12", channel: "12", reads: true, told: "GET /channels/12"}},
		{"GET", "guilds/3/members/4", route{key: "GET guilds/{id}/members/{id}", major: "3", reads: true, told: "GET /guilds/3/members/4"}},
		{"POST", "interactions/5/tok/callback", route{key: "POST interactions/{id}/{token}/callback", major: "5/tok", token: true, callback: true, told: "POST /interactions/5/…/callback"}},
		{"PATCH", "webhooks/6/tok/messages/@original", route{key: "PATCH webhooks/{id}/{token}/messages/@original", major: "6/tok", token: true, told: "PATCH /webhooks/6/…/messages/@original"}},
		{"GET", "users/@me", route{key: "GET users/@me", reads: true, told: "GET /users/@me"}},
	}
	for _, tt := range tests {
		got, err := routeOf(tt.method, tt.path)
		if err != nil || got != tt.want {
			t.Errorf("routeOf(%s, %s) = %+v, %v, want %+v", tt.method, tt.path, got, err, tt.want)
		}
	}
	for _, path := range []string{"", "channels//messages", "channels/../users/@me", "channels/%2e%2e/x", "channels/a%2Fb", "channels/."} {
		if got, err := routeOf("GET", path); err == nil {
			t.Errorf("routeOf(%q) = %+v, want an error", path, got)
		}
	}
}

// An id that somebody typed cannot lead to another address.
func TestIDIsNoPath(t *testing.T) {
	w := &wire{}
	c := newTestClient(t, w)
	rapid.Check(t, func(rt *rapid.T) {
		id := rapid.OneOf(rapid.String(), rapid.StringMatching(`[./?#%0-9]{1,6}`)).Draw(rt, "id")
		w.mu.Lock()
		w.sent = nil
		w.mu.Unlock()
		_, err := c.Member(context.Background(), "1", id)
		if err == nil && !strings.HasPrefix(w.sent[0], "GET /api/v10/guilds/1/members/") {
			rt.Fatalf("%q leads to %s", id, w.sent[0])
		}
	})
}

func TestLimitOfABucketIsKept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		full := map[string]string{"X-RateLimit-Bucket": "abc", "X-RateLimit-Remaining": "0", "X-RateLimit-Reset-After": "5.5"}
		w := &wire{replies: []reply{{status: 200, body: "{}", header: full}}}
		c := newTestClient(t, w)
		start := time.Now()
		for _, channel := range []string{"1", "2", "1"} {
			if err := send(context.Background(), c, channel); err != nil {
				t.Fatal(err)
			}
		}
		if d := w.at[1].Sub(start); d != 0 {
			t.Errorf("another channel waited %v", d)
		}
		if d := w.at[2].Sub(start); d != 5500*time.Millisecond {
			t.Errorf("the same channel waited %v, want 5.5s", d)
		}
	})
}

// Routes that Discord gives the same bucket share its limit.
func TestBucketsAreShared(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		left := func(n string) map[string]string {
			return map[string]string{"X-RateLimit-Bucket": "same", "X-RateLimit-Remaining": n, "X-RateLimit-Reset-After": "10"}
		}
		w := &wire{replies: []reply{
			{status: 200, body: "{}", header: left("2")},
			{status: 200, body: "{}", header: left("0")},
		}}
		c := newTestClient(t, w)
		start := time.Now()
		_, err1 := c.Channel(context.Background(), "1")
		err2 := send(context.Background(), c, "1")
		_, err3 := c.Channel(context.Background(), "1")
		if err := errors.Join(err1, err2, err3); err != nil {
			t.Fatal(err)
		}
		if d := w.at[2].Sub(start); d != 10*time.Second {
			t.Errorf("the first route waited %v, want 10s", d)
		}
	})
}

func TestTooManyRequests(t *testing.T) {
	tests := []struct {
		name    string
		reply   reply
		same    time.Duration // how long the bucket waits
		other   time.Duration // another channel
		inter   time.Duration // an interaction
		invalid int
	}{
		{name: "of the bucket", reply: reply{status: 429, header: map[string]string{"Retry-After": "3", "X-RateLimit-Scope": "user"}, body: `{"message":"…","retry_after":2.5,"global":false}`},
			same: 2500 * time.Millisecond, invalid: 1},
		{name: "without headers", reply: reply{status: 429, body: `{"retry_after":1.25,"global":false}`},
			same: 1250 * time.Millisecond, invalid: 1},
		{name: "shared", reply: reply{status: 429, header: map[string]string{"X-RateLimit-Scope": "shared"}, body: `{"retry_after":4}`},
			same: 4 * time.Second},
		{name: "global", reply: reply{status: 429, header: map[string]string{"X-RateLimit-Global": "true", "X-RateLimit-Scope": "global"}, body: `{"retry_after":6,"global":true}`},
			same: 6 * time.Second, other: 6 * time.Second, invalid: 1},
		{name: "a page", reply: reply{status: 429, header: map[string]string{"Retry-After": "20"}, body: "<html>You are being rate limited</html>"},
			same: 20 * time.Second, other: 20 * time.Second, inter: 20 * time.Second, invalid: 1},
		{name: "a page of Discord's", reply: reply{status: 429, header: map[string]string{"Retry-After": "7", "X-RateLimit-Scope": "user"}, body: "<html></html>"},
			same: 7 * time.Second, invalid: 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				first := true
				w := &wire{answer: func(*http.Request) reply {
					if first {
						first = false
						return tt.reply
					}
					return ok()
				}}
				c := newTestClient(t, w)
				start := time.Now()
				took := make([]time.Duration, 3)
				var wg sync.WaitGroup
				wg.Go(func() {
					if err := send(context.Background(), c, "1"); err != nil {
						t.Error(err)
					}
					took[0] = time.Since(start)
				})
				synctest.Wait()
				wg.Go(func() {
					if err := send(context.Background(), c, "2"); err != nil {
						t.Error(err)
					}
					took[1] = time.Since(start)
				})
				wg.Go(func() {
					if _, err := c.editResponse(context.Background(), "3", testInter, render.Message{}); err != nil {
						t.Error(err)
					}
					took[2] = time.Since(start)
				})
				wg.Wait()
				for i, want := range []time.Duration{tt.same, tt.other, tt.inter} {
					if took[i] != want {
						t.Errorf("request %d took %v, want %v", i, took[i], want)
					}
				}
				if got := c.Stats().Invalid; got != tt.invalid {
					t.Errorf("%d invalid answers, want %d", got, tt.invalid)
				}
			})
		})
	}
}

// Without a word about the time the waiting doubles, and it ends.
func TestTooManyRequestsForEver(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &wire{answer: func(*http.Request) reply { return reply{status: 429, body: "{}"} }}
		c := newTestClient(t, w)
		ctx, cancel := context.WithTimeout(context.Background(), time.Hour)
		defer cancel()
		var limit *LimitError
		if err := send(ctx, c, "1"); !errors.As(err, &limit) {
			t.Fatalf("err = %v, want a *LimitError", err)
		}
		if w.count() != maxAttempts {
			t.Errorf("%d attempts, want %d", w.count(), maxAttempts)
		}
		for i := 2; i < len(w.at); i++ {
			if gap := w.at[i].Sub(w.at[i-1]); gap < time.Duration(1<<(i-1))*500*time.Millisecond {
				t.Errorf("attempt %d came after %v", i, gap)
			}
		}
	})
}

// A limit that lasts longer than the caller has time is told at once, and who
// gives up while waiting is not held.
func TestContextIsHeard(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &wire{replies: []reply{{status: 200, body: "{}", header: map[string]string{"X-RateLimit-Remaining": "0", "X-RateLimit-Reset-After": "30"}}}}
		c := newTestClient(t, w)
		if err := send(context.Background(), c, "1"); err != nil {
			t.Fatal(err)
		}
		start := time.Now()
		ctx, cancel := context.WithTimeout(context.Background(), 3*time.Second)
		defer cancel()
		var limit *LimitError
		if err := send(ctx, c, "1"); !errors.As(err, &limit) || limit.After != 30*time.Second {
			t.Errorf("err = %v, want a *LimitError of 30s", err)
		}
		if d := time.Since(start); d != 0 {
			t.Errorf("it took %v to say so", d)
		}
		ctx, cancel = context.WithCancel(context.Background())
		time.AfterFunc(2*time.Second, cancel)
		if err := send(ctx, c, "1"); !errors.Is(err, context.Canceled) {
			t.Errorf("err = %v, want Canceled", err)
		}
		if d := time.Since(start); d != 2*time.Second {
			t.Errorf("the cancelled one was held %v", d)
		}
		if w.count() != 1 {
			t.Errorf("%d requests, want 1", w.count())
		}
	})
}

// A slow answer ends with the caller's time, and a request without an end gets one.
func TestGivesUpInTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &wire{answer: func(*http.Request) reply { return reply{status: 200, body: "{}", after: time.Hour} }}
		c := newTestClient(t, w)
		start := time.Now()
		ctx, cancel := context.WithTimeout(context.Background(), 2500*time.Millisecond)
		defer cancel()
		if err := send(ctx, c, "1"); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("err = %v", err)
		}
		if d := time.Since(start); d != 2500*time.Millisecond {
			t.Errorf("took %v", d)
		}
		start = time.Now()
		if err := send(context.Background(), c, "1"); err == nil {
			t.Error("no error")
		}
		if d := time.Since(start); d > maxCall {
			t.Errorf("took %v", d)
		}
	})
}

func TestBucketsAreLetGo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		left := "4"
		w := &wire{answer: func(*http.Request) reply {
			return reply{status: 200, body: "{}", header: map[string]string{"X-RateLimit-Bucket": "hook", "X-RateLimit-Remaining": left, "X-RateLimit-Reset-After": "1"}}
		}}
		c := newTestClient(t, w)
		interact := func(i int) {
			token := fmt.Sprintf("token-%d", i)
			if err := c.respond(context.Background(), "1", token, first{Type: firstThinking}); err != nil {
				t.Fatal(err)
			}
			if _, err := c.editResponse(context.Background(), "1", token, render.Message{}); err != nil {
				t.Fatal(err)
			}
		}
		for i := range 1000 {
			interact(i)
		}
		if n := c.Stats().Buckets; n > 10 {
			t.Errorf("%d buckets are kept after 1000 interactions", n)
		}
		left = "0"
		for i := range 500 {
			interact(i)
			time.Sleep(time.Second)
		}
		if n := c.Stats().Buckets; n > 300 {
			t.Errorf("%d buckets are kept after 500 interactions that used their limit up", n)
		}
		for i := range 50 { // channels
			_ = send(context.Background(), c, fmt.Sprint(i))
		}
		time.Sleep(sweepEvery)
		_ = send(context.Background(), c, "1")
		if n := c.Stats().Buckets; n > 2 {
			t.Errorf("%d buckets are kept in the end", n)
		}
	})
}

func TestAtMostFiftyASecond(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &wire{}
		c := newTestClient(t, w)
		var wg sync.WaitGroup
		for i := range 400 {
			wg.Go(func() {
				if err := send(context.Background(), c, fmt.Sprint(i)); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		for i, at := range w.at {
			n := 0
			for _, other := range w.at[i:] {
				if other.Sub(at) < time.Second {
					n++
				}
			}
			if n > 50 {
				t.Fatalf("%d requests within a second", n)
			}
		}
		start := time.Now()
		for i := range 100 {
			wg.Go(func() {
				if err := c.respond(context.Background(), fmt.Sprint(i), testInter, first{Type: firstThinking}); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if d := time.Since(start); d != 0 {
			t.Errorf("first answers waited %v for a limit that is not theirs", d)
		}
	})
}

func TestOrderIsKept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &wire{answer: func(*http.Request) reply {
			return reply{status: 200, body: "{}", after: time.Second,
				header: map[string]string{"X-RateLimit-Bucket": "b", "X-RateLimit-Remaining": "3", "X-RateLimit-Reset-After": "1"}}
		}}
		c := newTestClient(t, w)
		var wg sync.WaitGroup
		for i := range 20 {
			wg.Go(func() {
				text := fmt.Sprintf("%02d", i)
				if _, err := c.editResponse(context.Background(), "1", testInter, render.Message{Content: text}); err != nil {
					t.Error(err)
				}
			})
			// The first ones come before Discord has named the bucket.
			time.Sleep(300 * time.Millisecond)
		}
		wg.Wait()
		for i, s := range w.sent {
			if !strings.Contains(s, fmt.Sprintf("%02d", i)) {
				t.Fatalf("edit %d was %s", i, s)
			}
		}
	})
}

func TestQueueBeforeALimitIsBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &wire{answer: func(*http.Request) reply { r := ok(); r.after = 10 * time.Second; return r }}
		c := newTestClient(t, w)
		var wg sync.WaitGroup
		full := 0
		var mu sync.Mutex
		for range maxWaiting + 20 {
			wg.Go(func() {
				if err := send(context.Background(), c, "1"); errors.Is(err, ErrTooMany) {
					mu.Lock()
					full++
					mu.Unlock()
				}
			})
		}
		wg.Wait()
		if full != 20 {
			t.Errorf("%d were turned away, want 20", full)
		}
	})
}

var errDial = &net.OpError{Op: "dial", Net: "tcp", Err: errors.New("connection refused")}

func TestWhatIsRepeated(t *testing.T) {
	post := func(nonce string) func(context.Context, *Client) error {
		return func(ctx context.Context, c *Client) error {
			_, err := c.send(ctx, "1", "", nonce, render.Message{Content: "x"})
			return err
		}
	}
	get := func(ctx context.Context, c *Client) error { _, err := c.Channel(ctx, "1"); return err }
	edit := func(ctx context.Context, c *Client) error {
		_, err := c.editResponse(ctx, "1", testInter, render.Message{})
		return err
	}
	respond := func(ctx context.Context, c *Client) error {
		return c.respond(ctx, "1", testInter, first{Type: firstThinking})
	}
	lost := &net.OpError{Op: "read", Net: "tcp", Err: errors.New("connection reset")}
	page := "<html>502 Bad Gateway</html>"
	tests := []struct {
		name     string
		do       func(context.Context, *Client) error
		reply    reply
		attempts int
		fails    bool
	}{
		{"500", get, reply{status: 500, body: `{"message":"500: Internal Server Error","code":0}`}, 2, false},
		{"502 as a page", get, reply{status: 502, body: page}, 2, false},
		{"503", edit, reply{status: 503, body: page}, 2, false},
		{"504", edit, reply{status: 504}, 2, false},
		{"a page as success", get, reply{status: 200, body: page}, 2, false},
		{"half an answer", get, reply{status: 200, body: `{"id":"1`, cut: true}, 2, false},
		{"half an answer without an end", get, reply{status: 200, body: `{"id":"1`}, 2, false},
		{"connection lost", edit, reply{err: lost}, 2, false},
		{"a message with a nonce", post("n"), reply{status: 502, body: page}, 2, false},
		{"a message without", post(""), reply{status: 502, body: page}, 1, true},
		{"a message without, lost", post(""), reply{err: lost}, 1, true},
		{"a message without, not sent", post(""), reply{err: errDial}, 2, false},
		{"a message without, limited", post(""), reply{status: 429, body: `{"retry_after":1}`}, 2, false},
		{"first answer", respond, reply{status: 500}, 2, false},
		{"refused", get, reply{status: 400, body: `{"code":50035,"message":"Invalid Form Body","errors":{"content":{}}}`}, 1, true},
		{"a redirect", get, reply{status: 302, header: map[string]string{"Location": "http://elsewhere.test/"}}, 1, true},
		{"too large", get, reply{status: 200, body: `"` + strings.Repeat("x", maxAnswer) + `"`}, 1, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := &wire{replies: []reply{tt.reply}}
				err := tt.do(context.Background(), newTestClient(t, w))
				if (err != nil) != tt.fails {
					t.Errorf("err = %v", err)
				}
				if w.count() != tt.attempts {
					t.Errorf("%d attempts, want %d: %v", w.count(), tt.attempts, w.sent)
				}
				if n := len(w.sent); n > 1 && w.sent[0] != w.sent[n-1] {
					t.Errorf("the second attempt differs: %q and %q", w.sent[0], w.sent[n-1])
				}
			})
		})
	}
}

// The first answer was carried out although its reply got lost: that Discord
// refuses the second one means success.
func TestAcknowledgedBefore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		twice := reply{status: 400, body: `{"code":40060,"message":"Interaction has already been acknowledged."}`}
		w := &wire{replies: []reply{{status: 502}, twice, twice}}
		c := newTestClient(t, w)
		respond := func() error {
			return c.respond(context.Background(), "1", testInter, first{Type: firstThinking})
		}
		if err := respond(); err != nil {
			t.Error(err)
		}
		if err := respond(); !IsCode(err, codeAcknowledged) {
			t.Errorf("err = %v: the first attempt was refused", err)
		}
	})
}

func TestOutage(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &wire{answer: func(*http.Request) reply { return reply{status: 503, body: "<html>down</html>"} }}
		c := newTestClient(t, w)
		_, err := c.Channel(context.Background(), "1")
		if !IsStatus(err, 503) || w.count() != maxAttempts {
			t.Errorf("%d attempts, err = %v", w.count(), err)
		}
		if strings.Contains(err.Error(), "<html>") {
			t.Errorf("the error holds the page: %v", err)
		}
	})
}

func TestErrorsTellNoSecrets(t *testing.T) {
	secrets := []string{testToken, testInter}
	replies := map[string]reply{
		"400":       {status: 400, body: `{"code":50035,"message":"bad ` + testToken + `","errors":{"at":"webhooks/1/` + testInter + `/messages"}}`},
		"401":       {status: 401, body: `{"code":50027,"message":"Invalid Webhook Token"}`},
		"404":       {status: 404, body: `{"code":10062,"message":"Unknown interaction"}`},
		"429":       {status: 429, body: `{"retry_after":9000}`},
		"500":       {status: 500},
		"a page":    {status: 200, body: "<html>"},
		"wrong":     {status: 200, body: `{"id":{"a":1}}`},
		"network":   {err: errors.New(`Post "http://proxy.test/api/v10/webhooks/1/` + testInter + `/messages/@original": Bot ` + testToken)},
		"cut":       {status: 200, body: `{`, cut: true},
		"slow":      {status: 200, after: time.Hour},
		"too large": {status: 200, body: strings.Repeat(" ", maxAnswer+1)},
	}
	for name, r := range replies {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var log strings.Builder
				w := &wire{answer: func(*http.Request) reply { return r }}
				c, err := NewClient(ClientOptions{Token: testToken, Transport: w, Log: textLog(&log)})
				if err != nil {
					t.Fatal(err)
				}
				_, err1 := c.editResponse(context.Background(), "1", testInter, render.Message{})
				err2 := c.respond(context.Background(), "1", testInter, first{Type: firstThinking})
				for _, err := range []error{err1, err2} {
					for _, secret := range secrets {
						if err != nil && strings.Contains(fmt.Sprintf("%v %+v %#v", err, err, err), secret) {
							t.Errorf("the error tells %q: %#v", secret, err)
						}
						if strings.Contains(log.String(), secret) {
							t.Errorf("the log tells %q", secret)
						}
					}
				}
				if err1 == nil {
					t.Error("no error")
				}
			})
		})
	}
}

func TestUnauthorizedStopsEverything(t *testing.T) {
	w := &wire{replies: []reply{{status: 401, body: `{"code":0,"message":"401: Unauthorized"}`}}}
	c := newTestClient(t, w)
	_, err := c.Me(context.Background())
	if !IsStatus(err, 401) {
		t.Errorf("err = %v", err)
	}
	<-c.Stopped().Done()
	for _, err := range []error{context.Cause(c.Stopped()), send(context.Background(), c, "1")} {
		if !corpus.HasCode(err, corpus.CodeInvalid) || !strings.Contains(corpus.Explain(err), "Reset Token") {
			t.Errorf("err = %v", err)
		}
	}
	if w.count() != 1 {
		t.Errorf("%d requests, want 1", w.count())
	}
}

// The token of an interaction that died says nothing about the bot's.
func TestDeadInteraction(t *testing.T) {
	for _, r := range []reply{
		{status: 401, body: `{"code":50027,"message":"Invalid Webhook Token"}`},
		{status: 404, body: `{"code":10015,"message":"Unknown Webhook"}`},
		{status: 404, body: `{"code":10062,"message":"Unknown interaction"}`},
	} {
		w := &wire{replies: []reply{r}}
		c := newTestClient(t, w)
		_, err := c.editResponse(context.Background(), "1", testInter, render.Message{})
		if !errors.Is(err, ErrTokenDead) {
			t.Errorf("err = %v, want ErrTokenDead", err)
		}
		if err := send(context.Background(), c, "1"); err != nil {
			t.Error(err)
		}
	}
	w := &wire{replies: []reply{{status: 404, body: `{"code":10008,"message":"Unknown Message"}`}}}
	_, err := newTestClient(t, w).editResponse(context.Background(), "1", testInter, render.Message{})
	if err == nil || errors.Is(err, ErrTokenDead) {
		t.Errorf("a deleted message: err = %v", err)
	}
}

func TestClosedChannel(t *testing.T) {
	tests := []struct {
		name  string
		reply reply
		read  bool
		want  bool
	}{
		{"no permission", reply{status: 403, body: `{"code":50013}`}, false, true},
		{"no access", reply{status: 403, body: `{"code":50001}`}, true, true},
		{"deleted", reply{status: 404, body: `{"code":10003}`}, false, true},
		{"a page", reply{status: 404, body: `<html>`}, false, true},
		{"a message that is gone", reply{status: 404, body: `{"code":10008}`}, false, false},
		{"a bad message", reply{status: 400, body: `{"code":50035}`}, false, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := &wire{replies: []reply{tt.reply}}
				c := newTestClient(t, w)
				var err error
				if tt.read {
					_, err = c.Channel(context.Background(), "1")
				} else {
					err = send(context.Background(), c, "1")
				}
				if !IsStatus(err, tt.reply.status) {
					t.Errorf("err = %v", err)
				}
				time.Sleep(closedTime - time.Second)
				if err := send(context.Background(), c, "1"); errors.Is(err, ErrChannelClosed) != tt.want {
					t.Errorf("before the time is over: err = %v", err)
				}
				if err := send(context.Background(), c, "2"); err != nil {
					t.Errorf("another channel: %v", err)
				}
				time.Sleep(time.Second)
				if err := send(context.Background(), c, "1"); err != nil {
					t.Errorf("after the time: %v", err)
				}
			})
		})
	}
}

func TestClosedChannelsAreBounded(t *testing.T) {
	var c closedChannels
	now := time.Now()
	for i := range closedMost + 10 {
		c.add(fmt.Sprint(i), now)
	}
	if n := c.count(now); n != closedMost {
		t.Errorf("%d are kept, want %d", n, closedMost)
	}
	if c.has("0", now) || !c.has("10", now) {
		t.Error("not the oldest were let go")
	}
	if n := c.count(now.Add(closedTime)); n != 0 || len(c.order) != 0 {
		t.Errorf("%d are kept after their time", n)
	}
}

// Even when every single request is invalid, Discord's limit is far away.
func TestInvalidAnswersSlowDown(t *testing.T) {
	for _, gap := range []time.Duration{0, time.Millisecond, 7 * time.Millisecond, 50 * time.Millisecond, 149 * time.Millisecond} {
		var a invalidAnswers
		start := time.Now()
		now := start
		var at []time.Time
		for now.Sub(start) < 25*time.Minute {
			now = now.Add(gap)
			now = now.Add(a.wait(now))
			a.start(now)
			a.add(now)
			at = append(at, now)
		}
		from, most := 0, 0
		for i, t := range at {
			for t.Sub(at[from]) >= invalidWindow {
				from++
			}
			most = max(most, i-from+1)
		}
		if most > invalidMost || most < invalidSlow {
			t.Errorf("one every %v: %d invalid answers within ten minutes", gap, most)
		}
	}
}

func TestInvalidAnswersAreCounted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		status := 403
		w := &wire{answer: func(*http.Request) reply { return reply{status: status, body: `{"code":1}`} }}
		c := newTestClient(t, w)
		n := 0
		ask := func() {
			n++
			_, _ = c.editResponse(context.Background(), "1", fmt.Sprintf("t-%d", n), render.Message{})
		}
		start := time.Now()
		for range invalidSlow {
			ask()
		}
		status = 401
		ask()
		if d := time.Since(start); d != 0 {
			t.Errorf("the first %d took %v", invalidSlow, d)
		}
		status = 400
		ask()
		if d := time.Since(start); d < 100*time.Millisecond {
			t.Errorf("after %d nothing is slower", invalidSlow)
		}
		if got := c.Stats().Invalid; got != invalidSlow+1 {
			t.Errorf("%d are counted, want %d", got, invalidSlow+1)
		}
		time.Sleep(invalidWindow + invalidSlot)
		if got := c.Stats().Invalid; got != 0 {
			t.Errorf("%d are counted after their time", got)
		}
		start = time.Now()
		ask()
		if d := time.Since(start); d != 0 {
			t.Errorf("a request still waits %v", d)
		}
	})
}
