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

// nextOr is next, given up when ctx ends: a person's Ctrl-C must not wait for a
// line. The read cannot be taken back, so its goroutine stays until standard
// input ends or the process does.
func (l *lines) nextOr(ctx context.Context) (string, error) {
	type result struct {
		line string
		err  error
	}
	read := make(chan result, 1)
	go func() {
		line, err := l.next()
		read <- result{line, err}
	}()
	select {
	case r := <-read:
		return r.line, r.err
	case <-ctx.Done():
		return "", ctx.Err()
	}
}
