package bot

import (
	"time"

	"footnote/corpus"
	"footnote/retrieval"
)

// Screen is something to show: data, in no form yet. Package bot/render draws
// each kind, escapes every text in it, keeps it within Discord's limits, and adds
// the buttons that belong to it.
type Screen interface{ screen() }

// Tone is how a Note is meant.
type Tone string

// The tones of a Note.
const (
	ToneInfo    Tone = "info"
	ToneDone    Tone = "done"
	ToneRefused Tone = "refused" // the person may not, or has to wait
	ToneFailed  Tone = "failed"
)

// Note is one or a few sentences of the bot's own.
type Note struct {
	Tone Tone
	// Text may hold mark-up of the bot's own making: <#channel>, <@&role>,
	// <t:unix:R>. Each %s in it stands for one of Names.
	Text string
	// Names are texts of others, which are escaped: titles, addresses, errors.
	Names []string
	// Buttons stand under the note.
	Buttons []Button
}

// Say makes a note. Texts of others belong into names, never into text.
func Say(tone Tone, text string, names ...string) Note {
	return Note{Tone: tone, Text: text, Names: names}
}

// Button does something when it is pressed.
type Button struct {
	ID     string // see Verb
	Label  string
	Danger bool
	// URL makes it a link instead.
	URL string
}

// AnswerScreen is an answer with what belongs under it.
type AnswerScreen struct {
	ID     string // of the Posted answer; "" while it grows: no buttons then
	Answer retrieval.Answer
	// Growing says that more is to come.
	Growing bool
	// Private says that only the one who asked sees it.
	Private bool
	// Asked shows the question above the answer.
	Asked bool
	// CanSubscribe puts the button "Tell me when it is covered" under a refusal.
	CanSubscribe bool
	// Marks say what became of quoted sentences since.
	Marks []Mark
	// Word is one sentence for this person alone: a note that waited for the next
	// private reply.
	Word string
}

// Mark says that what an answer quoted does not stand in its source any more.
type Mark struct {
	Citation int // its number in the answer
	Kind     MarkKind
	At       time.Time
}

// MarkKind says what became of a citation.
type MarkKind string

// The kinds of Mark.
const (
	MarkChanged MarkKind = "changed" // the sentence no longer stands in the source
	MarkRemoved MarkKind = "removed" // the source was removed; its quotes are taken out
)

// PassagesScreen shows each quote of an answer inside its surrounding text.
type PassagesScreen struct {
	Answer retrieval.Answer
	Marks  []Mark
}

// CheckScreen says of each statement of a message what the sources say.
type CheckScreen struct {
	Link    string // to the message
	Checked retrieval.Checked
}

// HelpScreen says what the bot can do here.
type HelpScreen struct {
	Examples   []string // questions that the server's sources answer
	Sources    int
	Moderator  bool // adds what moderators can do
	Everywhere bool // it answers in every channel
	Channels   []string
}

// ForgetScreen says what was forgotten, or with Really false asks whether to.
type ForgetScreen struct {
	Really bool
	Gone   Erased
}

// SourcesScreen is a page of the server's sources.
type SourcesScreen struct {
	Sources   []corpus.SourceInfo // of this page
	Search    string
	Page      int // from 0
	Pages     int
	Total     int // that match
	Withdrawn []WithdrawnSource
	Counts    corpus.Counts
}

// WithdrawnSource is a removed source that can be brought back.
type WithdrawnSource struct {
	ID, Title string
	Until     time.Time
}

// SourceScreen is all about one source.
type SourceScreen struct {
	Source  corpus.SourceInfo
	History []Entry         // newest first
	Job     *Job            // the last one that touched it
	Copy    bool            // it cannot be read again, only replaced
	Also    []retrieval.Ref // where its text is printed, too
}

// JobScreen is how far a job is, or how it ended.
type JobScreen struct {
	Job Job
	// Left says that this message is not updated any more, and where to look.
	Left bool
	// Seen says who can be quoted what was added to: shown once a job added.
	Seen bool
	// Rule is how often its source is read again from now on, if that was set with it.
	Rule corpus.Rule
}

// PreviewScreen lists the pages that a sitemap or an index page would add, and
// asks whether to.
type PreviewScreen struct {
	Title string // of the sitemap or page; "" when it has none
	Link  string
	Pages []PreviewPage
	// More pages are named there, and Limit are added at once.
	More, Limit int
	Rule        corpus.Rule // how often they are read again; "" is the default
	Pending     string      // what the buttons go on with
}

// PreviewPage is one of them.
type PreviewPage struct{ Title, URL string }

// StaleScreen tells moderators of sources that cannot be read any more.
type StaleScreen struct {
	Sources []corpus.SourceInfo
}

// RemovedScreen says that a source is removed and can be brought back.
type RemovedScreen struct {
	Title    string
	SourceID string
	Until    time.Time
	// Shared names other sources that hold some of the same text, which stays.
	Shared []string
}

// SettingsScreen is the panel of a server's settings.
type SettingsScreen struct {
	Settings Settings
	Ceilings Ceilings
	// Warnings are sentences about what is set: roles that are gone, a moderators'
	// channel that everybody reads, commands that are not shown to a role.
	Warnings []string
	// Gone are roles and channels that do not exist any more: they are not offered.
	Gone  []string
	Saved string // what was just saved; "" if nothing
}

// StatsScreen is a server's figures.
type StatsScreen struct {
	Days   int
	Stats  Stats
	Budget Budget
}

// GapsScreen is a page of what could not be answered.
type GapsScreen struct {
	Gaps        []Gap
	Page, Pages int
	// Hidden is how many groups are not shown, since only one person asked or all
	// asked privately.
	Hidden int
}

// AuditScreen is a page of what moderators did.
type AuditScreen struct {
	Entries     []Entry
	Page, Pages int
}

// FileScreen hands over a file.
type FileScreen struct {
	Text    string
	Name    string
	Content []byte
}

// CoveredScreen is the direct message to somebody who waited for an answer.
type CoveredScreen struct {
	Question string
	Server   string
	Link     string // to the channel
}

// DigestScreen is the weekly report to moderators.
type DigestScreen struct {
	From, To time.Time
	Stats    Stats
	Gaps     []Gap
	Stale    []corpus.SourceInfo
}

// WaitScreen is shown by a mention's reply while the answer is made.
type WaitScreen struct{}

func (Note) screen()           {}
func (AnswerScreen) screen()   {}
func (PassagesScreen) screen() {}
func (CheckScreen) screen()    {}
func (HelpScreen) screen()     {}
func (ForgetScreen) screen()   {}
func (SourcesScreen) screen()  {}
func (SourceScreen) screen()   {}
func (JobScreen) screen()      {}
func (RemovedScreen) screen()  {}
func (PreviewScreen) screen()  {}
func (StaleScreen) screen()    {}
func (SettingsScreen) screen() {}
func (StatsScreen) screen()    {}
func (GapsScreen) screen()     {}
func (AuditScreen) screen()    {}
func (FileScreen) screen()     {}
func (CoveredScreen) screen()  {}
func (DigestScreen) screen()   {}
func (WaitScreen) screen()     {}
