package source

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"footnote/corpus"
)

// What is around the text of a page is reported, and nothing of the text is.
func TestLeftOut(t *testing.T) {
	page := `<!doctype html><title>The count of the harbour</title><body>
<header><a href="/">The Harbour Post</a></header>
<nav><ul><li><a href="/">Home</a></li><li><a href="/sport">Sport</a></li><li><a href="/a">Archive</a></li></ul></nav>
<article><h1>The count of the harbour</h1>` + long(1500) + `<p>It cost <del>40</del> <b>45</b> euros<sup><a href="#n1">[1]</a></sup>, says <a href="/x">the office</a>, and no more than that.</p></article>
<aside><p>Subscribe to our letter today</p></aside><div style="display: none">unseen words here</div>
<script>var x = "program"</script>
<footer><p>© 2024 The Harbour Post. All rights reserved.</p></footer><footer><p>© 2024 The Harbour Post. All rights reserved.</p></footer></body>`
	d, err := readHTML(page, "https://example.org/a")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, r := range corpus.Clean(d).Removed {
		if r.Reason != pageFurniture {
			t.Errorf("%+v", r)
		}
		got = append(got, r.Text)
	}
	want := "The Harbour Post|Home|Sport|Archive|Subscribe to our letter today|© 2024 The Harbour Post. All rights reserved."
	if strings.Join(got, "|") != want {
		t.Errorf("left out\n%s, want\n%s\ntext %q", strings.Join(got, "|"), want, d.Text)
	}
}

func TestLeftOutBounded(t *testing.T) {
	var menu strings.Builder
	for i := range 250 {
		fmt.Fprintf(&menu, `<li><a href="/%d">Part %d</a></li>`, i, i)
	}
	d, err := readHTML("<!doctype html><body><nav><p>"+strings.Repeat("ä", 2000)+"</p><ul>"+menu.String()+"</ul></nav><article>"+long(1500)+"</article></body>", "https://example.org/a")
	if err != nil || len(d.LeftOut) != mostLeftOut+1 || d.LeftOut[mostLeftOut].Text != "… (more lines: 151)" {
		t.Fatalf("%d, %v, %+v", len(d.LeftOut), err, d.LeftOut)
	}
	if first := d.LeftOut[0].Text; len(first) > mostLeftBytes+len("…") || !utf8.ValidString(first) {
		t.Errorf("%q", first)
	}
}
