package render

import (
	"strings"

	"footnote/bot"
)

var toneColors = map[bot.Tone]int{
	bot.ToneInfo:    colorPlain,
	bot.ToneDone:    colorDone,
	bot.ToneRefused: colorUnsure,
	bot.ToneFailed:  colorFailed,
}

// drawNote puts the names, escaped, where the text has %s.
func drawNote(n bot.Note) Message {
	out := &sheet{color: toneColors[n.Tone]}
	out.add(filled(n.Text, n.Names))
	if len(out.lines) == 0 {
		out.add("There is nothing to show.")
	}
	return message([]*sheet{out}, noted(n.Buttons)...)
}

// filled gives each name the same share of the room that the text leaves.
func filled(text string, names []string) md {
	parts := strings.Split(text, "%s")
	room := maxDescription - 1
	for i, p := range parts {
		// The text is the bot's own. One this long would be a mistake of ours, which
		// is shown rather than refused.
		if units(p) > room/2 {
			parts[i] = plain(p, room/2)
		}
		room -= units(parts[i])
	}
	each := max(0, room/len(parts))
	var b strings.Builder
	for i, p := range parts {
		b.WriteString(p)
		if i < len(parts)-1 && i < len(names) {
			name := escape(names[i], min(each, maxSentence)/2)
			if strings.HasPrefix(parts[i+1], ":") {
				name = beforeColon(name)
			}
			b.WriteString(string(name))
		}
	}
	return md(strings.TrimSpace(b.String()))
}

// beforeColon keeps a colon in the last word of a text from making an emoji with
// the one that follows: "at 6:40" and ":". It makes the text twice as long at most.
func beforeColon(text md) md {
	last := strings.LastIndexByte(string(text), ' ') + 1
	word := strings.ReplaceAll(string(text[last:]), `\:`, ":")
	return text[:last] + md(strings.ReplaceAll(word, ":", `\:`))
}

func drawFile(s bot.FileScreen) Message {
	if len(s.Content) > maxFile {
		return drawNote(bot.Say(bot.ToneFailed, "The file has more than the 10 MB that Discord takes. Whoever runs the bot can hand it over."))
	}
	out := &sheet{color: colorDone}
	out.add(escape(s.Text, maxSentence))
	if len(out.lines) == 0 {
		out.add("Here is the file.")
	}
	m := message([]*sheet{out})
	name := filename(s.Name)
	m.Attachments = append(m.Attachments, Attachment{ID: 0, Filename: name})
	m.Files = []File{{Name: name, Type: mediaType(name), Content: s.Content}}
	return m
}

// filename keeps what is harmless in every file system and in a header.
func filename(name string) string {
	kept := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("-_.", r) {
			return r
		}
		return -1
	}, name)
	if kept = strings.TrimLeft(kept, "."); kept == "" {
		return "file.txt"
	}
	return kept[max(0, len(kept)-maxFilename):]
}

// mediaType is the type of what the bot hands over; anything else is plain bytes.
func mediaType(name string) string {
	switch {
	case strings.HasSuffix(name, ".json"):
		return "application/json"
	case strings.HasSuffix(name, ".txt"), strings.HasSuffix(name, ".md"):
		return "text/plain; charset=utf-8"
	}
	return "application/octet-stream"
}

// drawCovered tells somebody who waited. The question and the name of the server
// are texts of others, so they stand in the embed.
func drawCovered(s bot.CoveredScreen) Message {
	out := &sheet{color: colorDone}
	out.add(bold(escape(s.Server, maxName)))
	if q := escape(s.Question, maxSentence); q != "" {
		out.add("> " + q)
	}
	out.add("Ask again there to see the answer.")
	return spoken("🔔 The sources now answer what you asked.", []*sheet{out}, buttons(linkButton(s.Link, "Open the channel"))...)
}

// drawForget asks whether to forget, or says what was forgotten.
func drawForget(s bot.ForgetScreen) Message {
	if !s.Really {
		out := &sheet{color: colorUnsure}
		out.add("**Shall I forget you in this server?**")
		out.add("This deletes your questions, the stored answers to them, your votes and what you wait for. It cannot be undone.")
		out.add("What stays: answers in channels, which moderators can delete there, and the entries of moderators in the audit.")
		return message([]*sheet{out}, buttons(
			danger(button(bot.VerbForget.ID(), "", "Yes, forget me")),
			button(bot.VerbCancel.ID(), "", "No"))...)
	}
	g := s.Gone
	out := &sheet{color: colorDone}
	if g.Questions+g.Votes+g.Subscriptions == 0 {
		out.add("**Done.** Nothing was kept of you here.")
	} else {
		out.add("**Done.** Deleted: " + joined(", ", count(g.Questions, "question"), count(g.Votes, "vote"), count(g.Subscriptions, "subscription")) + ".")
	}
	if g.AuditStays > 0 {
		out.add("What stays: " + count(g.AuditStays, "entry") + " in the audit, since moderators answer for what they changed.")
	}
	out.add("Answers in channels stay there.")
	return message([]*sheet{out})
}
