package answer

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"footnote/corpus"
	"footnote/retrieval"
)

func questionsOf(articles ...corpus.Article) []string {
	a := &Answerer{}
	var out []string
	for _, x := range articles {
		for _, e := range a.Examples(x) {
			out = append(out, e.Question)
		}
	}
	return out
}

// Each question was read by a person before it was written down here.
func TestExamples(t *testing.T) {
	all := slices.Concat(strike(), tunedArticles(), heldArticles(), freshArticles())
	want := strings.Split(`When was Northline founded?
How many days of paid leave do employees of Ostrava Glass receive a year?
When was the first Kestrel Bay regatta sailed?
Who is the skipper of the Tern?
Who is the mayor of Halden?
How many nurses does the children's ward of St Brannock hospital employ?
When was the comet Velasco discovered?
When will the probe Heron visit the comet?
How many hectolitres of beer did the brewery Dornfeld sell in 2022?
How many people does Dornfeld employ in Lauterbach?
When will Dunmore take office?
Who is the security officer of Pellworth?
When was the VPN replaced?
When will Pellworth Software move to Canal Street?
How many people did the storm Odile kill on the Farrin islands?
When was Ines Calloway born?`, "\n")
	if got := questionsOf(all...); !slices.Equal(got, want) {
		t.Errorf("got\n%s", strings.Join(got, "\n"))
	}
}

func TestExamplePatterns(t *testing.T) {
	for sentence, want := range map[string]string{
		"The mayor of Halden is Piet Aalders.":                                                    "Who is the mayor of Halden?",
		"The harbour master of Port Ellery was Tom Reyes.":                                        "",
		"The director of the Harlow Trust, Yusuf Karim, resigned in May.":                         "Who is the director of the Harlow Trust?",
		"Twelve sailors from Skarra received medals in Oslo.":                                     "",
		"About 300 people were injured in Deal on the first evening.":                             "How many people were injured in Deal on the first evening?",
		"Pellworth has 140 desks in Canal Street, 30 more than before.":                           "How many desks does Pellworth have in Canal Street?",
		"The town of Arlen spent more than £2.5 million on bridges.":                              "How much did the town of Arlen spend on bridges?",
		"The Arlen bridge will cost 12 million dollars.":                                          "How much will the Arlen bridge cost?",
		"The tower of Marrow is 84 metres tall and has no lift.":                                  "How tall is the tower of Marrow?",
		"The firm Astrella is based in Turin.":                                                    "Where is the firm Astrella based?",
		"The Halden library was designed by the architect Mira Osei.":                             "Who designed the Halden library?",
		"Robert Thane built the bridge at Calloway in 1864.":                                      "When did Robert Thane build the bridge at Calloway?",
		"The French foreign minister said nothing.":                                               "",
		"Yesterday Dutch Prime Minister Ada Brink met reporters.":                                 "",
		"Former President Ada Brink met reporters in Oslo.":                                       "",
		"Ada Brink, an economist at Utrecht, doubts the figures.":                                 "Who is Ada Brink?",
		"Ada Brink said that Norway would not join the treaty.":                                   "What did Ada Brink say about Norway?",
		"It was founded in 1968 in Port Ellery by two sailors.":                                   "",
		"Northline was sold last May to a company that was founded in 1968.":                      "",
		"The seven boats that Northline sold in 1968 were old.":                                   "",
		"In 2019 they paid Northline £400.":                                                       "",
		"Northline will pay him 300 dollars next week.":                                           "",
		"“Northline was founded in 1968,” she said in Port Ellery.":                               "",
		"The union of Northline's crews, which was founded in 1968, has 900 members.":             "",
		"Ships burn 300 litres of diesel an hour on the way to Sorn and 200 on the way back.":     "",
		"According to Ada Brink, 300 people live in Deal.":                                        "",
		"Deal, Loos and Hull won three prizes for Kent.":                                          "",
		"Anyone who has 20 points for Kent wins.":                                                 "",
		"Kent is where Ada Brink was born in 1950 and where her parents lived until they died.":   "",
		"Northline was founded in 1968 or 1969.":                                                  "",
		"The Kent team, which had won 20 games in 1950, lost 3 games in Deal in 1951 and folded.": "",
	} {
		x := article("Title", "post", "", "Some ships, sailors and people of Pellworth. "+sentence)
		got := strings.Join(questionsOf(x), " ")
		if got != want {
			t.Errorf("%s\n got %q\nwant %q", sentence, got, want)
		}
	}
}

// What /help shows is answered with the very sentence, from different articles
// first, always the same, and never more than there is time for.
func TestAskerExamples(t *testing.T) {
	articles := slices.Concat(heldArticles(), tunedArticles())
	b := newBrute(t, articles...)
	asker := b.asker(t, nil)
	first, err := asker.Examples(context.Background(), testSpace, articles, 3)
	if err != nil || len(first) != 3 {
		t.Fatalf("%q, %v", first, err)
	}
	for _, q := range first {
		a := askAbout(t, nil, retrieval.Question{Text: q}, articles...)
		if !a.Answered {
			t.Errorf("%s is not answered", q)
		}
	}
	again, _ := asker.Examples(context.Background(), testSpace, articles, 3)
	if !slices.Equal(first, again) {
		t.Errorf("%q, then %q", first, again)
	}
	all, err := asker.Examples(context.Background(), testSpace, articles, 100)
	if err != nil || len(all) < 6 || !slices.Equal(all[:3], first) {
		t.Errorf("%q, %v", all, err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if none, err := asker.Examples(ctx, testSpace, articles, 3); err != nil || len(none) > 0 {
		t.Errorf("%q, %v without any time", none, err)
	}
	if none, err := asker.Examples(context.Background(), testSpace, nil, 3); err != nil || none == nil || len(none) > 0 {
		t.Errorf("%q, %v without articles", none, err)
	}
}

func TestExamplesOfNews(t *testing.T) {
	articles := seeds(t)
	asker := newBrute(t, articles...).asker(t, nil)
	got, err := asker.Examples(context.Background(), testSpace, articles, 3)
	t.Logf("%q", got)
	if err != nil || len(got) == 0 {
		t.Errorf("%q, %v", got, err)
	}
}

// seeds are the articles of the shared folder, cleaned as they are when added.
func seeds(t *testing.T) []corpus.Article {
	t.Helper()
	files, _ := filepath.Glob(filepath.Join(shared(t), "seeds", "*.txt"))
	if len(files) == 0 {
		t.Skip("no articles in the shared folder")
	}
	var out []corpus.Article
	for _, f := range files {
		raw, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		c := corpus.Clean(corpus.Draft{Text: string(raw), Scraped: true, Key: f})
		x := article(c.Title, c.Publisher, "", c.Body)
		x.ID = corpus.ArticleID(testSpace, x.SourceID, f)
		x.Published = c.Published
		x.Revision = corpus.RevisionID(x.ID, x.Title, x.Body)
		out = append(out, x)
	}
	return out
}

// shared is the folder with what the project's tests share.
func shared(t *testing.T) string {
	t.Helper()
	if dir := os.Getenv("FOOTNOTE_SHARED"); dir != "" {
		return dir
	}
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			break
		}
		up := filepath.Dir(dir)
		if up == dir {
			t.Skip("no go.mod above")
		}
		dir = up
	}
	dir = filepath.Join(filepath.Dir(dir), "shared")
	if _, err := os.Stat(dir); err != nil {
		t.Skip("the shared folder is not here")
	}
	return dir
}
