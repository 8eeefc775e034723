package bot

import (
	"context"
	"fmt"
	"strings"

	"footnote/corpus"
)

// found is what was found wrong with the settings of a server.
type found struct {
	// warnings are sentences that name the mend. Names of roles and channels are in
	// them, for render to escape.
	warnings []string
	// gone are the roles and channels that do not exist any more, or are hidden.
	gone []string
}

func (w *found) warn(sentences ...string) { w.warnings = append(w.warnings, sentences...) }

// examine looks at what the settings name.
func (b *Bot) examine(ctx context.Context, o Origin, s Settings) found {
	var w found
	b.examineRoles(ctx, o, s, &w)
	b.examineChannels(ctx, s, &w)
	if s.Moderators != "" {
		b.examineModerators(ctx, s.Moderators, &w)
	}
	return w
}

func (b *Bot) examineRoles(ctx context.Context, o Origin, s Settings, w *found) {
	if len(s.Managers) == 0 {
		return
	}
	guild, err := b.Directory.Guild(ctx, o.Place.Guild)
	if err != nil {
		b.Log.Warn("roles not read", "space", o.Place.Space(), "err", err)
		w.warn("Discord could not be asked just now whether the roles that may manage sources exist and see the commands. Open /settings again in a minute.")
		return
	}
	var there, hidden []string
	gone := 0
	for _, id := range s.Managers {
		if _, ok := guild.Roles[id]; ok {
			there = append(there, id)
		} else {
			gone++
			w.gone = append(w.gone, id)
		}
	}
	shown, err := b.Directory.Shown(ctx, o.Place.Guild, there)
	if err != nil {
		b.Log.Warn("who sees the commands is not known", "space", o.Place.Space(), "err", err)
	}
	for _, id := range there {
		if err == nil && !shown[id] {
			hidden = append(hidden, "“"+corpus.OneLine(guild.Roles[id])+"”")
		}
	}
	switch {
	case gone == 1:
		w.warn("A role that may manage sources does not exist any more. Choose the roles again, so that it is taken off the list.")
	case gone > 1:
		w.warn(fmt.Sprintf("%d roles that may manage sources do not exist any more. Choose the roles again, so that they are taken off the list.", gone))
	}
	switch {
	case err != nil && len(there) > 0:
		w.warn("Discord did not say whether all roles that may manage sources see my commands.", clicks())
	case len(hidden) > 0:
		w.warn("Discord does not show my commands for moderators to "+listed(hidden)+" yet, and I may not change that.", clicks())
	}
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

func (b *Bot) examineChannels(ctx context.Context, s Settings, w *found) {
	gone := 0
	for _, id := range s.Channels {
		if _, err := b.Directory.Channel(ctx, id); corpus.HasCode(err, corpus.CodeMissing) {
			gone++
			w.gone = append(w.gone, id)
		}
	}
	switch {
	case gone == 0:
	case gone == len(s.Channels):
		w.warn("None of the channels that I answer in exists any more, or I do not see them: nobody can ask me anything. Choose the channels again.")
	default:
		w.warn(fmt.Sprintf("%d of the channels that I answer in do not exist any more, or I do not see them. Choose the channels again.", gone))
	}
}

func (b *Bot) examineModerators(ctx context.Context, id string, w *found) {
	c, err := b.Directory.Channel(ctx, id)
	switch {
	case corpus.HasCode(err, corpus.CodeMissing):
		w.gone = append(w.gone, id)
		w.warn("The channel of reports to moderators does not exist any more, or I do not see it: nobody gets the reports. Choose another, or let me see it.")
		return
	case err != nil:
		b.Log.Warn("moderators' channel not read", "channel", id, "err", err)
		w.warn("Discord could not be asked just now about the channel of reports to moderators. Open /settings again in a minute.")
		return
	}
	name := "#" + corpus.OneLine(c.Name)
	if c.EveryoneReads {
		w.warn(name + " can be read by everyone in this server, with the reports to moderators: what could not be answered, and which sources were added. Choose a channel that only moderators see.")
	}
	if !c.CanPost {
		w.warn("I may not write in " + name + ": give me View Channel, Send Messages and Embed Links there, or choose another channel for the reports.")
	}
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
