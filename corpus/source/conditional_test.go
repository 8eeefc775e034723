package source

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"footnote/corpus"
)

func TestConditionalFetch(t *testing.T) {
	const etag, modified = `W/"v1"`, "Mon, 17 Jun 2024 09:00:00 GMT"
	var got http.Header
	w, s := site(t, func(w http.ResponseWriter, r *http.Request) {
		got = r.Header
		switch r.URL.Path {
		case "/moved":
			http.Redirect(w, r, "/page", http.StatusMovedPermanently)
			return
		case "/stubborn":
			w.WriteHeader(http.StatusNotModified)
			return
		case "/flood":
			w.Header().Set("ETag", `"`+strings.Repeat("x", mostETagBytes)+`"`)
			w.Header().Set("Last-Modified", "yesterday")
			io.WriteString(w, story)
			return
		}
		w.Header().Set("ETag", etag)
		w.Header().Set("Last-Modified", modified)
		if r.Header.Get("If-None-Match") == etag || r.Header.Get("If-None-Match") == "" && r.Header.Get("If-Modified-Since") == modified {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		io.WriteString(w, story)
	}, WebOptions{})
	known := corpus.Validators{ETag: etag, Modified: modified}
	c, err := w.Fetch(t.Context(), corpus.Fetch{Address: s.URL + "/page"})
	if err != nil || c.Unchanged || c.Reading == nil {
		t.Fatalf("%+v, %v", c, err)
	}
	if v := c.Reading.Validators; v.ETag != etag || v.Modified != modified || v.Digest == "" {
		t.Errorf("%+v", v)
	}
	for _, tc := range []struct {
		path      string
		known     corpus.Validators
		unchanged bool
	}{
		{"/page", known, true},
		{"/page", corpus.Validators{ETag: etag}, true},
		{"/page", corpus.Validators{Modified: modified}, true},
		{"/page", corpus.Validators{ETag: `"v0"`, Modified: modified}, false},
		{"/moved", known, true},
		{"/page", corpus.Validators{ETag: "\"v1\"\r\nX: y", Modified: "soon"}, false}, // never sent
	} {
		c, err := w.Fetch(t.Context(), corpus.Fetch{Address: s.URL + tc.path, Known: tc.known})
		if err != nil || c.Unchanged != tc.unchanged || (c.Reading == nil) != tc.unchanged {
			t.Errorf("%s %+v: unchanged %v, %v", tc.path, tc.known, c.Unchanged, err)
		}
		if got.Get("X") != "" || strings.Contains(got.Get("If-Modified-Since"), "soon") {
			t.Errorf("sent %v", got)
		}
	}
	if _, err := w.Fetch(t.Context(), corpus.Fetch{Address: s.URL + "/stubborn", Known: known}); err != nil {
		t.Error(err)
	}
	_, err = w.Fetch(t.Context(), corpus.Fetch{Address: s.URL + "/stubborn"})
	says(t, err, corpus.CodeUnavailable, "/stubborn")
	c, err = w.Fetch(t.Context(), corpus.Fetch{Address: s.URL + "/flood"})
	if err != nil || c.Reading.Validators.ETag != "" || c.Reading.Validators.Modified != "" {
		t.Errorf("%+v, %v", c.Reading, err)
	}
	// A server that cannot be asked sends the page again, which is not read again.
	again, err := w.Fetch(t.Context(), corpus.Fetch{Address: s.URL + "/flood", Known: c.Reading.Validators})
	if err != nil || !again.Unchanged {
		t.Errorf("%+v, %v", again, err)
	}
	other, err := w.Fetch(t.Context(), corpus.Fetch{Address: s.URL + "/page", Known: c.Reading.Validators})
	if err != nil || other.Unchanged {
		t.Errorf("%+v, %v", other, err)
	}
}

func TestLater(t *testing.T) {
	status, header := 0, ""
	w, s := site(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Retry-After", header)
		w.WriteHeader(status)
	}, WebOptions{})
	for _, c := range []struct {
		status int
		header string
		min    time.Duration
		max    time.Duration
		words  string
	}{
		{429, "120", 2 * time.Minute, 2 * time.Minute, "in 2 minutes"},
		{503, " 90 ", 90 * time.Second, 90 * time.Second, "in 2 minutes"},
		{503, "1", time.Second, time.Second, "in 1 second."},
		{503, time.Now().Add(3 * time.Hour).UTC().Format(http.TimeFormat), 2 * time.Hour, 3 * time.Hour, "in 3 hours"},
		{503, "99999999999999999999999", mostLater, mostLater, "in 30 days"},
		{503, time.Now().Add(-time.Hour).UTC().Format(http.TimeFormat), 0, 0, "later"},
		{503, "-5", 0, 0, "later"},
		{503, "soon", 0, 0, "later"},
		{503, "", 0, 0, "later"},
		{500, "120", 0, 0, "later"},
	} {
		status, header = c.status, c.header
		_, err := w.Fetch(t.Context(), corpus.Fetch{Address: s.URL + "/a?token=s3cret"})
		says(t, err, corpus.CodeUnavailable, c.words)
		var later *corpus.Later
		if errors.As(err, &later) != (c.max > 0) || later != nil && (later.After < c.min || later.After > c.max) {
			t.Errorf("%d %q: %v", c.status, c.header, later)
		}
		if strings.Contains(err.Error(), "s3cret") {
			t.Errorf("%v shows a secret", err)
		}
	}
}

func TestMaxAge(t *testing.T) {
	for header, want := range map[string]time.Duration{
		"":                             0,
		"max-age=3600":                 time.Hour,
		"public, Max-Age=60, s-foo=1":  time.Minute,
		"no-store, max-age=60":         0,
		"max-age=60, no-cache":         0,
		`max-age="60"`:                 time.Minute,
		"max-age=-1":                   0,
		"max-age=999999999999999999":   mostLater,
		"max-age=99999999999999999999": 0,
	} {
		if got := maxAge(http.Header{"Cache-Control": {header}}); got != want {
			t.Errorf("%q: %v, want %v", header, got, want)
		}
	}
}
