package eval

import (
	"hash/fnv"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A truth is a sentence that its passage carries, and what lies may be made with.
type truth struct {
	text    string
	passage string   // that carries it, with its article's title before it
	others  []string // sentences of other articles of the same collection
	near    []string // other passages of the same collection
}

// A maker turns a true sentence into lies of one kind. It returns only what the
// passage does not carry.
type maker struct {
	kind string
	make func(truth) []lie
}

// lie is a false sentence. Cites is what it cites: the passage of the truth,
// another passage, or none that exists.
type lie struct {
	text  string
	cites target
}

type target int

const (
	citesOwn target = iota
	citesOther
	citesNothing
)

// makers are the kinds of lies, in the order of the report.
var makers = []maker{
	{"number", lieNumber}, {"number of another thing", lieOtherNumber}, {"date", lieDate}, {"amount", lieAmount},
	{"unit", lieUnit}, {"what is counted", lieCounted}, {"name", lieName}, {"name of another", lieOtherName}, {"place", liePlace},
	{"role", lieRole}, {"negation dropped", lieAffirm}, {"negation added", lieDeny}, {"wrong passage", lieWrongPassage},
	{"no such passage", lieNoPassage}, {"merged claim", lieMerged}, {"invented quote", lieQuote}, {"added detail", lieDetail},
	{"added word", lieWord}, {"all for some", lieAll}, {"reversed direction", lieReversed}, {"hedge to fact", lieFact},
	{"opposite", lieOpposite},
}

// MustCatch are the kinds of which hardly one may pass.
var MustCatch = []string{"number", "date", "amount", "name", "place", "negation dropped", "negation added", "wrong passage",
	"no such passage", "invented quote"}

// pick is a number below n that depends on the text only.
func pick(text string, n int) int {
	h := fnv.New32a()
	h.Write([]byte(text)) // never fails
	return int(h.Sum32() % uint32(n))
}

// one is a lie that cites the truth's own passage, if it is one.
func one(t truth, text string) []lie {
	if text == "" || text == t.text || strings.Contains(t.passage, text) {
		return nil
	}
	return []lie{{text, citesOwn}}
}

var (
	figures   = regexp.MustCompile(`\b\d[\d,]*(?:\.\d+)?`)
	yearRE    = regexp.MustCompile(`\b(1[0-9]\d\d|20\d\d)\b`)
	monthRE   = regexp.MustCompile(`\b(January|February|March|April|May|June|July|August|September|October|November|December)\b`)
	dayRE     = regexp.MustCompile(`\b(Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)\b`)
	smallRE   = regexp.MustCompile(`\b(two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty)\b`)
	smallTo   = strings.Fields("two three four five six seven eight nine ten eleven twelve twenty thirty forty fifty")
	properRE  = regexp.MustCompile(`\p{Lu}[\p{Ll}’'-]+(?: (?:of |de |von |van )?\p{Lu}[\p{Ll}’'-]+)*`)
	quotedRE  = regexp.MustCompile(`[“"]([^“”"]{12,})[”"]`)
	auxRE     = regexp.MustCompile(`\b(is|are|was|were|has|have|had|will|would|can|could|may|might|must|should)\b`)
	pastRE    = regexp.MustCompile(`^(\p{Lu}\S*(?: \p{Lu}\S*)*) (\p{Ll}{3,}ed) `)
	countedRE = regexp.MustCompile(`\b(\d[\d,.]*\d|\d|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve) (\p{Ll}{3,}s)\b`)
	pluralRE  = regexp.MustCompile(`\b(?:the|of|and|some|many) (\p{Ll}{4,}[^s]s)\b`)
	theNounRE = regexp.MustCompile(`\b(the|a|an) (\p{Ll}{3,})\b`)
	fromToRE  = regexp.MustCompile(`\bfrom ((?:the )?[\p{L}\d’'-]+) to ((?:the )?[\p{L}\d’'-]+)`)
	nounsRE   = regexp.MustCompile(`^((?:The|A|An|His|Her|Its|Their) \p{Ll}+) (\p{Ll}+(?:ed|es|s)) ((?:the|a|an|his|her|its|their) \p{Ll}+)\b`)
)

// isDate says that the bytes a to b of s belong to a date.
func isDate(s string, a, b int) bool {
	before, after := strings.TrimRight(s[:a], " "), strings.TrimLeft(s[b:], " ,")
	word := func(m []int, n int) bool { return m != nil && m[0] == n }
	if yearRE.MatchString(s[a:b]) && b-a == 4 {
		return true
	}
	if word(monthRE.FindStringIndex(after), 0) {
		return true
	}
	ms := monthRE.FindAllStringIndex(before, -1)
	return len(ms) > 0 && ms[len(ms)-1][1] == len(before)
}

// isAmount says that the number at a to b of s is money, a share, or given in
// millions.
func isAmount(s string, a, b int) bool {
	after := strings.ToLower(strings.TrimLeft(s[b:], " -"))
	r, _ := utf8.DecodeLastRuneInString(strings.TrimRight(s[:a], " "))
	if strings.ContainsRune("$€£¥", r) {
		return true
	}
	for _, w := range []string{"%", "percent", "per cent", "million", "billion", "crowns", "euros", "dollars", "pounds", "francs"} {
		if strings.HasPrefix(after, w) {
			return true
		}
	}
	return false
}

// otherFigure is a number like this one that the passage does not have.
func otherFigure(passage, figure string) string {
	digits := []byte(figure)
	for n := range 9 {
		for i := range digits {
			if digits[i] < '0' || digits[i] > '9' {
				continue
			}
			// The leading digit changes, and the one behind it, so that no rounding
			// leads there.
			was := figure[i]
			digits[i] = '1' + (was-'0'+byte(n)+2)%9
			if digits[i] == was {
				digits[i] = '1' + (digits[i]-'0')%9
			}
			break
		}
		if s := string(digits); s != figure && !strings.Contains(passage, s) {
			return s
		}
	}
	return ""
}

func lieNumber(t truth) []lie {
	for _, m := range figures.FindAllStringIndex(t.text, -1) {
		a, b := m[0], m[1]
		if s := strings.TrimRight(t.text[a:b], ","); !isDate(t.text, a, b) && !isAmount(t.text, a, b) {
			if other := otherFigure(t.passage, s); other != "" {
				return one(t, t.text[:a]+other+t.text[a+len(s):])
			}
		}
	}
	for _, m := range smallRE.FindAllStringIndex(t.text, -1) {
		if isAmount(t.text, m[0], m[1]) {
			continue
		}
		at := slices.Index(smallTo, t.text[m[0]:m[1]])
		for n := 2; n < len(smallTo); n++ {
			other := smallTo[(at+n)%len(smallTo)]
			if !strings.Contains(strings.ToLower(t.passage), other) && !strings.Contains(t.passage, strconv.Itoa(wordValue(other))) {
				return one(t, t.text[:m[0]]+other+t.text[m[1]:])
			}
		}
	}
	return nil
}

func wordValue(w string) int {
	i := slices.Index(smallTo, w)
	if i <= 10 {
		return i + 2
	}
	return (i - 9) * 10
}

// lieOtherNumber takes a number that stands in the passage, of something else.
func lieOtherNumber(t truth) []lie {
	all := countedRE.FindAllStringSubmatch(t.passage, -1)
	for _, m := range countedRE.FindAllStringSubmatchIndex(t.text, -1) {
		if isDate(t.text, m[2], m[3]) {
			continue
		}
		figure, noun := t.text[m[2]:m[3]], t.text[m[4]:m[5]]
		for _, o := range all {
			if o[1] != figure && o[2] != noun && !strings.Contains(t.text, o[1]) && !regexp.MustCompile(regexp.QuoteMeta(o[1])+` (?:\p{L}+ ){0,2}`+noun).MatchString(t.passage) {
				return one(t, t.text[:m[2]]+o[1]+t.text[m[3]:])
			}
		}
	}
	return nil
}

func lieDate(t truth) []lie {
	var out []lie
	if m := yearRE.FindStringIndex(t.text); m != nil && isDate(t.text, m[0], m[1]) {
		y, _ := strconv.Atoi(t.text[m[0]:m[1]])
		for _, step := range []int{3, -4, 10, -11, 7} {
			if s := strconv.Itoa(y + step); !strings.Contains(t.passage, s) {
				out = append(out, one(t, t.text[:m[0]]+s+t.text[m[1]:])...)
				break
			}
		}
		for _, s := range yearRE.FindAllString(t.passage, -1) { // the year of something else
			if !strings.Contains(t.text, s) {
				out = append(out, one(t, t.text[:m[0]]+s+t.text[m[1]:])...)
				break
			}
		}
	}
	for _, re := range []*regexp.Regexp{monthRE, dayRE} {
		m := re.FindStringIndex(t.text)
		if m == nil || m[0] == 0 {
			continue
		}
		names := strings.FieldsFunc(re.String(), func(r rune) bool { return !unicode.IsLetter(r) })
		names = slices.DeleteFunc(names, func(s string) bool { return len(s) < 3 })
		at := slices.Index(names, t.text[m[0]:m[1]])
		for n := 1; n < len(names); n++ {
			if s := names[(at+n)%len(names)]; s != "May" && !strings.Contains(t.passage, s) {
				out = append(out, one(t, t.text[:m[0]]+s+t.text[m[1]:])...)
				break
			}
		}
	}
	return out
}

func lieAmount(t truth) []lie {
	for _, m := range figures.FindAllStringIndex(t.text, -1) {
		s := strings.TrimRight(t.text[m[0]:m[1]], ",")
		end := m[0] + len(s)
		if isDate(t.text, m[0], end) || !isAmount(t.text, m[0], end) {
			continue
		}
		var out []lie
		if other := otherFigure(t.passage, s); other != "" {
			out = one(t, t.text[:m[0]]+other+t.text[end:])
		}
		for _, scale := range [][2]string{{" million", " billion"}, {" billion", " million"}} {
			if strings.HasPrefix(t.text[end:], scale[0]) {
				out = append(out, one(t, t.text[:end]+scale[1]+t.text[end+len(scale[0]):])...)
			}
		}
		return out
	}
	return nil
}

func lieUnit(t truth) []lie {
	for _, u := range lieUnits {
		re := regexp.MustCompile(`(\d|million|billion|hundred|two|three|four|five|six|seven|eight|nine|ten)( |-)?` + u[0] + `\b`)
		m := re.FindStringIndex(t.text)
		if m == nil {
			continue
		}
		other := u[1+pick(t.text, 2)]
		if strings.Contains(t.passage, other) {
			continue
		}
		return one(t, t.text[:m[1]-len(u[0])]+other+t.text[m[1]:])
	}
	for _, sign := range [][2]string{{"$", "€"}, {"€", "£"}, {"£", "$"}, {"%", " metres"}} {
		if strings.Contains(t.text, sign[0]) {
			return one(t, strings.Replace(t.text, sign[0], sign[1], 1))
		}
	}
	return nil
}

// lieCounted lets a number count something else that the passage speaks of.
func lieCounted(t truth) []lie {
	for _, m := range countedRE.FindAllStringSubmatchIndex(t.text, -1) {
		noun := t.text[m[4]:m[5]]
		if isDate(t.text, m[2], m[3]) || slices.ContainsFunc(lieUnits, func(u []string) bool { return u[0] == noun }) {
			continue
		}
		for _, o := range pluralRE.FindAllStringSubmatch(t.passage, -1) {
			if o[1] != noun && !strings.Contains(t.text, o[1]) {
				return one(t, t.text[:m[4]]+o[1]+t.text[m[5]:])
			}
		}
	}
	return nil
}

// proper are the names of a sentence: runs of capitalised words, of which one that
// opens it counts with a second word only.
func proper(s string) [][]int {
	var out [][]int
	for _, m := range properRE.FindAllStringIndex(s, -1) {
		if m[0] == 0 || strings.ContainsAny(s[max(0, m[0]-2):m[0]], `.:"“`) {
			first, rest, _ := strings.Cut(s[m[0]:m[1]], " ")
			if rest == "" {
				continue
			}
			if lieOpeners[strings.ToLower(first)] {
				m[0] += len(first) + 1
			}
		}
		if !monthRE.MatchString(s[m[0]:m[1]]) && !dayRE.MatchString(s[m[0]:m[1]]) {
			out = append(out, m)
		}
	}
	return out
}

var lieOpeners = wordSet(`the a an in on at by from since after before during for his her its their this that these those when while
as if although but and one two some many most all both each under with among between because it he she they there however`)

// inPlace says that a name stands where places stand.
func inPlace(s string, at int) bool {
	fields := strings.Fields(s[:at])
	if len(fields) == 0 {
		return false
	}
	switch fields[len(fields)-1] {
	case "in", "at", "near", "from", "to", "between", "across", "outside":
		return true
	}
	return false
}

func lieName(t truth) []lie {
	for _, m := range proper(t.text) {
		if inPlace(t.text, m[0]) {
			continue
		}
		name := lieNames[pick(t.text, len(lieNames))]
		return one(t, t.text[:m[0]]+name+t.text[m[1]:])
	}
	return nil
}

// lieOtherName puts a name of the passage where another one stands.
func lieOtherName(t truth) []lie {
	for _, m := range proper(t.text) {
		have := t.text[m[0]:m[1]]
		if inPlace(t.text, m[0]) || !strings.Contains(have, " ") {
			continue
		}
		for _, p := range proper(t.passage) {
			other := t.passage[p[0]:p[1]]
			last := other[strings.LastIndexByte(other, ' ')+1:]
			if strings.Contains(other, " ") && !inPlace(t.passage, p[0]) && !strings.Contains(t.text, last) && !strings.Contains(other, have) && !strings.ContainsAny(other, ".") {
				return one(t, t.text[:m[0]]+other+t.text[m[1]:])
			}
		}
	}
	return nil
}

func liePlace(t truth) []lie {
	for _, m := range proper(t.text) {
		if inPlace(t.text, m[0]) {
			return one(t, t.text[:m[0]]+liePlaces[pick(t.text, len(liePlaces))]+t.text[m[1]:])
		}
	}
	return nil
}

func lieRole(t truth) []lie {
	lower := strings.ToLower(t.passage)
	for _, w := range fieldsAt(t.text) {
		if !lieRoles[strings.ToLower(w.text)] {
			continue
		}
		roles := sortedKeys(lieRoles)
		for n := range roles {
			if other := roles[(pick(t.text, len(roles))+n)%len(roles)]; !strings.Contains(lower, other) {
				return one(t, t.text[:w.at]+like(w.text, other)+t.text[w.at+len(w.text):])
			}
		}
	}
	return nil
}

func lieAffirm(t truth) []lie {
	for _, cut := range [][2]string{
		{" did not ", " did "}, {" does not ", " does "}, {" do not ", " do "}, {" cannot ", " can "}, {" not ", " "}, {"n't ", " "},
		{" never ", " "}, {"Nobody ", "Somebody "}, {" nobody ", " somebody "}, {" no one ", " someone "}, {"None of ", "Some of "},
		{" none of ", " some of "}, {" no longer ", " still "}, {" no ", " a "}, {"No ", "A "}, {" without ", " with "}, {" unable to ", " able to "},
	} {
		if i := strings.Index(t.text, cut[0]); i >= 0 {
			if strings.HasPrefix(t.text[i:], " not only") || strings.HasPrefix(t.text[i:], " not all") {
				return nil
			}
			return one(t, t.text[:i]+cut[1]+t.text[i+len(cut[0]):])
		}
	}
	return nil
}

func lieDeny(t truth) []lie {
	lower := strings.ToLower(" " + t.text)
	for _, w := range []string{" not ", "n't", " no ", " never ", "nobody", "none", " without ", "cannot", " unable", "nothing", " nor "} {
		if strings.Contains(lower, w) {
			return nil
		}
	}
	if m := auxRE.FindStringIndex(t.text); m != nil && m[0] > 0 {
		return one(t, t.text[:m[1]]+" not"+t.text[m[1]:])
	}
	if m := pastRE.FindStringSubmatchIndex(t.text); m != nil {
		verb := t.text[m[4]:m[5]]
		return one(t, t.text[:m[4]]+"never "+verb+t.text[m[5]:])
	}
	return nil
}

// lieWrongPassage cites a passage that speaks of something else.
func lieWrongPassage(t truth) []lie {
	for _, p := range t.near {
		if shareOf(t.text, p) >= 0.5 {
			return nil
		}
	}
	if len(t.near) == 0 {
		return nil
	}
	return []lie{{t.text, citesOther}}
}

func lieNoPassage(t truth) []lie { return []lie{{t.text, citesNothing}} }

// lieMerged joins the sentence with one of another article, under the citation of
// the first.
func lieMerged(t truth) []lie {
	if len(t.others) == 0 || !strings.HasSuffix(t.text, ".") {
		return nil
	}
	for n := range t.others {
		other := t.others[(pick(t.text, len(t.others))+n)%len(t.others)]
		if k := len(strings.Fields(other)); k >= 5 && k <= 25 && shareOf(other, t.passage) < 0.4 {
			first, _, _ := strings.Cut(other, " ")
			if lieOpeners[strings.ToLower(first)] {
				other = strings.ToLower(other[:1]) + other[1:]
			}
			return one(t, strings.TrimSuffix(t.text, ".")+", and "+other)
		}
	}
	return nil
}

func lieQuote(t truth) []lie {
	invented := lieQuotes[pick(t.text, len(lieQuotes))]
	if m := quotedRE.FindStringSubmatchIndex(t.text); m != nil {
		return one(t, t.text[:m[2]]+invented+t.text[m[3]:])
	}
	if strings.ContainsAny(t.text, `"“”`) {
		return nil
	}
	if end := strings.TrimSuffix(t.text, "."); end != t.text {
		return one(t, end+", which was called “"+invented+"”.")
	}
	return nil
}

func lieDetail(t truth) []lie {
	end := strings.TrimSuffix(t.text, ".")
	detail := lieDetails[pick(t.text, len(lieDetails))]
	if end == t.text || shareOf(detail, t.passage) > 0 {
		return nil
	}
	return one(t, end+" "+detail+".")
}

func lieWord(t truth) []lie {
	var out []lie
	if m := auxRE.FindStringIndex(t.text); m != nil && m[0] > 0 && !strings.HasPrefix(t.text[m[1]:], " not") {
		adverb := lieAdverbs[pick(t.text, len(lieAdverbs))]
		out = append(out, one(t, t.text[:m[1]]+" "+adverb+t.text[m[1]:])...)
	}
	if m := theNounRE.FindStringSubmatchIndex(t.text); m != nil {
		adjective := lieAdjectives[pick(t.text, len(lieAdjectives))]
		out = append(out, one(t, t.text[:m[4]]+adjective+" "+t.text[m[4]:])...)
	}
	return slices.DeleteFunc(out, func(l lie) bool { return strings.Contains(t.passage, " not "+l.text) })
}

func lieAll(t truth) []lie {
	lower := strings.ToLower(t.text)
	for _, p := range liePart {
		i := strings.Index(" "+lower, " "+p.part)
		if i < 0 || strings.HasSuffix(lower[:i], "the ") || strings.HasSuffix(lower[:i], "as ") || strings.HasSuffix(lower[:i], "how ") || len(lower) != len(t.text) {
			continue
		}
		after := strings.Fields(lower[i+len(p.part):])
		if p.part == "some " && len(after) > 0 && strings.ContainsFunc(after[0], unicode.IsDigit) { // about
			continue
		}
		all := p.all
		if unicode.IsUpper(rune(t.text[i])) {
			all = strings.ToUpper(all[:1]) + all[1:]
		}
		return one(t, t.text[:i]+all+t.text[i+len(p.part):])
	}
	return nil
}

// mutual are the verbs that mean the same both ways, and words between names that
// say nothing of a direction.
var mutual = wordSet(`met meets married played signed merged near and or with between as known called like borders including for via`)

// lieReversed turns round who does what to whom.
func lieReversed(t truth) []lie {
	var out []lie
	if m := fromToRE.FindStringSubmatchIndex(t.text); m != nil {
		x, y := t.text[m[2]:m[3]], t.text[m[4]:m[5]]
		out = append(out, one(t, t.text[:m[2]]+y+t.text[m[3]:m[4]]+x+t.text[m[5]:])...)
	}
	if m := nounsRE.FindStringSubmatchIndex(t.text); m != nil {
		x, y := t.text[m[2]:m[3]], t.text[m[6]:m[7]]
		out = append(out, one(t, strings.ToUpper(y[:1])+y[1:]+t.text[m[3]:m[6]]+strings.ToLower(x[:1])+x[1:]+t.text[m[7]:])...)
	}
	names := allProper(t.text)
	for i := 0; i+1 < len(names); i++ {
		a, b := names[i], names[i+1]
		between := t.text[a[1]:b[0]]
		words := strings.Fields(between)
		if len(words) == 0 || len(words) > 6 || strings.ContainsAny(between, `,;:."“”()`) || !strings.ContainsFunc(words[0], unicode.IsLetter) ||
			slices.ContainsFunc(words, func(w string) bool { return mutual[w] }) ||
			!slices.ContainsFunc(words, func(w string) bool { return looksVerb(w) }) {
			continue
		}
		x, y := t.text[a[0]:a[1]], t.text[b[0]:b[1]]
		out = append(out, one(t, t.text[:a[0]]+y+between+x+t.text[b[1]:])...)
		break
	}
	return out
}

// allProper are the names of a sentence, its first word among them if a verb
// follows.
func allProper(s string) [][]int {
	out := proper(s)
	m := properRE.FindStringIndex(s)
	if m != nil && m[0] == 0 && (len(out) == 0 || out[0][0] > 0) && !strings.Contains(s[:m[1]], " ") && !lieOpeners[strings.ToLower(s[:m[1]])] {
		out = slices.Insert(out, 0, m)
	}
	return out
}

func looksVerb(w string) bool {
	return len(w) > 4 && strings.HasSuffix(w, "ed") || lieVerbs[w]
}

var lieVerbs = wordSet(`beat gave took sold bought lost won sent led taught wrote built made sued leads gives owns hired fought
defeated killed defends attacks beats succeeded succeeds told asked paid sent invaded ruled conquered found`)

func lieFact(t truth) []lie {
	for _, h := range lieHedges {
		if i := strings.Index(t.text, h.hedge); i >= 0 {
			if h.hedge == " may " || h.hedge == " could " || h.hedge == " might " {
				if strings.HasPrefix(t.text[i+len(h.hedge):], "not ") || strings.HasPrefix(t.text[i+len(h.hedge):], "only ") {
					return nil
				}
			}
			return one(t, t.text[:i]+h.fact+t.text[i+len(h.hedge):])
		}
	}
	return nil
}

func lieOpposite(t truth) []lie {
	lower := " " + strings.ToLower(t.passage) + " "
	for _, w := range fieldsAt(t.text) {
		if other, ok := liePairs[strings.ToLower(w.text)]; ok && !strings.Contains(lower, " "+other) {
			return one(t, t.text[:w.at]+like(w.text, other)+t.text[w.at+len(w.text):])
		}
	}
	return nil
}

// shareOf is the share of the longer words of a that stand in b.
func shareOf(a, b string) float64 {
	in := make(map[string]bool)
	for _, w := range fieldsAt(b) {
		in[strings.ToLower(w.text)] = true
	}
	n, held := 0, 0
	for _, w := range fieldsAt(a) {
		if len(w.text) < 4 {
			continue
		}
		n++
		if in[strings.ToLower(w.text)] {
			held++
		}
	}
	if n == 0 {
		return 0
	}
	return float64(held) / float64(n)
}

type fieldAt struct {
	text string
	at   int
}

var fieldRE = regexp.MustCompile(`[\p{L}\p{N}]+(?:[’'-][\p{L}\p{N}]+)*`)

func fieldsAt(s string) []fieldAt {
	var out []fieldAt
	for _, m := range fieldRE.FindAllStringIndex(s, -1) {
		out = append(out, fieldAt{s[m[0]:m[1]], m[0]})
	}
	return out
}

// like writes a word with the capital of another one.
func like(model, w string) string {
	if r, _ := utf8.DecodeRuneInString(model); unicode.IsUpper(r) {
		return strings.ToUpper(w[:1]) + w[1:]
	}
	return w
}

func wordSet(list string) map[string]bool {
	m := make(map[string]bool)
	for _, w := range strings.Fields(list) {
		m[w] = true
	}
	return m
}

func sortedKeys(m map[string]bool) []string {
	var out []string
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

// pairTable reads "a/b", both ways.
func pairTable(list string) map[string]string {
	m := make(map[string]string)
	for _, p := range strings.Fields(list) {
		a, b, _ := strings.Cut(p, "/")
		if m[a] == "" {
			m[a] = b
		}
		if m[b] == "" {
			m[b] = a
		}
	}
	return m
}
