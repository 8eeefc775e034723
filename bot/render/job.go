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
	if s.Seen {
		out.add("👁️ What was added can be quoted to everyone who may ask in this server.")
	}
	return message([]*sheet{out})
}

// counted says how many items became what, and whether some failed.
func counted(out *sheet, items []bot.JobItem) (failed bool) {
	n := make(map[corpus.Status]int)
	for _, item := range items {
		n[item.Status]++
	}
	var parts []md
	for _, status := range []corpus.Status{corpus.StatusAdded, corpus.StatusUpdated, corpus.StatusUnchanged, corpus.StatusFailed} {
		if n[status] > 0 {
			parts = append(parts, number(n[status])+" "+md(status))
		}
	}
	out.add(joined(", ", parts...))
	return n[corpus.StatusFailed] > 0
}

// jobItem is what became of one thing, and why.
func jobItem(item bot.JobItem) md {
	sign := statusSigns[item.Status]
	if sign == "" {
		sign = "•"
	}
	line := sign + " " + titled(item.Name, maxName)
	switch {
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
