package picture_test

import (
	"encoding/xml"
	"errors"
	"io"
	"strconv"
	"strings"
	"testing"

	"footnote/bot/render"
	"footnote/bot/render/picture"
)

// A picture is well-formed, whatever the message says, and every line of text
// begins inside it.
func TestSVG(t *testing.T) {
	svg := picture.SVG(`<"F" & co>`, render.Message{
		Content: "Look & see",
		Embeds: []render.Embed{{Title: "A <title>", Color: 0x5865F2, Footer: &render.Footer{Text: "small & plain"},
			Description: "### Heading\n- **bold** item\n  inside\n> quote `code` *it* [open](https://a.example/?a=1&b=2)\n-# small\n\n" +
				strings.Repeat("word ", 100) + strings.Repeat("long", 100) + " <#80351110224678912> 👨‍👩‍👧 \\*"}},
		Files: []render.File{{Name: "a&b.json"}},
		Components: []render.Row{
			{Components: []render.Component{{Type: 2, Style: 4, Label: "Delete"}, {Type: 2, Style: 5, Label: "Open"}, {Type: 2, Emoji: &render.Emoji{Name: "👍"}}}},
			{Components: []render.Component{{Type: 3, Placeholder: "Choose"}}},
			{Components: []render.Component{{Type: 2, Label: strings.Repeat("wide ", 15)}, {Type: 2, Label: strings.Repeat("wide ", 15)}}},
		},
	})
	var wide, high, texts int
	all := ""
	for d := xml.NewDecoder(strings.NewReader(svg)); ; {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		switch token := token.(type) {
		case xml.StartElement:
			switch token.Name.Local {
			case "svg":
				wide, high = number(t, token, "width"), number(t, token, "height")
			case "text":
				texts++
				if x, y := number(t, token, "x"), number(t, token, "y"); x < 0 || y < 0 || x > wide || y > high {
					t.Errorf("text at %d, %d, outside of %d by %d", x, y, wide, high)
				}
			}
		case xml.CharData:
			all += string(token)
		}
	}
	if texts < 20 {
		t.Errorf("%d texts only", texts)
	}
	for _, want := range []string{`<"F" & co>`, "Look & see", "A <title>", "small & plain", "code", "open", "#channel", "👨‍👩‍👧 *", "a&b.json", "Delete", "👍", "Choose", "▾"} {
		if !strings.Contains(all, want) {
			t.Errorf("%q is missing", want)
		}
	}
}

func number(t *testing.T, e xml.StartElement, name string) int {
	t.Helper()
	for _, a := range e.Attr {
		if a.Name.Local == name {
			n, err := strconv.Atoi(a.Value)
			if err != nil {
				t.Fatal(err)
			}
			return n
		}
	}
	t.Fatalf("%s has no %s", e.Name.Local, name)
	return 0
}
