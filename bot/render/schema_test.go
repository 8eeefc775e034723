package render_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"

	"footnote/bot"
	"footnote/bot/render"
)

// Every sample is what Discord's own description of its interface allows.
func TestSchemas(t *testing.T) {
	data, err := os.ReadFile(filepath.Join(shared(t), "discord", "openapi.json"))
	if err != nil {
		t.Skip("Discord's description is not here: ", err)
	}
	data = regexp.MustCompile(`"const":\s*(-?\d+|"[^"]*")`).ReplaceAll(data, []byte(`"enum":[$1]`)) // kin-openapi does not know const
	doc, err := openapi3.NewLoader().LoadFromData(data)
	if err != nil {
		t.Fatal(err)
	}
	check := func(name, schema string, v any) {
		t.Helper()
		data, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		var plain any
		if err := json.Unmarshal(data, &plain); err != nil {
			t.Fatal(err)
		}
		if err := doc.Components.Schemas[schema].Value.VisitJSON(plain); err != nil {
			t.Errorf("%s is no %s: %v", name, schema, err)
		}
	}
	for name, s := range samples {
		m := render.Draw(s)
		for _, schema := range []string{"MessageCreateRequest", "MessageEditRequestPartial", "IncomingWebhookInteractionRequest", "IncomingWebhookUpdateRequestPartial"} {
			check(name, schema, m)
		}
	}
	check("form", "ModalInteractionCallbackRequestData", render.DrawForm(bot.Form{ID: "further:x", Title: "Ask further",
		Fields: []bot.Field{{Name: "question", Label: "Your question", Placeholder: "And what does it cost?", Long: true, Required: true, Max: 500}}}))
	// The check can fail.
	var broken render.Message
	broken.Components = []render.Row{{}}
	if data, err := json.Marshal(broken); err != nil {
		t.Fatal(err)
	} else {
		var v any
		if err := json.Unmarshal(data, &v); err != nil {
			t.Fatal(err)
		}
		if doc.Components.Schemas["MessageCreateRequest"].Value.VisitJSON(v) == nil {
			t.Error("an empty row passes")
		}
	}
}

// shared is the folder with Discord's description.
func shared(t *testing.T) string {
	if dir := os.Getenv("FOOTNOTE_SHARED"); dir != "" {
		return dir
	}
	dir, err := os.Getwd()
	if err != nil {
		t.Skip(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return filepath.Join(dir, "..", "shared")
		}
		if dir == filepath.Dir(dir) {
			t.Skip("there is no go.mod above this folder")
		}
		dir = filepath.Dir(dir)
	}
}
