package discordtest

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"sync"

	"github.com/getkin/kin-openapi/openapi3"
)

// FindDescription is the path of Discord's openapi.json: in the folder that
// FOOTNOTE_SHARED names, else in "shared" beside the module that the working
// directory belongs to. Empty when there is none.
func FindDescription() string {
	shared := os.Getenv("FOOTNOTE_SHARED")
	if shared == "" {
		dir, err := os.Getwd()
		if err != nil {
			return ""
		}
		for {
			if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
				break
			}
			up := filepath.Dir(dir)
			if up == dir {
				return ""
			}
			dir = up
		}
		shared = filepath.Join(dir, "..", "shared")
	}
	path := filepath.Join(shared, "discord", "openapi.json")
	if _, err := os.Stat(path); err != nil {
		return ""
	}
	return path
}

// description is Discord's OpenAPI document, ready to be asked. It is read-only
// but for what it remembers of earlier checks, since the many servers of a test
// binary are asked about the same shapes.
type description struct {
	schemas openapi3.Schemas
	ops     map[string]*openapi3.Operation // by method and path without parameter names

	mu    sync.Mutex
	known map[string][]string // findings by shape, at most keptShapes
}

// keptShapes bounds what a description remembers.
const keptShapes = 5000

// findings is find, or what find said of a value of the same shape before.
func (d *description) findings(shape string, find func() []string) []string {
	d.mu.Lock()
	found, ok := d.known[shape]
	d.mu.Unlock()
	if ok {
		return found
	}
	found = find()
	d.mu.Lock()
	defer d.mu.Unlock()
	if len(d.known) < keptShapes {
		d.known[shape] = found
	}
	return found
}

// standard is the description at its usual place, read once a process: that
// takes a third of a second, and tests start many servers.
var standard = sync.OnceValues(func() (*description, error) { return loadDescription(FindDescription()) })

var parameter = regexp.MustCompile(`\{[^}]*\}`)

func opKey(method, path string) string { return method + " " + parameter.ReplaceAllString(path, "{}") }

func loadDescription(path string) (*description, error) {
	doc, err := readDescription(path)
	if err != nil {
		return nil, fmt.Errorf("discordtest: Discord's description: %w", err)
	}
	d := &description{schemas: doc.Components.Schemas, ops: map[string]*openapi3.Operation{}, known: map[string][]string{}}
	for path, item := range doc.Paths.Map() {
		for method, op := range item.Operations() {
			d.ops[opKey(method, path)] = op
		}
	}
	return d, nil
}

func readDescription(path string) (*openapi3.T, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var raw any
	if err := json.Unmarshal(data, &raw); err != nil {
		return nil, err
	}
	constAsEnum(raw)
	namedErrors(raw)
	permissionTexts(raw)
	if data, err = json.Marshal(raw); err != nil {
		return nil, err
	}
	return openapi3.NewLoader().LoadFromData(data)
}

// namedErrors mends the one place where the description contradicts Discord: the
// errors inside an invalid form have names ("BASE_TYPE_MAX_LENGTH", as Discord's
// documentation of error messages shows), where the description wants numbers.
func namedErrors(doc any) {
	for _, inner := range pick(doc, "components.schemas.InnerErrors.properties._errors") {
		if list, ok := inner.(map[string]any); ok {
			list["items"] = map[string]any{
				"type": "object", "required": []any{"code", "message"},
				"properties": map[string]any{
					"code": map[string]any{"type": "string"}, "message": map[string]any{"type": "string"},
				},
			}
		}
	}
}

// permissionTexts mends another: a command's default_member_permissions is a text
// of digits in Discord's documentation ("Application Command Object") and in its
// replies, where the description wants a number in requests. Discord takes both.
func permissionTexts(doc any) {
	for _, p := range pick(doc, "components.schemas.*.properties.default_member_permissions") {
		prop, _ := p.(map[string]any)
		if kinds, ok := prop["type"].([]any); ok && slices.Contains(kinds, "integer") {
			prop["type"] = append(kinds, "string")
		}
	}
}

// constAsEnum says "const" of OpenAPI 3.1 in the words of 3.0: kin-openapi
// v0.153 reads 3.1 but does not enforce const unless it compiles each schema
// anew for each value.
func constAsEnum(v any) {
	switch v := v.(type) {
	case map[string]any:
		if c, ok := v["const"]; ok {
			v["enum"] = []any{c}
			delete(v, "const")
		}
		for _, e := range v {
			constAsEnum(e)
		}
	case []any:
		for _, e := range v {
			constAsEnum(e)
		}
	}
}
