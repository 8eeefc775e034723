package bot

import (
	"cmp"
	"context"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"footnote/corpus"
)

// Discord's limit for a text of a form is 4,000 characters. Its client cuts what
// is pasted there, and says nothing, so a text goes on in the next field.
const (
	pasteFields = 4
	pasteMax    = 4000
	// pasteFull is when a field may have been cut. It is less than the limit since
	// the client cuts before a character of several units, such as a flag, and
	// since white space at the end may be taken off on the way.
	pasteFull = pasteMax - 10
)

// sourcePaste is /source paste.
func (b *Bot) sourcePaste(context.Context, Command) Response { return pasteForm("", "") }

// pressPaste opens the form from a button.
func (b *Bot) pressPaste(ctx context.Context, press Press) Response {
	if id := chosen(press, 1); id != "" {
		return b.replaceForm(ctx, press.Origin, id)
	}
	return pasteForm("", "")
}

// pressReplace opens the form that replaces the text of a copy.
func (b *Bot) pressReplace(ctx context.Context, press Press) Response {
	return b.replaceForm(ctx, press.Origin, chosen(press, 1))
}

func (b *Bot) replaceForm(ctx context.Context, o Origin, id string) Response {
	ctx, cancel := context.WithTimeout(ctx, firstAnswer)
	defer cancel()
	src, err := b.copyOf(ctx, o.Place.Space(), id)
	if err != nil {
		return b.fail(err, "source to replace not found", o)
	}
	return pasteForm(src.ID, src.Title)
}

// pasteForm is the form of a text, which is to replace the source with this id if
// there is one.
func pasteForm(sourceID, title string) Response {
	f := Form{ID: VerbPaste.ID(sourceID), Title: "Paste a text", Fields: []Field{{
		Name: "title", Label: "Title", Placeholder: "Empty: its first sentence", Value: shorten(corpus.OneLine(title), 200), Max: 200,
	}}}
	if sourceID != "" {
		f.Title = "Replace the text"
	}
	for i := 1; i <= pasteFields; i++ {
		field := Field{Name: textField(i), Label: fmt.Sprintf("Text, part %d of %d", i, pasteFields), Long: true, Max: pasteMax, Required: i == 1,
			Placeholder: "Each part holds 4,000 characters; go on in the next"}
		if i == 1 {
			field.Placeholder = "What is too long for one part goes on in the next; longer texts: /source add with a file"
		}
		f.Fields = append(f.Fields, field)
	}
	return Response{Form: &f, Private: true}
}

func textField(i int) string { return fmt.Sprintf("text%d", i) }

// submitPaste takes the form.
func (b *Bot) submitPaste(_ context.Context, s Submission) Response {
	parts := make([]string, pasteFields)
	for i := range parts {
		parts[i] = s.Fields[textField(i+1)]
	}
	text, full := joinParts(parts)
	reading, err := corpus.Pasted(s.Fields["title"], text)
	if err != nil {
		return b.fail(err, "pasted text not added", s.Origin)
	}
	p := plan{kind: "add", parts: []part{{Import{Reading: &reading},
		[]JobItem{{Name: cmp.Or(corpus.OneLine(s.Fields["title"]), corpus.Opening(text))}}}}}
	if id := argument(s.CustomID, 0, 1); id != "" {
		p = p.replacing(corpus.SourceInfo{Source: corpus.Source{ID: id}}) // looked up before it is done
	}
	if full {
		n := Say(ToneInfo, "The last part of the text is full. Discord cuts what is too long and says nothing. What I have ends with “%s”. Was that all? If not, cancel, and send the text as a file with /source add.",
			ending(text, 80))
		n.Buttons = []Button{
			{ID: VerbConfirm.ID(b.pending.put(s.Origin, p)), Label: "Yes, that is all"},
			{ID: VerbCancel.ID(), Label: "Cancel"},
		}
		return Response{Show: n, Private: true}
	}
	return b.atDesk(s.Origin, false, func(ctx context.Context, sink Sink) {
		if p.replaces != "" {
			if _, err := b.copyOf(ctx, s.Place.Space(), p.replaces); err != nil {
				b.finish(ctx, sink, b.trouble(err, "source to replace not found", s.Origin))
				return
			}
		}
		b.startJob(ctx, s.Origin, p, sink)
	})
}

// joinParts makes one text of the parts of a form, and reports whether the last
// one is full, so that its end may be missing. A part that is filled to its limit
// was cut anywhere, within a word too, and goes on in the next; other parts were
// ended by the person, between words at least.
func joinParts(parts []string) (text string, full bool) {
	var b strings.Builder
	before := ""
	for _, part := range parts {
		part = strings.ReplaceAll(part, "\r\n", "\n")
		if strings.TrimSpace(part) == "" {
			continue
		}
		if before != "" && Units(before) < pasteMax && !spaceBetween(before, part) {
			if first, _ := utf8.DecodeRuneInString(part); unicode.IsLower(first) {
				b.WriteByte(' ') // the sentence goes on
			} else {
				b.WriteByte('\n')
			}
		}
		b.WriteString(part)
		before = part
	}
	return b.String(), Units(before) >= pasteFull
}

func spaceBetween(a, b string) bool {
	last, _ := utf8.DecodeLastRuneInString(a)
	first, _ := utf8.DecodeRuneInString(b)
	return unicode.IsSpace(last) || unicode.IsSpace(first)
}

// ending is how a text ends, about n characters of it on one line.
func ending(text string, n int) string {
	runes := []rune(strings.TrimSpace(text))
	if len(runes) > n {
		runes = runes[len(runes)-n:]
		if i := strings.IndexFunc(string(runes), unicode.IsSpace); i >= 0 && i < len(string(runes))/2 {
			return "…" + corpus.OneLine(string(runes)[i:])
		}
		return "…" + corpus.OneLine(string(runes))
	}
	return corpus.OneLine(string(runes))
}
