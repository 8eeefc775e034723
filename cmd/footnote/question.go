package main

import (
	"bufio"
	"context"
	"errors"
	"io"
	"strings"

	"footnote/retrieval"
)

// maxLine is how many bytes of a line of standard input are kept; the rest is
// read and let go, so that an endless line costs no memory.
const maxLine = 1 << 20

// checkQuestion returns the question without the space around it, or why it
// cannot be asked, which is an error of use.
func checkQuestion(text string) (string, error) {
	text = strings.TrimSpace(strings.ToValidUTF8(text, "\uFFFD"))
	if err := retrieval.Check(text); err != nil {
		return "", &usageError{err}
	}
	return text, nil
}

// lines reads a text line by line, however long its lines are.
type lines struct{ r *bufio.Reader }

func newLines(r io.Reader) *lines { return &lines{bufio.NewReaderSize(r, 64<<10)} }

// next returns the next line without its end, cut to maxLine bytes. It returns
// io.EOF after the last one.
func (l *lines) next() (string, error) {
	var line []byte
	started := false
	for {
		part, err := l.r.ReadSlice('\n')
		started = started || len(part) > 0
		if room := maxLine - len(line); room > 0 {
			line = append(line, part[:min(room, len(part))]...)
		}
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			continue
		case err == nil, errors.Is(err, io.EOF) && started:
			return strings.TrimSuffix(strings.TrimSuffix(string(line), "\n"), "\r"), nil
		default:
			return "", err
		}
	}
}

// typed is standard input, given up when ctx ends. On a terminal it says what the
// program waits for, when it begins to.
func (a *app) typed(ctx context.Context) io.Reader {
	in := &interruptible{ctx: ctx, r: a.in}
	if isTerminal(a.in) {
		in.first = func() { a.note("Reading from the terminal; end with Ctrl-D.") }
	}
	return in
}

// interruptible is a reader that is given up when ctx ends: a person's Ctrl-C
// must not wait for a line. A read that waits cannot be taken back, so its
// goroutine stays until the input ends or the process does; it reads into a
// buffer of its own.
type interruptible struct {
	ctx   context.Context
	r     io.Reader
	first func() // called before the first read, unless nil
	buf   []byte
}

func (i *interruptible) Read(p []byte) (int, error) {
	if err := i.ctx.Err(); err != nil {
		return 0, err
	}
	if i.first != nil {
		i.first()
		i.first = nil
	}
	type result struct {
		n   int
		err error
	}
	if len(i.buf) < len(p) {
		i.buf = make([]byte, len(p))
	}
	buf := i.buf[:len(p)]
	read := make(chan result, 1)
	go func() {
		n, err := i.r.Read(buf)
		read <- result{n, err}
	}()
	select {
	case r := <-read:
		return copy(p, buf[:r.n]), r.err
	case <-i.ctx.Done():
		i.buf = nil // the read that waits has it
		return 0, i.ctx.Err()
	}
}
