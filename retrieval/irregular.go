package retrieval

import "strings"

// BaseForm gives the base of an irregular English form that stemming does not
// bring to it: "lose" for "lost", "child" for "children"; "" for any other word.
func BaseForm(fold string) string { return baseForms[fold] }

// baseForms has verbs and nouns as grammars list them: the base, then its forms.
// Of a form of two bases the first one counts.
var baseForms = formsOf(`rise rose risen/fall fell fallen/grow grew grown/shrink shrank shrunk/lose lost/win won/begin began begun/sink sank
sunk/buy bought/sell sold/give gave given/take took taken/send sent/come came/go went gone goes/leave left/build built/lend lent/forget
forgot forgotten/forbid forbade forbidden/find found/make made/know knew known/think thought/say said/tell told/see saw seen/get got gotten/bring brought/hold held/
keep kept/lead led/meet met/pay paid/write wrote written/speak spoke spoken/break broke broken/choose chose chosen/drive drove driven/
eat ate eaten/fly flew flown/freeze froze frozen/hide hid hidden/ride rode ridden/ring rang rung/run ran/sing sang sung/speak spoke spoken/
steal stole stolen/swim swam swum/teach taught/tear tore torn/throw threw thrown/wake woke woken/wear wore worn/catch caught/fight fought/
seek sought/feel felt/deal dealt/sleep slept/spend spent/lose lost/lay laid/draw drew drawn/show shown/shake shook shaken/strike struck/
stand stood/understand understood/swear swore sworn/bear born bore borne/feed fed/bleed bled/breed bred/shoot shot/stick stuck/dig dug/
hang hung/win won/sit sat/spin spun/bind bound/grind ground/wind wound/mean meant/burn burnt/learn learnt/do did done does/have had has/
be is are was were been/become became/overcome overcame/undergo underwent/withdraw withdrew withdrawn/arise arose arisen/blow blew blown/
drink drank drunk/hear heard/light lit/slide slid/weave wove woven/oversee oversaw overseen/die dying/lie lying/
child children/man men/woman women/foot feet/tooth teeth/mouse mice/person people`)

// homographs are forms that are as often words of their own: the ground floor, a
// wound, born (which nobody looks for as "bear").
var homographs = stopSet(`ground wound bound bore born borne people found`)

// searchedAs is the form of a word that search stems: texts tell of what was lost,
// and questions ask what somebody did lose.
func searchedAs(fold string) string {
	if base := baseForms[fold]; base != "" && !homographs[fold] && !englishStop[fold] {
		return base
	}
	return fold
}

func formsOf(list string) map[string]string {
	m := make(map[string]string)
	for _, word := range strings.Split(list, "/") {
		forms := strings.Fields(word)
		for _, f := range forms[1:] {
			if m[f] == "" {
				m[f] = forms[0]
			}
		}
	}
	return m
}
