package corpus

import (
	"strings"
	"testing"
	"time"
)

func TestCredits(t *testing.T) {
	for line, want := range map[string]string{
		"By Marta Olin, 3 May 2024":                        "Marta Olin||2024-05-03",
		"By Marta Olin, May 3, 2024":                       "Marta Olin||2024-05-03",
		"By Marta Olin | Published 3 May 2024":             "Marta Olin||2024-05-03",
		"By Marta Olin and Jan Roe – 2024-05-03 10:15":     "Marta Olin and Jan Roe||2024-05-03",
		"October 3, 2020 by Wren":                          "Wren||2020-10-03",
		"*Ostervale Gazette, 12 September 2023*":           "|Ostervale Gazette|2023-09-12",
		"The Valley Ledger · Jan 11, 2024":                 "|The Valley Ledger|2024-01-11",
		"By GUS PETRIE gpetrie@valley.example":             "GUS PETRIE||0001-01-01",
		"12 September 2023":                                "||2023-09-12",
		"Berlin, 3 May 2024":                               "no",
		"The treaty of 3 May 2024":                         "no",
		"By 3 May 2024":                                    "no",
		"By the river, 3 May 2024":                         "no",
		"Item 12 of 2024":                                  "no",
		"He was born on 3 May 1924.":                       "no",
		"By Tuesday, 3 May 2024, all had left the harbour": "no",
	} {
		got := "no"
		if c, ok := creditsOf(line); ok {
			got = c.author + "|" + c.publisher + "|" + c.published.Format(time.DateOnly)
		}
		if got != want {
			t.Errorf("%q: %s, want %s", line, got, want)
		}
	}
}

func TestHeads(t *testing.T) {
	const story = "The Kelm bridge was closed on Monday after a barge hit its second pier. Nobody was hurt in the harbour."
	for text, want := range map[string]Draft{
		"Bridge closed\n\nBy Marta Olin, 3 May 2024\nOstervale Gazette\n\n" + story:                  {Title: "Bridge closed", Author: "Marta Olin", Publisher: "Ostervale Gazette", Published: day(2024, 5, 3)},
		"Bridge closed\n\n*Ostervale Gazette, 12 September 2023*\n\n" + story:                        {Title: "Bridge closed", Publisher: "Ostervale Gazette", Published: day(2023, 9, 12)},
		"Title: Bridge closed\nAuthor: Marta Olin\nSource: Kelm Radio\nDate: 3 May 2024\n\n" + story: {Title: "Bridge closed", Author: "Marta Olin", Publisher: "Kelm Radio", Published: day(2024, 5, 3)},
		"Title: Bridge closed\nBy Marta Olin, 3 May 2024\n\n" + story:                                {Title: "Bridge closed", Author: "Marta Olin", Published: day(2024, 5, 3)},
		"Bridge closed\n\nWEXMOOR (Coastal Wire) - " + story:                                         {Title: "Bridge closed", Publisher: "Coastal Wire"},
		"Bridge closed\n\nLONDON, May 3 (Reuters) – " + story:                                        {Title: "Bridge closed", Publisher: "Reuters"},
		"Bridge closed\n\nKELM, May 3, 2024 (AP) — " + story:                                         {Title: "Bridge closed", Publisher: "AP", Published: day(2024, 5, 3)},
		"Bridge closed\n\nPORT KELM — " + story:                                                      {Title: "Bridge closed"},
		"Bridge closed\n\nBERGEN, Norway, Sept. 19, 2023 /NordWire/ -- " + story:                     {Title: "Bridge closed", Publisher: "NordWire", Published: day(2023, 9, 19)},
		"Bridge closed\n\nKelm Radio, 3 May 2024\n\n" + story:                                        {Title: "Bridge closed", Publisher: "Kelm Radio", Published: day(2024, 5, 3)},
		"Bridge closed\n\nPort Kelm, 3 May 2024\n\n" + story:                                         {Title: "Bridge closed", Published: day(2024, 5, 3)},
	} {
		c := Clean(Draft{Text: text, Scraped: true})
		if c.Body != story || c.Title != want.Title || c.Author != want.Author || c.Publisher != want.Publisher || !c.Published.Equal(want.Published) {
			t.Errorf("%q:\n%q by %q of %q on %v\n%s", text, c.Title, c.Author, c.Publisher, c.Published, c.Body)
		}
	}
	// A sentence that tells the date stays.
	const published = "Published on 3 May 2024 by the harbour office."
	if c := Clean(Draft{Text: "Bridge closed\n\n" + published + "\n\n" + story, Scraped: true}); !strings.Contains(c.Body, published) || !c.Published.Equal(day(2024, 5, 3)) {
		t.Errorf("of %v: %q", c.Published, c.Body)
	}
	// What begins like a head, and is the story.
	for _, text := range []string{
		"Advice\n\nWARNING — The Kelm bridge must not be crossed by anybody after dark.",
		"Advice\n\nIt (the bridge) - The one at Kelm - must not be crossed by anybody after dark.",
		"Advice\n\nKELM — the bridge that everybody knows must not be crossed after dark.",
		"Advice\n\nPublished in 1913, her chart shows 2,140 depths of the sound at Kelm.",
		"Camps\n\nCamp Kelm, 3 May 2021\n\nWe slept in the tents by the river.\n\nCamp Loos, 4 May 2021\n\nWe slept in the tents in the wood.",
		"Advice\n\nThe Kelm bridge (closed) – Nobody knows for how long it will be so.",
	} {
		c := Clean(Draft{Text: text, Scraped: true})
		if want := text[strings.Index(text, "\n\n")+2:]; c.Body != want {
			t.Errorf("%q became %q", want, c.Body)
		}
	}
}

// Of a text that is no page the first lines are read, and stay.
func TestCreditHead(t *testing.T) {
	for text, want := range map[string]Draft{
		"Published on 3 March 2025 by the Quay maintainers.\n\nQuay 2.4 is out.":          {Published: day(2025, 3, 3)},
		"By Marta Olin, 3 May 2024\nOstervale Gazette, 4 May 2024\n\nThe bridge is shut.": {Author: "Marta Olin", Publisher: "Ostervale Gazette", Published: day(2024, 5, 3)},
		"3 May 2024\n\nWe slept in the tents.\n\n4 May 2024\n\nIt rained.":                {},
		"The bridge is shut.\n\nPublished on 3 May 2024":                                  {},
	} {
		c := Clean(Draft{Text: text})
		if c.Body != text || c.Author != want.Author || c.Publisher != want.Publisher || !c.Published.Equal(want.Published) {
			t.Errorf("%q: by %q of %q on %v\n%s", text, c.Author, c.Publisher, c.Published, c.Body)
		}
	}
	if c := Clean(Draft{Text: "Published on 3 May 2024", Published: day(2023, 1, 1)}); !c.Published.Equal(day(2023, 1, 1)) {
		t.Errorf("the text goes before the container: %v", c.Published)
	}
}
