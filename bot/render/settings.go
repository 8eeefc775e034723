package render

import (
	"slices"

	"footnote/bot"
)

// Types of channels that can be set: those that have messages or threads of
// their own. Source: "Channel Resource", Channel Types.
var (
	askTypes  = []int{0, 2, 5, 13, 15} // text, voice, announcement, stage, forum
	postTypes = []int{0, 5}            // text, announcement
)

func drawSettings(s bot.SettingsScreen) Message {
	out := &sheet{color: colorPlain, title: "Settings"}
	if saved := escape(s.Saved, maxQuote); saved != "" {
		out.color = colorDone
		out.add("✅ " + saved)
		out.gap()
	}
	for i, w := range s.Warnings {
		if i == mostUncovered {
			break
		}
		out.color = colorUnsure
		out.add("⚠️ " + escape(w, maxQuote))
	}
	out.gap()
	x := s.Settings
	out.add("**Who may manage sources:** " + references(x.Managers, role, "people with Manage Server", "people with Manage Server, and "))
	out.add("**Where I answer:** " + references(x.Channels, channel, "in every channel", ""))
	out.add("**Moderators' channel:** " + references(nonEmpty(x.Moderators), channel, "none; here go the weekly digest and reports", ""))
	answers := md("public, unless somebody asks privately")
	toggle := button(bot.VerbSetPrivate.ID("on"), "🔒", "Make answers private")
	if x.Private {
		answers = "private, unless somebody asks publicly"
		toggle = button(bot.VerbSetPrivate.ID("off"), "📢", "Make answers public")
	}
	out.add("**Answers:** " + answers)
	out.add("**Questions of a member in ten minutes:** " + limit(x.MemberLimit, s.Ceilings.MemberLimit))
	out.add("**Questions of the server in an hour:** " + limit(x.ServerLimit, s.Ceilings.ServerLimit))
	out.add("**Tokens of the language model in a day:** " + limit(x.DailyTokens, s.Ceilings.DailyTokens))
	if days := int(s.Ceilings.Keep.Hours() / 24); days > 0 {
		out.add("Questions, answers and votes are kept for " + count(days, "day") + ".")
	}

	managers := picker(typeRoleSelect, bot.VerbSetManagers.ID(), "Roles that may manage sources", "role", without(x.Managers, s.Gone), maxOptions)
	channels := picker(typeChannelSelect, bot.VerbSetChannels.ID(), "Channels to answer in; none means all", "channel", without(x.Channels, s.Gone), maxOptions)
	channels.Components[0].ChannelTypes = askTypes
	moderators := picker(typeChannelSelect, bot.VerbSetModerators.ID(), "The moderators' channel", "channel", without(nonEmpty(x.Moderators), s.Gone), 1)
	moderators.Components[0].ChannelTypes = postTypes
	rows := []Row{managers, channels, moderators}
	return message([]*sheet{out}, append(rows, buttons(toggle, button(bot.VerbSetLimits.ID(), "🎚️", "Limits"))...)...)
}

// without are the ids that are not gone: Discord may refuse a menu that offers one
// that is.
func without(ids, gone []string) []string {
	return slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return slices.Contains(gone, id) })
}

func nonEmpty(s string) []string {
	if s == "" {
		return nil
	}
	return []string{s}
}

// references names roles or channels, or says what holds without any.
func references(ids []string, draw func(string) md, none, prefix md) md {
	var list []md
	for i, id := range ids {
		if i == maxOptions {
			list = append(list, count(len(ids)-i, "more"))
			break
		}
		list = append(list, draw(id))
	}
	if names := joined(", ", list...); names != "" {
		return prefix + names
	}
	return none
}

// limit shows a limit and the operator's ceiling over it.
func limit(set, ceiling int) md {
	switch {
	case ceiling <= 0 && set <= 0:
		return "no limit"
	case ceiling <= 0:
		return number(set)
	case set <= 0 || set >= ceiling:
		return number(ceiling) + ", the most that this bot allows"
	}
	return number(set) + " (at most " + number(ceiling) + ")"
}
