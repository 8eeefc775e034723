package source

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"footnote/corpus"
)

const (
	transitional = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
	strict       = "http://purl.oclc.org/ooxml/wordprocessingml/main"
	relations    = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
)

// docxOf packs parts, by name, and what every document has of those that are
// missing. A part that is "-" is left out.
func docxOf(t testing.TB, parts map[string]string) []byte {
	t.Helper()
	all := map[string]string{
		"[Content_Types].xml": `<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`,
		"_rels/.rels":         relationships("officeDocument", "word/document.xml"),
		"word/_rels/document.xml.rels": relationships("styles", "styles.xml", "footnotes", "footnotes.xml", "endnotes", "endnotes.xml",
			"header", "header1.xml", "comments", "comments.xml"),
	}
	names := []string{"[Content_Types].xml", "_rels/.rels", "word/_rels/document.xml.rels"}
	for name, text := range parts {
		if _, ok := all[name]; !ok {
			names = append(names, name)
		}
		all[name] = text
	}
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	z.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) { return flate.NewWriter(w, flate.BestSpeed) })
	for _, name := range names {
		if all[name] == "-" {
			continue
		}
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(w, all[name]); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// relationships is the part that names others: pairs of a kind and a target.
func relationships(pairs ...string) string {
	var b strings.Builder
	b.WriteString(`<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">`)
	for i := 0; i < len(pairs); i += 2 {
		fmt.Fprintf(&b, `<Relationship Id="rId%d" Type="%s%s" Target="%s"/>`, i, relations, pairs[i], pairs[i+1])
	}
	return b.String() + "</Relationships>"
}

// wordML is a part whose root is of that name, in the namespace of words.
func wordML(space, root, inner string) string {
	return `<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:` + root + ` xmlns:w="` + space + `" xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"` +
		` xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:v="urn:schemas-microsoft-com:vml" xmlns:wps="urn:wps">` + inner + `</w:` + root + `>`
}

func bodyOf(inner string) string {
	return wordML(transitional, "document", "<w:body>"+inner+`<w:sectPr><w:headerReference w:type="default"/></w:sectPr></w:body>`)
}

// par is a paragraph of a style; "" has none.
func par(style, text string) string {
	if style != "" {
		style = `<w:pPr><w:pStyle w:val="` + style + `"/></w:pPr>`
	}
	return "<w:p>" + style + run(text) + "</w:p>"
}

func run(text string) string { return `<w:r><w:t xml:space="preserve">` + text + "</w:t></w:r>" }

func item(text string) string {
	return `<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr>` + run(text) + "</w:p>"
}

func docx(t testing.TB, parts map[string]string) corpus.Draft {
	t.Helper()
	d, err := read(t.Context(), input{name: "a.docx", data: docxOf(t, parts), format: formatDOCX})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestDOCXText(t *testing.T) {
	for _, c := range []struct{ name, body, want string }{
		{"paragraphs", par("", "One.") + "<w:p/>" + par("", "Two &amp; three."), "One.\n\nTwo & three."},
		{"runs", "<w:p>" + run("The mi") + run("ll ") + run("opened.") + "</w:p>", "The mill opened."},
		{"list", par("", "Bring:") + item("a hat") + item("a map") + par("", "Bye."), "Bring:\n\na hat\na map\n\nBye."},
		{"two lists", item("a") + par("", "And") + item("b"), "a\n\nAnd\n\nb"},
		{"headings", // the first of which is the title
			par("Heading1", "Mills") + par("", "They grind.") + par("Heading2", "Water") + par("", "It flows."), "They grind.\n\nWater\n\nIt flows."},
		{"table", "<w:tbl><w:tr><w:tc>" + par("", "Day") + "</w:tc><w:tc>" + par("", "Price") + "</w:tc></w:tr><w:tr><w:tc>" + par("", "Mon") + "</w:tc><w:tc>" + par("", "4 €") + "</w:tc></w:tr></w:tbl>", "Day | Price\nMon | 4 €"},
		{"layout table", "<w:tbl><w:tr><w:tc>" + par("", "A box.") + par("", "Of text.") + "</w:tc></w:tr></w:tbl>", "A box.\n\nOf text."},
		{"nested table", "<w:tbl><w:tr><w:tc>" + par("", "Left.") + "</w:tc><w:tc><w:tbl><w:tr><w:tc>" + par("", "a") + "</w:tc><w:tc>" + par("", "b") + "</w:tc></w:tr></w:tbl>" + par("", "") + "</w:tc></w:tr></w:tbl>", "Left.\n\na | b"},
		{"row in a form", "<w:tbl><w:sdt><w:sdtContent><w:tr><w:sdt><w:sdtContent><w:tc>" + par("", "x") + "</w:tc></w:sdtContent></w:sdt><w:tc>" + par("", "y") + "</w:tc></w:tr></w:sdtContent></w:sdt></w:tbl>", "x | y"},
		{"deleted row", "<w:tbl><w:tr><w:trPr><w:del/></w:trPr><w:tc>" + par("", "x") + "</w:tc></w:tr><w:tr><w:tc>" + par("", "y") + "</w:tc><w:tc>" + par("", "z") + "</w:tc></w:tr></w:tbl>", "y | z"},
		{"changes", "<w:p><w:r><w:t>Paid </w:t></w:r><w:del><w:r><w:delText>ten</w:delText><w:t>ten</w:t></w:r></w:del><w:ins>" + run("twelve") + "</w:ins><w:moveFrom>" + run(" old") + "</w:moveFrom><w:moveTo>" + run(" new") + "</w:moveTo></w:p>", "Paid twelve new"},
		{"deleted end", "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>" + run("One ") + "</w:p>" + par("", "line."), "One line."},
		{"deleted end at the end", "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>" + run("One") + "</w:p>", "One"},
		{"link", "<w:p>See <w:hyperlink>" + run("the page") + "</w:hyperlink>" + run(".") + "</w:p>", "the page."},
		{"field", `<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> DATE </w:instrText></w:r>` + run("junk") + `<w:r><w:fldChar w:fldCharType="separate"/></w:r>` + run("4 May") + `<w:r><w:fldChar w:fldCharType="end"/></w:r>` + run(" it was.") + "</w:p>", "4 May it was."},
		{"field without end", `<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r>` + run("junk") + "</w:p>" + par("", "Goes on."), "Goes on."},
		{"simple field", `<w:p><w:fldSimple w:instr="PAGE">` + run("7") + "</w:fldSimple></w:p>", "7"},
		{"marks", `<w:p><w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t><w:cr/><w:t>e</w:t><w:noBreakHyphen/><w:t>mail so</w:t><w:softHyphen/><w:t>ft</w:t></w:r></w:p>`, "a b\nc\ne-mail soft"},
		{"symbols", `<w:p><w:r><w:sym w:font="Wingdings" w:char="F0FC"/><w:t> done, </w:t><w:sym w:font="Symbol" w:char="F062"/><w:sym w:font="Odd" w:char="F0E1"/></w:r></w:p>`, "✓ done, β"},
		{"hidden", `<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>No</w:t></w:r><w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>Yes</w:t></w:r><w:r><w:rPr><w:rPrChange><w:rPr><w:vanish/></w:rPr></w:rPrChange></w:rPr><w:t>, yes</w:t></w:r></w:p>`, "Yes, yes"},
		{"text box", `<w:p>` + run("Before.") + `<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:txbx><w:txbxContent>` + par("", "Boxed.") + `</w:txbxContent></wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox><w:txbxContent>` + par("", "Boxed.") + `</w:txbxContent></v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>` + run(" After.") + "</w:p>" + par("", "Next."), "Before. After.\n\nBoxed.\n\nNext."},
		{"fallback", `<w:p><w:r><mc:AlternateContent><mc:Choice Requires="odd"><w:drawing/></mc:Choice><mc:Fallback><w:t>Plain.</w:t></mc:Fallback></mc:AlternateContent></w:r></w:p>`, "Plain."},
		{"comment", `<w:p><w:commentRangeStart w:id="1"/>` + run("Said.") + `<w:commentRangeEnd w:id="1"/><w:r><w:commentReference w:id="1"/></w:r></w:p>`, "Said."},
		{"form", `<w:p><w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>` + run("Click here") + `</w:sdtContent></w:sdt><w:sdt><w:sdtContent>` + run("Anna") + `</w:sdtContent></w:sdt></w:p>`, "Anna"},
		{"contents", `<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj></w:sdtPr><w:sdtContent>` + par("", "Mills 3") + `</w:sdtContent></w:sdt>` + par("TOC1", "Mills 3") + par("", "Text."), "Text."},
		{"ruby", `<w:p><w:r><w:ruby><w:rt>` + run("とう") + `</w:rt><w:rubyBase>` + run("東") + `</w:rubyBase></w:ruby></w:r></w:p>`, "東"},
		{"formula", `<w:p><m:oMath><m:r><m:t>E=m</m:t></m:r><m:sSup><m:e><m:r><m:t>c</m:t></m:r></m:e><m:sup><m:r><m:t>2</m:t></m:r></m:sup></m:sSup><m:sub/></m:oMath></w:p>`, "E=mc^2"},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := docx(t, map[string]string{"word/document.xml": bodyOf(c.body + par("", "END"))})
			want := c.want + "\n\nEND"
			if c.name == "deleted end at the end" {
				want = c.want + "END"
			}
			if d.Text != want {
				t.Errorf("got  %q\nwant %q", d.Text, want)
			}
		})
	}
}

const wordStyles = `<w:docDefaults><w:rPrDefault/></w:docDefaults>
<w:style w:type="paragraph" w:styleId="Titel"><w:name w:val="Title"/></w:style>
<w:style w:type="paragraph" w:styleId="berschrift1"><w:name w:val="heading 1"/><w:pPr><w:numPr><w:numId w:val="3"/></w:numPr><w:outlineLvl w:val="0"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="Own"><w:name w:val="Our heading"/><w:basedOn w:val="berschrift1"/></w:style>
<w:style w:type="paragraph" w:styleId="Inhalt"><w:name w:val="TOC Heading"/><w:basedOn w:val="berschrift1"/><w:pPr><w:outlineLvl w:val="9"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="Liste"><w:name w:val="List Bullet"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="Loop"><w:name w:val="loop"/><w:basedOn w:val="Loop"/></w:style>
<w:style w:type="character" w:styleId="Secret"><w:name w:val="secret"/><w:rPr><w:vanish/></w:rPr></w:style>`

func TestDOCXStyles(t *testing.T) {
	d := docx(t, map[string]string{
		"word/styles.xml": wordML(transitional, "styles", wordStyles),
		"docProps/core.xml": `<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/">` +
			`<dc:title>Microsoft Word - rules_v3.doc</dc:title><dc:creator>Anna Bell</dc:creator><dc:language>de-DE</dc:language><dcterms:created>2024-01-02T08:00:00Z</dcterms:created><dcterms:modified>2024-03-05T08:00:00Z</dcterms:modified></cp:coreProperties>`,
		"word/header1.xml":  wordML(transitional, "hdr", par("", "Page header")),
		"word/comments.xml": wordML(transitional, "comments", "<w:comment>"+par("", "A comment")+"</w:comment>"),
		"word/footnotes.xml": wordML(transitional, "footnotes", `<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>`+
			`<w:footnote w:id="2"><w:p><w:r><w:footnoteRef/></w:r>`+run(" Second note.")+`</w:p></w:footnote><w:footnote w:id="1">`+par("", "First note.")+`</w:footnote><w:footnote w:id="9">`+par("", "Nobody's.")+`</w:footnote>`),
		"word/endnotes.xml": wordML(transitional, "endnotes", `<w:endnote w:id="1">`+par("", "At the end.")+`</w:endnote>`),
		"word/document.xml": bodyOf(par("Titel", "Rules of the mill") + par("Inhalt", "Contents") + par("Own", "Flour") + par("Liste", "fine") + par("Liste", "coarse") +
			par("Loop", "Round.") + `<w:p>` + run("Weigh it") + `<w:r><w:footnoteReference w:id="1"/></w:r>` + run(" twice") + `<w:r><w:footnoteReference w:id="2"/></w:r><w:r><w:endnoteReference w:id="1"/></w:r>` +
			`<w:r><w:rPr><w:rStyle w:val="Secret"/></w:rPr><w:t>hush</w:t></w:r></w:p>`),
	})
	want := "Flour\n\nfine\ncoarse\n\nRound.\n\nWeigh it twice\n\nFirst note.\nSecond note.\n\nAt the end."
	if diff := cmp.Diff(want, d.Text); diff != "" {
		t.Error(diff)
	}
	if d.Title != "Rules of the mill" || d.Author != "Anna Bell" || d.Language != "de" || d.Published.Format("2006-01-02") != "2024-03-05" || d.MediaType != docxType || d.Scraped {
		t.Errorf("%+v", d)
	}
}

// The parts stand where the relationships say, in both editions of the format.
func TestDOCXParts(t *testing.T) {
	doc := wordML(strict, "document", "<w:body>"+par("Heading1", "A title")+par("", "Text of the document.")+"</w:body>")
	rels := strings.ReplaceAll(relationships("officeDocument", "/word/document2.xml"), relations, "http://purl.oclc.org/ooxml/officeDocument/relationships/")
	utf16 := "\xff\xfe"
	for _, r := range strings.Replace(doc, "UTF-8", "UTF-16", 1) {
		utf16 += string([]byte{byte(r), 0})
	}
	for name, parts := range map[string]map[string]string{
		"other name": {"_rels/.rels": rels, "word/document2.xml": doc, "[Content_Types].xml": `<Types><Override PartName="/word/document2.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`},
		"no links":   {"_rels/.rels": "-", "word/document.xml": doc, "word/_rels/document.xml.rels": "-"},
		"bad links":  {"_rels/.rels": "<Relationships><", "word/document.xml": doc, "word/styles.xml": "<w:styles", "docProps/core.xml": "nothing"},
		"case":       {"Word/Document.xml": doc},
		"backslash":  {`word\document.xml`: doc},
		"utf-16":     {"word/document.xml": utf16},
		"macros":     {"word/document3.xml": doc, "_rels/.rels": relationships("officeDocument", "word/document3.xml"), "[Content_Types].xml": `<Types><Override ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/></Types>`},
	} {
		t.Run(name, func(t *testing.T) {
			if d := docx(t, parts); d.Title != "A title" || d.Text != "Text of the document." {
				t.Errorf("%q %q", d.Title, d.Text)
			}
		})
	}
}

func TestDOCXRefused(t *testing.T) {
	good := docxOf(t, map[string]string{"word/document.xml": bodyOf(strings.Repeat(par("", "Some text of a mill."), 500))})
	nest := func(n int, open, end string) string { return strings.Repeat(open, n) + strings.Repeat(end, n) }
	with := func(body string) []byte { return docxOf(t, map[string]string{"word/document.xml": body}) }
	ole := func(name string) []byte {
		return append([]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"+strings.Repeat("\x00", 2000)), wide(name)...)
	}
	locked := bytes.ReplaceAll(bytes.ReplaceAll(good, []byte("PK\x03\x04\x14\x00\x08"), []byte("PK\x03\x04\x14\x00\x09")), []byte("PK\x01\x02\x14\x00\x14\x00\x08"), []byte("PK\x01\x02\x14\x00\x14\x00\x09"))
	for _, c := range []struct {
		name string
		data []byte
		want string
	}{
		{"cut", good[:len(good)/2], "is damaged"},
		{"bits", flip(good, bytes.Index(good, []byte("word/document.xml"))+60), "is damaged"},
		{"no main part", with("-"), "is damaged"},
		{"half", with(bodyOf("<w:p>")[:400]), "is damaged"},
		{"not markup", with("Hello."), "is damaged"},
		{"other markup", with("<html><body>Hello</body></html>"), "is damaged"},
		{"entity", with(`<!DOCTYPE w [<!ENTITY a "aaaa">]>` + bodyOf(par("", "&a;"))[40:]), "is damaged"},
		{"bad entity", with(bodyOf(par("", "&a;"))), "is damaged"},
		{"empty", with(bodyOf("<w:p/>")), "no text in it: there is nothing to add"},
		{"pictures", with(bodyOf("<w:p><w:r><w:drawing/></w:r></w:p>")), "pictures but no text"},
		{"password", ole("EncryptedPackage"), "protected by a password"},
		{"password of the archive", locked, "protected by a password"},
		{"old", ole("WordDocument"), "save it as .docx"},
		{"bomb", with(bodyOf("<w:p>" + strings.Repeat(" ", docxPartBytes) + "</w:p>")), "unpacks to more"},
		{"bomb of text", with(bodyOf(strings.Repeat(par("", strings.Repeat("ab cd ef gh ", 5000)), 500))), "unpacks to more"},
		{"attributes", with(bodyOf("<w:p " + strings.Repeat(`a="" `, docxTokenBytes/4) + "/>")), "unpacks to more"},
		{"quoted attributes", with(bodyOf("<w:p " + strings.Repeat(`a=">" `, docxTokenBytes/4) + "/>")), "unpacks to more"},
		{"long comment", with(bodyOf("<!--" + strings.Repeat("x ", docxTokenBytes) + "-->")), "unpacks to more"},
		{"deep", with(bodyOf(nest(100_000, "<w:ins>", "</w:ins>"))), "deeper than is read"},
		{"deep tables", with(bodyOf(nest(1000, "<w:tbl><w:tr><w:tc>", "</w:tc></w:tr></w:tbl>"))), "deeper than is read"},
		{"elements", with(bodyOf(strings.Repeat("<w:p/>", docxElements))), "unpacks to more"},
		{"paragraphs", with(bodyOf(strings.Repeat(par("", strings.Repeat("a", docxBlockBytes)), docxTextBytes/docxBlockBytes/2+1))), "unpacks to more"},
		{"spreadsheet", docxOf(t, map[string]string{"xl/workbook.xml": "<workbook/>", "[Content_Types].xml": `<Types><Default Extension="docx" ContentType="` + docxType + `"/></Types>`}), "is "},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := read(t.Context(), input{name: "a.docx", data: c.data, format: formatDOCX})
			var p *corpus.Problem
			if !errors.As(err, &p) || p.Code != corpus.CodeInvalid || !strings.HasPrefix(p.Message, "a.docx ") || !strings.Contains(p.Message, c.want) {
				t.Errorf("%v", err)
			}
		})
	}
}

func flip(data []byte, at int) []byte {
	data = bytes.Clone(data)
	for i := at; i < at+20; i++ {
		data[i] ^= 0xff
	}
	return data
}

func TestDOCXCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := read(ctx, input{name: "a.docx", data: docxOf(t, map[string]string{"word/document.xml": bodyOf(par("", "Text."))})})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}

func TestGenericTitle(t *testing.T) {
	for title, generic := range map[string]bool{
		"Microsoft Word - rules.doc": true, "Document1": true, "Dokument 2": true, "Untitled document": true, "Documento (3).docx": true, "": true, "--- 4": true, "Word Document": true,
		"Microsoft Word for beginners": false, "Documents of the court": false, "Untitled poems": false, "規則": false, "Title deeds": false,
	} {
		if genericTitle(title) != generic {
			t.Errorf("%q: %v", title, !generic)
		}
	}
}

func FuzzDOCX(f *testing.F) {
	for _, body := range []string{
		par("Title", "Mill") + par("Heading1", "A") + item("b"),
		"<w:tbl><w:tr><w:tc>" + par("", "x") + "</w:tc><w:tc><w:tbl/></w:tc></w:tr></w:tbl>",
		`<w:p><w:r><w:fldChar w:fldCharType="begin"/><w:sym w:font="Symbol" w:char="F061"/><w:footnoteReference w:id="1"/></w:r></w:p>`,
		"<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>" + run("a") + "</w:p>",
		`<w:p><mc:AlternateContent><mc:Choice/><mc:Fallback><w:txbxContent>` + par("", "b") + `</w:txbxContent></mc:Fallback></mc:AlternateContent></w:p>`,
		`<m:oMath><m:sup><m:t>x</m:t></m:sup></m:oMath><w:sdt><w:sdtPr/><w:sdtContent/></w:sdt>`,
	} {
		f.Add([]byte(bodyOf(body)), []byte(wordML(transitional, "styles", wordStyles)), false)
	}
	f.Add(docxOf(f, map[string]string{"word/document.xml": bodyOf(par("", "a"))}), []byte{}, true)
	f.Fuzz(func(t *testing.T, document, styles []byte, whole bool) {
		data := document
		if !whole {
			data = docxOf(t, map[string]string{"word/document.xml": string(document), "word/styles.xml": string(styles), "word/footnotes.xml": string(document)})
		}
		_ = oldWord("a", data)
		if !looksLikeDOCX(data) {
			return
		}
		d, err := readDOCX(t.Context(), input{name: "a", data: data})
		var p *corpus.Problem
		if err != nil && !errors.As(err, &p) {
			t.Fatal(err)
		}
		if p != nil && p.Err != nil && strings.Contains(p.Err.Error(), "runtime error") {
			t.Fatal(p.Err)
		}
		if !utf8.ValidString(d.Text + d.Title + d.Author) {
			t.Errorf("%q %q %q is not UTF-8", d.Text, d.Title, d.Author)
		}
	})
}
