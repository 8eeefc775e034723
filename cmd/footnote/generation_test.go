package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"footnote/retrieval/answer"
)

// However a model writes a true answer, it is read; what it thinks, is not shown; and
// what an endpoint does not take, is not sent twice.
func TestModelHabits(t *testing.T) {
	const question = "How long is the Kestrel Bridge?"
	for _, c := range []struct {
		name, script string
		more         string // lines of the section [llm]
		mode         string
	}{
		{"preface", `{"on":"chat","fault":"preface"}`, "", "generative"},
		{"list", `{"on":"chat","fault":"list"}`, "", "generative"},
		{"named", `{"on":"chat","fault":"named"}`, "", "generative"},
		{"round", `{"on":"chat","fault":"round"}`, "", "generative"},
		{"caret", `{"on":"chat","fault":"caret"}`, "", "generative"},
		{"dagger", `{"on":"chat","fault":"dagger"}`, "", "generative"},
		{"first", `{"on":"chat","fault":"first"}`, "", "generative"},
		{"last", `{"on":"chat","fault":"last"}`, "", "generative"},
		{"sources", `{"on":"chat","fault":"sources"}`, "", "generative"},
		{"question", `{"on":"chat","fault":"question"}`, "", "generative"},
		{"json", `{"on":"chat","fault":"json"}`, "", "generative"},
		{"think", `{"on":"chat","fault":"think"}`, "", "generative"},
		{"thinkaloud", `{"on":"chat","fault":"thinkaloud"}`, "", "generative"},
		{"reasoning", `{"on":"chat","fault":"reasoning"}`, "", "generative"},
		{"gibberish", `{"on":"chat","fault":"gibberish"}`, "", "extractive"},
		{"no usage", `{"on":"chat","fault":"nousage"}`, "", "generative"},
		{"structured", "", "structured = true", "generative"},
		{"structured, thinks", `{"on":"chat","fault":"think"}`, "structured = true", "generative"},
		{"no schema, OpenAI", `{"fault":"refuse","field":"response_format"}`, "structured = true", "generative"},
		{"no schema, vLLM", `{"fault":"refuse","field":"response_format","as":"vllm"}`, "structured = true", "generative"},
		{"no schema, FastAPI", `{"fault":"refuse","field":"response_format","as":"fastapi"}`, "structured = true", "generative"},
		{"no schema, no reason", `{"status":400,"reply":"Bad Request","times":1}`, "structured = true", "generative"},
		{"small context, llama.cpp", `{"fault":"context","tokens":1400,"as":"llamacpp"}`, "", "generative"},
		{"small context, vLLM", `{"fault":"context","tokens":1400,"as":"vllm"}`, "", "generative"},
		{"small context, LM Studio", `{"fault":"context","tokens":1400,"as":"lmstudio"}`, "", "generative"},
		{"small context, said", `{"fault":"context","tokens":1024}`, "context_tokens = 1024", "generative"},
		{"another field", `{"fault":"refuse","field":"seed","as":"vllm"}`, "extra = { seed = 7 }", "generative"},
		{"second check, honest", "", "second_check = true", "generative"},
		{"second check, gibberish", `{"match":"Statement 1","fault":"gibberish"}`, "second_check = true", "generative"},
		{"second check, down", `{"match":"Statement 1","status":400}`, "second_check = true", "generative"},
		{"second check, no", `{"match":"Statement 1","fault":"deny"}`, "second_check = true", "extractive"},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := newHome(t)
			config := h.write(t, "config.toml", strings.Replace(startMock(t, c.script), "[llm]\n", "[llm]\n"+c.more+"\n", 1))
			r := h.footnote(t, "", "ask", "--config", config, "--json", question)
			if r.code != exitDone {
				t.Fatalf("exit %d: %s", r.code, r.err)
			}
			a := conforming(t, r.out, answerShape)[0]
			if a["answered"] != true || a["mode"] != c.mode || !strings.Contains(r.out, "640 metres") {
				t.Errorf("answered %v in mode %v, want %s: %s", a["answered"], a["mode"], c.mode, r.out)
			}
			if a["mode"] == "generative" && a["notice"] != sampleNotice {
				t.Errorf("the notice is %q", a["notice"])
			}
			if strings.Contains(r.out, "4,711") || strings.Contains(r.out, "Hmm") {
				t.Errorf("a thought was shown: %s", r.out)
			}
			if estimated := c.name == "no usage"; a["tokens"] == 0.0 || a["tokens_estimated"] != estimated {
				t.Errorf("tokens %v, estimated %v", a["tokens"], a["tokens_estimated"])
			}
			checkQuotes(t, h, a)
		})
	}
}

// A follow-up is put into words that stand alone by the model, and by rules where the
// model cannot.
func TestFollowUpsByModel(t *testing.T) {
	const understood = "Kestrel Bridge?"
	for name, script := range map[string]string{
		"honest":     "",
		"in a form":  `{"match":"Then they asked","reply":"Standalone question: \"Who designed the Kestrel Bridge?\""}`,
		"gibberish":  `{"match":"Then they asked","fault":"gibberish"}`,
		"a stranger": `{"match":"Then they asked","reply":"Who designed the Saltby Tower?"}`,
		"down":       `{"match":"Then they asked","status":400}`,
	} {
		t.Run(name, func(t *testing.T) {
			h := newHome(t)
			config := h.write(t, "config.toml", strings.Replace(startMock(t, script), "[llm]\n", "[llm]\nrewrite = true\n", 1))
			r := h.footnote(t, "How long is the Kestrel Bridge?\nAnd who designed it?\n", "chat", "--config", config)
			if r.code != exitDone || !strings.Contains(r.out, "Understood as: Who designed") || !strings.Contains(r.out, understood) || !strings.Contains(r.out, "Tomas Arlund") {
				t.Errorf("exit %d, %s\n%s", r.code, r.err, r.out)
			}
		})
	}
}

// A team's own templates are used; one that is wrong is refused at once and by
// doctor, with its file, its line and the mend.
func TestOwnPrompts(t *testing.T) {
	h := newHome(t)
	folder := filepath.Join(t.TempDir(), "prompts")
	if r := h.footnote(t, "", "prompts", "--write", folder); r.code != exitDone || strings.Count(r.out, "\n") != len(answer.PromptFiles()) {
		t.Fatalf("exit %d: %s%s", r.code, r.out, r.err)
	}
	config := h.write(t, "config.toml", strings.Replace(startMock(t, ""), "[llm]\n", "[llm]\nprompts = '"+folder+"'\n", 1))
	ask := func() result {
		return h.footnote(t, "", "ask", "--config", config, "How long is the Kestrel Bridge?")
	}
	if r := ask(); r.code != exitDone || !strings.Contains(r.out, "640 metres") {
		t.Fatalf("exit %d: %s%s", r.code, r.out, r.err)
	}
	if r := h.footnote(t, "", "prompts", "--write", folder); r.code != exitDone || r.out != "" || strings.Count(r.err, "Left alone") != len(answer.PromptFiles()) {
		t.Errorf("written over: %s%s", r.out, r.err)
	}
	builtin := h.footnote(t, "", "prompts", "system.tmpl").out
	for name, c := range map[string]struct {
		text string
		want []string
	}{
		"a field that is none":   {strings.ReplaceAll(builtin, ".Refusal", ".Refuse"), []string{"system.tmpl, line 14", "no field .Refuse", ".Refusal"}},
		"a function that isn't":  {"{{env \"HOME\"}}", []string{"system.tmpl, line 1", "env", "footnote prompts system.tmpl"}},
		"no end":                 {builtin + "{{range .Passages}}", []string{"system.tmpl, line 2", "footnote prompts system.tmpl"}},
		"passages without text":  {strings.Replace(builtin, "{{.Text}}", "", 1), []string{"system.tmpl, line 2", ".Text", "{{range .Passages}}"}},
		"passages without marks": {strings.Replace(builtin, "[{{.Number}}]", "*", 1), []string{"system.tmpl, line 2", ".Number"}},
		"no word for a refusal":  {strings.ReplaceAll(builtin, "{{.Refusal}}", ""), []string{"system.tmpl, line 2", "{{.Refusal}}"}},
		"one that never ends":    {`{{define "a"}}x{{template "a" .}}{{end}}{{template "a" .}}`, []string{"system.tmpl, line 1"}},
	} {
		if err := os.WriteFile(filepath.Join(folder, "system.tmpl"), []byte(c.text), 0o600); err != nil {
			t.Fatal(err)
		}
		for _, r := range []result{ask(), h.footnote(t, "", "doctor", "--config", config, "--json")} {
			if r.code == exitDone {
				t.Errorf("%s: exit %d", name, r.code)
			}
			for _, want := range append(c.want, folder) {
				if !strings.Contains(r.out+r.err, want) {
					t.Errorf("%s: %q is not in %s%s", name, want, r.out, r.err)
				}
			}
		}
	}
	if r := h.footnote(t, "", "prompts", "sytem.tmpl"); r.code != exitUsage || !strings.Contains(r.err, "system.tmpl") {
		t.Errorf("exit %d: %s", r.code, r.err)
	}
}

// The template for the real model of .ci/real-model is one that can be used.
func TestBaseModelPrompts(t *testing.T) {
	folder, err := filepath.Abs(filepath.Join("testdata", "base-model"))
	if err != nil {
		t.Fatal(err)
	}
	if p, err := (config{LLM: llmConfig{Prompts: folder}}).prompts(); err != nil || len(p.Replaced) != 1 {
		t.Error(p, err)
	}
}
