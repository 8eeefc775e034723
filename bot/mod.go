package bot

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"footnote/corpus"
)

// moderatorHandlers names what those who may manage sources can do. All of it
// passes the gate, which asks for Manage Server or a named role, but for one
// thing: a button that cancels does nothing, so everybody may press it.
func (b *Bot) moderatorHandlers() {
	for name, handle := range map[string]func(context.Context, Command) Response{
		CommandSourceAdd:     b.sourceAdd,
		CommandAddMessage:    b.addMessage,
		CommandSourcePaste:   b.sourcePaste,
		CommandSourceList:    b.sourceList,
		CommandSourceInfo:    b.sourceInfo,
		CommandSourceRefresh: b.sourceRefresh,
		CommandSourceRemove:  b.sourceRemove,
		CommandSettings:      b.showSettings,
		CommandStats:         b.showStats,
		CommandGaps:          b.showGaps,
		CommandAudit:         b.showAudit,
		CommandExport:        b.export,
	} {
		b.commands[name] = handler[Command]{moderator: true, handle: handle}
	}
	for verb, handle := range map[Verb]func(context.Context, Press) Response{
		VerbSources:       b.pressSources,
		VerbSource:        b.pressSource,
		VerbRefresh:       b.pressRefresh,
		VerbRemove:        b.pressRemove,
		VerbRemoveReally:  b.pressRemoveReally,
		VerbUndo:          b.pressUndo,
		VerbReplace:       b.pressReplace,
		VerbPaste:         b.pressPaste,
		VerbConfirm:       b.pressConfirm,
		VerbSetManagers:   b.setManagers,
		VerbSetChannels:   b.setChannels,
		VerbSetModerators: b.setModerators,
		VerbSetPrivate:    b.setPrivate,
		VerbSetLimits:     b.askLimits,
		VerbGaps:          b.pressGaps,
		VerbGapDismiss:    b.dismissGap,
		VerbAudit:         b.pressAudit,
	} {
		b.presses[verb] = handler[Press]{moderator: true, handle: handle}
	}
	b.presses[VerbCancel] = handler[Press]{handle: b.pressCancel}
	b.submissions[VerbPaste] = handler[Submission]{moderator: true, handle: b.submitPaste}
	b.submissions[VerbSetLimits] = handler[Submission]{moderator: true, handle: b.setLimits}
	b.upkeep.onChange(b.titles.forget)
}

// A moderator's matters are looked up at a desk of their own: a flood of
// questions does not keep moderators out, nor does a long import.
const (
	deskWorkers = 8
	deskWaiting = 10
	// deskTime is how long one matter may take, with all that is asked of Discord.
	deskTime = time.Minute
)

// look shows "thinking", and then what show finds.
func (b *Bot) look(o Origin, replace bool, show func(ctx context.Context) Screen) Response {
	return b.atDesk(o, replace, func(ctx context.Context, s Sink) { b.finish(ctx, s, show(ctx)) })
}

// atDesk shows "thinking", and does work, which must finish the sink or hand it
// over to a job. With replace, what is shown takes the place of the message whose button
// was pressed. Only the one who asked sees it.
func (b *Bot) atDesk(o Origin, replace bool, work func(ctx context.Context, s Sink)) Response {
	t := &task{work: func(ctx context.Context, s Sink) {
		ctx, cancel := context.WithTimeout(ctx, deskTime)
		defer cancel()
		work(ctx, s)
	}}
	if !b.desk.reserve(o.Place.Space(), t) {
		if b.desk.isClosed() {
			return Response{Show: stoppingNote(), Private: true}
		}
		b.Meter.Turned("busy")
		return refuse("Too much is being done for this server at once. Try again in a moment.")
	}
	return Response{Task: &reply{t, b, o, true}, Private: true, Replace: replace}
}

// finish shows the end of a reply, also when ctx has just ended. A failure is
// logged by the reply.
func (b *Bot) finish(ctx context.Context, s Sink, screen Screen) { _, _ = b.tell(ctx, s, screen) }

// trouble is what the person can know of an error, whose cause is logged.
func (b *Bot) trouble(err error, what string, o Origin) Note {
	b.Log.Warn(what, "space", o.Place.Space(), "err", err)
	return failNote(err)
}

// sourceOf finds the source that somebody named: by the id that completion gives,
// an address, or a title typed in full.
func (b *Bot) sourceOf(ctx context.Context, space corpus.Space, ref string) (corpus.SourceInfo, error) {
	ref = strings.TrimSpace(ref)
	if ref == "" {
		return corpus.SourceInfo{}, invalid("No source was named: begin to type its title, and choose it from the list.")
	}
	found, err := b.Library.Source(ctx, space, ref)
	if err == nil || !corpus.HasCode(err, corpus.CodeMissing) && !corpus.HasCode(err, corpus.CodeInvalid) {
		return found, err
	}
	list, err := b.titles.fresh(ctx, space)
	if err != nil {
		return corpus.SourceInfo{}, err
	}
	matches := 0
	for _, s := range list.sources {
		if strings.EqualFold(corpus.OneLine(s.Title), corpus.OneLine(ref)) || s.Shown == ref || s.URL == ref {
			found = s
			matches++
		}
	}
	switch matches {
	case 1:
		return found, nil
	case 0:
		return corpus.SourceInfo{}, &corpus.Problem{Code: corpus.CodeMissing, Err: fmt.Errorf("source %q", ref),
			Message: "This server has no such source. Begin to type its title and choose it from the list, or look at /source list."}
	}
	return corpus.SourceInfo{}, invalid("More than one source is called that: choose the one that you mean from the list that appears while you type.")
}

func invalid(message string) error {
	return &corpus.Problem{Code: corpus.CodeInvalid, Message: message, Err: errors.New("refused")}
}

// sourceTitle is what a source is called in a sentence.
func sourceTitle(s corpus.SourceInfo) string {
	return cmp.Or(s.Title, s.URL, s.Shown, s.ID)
}

// argument is the n-th argument of a custom_id that has at most of.
func argument(customID string, n, of int) string {
	if _, args := ReadID(customID, of); n < len(args) {
		return args[n]
	}
	return ""
}

// chosen is what a button was about, or what was chosen from a menu.
func chosen(press Press, of int) string {
	if id := argument(press.CustomID, 0, of); id != "" || len(press.Values) == 0 {
		return id
	}
	return press.Values[0]
}

// pageOf cuts a page out of n things: which page it is of those that there are,
// and where it begins and ends. Anybody may ask for any page.
func pageOf(wanted string, n, size int) (page, pages, from, to int) {
	pages = max(1, (n+size-1)/size)
	page, _ = strconv.Atoi(wanted)
	page = min(max(page, 0), pages-1)
	return page, pages, page * size, min(n, (page+1)*size)
}
