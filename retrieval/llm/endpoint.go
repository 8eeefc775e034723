package llm

import (
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"time"
	"unicode"

	"footnote/corpus"
)

// DefaultTimeout bounds one call, with all its attempts.
const DefaultTimeout = 60 * time.Second

// Endpoint is where a model is served and how it is reached.
type Endpoint struct {
	// BaseURL is the address of the API, such as https://api.openai.com/v1 or
	// http://localhost:11434. Without a path, /v1 is tried first.
	BaseURL string
	Model   string
	Key     string // sent as a bearer token; "" for none

	// Timeout bounds a whole call, retries included; 0 means DefaultTimeout.
	Timeout time.Duration

	// Transport carries the requests; nil means one of the package's own, which
	// honours the proxy variables of the environment.
	Transport http.RoundTripper
	// Log hears of retries and of replies cut short; nil means silence. It never
	// sees the key, the prompt or the reply.
	Log *slog.Logger
}

// String leaves the key out, and whatever secret the address may carry.
func (e Endpoint) String() string {
	host := "(no host)"
	if u, err := url.Parse(e.BaseURL); err == nil && u.Host != "" {
		host = u.Host
	}
	return e.Model + " at " + host
}

// GoString is String.
func (e Endpoint) GoString() string { return e.String() }

// LogValue is String.
func (e Endpoint) LogValue() slog.Value { return slog.StringValue(e.String()) }

// address is a base URL taken apart: what go-openai may see and what is added
// to each request below it.
type address struct {
	host  string   // as shown to people
	bases []string // to be tried in this order
	user  *url.Userinfo
	query string
}

// parseAddress reads base_url of a config section. The error never repeats the
// URL, which may carry a password.
func parseAddress(section, base string) (address, error) {
	invalid := func(what string) error {
		return &corpus.Problem{Code: corpus.CodeInvalid, Message: "[" + section + "] base_url " + what +
			"; it is an address such as https://api.openai.com/v1 or http://localhost:11434/v1."}
	}
	base = strings.TrimSpace(base)
	if base == "" {
		return address{}, invalid("is missing")
	}
	u, err := url.Parse(base)
	switch {
	case err != nil:
		return address{}, invalid("is not a valid address")
	case u.Scheme != "http" && u.Scheme != "https":
		return address{}, invalid("has to begin with http:// or https://")
	case u.Hostname() == "":
		return address{}, invalid("names no host")
	}
	a := address{host: u.Host, user: u.User, query: u.RawQuery}
	path := strings.TrimRight(u.EscapedPath(), "/")
	// People paste the address of a call as often as that of the API.
	for _, call := range []string{"/chat/completions", "/embeddings", "/models"} {
		path = strings.TrimSuffix(path, call)
	}
	root := u.Scheme + "://" + u.Host
	if path == "" {
		a.bases = []string{root + "/v1", root}
	} else {
		a.bases = []string{root + path}
	}
	return a, nil
}

// cleanKey trims a key, as files end in a newline, and refuses what no HTTP
// header can carry.
func cleanKey(section, key string) (string, error) {
	key = strings.TrimSpace(key)
	bad := func(r rune) bool { return unicode.IsControl(r) || unicode.IsSpace(r) || r > unicode.MaxASCII }
	if strings.ContainsFunc(key, bad) {
		return "", &corpus.Problem{Code: corpus.CodeInvalid, Message: "The key that [" + section +
			"] api_key_env names holds a space, a line break or another character that no key has; set it again."}
	}
	return key, nil
}

// redactor takes secrets out of texts.
type redactor struct{ *strings.Replacer }

func newRedactor(key string, a address) redactor {
	var pairs []string
	hide := func(secret string) {
		if secret == "" {
			return
		}
		pairs = append(pairs, secret, "***")
		if q := url.QueryEscape(secret); q != secret {
			pairs = append(pairs, q, "***")
		}
	}
	hide(key)
	if a.user != nil {
		password, _ := a.user.Password()
		hide(password)
		hide(a.user.String())
		hide(a.user.Username())
	}
	hide(a.query)
	if values, err := url.ParseQuery(a.query); err == nil {
		for _, vs := range values {
			for _, v := range vs {
				hide(v)
			}
		}
	}
	return redactor{strings.NewReplacer(pairs...)}
}

// said makes a server's words fit for a log: redacted, one line, bounded.
func (r redactor) said(text string) string {
	const most = 300 // runes: enough for any endpoint's error sentence
	text = strings.Map(func(c rune) rune {
		if unicode.IsControl(c) || unicode.Is(unicode.Bidi_Control, c) {
			return ' '
		}
		return c
	}, r.Replace(strings.ToValidUTF8(text, "�")))
	text = strings.Join(strings.Fields(text), " ")
	n := 0
	for i := range text {
		if n == most {
			return text[:i] + "…"
		}
		n++
	}
	return text
}
