package index

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"sync/atomic"
	"time"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/index/scorch"
	bleveapi "github.com/blevesearch/bleve_index_api"
)

// stampKey holds the stamp among bleve's internal values.
var stampKey = []byte("footnote")

// titleBoost is the weight of a stem in the article's title against one in the
// passage. A title is short, so its length norm already lifts a match three to
// four times over one in a passage of 100 words; every passage of the article
// shares it, so it must not outweigh what the passage itself says.
const titleBoost = 0.25

// maxMemoryBatches is when an engine in memory is built anew: in memory scorch
// never merges its segments, and each batch is one.
const maxMemoryBatches = 200

// bleveWords is bleve with its scorch index. Each document is a passage: the
// stems of its text and of its article's title, its article and its language.
// Nothing is stored, no positions, no doc values.
//
// Writing is "unsafe" in bleve's word: a batch is searchable before it is on the
// disk, and settle waits for the disk once, at the end. A safe batch would wait
// for ever if bleve's writing goroutine panicked.
type bleveWords struct {
	index  bleve.Index
	scorch *scorch.Scorch
	memory bool

	batches  int
	text     int64 // bytes indexed in memory
	present  stamp
	langs    []string
	written  chan struct{} // closed when the last batch is on the disk
	failures func() uint64 // errors and panics of bleve's own goroutines
}

// boltTimeout bounds the wait for a folder that somebody else has open; without
// it bleve waits for ever.
const boltTimeout = 500 * time.Millisecond

func bleveConfig() map[string]any {
	return map[string]any{"bolt_timeout": boltTimeout.String(), "unsafe_batch": true}
}

// createWords makes an empty engine in a folder that does not exist yet, or in
// memory if path is empty.
func createWords(path string, s stamp) (*bleveWords, error) {
	var w *bleveWords
	err := guard(func() error {
		mapping := bleve.NewIndexMapping() // unused: documents arrive analysed
		idx, err := bleve.NewUsing(path, mapping, scorch.Name, scorch.Name, bleveConfig())
		if err != nil {
			return err
		}
		w, err = wrap(idx, path == "")
		return err
	})
	if err != nil {
		return nil, err
	}
	w.present = s
	return w, nil
}

// openWords opens a folder that checkFolder has passed.
func openWords(path string) (*bleveWords, error) {
	var w *bleveWords
	err := guard(func() error {
		idx, err := bleve.OpenUsing(path, bleveConfig())
		if err != nil {
			return err
		}
		if w, err = wrap(idx, false); err != nil {
			return err
		}
		value, err := idx.GetInternal(stampKey)
		if err == nil && value == nil {
			err = errors.New("no stamp: its first build did not end")
		}
		if err == nil {
			err = json.Unmarshal(value, &w.present)
		}
		if err == nil {
			w.langs, err = w.presentLanguages(w.present.Languages)
		}
		if err != nil {
			return errors.Join(err, idx.Close())
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return w, nil
}

func wrap(idx bleve.Index, memory bool) (*bleveWords, error) {
	inner, err := idx.Advanced()
	if err != nil {
		return nil, errors.Join(err, idx.Close())
	}
	s, ok := inner.(*scorch.Scorch)
	if !ok {
		return nil, errors.Join(fmt.Errorf("bleve made a %T", inner), idx.Close())
	}
	w := &bleveWords{index: idx, scorch: s, memory: memory, failures: func() uint64 { return 0 }}
	if stats, ok := s.Stats().(*scorch.Stats); ok {
		w.failures = func() uint64 { return atomic.LoadUint64(&stats.TotOnErrors) }
	}
	return w, nil
}

func (w *bleveWords) stamp() stamp        { return w.present }
func (w *bleveWords) languages() []string { return w.langs }
func (w *bleveWords) full() bool          { return w.memory && w.batches > maxMemoryBatches }

// What an open engine costs against the memory budget. Measured, an empty one
// takes 42 KB from a folder and 65 KB in memory, and in memory 1.2 bytes for each
// byte of text. A folder counts for more, since it also keeps three goroutines
// and three to a dozen files open, which a system limits: with the default budget
// at most 256 folders are open.
const (
	folderBytes = 2 << 20
	memoryBytes = 64 << 10
)

func (w *bleveWords) size() int64 {
	if w.memory {
		return memoryBytes + w.text*6/5
	}
	return folderBytes
}

func (w *bleveWords) close() error {
	return guard(w.index.Close)
}

func (w *bleveWords) apply(ctx context.Context, changes []change, s stamp) error {
	batch := w.index.NewBatch()
	s.Languages = slices.Clone(w.present.Languages)
	err := w.reading(func(r bleveapi.IndexReader) error {
		for _, c := range changes {
			old, err := articleKeys(ctx, r, c.articleID)
			if err != nil {
				return err
			}
			for _, key := range old {
				batch.Delete(key)
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, c := range changes {
		for _, p := range c.document.Passages {
			doc, language := passageDocument(c.articleID, c.document.Meta, p)
			if err := batch.IndexAdvanced(doc); err != nil {
				return err
			}
			w.text += int64(len(p.Text))
			if !slices.Contains(s.Languages, language) {
				s.Languages = append(s.Languages, language)
			}
		}
	}
	slices.Sort(s.Languages)
	value, err := json.Marshal(s)
	if err != nil {
		return err
	}
	batch.SetInternal(stampKey, value)
	written := make(chan struct{})
	batch.SetPersistedCallback(func(error) { close(written) })
	if err := guard(func() error { return w.index.Batch(batch) }); err != nil {
		return err
	}
	w.batches++
	w.written = written
	w.present = s
	w.langs, err = w.presentLanguages(s.Languages)
	return err
}

// errUnwritten says that bleve could not write its folder: a full or read-only
// disk, a folder that was deleted.
var errUnwritten = errors.New("bleve could not write the folder")

func (w *bleveWords) settle(ctx context.Context) error {
	if w.memory || w.written == nil {
		return nil
	}
	return w.persisted(ctx, w.written)
}

// persisted waits until a batch is on the disk.
func (w *bleveWords) persisted(ctx context.Context, written <-chan struct{}) error {
	// bleve tries again, at once and for ever, when it cannot write; only its
	// error count tells.
	look := time.NewTicker(5 * time.Millisecond)
	defer look.Stop()
	for {
		select {
		case <-written:
			return nil
		case <-ctx.Done():
			return ctx.Err()
		case <-look.C:
			if w.failures() > 0 {
				return &damage{errUnwritten}
			}
		}
	}
}
