package render

import (
	"cmp"
	"net/url"

	"footnote/bot"
	"footnote/corpus"
)

// mostPreviewed is how many of the pages that would be added are named, and
// mostStale how many sources that cannot be read any more.
const (
	mostPreviewed = 25
	mostStale     = 10
)

// drawPreview lists the pages that would be added, and asks.
func drawPreview(s bot.PreviewScreen) Message {
	out := &sheet{color: colorPlain}
	n := len(s.Pages)
	out.add("**Add " + count(n, "page") + "?**")
	out.add(joined(" · ", joined(" ", "From", escape(cmp.Or(s.Title, s.Link), maxName)), link("open", s.Link, maxLink)))
	if s.More > 0 {
		out.add("It names " + count(n+s.More, "page") + " that are not here yet, and I add " + number(s.Limit) +
			" at once. Do the same again for the next ones.")
	}
	out.gap()
	out.cap = maxDescription - 400
	var lines []md
	for _, p := range s.Pages {
		lines = append(lines, "- "+joined(" · ", escape(pageName(p), maxName), link("open", p.URL, maxLink/2)))
	}
	out.list(lines, mostPreviewed, "page")
	out.cap = maxDescription
	out.gap()
	out.add("Each becomes a source of its own, and is read again " + md(cmp.Or(bot.RuleName(s.Rule), "every week")) + ".")
	out.add("👁️ They can then be quoted to everyone who may ask in this server.")
	return message([]*sheet{out}, buttons(
		button(bot.VerbConfirm.ID(s.Pending), "", "Add "+string(count(n, "page"))),
		button(bot.VerbCancel.ID(s.Pending), "", "Cancel"))...)
}

// pageName is the title of a page, or else its path.
func pageName(p bot.PreviewPage) string {
	if corpus.OneLine(p.Title) != "" {
		return p.Title
	}
	if u, err := url.Parse(p.URL); err == nil && len(u.Path) > 1 {
		return u.Path
	}
	return p.URL
}

// staleLines are sources that cannot be read any more, since when and why.
func staleLines(sources []corpus.SourceInfo) (lines []md) {
	for _, x := range sources {
		lines = append(lines, "- "+joined(" – ", joined(" · ", titled(x.Title, maxName), since(x, dateTime)), why(x)))
	}
	return lines
}

// drawStale tells moderators of them.
func drawStale(s bot.StaleScreen) Message {
	out := &sheet{color: colorUnsure}
	out.add("⚠️ **" + count(len(s.Sources), "source") + " could not be read again**")
	kept := md("Their last texts are")
	if len(s.Sources) == 1 {
		kept = "Its last text is"
	}
	out.add(kept + " still quoted. I go on trying, and tell you only once.")
	out.gap()
	out.list(staleLines(s.Sources), mostStale, "source")
	var options []Option
	for _, x := range s.Sources {
		options = append(options, Option{Label: x.Title, Value: x.ID, Description: string(kindNames[x.Kind])})
	}
	return message([]*sheet{out}, menu(bot.VerbSource.ID(), "All about a source", options))
}
