package bot

import (
	"strings"
	"unicode"
)

// Verb is what a button, a menu or a form does. With its arguments it makes up
// the custom_id that Discord hands back when it is used. Anybody can send any
// custom_id, so whoever reads one checks that what it names belongs to the
// server and to the person.
type Verb string

// The verbs, and their arguments.
const (
	VerbPassages  Verb = "passages" // answer: shows its quotes in their surroundings
	VerbUp        Verb = "up"       // answer: a vote
	VerbDown      Verb = "down"     // answer: a vote; opens VerbReason
	VerbReason    Verb = "reason"   // answer: the form of the reason of a vote
	VerbFurther   Verb = "further"  // answer: opens the form of the same verb
	VerbSubscribe Verb = "covered"  // answer: tell me when it is covered
	VerbPrivate   Verb = "private"  // pending: opens the private answer to a mention

	VerbSources       Verb = "sources"     // page, search text
	VerbSource        Verb = "source"      // source: its details; without it, a menu of sources
	VerbRefresh       Verb = "refresh"     // source
	VerbRemove        Verb = "remove"      // source: asks whether
	VerbRemoveReally  Verb = "remove-yes"  // source
	VerbUndo          Verb = "undo"        // source
	VerbReplace       Verb = "replace"     // source: opens the form that replaces a copy
	VerbPaste         Verb = "paste"       // source or "": the form of a pasted text
	VerbConfirm       Verb = "confirm"     // pending: goes on with what was asked about
	VerbCancel        Verb = "cancel"      // pending or ""
	VerbSetManagers   Verb = "set-roles"   // menu of roles
	VerbSetChannels   Verb = "set-chans"   // menu of channels
	VerbSetModerators Verb = "set-mods"    // menu of one channel
	VerbSetPrivate    Verb = "set-private" // "on" or "off"
	VerbSetLimits     Verb = "set-limits"  // opens the form of the same verb
	VerbGaps          Verb = "gaps"        // page
	VerbGapDismiss    Verb = "gap-gone"    // key of a gap, page; with key "", a menu of keys
	VerbAudit         Verb = "audit"       // page
	VerbForget        Verb = "forget-yes"  // really forget me
)

// MaxCustomID is Discord's limit, in characters.
const MaxCustomID = 100

// ID makes the custom_id of a verb. What does not fit is cut from the end of the
// last argument; a line end or another control character becomes a space.
func (v Verb) ID(args ...string) string {
	id := string(v)
	for i, a := range args {
		if i < len(args)-1 {
			a = strings.ReplaceAll(a, ":", "")
		}
		id += ":" + a
	}
	return clip(strings.Map(visible, strings.ToValidUTF8(id, "")), MaxCustomID)
}

func visible(r rune) rune {
	if unicode.IsControl(r) {
		return ' '
	}
	return r
}

// ReadID takes a custom_id apart. The last argument keeps its colons, so n says
// how many arguments there are at most. What no verb could have made gives "".
func ReadID(id string, n int) (v Verb, args []string) {
	if len(id) > 4*MaxCustomID || strings.ContainsFunc(id, unicode.IsControl) {
		return "", nil
	}
	parts := strings.SplitN(id, ":", n+1)
	return Verb(parts[0]), parts[1:]
}

// clip cuts a text to at most n UTF-16 units, on a rune boundary.
func clip(s string, n int) string {
	units := 0
	for i, r := range s {
		units++
		if r > 0xFFFF {
			units++
		}
		if units > n {
			return s[:i]
		}
	}
	return s
}
