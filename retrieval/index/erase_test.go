package index

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	bleveapi "github.com/blevesearch/bleve_index_api"

	"footnote/corpus"
)

// terms are all stems that the space's folder holds, also those that only deleted
// passages have.
func terms(t *testing.T, ix *Index, id corpus.Space) []string {
	t.Helper()
	var all []string
	err := ix.with(t.Context(), id, func(s *space) error {
		w, ok := s.words.(*bleveWords)
		if !ok {
			return fmt.Errorf("the words are a %T", s.words)
		}
		return w.reading(func(r bleveapi.IndexReader) error {
			for _, field := range []string{fieldText, fieldTitle} {
				dict, err := r.FieldDict(field)
				if err != nil {
					return err
				}
				for {
					e, err := dict.Next()
					if err != nil {
						return err
					}
					if e == nil {
						break
					}
					all = append(all, e.Term)
				}
				if err := dict.Close(); err != nil {
					return err
				}
			}
			return nil
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func anyDirty(segments map[string]bool) bool {
	return slices.Contains(slices.Collect(maps.Values(segments)), true)
}

func zapFiles(t *testing.T, dir string, id corpus.Space) []string {
	t.Helper()
	files, err := segmentFiles(filepath.Join(dir, folderName(id), "store"))
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		t.Fatal(err)
	}
	return files
}

// What was removed is in no segment after Erase, however the passages lie in
// segments, and what stayed is found.
func TestErase(t *testing.T) {
	const kept, gone = "the harbour master kept the lantern", "the zyxomorph quibbled"
	for name, fill := range map[string]func(st *fakeStore, refresh func()){
		"in one segment, with others": func(st *fakeStore, refresh func()) {
			st.put("s", "a", "kept", "en", kept)
			st.put("s", "b", "gone", "en", gone)
			refresh()
		},
		"in a segment of its own": func(st *fakeStore, refresh func()) {
			st.put("s", "a", "kept", "en", kept)
			refresh()
			st.put("s", "b", "gone", "en", gone)
			refresh()
		},
		"in the only segment": func(st *fakeStore, refresh func()) {
			st.put("s", "b", "gone", "en", gone)
			refresh()
			st.put("s", "a", "kept", "en", kept)
		},
		"in one of many segments": func(st *fakeStore, refresh func()) {
			for i := range 30 {
				st.put("s", fmt.Sprint("a", i), "kept", "en", kept, "number "+fmt.Sprint(i))
				if i == 7 {
					st.put("s", "b", "gone", "en", gone)
				}
				if i%3 == 0 {
					refresh()
				}
			}
		},
		"as an earlier text": func(st *fakeStore, refresh func()) {
			st.put("s", "a", "kept", "en", gone)
			refresh()
			st.put("s", "a", "kept", "en", kept)
			refresh()
		},
	} {
		t.Run(name, func(t *testing.T) {
			st, dir := newFakeStore(), t.TempDir()
			ix := newIndex(t, st, dir)
			fill(st, func() {
				if err := ix.Refresh(t.Context(), "s"); err != nil {
					t.Fatal(err)
				}
			})
			st.remove("s", "b")
			before := zapFiles(t, dir, "s")
			if err := ix.Erase(t.Context(), "s"); err != nil {
				t.Fatal(err)
			}
			live, err := ix.spaces["s"].words.segments()
			after := zapFiles(t, dir, "s")
			if got := terms(t, ix, "s"); slices.ContainsFunc(got, func(s string) bool { return strings.HasPrefix(s, "zyxo") || strings.HasPrefix(s, "quibbl") }) {
				t.Errorf("what was removed is still there: %q", got)
			} else if !slices.Contains(got, "lantern") {
				t.Errorf("what was kept is gone: %q", got)
			}
			if err != nil || anyDirty(live) {
				t.Errorf("segments %v: %v", live, err)
			}
			for _, f := range after { // bleve may have merged some more since
				if _, needed := live[f]; slices.Contains(before, f) && !needed {
					t.Errorf("the old file %s is still there", f)
				}
			}
			if r, err := ix.Check(t.Context(), "s"); err != nil || len(r.Problems) > 0 {
				t.Errorf("%v, %v", r.Problems, err)
			}
		})
	}
}

// A space without passages loses its folder, and gets a new one when it is needed.
func TestEraseAll(t *testing.T) {
	st, dir := newFakeStore(), t.TempDir()
	ix := newIndex(t, st, dir)
	st.put("s", "b", "gone", "en", "the zyxomorph quibbled")
	if err := ix.Refresh(t.Context(), "s"); err != nil {
		t.Fatal(err)
	}
	st.remove("s", "b")
	if err := ix.Erase(t.Context(), "s"); err != nil {
		t.Fatal(err)
	}
	if left := zapFiles(t, dir, "s"); len(left) > 0 {
		t.Errorf("%q are left", left)
	}
	st.put("s", "a", "kept", "en", "the harbour master kept the lantern")
	if got := terms(t, ix, "s"); !slices.Contains(got, "lantern") {
		t.Errorf("got %q", got)
	}
}

// Who does not have the folder leaves it to who has it, and does not make one.
func TestEraseElsewhere(t *testing.T) {
	st, dir := newFakeStore(), t.TempDir()
	st.put("s", "a", "kept", "en", "the harbour master kept the lantern")
	first := newIndex(t, st, dir)
	if err := first.Erase(t.Context(), "s"); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(dir, folderName("s"))); !os.IsNotExist(err) {
		t.Errorf("a folder was made for nothing: %v", err)
	}
	if err := first.Refresh(t.Context(), "s"); err != nil {
		t.Fatal(err)
	}
	second := newIndex(t, st, dir)
	for range 2 { // not opened, then searching a copy in memory
		if err := second.Erase(t.Context(), "s"); !corpus.HasCode(err, corpus.CodeBusy) {
			t.Errorf("got %v", err)
		}
		terms(t, second, "s")
	}
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	st.remove("s", "a")
	st.put("s", "c", "kept", "en", "the miller")
	if err := second.Erase(t.Context(), "s"); err != nil {
		t.Errorf("after the other has closed: %v", err)
	}
	if got := terms(t, second, "s"); slices.Contains(got, "lantern") {
		t.Errorf("got %q", got)
	}
}

// Searches and changes go on beside it, and see all that is there.
func TestEraseBesideOthers(t *testing.T) {
	st := newFakeStore()
	for i := range 300 {
		st.put("s", fmt.Sprint("a", i), "kept", "en", "the harbour master kept the lantern", fmt.Sprint("number ", i))
	}
	ix := newIndex(t, st, t.TempDir())
	if err := ix.Refresh(t.Context(), "s"); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	var others sync.WaitGroup
	others.Go(func() {
		for i := 0; ctx.Err() == nil; i++ {
			st.put("s", fmt.Sprint("new", i), "new", "en", "the miller came")
			if n, freq, err := ix.DocFreq(ctx, "s", []string{"lantern", "miller"}); err == nil && (freq["miller"] != i+1 || n < i+1) {
				t.Errorf("%d of %d found", freq["miller"], i+1)
			}
		}
	})
	for i := range 5 {
		st.remove("s", fmt.Sprint("a", i))
		if err := ix.Erase(t.Context(), "s"); err != nil && !corpus.HasCode(err, corpus.CodeBusy) {
			t.Error(err)
		}
	}
	stop()
	others.Wait()
	for range 8 { // several at once
		others.Go(func() {
			st.remove("s", "a20")
			if err := ix.Erase(t.Context(), "s"); err != nil {
				t.Error(err)
			}
		})
	}
	others.Wait()
	if err := ix.Erase(t.Context(), "s"); err != nil {
		t.Error(err)
	}
	if r, err := ix.Check(t.Context(), "s"); err != nil || len(r.Problems) > 0 {
		t.Errorf("%v, %v", r.Problems, err)
	}
}

// A cancelled Erase returns, and another one finishes it.
func TestEraseCancelled(t *testing.T) {
	st, dir := newFakeStore(), t.TempDir()
	for i := range 50 {
		st.put("s", fmt.Sprint("a", i), "kept", "en", fmt.Sprint("zyxomorph ", i))
	}
	ix := newIndex(t, st, dir)
	if err := ix.Refresh(t.Context(), "s"); err != nil {
		t.Fatal(err)
	}
	for i := range 20 {
		st.remove("s", fmt.Sprint("a", i))
		ctx, cancel := context.WithTimeout(t.Context(), time.Duration(i)*200*time.Microsecond)
		_ = ix.Erase(ctx, "s")
		cancel()
	}
	if err := ix.Erase(t.Context(), "s"); err != nil {
		t.Fatal(err)
	}
	if live, err := ix.spaces["s"].words.segments(); err != nil || anyDirty(live) {
		t.Errorf("got %v: %v", live, err)
	}
}
