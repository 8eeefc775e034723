// Package picture draws a message of package render as an SVG picture that looks
// as it does in Discord's dark theme: the bot's name, cards with a coloured bar,
// buttons and menus. The README shows such pictures, so that they cannot differ
// from what the bot really sends.
//
// SVG has no wrapping of its own, so lines are broken by the widths of Helvetica's
// letters, which are near those of the fonts that readers have. SVG lays out and
// writes; it is pure.
package picture

import (
	"encoding/xml"
	"fmt"
	"strings"

	"github.com/rivo/uniseg"

	"footnote/bot/render"
)

// Sizes, in pixels.
const (
	width    = 640
	margin   = 16
	textLeft = 72 // right of the round picture
	cardIn   = 16 // from a card's edge to its text
	cardWide = 520
	lineHigh = 20
	fontSize = 15
	small    = 12
)

// Colours of Discord's dark theme.
const (
	colorPage    = "#313338"
	colorCard    = "#2b2d31"
	colorText    = "#dbdee1"
	colorMuted   = "#949ba4"
	colorStrong  = "#f2f3f5"
	colorLink    = "#00a8fc"
	colorMention = "#c9cdfb"
	colorButton  = "#4e5058"
	colorPrimary = "#5865f2"
	colorDanger  = "#da373c"
	colorMenu    = "#1e1f22"
)

// SVG draws the message as somebody's, in one picture.
func SVG(author string, m render.Message) string {
	p := &page{y: margin}
	p.author(author)
	if m.Content != "" {
		p.lines(textLeft, width-textLeft-margin, []render.Line{{Runs: []render.Run{{Text: m.Content}}}})
	}
	for _, e := range m.Embeds {
		p.card(e)
	}
	for _, f := range m.Files {
		p.box(textLeft, 40, cardWide*2/3, colorCard)
		p.text(textLeft+cardIn, p.y+25, style{size: fontSize, fill: colorLink}, "📎 "+f.Name)
		p.y += 48
	}
	for _, r := range m.Components {
		p.row(r)
	}
	high := p.y + margin
	return fmt.Sprintf(`<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %d %d" font-family="'gg sans','Helvetica Neue',Helvetica,Arial,sans-serif">
<rect width="100%%" height="100%%" fill="%s"/>
%s</svg>
`, width, high, width, high, colorPage, p.out.String())
}

// page is the picture while it is drawn, downwards.
type page struct {
	out strings.Builder
	y   int // the top of what comes next
}

type style struct {
	size   int
	fill   string
	bold   bool
	italic bool
	code   bool
}

func (p *page) author(name string) {
	fmt.Fprintf(&p.out, `<circle cx="%d" cy="%d" r="20" fill="%s"/>`+"\n", margin+20, p.y+20, colorPrimary)
	p.text(margin+12, p.y+26, style{size: 18, fill: "#ffffff", bold: true}, first(name))
	p.text(textLeft, p.y+15, style{size: fontSize + 1, fill: colorStrong, bold: true}, name)
	at := textLeft + textWidth(name, style{size: fontSize + 1, bold: true}) + 8
	fmt.Fprintf(&p.out, `<rect x="%d" y="%d" width="34" height="16" rx="4" fill="%s"/>`+"\n", at, p.y+2, colorPrimary)
	p.text(at+6, p.y+14, style{size: 11, fill: "#ffffff", bold: true}, "APP")
	p.y += 26
}

func first(s string) string {
	cluster, _, _, _ := uniseg.FirstGraphemeClusterInString(s, -1)
	return cluster
}

// card draws an embed: its background goes in front of the text once its height is
// known.
func (p *page) card(e render.Embed) {
	top := p.y
	before := p.out.String()
	p.out.Reset()
	p.y += 12
	left, wide := textLeft+cardIn, cardWide-2*cardIn
	if e.Title != "" {
		p.lines(left, wide, []render.Line{{Kind: render.LineHeading, Runs: []render.Run{{Text: e.Title}}}})
		p.y += 4
	}
	p.lines(left, wide, render.Lines(e.Description))
	if e.Footer != nil {
		p.y += 4
		p.lines(left, wide, []render.Line{{Kind: render.LineSmall, Runs: []render.Run{{Text: e.Footer.Text}}}})
	}
	p.y += 10
	inside := p.out.String()
	p.out.Reset()
	p.out.WriteString(before)
	high := p.y - top
	fmt.Fprintf(&p.out, `<rect x="%d" y="%d" width="%d" height="%d" rx="4" fill="%s"/>`+"\n", textLeft, top, cardWide, high, colorCard)
	fmt.Fprintf(&p.out, `<rect x="%d" y="%d" width="4" height="%d" rx="2" fill="#%06x"/>`+"\n", textLeft, top, high, e.Color)
	p.out.WriteString(inside)
	p.y += 8
}

func (p *page) box(x, high, wide int, fill string) {
	fmt.Fprintf(&p.out, `<rect x="%d" y="%d" width="%d" height="%d" rx="4" fill="%s"/>`+"\n", x, p.y, wide, high, fill)
}

// row draws buttons side by side, or a menu.
func (p *page) row(r render.Row) {
	x := textLeft
	for _, c := range r.Components {
		label, fill, wide := c.Label, colorButton, 0
		st := style{size: 14, fill: "#ffffff"}
		if c.Emoji != nil {
			label = strings.TrimSpace(c.Emoji.Name + "  " + label)
		}
		switch {
		case c.Placeholder != "":
			label, fill, wide, st.fill = c.Placeholder, colorMenu, cardWide*3/4, colorMuted
		case c.Style == 1:
			fill = colorPrimary
		case c.Style == 4:
			fill = colorDanger
		case c.Style == 5:
			label += " ↗"
		}
		if wide == 0 {
			wide = textWidth(label, st) + 32
		}
		if x > textLeft && x+wide > width-margin {
			x = textLeft
			p.y += 40
		}
		p.box(x, 32, wide, fill)
		p.text(x+16, p.y+21, st, label)
		if c.Placeholder != "" {
			p.textEnd(x+wide-14, p.y+21, st, "▾")
		}
		x += wide + 8
	}
	p.y += 40
}

func (p *page) text(x, y int, s style, text string) {
	fmt.Fprintf(&p.out, `<text x="%d" y="%d" %s xml:space="preserve">%s</text>`+"\n", x, y, s.attributes(), xmlText(text))
}

func (p *page) textEnd(x, y int, s style, text string) {
	fmt.Fprintf(&p.out, `<text x="%d" y="%d" text-anchor="end" %s>%s</text>`+"\n", x, y, s.attributes(), xmlText(text))
}

func (s style) attributes() string {
	out := fmt.Sprintf(`font-size="%d" fill="%s"`, s.size, s.fill)
	if s.bold {
		out += ` font-weight="700"`
	}
	if s.italic {
		out += ` font-style="italic"`
	}
	if s.code {
		out += ` font-family="Consolas,Menlo,monospace"`
	}
	return out
}

func xmlText(s string) string {
	var b strings.Builder
	if err := xml.EscapeText(&b, []byte(s)); err != nil {
		return "" // a strings.Builder does not fail
	}
	return b.String()
}
