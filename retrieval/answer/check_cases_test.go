package answer

import (
	"footnote/corpus"
	"footnote/retrieval"
)

// checkCase is a message of one statement and the verdict that a careful reader
// of the articles gives.
type checkCase struct {
	text string
	want retrieval.Verdict
}

// Shorter names for the tables.
const (
	supported    = retrieval.VerdictSupported
	contradicted = retrieval.VerdictContradicted
	disputed     = retrieval.VerdictDisputed
	missing      = retrieval.VerdictMissing
)

// tunedArticles and tunedCases are what the rules of Check were tuned on.
func tunedArticles() []corpus.Article {
	return []corpus.Article{
		article("Working at Ostrava Glass: leave and hours", "handbook", "2024-01-08",
			`Employees of Ostrava Glass receive 27 days of paid leave a year. Part-time employees receive leave in proportion to their hours.

Requests for leave go to the team lead, Jonas Feld, at least 14 days in advance. Unused leave expires on 31 March of the following year.

Remote work is allowed on two days a week. The office in Brno is closed on Fridays in August.

The kitchen on the third floor was painted red in 2021. Visitors must not use the goods lift.`),
		article("Tern wins the Kestrel Bay regatta", "gazette", "2023-08-21",
			`The yacht Tern won the Kestrel Bay regatta on Sunday, 20 August 2023, ahead of the favourite Marlin. Its skipper, Ada Lindqvist, had never won the race before.

The regatta drew 64 boats from nine countries. Wind gusts reached 48 kilometres an hour, and seven boats gave up.

Marlin finished second, four minutes behind. "We lost it at the last buoy," said its skipper, Tom Reyes.

The first Kestrel Bay regatta was sailed in 1932.`),
		article("Regatta draws crowds", "courier", "2023-08-22",
			`The Kestrel Bay regatta drew 71 boats this year, the harbour master said on Monday. About 12,000 spectators lined the shore.

The skipper of the Tern, Ada Lindqvist, will defend her title next August.`),
		article("Council votes on the new library", "post", "2024-02-15",
			`The council of Halden approved the new library by 23 votes to 11 on Wednesday. The building will cost €18.5 million and will open in the autumn of 2026.

The library was designed by the architect Mira Osei. It will stand on Mill Street, beside the railway station.

The mayor of Halden, Piet Aalders, opposed the plan. The old library on Church Lane may become a school.

Membership of the library is free for children under 16. Adults pay €12 a year.`),
		article("Quillmark 4.2 release notes", "quillmark", "2024-03-05",
			`Quillmark 4.2 was released on 5 March 2024. It needs 512 MB of memory and runs on Linux and macOS. Windows is not supported.

The import of spreadsheets is now three times as fast as in version 4.1. Automatic backups are switched off by default.

Quillmark was founded by Lena Brandt in 2015. The project is financed by donations.`),
	}
}

var tunedCases = []checkCase{
	{"Employees of Ostrava Glass receive 27 days of paid leave a year.", supported},
	{"Ostrava Glass employees get 27 days of paid leave a year", supported},
	{"Employees of Ostrava Glass receive 30 days of paid leave a year.", contradicted},
	{"At Ostrava Glass, unused leave expires on 31 March.", supported},
	{"Unused leave expires on 30 June of the following year.", contradicted},
	{"Requests for leave go to the team lead, Jonas Feld.", supported},
	{"The team lead is Jonas Feld.", supported},
	{"The team lead is Karel Novak.", contradicted},
	{"The office in Brno is closed on Fridays in August.", supported},
	{"The office in Brno is open on Fridays in August.", contradicted},
	{"The office in Prague is closed on Fridays in August.", missing},
	{"The kitchen on the third floor was painted blue in 2021.", contradicted},
	{"The kitchen on the third floor was painted red.", supported},
	{"Visitors may use the goods lift.", contradicted},
	{"Visitors must not use the goods lift", supported},
	{"Remote work is allowed on three days a week.", contradicted},
	{"Ostrava Glass pays for gym membership.", missing},
	{"The yacht Tern won the Kestrel Bay regatta on 20 August 2023.", supported},
	{"The yacht Marlin won the Kestrel Bay regatta.", contradicted},
	{"Marlin won the regatta ahead of Tern.", contradicted},
	{"The skipper of the Tern is Ada Lindqvist.", supported},
	{"The skipper of the Tern is Tom Reyes.", contradicted},
	{"Seven boats gave up.", supported},
	{"Nine boats gave up.", contradicted},
	{"The Kestrel Bay regatta drew 64 boats.", disputed},
	{"The Kestrel Bay regatta drew 90 boats.", contradicted},
	{"The first Kestrel Bay regatta was sailed in 1932.", supported},
	{"The first Kestrel Bay regatta was sailed in 1947.", contradicted},
	{"The second Kestrel Bay regatta was sailed in 1932.", missing},
	{"The Kestrel Bay regatta drew 64 boats in 2019.", missing},
	{"About 12,000 spectators lined the shore.", supported},
	{"The new library was designed by Mira Osei.", supported},
	{"The new library was designed by Piet Aalders.", contradicted},
	{"The mayor of Halden supported the plan.", contradicted},
	{"The council of Halden approved the new library by 23 votes to 11.", supported},
	{"The council of Halden rejected the new library.", contradicted},
	{"The new library in Halden will cost €18.5 million.", supported},
	{"The new library in Halden will cost €25 million.", contradicted},
	{"The old library on Church Lane will become a school.", missing},
	{"The library will stand on Church Lane.", contradicted},
	{"Membership of the library is free for adults.", contradicted},
	{"Adults pay €12 a year.", supported},
	{"Children under 16 pay €12 a year.", contradicted},
	{"Quillmark 4.2 runs on Windows.", contradicted},
	{"Quillmark 4.2 runs on Linux and macOS.", supported},
	{"Quillmark 4.2 was released on 5 March 2024.", supported},
	{"Quillmark 4.1 was released on 5 March 2024.", missing},
	{"Quillmark 4.2 was released on 12 April 2024.", contradicted},
	{"Automatic backups are switched on by default.", contradicted},
	{"Quillmark was founded by Lena Brandt.", supported},
	{"Quillmark was founded by Mira Osei in 2015.", contradicted},
	{"The project is financed by donations.", supported},
	{"Quillmark needs 2 GB of memory.", contradicted},
}

// heldArticles and heldCases were written before Check and never tuned on.
func heldArticles() []corpus.Article {
	return []corpus.Article{
		article("New ward at St Brannock hospital", "herald", "2022-11-03",
			`St Brannock hospital opened a new children's ward on Thursday. The ward has 36 beds and employs 52 nurses.

The ward was paid for by the Harlow Trust, which gave £7 million. Its director is Dr Yusuf Karim.

Visiting hours are from 2 p.m. to 8 p.m. Dogs are not allowed in the ward. The old ward was closed in June 2020.

The average stay of a child fell from nine days in 2015 to six days in 2021.`),
		article("Hospital ward short of staff", "ledger", "2022-11-20",
			`The children's ward of St Brannock hospital employs 41 nurses, the nurses' union said on Friday. It wants ten more by January.`),
		article("The comet of Velasco", "observer", "2021-05-10",
			`The comet Velasco was discovered by the astronomer Inés Velasco in 1987 at the observatory of Puerto Alto. It returns every 74 years.

Its core measures 12 kilometres. The comet was not visible to the naked eye in 1987. Scientists expect that it will be bright in 2061.

The probe Heron will visit the comet in 2059. The probe is built by the company Astrella in Turin and weighs 830 kilograms.`),
		article("Brewery Dornfeld grows", "trade", "2023-04-17",
			`The brewery Dornfeld sold 210,000 hectolitres of beer in 2022, 8% more than the year before. Its revenue rose to €46 million.

Dornfeld employs 190 people in Lauterbach. The managing director is Helga Wirth. The brewery was founded in 1798 by the monk Anselm Roth.

Dornfeld does not export to the United States. Nearly half of its beer is sold in glass bottles.`),
		article("The bridge at Calloway", "history", "",
			`The bridge at Calloway crosses the river Esk. It was built between 1861 and 1864 by the engineer Robert Thane and is 340 metres long.

In 1903 a flood destroyed two of its nine arches. Trains have not crossed the bridge since 1968. Today it carries walkers and cyclists only.

The toll house is painted white and belongs to the county.`),
		article("Votes counted in Marrow County", "tribune", "2020-11-05",
			`Sheila Dunmore won the election for sheriff of Marrow County with 54% of the votes. Her opponent, Grant Ellery, conceded on Wednesday night.

Turnout was 61%. About 88,000 people voted. Dunmore will take office on 4 January 2021.

Polling stations closed at 9 p.m. Ellery had been sheriff since 2008.`),
	}
}

var heldCases = []checkCase{
	{"The children's ward of St Brannock hospital has 36 beds.", supported},
	{"The new children's ward at St Brannock has 48 beds.", contradicted},
	{"The children's ward at St Brannock hospital employs 52 nurses.", disputed},
	{"The children's ward at St Brannock hospital employs 80 nurses.", contradicted},
	{"The Harlow Trust gave £7 million for the ward.", supported},
	{"The Harlow Trust gave £9 million.", contradicted},
	{"Dogs are allowed in the ward.", contradicted},
	{"Cats are not allowed in the ward.", missing},
	{"The old ward was closed in June 2020.", supported},
	{"The old ward was closed in May 2018.", contradicted},
	{"The director of the Harlow Trust is Dr Yusuf Karim.", supported},
	{"The average stay of a child fell to six days in 2021.", supported},
	{"The average stay of a child rose to six days in 2021.", contradicted},
	{"St Brannock hospital opened a new cafeteria on Thursday.", missing},
	{"The hospital's ward was paid for by the government.", contradicted},
	{"The comet Velasco was discovered in 1987.", supported},
	{"The comet Velasco was discovered by Robert Thane.", contradicted},
	{"The comet Velasco was discovered in 1973.", contradicted},
	{"The comet returns every 74 years.", supported},
	{"The comet returns every 76 years", contradicted},
	{"The comet Velasco was visible to the naked eye in 1987.", contradicted},
	{"The comet will be bright in 2061.", missing},
	{"The probe Heron weighs 830 kilograms.", supported},
	{"The probe Heron weighs 1,200 kg.", contradicted},
	{"The probe Heron will be launched in 2050.", missing},
	{"The probe Heron will visit the comet in 2059.", supported},
	{"Dornfeld sold 210,000 hectolitres of beer in 2022.", supported},
	{"Dornfeld sold 150,000 hectolitres of beer in 2022.", contradicted},
	{"Dornfeld sold 210,000 hectolitres of beer in 2019.", missing},
	{"Dornfeld's revenue fell to €46 million.", contradicted},
	{"The managing director of Dornfeld is Helga Wirth.", supported},
	{"The managing director of Dornfeld is Anselm Roth.", contradicted},
	{"Dornfeld exports to the United States.", contradicted},
	{"Dornfeld does not export to Canada.", missing},
	{"The brewery Dornfeld was founded in 1798.", supported},
	{"The brewery sells most of its beer in cans.", missing},
	{"All of Dornfeld's beer is sold in glass bottles.", contradicted},
	{"The bridge at Calloway is 340 metres long.", supported},
	{"The bridge at Calloway is 340 feet long.", contradicted},
	{"The Calloway bridge was built by the engineer Robert Thane.", supported},
	{"The bridge at Calloway was built by Agnes Tolley.", contradicted},
	{"In 1903 a flood destroyed two of the bridge's arches.", supported},
	{"In 1903 a flood destroyed five of its nine arches.", contradicted},
	{"In 1903 a fire destroyed two of its nine arches.", missing},
	{"Trains still cross the bridge.", contradicted},
	{"The toll house is painted green.", contradicted},
	{"The toll house belongs to the county.", supported},
	{"Sheila Dunmore won the election for sheriff of Marrow County.", supported},
	{"Grant Ellery won the election for sheriff of Marrow County.", contradicted},
	{"Sheila Dunmore lost the election for sheriff of Marrow County.", contradicted},
	{"Sheila Dunmore won with 54% of the votes.", supported},
	{"Dunmore got 67% of the votes", contradicted},
	{"Turnout in Marrow County was 61%.", supported},
	{"Turnout was 75%.", contradicted},
	{"About 88,000 people voted.", supported},
	{"Dunmore will take office on 4 January 2021.", supported},
	{"Dunmore will take office on 20 January 2021.", contradicted},
	{"Polling stations closed at 9 p.m.", supported},
	{"Polling stations closed at 7 p.m.", contradicted},
	{"Ellery had been sheriff since 2008.", supported},
	{"Ellery had been a teacher since 2008.", missing},
}
