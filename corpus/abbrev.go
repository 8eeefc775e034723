package corpus

import "strings"

// The lists are of the written language at large, from style guides and
// dictionaries, not of any one text. They are looked up in lower case and
// without the last full stop.

func set(words string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(words) {
		m[w] = true
	}
	return m
}

var (
	// before a name, so that a sentence never ends with one
	abbrTitle = set(`mr mrs ms mx dr prof rev revd fr br hon pres gov lt col gen maj capt cpt cmdr comdr
		cdr adm sgt cpl pvt sen sens rep reps supt insp det dep msgr mgr mme mlle st ste sta sto mt messrs
		amb atty asst assoc sec treas dir supt ald rt ven mgr sr sra srta dña don dipl hr fru frl med fa ee bzw
		s.e h.e h.r.h`)

	// explaining what comes next, so that a sentence never ends with one
	abbrLead = set(`e.g i.e eg ie viz cf vs v ca approx incl esp resp z.b d.h u.a bspw vgl ggf sog bzw
		c.-à-d p.ex p.e.j ej es art`)

	// before a number
	abbrNumber = set(`no nos nr núm vol vols p pp pg fig figs sec secs ch chap art arts para paras eq eqs
		ed eds bk pt op ver v rev ref ex app tab stk c ca circa approx est jan feb mar apr jun jul aug sep sept
		oct nov dec gest geb ft lb lbs oz apt rm a.d tel ph ext pl lib ibid cap n fl abs s`)

	// within a name or behind it; a sentence may well end here
	abbrName = set(`jr sr inc ltd co corp bros llc llp plc gmbh pty pvt assn dept univ inst bldg ave blvd rd
		hwy st ft mt ph.d m.d b.a m.a b.sc m.sc d.phil ll.b ll.m esq mass calif colo conn fla ill ind kan
		ky la md mich minn mo neb nev okla ore pa penn tenn tex va vt wash wis wyo ala ariz ark dak del
		ga cal can aus intl natl govt mfg`)

	monthsAndDays = set(`january february march april may june july august september october november
		december jan feb mar apr jun jul aug sep sept oct nov dec monday tuesday wednesday thursday friday
		saturday sunday mon tue tues wed thu thurs fri sat sun
		et est edt ct cst cdt mt mst mdt pt pst pdt gmt utc bst cet cest ist jst aest eastern central
		pacific mountain greenwich`)

	// where a day is written with a full stop: 3. Oktober
	monthsOrdinal = set(`januar jänner februar märz april mai juni juli august september oktober november
		dezember marts maj desember ledna února března dubna května června července srpna září října
		listopadu prosince januára februára marca apríla mája júna júla októbra novembra decembra
		tammikuuta helmikuuta maaliskuuta huhtikuuta toukokuuta kesäkuuta heinäkuuta elokuuta syyskuuta
		lokakuuta marraskuuta joulukuuta siječnja veljače ožujka travnja svibnja lipnja srpnja kolovoza
		rujna studenoga prosinca jahrhundert jh jhd století storočie`)

	// words that begin a sentence and seldom stand capitalised inside a name
	starters = set(`the a an this that these those it its he she they we you i his her their our my your in
		on at by for from with without as if when while where after before since until during although
		though because but and or so yet however moreover furthermore meanwhile nevertheless still then
		there here what who why how which whether both many most some several all each every no not only
		also even among according despite following under over about between through another other such
		one two three once instead thus therefore hence to of is are was were do does did have has had can
		could will would should may might must let nor neither either perhaps today yesterday later
		der die das ein eine er sie es wir ich und aber im am bei nach vor mit wenn als dann doch
		le les un une des il elle ils nous je mais et dans pour avec el los las una pero y en lo gli
		della nel ma o os as um uma mas`)

	// before a capital letter that is a name of its own, not an initial
	lettered = set(`vitamin vitamins plan group type class section appendix part phase grade point item
		exhibit hepatitis schedule annex zone block model option side series category level figure table
		team war gate terminal building room hall unit line route channel blood influenza factor article
		and or than with`)

	speechVerbs = set(`said says say asked asks replied replies answered shouted cried wrote added told
		exclaimed wondered demanded whispered yelled joked insisted warned tweeted explained recalled
		called continued muttered screamed laughed quipped responded declared`)
)
