package store

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
	"io"
	"os"
)

// When SQLite balances its trees, rows move from page to page, and now and then a
// copy stays behind in the part of the old page that is not in use, where
// secure_delete does not find it when the row is deleted later. That part is known
// by the page's header: between the list of its cells and the first of them
// (sqlite.org/fileformat2.html, section 1.6). sweep overwrites it.
//
// It writes to the file beside SQLite, so it must know that nobody else does and
// that nobody keeps an old copy: it holds the write lock, the log is empty, so all
// that is read comes of the file, and a transaction afterwards makes every
// connection forget the pages that it has in memory. Readers go on; nobody ever
// reads the bytes that change. It costs one reading of the file, about 1 GB/s.

// sweep ends the scrubbing, and reports false when somebody wrote to the log, so
// that it has to be emptied again.
func (s *Store) sweep(ctx context.Context, conn *sql.Conn) (done bool, err error) {
	forget := func() error { // the pages that this connection has in memory
		_, err := conn.ExecContext(ctx, `PRAGMA shrink_memory`)
		return err
	}
	if err := forget(); err != nil {
		return false, err
	}
	tx, err := conn.BeginTx(ctx, nil) // BEGIN IMMEDIATE
	if err != nil {
		return false, err
	}
	defer tx.Rollback()
	if s.at != nil {
		if log, err := os.Stat(s.at.path + "-wal"); err != nil || log.Size() > 0 {
			return false, err
		}
		if err := s.at.lost(false); err != nil {
			return false, err
		}
		f, err := s.at.writing()
		if err == nil {
			err = sweepFile(ctx, f)
		}
		if err != nil {
			return false, err
		}
	}
	if _, err := tx.ExecContext(ctx, `DELETE FROM meta WHERE key = 'scrub'`); err != nil {
		return false, err
	}
	if err := tx.Commit(); err != nil {
		return false, err
	}
	return true, forget()
}

// errNoDatabase says that a file does not look as SQLite's do.
var errNoDatabase = errors.New("store: the file is not as SQLite writes it")

const fileHeader = 100 // bytes, in front of what the first page holds

// sweepFile overwrites what pages hold outside of their rows.
func sweepFile(ctx context.Context, f *os.File) error {
	var header [fileHeader]byte
	if _, err := f.ReadAt(header[:], 0); err != nil {
		return err
	}
	size := int(binary.BigEndian.Uint16(header[16:]))
	if size == 1 {
		size = 65536
	}
	if !bytes.HasPrefix(header[:], []byte("SQLite format 3\x00")) || size < 512 || size&(size-1) != 0 {
		return errNoDatabase
	}
	usable := size - int(header[20])
	const atOnce = 1 << 20
	block := make([]byte, max(atOnce, size))
	written := false
	for at := int64(0); ; at += int64(len(block)) {
		if err := ctx.Err(); err != nil {
			return err
		}
		n, err := f.ReadAt(block, at)
		for first := 0; first+size <= n; first += size {
			page, skip := block[first:first+size], 0
			if at == 0 && first == 0 {
				skip = fileHeader
			}
			start, end := unused(page[:usable], skip)
			if !isZero(page[start:end]) {
				clear(page[start:end])
				if _, err := f.WriteAt(page[start:end], at+int64(first+start)); err != nil {
					return err
				}
				written = true
			}
		}
		if errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return err
		}
	}
	if written {
		return f.Sync()
	}
	return nil
}

// unused returns where the unused part of a page of a tree is; it is empty for
// other pages. Those begin with the number of another page, whose first byte is 0
// in any database under 128 GB.
func unused(page []byte, skip int) (start, end int) {
	head := page[skip:]
	length := 8
	switch head[0] {
	case 2, 5: // interior pages of an index and of a table
		length = 12
	case 10, 13: // leaves
	default:
		return 0, 0
	}
	cells := int(binary.BigEndian.Uint16(head[3:]))
	content := int(binary.BigEndian.Uint16(head[5:]))
	if content == 0 {
		content = 65536
	}
	start = skip + length + 2*cells
	if start > content || content > len(page) {
		return 0, 0
	}
	// No cell may lie in what is overwritten, whatever the header says.
	for i := range cells {
		if int(binary.BigEndian.Uint16(head[length+2*i:])) < content {
			return 0, 0
		}
	}
	return start, content
}

func isZero(b []byte) bool {
	for len(b) >= 8 {
		if binary.NativeEndian.Uint64(b) != 0 {
			return false
		}
		b = b[8:]
	}
	for _, c := range b {
		if c != 0 {
			return false
		}
	}
	return true
}
