package index

import (
	"fmt"
	"runtime/debug"
)

// damage is an error of an engine's files. The engine is then built anew.
type damage struct{ err error }

func (d *damage) Error() string { return d.err.Error() }
func (d *damage) Unwrap() error { return d.err }

// guard runs a call into bleve. Damaged segments make it panic, and a file that
// became shorter under a memory map makes the processor fault, which without
// SetPanicOnFault ends the process. Both become errors.
func guard(f func() error) (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if r := recover(); r != nil {
			err = &damage{fmt.Errorf("panic in the lexical index: %v\n%s", r, debug.Stack())}
		}
	}()
	if err := f(); err != nil {
		return &damage{err}
	}
	return nil
}
