package main

import (
	"context"
	"fmt"

	"footnote/bot"
	"footnote/bot/discord"
	botstore "footnote/bot/store"
	"footnote/corpus"
	"footnote/corpus/store"
)

// examineRoles looks whether Discord shows the commands of moderators to the roles
// that /settings names. A bot cannot see to that itself: somebody who manages the
// server has to.
func (a *app) examineRoles(ctx context.Context, c config, client *discord.Client, servers []discord.ServerSetup) []finding {
	folder, err := c.dataFolder(a.dataFlag)
	if err != nil || !hasStore(folder) {
		return nil // another finding tells, or nothing was ever set
	}
	managers, err := managersOf(ctx, folder, servers)
	if err != nil {
		return []finding{failing("roles", err, "")}
	}
	var found []finding
	directory := discord.NewDirectory(client)
	seen := 0
	for _, s := range servers {
		for _, role := range managers[s.ID] {
			f, shown := examineRole(ctx, directory, s, role)
			if shown {
				seen++
				continue
			}
			found = append(found, f)
		}
	}
	if seen > 0 {
		found = append(found, finding{Check: "roles", State: stateOK, Detail: fmt.Sprintf("%s in /settings: Discord shows the commands of moderators", count(seen, "role"))})
	}
	return found
}

// examineRole reports whether a role sees the commands; if not, f says why.
func examineRole(ctx context.Context, d bot.Directory, s discord.ServerSetup, role string) (f finding, shown bool) {
	guild, err := d.Guild(ctx, s.ID)
	name, there := guild.Roles[role]
	if err == nil && !there {
		return finding{"roles", stateWarn, s.Name + ": a role that may manage sources does not exist any more",
			"choose the roles again in /settings there"}, false
	}
	if err == nil {
		var to map[string]bool
		to, err = d.Shown(ctx, s.ID, []string{role})
		shown = to[role]
	}
	if err != nil {
		return finding{"roles", stateWarn, s.Name + ": it is not known who sees the commands of moderators: " + explain(err),
			"run doctor again in a minute"}, false
	}
	return finding{"roles", stateWarn, s.Name + ": the role " + quoted(name) + " may manage sources, but Discord does not show it the commands",
		"in Discord: Server Settings, Integrations, this bot; /settings there lists the commands to add the role to"}, shown
}

// managersOf reads the roles that the settings of the servers name, from a data
// folder that exists. Where the bot never ran, there are none.
func managersOf(ctx context.Context, folder string, servers []discord.ServerSetup) (map[string][]string, error) {
	st, err := store.Open(ctx, folder, store.Options{})
	if err != nil {
		return nil, err
	}
	defer st.Close()
	if ran, err := botstore.Exists(ctx, st.DB()); err != nil || !ran {
		return nil, err
	}
	records, err := botstore.Open(ctx, st.DB(), botstore.Options{Scrub: st.Scrub})
	if err != nil {
		return nil, err
	}
	managers := map[string][]string{}
	for _, s := range servers {
		settings, err := records.Settings(ctx, corpus.Space(s.ID))
		if err != nil {
			return nil, err
		}
		managers[s.ID] = settings.Managers
	}
	return managers, nil
}
