package retrieval

import (
	"slices"
	"strings"
)

// attribution is who a sentence quotes.
type attribution struct {
	by    []string
	said  string // when they said it
	named bool   // see Statement
}

// sayings are the verbs that say no more than that somebody said it: who claims,
// warns or denies says something else.
var sayings = stopSet(`said says told reported announced stated added`)

// officials speak for a public body, whose word a paper may take for its own.
var officials = stopSet(`police officer officers official officials authority authorities firefighter firefighters rescuer rescuers coastguard guard agency
council ministry spokesman spokeswoman spokesperson investigator investigators inspector inspectors department brigade service services commission
emergency local city county harbor fire rescue state federal national`)

// clausal are words that a speaker's description has not: with them the verb of
// saying belongs to another clause.
var clausal = stopSet(`who which when after before that and or but if while because is are was were has have had will would could should did do does not
to by as where what how whether never no`)

// Bounds of an attribution in words.
const (
	longestSpeaker = 6
	longestQuoting = 12
	shortestCore   = 4
)

// takeAttribution parts a sentence into what is said and who says so.
func takeAttribution(tokens []token) (core []token, a attribution) {
	if core, a, ok := leadingAttribution(tokens); ok {
		return core, a
	}
	// "…, police said on Monday", "…, said the police", "…, according to police", and
	// the same between two commas.
	for start := len(tokens) - 2; start >= 1 && start > len(tokens)-3*longestQuoting; start-- {
		according := tokens[start].fold == "according" && tokens[start+1].fold == "to"
		if !tokens[start].parted && !according {
			continue
		}
		end := start + 1
		for end < len(tokens) && !tokens[end].parted {
			end++
		}
		rest := len(tokens) - (end - start)
		if end-start > longestQuoting || rest < shortestCore {
			continue
		}
		if a, ok := quoting(tokens[start:end]); ok {
			return slices.Concat(tokens[:start], tokens[end:]), a
		}
	}
	return tokens, attribution{}
}

// leadingAttribution reads "Police said on Monday that …" and "According to police, …".
func leadingAttribution(tokens []token) ([]token, attribution, bool) {
	if len(tokens) > shortestCore+3 && tokens[0].fold == "according" && tokens[1].fold == "to" {
		for end := 3; end < min(len(tokens)-shortestCore, longestSpeaker+3); end++ {
			if tokens[end].parted {
				return tokens[end:], speakerOf(tokens[2:end], true, ""), true
			}
		}
		return nil, attribution{}, false
	}
	for i := 1; i <= min(longestSpeaker, len(tokens)-1-shortestCore); i++ {
		if tokens[i].parted || clausal[tokens[i].fold] {
			return nil, attribution{}, false
		}
		if !sayings[tokens[i].fold] {
			continue
		}
		behind, said, told := circumstances(tokens[i:])
		at := i + behind
		if tokens[i].fold == "told" && !told || len(tokens)-at < shortestCore {
			return nil, attribution{}, false
		}
		return tokens[at:], speakerOf(tokens[:i], true, said), true
	}
	return nil, attribution{}, false
}

// quoting reads what stands behind or between commas: "police said on Monday", "said
// a spokesman", "according to police".
func quoting(t []token) (attribution, bool) {
	if len(t) > 2 && t[0].fold == "according" && t[1].fold == "to" {
		rest := t[2:]
		at := slices.IndexFunc(rest, func(t token) bool { return t.fold == "on" || weekdays[t.fold] })
		if at > 0 {
			if n, said := timeAt(rest[at:]); n == len(rest)-at {
				return speakerOf(rest[:at], false, said), true
			}
		}
		if len(rest) > longestSpeaker || slices.ContainsFunc(rest, func(t token) bool { return clausal[t.fold] }) {
			return attribution{}, false
		}
		return speakerOf(rest, false, ""), true
	}
	verb := slices.IndexFunc(t, func(t token) bool { return sayings[t.fold] })
	if verb < 0 || verb > longestSpeaker {
		return attribution{}, false
	}
	behind, said, told := circumstances(t[verb:])
	rest := t[verb+behind:]
	switch {
	case verb > 0 && len(rest) == 0 && (t[verb].fold != "told" || told):
		return speakerOf(t[:verb], false, said), !slices.ContainsFunc(t[:verb], func(t token) bool { return clausal[t.fold] })
	case verb == 0 && behind == 1 && len(rest) > 0 && len(rest) <= longestSpeaker && t[0].fold != "told":
		return speakerOf(rest, false, ""), !slices.ContainsFunc(rest, func(t token) bool { return clausal[t.fold] || weekdays[t.fold] })
	}
	return attribution{}, false
}

// circumstances are the verb of saying and what stands behind it: to whom, when and
// where somebody spoke.
func circumstances(t []token) (n int, said string, told bool) {
	n = 1
	if t[0].fold == "told" {
		for _, whom := range [][]string{{"reporters"}, {"journalists"}, {"the", "media"}, {"the", "press"}} {
			if startsWith(t[1:], whom) {
				n, told = n+len(whom), true
			}
		}
	}
	for again := true; again; {
		again = false
		for _, where := range [][]string{{"in", "a", "statement"}, {"in", "the", "statement"}, {"at", "a", "news", "conference"}, {"at", "a", "press", "conference"}} {
			if startsWith(t[n:], where) {
				n, again = n+len(where), true
			}
		}
		if k, when := timeAt(t[n:]); k > 0 && said == "" {
			n, said, again = n+k, when, true
		}
	}
	return n, said, told
}

func startsWith(t []token, words []string) bool {
	return len(t) >= len(words) && slices.EqualFunc(words, t[:len(words)], func(w string, t token) bool { return w == t.fold })
}

// speakerOf describes who is quoted. At the head of a sentence a capital says nothing
// of an official's first word.
func speakerOf(t []token, opens bool, said string) attribution {
	a := attribution{said: said, named: true}
	for i, w := range t {
		if lightWords[w.fold] {
			continue
		}
		a.by = append(a.by, w.fold)
		if officials[w.fold] {
			a.named = false
		}
		if w.upper && !(opens && i == 0) {
			a.named = true
			for _, w := range t[i+1:] {
				if !lightWords[w.fold] {
					a.by = append(a.by, w.fold)
				}
			}
			return a
		}
	}
	if !a.named && slices.ContainsFunc(a.by, func(w string) bool { return !officials[w] }) {
		a.named = true // police of some place, the agency of somebody
	}
	return a
}

var weekdays = stopSet(`monday tuesday wednesday thursday friday saturday sunday`)

var monthNames = stopSet(`january february march april may june july august september october november december`)

// daytimes stand behind a day.
var daytimes = stopSet(`morning afternoon evening night`)

// deictic times need no preposition.
var deictic = stopSet(`yesterday today tomorrow tonight`)

// isDate says that tokens begin with a day and a month, or a month and a day.
func isDate(t []token) bool { n, _ := dateAt(t); return n > 0 }

// dateAt reads a day and a month, and the year behind them, in one order.
func dateAt(t []token) (int, string) {
	day := func(t token) string {
		d := strings.TrimRight(t.fold, "stndrh")
		if len(d) == 0 || len(d) > 2 || !t.number {
			return ""
		}
		return d
	}
	n, date := 0, ""
	switch {
	case len(t) > 1 && monthNames[t[0].fold] && t[0].upper && day(t[1]) != "":
		n, date = 2, day(t[1])+" "+t[0].fold
	case len(t) > 1 && day(t[0]) != "" && monthNames[t[1].fold] && t[1].upper:
		n, date = 2, day(t[0])+" "+t[1].fold
	case len(t) > 2 && day(t[0]) != "" && t[1].fold == "of" && monthNames[t[2].fold]:
		n, date = 3, day(t[0])+" "+t[2].fold
	default:
		return 0, ""
	}
	if n < len(t) && t[n].number && len(t[n].fold) == 4 {
		date += " " + t[n].fold
		n++
	}
	return n, date
}

// timeAt reads a day: "on Monday", "Monday morning", "on 14 June 2023", "yesterday".
func timeAt(t []token) (int, string) {
	at := 0
	if len(t) > 0 && t[0].fold == "on" {
		at = 1
	}
	if at == len(t) {
		return 0, ""
	}
	if at == 0 && deictic[t[0].fold] {
		return 1, t[0].fold
	}
	if weekdays[t[at].fold] {
		when := t[at].fold
		at++
		if at < len(t) && daytimes[t[at].fold] {
			when += " " + t[at].fold
			at++
		}
		if at < len(t) && t[at].parted {
			if n, date := dateAt(t[at:]); n > 0 {
				return at + n, when + " " + date
			}
		}
		return at, when
	}
	if n, date := dateAt(t[at:]); n > 0 {
		return at + n, date
	}
	return 0, ""
}

// joining are the words with which a sentence has more than one clause, of which a
// time belongs to one.
var joining = stopSet(`and but or nor while whilst after before when because as which who whom whose where if unless until till since though although so
that than because once whether not no never`)

// takeTime takes the one day that a sentence of one clause names out of it, since it
// may stand at its head, at its end, or in the midst.
func takeTime(t []token) (rest []token, when string) {
	if slices.ContainsFunc(t, func(t token) bool { return joining[t.fold] }) {
		return inOrder(t), ""
	}
	at, size, found := 0, 0, 0
	for i := 0; i < len(t); i++ {
		n, time := timeAt(t[i:])
		if n == 0 {
			continue
		}
		bare := t[i].fold != "on"
		if bare && i > 0 && i+n < len(t) && !t[i].parted && !t[i+n].parted && !deictic[t[i].fold] {
			// "the Monday meeting"
			if i+n < len(t) && weekdays[t[i].fold] && lightWords[t[i-1].fold] {
				return inOrder(t), ""
			}
		}
		found++
		at, size, when = i, n, time
		i += n - 1
	}
	if found != 1 || len(t)-size < 2 {
		return inOrder(t), ""
	}
	return slices.Concat(t[:at], t[at+size:]), when
}

// inOrder writes the dates that stay in their places in one way.
func inOrder(t []token) []token {
	out := make([]token, 0, len(t))
	for i := 0; i < len(t); i++ {
		n, date := dateAt(t[i:])
		if n == 0 {
			out = append(out, t[i])
			continue
		}
		out = append(out, token{fold: date, number: true, upper: true})
		i += n - 1
	}
	return out
}
