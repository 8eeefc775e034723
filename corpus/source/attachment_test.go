package source

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"

	"footnote/corpus"
)

const signature = "?ex=65&is=64&hm=SECRETSIGNATURE"

// cdn is a server on loopback, whose host and port alone are where attachments
// are kept.
func cdn(t *testing.T, h http.HandlerFunc) (*Attachments, string) {
	t.Helper()
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	at, err := NewAttachments(AttachmentOptions{Hosts: []string{strings.TrimPrefix(s.URL, "http://")}})
	if err != nil {
		t.Fatal(err)
	}
	return at, s.URL
}

func TestReadAttachment(t *testing.T) {
	text := "The ferry to Kelm sails again since Monday."
	body := text
	at, base := cdn(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.RawQuery == "" || r.Header.Get("User-Agent") != "Footnote" {
			t.Errorf("asked for %v with %v", r.URL, r.Header)
		}
		w.Header().Set("Content-Type", "text/plain; charset=windows-1252")
		io.WriteString(w, body)
	})
	for _, c := range []struct {
		name, body, media  string
		shown, title, text string
		scraped            bool
	}{
		{"ferry.txt", text, "", "ferry.txt", "", text, true},
		{"notes.md", "# Ferry\n\nIt *sails*.", "", "notes.md", "Ferry", "It sails.", false},
		{"notes.md", "It *sails*.", "", "notes.md", "notes", "It sails.", false},
		{"notes", "It *sails*.", "text/markdown; charset=utf-8", "notes", "notes", "It sails.", false},
		{"page.html", strings.Replace(story, "<head>", `<head><link rel="canonical" href="https://example.org/x">`, 1), "", "page.html", "The ferry is back", "", false},
		{"../../etc/\u202epasswd.txt", text, "", "passwd.txt", "", text, true},
		{`C:\Users\me\a.txt`, text, "", "a.txt", "", text, true},
		{"", text, "", "attachment", "", text, true},
		{"caf.txt", "Zo\xeb\x92s caf\xe9 is open, and the cr\xeape is good.", "", "caf.txt", "", "Zoë’s café is open, and the crêpe is good.", true},
	} {
		body = c.body
		a := corpus.Attachment{Name: c.name, URL: base + "/attachments/1/2/" + signature, Size: int64(len(c.body)), MediaType: c.media}
		r, err := at.Read(t.Context(), a)
		if err != nil {
			t.Errorf("%q: %v", c.name, err)
			continue
		}
		hash := corpus.ContentHash(c.body)
		if r.Kind != corpus.KindAttachment || r.Location != hash || r.Draft.Key != hash || r.Draft.URL != "" || r.Shown != c.shown {
			t.Errorf("%q is %s %q, key %q, address %q, shown as %q", c.name, r.Kind, r.Location, r.Draft.Key, r.Draft.URL, r.Shown)
		}
		if r.Draft.Title != c.title || c.text != "" && r.Draft.Text != c.text || r.Draft.Scraped != c.scraped || string(r.Draft.Original) != c.body {
			t.Errorf("%q: title %q, text %q, scraped %v", c.name, r.Draft.Title, r.Draft.Text, r.Draft.Scraped)
		}
	}
}

// Nothing but the hosts that are named is asked, and no error of any kind shows
// the signature in an address.
func TestAttachmentHosts(t *testing.T) {
	asked := false
	other := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked = true }))
	defer other.Close()
	to := ""
	at, base := cdn(t, func(w http.ResponseWriter, r *http.Request) {
		switch {
		case strings.HasPrefix(r.URL.Path, "/to"):
			w.Header().Set("Location", to)
			w.WriteHeader(http.StatusFound)
		case r.URL.Path == "/loop":
			http.Redirect(w, r, "/loop"+signature, http.StatusFound)
		case r.URL.Path == "/gone":
			w.WriteHeader(http.StatusNotFound)
		case r.URL.Path == "/broken":
			w.WriteHeader(http.StatusBadGateway)
		default:
			io.WriteString(w, "The ferry sails.")
		}
	})
	host := strings.TrimPrefix(base, "http://")
	_, port, _ := net.SplitHostPort(host)
	for _, c := range []struct {
		url, to string
		code    corpus.Code // "" is no error
		words   string
	}{
		{url: base + "/x" + signature},
		{url: base + "/to" + signature, to: base + "/x" + signature},
		{base + "/to" + signature, "/x" + signature, "", ""},
		{base + "/to" + signature, other.URL + "/x" + signature, corpus.CodeInvalid, "attachment_hosts"},
		{base + "/to" + signature, "http://localhost:" + port + "/x" + signature, corpus.CodeInvalid, "attachment_hosts"},
		{base + "/to" + signature, "https://example.org/x" + signature, corpus.CodeInvalid, "attachment_hosts"},
		{base + "/to" + signature, "file:///etc/passwd" + signature, corpus.CodeInvalid, "not of the web"},
		{base + "/to" + signature, "http://[::1" + signature, corpus.CodeUnavailable, ""},
		{base + "/to" + signature, "http://me:secret@" + host + "/" + signature, corpus.CodeInvalid, "broken"},
		{base + "/loop" + signature, "", corpus.CodeUnavailable, "from one place"},
		{base + "/gone" + signature, "", corpus.CodeMissing, "Upload it again"},
		{base + "/broken" + signature, "", corpus.CodeUnavailable, "502"},
		{other.URL + "/x" + signature, "", corpus.CodeInvalid, "attachment_hosts"},
		{"http://127.0.0.1/x" + signature, "", corpus.CodeInvalid, "attachment_hosts"},
		{"http://169.254.169.254/latest" + signature, "", corpus.CodeInvalid, "attachment_hosts"},
		{"https://cdn.discordapp.com/x" + signature, "", corpus.CodeInvalid, "attachment_hosts"},
		{"https://" + host + "@example.org/x" + signature, "", corpus.CodeInvalid, "broken"},
		{"/etc/passwd", "", corpus.CodeInvalid, "not of the web"},
		{"file:///etc/passwd" + signature, "", corpus.CodeInvalid, "not of the web"},
		{"ftp://" + host + "/x" + signature, "", corpus.CodeInvalid, "not of the web"},
		{`\\server\share\x`, "", corpus.CodeInvalid, "not of the web"},
		{"data:text/plain,hello", "", corpus.CodeInvalid, "not of the web"},
		{"http://[::1" + signature, "", corpus.CodeInvalid, "broken"},
		{"", "", corpus.CodeInvalid, "not of the web"},
	} {
		t.Run(c.url+" "+c.to, func(t *testing.T) {
			to = c.to
			r, err := at.Read(t.Context(), corpus.Attachment{Name: "a.txt", URL: c.url})
			if c.code == "" {
				if err != nil || r.Draft.Text != "The ferry sails." {
					t.Errorf("%q, %v", r.Draft.Text, err)
				}
				return
			}
			says(t, err, c.code, "a.txt", c.words)
			if text := fmt.Sprintf("%v %+v", err, err); strings.Contains(text, "SECRET") {
				t.Errorf("it shows the signature: %s", text)
			}
		})
	}
	if asked {
		t.Error("a host was asked that is not named")
	}
}

// A named host is not looked up under another port, and nothing is dialled
// before it was checked.
func TestAttachmentsDialOnlyNamedHosts(t *testing.T) {
	at, err := NewAttachments(AttachmentOptions{Hosts: []string{"cdn.test", "10.0.0.7:8080"}})
	if err != nil {
		t.Fatal(err)
	}
	for _, address := range []string{"example.org:443", "cdn.test:8080", "10.0.0.7:80", "10.0.0.8:8080", "127.0.0.1:80"} {
		if conn, err := at.guard.dialContext(t.Context(), "tcp", address); !errors.Is(err, errNotAllowed) {
			t.Errorf("%s was dialled: %v, %v", address, conn, err)
		}
	}
	_, err = NewAttachments(AttachmentOptions{Hosts: []string{"https://cdn.discordapp.com/"}})
	says(t, err, corpus.CodeInvalid, "attachment_hosts")
}

func TestAttachmentLimits(t *testing.T) {
	var asked atomic.Int32
	at, base := cdn(t, func(w http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		switch r.URL.Path {
		case "/bomb":
			var b bytes.Buffer
			z := gzip.NewWriter(&b)
			z.Write(make([]byte, 22<<20))
			z.Close()
			w.Header().Set("Content-Encoding", "gzip")
			w.Write(b.Bytes())
		case "/long":
			for range 21 {
				w.Write(bytes.Repeat([]byte("a ferry "), 1<<17))
			}
		case "/odd":
			w.Header().Set("Content-Encoding", "br")
			io.WriteString(w, "x")
		case "/pdf":
			io.WriteString(w, "%PDF-1.7 \x00\x01")
		}
	})
	for _, c := range []struct {
		path string
		size int64
		want []string
	}{
		{"/huge", 100 << 20, []string{"100 MB", "at most 20 MB"}},
		{"/huge", 20<<20 + 1, []string{"21 MB", "at most 20 MB"}},
		{"/bomb", 1000, []string{"larger than 20 MB"}},
		{"/long", 0, []string{"larger than 20 MB"}},
		{"/odd", -5, []string{"compressed"}},
		{"/pdf", 10, []string{"a PDF", "plain text"}},
		{"/empty", 0, []string{"is empty"}},
	} {
		asked.Store(0)
		_, err := at.Read(t.Context(), corpus.Attachment{Name: "big.txt", URL: base + c.path + signature, Size: c.size})
		says(t, err, corpus.CodeInvalid, append(c.want, "big.txt")...)
		if (asked.Load() == 0) != (c.path == "/huge") {
			t.Errorf("%s was asked for %d times", c.path, asked.Load())
		}
	}
}

func TestAttachmentThatNeverComes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		at, err := NewAttachments(AttachmentOptions{Hosts: []string{"10.0.0.7"}})
		if err != nil {
			t.Fatal(err)
		}
		at.guard.dial = func(context.Context, string, string, control) (net.Conn, error) {
			client, server := net.Pipe()
			go func() {
				io.Copy(io.Discard, server) // takes the request and says nothing
				server.Close()
			}()
			return client, nil
		}
		a := corpus.Attachment{Name: "a.txt", URL: "http://10.0.0.7/a.txt" + signature}
		_, err = at.Read(t.Context(), a)
		says(t, err, corpus.CodeUnavailable, "a.txt", "20s")
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := at.Read(ctx, a); !errors.Is(err, context.Canceled) {
			t.Errorf("cancelled: %v", err)
		}
	})
}
