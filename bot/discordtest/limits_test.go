package discordtest

import (
	"fmt"
	"strings"
	"testing"
)

func rep(n int) string { return strings.Repeat("x", n) }

func list[T any](n int, f func(int) T) []T {
	out := make([]T, n)
	for i := range out {
		out[i] = f(i)
	}
	return out
}

func embed(o obj) obj { return obj{"embeds": []obj{o}} }
func rows(cs ...[]obj) []obj {
	return list(len(cs), func(i int) obj { return obj{"type": 1, "components": cs[i]} })
}
func buttons(n, from int) []obj {
	return list(n, func(i int) obj {
		return obj{"type": 2, "style": 1, "label": "b", "custom_id": fmt.Sprint("b", from+i)}
	})
}
func withRows(cs ...[]obj) obj { return obj{"content": "x", "components": rows(cs...)} }
func selects(n int, o obj) []obj {
	m := obj{"type": 3, "custom_id": "menu", "options": list(n, func(i int) obj { return obj{"label": "l", "value": fmt.Sprint(i)} })}
	for k, v := range o {
		m[k] = v
	}
	return []obj{m}
}
func fields(n int) []obj {
	return list(n, func(int) obj { return obj{"name": "n", "value": "v"} })
}

// messageLimits are bodies of messages, and what is wrong with them: "" nothing,
// "50006" or the path of the first error of a 50035.
var messageLimits = []struct {
	name string
	body obj
	want string
}{
	{"empty", obj{}, "50006"},
	{"empty content", obj{"content": ""}, "50006"},
	{"null content", obj{"content": nil, "embeds": nil}, "50006"},
	{"components alone", obj{"components": rows(buttons(1, 0))}, "50006"},
	{"2000", obj{"content": rep(2000)}, ""},
	{"2001", obj{"content": rep(2001)}, "content"},
	{"1000 astral", obj{"content": strings.Repeat("😀", 1000)}, ""},
	{"1001 astral count as 2002", obj{"content": strings.Repeat("😀", 1001)}, "content"},
	{"title 256", embed(obj{"title": rep(256)}), ""},
	{"title 257", embed(obj{"title": rep(257)}), "embeds.0.title"},
	{"description 4096", embed(obj{"description": rep(4096)}), ""},
	{"description 4097", embed(obj{"description": rep(4097)}), "embeds.0.description"},
	{"25 fields", embed(obj{"fields": fields(25)}), ""},
	{"26 fields", embed(obj{"fields": fields(26)}), "embeds.0.fields"},
	{"field name empty", embed(obj{"fields": []obj{{"name": "", "value": "v"}}}), "embeds.0.fields.0.name"},
	{"field name 256", embed(obj{"fields": []obj{{"name": rep(256), "value": "v"}}}), ""},
	{"field name 257", embed(obj{"fields": []obj{{"name": rep(257), "value": "v"}}}), "embeds.0.fields.0.name"},
	{"field value 1024", embed(obj{"fields": []obj{{"name": "n", "value": rep(1024)}}}), ""},
	{"field value 1025", embed(obj{"fields": []obj{{"name": "n", "value": rep(1025)}}}), "embeds.0.fields.0.value"},
	{"field value empty", embed(obj{"fields": []obj{{"name": "n", "value": ""}}}), "embeds.0.fields.0.value"},
	{"footer 2048", embed(obj{"title": "t", "footer": obj{"text": rep(2048)}}), ""},
	{"footer 2049", embed(obj{"title": "t", "footer": obj{"text": rep(2049)}}), "embeds.0.footer.text"},
	{"author 256", embed(obj{"author": obj{"name": rep(256)}}), ""},
	{"author 257", embed(obj{"author": obj{"name": rep(257)}}), "embeds.0.author.name"},
	{"embed link", embed(obj{"title": "t", "url": "https://example.org/a"}), ""},
	{"embed link of another scheme", embed(obj{"title": "t", "url": "ftp://example.org/a"}), "embeds.0.url"},
	{"embed link without a host", embed(obj{"title": "t", "url": "nonsense"}), "embeds.0.url"},
	{"total 6000", obj{"embeds": []obj{{"description": rep(3000)}, {"description": rep(3000)}}}, ""},
	{"total 6001", obj{"embeds": []obj{{"description": rep(3000)}, {"description": rep(3001)}}}, "embeds"},
	{"10 embeds", obj{"embeds": list(10, func(int) obj { return obj{"title": "t"} })}, ""},
	{"11 embeds", obj{"embeds": list(11, func(int) obj { return obj{"title": "t"} })}, "embeds"},
	{"5 rows of 5", withRows(buttons(5, 0), buttons(5, 5), buttons(5, 10), buttons(5, 15), buttons(5, 20)), ""},
	{"6 rows", withRows(buttons(1, 0), buttons(1, 1), buttons(1, 2), buttons(1, 3), buttons(1, 4), buttons(1, 5)), "components"},
	{"6 buttons", withRows(buttons(6, 0)), "components.0.components"},
	{"empty row", withRows([]obj{}), "components.0.components"},
	{"button outside a row", obj{"content": "x", "components": buttons(1, 0)}, "components.0.type"},
	{"same custom_id in a row", withRows(append(buttons(1, 0), buttons(1, 0)...)), "components.0.components.1.custom_id"},
	{"same custom_id in two rows", withRows(buttons(1, 0), buttons(1, 0)), "components.1.components.0.custom_id"},
	{"custom_id 100", withRows([]obj{{"type": 2, "style": 1, "label": "b", "custom_id": rep(100)}}), ""},
	{"custom_id 101", withRows([]obj{{"type": 2, "style": 1, "label": "b", "custom_id": rep(101)}}), "components.0.components.0.custom_id"},
	{"no custom_id", withRows([]obj{{"type": 2, "style": 1, "label": "b"}}), "components.0.components.0.custom_id"},
	{"label 80", withRows([]obj{{"type": 2, "style": 1, "label": rep(80), "custom_id": "a"}}), ""},
	{"label 81", withRows([]obj{{"type": 2, "style": 1, "label": rep(81), "custom_id": "a"}}), "components.0.components.0.label"},
	{"neither label nor emoji", withRows([]obj{{"type": 2, "style": 1, "custom_id": "a"}}), "components.0.components.0"},
	{"emoji only", withRows([]obj{{"type": 2, "style": 1, "custom_id": "a", "emoji": obj{"name": "👍"}}}), ""},
	{"style 0", withRows([]obj{{"type": 2, "style": 0, "label": "b", "custom_id": "a"}}), "components.0.components.0.style"},
	{"link button", withRows([]obj{{"type": 2, "style": 5, "label": "b", "url": "https://example.org"}}), ""},
	{"link button with custom_id", withRows([]obj{{"type": 2, "style": 5, "label": "b", "url": "https://example.org", "custom_id": "a"}}), "components.0.components.0"},
	{"link button without link", withRows([]obj{{"type": 2, "style": 5, "label": "b"}}), "components.0.components.0.url"},
	{"link button 513", withRows([]obj{{"type": 2, "style": 5, "label": "b", "url": "https://example.org/" + rep(493)}}), "components.0.components.0.url"},
	{"25 options", withRows(selects(25, nil)), ""},
	{"26 options", withRows(selects(26, nil)), "components.0.components.0.options"},
	{"no options", withRows(selects(0, nil)), "components.0.components.0.options"},
	{"option label 101", withRows(selects(0, obj{"options": []obj{{"label": rep(101), "value": "v"}}})), "components.0.components.0.options.0.label"},
	{"option value 101", withRows(selects(0, obj{"options": []obj{{"label": "l", "value": rep(101)}}})), "components.0.components.0.options.0.value"},
	{"option description 101", withRows(selects(0, obj{"options": []obj{{"label": "l", "value": "v", "description": rep(101)}}})), "components.0.components.0.options.0.description"},
	{"option texts 100", withRows(selects(0, obj{"options": []obj{{"label": rep(100), "value": rep(100), "description": rep(100)}}})), ""},
	{"option value twice", withRows(selects(0, obj{"options": []obj{{"label": "a", "value": "v"}, {"label": "b", "value": "v"}}})), "components.0.components.0.options.1.value"},
	{"menu placeholder 151", withRows(selects(1, obj{"placeholder": rep(151)})), "components.0.components.0.placeholder"},
	{"menu wants more than it has", withRows(selects(2, obj{"max_values": 3})), "components.0.components.0.max_values"},
	{"menu beside a button", withRows(append(selects(1, nil), buttons(1, 0)...)), "components.0"},
	{"text input in a message", withRows([]obj{{"type": 4, "custom_id": "a", "style": 1, "label": "l"}}), "components.0.components.0.type"},
	{"unknown parse", obj{"content": "x", "allowed_mentions": obj{"parse": []string{"all"}}}, "allowed_mentions.parse.0"},
	{"parse and ids", obj{"content": "x", "allowed_mentions": obj{"parse": []string{"users"}, "users": []string{"1"}}}, "allowed_mentions"},
	{"reply to nothing", obj{"content": "x", "message_reference": obj{"message_id": "1"}}, "message_reference"},
	{"reply to nothing, tolerated", obj{"content": "x", "message_reference": obj{"message_id": "1", "fail_if_not_exists": false}}, ""},
	{"v2 text", obj{"flags": FlagComponentsV2, "components": []obj{{"type": 10, "content": rep(4000)}}}, ""},
	{"v2 text 4001", obj{"flags": FlagComponentsV2, "components": []obj{{"type": 10, "content": rep(2000)}, {"type": 10, "content": rep(2001)}}}, "components"},
	{"v2 with content", obj{"flags": FlagComponentsV2, "content": "x", "components": []obj{{"type": 10, "content": "y"}}}, "content"},
	{"v2 with 41", obj{"flags": FlagComponentsV2, "components": list(41, func(int) obj { return obj{"type": 10, "content": "y"} })}, "components"},
}

// at finds the errors of a 50035 at a path.
func at(r reply, path string) []any {
	m, _ := r.body["errors"].(map[string]any)
	for key := range strings.SplitSeq(path, ".") {
		m, _ = m[key].(map[string]any)
	}
	errs, _ := m["_errors"].([]any)
	return errs
}

func TestMessageLimits(t *testing.T) {
	s := New(Options{})
	defer s.Close()
	g := s.NewGuild("team")
	u := g.NewMember("ada")
	for _, tt := range messageLimits {
		t.Run(tt.name, func(t *testing.T) {
			for how, r := range map[string]reply{
				"channel":  do(t, s, "POST", "/channels/"+g.General.ID+"/messages", tt.body),
				"callback": callback(t, s, g.General.As(u).Slash("ask"), obj{"type": 4, "data": tt.body}),
			} {
				if how == "callback" && strings.HasPrefix(tt.name, "reply to") {
					continue // a callback has no message_reference
				}
				switch {
				case tt.want == "" && r.status/100 != 2:
					t.Errorf("%s: refused: %s", how, r.raw)
				case tt.want == "50006" && (r.status != 400 || r.code() != 50006):
					t.Errorf("%s: %d %s, want 50006", how, r.status, r.raw)
				case tt.want != "" && tt.want != "50006" && (r.status != 400 || r.code() != 50035 || at(r, tt.want) == nil):
					t.Errorf("%s: %d %s, want 50035 at %s", how, r.status, r.raw, tt.want)
				}
			}
		})
	}
	for _, v := range s.Violations() {
		t.Error(v)
	}
}

func input(o obj) obj {
	in := obj{"type": 4, "custom_id": "a", "style": 1, "label": "l"}
	for k, v := range o {
		in[k] = v
	}
	return in
}

func formOf(inputs ...obj) obj {
	return obj{"custom_id": "f", "title": "t", "components": list(len(inputs), func(i int) obj {
		return obj{"type": 1, "components": []obj{inputs[i]}}
	})}
}

func TestFormLimits(t *testing.T) {
	s := New(Options{})
	defer s.Close()
	g := s.NewGuild("team")
	u := g.NewMember("ada")
	many := func(n int) []obj { return list(n, func(i int) obj { return input(obj{"custom_id": fmt.Sprint(i)}) }) }
	titled := func(f obj, k string, v any) obj { f[k] = v; return f }
	label := func(o obj) obj {
		return obj{"custom_id": "f", "title": "t", "components": []obj{o}}
	}
	inner := obj{"type": 4, "custom_id": "a", "style": 2}
	for _, tt := range []struct {
		name string
		data obj
		want string
	}{
		{"five", formOf(many(5)...), ""},
		{"six", formOf(many(6)...), "data.components"},
		{"none", formOf(), "data.components"},
		{"title 45", titled(formOf(input(nil)), "title", rep(45)), ""},
		{"title 46", titled(formOf(input(nil)), "title", rep(46)), "data.title"},
		{"no title", titled(formOf(input(nil)), "title", ""), "data.title"},
		{"custom_id 101", titled(formOf(input(nil)), "custom_id", rep(101)), "data.custom_id"},
		{"input custom_id 101", formOf(input(obj{"custom_id": rep(101)})), "data.components.0.components.0.custom_id"},
		{"input custom_id twice", formOf(input(nil), input(nil)), "data.components.1.components.0.custom_id"},
		{"label 45", formOf(input(obj{"label": rep(45)})), ""},
		{"label 46", formOf(input(obj{"label": rep(46)})), "data.components.0.components.0.label"},
		{"placeholder 100", formOf(input(obj{"placeholder": rep(100)})), ""},
		{"placeholder 101", formOf(input(obj{"placeholder": rep(101)})), "data.components.0.components.0.placeholder"},
		{"value 4000", formOf(input(obj{"value": rep(4000)})), ""},
		{"value 4001", formOf(input(obj{"value": rep(4001)})), "data.components.0.components.0.value"},
		{"value beyond max_length", formOf(input(obj{"value": "abc", "max_length": 2})), "data.components.0.components.0.value"},
		{"max_length 4001", formOf(input(obj{"max_length": 4001})), "data.components.0.components.0.max_length"},
		{"style 3", formOf(input(obj{"style": 3})), "data.components.0.components.0.style"},
		{"button", formOf(obj{"type": 2, "style": 1, "label": "b", "custom_id": "a"}), "data.components.0.components.0.type"},
		{"label component", label(obj{"type": 18, "label": rep(45), "component": inner}), ""},
		{"label component 46", label(obj{"type": 18, "label": rep(46), "component": inner}), "data.components.0.label"},
		{"label without component", label(obj{"type": 18, "label": "l"}), "data.components.0.component"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := callback(t, s, g.General.As(u).Slash("paste"), obj{"type": 9, "data": tt.data})
			if tt.want == "" && r.status != 204 {
				t.Errorf("refused: %s", r.raw)
			}
			if tt.want != "" && (r.code() != 50035 || at(r, tt.want) == nil) {
				t.Errorf("%d %s, want 50035 at %s", r.status, r.raw, tt.want)
			}
		})
	}
	for _, v := range s.Violations() {
		t.Error(v)
	}
}

func TestChoiceLimits(t *testing.T) {
	s := New(Options{})
	defer s.Close()
	g := s.NewGuild("team")
	u := g.NewMember("ada")
	many := func(n int) []obj { return list(n, func(i int) obj { return obj{"name": "n", "value": fmt.Sprint(i)} }) }
	for _, tt := range []struct {
		name    string
		choices []obj
		want    string
	}{
		{"none", []obj{}, ""},
		{"25", many(25), ""},
		{"26", many(26), "data.choices"},
		{"name 100", []obj{{"name": rep(100), "value": rep(100)}}, ""},
		{"name 101", []obj{{"name": rep(101), "value": "v"}}, "data.choices.0.name"},
		{"name empty", []obj{{"name": "", "value": "v"}}, "data.choices.0.name"},
		{"value 101", []obj{{"name": "n", "value": rep(101)}}, "data.choices.0.value"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			i := g.General.As(u).Autocomplete("source", Typing("id", "x"))
			r := callback(t, s, i, obj{"type": 8, "data": obj{"choices": tt.choices}})
			if tt.want == "" && r.status != 204 {
				t.Errorf("refused: %s", r.raw)
			}
			if tt.want != "" && (r.code() != 50035 || at(r, tt.want) == nil) {
				t.Errorf("%d %s, want 50035 at %s", r.status, r.raw, tt.want)
			}
		})
	}
	for _, v := range s.Violations() {
		t.Error(v)
	}
}

func TestFileLimits(t *testing.T) {
	s := New(Options{MaxUpload: 1000})
	defer s.Close()
	g := s.NewGuild("team")
	path := "/channels/" + g.General.ID + "/messages"
	many := func(n int) map[string][]byte {
		m := map[string][]byte{}
		for i := range n {
			m[fmt.Sprint(i, ".txt")] = []byte("x")
		}
		return m
	}
	for _, tt := range []struct {
		name         string
		files        map[string][]byte
		status, code int
	}{
		{"ten", many(10), 200, 0},
		{"eleven", many(11), 400, 50035},
		{"1000 bytes", map[string][]byte{"a": make([]byte, 1000)}, 200, 0},
		{"1001 bytes", map[string][]byte{"a": make([]byte, 1001)}, 413, 40005},
	} {
		kind, data := upload(t, `{"allowed_mentions":{"parse":[]}}`, tt.files)
		r := send(t, s, "POST", path, kind, data, "Bot "+s.Token())
		if r.status != tt.status || r.code() != tt.code {
			t.Errorf("%s: %d %s", tt.name, r.status, r.raw)
		}
		if list, _ := r.body["attachments"].([]any); tt.status == 200 && len(list) != len(tt.files) {
			t.Errorf("%s: %d attachments", tt.name, len(list))
		}
	}
	clean(t, s)
}
