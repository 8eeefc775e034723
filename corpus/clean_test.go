package corpus

import (
	"hash/fnv"
	"os"
	"sort"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"
)

func TestTidy(t *testing.T) {
	for name, c := range map[string]struct{ in, want string }{
		"controls":             {"a\x00b\x07c\x1b[31m\x7f", "abc"},
		"tab":                  {"a\tb", "a b"},
		"line ends":            {"a\r\nb\rc\u2028d\u0085e\ff", "a\nb\nc\nd\ne\nf"},
		"bidi":                 {"user\u202egpj.exe\u202c \u2066x\u2069\u200f", "usergpj.exe x"},
		"fillers":              {"a\u200bb\u2060c\ufeffd\u00ade\u3164f\u180eg", "abcdefg"},
		"tags":                 {"a\U000e0041\U000e0042b", "ab"},
		"composed":             {"e\u0301 \u212b", "é Å"},
		"spaces":               {"a\u00a0b\u202fc\u3000d", "a b c d"},
		"line ends with space": {"a  \n  b", "a\n  b"},
		"blank lines":          {"\n\n a\n\n\n\nb\n \n\u00a0\nc\n\n", "a\n\nb\n\nc"},
		"family":               {"👩\u200d👩\u200d👧 👩🏽\u200d🚀 ❤️\u200d🔥 🏃\u200d♂️", "👩\u200d👩\u200d👧 👩🏽\u200d🚀 ❤️\u200d🔥 🏃\u200d♂️"},
		"stray joiner":         {"a\u200db\u200cc 👩\u200d x", "abc 👩 x"},
		"persian":              {"می\u200cخواهم", "می\u200cخواهم"},
		"hindi":                {"क्\u200dष", "क्\u200dष"},
		"flag of Scotland":     {"🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f", "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f"},
		"broken":               {"a\xffb", "a\ufffdb"},
		"stacked marks":        {"e" + strings.Repeat("\u0335", 50), "e" + strings.Repeat("\u0335", maxMarks)},
	} {
		if got := Clean(Draft{Text: c.in}).Body; got != c.want {
			t.Errorf("%s: got %+q, want %+q", name, got, c.want)
		}
	}
}

// checkTidy: what is tidy is fit to show, and stays as it is.
func checkTidy(t rapid.TB, text string) {
	got := tidy(text)
	if !utf8.ValidString(got) || !norm.NFC.IsNormalString(got) {
		t.Fatalf("%+q is not NFC", got)
	}
	if again := tidy(got); again != got {
		t.Fatalf("not idempotent: %+q, then %+q", got, again)
	}
	for _, r := range got {
		if r != '\n' && unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) || r == 0x200B || r == 0xFEFF {
			t.Fatalf("%U left", r)
		}
	}
	if strings.Contains(got, "\n\n\n") || strings.Contains(got, " \n") || strings.TrimSpace(got) != got {
		t.Fatalf("space left in %q", got)
	}
}

// checkClean: every character of a scraped text is in the body or was removed.
func checkClean(t rapid.TB, text string) {
	c := Clean(Draft{Text: text, Scraped: true})
	all := []string{c.Body}
	for _, r := range c.Removed {
		if r.Reason == "" || strings.TrimSpace(r.Text) == "" {
			t.Fatalf("removal %+q", r)
		}
		all = append(all, r.Text)
	}
	if got, want := letters(strings.Join(all, "")), letters(tidy(text)); got != want {
		t.Fatalf("lost something:\n%q\n%q", got, want)
	}
	if tidy(text) != "" && c.Body == "" {
		t.Fatalf("nothing left of %q", text)
	}
	if again := tidy(c.Body); again != c.Body {
		t.Fatalf("the body is not tidy: %+q, %+q", c.Body, again)
	}
}

// letters counts characters other than space, as one comparable string.
func letters(s string) string {
	r := []rune(strings.Join(strings.Fields(s), ""))
	sort.Slice(r, func(i, j int) bool { return r[i] < r[j] })
	return string(r)
}

func FuzzClean(f *testing.F) {
	for _, s := range hostile {
		f.Add(s)
	}
	f.Add("Menu\nNews\n\nA title of five words\nBy Ann Lee\nPhoto: Ann Lee\n\nThe story has a sentence of some length.\n\nRelated News\nOther title here\n© 2020 Ann")
	f.Fuzz(func(t *testing.T, text string) {
		checkTidy(t, text)
		checkClean(t, text)
		for _, scraped := range []bool{false, true} {
			checkPages(t, Draft{Text: text, Scraped: scraped, Pages: []int{len(text) / 3, len(text) / 2, len(text) / 2}})
		}
	})
}

func TestCleanProperties(t *testing.T) {
	line := rapid.SampledFrom([]string{
		"", "", "Menu", "News", "Share this article", "ADVERTISEMENT", "Related News", "More from Town", "02:59", "By Ann Lee",
		"Published on 3 May 2021", "Harbour bridge closed after crack is found", "The bridge was closed on Tuesday after a crack was found.",
		"The bridge was closed on Tuesday after a crack was found. Ferries ran all day, and nobody was hurt.", "Photo: Ann Lee/AP", "Reuters",
		"A ferry on the river. Photo: Ann Lee", "© 2021 Town News. All rights reserved.", "- an item", "Q: Why?", "He said … and then…", "e\u0301\u200b\u00a0x",
	})
	rapid.Check(t, func(rt *rapid.T) {
		text := strings.Join(rapid.SliceOfN(line, 0, 30).Draw(rt, "lines"), "\n")
		checkClean(rt, text)
		checkTidy(rt, text+drawText(rt))
		checkTidy(rt, rapid.String().Draw(rt, "any"))
	})
}

// What is no web page is left as it is, all but a title.
func TestCleanHarmsNothing(t *testing.T) {
	for name, text := range map[string]string{
		"one line":        "The pool is closed until June.",
		"one word":        "Hello",
		"furniture alone": "Share this article",
		"menu alone":      "Home\nNews\nSport",
		"a question":      "Who owns the mill?",
		"list":            "Milk\nEggs\nBread",
		"timetable":       "Buses from the harbour leave as follows on weekdays only.\n\n07:15\n08:15\n09:45\n17:30",
		"programme":       "The day is divided into four parts, each with a break.\n\n09:00\nOpening\n10:30\nFirst talk\n12:00\nLunch",
		"social list":     "The tool can post to these networks, one after the other:\n- Facebook\n- Twitter\n- Email",
		"bare list":       "The tool can post to these networks, one after the other:\nFacebook\nTwitter\nEmail",
		"recommended":     "The program needs a machine with at least two cores to run well.\n\nRecommended\n- 8 GB of memory\n- 20 GB of disk",
		"related work":    "We measure how far a sparrow flies in one day of good weather.\n\nRelated work\nOthers have measured geese. We build on their methods.",
		"diary":           "3 May 1911\nWe left the hut at dawn and walked until the snow was too soft.\n\n4 May 1911\nStorm. Nobody went out, and the stove would not burn at all.",
		"contact":         "The clinic is open every day but Sunday, from eight to six.\n\nContact: Jane Roe, +1 555 010 2244, jane@clinic.example",
		"refrain":         "Row the boat, row the boat home\nThe tide is turning, love\n\nRow the boat, row the boat home\nThe night is falling, love",
		"refrains":        "Oh the wind and the rain\nfor the rain it raineth\n\nOh the wind and the rain\nfor the rain it raineth",
		"share in prose":  "He had one wish left. Share this article of faith, he said, and then he left the room.",
		"cookies":         "The bakery changed its recipe. “We use cookies to make friends,” said the baker, who is 80.",
		"faq":             "How do I renew?\nCall the desk or come by before the end of the month.\n\nWhat does it cost?\nNothing at all, as long as you are a resident of the town.",
		"tag line":        "The mill burned down in 1904. It was never built up again.\n\nMore than once.",
		"photo heading":   "How to send pictures to the editors, step by step and without tears.\n\nPhoto formats\nJPEG and PNG.\n\nVideo\nMP4 only.",
		"copyright law":   "A new act was passed in the spring, and it has changed much.\n\nCopyright Law Changes in May\nAuthors keep their rights for life.",
		"reading list":    "Every pupil should have read these three before the summer begins.\n\nMoby-Dick\nEmma\nDracula",
		"table":           "Country | Capital | People\nNorway | Oslo | 5.5 million\nSweden | Stockholm | 10.5 million",
		"code":            "Run this command in the folder that holds the module:\n\n  go test ./...\n\nIt prints one line for each package in it.",
		"dialogue":        "“Stop,” said Ann.\n\n“No.”\n\n“Please.”\n\nHe stopped, since there was nothing else that he could do.",
		"shouting":        "WATER OFF ON MONDAY.\n\nTHE WATER WILL BE OFF FROM NINE TO THREE. PLEASE FILL A BUCKET BEFOREHAND.",
		"spanish":         "La biblioteca abre a las nueve. Los domingos está cerrada.\n\nMás información en el mostrador de la entrada, todos los días.",
		"by train":        "There are two ways to the hut, and both of them take a whole day.\n\nBy train\nTo Lund, then walk.\n\nBy car\nNot in winter.",
		"chinese":         "图书馆周日关闭。\n\n平日九点开门，下午六点关门。\n\n请带身份证。",
		"email":           "Dear all,\n\nthe meeting on Thursday is moved to Friday at ten, same room.\n\nBest wishes\nAnn",
		"glossary":        "Live\nA wire that carries current, which must never be touched at all.\n\nHome\nThe position to which the arm of the machine returns when idle.",
	} {
		t.Run(name, func(t *testing.T) {
			if got := Clean(Draft{Text: text, Scraped: true}); got.Body != tidy(text) {
				t.Errorf("title %q, removed %+q", got.Title, got.Removed)
			}
		})
	}
}

func TestDateLine(t *testing.T) {
	for s, want := range map[string]string{
		"Published on 17/06/2024 - 9:51 GMT+2":          "2024-06-17",
		"Published on":                                  "0001-01-01",
		"June 3, 2021":                                  "2021-06-03",
		"Posted: 8:14 AM, Jul 09, 2022":                 "2022-07-09",
		"Last updated: Mon 9 Sept 2019 11.25 BST":       "2019-09-09",
		"2023-10-02":                                    "2023-10-02",
		"Stand: 12.02.2024, 14:05 Uhr":                  "2024-02-12",
		"12 de mayo de 2023":                            "2023-05-12",
		"Publié le 05/04/2023 à 10h32":                  "2023-04-05",
		"Updated 05/04/2023 10:32 AM EDT":               "2023-05-04",
		"Tuesday, May 5th, 2020 at 6:45 p.m.":           "2020-05-05",
		"Updated on: May 5, 2020 / 6:45 PM EDT / NewsX": "2020-05-05",
	} {
		day, _, ok := dateLine(s)
		if got := day.Format(time.DateOnly); !ok || got != want {
			t.Errorf("%q: %s %v, want %s", s, got, ok, want)
		}
	}
	for _, s := range []string{"May", "31 February 2020", "The 3 May 2021 meeting", "Updated rules for 2021 apply here", "12", "1. FC Köln", "March of 3 men in 1917"} {
		if day, _, ok := dateLine(s); ok {
			t.Errorf("%q is taken for %v", s, day)
		}
	}
}

// seedPages says what must become of the real pages: how many sentences stay,
// and which words, all of furniture, must be nowhere in the body. Sentences of
// the story are named by a hash of their letters, so that nothing is copied.
var seedPages = map[string]struct {
	gone  []string
	story []uint32 // hashes of the sentences of the story, in order
	title uint32
	meta  [2]string // author, publisher
}{
	"000_f568edc58e7a7934.txt": {
		gone:  []string{"related news", "no stories", "977", "mellow", "smirnov", "daily news"},
		title: 0xbe4b8250, meta: [2]string{"", "Daily News Nepal"},
		story: []uint32{
			0x2c978d98, 0x329c345e, 0x86b7b72f, 0x4c14a462, 0xed980855, 0x5f6dd79c, 0x7256676a, 0x13cf4a07,
			0x945ae715, 0xea199041, 0xcdf912d, 0x18b5037, 0xbfdc5234, 0xa31a3a, 0xfc497177, 0x76340f35,
			0xdc562278,
		},
	},
	"001_7901b0cc7964b84f.txt": {
		gone:  []string{},
		title: 0xbc9b904a, meta: [2]string{"", ""},
		story: []uint32{
			0x8f8e81c5, 0xc961981, 0x2039e39c, 0xc75a2e1f, 0xfeb1c9b1, 0x9f2ab8bc, 0xccd39063, 0x8d8bc22,
			0xa65042f7, 0x6c37c696, 0x2761f033, 0xbec21db0, 0x9b3eafaa,
		},
	},
	"002_d0a12ad71891bfbf.txt": {
		gone:  []string{"condividi"},
		title: 0x67e28aa5, meta: [2]string{"", ""},
		story: []uint32{
			0x4a7376f3, 0xc030a69, 0xd7d2defc, 0xc14d468b, 0x17879774, 0xf291d615, 0x72b9b7cc, 0x474abba7,
			0xcc7ef021, 0xe35199a5, 0x97fa41bd, 0xc5b65106, 0x788ece5a, 0xc1820375, 0x7876a45d, 0x785bec9e,
			0xd4326df4, 0x5b898a43, 0x6a080b7a, 0xf1d8fdb0, 0xa85c42d1, 0xa91c10fd, 0x2b788cd, 0xda73b887,
		},
	},
	"003_895f810df3c52590.txt": {
		gone:  []string{".jpg", "reuters", "02:59", "source link", "may also", "luzerne", "saf-holland", "hunter biden", "has the means"},
		title: 0x811c9dc5, meta: [2]string{"", ""},
		story: []uint32{
			0xf82a4e5e, 0x33aef5fe, 0x16f4fd8e, 0xb486a118, 0x536c9f8d, 0x48e6a03d, 0x2d64e2cb, 0x8506ab14,
			0x55536d47, 0x538dce23, 0x3dfbda8b, 0x5281e9f4, 0xa614a88a, 0xdca333d7, 0xf2c5e5f, 0xaacecea5,
			0x341f0f18, 0xb8cbc3fe, 0xfab12287, 0x7316dd6d, 0x5a45adcf, 0x90864d33, 0xd1cf2e20, 0xc524f8f7,
			0x12612dd1, 0x69c9324e, 0xe22589ac, 0xf07bc419, 0xfa2a0f57, 0xec271c91, 0xbb6ccd5f, 0x7200c91,
			0xf9104d68, 0x7d81a0b3, 0xf0988080, 0x17694a90, 0x43b7b175,
		},
	},
	"004_b578c0bbd4cb419f.txt": {
		gone:  []string{"events", "loader", "find us", "advertisement", "copyright", "metzel", "skujins", "published", "share this", "clipboard", "might also", "sweden", "peace offer", "trash"},
		title: 0xc9105f8, meta: [2]string{"Angela Skujins with AP", ""},
		story: []uint32{
			0xf3f53b9, 0x9ce72943, 0x67a39499, 0x4b7a7c56, 0x1910389e, 0xfd733111, 0xc03ecfbf, 0xa577d4d0,
			0xe22589ac, 0xdca333d7, 0xaacecea5, 0xa768dd00,
		},
	},
}

func hashOf(s string) uint32 {
	h := fnv.New32a()
	for _, r := range strings.ToLower(s) {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			h.Write([]byte(string(r)))
		}
	}
	return h.Sum32()
}

func TestSeeds(t *testing.T) {
	for name, want := range seedPages {
		t.Run(name, func(t *testing.T) {
			raw, err := os.ReadFile(shared(t, "seeds", name))
			if err != nil {
				t.Fatal(err)
			}
			c := Clean(Draft{Text: string(raw), Scraped: true})
			var got []uint32
			for _, s := range Sentences(c.Body) {
				got = append(got, hashOf(c.Body[s.Start:s.End]))
			}
			if len(got) != len(want.story) {
				t.Errorf("%d sentences, want %d", len(got), len(want.story))
			}
			for i := range min(len(got), len(want.story)) {
				if got[i] != want.story[i] {
					t.Fatalf("sentence %d is another", i)
				}
			}
			for _, p := range Split(Article{Body: c.Body}) {
				for _, w := range want.gone {
					if strings.Contains(strings.ToLower(p.Text), strings.ToLower(w)) {
						t.Errorf("%q in a passage", w)
					}
				}
			}
			if want.title != hashOf(c.Title) {
				t.Errorf("title %q", c.Title)
			}
			if c.Author != want.meta[0] || c.Publisher != want.meta[1] {
				t.Errorf("author %q, publisher %q", c.Author, c.Publisher)
			}
		})
	}
}
