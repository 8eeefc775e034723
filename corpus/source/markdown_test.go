package source

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

func TestMarkdown(t *testing.T) {
	for _, c := range []struct{ name, src, want string }{
		{"paragraphs", "One line\nand its second.\n\nAnother.", "One line and its second.\n\nAnother."},
		{"headings", "# T\n\nText.\n\n## Part *two*\n\nMore.\n\nOld style\n---\n\nEnd.", "Text.\n\nPart two\n\nMore.\n\nOld style\n\nEnd."},
		{"emphasis", "It was **38** *degrees* too ***cold***, un**believ**able.", "It was 38 degrees too cold, unbelievable."},
		{"links", "See [the *page*](http://x \"t\"), [ref][r] and <http://y.z/q>.\n\n[r]: http://r", "See the page, ref and http://y.z/q."},
		{"images", "Before ![alt text](a.png) after.\n\n![alone](b.png)", "Before after."},
		{"lists", "Buy:\n\n- flour\n- salt\n  - fine\n  - coarse\n- water\n\nThen mix.", "Buy:\n\nflour\nsalt\nfine\ncoarse\nwater\n\nThen mix."},
		{"ordered", "1. First.\n2. Second.\n", "First.\nSecond."},
		{"two lists", "- a\n- b\n\n1. c\n2. d\n", "a\nb\n\nc\nd"},
		{"loose list", "- one\n\n  more of one\n\n- two\n", "one\nmore of one\ntwo"},
		{"tasks", "- [x] done\n- [ ] open\n", "done\nopen"},
		{"code", "Run:\n\n```sh\nmake  all\n\n  twice\n```\n\nThen `go  test` it.", "Run:\n\nmake  all\n\n  twice\n\nThen go test it."},
		{"indented code", "Run:\n\n    a  b\n    c\n", "Run:\n\na  b\nc"},
		{"table", "| Name | Size |\n|---|---:|\n| *a* | 1 |\n| b | |\n", "Name | Size\na | 1\nb"},
		{"quote", "> Said\n> so.\n>\n> Twice.\n", "Said so.\n\nTwice."},
		{"hard breaks", "a  \nb\\\nc", "a\nb\nc"},
		{"escapes", `1\. not a list, 5 \* 6, \[x\], &amp; &eacute; C:\dir`, `1. not a list, 5 * 6, [x], & é C:\dir`},
		{"code is not unescaped", "`a &amp; \\* b`", `a &amp; \* b`},
		{"struck out", "It costs ~~40~~ 45 euros.", "It costs 45 euros."},
		{"footnotes", "A fact.[^1]\n\n[^1]: The source.", "A fact.\n\nThe source."},
		{"html", "<div>Hello <b>there</b></div>\n\nA <i>b</i><br>c <!-- no --> d", "Hello there\n\nA b\nc d"},
		{"definitions", "Term\n: Its meaning.\n", "Term\nIts meaning."},
		{"rule first", "---\n\nText after a rule.\n", "Text after a rule."},
		{"front matter that is none", "---\nJust a line: with: colons: [\n---\n\nText.", "Just a line: with: colons: [\n\nText."},
		{"front matter without end", "---\ntitle: x\n\nText.", "title: x\n\nText."},
		{"crossed nesting", "> - a\n>   > b\n> - c", "a\nb\nc"},
	} {
		t.Run(c.name, func(t *testing.T) {
			d, err := readMarkdown(c.src)
			if err != nil || d.Text != c.want {
				t.Errorf("got  %q, %v\nwant %q", d.Text, err, c.want)
			}
			if d.Scraped {
				t.Error("Markdown is not scraped")
			}
		})
	}
}

func TestFrontMatter(t *testing.T) {
	day := time.Date(2024, 6, 17, 0, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		name, src, title, author, language string
		published                          time.Time
	}{
		{"YAML", "---\ntitle: \"A: B\"\nauthor: Jo Doe\ndate: 2024-06-17\nlang: en-GB\n---\nText.", "A: B", "Jo Doe", "en", day},
		{"a time with its zone", "---\ntitle: T\ndate: 2024-06-17T23:30:00-05:00\n---\nText.", "T", "", "", day},
		{"a date in words", "---\ntitle: T\nDate: June 17, 2024\n---\nText.", "T", "", "", day},
		{"authors", "---\ntitle: T\nauthors:\n  - Jo\n  - name: Al\n---\nText.", "T", "Jo, Al", "", time.Time{}},
		{"TOML", "+++\ntitle = \"T\"\nauthor = \"Jo\"\ndate = 2024-06-17\n+++\nText.", "T", "Jo", "", day},
		{"TOML with a time", "+++\ntitle = \"T\"\ndate = 2024-06-17T23:30:00-05:00\n+++\nText.", "T", "", "", day},
		{"title in the text", "---\nauthor: Jo\n---\n# The title\n\nText.", "The title", "Jo", "", time.Time{}},
		{"title twice", "---\ntitle: The Title\n---\n# The title\n\nText.", "The Title", "", "", time.Time{}},
		{"none", "Text.", "", "", "", time.Time{}},
		{"empty", "---\n---\nText.", "", "", "", time.Time{}},
		{"an alias that grows", "---\na: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c]\ne: &e [*d,*d,*d,*d,*d,*d,*d,*d]\nf: &f [*e,*e,*e,*e,*e,*e,*e,*e]\ntitle: [*f]\n---\nText.", "", "", "", time.Time{}},
	} {
		t.Run(c.name, func(t *testing.T) {
			d, err := readMarkdown(c.src)
			if err != nil || d.Title != c.title || d.Author != c.author || d.Language != c.language || !d.Published.Equal(c.published) {
				t.Errorf("%+v, %v", d, err)
			}
			if !strings.HasSuffix(d.Text, "Text.") || strings.Contains(d.Text, "The title") {
				t.Errorf("text %q", d.Text)
			}
		})
	}
}

func TestParseDate(t *testing.T) {
	for in, want := range map[string]string{
		"2024-06-17": "2024-06-17", "2024-06-17T23:59:59-11:00": "2024-06-17", "2024/6/7": "2024-06-07", "20240617": "2024-06-17", "20240617T101010Z": "2024-06-17",
		"17 June 2024": "2024-06-17", "Mon, 17 Jun 2024 10:00:00 GMT": "2024-06-17", "June 17, 2024": "2024-06-17", "Sept. 3rd, 2021": "2021-09-03",
		"the 2nd of May, 1999": "1999-05-02", "17.06.2024": "2024-06-17", "Published on 17-Jun-2024": "2024-06-17",
		"": "", "yesterday": "", "2024": "", "2024-13-01": "", "2024-02-30": "", "06/17/2024": "", "17 Juneau 2024": "", "1234-01-01": "", "99999999": "", "version 10.2.3": "",
	} {
		got := ""
		if d := parseDate(in); !d.IsZero() {
			got = d.Format(time.DateOnly)
		}
		if got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

// Text built to cost the parser time comes to an end, with its words.
func TestHostileMarkdown(t *testing.T) {
	const words = "These words are the text."
	for name, before := range map[string]string{
		"quotes":     strings.Repeat("> ", 20000),
		"lists":      strings.Repeat("- ", 20000),
		"brackets":   strings.Repeat("[", 20000),
		"images":     strings.Repeat("![", 20000),
		"stars":      strings.Repeat("*a ", 20000),
		"backticks":  strings.Repeat("`a ``b ", 5000),
		"angles":     strings.Repeat("<a ", 20000),
		"entities":   strings.Repeat("&", 20000),
		"references": strings.Repeat("[a]: b\n", 5000),
		"nested lines": func() string {
			var b strings.Builder
			for i := range 300 {
				b.WriteString(strings.Repeat("  ", i) + "- x\n")
			}
			return b.String()
		}(),
	} {
		t.Run(name, func(t *testing.T) {
			start := time.Now()
			d, err := readMarkdown(before + "\n\n" + words + "\n")
			if err != nil || !strings.Contains(d.Text, words) {
				t.Errorf("%d bytes of text, %v", len(d.Text), err)
			}
			t.Log(time.Since(start))
		})
	}
}

func FuzzMarkdown(f *testing.F) {
	for _, s := range []string{"# a\n\nb", "- a\n  - b\n", "|a|b|\n|-|-|\n|c|d|", "---\ntitle: x\n---\ny", "+++\na=1\n+++\n", "> a\n> > b", "```\nx", "[^1]\n\n[^1]: x", "a\n: b", "<div>\nx", "~~a~~", "\\*&amp;"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, src string) {
		if !utf8.ValidString(src) {
			return
		}
		d, err := readMarkdown(src)
		if err != nil {
			t.Fatal(err)
		}
		if !utf8.ValidString(d.Text) || !utf8.ValidString(d.Title+d.Author) {
			t.Errorf("%q %q %q is not UTF-8", d.Text, d.Title, d.Author)
		}
	})
}
