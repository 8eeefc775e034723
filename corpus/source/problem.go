package source

import (
	"fmt"
	"strings"
	"time"
	"unicode"

	"footnote/corpus"
)

func invalid(cause error, format string, args ...any) error {
	return &corpus.Problem{Code: corpus.CodeInvalid, Message: fmt.Sprintf(format, args...), Err: cause}
}

func missing(cause error, format string, args ...any) error {
	return &corpus.Problem{Code: corpus.CodeMissing, Message: fmt.Sprintf(format, args...), Err: cause}
}

func unavailable(cause error, format string, args ...any) error {
	return &corpus.Problem{Code: corpus.CodeUnavailable, Message: fmt.Sprintf(format, args...), Err: cause}
}

func notText(name, kind string) error {
	return invalid(nil, "%s is %s, not text: %s.", name, kind, readable)
}

func tooBig(name string, limit int64) error {
	return invalid(nil, "%s is larger than %s: split it, or add only the part that is needed.", name, size(limit))
}

// size writes a limit for people.
func size(n int64) string {
	switch {
	case n >= 1<<20:
		return fmt.Sprintf("%d MB", n>>20)
	case n >= 1<<10:
		return fmt.Sprintf("%d kB", n>>10)
	}
	return fmt.Sprintf("%d bytes", n)
}

// span writes a time to wait for people, rounded up.
func span(d time.Duration) string {
	for _, u := range []struct {
		unit time.Duration
		name string
	}{{24 * time.Hour, "day"}, {time.Hour, "hour"}, {time.Minute, "minute"}, {time.Second, "second"}} {
		if d >= u.unit || u.unit == time.Second {
			if n := (d + u.unit - 1) / u.unit; n > 1 {
				return fmt.Sprintf("%d %ss", n, u.name)
			}
			return "1 " + u.name
		}
	}
	return ""
}

// quote makes a name that came from outside safe in a sentence: without control
// and invisible characters, and not longer than a line.
func quote(name string) string {
	name = strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return '\uFFFD'
		}
		return r
	}, strings.ToValidUTF8(name, "\uFFFD"))
	const most = 200
	if r := []rune(name); len(r) > most {
		name = string(r[:most/2]) + "…" + string(r[len(r)-most/2:])
	}
	if name == "" {
		return `""`
	}
	return name
}

func isMissing(err error) bool { return corpus.HasCode(err, corpus.CodeMissing) }
