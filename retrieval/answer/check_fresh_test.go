package answer

import "footnote/corpus"

// freshArticles and freshCases were written when the rules stood, to set traps.
func freshArticles() []corpus.Article {
	return []corpus.Article{
		article("Security rules at Pellworth Software", "wiki", "2025-02-03",
			`Laptops must be encrypted. Passwords need at least 14 characters and are changed once a year.

The security officer of Pellworth is Noor Haddad. Incidents are reported to her within 24 hours. Before 2023 the security officer was Ben Ashworth.

Contractors may not use the production database. Interns have access to the test database only.

The VPN was replaced in November 2024. The old VPN, called Gatepost, was switched off on 15 January 2025.`),
		article("Pellworth moves to new offices", "wiki", "2025-03-10",
			`Pellworth Software will move to Canal Street on 1 June. The new office has 140 desks, 30 more than the present one.

The rent is £41,000 a month. Some teams plan to stay in the old building until September.

Bicycles can be parked in the basement. Dogs are welcome on Fridays, cats are not.`),
		article("Trial of the drug Velorin", "journal", "2023-09-12",
			`The drug Velorin lowered blood pressure in 312 of 480 patients, researchers in Utrecht reported. Side effects were rare: 9% of the patients had headaches, and 2% stopped the treatment.

Professor Katrin Moll led the trial, which lasted 18 months. The drug was developed by the company Sanquora. It has not been approved in Japan.

Velorin did not reduce the number of strokes. A second trial with 2,000 patients may begin in 2024.`),
		article("Storm over the Farrin islands", "news", "2024-11-28",
			`The storm Odile hit the Farrin islands on Tuesday night. Three people were killed and 46 were injured. About 5,200 homes lost power.

The ferry from Port Ness to Skarra was cancelled. Schools on Skarra will reopen on Monday, those on Great Farrin a week later.

"We expected worse," said the mayor of Port Ness, Elin Strand. The damage is estimated at €14 million.`),
		article("After the storm", "tribune", "2024-12-02",
			`The storm Odile killed four people on the Farrin islands, the police said on Sunday. Power was restored to all homes by Saturday.

The governor, Magnus Thorsen, promised help for fishermen, who lost 31 boats.`),
		article("The painter Ines Calloway", "gallery", "",
			`Ines Calloway was born in Derry in 1911 and died in Paris in 1986. She painted more than 600 pictures, most of them landscapes.

Her sister Maud was a sculptor. Ines taught at the Slade School from 1948 to 1961; among her pupils was Peter Lorne.

Her painting The Grey Harbour was sold for $2.3 million in 2015. The buyer was the Kessler Museum in Boston.`),
	}
}

var freshCases = []checkCase{
	{"Passwords need at least 14 characters.", supported},
	{"Passwords need at least 8 characters.", contradicted},
	{"Passwords are changed once a month.", contradicted},
	{"Laptops must be encrypted.", supported},
	{"Phones must be encrypted.", missing},
	{"The security officer of Pellworth is Noor Haddad.", supported},
	{"The security officer of Pellworth is Ben Ashworth.", missing},
	{"Ben Ashworth was the security officer.", supported},
	{"The security officer of Pellworth is Elin Strand.", contradicted},
	{"Contractors may use the production database.", contradicted},
	{"Contractors may not use the test database.", missing},
	{"Interns have access to the production database.", missing},
	{"The VPN was replaced in March 2022.", contradicted},
	{"The VPN was switched off on 15 January 2025.", missing},
	{"Incidents are reported within 48 hours.", contradicted},
	{"Pellworth Software will move to Canal Street on 1 June.", supported},
	{"Pellworth Software moved to Canal Street.", missing},
	{"Pellworth Software will move to Mill Street.", missing},
	{"The new office has 30 desks.", missing},
	{"The old office has 140 desks.", missing},
	{"The rent is £52,000 a month.", contradicted},
	{"The rent is £41,000 a year.", contradicted},
	{"All teams plan to stay in the old building until September.", missing},
	{"Cats are welcome on Fridays.", missing},
	{"Dogs are welcome on Mondays.", missing},
	{"Velorin lowered blood pressure in 312 patients.", supported},
	{"Velorin raised blood pressure in 312 of 480 patients.", contradicted},
	{"Velorin lowered blood pressure in 480 patients.", missing},
	{"9% of the patients stopped the treatment.", missing},
	{"2% of the patients had headaches.", missing},
	{"The trial lasted 24 months.", contradicted},
	{"The trial lasted a year and a half.", missing},
	{"Professor Katrin Moll led the trial.", supported},
	{"Professor Anna Reuter led the trial.", contradicted},
	{"Velorin has been approved in Japan.", contradicted},
	{"Velorin has not been approved in Canada.", missing},
	{"Velorin reduced the number of strokes.", contradicted},
	{"A second trial with 2,000 patients began in 2024.", missing},
	{"Sanquora developed Velorin.", supported},
	{"Velorin developed Sanquora.", missing},
	{"Three people were killed by the storm Odile.", disputed},
	{"46 people were killed by the storm Odile.", contradicted},
	{"The storm Odile hit the Farrin islands on Thursday night.", missing},
	{"The ferry from Skarra to Port Ness was cancelled.", missing},
	{"Schools on Great Farrin will reopen on Monday.", missing},
	{"The mayor of Port Ness is Elin Strand.", supported},
	{"The mayor of Port Ness is Magnus Thorsen.", contradicted},
	{"The governor of Port Ness is Elin Strand.", missing},
	{"Fishermen lost 46 boats.", contradicted},
	{"Ines Calloway was born in Derry in 1911.", supported},
	{"Ines Calloway was born in Paris.", missing},
	{"Ines Calloway died in 1911.", contradicted},
	{"Maud Calloway was a painter.", missing},
	{"Ines Calloway painted more than 600 pictures.", supported},
	{"Ines Calloway painted 200 pictures.", contradicted},
	{"Peter Lorne taught Ines Calloway at the Slade School.", missing},
	{"The Kessler Museum sold The Grey Harbour.", missing},
	{"The Grey Harbour was sold for $4 million in 2015.", contradicted},
	{"The Grey Harbour was sold for $2.3 million.", supported},
	{"The buyer was the Louvre in Paris.", missing},
}
