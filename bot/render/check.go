package render

import (
	"slices"

	"footnote/bot"
	"footnote/retrieval"
)

// signs stand before the statements of a checked message.
var signs = map[retrieval.Verdict]md{
	retrieval.VerdictSupported:    "✓",
	retrieval.VerdictContradicted: "✗",
	retrieval.VerdictDisputed:     "⚖️",
	retrieval.VerdictMissing:      "–",
}

// drawCheck says of each statement of a message what the sources say. Statements
// that do not fit are left out from the end, with their sources.
func drawCheck(s bot.CheckScreen) Message {
	c := newCited(s.Checked.Citations, nil)
	var blocks []md
	var numbers [][]int
	for _, x := range s.Checked.Statements[:min(len(s.Checked.Statements), retrieval.MaxStatements)] {
		blocks = append(blocks, checked(c, x))
		numbers = append(numbers, c.numbers(slices.Concat(x.Against, x.Citations)))
	}
	rows := buttons(linkButton(s.Link, "Open the message"))
	for n := len(blocks); n > 0; n-- {
		brevity := short
		if n == 1 {
			brevity = tightly
		}
		body, fits := checkedBody(s, blocks, n)
		if sheets, ok := withSources(body, c.list(slices.Concat(numbers[:n]...), brevity)); fits && ok {
			return message(sheets, rows...)
		}
	}
	body, _ := checkedBody(s, blocks, 0)
	return message([]*sheet{body}, rows...)
}

// checkedBody draws the first n statements, and reports whether they fit.
func checkedBody(s bot.CheckScreen, blocks []md, n int) (body *sheet, fits bool) {
	body = &sheet{color: colorPlain, footer: plain(s.Checked.Notice, maxQuote)}
	if len(blocks) == 0 {
		body.add("This message states nothing that sources could bear out.")
	} else {
		body.add("**What the sources say of this message**")
	}
	fits = true
	for _, b := range blocks[:n] {
		body.gap()
		fits = body.add(b) && fits
	}
	body.gap()
	if left := len(s.Checked.Statements) - n + len(s.Checked.NotChecked); left > 0 {
		fits = body.add("✂️ Not shown: "+count(left, "more statement")+". One reply has no room for all.") && fits
	}
	if s.Checked.LeftOut > 0 {
		fits = body.add("Left out: "+count(s.Checked.LeftOut, "sentence")+" with nothing to check, such as questions and opinions.") && fits
	}
	return body, fits
}

// maxQuotes is how many quotes stand under one statement.
const maxQuotes = 2

// checked draws one statement, why it is judged so, and what the sources say.
func checked(c cited, x retrieval.CheckedStatement) md {
	sign := signs[x.Verdict]
	if sign == "" {
		sign = "–"
	}
	lines := []md{sign + " " + bold(escape(x.Text, maxQuote)), escape(x.Why, maxQuote)}
	numbers := c.numbers(slices.Concat(x.Against, x.Citations))
	for _, n := range numbers[:min(len(numbers), maxQuotes)] {
		at := slices.IndexFunc(c.citations, func(y retrieval.Citation) bool { return y.N == n })
		if q := escape(c.citations[at].Quote, maxQuote); q != "" {
			lines = append(lines, "> “"+q+"” "+mark(n))
		}
	}
	return joined("\n", lines...)
}
