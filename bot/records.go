package bot

import (
	"log/slog"
	"time"

	"footnote/corpus"
	"footnote/retrieval"
)

// Settings are what moderators set for a server. The zero value is how a server
// starts. Zero limits mean the operator's ceiling.
type Settings struct {
	Managers    []string // roles that may manage sources, beside Manage Server
	Channels    []string // channels that the bot answers in; none means all
	Private     bool     // answers are private unless the asker says otherwise
	MemberLimit int      // questions a member may ask in ten minutes
	ServerLimit int      // questions a server may ask in an hour
	DailyTokens int      // tokens of the language model a server may spend in a day (UTC)
	Moderators  string   // channel of digests and reports; "" is none
}

// Ceilings are the operator's limits for every server; settings are at or under
// them.
type Ceilings struct {
	MemberLimit int
	ServerLimit int
	DailyTokens int
	// Keep is how long questions, answers and votes are kept.
	Keep time.Duration
}

// Posted is an answer, or a refusal, that was shown to somebody.
type Posted struct {
	ID    string // random
	Space corpus.Space
	Place Place
	// Message holds the answer: only what was shown is kept. A private answer's
	// cannot be edited later.
	Message string
	Person  string
	Private bool
	At      time.Time
	Took    time.Duration
	Answer  retrieval.Answer
	Marks   []Mark
	GapKey  string // of a refusal; see retrieval.GapKey
	// Resolved is the question as it can be understood alone: with those before
	// it when it leans on them. Gaps and subscriptions go by it. A public one holds
	// no words of a question that was asked privately.
	Resolved string
	// Unshown counts the changes of the answer that its message does not show yet.
	Unshown int
}

// Vote is what a person thinks of an answer.
type Vote struct {
	AnswerID string
	Space    corpus.Space
	Person   string
	Up       bool
	Reason   string
	At       time.Time
}

// Subscription waits until a question is covered.
type Subscription struct {
	ID       string
	Space    corpus.Space
	Person   string
	Channel  string // where it was asked
	Question string
	At       time.Time
	// Closed says that it was covered but direct messages are closed: the next
	// private reply says it.
	Closed bool
}

// MaxSubscriptions is how many a person may have open in a server, and
// SubscriptionTime how long one waits.
const (
	MaxSubscriptions = 20
	SubscriptionTime = 90 * 24 * time.Hour
)

// Gap is a question that could not be answered, with all that ask the same.
type Gap struct {
	Key      string
	Question string // asked publicly, by two people at least in the group; "" otherwise
	Asked    int    // how often, private questions too
	People   int
	Last     time.Time
}

// Job is adding, refreshing or replacing sources, which may take long.
type Job struct {
	ID      string
	Space   corpus.Space
	Kind    string // "add", "refresh" or "replace"
	By      string // person
	Channel string // where it was started
	State   JobState
	Started time.Time
	Ended   time.Time // zero while it runs
	Done    int
	Total   int    // 0 while unknown
	What    string // being worked on
	Items   []JobItem
	Error   string // why all of it failed; a sentence
}

// JobState says how far a job is.
type JobState string

// The states of a Job.
const (
	JobWaiting JobState = "waiting"
	JobRunning JobState = "running"
	JobDone    JobState = "done"   // with or without failed items
	JobFailed  JobState = "failed" // as a whole
	JobBroken  JobState = "broken" // the program ended while it ran
)

// JobItem is what became of one thing that a job was to add.
type JobItem struct {
	Name     string
	SourceID string
	Status   corpus.Status
	Passages int
	Error    string // a sentence; of a feed or an archive, about the first that failed
	// Articles counts what became of the articles of a feed or an archive, and Kind
	// says which it is. Both are empty for what is one article.
	Articles Tally
	Kind     corpus.Kind
}

// Tally counts articles by what became of them.
type Tally struct{ Added, Updated, Removed, Unchanged, Failed int }

// InFlight is a reply that is being made. It is written once the first answer
// reached Discord and deleted at the end, so what is found at a start was cut off.
type InFlight struct {
	ID       string // the event's
	Space    corpus.Space
	Place    Place
	Person   string
	Callback Callback
	Since    time.Time
}

// Callback is where a reply goes: an interaction with its token, or a message
// that the bot has posted. The token is a secret: who has it can write as the bot.
type Callback struct {
	Application string
	Token       string // lives 15 minutes
	Channel     string
	Message     string // the bot's own, for a mention
}

// LogValue keeps the token out of logs.
func (c Callback) LogValue() slog.Value { return slog.StringValue("callback") }

// String keeps the token out of texts.
func (c Callback) String() string { return "callback" }

// GoString keeps the token out of texts.
func (c Callback) GoString() string { return "callback" }

// TokenLife is how long an interaction's token can be used, says Discord.
const TokenLife = 15 * time.Minute

// Entry is one line of the audit: what a moderator did, and when.
type Entry struct {
	At     time.Time
	By     string // person, or "" for the bot itself
	Action string // "added", "removed", "settings"…
	What   string // title of a source, what was set
	Source string // id, "" for settings
}

// Stats are a server's figures over some time.
type Stats struct {
	Questions int
	Answered  int
	Refused   int
	Up, Down  int
	Median    time.Duration
	Tokens    int
	Estimated int // answers whose tokens are estimated, as the model's endpoint told none
	Sentences int // composed: shown and dropped
	Dropped   int // by verification
	Private   int // questions asked privately
}

// Budget is what is spent of a day's tokens.
type Budget struct{ Spent, Limit int }

// Erased says what was kept of a person and is gone now.
type Erased struct {
	Questions     int
	Votes         int
	Subscriptions int
	AuditStays    int // entries that stay
}
