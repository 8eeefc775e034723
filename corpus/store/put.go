package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"footnote/corpus"
)

// ErrVectors is in the chain of the error when Put needs vectors: the article's
// passages are not stored yet, or not with embeddings of the active model. After
// Held said otherwise, another process was faster.
var ErrVectors = errors.New("store: the passages have no vectors")

// ErrModel is in the chain of the error when vectors are of another model than
// the active one.
var ErrModel = errors.New("store: the vectors are of another model than the active one")

func meanwhile(cause error) error {
	return &corpus.Problem{Code: corpus.CodeBusy, Err: cause,
		Message: "Another process changed the stored articles at the same moment; try again."}
}

// stored is what the database has of an article.
type stored struct {
	n        int64
	meta     corpus.Meta
	passages []string // ids in reading order
	embedded bool     // there is a row of the active model
}

// Held says what is stored of an article that comes in with these passages. If it
// is the same, Put takes it without vectors.
func (s *Store) Held(ctx context.Context, a corpus.Article, passages []corpus.Passage) (h corpus.Held, err error) {
	err = s.read(ctx, func(tx *sql.Tx) error {
		old, err := s.lookup(ctx, tx, a.Space, a.ID)
		if err != nil {
			return err
		}
		h.Known = old.n != 0
		h.Same = old.holds(a, passages) && old.embedded
		if h.Same || !old.embedded {
			return nil
		}
		h.Texts, h.Vectors, err = s.embedded(ctx, tx, old.n)
		return err
	})
	return h, err
}

// Put stores one article with its source, in one transaction. The texts are
// durable when it returns. vectors are those of the passages under model; they
// may be nil when Held said that it is the same. original is kept with the revision.
//
// The first article decides the active model; later vectors must be of that
// model, else the error is ErrModel. A source that exists keeps who added it
// and its refresh rule, and is fresh again; a file keeps the path that it was
// first given by, since that is what its footnotes show. An article whose text is the same
// gets its other metadata updated, without a new revision; when nothing but the
// time of reading differs, it is unchanged. A withdrawn source is restored; its
// article is added again, unless it is updated.
//
// With src.Checked the source counts as visited then: its validators are kept, and
// the next time that it is due follows. Without, Visited is to tell.
func (s *Store) Put(ctx context.Context, src corpus.Source, a corpus.Article, original []byte, passages []corpus.Passage, model string, vectors [][]float32) (corpus.Status, error) {
	return s.put(ctx, src, a, original, passages, model, vectors, false)
}

// PutAgain is Put for a source that is read again: it is neither made nor
// restored. The error has CodeMissing when it was taken out meanwhile.
func (s *Store) PutAgain(ctx context.Context, src corpus.Source, a corpus.Article, original []byte, passages []corpus.Passage, model string, vectors [][]float32) (corpus.Status, error) {
	return s.put(ctx, src, a, original, passages, model, vectors, true)
}

func (s *Store) put(ctx context.Context, src corpus.Source, a corpus.Article, original []byte, passages []corpus.Passage, model string, vectors [][]float32, again bool) (corpus.Status, error) {
	if err := validate(src, a, passages); err != nil {
		return "", err
	}
	var blob []byte
	dimension := 0
	if vectors != nil {
		if len(vectors) != len(passages) {
			return "", fmt.Errorf("store: %d vectors for %d passages", len(vectors), len(passages))
		}
		var err error
		if blob, dimension, err = packVectors(vectors); err != nil {
			return "", fmt.Errorf("store: %w", err)
		}
	}
	// Most files of a second import are unchanged, and need no transaction that
	// waits for the disk.
	if vectors == nil {
		idle := false
		err := s.read(ctx, func(tx *sql.Tx) (err error) {
			if idle, err = s.nothingToDo(ctx, tx, src, a, passages); idle && err == nil {
				err = s.at.lost(true)
			}
			return err
		})
		if err != nil {
			return "", err
		}
		if idle {
			return corpus.StatusUnchanged, nil
		}
	}
	var status corpus.Status
	err := s.write(ctx, func(tx *sql.Tx) error {
		if again {
			if _, err := s.sourceRow(ctx, tx, src.Space, src.ID, presentSource); err != nil {
				return err
			}
		}
		old, err := s.lookup(ctx, tx, a.Space, a.ID)
		if err != nil {
			return err
		}
		a := old.named(src, a)
		samePassages := old.holds(a, passages)
		replace := !samePassages || !old.embedded
		var modelRow int64
		if replace {
			if vectors == nil {
				return meanwhile(ErrVectors)
			}
			if modelRow, err = s.modelForPut(ctx, tx, model, dimension); err != nil {
				return err
			}
		}
		source, err := s.putSource(ctx, tx, src)
		if err != nil {
			return err
		}
		restored, err := s.putBack(ctx, tx, a.Space, source, src.ID, src.AddedBy)
		if err != nil {
			return err
		}
		row, err := s.putArticle(ctx, tx, source, a, old.n)
		if err != nil {
			return err
		}
		if old.meta.Revision != a.Revision {
			_, err := s.exec(ctx, tx, `INSERT INTO revisions (id, article, title, hash, stored, pages, body, original)
				VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING`,
				a.Revision, row, a.Title, corpus.ContentHash(a.Body), s.now(), packPages(a.Pages), a.Body, notNil(original))
			if err != nil {
				return err
			}
			if err := s.supersede(ctx, tx, row, old.meta.Revision, a.Revision); err != nil {
				return err
			}
		} else if !slices.Equal(old.meta.Pages, a.Pages) {
			if _, err := s.exec(ctx, tx, `UPDATE revisions SET pages = ? WHERE article = ? AND id = ?`, packPages(a.Pages), row, a.Revision); err != nil {
				return err
			}
		}
		if !samePassages {
			if err := s.putPassages(ctx, tx, row, passages); err != nil {
				return err
			}
		}
		if replace {
			_, err := s.exec(ctx, tx, `INSERT INTO embeddings (article, model, vectors) VALUES (?, ?, ?)
				ON CONFLICT DO UPDATE SET vectors = excluded.vectors`, row, modelRow, blob)
			if err != nil {
				return err
			}
		}
		switch {
		case old.n == 0:
			status = corpus.StatusAdded
		case replace || differs(old.meta, a.Meta):
			status = corpus.StatusUpdated
		case restored:
			status = corpus.StatusAdded
			return nil
		default:
			status = corpus.StatusUnchanged
			return nil
		}
		if err := s.changed(ctx, tx, a.Space, a.ID); err != nil {
			return err
		}
		return s.audit(ctx, tx, a.Space, src.AddedBy, corpus.Action(status), src.ID, 1)
	})
	if err != nil {
		return "", err
	}
	// The article is durable; what an earlier removal left can wait.
	_ = s.scrubInPassing(context.WithoutCancel(ctx))
	return status, nil
}

// validate refuses what would break an invariant that readers rely on.
func validate(src corpus.Source, a corpus.Article, passages []corpus.Passage) error {
	switch {
	case a.Space == "" || src.Space != a.Space || src.ID == "" || a.SourceID != src.ID:
		return fmt.Errorf("store: article %q of space %q, source %q is put under source %q of space %q", a.ID, a.Space, a.SourceID, src.ID, src.Space)
	case src.ID != corpus.SourceID(src.Space, src.Kind, src.Location):
		return fmt.Errorf("store: source id %q does not belong to its location", src.ID)
	case a.ID != corpus.ArticleID(a.Space, a.SourceID, a.Key):
		return fmt.Errorf("store: article id %q does not belong to its key", a.ID)
	case a.Revision != corpus.RevisionID(a.ID, a.Title, a.Body):
		return fmt.Errorf("store: revision %q of article %s does not belong to its text", a.Revision, a.ID)
	case !utf8.ValidString(a.Body) || !utf8.ValidString(a.Title):
		return fmt.Errorf("store: article %s is not valid UTF-8", a.ID)
	}
	for _, p := range passages {
		if p.ArticleID != a.ID || p.Revision != a.Revision || p.ID != corpus.PassageID(a.Revision, p.Start, p.End) {
			return fmt.Errorf("store: passage %s does not belong to revision %s", p.ID, a.Revision)
		}
		if !within(a.Body, p) {
			return fmt.Errorf("store: passage %s is not what stands at %d:%d of the body", p.ID, p.Start, p.End)
		}
	}
	return nil
}

func within(body string, p corpus.Passage) bool {
	return 0 <= p.Start && p.Start < p.End && p.End <= len(body) && body[p.Start:p.End] == p.Text
}

// nothingToDo reports whether putting would change nothing that is worth a
// write. A page's time of reading is: it tells how old the knowledge is.
func (s *Store) nothingToDo(ctx context.Context, tx *sql.Tx, src corpus.Source, a corpus.Article, passages []corpus.Passage) (bool, error) {
	old, err := s.lookup(ctx, tx, a.Space, a.ID)
	if err != nil || src.Kind == corpus.KindPage || !old.holds(a, passages) || !old.embedded || differs(old.meta, old.named(src, a).Meta) {
		return false, err
	}
	var state, title, shown, rule string
	err = s.queryRow(ctx, tx, `SELECT state, title, shown, refresh FROM sources s WHERE space = ? AND id = ?`+presentSource,
		[]any{string(src.Space), src.ID}, &state, &title, &shown, &rule)
	if errors.Is(err, sql.ErrNoRows) { // withdrawn
		return false, nil
	}
	if src.Checked.IsZero() {
		rule = string(corpus.RuleNever) // somebody else keeps the time
	}
	return state == string(corpus.StateFresh) && rule == string(corpus.RuleNever) && title == src.Title && (shown == src.Shown || src.Kind == corpus.KindFile), err
}

// named is the article with the path that its file was first given by, or that
// of the archive which it is a member of.
func (o stored) named(src corpus.Source, a corpus.Article) corpus.Article {
	if o.n != 0 && src.Kind == corpus.KindFile && strings.HasPrefix(a.URL, src.Shown) { // or a member of an archive
		a.URL = o.meta.URL
	}
	return a
}

// lookup returns what is stored of an article; n is 0 when nothing is.
func (s *Store) lookup(ctx context.Context, tx *sql.Tx, space corpus.Space, id string) (stored, error) {
	var old stored
	err := s.queryRow(ctx, tx, `SELECT a.n, `+metaColumns+` FROM articles a JOIN sources s ON s.n = a.source
		WHERE a.space = ? AND a.id = ?`, []any{string(space), id}, append([]any{&old.n}, metaDest(&old.meta)...)...)
	if errors.Is(err, sql.ErrNoRows) {
		return stored{}, nil
	} else if err != nil {
		return stored{}, err
	}
	if old.passages, err = s.passageIDs(ctx, tx, old.n); err != nil {
		return stored{}, err
	}
	err = s.queryRow(ctx, tx, `SELECT count(*) FROM embeddings e JOIN models m ON m.n = e.model
		JOIN meta ON meta.key = 'active_model' AND meta.value = m.key WHERE e.article = ?`, []any{old.n}, &old.embedded)
	return old, err
}

func (s *Store) passageIDs(ctx context.Context, tx *sql.Tx, article int64) ([]string, error) {
	st, err := s.prepared(ctx, `SELECT id FROM passages WHERE article = ? ORDER BY n`)
	if err != nil {
		return nil, err
	}
	return ids(tx.StmtContext(ctx, st).QueryContext(ctx, article))
}

// ids reads the one column of a query's rows.
func ids(rows *sql.Rows, err error) ([]string, error) {
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []string
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		out = append(out, id)
	}
	return out, rows.Err()
}

func (o stored) holds(a corpus.Article, passages []corpus.Passage) bool {
	return o.n != 0 && o.meta.Revision == a.Revision &&
		slices.EqualFunc(o.passages, passages, func(id string, p corpus.Passage) bool { return id == p.ID })
}

// differs compares all but the time of reading, as the database holds it.
func differs(a, b corpus.Meta) bool {
	if stamp(a.Published) != stamp(b.Published) {
		return true
	}
	a.Published, a.Retrieved = b.Published, b.Retrieved
	return !reflect.DeepEqual(a, b)
}

func (s *Store) putSource(ctx context.Context, tx *sql.Tx, src corpus.Source) (n int64, err error) {
	if err := s.beginSpace(ctx, tx, src.Space); err != nil {
		return 0, err
	}
	_, err = s.exec(ctx, tx, `INSERT INTO meta (key, value) VALUES ('held_source', '1') ON CONFLICT DO NOTHING`)
	if err != nil {
		return 0, err
	}
	refresh := src.Refresh
	if refresh == "" {
		refresh = corpus.RuleNever
	}
	var rule corpus.Rule
	var asked int64
	due := corpus.NextDue(src.ID, refresh, 0, 0, src.AddedAt, 0) // if nobody comes to say that it was read
	err = s.queryRow(ctx, tx, `INSERT INTO sources (id, space, kind, location, shown, title, added_by, added_at, refresh, due, state, reason)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'fresh', '')
		ON CONFLICT (id) DO UPDATE SET shown = iif(kind = 'file', shown, excluded.shown), title = excluded.title,
			state = 'fresh', reason = '', since = '', failures = 0, told = 0
		RETURNING n, refresh, asked`,
		[]any{src.ID, string(src.Space), string(src.Kind), src.Location, src.Shown, src.Title, src.AddedBy, stamp(src.AddedAt), string(refresh), milliseconds(due)},
		&n, &rule, &asked)
	if err != nil || src.Checked.IsZero() {
		return n, err
	}
	due = corpus.NextDue(src.ID, rule, time.Duration(asked)*time.Second, 0, src.Checked, 0)
	_, err = s.exec(ctx, tx, `UPDATE sources SET checked = ?, due = ?, etag = ?, modified = ?, digest = ?, reader = ? WHERE n = ?`,
		stamp(src.Checked), milliseconds(due), src.Validators.ETag, src.Validators.Modified, src.Validators.Digest, corpus.ReaderVersion, n)
	return n, err
}

// PutSource stores a source that has no article yet, such as a feed without items,
// and reports whether it is new, or back after it was withdrawn.
func (s *Store) PutSource(ctx context.Context, src corpus.Source) (added bool, err error) {
	if src.ID != corpus.SourceID(src.Space, src.Kind, src.Location) {
		return false, fmt.Errorf("store: source id %q does not belong to its location", src.ID)
	}
	err = s.write(ctx, func(tx *sql.Tx) error {
		var known int
		err := s.queryRow(ctx, tx, `SELECT count(*) FROM sources WHERE space = ? AND id = ?`, []any{string(src.Space), src.ID}, &known)
		if err != nil {
			return err
		}
		n, err := s.putSource(ctx, tx, src)
		if err != nil {
			return err
		}
		restored, err := s.putBack(ctx, tx, src.Space, n, src.ID, src.AddedBy)
		if err != nil {
			return err
		}
		if added = known == 0 || restored; known == 0 {
			return s.audit(ctx, tx, src.Space, src.AddedBy, corpus.ActionAdded, src.ID, 0)
		}
		return nil
	})
	return added, err
}

// putArticle inserts the article, or updates the row old.
func (s *Store) putArticle(ctx context.Context, tx *sql.Tx, source int64, a corpus.Article, old int64) (n int64, err error) {
	args := []any{source, a.Key, a.Revision, a.Title, a.Publisher, a.Author, a.URL, a.Language,
		stamp(a.Published), stamp(a.Retrieved), packPages(a.Pages), string(a.Space), a.ID}
	if old != 0 {
		_, err = s.exec(ctx, tx, `UPDATE articles SET source = ?, key = ?, revision = ?, title = ?, publisher = ?, author = ?,
			url = ?, language = ?, published = ?, retrieved = ?, pages = ? WHERE space = ? AND id = ?`, args...)
		return old, err
	}
	err = s.queryRow(ctx, tx, `INSERT INTO articles (source, key, revision, title, publisher, author, url, language, published, retrieved, pages, space, id)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING n`, args, &n)
	return n, err
}

// putPassages replaces the passages of an article. Embeddings of the old ones
// go with them, whatever their model.
func (s *Store) putPassages(ctx context.Context, tx *sql.Tx, article int64, passages []corpus.Passage) error {
	for _, query := range []string{`DELETE FROM passages WHERE article = ?`, `DELETE FROM embeddings WHERE article = ?`} {
		if _, err := s.exec(ctx, tx, query, article); err != nil {
			return err
		}
	}
	st, err := s.prepared(ctx, `INSERT INTO passages (id, article, first, past, text) VALUES (?, ?, ?, ?, ?)`)
	if err != nil {
		return err
	}
	insert := tx.StmtContext(ctx, st)
	for _, p := range passages {
		if _, err := insert.ExecContext(ctx, p.ID, article, p.Start, p.End, p.Text); err != nil {
			return err
		}
	}
	return nil
}

func notNil(b []byte) []byte {
	if b == nil {
		return []byte{}
	}
	return b
}
