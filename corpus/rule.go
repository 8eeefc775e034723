package corpus

import (
	"fmt"
	"strings"
	"time"
)

// Rule says how often a source is read again by itself.
type Rule string

// The rules.
const (
	RuleNever   Rule = "never"
	RuleHourly  Rule = "hourly"
	RuleDaily   Rule = "daily"
	RuleWeekly  Rule = "weekly"
	RuleMonthly Rule = "monthly"
	RuleFeed    Rule = "feed" // as often as the feed itself asks to be read
)

// Rules are all rules, the most frequent first.
var Rules = []Rule{RuleFeed, RuleHourly, RuleDaily, RuleWeekly, RuleMonthly, RuleNever}

// Every is how long a rule waits between two readings: 0 for RuleNever, and for
// RuleFeed, where asked is what the feed asks for, kept between an hour and a
// week; an hour where it does not say.
func (r Rule) Every(asked time.Duration) time.Duration {
	const day = 24 * time.Hour
	switch r {
	case RuleHourly:
		return time.Hour
	case RuleDaily:
		return day
	case RuleWeekly:
		return 7 * day
	case RuleMonthly:
		return 30 * day
	case RuleFeed:
		return min(max(asked, time.Hour), 7*day)
	}
	return 0
}

// ParseRule reads a rule that a person wrote for a source of a kind. The error has
// CodeInvalid.
func ParseRule(text string, k Kind) (Rule, error) {
	r := Rule(strings.ToLower(strings.TrimSpace(text)))
	switch r {
	case RuleNever, RuleHourly, RuleDaily, RuleWeekly, RuleMonthly:
		return r, nil
	case RuleFeed:
		if k == KindFeed {
			return r, nil
		}
		return "", &Problem{Code: CodeInvalid, Message: "Only a feed is read again as often as the feed says: choose hourly, daily, weekly, monthly or never."}
	}
	return "", &Problem{Code: CodeInvalid,
		Message: fmt.Sprintf("%q is no rule for reading again: choose hourly, daily, weekly, monthly, never or, for a feed, feed.", OneLine(text))}
}
