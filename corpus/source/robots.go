package source

import (
	"bytes"
	"strconv"
	"strings"
	"time"
)

const (
	// robotsToken is our name in robots.txt.
	robotsToken = "footnote"
	// robotsBytes is how much of a robots.txt is read: what RFC 9309 wants at least
	// (section 2.5), and what search engines read.
	robotsBytes = 500 << 10
	// mostSitemaps bounds how many sitemaps of a robots.txt are remembered.
	mostSitemaps = 20
)

// robots is what a site's robots.txt says to us (RFC 9309). The libraries that can
// be had give up a whole file for one broken line, let a rule's regular expression
// decide how specific it is, and compare addresses as they are written.
type robots struct {
	rules    []robotsRule
	delay    time.Duration // Crawl-delay, which is no part of the RFC but common
	sitemaps []string
}

type robotsRule struct {
	pattern string
	allow   bool
}

// parseRobots reads the rules for us: those of the groups that name us, else those
// of the groups for everybody. Lines that it does not understand are skipped.
func parseRobots(data []byte) *robots {
	if len(data) > robotsBytes {
		data = data[:bytes.LastIndexAny(data[:robotsBytes], "\r\n")+1] // half a rule is another rule
	}
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	var ours, all robots
	var sitemaps []string
	named := false                // a group names us
	forUs, forAll := false, false // the group that is being read
	inRules := true               // the next User-agent begins a new group
	for len(data) > 0 {
		line := data
		if i := bytes.IndexAny(data, "\r\n"); i >= 0 {
			line, data = data[:i], data[i+1:]
		} else {
			data = nil
		}
		line, _, _ = bytes.Cut(line, []byte("#"))
		k, v, ok := bytes.Cut(line, []byte(":"))
		if !ok {
			continue
		}
		key, value := strings.ToLower(string(bytes.TrimSpace(k))), string(bytes.TrimSpace(v))
		switch key {
		case "user-agent":
			if inRules {
				forUs, forAll, inRules = false, false, false
			}
			if strings.HasPrefix(value, "*") {
				forAll = true
			} else if strings.EqualFold(productToken(value), robotsToken) {
				forUs, named = true, true
			}
		case "allow", "disallow":
			inRules = true
			if value == "" || len(value) > mostURLBytes {
				continue // says nothing, or no address is so long
			}
			if value[0] != '/' && value[0] != '*' {
				value = "/" + value
			}
			r := robotsRule{octets(value), key == "allow"}
			if forUs {
				ours.rules = append(ours.rules, r)
			}
			if forAll && !named {
				all.rules = append(all.rules, r)
			}
		case "crawl-delay":
			inRules = true
			n, err := strconv.ParseFloat(value, 64)
			if err != nil || !(n > 0) {
				continue
			}
			d := mostPause
			if n < mostPause.Seconds() {
				d = time.Duration(n * float64(time.Second))
			}
			if forUs {
				ours.delay = max(ours.delay, d)
			}
			if forAll {
				all.delay = max(all.delay, d)
			}
		case "sitemap":
			if len(sitemaps) < mostSitemaps && value != "" && len(value) <= mostURLBytes {
				sitemaps = append(sitemaps, value)
			}
		}
	}
	if !named {
		ours = all
	}
	ours.sitemaps = sitemaps
	return &ours
}

// productToken is the name that a User-agent line begins with.
func productToken(s string) string {
	end := strings.IndexFunc(s, func(r rune) bool {
		return !('a' <= r|0x20 && r|0x20 <= 'z' || r == '_' || r == '-')
	})
	if end < 0 {
		return s
	}
	return s[:end]
}

// allows reports whether we may ask for a path, with its query. The rule with the
// longest pattern decides, of two the one that allows.
func (r *robots) allows(path string) bool {
	if path == "/robots.txt" {
		return true
	}
	path = octets(path)
	best, allow := -1, true
	for _, rule := range r.rules {
		if n := len(rule.pattern); n < best || n == best && !rule.allow || !matchRobots(rule.pattern, path) {
			continue
		}
		best, allow = len(rule.pattern), rule.allow
	}
	return allow
}

// matchRobots matches a pattern against the beginning of a path: "*" is any
// octets, "$" at the end the end of the path.
func matchRobots(pattern, path string) bool {
	pattern, toEnd := strings.CutSuffix(pattern, "$")
	first, rest, more := strings.Cut(pattern, "*")
	if !strings.HasPrefix(path, first) {
		return false
	}
	path = path[len(first):]
	for more {
		var part string
		part, rest, more = strings.Cut(rest, "*")
		if !more && toEnd {
			return strings.HasSuffix(path, part)
		}
		i := strings.Index(path, part)
		if i < 0 {
			return false
		}
		path = path[i+len(part):]
	}
	return !toEnd || path == ""
}

// octets writes a path as RFC 9309 compares it (section 2.2.2): what is not ASCII
// as %XX, and what need not be written so as itself.
func octets(s string) string {
	plain := true
	for i := 0; i < len(s) && plain; i++ {
		plain = s[i] > ' ' && s[i] < 0x7f && s[i] != '%'
	}
	if plain {
		return s
	}
	const hex = "0123456789ABCDEF"
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c == '%' && i+2 < len(s) {
			if n, err := strconv.ParseUint(s[i+1:i+3], 16, 8); err == nil {
				if c = byte(n); unreserved(c) {
					b.WriteByte(c)
				} else {
					b.WriteString(string([]byte{'%', hex[c>>4], hex[c&15]}))
				}
				i += 2
				continue
			}
		}
		if c <= ' ' || c >= 0x7f {
			b.WriteString(string([]byte{'%', hex[c>>4], hex[c&15]}))
		} else {
			b.WriteByte(c)
		}
	}
	return b.String()
}

func unreserved(c byte) bool {
	return 'a' <= c|0x20 && c|0x20 <= 'z' || '0' <= c && c <= '9' || strings.IndexByte("-._~", c) >= 0
}
