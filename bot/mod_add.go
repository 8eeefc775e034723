package bot

import (
	"context"
	"fmt"
	"net/url"
	"strings"

	"footnote/corpus"
)

// MaxFileBytes is the largest attachment that is taken, by what Discord says of
// its size: the limit for files of package corpus/source, which looks at it again
// while it fetches.
const MaxFileBytes = 20 << 20

// plan is what is to be brought in, by one job.
type plan struct {
	kind  string // of the Job
	parts []part
	// replaces is the id of the copy whose text is replaced, or "".
	replaces string
	// rule was set for the one source that is read again; "" if none was.
	rule corpus.Rule
}

// part is an Import and what it will report, in that order.
type part struct {
	what  Import
	items []JobItem
}

func (p plan) names() []string {
	var names []string
	for _, part := range p.parts {
		for _, item := range part.items {
			names = append(names, item.Name)
		}
	}
	return names
}

// sourceAdd is /source add: a link, files, or both.
func (b *Bot) sourceAdd(_ context.Context, c Command) Response {
	link := strings.Trim(strings.TrimSpace(c.Options["link"]), "<>")
	replaces := strings.TrimSpace(c.Options["replaces"])
	// What stands at the link is not known yet: a rule that does not suit it is
	// refused when it was read.
	rule, err := readRule(c.Options["refresh"], corpus.KindFeed)
	if err != nil {
		return Response{Show: failNote(err), Private: true}
	}
	if c.Options["pages"] == "true" {
		return b.addPages(c, link, rule, replaces)
	}
	p := plan{kind: "add"}
	var what part
	if link != "" {
		if no := linkFault(link); no != nil {
			return Response{Show: *no, Private: true}
		}
		what.what.URLs, what.what.Rule = []string{link}, rule
		what.items = append(what.items, JobItem{Name: shownLink(link)})
	}
	if no := filesFault(c.Attachments); no != nil {
		return Response{Show: *no, Private: true}
	}
	what.add(c.Attachments)
	switch {
	case len(what.items) == 0 && replaces != "":
		return refuse("Attach the file whose text is to replace that source.")
	case len(what.items) == 0:
		return refuse("Give me a link (https://…) of a page or a feed, or attach up to ten files. For a text that you have copied there is /source paste.")
	case replaces != "" && (link != "" || len(c.Attachments) != 1):
		return refuse("To replace a text, attach exactly one file, and give no link.")
	case rule != "" && link == "":
		return refuse("A file is a copy, which is not read again: leave out “refresh”, or give a link.")
	case replaces != "":
		p.kind = "replace"
	}
	p.parts = []part{what}
	return b.atDesk(c.Origin, false, func(ctx context.Context, s Sink) {
		if replaces != "" {
			src, err := b.copyOf(ctx, c.Place.Space(), replaces)
			if err != nil {
				b.finish(ctx, s, b.trouble(err, "source to replace not found", c.Origin))
				return
			}
			p = p.replacing(src)
		}
		if len(c.Attachments) > 0 && b.asksFirst(ctx, c.Origin, c.Place.Channel, p, s) {
			return
		}
		b.startJob(ctx, c.Origin, p, s)
	})
}

// addMessage is the command "Add as source" on a message. Messages of people,
// other bots and webhooks (release notes, for one) can be added. The bot's own
// cannot: it would cite itself.
func (b *Bot) addMessage(_ context.Context, c Command) Response {
	m := c.Message
	if m == nil {
		return refuse("Discord did not say which message is meant. Please try again.")
	}
	if m.Own {
		return refuse("This is a message of mine. If I took it for a source, I would cite myself.")
	}
	if no := filesFault(m.Attachments); no != nil {
		return Response{Show: *no, Private: true}
	}
	p := plan{kind: "add"}
	if strings.TrimSpace(m.Text) != "" {
		reading, err := corpus.Posted(corpus.Message{Link: m.Link, Author: m.AuthorName, Sent: m.At, Text: m.Text})
		if err != nil {
			return b.fail(err, "message not added", c.Origin)
		}
		p.parts = append(p.parts, part{Import{Reading: &reading}, []JobItem{{Name: corpus.Opening(m.Text)}}})
	}
	if len(m.Attachments) > 0 {
		var files part
		files.add(m.Attachments)
		p.parts = append(p.parts, files)
	}
	if len(p.parts) == 0 {
		return refuse("This message has no text that I could quote, and no files.")
	}
	return b.atDesk(c.Origin, false, func(ctx context.Context, s Sink) {
		if !b.asksFirst(ctx, c.Origin, m.Channel, p, s) {
			b.startJob(ctx, c.Origin, p, s)
		}
	})
}

func (p *part) add(files []corpus.Attachment) {
	p.what.Attachments = append(p.what.Attachments, files...)
	for _, a := range files {
		p.items = append(p.items, JobItem{Name: corpus.FileName(a.Name)})
	}
}

// replacing makes the plan replace the text of a copy.
func (p plan) replacing(src corpus.SourceInfo) plan {
	p.kind, p.replaces = "replace", src.ID
	for i := range p.parts {
		p.parts[i].what.Replace = src.ID
		for j := range p.parts[i].items {
			p.parts[i].items[j].SourceID = src.ID
		}
	}
	return p
}

// asksFirst asks whether to go on, if what is added comes from a channel that not
// everybody can read: it could be quoted to those who cannot. What Discord does
// not tell of a channel is taken for no.
func (b *Bot) asksFirst(ctx context.Context, o Origin, channel string, p plan, s Sink) bool {
	ch, err := b.Directory.Channel(ctx, channel)
	if err == nil && ch.EveryoneReads {
		return false
	}
	if err != nil {
		b.Log.Warn("who reads a channel is not known", "space", o.Place.Space(), "err", err)
	}
	n := Say(ToneInfo, "Not everybody in this server can read this channel. What is added can be quoted to everyone who may ask in this server. Add %s?",
		listed(p.names()))
	n.Buttons = []Button{
		{ID: VerbConfirm.ID(b.pending.put(o, p)), Label: "Add"},
		{ID: VerbCancel.ID(), Label: "Cancel"},
	}
	b.finish(ctx, s, n)
	return true
}

// pressConfirm goes on with what was asked about.
func (b *Bot) pressConfirm(_ context.Context, press Press) Response {
	what, _ := b.pending.take(press.Origin, argument(press.CustomID, 0, 1))
	p, ok := what.(plan)
	if !ok {
		return staleButton()
	}
	return b.atDesk(press.Origin, true, func(ctx context.Context, s Sink) {
		if p.replaces != "" {
			if _, err := b.copyOf(ctx, press.Place.Space(), p.replaces); err != nil {
				b.finish(ctx, s, b.trouble(err, "source to replace not found", press.Origin))
				return
			}
		}
		b.startJob(ctx, press.Origin, p, s)
	})
}

// pressCancel forgets what was asked about.
func (b *Bot) pressCancel(_ context.Context, press Press) Response {
	if id := argument(press.CustomID, 0, 1); id != "" {
		b.pending.take(press.Origin, id)
	}
	return Response{Show: Say(ToneInfo, "Nothing was changed."), Private: true, Replace: true}
}

// copyOf finds a source whose text can be replaced.
func (b *Bot) copyOf(ctx context.Context, space corpus.Space, ref string) (corpus.SourceInfo, error) {
	src, err := b.sourceOf(ctx, space, ref)
	if err == nil && !src.Kind.Copy() {
		return src, invalid("That source is no copy, so its text cannot be replaced: /source refresh reads it again from where it stands.")
	}
	return src, err
}

// linkFault says why a link cannot be added.
func linkFault(link string) *Note {
	u, err := url.Parse(link)
	var n Note
	switch {
	case err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "":
		n = Say(ToneRefused, "%s is no web address; one begins with https:// or http://. A file goes in as an attachment.", corpus.OneLine(clip(link, 200)))
	case expires(u):
		n = Say(ToneRefused, "Links to files in Discord stop working after a day, so nobody could open them as a source. Attach the file itself, or use “Add as source” in the menu of its message.")
	case strings.EqualFold(u.Hostname(), "discord.com") && strings.HasPrefix(u.Path, "/channels/"):
		n = Say(ToneRefused, "A message cannot be read by its link. Use “Add as source” in the menu of the message (Apps).")
	default:
		return nil
	}
	return &n
}

// expires reports whether an address is of a file in Discord.
func expires(u *url.URL) bool {
	host := strings.ToLower(u.Hostname())
	return (host == "cdn.discordapp.com" || host == "media.discordapp.net") && strings.Contains(u.Path, "attachments/")
}

// shownLink is a link as it may be repeated to others: without a password.
func shownLink(link string) string {
	if u, err := url.Parse(link); err == nil && u.User != nil {
		return u.Redacted()
	}
	return link
}

// filesFault says which of the files cannot be added. Nothing is fetched for it.
func filesFault(files []corpus.Attachment) *Note {
	var n Note
	if len(files) > MaxFiles {
		n = Say(ToneRefused, fmt.Sprintf("I take up to %d files at once. Add the others in a second step.", MaxFiles))
		return &n
	}
	for _, a := range files {
		if a.Size > MaxFileBytes {
			n = Say(ToneRefused, fmt.Sprintf("%%s is too large: it has %d MB, and I take files of up to %d MB. Split it, or add only the part that is needed. Nothing was added.",
				a.Size>>20, MaxFileBytes>>20), corpus.FileName(a.Name))
			return &n
		}
	}
	return nil
}

// listed names a few things of many.
func listed(names []string) string {
	const most = 5
	for i, n := range names {
		names[i] = shorten(n, 100)
	}
	if more := len(names) - most; more > 0 {
		return fmt.Sprintf("%s and %d more", strings.Join(names[:most], ", "), more)
	}
	return strings.Join(names, ", ")
}
