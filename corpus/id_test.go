package corpus

import (
	"testing"

	"github.com/google/uuid"
	"pgregory.net/rapid"
)

// The ids are in databases and in messages: they must be the same for ever.
func TestIDsNeverChange(t *testing.T) {
	source := SourceID("1234", KindPage, "https://example.com/a")
	article := ArticleID("1234", source, "https://example.com/a")
	revision := RevisionID(article, "A title", "A body.")
	for _, c := range []struct{ name, got, want string }{
		{"source", source, "a6f2e849-220f-50bc-890e-a9f6cc4a015d"},
		{"article", article, "ed64f15e-3754-5a13-973c-0360ec2ed49e"},
		{"revision", revision, "2054927f-e3e0-50fa-9808-2ea6968afbbe"},
		{"passage", PassageID(revision, 0, 7), "c9180b89-7fa6-55a3-8b57-db866a28295d"},
		{"hash", ContentHash("A body."), "e5a937f0a577336946f8b23e8068ae8f495046fdaaed959125d23261406cfd62"},
	} {
		if c.got != c.want {
			t.Errorf("%s is %s, was %s", c.name, c.got, c.want)
		}
	}
	for _, id := range []string{source, article, revision} {
		if u, err := uuid.Parse(id); err != nil || u.Version() != 5 {
			t.Errorf("%s is no UUID of version 5", id)
		}
	}
}

func TestIDsTellApart(t *testing.T) {
	seen := map[string]string{}
	for what, id := range map[string]string{
		"source":                    SourceID("s", KindFile, "/a"),
		"source of another space":   SourceID("t", KindFile, "/a"),
		"source of another kind":    SourceID("s", KindText, "/a"),
		"source at another place":   SourceID("s", KindFile, "/b"),
		"article":                   ArticleID("s", "/a", "k"),
		"article of another space":  ArticleID("t", "/a", "k"),
		"article with another key":  ArticleID("s", "/a", "l"),
		"revision":                  RevisionID("a", "title", "body"),
		"revision, other title":     RevisionID("a", "titl", "ebody"),
		"revision, other article":   RevisionID("b", "title", "body"),
		"passage":                   PassageID("r", 1, 23),
		"passage, digits moved":     PassageID("r", 12, 3),
		"passage, another revision": PassageID("r1", 1, 23),
	} {
		if other, ok := seen[id]; ok {
			t.Errorf("%s and %s have the same id", what, other)
		}
		seen[id] = what
	}
}

// No two lists of parts run into one another, whatever the parts hold.
func TestIDProperties(t *testing.T) {
	parts := rapid.SliceOfN(rapid.SampledFrom([]string{"", "a", "b", "1:a", "\n1:a", "a\n", ":", "2"}), 0, 4)
	rapid.Check(t, func(rt *rapid.T) {
		a, b := parts.Draw(rt, "a"), parts.Draw(rt, "b")
		same := len(a) == len(b)
		for i := 0; same && i < len(a); i++ {
			same = a[i] == b[i]
		}
		if got := id("x", a...) == id("x", b...); got != same {
			rt.Fatalf("%q and %q: same id %v", a, b, got)
		}
		if id("x", a...) == id("y", a...) {
			rt.Fatalf("kinds are not told apart")
		}
	})
}
