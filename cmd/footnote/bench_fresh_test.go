package main

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/ncruces/go-sqlite3/driver"
	"golang.org/x/sync/errgroup"

	"footnote/corpus"
	"footnote/corpus/ingest"
	"footnote/corpus/source"
	"footnote/corpus/store"
	"footnote/retrieval/embed"
)

// BenchmarkAdd adds 1,000 articles of about 600 words from disk, and in the same run
// does only what nobody can do without: embeds the same passages on all cores, and
// commits the same bytes to SQLite, an article a transaction, each safe from a loss
// of power.
//
//	go test ./cmd/footnote -run '^$' -bench 'Add$' -benchtime 1x -count 3
func BenchmarkAdd(b *testing.B) {
	for b.Loop() {
		root := b.TempDir()
		folder, data := filepath.Join(root, "articles"), filepath.Join(root, "data")
		writeProse(b, folder, 1_000)
		resetPeak()
		start := time.Now()
		if err := run(b.Context(), []string{"--data", data, "add", "--json", folder}, strings.NewReader(""), io.Discard, io.Discard); err != nil {
			b.Fatal(err)
		}
		took, peak := time.Since(start), peakMemory()
		texts, bytes := storedTexts(b, data)
		embedding := bareEmbedding(b, texts)
		commits := bareCommits(b, filepath.Join(root, "bare.db"), texts, bytes)
		b.ReportMetric(0, "ns/op")
		b.ReportMetric(1000/took.Seconds(), "articles/s")
		b.ReportMetric(float64(peak>>20), "peak-MB")
		b.ReportMetric(took.Seconds()/(embedding+commits).Seconds(), "ratio")
		fmt.Fprintf(os.Stdout, "\n1,000 articles in %.2f s, peak %d MB; embedding alone %.2f s, commits alone %.2f s: ratio %.2f\n\n",
			took.Seconds(), peak>>20, embedding.Seconds(), commits.Seconds(), took.Seconds()/(embedding+commits).Seconds())
	}
}

// writeProse writes articles of about 600 words in sentences as people write them:
// which words are common decides how long some steps take.
func writeProse(b *testing.B, folder string, articles int) {
	b.Helper()
	if err := os.MkdirAll(folder, 0o700); err != nil {
		b.Fatal(err)
	}
	v := newInventor(23)
	for n := range articles {
		var t strings.Builder
		fmt.Fprintf(&t, "%s and the %s\n\n", v.place(), v.word())
		for range 10 {
			fmt.Fprintf(&t, "The %s of %s was %s by the %s in %d, and it has been %s to the %s that they %s. ",
				v.word(), v.place(), v.word(), v.word(), v.year(), v.word(), v.word(), v.word())
			fmt.Fprintf(&t, "%s %s said that her %s would have %s it with the %s from %s. ", v.name(), v.name(), v.word(), v.word(), v.word(), v.place())
			fmt.Fprintf(&t, "Their %s, which were %s by a %s of the %s, had %s this %s for a year.\n\n", v.word(), v.word(), v.word(), v.word(), v.word(), v.word())
		}
		if err := os.WriteFile(filepath.Join(folder, fmt.Sprintf("%06d.txt", n)), []byte(t.String()), 0o600); err != nil {
			b.Fatal(err)
		}
	}
}

// storedTexts are the passages of each article in a data folder, and how many bytes
// of the article are stored beside them.
func storedTexts(b *testing.B, data string) (texts [][]string, beside []int) {
	b.Helper()
	st, err := store.Open(b.Context(), data, store.Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer st.Close()
	for d, err := range st.Documents(b.Context(), corpus.DefaultSpace, nil) {
		if err != nil {
			b.Fatal(err)
		}
		var all []string
		for _, p := range d.Passages {
			all = append(all, p.Text)
		}
		a, err := st.Article(b.Context(), corpus.DefaultSpace, d.ID, "")
		if err != nil {
			b.Fatal(err)
		}
		texts, beside = append(texts, all), append(beside, 2*len(a.Body)) // and the bytes as they arrived
	}
	return texts, beside
}

func bareEmbedding(b *testing.B, texts [][]string) time.Duration {
	b.Helper()
	model, err := embed.Builtin()
	if err != nil {
		b.Fatal(err)
	}
	e := model.Embedder()
	start := time.Now()
	var group errgroup.Group
	group.SetLimit(2)
	for _, t := range texts {
		group.Go(func() error {
			_, err := e.Embed(b.Context(), t)
			return err
		})
	}
	if err := group.Wait(); err != nil {
		b.Fatal(err)
	}
	return time.Since(start)
}

func bareCommits(b *testing.B, path string, texts [][]string, beside []int) time.Duration {
	b.Helper()
	db, err := driver.Open("file:" + path)
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	conn, err := db.Conn(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	defer conn.Close()
	exec := func(c interface {
		ExecContext(context.Context, string, ...any) (sql.Result, error)
	}, query string, args ...any) {
		if _, err := c.ExecContext(b.Context(), query, args...); err != nil {
			b.Fatal(err)
		}
	}
	for _, query := range []string{`PRAGMA journal_mode = WAL`, `PRAGMA synchronous = FULL`, `CREATE TABLE bare (text TEXT, original BLOB, vectors BLOB)`} {
		exec(conn, query)
	}
	start := time.Now()
	for i, t := range texts {
		vectors := make([]byte, 0, 4*256*len(t))
		for j := range 256 * len(t) {
			vectors = binary.LittleEndian.AppendUint32(vectors, math.Float32bits(float32(j)))
		}
		tx, err := conn.BeginTx(b.Context(), nil)
		if err != nil {
			b.Fatal(err)
		}
		exec(tx, `INSERT INTO bare VALUES (?, ?, ?)`, strings.Join(t, "\n"), bytes.Repeat([]byte("x"), beside[i]), vectors)
		if err := tx.Commit(); err != nil {
			b.Fatal(err)
		}
	}
	return time.Since(start)
}

// BenchmarkRefreshUnchanged reads 1,000 pages of a local server again that have not
// changed: once by their validators, which the server answers with 304, and once
// where the server knows no such thing and sends each page again. The schedule reads
// from one host one page at a time, so the pages stand on 25 of them.
//
//	go test ./cmd/footnote -run '^$' -bench RefreshUnchanged -benchtime 1x -count 3
func BenchmarkRefreshUnchanged(b *testing.B) {
	const hosts, pages = 25, 1000
	for _, conditional := range []bool{true, false} {
		b.Run(map[bool]string{true: "304", false: "sent again"}[conditional], func(b *testing.B) {
			var asked, unchanged atomic.Int64
			serve := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.URL.Path == "/robots.txt" {
					http.NotFound(w, r)
					return
				}
				asked.Add(1)
				if conditional {
					w.Header().Set("ETag", `"one"`)
					if r.Header.Get("If-None-Match") == `"one"` {
						unchanged.Add(1)
						w.WriteHeader(http.StatusNotModified)
						return
					}
				}
				v := newInventor(uint64(len(r.URL.Path)) + uint64(r.URL.Path[len(r.URL.Path)-1]))
				fmt.Fprintf(w, "<html><head><title>Page %s</title></head><body><article><h1>Page %s</h1>", r.URL.Path, r.URL.Path)
				for range 9 {
					fmt.Fprintf(w, "<p>%s %s %s %s</p>", v.sentence(), v.sentence(), v.sentence(), v.sentence())
				}
				io.WriteString(w, "</article></body></html>")
			})
			var allowed, addresses []string
			for h := range hosts {
				server := httptest.NewUnstartedServer(serve)
				address := fmt.Sprintf("127.0.0.%d:0", h+1) // each a host of its own
				l, err := net.Listen("tcp", address)
				if err != nil {
					b.Skip("this system has no such addresses: ", err)
				}
				server.Listener = l
				server.Start()
				defer server.Close()
				allowed = append(allowed, strings.TrimPrefix(server.URL, "http://"))
				for p := range pages / hosts {
					addresses = append(addresses, fmt.Sprintf("%s/%d-%d", server.URL, h, p))
				}
			}
			for b.Loop() {
				web, err := source.NewWeb(source.WebOptions{AllowHosts: allowed})
				if err != nil {
					b.Fatal(err)
				}
				st, err := store.Open(b.Context(), b.TempDir(), store.Options{})
				if err != nil {
					b.Fatal(err)
				}
				model, err := embed.Builtin()
				if err != nil {
					b.Fatal(err)
				}
				counted := &countingEmbedder{keyed: keyed{model.Embedder()}}
				in := ingest.New(ingest.Config{Store: st, Embedder: counted, Web: web})
				if err := in.AddURLs(b.Context(), corpus.DefaultSpace, addedBy, addresses, ingest.Adding{Refresh: corpus.RuleHourly}, ingest.Observer{}); err != nil {
					b.Fatal(err)
				}
				asked.Store(0)
				unchanged.Store(0)
				counted.texts.Store(0)
				before, err := st.Generation(b.Context(), corpus.DefaultSpace)
				if err != nil {
					b.Fatal(err)
				}
				due := time.Now().Add(67 * time.Minute)
				read := 0
				resetPeak()
				start := time.Now()
				for last := -1; read != last; {
					last = read
					err := in.RefreshDue(b.Context(), due, func(r corpus.Refreshed) {
						if read++; r.Status != corpus.StatusUnchanged {
							b.Errorf("%s: %v", r.Status, r.Cause)
						}
					})
					if err != nil {
						b.Fatal(err)
					}
				}
				took := time.Since(start)
				after, err := st.Generation(b.Context(), corpus.DefaultSpace)
				if err != nil || after != before || counted.texts.Load() != 0 || read != pages {
					b.Errorf("%d pages, generation %d after %d, %d texts embedded, %v", read, after, before, counted.texts.Load(), err)
				}
				b.ReportMetric(0, "ns/op")
				b.ReportMetric(pages/took.Seconds(), "pages/s")
				b.ReportMetric(float64(peakMemory()>>20), "peak-MB")
				fmt.Fprintf(os.Stdout, "\n%d pages in %.2f s, %d requests, %d answered by 304, %d texts embedded\n\n",
					read, took.Seconds(), asked.Load(), unchanged.Load(), counted.texts.Load())
				if err := st.Close(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

type countingEmbedder struct {
	keyed
	texts atomic.Int64
}

func (c *countingEmbedder) Embed(ctx context.Context, texts []string) ([][]float32, error) {
	c.texts.Add(int64(len(texts)))
	return c.keyed.Embed(ctx, texts)
}
