package corpus

import "errors"

// Problem is an error with two audiences: Message is a short safe sentence for
// the person, naming the place and the mend; Err is the cause, for the log.
type Problem struct {
	Code    Code
	Message string
	Err     error
}

// Code sorts problems by what the caller can do about them.
type Code string

// The codes of a Problem.
const (
	CodeInvalid     Code = "invalid"     // the input is at fault; the person can mend it
	CodeMissing     Code = "missing"     // there is no such thing
	CodeBusy        Code = "busy"        // somebody else holds it; try again
	CodeUnavailable Code = "unavailable" // a disk, a network, an endpoint is at fault
	CodeDamaged     Code = "damaged"     // stored data cannot be read
)

// Error gives the message and the cause.
func (p *Problem) Error() string {
	if p.Err == nil {
		return p.Message
	}
	return p.Message + " (" + p.Err.Error() + ")"
}

// Unwrap gives the cause.
func (p *Problem) Unwrap() error { return p.Err }

// Explain is the sentence about err for the person: the message of the first
// Problem in its chain, or a general sentence.
func Explain(err error) string {
	var p *Problem
	if errors.As(err, &p) {
		return p.Message
	}
	return "Something went wrong inside Footnote; the log has the cause."
}

// HasCode reports whether err's chain holds a Problem with this code.
func HasCode(err error, code Code) bool {
	var p *Problem
	return errors.As(err, &p) && p.Code == code
}
