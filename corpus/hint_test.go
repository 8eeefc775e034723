package corpus

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestHints holds the quick tests against the patterns that they stand for: what
// a pattern matches, its hints let through.
func TestHints(t *testing.T) {
	texts := []string{strings.Join([]string{
		"12 Comments", "3 Kommentare", "4 commentaires", "5 comentarios", "6 commenti", "1 like", "7 VIEWS", "Shares (4)", "comments 9",
		"Cart (0)", "Warenkorb 3", "Panier(1)", "Home > News > Town", "Start → Politik → Berlin", "A/B/C", "News » Sport » Skiing",
		"Your email address will not be published.", "Required fields are marked *", "Save my name, email and website",
		"2 thoughts on “Bees”", "No comments on The river", "One response to Snow", "3 replies for Ann",
		"Read more: The bees", "Lire aussi : Les abeilles", "Don't miss: Snow", "Mehr dazu: Schnee", "Leggi anche: Neve", "Te puede interesar: Nieve",
		"Leia também: Neve", "Lees ook: Sneeuw", "Leer más: Nieve", "Watch | Snow falls", "MORE » Snow",
		"Tags: bees, river", "Filed under: Autumn", "Schlagwörter: Schnee", "Mots-clés : neige", "Argomenti: neve", "Categories: snow",
		"© 2024 The Paper", "(c) 2023 Ann Roe", "(C) 2023 Ann Roe", "Copyright © 2022 Paper", "COPYRIGHT 2021 Paper", "©2020", "© The Paper",
		"bees_2.JPG", "snow-1.webp", "a_b.tiff", "Photo: Ann Roe", "(Image courtesy of Ann)", "Crédit photo : Ann", "Foto di Ann Roe", "VIDEO / Ann",
		"Photo by Ann Roe", "Images courtesy of The Museum", "READ MORE: Snow", "WATCH ALSO » Snow", "LISTEN : Snow",
		"Registration number 123", "P. IVA 0123", "P.IVA 0123", "Partita IVA 01", "VAT ID 9", "USt-ID 1", "ISSN 1234", "Privacy Policy", "Terms of service", "Editor: Ann",
		"More from The Paper", "Latest in Snow", "Mehr aus Berlin", "Más de Madrid", "Altro su Roma", "Plus de Paris", "Mais sobre Lisboa", "Stories by Ann",
	}, "\n")}
	for _, pattern := range []string{"testdata/pages/*/*.txt", "../../shared/seeds/*.txt"} {
		paths, _ := filepath.Glob(pattern)
		for _, path := range paths {
			raw, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			texts = append(texts, string(raw))
		}
	}
	matched := map[string]int{}
	for _, text := range texts {
		for l := range strings.Lines(text) {
			for _, s := range []string{strings.TrimSpace(l), strings.TrimSpace(strings.TrimLeft(l, "+-=&@"))} {
				p := newPage(tidy(s))
				if len(p.rows) != 1 {
					continue
				}
				r := &p.rows[0]
				for _, c := range patterns {
					if len(r.text) <= longestPattern && c.re.MatchString(r.text) {
						if matched[c.re.String()]++; !c.hint.in(r) {
							t.Errorf("%q is matched, but has no hint of %s", r.text, c.re)
						}
					}
				}
				if legalWords.MatchString(r.text) && r.key != "" && !legalHints.in(r) {
					t.Errorf("%q has legal words, but no hint", r.text)
				}
				if moreFrom.MatchString(r.text) && !moreHints.in(r) {
					t.Errorf("%q is a head, but has no hint", r.text)
				}
			}
		}
	}
	if len(matched) < 25 {
		t.Errorf("only %d patterns were tried", len(matched))
	}
}
