package bot

import "context"

// Response is what to do about an event. Discord wants an answer within three
// seconds, and whether it is private is fixed by that first answer, so it is
// decided from memory. It is one of:
//
//   - Show: a complete reply;
//   - Form: a form to open;
//   - Task: "thinking", and the task shows the rest;
//   - nothing at all (the zero value): silence, which only Said may give.
type Response struct {
	Show Screen
	Form *Form
	Task Task

	// Private makes the reply visible to the one who asked only.
	Private bool
	// Replace puts the reply in the place of the message whose button was pressed.
	Replace bool
}

// Task is work that was admitted: a place in the queue of its server is taken.
// Exactly one of its methods must be called, once.
type Task interface {
	// Start hands the task to the queue, after the first answer has reached
	// Discord. It returns at once; the task's end is Sink.Finish.
	Start(s Sink)
	// Drop gives the place in the queue back: the first answer did not reach
	// Discord, so nobody waits for the rest.
	Drop()
}

// Sink is where a task shows what it found. Its methods are called by one
// goroutine.
type Sink interface {
	// Show shows how far the work is. A screen may be skipped for a later one.
	Show(s Screen)
	// Finish shows the end and returns the id of the message that holds it. The
	// message is complete when it returns without an error.
	Finish(ctx context.Context, s Screen) (message string, err error)
}

// Form asks a person for text.
type Form struct {
	ID     string // see Verb
	Title  string
	Fields []Field
}

// Field is one text of a form.
type Field struct {
	Name        string
	Label       string
	Placeholder string
	Value       string // what it holds at first
	Long        bool   // several lines
	Required    bool
	Max         int // characters, at most 4000
}
