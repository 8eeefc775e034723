package discordtest

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"
)

func TestCommands(t *testing.T) {
	s := New(Options{})
	defer s.Close()
	path := "/applications/" + s.AppID() + "/commands"
	option := func(name string, more obj) obj {
		o := obj{"type": 3, "name": name, "description": "d"}
		for k, v := range more {
			o[k] = v
		}
		return o
	}
	command := func(name string, more obj) obj {
		o := obj{"name": name, "description": "d", "integration_types": []int{0}, "contexts": []int{0}}
		for k, v := range more {
			o[k] = v
		}
		return o
	}
	good := []obj{
		command("ask", obj{"options": []obj{option("question", obj{"required": true, "max_length": 6000}), {"type": 5, "name": "private", "description": "d"}}}),
		command("source", obj{"default_member_permissions": "32", "options": []obj{
			{"type": 1, "name": "add", "description": "d", "options": []obj{{"type": 11, "name": "file", "description": "d"}}},
			{"type": 1, "name": "remove", "description": "d", "options": []obj{option("id", obj{"autocomplete": true}),
				option("how", obj{"choices": []obj{{"name": "Now", "value": "now"}, {"name": "Later", "value": "later"}}})}},
		}}),
		{"type": 3, "name": "Check this message"},
	}
	var first, second []struct{ ID, Version string }
	read := func(r reply, to any) {
		t.Helper()
		if r.status != 200 {
			t.Fatalf("%d %s", r.status, r.raw)
		}
		if err := json.Unmarshal(r.raw, to); err != nil {
			t.Fatal(err)
		}
	}
	read(do(t, s, "PUT", path, good), &first)
	read(do(t, s, "PUT", path, good), &second)
	if !slices.Equal(first, second) {
		t.Errorf("the same commands have other ids or versions: %v, %v", first, second)
	}
	good[0]["description"] = "other"
	read(do(t, s, "PUT", path, good), &second)
	if first[0].ID != second[0].ID || first[0].Version == second[0].Version || first[1] != second[1] {
		t.Errorf("a changed command: %v, %v", first, second)
	}
	read(do(t, s, "GET", path, nil), &first)
	if !slices.Equal(first, second) || s.Registrations() != 3 {
		t.Errorf("read back %v, %v", first, second)
	}
	if names := s.Commands(); !slices.Equal(names, []string{"ask", "source", "Check this message"}) {
		t.Errorf("names %v", names)
	}
	for _, tt := range []struct {
		name string
		body []obj
		want string
	}{
		{"no description", []obj{{"name": "a"}}, "0.description"},
		{"description 101", []obj{{"name": "a", "description": rep(101)}}, "0.description"},
		{"capital", []obj{command("a b", nil)}, "0.name"},
		{"name 33", []obj{command(rep(33), nil)}, "0.name"},
		{"twice", []obj{command("a", nil), command("a", nil)}, "1.name"},
		{"required after optional", []obj{command("a", obj{"options": []obj{option("x", nil), option("y", obj{"required": true})}})}, "0.options.1.required"},
		{"option twice", []obj{command("a", obj{"options": []obj{option("x", nil), option("x", nil)}})}, "0.options.1.name"},
		{"26 options", []obj{command("a", obj{"options": list(26, func(i int) obj { return option(fmt.Sprint("o", i), nil) })})}, "0.options"},
		{"26 choices", []obj{command("a", obj{"options": []obj{option("x", obj{"choices": list(26, func(i int) obj {
			return obj{"name": fmt.Sprint("c", i), "value": "v"}
		})})}})}, "0.options.0.choices"},
		{"choice 101", []obj{command("a", obj{"options": []obj{option("x", obj{"choices": []obj{{"name": rep(101), "value": "v"}}})}})}, "0.options.0.choices.0.name"},
		{"value 101", []obj{command("a", obj{"options": []obj{option("x", obj{"choices": []obj{{"name": "c", "value": rep(101)}}})}})}, "0.options.0.choices.0.value"},
		{"choice twice", []obj{command("a", obj{"options": []obj{option("x", obj{"choices": []obj{{"name": "c", "value": "v"}, {"name": "c", "value": "w"}}})}})}, "0.options.0.choices.1.name"},
		{"choices and completion", []obj{command("a", obj{"options": []obj{option("x", obj{"autocomplete": true, "choices": []obj{{"name": "c", "value": "v"}}})}})}, "0.options.0.choices"},
		{"menu with description", []obj{{"type": 3, "name": "a", "description": "d"}}, "0.description"},
	} {
		if r := do(t, s, "PUT", path, tt.body); r.code() != 50035 || at(r, tt.want) == nil {
			t.Errorf("%s: %d %s", tt.name, r.status, r.raw)
		}
	}
	if r := do(t, s, "PUT", path, list(101, func(i int) obj { return command(fmt.Sprint("c", i), nil) })); r.code() != 30032 {
		t.Errorf("101 commands: %s", r.raw)
	}
	clean(t, s)

	// What people use is checked against what is registered.
	g := s.NewGuild("team")
	a := g.General.As(g.Owner)
	m := a.Say("x").Message
	file := s.NewAttachment("a", "", nil)
	for _, tt := range []struct {
		name string
		use  func()
		bad  int
	}{
		{"right", func() { a.Slash("ask", String("question", "x"), Bool("private", true)) }, 0},
		{"sub-command", func() { a.Slash("source add", File("file", file)) }, 0},
		{"completion", func() { a.Autocomplete("source remove", Typing("id", "x")) }, 0},
		{"message command", func() { a.MessageCommand("Check this message", m) }, 0},
		{"a choice", func() { a.Slash("source remove", String("how", "later")) }, 0},
		{"no choice", func() { a.Slash("source remove", String("how", "never")) }, 1},
		{"unknown", func() { a.Slash("nonsense") }, 1},
		{"unknown sub-command", func() { a.Slash("source nonsense") }, 1},
		{"unknown option", func() { a.Slash("ask", String("nonsense", "x")) }, 1},
		{"option of another type", func() { a.Slash("ask", Bool("question", true)) }, 1},
		{"no completion", func() { a.Autocomplete("ask", Typing("question", "x")) }, 1},
		{"unknown message command", func() { a.MessageCommand("nonsense", m) }, 1},
		{"forged", func() { a.Forged().Slash("forgery") }, 0},
		{"button that is not there", func() { a.Press(m, "nonsense") }, 1},
		{"forged button", func() { a.Forged().Press(m, "forged") }, 0},
		{"form left empty", func() {
			a.Submit(nil, &Form{Components: []Component{{Type: 1, Components: []Component{{Type: 4, CustomID: "x"}}}}}, nil)
		}, 1},
	} {
		before := len(s.Violations())
		tt.use()
		if n := len(s.Violations()) - before; n != tt.bad {
			t.Errorf("%s: %d new violations %v", tt.name, n, s.Violations())
		}
	}

	one := path + "/" + second[0].ID
	if r := do(t, s, "DELETE", one, nil); r.status != 204 {
		t.Errorf("delete: %s", r.raw)
	}
	if r := do(t, s, "DELETE", one, nil); r.code() != 10063 {
		t.Errorf("delete again: %s", r.raw)
	}
	if r := do(t, s, "POST", path, command("ask", nil)); r.status != 201 {
		t.Errorf("post: %s", r.raw)
	}
	if r := do(t, s, "POST", path, command("ask", nil)); r.status != 200 {
		t.Errorf("post again: %s", r.raw)
	}
	if r := do(t, s, "PATCH", path+"/"+second[1].ID, command("source", nil)); r.status != 200 {
		t.Errorf("patch: %s", r.raw)
	}
	if r := do(t, s, "PATCH", path+"/1", command("source", nil)); r.code() != 10063 {
		t.Errorf("patch of none: %s", r.raw)
	}
}

func TestInstallation(t *testing.T) {
	for _, user := range []bool{false, true} {
		s, g, ada, b := start(t, Options{UserInstall: user}, IntentGuilds)
		r := do(t, s, "GET", "/applications/@me", nil)
		types, _ := r.body["integration_types_config"].(map[string]any)
		if _, on := types["1"]; on != user || types["0"] == nil {
			t.Errorf("user install %v: %v", user, types)
		}
		a := g.General.As(ada)
		if user {
			a = a.UserInstalled()
		}
		a.Slash("ask")
		var d struct {
			Owners map[string]string `json:"authorizing_integration_owners"`
		}
		json.Unmarshal(b.next(0, "INTERACTION_CREATE").D, &d)
		if (d.Owners["0"] == g.ID) == user || (d.Owners["1"] == ada.ID) != user {
			t.Errorf("user install %v: owners %v", user, d.Owners)
		}
		s.Check(t)
	}
}
