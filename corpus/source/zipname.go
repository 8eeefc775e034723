package source

import (
	"archive/zip"
	"path"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"footnote/corpus"
)

// mostNameBytes is how long the path of a file in an archive is kept as it is: what
// file systems allow for one name.
const mostNameBytes = 255

// memberName is the path of a file in an archive, clean and relative; "" for what
// is hidden or was put there by the system that packed it. It is shown and kept,
// and never used as a path of this machine.
func memberName(f *zip.File) string {
	name := f.Name
	if !utf8.ValidString(name) {
		// The format knows no other charset. Many write UTF-8 and do not say so.
		name, _ = charmap.CodePage437.NewDecoder().String(name)
	}
	name = strings.ReplaceAll(name, `\`, "/")
	name = strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return '_'
		}
		return r
	}, strings.ToValidUTF8(name, "_"))
	if len(name) > 1 && name[1] == ':' { // a drive
		name = name[2:]
	}
	name = strings.TrimPrefix(path.Clean("/"+name), "/")
	for part := range strings.SplitSeq(name, "/") {
		if strings.HasPrefix(part, ".") || part == "__MACOSX" {
			return ""
		}
	}
	if len(name) > mostNameBytes {
		end := path.Ext(name)
		if len(end) > 10 {
			end = ""
		}
		name = name[:trimRune(name, mostNameBytes-32)] + "~" + corpus.ContentHash(name)[:8] + end
	}
	return strings.TrimSpace(name)
}
