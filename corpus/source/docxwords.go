package source

import (
	"regexp"
	"strings"
	"unicode"
)

// genericTitles are those that programs give: the name of an empty document in the
// languages of the most common word processors, a name after the program's own.
var genericTitles = regexp.MustCompile(`(?i)^(?:microsoft (?:office )?word - .*|(?:new )?(?:microsoft word )?(?:document|dokument|documento|documento1|untitled|untitled document|unbenannt|sans titre|sin título|senza titolo|title|titel|titre|título|blank document|normal|normal\.dotm?|template)[ _-]*\(?\d*\)?(?:\.docx?)?|word(?: document)?|powerpoint presentation)$`)

// genericTitle reports whether a document's title was given by a program.
func genericTitle(t string) bool {
	return genericTitles.MatchString(strings.TrimSpace(t)) || !strings.ContainsFunc(t, unicode.IsLetter)
}

// genericAuthors are the names of accounts and programs.
var genericAuthors = map[string]bool{
	"microsoft office user": true, "microsoft office-anwender": true, "microsoft": true, "windows user": true,
	"windows-benutzer": true, "utilisateur windows": true, "user": true, "admin": true, "administrator": true, "owner": true,
	"unknown": true, "un-named": true, "unbekannt": true, "author": true, "autor": true, "python-docx": true, "openpyxl": true, "apache poi": true,
}

// symbolFonts are the characters of the fonts of symbols that word processors use:
// the letters and signs of Symbol, and of Wingdings those that say something.
var symbolFonts = map[string]map[rune]string{
	"symbol": symbolFont(),
	"wingdings": {
		0x6c: "●", 0x6e: "■", 0x6f: "□", 0x71: "❑", 0x72: "❒", 0x75: "◆", 0x76: "❖", 0x77: "◆", 0x9f: "•", 0xa7: "▪", 0xa8: "☐",
		0xd8: "➢", 0xdf: "←", 0xe0: "→", 0xe1: "↑", 0xe2: "↓", 0xe8: "➔", 0xf0: "⇨", 0xfb: "✗", 0xfc: "✓", 0xfd: "☒", 0xfe: "☑",
		0x4a: "☺", 0x4c: "☹", 0x28: "☎", 0x2a: "✉",
	},
	"wingdings 2": {0x4f: "✗", 0x50: "✓", 0x51: "☒", 0x52: "☑", 0xa3: "☐"},
}

// symbolFont is the encoding of Symbol (Unicode's mapping table of Adobe's font).
func symbolFont() map[rune]string {
	table := map[rune]string{}
	for first, signs := range map[rune]string{
		0x20: " !∀#∃%&∋()∗+,−./0123456789:;<=>?≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_",
		0x61: "αβχδεφγηιϕκλμνοπθρστυϖωξψζ{|}∼",
		0xa0: "€ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…",
		0xc0: "ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓◊",
		0xe5: "∑",
		0xf2: "∫",
	} {
		for _, r := range signs {
			table[first] = string(r)
			first++
		}
	}
	return table
}
