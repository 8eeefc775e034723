package main

import (
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"
)

func TestConfigMistakes(t *testing.T) {
	const llm = "[llm]\nbase_url = \"http://127.0.0.1:1/v1\"\nmodel = \"m\"\n"
	for _, c := range []struct {
		name, in string
		want     []string
	}{
		{"unknown key", "dta = \"x\"", []string{"line 1", "dta", "did you mean data?"}},
		{"unknown key in a section", "[llm]\n\nbase_ulr = \"x\"", []string{"line 3", "llm.base_ulr", "did you mean llm.base_url?"}},
		{"unknown section", "[embeding]\nmodel = \"x\"", []string{"line 1", "did you mean embedding?"}},
		{"key in the wrong section", "[http]\nallow_hosts = []", []string{"http.allow_hosts", "did you mean sources.allow_hosts?"}},
		{"wrong type", "data = 3", []string{"line 1", "data must be a text in quotes"}},
		{"list wanted", "[sources]\nallow_hosts = \"a\"", []string{"line 2", "sources.allow_hosts must be a list"}},
		{"list of numbers", "[sources]\nallow_hosts = [1]", []string{"line 2", "sources.allow_hosts must be a list"}},
		{"section wanted", "llm = 3", []string{"line 1", "llm must be a section"}},
		{"list of sections", "[[llm]]\nmodel = \"x\"", []string{"line 1", "llm must be a section"}},
		{"number for a duration", "[llm]\ntimeout = 60", []string{"line 2", "llm.timeout must be a duration"}},
		{"not a duration", "[llm]\ntimeout = \"soon\"", []string{"line 2", "llm.timeout must be a duration"}},
		{"duration out of range", "\n[llm]\ntimeout = \"2h\"", []string{"line 3", "llm.timeout must lie between"}},
		{"not a size", "[index]\nmemory_budget = \"much\"", []string{"line 2", "index.memory_budget must be a size"}},
		{"size out of range", "[index]\nmemory_budget = \"1KiB\"", []string{"line 2", "at least 16MiB"}},
		{"set twice", "data = \"a\"\ndata = \"b\"", []string{"line 2", "data is set twice"}},
		{"not TOML", "data = /tmp", []string{"line 1", "not valid TOML"}},
		{"no address", "[llm]\nbase_url = \"example\"\nmodel = \"m\"", []string{"line 2", "llm.base_url must be a web address"}},
		{"no model", "[llm]\nbase_url = \"http://127.0.0.1:1/v1\"", []string{"line 2", "llm.model"}},
		{"model without address", "[llm]\nmodel = \"m\"", []string{"line 2", "llm.base_url"}},
		{"context too small", "[llm]\ncontext_tokens = 100", []string{"line 2", "llm.context_tokens must be a number from 512 to 10,000,000"}},
		{"text for a switch", llm + "structured = \"auto\"", []string{"line 4", "llm.structured must be true or false"}},
		{"number for a switch", llm + "second_check = 1", []string{"line 4", "llm.second_check must be true or false"}},
		{"part of a key", llm + "url = \"x\"", []string{"line 4", "llm.url is unknown; did you mean llm.base_url?"}},
		{"text for another switch", llm + "rewrite = \"yes\"", []string{"line 4", "llm.rewrite must be true or false"}},
		{"folder without quotes", llm + "prompts = true", []string{"line 4", "llm.prompts must be a text"}},
		{"fields as a text", llm + "extra = \"geheim\"", []string{"line 4", "llm.extra must be a list of fields"}},
		{"field of our own", llm + "extra = { model = \"geheim\" }", []string{"line 4", "llm.extra must not hold model"}},
		{"field that JSON lacks", llm + "extra = { temperature = nan }", []string{"line 4", "llm.extra has a value for temperature"}},
		{"provider", "[embedding]\nprovider = \"other\"", []string{"line 2", `"builtin" or "openai"`}},
		{"endpoint without provider", "[embedding]\nbase_url = \"http://127.0.0.1/v1\"", []string{"line 2", "provider"}},
		{"provider without endpoint", "[embedding]\nprovider = \"openai\"", []string{"line 2", "embedding.base_url"}},
		{"host with a scheme", "[sources]\nallow_hosts = [\"http://a.example\"]", []string{"line 2", "without a scheme"}},
		{"listen", "[http]\nlisten = \"9090\"", []string{"line 2", "with a port"}},
		{"listen without a port number", "[http]\nlisten = \"127.0.0.1:http\"", []string{"line 2", "with a port"}},
		{"no questions", "[limits]\nmember_questions = 0", []string{"line 2", "limits.member_questions must be a number from 1 to 10,000"}},
		{"negative limit", "[limits]\nserver_questions = -1", []string{"line 2", "limits.server_questions must be a number from 1 to 1,000,000"}},
		{"limit out of range", "[limits]\n\ndaily_tokens = 9999999999", []string{"line 3", "limits.daily_tokens must be a number from 1 to"}},
		{"days out of range", "[limits]\nkeep_days = 4000", []string{"line 2", "limits.keep_days must be a number from 1 to 3,650"}},
		{"no workers", "[limits]\nworkers = 0", []string{"line 2", "limits.workers must be a number from 1 to 1,000"}},
		{"text for a number", "[limits]\nworkers = \"32\"", []string{"line 2", "limits.workers must be a number without quotes"}},
		{"no sources", "[limits]\nsources = 0", []string{"line 2", "limits.sources must be a number from 1 to 1,000,000"}},
		{"no articles", "[limits]\narticles = -5", []string{"line 2", "limits.articles must be a number from 1 to 10,000,000"}},
		{"no fetches", "[limits]\nfetches_a_day = 0", []string{"line 2", "limits.fetches_a_day must be a number from 1 to"}},
		{"too many items", "[limits]\nfeed_items = 10001", []string{"line 2", "limits.feed_items must be a number from 1 to 10,000"}},
		{"bytes as a number", "[limits]\nbytes = 1000000", []string{"line 2", "limits.bytes must be a size in quotes"}},
		{"bytes that are no size", "[limits]\n\nbytes = \"much\"", []string{"line 3", "limits.bytes must be a size in quotes, such as \"1GiB\""}},
		{"too few bytes", "[limits]\nbytes = \"1000\"", []string{"line 2", "limits.bytes must be at least 1MiB"}},
		{"half a worker", "[limits]\nworkers = 0.5", []string{"line 2", "limits.workers must be a number without quotes"}},
		{"unknown limit", "[limits]\nquestions = 20", []string{"line 2", "limits.questions"}},
		{"address of Discord", "[discord]\napi_url = \"discord.com/api\"", []string{"line 2", "discord.api_url must be a web address"}},
		{"user in the address of Discord", "[discord]\napi_url = \"https://geheim@discord.com/api\"", []string{"line 2", "user name"}},
		{"attachment host with a path", "[discord]\nattachment_hosts = [\"cdn.example/files\"]", []string{"line 2", "discord.attachment_hosts must list hosts"}},
		{"token in place of a name", "[discord]\ntoken_env = \"MTIz.geheim.x\"", []string{"line 2", "discord.token_env", "name of an environment variable"}},
		{"env and file", llm + "api_key_env = \"A\"\napi_key_file = \"b\"", []string{"line 5", "keep one"}},
		{"user in the address", "[llm]\nbase_url = \"http://me:geheim@host/v1\"\nmodel = \"m\"", []string{"line 2", "user name"}},
		{"key in the file", llm + "api_key = \"geheim\"", []string{"line 4", "llm.api_key", "environment variable"}},
		{"key in the file, unquoted", "api_key = geheim-123", []string{"line 1", "not valid TOML"}},
		{"token in the file", "[discord]\ntoken = \"geheim\"", []string{"line 2", "discord.token", "environment variable"}},
		{"key in place of a name", llm + "api_key_env = \"sk-geheim\"", []string{"line 4", "llm.api_key_env", "name of an environment variable"}},
		{"key of the wrong type", llm + "api_key_env = [\"geheim\"]", []string{"line 4", "llm.api_key_env must be a text"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := parseConfig("my.toml", []byte(c.in))
			if exitCode(err) != exitUsage {
				t.Fatalf("got %v, want a usage error", err)
			}
			message := explain(err)
			for _, want := range append(c.want, "my.toml") {
				if !strings.Contains(message, want) {
					t.Errorf("%q does not say %q", message, want)
				}
			}
			if strings.Contains(message, "geheim") || strings.Contains(err.Error(), "geheim") {
				t.Errorf("%q shows what may be a key", err)
			}
		})
	}
}

// Arbitrary files give a config or a sentence, and never a panic.
func FuzzConfig(f *testing.F) {
	f.Add([]byte("data = \"x\"\n[llm]\nbase_url = 'http://h/v1'\nmodel = \"\"\"m\"\"\""))
	f.Add([]byte("a.b.c = 1\n[[x]]\n[x.y]\nz = {a = 1}"))
	f.Add([]byte("\ufeff[http]\nlisten = \":80\""))
	f.Fuzz(func(t *testing.T, data []byte) {
		if _, err := parseConfig("my.toml", data); err != nil && exitCode(err) != exitUsage {
			t.Errorf("got %v, want a usage error", err)
		}
	})
}

// TestExampleConfig keeps config.example.toml and the config in step: every key
// stands in it, explained, and what it shows as a default is one.
func TestExampleConfig(t *testing.T) {
	data, err := os.ReadFile(filepath.Join("..", "..", "config.example.toml"))
	if err != nil {
		t.Fatal(err)
	}
	got, err := parseConfig("config.example.toml", data)
	if err != nil {
		t.Fatal(err)
	}
	want, err := finish(defaultConfig(), nil)
	if err != nil {
		t.Fatal(err)
	}
	got.path = ""
	got.Sources.AllowHosts = nil // the example shows the empty list
	if !reflect.DeepEqual(got, want) {
		t.Errorf("the example differs from the defaults:\n%+v\n%+v", got, want)
	}

	// Uncomment the keys that are shown but not set: they parse as well.
	shown := regexp.MustCompile(`(?m)^# ([a-z_]+ = )`).ReplaceAll(data, []byte("$1"))
	lines := keyLines(shown)
	for _, key := range sortedKeys(configKeys()) {
		if lines[key] == 0 {
			t.Errorf("config.example.toml does not have %s", key)
		}
	}
	text := strings.Split(string(shown), "\n")
	for key, line := range lines {
		if configKeys()[key] == nil {
			t.Errorf("config.example.toml has %s, which is no key", key)
		}
		// The line before a key explains it, or is a key that is explained.
		if before := text[line-2]; !strings.HasPrefix(before, "#") && !strings.Contains(before, "=") {
			t.Errorf("line %d: nothing explains %s", line, key)
		}
	}
	var c config
	if err := decodeStrict("config.example.toml", shown, &c); err != nil {
		t.Error(err)
	}
}

func TestKeys(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "key")
	if err := os.WriteFile(file, []byte("from-file\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	empty := filepath.Join(dir, "empty")
	if err := os.WriteFile(empty, []byte(" \n"), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("FOOTNOTE_TEST_KEY", " from-env ")
	t.Setenv("FOOTNOTE_TEST_UNSET", "")
	const far, near = "https://api.far.example/v1", "http://127.0.0.1:8089/v1"
	for _, c := range []struct{ name, url, env, file, want, problem string }{
		{"environment", far, "FOOTNOTE_TEST_KEY", "", "from-env", ""},
		{"file", far, "", file, "from-file", ""},
		{"relative file", far, "", "key", "from-file", ""},
		{"none needed", near, "", "", "", ""},
		{"private network", "http://192.168.1.5/v1", "", "", "", ""},
		{"host of a local network", "http://gpu:8000/v1", "", "", "", ""},
		{"missing variable", near, "FOOTNOTE_TEST_UNSET", "", "", "FOOTNOTE_TEST_UNSET is not set"},
		{"missing file", far, "", "none", "", "there is no such file"},
		{"empty file", far, "", empty, "", "is empty"},
		{"nothing said", far, "", "", "", "api_key_env"},
	} {
		t.Run(c.name, func(t *testing.T) {
			conf := defaultConfig()
			conf.path = filepath.Join(dir, "config.toml")
			conf.LLM = llmConfig{BaseURL: c.url, APIKeyEnv: c.env, APIKeyFile: c.file}
			got, err := conf.llmKey()
			if got != c.want || (err != nil) != (c.problem != "") || err != nil && !strings.Contains(explain(err), c.problem) {
				t.Errorf("got %q, %v; want %q, %q", got, err, c.want, c.problem)
			}
		})
	}
}

func TestDataFolder(t *testing.T) {
	t.Setenv("HOME", "/home/me")
	t.Setenv("XDG_DATA_HOME", "")
	c := config{path: "/etc/footnote/config.toml"}
	check := func(flag, want string) {
		t.Helper()
		if got, err := c.dataFolder(flag); err != nil || got != want {
			t.Errorf("got %q, %v; want %q", got, err, want)
		}
	}
	check("", "/home/me/.local/share/footnote")
	t.Setenv("XDG_DATA_HOME", "relative")
	check("", "/home/me/.local/share/footnote")
	t.Setenv("XDG_DATA_HOME", "/data")
	check("", "/data/footnote")
	c.Data = "store"
	check("", "/etc/footnote/store")
	c.Data = "~/store"
	check("", "/home/me/store")
	check("/flag", "/flag")
}
