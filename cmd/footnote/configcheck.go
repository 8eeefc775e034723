package main

import (
	"errors"
	"io"
	"io/fs"
	"net"
	"net/netip"
	"net/url"
	"os"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"time"

	"footnote/corpus"
)

// finish checks what the types of the config cannot say and computes the values
// behind its texts. lines has the line of each key, for the messages.
func finish(c config, lines map[string]int) (config, error) {
	wrong := func(key, format string, args ...any) error {
		return configError(c.path, lines[key], key+" "+format, args...)
	}
	for _, d := range []struct {
		key  string
		text string
		out  *time.Duration
	}{
		{"embedding.timeout", c.Embedding.Timeout, &c.Embedding.timeout},
		{"llm.timeout", c.LLM.Timeout, &c.LLM.timeout},
	} {
		v, err := time.ParseDuration(d.text)
		if err != nil {
			return config{}, wrong(d.key, `must be a duration in quotes, such as "60s" or "2m".`)
		}
		if v < time.Second || v > 10*time.Minute {
			return config{}, wrong(d.key, "must lie between 1s and 10m.")
		}
		*d.out = v
	}

	for _, s := range []struct {
		key, text, example string
		least              int64 // MiB
		out                *int64
	}{
		{"index.memory_budget", c.Index.MemoryBudget, "512MiB", 16, &c.Index.memoryBudget},
		{"limits.bytes", c.Limits.Bytes, "1GiB", 1, &c.Limits.bytes},
	} {
		n, ok := parseSize(s.text)
		if !ok {
			return config{}, wrong(s.key, `must be a size in quotes, such as "%s".`, s.example)
		}
		if n < s.least<<20 {
			return config{}, wrong(s.key, "must be at least %dMiB.", s.least)
		}
		*s.out = n
	}

	for _, u := range []struct{ key, text string }{
		{"embedding.base_url", c.Embedding.BaseURL},
		{"llm.base_url", c.LLM.BaseURL},
		{"discord.api_url", c.Discord.APIURL},
	} {
		if u.text == "" {
			continue
		}
		parsed, err := url.Parse(u.text)
		if err != nil || parsed.Host == "" || parsed.Scheme != "http" && parsed.Scheme != "https" {
			return config{}, wrong(u.key, `must be a web address, such as "http://127.0.0.1:8089/v1".`)
		}
		if parsed.User != nil {
			return config{}, wrong(u.key, "must not hold a user name or password; keys come from the environment or a file.")
		}
	}

	for _, e := range []struct{ key, name string }{
		{"embedding.api_key_env", c.Embedding.APIKeyEnv},
		{"llm.api_key_env", c.LLM.APIKeyEnv},
		{"discord.token_env", c.Discord.TokenEnv},
	} {
		if e.name != "" && !envName.MatchString(e.name) {
			return config{}, wrong(e.key, `must be the name of an environment variable in capitals, such as "OPENAI_API_KEY", not the key itself.`)
		}
	}
	for _, s := range []struct{ env, envValue, file, fileValue string }{
		{"embedding.api_key_env", c.Embedding.APIKeyEnv, "embedding.api_key_file", c.Embedding.APIKeyFile},
		{"llm.api_key_env", c.LLM.APIKeyEnv, "llm.api_key_file", c.LLM.APIKeyFile},
	} {
		if s.envValue != "" && s.fileValue != "" {
			return config{}, wrong(s.file, "and %s are both set; keep one of the two.", s.env)
		}
	}

	switch c.Embedding.Provider {
	case providerBuiltin:
		if c.Embedding.BaseURL != "" {
			return config{}, wrong("embedding.base_url", `is set, but embedding.provider is "builtin"; set provider = "openai" to use it.`)
		}
	case providerOpenAI:
		if c.Embedding.BaseURL == "" {
			return config{}, wrong("embedding.provider", `is "openai", which needs embedding.base_url, such as "http://127.0.0.1:8089/v1".`)
		}
		if c.Embedding.Model == "" {
			return config{}, wrong("embedding.provider", `is "openai", which needs embedding.model, the name of the model at the endpoint.`)
		}
	default:
		return config{}, wrong("embedding.provider", `must be "builtin" or "openai".`)
	}
	if c.LLM.BaseURL != "" && c.LLM.Model == "" {
		return config{}, wrong("llm.base_url", "needs llm.model, the name of the model at the endpoint.")
	}
	if c.LLM.BaseURL == "" && (lines["llm.model"] > 0 || lines["llm.api_key_env"] > 0) {
		key := "llm.model"
		if lines[key] == 0 {
			key = "llm.api_key_env"
		}
		return config{}, wrong(key, `is set, but llm.base_url is not; add it, such as base_url = "https://api.openai.com/v1".`)
	}
	extra, err := extraFields(c.LLM.Extra)
	if err != nil {
		return config{}, wrong("llm.extra", "%s.", err)
	}
	c.LLM.extra = extra
	for i, hosts := range [][]string{c.Sources.AllowHosts, c.Discord.AttachmentHosts} {
		key := []string{"sources.allow_hosts", "discord.attachment_hosts"}[i]
		for _, h := range hosts {
			if h == "" || strings.ContainsAny(h, "/ *@") {
				return config{}, wrong(key, `must list hosts, such as "wiki.example" or "10.0.0.7:8080", without a scheme or path.`)
			}
		}
	}
	for _, n := range []struct {
		key        string
		value      int
		least, max int
	}{
		{"llm.context_tokens", c.LLM.ContextTokens, 512, 10_000_000},
		{"limits.member_questions", c.Limits.MemberQuestions, 1, 10_000},
		{"limits.server_questions", c.Limits.ServerQuestions, 1, 1_000_000},
		{"limits.daily_tokens", c.Limits.DailyTokens, 1, 1_000_000_000},
		{"limits.keep_days", c.Limits.KeepDays, 1, 3650},
		{"limits.workers", c.Limits.Workers, 1, 1000},
		{"limits.sources", c.Limits.Sources, 1, 1_000_000},
		{"limits.articles", c.Limits.Articles, 1, 10_000_000},
		{"limits.fetches_a_day", c.Limits.FetchesADay, 1, 10_000_000},
		{"limits.feed_items", c.Limits.FeedItems, 1, 10_000},
	} {
		if n.value < n.least || n.value > n.max {
			return config{}, wrong(n.key, "must be a number from %d to %s.", n.least, thousands(n.max))
		}
	}
	if c.HTTP.Listen != "" {
		if _, port, err := net.SplitHostPort(c.HTTP.Listen); err != nil || !isPort(port) {
			return config{}, wrong("http.listen", `must be an address with a port, such as "127.0.0.1:9090".`)
		}
	}
	return c, nil
}

var envName = regexp.MustCompile(`^[A-Z_][A-Z0-9_]*$`)

func isPort(s string) bool {
	n, err := strconv.ParseUint(s, 10, 16)
	return err == nil && n > 0
}

// parseSize reads a number of bytes with an optional unit.
func parseSize(text string) (int64, bool) {
	units := []struct {
		suffix string
		bytes  int64
	}{{"KiB", 1 << 10}, {"MiB", 1 << 20}, {"GiB", 1 << 30}, {"KB", 1e3}, {"MB", 1e6}, {"GB", 1e9}, {"B", 1}, {"", 1}}
	for _, u := range units {
		number, ok := strings.CutSuffix(text, u.suffix)
		if !ok {
			continue
		}
		n, err := strconv.ParseInt(strings.TrimSpace(number), 10, 64)
		if err != nil || n < 0 || n > (1<<50)/u.bytes {
			return 0, false
		}
		return n * u.bytes, true
	}
	return 0, false
}

// endpointKey finds the key for the endpoint of a section of the config. Keys
// come from the environment or a file; an endpoint on this machine or on a
// private network may have none.
func (c config) endpointKey(section, baseURL, env, file string) (string, error) {
	switch {
	case env != "":
		if key := strings.TrimSpace(os.Getenv(env)); key != "" {
			return key, nil
		}
		return "", configError(c.path, 0, "[%s] needs a key: the environment variable %s is not set; export it, or name a file with api_key_file.", section, env)
	case file != "":
		path := c.resolve(file)
		data, err := readSmall(path, 64<<10)
		if err != nil {
			return "", configError(c.path, 0, "[%s] needs a key: the file %s cannot be read: %s.", section, path, reason(err))
		}
		if key := strings.TrimSpace(string(data)); key != "" {
			return key, nil
		}
		return "", configError(c.path, 0, "[%s] needs a key: the file %s is empty.", section, path)
	case isNear(baseURL):
		return "", nil
	}
	return "", configError(c.path, 0, `[%s] needs a key for %s: add api_key_env = "OPENAI_API_KEY" to the section and export that variable.`, section, hostOf(baseURL))
}

func (c config) llmKey() (string, error) {
	return c.endpointKey("llm", c.LLM.BaseURL, c.LLM.APIKeyEnv, c.LLM.APIKeyFile)
}

// discordToken finds the bot's token.
func (c config) discordToken() (string, error) {
	const mend = "Copy it from the page Bot of the application at https://discord.com/developers/applications."
	if c.Discord.TokenFile != "" {
		path := c.resolve(c.Discord.TokenFile)
		data, err := readSmall(path, 64<<10)
		if err != nil {
			return "", configError(c.path, 0, "[discord] needs the bot's token: the file %s cannot be read: %s. %s", path, reason(err), mend)
		}
		if token := strings.TrimSpace(string(data)); token != "" {
			return strings.TrimPrefix(token, "Bot "), nil
		}
		return "", configError(c.path, 0, "[discord] needs the bot's token: the file %s is empty. %s", path, mend)
	}
	if token := strings.TrimSpace(os.Getenv(c.Discord.TokenEnv)); token != "" {
		return strings.TrimPrefix(token, "Bot "), nil
	}
	return "", configError(c.path, 0, "[discord] needs the bot's token: the environment variable %s is not set. %s", c.Discord.TokenEnv, mend)
}

func (c config) embeddingKey() (string, error) {
	return c.endpointKey("embedding", c.Embedding.BaseURL, c.Embedding.APIKeyEnv, c.Embedding.APIKeyFile)
}

func hostOf(baseURL string) string {
	u, err := url.Parse(baseURL)
	if err != nil {
		return "the endpoint"
	}
	return u.Hostname()
}

// isNear reports whether an endpoint is on this machine or a private network,
// where servers without keys are common. Names are not resolved.
func isNear(baseURL string) bool {
	host := hostOf(baseURL)
	if addr, err := netip.ParseAddr(host); err == nil {
		addr = addr.Unmap()
		return addr.IsLoopback() || addr.IsPrivate() || addr.IsLinkLocalUnicast()
	}
	return host == "localhost" || strings.HasSuffix(host, ".localhost") || strings.HasSuffix(host, ".local") ||
		strings.HasSuffix(host, ".internal") || !strings.Contains(host, ".")
}

// readSmall reads a file of at most limit bytes.
func readSmall(path string, limit int64) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, limit+1))
	if err == nil && int64(len(data)) > limit {
		err = errors.New("it is too large")
	}
	return data, err
}

// reason says in a few words why the operating system refused.
func reason(err error) string {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "there is no such file or folder"
	case errors.Is(err, fs.ErrPermission):
		return "it is not allowed"
	case errors.Is(err, syscall.EISDIR):
		return "it is a folder"
	case errors.Is(err, syscall.EROFS):
		return "the disk is read-only"
	case errors.Is(err, syscall.ENOSPC):
		return "the disk is full"
	case errors.Is(err, syscall.ENOTDIR):
		return "a part of the path is not a folder"
	}
	var errno syscall.Errno
	if errors.As(err, &errno) {
		return errno.Error()
	}
	var p *corpus.Problem
	if errors.As(err, &p) {
		return p.Message
	}
	return err.Error()
}
