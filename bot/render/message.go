package render

import "encoding/json"

// Message is a message as Discord's REST API takes it, for every way to send
// one: creating, editing, answering an interaction and editing that answer. Lists
// are [] and never null, so that an edit takes away what was there before.
type Message struct {
	// Content has the bot's own words only; mostly it is empty.
	Content         string          `json:"content"`
	Embeds          []Embed         `json:"embeds"`
	Components      []Row           `json:"components"`
	AllowedMentions AllowedMentions `json:"allowed_mentions"`
	// Attachments names the Files: the id of each is its index there. On an edit, []
	// takes away the files that were there.
	Attachments []Attachment `json:"attachments"`
	// Flags is for whoever sends: 64 makes the answer to an interaction private.
	Flags int `json:"flags,omitempty"`
	// Files go as parts of their own, files[0], files[1]…, beside payload_json.
	Files []File `json:"-"`
}

// AllowedMentions says whom a message may ping. Its one value is nobody.
type AllowedMentions struct{}

// MarshalJSON gives the empty list. Without it, or with null, Discord pings
// everybody whom the text names.
func (AllowedMentions) MarshalJSON() ([]byte, error) { return []byte(`{"parse":[]}`), nil }

// Attachment names a file. Discord's ids are texts, also this one.
type Attachment struct {
	ID       int    `json:"id,string"` // Discord's description wants text
	Filename string `json:"filename"`
}

// File is a file that goes with a message.
type File struct {
	Name    string
	Type    string // media type
	Content []byte
}

// Embed is a card under the content. Links in it never unfold into a preview, and
// nothing in it can ping, which is why texts of others stand in embeds only.
type Embed struct {
	Title       string  `json:"title,omitempty"` // the bot's own words
	Description string  `json:"description,omitempty"`
	Color       int     `json:"color,omitempty"` // 0xRRGGBB
	Footer      *Footer `json:"footer,omitempty"`
}

// Footer is small plain text: Discord reads no mark-up in it.
type Footer struct {
	Text string `json:"text"`
}

// Row holds up to five buttons, or one menu.
type Row struct {
	Components []Component
}

// MarshalJSON adds the type of a row.
func (r Row) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		Type       int         `json:"type"`
		Components []Component `json:"components"`
	}{typeRow, r.Components})
}

// Component is a button, a menu, or in a Modal a text input. Which fields count
// depends on its Type.
type Component struct {
	Type     int    `json:"type"`
	CustomID string `json:"custom_id,omitempty"`
	Style    int    `json:"style,omitempty"` // of a button or a text input
	Label    string `json:"label,omitempty"`
	URL      string `json:"url,omitempty"` // of a button that is a link
	Emoji    *Emoji `json:"emoji,omitempty"`
	Disabled bool   `json:"disabled,omitempty"`

	Placeholder   string         `json:"placeholder,omitempty"`
	Options       []Option       `json:"options,omitempty"`
	DefaultValues []DefaultValue `json:"default_values,omitempty"`
	ChannelTypes  []int          `json:"channel_types,omitempty"`
	MinValues     *int           `json:"min_values,omitempty"`
	MaxValues     *int           `json:"max_values,omitempty"`

	Value     string `json:"value,omitempty"` // of a text input
	Required  *bool  `json:"required,omitempty"`
	MaxLength int    `json:"max_length,omitempty"`
}

// Emoji is a Unicode emoji on a button.
type Emoji struct {
	Name string `json:"name"`
}

// Option is one line of a menu.
type Option struct {
	Label       string `json:"label"`
	Value       string `json:"value"`
	Description string `json:"description,omitempty"`
}

// DefaultValue is what a menu of roles or channels holds at first.
type DefaultValue struct {
	ID   string `json:"id"`
	Type string `json:"type"` // "role" or "channel"
}

// Modal is a form as Discord takes it: the data of an answer of type 9 (modal)
// to an interaction.
type Modal struct {
	CustomID   string `json:"custom_id"`
	Title      string `json:"title"`
	Components []Row  `json:"components"`
}

// Types of components, says "Component Reference".
const (
	typeRow           = 1
	typeButton        = 2
	typeStringSelect  = 3
	typeTextInput     = 4
	typeRoleSelect    = 6
	typeChannelSelect = 8
)

// Styles of buttons, and of text inputs.
const (
	styleSecondary = 2
	stylePrimary   = 1
	styleDanger    = 4
	styleLink      = 5

	styleShort     = 1
	styleParagraph = 2
)
