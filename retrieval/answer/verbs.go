package answer

import "strings"

// verbForms gives the base of a verb's form, and bases are the bases themselves.
var verbForms, bases = verbs(`have/has/had run/runs/ran sell/sells/sold draw/draws/drew win/wins/won carry/carries/carried employ/employs/employed
receive/receives/received need/needs/needed hold/holds/held own/owns/owned contain/contains/contained include/includes/included
cover/covers/covered produce/produces/produced operate/operates/operated build/builds/built open/opens/opened close/closes/closed
launch/launches/launched release/releases/released publish/publishes/published sign/signs/signed buy/buys/bought cost/costs/cost
pay/pays/paid spend/spends/spent earn/earns/earned raise/raises/raised give/gives/gave donate/donates/donated
invest/invests/invested weigh/weighs/weighed lose/loses/lost gain/gains/gained score/scores/scored kill/kills/killed
injure/injures/injured destroy/destroys/destroyed damage/damages/damaged attract/attracts/attracted attend/attends/attended
begin/begins/began start/starts/started end/ends/ended join/joins/joined leave/leaves/left found/founds/founded
establish/establishes/established elect/elects/elected approve/approves/approved move/moves/moved reach/reaches/reached
serve/serves/served plant/plants/planted collect/collects/collected create/creates/created hire/hires/hired
train/trains/trained send/sends/sent visit/visits/visited host/hosts/hosted deliver/delivers/delivered gather/gathers/gathered
vote/votes/voted die/dies/died live/lives/lived work/works/worked take/takes/took use/uses/used make/makes/made
line/lines/lined pass/passes/passed arrive/arrives/arrived return/returns/returned reopen/reopens/reopened
introduce/introduces/introduced replace/replaces/replaced discover/discovers/discovered design/designs/designed
paint/paints/painted write/writes/wrote record/records/recorded report/reports/reported store/stores/stored
support/supports/supported teach/teaches/taught measure/measures/measured marry/marries/married retire/retires/retired
expire/expires/expired resign/resigns/resigned burn/burns/burned provide/provides/provided lead/leads/led
announce/announces/announced become/becomes/became grow/grows/grew fall/falls/fell rise/rises/rose see/sees/saw
sail/sails/sailed stand/stands/stood take/takes/took get/gets/got complete/completes/completed finish/finishes/finished`)

// bothWays are forms that are nouns as often as verbs.
var bothWays = set(`leave leaves run runs work works use uses cost costs fall falls rise rises lead support report reports record records burn
line lines end start sail sails visit visits move moves vote votes design designs paint train trains host hosts stand stands pass
passes see return returns release releases need needs measure measures draw draws score scores damage damages close found left
open hold holds cover covers group`)

// verbAt says that word i is a verb, and no noun of the same form.
func (s asking) verbAt(i int) bool {
	w := s.words[i]
	return verbForms[w.fold] != "" && !w.upper && !bothWays[w.fold]
}

// participles that do not end in -ed.
var participles = set(`built held sold bought made written sent won lost begun born found drawn sunk taken given shut led laid cut paid`)

func verbs(list string) (forms map[string]string, bases map[string]bool) {
	forms, bases = make(map[string]string), make(map[string]bool)
	for _, verb := range strings.Fields(list) {
		all := strings.Split(verb, "/")
		bases[all[0]] = true
		for _, form := range all {
			if forms[form] == "" {
				forms[form] = all[0]
			}
		}
	}
	return forms, bases
}

func table(list string) map[string]string {
	m := make(map[string]string)
	for _, pair := range strings.Fields(list) {
		a, b, _ := strings.Cut(pair, "/")
		m[a] = b
	}
	return m
}
