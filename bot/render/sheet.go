package render

import "strings"

// sheet is one embed while it is written: lines of mark-up that all fit.
type sheet struct {
	title  string // the bot's own words
	color  int
	lines  []md
	footer string // plain; texts of others in it went through plain
	used   int    // units of the lines with their ends
	cap    int    // of the description; 0 means maxDescription
}

// Colours of the bar beside an embed, from Discord's own palette.
const (
	colorPlain  = 0x5865F2
	colorDone   = 0x57F287
	colorUnsure = 0xFEE75C
	colorFailed = 0xED4245
	colorQuiet  = 0x80848E
)

func (s *sheet) room() int {
	if s.cap == 0 {
		return maxDescription - s.used
	}
	return s.cap - s.used
}

// add puts a line under the others; "" is none. It reports whether it fitted.
func (s *sheet) add(line md) bool {
	n := units(line) + 1
	if line == "" || n > s.room() {
		return line == ""
	}
	s.lines = append(s.lines, line)
	s.used += n
	return true
}

// gap puts an empty line between what comes before and after.
func (s *sheet) gap() {
	if len(s.lines) > 0 && s.lines[len(s.lines)-1] != "" && s.room() > 1 {
		s.lines = append(s.lines, "")
		s.used++
	}
}

// list adds the items that fit, at most n, and says how many more there are.
func (s *sheet) list(items []md, n int, noun string) {
	const reserve = 60 // for "and 1,234 more passages"
	for i, item := range items {
		if i >= n || units(item)+1 > s.room()-reserve {
			s.add("… and " + count(len(items)-i, "more "+noun) + ".")
			return
		}
		s.add(item)
	}
}

// description is what all lines come to.
func (s *sheet) description() string {
	var b strings.Builder
	for i, line := range s.lines {
		if i > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(string(line))
	}
	return strings.TrimSpace(b.String())
}

// size is what counts towards maxEmbedSum.
func (s *sheet) size() int {
	return units(s.title) + units(s.footer) + units(s.description())
}

func (s *sheet) embed() Embed {
	e := Embed{Title: clip(s.title, maxTitle), Description: s.description(), Color: s.color}
	if s.footer != "" {
		e.Footer = &Footer{Text: clip(s.footer, maxFooter)}
	}
	return e
}

// spoken is a message of the bot's own words above the sheets. They are what a
// notification shows, and they need no right to embed.
func spoken(words string, sheets []*sheet, rows ...Row) Message {
	m := message(sheets, rows...)
	m.Content = clip(words, maxContent)
	return m
}

// message puts sheets and rows together.
func message(sheets []*sheet, rows ...Row) Message {
	m := Message{Embeds: []Embed{}, Components: []Row{}, Attachments: []Attachment{}}
	for _, s := range sheets[:min(len(sheets), maxEmbeds)] {
		m.Embeds = append(m.Embeds, s.embed())
	}
	seen := make(map[string]bool)
	for _, r := range rows {
		if r = unique(r, seen); len(r.Components) > 0 && len(m.Components) < maxRows {
			m.Components = append(m.Components, r)
		}
	}
	return m
}

// unique drops from a row what has the custom_id of something before it: Discord
// refuses the whole message otherwise.
func unique(r Row, seen map[string]bool) Row {
	var kept []Component
	for _, c := range r.Components {
		if c.CustomID != "" && seen[c.CustomID] {
			continue
		}
		seen[c.CustomID] = true
		kept = append(kept, c)
	}
	return Row{kept}
}
