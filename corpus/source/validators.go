package source

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"golang.org/x/net/http/httpguts"

	"footnote/corpus"
)

const (
	// mostETagBytes bounds what is kept of a server's word; those in use have tens of
	// bytes.
	mostETagBytes = 512
	// mostLater bounds how long a host may ask to be left alone.
	mostLater = 30 * 24 * time.Hour
)

// validatorsOf are what a server gave to be asked by. What cannot be sent back as
// it came is left out; weak tags are as good as strong ones for a whole page.
func validatorsOf(h http.Header) corpus.Validators {
	return sendable(corpus.Validators{ETag: h.Get("ETag"), Modified: h.Get("Last-Modified")})
}

func sendable(v corpus.Validators) corpus.Validators {
	v.Digest = "" // is nothing to ask by
	v.ETag = strings.TrimSpace(v.ETag)
	if len(v.ETag) > mostETagBytes || !httpguts.ValidHeaderFieldValue(v.ETag) {
		v.ETag = ""
	}
	v.Modified = strings.TrimSpace(v.Modified)
	if _, err := http.ParseTime(v.Modified); err != nil {
		v.Modified = ""
	}
	return v
}

// digest tells a page from all others: by what it says, and by where it stands and
// what it calls itself, since these decide how it is read.
func digest(p page) string {
	h := sha256.New()
	fmt.Fprintf(h, "%s\n%s\n", p.url, p.contentType)
	h.Write(p.body)
	return hex.EncodeToString(h.Sum(nil))
}

// retryAfter reads the header of that name: seconds or a date, 0 for neither.
func retryAfter(h http.Header, now time.Time) time.Duration {
	s := strings.TrimSpace(h.Get("Retry-After"))
	if s != "" && strings.Trim(s, "0123456789") == "" {
		n, err := strconv.ParseInt(s, 10, 64)
		if err != nil || n > int64(mostLater/time.Second) {
			return mostLater
		}
		return time.Duration(n) * time.Second
	}
	t, err := http.ParseTime(s)
	if err != nil {
		return 0
	}
	return min(max(t.Sub(now), 0), mostLater)
}

// maxAge is for how long the server calls its answer fresh; 0 when it does not say.
func maxAge(h http.Header) time.Duration {
	var age int64
	for _, part := range strings.Split(strings.Join(h.Values("Cache-Control"), ","), ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(part), "=")
		switch strings.ToLower(name) {
		case "no-store", "no-cache":
			return 0
		case "max-age":
			if n, err := strconv.ParseInt(strings.Trim(value, `" `), 10, 64); err == nil && n > 0 {
				age = min(n, int64(mostLater/time.Second))
			}
		}
	}
	return time.Duration(age) * time.Second
}
