package index

import (
	"slices"
	"testing"
)

// A name that no passage has is searched as the one it was meant for; other words
// are left out, and so is a name that is no slip of any.
func TestMisspeltNames(t *testing.T) {
	store := newFakeStore()
	store.put("a", "one", "Salt March", "en", "Gandhi walked to the sea with the major of the town.")
	store.put("a", "two", "Elsewhere", "en", "Nobody walked anywhere.")
	ix := newIndex(t, store, "")
	for question, want := range map[string][]string{
		"Where did Ghandi walk?":        {"gandhi", "walk"},
		"Where did Gandhi walk?":        {"gandhi", "walk"},
		"Where did the mayor walk?":     {"walk"}, // a word, not a name
		"Where did Bolivar walk?":       {"walk"},
		"WHERE DID GHANDI WALK":         {"walk"}, // capitals say nothing
		"Who walked in the Salt Marsh?": {"march", "salt", "walk"},
	} {
		err := ix.with(t.Context(), "a", func(s *space) error {
			stems, err := questionStems(t.Context(), s.words, question)
			if !slices.Equal(stems, want) {
				t.Errorf("%s: %q, want %q", question, stems, want)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}
