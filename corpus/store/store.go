// Package store keeps articles in SQLite. It is the only truth: every index is
// derived from it and can be deleted at any time.
//
// A Store is one data folder: footnote.db, its write-ahead log, and writer.lock.
// Put takes an article in, in one transaction, with its source, its passages and
// their embeddings; when Put has returned, the article survives kill -9 and
// power loss (WAL, synchronous=FULL). RemoveSource takes out everything that
// only this source held, and overwrites it on disk (secure_delete, and a
// checkpoint that empties the log). WithdrawSource hides a source with all that
// it holds until it is restored or, when its time is over, purged. RemoveSpace
// takes out all of a space.
//
// Any number of processes read while one writes. Lock is the writer lock across
// processes; whoever imports takes it, so that two imports never interleave. It
// is advisory: SQLite itself keeps single transactions apart.
//
// Visited notes how a try to read a source went; from that, and from the source's
// rule, follows when Due names it again. Items remembers the items of feeds and
// archives. What a space holds is counted by triggers, so that Usage costs the same
// however much it is. An article's earlier texts stay until DropRevisions.
//
// Whoever derives an index from a space asks Generation before each search, and
// when it has grown, Changed for the articles to fetch again with Documents and
// Vectors. Every question about articles names its space, and every statement
// has it in its WHERE; only the upkeep of embeddings and Check look across
// spaces.
//
// Embeddings belong to a model. The active model is the one whose embeddings are
// complete. After a change of model the new rows grow beside the old ones
// (PendingEmbeddings, PutEmbeddings), and SwitchModel turns over when none is
// missing.
//
// Errors that a person can do something about are *corpus.Problem: a full disk,
// a read-only folder, a database of a newer Footnote, a damaged one, a held lock.
package store

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"os"
	"sync"
	"time"

	"github.com/ncruces/go-sqlite3"
	"github.com/ncruces/go-sqlite3/driver"
	"github.com/ncruces/go-sqlite3/vfs/mvcc"

	"footnote/corpus"
)

// Options of Open. The zero value is what a program wants.
type Options struct {
	// LockWait is how long Lock waits for another writer; 0 means 5 seconds.
	LockWait time.Duration
	// Now is the clock of the audit; nil means time.Now.
	Now func() time.Time

	// onConnect is a test's way to make a connection misbehave.
	onConnect func(*sqlite3.Conn) error
}

// Store is an open database. It is safe for concurrent use.
type Store struct {
	db   *sql.DB
	dir  string // "" in memory
	mode mode
	name string // of the database, for people
	at   *place // nil in memory
	opts Options

	writer chan struct{} // holds a token while a transaction of this process writes
	lock   processLock

	mu    sync.Mutex
	stmts map[string]*sql.Stmt
	// scrubbed is when a write last scrubbed in passing.
	scrubbed time.Time

	forget func() // drops the database in memory
}

func newStore(opts Options) *Store {
	if opts.LockWait == 0 {
		opts.LockWait = 5 * time.Second
	}
	if opts.Now == nil {
		opts.Now = time.Now
	}
	return &Store{
		opts:   opts,
		writer: make(chan struct{}, 1),
		lock:   processLock{held: make(chan struct{}, 1)},
		stmts:  make(map[string]*sql.Stmt),
	}
}

// Open opens the data folder dir, and creates it when it does not exist. Where
// this user may read the database but not write to its folder, the store can
// only be read, and whatever writes fails (see openReadOnly). All errors but
// those of ctx are *corpus.Problem; nothing is ever deleted.
func Open(ctx context.Context, dir string, opts Options) (*Store, error) {
	s := newStore(opts)
	path, fresh, err := s.prepareFolder(dir)
	if err == nil {
		err = s.openFile(ctx, fileAddress(path, writable))
	}
	if err != nil {
		if !unwritable(err) {
			return nil, err
		}
		if again := s.openReadOnly(ctx); again != nil {
			if corpus.HasCode(again, corpus.CodeDamaged) || corpus.HasCode(again, corpus.CodeInvalid) {
				return nil, again
			}
			return nil, err
		}
		return s, nil
	}
	// The log is as private as the database, also in a folder that is not.
	for _, suffix := range []string{"-wal", "-shm"} {
		_ = os.Chmod(path+suffix, 0o600) // not ours to change: then not ours to hide
	}
	if fresh {
		if err := syncFolder(s.dir); err != nil {
			s.Close()
			return nil, s.problem(err)
		}
	}
	return s, nil
}

// openFile opens the database file s.name by an address of SQLite.
func (s *Store) openFile(ctx context.Context, address string) (err error) {
	if s.at, err = holdPlace(s.name); err != nil {
		return s.problem(err)
	}
	if s.db, err = driver.Open(address, s.connect); err != nil {
		s.at.close()
		return s.problem(err)
	}
	s.db.SetMaxIdleConns(idleConns)
	if err := s.start(ctx); err != nil {
		s.db.Close()
		s.at.close()
		return err
	}
	s.at.settled()
	return nil
}

// OpenMemory opens an empty store that lives in memory until it is closed.
func OpenMemory(ctx context.Context) (*Store, error) { return openMemory(ctx, Options{}) }

func openMemory(ctx context.Context, opts Options) (*Store, error) {
	s := newStore(opts)
	s.name = "the database in memory"
	name := rand.Text()
	mvcc.Create(name, mvcc.Snapshot{})
	s.forget = func() { mvcc.Delete(name) }
	var err error
	if s.db, err = driver.Open("file:/"+name+"?vfs=mvcc", s.connect); err == nil {
		s.db.SetMaxIdleConns(idleConns)
		if err = s.start(ctx); err != nil {
			s.db.Close()
		}
	}
	if err != nil {
		s.forget()
		return nil, s.problem(err)
	}
	return s, nil
}

// idleConns are kept open between questions: opening one costs about a
// millisecond, and each may hold up to 2 MB of cached pages.
const idleConns = 4

// busyTimeout is how long a statement waits for another process's transaction.
const busyTimeout = 5 * time.Second

// start brings the schema up to date and finishes a removal that was cut short.
func (s *Store) start(ctx context.Context) error {
	if s.mode != writable {
		return s.startReading(ctx)
	}
	if err := s.migrate(ctx); err != nil {
		return s.problem(err)
	}
	return s.scrubIfDue(ctx)
}

// connect prepares each new connection. Waiting for another writer's
// transaction comes first, since the later settings may meet one.
func (s *Store) connect(c *sqlite3.Conn) error {
	if err := c.BusyTimeout(busyTimeout); err != nil {
		return err
	}
	if s.mode != writable {
		return c.Exec(`PRAGMA temp_store = MEMORY`)
	}
	// A new database changes to its log but once, and whoever does so at the same
	// moment is turned away without waiting.
	err := c.Exec(`PRAGMA journal_mode = WAL`)
	for tries := busyTimeout / lockPoll; tries > 0 && errors.Is(err, sqlite3.BUSY); tries-- {
		time.Sleep(lockPoll)
		err = c.Exec(`PRAGMA journal_mode = WAL`)
	}
	if err != nil {
		return err
	}
	err = c.Exec(`
		PRAGMA synchronous = FULL;
		PRAGMA secure_delete = ON;
		PRAGMA foreign_keys = ON;
		PRAGMA temp_store = MEMORY;
		PRAGMA journal_size_limit = 16777216;`)
	if err == nil && s.opts.onConnect != nil {
		err = s.opts.onConnect(c)
	}
	return err
}

// Close waits for running statements and closes the database. The iterators
// that it handed out must have ended.
func (s *Store) Close() error {
	var err error
	if s.mode == writable {
		err = s.scrubIfDue(context.Background())
	}
	if cerr := s.db.Close(); err == nil {
		err = s.problem(cerr)
	}
	s.at.close()
	if s.forget != nil {
		s.forget()
	}
	return err
}

// DB is the database, for packages that keep tables of their own in it. Each
// keeps count of its migrations under a component name of its own in the table
// migrations (component, version, name, applied).
func (s *Store) DB() *sql.DB { return s.db }
