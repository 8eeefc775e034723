package corpus

import "log/slog"

// Attachment is a file that somebody uploaded with a message, as the message
// describes it. Nothing of it is to be believed before it was fetched.
type Attachment struct {
	Name      string // file name as uploaded; its ending hints at the format
	URL       string // where it can be fetched for some time; never a citation's link
	Size      int64  // bytes, as claimed
	MediaType string // as claimed
}

// LogValue keeps the address out of logs: whoever has it can fetch the file.
func (a Attachment) LogValue() slog.Value { return slog.StringValue(a.String()) }

// String is the name of the file, without its address.
func (a Attachment) String() string { return FileName(a.Name) }
