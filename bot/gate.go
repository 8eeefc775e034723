package bot

import (
	"context"
	"slices"
	"sync"

	"footnote/corpus"
)

// gate says why an event is not taken, or nil if it is: it must come from a
// server to which the bot was invited and, for moderators' matters, from somebody
// who may manage sources there. Discord hides commands from those who may not,
// but what arrives here is checked whatever it showed.
func (b *Bot) gate(ctx context.Context, o Origin, moderator bool) *Note {
	if o.Place.Guild == "" {
		n := Say(ToneRefused, "I answer in servers: ask me in a channel of a server that has invited me.")
		return &n
	}
	if !o.Installed {
		n := Say(ToneRefused, "I am not a member of this server. Ask somebody who manages it to invite me; until then I keep nothing and answer nothing here.")
		return &n
	}
	if !moderator {
		return nil
	}
	s, err := b.settings.of(ctx, o.Place.Space())
	if err != nil {
		b.Log.Warn("settings not read", "space", o.Place.Space(), "err", err)
		n := failNote(err)
		return &n
	}
	if !mayManage(o.Person, s) {
		n := Say(ToneRefused, "Only people with the permission Manage Server, or with a role that /settings names, can do this.")
		return &n
	}
	return nil
}

// mayManage reports whether a person may manage sources.
func mayManage(p Person, s Settings) bool {
	return p.Manager || slices.ContainsFunc(s.Managers, func(role string) bool { return slices.Contains(p.Roles, role) })
}

// answersIn reports whether members may ask in a place.
func answersIn(p Place, s Settings) bool {
	return len(s.Channels) == 0 || slices.Contains(s.Channels, p.Home()) || slices.Contains(s.Channels, p.Channel)
}

// settingsCache keeps the settings of all servers in memory, since the first
// answer to an event is decided from them. Nobody waits for the disk but who asks
// for a server that is not known yet, and who saves.
type settingsCache struct {
	store SettingsStore

	saving sync.Mutex // held while settings are written

	mu    sync.Mutex
	known map[corpus.Space]Settings
}

func (c *settingsCache) of(ctx context.Context, space corpus.Space) (Settings, error) {
	if s, ok := c.get(space); ok {
		return s, nil
	}
	s, err := c.store.Settings(ctx, space)
	if err != nil {
		return Settings{}, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if saved, ok := c.known[space]; ok { // meanwhile, and so newer than what was read
		return saved, nil
	}
	c.known[space] = s
	return s, nil
}

func (c *settingsCache) get(space corpus.Space) (Settings, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	s, ok := c.known[space]
	return s, ok
}

// forget drops what is known of a server, which has left.
func (c *settingsCache) forget(space corpus.Space) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.known, space)
}
