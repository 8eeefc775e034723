package discord

import (
	"fmt"
	"strings"

	"footnote/corpus"
)

// closeCode is why the gateway ended a connection
// (https://docs.discord.com/developers/topics/opcodes-and-status-codes#gateway-gateway-close-event-codes).
type closeCode int

const (
	closeNormal             closeCode = 1000
	closeNotAuthenticated   closeCode = 4003
	closeAuthentication     closeCode = 4004
	closeInvalidSequence    closeCode = 4007
	closeSessionTimedOut    closeCode = 4009
	closeInvalidShard       closeCode = 4010
	closeShardingRequired   closeCode = 4011
	closeInvalidVersion     closeCode = 4012
	closeInvalidIntents     closeCode = 4013
	closeDisallowedIntents  closeCode = 4014
	closedWithoutAnyMessage closeCode = -1
)

// fresh reports whether the session is lost, so that only an identify helps.
// After every other code a resume is worth trying: at worst the gateway answers
// that the session is invalid.
func (c closeCode) fresh() bool {
	switch c {
	case closeNotAuthenticated, closeInvalidSequence, closeSessionTimedOut:
		return true
	}
	return false
}

// problem is what to mend when connecting again is of no use, nil otherwise.
func (c closeCode) problem(reason string) error {
	const portal = "in the Developer Portal (discord.com/developers/applications), open the application"
	var say string
	cause := fmt.Errorf("the gateway closed with %d %s", int(c), strings.TrimSpace(clip(reason, 100)))
	switch c {
	case closeAuthentication:
		return revoked(cause)
	case closeInvalidShard:
		say = "Discord refuses the shard number that the bot gave: " + portal + ", reset the token under Bot " +
			"if another program runs this bot with shards, and start only this one."
	case closeShardingRequired:
		say = "The bot is in so many servers that Discord wants its connection split into shards, which this version " +
			"does not do: " + portal + ", make the bot private under Installation, and let it leave servers."
	case closeInvalidVersion:
		say = "Discord no longer speaks version 10 of its gateway: install a newer Footnote. Nothing needs to be changed in the Developer Portal."
	case closeInvalidIntents:
		say = "Discord does not know the events that the bot asks for: install a newer Footnote, or correct [discord] api_url " +
			"if it is not Discord's. Nothing needs to be changed in the Developer Portal."
	case closeDisallowedIntents:
		say = "Discord does not let this application receive the events that the bot asks for (servers, messages, direct messages): " +
			portal + ", choose Bot, and look under Privileged Gateway Intents and for a notice about verification."
	default:
		return nil
	}
	return &corpus.Problem{Code: corpus.CodeInvalid, Message: say, Err: cause}
}
