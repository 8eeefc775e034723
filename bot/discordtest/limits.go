package discordtest

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"unicode/utf16"
)

// Limits of messages and forms, from Discord's documentation: "Create Message",
// "Embed Limits", "Component Reference", "Interaction Response Object". Texts are
// counted in UTF-16 units, the stricter of the two readings in use.
const (
	MaxContent      = 2000
	MaxEmbeds       = 10
	MaxEmbedTotal   = 6000 // all texts of all embeds of a message
	MaxEmbedTitle   = 256
	MaxEmbedDesc    = 4096
	MaxEmbedFields  = 25
	MaxFieldName    = 256
	MaxFieldValue   = 1024
	MaxEmbedFooter  = 2048
	MaxEmbedAuthor  = 256
	MaxRows         = 5
	MaxButtons      = 5 // in a row
	MaxOptions      = 25
	MaxOptionText   = 100
	MaxCustomID     = 100
	MaxButtonLabel  = 80
	MaxPlaceholder  = 150 // of a select menu
	MaxButtonURL    = 512
	MaxFormTitle    = 45
	MaxFormInputs   = 5
	MaxInputLabel   = 45
	MaxInputHint    = 100 // placeholder of a text input
	MaxInputValue   = 4000
	MaxChoices      = 25
	MaxChoiceText   = 100
	MaxFiles        = 10
	MaxV2Components = 40
	MaxV2Text       = 4000
)

// units is Discord's length of a text.
func units(s string) int { return len(utf16.Encode([]rune(s))) }

// form collects what is wrong with a body, in Discord's nested shape.
type form struct{ errors obj }

func (f *form) add(path, code, message string) {
	if f.errors == nil {
		f.errors = obj{}
	}
	at := f.errors
	for key := range strings.SplitSeq(path, ".") {
		next, ok := at[key].(obj)
		if !ok {
			next = obj{}
			at[key] = next
		}
		at = next
	}
	list, _ := at["_errors"].([]obj)
	at["_errors"] = append(list, obj{"code": code, "message": message})
}

func (f *form) err() error {
	if f.errors == nil {
		return nil
	}
	return &apiError{status: 400, code: 50035, message: "Invalid Form Body", errors: f.errors}
}

func invalidForm(path, code, message string) error {
	var f form
	f.add(path, code, message)
	return f.err()
}

func (f *form) text(path, s string, least, most int) {
	switch n := units(s); {
	case n < least && least == 1:
		f.add(path, "BASE_TYPE_REQUIRED", "This field is required")
	case n < least:
		f.add(path, "BASE_TYPE_MIN_LENGTH", fmt.Sprintf("Must be %d or more in length.", least))
	case n > most:
		f.add(path, "BASE_TYPE_MAX_LENGTH", fmt.Sprintf("Must be %d or fewer in length.", most))
	}
}

func (f *form) count(path string, n, least, most int) {
	if n < least || n > most {
		f.add(path, "BASE_TYPE_BAD_LENGTH", fmt.Sprintf("Must be between %d and %d in length.", least, most))
	}
}

func (f *form) link(path, s string) {
	if s == "" {
		return
	}
	u, err := url.Parse(s)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		f.add(path, "URL_TYPE_INVALID_URL", "Not a well formed URL.")
	}
}

// check holds a message body against the limits. flags are those that the
// message has already.
func (d *draft) check(s *Server, flags int) error {
	var f form
	v2 := (flags|d.Flags)&FlagComponentsV2 != 0
	if d.Content != nil {
		f.text("content", *d.Content, 0, MaxContent)
		if v2 && *d.Content != "" {
			f.add("content", "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2", "The 'content' field cannot be used when using MessageFlags.IS_COMPONENTS_V2")
		}
	}
	if d.Embeds != nil {
		f.embeds(*d.Embeds)
		if v2 && len(*d.Embeds) > 0 {
			f.add("embeds", "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2", "The 'embeds' field cannot be used when using MessageFlags.IS_COMPONENTS_V2")
		}
	}
	if d.Components != nil {
		if v2 {
			f.layout(*d.Components)
		} else {
			f.rows(*d.Components)
		}
	}
	if len(d.files) > MaxFiles || d.Attachments != nil && len(*d.Attachments) > MaxFiles {
		f.count("attachments", max(len(d.files), MaxFiles+1), 0, MaxFiles)
	}
	for i, file := range d.files {
		if int64(len(file.data)) > s.opt.MaxUpload {
			return errTooLarge
		}
		n, ok := strings.CutPrefix(file.field, "files[")
		if _, err := strconv.Atoi(strings.TrimSuffix(n, "]")); (!ok || err != nil) && file.field != "file" {
			f.add("files."+strconv.Itoa(i), "BASE_TYPE_CHOICES", "the part must be named files[n]")
		}
	}
	if a := d.Allowed; a != nil {
		for i, p := range a.Parse {
			if p != "roles" && p != "users" && p != "everyone" {
				f.add(fmt.Sprintf("allowed_mentions.parse.%d", i), "BASE_TYPE_CHOICES", "Value must be one of ('everyone', 'roles', 'users').")
			}
			if p == "users" && len(a.Users) > 0 || p == "roles" && len(a.Roles) > 0 {
				f.add("allowed_mentions", "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE", "parse and ids of the same kind are mutually exclusive")
			}
		}
		f.count("allowed_mentions.users", len(a.Users), 0, 100)
		f.count("allowed_mentions.roles", len(a.Roles), 0, 100)
	}
	return f.err()
}

func (f *form) embeds(es []Embed) {
	f.atMost("embeds", len(es), MaxEmbeds)
	total := 0
	for i, e := range es {
		at := fmt.Sprintf("embeds.%d.", i)
		f.text(at+"title", e.Title, 0, MaxEmbedTitle)
		f.text(at+"description", e.Description, 0, MaxEmbedDesc)
		f.link(at+"url", e.URL)
		total += units(e.Title) + units(e.Description)
		if e.Footer != nil {
			f.text(at+"footer.text", e.Footer.Text, 1, MaxEmbedFooter)
			total += units(e.Footer.Text)
		}
		if e.Author != nil {
			f.text(at+"author.name", e.Author.Name, 1, MaxEmbedAuthor)
			f.link(at+"author.url", e.Author.URL)
			total += units(e.Author.Name)
		}
		f.atMost(at+"fields", len(e.Fields), MaxEmbedFields)
		for j, fd := range e.Fields {
			f.text(fmt.Sprintf("%sfields.%d.name", at, j), fd.Name, 1, MaxFieldName)
			f.text(fmt.Sprintf("%sfields.%d.value", at, j), fd.Value, 1, MaxFieldValue)
			total += units(fd.Name) + units(fd.Value)
		}
	}
	if total > MaxEmbedTotal {
		f.add("embeds", "MAX_EMBED_SIZE_EXCEEDED", "Embed size exceeds maximum size of 6000")
	}
}

func (f *form) atMost(path string, n, most int) {
	if n > most {
		f.add(path, "BASE_TYPE_MAX_LENGTH", fmt.Sprintf("Must be %d or fewer in length.", most))
	}
}

func choices(f *form, path string, got int, want ...int) {
	f.add(path, "BASE_TYPE_CHOICES", fmt.Sprintf("Value must be one of %v, not %d.", want, got))
}

// rows checks the old layout: action rows only.
func (f *form) rows(cs []Component) {
	f.atMost("components", len(cs), MaxRows)
	ids := map[string]bool{}
	for i, c := range cs {
		at := fmt.Sprintf("components.%d", i)
		if c.Type != ComponentRow {
			choices(f, at+".type", c.Type, ComponentRow)
			continue
		}
		f.row(at, c, ids)
	}
}

// row checks one action row of a message: up to five buttons or one menu.
func (f *form) row(at string, c Component, ids map[string]bool) {
	f.count(at+".components", len(c.Components), 1, MaxButtons)
	width := 0
	for j, p := range c.Components {
		here := fmt.Sprintf("%s.components.%d", at, j)
		switch p.Type {
		case ComponentButton:
			width++
			f.button(here, p, ids)
		case ComponentSelect, ComponentUsers, ComponentRoles, ComponentMentions, ComponentChannels:
			width += MaxButtons
			f.menu(here, p, ids)
		default:
			choices(f, here+".type", p.Type, 2, 3, 5, 6, 7, 8)
		}
	}
	if width > MaxButtons && len(c.Components) <= MaxButtons {
		f.add(at, "COMPONENT_LAYOUT_WIDTH_EXCEEDED", "The specified component exceeds the maximum width")
	}
}

func (f *form) customID(at, id string, ids map[string]bool) {
	f.text(at+".custom_id", id, 1, MaxCustomID)
	if id != "" && ids[id] {
		f.add(at+".custom_id", "COMPONENT_CUSTOM_ID_DUPLICATED", "Component custom id cannot be duplicated")
	}
	ids[id] = true
}

func (f *form) button(at string, c Component, ids map[string]bool) {
	f.text(at+".label", c.Label, 0, MaxButtonLabel)
	if c.Label == "" && c.Emoji == nil {
		f.add(at, "BUTTON_COMPONENT_INVALID_EMOJI_OR_LABEL", "A button needs a label or an emoji")
	}
	switch {
	case c.Style == 5 && c.CustomID != "":
		f.add(at, "BUTTON_COMPONENT_CUSTOM_ID_AND_URL", "A custom id and url cannot both be specified")
	case c.Style == 5:
		f.text(at+".url", c.URL, 1, MaxButtonURL)
		f.link(at+".url", c.URL)
	case c.Style >= 1 && c.Style <= 4:
		if c.URL != "" {
			f.add(at, "BUTTON_COMPONENT_CUSTOM_ID_AND_URL", "A custom id and url cannot both be specified")
		}
		f.customID(at, c.CustomID, ids)
	default:
		choices(f, at+".style", c.Style, 1, 2, 3, 4, 5, 6)
	}
}

func (f *form) menu(at string, c Component, ids map[string]bool) {
	f.customID(at, c.CustomID, ids)
	f.text(at+".placeholder", c.Placeholder, 0, MaxPlaceholder)
	least, most := 1, 1
	if c.MinValues != nil {
		least = *c.MinValues
	}
	if c.MaxValues != nil {
		most = *c.MaxValues
	}
	if least < 0 || least > 25 || most < 1 || most > 25 || least > most {
		f.add(at+".max_values", "NUMBER_TYPE_MAX", "min_values and max_values must be between 0 and 25")
	}
	if c.Type != ComponentSelect {
		return
	}
	f.count(at+".options", len(c.Options), 1, MaxOptions)
	if most > len(c.Options) {
		f.add(at+".max_values", "SELECT_COMPONENT_INVALID_MAX_VALUES", "Max values must not be above the number of options")
	}
	values := map[string]bool{}
	for i, o := range c.Options {
		here := fmt.Sprintf("%s.options.%d", at, i)
		f.text(here+".label", o.Label, 1, MaxOptionText)
		f.text(here+".value", o.Value, 1, MaxOptionText)
		f.text(here+".description", o.Description, 0, MaxOptionText)
		if values[o.Value] {
			f.add(here+".value", "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED", "The specified option value is already used")
		}
		values[o.Value] = true
	}
}

// layout checks Components V2: at most 40 components and 4,000 characters.
func (f *form) layout(cs []Component) {
	all := flatten(cs)
	f.atMost("components", len(all), MaxV2Components)
	ids, text := map[string]bool{}, 0
	for i, c := range all {
		at := fmt.Sprintf("components.%d", i)
		switch c.Type {
		case ComponentRow:
			f.row(at, c, ids)
		case ComponentText:
			f.text(at+".content", c.Content, 1, MaxV2Text)
			text += units(c.Content)
		}
	}
	if text > MaxV2Text {
		f.add("components", "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED", "The total length of displayable text exceeds 4000")
	}
}
