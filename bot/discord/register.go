package discord

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"github.com/bwmarrin/discordgo"

	"footnote/bot"
)

// command is a command as Discord takes it and gives it back
// (https://docs.discord.com/developers/interactions/application-commands#application-command-object).
// discordgo's type sends null for every list that is empty.
type command struct {
	ID           string   `json:"id,omitempty"` // given by Discord
	Type         int      `json:"type"`
	Name         string   `json:"name"`
	Description  string   `json:"description,omitempty"`
	Options      []option `json:"options,omitempty"`
	Permissions  *string  `json:"default_member_permissions"` // null: everybody
	Contexts     []int    `json:"contexts"`
	Integrations []int    `json:"integration_types"`
}

type option struct {
	Type         int      `json:"type"`
	Name         string   `json:"name"`
	Description  string   `json:"description"`
	Required     bool     `json:"required,omitempty"`
	Autocomplete bool     `json:"autocomplete,omitempty"`
	Choices      []choice `json:"choices,omitempty"`
	Options      []option `json:"options,omitempty"`
}

// choice is one of all that an option can be.
type choice struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// optionTypes are Discord's numbers.
var optionTypes = map[bot.OptionType]int{
	bot.OptionText: int(discordgo.ApplicationCommandOptionString),
	bot.OptionBool: int(discordgo.ApplicationCommandOptionBoolean),
	bot.OptionFile: int(discordgo.ApplicationCommandOptionAttachment),
}

// groupDescription is what a command that only holds others says of itself; it
// is shown nowhere but in lists of commands.
const groupDescription = "The sources that answers come from"

// commandsOf makes Discord's commands: "source add" becomes a part of "source".
// All are for servers only, and for installations in a server.
func commandsOf(specs []bot.CommandSpec) []command {
	var all []command
	for _, s := range specs {
		c := command{Type: int(discordgo.ChatApplicationCommand), Name: s.Name, Description: s.Description,
			Options: optionsOf(s.Options), Contexts: []int{0}, Integrations: []int{0}}
		if s.Moderator {
			c.Permissions = &manageServer
		}
		if s.OnMessage {
			c.Type, c.Description = int(discordgo.MessageApplicationCommand), ""
			all = append(all, c)
			continue
		}
		group, name, ok := strings.Cut(s.Name, " ")
		if !ok {
			all = append(all, c)
			continue
		}
		part := option{Type: int(discordgo.ApplicationCommandOptionSubCommand), Name: name, Description: s.Description, Options: c.Options}
		if i := slices.IndexFunc(all, func(c command) bool { return c.Name == group }); i >= 0 {
			all[i].Options = append(all[i].Options, part)
			if !s.Moderator {
				all[i].Permissions = nil
			}
			continue
		}
		c.Name, c.Description, c.Options = group, groupDescription, []option{part}
		all = append(all, c)
	}
	return all
}

// manageServer is who sees the commands of moderators unless a server says
// otherwise.
var manageServer = strconv.FormatInt(discordgo.PermissionManageGuild, 10)

func optionsOf(specs []bot.OptionSpec) []option {
	var all []option
	for _, s := range specs {
		o := option{Type: optionTypes[s.Type], Name: s.Name, Description: s.Description, Required: s.Required, Autocomplete: s.Complete}
		for _, c := range s.Choices {
			o.Choices = append(o.Choices, choice{c.Label, c.Value})
		}
		all = append(all, o)
	}
	return all
}

// same reports whether two lists of commands are the same to people.
func same(a, b []command) bool {
	return bytes.Equal(normal(a), normal(b))
}

func normal(cmds []command) []byte {
	cmds = slices.Clone(cmds)
	for i := range cmds {
		cmds[i].ID = ""
		cmds[i].Contexts = slices.Sorted(slices.Values(cmds[i].Contexts))
		cmds[i].Integrations = slices.Sorted(slices.Values(cmds[i].Integrations))
	}
	slices.SortFunc(cmds, func(a, b command) int { return cmp.Or(a.Type-b.Type, cmp.Compare(a.Name, b.Name)) })
	text, _ := json.Marshal(cmds) // of texts, numbers and lists
	return text
}

// Register makes Discord's list of the bot's commands the given one, and reports
// whether it had to be changed: Discord counts registrations.
func Register(ctx context.Context, c *Client, specs []bot.CommandSpec) (changed bool, err error) {
	app, err := c.Application(ctx)
	if err != nil {
		return false, err
	}
	there, err := c.commands(ctx, app.ID)
	if err != nil {
		return false, err
	}
	want := commandsOf(specs)
	if same(there, want) {
		return false, nil
	}
	return true, c.overwrite(ctx, app.ID, want)
}
