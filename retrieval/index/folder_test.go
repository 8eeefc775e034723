package index

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"footnote/corpus"
)

// newsStore holds a few articles that share words.
func newsStore() *fakeStore {
	store := newFakeStore()
	for i := range 30 {
		store.put("a", fmt.Sprint("article", i), fmt.Sprintf("Storm %d at the harbour", i), "en",
			fmt.Sprintf("A storm hit harbour number %d and delayed %d containers.", i, i*7),
			fmt.Sprintf("The crane operators of pier %d went on strike.", i%5))
	}
	return store
}

const newsQuestion = "Which harbour did the storm of crane operators delay, number 3?"

// logged collects what an index logs.
func logged(buf *bytes.Buffer) func(*Config) {
	return func(c *Config) { c.Log = slog.New(slog.NewTextHandler(buf, nil)) }
}

// sameAsNew fails unless ix finds what an index built from nothing finds.
func sameAsNew(t *testing.T, store Store, ix *Index, space corpus.Space, question string) {
	t.Helper()
	q := ask(space, question)
	want := search(t, newIndex(t, store, ""), q)
	if len(want) == 0 {
		t.Fatal("the question finds nothing: the test proves nothing")
	}
	if diff := cmp.Diff(want, search(t, ix, q)); diff != "" {
		t.Errorf("against an index from nothing (-want +got):\n%s", diff)
	}
}

// filesOf lists the files of the space's folder.
func filesOf(t *testing.T, dir string) []string {
	t.Helper()
	var files []string
	err := filepath.WalkDir(filepath.Join(dir, folderName("a")), func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() {
			files = append(files, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// TestFolderIsReused opens a folder again without reading the articles again.
func TestFolderIsReused(t *testing.T) {
	store, dir := newsStore(), t.TempDir()
	first := newIndex(t, store, dir)
	search(t, first, ask("a", newsQuestion))
	first.Close()

	store.documents = 0
	store.put("a", "new", "A new storm", "en", "Another storm came to the harbour.")
	var log bytes.Buffer
	second := newIndex(t, store, dir, logged(&log))
	search(t, second, ask("a", newsQuestion))
	if store.documents != 1 {
		t.Errorf("read %d articles, want only the changed one; log: %s", store.documents, &log)
	}
	if log.Len() > 0 {
		t.Errorf("logged %s", &log)
	}
	sameAsNew(t, store, second, "a", newsQuestion)

	info, err := os.Stat(filepath.Join(dir, folderName("a")))
	if err != nil {
		t.Fatal(err)
	}
	if info.Mode().Perm() != 0o700 {
		t.Errorf("the folder's mode is %v", info.Mode())
	}
}

// TestDamagedFolder damages each file of a closed folder in each way. Whatever
// it is, searching is right, and the log names it.
func TestDamagedFolder(t *testing.T) {
	store := newsStore()
	original := t.TempDir()
	ix := newIndex(t, store, original)
	search(t, ix, ask("a", newsQuestion))
	store.put("a", "late", "A late storm", "en", "Late storm in the harbour.") // a second segment
	search(t, ix, ask("a", newsQuestion))
	ix.Close()
	want := search(t, newIndex(t, store, ""), ask("a", newsQuestion))

	edit := func(f func([]byte) []byte) func(string) error {
		return func(path string) error {
			b, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			return os.WriteFile(path, f(b), 0o600)
		}
	}
	rng := rand.New(rand.NewPCG(5, 6))
	ways := map[string]func(path string) error{
		"deleted":   os.Remove,
		"emptied":   edit(func([]byte) []byte { return nil }),
		"halved":    edit(func(b []byte) []byte { return b[:len(b)/2] }),
		"cut short": edit(func(b []byte) []byte { return b[:len(b)-1] }),
		"garbage in the middle": edit(func(b []byte) []byte {
			for i := len(b) / 3; i < len(b)*2/3; i++ {
				b[i] = byte(rng.Uint32())
			}
			return b
		}),
		"garbage at the end": edit(func(b []byte) []byte {
			copy(b[len(b)-min(32, len(b)):], bytes.Repeat([]byte{0xff}, 32))
			return b
		}),
		"replaced by a folder": func(path string) error {
			if err := os.Remove(path); err != nil {
				return err
			}
			return os.Mkdir(path, 0o700)
		},
	}
	for _, file := range filesOf(t, original) {
		name, err := filepath.Rel(original, file)
		if err != nil {
			t.Fatal(err)
		}
		for way, damage := range ways {
			t.Run(filepath.Base(name)+" "+way, func(t *testing.T) {
				dir := filepath.Join(t.TempDir(), "index")
				if err := os.CopyFS(dir, os.DirFS(original)); err != nil {
					t.Fatal(err)
				}
				if err := damage(filepath.Join(dir, name)); err != nil {
					t.Fatal(err)
				}
				var log bytes.Buffer
				ix := newIndex(t, store, dir, logged(&log))
				if diff := cmp.Diff(want, search(t, ix, ask("a", newsQuestion))); diff != "" {
					t.Errorf("against an index from nothing (-want +got):\n%s", diff)
				}
				// Garbage can fall on bytes that nothing leads to; then the folder is
				// not damaged. A file that is gone or shorter always is.
				sure := strings.HasSuffix(name, ".zap") || way == "deleted" || way == "emptied"
				if sure && !strings.Contains(log.String(), "built anew") {
					t.Errorf("nothing logged")
				}
				ix.Close()
				again := newIndex(t, store, dir)
				if diff := cmp.Diff(want, search(t, again, ask("a", newsQuestion))); diff != "" {
					t.Errorf("opened again (-want +got):\n%s", diff)
				}
			})
		}
	}
	t.Run("folder is a file", func(t *testing.T) {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, folderName("a")), []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
		sameAsNew(t, store, newIndex(t, store, dir), "a", newsQuestion)
	})
	t.Run("store folder deleted", func(t *testing.T) {
		dir := filepath.Join(t.TempDir(), "index")
		if err := os.CopyFS(dir, os.DirFS(original)); err != nil {
			t.Fatal(err)
		}
		if err := os.RemoveAll(filepath.Join(dir, folderName("a"), "store")); err != nil {
			t.Fatal(err)
		}
		sameAsNew(t, store, newIndex(t, store, dir), "a", newsQuestion)
	})
}

// TestCheckFolder finds every changed byte of a segment.
func TestCheckFolder(t *testing.T) {
	store, dir := newsStore(), t.TempDir()
	ix := newIndex(t, store, dir)
	search(t, ix, ask("a", newsQuestion))
	ix.Close()
	path := filepath.Join(dir, folderName("a"))
	if err := checkFolder(path); err != nil {
		t.Fatal(err)
	}
	segments, err := filepath.Glob(filepath.Join(path, "store", "*.zap"))
	if err != nil || len(segments) == 0 {
		t.Fatal(segments, err)
	}
	checked := 0
	for _, file := range segments {
		good, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if checkSegment(file) != nil {
			continue // written, but never named by the root
		}
		checked++
		for at := 0; at < len(good); at += 1 + len(good)/200 {
			bad := slices.Clone(good)
			bad[at] ^= 1 << (at % 8)
			if err := os.WriteFile(file, bad, 0o600); err != nil {
				t.Fatal(err)
			}
			if checkSegment(file) == nil {
				t.Errorf("a changed bit in byte %d of %d passes", at, len(good))
			}
		}
		if err := os.WriteFile(file, good, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if checked == 0 {
		t.Error("no whole segment")
	}
}

// TestHoldFolder: one holder at a time, without waiting.
func TestHoldFolder(t *testing.T) {
	dir := t.TempDir()
	f, err := holdFolder(dir, "a")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := holdFolder(dir, "a"); !errors.Is(err, errHeld) {
		t.Errorf("held twice: %v", err)
	}
	other, err := holdFolder(dir, "b")
	if err != nil {
		t.Errorf("another space: %v", err)
	}
	if err := errors.Join(other.release(), f.release()); err != nil {
		t.Fatal(err)
	}
	if f, err = holdFolder(dir, "a"); err != nil {
		t.Fatalf("after release: %v", err)
	}
	if err := os.Remove(f.lock.Name()); err != nil {
		t.Fatal(err)
	}
	if err := f.wipe(); !errors.Is(err, errHeld) {
		t.Errorf("wiping a folder whose lock is gone: %v", err)
	}
	if err := f.release(); err != nil {
		t.Fatal(err)
	}
}

// TestForeignFolder gives a space a folder that is whole but not its own, or made
// by another version, or of a newer store.
func TestForeignFolder(t *testing.T) {
	store, dir := newsStore(), t.TempDir()
	store.put("b", "secret", "Secret storm", "en", "The secret harbour storm of operators.")
	ix := newIndex(t, store, dir)
	search(t, ix, ask("b", newsQuestion))
	search(t, ix, ask("a", newsQuestion))
	ix.Close()

	t.Run("of another space", func(t *testing.T) {
		moved := t.TempDir()
		if err := os.CopyFS(filepath.Join(moved, folderName("a")), os.DirFS(filepath.Join(dir, folderName("b")))); err != nil {
			t.Fatal(err)
		}
		var log bytes.Buffer
		sameAsNew(t, store, newIndex(t, store, moved, logged(&log)), "a", newsQuestion)
		if !strings.Contains(log.String(), "belongs to another space") {
			t.Errorf("logged %q", log.String())
		}
	})
	t.Run("of another version", func(t *testing.T) {
		ix := newIndex(t, store, dir)
		ix.format = "0-older"
		store.documents = 0
		sameAsNew(t, store, ix, "a", newsQuestion)
		if store.documents < 60 { // half for the index from nothing
			t.Errorf("read only %d articles", store.documents)
		}
	})
	t.Run("of a newer store", func(t *testing.T) {
		older := newFakeStore()
		older.put("a", "only", "Storm", "en", "A storm at the harbour.")
		sameAsNew(t, older, newIndex(t, older, dir), "a", newsQuestion)
	})
}

// TestOtherHistory opens a folder of generation 30 with a store that shares none
// of its history but has come further: nothing in the generations tells.
func TestOtherHistory(t *testing.T) {
	for name, model := range map[string]string{"with vectors": testModel.Key(), "without": "other"} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			old := newsStore()
			ix := newIndex(t, old, dir)
			search(t, ix, ask("a", newsQuestion))
			ix.Close()

			store := newFakeStore()
			store.model = model
			for i := range 50 {
				store.put("a", fmt.Sprint("article", i+3), "Another storm", "en",
					fmt.Sprintf("A storm hit harbour number %d and delayed %d containers.", i+3, (i+3)*7), "Storm, again.", "")
			}
			ix = newIndex(t, store, dir)
			sameAsNew(t, store, ix, "a", newsQuestion)
			r, err := ix.Check(t.Context(), "a")
			if err != nil || len(r.Problems) > 0 || r.Indexed != 150 {
				t.Errorf("%+v, %v", r, err)
			}
			ix.Close()

			store.documents = 0
			search(t, newIndex(t, store, dir), ask("a", newsQuestion))
			if model == testModel.Key() && store.documents > 50 { // those of the passages without words
				t.Errorf("a folder that agrees made it read %d articles", store.documents)
			}
		})
	}
}

// TestFirstBuildFails stops the first build half-way; an article that it had put
// in is removed before the next.
func TestFirstBuildFails(t *testing.T) {
	for _, dir := range []string{"", t.TempDir()} {
		store := newFakeStore()
		for i := range 10 {
			store.put("a", fmt.Sprint("article", i), "", "en", slices.Repeat([]string{"A storm hit the harbour."}, memoryBatch/4)...)
		}
		store.cut = 8
		ix := newIndex(t, store, dir)
		if _, err := ix.Search(t.Context(), ask("a", "storm")); !errors.Is(err, errCut) {
			t.Fatalf("got %v", err)
		}
		store.cut = 0
		for i := range 9 {
			store.remove("a", fmt.Sprint("article", i))
		}
		sameAsNew(t, store, ix, "a", "storm")
		r, err := ix.Check(t.Context(), "a")
		if err != nil || len(r.Problems) > 0 {
			t.Errorf("%+v, %v", r, err)
		}
	}
}

// TestFolderDeletedWhileOpen deletes the folder under a running index.
func TestFolderDeletedWhileOpen(t *testing.T) {
	for name, victim := range map[string]func(dir string) string{
		"everything": func(dir string) string { return dir },
		"the folder": func(dir string) string { return filepath.Join(dir, folderName("a")) },
		"the lock":   func(dir string) string { return filepath.Join(dir, folderName("a")+".lock") },
	} {
		t.Run(name, func(t *testing.T) {
			store, dir := newsStore(), filepath.Join(t.TempDir(), "index")
			ix := newIndex(t, store, dir)
			sameAsNew(t, store, ix, "a", newsQuestion)
			if ix.spaces["a"].folder.lost() {
				t.Error("lost before it was deleted")
			}
			if err := os.RemoveAll(victim(dir)); err != nil {
				t.Fatal(err)
			}
			if !ix.spaces["a"].folder.lost() {
				t.Error("nobody would notice")
			}
			sameAsNew(t, store, ix, "a", newsQuestion)
			other := newIndex(t, store, dir) // may take the place meanwhile
			sameAsNew(t, store, other, "a", newsQuestion)
			for i := range 2 {
				store.put("a", fmt.Sprint("new", i), "New", "en", "A new storm in the harbour.")
				sameAsNew(t, store, ix, "a", newsQuestion)
				sameAsNew(t, store, other, "a", newsQuestion)
			}
			a, b := ix.spaces["a"].folder, other.spaces["a"].folder
			if a != nil && a.lost() || b != nil && b.lost() || (a == nil) == (b == nil) {
				t.Errorf("not exactly one of the two holds the folder")
			}
			ix.Close()
			other.Close()
			sameAsNew(t, store, newIndex(t, store, dir), "a", newsQuestion)
		})
	}
}

// TestUnwritableFolder keeps bleve from writing its next segments. It would try
// again for ever; the index notices and builds a new folder.
func TestUnwritableFolder(t *testing.T) {
	store, dir := newsStore(), t.TempDir()
	var log bytes.Buffer
	ix := newIndex(t, store, dir, logged(&log))
	sameAsNew(t, store, ix, "a", newsQuestion)
	folder := filepath.Join(dir, folderName("a"), "store")
	for i := range 12 {
		// Those that exist stay; with something inside, bleve cannot tidy them away.
		_ = os.MkdirAll(filepath.Join(folder, fmt.Sprintf("%012x.zap", i), "inside"), 0o700)
	}
	store.put("a", "new", "New", "en", "A new storm in the harbour.")
	sameAsNew(t, store, ix, "a", newsQuestion)
	if !strings.Contains(log.String(), errUnwritten.Error()) {
		t.Errorf("the log does not name it: %s", &log)
	}
}

// TestNoPlace has no folder to write to at all.
func TestNoPlace(t *testing.T) {
	store := newsStore()
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	var log bytes.Buffer
	ix := newIndex(t, store, filepath.Join(file, "index"), logged(&log))
	sameAsNew(t, store, ix, "a", newsQuestion)
	if !strings.Contains(log.String(), "copy in memory") {
		t.Errorf("logged %q", log.String())
	}
}

// TestFolderName keeps any space id out of file names.
func TestFolderName(t *testing.T) {
	seen := map[string]bool{}
	for _, id := range []corpus.Space{"", "default", "123456789012345678", "../../etc", "a/b", "a\x00b", "A", "a"} {
		name := folderName(id)
		if strings.Trim(name, "0123456789abcdef") != "" || seen[name] {
			t.Errorf("%q gives %q", id, name)
		}
		seen[name] = true
	}
	store, dir := newFakeStore(), t.TempDir()
	store.put("../../up", "x", "Storm", "en", "A storm.")
	search(t, newIndex(t, store, dir), ask("../../up", "storm"))
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	if len(entries) != 2 || !slices.ContainsFunc(entries, func(e os.DirEntry) bool { return e.Name() == folderName("../../up") }) {
		t.Errorf("the folder holds %v", entries)
	}
}

// FuzzCheckFolder changes bytes of a root file: it may pass or fail, not crash,
// and what passes opens or is refused.
func FuzzCheckFolder(f *testing.F) {
	store, dir := newsStore(), f.TempDir()
	ix, err := New(Config{Store: store, Dir: dir, Model: testModel})
	if err != nil {
		f.Fatal(err)
	}
	if err := ix.Refresh(f.Context(), "a"); err != nil {
		f.Fatal(err)
	}
	ix.Close()
	original := filepath.Join(dir, folderName("a"))
	root, err := os.ReadFile(filepath.Join(original, "store", "root.bolt"))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(uint32(0), []byte{1})
	f.Add(uint32(4096*2+16), []byte{0xff, 0xff, 0xff, 0xff})
	f.Add(uint32(4096*3), []byte("garbage in a page header"))
	f.Fuzz(func(t *testing.T, at uint32, change []byte) {
		path := filepath.Join(t.TempDir(), "folder")
		if err := os.CopyFS(path, os.DirFS(original)); err != nil {
			t.Fatal(err)
		}
		b := slices.Clone(root)
		copy(b[int(at)%len(b):], change)
		if err := os.WriteFile(filepath.Join(path, "store", "root.bolt"), b, 0o600); err != nil {
			t.Fatal(err)
		}
		if checkFolder(path) != nil {
			return
		}
		w, err := openWords(path)
		if err != nil {
			return
		}
		if _, err := w.search(t.Context(), []string{"storm"}, 10); err != nil {
			t.Log(err)
		}
		if err := w.close(); err != nil {
			t.Log(err)
		}
	})
}
