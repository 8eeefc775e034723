package picture

import (
	"fmt"
	"strings"

	"github.com/rivo/uniseg"

	"footnote/bot/render"
)

// word is a piece of text that is not broken, unless it is wider than a line.
type word struct {
	text  string
	style style
	glue  bool // stands directly behind the word before it
}

// lines sets lines of a description, each wrapped to so many pixels.
func (p *page) lines(x, wide int, lines []render.Line) {
	for _, l := range lines {
		if len(l.Runs) == 0 {
			p.y += lineHigh / 2
			continue
		}
		left, room := x, wide
		base := style{size: fontSize, fill: colorText}
		switch l.Kind {
		case render.LineHeading:
			base.size, base.bold, base.fill = fontSize+1, true, colorStrong
		case render.LineSmall:
			base.size, base.fill = small, colorMuted
		case render.LineItem:
			p.text(x+2, p.y+15, base, "•")
			left, room = x+16, wide-16
		case render.LineInside:
			left, room = x+16, wide-16
		case render.LineQuote:
			left, room = x+12, wide-12
		}
		top := p.y
		p.wrapped(left, room, words(l.Runs, base))
		if l.Kind == render.LineQuote {
			fmt.Fprintf(&p.out, `<rect x="%d" y="%d" width="3" height="%d" rx="1" fill="%s"/>`+"\n", x, top+2, p.y-top-2, colorButton)
		}
	}
}

// words takes runs apart where a line may break.
func words(runs []render.Run, base style) []word {
	var out []word
	glue := true
	for _, r := range runs {
		s := base
		s.bold, s.italic, s.code = s.bold || r.Bold, r.Italic, r.Code
		switch {
		case r.URL != "":
			s.fill = colorLink
		case r.Mention:
			s.fill = colorMention
		case r.Bold:
			s.fill = colorStrong
		}
		for i, text := range strings.Split(r.Text, " ") {
			if i > 0 {
				glue = false
			}
			if text != "" {
				out = append(out, word{text, s, glue})
				glue = true
			}
		}
	}
	return out
}

// wrapped sets words in lines.
func (p *page) wrapped(left, room int, words []word) {
	var line []word
	x := 0
	flush := func() {
		p.line(left, line)
		line, x = nil, 0
	}
	for i := 0; i < len(words); {
		// Glued words break together.
		end, wide := i+1, textWidth(words[i].text, words[i].style)
		for ; end < len(words) && words[end].glue; end++ {
			wide += textWidth(words[end].text, words[end].style)
		}
		space := ""
		if x > 0 {
			space = " "
		}
		if x > 0 && x+textWidth(space, words[i].style)+wide > room {
			flush()
			space = ""
		}
		for ; i < end; i++ {
			for _, piece := range pieces(words[i], room) {
				w := textWidth(space+piece, words[i].style)
				if x > 0 && x+w > room {
					flush()
				}
				line = append(line, word{text: space + piece, style: words[i].style})
				x += w
				space = ""
			}
		}
	}
	flush()
}

// line sets one line as one text, so that a reader's font sets its own spaces.
func (p *page) line(x int, words []word) {
	fmt.Fprintf(&p.out, `<text x="%d" y="%d" xml:space="preserve">`, x, p.y+15)
	for i := 0; i < len(words); {
		text, s := "", words[i].style
		for ; i < len(words) && words[i].style == s; i++ {
			text += words[i].text
		}
		fmt.Fprintf(&p.out, `<tspan %s>%s</tspan>`, s.attributes(), xmlText(text))
	}
	p.out.WriteString("</text>\n")
	p.y += lineHigh
}

// pieces cuts a word that is wider than a line between graphemes.
func pieces(w word, room int) []string {
	if textWidth(w.text, w.style) <= room {
		return []string{w.text}
	}
	var out []string
	line := ""
	for g := uniseg.NewGraphemes(w.text); g.Next(); {
		if line != "" && textWidth(line+g.Str(), w.style) > room {
			out = append(out, line)
			line = ""
		}
		line += g.Str()
	}
	return append(out, line)
}

// textWidth is about how wide a text is set, in pixels.
func textWidth(s string, st style) int {
	mil := 0
	for g := uniseg.NewGraphemes(s); g.Next(); {
		mil += letter(g.Str(), g.Width())
	}
	if st.code {
		mil = 602 * uniseg.StringWidth(s)
	}
	if st.bold {
		mil = mil * 107 / 100
	}
	return (mil*st.size + 999) / 1000
}

// letter is the width of a letter of Helvetica, in thousandths of its size, by
// classes of similar ones (Adobe Font Metrics); others by their columns.
func letter(s string, columns int) int {
	if len(s) == 1 {
		switch c := s[0]; {
		case strings.IndexByte("ijl'|", c) >= 0:
			return 222
		case strings.IndexByte(" !,./:;I[]\\ft()-`r\"", c) >= 0:
			return 290
		case strings.IndexByte("cksvxyzJ", c) >= 0:
			return 500
		case strings.IndexByte("mMW%@w", c) >= 0:
			return 830
		case c >= 'A' && c <= 'Z':
			return 690
		}
		return 556
	}
	if columns > 1 {
		return 1150
	}
	return 580 * columns
}
