package index

import (
	"os"
	"path/filepath"
	"testing"

	"footnote/corpus"
)

func entries(t *testing.T, dir string) int {
	t.Helper()
	list, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	return len(list)
}

// TestDrop: nothing of the space is left on the disk, whether it was open or not,
// and the others keep theirs.
func TestDrop(t *testing.T) {
	for _, open := range []bool{true, false} {
		store := newFakeStore()
		dir := t.TempDir()
		ix := newIndex(t, store, dir)
		store.put("a", "x", "", "en", "A storm.")
		store.put("b", "x", "", "en", "A storm.")
		search(t, ix, ask("b", "storm"))
		others := entries(t, dir)
		search(t, ix, ask("a", "storm"))
		if entries(t, dir) != 2*others {
			t.Fatalf("%d entries for two spaces, %d for one", entries(t, dir), others)
		}
		if !open {
			ix.Close()
			ix = newIndex(t, store, dir)
		}
		store.remove("a", "x")
		for range 2 { // the second time there is nothing
			if err := ix.Drop(t.Context(), "a"); err != nil {
				t.Fatal(err)
			}
			if entries(t, dir) != others {
				t.Errorf("%d entries, want %d", entries(t, dir), others)
			}
			if _, err := os.Stat(filepath.Join(dir, folderName("a"))); err == nil {
				t.Error("its folder is still there")
			}
		}
		if hits := search(t, ix, ask("a", "storm")); len(hits) != 0 {
			t.Errorf("found %v", hits)
		}
		if hits := search(t, ix, ask("b", "storm")); len(hits) != 1 {
			t.Errorf("the other space: %v", hits)
		}
		store.put("a", "y", "", "en", "Another storm.")
		sameAsNew(t, store, ix, "a", "storm")
	}
}

func TestDropHeld(t *testing.T) {
	store := newFakeStore()
	dir := t.TempDir()
	first, second := newIndex(t, store, dir), newIndex(t, store, dir)
	store.put("a", "x", "", "en", "A storm.")
	search(t, first, ask("a", "storm"))
	if err := second.Drop(t.Context(), "a"); !corpus.HasCode(err, corpus.CodeBusy) {
		t.Errorf("dropped while another has it: %v", err)
	}
	first.Close()
	if err := second.Drop(t.Context(), "a"); err != nil {
		t.Error(err)
	}
	if entries(t, dir) != 0 {
		t.Error("something is left")
	}
}

func TestDropNothing(t *testing.T) {
	for _, dir := range []string{"", filepath.Join(t.TempDir(), "none")} {
		ix := newIndex(t, newFakeStore(), dir)
		if err := ix.Drop(t.Context(), "a"); err != nil {
			t.Error(err)
		}
		if _, err := os.Stat(dir); dir != "" && err == nil {
			t.Error("the folder was made")
		}
	}
}
