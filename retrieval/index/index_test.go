package index

import (
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"footnote/corpus"
	"footnote/retrieval"
)

// TestSearchSeesWhatChanged adds, changes and removes between two searches of a
// running index, as another process would.
func TestSearchSeesWhatChanged(t *testing.T) {
	for _, dir := range []string{"", t.TempDir()} {
		store := newFakeStore()
		ix := newIndex(t, store, dir)
		if got := search(t, ix, ask("a", "storm")); len(got) != 0 {
			t.Fatalf("an empty space gave %v", got)
		}
		first := store.put("a", "x", "", "en", "A storm.", "The strike.")
		if got := sorted(ids(search(t, ix, ask("a", "storm")))); !slices.Equal(got, sorted(first)) {
			t.Fatalf("after adding: %v, want %v", got, first)
		}
		second := store.put("a", "x", "", "en", "The strike.", "A flood.", "A storm again.")
		if got := sorted(ids(search(t, ix, ask("a", "storm")))); !slices.Equal(got, sorted(second)) {
			t.Fatalf("after changing: %v, want %v", got, second)
		}
		store.remove("a", "x")
		if got := search(t, ix, ask("a", "storm")); len(got) != 0 {
			t.Fatalf("after removing: %v", got)
		}
	}
}

// TestSpacesAreApart searches each space for words that all of them hold.
func TestSpacesAreApart(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		store := newFakeStore()
		dir := rapid.SampledFrom([]string{"", t.TempDir()}).Draw(r, "dir")
		own := map[corpus.Space][]string{}
		for i := range rapid.IntRange(1, 12).Draw(r, "articles") {
			space := corpus.Space(rapid.SampledFrom([]string{"a", "b", "A", "", "a/b"}).Draw(r, "space"))
			// The same article in two spaces has two ids in the real store; here even
			// equal ids must not meet.
			own[space] = append(own[space], store.put(space, fmt.Sprint(space, i), "Storm", "en", "A storm in the harbour.")...)
		}
		ix := newIndex(t, store, dir, func(c *Config) { c.MemoryBudget = rapid.SampledFrom([]int64{1, 1 << 30}).Draw(r, "budget") })
		defer ix.Close()
		for space, want := range own {
			if got := sorted(ids(search(t, ix, ask(space, "storm")))); !slices.Equal(got, sorted(want)) {
				r.Fatalf("space %q: got %v, want %v", space, got, want)
			}
			n, freq, err := ix.DocFreq(t.Context(), space, []string{"storm"})
			if err != nil || n != len(want) || freq["storm"] != len(want) {
				r.Fatalf("space %q: DocFreq = %d, %v, %v; want %d", space, n, freq, err, len(want))
			}
		}
	})
}

// TestNotices: without a usable vector the search is by words, and says so.
func TestNotices(t *testing.T) {
	store := newFakeStore()
	both := store.put("a", "x", "", "en", "A storm in the harbour.", "The strike of the crane operators.")
	ix := newIndex(t, store, "")
	nan := float32(math.NaN())
	good := ask("a", "storm")
	for name, test := range map[string]struct {
		change func(*retrieval.Query)
		notice string
	}{
		"good":         {func(*retrieval.Query) {}, ""},
		"scaled":       {func(q *retrieval.Query) { q.Vector = []float32{3, 15: 4} }, ""},
		"none":         {func(q *retrieval.Query) { q.Vector = nil }, noticeNoVector},
		"zero":         {func(q *retrieval.Query) { q.Vector = make([]float32, 16) }, noticeNoVector},
		"not a number": {func(q *retrieval.Query) { q.Vector = append([]float32{nan}, q.Vector[1:]...) }, noticeNoVector},
		"infinite":     {func(q *retrieval.Query) { q.Vector = []float32{float32(math.Inf(1)), 15: 0} }, noticeNoVector},
		"short":        {func(q *retrieval.Query) { q.Vector = []float32{1} }, noticeModel},
		"other model":  {func(q *retrieval.Query) { q.Model = "other" }, noticeModel},
		"no model":     {func(q *retrieval.Query) { q.Model = "" }, noticeModel},
	} {
		t.Run(name, func(t *testing.T) {
			q := good
			test.change(&q)
			hits, err := ix.Search(t.Context(), q)
			if err != nil {
				t.Fatal(err)
			}
			if hits.Notice != test.notice {
				t.Errorf("notice %q, want %q", hits.Notice, test.notice)
			}
			want := both
			if test.notice != "" {
				want = both[:1]
			}
			if got := ids(hits.Hits); !slices.Equal(sorted(got), sorted(want)) {
				t.Errorf("got %v, want %v", got, want)
			}
			for _, h := range hits.Hits {
				if !isFinite(h.Score) || !isFinite(h.Vector) || !isFinite(h.Lexical) {
					t.Errorf("%+v is not finite", h)
				}
			}
		})
	}
	t.Run("stop words only", func(t *testing.T) {
		q := good
		q.Text = "what is the of it"
		hits, err := ix.Search(t.Context(), q)
		if err != nil || hits.Notice != "" || len(hits.Hits) != 2 {
			t.Errorf("got %+v, %v; want both passages by their vectors", hits, err)
		}
		q.Vector = nil
		hits, err = ix.Search(t.Context(), q)
		if err != nil || len(hits.Hits) != 0 {
			t.Errorf("got %+v, %v; want nothing", hits, err)
		}
	})
}

// TestModelSwitch: vectors are those of the store's active model, and used only
// while that is the model of the questions.
func TestModelSwitch(t *testing.T) {
	store := newFakeStore()
	store.put("a", "x", "", "en", "A storm in the harbour.")
	ix := newIndex(t, store, "")
	for _, step := range []struct{ active, notice string }{
		{testModel.Key(), ""}, {"other", noticeModel}, {"", noticeModel}, {testModel.Key(), ""},
	} {
		store.mu.Lock()
		store.model = step.active
		store.mu.Unlock()
		hits, err := ix.Search(t.Context(), ask("a", "storm"))
		if err != nil || hits.Notice != step.notice || len(hits.Hits) != 1 {
			t.Errorf("active %q: %+v, %v; want notice %q", step.active, hits, err, step.notice)
		}
	}
	free := newIndex(t, store, "", func(c *Config) { c.Model = retrieval.Model{} })
	hits, err := free.Search(t.Context(), ask("a", "storm"))
	if err != nil || hits.Notice != "" {
		t.Errorf("without a configured model: %+v, %v", hits, err)
	}
}

// TestBadEmbeddings are left out, one by one; their passages are found by words.
func TestBadEmbeddings(t *testing.T) {
	store := newFakeStore()
	all := store.put("a", "x", "", "en", "A storm.", "Storm two.", "Storm three.", "Storm four.", "Storm five.")
	v := store.space("a").vectors["x"]
	v.Vectors[1] = []float32{1, 2, 3}
	v.Vectors[2] = make([]float32, 16)
	v.Vectors[3] = append([]float32{float32(math.NaN())}, v.Vectors[3][1:]...)
	for i := range v.Vectors[4] {
		v.Vectors[4][i] *= 7
	}
	ix := newIndex(t, store, "")
	near, err := ix.Vector(t.Context(), ask("a", "storm"))
	if err != nil || !slices.Equal(sorted(ids(near.Hits)), sorted([]string{all[0], all[4]})) {
		t.Fatalf("by vector: %v, %v", near, err)
	}
	for _, h := range near.Hits {
		if h.Vector < -1.000001 || h.Vector > 1.000001 {
			t.Errorf("cosine %v: the vector was not normalised", h.Vector)
		}
	}
	if got := ids(search(t, ix, ask("a", "storm"))); !slices.Equal(sorted(got), sorted(all)) {
		t.Errorf("fused: %v, want all of %v", got, all)
	}
}

// TestExclude leaves articles out without touching the others' scores, also when
// the excluded ones fill the candidates many times over.
func TestExclude(t *testing.T) {
	store := newFakeStore()
	var crowd []string
	for i := range 40 {
		id := fmt.Sprint("crowd", i)
		crowd = append(crowd, id)
		store.put("a", id, "Storm", "en", slices.Repeat([]string{"Storm storm storm."}, 20)...)
	}
	rest := store.put("a", "rest", "", "en", "After the storm, the harbour opened again for the ships.", "A storm warning for the whole coast was given.")
	ix := newIndex(t, store, "")
	q := ask("a", "storm")
	before := map[string]retrieval.Hit{}
	for _, h := range search(t, ix, q) {
		before[h.PassageID] = h
	}
	q.Exclude, q.Limit = crowd, 5
	hits := search(t, ix, q)
	if got := ids(hits); !slices.Equal(sorted(got), sorted(rest)) {
		t.Fatalf("got %v, want %v", got, rest)
	}
	for _, h := range hits {
		if b := before[h.PassageID]; b.Lexical != h.Lexical || b.Vector != h.Vector {
			t.Errorf("%s: scores %v, %v without exclusion, %v, %v with", h.PassageID, b.Lexical, b.Vector, h.Lexical, h.Vector)
		}
	}
	n, freq, err := ix.DocFreq(t.Context(), "a", []string{"storm", "harbour", "absent"})
	if err != nil || n != 802 || freq["storm"] != 802 || freq["harbour"] != 1 || freq["absent"] != 0 {
		t.Errorf("DocFreq = %d, %v, %v", n, freq, err)
	}
}

// TestTiesAtTheCut: of many equal passages always the same few are returned, in
// the order of their ids, however the index came about.
func TestTiesAtTheCut(t *testing.T) {
	store := newFakeStore()
	var all []string
	for i := range 150 {
		all = append(all, store.put("a", fmt.Sprintf("x%03d", (i*37)%150), "", "en", "A storm in the harbour.", "Another text.")[0])
	}
	q := ask("a", "storm in the harbour")
	q.Limit = 7
	want := sorted(all)[:7]
	grown := newIndex(t, store, t.TempDir())
	for i := range 150 { // change every article, each in a segment of its own
		if i%15 == 0 {
			store.put("a", fmt.Sprintf("x%03d", i), "", "en", "A storm in the harbour.", "Another text.")
			search(t, grown, q)
		}
	}
	for range 3 {
		for name, ix := range map[string]*Index{"grown": grown, "new": newIndex(t, store, "")} {
			if got := ids(search(t, ix, q)); !slices.Equal(got, want) {
				t.Fatalf("%s: %v, want %v", name, got, want)
			}
		}
	}
}

// TestScoreAgreesWithSearch: the score that is computed for given passages is
// the one that a search gives, for any number of stems.
func TestScoreAgreesWithSearch(t *testing.T) {
	store := newFakeStore()
	for i := range 60 {
		store.put("a", fmt.Sprint("x", i), fmt.Sprintf("Title %s", vocabulary[i%8]), "en",
			strings.Join(vocabulary[i%7:i%7+8], " "), strings.Join(vocabulary[i%3:i%3+2], " "))
	}
	ix := newIndex(t, store, "")
	for n := 1; n < len(vocabulary); n++ {
		stems := distinctStems([]string{"en"}, strings.Join(vocabulary[:n], " "))
		err := ix.with(t.Context(), "a", func(s *space) error {
			hits, err := s.words.search(t.Context(), stems, 1000)
			if err != nil || len(hits) == 0 {
				return errors.Join(err, fmt.Errorf("%d hits", len(hits)))
			}
			want := map[string]float64{}
			for _, h := range hits {
				want[h.key] = h.score
			}
			all, err := s.words.keys(t.Context())
			if err != nil {
				return err
			}
			got, err := s.words.score(t.Context(), stems, append(slices.Collect(maps.Keys(all)), passageKey("no", "such")))
			if err != nil {
				return err
			}
			for key := range all {
				if math.Abs(got[key]-want[key]) > 1e-9 {
					t.Errorf("%d stems: %s: score %v, search %v", len(stems), key, got[key], want[key])
				}
			}
			if len(got) != len(all) {
				t.Errorf("%d scores for %d passages", len(got), len(all))
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// TestLongQuestion keeps the rarest stems.
func TestLongQuestion(t *testing.T) {
	store := newFakeStore()
	common := make([]string, 300)
	for i := range common {
		common[i] = fmt.Sprintf("common%d", i)
	}
	for i := range 5 {
		store.put("a", fmt.Sprint("x", i), "", "en", strings.Join(common, " "))
	}
	rare := store.put("a", "rare", "", "en", "The petrel.")
	ix := newIndex(t, store, "")
	q := ask("a", strings.Repeat(strings.Join(common, " ")+" petrels? ", 30))
	q.Vector = nil
	hits := search(t, ix, q)
	if !slices.Contains(ids(hits), rare[0]) {
		t.Errorf("the rare word is not among the stems used")
	}
	err := ix.with(t.Context(), "a", func(s *space) error {
		stems, err := questionStems(t.Context(), s.words, q.Text)
		if len(stems) != maxStems || !slices.Contains(stems, "petrel") {
			t.Errorf("%d stems: %v", len(stems), stems)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestLanguages stems each article and the question in every language at hand.
func TestLanguages(t *testing.T) {
	store := newFakeStore()
	en := store.put("a", "en", "", "en", "The negotiations failed.")
	ix := newIndex(t, store, "")
	find := func(text string) []string {
		hits, err := ix.Lexical(t.Context(), ask("a", text))
		if err != nil {
			t.Fatal(err)
		}
		return ids(hits.Hits)
	}
	if got := find("negotiation"); !slices.Equal(got, en) {
		t.Errorf("English: %v", got)
	}
	fr := store.put("a", "fr", "", "fr", "Les grévistes occupaient le port.")
	if got := find("gréviste occupe"); !slices.Equal(got, fr) {
		t.Errorf("French: %v", got)
	}
	store.remove("a", "fr")
	_ = find("x")
	_ = ix.with(t.Context(), "a", func(s *space) error {
		if got := s.words.languages(); !slices.Equal(got, []string{"en"}) {
			t.Errorf("languages %v after the only French article went", got)
		}
		return nil
	})
}

// TestMissingScoresAreComputed: a passage that only one engine names gets its
// true score from the other one.
func TestMissingScoresAreComputed(t *testing.T) {
	store := newFakeStore()
	for i := range 2 * depth { // each holds more of the words, and lies farther off
		store.put("a", fmt.Sprintf("x%03d", i), "", "en", "storm harbour "+strings.Repeat("ship crane ", 3))
	}
	near := store.put("a", "near", "", "en", "storm with many other words in a passage that is rather long")[0]
	weighted := func(w float64) *Index { return newIndex(t, store, "", func(c *Config) { c.Model.VectorWeight = w }) }
	ix := weighted(0.9)
	q := ask("a", "storm harbour ship crane")
	q.Vector = embed("storm with many other words in a passage that is rather long")
	q.Limit = 0
	all, err := ix.Lexical(t.Context(), ask("a", q.Text))
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]float64{}
	for _, h := range all.Hits {
		want[h.PassageID] = h.Lexical
	}
	q.Limit = depth
	hits := search(t, ix, q)
	at := slices.IndexFunc(hits, func(h retrieval.Hit) bool { return h.PassageID == near })
	if at < 0 || hits[at].LexicalRank != 0 || hits[at].VectorRank != 1 || hits[at].Lexical == 0 || hits[at].Lexical != want[near] {
		t.Errorf("by vector only: %+v, want the lexical score %v", hits[max(at, 0)], want[near])
	}

	store.put("a", "words", "", "en", "petrel harbour crane ship storm") // the best by words, far off
	q.Text += " petrel"
	for i := range 2 * depth {
		store.put("a", fmt.Sprintf("y%03d", i), "", "en", "storm with many other words in a passage that is rather long")
	}
	hits = search(t, weighted(0.1), q)
	at = slices.IndexFunc(hits, func(h retrieval.Hit) bool { return strings.HasPrefix(h.PassageID, "words") })
	cosine := 0.0
	for i, x := range embed("petrel harbour crane ship storm") {
		cosine += float64(x) * float64(q.Vector[i])
	}
	if at < 0 || hits[at].VectorRank != 0 || math.Abs(hits[at].Vector-cosine) > 1e-6 {
		t.Errorf("by words only: %+v, want the cosine %v", hits[max(at, 0)], cosine)
	}
}

// TestFuse pins down the arithmetic.
func TestFuse(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	for name, test := range map[string]struct {
		in     []candidate
		weight float64
		want   []string
	}{
		"nothing":          {nil, 0.5, []string{}},
		"one":              {[]candidate{{key: "x\x1fa"}}, 0.5, []string{"a"}},
		"words decide":     {[]candidate{{key: "x\x1fa", lexical: 1, vector: 0.2, hasVector: true}, {key: "x\x1fb", lexical: 2, vector: 0.4, hasVector: true}, {key: "x\x1fc", lexical: 1.9, vector: 0.3, hasVector: true}}, 0, []string{"b", "c", "a"}},
		"vectors decide":   {[]candidate{{key: "x\x1fa", lexical: 9, vector: 0.2, hasVector: true}, {key: "x\x1fb", vector: 0.4, hasVector: true}}, 1, []string{"b", "a"}},
		"missing is worst": {[]candidate{{key: "x\x1fa", lexical: 1}, {key: "x\x1fb", lexical: 1, vector: -0.4, hasVector: true}, {key: "x\x1fc", lexical: 1, vector: -0.2, hasVector: true}}, 0.5, []string{"c", "a", "b"}},
		"all equal":        {[]candidate{{key: "y\x1fb", lexical: 1}, {key: "z\x1fa", lexical: 1}}, 0.35, []string{"a", "b"}},
		"not finite":       {[]candidate{{key: "x\x1fa", lexical: nan, vector: nan, hasVector: true}, {key: "x\x1fb", lexical: inf}, {key: "x\x1fc", lexical: 1}, {key: "x\x1fd", lexical: 2}}, nan, []string{"d", "a", "b", "c"}},
	} {
		t.Run(name, func(t *testing.T) {
			hits := fuse(test.in, test.weight)
			if diff := cmp.Diff(test.want, ids(hits)); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
			if name == "missing is worst" && hits[0].Score != 0.5 {
				t.Errorf("the nearest gets %v: what is missing counted in the range", hits[0].Score)
			}
			for _, h := range hits {
				if !(h.Score >= 0 && h.Score <= 1) || !isFinite(h.Lexical) || !isFinite(h.Vector) {
					t.Errorf("%+v", h)
				}
			}
		})
	}
}
