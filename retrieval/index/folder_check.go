package index

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"path/filepath"

	"go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"
)

// checkFolder reads a bleve folder as plain files before bleve opens it. bleve
// maps its segments into memory and believes what it finds there, on goroutines
// of its own, where a panic or a page behind the end of a truncated file cannot
// be caught. So here every page of root.bolt that leads to something is walked,
// and every segment that root.bolt names is compared with the checksum in its
// last four bytes, which bleve writes and never reads. It takes about 1 ms for
// each 2 MB.
func checkFolder(path string) error {
	return guard(func() error {
		store := filepath.Join(path, "store")
		segments, err := boltSegments(filepath.Join(store, "root.bolt"))
		if err != nil {
			return fmt.Errorf("root.bolt: %w", err)
		}
		for name := range segments {
			if filepath.Base(name) != name {
				return fmt.Errorf("a segment is named %q", name)
			}
			if err := checkSegment(filepath.Join(store, name)); err != nil {
				return fmt.Errorf("segment %s: %w", name, err)
			}
		}
		return nil
	})
}

// boltSegments returns the files that a scorch root names.
func boltSegments(path string) (segments map[string]bool, err error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	db, err := bbolt.Open(path, 0o600, &bbolt.Options{ReadOnly: true, Timeout: boltTimeout})
	if errors.Is(err, bolterrors.ErrTimeout) {
		return nil, errHeld
	}
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	segments = make(map[string]bool)
	err = db.View(func(tx *bbolt.Tx) error {
		if info.Size() < tx.Size() {
			return fmt.Errorf("%d bytes are missing", tx.Size()-info.Size())
		}
		return tx.ForEach(func(_ []byte, b *bbolt.Bucket) error {
			return walkBucket(b, segments)
		})
	})
	return segments, err
}

// walkBucket reads all keys and values. Under the key "p" scorch keeps the file
// name of a segment.
func walkBucket(b *bbolt.Bucket, segments map[string]bool) error {
	sum := crc32.NewIEEE()
	return b.ForEach(func(k, v []byte) error {
		if v == nil {
			inner := b.Bucket(k)
			if inner == nil {
				return fmt.Errorf("the bucket %x cannot be read", k)
			}
			return walkBucket(inner, segments)
		}
		_, _ = sum.Write(v) // touches every byte
		if string(k) == "p" {
			segments[string(v)] = true
		}
		return nil
	})
}

func checkSegment(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close() // only read
	info, err := f.Stat()
	if err != nil {
		return err
	}
	const footer = 44 // bytes, of an empty segment of the format zap 17
	if info.Size() < footer {
		return errors.New("it is too short")
	}
	sum := crc32.NewIEEE()
	if _, err := io.CopyN(sum, f, info.Size()-4); err != nil {
		return err
	}
	var want [4]byte
	if _, err := io.ReadFull(f, want[:]); err != nil {
		return err
	}
	if binary.BigEndian.Uint32(want[:]) != sum.Sum32() {
		return errors.New("its checksum is wrong")
	}
	return nil
}
