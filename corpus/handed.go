package corpus

import (
	"fmt"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"
)

// Texts that were handed over whole need no reader: these functions make the
// Reading of one. Attachments are fetched by package corpus/source.

// Message is a message of a chat that becomes a source.
type Message struct {
	Link   string // https://discord.com/channels/SERVER/CHANNEL/MESSAGE
	Title  string // as a person names it; "" takes the message's first sentence
	Author string
	Sent   time.Time
	Text   string
}

// Pasted is the reading of a text that somebody pasted. Its identity is its
// content, so the same text pasted twice is the same source. Without a title it
// is called by what it says. The error has CodeInvalid when there is no text.
func Pasted(title, text string) (Reading, error) {
	text, err := handed(text)
	if err != nil {
		return Reading{}, err
	}
	hash := ContentHash(text)
	title = OneLine(title)
	r := Reading{Kind: KindText, Location: hash, Shown: title, Draft: Draft{
		Key: hash, Text: text, Scraped: true, Title: title, MediaType: "text/plain", Original: []byte(text),
	}}
	if r.Shown == "" {
		r.Shown = "pasted text"
	}
	return r, nil
}

var messageLink = regexp.MustCompile(`^https://discord\.com/channels/[0-9]{1,20}/[0-9]{1,20}/[0-9]{1,20}$`)

// Posted is the reading of a message. Its identity is its link, so a message that
// was edited since and is added again is the same source. The error has
// CodeInvalid when there is no text, or the link is none.
func Posted(m Message) (Reading, error) {
	text, err := handed(m.Text)
	if err != nil {
		return Reading{}, err
	}
	if !messageLink.MatchString(m.Link) {
		return Reading{}, &Problem{Code: CodeInvalid, Message: "The message has no link by which it could be cited.",
			Err: fmt.Errorf("link %q", m.Link)}
	}
	var day time.Time
	if !m.Sent.IsZero() {
		day = m.Sent.UTC().Truncate(24 * time.Hour)
	}
	return Reading{Kind: KindMessage, Location: m.Link, Shown: m.Link, Draft: Draft{
		Key: m.Link, Text: text, Title: OneLine(m.Title), Author: OneLine(m.Author), URL: m.Link, Published: day,
		MediaType: "text/plain", Original: []byte(text),
	}}, nil
}

// handed is a text with plain line ends, whoever typed it.
func handed(text string) (string, error) {
	if !utf8.ValidString(text) {
		text = strings.ToValidUTF8(text, "\uFFFD")
	}
	text = strings.ReplaceAll(text, "\r\n", "\n")
	if strings.TrimSpace(text) == "" {
		return "", &Problem{Code: CodeInvalid, Message: "There is no text in it: write or paste some."}
	}
	return text, nil
}

// maxFileName, in characters, is more than a person gives.
const maxFileName = 120

// FileName is the name of a file that came from outside, as it may be shown: the
// last part of it, on one line.
func FileName(name string) string {
	if i := strings.LastIndexAny(name, `/\`); i >= 0 {
		name = name[i+1:]
	}
	if name = OneLine(name); name == "" {
		return "attachment"
	}
	return clip(name, maxFileName)
}
