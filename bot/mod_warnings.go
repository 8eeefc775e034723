package bot

import (
	"context"
	"fmt"
	"strings"

	"footnote/corpus"
)

// warnings says what is wrong with the settings of a server, in sentences that
// name the mend. Names of roles and channels are in them, for render to escape.
func (b *Bot) warnings(ctx context.Context, o Origin, s Settings) []string {
	var all []string
	all = append(all, b.roleWarnings(ctx, o, s)...)
	all = append(all, b.channelWarnings(ctx, s)...)
	if s.Moderators != "" {
		all = append(all, b.moderatorsWarnings(ctx, s.Moderators)...)
	}
	return all
}

func (b *Bot) roleWarnings(ctx context.Context, o Origin, s Settings) (all []string) {
	if len(s.Managers) == 0 {
		return nil
	}
	guild, err := b.Directory.Guild(ctx, o.Place.Guild)
	if err != nil {
		b.Log.Warn("roles not read", "space", o.Place.Space(), "err", err)
		return []string{"Discord could not be asked just now whether the roles that may manage sources exist and see the commands. Open /settings again in a minute."}
	}
	var gone int
	var hidden []string
	unknown := false
	for _, id := range s.Managers {
		name, ok := guild.Roles[id]
		if !ok {
			gone++
			continue
		}
		shown, err := b.Directory.Shown(ctx, o.Place.Guild, id)
		switch {
		case err != nil:
			b.Log.Warn("who sees the commands is not known", "space", o.Place.Space(), "err", err)
			unknown = true
		case !shown:
			hidden = append(hidden, "“"+corpus.OneLine(name)+"”")
		}
	}
	switch {
	case gone == 1:
		all = append(all, "A role that may manage sources does not exist any more. Choose the roles again, so that it is taken off the list.")
	case gone > 1:
		all = append(all, fmt.Sprintf("%d roles that may manage sources do not exist any more. Choose the roles again, so that they are taken off the list.", gone))
	}
	if len(hidden) > 0 {
		all = append(all, "Discord does not show my commands for moderators to "+listed(hidden)+" yet, and I may not change that.", clicks())
	}
	if unknown {
		all = append(all, "Discord did not say whether all roles that may manage sources see my commands.")
		if len(hidden) == 0 {
			all = append(all, clicks())
		}
	}
	return all
}

// clicks says how roles come to see the commands of moderators. A bot may not
// change that itself.
func clicks() string {
	return "To show a role my commands: Server Settings, Integrations, this bot; click on each of " + strings.Join(moderatorCommands(), ", ") +
		", there on Add Roles or Members, and choose the role."
}

// moderatorCommands are the commands of moderators as Server Settings list them.
func moderatorCommands() []string {
	var names []string
	for _, c := range Commands() {
		if !c.Moderator {
			continue
		}
		name := c.Name
		if !c.OnMessage {
			first, _, _ := strings.Cut(name, " ")
			name = "/" + first
		}
		names = append(names, name)
	}
	return unique(names)
}

func (b *Bot) channelWarnings(ctx context.Context, s Settings) []string {
	gone := 0
	for _, id := range s.Channels {
		if _, err := b.Directory.Channel(ctx, id); corpus.HasCode(err, corpus.CodeMissing) {
			gone++
		}
	}
	switch {
	case gone == 0:
		return nil
	case gone == len(s.Channels):
		return []string{"None of the channels that I answer in exists any more, or I do not see them: nobody can ask me anything. Choose the channels again."}
	}
	return []string{fmt.Sprintf("%d of the channels that I answer in do not exist any more, or I do not see them. Choose the channels again.", gone)}
}

func (b *Bot) moderatorsWarnings(ctx context.Context, id string) (all []string) {
	c, err := b.Directory.Channel(ctx, id)
	switch {
	case corpus.HasCode(err, corpus.CodeMissing):
		return []string{"The channel of reports to moderators does not exist any more, or I do not see it: nobody gets the reports. Choose another, or let me see it."}
	case err != nil:
		b.Log.Warn("moderators' channel not read", "channel", id, "err", err)
		return []string{"Discord could not be asked just now about the channel of reports to moderators. Open /settings again in a minute."}
	}
	name := "#" + corpus.OneLine(c.Name)
	if c.EveryoneReads {
		all = append(all, name+" can be read by everyone in this server, with the reports to moderators: what could not be answered, and which sources were added. Choose a channel that only moderators see.")
	}
	if !c.CanPost {
		all = append(all, "I may not write in "+name+": give me View Channel and Send Messages there, or choose another channel for the reports.")
	}
	return all
}

// channelsHere says that one of the channels is not of this server, or cannot be
// seen; nil if all are.
func (b *Bot) channelsHere(ctx context.Context, o Origin, ids []string) *Note {
	for _, id := range ids {
		c, err := b.Directory.Channel(ctx, id)
		if err != nil && !corpus.HasCode(err, corpus.CodeMissing) {
			n := b.trouble(err, "channel not read", o)
			return &n
		}
		if err != nil || c.Guild != o.Place.Guild {
			n := Say(ToneRefused, "One of these channels is not in this server, or I do not see it. Let me see it (View Channel), and choose again.")
			return &n
		}
	}
	return nil
}

// channelName gives names of channels by their ids; "" for those that are gone.
func (b *Bot) channelName(ctx context.Context) func(id string) string {
	return func(id string) string {
		c, err := b.Directory.Channel(ctx, id)
		if err != nil || c.Name == "" {
			return ""
		}
		return "#" + c.Name
	}
}
