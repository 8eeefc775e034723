package render

import (
	"strings"

	"footnote/bot"
	"footnote/corpus"
)

var jobNames = map[string]md{"add": "Adding", "refresh": "Reading again", "replace": "Replacing"}

func jobName(j bot.Job) md {
	if name, ok := jobNames[j.Kind]; ok {
		return name
	}
	return "Working"
}

func jobState(j bot.Job) md {
	switch j.State {
	case bot.JobWaiting:
		return "waits its turn"
	case bot.JobRunning:
		return "is running"
	case bot.JobFailed:
		return "failed"
	case bot.JobBroken:
		return "was cut off: the program ended while it ran"
	}
	return "is done"
}

var jobColors = map[bot.JobState]int{
	bot.JobWaiting: colorQuiet,
	bot.JobRunning: colorPlain,
	bot.JobDone:    colorDone,
	bot.JobFailed:  colorFailed,
	bot.JobBroken:  colorFailed,
}

var statusSigns = map[corpus.Status]md{
	corpus.StatusAdded:     "✅",
	corpus.StatusUpdated:   "✅",
	corpus.StatusUnchanged: "➖",
	corpus.StatusFailed:    "❌",
}

func drawJob(s bot.JobScreen) Message {
	j := s.Job
	out := &sheet{color: jobColors[j.State]}
	out.add("**" + jobName(j) + "** " + jobState(j) + ".")
	if by := joined(" ", person(j.By), moment(j.Ended, dateTime)); !j.Ended.IsZero() && by != "" {
		out.add("-# " + by) // a report in the moderators' channel says whose job it was
	}
	if j.State == bot.JobRunning {
		out.add(bar(j.Done, j.Total))
		out.add(escape(j.What, maxName))
	}
	failed := counted(out, j.Items)
	if failed && j.State == bot.JobDone {
		out.color = colorUnsure
	}
	out.add(escape(j.Error, maxQuote))
	if j.State == bot.JobBroken {
		out.add("What is listed as added is kept. Start the rest again.")
	}
	if len(j.Items) > 0 {
		out.gap()
		out.cap = maxDescription - 400
		var lines []md
		for _, status := range []corpus.Status{corpus.StatusFailed, corpus.StatusAdded, corpus.StatusUpdated, corpus.StatusUnchanged} {
			for _, item := range j.Items {
				if item.Status == status {
					lines = append(lines, jobItem(item))
				}
			}
		}
		if j.State == bot.JobBroken || j.State == bot.JobFailed {
			for _, item := range j.Items {
				if item.Status == "" {
					lines = append(lines, "▫️ "+titled(item.Name, maxName)+" – not done")
				}
			}
		}
		out.list(lines, 30, "item")
		out.cap = maxDescription
	}
	out.gap()
	if s.Left {
		out.add("This message is not updated any more. `/source info` of what is added shows how it ends.")
	}
	if name := bot.RuleName(s.Rule); name != "" {
		out.add("🔁 From now on it is read again " + md(name) + ".")
	}
	if s.Seen {
		out.add("👁️ What was added can be quoted to everyone who may ask in this server.")
	}
	return message([]*sheet{out})
}

// counted says how many items became what, and whether some failed.
func counted(out *sheet, items []bot.JobItem) (failed bool) {
	var all bot.Tally
	for _, item := range items {
		switch {
		case item.Articles != (bot.Tally{}):
			all = plus(all, item.Articles)
		case item.Status == corpus.StatusAdded:
			all.Added++
		case item.Status == corpus.StatusUpdated:
			all.Updated++
		case item.Status == corpus.StatusUnchanged:
			all.Unchanged++
		case item.Status == corpus.StatusFailed:
			all.Failed++
		}
	}
	out.add(tally(all, ""))
	return all.Failed > 0
}

func plus(a, b bot.Tally) bot.Tally {
	return bot.Tally{Added: a.Added + b.Added, Updated: a.Updated + b.Updated, Removed: a.Removed + b.Removed,
		Unchanged: a.Unchanged + b.Unchanged, Failed: a.Failed + b.Failed}
}

// tally says how many became what; the noun, if any, stands behind the first
// number.
func tally(t bot.Tally, noun string) md {
	var parts []md
	for _, p := range []struct {
		n    int
		word md
	}{{t.Added, "added"}, {t.Updated, "updated"}, {t.Removed, "removed"}, {t.Unchanged, "unchanged"}, {t.Failed, "failed"}} {
		switch {
		case p.n <= 0:
		case noun != "" && len(parts) == 0:
			parts = append(parts, count(p.n, noun)+" "+p.word)
		default:
			parts = append(parts, number(p.n)+" "+p.word)
		}
	}
	return joined(", ", parts...)
}

// jobItem is what became of one thing, and why.
func jobItem(item bot.JobItem) md {
	sign := statusSigns[item.Status]
	if sign == "" {
		sign = "•"
	}
	line := sign + " " + titled(item.Name, maxName)
	switch {
	case item.Articles != (bot.Tally{}):
		line = joined(" ", line, several(item.Kind)) + " – " + tally(item.Articles, "article")
		if why := escape(item.Error, maxQuote); why != "" {
			line += ": " + why
		}
	case item.Error != "":
		// Most sentences about a thing begin with its name, which stands there already.
		rest, named := strings.CutPrefix(item.Error, item.Name)
		switch about, colon := strings.CutPrefix(rest, ": "); {
		case named && colon:
			line += " – " + escape(about, maxQuote)
		case named && strings.HasPrefix(rest, " "):
			line += " " + escape(strings.TrimSpace(rest), maxQuote)
		default:
			line += " – " + escape(item.Error, maxQuote)
		}
	case item.Status == corpus.StatusUnchanged:
		line += " – unchanged"
	case item.Passages > 0:
		line += " – " + count(item.Passages, "passage")
	}
	return line
}

// several says what it is that holds several articles.
func several(k corpus.Kind) md {
	switch k {
	case corpus.KindFeed:
		return "(feed)"
	case corpus.KindFile, corpus.KindAttachment:
		return "(archive)"
	}
	return ""
}

// bar is how far something is, in ten steps.
func bar(done, total int) md {
	if total <= 0 {
		if done <= 0 {
			return ""
		}
		return number(done) + " done"
	}
	done = max(0, min(done, total))
	full := int(10 * float64(done) / float64(total))
	return md(strings.Repeat("▰", full)+strings.Repeat("▱", 10-full)+" ") + number(done) + " of " + number(total)
}
