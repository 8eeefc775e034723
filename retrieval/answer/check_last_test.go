package answer

import "footnote/corpus"

// lastArticles and lastCases were written last; see TestVerdicts.
func lastArticles() []corpus.Article {
	return []corpus.Article{
		article("Community garden on Elm Street", "gazette", "2024-05-02",
			`The community garden on Elm Street opened on 27 April 2024. It has 58 plots, and 19 families are on the waiting list.

A plot costs £45 a year. The gardeners elected Bridget Yarrow as chair; her deputy is Omar Sayed. Barbecues are forbidden.

The land belongs to the railway company Westline. Its lease ends in 2034.`),
		article("Elm Street garden: an update", "gazette", "2024-09-10",
			`The garden on Elm Street now has 64 plots. Volunteers planted 120 fruit trees in August.

The chair of the garden, Bridget Yarrow, thanked Westline for a new water tap.`),
		article("Chess: Osterlund wins in Varde", "sport", "2022-07-18",
			`Mikkel Osterlund won the Varde Open on Sunday with 7.5 points from nine rounds. He beat Lena Fabricius in the last round. Fabricius finished third.

The tournament had 132 players from 14 countries. The youngest was ten years old. The prize money was raised from €8,000 to €12,000.

Next year the Varde Open will be held in June. Online games were not rated.`),
		article("Museum of clocks", "guide", "",
			`The Museum of Clocks in Tarnow owns 1,450 clocks. The oldest was made in Nuremberg in 1540. The museum is closed on Mondays.

It was founded by the watchmaker Jan Zelinski in 1921 and moved to its present building in 1958. Admission is free on the first Sunday of the month.

The director, Ewa Lis, plans to open a second branch in Krakow.`),
		article("Team rules: on call", "wiki", "2025-01-20",
			`Engineers are on call for seven days. A page must be answered within 15 minutes. Nobody is on call twice in a month.

The on-call phone is kept by the platform team. The deploy freeze begins on 18 December and ends on 4 January.

Deploys on Fridays are not recommended. The service Heronry runs in Frankfurt and in Dublin.`),
	}
}

var lastCases = []checkCase{
	{"The community garden on Elm Street opened on 27 April 2024.", supported},
	{"The community garden on Elm Street opened in 2021.", contradicted},
	{"The garden on Elm Street has 64 plots.", disputed},
	{"The garden on Elm Street has 30 plots.", contradicted},
	{"A plot in the garden costs £45 a year.", supported},
	{"A plot costs £60 a year.", contradicted},
	{"The chair of the garden is Bridget Yarrow.", supported},
	{"The chair of the garden is Omar Sayed.", contradicted},
	{"Barbecues are allowed in the garden.", contradicted},
	{"Barbecues are forbidden in the garden.", supported},
	{"Volunteers planted 120 fruit trees.", supported},
	{"Volunteers planted 120 fruit trees in May.", contradicted},
	{"Volunteers planted 200 fruit trees in August.", contradicted},
	{"Westline bought the land.", missing},
	{"The land belongs to the city.", contradicted},
	{"19 families have a plot.", missing},
	{"Mikkel Osterlund won the Varde Open.", supported},
	{"Lena Fabricius won the Varde Open.", contradicted},
	{"Lena Fabricius beat Mikkel Osterlund in the last round.", missing},
	{"Fabricius finished third.", supported},
	{"Fabricius finished second.", contradicted},
	{"The tournament had 132 players.", supported},
	{"The tournament had 14 players.", contradicted},
	{"The prize money was raised to €12,000.", supported},
	{"The prize money was raised to €8,000.", missing},
	{"The Varde Open was held in June.", missing},
	{"The Varde Open will be held in June.", supported},
	{"Online games were rated.", contradicted},
	{"The Museum of Clocks owns 1,450 clocks.", supported},
	{"The Museum of Clocks owns 1,540 clocks.", contradicted},
	{"The Museum of Clocks is closed on Mondays.", supported},
	{"The Museum of Clocks is open on Mondays.", contradicted},
	{"The Museum of Clocks was founded by Jan Zelinski.", supported},
	{"The museum was founded by Ewa Lis.", contradicted},
	{"The museum was founded in 1958.", contradicted},
	{"The museum moved to its present building in 1921.", contradicted},
	{"The museum has a second branch in Krakow.", missing},
	{"Admission to the museum is free.", missing},
	{"Admission is free on the first Sunday of the month.", supported},
	{"The oldest clock was made in Tarnow in 1540.", contradicted},
	{"A page must be answered within 15 minutes.", supported},
	{"A page must be answered within 30 minutes.", contradicted},
	{"Engineers are on call for 14 days.", contradicted},
	{"The deploy freeze begins on 18 December.", supported},
	{"The deploy freeze begins on 4 January.", contradicted},
	{"The deploy freeze ends on 18 December.", contradicted},
	{"Deploys on Fridays are recommended.", contradicted},
	{"Deploys on Mondays are not recommended.", missing},
	{"Heronry runs in Dublin.", supported},
	{"Heronry runs in London.", contradicted},
	{"The on-call phone is kept by the security team.", contradicted},
}
