package main

import (
	"errors"
	"fmt"
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"footnote/corpus/store"
)

// What stands in both sources, and stays with the other one.
const sharedText = "The council of Ostrow met in the old town hall on Tuesday evening and heard the report of its engineer."

// A page whose every part has a word of its own.
const goneTitle, goneAuthor, gonePublisher = "Zyxomorph reopens", "Quibbleton Varga", "The Plinthwick Courier"

var goneWords = []string{"zyxomorph", "quibbleton", "plinthwick", "glimmerfax", "brandelhurst", "snorvoltic", "krummwasser", "velmotrop"}

func gonePage(first string) string {
	return fmt.Sprintf(`<!doctype html><html lang="en"><head><title>%s</title><meta name="author" content="%s">
<meta property="og:site_name" content="%s"><meta name="note" content="krummwasser in the original only"></head>
<body><nav><a href="/">Home</a></nav><article><h1>%[1]s</h1>
<p>%[4]s</p><p>%[5]s</p>
<p>Nobody had expected the Brandelhurst valves to last for eleven winters, said the chief mechanic of the works.</p>
</article></body></html>`, goneTitle, goneAuthor, gonePublisher, first, sharedText)
}

// A removal that was cut off before the index was rewritten is finished by whoever
// opens the folder next, be it for a question.
func TestRemovalCutOff(t *testing.T) {
	h := newHome(t)
	gone := h.write(t, "articles/gone.txt", "The mill\n\n"+goneNext+"\n")
	h.write(t, "articles/kept.txt", "The town hall\n\n"+sharedText+"\n")
	data := filepath.Join(string(h), "data")
	for _, args := range [][]string{{"add", filepath.Join(string(h), "articles")}, {"search", "turbine"}} {
		if r := h.footnote(t, "", args...); r.code != exitDone {
			t.Fatalf("%v: %s%s", args, r.out, r.err)
		}
	}
	r := residueOf(t, []string{"snorvoltic"}, []string{goneNext}, []string{sharedText})
	r.there(t, data)
	st, err := store.Open(t.Context(), data, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	src, err := st.Source(t.Context(), "default", gone)
	if err == nil {
		_, err = st.RemoveSource(t.Context(), "default", src.ID, "test")
	}
	if err := errors.Join(err, st.Close()); err != nil {
		t.Fatal(err)
	}
	if left := r.left(t, data); len(left) == 0 {
		t.Error("nothing is left: the test proves nothing")
	}
	if a := h.footnote(t, "", "ask", "Where did the council of Ostrow meet?"); !strings.Contains(a.out, "town hall") {
		t.Errorf("exit %d: %s%s", a.code, a.out, a.err)
	}
	r.gone(t, data)
}

const (
	goneFirst = "The velmotrop was painted green by a crew of nine before anybody had asked the neighbours about it."
	goneNext  = "The snorvoltic turbine below the weir turned again on Saturday after a crew of nine had cleaned its blades."
)

// After a removal on the command line nothing is left on the disk that only the
// removed source had, in any form, and what another source also has is there.
func TestRemoveLeavesNothing(t *testing.T) {
	h := newHome(t)
	s := newSite(t)
	config := h.write(t, "config.toml", s.config())
	page := gonePage(goneFirst)
	address := s.serve("/glimmerfax", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprint(w, page)
	})
	kept := "The town hall\n\n" + sharedText + "\n\nThe mayor Hanna Wirth spoke for an hour about the price of water and the roof of the school."
	h.write(t, "articles/kept.txt", kept)
	writeArticles(t, filepath.Join(string(h), "articles"), 20)
	do := func(args ...string) result {
		t.Helper()
		r := h.footnote(t, "", append(args, "--config", config)...)
		if r.code != exitDone {
			t.Fatalf("%v: exit %d: %s%s", args, r.code, r.out, r.err)
		}
		return r
	}
	do("add", filepath.Join(string(h), "articles"), address)
	do("search", "turbine") // builds the index
	page = gonePage(goneNext)
	do("refresh", address)
	do("search", "turbine")
	sources := conforming(t, do("sources", "--json").out, sourceShape)
	gone := sources[len(sources)-1]
	if gone["url"] != address {
		t.Fatalf("got %v", gone)
	}

	data := filepath.Join(string(h), "data")
	r := residueOf(t, goneWords, []string{gonePage(goneFirst), gonePage(goneNext)}, []string{kept})
	r.addVectors(t, data, "default", gone["source_id"].(string))
	r.there(t, data)
	said := do("remove", address)
	r.gone(t, data)
	if !strings.Contains(said.out, "town hall") {
		t.Errorf("the source that shares some text is not named:\n%s", said.out)
	}

	if a := conforming(t, do("ask", "--json", "Where did the council of Ostrow meet on Tuesday?").out, answerShape)[0]; a["answered"] != true {
		t.Errorf("what another source holds too is not found: %v", a)
	}
	do("doctor")
	r.gone(t, data)
}
