package render

import (
	"testing"

	"footnote/bot"
	"footnote/corpus"
)

// A sentence that begins with the name of what failed does not say it twice.
func TestJobItemNames(t *testing.T) {
	for _, c := range []struct{ name, err, want string }{
		{"a.txt", "a.txt is empty: there is no text to add.", "❌ **a.txt** is empty: there is no text to add."},
		{"a.txt", "a.txt: its host did not give it.", "❌ **a.txt** – its host did not give it."},
		{"a.txt", "a.txtbook is empty.", "❌ **a.txt** – a.txtbook is empty."},
		{"a.txt", "The disk is full.", "❌ **a.txt** – The disk is full."},
		{"a.txt", "a.txt", "❌ **a.txt** – a.txt"},
		{"", "The disk is full.", "❌ (no title) – The disk is full."},
	} {
		got := jobItem(bot.JobItem{Name: c.name, Status: corpus.StatusFailed, Error: c.err})
		if string(got) != c.want {
			t.Errorf("%q, %q: %s, want %s", c.name, c.err, got, c.want)
		}
	}
}
