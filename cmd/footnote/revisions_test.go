package main

import (
	"context"
	"strings"
	"testing"
	"time"

	"footnote/bot"
	botstore "footnote/bot/store"
	"footnote/corpus"
	"footnote/retrieval"
)

// On the command line a text that was replaced stays for 30 days, and longer while
// an answer of the bot quotes it.
func TestOldRevisionsOnTheCommandLine(t *testing.T) {
	for _, space := range []string{"default", "4711"} {
		t.Run(space, func(t *testing.T) {
			h := newHome(t)
			path := h.write(t, "mill.txt", "Mill reopens\n\nThe mill was reopened on Saturday.\n")
			must := func(args ...string) result {
				t.Helper()
				r := h.footnote(t, "", append([]string{"--space", space}, args...)...)
				if r.code != exitDone {
					t.Fatalf("%q: exit %d: %s", args, r.code, r.err)
				}
				return r
			}
			must("add", path)
			ctx := context.Background()
			st := database(t, string(h)+"/data")
			docs := func() (d corpus.Document) {
				t.Helper()
				for doc, err := range st.Documents(ctx, corpus.Space(space), nil) {
					if err != nil {
						t.Fatal(err)
					}
					d = doc
				}
				return d
			}
			first := docs()
			h.write(t, "mill.txt", "Mill reopens\n\nThe mill was reopened on Sunday, by Hanna Wirth.\n")
			must("refresh")
			old := func() result {
				return h.footnote(t, "", "show", "--space", space, first.ID, "--revision", first.Revision)
			}
			kept := func(what string, want bool) {
				t.Helper()
				if r := old(); (r.code == exitDone) != want || want && !strings.Contains(r.out, "Saturday") {
					t.Errorf("%s: exit %d: %s%s", what, r.code, r.out, r.err)
				}
			}
			must("refresh")
			kept("replaced just now", true)

			replaced := time.Now().Add(-quotedFor - time.Hour).UTC().Format(time.RFC3339)
			if _, err := st.DB().ExecContext(ctx, `UPDATE revisions SET superseded = ? WHERE superseded <> ''`, replaced); err != nil {
				t.Fatal(err)
			}
			if space != "default" { // a server of the bot's
				records, err := botstore.Open(ctx, st.DB(), botstore.Options{})
				if err != nil {
					t.Fatal(err)
				}
				answer := bot.Posted{ID: "a", Space: corpus.Space(space), At: time.Now(), Answer: retrieval.Answer{
					Citations: []retrieval.Citation{{N: 1, ArticleID: first.ID, SourceID: first.SourceID, Revision: first.Revision, Quote: "Saturday"}},
				}}
				if err := records.SaveAnswer(ctx, answer); err != nil {
					t.Fatal(err)
				}
				must("refresh")
				kept("quoted by an answer", true)
				if _, err := records.Forget(ctx, corpus.Space(space), ""); err != nil {
					t.Fatal(err)
				}
			}
			must("add", path)
			kept("replaced long ago", false)
			if r := must("show", first.ID); !strings.Contains(r.out, "Hanna Wirth") {
				t.Errorf("the text of today: %s", r.out)
			}
		})
	}
}
