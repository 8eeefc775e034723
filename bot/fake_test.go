package bot

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"footnote/corpus"
	"footnote/retrieval"
)

// fakeClock is a clock that is set by hand.
type fakeClock struct {
	mu sync.Mutex
	t  time.Time
}

func newFakeClock() *fakeClock {
	return &fakeClock{t: time.Date(2025, time.March, 10, 12, 0, 0, 0, time.UTC)}
}

func (c *fakeClock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.t
}

func (c *fakeClock) add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.t = c.t.Add(d)
}

// fakes are a Bot and all that it was given.
type fakes struct {
	*Bot
	clock     *fakeClock
	store     *fakeStore
	asker     *fakeAsker
	checker   *fakeChecker
	exampler  *fakeExampler
	importer  *fakeImporter
	refresher *fakeRefresher
	remover   *fakeRemover
	purger    *fakePurger
	library   *fakeLibrary
	outbox    *fakeOutbox
	directory *fakeDirectory
	meter     *fakeMeter
}

// newFakes makes a Bot on fakes; its Run is not running. The functions may change
// the Config before the Bot is made.
func newFakes(t testing.TB, change ...func(*Config)) *fakes {
	t.Helper()
	f := &fakes{
		clock: newFakeClock(), store: newFakeStore(), asker: &fakeAsker{}, checker: &fakeChecker{}, exampler: &fakeExampler{},
		importer: &fakeImporter{}, refresher: &fakeRefresher{}, remover: &fakeRemover{}, purger: &fakePurger{}, library: newFakeLibrary(),
		outbox: &fakeOutbox{}, directory: newFakeDirectory(), meter: &fakeMeter{},
	}
	c := Config{
		Asker: f.asker, Checker: f.checker, Exampler: f.exampler, Importer: f.importer, Refresher: f.refresher, Remover: f.remover,
		Purger: f.purger, Library: f.library, Finder: f.library, Store: f.store, Outbox: f.outbox, Directory: f.directory,
		Meter: f.meter, Now: f.clock.now,
	}
	for _, ch := range change {
		ch(&c)
	}
	f.Bot = New(c)
	return f
}

// run runs the bot until the test ends, or until the returned function is called.
func (f *fakes) run(t testing.TB) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { defer close(done); f.Run(ctx) }()
	stop = sync.OnceFunc(func() { cancel(); <-done })
	t.Cleanup(stop)
	return stop
}

// finish starts the task of a response, waits for its end and returns what it
// showed. The bot must be running.
func finish(t testing.TB, r Response) *fakeSink {
	t.Helper()
	if r.Task == nil {
		t.Fatalf("no task but %#v", r.Show)
	}
	s := newFakeSink()
	r.Task.Start(s)
	<-s.finished
	return s
}

// at is a person in a channel of a server that invited the bot.
func at(guild, channel, person string) Origin {
	return Origin{
		ID: "event-" + guild + channel + person, Person: Person{ID: person, Name: "Name of " + person},
		Place: Place{Guild: guild, Channel: channel}, Installed: true, CanPost: true,
		At:       time.Date(2025, time.March, 10, 12, 0, 0, 0, time.UTC),
		Callback: Callback{Application: "app", Token: "secret-token", Channel: channel},
	}
}

// byManager makes it a person with Manage Server.
func byManager(o Origin) Origin {
	o.Person.Manager = true
	return o
}

// fakeSink records what a task shows.
type fakeSink struct {
	mu       sync.Mutex
	shown    []Screen
	end      Screen
	calls    int   // of Finish
	err      error // of Finish
	message  string
	onFinish func(Screen)
	finished chan struct{} // closed after the first Finish
}

func newFakeSink() *fakeSink {
	return &fakeSink{message: "message-1", finished: make(chan struct{})}
}

func (s *fakeSink) Show(x Screen) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.shown = append(s.shown, x)
}

func (s *fakeSink) Finish(ctx context.Context, x Screen) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.onFinish != nil {
		s.onFinish(x)
	}
	s.end = x
	if s.calls++; s.calls == 1 {
		defer close(s.finished)
	}
	if s.err != nil {
		return "", s.err
	}
	return s.message, ctx.Err()
}

// last is what Finish showed.
func (s *fakeSink) last() Screen {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.end
}

// fakeAsker answers with a function, else that the answer is "Yes.".
type fakeAsker struct {
	mu    sync.Mutex
	asked []retrieval.Question
	ask   func(ctx context.Context, q retrieval.Question, show func(retrieval.Answer)) (retrieval.Answer, error)
}

func (a *fakeAsker) Ask(ctx context.Context, q retrieval.Question, show func(retrieval.Answer)) (retrieval.Answer, error) {
	a.mu.Lock()
	a.asked = append(a.asked, q)
	ask := a.ask
	a.mu.Unlock()
	if ask != nil {
		return ask(ctx, q, show)
	}
	return answerTo(q, "Yes."), ctx.Err()
}

func (a *fakeAsker) last() retrieval.Question {
	a.mu.Lock()
	defer a.mu.Unlock()
	if len(a.asked) == 0 {
		return retrieval.Question{}
	}
	return a.asked[len(a.asked)-1]
}

// answerTo is an answer of one sentence, from the source "source-1".
func answerTo(q retrieval.Question, text string) retrieval.Answer {
	return retrieval.Answer{
		Question: q.Text, Space: q.Space, Answered: true, Mode: retrieval.ModeExtractive,
		Sentences: []retrieval.Sentence{{Text: text, Citations: []int{1}}},
		Citations: []retrieval.Citation{{
			N: 1, ArticleID: "article-1", SourceID: "source-1", Revision: "revision-1", Title: "Title", Quote: text,
			Start: 0, End: len(text), Passage: text, Also: []retrieval.Ref{},
		}},
		Conflicts: []retrieval.Conflict{}, Uncovered: []string{}, Nearest: []retrieval.Nearest{},
	}
}

// refusalOf says that the sources do not answer a question.
func refusalOf(q retrieval.Question) retrieval.Answer {
	return retrieval.Answer{
		Question: q.Text, Space: q.Space, Sentences: []retrieval.Sentence{}, Citations: []retrieval.Citation{},
		Conflicts: []retrieval.Conflict{}, Uncovered: []string{q.Text}, Nearest: []retrieval.Nearest{},
		Reason: "The sources do not say it.",
	}
}

// fakeChecker checks with a function, else finds no statement.
type fakeChecker struct {
	check func(ctx context.Context, space corpus.Space, text string) (retrieval.Checked, error)
}

func (c *fakeChecker) CheckText(ctx context.Context, space corpus.Space, text string) (retrieval.Checked, error) {
	if c.check != nil {
		return c.check(ctx, space, text)
	}
	return retrieval.Checked{Space: space, Statements: []retrieval.CheckedStatement{}, Citations: []retrieval.Citation{}, NotChecked: []string{}}, ctx.Err()
}

// fakeExampler finds the examples that were set.
type fakeExampler struct {
	mu       sync.Mutex
	calls    int
	examples []string
	err      error
	find     func(ctx context.Context, space corpus.Space) // runs before
}

func (e *fakeExampler) Examples(ctx context.Context, space corpus.Space, n int) ([]string, error) {
	e.mu.Lock()
	e.calls++
	find, examples, err := e.find, e.examples, e.err
	e.mu.Unlock()
	if find != nil {
		find(ctx, space)
	}
	return examples[:min(n, len(examples))], err
}

// fakeImporter imports with a function, else reports one article added for each
// thing that was given.
type fakeImporter struct {
	mu    sync.Mutex
	calls []fakeImport
	do    func(ctx context.Context, space corpus.Space, by string, what Import, w Watch) error

	preview func(address string, most int) (corpus.Listing, error)
	rules   []string // "SPACE SOURCE RULE BY"
	ruleErr error
}

type fakeImport struct {
	space corpus.Space
	by    string
	what  Import
}

func (i *fakeImporter) Import(ctx context.Context, space corpus.Space, by string, what Import, w Watch) error {
	i.mu.Lock()
	i.calls = append(i.calls, fakeImport{space, by, what})
	do := i.do
	i.mu.Unlock()
	if do != nil {
		return do(ctx, space, by, what, w)
	}
	n := len(what.URLs) + len(what.Attachments) + len(what.Refresh)
	if what.Reading != nil {
		n++
	}
	for k := range n {
		id := strconv.Itoa(k + 1)
		if w.Progress != nil {
			w.Progress(corpus.Progress{Done: k, Total: n, What: "thing " + id})
		}
		if w.Imported != nil {
			w.Imported(corpus.Imported{Status: corpus.StatusAdded, ArticleID: "article-" + id, SourceID: "source-" + id, Title: "Title " + id, Passages: 3, Place: k})
		}
	}
	return ctx.Err()
}

func (i *fakeImporter) Preview(_ context.Context, _ corpus.Space, address string, most int) (corpus.Listing, error) {
	if i.preview == nil {
		return corpus.Listing{}, missing("There is no such page.")
	}
	return i.preview(address, most)
}

func (i *fakeImporter) SetRule(_ context.Context, space corpus.Space, by, sourceID string, r corpus.Rule) error {
	i.mu.Lock()
	defer i.mu.Unlock()
	if i.ruleErr == nil {
		i.rules = append(i.rules, strings.Join([]string{string(space), sourceID, string(r), by}, " "))
	}
	return i.ruleErr
}

// fakeRefresher reads again with a function, and keeps of what nobody was told.
type fakeRefresher struct {
	mu     sync.Mutex
	passes []time.Time
	do     func(ctx context.Context, now time.Time, report func(corpus.Refreshed)) error
	untold []corpus.SourceInfo
	told   []string // "SPACE SOURCE"
	err    error    // of MarkTold
}

func (r *fakeRefresher) RefreshDue(ctx context.Context, now time.Time, report func(corpus.Refreshed)) error {
	r.mu.Lock()
	r.passes = append(r.passes, now)
	do := r.do
	r.mu.Unlock()
	if do == nil {
		return ctx.Err()
	}
	return do(ctx, now, report)
}

func (r *fakeRefresher) Untold(context.Context) ([]corpus.SourceInfo, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.untold), nil
}

func (r *fakeRefresher) MarkTold(_ context.Context, space corpus.Space, sourceIDs []string) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.err != nil {
		return r.err
	}
	for _, id := range sourceIDs {
		r.told = append(r.told, string(space)+" "+id)
	}
	r.untold = slices.DeleteFunc(r.untold, func(s corpus.SourceInfo) bool { return s.Space == space && slices.Contains(sourceIDs, s.ID) })
	return nil
}

// fakeRemover keeps what was withdrawn.
type fakeRemover struct {
	mu        sync.Mutex
	withdrawn map[corpus.Space][]WithdrawnSource
	calls     []string // "withdraw SPACE SOURCE BY"
	err       error
	onList    func() // before the withdrawn are listed
}

func (r *fakeRemover) Withdraw(_ context.Context, space corpus.Space, by, sourceID string, until time.Time) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.err != nil {
		return r.err
	}
	r.calls = append(r.calls, strings.Join([]string{"withdraw", string(space), sourceID, by}, " "))
	if r.withdrawn == nil {
		r.withdrawn = map[corpus.Space][]WithdrawnSource{}
	}
	r.withdrawn[space] = append(r.withdrawn[space], WithdrawnSource{ID: sourceID, Title: "Title of " + sourceID, Until: until})
	return nil
}

func (r *fakeRemover) Restore(_ context.Context, space corpus.Space, by, sourceID string) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.err != nil {
		return r.err
	}
	i := slices.IndexFunc(r.withdrawn[space], func(w WithdrawnSource) bool { return w.ID == sourceID })
	if i < 0 {
		return missing("This source cannot be brought back any more.")
	}
	r.calls = append(r.calls, strings.Join([]string{"restore", string(space), sourceID, by}, " "))
	r.withdrawn[space] = slices.Delete(r.withdrawn[space], i, i+1)
	return nil
}

func (r *fakeRemover) Withdrawn(_ context.Context, space corpus.Space) ([]WithdrawnSource, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.onList != nil {
		r.onList()
	}
	return slices.Clone(r.withdrawn[space]), r.err
}

// fakePurger returns, once, what was set.
type fakePurger struct {
	mu      sync.Mutex
	purged  []Purged
	gone    []Purged // for good, by whomever
	removed []corpus.Space
	err     error

	dropped []string // "SPACE BEFORE KEPT KEPT…"
	dropErr map[corpus.Space]error

	overwritten int
}

func (p *fakePurger) Overwrite(context.Context) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.overwritten++
}

func (p *fakePurger) DropRevisions(_ context.Context, space corpus.Space, before time.Time, keep []string) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.dropped = append(p.dropped, strings.Join(append([]string{string(space), before.UTC().Format(time.DateTime)}, keep...), " "))
	return 1, p.dropErr[space]
}

func (p *fakePurger) PurgeWithdrawn(context.Context, time.Time) ([]Purged, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	out := p.purged
	p.purged = nil
	if p.err == nil {
		p.gone = append(p.gone, out...)
	}
	return out, p.err
}

func (p *fakePurger) Removals(_ context.Context, after int64) ([]Purged, int64, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	last := int64(len(p.gone))
	if after < 0 || after > last {
		return nil, last, nil
	}
	return p.gone[after:], last, nil
}

func (p *fakePurger) RemoveSpace(_ context.Context, space corpus.Space) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.err == nil {
		p.removed = append(p.removed, space)
	}
	return p.err
}

// fakeLibrary holds sources, articles and their history.
type fakeLibrary struct {
	mu       sync.Mutex
	sources  map[corpus.Space][]corpus.SourceInfo
	articles map[corpus.Space][]corpus.Article
	history  map[corpus.Space][]Entry // newest first
	sharing  map[string][]string      // ids of sources with some of the same text
	copies   map[string][]retrieval.Ref
	err      error
	// onArticle is called before an article is looked for.
	onArticle func(id string)
}

func newFakeLibrary() *fakeLibrary {
	return &fakeLibrary{
		sources: map[corpus.Space][]corpus.SourceInfo{}, articles: map[corpus.Space][]corpus.Article{}, history: map[corpus.Space][]Entry{},
	}
}

// add puts a page into the library.
func (l *fakeLibrary) add(space corpus.Space, id, title string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	url := "https://example.org/" + id
	l.sources[space] = append(l.sources[space], corpus.SourceInfo{
		Source: corpus.Source{ID: id, Space: space, Kind: corpus.KindPage, Location: url, Shown: url, Title: title, AddedBy: "moderator", State: corpus.StateFresh},
		URL:    url, Articles: 1, Passages: 3,
	})
}

func (l *fakeLibrary) Sources(_ context.Context, space corpus.Space) ([]corpus.SourceInfo, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Clone(l.sources[space]), l.err
}

func (l *fakeLibrary) Source(_ context.Context, space corpus.Space, ref string) (corpus.SourceInfo, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.err != nil {
		return corpus.SourceInfo{}, l.err
	}
	for _, s := range l.sources[space] {
		if s.ID == ref || s.URL == ref {
			return s, nil
		}
	}
	return corpus.SourceInfo{}, missing("There is no such source.")
}

func (l *fakeLibrary) Article(_ context.Context, space corpus.Space, id, revision string) (corpus.Article, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.onArticle != nil {
		l.onArticle(id)
	}
	for _, a := range l.articles[space] {
		if a.ID == id && (revision == "" || a.Revision == revision) {
			return a, l.err
		}
	}
	return corpus.Article{}, missing("There is no such article.")
}

func (l *fakeLibrary) Counts(_ context.Context, space corpus.Space) (corpus.Counts, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	c := corpus.Counts{Sources: len(l.sources[space])}
	for _, s := range l.sources[space] {
		c.Articles += s.Articles
		c.Passages += s.Passages
	}
	return c, l.err
}

func (l *fakeLibrary) Copies(_ context.Context, _ corpus.Space, sourceID string) ([]retrieval.Ref, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.copies[sourceID], l.err
}

func (l *fakeLibrary) Sharing(_ context.Context, space corpus.Space, sourceID string) ([]corpus.SourceInfo, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	var out []corpus.SourceInfo
	for _, s := range l.sources[space] {
		if slices.Contains(l.sharing[sourceID], s.ID) {
			out = append(out, s)
		}
	}
	return out, l.err
}

func (l *fakeLibrary) History(_ context.Context, space corpus.Space, sourceID string, limit int) ([]Entry, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	var out []Entry
	for _, e := range l.history[space] {
		if (sourceID == "" || e.Source == sourceID) && len(out) < limit {
			out = append(out, e)
		}
	}
	return out, l.err
}

// fakeOutbox records what was written without being asked.
type fakeOutbox struct {
	mu   sync.Mutex
	sent []fakeSent
	// fail, when set, decides the error of each write.
	fail func(x fakeSent) error
}

type fakeSent struct {
	how      string // "post", "edit", "direct" or "finish"
	to       string // channel or person
	message  string // of an edit
	callback Callback
	screen   Screen
}

func (o *fakeOutbox) send(ctx context.Context, x fakeSent) (string, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return "", err
	}
	if o.fail != nil {
		if err := o.fail(x); err != nil {
			return "", err
		}
	}
	o.sent = append(o.sent, x)
	return "posted-" + strconv.Itoa(len(o.sent)), nil
}

func (o *fakeOutbox) Post(ctx context.Context, channel string, s Screen) (string, error) {
	return o.send(ctx, fakeSent{how: "post", to: channel, screen: s})
}

func (o *fakeOutbox) Edit(ctx context.Context, channel, message string, s Screen) error {
	_, err := o.send(ctx, fakeSent{how: "edit", to: channel, message: message, screen: s})
	return err
}

func (o *fakeOutbox) Direct(ctx context.Context, person string, s Screen) error {
	_, err := o.send(ctx, fakeSent{how: "direct", to: person, screen: s})
	return err
}

func (o *fakeOutbox) Finish(ctx context.Context, c Callback, s Screen) error {
	_, err := o.send(ctx, fakeSent{how: "finish", to: c.Channel, message: c.Message, callback: c, screen: s})
	return err
}

// all are the writes so far.
func (o *fakeOutbox) all() []fakeSent {
	o.mu.Lock()
	defer o.mu.Unlock()
	return slices.Clone(o.sent)
}

// fakeDirectory knows what was put into it.
type fakeDirectory struct {
	mu       sync.Mutex
	channels map[string]Channel
	members  map[string]Person // by guild + "/" + person
	guilds   map[string]Guild
	shown    map[string]bool // by guild + "/" + role
	err      error
}

func newFakeDirectory() *fakeDirectory {
	return &fakeDirectory{
		channels: map[string]Channel{}, members: map[string]Person{}, guilds: map[string]Guild{}, shown: map[string]bool{},
	}
}

func (d *fakeDirectory) Channel(_ context.Context, id string) (Channel, error) {
	return lookUp(d, d.channels, id)
}

func (d *fakeDirectory) Member(_ context.Context, guild, person string) (Person, error) {
	return lookUp(d, d.members, guild+"/"+person)
}

func (d *fakeDirectory) Guild(_ context.Context, id string) (Guild, error) {
	return lookUp(d, d.guilds, id)
}

func (d *fakeDirectory) Shown(_ context.Context, guild string, roles []string) (map[string]bool, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	out := map[string]bool{}
	for _, role := range roles {
		if _, ok := d.guilds[guild].Roles[role]; ok {
			out[role] = d.shown[guild+"/"+role]
		}
	}
	return out, d.err
}

func lookUp[T any](d *fakeDirectory, known map[string]T, key string) (T, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	x, ok := known[key]
	if d.err != nil {
		return x, d.err
	}
	if !ok {
		return x, missing("Discord does not know it, or hides it.")
	}
	return x, nil
}

// fakeMeter counts.
type fakeMeter struct {
	mu       sync.Mutex
	answered map[string]int
	turned   map[string]int
	panics   int

	refreshes map[corpus.Status]int
}

func (m *fakeMeter) Refreshed(s corpus.Status) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.refreshes == nil {
		m.refreshes = map[corpus.Status]int{}
	}
	m.refreshes[s]++
}

func (m *fakeMeter) Answered(outcome string, _ time.Duration) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.answered == nil {
		m.answered = map[string]int{}
	}
	m.answered[outcome]++
}

func (m *fakeMeter) Turned(reason string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.turned == nil {
		m.turned = map[string]int{}
	}
	m.turned[reason]++
}

func (m *fakeMeter) Panicked() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.panics++
}

func (m *fakeMeter) count(of func(*fakeMeter) int) int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return of(m)
}

// missing and unavailable are errors of ports.
func missing(text string) error {
	return &corpus.Problem{Code: corpus.CodeMissing, Message: text}
}

func unavailable(text string) error {
	return &corpus.Problem{Code: corpus.CodeUnavailable, Message: text}
}

// fakeStore is a Store in memory. Fail, when set, gives a method's error by its
// name.
type fakeStore struct {
	mu       sync.Mutex
	fail     func(method string) error
	settings map[corpus.Space]Settings
	audit    map[corpus.Space][]Entry // oldest first
	spent    map[string]int           // by space + " " + day
	answers  map[string]Posted
	votes    map[string]Vote // by answer + " " + person
	subs     map[string]Subscription
	closed   map[string]time.Time // gaps by space + " " + key
	jobs     map[string]Job
	flights  map[string]InFlight
	servers  map[corpus.Space]time.Time
	digested map[corpus.Space]time.Time

	forgotten []string // ids of sources whose names were taken out of jobs
}

var _ Store = (*fakeStore)(nil)

func newFakeStore() *fakeStore {
	return &fakeStore{
		settings: map[corpus.Space]Settings{}, audit: map[corpus.Space][]Entry{}, spent: map[string]int{},
		answers: map[string]Posted{}, votes: map[string]Vote{}, subs: map[string]Subscription{}, closed: map[string]time.Time{},
		jobs: map[string]Job{}, flights: map[string]InFlight{}, servers: map[corpus.Space]time.Time{}, digested: map[corpus.Space]time.Time{},
	}
}

// use begins a method: it locks, and says whether the method is to fail.
func (s *fakeStore) use(ctx context.Context, method string) error {
	s.mu.Lock()
	if err := ctx.Err(); err != nil {
		return err
	}
	if s.fail != nil {
		return s.fail(method)
	}
	return nil
}

// failing makes the named methods fail from now on; none makes all work again.
func (s *fakeStore) failing(err error, methods ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.fail = func(method string) error {
		if slices.Contains(methods, method) {
			return err
		}
		return nil
	}
}

func (s *fakeStore) Settings(ctx context.Context, space corpus.Space) (Settings, error) {
	err := s.use(ctx, "Settings")
	defer s.mu.Unlock()
	return s.settings[space], err
}

func (s *fakeStore) SaveSettings(ctx context.Context, space corpus.Space, x Settings, e Entry) error {
	err := s.use(ctx, "SaveSettings")
	defer s.mu.Unlock()
	if err != nil {
		return err
	}
	s.settings[space] = x
	s.audit[space] = append(s.audit[space], e)
	return nil
}

func (s *fakeStore) SettingsAudit(ctx context.Context, space corpus.Space, limit int) ([]Entry, error) {
	err := s.use(ctx, "SettingsAudit")
	defer s.mu.Unlock()
	list := slices.Clone(s.audit[space])
	slices.Reverse(list)
	return list[:min(limit, len(list))], err
}

func (s *fakeStore) Record(ctx context.Context, space corpus.Space, e Entry) error {
	err := s.use(ctx, "Record")
	defer s.mu.Unlock()
	if err == nil {
		s.audit[space] = append(s.audit[space], e)
	}
	return err
}

func (s *fakeStore) Spend(ctx context.Context, space corpus.Space, day string, tokens int) (int, error) {
	err := s.use(ctx, "Spend")
	defer s.mu.Unlock()
	if err != nil {
		return 0, err
	}
	key := string(space) + " " + day
	s.spent[key] += tokens
	return s.spent[key], nil
}

func (s *fakeStore) SaveAnswer(ctx context.Context, p Posted) error {
	err := s.use(ctx, "SaveAnswer")
	defer s.mu.Unlock()
	if err == nil {
		s.answers[p.ID] = p
	}
	return err
}

func (s *fakeStore) Answer(ctx context.Context, space corpus.Space, id string) (Posted, error) {
	err := s.use(ctx, "Answer")
	defer s.mu.Unlock()
	p, ok := s.answers[id]
	switch {
	case err != nil:
		return Posted{}, err
	case !ok || p.Space != space:
		return Posted{}, missing("There is no such answer.")
	}
	return p, nil
}

func (s *fakeStore) AnswerIn(ctx context.Context, space corpus.Space, message string) (Posted, error) {
	err := s.use(ctx, "AnswerIn")
	defer s.mu.Unlock()
	if err != nil {
		return Posted{}, err
	}
	for _, p := range s.answers {
		if p.Space == space && p.Message == message && message != "" {
			return p, nil
		}
	}
	return Posted{}, missing("There is no such answer.")
}

// shown are the answers of a space, oldest first.
func (s *fakeStore) shown(space corpus.Space, keep func(Posted) bool) []Posted {
	var out []Posted
	for _, p := range s.answers {
		if p.Space == space && keep(p) {
			out = append(out, p)
		}
	}
	slices.SortFunc(out, func(a, b Posted) int { return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.ID, b.ID)) })
	return out
}

func (s *fakeStore) Turns(ctx context.Context, space corpus.Space, channel, person string, private bool, since time.Time, limit int) ([]string, error) {
	err := s.use(ctx, "Turns")
	defer s.mu.Unlock()
	if err != nil {
		return nil, err
	}
	var out []string
	for _, p := range s.shown(space, func(p Posted) bool {
		return p.Place.Channel == channel && p.Person == person && !p.At.Before(since) && (private || !p.Private)
	}) {
		out = append(out, p.Answer.Question)
	}
	return out[max(0, len(out)-limit):], nil
}

func (s *fakeStore) Quoting(ctx context.Context, space corpus.Space, sources []string, since time.Time) ([]Posted, error) {
	err := s.use(ctx, "Quoting")
	defer s.mu.Unlock()
	out := s.shown(space, func(p Posted) bool {
		return !p.At.Before(since) && slices.ContainsFunc(p.Answer.Citations, func(c retrieval.Citation) bool {
			return sources == nil || slices.Contains(sources, c.SourceID)
		})
	})
	slices.Reverse(out)
	return out, err
}

func (s *fakeStore) Cited(ctx context.Context, space corpus.Space, since time.Time) ([]string, error) {
	err := s.use(ctx, "Cited")
	defer s.mu.Unlock()
	var out []string
	for _, p := range s.shown(space, func(p Posted) bool { return !p.At.Before(since) }) {
		for _, c := range p.Answer.Citations {
			out = append(out, c.Revision)
		}
	}
	return out, err
}

func (s *fakeStore) SetMarks(ctx context.Context, space corpus.Space, id string, a retrieval.Answer, marks []Mark) error {
	err := s.use(ctx, "SetMarks")
	defer s.mu.Unlock()
	if err != nil {
		return err
	}
	if p, ok := s.answers[id]; ok && p.Space == space {
		p.Answer, p.Marks = a, marks
		p.Unshown++
		s.answers[id] = p
	}
	return nil
}

func (s *fakeStore) Unshown(ctx context.Context, space corpus.Space) ([]Posted, error) {
	err := s.use(ctx, "Unshown")
	defer s.mu.Unlock()
	out := s.shown(space, func(p Posted) bool { return p.Unshown > 0 })
	slices.Reverse(out)
	return out, err
}

func (s *fakeStore) Shown(ctx context.Context, shown Posted) error {
	err := s.use(ctx, "Shown")
	defer s.mu.Unlock()
	if p, ok := s.answers[shown.ID]; ok && err == nil && p.Unshown == shown.Unshown {
		p.Unshown = 0
		s.answers[p.ID] = p
	}
	return err
}

func (s *fakeStore) JobSources(ctx context.Context, space corpus.Space) ([]string, error) {
	err := s.use(ctx, "JobSources")
	defer s.mu.Unlock()
	var out []string
	for _, j := range s.jobs {
		for _, i := range j.Items {
			if j.Space == space && i.SourceID != "" {
				out = append(out, i.SourceID)
			}
		}
	}
	return out, err
}

func (s *fakeStore) ForgetSources(ctx context.Context, space corpus.Space, sources []string) error {
	err := s.use(ctx, "ForgetSources")
	defer s.mu.Unlock()
	if err == nil {
		s.forgotten = append(s.forgotten, sources...)
	}
	return err
}

func (s *fakeStore) Scrub(ctx context.Context) error {
	err := s.use(ctx, "Scrub")
	defer s.mu.Unlock()
	return err
}

func (s *fakeStore) Stats(ctx context.Context, space corpus.Space, since time.Time) (Stats, error) {
	err := s.use(ctx, "Stats")
	defer s.mu.Unlock()
	var out Stats
	var took []time.Duration
	for _, p := range s.shown(space, func(p Posted) bool { return !p.At.Before(since) }) {
		out.Questions++
		if p.Answer.Answered {
			out.Answered++
		} else {
			out.Refused++
		}
		if p.Private {
			out.Private++
		}
		out.Tokens += p.Answer.Tokens
		if p.Answer.TokensEstimated {
			out.Estimated++
		}
		out.Dropped += p.Answer.Dropped
		out.Sentences += len(p.Answer.Sentences) + p.Answer.Dropped
		took = append(took, p.Took)
	}
	if slices.Sort(took); len(took) > 0 {
		out.Median = took[len(took)/2]
	}
	for _, v := range s.votes {
		switch {
		case v.Space != space || v.At.Before(since):
		case v.Up:
			out.Up++
		default:
			out.Down++
		}
	}
	return out, err
}

// open are the refusals of a space whose gap was not closed since.
func (s *fakeStore) open(space corpus.Space) []Posted {
	return s.shown(space, func(p Posted) bool {
		at, closed := s.closed[string(space)+" "+p.GapKey]
		return !p.Answer.Answered && p.GapKey != "" && !(closed && !p.At.After(at))
	})
}

func (s *fakeStore) Gaps(ctx context.Context, space corpus.Space) ([]Gap, error) {
	err := s.use(ctx, "Gaps")
	defer s.mu.Unlock()
	if err != nil {
		return nil, err
	}
	gaps := map[string]*Gap{}
	people := map[string]map[string]bool{}
	for _, p := range s.open(space) {
		g := gaps[p.GapKey]
		if g == nil {
			g = &Gap{Key: p.GapKey}
			gaps[p.GapKey], people[p.GapKey] = g, map[string]bool{}
		}
		g.Asked++
		g.Last = p.At
		people[p.GapKey][p.Person] = true
		g.People = len(people[p.GapKey])
		if !p.Private && g.Question == "" {
			g.Question = cmp.Or(p.Resolved, p.Answer.Question)
		}
	}
	var out []Gap
	for _, key := range slices.Sorted(maps.Keys(gaps)) {
		g := *gaps[key]
		if g.People < 2 {
			g.Question = ""
		}
		out = append(out, g)
	}
	slices.SortStableFunc(out, func(a, b Gap) int { return cmp.Compare(b.Asked, a.Asked) })
	return out, nil
}

func (s *fakeStore) GapQuestions(ctx context.Context, space corpus.Space, key string) ([]string, error) {
	err := s.use(ctx, "GapQuestions")
	defer s.mu.Unlock()
	var out []string
	for _, p := range s.open(space) {
		if p.GapKey == key {
			out = append(out, cmp.Or(p.Resolved, p.Answer.Question))
		}
	}
	return out, err
}

func (s *fakeStore) CloseGap(ctx context.Context, space corpus.Space, key string, at time.Time) error {
	err := s.use(ctx, "CloseGap")
	defer s.mu.Unlock()
	if err == nil {
		s.closed[string(space)+" "+key] = at
	}
	return err
}

func (s *fakeStore) SaveVote(ctx context.Context, v Vote) error {
	err := s.use(ctx, "SaveVote")
	defer s.mu.Unlock()
	if err == nil {
		s.votes[v.AnswerID+" "+v.Person] = v
	}
	return err
}

func (s *fakeStore) Subscribe(ctx context.Context, x Subscription) error {
	err := s.use(ctx, "Subscribe")
	defer s.mu.Unlock()
	if err != nil {
		return err
	}
	open := 0
	for _, y := range s.subs {
		if y.Space != x.Space || y.Person != x.Person || y.Closed {
			continue
		}
		if y.Question == x.Question {
			return nil
		}
		open++
	}
	if open >= MaxSubscriptions {
		return &corpus.Problem{Code: corpus.CodeBusy, Message: "You wait for as many questions as one person may."}
	}
	s.subs[x.ID] = x
	return nil
}

func (s *fakeStore) Subscriptions(ctx context.Context, space corpus.Space) ([]Subscription, error) {
	err := s.use(ctx, "Subscriptions")
	defer s.mu.Unlock()
	return s.subscriptions(func(x Subscription) bool { return x.Space == space && !x.Closed }), err
}

func (s *fakeStore) subscriptions(keep func(Subscription) bool) []Subscription {
	var out []Subscription
	for _, x := range s.subs {
		if keep(x) {
			out = append(out, x)
		}
	}
	slices.SortFunc(out, func(a, b Subscription) int { return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.ID, b.ID)) })
	return out
}

func (s *fakeStore) EndSubscription(ctx context.Context, space corpus.Space, id string) error {
	err := s.use(ctx, "EndSubscription")
	defer s.mu.Unlock()
	if x, ok := s.subs[id]; err == nil && ok && x.Space == space {
		delete(s.subs, id)
	}
	return err
}

func (s *fakeStore) LeaveWord(ctx context.Context, x Subscription) error {
	err := s.use(ctx, "LeaveWord")
	defer s.mu.Unlock()
	if err == nil {
		x.Closed = true
		s.subs[x.ID] = x
	}
	return err
}

func (s *fakeStore) TakeWord(ctx context.Context, space corpus.Space, person string) ([]Subscription, error) {
	err := s.use(ctx, "TakeWord")
	defer s.mu.Unlock()
	if err != nil {
		return nil, err
	}
	out := s.subscriptions(func(x Subscription) bool { return x.Space == space && x.Person == person && x.Closed })
	for _, x := range out {
		delete(s.subs, x.ID)
	}
	return out, nil
}

func (s *fakeStore) Forget(ctx context.Context, space corpus.Space, person string) (Erased, error) {
	err := s.use(ctx, "Forget")
	defer s.mu.Unlock()
	var e Erased
	if err != nil {
		return e, err
	}
	for id, p := range s.answers {
		if p.Space == space && p.Person == person {
			delete(s.answers, id)
			e.Questions++
		}
	}
	for id, v := range s.votes {
		if v.Space == space && v.Person == person {
			delete(s.votes, id)
			e.Votes++
		}
	}
	for id, x := range s.subs {
		if x.Space == space && x.Person == person {
			delete(s.subs, id)
			e.Subscriptions++
		}
	}
	return e, nil
}

func (s *fakeStore) SaveJob(ctx context.Context, j Job) error {
	err := s.use(ctx, "SaveJob")
	defer s.mu.Unlock()
	if err == nil {
		s.jobs[j.ID] = j
	}
	return err
}

func (s *fakeStore) Jobs(ctx context.Context, space corpus.Space, sourceID string, limit int) ([]Job, error) {
	err := s.use(ctx, "Jobs")
	defer s.mu.Unlock()
	var out []Job
	for _, j := range s.jobs {
		if j.Space == space && (sourceID == "" || slices.ContainsFunc(j.Items, func(i JobItem) bool { return i.SourceID == sourceID })) {
			out = append(out, j)
		}
	}
	slices.SortFunc(out, func(a, b Job) int { return cmp.Or(b.Started.Compare(a.Started), cmp.Compare(a.ID, b.ID)) })
	return out[:min(limit, len(out))], err
}

func (s *fakeStore) BreakJobs(ctx context.Context, now time.Time) ([]Job, error) {
	err := s.use(ctx, "BreakJobs")
	defer s.mu.Unlock()
	var out []Job
	if err != nil {
		return nil, err
	}
	for id, j := range s.jobs {
		if j.State == JobRunning || j.State == JobWaiting {
			j.State, j.Ended = JobBroken, now
			s.jobs[id] = j
			out = append(out, j)
		}
	}
	return out, nil
}

func (s *fakeStore) SaveFlights(ctx context.Context, began []InFlight, ended []string) error {
	err := s.use(ctx, "SaveFlights")
	defer s.mu.Unlock()
	if err != nil {
		return err
	}
	for _, x := range began {
		s.flights[x.ID] = x
	}
	for _, id := range ended {
		delete(s.flights, id)
	}
	return nil
}

func (s *fakeStore) TakeFlights(ctx context.Context) ([]InFlight, error) {
	err := s.use(ctx, "TakeFlights")
	defer s.mu.Unlock()
	if err != nil {
		return nil, err
	}
	out := slices.SortedFunc(maps.Values(s.flights), func(a, b InFlight) int { return cmp.Compare(a.ID, b.ID) })
	clear(s.flights)
	return out, nil
}

func (s *fakeStore) Joined(ctx context.Context, space corpus.Space) error {
	err := s.use(ctx, "Joined")
	defer s.mu.Unlock()
	if err == nil {
		s.servers[space] = time.Time{}
	}
	return err
}

func (s *fakeStore) Left(ctx context.Context, space corpus.Space, at time.Time) error {
	err := s.use(ctx, "Left")
	defer s.mu.Unlock()
	if err == nil {
		s.servers[space] = at
	}
	return err
}

func (s *fakeStore) Servers(ctx context.Context) (map[corpus.Space]time.Time, error) {
	err := s.use(ctx, "Servers")
	defer s.mu.Unlock()
	return maps.Clone(s.servers), err
}

func (s *fakeStore) ForgetSpace(ctx context.Context, space corpus.Space) error {
	err := s.use(ctx, "ForgetSpace")
	defer s.mu.Unlock()
	if err != nil {
		return err
	}
	delete(s.settings, space)
	delete(s.audit, space)
	delete(s.servers, space)
	delete(s.digested, space)
	maps.DeleteFunc(s.answers, func(_ string, p Posted) bool { return p.Space == space })
	maps.DeleteFunc(s.votes, func(_ string, v Vote) bool { return v.Space == space })
	maps.DeleteFunc(s.subs, func(_ string, x Subscription) bool { return x.Space == space })
	maps.DeleteFunc(s.jobs, func(_ string, j Job) bool { return j.Space == space })
	maps.DeleteFunc(s.flights, func(_ string, x InFlight) bool { return x.Space == space })
	maps.DeleteFunc(s.closed, func(key string, _ time.Time) bool { return strings.HasPrefix(key, string(space)+" ") })
	maps.DeleteFunc(s.spent, func(key string, _ int) bool { return strings.HasPrefix(key, string(space)+" ") })
	return nil
}

func (s *fakeStore) ForgetOld(ctx context.Context, before, subscribedBefore time.Time) error {
	err := s.use(ctx, "ForgetOld")
	defer s.mu.Unlock()
	if err != nil {
		return err
	}
	maps.DeleteFunc(s.answers, func(_ string, p Posted) bool { return p.At.Before(before) })
	maps.DeleteFunc(s.votes, func(_ string, v Vote) bool { return v.At.Before(before) })
	maps.DeleteFunc(s.jobs, func(_ string, j Job) bool { return j.Started.Before(before) })
	maps.DeleteFunc(s.subs, func(_ string, x Subscription) bool { return x.At.Before(subscribedBefore) })
	return nil
}

func (s *fakeStore) Digested(ctx context.Context, space corpus.Space) (time.Time, error) {
	err := s.use(ctx, "Digested")
	defer s.mu.Unlock()
	return s.digested[space], err
}

func (s *fakeStore) SetDigested(ctx context.Context, space corpus.Space, at time.Time) error {
	err := s.use(ctx, "SetDigested")
	defer s.mu.Unlock()
	if err == nil {
		s.digested[space] = at
	}
	return err
}
