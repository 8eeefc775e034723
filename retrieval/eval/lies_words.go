package eval

// The words that lies are made with. They are none of the verifier's lists: what
// it knows must not decide what it is asked.

// pairs of words that contradict each other in the same place.
var liePairs = pairTable(`increased/decreased increase/decrease rose/fell rise/fall opened/closed open/closed won/lost win/lose
began/ended begins/ends started/stopped first/last largest/smallest larger/smaller highest/lowest higher/lower
longest/shortest longer/shorter oldest/youngest older/younger early/late earlier/later more/fewer most/least
north/south east/west northern/southern eastern/western before/after inside/outside above/below
accepted/rejected approved/refused allowed/forbidden supported/opposed bought/sold gained/lost strong/weak
stronger/weaker strongest/weakest rich/poor public/private male/female import/export imports/exports
major/minor maximum/minimum success/failure successful/unsuccessful possible/impossible legal/illegal
married/divorced born/buried black/white red/green blue/yellow hot/cold summer/winter spring/autumn
morning/evening positive/negative common/rare expensive/cheap fast/slow widely/rarely often/seldom usually/rarely`)

// roles that people have; each may take the place of each other.
var lieRoles = wordSet(`mayor president minister director captain engineer doctor professor teacher judge lawyer prosecutor
spokesman spokeswoman chairman chairwoman manager coach striker goalkeeper defender painter composer conductor organist
librarian biologist botanist agronomist archaeologist farmer trader baker pilot emperor king queen prince duke bishop
pope general admiral officer governor senator secretary ambassador architect author writer poet singer actor actress
scientist physicist chemist mathematician philosopher historian economist journalist editor producer founder owner
premier chancellor treasurer quarterback linebacker astronaut commander investigator physician priest monk missionary`)

// units that may take each other's place.
var lieUnits = [][]string{
	{"kilometres", "miles", "metres"}, {"kilometers", "miles", "meters"}, {"metres", "feet", "kilometres"}, {"meters", "feet", "kilometers"},
	{"miles", "kilometres", "yards"}, {"km", "miles", "m"}, {"feet", "metres", "inches"}, {"tonnes", "kilograms", "pounds"}, {"kilograms", "tonnes", "grams"},
	{"grams", "kilograms", "ounces"}, {"litres", "gallons", "barrels"}, {"litre", "gallon", "barrel"}, {"seconds", "minutes", "hours"},
	{"minutes", "hours", "seconds"}, {"hours", "days", "minutes"}, {"days", "weeks", "hours"}, {"weeks", "months", "days"},
	{"months", "years", "weeks"}, {"years", "months", "decades"}, {"year", "month", "decade"}, {"century", "decade", "year"},
	{"centuries", "decades", "years"}, {"megawatts", "kilowatts", "gigawatts"}, {"milliseconds", "seconds", "minutes"},
	{"crowns", "euros", "dollars"}, {"euros", "pounds", "crowns"}, {"pounds", "euros", "francs"}, {"dollars", "euros", "pounds"},
	{"francs", "crowns", "dollars"}, {"degrees", "percent", "metres"}, {"percent", "degrees", "crowns"}, {"°C", "°F", "°F"},
}

// lieDetails are what no source says; the words before the bar stand at the end of
// a sentence, or as an adjective.
var (
	lieDetails = []string{
		"after a long quarrel with the neighbours", "in front of television cameras", "with the help of retired soldiers",
		"despite protests by environmental groups", "for tax reasons", "on the advice of a fortune teller", "without telling anyone",
		"because of a lack of money", "under pressure from foreign investors", "to general surprise", "as a birthday present",
		"using borrowed equipment", "in a secret ceremony", "thanks to a generous inheritance", "against the will of the parents",
		"while the police looked on",
	}
	lieAdverbs    = []string{"secretly", "reluctantly", "illegally", "famously", "accidentally", "deliberately", "unanimously", "hastily"}
	lieAdjectives = []string{"controversial", "bankrupt", "world-famous", "wooden", "Catholic", "abandoned", "corrupt", "luxurious", "haunted", "French-owned"}
	lieQuotes     = []string{
		"a turning point for everybody involved", "the best day of our lives", "nothing but a cheap trick", "too little and far too late",
		"we never saw it coming", "a lesson for generations to come", "money well spent", "the end of an era",
	}
	lieNames  = []string{"Gerald Pinkney", "Rosalind Hartmoor", "Teodor Vasik", "Minna Ockley", "Jasper Delacroix", "Wilhelmina Stroud"}
	liePlaces = []string{"Zanzibar", "Winnipeg", "Ljubljana", "Patagonia", "Osaka", "Reykjavik", "Tasmania", "Bratislava"}
)

// hedges and the facts that lies make of them.
var lieHedges = []struct{ hedge, fact string }{
	{" may be ", " is "}, {" might be ", " is "}, {" could be ", " is "}, {" may have ", " has "}, {" might have ", " has "},
	{" could have ", " has "}, {" may ", " will "}, {" might ", " will "}, {" could ", " will "}, {" would like to ", " will "},
	{" wants to ", " will "}, {" want to ", " will "}, {" hopes to ", " will "}, {" plans to ", " will "}, {" intends to ", " will "},
	{" wanted to ", " was able to "}, {" is expected to ", " will certainly "}, {" expects about ", " has exactly "}, {" expects ", " has "},
	{" is planned for ", " opened in "}, {" reportedly ", " "}, {" probably ", " "}, {" possibly ", " "}, {" allegedly ", " "},
	{" perhaps ", " "}, {" likely ", " "}, {" is said to have ", " has "}, {" is reported to have ", " has "},
	{" is believed to have ", " has "}, {" is thought to have ", " has "}, {" are believed to have ", " have "},
	{" is said to be ", " is "}, {" is believed to be ", " is "}, {" is thought to be ", " is "}, {" is considered to be ", " is "},
	{" are thought to be ", " are "}, {" are believed to be ", " are "}, {" seem to be ", " are "}, {" seems to be ", " is "},
	{" appear to be ", " are "}, {" appears to be ", " is "}, {" suggests that ", " proves that "}, {" suggest that ", " prove that "},
	{" believes that ", " knows that "}, {" believed that ", " knew that "}, {" usually ", " always "}, {" often ", " always "},
	{" should last ", " lasts "}, {" can appeal ", " appealed "}, {" possible ", " certain "},
}

// quantifiers of a part, and what lies make of them.
var liePart = []struct{ part, all string }{
	{"some of the ", "all of the "}, {"many of the ", "all of the "}, {"most of the ", "all of the "}, {"several of the ", "all of the "},
	{"almost all ", "all "}, {"nearly all ", "all "}, {"some ", "all "}, {"many ", "all "}, {"most ", "all "}, {"several ", "all "},
	{"a few ", "all "}, {"one of the ", "every one of the "}, {"certain ", "all "}, {"not all ", "all "}, {"mostly ", "only "},
	{"mainly ", "only "}, {"partly ", "entirely "}, {"half of the ", "all of the "}, {"a quarter of ", "all of "},
	{"one quarter of ", "all of "}, {"two thirds of ", "all of "}, {"often ", "always "}, {"usually ", "always "}, {"sometimes ", "always "},
}
