package render

import (
	"footnote/bot"
)

const mostChannels = 10

func drawHelp(s bot.HelpScreen) Message {
	out := &sheet{color: colorPlain, title: "What I can do"}
	if s.Sources == 0 {
		out.add("I answer questions from this server's own sources. There are none yet: a moderator adds them with `/source add`.")
	} else {
		out.add("I answer questions from this server's own sources, " + count(s.Sources, "source") + " so far. Each sentence has a footnote that you can open.")
	}
	if len(s.Examples) > 0 {
		out.gap()
		out.add("**Try one of these**")
		var list []md
		for _, e := range s.Examples {
			if q := escape(e, maxQuote); q != "" {
				list = append(list, "- "+q)
			}
		}
		out.list(list, 3, "example")
	}
	out.gap()
	out.add("**How to ask**")
	out.add("- `/ask`, or mention me, or reply to one of my answers. “And who goes with him?” works: I remember your last questions for an hour.")
	out.add("- Right-click a message, *Apps*, **" + bot.CommandCheck + "**: what do the sources say of it?")
	out.add("- Under each answer: **Passages** shows the quotes in their surroundings, 👍 and 👎 help the moderators.")
	out.add("- `/forget-me` deletes what is kept of you here.")
	switch {
	case s.Everywhere:
		out.add("- I answer in every channel that I can see.")
	case len(s.Channels) > 0:
		var list []md
		for i, c := range s.Channels {
			if i == mostChannels {
				list = append(list, count(len(s.Channels)-i, "more"))
				break
			}
			list = append(list, channel(c))
		}
		out.add("- I answer in " + joined(", ", list...) + ".")
	}
	if s.Moderator {
		out.gap()
		out.add("**For moderators**")
		out.add("- `/source add`, `paste`, `list`, `info`, `refresh`, `remove`: what I answer from, and how often it is read again")
		out.add("- Right-click a message, *Apps*, **" + bot.CommandAddMessage + "**: the message becomes a source")
		out.add("- `/settings`: who may manage sources, where I answer, limits")
		out.add("- `/stats`, `/gaps`, `/audit`, `/export`: how it goes, what is missing, who changed what, all of it as a file")
	}
	return message([]*sheet{out})
}
