package source

import "testing"

func TestAuthors(t *testing.T) {
	body := "<h1>The ferry is back</h1><p>The ferry to Kelm sails again since Monday, eleven weeks after the storm.</p>"
	for _, c := range []struct{ name, head, by, want string }{
		{"hCard", "", `<span class="byline">by <span class="author vcard"><a class="url fn n" href="/author/x">Ann Lee</a></span></span>`, "Ann Lee"},
		{"a class", "", `<div class="post-author">Posted by Ann Lee</div>`, "Ann Lee"},
		{"another language", "", `<p class="byline">Von Ann Lee</p>`, "Ann Lee"},
		{"with a date", "", `<p class="byline">Ann Lee, 12.3.2024</p>`, ""},
		{"a sentence", "", `<div class="author">Ann Lee has been writing about ships for the Courier since spring</div>`, ""},
		{"of a comment", "", `<div class="comments"><div class="author">Bob</div></div>`, ""},
		{"a link to the author", "", `<div class="author">Text: <a href="/author/lee">Ann Lee</a> | Photo: Bob</div>`, "Ann Lee"},
		{"a label for those who share", `<meta name="twitter:label1" content="Written by"><meta name="twitter:data1" content="Ann Lee">`, "", "Ann Lee"},
		{"another label", `<meta name="twitter:label1" content="Reading time"><meta name="twitter:data1" content="4 minutes">`, "", ""},
		{"named elsewhere in the graph", `<script type="application/ld+json">{"@graph":[{"@type":"Article","headline":"x","author":{"@id":"#p"}},{"@type":"Person","@id":"#p","name":"Ann Lee"}]}</script>`, "", "Ann Lee"},
		{"an address", "", `<a rel="author" href="/x">https://example.org/lee</a>`, ""},
	} {
		d, err := readHTML("<!doctype html><html><head>"+c.head+"</head><body><article>"+body+c.by+"</article></body></html>", "https://example.org/a")
		if err != nil || d.Author != c.want {
			t.Errorf("%s: %q, want %q, %v", c.name, d.Author, c.want, err)
		}
	}
}
