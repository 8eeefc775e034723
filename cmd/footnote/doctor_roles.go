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
	directory := discord.NewDirectory(client)
	var found []finding
	seen := 0
	for _, s := range servers {
		if len(managers[s.ID]) == 0 {
			continue
		}
		bad, shown := examineRolesOf(ctx, directory, s, managers[s.ID])
		found = append(found, bad...)
		seen += shown
	}
	if seen > 0 {
		found = append(found, finding{Check: "roles", State: stateOK, Detail: fmt.Sprintf("%s in /settings: Discord shows the commands of moderators", count(seen, "role"))})
	}
	return found
}

// examineRolesOf counts the roles of one server that see the commands, and says
// what is wrong with the others.
func examineRolesOf(ctx context.Context, d bot.Directory, s discord.ServerSetup, roles []string) (bad []finding, seen int) {
	guild, err := d.Guild(ctx, s.ID)
	var shown map[string]bool
	if err == nil {
		shown, err = d.Shown(ctx, s.ID, roles)
	}
	if err != nil {
		return []finding{{"roles", stateWarn, s.Name + ": it is not known who sees the commands of moderators: " + explain(err),
			"run doctor again in a minute"}}, 0
	}
	for _, role := range roles {
		sees, there := shown[role]
		switch {
		case !there:
			bad = append(bad, finding{"roles", stateWarn, s.Name + ": a role that may manage sources does not exist any more",
				"choose the roles again in /settings there"})
		case !sees:
			bad = append(bad, finding{"roles", stateWarn, s.Name + ": the role " + quoted(guild.Roles[role]) + " may manage sources, but Discord does not show it the commands",
				"in Discord: Server Settings, Integrations, this bot; /settings there lists the commands to add the role to"})
		default:
			seen++
		}
	}
	return bad, seen
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
