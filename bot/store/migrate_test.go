package store

import (
	"context"
	"database/sql"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/ncruces/go-sqlite3"
	"github.com/ncruces/go-sqlite3/driver"

	"footnote/corpus"
	corpusstore "footnote/corpus/store"
	"footnote/corpus/store/schema"
)

// bare opens an empty database with some settings.
func bare(t *testing.T, path, pragmas string) *sql.DB {
	t.Helper()
	db, err := driver.Open(path, func(c *sqlite3.Conn) error { return c.Exec(`PRAGMA busy_timeout = 5000;` + pragmas) })
	check(t, err)
	t.Cleanup(func() { db.Close() })
	return db
}

const proper = `PRAGMA journal_mode = WAL; PRAGMA secure_delete = ON; PRAGMA foreign_keys = ON`

func versions(t *testing.T, db *sql.DB) (components []string) {
	t.Helper()
	rows, err := db.QueryContext(t.Context(), `SELECT component || ' ' || version || ' ' || name FROM migrations ORDER BY component, version`)
	components, err = collect(rows, err, text)
	check(t, err)
	return components
}

func TestOpenEmpty(t *testing.T) {
	db := bare(t, filepath.Join(t.TempDir(), "x.db"), proper)
	for range 2 {
		s, err := Open(t.Context(), db, Options{})
		check(t, err)
		check(t, calls["SaveAnswer"](t.Context(), s))
		same(t, "versions", versions(t, db), []string{"bot 1 records", "bot 2 cited", "bot 3 unshown"})
	}
}

// In a database that holds articles, both go on side by side.
func TestOpenBesideArticles(t *testing.T) {
	dir := t.TempDir()
	c, err := corpusstore.Open(t.Context(), dir, corpusstore.Options{})
	check(t, err)
	before := versions(t, c.DB())
	_, err = Open(t.Context(), c.DB(), Options{})
	check(t, err)
	same(t, "versions", versions(t, c.DB()), append([]string{"bot 1 records", "bot 2 cited", "bot 3 unshown"}, before...))
	check(t, c.Close())
	s := openIn(t, dir) // the articles' store takes the tables for its own
	check(t, calls["SaveAnswer"](t.Context(), s.Store))
	check(t, s.corpus.Check(t.Context()))
}

// Two processes that start at once migrate once.
func TestOpenAtOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.db")
	dbs := []*sql.DB{bare(t, path, proper), bare(t, path, proper), bare(t, path, proper)}
	check(t, dbs[0].PingContext(t.Context())) // the change to the log waits for nobody
	errs := make([]error, len(dbs))
	var wg sync.WaitGroup
	for i, db := range dbs {
		wg.Go(func() { _, errs[i] = Open(context.WithoutCancel(t.Context()), db, Options{}) })
	}
	wg.Wait()
	for _, err := range errs {
		check(t, err)
	}
	same(t, "versions", versions(t, dbs[0]), []string{"bot 1 records", "bot 2 cited", "bot 3 unshown"})
}

func TestMigrationsGoOn(t *testing.T) {
	s := open(t)
	ctx := t.Context()
	check(t, calls["SaveAnswer"](ctx, s.Store))
	all, err := steps()
	check(t, err)
	more := func(steps ...string) schema.Component {
		files := fstest.MapFS{}
		for i := range all.Latest() {
			files[fmt.Sprintf("migrations/%04d_known.sql", i+1)] = &fstest.MapFile{}
		}
		for i, sql := range steps {
			files[fmt.Sprintf("migrations/%04d_more.sql", all.Latest()+i+1)] = &fstest.MapFile{Data: []byte(sql)}
		}
		c, err := schema.Read("bot", files)
		check(t, err)
		return c
	}
	const column = `ALTER TABLE bot_answers ADD COLUMN more TEXT NOT NULL DEFAULT 'x'`

	code(t, "a migration that fails", s.apply(ctx, more(column, `CREATE TABLE bot_half (x); INSERT INTO bot_none VALUES (1)`)), corpus.CodeUnavailable)
	if v, err := all.Version(ctx, s.db); err != nil || v != all.Latest() {
		t.Errorf("after a migration that failed: version %d, %v", v, err)
	}

	check(t, s.apply(ctx, more(column)))
	check(t, s.apply(ctx, more(column)))
	check(t, calls["Answer"](ctx, s.Store))

	// An older Footnote refuses it.
	_, err = Open(ctx, s.db, Options{})
	code(t, "a newer database", err, corpus.CodeInvalid)
	if !strings.Contains(corpus.Explain(err), "Upgrade Footnote") {
		t.Errorf("it says %q", corpus.Explain(err))
	}
}

// A database that would not overwrite what is deleted is refused.
func TestOpenRefuses(t *testing.T) {
	for _, pragmas := range []string{`PRAGMA secure_delete = OFF; PRAGMA foreign_keys = ON`, `PRAGMA secure_delete = FAST; PRAGMA foreign_keys = ON`,
		`PRAGMA secure_delete = ON; PRAGMA foreign_keys = OFF`} {
		_, err := Open(t.Context(), bare(t, filepath.Join(t.TempDir(), "x.db"), pragmas), Options{})
		code(t, pragmas, err, corpus.CodeInvalid)
	}
	_, err := Open(t.Context(), bare(t, filepath.Join(t.TempDir(), "x.db"), proper+`; PRAGMA query_only = ON`), Options{})
	code(t, "a database that may only be read", err, corpus.CodeUnavailable)
}
