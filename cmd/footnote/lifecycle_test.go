package main

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"footnote/retrieval/llmtest"
)

const millText = `Mill reopens in Ostrow

By Jana Polak
12 March 2022

The old water mill in Ostrow was reopened on Saturday by the miller Hanna Wirth. It had been closed for eleven years.
`

// The whole life of an article, as programs see it.
func TestLifeContract(t *testing.T) {
	h := newHome(t)
	path := h.write(t, "articles/mill.txt", millText)
	add := func(want string, args ...string) map[string]any {
		t.Helper()
		r := h.footnote(t, "", append([]string{"add", "--json"}, args...)...)
		lines := conforming(t, r.out, addShape)
		if len(lines) != 1 || lines[0]["status"] != want {
			t.Fatalf("exit %d, want one article %s: %s%s", r.code, want, r.out, r.err)
		}
		return lines[0]
	}
	first := add("added", path)
	again := add("unchanged", filepath.Dir(path))
	if first["source_id"] != again["source_id"] || first["article_id"] != again["article_id"] {
		t.Error("the ids of the same file differ")
	}
	if first["url"] != path || first["title"] != "Mill reopens in Ostrow" || whole(first["passages"]) != 1 {
		t.Errorf("got %v", first)
	}

	sources := conforming(t, h.footnote(t, "", "sources", "--json").out, sourceShape)
	if len(sources) != 1 || sources[0]["source_id"] != first["source_id"] || sources[0]["kind"] != "file" || sources[0]["state"] != "fresh" ||
		sources[0]["url"] != path || whole(sources[0]["articles"]) != 1 || whole(sources[0]["passages"]) != 1 || sources[0]["published"] != "2022-03-12" {
		t.Errorf("got %v", sources)
	}

	ask := func() map[string]any {
		t.Helper()
		return conforming(t, h.footnote(t, "", "ask", "--json", "Who reopened the mill in Ostrow?").out, answerShape)[0]
	}
	a := ask()
	if a["answered"] != true || a["notice"] != "" {
		t.Fatalf("got %v", a)
	}
	checkQuotes(t, h, a)
	old := a["citations"].([]any)[0].(map[string]any)

	// A changed file keeps its article; the old revision can still be shown.
	h.write(t, "articles/mill.txt", strings.Replace(millText, "Saturday", "Sunday", 1))
	if updated := add("updated", path); updated["article_id"] != first["article_id"] {
		t.Error("a changed file got another article")
	}
	checkQuotes(t, h, a)
	fresh := ask()
	if now := fresh["citations"].([]any)[0].(map[string]any); now["revision"] == old["revision"] || !strings.Contains(now["quote"].(string), "Sunday") {
		t.Errorf("got %v", now)
	}

	remove := func(want string, code int, ref string) {
		t.Helper()
		r := h.footnote(t, "", "remove", "--json", ref)
		lines := conforming(t, r.out, removeShape)
		if r.code != code || len(lines) != 1 || lines[0]["status"] != want {
			t.Errorf("exit %d, %s%s", r.code, r.out, r.err)
		}
	}
	remove("removed", exitDone, first["source_id"].(string))
	remove("missing", exitFailed, first["source_id"].(string))
	if a := ask(); a["answered"] != false || len(a["nearest"].([]any)) != 0 {
		t.Errorf("got %v", a)
	}
	if r := h.footnote(t, "", "show", first["article_id"].(string)); r.code != exitFailed || !strings.Contains(r.err, "There is no article") {
		t.Errorf("exit %d, %s", r.code, r.err)
	}
	if out := h.footnote(t, "", "sources", "--json").out; out != "" {
		t.Errorf("got %s", out)
	}
}

// Removing where nothing was ever added creates nothing.
func TestRemoveFromNothing(t *testing.T) {
	h := newHome(t)
	r := h.footnote(t, "", "remove", "--json", "a.txt")
	if lines := conforming(t, r.out, removeShape); r.code != exitFailed || len(lines) != 1 || lines[0]["status"] != "missing" {
		t.Errorf("exit %d, %s", r.code, r.out)
	}
	if _, err := os.Stat(filepath.Join(string(h), "data")); !os.IsNotExist(err) {
		t.Error("a data folder was created")
	}
}

// Spaces do not see each other, by any command.
func TestSpacesAreApart(t *testing.T) {
	h := newHome(t)
	path := h.write(t, "mill.txt", millText)
	added := conforming(t, h.footnote(t, "", "add", "--json", "--space", "one", path).out, addShape)[0]
	for _, args := range [][]string{
		{"ask", "--json", "Who reopened the mill in Ostrow?"},
		{"search", "--json", "mill Ostrow"},
		{"sources", "--json"},
		{"show", "--json", added["article_id"].(string)},
		{"remove", "--json", added["source_id"].(string)},
		{"remove", "--json", path},
	} {
		r := h.footnote(t, "", append(args, "--space", "two")...)
		if strings.Contains(r.out, "Hanna") || strings.Contains(r.out, "Mill reopens") {
			t.Errorf("%v: %s", args, r.out)
		}
	}
	if r := h.footnote(t, "", "ask", "--space", "one", "Who reopened the mill in Ostrow?"); !strings.Contains(r.out, "Hanna") {
		t.Errorf("space one lost it: %s", r.out)
	}
}

// A page is read by its address where the config allows its host.
func TestAddPage(t *testing.T) {
	h := newHome(t)
	site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/mill" {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprintf(w, `<!doctype html><html lang="en"><head><title>Mill reopens in Ostrow</title></head><body><nav><a href="/">Home</a></nav>
<article><h1>Mill reopens in Ostrow</h1><p>The old water mill in Ostrow was reopened on Saturday by the miller Hanna Wirth.</p>
<p>It had been closed for eleven years, because the dam was broken and nobody wanted to pay for a new one.</p></article></body></html>`)
	}))
	defer site.Close()
	url := site.URL + "/mill"
	if r := h.footnote(t, "", "add", "--json", url); r.code != exitFailed || !strings.Contains(r.out, `"status":"failed"`) || !strings.Contains(r.out, "allow") {
		t.Errorf("a private address was read, or its mend not named: %s", r.out)
	}
	config := h.write(t, "config.toml", fmt.Sprintf("[sources]\nallow_hosts = [%q]\n", strings.TrimPrefix(site.URL, "http://")))
	r := h.footnote(t, "", "add", "--json", "--config", config, url, site.URL+"/none")
	lines := conforming(t, r.out, addShape)
	if r.code != exitFailed || len(lines) != 2 || lines[0]["status"] != "added" || lines[0]["url"] != url || lines[1]["status"] != "failed" {
		t.Fatalf("exit %d, %s", r.code, r.out)
	}
	if r := h.footnote(t, "", "ask", "Who reopened the mill in Ostrow?"); !strings.Contains(r.out, "Hanna") || !strings.Contains(r.out, url) {
		t.Errorf("got %s", r.out)
	}
	if r := h.footnote(t, "", "remove", url); r.code != exitDone {
		t.Errorf("exit %d, %s%s", r.code, r.out, r.err)
	}
}

// After a change of the embedding model search goes by words, with a notice,
// until the next add has embedded all articles anew. When the endpoint is down,
// add acknowledges nothing, and search goes on.
func TestChangeOfModel(t *testing.T) {
	h := newHome(t)
	path := h.write(t, "mill.txt", millText)
	if r := h.footnote(t, "", "add", path); r.code != exitDone {
		t.Fatal(r.err)
	}
	server, err := llmtest.New(llmtest.Options{})
	if err != nil {
		t.Fatal(err)
	}
	url, stop, err := server.Listen("")
	if err != nil {
		t.Fatal(err)
	}
	defer stop()
	config := h.write(t, "config.toml", fmt.Sprintf("[embedding]\nprovider = \"openai\"\nbase_url = %q\nmodel = \"new\"\ntimeout = \"2s\"\n", url))

	search := func() (notice string, vector int) {
		t.Helper()
		r := h.footnote(t, "", "search", "--json", "--config", config, "Who reopened the mill in Ostrow?")
		f := conforming(t, r.out, searchShape)[0]
		e := f["evidence"].([]any)
		if len(e) != 1 {
			t.Fatalf("got %s", r.out)
		}
		return f["notice"].(string), whole(e[0].(map[string]any)["vector_rank"])
	}
	if notice, vector := search(); notice == "" || vector != 0 {
		t.Errorf("before: notice %q, vector rank %d", notice, vector)
	}
	if r := h.footnote(t, "", "doctor", "--config", config); !strings.Contains(r.out, "warn  vectors") {
		t.Errorf("doctor does not tell: %s", r.out)
	}
	if r := h.footnote(t, "", "add", "--config", config, path); r.code != exitDone {
		t.Fatalf("exit %d, %s%s", r.code, r.out, r.err)
	}
	if notice, vector := search(); notice != "" || vector != 1 {
		t.Errorf("after: notice %q, vector rank %d", notice, vector)
	}
	if r := h.footnote(t, "", "doctor", "--config", config); r.code != exitDone || strings.Contains(r.out, "warn") {
		t.Errorf("doctor: %s", r.out)
	}

	stop()
	if notice, vector := search(); notice == "" || vector != 0 {
		t.Errorf("down: notice %q, vector rank %d", notice, vector)
	}
	other := h.write(t, "other.txt", "The council of Ostrow raises the price of water.\n")
	r := h.footnote(t, "", "add", "--json", "--config", config, other)
	if lines := conforming(t, r.out, addShape); r.code != exitFailed || len(lines) != 1 || lines[0]["status"] != "failed" || lines[0]["url"] != other {
		t.Errorf("down: exit %d, %s", r.code, r.out)
	}
	if r := h.footnote(t, "", "doctor", "--config", config); r.code != exitFailed || !strings.Contains(r.out, "FAIL  embedding") {
		t.Errorf("doctor, down: exit %d, %s", r.code, r.out)
	}
}

// An acknowledgement that cannot be written is not given, and ends the import.
func TestAddToFullOutput(t *testing.T) {
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Skip("this system has no /dev/full")
	}
	defer full.Close()
	h := newHome(t)
	writeArticles(t, filepath.Join(string(h), "articles"), 40)
	var errs strings.Builder
	err = run(t.Context(), []string{"add", "--json", "--data", filepath.Join(string(h), "data"), filepath.Join(string(h), "articles")},
		strings.NewReader(""), full, &errs)
	if exitCode(err) != exitFailed {
		t.Errorf("got %v", err)
	}
	if n := strings.Count(h.footnote(t, "", "sources", "--json").out, "\n"); n == 40 {
		t.Error("the import went on although nobody heard of it")
	}
}
