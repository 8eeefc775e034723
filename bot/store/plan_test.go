package store

import (
	"context"
	"fmt"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/ncruces/go-sqlite3"
	"github.com/ncruces/go-sqlite3/driver"

	"footnote/corpus"
)

// mayScan are the tables that a statement may read as a whole: bot_servers since
// Servers lists them all, bot_flights since it holds what runs right now, and
// bot_scrub has one row.
var mayScan = map[string]bool{"bot_servers": true, "bot_flights": true, "bot_scrub": true}

var scan = regexp.MustCompile(`^SCAN (\w+)`)

// Every statement that a method of the store really runs finds its rows by an
// index, but for the tables of mayScan. The test hears of the statements from
// SQLite itself.
func TestNoStatementScans(t *testing.T) {
	ctx := t.Context()
	var mu sync.Mutex
	seen := map[string]bool{}
	heard := false
	db, err := driver.Open(filepath.Join(t.TempDir(), "x.db"), func(c *sqlite3.Conn) error {
		if err := c.Exec(`PRAGMA journal_mode = WAL; PRAGMA secure_delete = ON; PRAGMA foreign_keys = ON`); err != nil {
			return err
		}
		return c.Trace(sqlite3.TRACE_STMT, func(_ sqlite3.TraceEvent, stmt, _ any) error {
			mu.Lock()
			defer mu.Unlock()
			if st, ok := stmt.(*sqlite3.Stmt); ok && heard {
				seen[st.SQL()] = true
			}
			return nil
		})
	})
	check(t, err)
	defer db.Close()
	s, err := Open(ctx, db, Options{Scrub: func(context.Context) error { return nil }})
	check(t, err)
	heard = true
	// In a good order, and once more, so that no method finds nothing to do.
	names := slices.Sorted(maps.Keys(calls))
	for _, first := range []string{"SaveAnswer", "Subscribe", "Subscriptions", "LeaveWord", "SaveJob", "SaveFlights"} {
		check(t, calls[first](ctx, s))
	}
	for _, name := range names {
		if err := calls[name](ctx, s); err != nil && !corpus.HasCode(err, corpus.CodeMissing) {
			t.Fatalf("%s: %v", name, err)
		}
	}
	mu.Lock()
	heard = false
	mu.Unlock()

	checked := map[string]bool{}
	aliases := regexp.MustCompile(`\b(bot_\w+) (?:AS )?([a-z])\b`)
	for statement := range seen {
		verb, _, _ := strings.Cut(statement, " ")
		if !slices.Contains([]string{"SELECT", "INSERT", "UPDATE", "DELETE"}, verb) {
			continue
		}
		checked[verb] = true
		names := map[string]string{}
		for _, m := range aliases.FindAllStringSubmatch(statement, -1) {
			names[m[2]] = m[1]
		}
		for _, line := range plan(t, s, statement) {
			m := scan.FindStringSubmatch(line)
			if m == nil {
				continue
			}
			table := m[1]
			if full, ok := names[table]; ok {
				table = full
			}
			if strings.HasPrefix(table, "bot_") && !mayScan[table] {
				t.Errorf("%s\n\t%s", statement, line)
			}
		}
	}
	if len(checked) != 4 || len(seen) < 40 {
		t.Errorf("the test heard of %d statements only, %v", len(seen), checked)
	}

	// The test itself can fail.
	found := false
	for _, line := range plan(t, s, `SELECT person FROM bot_answers WHERE took = 1`) {
		found = found || strings.HasPrefix(line, "SCAN bot_answers")
	}
	if !found {
		t.Error("a scan is not recognised")
	}
}

// plan explains how SQLite would run a statement.
func plan(t *testing.T, s *Store, statement string) []string {
	t.Helper()
	args := make([]any, params(statement))
	lines, err := list(t.Context(), s, func(row scanner) (detail string, err error) {
		var id, parent, unused int
		err = row.Scan(&id, &parent, &unused, &detail)
		return detail, err
	}, `EXPLAIN QUERY PLAN `+statement, args...)
	if err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
	return lines
}

// params is how many parameters a statement takes.
func params(statement string) int {
	for n := 9; n > 0; n-- {
		if strings.Contains(statement, fmt.Sprintf("?%d", n)) {
			return n
		}
	}
	return strings.Count(statement, "?")
}

// Deleting a row looks for the rows that depend on it: those are found by an
// index too.
func TestForeignKeysHaveIndexes(t *testing.T) {
	s := open(t)
	found := 0
	for _, table := range tables(t, s) {
		columns, err := list(t.Context(), s.Store, text, `SELECT "from" FROM pragma_foreign_key_list(?)`, table)
		check(t, err)
		for _, column := range columns {
			found++
			lines := plan(t, s.Store, `SELECT 1 FROM `+table+` WHERE `+column+` = ?`)
			if len(lines) != 1 || !strings.HasPrefix(lines[0], "SEARCH") {
				t.Errorf("%s.%s: %q", table, column, lines)
			}
		}
	}
	if found == 0 {
		t.Error("no foreign key was found")
	}
}
