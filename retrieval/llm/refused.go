package llm

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
)

// What endpoints say when they refuse a field of a request, as they really do:
//
//	OpenAI     {"error":{"message":"Unsupported parameter: 'max_tokens' is not supported
//	           with this model. …","param":"max_tokens","code":"unsupported_parameter"}}
//	vLLM       {"object":"error","message":"[{'type': 'extra_forbidden', 'loc': ('body',
//	           'stream_options'), 'msg': 'Extra inputs are not permitted', 'input': …}]"}
//	FastAPI    {"detail":[{"type":"extra_forbidden","loc":["body","stream_options"],
//	           "msg":"Extra inputs are not permitted","input":…}]}
//	LM Studio  {"error":"'response_format.type' must be 'json_schema' or 'text'"}
//
// A field that the reply points at (param, loc) goes before one that its words
// mention; bodies that echo the request mention all of them.

// names gives the field of those that were sent which a refused request was
// refused for; "" if the endpoint names none.
func (f *failure) names(sent []string) string {
	if !f.rejected() {
		return ""
	}
	for _, place := range pointed(f.body) {
		if i := slices.Index(sent, place); i >= 0 {
			return sent[i]
		}
	}
	// Of "stream" and "stream_options" the longer one is meant.
	byLength := slices.Clone(sent)
	slices.SortFunc(byLength, func(a, b string) int {
		if len(a) != len(b) {
			return len(b) - len(a)
		}
		return strings.Compare(a, b)
	})
	said := withoutInput(message(f.body))
	for _, field := range byLength {
		if mentions(said, field) || field == fieldUsage && mentions(said, "include_usage") ||
			field == fieldFormat && (mentions(said, "json_schema") || mentions(said, "grammar")) {
			return field
		}
	}
	return ""
}

// pointed lists the fields that an error body points at.
func pointed(body string) []string {
	var out []string
	add := func(path string) {
		if field, _, _ := strings.Cut(strings.ReplaceAll(path, "[", "."), "."); field != "" {
			out = append(out, field)
		}
	}
	type place struct {
		Loc []any `json:"loc"`
	}
	var b struct {
		Param  any             `json:"param"`
		Error  json.RawMessage `json:"error"`
		Detail json.RawMessage `json:"detail"`
	}
	if json.Unmarshal([]byte(body), &b) != nil {
		return nil
	}
	var inner struct {
		Param any `json:"param"`
	}
	_ = json.Unmarshal(b.Error, &inner) // a text has no param
	for _, p := range []any{inner.Param, b.Param} {
		if path, ok := p.(string); ok {
			add(path)
		}
	}
	var places []place
	_ = json.Unmarshal(b.Detail, &places) // a text has no places
	for _, p := range places {
		for _, step := range p.Loc {
			if field, ok := step.(string); ok && field != "body" {
				add(field)
				break
			}
		}
	}
	for _, m := range pythonPlace.FindAllStringSubmatch(message(body), -1) {
		add(m[1])
	}
	return out
}

var (
	// pythonPlace is the place in vLLM's errors, which are lists as Python prints them.
	pythonPlace = regexp.MustCompile(`'loc': \('body', '([A-Za-z_]+)'`)
	// pythonInput is the request as they echo it.
	pythonInput = regexp.MustCompile(`'input': .*`)
)

func withoutInput(said string) string { return pythonInput.ReplaceAllString(said, "") }

// mentions says that a text holds a field's name as a word of its own.
func mentions(text, field string) bool {
	for at := 0; ; {
		i := strings.Index(text[at:], field)
		if i < 0 {
			return false
		}
		start, end := at+i, at+i+len(field)
		if (start == 0 || !isNameByte(text[start-1])) && (end == len(text) || !isNameByte(text[end])) {
			return true
		}
		at = end
	}
}

func isNameByte(c byte) bool {
	return c == '_' || '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
}
