package main

import (
	"bytes"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/agnivade/levenshtein"
	"github.com/pelletier/go-toml/v2"
	"github.com/pelletier/go-toml/v2/unstable"

	"footnote/corpus"
)

// configError is a mistake at one place of the config file.
func configError(path string, line int, format string, args ...any) error {
	place := path
	if line > 0 {
		place = fmt.Sprintf("%s, line %d", path, line)
	}
	if place == "" {
		place = "The config"
	}
	return &usageError{&corpus.Problem{
		Code:    corpus.CodeInvalid,
		Message: place + ": " + fmt.Sprintf(format, args...),
	}}
}

// decodeStrict decodes the file into c. The library's messages are rewritten:
// they talk about Go types, and some quote the file.
func decodeStrict(path string, data []byte, c *config) error {
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	err := toml.NewDecoder(bytes.NewReader(data)).DisallowUnknownFields().Decode(c)
	if err == nil {
		return nil
	}
	var missing *toml.StrictMissingError
	if errors.As(err, &missing) && len(missing.Errors) > 0 {
		first := missing.Errors[0]
		line, _ := first.Position()
		return unknownKey(path, line, first.Key())
	}
	var wrong *toml.DecodeError
	if !errors.As(err, &wrong) {
		return configError(path, 0, "this is not a config that Footnote can read; compare it with config.example.toml.")
	}
	line, _ := wrong.Position()
	key := strings.Join(wrong.Key(), ".")
	if kind, ok := configKeys()[strings.ToLower(key)]; ok && strings.Contains(wrong.Error(), "cannot") {
		return configError(path, line, "%s must be %s.", key, expected(key, kind))
	}
	if strings.Contains(wrong.Error(), "already defined") {
		return configError(path, line, "%s is set twice; keep one of the two.", key)
	}
	return configError(path, line, "this line is not valid TOML; texts need quotes, and a section is written [like.this].")
}

func unknownKey(path string, line int, key []string) error {
	name := strings.Join(key, ".")
	last := strings.ToLower(key[len(key)-1])
	switch last {
	case "api_key", "apikey", "key", "token", "secret", "password", "bot_token":
		return configError(path, line,
			"%s: keys and tokens do not belong in this file; put it in an environment variable and name that variable, as config.example.toml shows (api_key_env, token_env).", name)
	}
	return configError(path, line, "the key %s is unknown; did you mean %s?", name, nearestKey(name))
}

// nearestKey is the known key with the smallest edit distance, where keys of
// the same section are preferred and a key in the wrong section is found.
func nearestKey(name string) string {
	name = strings.ToLower(name)
	best, bestDistance := "", 1<<30
	section, last, sectioned := cutLast(name)
	for _, key := range sortedKeys(configKeys()) {
		if key == section {
			continue // it was found
		}
		d := 2 * levenshtein.ComputeDistance(name, key)
		if _, keyLast, ok := cutLast(key); ok || sectioned {
			d = min(d, 2*levenshtein.ComputeDistance(last, keyLast)+1)
		}
		// "url" is nearer to the "base_url" of its own section than to any short key.
		if in, keyLast, ok := cutLast(key); ok && in == section && slices.Contains(strings.Split(keyLast, "_"), last) {
			d = min(d, 2)
		}
		if d < bestDistance {
			best, bestDistance = key, d
		}
	}
	return best
}

func cutLast(key string) (section, last string, sectioned bool) {
	if i := strings.LastIndexByte(key, '.'); i >= 0 {
		return key[:i], key[i+1:], true
	}
	return "", key, false
}

// configKeys lists every key and section of the config by its full name.
func configKeys() map[string]reflect.Type {
	keys := map[string]reflect.Type{}
	collectKeys("", reflect.TypeFor[config](), keys)
	return keys
}

func collectKeys(prefix string, t reflect.Type, keys map[string]reflect.Type) {
	for i := range t.NumField() {
		f := t.Field(i)
		name := f.Tag.Get("toml")
		if name == "" {
			continue
		}
		keys[prefix+name] = f.Type
		if f.Type.Kind() == reflect.Struct {
			collectKeys(prefix+name+".", f.Type, keys)
		}
	}
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// expected describes the type of a key to a person.
func expected(key string, t reflect.Type) string {
	_, last, _ := cutLast(key)
	switch {
	case t.Kind() == reflect.Struct:
		return "a section, written [" + key + "] on a line of its own"
	case t.Kind() == reflect.Int:
		return "a number without quotes, such as 20"
	case t.Kind() == reflect.Bool:
		return "true or false, without quotes"
	case t.Kind() == reflect.Map:
		return "a list of fields, such as { seed = 7 }"
	case t.Kind() == reflect.Slice:
		return `a list of texts, such as ["one.example", "two.example"]`
	case strings.HasSuffix(last, "timeout"):
		return `a duration in quotes, such as "60s" or "2m"`
	case last == "memory_budget", last == "bytes":
		return `a size in quotes, such as "512MiB"`
	}
	return "a text in quotes"
}

// keyLines finds the line of every key, for mistakes that are found only after
// decoding.
func keyLines(data []byte) map[string]int {
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	lines := map[string]int{}
	var p unstable.Parser
	p.Reset(data)
	section := ""
	for p.NextExpression() {
		e := p.Expression()
		if e.Kind != unstable.KeyValue && e.Kind != unstable.Table {
			continue
		}
		var parts []string
		line := 0
		for it := e.Key(); it.Next(); {
			parts = append(parts, string(it.Node().Data))
			line = p.Shape(it.Node().Raw).Start.Line
		}
		name := strings.ToLower(strings.Join(parts, "."))
		if e.Kind == unstable.Table {
			section = name + "."
			lines[name] = line
			continue
		}
		lines[section+name] = line
	}
	return lines
}
