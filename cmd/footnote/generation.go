package main

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"

	"footnote/corpus"
	"footnote/retrieval/answer"
)

// generation is how the config wants a language model to be asked. The error names
// the file and line of a template that is wrong.
func (c config) generation() (answer.Generation, error) {
	prompts, err := c.prompts()
	return answer.Generation{
		Prompts: prompts, ContextTokens: c.LLM.ContextTokens, Structured: c.LLM.Structured,
		SecondCheck: c.LLM.SecondCheck, Rewrite: c.LLM.Rewrite, Timeout: c.LLM.timeout,
	}, err
}

// prompts are the templates of what the model is told.
func (c config) prompts() (*answer.Prompts, error) {
	if c.LLM.Prompts == "" {
		return answer.BuiltinPrompts()
	}
	folder := c.resolve(c.LLM.Prompts)
	info, err := os.Stat(folder)
	if err != nil {
		return nil, configError(c.path, 0, "llm.prompts names %s, which cannot be read: %s; write the builtin templates there with: footnote prompts --write %s", folder, reason(err), folder)
	}
	if !info.IsDir() {
		return nil, configError(c.path, 0, "llm.prompts names %s, which is no folder; name the folder of the templates.", folder)
	}
	p, err := answer.ReadPrompts(os.DirFS(folder), folder)
	if err != nil {
		return nil, &usageError{&corpus.Problem{Code: corpus.CodeInvalid, Message: sentence(err.Error()) + ".", Err: err}}
	}
	return p, nil
}

func examinePrompts(c config) finding {
	p, err := c.prompts()
	if err != nil {
		return failing("prompts", err, "")
	}
	return finding{Check: "prompts", State: stateOK, Detail: strings.Join(p.Replaced, ", ") + " of " + c.resolve(c.LLM.Prompts)}
}

// extraFields are the further fields of a request as JSON.
func extraFields(fields map[string]any) (map[string]json.RawMessage, error) {
	if len(fields) == 0 {
		return nil, nil
	}
	out := map[string]json.RawMessage{}
	for _, name := range sortedKeys(fields) {
		switch name {
		case "model", "messages", "stream", "stream_options", "response_format", "n", "tools":
			return nil, fmt.Errorf("must not hold %s, which Footnote sets itself", name)
		}
		value, err := json.Marshal(fields[name])
		if err != nil {
			return nil, fmt.Errorf("has a value for %s that JSON cannot hold", name)
		}
		out[name] = value
	}
	return out, nil
}
