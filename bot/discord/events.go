package discord

import (
	"encoding/json"
	"time"

	"github.com/bwmarrin/discordgo"
)

// Interaction is a command, button or form that somebody used. discordgo's type
// lacks the channel, which says whether that is a thread.
type Interaction struct {
	*discordgo.Interaction
	Channel struct {
		Type   discordgo.ChannelType `json:"type"`
		Parent string                `json:"parent_id"`
	}
}

// UnmarshalJSON reads both.
func (i *Interaction) UnmarshalJSON(data []byte) error {
	i.Interaction = new(discordgo.Interaction)
	if err := json.Unmarshal(data, i.Interaction); err != nil {
		return err
	}
	more := struct {
		Channel any `json:"channel"`
	}{&i.Channel}
	_ = json.Unmarshal(data, &more) // without it, it is an ordinary channel
	return nil
}

// newEvent makes the empty event of a type, nil for those that the bot does not
// look at.
func newEvent(kind string) any {
	switch kind {
	case "READY":
		return new(discordgo.Ready)
	case "RESUMED":
		return new(discordgo.Resumed)
	case "INTERACTION_CREATE":
		return new(Interaction)
	case "MESSAGE_CREATE":
		return new(discordgo.MessageCreate)
	case "GUILD_CREATE":
		return new(discordgo.GuildCreate)
	case "GUILD_UPDATE":
		return new(discordgo.GuildUpdate)
	case "GUILD_DELETE":
		return new(discordgo.GuildDelete)
	case "GUILD_ROLE_CREATE":
		return new(discordgo.GuildRoleCreate)
	case "GUILD_ROLE_UPDATE":
		return new(discordgo.GuildRoleUpdate)
	case "GUILD_ROLE_DELETE":
		return new(discordgo.GuildRoleDelete)
	case "CHANNEL_CREATE":
		return new(discordgo.ChannelCreate)
	case "CHANNEL_UPDATE":
		return new(discordgo.ChannelUpdate)
	case "CHANNEL_DELETE":
		return new(discordgo.ChannelDelete)
	case "THREAD_CREATE":
		return new(discordgo.ThreadCreate)
	case "THREAD_UPDATE":
		return new(discordgo.ThreadUpdate)
	case "THREAD_DELETE":
		return new(discordgo.ThreadDelete)
	}
	return nil
}

// fromPeople reports whether people make events of this type, in any number.
// Those may be dropped under a flood; the others say what there is.
func fromPeople(kind string) bool {
	return kind == "INTERACTION_CREATE" || kind == "MESSAGE_CREATE"
}

// decodeEvent reads an event into discordgo's type. It gives nil for events that
// the bot does not look at.
func decodeEvent(e discordgo.Event) (any, error) {
	v := newEvent(e.Type)
	if v == nil {
		return nil, nil
	}
	err := json.Unmarshal(e.RawData, v)
	if err == nil || !fromPeople(e.Type) {
		return v, err
	}
	// discordgo refuses a whole message for one component of a kind that is newer
	// than itself. The bot reads no components but those of its own forms.
	var whole any
	if json.Unmarshal(e.RawData, &whole) != nil {
		return nil, err
	}
	dropComponents(whole, "")
	plain, err2 := json.Marshal(whole)
	if err2 != nil {
		return nil, err
	}
	v = newEvent(e.Type)
	if json.Unmarshal(plain, v) != nil {
		return nil, err
	}
	return v, nil
}

// dropComponents takes the components out of all messages in v; those of a form
// stand in "data" itself.
func dropComponents(v any, key string) {
	switch v := v.(type) {
	case map[string]any:
		if key != "data" {
			delete(v, "components")
		}
		for k, e := range v {
			dropComponents(e, k)
		}
	case []any:
		for _, e := range v {
			dropComponents(e, "")
		}
	}
}

// Interactions older than this cannot be answered any more. Their age is read
// from their ids, which hold the time; a gateway that is not Discord's may count
// in another way, so an id that seems older than anything that can be replayed
// says nothing.
const (
	interactionLife = 15 * time.Minute
	replayLife      = 24 * time.Hour
)

// late reports whether an interaction arrives when its token is dead.
func late(id string, now time.Time) bool {
	at, err := discordgo.SnowflakeTimestamp(id)
	age := now.Sub(at)
	return err == nil && age >= interactionLife && age < replayLife
}
