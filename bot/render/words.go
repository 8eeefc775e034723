package render

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"

	"golang.org/x/net/idna"

	"footnote/retrieval"
)

// bold sets mark-up in bold; nothing stays nothing.
func bold(m md) md {
	if m == "" {
		return ""
	}
	return "**" + m + "**"
}

// titled is a title in bold, or words that say that there is none.
func titled(title string, n int) md {
	if t := escape(title, n); t != "" {
		return bold(t)
	}
	return "(no title)"
}

// link is a masked link behind the bot's own words, or nothing for what is no
// address of a web page, or too long a one. Titles of others cannot be the text
// of a link: Discord reads no escapes there, and shows the raw mark-up when the
// text looks like an address itself.
func link(words, address string, n int) md {
	a := safeURL(address)
	if a == "" || units(a) > n {
		return ""
	}
	return md("[" + words + "](" + a + ")")
}

// safeURL is an http or https address in characters that end no mark-up, without
// a name and password in it; "" for all else.
func safeURL(raw string) string {
	u, err := url.Parse(strings.TrimSpace(raw))
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" || strings.Contains(u.Host, "[") {
		return ""
	}
	host, err := idna.Lookup.ToASCII(u.Hostname())
	if err != nil {
		return ""
	}
	if port := u.Port(); port != "" {
		host += ":" + port
	}
	u.Host, u.User = host, nil
	var b strings.Builder
	for _, c := range []byte(u.String()) {
		if c <= ' ' || c >= 0x7F || strings.IndexByte("()<>[]{}\\\"'`*|~^", c) >= 0 {
			fmt.Fprintf(&b, "%%%02X", c)
		} else {
			b.WriteByte(c)
		}
	}
	return b.String()
}

// joined puts separators between what is there.
func joined(separator md, parts ...md) md {
	var b strings.Builder
	for _, p := range parts {
		if p == "" {
			continue
		}
		if b.Len() > 0 {
			b.WriteString(string(separator))
		}
		b.WriteString(string(p))
	}
	return md(b.String())
}

// day is a day of publication, which has no time zone: 17 June 2024. What is no
// such day gives nothing.
func day(published string) md {
	t, err := time.Parse(time.DateOnly, published)
	if err != nil {
		return ""
	}
	return md(t.Format("2 January 2006"))
}

// pageOf names a page of a document; nothing for a text without pages.
func pageOf(page int) md { return md(retrieval.PageLabel(page)) }

// The ways Discord can show a moment, each reader in their own time zone.
const (
	relative = "R" // in 5 minutes
	dateOnly = "D" // 17 June 2024
	dateTime = "f" // 17 June 2024 15:04
)

// moment is a point in time; nothing for one that is not known.
func moment(t time.Time, style string) md {
	// Discord, like JavaScript, shows no times before 1970 well nor after the year
	// 275760; nothing here is older or later than this.
	if t.Unix() <= 0 || t.Year() > 9999 {
		return ""
	}
	return md(fmt.Sprintf("<t:%d:%s>", t.Unix(), style))
}

// person, role and channel show as the name that Discord has for the id. In an
// embed they ping nobody.
func person(id string) md  { return reference("<@", id) }
func role(id string) md    { return reference("<@&", id) }
func channel(id string) md { return reference("<#", id) }

func reference(open md, id string) md {
	if snowflake(id) {
		return open + md(id) + ">"
	}
	return escape(id, maxShort)
}

// count is a number with its noun: 1 source, 2 sources.
func count(n int, noun string) md {
	if n == 1 {
		return md("1 " + noun)
	}
	if stem, ok := strings.CutSuffix(noun, "ry"); ok { // entry
		return number(n) + md(" "+stem+"ries")
	}
	return number(n) + md(" "+noun+"s")
}

// number groups digits in threes: 12,345.
func number(n int) md {
	s := strconv.Itoa(n)
	sign := ""
	if n < 0 {
		sign, s = "-", s[1:]
	}
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return md(sign + s)
}

// share is a part of a whole in per cent.
func share(part, whole int) md {
	if whole <= 0 {
		return "–"
	}
	return md(fmt.Sprintf("%.0f %%", 100*float64(part)/float64(whole)))
}

// seconds is how long something took.
func seconds(d time.Duration) md {
	if d < 100*time.Millisecond {
		return "under 0.1 s"
	}
	if d < 10*time.Second {
		return md(fmt.Sprintf("%.1f s", d.Seconds()))
	}
	return md(d.Round(time.Second).String())
}
