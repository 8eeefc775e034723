package discordtest

import (
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
)

var commandName = regexp.MustCompile(`^[-_'\p{L}\p{N}\p{Devanagari}\p{Thai}]{1,32}$`)

// commandOf makes a registered command out of a request's, or refuses it.
func (s *Server) commandOf(raw json.RawMessage, at string) (obj, error) {
	in := obj{}
	if json.Unmarshal(raw, &in) != nil {
		return nil, errBadJSON
	}
	var f form
	typ := 1
	if n, ok := in["type"].(float64); ok {
		typ = int(n)
	}
	name, _ := in["name"].(string)
	desc, _ := in["description"].(string)
	f.text(at+"name", name, 1, 32)
	if typ == 1 {
		if !commandName.MatchString(name) {
			f.add(at+"name", "APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid")
		}
		f.text(at+"description", desc, 1, 100)
		checkOptions(&f, at, in["options"])
	} else if desc != "" {
		f.add(at+"description", "APPLICATION_COMMAND_INVALID_DESCRIPTION", "Context menu commands cannot have a description")
	}
	if err := f.err(); err != nil {
		return nil, err
	}
	out := obj{
		"application_id": s.bot.ID, "version": s.newID(), "default_member_permissions": nil, "type": typ,
		"name": name, "description": desc, "dm_permission": true, "contexts": nil, "nsfw": false,
		"integration_types": []int{0},
	}
	for _, k := range []string{"contexts", "integration_types", "nsfw", "name_localizations", "description_localizations", "dm_permission"} {
		if v, ok := in[k]; ok && v != nil {
			out[k] = v
		}
	}
	if v := in["default_member_permissions"]; v != nil {
		out["default_member_permissions"] = fmt.Sprint(v)
	}
	if list, ok := in["options"].([]any); ok {
		out["options"] = cleanOptions(list)
	}
	if old := s.findCommand(name, typ); old != nil {
		out["id"] = old["id"]
		if sameCommand(old, out) {
			out["version"] = old["version"]
		}
	} else {
		out["id"] = s.newID()
	}
	return out, nil
}

func sameCommand(a, b obj) bool {
	a, b = maps.Clone(a), maps.Clone(b)
	delete(a, "version")
	delete(b, "version")
	x, _ := json.Marshal(a)
	y, _ := json.Marshal(b)
	return string(x) == string(y)
}

// cleanOptions leaves out what Discord does not give back.
func cleanOptions(list []any) []any {
	out := []any{}
	for _, o := range list {
		m, ok := o.(map[string]any)
		if !ok {
			continue
		}
		m = maps.Clone(m)
		maps.DeleteFunc(m, func(_ string, v any) bool { return v == nil })
		if sub, ok := m["options"].([]any); ok {
			m["options"] = cleanOptions(sub)
		}
		out = append(out, m)
	}
	return out
}

// checkOptions: at most 25, names of their own, required ones first.
func checkOptions(f *form, at string, v any) {
	list, _ := v.([]any)
	f.atMost(at+"options", len(list), 25)
	seen, optional := map[string]bool{}, false
	for i, o := range list {
		m, _ := o.(map[string]any)
		here := fmt.Sprintf("%soptions.%d.", at, i)
		name, _ := m["name"].(string)
		desc, _ := m["description"].(string)
		f.text(here+"name", name, 1, 32)
		f.text(here+"description", desc, 1, 100)
		if name != "" && !commandName.MatchString(name) {
			f.add(here+"name", "APPLICATION_COMMAND_INVALID_NAME", "Option name is invalid")
		}
		if seen[name] {
			f.add(here+"name", "APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS", "Option name already exists")
		}
		seen[name] = true
		required, _ := m["required"].(bool)
		if required && optional {
			f.add(here+"required", "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID", "Required options must be placed before non-required options")
		}
		optional = optional || !required
		checkOptionChoices(f, here, m)
		if m["options"] != nil {
			checkOptions(f, here, m["options"])
		}
	}
}

// checkOptionChoices: at most 25, names of their own, and none where the bot
// completes.
func checkOptionChoices(f *form, at string, option map[string]any) {
	list, _ := option["choices"].([]any)
	f.atMost(at+"choices", len(list), 25)
	names := map[string]bool{}
	for i, c := range list {
		m, _ := c.(map[string]any)
		here := fmt.Sprintf("%schoices.%d.", at, i)
		name, _ := m["name"].(string)
		f.text(here+"name", name, 1, 100)
		if names[name] {
			f.add(here+"name", "APPLICATION_COMMAND_OPTIONS_CHOICE_NAME_ALREADY_EXISTS", "Choice name already exists")
		}
		names[name] = true
		if value, text := m["value"].(string); text {
			f.text(here+"value", value, 0, 100)
		}
	}
	if auto, _ := option["autocomplete"].(bool); auto && len(list) > 0 {
		f.add(at+"choices", "APPLICATION_COMMAND_OPTIONS_AUTOCOMPLETE_CHOICES", "Options with autocomplete cannot have choices")
	}
}

// isChoice reports whether a value is among the choices of an option.
func isChoice(option map[string]any, value any) bool {
	list, _ := option["choices"].([]any)
	return len(list) == 0 || slices.ContainsFunc(list, func(c any) bool {
		m, _ := c.(map[string]any)
		return fmt.Sprint(m["value"]) == fmt.Sprint(value)
	})
}

func (s *Server) findCommand(name string, typ int) obj {
	for _, c := range s.commands {
		if c["name"] == name && c["type"] == typ {
			return c
		}
	}
	return nil
}

func (s *Server) commandID(name string, typ int) string {
	if c := s.findCommand(name, typ); c != nil {
		return c["id"].(string)
	}
	return s.newID()
}

// checkUse reports the use of a command or option that the bot has not
// registered. Before the first registration everything goes.
func (s *Server) checkUse(parts []string, options []Option) {
	if s.commands == nil {
		return
	}
	c := s.findCommand(parts[0], 1)
	if c == nil {
		s.violation("command /" + parts[0] + " is not registered")
		return
	}
	list, _ := c["options"].([]any)
	find := func(name string) map[string]any {
		for _, o := range list {
			if m, ok := o.(map[string]any); ok && m["name"] == name {
				return m
			}
		}
		return nil
	}
	for _, p := range parts[1:] {
		m := find(p)
		if m == nil {
			s.violation(fmt.Sprintf("command /%v has no sub-command %s", parts, p))
			return
		}
		list, _ = m["options"].([]any)
	}
	for _, o := range options {
		m := find(o.name)
		if m == nil || m["type"] != float64(o.typ) {
			s.violation(fmt.Sprintf("command /%v has no option %s of type %d", parts, o.name, o.typ))
		} else if o.focused && m["autocomplete"] != true {
			s.violation(fmt.Sprintf("option %s of /%v does not autocomplete", o.name, parts))
		} else if !isChoice(m, o.value) {
			s.violation(fmt.Sprintf("%v is no choice of option %s of /%v", o.value, o.name, parts))
		}
	}
}

func (s *Server) app(c *call) error {
	if c.arg("app") != s.bot.ID {
		return errUnknownApp
	}
	return nil
}

func (s *Server) getCommands(c *call) (int, any, error) {
	return 200, append([]obj{}, s.commands...), s.app(c)
}

func (s *Server) putCommands(c *call) (int, any, error) {
	if err := s.app(c); err != nil {
		return 0, nil, err
	}
	var list []json.RawMessage
	if json.Unmarshal(c.body, &list) != nil {
		return 0, nil, errBadJSON
	}
	out := []obj{}
	perType := map[any]int{}
	for i, raw := range list {
		cmd, err := s.commandOf(raw, fmt.Sprintf("%d.", i))
		if err != nil {
			return 0, nil, err
		}
		for _, o := range out {
			if o["name"] == cmd["name"] && o["type"] == cmd["type"] {
				return 0, nil, invalidForm(fmt.Sprintf("%d.name", i), "APPLICATION_COMMANDS_DUPLICATE_NAME", "Application command names must be unique")
			}
		}
		perType[cmd["type"]]++
		out = append(out, cmd)
	}
	// 100 slash commands, 15 of a message's or user's menu (Discord's documentation).
	if perType[1] > 100 || perType[2] > 15 || perType[3] > 15 {
		return 0, nil, refuse(400, 30032, "Maximum number of application commands reached (100).")
	}
	s.commands = out
	s.registered++
	s.notify()
	return 200, out, nil
}

func (s *Server) postCommand(c *call) (int, any, error) {
	if err := s.app(c); err != nil {
		return 0, nil, err
	}
	cmd, err := s.commandOf(c.body, "")
	if err != nil {
		return 0, nil, err
	}
	status := 201
	if i := slices.IndexFunc(s.commands, func(o obj) bool { return o["id"] == cmd["id"] }); i >= 0 {
		s.commands[i], status = cmd, 200
	} else {
		s.commands = append(s.commands, cmd)
	}
	s.registered++
	s.notify()
	return status, cmd, nil
}

func (s *Server) patchCommand(c *call) (int, any, error) {
	i := slices.IndexFunc(s.commands, func(o obj) bool { return o["id"] == c.arg("command") })
	if i < 0 {
		return 0, nil, errUnknownCommand
	}
	cmd, err := s.commandOf(c.body, "")
	if err != nil {
		return 0, nil, err
	}
	cmd["id"] = c.arg("command")
	s.commands[i] = cmd
	return 200, cmd, s.app(c)
}

func (s *Server) deleteCommand(c *call) (int, any, error) {
	n := len(s.commands)
	s.commands = slices.DeleteFunc(s.commands, func(o obj) bool { return o["id"] == c.arg("command") })
	if len(s.commands) == n {
		return 0, nil, errUnknownCommand
	}
	return 204, nil, s.app(c)
}

// Commands are the names of the registered commands, slash commands first.
func (s *Server) Commands() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []string
	for typ := 1; typ <= 3; typ++ {
		for _, c := range s.commands {
			if c["type"] == typ {
				out = append(out, c["name"].(string))
			}
		}
	}
	return out
}

// Registrations counts how often the bot wrote its commands.
func (s *Server) Registrations() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.registered
}

// Permit is a rule in a guild's settings ("Integrations") for a command: who may
// use it. Use RoleMay, UserMay and ChannelMay.
type Permit struct {
	id    string
	typ   int
	allow bool
}

// RoleMay lets (or does not let) a role use a command.
func RoleMay(r *Role, may bool) Permit { return Permit{r.ID, 1, may} }

// UserMay lets (or does not let) a person use a command.
func UserMay(u *User, may bool) Permit { return Permit{u.ID, 2, may} }

// ChannelMay lets (or does not let) a command be used in a channel.
func ChannelMay(c *Channel, may bool) Permit { return Permit{c.ID, 3, may} }

// SetCommandPermits sets the guild's rules for a command, by its name, or for
// all commands of the application with an empty name. A moderator does this in
// Discord; a bot cannot.
func (g *Guild) SetCommandPermits(command string, permits ...Permit) {
	s := g.s
	s.mu.Lock()
	defer s.mu.Unlock()
	id := s.bot.ID
	for _, c := range s.commands {
		if c["name"] == command {
			id = c["id"].(string)
		}
	}
	list := []obj{}
	for _, p := range permits {
		list = append(list, obj{"id": p.id, "type": p.typ, "permission": p.allow})
	}
	if s.commandPerms[g.ID] == nil {
		s.commandPerms[g.ID] = map[string][]obj{}
	}
	s.commandPerms[g.ID][id] = list
	s.dispatch("APPLICATION_COMMAND_PERMISSIONS_UPDATE", g.ID, 0, s.permits(g, id))
}

func (s *Server) permits(g *Guild, id string) obj {
	return obj{"id": id, "application_id": s.bot.ID, "guild_id": g.ID, "permissions": s.commandPerms[g.ID][id]}
}

func (s *Server) getAllCommandPerms(_ *call, g *Guild) (int, any, error) {
	out := []obj{}
	for _, id := range slices.Sorted(maps.Keys(s.commandPerms[g.ID])) {
		out = append(out, s.permits(g, id))
	}
	return 200, out, nil
}

func (s *Server) getCommandPerms(c *call, g *Guild) (int, any, error) {
	id := c.arg("command")
	if s.commandPerms[g.ID][id] == nil {
		return 0, nil, errUnknownPerms
	}
	return 200, s.permits(g, id), nil
}
