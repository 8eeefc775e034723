package render

import (
	"strconv"
	"strings"

	"footnote/bot"
	"footnote/retrieval"
)

// showable are the citations whose source was not removed.
func showable(citations []retrieval.Citation, marks []bot.Mark) []retrieval.Citation {
	c := newCited(citations, marks)
	var out []retrieval.Citation
	for _, x := range citations {
		if c.marks[x.N].Kind != bot.MarkRemoved && (x.Quote != "" || x.Passage != "") {
			out = append(out, x)
		}
	}
	return out
}

// Room for one passage: the more there are, the less of what surrounds each quote
// is shown, down to the least.
const (
	leastPassage = 900
	mostPassage  = 2400
	restRoom     = 500 // for the names of those left out
)

// drawPassages shows each quote in bold inside its surrounding text, each on a
// card of its own. Those that do not fit into one message are named.
func drawPassages(s bot.PassagesScreen) Message {
	all := showable(s.Answer.Citations, s.Marks)
	if len(all) == 0 {
		return drawNote(bot.Say(bot.ToneInfo, "There are no passages to show: the sources of this answer were removed."))
	}
	shown := min(len(all), (maxEmbedSum-restRoom)/leastPassage)
	each := min((maxEmbedSum-restRoom)/shown, mostPassage)
	c := newCited(s.Answer.Citations, s.Marks)
	var sheets []*sheet
	for _, x := range all[:shown] {
		sheets = append(sheets, passage(c, x, each))
	}
	if rest := all[shown:]; len(rest) > 0 {
		out := &sheet{color: colorQuiet, cap: restRoom}
		out.add("**Left out here,** since a message of Discord has no room for more:")
		var names []md
		for _, x := range rest {
			names = append(names, "- "+mark(x.N)+" "+titled(x.Title, maxShort))
		}
		out.list(names, maxOptions, "passage")
		sheets = append(sheets, out)
	}
	return message(sheets)
}

func mark(n int) md { return md("[" + strconv.Itoa(n) + "]") }

// passage draws one quote in at most n units.
func passage(c cited, x retrieval.Citation, n int) *sheet {
	out := &sheet{color: colorPlain, cap: n}
	out.add(mark(x.N) + " " + titled(x.Title, maxName))
	// A long address is left out rather than the passage.
	out.add(joined(" · ", escape(x.Publisher, maxShort), day(x.Published), pageOf(x.Page), link("open", retrieval.PageURL(x.URL, x.Page), n/4)))
	if m, ok := c.marks[x.N]; ok {
		out.color = colorUnsure
		out.add(joined(" ", "⚠️ This does not stand in the source any more: it was changed", moment(m.At, dateOnly)))
	}
	out.gap()
	before, quote, after := around(x)
	room := out.room() - 8 // line end, asterisks, spaces
	bolded := escape(quote, room*2/3)
	room -= units(bolded)
	// What one side does not need, the other gets.
	left := escapeEnd(before, room)
	right := escape(after, room)
	if units(left)+units(right) > room {
		half := room / 2
		if units(right) < half {
			half = room - units(right)
		} else if units(left) < half {
			half = units(left)
		}
		left = escapeEnd(before, half)
		right = escape(after, room-units(left))
	}
	out.add(joined(" ", left, bold(bolded), right))
	return out
}

// around parts a citation's passage into what stands before the quote, the quote,
// and what stands after it.
func around(x retrieval.Citation) (before, quote, after string) {
	at := x.Start - x.PassageStart
	if at < 0 || at > len(x.Passage) || !strings.HasPrefix(x.Passage[at:], x.Quote) {
		at = strings.Index(x.Passage, x.Quote)
	}
	switch {
	case x.Quote == "":
		return x.Passage, "", ""
	case at < 0:
		return "", x.Quote, ""
	}
	return x.Passage[:at], x.Quote, x.Passage[at+len(x.Quote):]
}
