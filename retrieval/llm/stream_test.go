package llm_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"unicode/utf8"

	"footnote/corpus"
	"footnote/retrieval"
	"footnote/retrieval/llm"
)

func delta(content string) string {
	return `data: {"choices":[{"index":0,"delta":{"content":"` + content + `"}}]}` + "\n\n"
}

// TestStreamsAsServersWriteThem: dialects of the protocol.
func TestStreamsAsServersWriteThem(t *testing.T) {
	const stop = `data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}` + "\n\n"
	const done = "data: [DONE]\n\n"
	for name, c := range map[string]struct {
		body   string
		text   string
		cut    bool
		tokens int
		says   string // for an error
	}{
		"OpenAI":                      {delta("A ") + delta("b.") + stop + `data: {"choices":[],"usage":{"total_tokens":7}}` + "\n\n" + done, "A b.", false, 7, ""},
		"parts of usage":              {delta("A") + stop + `data: {"choices":[],"usage":{"prompt_tokens":3,"completion_tokens":2}}` + "\n\n" + done, "A", false, 5, ""},
		"finish without [DONE]":       {delta("A") + stop, "A", false, 0, ""},
		"[DONE] without finish":       {delta("A") + done, "A", false, 0, ""},
		"neither":                     {delta("A"), "A", true, 0, ""},
		"no new line at the end":      {delta("A") + stop + strings.TrimSpace(delta("b")), "Ab", false, 0, ""},
		"length":                      {delta("A") + strings.ReplaceAll(stop, "stop", "length") + done, "A", true, 0, ""},
		"broken off":                  {delta("A") + strings.ReplaceAll(stop, "stop", "error") + done, "A", true, 0, ""},
		"filter":                      {delta("A") + strings.ReplaceAll(stop, "stop", "content_filter") + done, "A", true, 0, ""},
		"CRLF and no space":           {strings.ReplaceAll(strings.ReplaceAll(delta("A")+stop+done, "\n", "\r\n"), "data: ", "data:"), "A", false, 0, ""},
		"mark of order":               {"\ufeff" + delta("A") + done, "A", false, 0, ""},
		"event names and comments":    {"event: message\nid: 1\n" + delta("A") + ": ping\n\nretry: 5\n" + done, "A", false, 0, ""},
		"thousand comments":           {strings.Repeat(": waiting\n\n", 1000) + delta("A") + done, "A", false, 0, ""},
		"other choices":               {strings.ReplaceAll(delta("no"), `"index":0`, `"index":1`) + delta("A") + done, "A", false, 0, ""},
		"thoughts":                    {delta("<thi") + delta("nk>\\nhm, <b> A?") + delta("</th") + delta("ink>\\n\\nA.") + done, "A.", false, 0, ""},
		"thoughts without a start":    {delta("hm </think> A.") + done, "A.", false, 0, ""},
		"no thoughts after all":       {delta("<") + delta("b") + done, "<b", false, 0, ""},
		"thoughts only":               {delta("<think>hm") + strings.ReplaceAll(stop, "stop", "length") + done, "", false, 0, "tokens"},
		"nothing said":                {delta("") + stop + done, "", false, 0, "without any text"},
		"refused":                     {`data: {"choices":[{"index":0,"delta":{"refusal":"no"}}]}` + "\n\n" + stop + done, "", false, 0, "declined"},
		"error first":                 {`data: {"error":{"message":"overloaded ` + secret + `","code":501}}` + "\n\n" + done, "", false, 0, "501"},
		"error after comments":        {": x\n\n" + `data: { "error" : "model is broken" }` + "\n\n" + done, "", false, 0, "reported an error"},
		"error as a bare line":        {": x\n" + `{"error":"out of memory"}` + "\n", "", false, 0, "reported an error"},
		"error as JSON":               {`{"error":{"message":"out of memory","code":"x"}}`, "", false, 0, "reported an error"},
		"error after text":            {delta("A") + `data: {"error":{"message":"x"}}` + "\n\n", "A", true, 0, ""},
		"broken event after text":     {delta("A") + "data: {\n\n" + done, "A", true, 0, ""},
		"broken event":                {"data: {\n\n" + done, "", false, 0, "not an OpenAI-compatible reply"},
		"wrong types":                 {`data: {"choices":"no"}` + "\n\n", "", false, 0, "not an OpenAI-compatible reply"},
		"JSON":                        {` {"choices":[{"message":{"content":"A."},"finish_reason":"stop"}],"usage":{"total_tokens":4}}`, "A.", false, 4, ""},
		"JSON in parts":               {`{"choices":[{"message":{"content":[{"type":"text","text":"A."}]}}]}`, "A.", false, 0, ""},
		"JSON cut by length":          {`{"choices":[{"message":{"content":"A."},"finish_reason":"length"}]}`, "A.", true, 0, ""},
		"JSON with thoughts":          {`{"choices":[{"message":{"content":"<think>x</think>A."}}]}`, "A.", false, 0, ""},
		"JSON without choices":        {`{"choices":[]}`, "", false, 0, "without any text"},
		"JSON of another kind":        {`{"hello":"world"}`, "", false, 0, "without any text"},
		"JSON list":                   {`[1]`, "", false, 0, "not an OpenAI-compatible reply"},
		"not JSON":                    {`{"choices":`, "", false, 0, "not an OpenAI-compatible reply"},
		"HTML":                        {"\n <html>", "", false, 0, "web page"},
		"plain words":                 {"Service is starting\n", "", false, 0, "not an OpenAI-compatible reply"},
		"comments only":               {": waiting\n\n", "", false, 0, "empty reply"},
		"endless event":               {"data: {\"choices\":\"" + strings.Repeat("x", 9<<20), "", false, 0, "more than Footnote accepts"},
		"endless comments":            {strings.Repeat(": "+strings.Repeat("x", 1<<10)+"\n", 9<<10), "", false, 0, "more than Footnote accepts"},
		"endless comments after text": {delta("A") + strings.Repeat(": "+strings.Repeat("x", 1<<10)+"\n", 9<<10), "A", true, 0, ""},
		"endless JSON":                {"{\"x\":\"" + strings.Repeat("x", 9<<20), "", false, 0, "more than Footnote accepts"},
		"endless text":                {strings.Repeat(delta(strings.Repeat("é", 1000)), 100), strings.Repeat("é", 1<<15), true, 0, ""},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { // an empty reply is asked for again, after a pause
				reply, err := chat(t, fake(func(*http.Request) (*http.Response, error) { return response(200, c.body), nil }), llm.ChatOptions{}).
					Stream(t.Context(), question, nil)
				if c.says != "" {
					code := corpus.CodeUnavailable
					if corpus.HasCode(err, corpus.CodeInvalid) {
						code = corpus.CodeInvalid
					}
					problem(t, err, code, c.says)
					return
				}
				if err != nil {
					t.Fatal(err)
				}
				reply.Thought = 0
				if want := (retrieval.Reply{Text: c.text, Cut: c.cut, Tokens: c.tokens}); reply != want {
					t.Errorf("got %.80q %t %d, want %.80q %t %d", reply.Text, reply.Cut, reply.Tokens, c.text, c.cut, c.tokens)
				}
			})
		})
	}
}

// FuzzStream: whatever a server sends, Stream ends, and gives either text or
// an error without the key.
func FuzzStream(f *testing.F) {
	f.Add(200, sse)
	f.Add(200, delta("<think>x</think>y")+`data: {"error":{"message":"`+secret+`"}}`)
	f.Add(200, ": x\r\n\r\ndata:[DONE]")
	f.Add(200, `{"choices":[{"message":{"content":[{"type":"text","text":"A"}]}}]}`)
	f.Add(404, `{"error":{"message":"model `+secret+`"}}`)
	f.Add(200, "\ufeff \n<html>")
	f.Add(400, `{"detail":[{"loc":["body","stream_options"]}]}`)
	f.Fuzz(func(t *testing.T, status int, body string) {
		if status < 200 || status > 599 {
			status = 200
		}
		synctest.Test(t, func(t *testing.T) {
			calls := 0
			c, err := llm.NewChat(fake(func(*http.Request) (*http.Response, error) {
				calls++
				return response(status, body), nil
			}), llm.ChatOptions{MaxBytes: 100})
			if err != nil {
				t.Fatal(err)
			}
			heard := ""
			reply, err := c.Stream(t.Context(), question, func(s string) { heard += s })
			if calls > 20 {
				t.Fatalf("%d calls", calls)
			}
			if err != nil {
				var p *corpus.Problem
				if !errors.As(err, &p) || p.Message == "" || strings.Contains(err.Error(), secret) || heard != "" {
					t.Fatalf("error %v, heard %q", err, heard)
				}
				return
			}
			if len(heard) > 100 || !strings.Contains(heard, reply.Text) || !utf8.ValidString(reply.Text) {
				t.Fatalf("text %q, heard %q", reply.Text, heard)
			}
		})
	})
}
