//go:build unix

package main

import (
	"bufio"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// session is a running program with open standard input.
type session struct {
	cmd *exec.Cmd
	in  io.WriteCloser
	out *bufio.Reader
	err strings.Builder
}

func startSession(t *testing.T, args ...string) *session {
	t.Helper()
	home := t.TempDir()
	s := &session{cmd: exec.Command(program(t), args...)}
	s.cmd.Env = append(os.Environ(), "HOME="+home, "XDG_DATA_HOME=", "XDG_CONFIG_HOME=", "FOOTNOTE_CONFIG=")
	s.cmd.Stderr = &s.err
	var err error
	if s.in, err = s.cmd.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	out, err := s.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	s.out = bufio.NewReader(out)
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.cmd.Process.Kill() })
	return s
}

// ask writes one line and waits for one line: the answer must come although the
// input stays open.
func (s *session) ask(t *testing.T, question string) string {
	t.Helper()
	if _, err := io.WriteString(s.in, question+"\n"); err != nil {
		t.Fatal(err)
	}
	line, err := s.out.ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	return line
}

// A signal ends the program although it waits for input; each answer is out
// before the next question is read.
func TestSignals(t *testing.T) {
	for _, c := range []struct {
		name   string
		args   []string
		signal syscall.Signal
		code   int
	}{
		{"ask, interrupted", []string{"ask", "--stdin", "--json"}, syscall.SIGINT, exitFailed},
		{"ask, terminated", []string{"ask", "--stdin", "--json"}, syscall.SIGTERM, exitFailed},
		{"chat, interrupted", []string{"chat"}, syscall.SIGINT, exitDone},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := startSession(t, c.args...)
			for _, question := range []string{"How long is the Kestrel Bridge?", "How many piers has the Kestrel Bridge?"} {
				if answer := s.ask(t, question); c.args[0] == "ask" && !strings.Contains(answer, question) {
					t.Errorf("%q is not the answer to %q", answer, question)
				}
				if c.args[0] == "chat" {
					break // an answer for people has many lines
				}
			}
			if err := s.cmd.Process.Signal(c.signal); err != nil {
				t.Fatal(err)
			}
			_, _ = io.Copy(io.Discard, s.out)
			_ = s.cmd.Wait()
			if code := s.cmd.ProcessState.ExitCode(); code != c.code {
				t.Errorf("exit code %d, want %d: %s", code, c.code, s.err.String())
			}
			if c.code == exitFailed && !strings.Contains(s.err.String(), "Stopped.") {
				t.Errorf("it said %q", s.err.String())
			}
		})
	}
}

// A signal ends the reading of one whole text as well. What is written before it
// is more than a pipe holds, so the program has begun to read.
func TestSignalWhileReadingText(t *testing.T) {
	s := startSession(t, "add", "-")
	if _, err := io.WriteString(s.in, strings.Repeat("The ferry is blue. ", 20_000)); err != nil {
		t.Fatal(err)
	}
	if err := s.cmd.Process.Signal(syscall.SIGINT); err != nil {
		t.Fatal(err)
	}
	out, _ := io.ReadAll(s.out)
	_ = s.cmd.Wait()
	if code := s.cmd.ProcessState.ExitCode(); code != exitFailed || len(out) > 0 || !strings.Contains(s.err.String(), "Stopped") {
		t.Errorf("exit code %d: %s%s", code, out, s.err.String())
	}
}

// Output that cannot be written is a failure, not a success without output.
func TestFullOutput(t *testing.T) {
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Skip("this system has no /dev/full")
	}
	defer full.Close()
	newHome(t)
	cmd := exec.Command(program(t), "version")
	var said strings.Builder
	cmd.Stdout, cmd.Stderr = full, &said
	_ = cmd.Run()
	if code := cmd.ProcessState.ExitCode(); code != exitFailed || said.String() != "footnote: Standard output cannot be written: the disk is full.\n" {
		t.Errorf("exit code %d: %s", code, said.String())
	}
	for _, args := range [][]string{
		{"ask", "How long is the Kestrel Bridge?"},
		{"ask", "--json", "How long is the Kestrel Bridge?"},
		{"search", "--json", "bridge"},
		{"sources"},
		{"version"},
		{"doctor"},
		{"doctor", "--json"},
	} {
		var errs strings.Builder
		if err := run(t.Context(), args, strings.NewReader(""), full, &errs); exitCode(err) != exitFailed {
			t.Errorf("%v: %v", args, err)
		}
	}
}

// A file that this user may not read is named, and the others go on.
func TestUnreadableFile(t *testing.T) {
	if os.Geteuid() == 0 {
		t.Skip("root may read everything; corpus/source injects the error")
	}
	h := newHome(t)
	h.write(t, "articles/a.txt", "The ferry to Loos leaves at noon.\n")
	if err := os.Chmod(h.write(t, "articles/b.txt", "The mill is closed.\n"), 0); err != nil {
		t.Fatal(err)
	}
	r := h.footnote(t, "", "add", filepath.Join(string(h), "articles"))
	if r.code != exitFailed || !strings.Contains(strings.Join(strings.Fields(r.out), " "), "may not be read") || !strings.Contains(r.err, "1 added, 1 failed.") {
		t.Errorf("exit %d: %s%s", r.code, r.out, r.err)
	}
}

// A data folder on a file system that takes no new files.
func TestReadOnlyData(t *testing.T) {
	if err := os.Mkdir("/sys/footnote-test", 0o700); err == nil {
		_ = os.Remove("/sys/footnote-test")
		t.Skip("/sys can be written here")
	} else if os.IsNotExist(err) {
		t.Skip("this system has no /sys")
	}
	h := newHome(t)
	article := h.write(t, "a.txt", "The ferry is blue.\n")
	for _, args := range [][]string{{"add", article}, {"doctor"}} {
		r := h.footnote(t, "", append(args, "--data", "/sys/footnote-test")...)
		if said := r.out + r.err; r.code != exitFailed || !strings.Contains(said, "/sys") || !strings.Contains(said, "--data") {
			t.Errorf("%v: exit %d, %s", args, r.code, said)
		}
	}
	// Reading needs no folder.
	if r := h.footnote(t, "", "ask", "--data", "/sys/footnote-test", "How long is the Kestrel Bridge?"); r.code != exitDone {
		t.Errorf("ask: exit %d, %s", r.code, r.err)
	}
}

// Ctrl-C ends an import between two articles, with a word about what is there and
// how to go on, and what was acknowledged is there; a second one is not needed.
func TestInterrupt(t *testing.T) {
	newHome(t)
	dir := home(t.TempDir())
	k := &killer{T: t, home: dir, program: program(t), articles: filepath.Join(string(dir), "articles")}
	writeArticles(t, k.articles, 4*killArticles)
	acked := map[string]bool{}
	for range kills(10) {
		lines, cmd := k.ended(1+rand.IntN(killArticles), syscall.SIGINT, "add", "--json", k.articles)
		said := cmd.Args[len(cmd.Args)-1]
		if len(lines) < 4*killArticles && (cmd.ProcessState.ExitCode() != exitFailed || !strings.Contains(said, "Stopped")) {
			t.Errorf("exit code %d: %s", cmd.ProcessState.ExitCode(), said)
		}
		for _, l := range lines {
			acked[l.URL] = true
		}
		k.has(k.check(), acked)
		if err := os.RemoveAll(k.data()); err != nil {
			t.Fatal(err)
		}
		clear(acked)
	}
}
