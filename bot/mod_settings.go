package bot

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"footnote/corpus"
)

// showSettings is /settings.
func (b *Bot) showSettings(_ context.Context, c Command) Response {
	return b.look(c.Origin, false, func(ctx context.Context) Screen { return b.panel(ctx, c.Origin, "") })
}

// panel is the settings as they are now, with what was just saved.
func (b *Bot) panel(ctx context.Context, o Origin, saved string) Screen {
	s, err := b.settings.of(ctx, o.Place.Space())
	if err != nil {
		return b.trouble(err, "settings not read", o)
	}
	found := b.examine(ctx, o, s)
	return SettingsScreen{Settings: s, Ceilings: b.Ceilings, Saved: saved, Warnings: found.warnings, Gone: found.gone}
}

// notSet shows the settings as they stay, and why they do: the menus, whose place
// this takes, are still wanted.
func (b *Bot) notSet(ctx context.Context, o Origin, why Note) Screen {
	s, ok := b.panel(ctx, o, "").(SettingsScreen)
	if !ok || len(why.Names) > 0 {
		return why
	}
	s.Warnings = append([]string{why.Text}, s.Warnings...)
	return s
}

// change is one change of the settings: what is set, and its value before and
// after in words.
type change struct {
	set    func(*Settings)
	name   string
	before func(Settings) string
}

// apply saves changes, each with a line in the audit, and shows the settings.
func (b *Bot) apply(ctx context.Context, o Origin, changes ...change) Screen {
	var saved []string
	for _, c := range changes {
		e := Entry{At: b.Now(), By: o.Person.ID, Action: "settings"}
		changed, err := b.settings.change(ctx, o.Place.Space(), func(s *Settings) (Entry, bool) {
			before := c.before(*s)
			c.set(s)
			after := c.before(*s)
			e.What = c.name + ": " + before + " → " + after
			return e, before != after
		})
		if err != nil {
			return b.trouble(err, "settings not saved", o)
		}
		if changed {
			saved = append(saved, e.What)
		}
	}
	if len(saved) == 0 {
		return b.panel(ctx, o, "Nothing had to be changed.")
	}
	return b.panel(ctx, o, strings.Join(saved, "; "))
}

// setManagers takes the menu of roles.
func (b *Bot) setManagers(_ context.Context, press Press) Response {
	o := press.Origin
	return b.look(o, true, func(ctx context.Context) Screen {
		guild, err := b.Directory.Guild(ctx, o.Place.Guild)
		if err != nil {
			return b.trouble(err, "roles not read", o)
		}
		roles := unique(press.Values)
		for _, r := range roles {
			if r == o.Place.Guild {
				return b.notSet(ctx, o, Say(ToneRefused, "Everybody has the role everyone, so everybody could remove sources. Name a role of those who may."))
			}
			if _, known := guild.Roles[r]; !known {
				return b.notSet(ctx, o, Say(ToneRefused, "One of these roles does not exist in this server any more. Choose anew."))
			}
		}
		return b.apply(ctx, o, change{
			set:  func(s *Settings) { s.Managers = roles },
			name: "roles that may manage sources",
			before: func(s Settings) string {
				return wordsFor(s.Managers, "none", func(id string) string { return guild.Roles[id] })
			},
		})
	})
}

// setChannels takes the menu of channels.
func (b *Bot) setChannels(_ context.Context, press Press) Response {
	o := press.Origin
	return b.look(o, true, func(ctx context.Context) Screen {
		channels := unique(press.Values)
		if no := b.channelsHere(ctx, o, channels); no != nil {
			return b.notSet(ctx, o, *no)
		}
		return b.apply(ctx, o, change{
			set:    func(s *Settings) { s.Channels = channels },
			name:   "channels that I answer in",
			before: func(s Settings) string { return wordsFor(s.Channels, "all", b.channelName(ctx)) },
		})
	})
}

// setModerators takes the menu of the moderators' channel; nothing chosen is none.
func (b *Bot) setModerators(_ context.Context, press Press) Response {
	o := press.Origin
	return b.look(o, true, func(ctx context.Context) Screen {
		channel := ""
		if len(press.Values) > 0 {
			channel = press.Values[0]
			if no := b.channelsHere(ctx, o, press.Values[:1]); no != nil {
				return b.notSet(ctx, o, *no)
			}
		}
		return b.apply(ctx, o, change{
			set:  func(s *Settings) { s.Moderators = channel },
			name: "channel of reports to moderators",
			before: func(s Settings) string {
				return wordsFor(unique([]string{s.Moderators}), "none", b.channelName(ctx))
			},
		})
	})
}

// setPrivate takes the button that switches it.
func (b *Bot) setPrivate(_ context.Context, press Press) Response {
	word := argument(press.CustomID, 0, 1)
	if word != "on" && word != "off" {
		return staleButton()
	}
	return b.look(press.Origin, true, func(ctx context.Context) Screen {
		return b.apply(ctx, press.Origin, change{
			set:  func(s *Settings) { s.Private = word == "on" },
			name: "private answers by default",
			before: func(s Settings) string {
				if s.Private {
					return "on"
				}
				return "off"
			},
		})
	})
}

// limit is one number among the settings.
type limit struct {
	field, label, name string
	of                 func(*Settings) *int
	ceiling            func(Ceilings) int
}

var limitFields = [...]limit{
	{"member", "Questions a member may ask in 10 minutes", "questions of a member in 10 minutes",
		func(s *Settings) *int { return &s.MemberLimit }, func(c Ceilings) int { return c.MemberLimit }},
	{"server", "Questions this server may ask in an hour", "questions of the server in an hour",
		func(s *Settings) *int { return &s.ServerLimit }, func(c Ceilings) int { return c.ServerLimit }},
	{"tokens", "Model tokens this server may spend in a day", "model tokens of the server in a day",
		func(s *Settings) *int { return &s.DailyTokens }, func(c Ceilings) int { return c.DailyTokens }},
}

// askLimits opens the form of the limits.
func (b *Bot) askLimits(ctx context.Context, press Press) Response {
	s, err := b.settings.of(ctx, press.Place.Space())
	if err != nil {
		return b.fail(err, "settings not read", press.Origin)
	}
	f := Form{ID: VerbSetLimits.ID(), Title: "Limits"}
	for _, l := range limitFields {
		field := Field{Name: l.field, Label: l.label, Max: 20, Placeholder: "Empty: no limit"}
		if c := l.ceiling(b.Ceilings); c > 0 {
			field.Placeholder = fmt.Sprintf("Empty: %d, the most that is allowed here", c)
		}
		if n := *l.of(&s); n > 0 {
			field.Value = strconv.Itoa(n)
		}
		f.Fields = append(f.Fields, field)
	}
	return Response{Form: &f, Private: true}
}

// setLimits takes the form. All of it is checked before anything is saved.
func (b *Bot) setLimits(_ context.Context, s Submission) Response {
	var changes []change
	for _, l := range limitFields {
		ceiling := l.ceiling(b.Ceilings)
		n, fault := limitOf(s.Fields[l.field], ceiling)
		if fault != "" {
			return refuse("%s: "+fault+" Nothing was saved.", l.label)
		}
		changes = append(changes, change{
			set:  func(s *Settings) { *l.of(s) = n },
			name: l.name,
			before: func(s Settings) string {
				if n := *l.of(&s); n > 0 {
					return strconv.Itoa(n)
				}
				return "the most that is allowed"
			},
		})
	}
	return b.look(s.Origin, true, func(ctx context.Context) Screen { return b.apply(ctx, s.Origin, changes...) })
}

// limitOf reads a number as people write it: 10000, 10,000 or 10 000. Empty is 0,
// which means the ceiling. The fault is a sentence, "" if there is none.
func limitOf(text string, ceiling int) (n int, fault string) {
	text = strings.TrimSpace(text)
	if text == "" {
		return 0, ""
	}
	digits := strings.NewReplacer(",", "", " ", "", "'", "", "_", "", "\u00a0", "", "\u202f", "", "\u2009", "", "’", "").Replace(text)
	n, err := strconv.Atoi(digits)
	switch {
	case errors.Is(err, strconv.ErrRange) && n > 0: // n is the largest int
	case err != nil:
		return 0, "Write a whole number in digits, or leave it empty."
	case n < 1:
		return 0, "Write a number of at least 1, or leave it empty for the most that is allowed."
	}
	if ceiling > 0 && n > ceiling {
		return 0, fmt.Sprintf("Who runs me allows %d at most.", ceiling)
	}
	if n > maxLimit {
		return 0, fmt.Sprintf("Write a number of at most %d, or leave it empty.", maxLimit)
	}
	return n, ""
}

// maxLimit is more than any server needs, and can be counted with.
const maxLimit = 1_000_000_000

// change changes the settings of a server, and writes that to the audit, unless
// f reports that nothing changed. Two changes at once both count.
func (c *settingsCache) change(ctx context.Context, space corpus.Space, f func(*Settings) (Entry, bool)) (changed bool, err error) {
	// Not the lock of the cache: others ask it while this is written.
	c.saving.Lock()
	defer c.saving.Unlock()
	s, err := c.of(ctx, space)
	if err != nil {
		return false, err
	}
	e, changed := f(&s)
	if !changed {
		return false, nil
	}
	if err := c.store.SaveSettings(ctx, space, s, e); err != nil {
		c.forget(space) // it may have been written all the same: read it anew
		return false, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.known[space] = s
	return true, nil
}

// unique are the values, without empty ones, each once, in order.
func unique(values []string) []string {
	var out []string
	for _, v := range values {
		if v != "" && !slices.Contains(out, v) {
			out = append(out, v)
		}
	}
	return out
}

// wordsFor names things by their ids, for the audit. Those without a name, which
// are gone, keep the id.
func wordsFor(ids []string, none string, name func(id string) string) string {
	if len(ids) == 0 {
		return none
	}
	words := make([]string, len(ids))
	for i, id := range ids {
		if words[i] = corpus.OneLine(name(id)); words[i] == "" {
			words[i] = id
		}
	}
	return strings.Join(words, ", ")
}
