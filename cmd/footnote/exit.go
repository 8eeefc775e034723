package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"footnote/corpus"
)

// Exit codes, as the design fixes them. A refusal to answer is done.
const (
	exitDone   = 0
	exitFailed = 1
	exitUsage  = 2
)

// usageError says that Footnote was used wrongly: flags, arguments, config or
// the question itself.
type usageError struct{ err error }

func (e *usageError) Error() string { return e.err.Error() }
func (e *usageError) Unwrap() error { return e.err }

func usagef(format string, args ...any) error {
	return &usageError{fmt.Errorf(format, args...)}
}

// reportedError ends the program with exit code 1 without a further word:
// what failed has been shown already, line by line.
type reportedError struct{ err error }

func (e *reportedError) Error() string { return e.err.Error() }
func (e *reportedError) Unwrap() error { return e.err }

func wasReported(err error) bool {
	var r *reportedError
	return errors.As(err, &r)
}

var (
	errStopped    = &corpus.Problem{Code: corpus.CodeUnavailable, Message: "Stopped.", Err: context.Canceled}
	errSomeFailed = &reportedError{errors.New("some of it failed")}
)

func exitCode(err error) int {
	var usage *usageError
	switch {
	case err == nil:
		return exitDone
	case errors.As(err, &usage):
		return exitUsage
	}
	return exitFailed
}

// report writes the sentence about err that a person reads.
func report(w io.Writer, err error) {
	if err == nil {
		return
	}
	var r *reportedError
	var usage *usageError
	if errors.As(err, &r) && !errors.As(err, &usage) {
		return
	}
	fmt.Fprintf(w, "footnote: %s\n", safeLine(explain(err)))
}

// explain is the message of a Problem, or the error as it is: on the command
// line there is no log to look into.
func explain(err error) string {
	var p *corpus.Problem
	if errors.As(err, &p) {
		return p.Message
	}
	var file *fs.PathError
	if errors.As(err, &file) && file.Op == "write" && file.Path == os.Stdout.Name() {
		return "Standard output cannot be written: " + reason(file) + "."
	}
	return err.Error()
}
