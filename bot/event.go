package bot

import (
	"time"

	"footnote/corpus"
)

// Person is somebody in a server, as the event that brought them said.
type Person struct {
	ID   string
	Name string // as shown; anybody may choose any name, so it decides nothing
	// Manager says that the person has the permission Manage Server.
	Manager bool
	Roles   []string // ids
}

// Place is where something happened.
type Place struct {
	Guild   string // "" in a direct message
	Channel string // the channel or thread
	Parent  string // of a thread, its channel; "" otherwise
}

// Home is the channel that settings speak of: a thread counts as its parent.
func (p Place) Home() string {
	if p.Parent != "" {
		return p.Parent
	}
	return p.Channel
}

// Space is whose articles are asked: those of the server.
func (p Place) Space() corpus.Space { return corpus.Space(p.Guild) }

// Origin is what every event carries.
type Origin struct {
	// ID is the interaction's or the message's.
	ID     string
	Person Person
	Place  Place
	// Installed says that the application was installed to this very server, not
	// only to the person's account.
	Installed bool
	// CanPost says that the bot may write in the channel, as far as the event tells.
	CanPost bool
	At      time.Time
	// Callback is where the reply goes; package bot only keeps it.
	Callback Callback
}

// Command is a slash command, or a command on a message, that somebody used.
type Command struct {
	Origin
	Name        string            // "ask", "source add"; see Commands
	Options     map[string]string // by name; "true" or "false" for a yes or no
	Attachments []corpus.Attachment
	Message     *Message // of a command on a message
}

// Completion is a person typing an option that the bot completes.
type Completion struct {
	Origin
	Name, Option, Typed string
}

// Choice is one way to complete an option.
type Choice struct{ Label, Value string }

// Press is a button that was pressed or a menu that was chosen from.
type Press struct {
	Origin
	CustomID string
	Values   []string // ids that were chosen from a menu
}

// Submission is a form that was sent.
type Submission struct {
	Origin
	CustomID string
	Fields   map[string]string // by Field.Name
}

// Said is a message that is meant for the bot: a mention, a reply to one of its
// messages, or a direct message.
type Said struct {
	Origin
	Text   string // without the mention of the bot; "" if Discord did not deliver it
	Direct bool   // in a direct message
	Reply  bool   // to a message of the bot
	// To is the id of the bot's message that it replies to; "" for none.
	To  string
	Bot bool // written by a bot or a webhook, which are never answered
}

// Message is a message of Discord that a command was used on.
type Message struct {
	ID, Channel string
	AuthorID    string
	AuthorName  string
	Own         bool   // written by this bot itself
	Text        string // content, and the text of embeds when it has none
	Link        string
	At          time.Time
	Attachments []corpus.Attachment
}
