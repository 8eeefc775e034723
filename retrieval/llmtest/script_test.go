package llmtest

import (
	"slices"
	"strings"
	"testing"
	"time"
)

func TestReadScript(t *testing.T) {
	rules, err := ReadScript(strings.NewReader("\ufeff# a comment\n\n" +
		`{"match":"(?i)capital","reply":"Paris. [1]"}` + "\r\n" +
		`{"fault":"slow","delay":"200ms","on":"chat","times":2}` + "\n" +
		`{"status":503,"retry_after":"Wed, 21 Oct 2026 07:28:00 GMT","on":"models"}`))
	if err != nil {
		t.Fatal(err)
	}
	if len(rules) != 3 || rules[0].Reply != "Paris. [1]" || !rules[0].Match.MatchString("The CAPITAL?") ||
		rules[1].Delay != 200*time.Millisecond || rules[1].Times != 2 || rules[2].Status != 503 {
		t.Errorf("read %+v", rules)
	}
}

func TestReadScriptNamesLineAndWhatIsAllowed(t *testing.T) {
	good := `{"reply":"x"}` + "\n"
	for _, c := range []struct {
		name, line string
		want       []string
	}{
		{"unknown field", `{"repply":"x"}`, []string{`"repply"`, "retry_after", "times"}},
		{"unknown fault", `{"fault":"slw"}`, []string{`"slw"`, "slow", "dimension", "obey"}},
		{"unknown call", `{"on":"chats","reply":"x"}`, []string{`"chats"`, "embeddings"}},
		{"no object", `[1]`, []string{"object", "match"}},
		{"no JSON", `reply: x`, []string{"JSON object"}},
		{"half an object", `{"reply":"x"`, []string{"JSON object"}},
		{"two objects", `{"reply":"x"} {"reply":"y"}`, []string{"nothing after"}},
		{"wrong type", `{"times":"two","reply":"x"}`, []string{"times", "whole number"}},
		{"bad regexp", `{"match":"(","reply":"x"}`, []string{"match", "missing"}},
		{"bad delay", `{"fault":"slow","delay":"2 seconds"}`, []string{"delay", "500ms"}},
		{"slow without delay", `{"fault":"slow"}`, []string{"delay"}},
		{"delay without slow", `{"reply":"x","delay":"2s"}`, []string{"slow"}},
		{"status of success", `{"status":200}`, []string{"400 to 599"}},
		{"status and fault", `{"status":500,"fault":"cut"}`, []string{"not both"}},
		{"negative times", `{"reply":"x","times":-1}`, []string{"times"}},
		{"nothing to do", `{"match":"x"}`, []string{"reply", "fault", "status"}},
		{"wrong call for fault", `{"fault":"nan","on":"chat"}`, []string{"nan", "embeddings"}},
		{"wrong call for chat fault", `{"fault":"obey","on":"models"}`, []string{"obey", "models"}},
		{"header injection", `{"fault":"rate","retry_after":"1\r\nX: y"}`, []string{"retry_after"}},
		{"too long", `{"reply":"` + strings.Repeat("x", maxLine) + `"}`, []string{"bytes"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := ReadScript(strings.NewReader(good + c.line + "\n" + good))
			if err == nil {
				t.Fatal("it was accepted")
			}
			for _, want := range append(c.want, "line 2") {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("%q lacks %q", err, want)
				}
			}
		})
	}
}

func TestHelpIsComplete(t *testing.T) {
	for _, word := range slices.Concat(strings.Split(lineFields, ", "), callFaults, chatFaults, embedFaults) {
		if !strings.Contains(ScriptHelp, "\n  "+word+" ") {
			t.Errorf("the help does not explain %q", word)
		}
	}
	n := 0
	for line := range strings.Lines(ScriptHelp) {
		if strings.HasPrefix(line, "  {") {
			n++
			if _, err := ReadScript(strings.NewReader(line)); err != nil {
				t.Errorf("%s: %v", line, err)
			}
		}
	}
	if n == 0 {
		t.Error("the help has no example")
	}
}

// FuzzReadScript: whatever is accepted is a script that New accepts too.
func FuzzReadScript(f *testing.F) {
	f.Add(`{"match":"a","reply":"b"}`)
	f.Add("# x\n\n{\"fault\":\"slow\",\"delay\":\"2s\"}\n{\"status\":429,\"retry_after\":\"7\",\"times\":3}")
	f.Add(`{"fault":"nan","on":"embeddings"}` + "\r\n{")
	f.Add("{\"match\":\"(\",\"reply\":\"\"}")
	f.Fuzz(func(t *testing.T, text string) {
		rules, err := ReadScript(strings.NewReader(text))
		if err != nil {
			if err.Error() == "" || rules != nil {
				t.Fatalf("rules %v and error %q", rules, err)
			}
			return
		}
		if len(rules) > strings.Count(text, "\n")+1 {
			t.Fatalf("%d rules of %q", len(rules), text)
		}
		if _, err := New(Options{Script: rules}); err != nil {
			t.Fatal(err)
		}
	})
}
