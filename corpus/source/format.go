package source

import (
	"bytes"
	"path/filepath"
	"strings"

	"github.com/gabriel-vasile/mimetype"
)

// format says which reader an input goes to.
type format int

const (
	formatGuess    format = iota // look at the text
	formatText                   // plain text, unless it is clearly a page
	formatMarkdown               //
	formatHTML                   // HTML, or a part of a page
	formatPDF                    //
	formatDOCX                   //
	formatZip                    // an archive of files
	formatOther                  // text that is meant for programs
)

// formats are the endings that a folder is searched for.
var formats = map[string]format{
	".txt": formatText, ".text": formatText,
	".md": formatMarkdown, ".markdown": formatMarkdown,
	".pdf":  formatPDF,
	".docx": formatDOCX,
	".html": formatHTML, ".htm": formatHTML, ".xhtml": formatHTML,
	".zip": formatZip,
}

func formatOfPath(path string) format {
	return formats[strings.ToLower(filepath.Ext(path))]
}

// of is the format in the light of the text itself.
func (f format) of(text string) format {
	switch f {
	case formatMarkdown:
		return f
	case formatHTML:
		if !strings.Contains(text, "<") {
			return formatText // somebody's notes with the wrong ending
		}
		return f
	}
	if looksLikePage(text) {
		return formatHTML
	}
	if (f == formatGuess || f == formatZip) && looksLikeData(text) {
		return formatOther
	}
	return formatText
}

// looksLikePDF reports whether bytes are a PDF, whatever they are called: its mark
// stands in their first kilobyte, and a text that quotes the mark has words first.
func looksLikePDF(data []byte) bool {
	return bytes.HasPrefix(bytes.TrimLeft(data[:min(len(data), 1024)], "\ufeff\x00 \t\r\n"), []byte("%PDF-"))
}

// looksLikePage reports whether a text is clearly a whole page of HTML and not
// a text that talks about HTML: it begins with the page's own marks.
func looksLikePage(text string) bool {
	s := strings.TrimLeft(text[:min(len(text), 4096)], "\ufeff \t\r\n\f")
	for {
		switch {
		case strings.HasPrefix(s, "<!--"):
			_, rest, ok := strings.Cut(s, "-->")
			if !ok {
				return false
			}
			s = strings.TrimLeft(rest, " \t\r\n\f")
		case strings.HasPrefix(s, "<?xml"):
			_, rest, ok := strings.Cut(s, "?>")
			if !ok {
				return false
			}
			s = strings.TrimLeft(rest, " \t\r\n\f")
		default:
			s = strings.ToLower(s[:min(len(s), 20)])
			for _, mark := range []string{"<!doctype html", "<html", "<head>", "<head ", "<body>", "<body "} {
				if strings.HasPrefix(s, mark) {
					return true
				}
			}
			return false
		}
	}
}

// looksLikeData reports whether a text is XML or JSON, such as a feed or an
// answer of a programming interface.
func looksLikeData(text string) bool {
	s := strings.TrimSpace(text)
	if strings.HasPrefix(s, "<?xml") || strings.HasPrefix(s, "<rss") || strings.HasPrefix(s, "<feed") || strings.HasPrefix(s, "<svg") {
		return true
	}
	if strings.HasPrefix(s, "{") && strings.HasSuffix(s, "}") || strings.HasPrefix(s, "[") && strings.HasSuffix(s, "]") {
		return mimetype.Detect([]byte(s)).Is("application/json")
	}
	return false
}

// binaryKind names the kind of file that the bytes are, when they are certainly
// not text; "" when they may be. A magic number alone proves little, since text
// can begin with BM or MZ, so it counts only beside bytes that text does not
// have, save for the formats whose files are ASCII.
func binaryKind(data []byte) string {
	head := data[:min(len(data), 8192)]
	for _, m := range []struct{ mark, kind string }{
		{"%PDF-", "a PDF"}, {"%!PS", "a PostScript file"}, {"{\\rtf", "a Rich Text document"},
	} {
		if bytes.HasPrefix(bytes.TrimLeft(head, "\ufeff \t\r\n"), []byte(m.mark)) {
			return m.kind
		}
	}
	if hasUnicodeMark(head) {
		return ""
	}
	var control, nul int
	for _, c := range head {
		switch {
		case c == 0:
			nul++
		case c < ' ' && !strings.ContainsRune("\t\n\v\f\r\b\x1b", rune(c)), c == 0x7f:
			control++
		}
	}
	if nul > 0 && utf16Order(head) != nil {
		return ""
	}
	if nul == 0 && control*50 <= len(head) {
		return "" // a stray control character in a text is Clean's business
	}
	return kindOf(mimetype.Detect(data[:min(len(data), 1<<16)]))
}

// kindOf names a media type for people.
func kindOf(m *mimetype.MIME) string {
	names := []struct{ prefix, kind string }{
		{"application/pdf", "a PDF"},
		{"application/vnd.openxmlformats-officedocument.word", "a Word document"},
		{"application/msword", "a Word document"},
		{"application/vnd.openxmlformats-officedocument.spread", "a spreadsheet"},
		{"application/vnd.ms-excel", "a spreadsheet"},
		{"application/vnd.openxmlformats-officedocument.pres", "a presentation"},
		{"application/vnd.ms-powerpoint", "a presentation"},
		{"application/vnd.oasis.opendocument", "an office document"},
		{"application/epub", "an e-book"},
		{"application/zip", "an archive"}, {"application/gzip", "an archive"}, {"application/x-tar", "an archive"},
		{"application/x-7z", "an archive"}, {"application/x-rar", "an archive"}, {"application/x-bzip2", "an archive"},
		{"application/x-xz", "an archive"}, {"application/zstd", "an archive"},
		{"application/vnd.sqlite3", "a database"}, {"application/x-elf", "a program"},
		{"application/vnd.microsoft.portable-executable", "a program"},
		{"image/", "an image"}, {"audio/", "a sound file"}, {"video/", "a film"}, {"font/", "a font"},
	}
	for p := m; p != nil; p = p.Parent() {
		for _, n := range names {
			if strings.HasPrefix(p.String(), n.prefix) {
				return n.kind
			}
		}
	}
	return "binary data"
}
