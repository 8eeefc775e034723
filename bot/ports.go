package bot

import (
	"context"
	"time"

	"footnote/corpus"
	"footnote/retrieval"
)

// Asker answers, from the articles of a server.
type Asker interface {
	Ask(ctx context.Context, q retrieval.Question, show func(retrieval.Answer)) (retrieval.Answer, error)
}

// Checker says of the statements of a text what the sources say.
type Checker interface {
	CheckText(ctx context.Context, space corpus.Space, text string) (retrieval.Checked, error)
}

// Exampler finds questions that the sources of a server answer.
type Exampler interface {
	Examples(ctx context.Context, space corpus.Space, n int) ([]string, error)
}

// Import is what to bring in: one of its fields, or URLs and attachments together.
type Import struct {
	URLs []string
	// Rule says how often what stands at the URLs is read again; "" is the default of
	// its kind. Found says that nobody named them: a sitemap or an index page did.
	Rule  corpus.Rule
	Found bool

	Attachments []corpus.Attachment
	Reading     *corpus.Reading
	Refresh     []string // ids of sources to read again
	// Replace names the source whose text the one attachment or reading replaces.
	Replace string
}

// Watch hears of an import while it runs. The places that are reported count the
// URLs first, then the attachments, the reading, and the sources to read again.
type Watch struct {
	Imported func(corpus.Imported)
	Progress func(corpus.Progress)
}

// Importer brings articles in. Nothing that it is given can reach a file of the
// machine. Failures of single items are reported through Watch.
type Importer interface {
	Import(ctx context.Context, space corpus.Space, by string, what Import, w Watch) error
	// Preview lists the pages that a sitemap or an index page names, at most most of
	// those that the space does not have.
	Preview(ctx context.Context, space corpus.Space, address string, most int) (corpus.Listing, error)
	// SetRule sets how often a source is read again.
	SetRule(ctx context.Context, space corpus.Space, by, sourceID string, r corpus.Rule) error
}

// Refresher keeps the sources of all servers fresh.
type Refresher interface {
	// RefreshDue reads again what is due, and reports each source.
	RefreshDue(ctx context.Context, now time.Time, report func(corpus.Refreshed)) error
	// Untold lists the sources that cannot be read any more of which nobody was told
	// yet; MarkTold notes that somebody was.
	Untold(ctx context.Context) ([]corpus.SourceInfo, error)
	MarkTold(ctx context.Context, space corpus.Space, sourceIDs []string) error
}

// Remover takes sources out, with time to think again.
type Remover interface {
	Withdraw(ctx context.Context, space corpus.Space, by, sourceID string, until time.Time) error
	Restore(ctx context.Context, space corpus.Space, by, sourceID string) error
	Withdrawn(ctx context.Context, space corpus.Space) ([]WithdrawnSource, error)
}

// Purger deletes for good.
type Purger interface {
	// PurgeWithdrawn removes the sources whose undo time is over.
	PurgeWithdrawn(ctx context.Context, now time.Time) ([]Purged, error)
	// DropRevisions deletes the earlier texts of articles that ceased to be the
	// current ones before then, but for those in keep, and returns how many. After the
	// last space of which any were dropped comes Overwrite.
	DropRevisions(ctx context.Context, space corpus.Space, supersededBefore time.Time, keep []string) (int, error)
	// Overwrite takes what was dropped, of all spaces, off the disk. What fails stays
	// due.
	Overwrite(ctx context.Context)
	RemoveSpace(ctx context.Context, space corpus.Space) error
	// Removals lists what was removed for good, by this process or another, after
	// an earlier call that returned that last; with a negative one nothing.
	Removals(ctx context.Context, after int64) (removed []Purged, last int64, err error)
}

// Purged is a source that is gone.
type Purged struct {
	Space    corpus.Space
	SourceID string
}

// Library is what is stored of a server's sources.
type Library interface {
	Sources(ctx context.Context, space corpus.Space) ([]corpus.SourceInfo, error)
	Source(ctx context.Context, space corpus.Space, ref string) (corpus.SourceInfo, error)
	Article(ctx context.Context, space corpus.Space, id, revision string) (corpus.Article, error)
	Counts(ctx context.Context, space corpus.Space) (corpus.Counts, error)
	// Sharing lists the other sources that hold some of the same text, which stays
	// when this one goes.
	Sharing(ctx context.Context, space corpus.Space, sourceID string) ([]corpus.SourceInfo, error)
	// History lists what was done to sources, newest first; sourceID "" means all.
	History(ctx context.Context, space corpus.Space, sourceID string, limit int) ([]Entry, error)
}

// Finder knows which texts are printed more than once.
type Finder interface {
	// Copies names the articles of other sources that print the text of this one, but
	// for small edits.
	Copies(ctx context.Context, space corpus.Space, sourceID string) ([]retrieval.Ref, error)
}

// Outbox writes to Discord without anybody having asked. The errors are a
// *corpus.Problem: CodeMissing for a channel, message or person that is gone or
// hidden, or direct messages that are closed; CodeBusy for "later" (error 30046,
// a channel that is not written to for some time).
type Outbox interface {
	Post(ctx context.Context, channel string, s Screen) (message string, err error)
	Edit(ctx context.Context, channel, message string, s Screen) error
	Direct(ctx context.Context, person string, s Screen) error
	// Finish ends a reply that an earlier process began.
	Finish(ctx context.Context, c Callback, s Screen) error
}

// Directory knows who and what there is in Discord. The errors are a
// *corpus.Problem with CodeMissing for what does not exist or is hidden.
type Directory interface {
	Channel(ctx context.Context, id string) (Channel, error)
	Member(ctx context.Context, guild, person string) (Person, error)
	Guild(ctx context.Context, id string) (Guild, error)
	// Shown reports which of the roles the commands of moderators are shown to, as
	// set in Server Settings, Integrations. A role that does not exist is left out.
	Shown(ctx context.Context, guild string, roles []string) (map[string]bool, error)
}

// Channel is a channel or thread.
type Channel struct {
	ID, Guild, Parent string
	Name              string
	Archived          bool // a thread that is
	EveryoneReads     bool // @everyone may view it
	CanPost           bool // the bot may view it and write in it
}

// Guild is a server.
type Guild struct {
	ID, Name string
	Roles    map[string]string // names by id
}

// Meter counts what happens, for the operator. Its methods return at once.
type Meter interface {
	// Answered counts a question by its outcome ("answered", "refused", "failed")
	// and how long it took.
	Answered(outcome string, took time.Duration)
	// Turned counts who was turned away, by the reason ("busy", "limit", …).
	Turned(reason string)
	// Refreshed counts a source that was read again by itself, by what became of it.
	Refreshed(corpus.Status)
	// Panicked counts a handler that panicked.
	Panicked()
}

// Store keeps the records; package bot/store has it. Every method but those of
// Upkeep's own names a space, and nothing crosses it.
type Store interface {
	SettingsStore
	AnswerStore
	PersonStore
	JobStore
	FlightStore
	SpaceStore
}

// SettingsStore keeps settings, their audit, and what is spent of the budget.
type SettingsStore interface {
	Settings(ctx context.Context, space corpus.Space) (Settings, error)
	// SaveSettings saves them and writes the entry to the audit, in one step.
	SaveSettings(ctx context.Context, space corpus.Space, s Settings, e Entry) error
	// SettingsAudit lists the entries, newest first.
	SettingsAudit(ctx context.Context, space corpus.Space, limit int) ([]Entry, error)
	// Record writes an entry that goes with no settings: a dismissed gap, an export.
	Record(ctx context.Context, space corpus.Space, e Entry) error
	// Spend adds tokens to a day (UTC, 2006-01-02) and returns its sum; 0 only asks.
	Spend(ctx context.Context, space corpus.Space, day string, tokens int) (spent int, err error)
}

// AnswerStore keeps the answers that were shown.
type AnswerStore interface {
	SaveAnswer(ctx context.Context, p Posted) error
	// Answer finds an answer; CodeMissing if there is none in this space.
	Answer(ctx context.Context, space corpus.Space, id string) (Posted, error)
	// AnswerIn finds the answer that a message shows; CodeMissing if there is none
	// in this space.
	AnswerIn(ctx context.Context, space corpus.Space, message string) (Posted, error)
	// Turns are the questions that the person asked in the channel or thread since
	// then, oldest first, at most limit of the last.
	// Private ones are among them only with private: nobody may learn them from a
	// public answer.
	Turns(ctx context.Context, space corpus.Space, channel, person string, private bool, since time.Time, limit int) ([]string, error)
	// Quoting lists the answers since then that cite one of the sources, or any at
	// all when sources is nil; private ones too, newest first.
	Quoting(ctx context.Context, space corpus.Space, sources []string, since time.Time) ([]Posted, error)
	// Cited lists the revisions of articles that answers since then quote.
	Cited(ctx context.Context, space corpus.Space, since time.Time) ([]string, error)
	// SetMarks writes the marks of an answer, and the answer as it is to be shown
	// from now on. Unshown lists those whose message is not edited yet, newest first,
	// and Shown says that it is, or cannot be.
	SetMarks(ctx context.Context, space corpus.Space, id string, a retrieval.Answer, marks []Mark) error
	Unshown(ctx context.Context, space corpus.Space) ([]Posted, error)
	Shown(ctx context.Context, p Posted) error
	// Stats are the figures since then.
	Stats(ctx context.Context, space corpus.Space, since time.Time) (Stats, error)
	// Gaps groups the refusals that were not dismissed or covered, most asked
	// first; also those that must not be shown: the caller looks at People and
	// Question.
	Gaps(ctx context.Context, space corpus.Space) ([]Gap, error)
	// GapQuestions are all questions of a group, private ones too, for asking again.
	GapQuestions(ctx context.Context, space corpus.Space, key string) ([]string, error)
	// CloseGap dismisses a group up to now; later refusals open it anew.
	CloseGap(ctx context.Context, space corpus.Space, key string, at time.Time) error
}

// PersonStore keeps votes and subscriptions, and forgets a person.
type PersonStore interface {
	// SaveVote keeps one vote a person and answer: a later one replaces it.
	SaveVote(ctx context.Context, v Vote) error
	// Subscribe keeps a subscription. CodeBusy when the person has
	// MaxSubscriptions open; the same question twice is one.
	Subscribe(ctx context.Context, s Subscription) error
	// Subscriptions lists those of a space that wait, oldest first.
	Subscriptions(ctx context.Context, space corpus.Space) ([]Subscription, error)
	// EndSubscription deletes it.
	EndSubscription(ctx context.Context, space corpus.Space, id string) error
	// LeaveWord keeps that it was covered but could not be delivered.
	LeaveWord(ctx context.Context, s Subscription) error
	// TakeWord returns, once, the subscriptions that could not be delivered.
	TakeWord(ctx context.Context, space corpus.Space, person string) ([]Subscription, error)
	// Forget deletes what is kept of a person in a space.
	Forget(ctx context.Context, space corpus.Space, person string) (Erased, error)
}

// JobStore keeps jobs.
type JobStore interface {
	SaveJob(ctx context.Context, j Job) error
	// Jobs lists the last ones, newest first; of one source for a sourceID.
	Jobs(ctx context.Context, space corpus.Space, sourceID string, limit int) ([]Job, error)
	// BreakJobs marks those that were running as broken and returns them, of all
	// spaces: the program starts.
	BreakJobs(ctx context.Context, now time.Time) ([]Job, error)
	// JobSources are the ids of the sources that jobs name. ForgetSources takes the
	// titles and addresses of those that are gone out of them.
	JobSources(ctx context.Context, space corpus.Space) ([]string, error)
	ForgetSources(ctx context.Context, space corpus.Space, sources []string) error
}

// FlightStore keeps the replies that are being made.
type FlightStore interface {
	// SaveFlights writes those that began and then deletes those that ended, in one
	// step.
	SaveFlights(ctx context.Context, began []InFlight, ended []string) error
	// TakeFlights returns all and deletes them: the program starts.
	TakeFlights(ctx context.Context) ([]InFlight, error)
}

// SpaceStore keeps which servers the bot is in, and forgets what is old.
type SpaceStore interface {
	// Joined and Left keep when the bot left a server; Joined takes it back.
	Joined(ctx context.Context, space corpus.Space) error
	Left(ctx context.Context, space corpus.Space, at time.Time) error
	// Servers lists the spaces that the bot was in, with when it left; zero if it
	// has not.
	Servers(ctx context.Context) (map[corpus.Space]time.Time, error)
	// Forget deletes all records of a space.
	ForgetSpace(ctx context.Context, space corpus.Space) error
	// ForgetOld deletes questions, answers, votes and jobs from before then, and
	// subscriptions that are too old, of all spaces.
	ForgetOld(ctx context.Context, before, subscribedBefore time.Time) error
	// Digested returns when the last digest of a space was written, and SetDigested
	// sets it.
	Digested(ctx context.Context, space corpus.Space) (time.Time, error)
	SetDigested(ctx context.Context, space corpus.Space, at time.Time) error
	// Scrub has what was deleted or taken out taken off the disk, of all spaces.
	Scrub(ctx context.Context) error
}
