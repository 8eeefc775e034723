package main

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"footnote/corpus"
)

// config is the config file: TOML, every key optional. config.example.toml
// explains each one, and a test keeps the two in step.
type config struct {
	Data      string          `toml:"data"`
	Embedding embeddingConfig `toml:"embedding"`
	LLM       llmConfig       `toml:"llm"`
	Discord   discordConfig   `toml:"discord"`
	Sources   sourcesConfig   `toml:"sources"`
	HTTP      httpConfig      `toml:"http"`
	Index     indexConfig     `toml:"index"`
	Limits    limitsConfig    `toml:"limits"`

	// path is where the config was read, "" when there is none.
	path string
}

type embeddingConfig struct {
	Provider   string `toml:"provider"`
	BaseURL    string `toml:"base_url"`
	Model      string `toml:"model"`
	APIKeyEnv  string `toml:"api_key_env"`
	APIKeyFile string `toml:"api_key_file"`
	Timeout    string `toml:"timeout"`

	timeout time.Duration
}

type llmConfig struct {
	BaseURL    string `toml:"base_url"`
	Model      string `toml:"model"`
	APIKeyEnv  string `toml:"api_key_env"`
	APIKeyFile string `toml:"api_key_file"`
	Timeout    string `toml:"timeout"`

	Prompts       string         `toml:"prompts"`
	ContextTokens int            `toml:"context_tokens"`
	Structured    bool           `toml:"structured"`
	SecondCheck   bool           `toml:"second_check"`
	Rewrite       bool           `toml:"rewrite"`
	Extra         map[string]any `toml:"extra"`

	timeout time.Duration
	extra   map[string]json.RawMessage // Extra, field by field
}

type discordConfig struct {
	TokenEnv        string   `toml:"token_env"`
	TokenFile       string   `toml:"token_file"`
	APIURL          string   `toml:"api_url"`
	AttachmentHosts []string `toml:"attachment_hosts"`
}

type sourcesConfig struct {
	AllowHosts []string `toml:"allow_hosts"`
}

// httpConfig is the address of the health and metrics listener of the bot.
type httpConfig struct {
	Listen string `toml:"listen"`
}

type indexConfig struct {
	MemoryBudget string `toml:"memory_budget"`

	memoryBudget int64 // bytes
}

// limitsConfig are the operator's ceilings for every Discord server.
type limitsConfig struct {
	MemberQuestions int `toml:"member_questions"`
	ServerQuestions int `toml:"server_questions"`
	DailyTokens     int `toml:"daily_tokens"`
	KeepDays        int `toml:"keep_days"`
	Workers         int `toml:"workers"`

	Sources     int    `toml:"sources"`
	Articles    int    `toml:"articles"`
	Bytes       string `toml:"bytes"`
	FetchesADay int    `toml:"fetches_a_day"`
	FeedItems   int    `toml:"feed_items"`

	bytes int64
}

const (
	providerBuiltin = "builtin"
	providerOpenAI  = "openai"
)

// defaultConfig is what holds where the file says nothing.
func defaultConfig() config {
	return config{
		Embedding: embeddingConfig{Provider: providerBuiltin, Timeout: "30s"},
		LLM:       llmConfig{Timeout: "60s", ContextTokens: 4096},
		Discord: discordConfig{
			TokenEnv:        "DISCORD_TOKEN",
			APIURL:          "https://discord.com/api/v10",
			AttachmentHosts: []string{"cdn.discordapp.com", "media.discordapp.net"},
		},
		Index: indexConfig{MemoryBudget: "512MiB"},
		Limits: limitsConfig{
			MemberQuestions: 20, ServerQuestions: 600, DailyTokens: 500_000, KeepDays: 90, Workers: 32,
			Sources: 1000, Articles: 20_000, Bytes: "1GiB", FetchesADay: 5000, FeedItems: 500,
		},
	}
}

// maxConfig bounds the config file: a larger one is some other file.
const maxConfig = 1 << 20

// loadConfig reads the config file: the one that was named, by flag or by
// FOOTNOTE_CONFIG, or else the one in the user's own config folder. The current
// folder is not looked at: a file that came with somebody else's download must
// not decide where keys are sent.
func loadConfig(flag string) (config, error) {
	path, named := flag, flag != ""
	if !named {
		path = os.Getenv("FOOTNOTE_CONFIG")
		named = path != ""
	}
	if !named {
		dir, err := os.UserConfigDir()
		if err != nil {
			return finish(defaultConfig(), nil)
		}
		path = filepath.Join(dir, "footnote", "config.toml")
	}
	data, err := readSmall(path, maxConfig)
	if errors.Is(err, fs.ErrNotExist) && !named {
		return finish(defaultConfig(), nil)
	}
	if err != nil {
		return config{}, &usageError{&corpus.Problem{
			Code:    corpus.CodeInvalid,
			Message: "The config file " + path + " cannot be read: " + reason(err) + "; check the path given with --config or FOOTNOTE_CONFIG.",
			Err:     err,
		}}
	}
	return parseConfig(path, data)
}

// parseConfig reads the text of a config file. Errors name the file, the line
// and the key, and never show a value: it may be a key pasted by mistake.
func parseConfig(path string, data []byte) (config, error) {
	c := defaultConfig()
	c.path = path
	if err := decodeStrict(path, data, &c); err != nil {
		return config{}, err
	}
	return finish(c, keyLines(data))
}

// errNoHome says that nothing tells where to keep articles.
var errNoHome = usagef("There is no home folder to keep the articles in; name a folder with --data.")

// dataFolder is where the store lives: the flag, else the config, else the
// user's data folder.
func (c config) dataFolder(flag string) (string, error) {
	folder := flag
	if folder == "" && c.Data != "" {
		folder = c.resolve(c.Data)
	}
	if folder == "" {
		base := os.Getenv("XDG_DATA_HOME")
		if !filepath.IsAbs(base) { // the XDG specification: relative paths are ignored
			home, err := os.UserHomeDir()
			if err != nil {
				return "", errNoHome
			}
			base = filepath.Join(home, ".local", "share")
		}
		folder = filepath.Join(base, "footnote")
	}
	return filepath.Abs(folder)
}

// resolve makes a path of the config file absolute: ~/ is the home folder, and
// a relative path starts at the config file's own folder.
func (c config) resolve(path string) string {
	if rest, ok := strings.CutPrefix(path, "~/"); ok {
		if home, err := os.UserHomeDir(); err == nil {
			return filepath.Join(home, rest)
		}
	}
	if filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(filepath.Dir(c.path), path)
}

// generative reports whether a language model composes the answers.
func (c config) generative() bool { return c.LLM.BaseURL != "" }
