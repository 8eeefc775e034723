package main

import (
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"footnote/retrieval"
)

func TestCheckQuestion(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"plain", " Why? because ", "Why? because"},
		{"at the limit", strings.Repeat("ä", retrieval.MaxQuestion), strings.Repeat("ä", retrieval.MaxQuestion)},
		{"a number", "1968?", "1968?"},
		{"another script", "桥为什么关闭？", "桥为什么关闭？"},
		{"broken UTF-8", "wh\xffy", "wh\ufffdy"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := checkQuestion(c.in)
			if err != nil || got != c.want {
				t.Errorf("got %q, %v; want %q", got, err, c.want)
			}
		})
	}
	for _, c := range []struct{ name, in, want string }{
		{"empty", "", "empty"},
		{"spaces", " \t\u00a0\n", "empty"},
		{"punctuation", "?!… — ()", "no words"},
		{"emoji", "🌉🚢", "no words"},
		{"too long", strings.Repeat("a", retrieval.MaxQuestion+1), "too long"},
		{"100 kB", strings.Repeat("why ", 25_000), "too long"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := checkQuestion(c.in)
			if exitCode(err) != exitUsage || !strings.Contains(explain(err), c.want) {
				t.Errorf("got %v, want a usage error with %q", err, c.want)
			}
		})
	}
}

func TestLines(t *testing.T) {
	long := strings.Repeat("x", maxLine+100_000)
	for _, c := range []struct {
		name, in string
		want     []string
	}{
		{"nothing", "", nil},
		{"one", "a\n", []string{"a"}},
		{"no end", "a\nb", []string{"a", "b"}},
		{"an empty line is a line", "a\n\nb\n", []string{"a", "", "b"}},
		{"windows", "a\r\nb\r\n", []string{"a", "b"}},
		{"too long is cut", long + "\nb\n", []string{long[:maxLine], "b"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			in := newLines(&interruptible{ctx: t.Context(), r: iotest.HalfReader(strings.NewReader(c.in))})
			var got []string
			for {
				line, err := in.next()
				if errors.Is(err, io.EOF) {
					break
				}
				if err != nil {
					t.Fatal(err)
				}
				got = append(got, line)
			}
			if len(got) != len(c.want) || !equal(got, c.want) {
				t.Errorf("got %d lines, want %d", len(got), len(c.want))
			}
		})
	}
}

func TestLinesError(t *testing.T) {
	broken := errors.New("broken pipe")
	in := newLines(io.MultiReader(strings.NewReader("a\n"), iotest.ErrReader(broken)))
	if line, err := in.next(); line != "a" || err != nil {
		t.Fatalf("got %q, %v", line, err)
	}
	if _, err := in.next(); !errors.Is(err, broken) {
		t.Errorf("got %v, want the reader's error", err)
	}
}
