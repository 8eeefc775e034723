package discordtest

import (
	"encoding/json"
	"slices"
)

// Embed is a rich embed.
type Embed struct {
	Type        string       `json:"type,omitempty"`
	Title       string       `json:"title,omitempty"`
	Description string       `json:"description,omitempty"`
	URL         string       `json:"url,omitempty"`
	Timestamp   string       `json:"timestamp,omitempty"`
	Color       int          `json:"color,omitempty"`
	Footer      *EmbedFooter `json:"footer,omitempty"`
	Author      *EmbedAuthor `json:"author,omitempty"`
	Fields      []EmbedField `json:"fields,omitempty"`
}

// EmbedFooter is an embed's footer.
type EmbedFooter struct {
	Text    string `json:"text"`
	IconURL string `json:"icon_url,omitempty"`
}

// EmbedAuthor is an embed's author line.
type EmbedAuthor struct {
	Name    string `json:"name"`
	URL     string `json:"url,omitempty"`
	IconURL string `json:"icon_url,omitempty"`
}

// EmbedField is a named field of an embed.
type EmbedField struct {
	Name   string `json:"name"`
	Value  string `json:"value"`
	Inline bool   `json:"inline"`
}

// Component types, as in Discord's documentation ("Component Reference").
const (
	ComponentRow       = 1
	ComponentButton    = 2
	ComponentSelect    = 3
	ComponentTextInput = 4
	ComponentUsers     = 5
	ComponentRoles     = 6
	ComponentMentions  = 7
	ComponentChannels  = 8
	ComponentSection   = 9
	ComponentText      = 10
	ComponentLabel     = 18
)

// Component is any component of a message or a form.
type Component struct {
	Type         int             `json:"type"`
	ID           int             `json:"id"`
	CustomID     string          `json:"custom_id,omitempty"`
	Style        int             `json:"style,omitempty"`
	Label        string          `json:"label,omitempty"`
	Emoji        *Emoji          `json:"emoji,omitempty"`
	URL          string          `json:"url,omitempty"`
	Disabled     bool            `json:"disabled,omitempty"`
	Placeholder  string          `json:"placeholder,omitempty"`
	Description  string          `json:"description,omitempty"`
	Content      string          `json:"content,omitempty"`
	MinValues    *int            `json:"min_values,omitempty"`
	MaxValues    *int            `json:"max_values,omitempty"`
	MinLength    *int            `json:"min_length,omitempty"`
	MaxLength    *int            `json:"max_length,omitempty"`
	Required     *bool           `json:"required,omitempty"`
	Value        string          `json:"value,omitempty"`
	Options      []SelectOption  `json:"options,omitempty"`
	ChannelTypes []int           `json:"channel_types,omitempty"`
	Components   []Component     `json:"components,omitempty"`
	Inner        *Component      `json:"component,omitempty"` // of a label
	Accessory    json.RawMessage `json:"accessory,omitempty"`
	Items        json.RawMessage `json:"items,omitempty"`
	Spacing      int             `json:"spacing,omitempty"`
	Divider      *bool           `json:"divider,omitempty"`
	Color        *int            `json:"accent_color,omitempty"`
}

// Emoji is an emoji on a button or option.
type Emoji struct {
	Name string `json:"name,omitempty"`
	ID   string `json:"id,omitempty"`
}

// SelectOption is one choice of a select menu.
type SelectOption struct {
	Label       string `json:"label"`
	Value       string `json:"value"`
	Description string `json:"description,omitempty"`
	Emoji       *Emoji `json:"emoji,omitempty"`
	Default     bool   `json:"default,omitempty"`
}

// flatten lists the components in reading order, containers before their parts.
func flatten(cs []Component) []Component {
	var out []Component
	for _, c := range cs {
		out = append(out, c)
		out = append(out, flatten(c.Components)...)
		if c.Inner != nil {
			out = append(out, flatten([]Component{*c.Inner})...)
		}
	}
	return out
}

// finished is the components as Discord gives them back: numbered, with the
// defaults filled in.
func finished(cs []Component, next *int) []Component {
	var out []Component
	for _, c := range cs {
		if c.ID == 0 {
			*next++
			c.ID = *next
		}
		if slices.Contains([]int{ComponentSelect, ComponentUsers, ComponentRoles, ComponentMentions, ComponentChannels}, c.Type) {
			one := 1
			if c.MinValues == nil {
				c.MinValues = &one
			}
			if c.MaxValues == nil {
				c.MaxValues = &one
			}
			if c.Type == ComponentSelect && c.Options == nil {
				c.Options = []SelectOption{}
			}
		}
		c.Components = finished(c.Components, next)
		out = append(out, c)
	}
	return out
}
