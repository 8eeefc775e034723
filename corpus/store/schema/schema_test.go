package schema

import (
	"slices"
	"testing"
	"testing/fstest"
)

func TestRead(t *testing.T) {
	files := func(names ...string) fstest.MapFS {
		fs := fstest.MapFS{"migrations/notes.txt": {}}
		for _, n := range names {
			fs["migrations/"+n] = &fstest.MapFile{Data: []byte(n)}
		}
		return fs
	}
	c, err := Read("bot", files("0002_b.sql", "0001_a.sql"))
	if err != nil {
		t.Fatal(err)
	}
	if want := []step{{"a", "0001_a.sql"}, {"b", "0002_b.sql"}}; !slices.Equal(c.steps, want) || c.Latest() != 2 {
		t.Errorf("steps %v, want %v", c.steps, want)
	}
	for _, wrong := range []fstest.MapFS{files("0002_b.sql"), files("0001_a.sql", "0003_c.sql"), files("a.sql"), files("0001_a.sql", "0001_b.sql")} {
		if c, err := Read("bot", wrong); err == nil {
			t.Errorf("%v gives %v", wrong, c)
		}
	}
}
