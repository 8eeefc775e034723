package render

import (
	"strings"

	"footnote/bot"
	"footnote/corpus"
	"footnote/retrieval"
)

var kindNames = map[corpus.Kind]md{
	corpus.KindFile:       "file",
	corpus.KindPage:       "page",
	corpus.KindFeed:       "feed",
	corpus.KindText:       "pasted text",
	corpus.KindAttachment: "attachment",
	corpus.KindMessage:    "message",
}

func kind(k corpus.Kind) md {
	if name, ok := kindNames[k]; ok {
		return name
	}
	return escape(string(k), maxShort)
}

// state says that a source cannot be read any more, and since when; nothing while
// it can.
func state(s corpus.SourceInfo) md {
	switch s.State {
	case corpus.StateStale:
		return joined(" ", "⚠️ could not be read again", since(s, dateOnly))
	case corpus.StateFailed:
		return joined(" ", "❌ could not be read", since(s, dateOnly))
	}
	return ""
}

// why is why a source cannot be read. Most such sentences begin with its address,
// which stands beside them already.
func why(s corpus.SourceInfo) md {
	for _, place := range []string{s.Shown, s.URL, s.Location} {
		if rest, ok := strings.CutPrefix(s.Reason, place+": "); ok && place != "" {
			return escape(rest, maxQuote)
		}
	}
	return escape(s.Reason, maxQuote)
}

// since is since when a source cannot be read any more.
func since(s corpus.SourceInfo, style string) md {
	if at := moment(s.Since, style); at != "" {
		return "since " + at
	}
	return ""
}

// rule says how often a source is read again by itself; nothing for what is not,
// such as a copy.
func rule(s corpus.SourceInfo) md {
	if name := bot.RuleName(s.Refresh); name != "" && rereadable(s.Kind) {
		return "read again " + md(name)
	}
	return ""
}

// rereadable reports whether the bot itself can read such a source again.
func rereadable(k corpus.Kind) bool { return k == corpus.KindPage || k == corpus.KindFeed }

// holds is how much a source holds.
func holds(s corpus.SourceInfo) md {
	if s.Articles == 1 {
		return count(s.Passages, "passage")
	}
	return joined(", ", count(s.Articles, "article"), count(s.Passages, "passage"))
}

// sourceLine is one source in a list.
func sourceLine(s corpus.SourceInfo) md {
	return joined(" · ", titled(s.Title, maxName), kind(s.Kind), escape(s.Publisher, maxShort), day(date(s)),
		holds(s), rule(s), link("open", s.URL, maxLink/2), state(s))
}

func date(s corpus.SourceInfo) string {
	if s.Published.IsZero() {
		return ""
	}
	return s.Published.Format("2006-01-02")
}

// mostWithdrawn is how many buttons to undo a list shows, one row.
const mostWithdrawn = maxButtons

func drawSources(s bot.SourcesScreen) Message {
	out := &sheet{color: colorPlain, title: "Sources"}
	if s.Counts != (corpus.Counts{}) {
		out.footer = string(joined(", ", count(s.Counts.Sources, "source"), count(s.Counts.Passages, "passage")) + " in this server")
	}
	search := escape(s.Search, maxShort)
	switch {
	case search != "" && s.Total == 0:
		out.add("No source has “" + search + "” in its title, publisher or address.")
	case search != "":
		out.add(count(s.Total, "source") + " with “" + search + "”")
	case s.Total == 0 && len(s.Sources) == 0:
		out.add("There are no sources yet. Add one with `/source add` or `/source paste`.")
	}
	if s.Pages > 1 {
		out.add("Page " + number(s.Page+1) + " of " + number(s.Pages))
	}
	withdrawn, undo := undoable(s.Withdrawn)
	reserve := units(joined("\n", withdrawn...)) + 2*len(withdrawn) + 100
	out.gap()
	out.cap = maxDescription - reserve
	var lines []md
	var options []Option
	for _, x := range s.Sources {
		lines = append(lines, "- "+sourceLine(x))
		options = append(options, Option{Label: x.Title, Value: x.ID, Description: string(kindNames[x.Kind])})
	}
	out.list(lines, maxOptions, "source")
	out.cap = maxDescription
	if len(out.lines) == 0 {
		out.add("There are no sources on this page.")
	}
	if len(withdrawn) > 0 {
		out.gap()
		out.add("**Removed, and can still be brought back**")
		out.list(withdrawn, mostWithdrawn, "source")
	}
	rows := []Row{menu(bot.VerbSource.ID(), "All about a source", options)}
	rows = append(rows, buttons(undo...)...)
	rows = append(rows, buttons(pager(s.Page, s.Pages, func(p string) string { return bot.VerbSources.ID(p, s.Search) })...)...)
	return message([]*sheet{out}, rows...)
}

// undoable lists what can be brought back, with a button for each.
func undoable(list []bot.WithdrawnSource) (lines []md, undo []Component) {
	for i, w := range list {
		lines = append(lines, "- "+joined(" · ", titled(w.Title, maxShort), joined(" ", "gone for good", moment(w.Until, relative))))
		if i < mostWithdrawn {
			undo = append(undo, button(bot.VerbUndo.ID(w.ID), "↩️", "Undo: "+orNone(w.Title)))
		}
	}
	return lines[:min(len(lines), 2*mostWithdrawn)], undo
}

func orNone(title string) string {
	if corpus.OneLine(title) == "" {
		return "(no title)"
	}
	return title
}

func drawSource(s bot.SourceScreen) Message {
	x := s.Source
	out := &sheet{color: colorPlain}
	out.add("### " + titled(x.Title, maxName))
	out.add(joined(" · ", kind(x.Kind), escape(x.Publisher, maxShort), day(date(x)), link("open", x.URL, maxLink)))
	if x.Shown != "" && x.Shown != x.URL && x.Kind != corpus.KindText {
		out.add("Added as: " + escape(x.Shown, maxQuote))
	}
	out.add(joined(" ", "Added by", person(x.AddedBy), moment(x.AddedAt, dateTime)))
	out.add(count(x.Articles, "article") + ", " + count(x.Passages, "passage"))
	reading(out, x)
	out.add(alsoPrinted(s.Also))
	if s.Copy {
		out.add("This is a copy: it cannot be read again, but you can replace its text.")
	}
	if s.Job != nil {
		out.gap()
		out.add(joined(" · ", "**Last job:** "+jobName(*s.Job)+" "+jobState(*s.Job), moment(s.Job.Started, dateTime), escape(s.Job.Error, maxQuote)))
		for _, item := range s.Job.Items {
			if item.SourceID == x.ID && x.ID != "" {
				out.add(jobItem(item))
				break
			}
		}
	}
	if len(s.History) > 0 {
		out.gap()
		out.add("**History**")
		var lines []md
		for _, e := range s.History {
			lines = append(lines, "- "+entryLine(e, false))
		}
		out.list(lines, 10, "entry")
	}
	again := button(bot.VerbRefresh.ID(x.ID), "🔄", "Read again")
	if s.Copy {
		again = button(bot.VerbReplace.ID(x.ID), "📝", "Replace the text")
	}
	if x.ID == "" {
		return message([]*sheet{out})
	}
	return message([]*sheet{out}, buttons(again, danger(button(bot.VerbRemove.ID(x.ID), "🗑️", "Remove")))...)
}

// alsoPrinted names where a text stands, too.
func alsoPrinted(refs []retrieval.Ref) md {
	const shown = 3
	var names []md
	for _, r := range refs[:min(len(refs), shown)] {
		name := escape(r.Title, maxShort)
		if name == "" {
			name = "(no title)"
		}
		names = append(names, name)
	}
	if more := len(refs) - shown; more > 0 {
		names = append(names, count(more, "more article"))
	}
	if len(names) == 0 {
		return ""
	}
	return "Also in: " + joined(", ", names...)
}

// reading says how a source is kept fresh, and how that goes.
func reading(out *sheet, x corpus.SourceInfo) {
	last := x.Checked
	if last.IsZero() {
		last = x.Retrieved
	}
	if sign := state(x); sign != "" {
		out.color = colorUnsure
		out.add(joined(" – ", sign, why(x)))
		if tried := moment(last, dateTime); x.Articles == 1 {
			out.add(joined(", ", joined(" ", "Its text is of", moment(x.Retrieved, dateTime)), joined(" ", "last tried", tried)))
		} else {
			out.add(joined(" ", "Last tried", tried))
		}
	} else {
		out.add(joined(" ", "Last read", moment(last, dateTime)))
	}
	switch {
	case !rereadable(x.Kind):
	case x.Refresh == corpus.RuleNever:
		out.add("Never read again by itself: `/source refresh` does it.")
	case bot.RuleName(x.Refresh) != "":
		out.add(joined(", ", "Read again "+md(bot.RuleName(x.Refresh)), next(x)))
	}
	if note := escape(x.Note, maxQuote); note != "" {
		out.add("ℹ️ " + note)
	}
}

// next is when a source is read again.
func next(x corpus.SourceInfo) md {
	if at := moment(x.Due, relative); at != "" {
		return "next " + at
	}
	return ""
}

func drawRemoved(s bot.RemovedScreen) Message {
	out := &sheet{color: colorDone}
	out.add("🗑️ " + titled(s.Title, maxName) + " is removed. Nobody is answered from it any more.")
	out.add(joined(" ", "It can be brought back until", moment(s.Until, "t")) + ", here or in `/source list`. Then it is deleted for good.")
	if len(s.Shared) > 0 {
		var names []md
		for i, t := range s.Shared {
			if i == mostUncovered {
				names = append(names, count(len(s.Shared)-i, "more"))
				break
			}
			names = append(names, titled(t, maxShort))
		}
		out.add("Some of its text also stands in other sources and stays there: " + joined(", ", names...) + ".")
	}
	if s.SourceID == "" {
		return message([]*sheet{out})
	}
	return message([]*sheet{out}, buttons(button(bot.VerbUndo.ID(s.SourceID), "↩️", "Undo"))...)
}
