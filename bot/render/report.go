package render

import (
	"strconv"

	"footnote/bot"
	"footnote/corpus"
)

func drawStats(s bot.StatsScreen) Message {
	out := &sheet{color: colorPlain, title: "The last " + string(count(s.Days, "day"))}
	stats(out, s.Stats)
	if s.Budget.Limit > 0 {
		out.add("**Today's tokens:** " + number(s.Budget.Spent) + " of " + number(s.Budget.Limit))
	} else if s.Budget.Spent > 0 {
		out.add("**Today's tokens:** " + number(s.Budget.Spent))
	}
	return message([]*sheet{out})
}

// stats lists the figures of a server.
func stats(out *sheet, s bot.Stats) {
	asked := "**Questions:** " + number(s.Questions)
	if s.Private > 0 {
		asked += ", " + number(s.Private) + " of them private"
	}
	out.add(asked)
	out.add("**Answered:** " + number(s.Answered) + " (" + share(s.Answered, s.Questions) + ")")
	out.add("**Not in the sources:** " + number(s.Refused) + " (" + share(s.Refused, s.Questions) + ")")
	out.add("**Votes:** 👍 " + number(s.Up) + "  👎 " + number(s.Down))
	if s.Median > 0 {
		out.add("**Time for an answer:** " + seconds(s.Median) + " (median)")
	}
	if s.Tokens > 0 {
		spent := "**Tokens of the language model:** " + number(s.Tokens)
		if s.Estimated > 0 {
			spent += " (estimated for " + number(s.Estimated) + " of the answers)"
		}
		out.add(spent)
	}
	if s.Sentences > 0 {
		out.add("**Sentences dropped by verification:** " + number(s.Dropped) + " of " + number(s.Sentences) + " (" + share(s.Dropped, s.Sentences) + ")")
	}
}

// gapLines are what could not be answered, most asked first. Groups without a
// question to show count only.
func gapLines(gaps []bot.Gap) (lines []md) {
	for _, g := range gaps {
		if q := escape(g.Question, maxQuote); q != "" {
			lines = append(lines, "- "+joined(" · ", bold(q), "asked "+times(g.Asked)+" by "+people(g.People), moment(g.Last, relative)))
		}
	}
	return lines
}

func times(n int) md {
	if n == 1 {
		return "once"
	}
	return number(n) + " times"
}

func people(n int) md {
	if n == 1 {
		return "1 person"
	}
	return number(n) + " people"
}

func drawGaps(s bot.GapsScreen) Message {
	out := &sheet{color: colorPlain, title: "Not in the sources"}
	lines := gapLines(s.Gaps)
	if len(lines) == 0 {
		out.add("There is nothing that two people asked in vain.")
	} else {
		out.add("Questions that two people at least asked in vain. A group goes by itself when a source covers it.")
	}
	if s.Pages > 1 {
		out.add("Page " + number(s.Page+1) + " of " + number(s.Pages))
	}
	out.gap()
	out.list(lines, maxOptions, "group")
	if s.Hidden > 0 {
		out.gap()
		out.add(count(s.Hidden, "more group") + " not shown: asked by one person only, or privately.")
	}
	var options []Option
	for _, g := range s.Gaps {
		if escape(g.Question, maxQuote) != "" {
			options = append(options, Option{Label: g.Question, Value: g.Key})
		}
	}
	page := strconv.Itoa(s.Page)
	rows := []Row{menu(bot.VerbGapDismiss.ID("", page), "Dismiss a group", options)}
	rows = append(rows, buttons(pager(s.Page, s.Pages, func(p string) string { return bot.VerbGaps.ID(p) })...)...)
	return message([]*sheet{out}, rows...)
}

// actionNames are the actions whose own names would not say it.
var actionNames = map[string]md{
	string(corpus.ActionFailed):    "could not be read again",
	string(corpus.ActionWithdrawn): "removed",
	string(corpus.ActionRestored):  "brought back",
	string(corpus.ActionRemoved):   "deleted for good",
	string(corpus.ActionRule):      "set how often it is read again",
}

func action(name string) md {
	if known, ok := actionNames[name]; ok {
		return known
	}
	return escape(name, maxShort)
}

// entryLine is one line of the audit.
func entryLine(e bot.Entry, what bool) md {
	by := person(e.By)
	if e.By == "" {
		by = "the bot"
	}
	line := joined(" · ", moment(e.At, dateTime), by, action(e.Action))
	if what {
		line = joined(" · ", line, escape(e.What, maxName))
	}
	if line == "" {
		return "(unknown)"
	}
	return line
}

func drawAudit(s bot.AuditScreen) Message {
	out := &sheet{color: colorPlain, title: "Audit"}
	if len(s.Entries) == 0 {
		out.add("Nothing was changed yet.")
	}
	if s.Pages > 1 {
		out.add("Page " + number(s.Page+1) + " of " + number(s.Pages))
	}
	out.gap()
	var lines []md
	for _, e := range s.Entries {
		lines = append(lines, "- "+entryLine(e, true))
	}
	out.list(lines, maxOptions, "entry")
	return message([]*sheet{out}, buttons(pager(s.Page, s.Pages, func(p string) string { return bot.VerbAudit.ID(p) })...)...)
}

func drawDigest(s bot.DigestScreen) Message {
	out := &sheet{color: colorPlain, title: "The week"}
	if from, to := moment(s.From, dateOnly), moment(s.To, dateOnly); from != "" && to != "" {
		out.add(from + " to " + to)
	}
	out.gap()
	stats(out, s.Stats)
	if lines := gapLines(s.Gaps); len(lines) > 0 {
		out.gap()
		out.add("**New questions that the sources do not answer**")
		out.cap = maxDescription / 2
		out.list(lines, 10, "group")
		out.cap = maxDescription
	}
	if len(s.Stale) > 0 {
		out.gap()
		out.add("**Sources that could not be read again**")
		out.list(staleLines(s.Stale), mostStale, "source")
	}
	return message([]*sheet{out})
}
