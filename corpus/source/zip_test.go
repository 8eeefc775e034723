package source

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"

	"footnote/corpus"
)

// packed is a file of an archive.
type packed struct {
	name, text string
	header     func(*zip.FileHeader)
}

func archive(t testing.TB, entries ...packed) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, e := range entries {
		h := &zip.FileHeader{Name: e.name, Method: zip.Deflate}
		if strings.HasSuffix(e.name, "/") {
			h.Method = zip.Store
		}
		if e.header != nil {
			e.header(h)
		}
		f, err := w.CreateHeader(h)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Write([]byte(e.text)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// raw writes an entry as it stands: what is said of its bytes may be a lie.
func raw(t testing.TB, h zip.FileHeader, data []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	h.CompressedSize64 = uint64(len(data))
	f, err := w.CreateRaw(&h)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.Write(data); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// look puts bytes into a file and looks at it.
func look(t testing.TB, name string, data []byte) (corpus.Content, error) {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return NewLocal(Limits{FileBytes: 4 << 20}).Look(t.Context(), path)
}

// members reads all files of a listing: their text, or why there is none.
func members(t testing.TB, c corpus.Content) map[string]string {
	t.Helper()
	if c.Listing == nil {
		t.Fatalf("no listing: %+v", c.Reading)
	}
	all := map[string]string{}
	for _, i := range c.Listing.Items {
		d, err := i.Read(t.Context())
		name := strings.TrimPrefix(i.Key, c.Listing.Location+"/")
		if err != nil {
			all[name] = "! " + strings.TrimPrefix(corpus.Explain(err), c.Listing.Shown+"/")
			continue
		}
		if d.Key != i.Key || d.URL != c.Listing.Shown+"/"+name {
			t.Errorf("%q: key %q, address %q", i.Key, d.Key, d.URL)
		}
		all[name] = strings.TrimSpace(d.Text)
	}
	return all
}

const tide = "The tide was high at noon on Monday."

func TestZip(t *testing.T) {
	inner := archive(t, packed{name: "b/moon.txt", text: "The moon was full."}, packed{name: "deep.zip", text: string(archive(t, packed{name: "x.txt", text: tide}))})
	data := archive(t,
		packed{name: "notes/"},
		packed{name: "notes/tide.txt", text: tide},
		packed{name: "rain.md", text: "# Rain\n\nIt rained."},
		packed{name: "page.HTML", text: "<p>It snowed all day in the hills above the town, and nobody went out.</p>"},
		packed{name: "picture.png", text: "\x89PNG"},
		packed{name: "data.json", text: "{}"},
		packed{name: ".hidden.txt", text: tide},
		packed{name: ".git/x.txt", text: tide},
		packed{name: "__MACOSX/._tide.txt", text: tide},
		packed{name: "link.txt", text: "/etc/passwd", header: func(h *zip.FileHeader) { h.SetMode(os.ModeSymlink | 0o777) }},
		packed{name: "older/inner.zip", text: string(inner)},
		packed{name: "empty.txt"},
		packed{name: "image.txt", text: "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"},
		packed{name: "rain.md", text: "# Rain\n\nIt stopped."},
	)
	c, err := look(t, "all.zip", data)
	if err != nil {
		t.Fatal(err)
	}
	l := c.Listing
	if l.Kind != corpus.KindFile || l.Title != "all.zip" || l.More != 0 {
		t.Errorf("%+v", l)
	}
	want := "2 files of other kinds in it were left out. 1 file in it has the name of a later one, and was left out. " +
		"1 archive in it stands in another archive, and was left out."
	if d := cmp.Diff(want, l.Note); d != "" {
		t.Error(d)
	}
	got := members(t, c)
	if d := cmp.Diff(map[string]string{
		"notes/tide.txt":             tide,
		"rain.md":                    "It stopped.",
		"page.HTML":                  "It snowed all day in the hills above the town, and nobody went out.",
		"older/inner.zip/b/moon.txt": "The moon was full.",
		"empty.txt":                  "! empty.txt is empty: there is no text to add.",
		"image.txt":                  "! image.txt is an image, not text: " + readable + ".",
	}, got); d != "" {
		t.Error(d)
	}

	// What did not change keeps its version, wherever the archive lies.
	again, err := look(t, "all.zip", data)
	if err != nil {
		t.Fatal(err)
	}
	for n, i := range again.Listing.Items {
		if i.Version != l.Items[n].Version || i.Version == "" {
			t.Errorf("%s: version %q, was %q", i.Key, i.Version, l.Items[n].Version)
		}
	}
	changed, err := look(t, "all.zip", archive(t, packed{name: "notes/tide.txt", text: strings.ToUpper(tide)}))
	if err != nil {
		t.Fatal(err)
	}
	if changed.Listing.Items[0].Version == l.Items[0].Version {
		t.Error("another text has the same version")
	}
}

// Documents and programs are zips too.
func TestZipOfADocument(t *testing.T) {
	for _, first := range []string{"[Content_Types].xml", "mimetype", "META-INF/MANIFEST.MF"} {
		c, err := look(t, "x.bin", archive(t, packed{name: first, text: "x"}, packed{name: "a.txt", text: tide}))
		if c.Listing != nil || !corpus.HasCode(err, corpus.CodeInvalid) {
			t.Errorf("%s: %+v %v", first, c, err)
		}
	}
	c, err := look(t, "papers", archive(t, packed{name: "a.txt", text: tide}, packed{name: "mimetype", text: "x"}))
	if err != nil || c.Listing == nil {
		t.Errorf("%+v %v", c, err)
	}
	c, err = look(t, "notes.zip", []byte(tide)) // whatever it is called
	if err != nil || c.Reading == nil {
		t.Errorf("%+v %v", c, err)
	}
}

func TestZipNames(t *testing.T) {
	long := strings.Repeat("long/", 100) + "end.txt"
	for name, want := range map[string]string{
		"../../etc/a.txt":               "etc/a.txt",
		"/etc/a.txt":                    "etc/a.txt",
		`C:\notes\a.txt`:                "notes/a.txt",
		`..\..\a.txt`:                   "a.txt",
		"a//./b/../c.txt":               "a/c.txt",
		"a\x00b\n\x1b[31m\u202Ec.txt":   "a_b__[31m_c.txt",
		"Stra\xe1e.txt":                 "Straße.txt", // CP437
		"Straße.txt":                    "Straße.txt",
		".hidden/a.txt":                 "",
		"a/__MACOSX/b.txt":              "",
		"..":                            "",
		"":                              "",
		"a/.DS_Store":                   "",
		strings.Repeat("x", 100) + ".a": strings.Repeat("x", 100) + ".a",
	} {
		if got := memberName(&zip.File{FileHeader: zip.FileHeader{Name: name}}); got != want {
			t.Errorf("%q is %q, want %q", name, got, want)
		}
	}
	got := memberName(&zip.File{FileHeader: zip.FileHeader{Name: long}})
	other := memberName(&zip.File{FileHeader: zip.FileHeader{Name: "long/" + long}})
	if len(got) > mostNameBytes || !strings.HasSuffix(got, ".txt") || got == other {
		t.Errorf("%q %q", got, other)
	}
}

func encrypted(h *zip.FileHeader) { h.Flags |= 1 }

// One bad file costs itself, and is told by name.
func TestZipWithBadFiles(t *testing.T) {
	good := packed{name: "good.txt", text: tide}
	damaged := archive(t, packed{name: "bad.txt", text: tide, header: func(h *zip.FileHeader) { h.Method = zip.Store }}, good)
	damaged = bytes.Replace(damaged, []byte("high"), []byte("logh"), 1)
	for name, c := range map[string]struct {
		data []byte
		want string
	}{
		"encrypted":    {archive(t, packed{"bad.txt", tide, encrypted}, good), "! bad.txt is protected by a password: unpack the archive, and add the file."},
		"too big":      {archive(t, packed{name: "bad.txt", text: noise(4<<20 + 1)}, good), "! bad.txt is larger than 4 MB: split it, or add only the part that is needed."},
		"bomb":         {archive(t, packed{name: "bad.txt", text: strings.Repeat("a", 3<<20)}, good), "! bad.txt is packed more than 200 to 1, as no text is: if it is one, add the file itself."},
		"wrong digest": {damaged, "! bad.txt is damaged: pack the archive again."},
		"no zip":       {archive(t, packed{name: "bad.zip", text: "PK\x03\x04"}, good), "! bad.zip is a damaged archive, or not the whole of one: pack it again."},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := look(t, "all.zip", c.data)
			if err != nil {
				t.Fatal(err)
			}
			bad := "bad.txt"
			if strings.Contains(c.want, "bad.zip") {
				bad = "bad.zip"
			}
			if d := cmp.Diff(map[string]string{bad: c.want, "good.txt": tide}, members(t, got)); d != "" {
				t.Error(d)
			}
		})
	}
}

// noise is a text that is hard to pack.
func noise(n int) string {
	var b strings.Builder
	for i := uint32(1); b.Len() < n; i++ {
		fmt.Fprintf(&b, "%08x ", i*2654435761)
	}
	return b.String()[:n]
}

// An archive of which nothing can be read is refused with a sentence.
func TestHostileZip(t *testing.T) {
	whole := archive(t, packed{name: "a.txt", text: tide}, packed{name: "b.txt", text: tide})
	method := zip.FileHeader{Name: "a.txt", Method: 99, UncompressedSize64: 10}
	lie := zip.FileHeader{Name: "a.txt", Method: zip.Store, UncompressedSize64: 1 << 62}
	for name, c := range map[string]struct {
		data []byte
		want string
	}{
		"empty":          {archive(t), "is empty: there are no files in it."},
		"only folders":   {archive(t, packed{name: "a/"}, packed{name: "b/"}), "is empty: there are no files in it."},
		"only hidden":    {archive(t, packed{name: "__MACOSX/a.txt", text: tide}), "is empty: there are no files in it."},
		"other kinds":    {archive(t, packed{name: "a.png", text: "x"}), "holds no files that can be read: Footnote reads"},
		"encrypted":      {archive(t, packed{"a.txt", tide, encrypted}, packed{"b.txt", tide, encrypted}), "is protected by a password: unpack it"},
		"unknown method": {raw(t, method, make([]byte, 10)), "is packed in a way that Footnote does not know"},
		"huge":           {raw(t, lie, make([]byte, 10)), "a.txt is larger than 4 MB"},
		"truncated":      {whole[:len(whole)-30], "is a damaged archive, or not the whole of one"},
		"only a head":    {whole[:40], "is a damaged archive, or not the whole of one"},
		"overlapping":    {overlap(t, 50), "files in it overlap"},
		"many entries":   {many(t, mostZipEntries+1), "holds more than 20000 files"},
		"too deep":       {archive(t, packed{name: "a.zip", text: string(archive(t, packed{name: "b.zip", text: string(whole)}))}), "only archives in archives"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := look(t, "all.zip", c.data)
			if !corpus.HasCode(err, corpus.CodeInvalid) || !strings.Contains(corpus.Explain(err), "all.zip") || !strings.Contains(corpus.Explain(err), c.want) {
				t.Errorf("%+v %v", got, err)
			}
		})
	}
}

// overlap makes a zip whose entries all lie in the same bytes.
func overlap(t testing.TB, n int) []byte {
	t.Helper()
	data := archive(t, packed{name: "a.txt", text: tide})
	at := bytes.Index(data, entryMark)
	end := bytes.Index(data, []byte("PK\x05\x06"))
	one, tail := data[at:end], slices.Clone(data[end:])
	for i := range n - 1 {
		next := bytes.Replace(one, []byte("a.txt"), []byte{byte('b' + i%20), '.', 't', 'x', 't'}, 1)
		data = slices.Concat(data[:end+i*len(one)], next)
	}
	binary.LittleEndian.PutUint16(tail[8:], uint16(n))
	binary.LittleEndian.PutUint16(tail[10:], uint16(n))
	binary.LittleEndian.PutUint32(tail[12:], uint32(n*len(one)))
	return append(data, tail...)
}

func many(t testing.TB, n int) []byte {
	t.Helper()
	entries := make([]packed, n)
	for i := range entries {
		entries[i] = packed{name: fmt.Sprintf("%d.txt", i), text: "x", header: func(h *zip.FileHeader) { h.Method = zip.Store }}
	}
	return archive(t, entries...)
}

// Too many files: as many as are allowed are read, and the others are counted.
func TestZipOfManyFiles(t *testing.T) {
	c, err := look(t, "all.zip", many(t, 10_000))
	if err != nil {
		t.Fatal(err)
	}
	if n := len(c.Listing.Items); n != 500 || c.Listing.More != 9500 {
		t.Errorf("%d files, %d more", n, c.Listing.More)
	}
}

// The files of a zip are measured together, those of zips within it as well.
func TestZipThatIsLarge(t *testing.T) {
	data := archive(t, packed{name: "in.zip", text: string(archive(t, packed{name: "a.txt", text: noise(400)}))},
		packed{name: "b.txt", text: noise(400)}, packed{name: "c.txt", text: noise(400)}, packed{name: "d.txt", text: tide})
	limits := zipLimitsOf(4 << 20)
	limits.expanded = 1500
	z := &zipFile{name: "all.zip", limits: limits, data: data}
	var l corpus.Listing
	if err := z.listInto(t.Context(), &l, ""); err != nil {
		t.Fatal(err)
	}
	if l.More != 1 || len(l.Items) != 3 || z.expanded > limits.expanded {
		t.Errorf("%+v, %d bytes", l, z.expanded)
	}
}

// A file that is larger than its entry says is not read to its end.
func TestZipThatLies(t *testing.T) {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	f, err := w.Create("x")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.Write(bytes.Repeat([]byte("a"), 64<<20)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	r, err := openZip(b.Bytes(), 1)
	if err != nil {
		t.Fatal(err)
	}
	body, err := r.File[0].OpenRaw()
	if err != nil {
		t.Fatal(err)
	}
	data, err := readAll(t.Context(), body, 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	c, err := look(t, "all.zip", raw(t, zip.FileHeader{Name: "a.txt", Method: zip.Deflate, UncompressedSize64: 1000, CRC32: crc32.ChecksumIEEE(nil)}, data))
	if err != nil {
		t.Fatal(err)
	}
	if got := members(t, c)["a.txt"]; !strings.Contains(got, "is damaged") {
		t.Error(got)
	}
}

// A zip that holds itself ends.
func TestZipInItself(t *testing.T) {
	z := &zipFile{name: "all.zip", limits: zipLimitsOf(4 << 20), data: archive(t, packed{name: "r.zip", text: string(archive(t, packed{name: "r.zip", text: "PK\x03\x04"}, packed{name: "a.txt", text: tide}))})}
	var l corpus.Listing
	if err := z.listInto(t.Context(), &l, ""); err != nil || len(l.Items) != 1 || z.deep != 1 {
		t.Errorf("%+v %v", l, err)
	}
}

func TestZipIsCancelled(t *testing.T) {
	path := filepath.Join(t.TempDir(), "all.zip")
	if err := os.WriteFile(path, archive(t, packed{name: "a.txt", text: tide}), 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := NewLocal(Limits{}).Look(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := c.Listing.Items[0].Read(ctx); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

// A zip in a folder is one of its files; where a text is wanted it is refused.
func TestZipElsewhere(t *testing.T) {
	dir := t.TempDir()
	data := archive(t, packed{name: "a.txt", text: tide})
	if err := os.WriteFile(filepath.Join(dir, "all.zip"), data, 0o600); err != nil {
		t.Fatal(err)
	}
	l := NewLocal(Limits{})
	var found []string
	for path, err := range l.Find(t.Context(), dir) {
		if err != nil {
			t.Error(err)
		}
		found = append(found, filepath.Base(path))
	}
	if d := cmp.Diff([]string{"all.zip"}, found); d != "" {
		t.Error(d)
	}
	if _, err := Text("typed", data); !strings.Contains(corpus.Explain(err), "typed is a zip archive where a text was expected: save it as a file") {
		t.Error(err)
	}
}

// FuzzZip: whatever the bytes are, few files come out of them, with names that are
// safe to show, each once, and none that is larger than allowed.
func FuzzZip(f *testing.F) {
	f.Add(archive(f, packed{name: "a.txt", text: tide}, packed{name: "../b.md", text: "# B"}))
	f.Fuzz(func(t *testing.T, data []byte) {
		limits := zipLimitsOf(64 << 10)
		limits.expanded, limits.members, limits.entries = 256<<10, 20, 100
		var expanded int
		z := &zipFile{name: "all.zip", limits: limits, data: data, read: func(_ context.Context, in input) (corpus.Draft, error) {
			expanded += len(in.data)
			return corpus.Draft{Text: string(in.data)}, nil
		}}
		_ = isArchive("all.zip", data)
		l := corpus.Listing{Location: "hash"}
		if err := z.listInto(t.Context(), &l, "all.zip"); err != nil {
			if _, known := errors.AsType[*corpus.Problem](err); !known {
				t.Fatal(err)
			}
			return
		}
		if len(l.Items) > limits.members {
			t.Fatalf("%d files", len(l.Items))
		}
		keys := map[string]bool{}
		for _, i := range l.Items {
			name, inside := strings.CutPrefix(i.Key, "hash/")
			if !inside || keys[i.Key] || !filepath.IsLocal(name) || strings.ContainsFunc(name, unicode.IsControl) || len(name) > 2*mostNameBytes+1 {
				t.Fatalf("%q", i.Key)
			}
			keys[i.Key] = true
			d, err := i.Read(t.Context())
			if _, known := errors.AsType[*corpus.Problem](err); err != nil && !known {
				t.Fatal(err)
			}
			if err == nil && (d.Key != i.Key || d.URL != "all.zip/"+name) {
				t.Fatalf("%+v", d)
			}
		}
		if int64(expanded) > limits.expanded {
			t.Fatalf("%d bytes", expanded)
		}
	})
}
