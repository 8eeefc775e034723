package discord

import (
	"context"
	"slices"
	"testing"

	"footnote/bot"
	"footnote/bot/discordtest"
)

func TestRegister(t *testing.T) {
	fake := discordtest.New(discordtest.Options{})
	defer fake.Close()
	defer fake.Check(t)
	c := newFakeClient(t, fake)
	ctx := context.Background()
	for i, want := range []bool{true, false} {
		changed, err := Register(ctx, c, bot.Commands())
		if err != nil || changed != want {
			t.Errorf("registration %d: %v, %v", i, changed, err)
		}
	}
	specs := bot.Commands()
	specs[0].Description += "!"
	if changed, err := Register(ctx, c, specs); err != nil || !changed {
		t.Errorf("a new description: %v, %v", changed, err)
	}
	choices := 0
	for i, s := range specs {
		for j, o := range s.Options {
			if len(o.Choices) > 0 {
				choices++
				specs[i].Options[j].Choices = slices.Clone(o.Choices[1:])
			}
		}
	}
	if changed, err := Register(ctx, c, specs); err != nil || !changed || choices == 0 {
		t.Errorf("other choices of %d options: %v, %v", choices, changed, err)
	}
	if n := fake.Registrations(); n != 3 {
		t.Errorf("%d registrations, want 3", n)
	}
	var names []string
	for _, s := range bot.Commands() {
		names = append(names, s.Name)
	}
	got := fake.Commands()
	slices.Sort(names)
	slices.Sort(got)
	t.Log(got)
}

func TestCommandsOf(t *testing.T) {
	all := commandsOf(bot.Commands())
	for _, c := range all {
		if !slices.Equal(c.Contexts, []int{0}) || !slices.Equal(c.Integrations, []int{0}) {
			t.Errorf("%s is not for servers only", c.Name)
		}
		members := c.Name == bot.CommandAsk || c.Name == bot.CommandHelp || c.Name == bot.CommandForget || c.Name == bot.CommandCheck
		if (c.Permissions == nil) != members {
			t.Errorf("%s: permissions %v", c.Name, c.Permissions)
		}
		if c.Permissions != nil && *c.Permissions != "32" {
			t.Errorf("%s wants %s, not Manage Server", c.Name, *c.Permissions)
		}
		if c.Type == 3 && (c.Description != "" || c.Options != nil) || c.Type == 1 && c.Description == "" {
			t.Errorf("%s: %+v", c.Name, c)
		}
	}
	mixed := commandsOf([]bot.CommandSpec{{Name: "a b", Moderator: true}, {Name: "a c"}})
	if len(mixed) != 1 || len(mixed[0].Options) != 2 || mixed[0].Permissions != nil {
		t.Errorf("%+v", mixed)
	}
	shuffled := slices.Clone(all)
	slices.Reverse(shuffled)
	shuffled[0].ID = "17"
	if !same(all, shuffled) {
		t.Error("order and ids count")
	}
	shuffled[0].Contexts = []int{0, 1}
	if same(all, shuffled) {
		t.Error("contexts do not count")
	}
}

// Discord takes at most 8,000 characters of names, descriptions and values in one
// command, parts and choices included, and 25 options in a part
// (https://docs.discord.com/developers/interactions/application-commands#slash-commands).
func TestCommandsFit(t *testing.T) {
	var size func(o option) int
	size = func(o option) int {
		n := bot.Units(o.Name) + bot.Units(o.Description)
		for _, c := range o.Choices {
			n += bot.Units(c.Name) + bot.Units(c.Value)
		}
		if len(o.Options) > 25 || len(o.Choices) > 25 {
			t.Errorf("%s has %d options and %d choices", o.Name, len(o.Options), len(o.Choices))
		}
		for _, part := range o.Options {
			n += size(part)
		}
		return n
	}
	for _, c := range commandsOf(bot.Commands()) {
		if n := size(option{Name: c.Name, Description: c.Description, Options: c.Options}); n > 8000 {
			t.Errorf("%s has %d characters", c.Name, n)
		}
	}
}
