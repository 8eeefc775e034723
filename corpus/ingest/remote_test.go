package ingest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"footnote/corpus"
	"footnote/corpus/source"
	"footnote/corpus/store"
)

// canary is what a file of this machine says. A remote door never learns of it.
const canary = "The canary sings in the cellar of this very machine, and nobody outside may hear it."

// sealed is a reader of files that nobody may use.
type sealed struct{ t *testing.T }

func (s sealed) Find(_ context.Context, path string) iter.Seq2[string, error] {
	s.t.Errorf("the machine was searched for %q", path)
	return func(func(string, error) bool) {}
}

func (s sealed) Look(_ context.Context, path string) (corpus.Content, error) {
	s.t.Errorf("the file %q was read", path)
	return corpus.Content{}, errors.New("sealed")
}

// TestRemoteDoorsReadNoFile hands every remote door everything that might lead to
// a file of the machine or into its network, through the real readers.
func TestRemoteDoorsReadNoFile(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "canary.txt")
	if err := os.WriteFile(path, []byte(canary), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Chdir(dir)
	var inner atomic.Int32 // requests to a server of the own network
	private := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		inner.Add(1)
		io.WriteString(w, canary)
	}))
	defer private.Close()
	// A site whose every page leads to what its query says.
	site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Location", r.URL.Query().Get("to"))
		w.WriteHeader(http.StatusFound)
	}))
	defer site.Close()
	host := strings.TrimPrefix(site.URL, "http://")
	web, err := source.NewWeb(source.WebOptions{AllowHosts: []string{host}})
	if err != nil {
		t.Fatal(err)
	}
	attachments, err := source.NewAttachments(source.AttachmentOptions{Hosts: []string{host}})
	if err != nil {
		t.Fatal(err)
	}
	r := newRig(t, nil)
	r.Local, r.Web, r.Attachments = sealed{t}, web, attachments
	ctx := t.Context()
	if err := r.AddReading(ctx, "s", "ann", pasted(t, "Tides", story("tide")), r.observer()); err != nil {
		t.Fatal(err)
	}
	copyID := r.reports[0].SourceID

	file := "file://" + filepath.ToSlash(path)
	places := []string{
		path, dir, "canary.txt", "./canary.txt", "../" + filepath.Base(dir) + "/canary.txt", "~/canary.txt", filepath.ToSlash(path) + "?x=http://",
		file, strings.ToUpper(file[:4]) + file[4:], "file://localhost" + filepath.ToSlash(path), "file:" + filepath.ToSlash(path),
		`\\server\share\canary.txt`, "//server/share/canary.txt", `C:\canary.txt`, `\\?\C:\canary.txt`,
		"data:text/plain," + canary, "data://x/text/plain," + canary, "ftp://" + host + "/canary.txt", "gopher://" + host + "/", "jar:" + file + "!/x", "view-source:" + file,
		"-", "", " ", "\x00" + path, "http:", "http://", "http:///" + path, "https:" + path, "http:" + path,
		private.URL, private.URL + "/canary.txt", strings.Replace(private.URL, "127.0.0.1", "localhost", 1),
		strings.Replace(private.URL, "127.0.0.1", "[::ffff:127.0.0.1]", 1),
		"http://169.254.169.254/latest/meta-data/", "http://10.0.0.1/", "http://[::1]/", "http://0.0.0.0/",
	}
	plain := len(places)
	for _, p := range places {
		if p != "" && p != " " && !strings.Contains(p, "\x00") {
			places = append(places, site.URL+"/?to="+strings.NewReplacer("%", "%25", "?", "%3F", "&", "%26", "#", "%23", " ", "%20").Replace(p))
		}
	}
	attached := func(names, urls []string) (all []corpus.Attachment) {
		for i := range urls {
			all = append(all, corpus.Attachment{Name: names[i], URL: urls[i]})
		}
		return all
	}
	planted := func(kind corpus.Kind, places []string, location string) (ids []string) {
		for i, p := range places {
			at := p
			if location != "" {
				at = fmt.Sprint(location, i)
			}
			ids = append(ids, plant(t, r.store, kind, at, p))
		}
		return ids
	}
	each := func(places []string, door func(string) error) (err error) {
		for _, p := range places {
			if e := door(p); e == nil {
				t.Errorf("%q was taken", p)
			} else {
				err = e
			}
		}
		return err
	}
	names := make([]string, len(places))
	for i := range names {
		names[i] = "a.txt"
	}
	// Sources are looked up by name too, so first there is one of each name.
	planted(corpus.KindFile, places, "")
	some := places[:plain] // without the redirects, which are for who follows them
	for _, door := range []struct {
		name    string
		through func() error
		reports int
	}{
		{"AddURLs", func() error { return r.AddURLs(ctx, "s", "eve", places, Adding{}, r.observer()) }, len(places)},
		{"AddAttachments", func() error { return r.AddAttachments(ctx, "s", "eve", attached(names, places), r.observer()) }, len(places)},
		{"AddAttachments of such names", func() error { return r.AddAttachments(ctx, "s", "eve", attached(some, some), r.observer()) }, len(some)},
		{"ReplaceAttachment", func() error {
			return each(places, func(p string) error {
				return r.ReplaceAttachment(ctx, "s", "eve", copyID, corpus.Attachment{Name: "a.txt", URL: p}, r.observer())
			})
		}, len(places)},
		{"ReplaceText", func() error {
			return each(some, func(p string) error {
				return r.ReplaceText(ctx, "s", "eve", p, pasted(t, "", story("moon")), r.observer())
			})
		}, len(some)},
		{"AddReading of a file", func() error {
			return each(some, func(p string) error {
				return r.AddReading(ctx, "s", "eve", corpus.Reading{Kind: corpus.KindFile, Location: p, Shown: p, Draft: corpus.Draft{Text: "x y"}}, r.observer())
			})
		}, len(some)},
		{"Refresh", func() error { return r.Refresh(ctx, "s", "eve", some, r.observer()) }, len(some)},
		{"Refresh of files", func() error {
			return r.Refresh(ctx, "s", "eve", planted(corpus.KindFile, some, ""), r.observer())
		}, len(some)},
		{"Refresh of pages that are there", func() error {
			return r.Refresh(ctx, "s", "eve", planted(corpus.KindPage, places, ""), r.observer())
		}, len(places)},
		{"Refresh of pages that were given so", func() error {
			return r.Refresh(ctx, "s", "eve", planted(corpus.KindPage, some, private.URL+"/"), r.observer())
		}, len(some)},
		{"Refresh of copies", func() error {
			return r.Refresh(ctx, "s", "eve", planted(corpus.KindAttachment, some, ""), r.observer())
		}, len(some)},
		{"Refresh of a kind that nobody knows", func() error {
			return r.Refresh(ctx, "s", "eve", planted("folder", some, ""), r.observer())
		}, len(some)},
		{"Withdraw", func() error {
			return each(some, func(p string) error { return r.Withdraw(ctx, "s", "eve", p, time.Now()) })
		}, 0},
		{"Restore", func() error {
			return each(some, func(p string) error { return r.Restore(ctx, "s", "eve", p) })
		}, 0},
	} {
		r.reports = nil
		if err := door.through(); err == nil || !errors.As(err, new(*corpus.Problem)) {
			t.Errorf("%s: %v", door.name, err)
		}
		if len(r.reports) != door.reports {
			t.Errorf("%s: %d reports, want %d", door.name, len(r.reports), door.reports)
		}
		for _, i := range r.reports {
			if i.Status != corpus.StatusFailed || i.Error == "" {
				t.Errorf("%s: %s %s", door.name, i.Status, i.URL)
			}
		}
	}
	if n := inner.Load(); n > 0 {
		t.Errorf("the own network was asked %d times", n)
	}
	for d, err := range r.store.Documents(ctx, "s", nil) {
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range d.Passages {
			if strings.Contains(p.Text, "canary sings") {
				t.Errorf("%s of %s got in", p.Text, d.URL)
			}
		}
	}
}

func pasted(t testing.TB, title, text string) corpus.Reading {
	t.Helper()
	r, err := corpus.Pasted(title, text)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// plant puts a source into the store that says anything of itself.
func plant(t *testing.T, st *store.Store, kind corpus.Kind, location, shown string) (sourceID string) {
	t.Helper()
	src := corpus.Source{Space: "s", Kind: kind, Location: location, Shown: shown, Title: "Planted", AddedBy: "mallory"}
	src.ID = corpus.SourceID("s", kind, location)
	a := corpus.Article{Body: "Planted text.", Meta: corpus.Meta{SourceID: src.ID, Space: "s", Key: location, Title: "Planted", URL: shown}}
	a.ID = corpus.ArticleID("s", src.ID, location)
	a.Revision = corpus.RevisionID(a.ID, a.Title, a.Body)
	passages := corpus.Split(a)
	vectors := make([][]float32, len(passages))
	for i := range vectors {
		vectors[i] = make([]float32, 8)
		vectors[i][0] = 1
	}
	if _, err := st.Put(t.Context(), src, a, nil, passages, "letters/8", vectors); err != nil {
		t.Fatal(err)
	}
	return src.ID
}

// A link that no remote door reads marks no source of that name.
func TestRemoteNamesMarkNothing(t *testing.T) {
	r := newRig(t, nil)
	r.files["d/a.txt"] = story("tide")
	if _, err := r.add(t, "d"); err != nil {
		t.Fatal(err)
	}
	r.reports = nil
	if err := r.AddURLs(t.Context(), "s", "eve", []string{"d/a.txt"}, Adding{}, r.observer()); !errors.Is(err, ErrIncomplete) {
		t.Error(err)
	}
	if err := r.AddReading(t.Context(), "s", "ann", pasted(t, "https://example.org/tide", story("moon")), r.observer()); err != nil {
		t.Fatal(err)
	}
	if err := r.AddURLs(t.Context(), "s", "eve", []string{"https://example.org/tide"}, Adding{}, r.observer()); !errors.Is(err, ErrIncomplete) {
		t.Error(err)
	}
	sources, err := r.store.Sources(t.Context(), "s")
	if err != nil || len(sources) != 2 {
		t.Fatalf("%v, %v", sources, err)
	}
	for _, src := range sources {
		if src.State != corpus.StateFresh {
			t.Errorf("%s is %s: %s", src.Shown, src.State, src.Reason)
		}
	}
}
