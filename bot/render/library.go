package render

import (
	"footnote/bot"
	"footnote/corpus"
)

var stateSigns = map[corpus.State]md{
	corpus.StateFresh:  "",
	corpus.StateStale:  "⚠️ could not be read again",
	corpus.StateFailed: "❌ could not be read",
}

var kindNames = map[corpus.Kind]md{
	corpus.KindFile:       "file",
	corpus.KindPage:       "page",
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

// sourceLine is one source in a list.
func sourceLine(s corpus.SourceInfo) md {
	return joined(" · ", titled(s.Title, maxName), kind(s.Kind), escape(s.Publisher, maxShort), day(date(s)),
		count(s.Passages, "passage"), link("open", s.URL, maxLink/2), stateSigns[s.State])
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
	out.add(joined(" ", "Last read", moment(x.Retrieved, dateTime)) + " · " + count(x.Articles, "article") + ", " + count(x.Passages, "passage"))
	if sign := stateSigns[x.State]; sign != "" {
		out.color = colorUnsure
		out.add(joined(" – ", sign, escape(x.Reason, maxQuote)))
	}
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
