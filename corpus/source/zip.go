package source

import (
	"archive/zip"
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"math"
	"path"
	"slices"
	"strings"
	"sync"

	"footnote/corpus"
)

// A zip is a listing of the files in it, as a folder is: those whose endings are
// known, without hidden ones. What stands in a zip within the zip comes after the
// name of that, as if it were a folder.
//
// Nothing is unpacked to disk, and nothing before it is asked for, but a zip within
// the zip, of which one is held at a time. The directory of a zip says how large
// each file in it will be; what is listed is decided by that, and a file that turns
// out larger is refused (see archive/zip, which checks each).

// zipLimits bounds what is read of an archive.
type zipLimits struct {
	members  int   // files that are listed
	entries  int   // files and folders that its directories may name, all in all
	expanded int64 // bytes that the files have, all in all
	member   int64 // bytes of one
	ratio    int64 // of expanded to packed bytes, of a file larger than free
	free     int64
}

func zipLimitsOf(fileBytes int64) zipLimits {
	return zipLimits{
		members:  500,
		entries:  mostZipEntries,
		expanded: 200 << 20,
		member:   fileBytes,
		ratio:    200, // text is packed to a third or a quarter, a log of one line over and over to a hundredth
		free:     1 << 20,
	}
}

// mostZipEntries takes some 5 MB of memory.
const mostZipEntries = 20_000

// isZip reports whether bytes begin as those of a zip do, of files or of the parts
// of a document.
func isZip(data []byte) bool {
	return bytes.HasPrefix(data, []byte("PK\x03\x04")) || bytes.HasPrefix(data, []byte("PK\x05\x06"))
}

// isArchive reports whether bytes are a zip of files. Many documents and programs
// are zips too; they say so by a file that no other zip has.
func isArchive(name string, data []byte) bool {
	if !isZip(data) {
		return false
	}
	r, err := openZip(data, mostZipEntries)
	switch {
	case errors.Is(err, errManyEntries):
		return true
	case err != nil: // what it was meant to be is said by its name
		f := formatOfPath(name)
		return f == formatGuess && path.Ext(name) == "" || f == formatZip
	}
	for i, f := range r.File {
		switch f.Name {
		case "[Content_Types].xml", "META-INF/MANIFEST.MF", "META-INF/manifest.xml", "META-INF/container.xml", "AndroidManifest.xml":
			return false
		case "mimetype":
			if i == 0 {
				return false
			}
		}
	}
	return true
}

var (
	errManyEntries = errors.New("too many entries")
	errOverlap     = errors.New("entries overlap")
	errPassword    = errors.New("encrypted")
)

// entryMark stands before each entry of a zip's directory.
var entryMark = []byte("PK\x01\x02")

// openZip reads the directory of a zip, and refuses one that is too long before
// memory is taken for it.
func openZip(data []byte, most int) (*zip.Reader, error) {
	if bytes.Count(data, entryMark) > most {
		return nil, errManyEntries
	}
	r, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil && !errors.Is(err, zip.ErrInsecurePath) { // names are cleaned
		return nil, err
	}
	return r, nil
}

// zipFile is an archive that is being listed, and later read.
type zipFile struct {
	name   string // for people
	limits zipLimits
	read   func(context.Context, input) (corpus.Draft, error)
	data   []byte

	location, address string // of the archive

	items    []corpus.Item
	at       map[string]int // by path
	sound    int            // items that may be readable
	first    error          // of the first that is not
	entries  int
	expanded int64
	more     int
	others   int // files of kinds that are not read
	deep     int // zips that are nested too deeply
	doubles  int

	mu     sync.Mutex
	opened *innerZip // the zip in the zip that was opened last
	inside *zip.Reader
}

// innerZip is a zip in the zip. What stands in that is read as well, but for
// further zips: there are some that hold themselves.
type innerZip struct {
	file *zip.File
	name string
}

// listInto lists the files of a zip into l, by its location. An address is that of
// the archive, "" if it has none.
func (z *zipFile) listInto(ctx context.Context, l *corpus.Listing, address string) error {
	z.at = map[string]int{}
	z.location, z.address = l.Location, address
	r, err := z.open(z.data)
	if err != nil {
		return z.broken(z.name, err)
	}
	if err := z.list(ctx, r, nil); err != nil {
		return err
	}
	l.Items, l.More, l.Note = z.items, z.more, z.note()
	switch {
	case z.sound > 0:
		return nil
	case errors.Is(z.first, errPassword):
		return invalid(z.first, "%s is protected by a password: unpack it, and add the files.", z.name)
	case z.first != nil:
		return invalid(z.first, "%s holds nothing that can be read. Its first file: %s", z.name, corpus.Explain(z.first))
	case z.more > 0:
		return invalid(nil, "%s holds more than is read at once: unpack it, and add the files that are needed.", z.name)
	case z.others > 0:
		return invalid(nil, "%s holds no files that can be read: %s.", z.name, readable)
	case z.deep > 0:
		return invalid(nil, "%s holds only archives in archives, which are not read: unpack it, and add the files.", z.name)
	}
	return invalid(nil, "%s is empty: there are no files in it.", z.name)
}

// note says what was left out, beside what is too much.
func (z *zipFile) note() string {
	var all []string
	for _, n := range []struct {
		n         int
		one, many string
	}{
		{z.others, "file of another kind in it was left out.", "files of other kinds in it were left out."},
		{z.doubles, "file in it has the name of a later one, and was left out.", "files in it have the names of later ones, and were left out."},
		{z.deep, "archive in it stands in another archive, and was left out.", "archives in it stand in other archives, and were left out."},
	} {
		switch {
		case n.n == 1:
			all = append(all, "1 "+n.one)
		case n.n > 1:
			all = append(all, fmt.Sprint(n.n, " ", n.many))
		}
	}
	return strings.Join(all, " ")
}

// open reads the directory of the archive, or of one in it.
func (z *zipFile) open(data []byte) (*zip.Reader, error) {
	r, err := openZip(data, z.limits.entries-z.entries)
	if err != nil {
		return nil, err
	}
	z.entries += len(r.File)
	if overlapping(r) {
		return nil, errOverlap
	}
	return r, nil
}

// overlapping reports whether two files of a zip are made of the same bytes, as
// those of a bomb are.
func overlapping(r *zip.Reader) bool {
	type span struct{ start, end int64 }
	var spans []span
	for _, f := range r.File {
		start, err := f.DataOffset()
		if err != nil || f.CompressedSize64 == 0 || f.CompressedSize64 > math.MaxInt64/2 {
			continue // it cannot be read anyway
		}
		spans = append(spans, span{start, start + int64(f.CompressedSize64)})
	}
	slices.SortFunc(spans, func(a, b span) int { return int(min(max(a.start-b.start, -1), 1)) })
	for i := 1; i < len(spans); i++ {
		if spans[i].start < spans[i-1].end {
			return true
		}
	}
	return false
}

// list lists the entries of r, which is inner, or the archive itself if that is nil.
func (z *zipFile) list(ctx context.Context, r *zip.Reader, inner *innerZip) error {
	for n, f := range r.File {
		if err := ctx.Err(); err != nil {
			return fmt.Errorf("list archive: %w", err)
		}
		name := memberName(f)
		if name == "" || !f.Mode().IsRegular() {
			continue
		}
		if inner != nil {
			name = inner.name + "/" + name
		}
		format := formatOfPath(name)
		switch {
		case format == formatGuess:
			z.others++
			continue
		case format == formatZip && inner != nil:
			z.deep++
			continue
		case len(z.items) >= z.limits.members:
			z.more++
			continue
		}
		err := z.check(f, name)
		switch {
		case err != nil:
		case int64(f.UncompressedSize64) > z.limits.expanded-z.expanded:
			z.more++
			continue
		default:
			z.expanded += int64(f.UncompressedSize64)
		}
		if err == nil && format == formatZip {
			if err = z.nested(ctx, &innerZip{f, name}); err == nil {
				continue
			}
			if ctx.Err() != nil {
				return err
			}
		}
		m := member{z: z, name: name, inner: inner, n: n, err: err}
		if inner == nil {
			m.file = f // of one in an inner zip, the whole of that would be held
		}
		z.add(corpus.Item{Key: z.location + "/" + name, Version: version(f), Read: m.read}, err)
	}
	return nil
}

// version is a hash of what a file is unpacked from.
func version(f *zip.File) string {
	h := sha256.New()
	fmt.Fprintln(h, f.CRC32, f.UncompressedSize64, f.Method, f.Flags)
	if r, err := f.OpenRaw(); err == nil {
		_, _ = io.Copy(h, r) // as much as there is
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}

// add takes a file into the list. Of two of a name the later one is meant: it was
// added to the archive in the place of the other.
func (z *zipFile) add(i corpus.Item, err error) {
	if err == nil {
		z.sound++
	} else if z.first == nil {
		z.first = err
	}
	if n, ok := z.at[i.Key]; ok {
		z.items[n] = i
		z.doubles++
		return
	}
	z.at[i.Key] = len(z.items)
	z.items = append(z.items, i)
}

// nested lists a zip in the zip.
func (z *zipFile) nested(ctx context.Context, inner *innerZip) error {
	r, err := z.enter(ctx, inner, z.open)
	if err != nil {
		return err
	}
	return z.list(ctx, r, inner)
}

// enter opens a zip in the zip, unless it is the one that was opened last.
func (z *zipFile) enter(ctx context.Context, inner *innerZip, open func([]byte) (*zip.Reader, error)) (*zip.Reader, error) {
	z.mu.Lock()
	defer z.mu.Unlock()
	if z.opened == inner {
		return z.inside, nil
	}
	data, err := z.expand(ctx, inner.file, inner.name)
	if err != nil {
		return nil, err
	}
	r, err := open(data)
	if err != nil {
		return nil, z.broken(z.called(inner.name), err)
	}
	z.opened, z.inside = inner, r
	return r, nil
}

// called is what a file is called in sentences.
func (z *zipFile) called(name string) string { return quote(z.name + "/" + name) }

// member is a file of an archive.
type member struct {
	z     *zipFile
	name  string    // its path
	file  *zip.File // nil for one of an inner zip
	inner *innerZip
	n     int   // which it is of the inner zip
	err   error // why it cannot be read, if that is known already
}

func (m *member) read(ctx context.Context) (corpus.Draft, error) {
	if m.err != nil {
		return corpus.Draft{}, m.err
	}
	z, f := m.z, m.file
	if m.inner != nil {
		r, err := z.enter(ctx, m.inner, func(data []byte) (*zip.Reader, error) { return openZip(data, z.limits.entries) })
		if err != nil {
			return corpus.Draft{}, err
		}
		f = r.File[m.n] // there, since the bytes are the same
	}
	data, err := z.expand(ctx, f, m.name)
	if err != nil {
		return corpus.Draft{}, err
	}
	d, err := z.read(ctx, input{name: z.called(m.name), data: data, format: formatOfPath(m.name)})
	if err != nil {
		return corpus.Draft{}, err
	}
	d.Key, d.URL = z.location+"/"+m.name, ""
	if z.address != "" {
		d.URL = z.address + "/" + m.name
	}
	if d.MediaType != "text/plain" {
		// Plain text may say its title in its first line, which is for Clean to see.
		d.Title = cmp.Or(d.Title, titleOfPath(m.name))
	}
	return d, nil
}

// check says why a file cannot be read, as far as its entry shows.
func (z *zipFile) check(f *zip.File, name string) error {
	name = z.called(name)
	switch size := f.UncompressedSize64; {
	case f.Flags&1 != 0:
		return invalid(errPassword, "%s is protected by a password: unpack the archive, and add the file.", name)
	case f.Method != zip.Store && f.Method != zip.Deflate:
		return invalid(fmt.Errorf("method %d: %w", f.Method, zip.ErrAlgorithm), "%s is packed in a way that Footnote does not know: pack it again as a usual zip, or add the file itself.", name)
	case size > uint64(z.limits.member):
		return tooBig(name, z.limits.member)
	case size > uint64(z.limits.free) && size/uint64(z.limits.ratio) > f.CompressedSize64:
		return invalid(nil, "%s is packed more than %d to 1, as no text is: if it is one, add the file itself.", name, z.limits.ratio)
	}
	return nil
}

// expand unpacks a file.
func (z *zipFile) expand(ctx context.Context, f *zip.File, name string) ([]byte, error) {
	r, err := f.Open()
	if err != nil {
		return nil, z.damaged(name, err)
	}
	defer r.Close()
	data, err := readAll(ctx, io.LimitReader(r, z.limits.member+1), z.limits.member)
	switch {
	case err != nil && ctx.Err() != nil:
		return nil, fmt.Errorf("read archive: %w", ctx.Err())
	case errors.Is(err, errTooBig):
		return nil, tooBig(z.called(name), z.limits.member)
	case err != nil:
		return nil, z.damaged(name, err)
	}
	return data, nil
}

func (z *zipFile) damaged(name string, err error) error {
	return invalid(err, "%s is damaged: pack the archive again.", z.called(name))
}

// broken is the sentence about an archive that cannot be listed.
func (z *zipFile) broken(name string, err error) error {
	switch {
	case errors.Is(err, errManyEntries):
		return invalid(err, "%s holds more than %d files: unpack it, and add those that are needed.", name, z.limits.entries)
	case errors.Is(err, errOverlap):
		return invalid(err, "%s is damaged or made to do harm, since files in it overlap: pack it again.", name)
	}
	return invalid(err, "%s is a damaged archive, or not the whole of one: pack it again.", name)
}
