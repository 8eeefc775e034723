package main

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"mime"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
	"go.uber.org/goleak"

	"footnote/bot/discordtest"
)

// TestMain fails the tests when a goroutine outlives them.
func TestMain(m *testing.M) {
	if discordtest.ServeIfAsked() { // as the fake Discord's own process
		return
	}
	code := m.Run()
	if built != "" {
		_ = os.RemoveAll(built)
	}
	// bleve's own workers live as long as the process.
	err := goleak.Find(goleak.IgnoreAnyFunction("github.com/blevesearch/bleve_index_api.AnalysisWorker"))
	if code == 0 && err != nil {
		println(err.Error())
		code = 1
	}
	os.Exit(code)
}

// built is the folder of the program, "" until a test needs it.
var built string

// ownEnv is the environment as it was before a test gave itself another home, in
// which there are no caches to build with.
var ownEnv = os.Environ()

// buildProgram builds footnote, as a user would, and returns its path. Tests that
// run it many times run it without the race detector, which makes it start ten
// times slower; the tests that call run have it.
var buildProgram = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "footnote-test-*")
	if err != nil {
		return "", err
	}
	built = dir
	program := filepath.Join(dir, "footnote")
	if runtime.GOOS == "windows" {
		program += ".exe"
	}
	build := exec.Command("go", "build", "-o", program, ".")
	build.Env = ownEnv
	if out, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("go build: %w\n%s", err, out)
	}
	return program, nil
})

func program(t *testing.T) string {
	t.Helper()
	path, err := buildProgram()
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// TestScripts runs the program itself, as a process, through testdata/script.
func TestScripts(t *testing.T) {
	bin := filepath.Dir(program(t))
	taken, err := net.Listen("tcp", "127.0.0.1:0") // for whoever wants an address that is not free
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = taken.Close() })
	testscript.Run(t, testscript.Params{
		Dir: filepath.Join("testdata", "script"),
		Setup: func(e *testscript.Env) error {
			home := filepath.Join(e.WorkDir, "home")
			site := httptest.NewServer(folderSite(filepath.Join(e.WorkDir, "site")))
			e.Defer(site.Close)
			e.Setenv("SITE", site.URL)
			for name, value := range map[string]string{
				"HOME": home, "XDG_DATA_HOME": "", "XDG_CONFIG_HOME": "", "FOOTNOTE_CONFIG": "",
				"NO_COLOR": "", "OPENAI_API_KEY": "", "PATH": bin + string(os.PathListSeparator) + e.Getenv("PATH"),
			} {
				e.Setenv(name, value)
			}
			allowed := fmt.Sprintf("[sources]\nallow_hosts = [%q]\n", strings.TrimPrefix(site.URL, "http://"))
			return errors.Join(os.MkdirAll(home, 0o700), os.WriteFile(filepath.Join(e.WorkDir, "site.toml"), []byte(allowed), 0o600), os.WriteFile(filepath.Join(e.WorkDir, "taken.toml"),
				[]byte(fmt.Sprintf("[http]\nlisten = %q\n[discord]\napi_url = \"http://127.0.0.1:1\"\n", taken.Addr())), 0o600))
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits":   cmdExits,
			"bigfile": cmdBigFile,
			"bytes":   cmdBytes,
			"wide":    cmdWide,
			"pack":    cmdPack,
		},
	})
}

// folderSite is a web site whose pages are the files of a folder, as they are when
// they are asked for; %SITE% in them is its own address. It gives no validators: a
// script changes a page within the second.
func folderSite(folder string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		page, err := os.ReadFile(filepath.Join(folder, filepath.FromSlash(path.Clean("/"+r.URL.Path))))
		if err != nil {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", mime.TypeByExtension(path.Ext(r.URL.Path)))
		_, _ = w.Write(bytes.ReplaceAll(page, []byte("%SITE%"), []byte("http://"+r.Host)))
	})
}

// cmdPack packs a folder into a zip: pack all.zip folder.
func cmdPack(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: pack ZIP FOLDER")
	}
	f, err := os.Create(ts.MkAbs(args[0]))
	ts.Check(err)
	w := zip.NewWriter(f)
	ts.Check(errors.Join(w.AddFS(os.DirFS(ts.MkAbs(args[1]))), w.Close(), f.Close()))
}

// cmdExits runs footnote in a script and wants its exit code: exits 2 ask "".
func cmdExits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 1 {
		ts.Fatalf("usage: exits CODE ARGS…")
	}
	err := ts.Exec("footnote", args[1:]...)
	got := "0"
	if err != nil {
		got = strings.TrimPrefix(err.Error(), "exit status ")
	}
	if got != args[0] {
		ts.Fatalf("exit code %s, want %s", got, args[0])
	}
}

// cmdBigFile makes a file of one line of 200 MB: bigfile NAME.
func cmdBigFile(ts *testscript.TestScript, neg bool, args []string) {
	f, err := os.Create(ts.MkAbs(args[0]))
	ts.Check(err)
	line := bytes.Repeat([]byte("a line that does not end "), 1<<15)
	for written := 0; written < 200<<20; written += len(line) {
		_, err = f.Write(line)
		ts.Check(err)
	}
	ts.Check(f.Close())
}

// cmdBytes writes bytes that a script cannot hold: bytes NAME GO-QUOTED.
func cmdBytes(ts *testscript.TestScript, neg bool, args []string) {
	var b bytes.Buffer
	for _, hex := range args[1:] {
		var c byte
		for _, d := range []byte(strings.ToLower(hex)) {
			c = c<<4 | byte(strings.IndexByte("0123456789abcdef", d))
		}
		b.WriteByte(c)
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), b.Bytes(), 0o600))
}

// cmdWide wants no line of the last output to be wider than so many columns,
// links aside: wide 80.
func cmdWide(ts *testscript.TestScript, neg bool, args []string) {
	for _, line := range strings.Split(ts.ReadFile("stdout"), "\n") {
		if columns(line) > 80 && !strings.Contains(line, "://") && !strings.Contains(line, "/") {
			ts.Fatalf("line is wider than 80 columns: %q", line)
		}
	}
}

// result is what one run inside of the test process gave.
type result struct {
	out, err string
	code     int
}

// footnote runs the program inside of the test process, with a home of its own.
func (h home) footnote(t *testing.T, stdin string, args ...string) result {
	t.Helper()
	return h.run(t, t.Context(), stdin, args...)
}

func (h home) run(t *testing.T, ctx context.Context, stdin string, args ...string) result {
	t.Helper()
	var out, errs bytes.Buffer
	err := run(ctx, append([]string{"--data", filepath.Join(string(h), "data")}, args...), strings.NewReader(stdin), &out, &errs)
	report(&errs, err)
	return result{out.String(), errs.String(), exitCode(err)}
}

// home is a folder that stands for the user's.
type home string

func newHome(t *testing.T) home {
	dir := t.TempDir()
	t.Setenv("HOME", dir)
	t.Setenv("XDG_CONFIG_HOME", "")
	t.Setenv("XDG_DATA_HOME", "")
	t.Setenv("FOOTNOTE_CONFIG", "")
	return home(dir)
}

func (h home) write(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(string(h), name)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}
