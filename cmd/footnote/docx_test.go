package main

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
)

// wordDocument is a document of Word with these paragraphs, the first its title.
func wordDocument(t *testing.T, paragraphs ...string) string {
	t.Helper()
	var body strings.Builder
	for i, text := range paragraphs {
		style := ""
		if i == 0 {
			style = `<w:pPr><w:pStyle w:val="Title"/></w:pPr>`
		}
		fmt.Fprintf(&body, "<w:p>%s<w:r><w:t>%s</w:t></w:r></w:p>", style, text)
	}
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, part := range [][2]string{
		{"[Content_Types].xml", `<Types><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`},
		{"_rels/.rels", `<Relationships><Relationship Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>`},
		{"word/document.xml", `<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>` + body.String() + `</w:body></w:document>`},
	} {
		w, err := z.Create(part[0])
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(w, part[1]); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// A document of Word answers with a citation of its own words, from a folder and
// from the web; those beside it that cannot be read cost nothing but themselves.
func TestWordDocument(t *testing.T) {
	h := newHome(t)
	good := wordDocument(t, "Timetable of the harbour", ferryLeaves, ferryCarries)
	h.write(t, "papers/timetable.docx", good)
	h.write(t, "papers/bomb.docx", wordDocument(t, "Bomb", strings.Repeat("boom ", 14<<20)))
	h.write(t, "papers/cut.docx", good[:len(good)/2])
	h.write(t, "papers/locked.docx", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"+strings.Repeat("\x00", 1000)+"E\x00n\x00c\x00r\x00y\x00p\x00t\x00e\x00d\x00P\x00a\x00c\x00k\x00a\x00g\x00e\x00")
	r := h.footnote(t, "", "add", string(h)+"/papers")
	for _, want := range []string{"Timetable of the harbour", "bomb.docx unpacks to more", "is a Word document that is damaged", "locked.docx is protected by a password", "1 added, 3 failed"} {
		if !strings.Contains(oneLine(r.out+r.err), want) {
			t.Errorf("no %q in\n%s%s", want, r.out, r.err)
		}
	}
	if r.code == exitDone {
		t.Error("that some failed is not told by the exit code")
	}
	cited(t, h, "Timetable of the harbour", "papers/timetable.docx")

	web := newSite(t)
	config := h.write(t, "site.toml", web.config())
	address := web.serve("/download", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/octet-stream")
		_, _ = io.WriteString(w, wordDocument(t, "Timetable of the lake", "The steamer to Orlen leaves the lake pier at 9:15 on Sundays."))
	})
	if r := h.footnote(t, "", "add", "--config", config, address); r.code != exitDone || !strings.Contains(r.out, "Timetable of the lake") {
		t.Errorf("%+v", r)
	}
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// cited asks about the ferry and wants one article among the citations, with a quote.
func cited(t *testing.T, h home, title, where string) {
	t.Helper()
	r := h.footnote(t, "", "ask", "--json", ferryQuestion)
	a := conforming(t, r.out, answerShape)[0]
	checkQuotes(t, h, a)
	for _, c := range a["citations"].([]any) {
		c := c.(map[string]any)
		if c["title"] == title && strings.HasSuffix(c["url"].(string), where) && strings.Contains(c["quote"].(string), ferryLeaves) {
			return
		}
	}
	t.Errorf("%s is not cited: %s", title, r.out)
}
