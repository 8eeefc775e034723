package main

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"footnote/bot/discord"
	"footnote/corpus"
)

// discordPatience bounds what doctor asks Discord.
const discordPatience = 20 * time.Second

// examineDiscord looks at the bot's token, its application, and how it stands in
// its servers. Without a token there is nothing to look at: the command line
// needs none.
func (a *app) examineDiscord(ctx context.Context, c config) []finding {
	token, err := c.discordToken()
	if err != nil {
		if c.Discord.TokenFile == "" && c.Discord.TokenEnv == defaultConfig().Discord.TokenEnv {
			return []finding{{Check: "discord", State: stateOK, Detail: "no token in " + c.Discord.TokenEnv + "; only `footnote run` needs one"}}
		}
		return []finding{failing("discord", err, "")}
	}
	client, err := discord.NewClient(discord.ClientOptions{API: c.Discord.APIURL, Token: token, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		return []finding{failing("discord", err, "")}
	}
	defer client.Close()
	ctx, cancel := context.WithTimeout(ctx, discordPatience)
	defer cancel()
	setup, err := discord.Inspect(ctx, client)
	if stopped := client.Stopped(); stopped.Err() != nil {
		err = context.Cause(stopped) // says what to do about the token
	}
	if err != nil {
		return []finding{discordFailed(err, c)}
	}
	found := []finding{{Check: "discord", State: stateOK, Detail: fmt.Sprintf("the token is that of %s; in %s; %s left today",
		setup.Bot, count(len(setup.Servers), "server"), count(setup.Starts, "start")), Mend: "invite it with " + setup.Invite}}
	if setup.Starts == 0 {
		found = append(found, finding{"starts", stateFail, "Discord allows no further start of the bot today", "wait until tomorrow, and find out what starts it so often"})
	}
	if setup.UserInstall {
		found = append(found, finding{"install", stateWarn, "the application can be installed to a person's account, where it has no server to answer for",
			"in the Developer Portal, page Installation, switch User Install off"})
	}
	found = append(found, finding{Check: "intents", State: stateOK, Detail: "none that Discord would have to grant is needed"})
	for _, s := range setup.Servers {
		if len(s.Missing) > 0 {
			found = append(found, finding{"server", stateFail, s.Name + ": the bot lacks " + strings.Join(s.Missing, ", "),
				"give its role these permissions in Server Settings, Roles, or invite it again with the link above"})
		}
	}
	return append(found, a.examineRoles(ctx, c, client, setup.Servers)...)
}

// discordFailed says why Discord could not be asked.
func discordFailed(err error, c config) finding {
	if corpus.HasCode(err, corpus.CodeInvalid) {
		return failing("discord", err, "")
	}
	return finding{"discord", stateFail, "Discord does not answer as it should at " + hostOf(c.Discord.APIURL) + ": " + explain(err),
		"check the network of this machine, discord.api_url, and https://discordstatus.com"}
}
