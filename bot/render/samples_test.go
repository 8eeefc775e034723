package render_test

import (
	"time"

	"footnote/bot"
	"footnote/corpus"
	"footnote/retrieval"
)

// samples are invented screens of every kind, by the name of their golden file.
var samples = map[string]bot.Screen{
	"answer":            answer(),
	"answer-growing":    growing(),
	"answer-long":       longAnswer(),
	"answer-marked":     marked(),
	"conflict":          conflict(),
	"refusal":           refusal(),
	"follow-up":         followUp(),
	"premise":           premise(),
	"premise-refused":   premiseRefused(),
	"passages":          bot.PassagesScreen{Answer: answer().Answer},
	"passages-many":     manyPassages(),
	"pages":             paged(),
	"pages-passages":    bot.PassagesScreen{Answer: paged().Answer},
	"pages-check":       pagedCheck(),
	"pages-refusal":     pagedRefusal(),
	"check":             check(),
	"help":              bot.HelpScreen{Examples: []string{"When does the ferry to Aldmouth run?", "Who is the harbour master?", "How many berths has the new marina?"}, Sources: 12, Everywhere: true},
	"help-moderator":    bot.HelpScreen{Moderator: true, Channels: []string{"80351110224678912", "80351110224678913"}},
	"forget":            bot.ForgetScreen{},
	"forgotten":         bot.ForgetScreen{Really: true, Gone: bot.Erased{Questions: 14, Votes: 3, Subscriptions: 1, AuditStays: 2}},
	"sources":           sources(),
	"sources-none":      bot.SourcesScreen{},
	"source":            source(),
	"source-copy":       sourceCopy(),
	"source-feed":       sourceFeed(),
	"preview":           preview(),
	"preview-all":       previewAll(),
	"stale":             stale(),
	"job-feed":          jobFeed(),
	"job":               job(),
	"job-done":          jobDone(),
	"removed":           bot.RemovedScreen{Title: "Ferry timetable 2024", SourceID: "5f4c", Until: sampleTime.Add(15 * time.Minute), Shared: []string{"Harbour guide"}},
	"settings":          settings(),
	"stats":             bot.StatsScreen{Days: 30, Stats: sampleStats, Budget: bot.Budget{Spent: 12340, Limit: 200000}},
	"gaps":              gaps(),
	"gaps-none":         bot.GapsScreen{},
	"audit":             audit(),
	"file":              bot.FileScreen{Text: "Sources, settings and audit of this server.", Name: "footnote-export.json", Content: []byte("{}")},
	"covered":           bot.CoveredScreen{Question: "When does the winter timetable begin?", Server: "Aldmouth Gazette", Link: "https://discord.com/channels/80351110224678912/80351110224678913"},
	"digest":            digest(),
	"wait":              bot.WaitScreen{},
	"note-refused":      bot.Say(bot.ToneRefused, "You have asked 10 questions in ten minutes. Ask again <t:1719830000:R>."),
	"note-failed":       bot.Say(bot.ToneFailed, "%s could not be read: %s", "The [new] *marina*", "the page answered 404."),
	"note-with-buttons": bot.Note{Tone: bot.ToneInfo, Text: "Answers are private here.", Buttons: []bot.Button{{ID: "private:x", Label: "Show me the answer"}, {Label: "How it works", URL: "https://docs.example/how"}}},
}

var sampleTime = time.Date(2024, 7, 1, 9, 30, 0, 0, time.UTC)

const passage = "The ferry company published its plans on Monday. The first ferry leaves Aldmouth at 6:40 in the morning, and the last one returns at 22:15. " +
	"Tickets cost 4 pounds for adults and 2 pounds for children. Dogs travel free of charge."

func quoted(n int, title, publisher, url, day, quote string) retrieval.Citation {
	return retrieval.Citation{N: n, ArticleID: title, SourceID: title, Title: title, Publisher: publisher, URL: url, Published: day,
		Quote: quote, Passage: "Before it stands something else. " + quote + " Behind it follows more.", PassageStart: 100, Start: 133, End: 133 + len(quote)}
}

func answer() bot.AnswerScreen {
	const first, second = "The first ferry leaves Aldmouth at 6:40 in the morning, and the last one returns at 22:15.", "Dogs travel free of charge."
	at := func(n int, quote string, also ...retrieval.Ref) retrieval.Citation {
		start := len(passage[:indexOf(passage, quote)])
		return retrieval.Citation{N: n, ArticleID: "a1", SourceID: "s1", Revision: "r1", Title: "New ferry timetable [from July]", Publisher: "Aldmouth Gazette",
			URL: "https://gazette.example/news/ferry_(2024)", Published: "2024-06-17", Quote: quote, Passage: passage, Start: start, End: start + len(quote), Also: also}
	}
	return bot.AnswerScreen{ID: "7d3f", Answer: retrieval.Answer{
		Question: "When do the ferries run, and may I bring my dog?", Answered: true, Mode: retrieval.ModeExtractive,
		Sentences: []retrieval.Sentence{{Text: first, Citations: []int{1}}, {Text: second, Citations: []int{2, 3}}},
		Citations: []retrieval.Citation{
			at(1, first, retrieval.Ref{ArticleID: "a9", Title: "Ferries: what changes", URL: "https://wire.example/ferries"}), at(2, second),
			quoted(3, "Travelling with animals", "Coast & Rail", "https://rail.example/dogs", "2023-11-02", "On ferries dogs travel free."),
		},
		Uncovered: []string{"whether bicycles are allowed"},
	}, Asked: true}
}

func indexOf(s, part string) int {
	for i := range s {
		if len(s)-i >= len(part) && s[i:i+len(part)] == part {
			return i
		}
	}
	panic("sample: " + part)
}

func growing() bot.AnswerScreen {
	s := answer()
	s.ID, s.Growing, s.Answer.Sentences = "", true, s.Answer.Sentences[:1]
	s.Answer.Citations, s.Answer.Uncovered = s.Answer.Citations[:1], nil
	return s
}

func longAnswer() bot.AnswerScreen {
	s := answer()
	s.Answer.Sentences = nil
	for i := range 40 {
		s.Answer.Sentences = append(s.Answer.Sentences, retrieval.Sentence{Citations: []int{i%3 + 1},
			Text: "This is one of many sentences about the ferries of Aldmouth, which is long enough that forty of them do not fit into one message of Discord."})
	}
	return s
}

func marked() bot.AnswerScreen {
	s := answer()
	s.Marks = []bot.Mark{{Citation: 1, Kind: bot.MarkChanged, At: sampleTime}, {Citation: 3, Kind: bot.MarkRemoved, At: sampleTime}}
	return s
}

func conflict() bot.AnswerScreen {
	police := quoted(1, "Police: fewer visitors than thought", "Evening Post", "https://post.example/police", "2024-06-30", "The police counted 12,000 people at the harbour festival last Sunday.")
	police.Times = []retrieval.Time{{Text: "last Sunday", Means: "2024-06-23"}}
	return bot.AnswerScreen{ID: "7d3f", Answer: retrieval.Answer{
		Question: "How many people came to the harbour festival?", Answered: true,
		Sentences: []retrieval.Sentence{},
		Conflicts: []retrieval.Conflict{{About: "people at the harbour festival", Claims: []retrieval.Claim{
			{Value: "12,000", Text: "The police counted 12,000 people at the harbour festival last Sunday.", Citations: []int{1}},
			{Value: "about 20,000", Text: "About 20,000 visitors came, the organisers say.", Citations: []int{2}},
		}}},
		Citations: []retrieval.Citation{
			police,
			quoted(2, "A festival in the sun", "Aldmouth Gazette", "https://gazette.example/festival", "2024-06-24", "About 20,000 visitors came, the organisers say."),
		},
		Notice: "The language model does not answer; this is quoted from the sources.",
	}}
}

func refusal() bot.AnswerScreen {
	return bot.AnswerScreen{ID: "7d3f", CanSubscribe: true, Answer: retrieval.Answer{
		Question: "When does the winter timetable begin?",
		Reason:   "The sources speak of the timetable, but not of winter.", Uncovered: []string{"winter"},
		Nearest: []retrieval.Nearest{
			{Title: "New ferry timetable [from July]", URL: "https://gazette.example/news/ferry_(2024)", Quote: "The first ferry leaves Aldmouth at 6:40 in the morning."},
			{Title: "notes.txt", Quote: "Timetables change twice a year."},
		},
	}}
}

func followUp() bot.AnswerScreen {
	s := answer()
	s.Asked = true
	s.Answer.Question, s.Answer.Understood = "And when does it leave?", "When does the *first* ferry leave?"
	s.Answer.Uncovered = []string{"Who is the captain of the first ferry?"}
	return s
}

func premise() bot.AnswerScreen {
	s := answer()
	s.Answer.Question = "Why does the first ferry leave at 7:40?"
	s.Answer.Premise = "The sources say 6:40, not 7:40."
	return s
}

func premiseRefused() bot.AnswerScreen {
	s := refusal()
	s.Answer.Question = "Why does the first ferry leave at 7:40 in winter?"
	s.Answer.Premise = "The sources say 6:40, not 7:40."
	return s
}

func manyPassages() bot.PassagesScreen {
	var a retrieval.Answer
	for i := range 9 {
		c := quoted(i+1, "Article number "+string(rune('A'+i)), "Gazette", "https://gazette.example/"+string(rune('a'+i)), "2024-06-17", "The first ferry leaves Aldmouth at 6:40 in the morning.")
		for range 8 {
			c.Passage += " " + passage
		}
		a.Citations = append(a.Citations, c)
	}
	return bot.PassagesScreen{Answer: a}
}

func check() bot.CheckScreen {
	return bot.CheckScreen{Link: "https://discord.com/channels/1/2/3", Checked: retrieval.Checked{
		Statements: []retrieval.CheckedStatement{
			{Text: "The first ferry leaves at 6:40.", Verdict: retrieval.VerdictSupported, Why: "A source says so.", Citations: []int{1}},
			{Text: "The festival had 20,000 visitors.", Verdict: retrieval.VerdictContradicted, Why: "A source has another number: 12,000.", Against: []int{2}},
			{Text: "The mayor likes sailing.", Verdict: retrieval.VerdictMissing, Why: "The sources do not speak of it."},
		},
		Citations: []retrieval.Citation{
			quoted(1, "New ferry timetable", "Aldmouth Gazette", "https://gazette.example/ferry", "2024-06-17", "The first ferry leaves Aldmouth at 6:40 in the morning."),
			quoted(2, "Police: fewer visitors than thought", "Evening Post", "https://post.example/police", "2024-06-30", "The police counted 12,000 people at the harbour festival."),
		},
		LeftOut: 2, NotChecked: []string{"One more."},
	}}
}

// paged is an answer out of a PDF of the web, of which one page is cited twice,
// another once, and out of a PDF that was handed over, which opens nowhere.
func paged() bot.AnswerScreen {
	plan := func(n, page int, quote string) retrieval.Citation {
		c := quoted(n, "Harbour plan", "Aldmouth Town Council", "https://council.example/docs/harbour-plan.pdf", "2024-05-02", quote)
		c.Page = page
		return c
	}
	guide := quoted(4, "Mooring guide", "", "", "", "Keys are handed out at the office.")
	guide.Page = 1
	return bot.AnswerScreen{ID: "7d3f", Asked: true, Answer: retrieval.Answer{
		Question: "What does the marina cost and who gets a key?", Answered: true, Mode: retrieval.ModeExtractive,
		Sentences: []retrieval.Sentence{
			{Text: "The marina costs 3 million pounds.", Citations: []int{1}}, {Text: "The town pays half of it.", Citations: []int{2}},
			{Text: "Every berth comes with a key.", Citations: []int{3, 4}},
		},
		Citations: []retrieval.Citation{
			plan(1, 4, "The marina costs 3 million pounds."), plan(2, 4, "The town pays half of it."),
			plan(3, 12, "Every berth comes with a key."), guide,
		},
	}}
}

func pagedCheck() bot.CheckScreen {
	return bot.CheckScreen{Checked: retrieval.Checked{
		Statements: []retrieval.CheckedStatement{{Text: "The marina costs 3 million pounds.", Verdict: retrieval.VerdictSupported, Why: "A source says so.", Citations: []int{1}}},
		Citations:  paged().Answer.Citations[:1],
	}}
}

func pagedRefusal() bot.AnswerScreen {
	return bot.AnswerScreen{ID: "7d3f", Answer: retrieval.Answer{
		Question: "When does the marina open?", Reason: "The passages that come nearest do not answer this question.",
		Nearest: []retrieval.Nearest{{Title: "Harbour plan", URL: "https://council.example/docs/harbour-plan.pdf", Quote: "The marina costs 3 million pounds.", Page: 4}},
	}}
}

func info(id, title string, kind corpus.Kind, state corpus.State) corpus.SourceInfo {
	s := corpus.SourceInfo{Source: corpus.Source{ID: id, Kind: kind, Title: title, State: state, Shown: "https://gazette.example/" + id, AddedBy: "80351110224678912", AddedAt: sampleTime},
		URL: "https://gazette.example/" + id, Publisher: "Aldmouth Gazette", Published: time.Date(2024, 6, 17, 0, 0, 0, 0, time.UTC), Retrieved: sampleTime, Articles: 1, Passages: 12}
	if kind == corpus.KindPage || kind == corpus.KindFeed {
		s.Refresh, s.Checked, s.Due = corpus.RuleWeekly, sampleTime, sampleTime.AddDate(0, 0, 7)
	}
	if state != corpus.StateFresh {
		s.Since, s.Checked, s.Retrieved = sampleTime.AddDate(0, 0, -2), sampleTime.Add(-time.Hour), sampleTime.AddDate(0, 0, -9)
	}
	return s
}

func feed() corpus.SourceInfo {
	s := info("s4", "Town news", corpus.KindFeed, corpus.StateFresh)
	s.Refresh, s.Due, s.Published = corpus.RuleFeed, sampleTime.Add(time.Hour), time.Time{}
	s.Articles, s.Passages = 500, 2140
	s.Note = "It holds the newest 500 items; 23 older ones were dropped."
	return s
}

func sourceFeed() bot.SourceScreen {
	return bot.SourceScreen{Source: feed(), History: []bot.Entry{
		{At: sampleTime, By: "80351110224678912", Action: "rule", Source: "s4"},
		{At: sampleTime, By: "80351110224678912", Action: "added", Source: "s4"},
	}}
}

func preview() bot.PreviewScreen {
	s := bot.PreviewScreen{Title: "Sitemap of the *Gazette*", Link: "https://gazette.example/sitemap.xml", More: 70, Limit: 50, Rule: corpus.RuleMonthly, Pending: "7d3f"}
	for i := range 50 {
		s.Pages = append(s.Pages, bot.PreviewPage{URL: "https://gazette.example/news/story-" + string(rune('a'+i%26))})
	}
	s.Pages[0].Title = "New ferry timetable [from July]"
	return s
}

func previewAll() bot.PreviewScreen {
	return bot.PreviewScreen{Link: "https://gazette.example/handbook", Limit: 50, Pending: "7d3f", Pages: []bot.PreviewPage{
		{Title: "How to moor a boat", URL: "https://gazette.example/handbook/moor"}, {Title: "Tides", URL: "https://gazette.example/handbook/tides"}}}
}

func stale() bot.StaleScreen {
	one, two := info("s2", "A festival in the sun", corpus.KindPage, corpus.StateStale), feed()
	one.Reason = "The page answered 404 (not found)."
	two.State, two.Since, two.Reason = corpus.StateStale, sampleTime.Add(-time.Hour), two.URL+": the site did not answer in time."
	return bot.StaleScreen{Sources: []corpus.SourceInfo{one, two}}
}

func jobFeed() bot.JobScreen {
	return bot.JobScreen{Seen: true, Rule: corpus.RuleDaily, Job: bot.Job{Kind: "refresh", By: "80351110224678912", State: bot.JobDone, Started: sampleTime, Ended: sampleTime, Done: 2, Total: 2, Items: []bot.JobItem{
		{Name: "Town news", SourceID: "s4", Kind: corpus.KindFeed, Status: corpus.StatusAdded, Passages: 40, Error: "gazette.example/news/9 has no readable text.",
			Articles: bot.Tally{Added: 12, Removed: 3, Failed: 1}},
		{Name: "minutes.zip", SourceID: "s5", Kind: corpus.KindAttachment, Status: corpus.StatusAdded, Passages: 9, Articles: bot.Tally{Added: 1, Unchanged: 4}},
	}}}
}

func sources() bot.SourcesScreen {
	text := info("s3", "Notes of the harbour meeting", corpus.KindText, corpus.StateFresh)
	text.URL, text.Publisher, text.Published = "", "", time.Time{}
	return bot.SourcesScreen{
		Sources: []corpus.SourceInfo{info("s1", "New ferry timetable [from July]", corpus.KindPage, corpus.StateFresh), info("s2", "A festival in the sun", corpus.KindPage, corpus.StateStale), text, feed()},
		Page:    1, Pages: 3, Total: 23, Counts: corpus.Counts{Sources: 23, Articles: 23, Passages: 312},
		Withdrawn: []bot.WithdrawnSource{{ID: "s9", Title: "Ferry timetable 2023", Until: sampleTime}},
	}
}

func source() bot.SourceScreen {
	s := info("s2", "A festival in the sun", corpus.KindPage, corpus.StateStale)
	s.Reason = "The page answered 404 (not found)."
	j := jobDone().Job
	j.Kind = "refresh"
	return bot.SourceScreen{Source: s, Job: &j, Also: []retrieval.Ref{
		{ArticleID: "a7", Title: "A *sunny* festival"}, {ArticleID: "a8"}, {ArticleID: "a9", Title: "Festival in the sun"}, {ArticleID: "a10"},
	}, History: []bot.Entry{
		{At: sampleTime, Action: "failed", Source: "s2"},
		{At: sampleTime, By: "80351110224678912", Action: "added", Source: "s2"},
	}}
}

func sourceCopy() bot.SourceScreen {
	s := info("s3", "Notes of the harbour meeting", corpus.KindText, corpus.StateFresh)
	s.URL, s.Publisher, s.Published = "", "", time.Time{}
	return bot.SourceScreen{Source: s, Copy: true}
}

func job() bot.JobScreen {
	return bot.JobScreen{Job: bot.Job{Kind: "add", State: bot.JobRunning, Done: 4, Total: 10, What: "https://gazette.example/news/ferry_(2024)",
		Items: []bot.JobItem{{Name: "New ferry timetable", Status: corpus.StatusAdded, Passages: 12}}}}
}

func jobDone() bot.JobScreen {
	return bot.JobScreen{Seen: true, Job: bot.Job{Kind: "add", By: "80351110224678912", State: bot.JobDone, Started: sampleTime, Ended: sampleTime, Done: 4, Total: 4, Items: []bot.JobItem{
		{Name: "New ferry timetable", SourceID: "s1", Status: corpus.StatusAdded, Passages: 12},
		{Name: "A festival in the sun", SourceID: "s2", Status: corpus.StatusUpdated, Passages: 7},
		{Name: "notes.txt", SourceID: "s3", Status: corpus.StatusUnchanged, Passages: 3},
		{Name: "photo.png", Status: corpus.StatusFailed, Error: "photo.png is an image, not text: Footnote reads plain text (.txt), Markdown (.md) and HTML (.html)."},
	}}}
}

func settings() bot.SettingsScreen {
	return bot.SettingsScreen{
		Settings: bot.Settings{Managers: []string{"80351110224678914"}, Channels: []string{"80351110224678912", "80351110224678913"}, MemberLimit: 5, Moderators: "80351110224678915"},
		Ceilings: bot.Ceilings{MemberLimit: 10, ServerLimit: 600, DailyTokens: 200000, Keep: 90 * 24 * time.Hour},
		Warnings: []string{"Everybody can read the moderators' channel."},
		Saved:    "The limit for a member is 5 questions in ten minutes now.",
	}
}

var sampleStats = bot.Stats{Questions: 1240, Answered: 1012, Refused: 228, Up: 96, Down: 11, Median: 1340 * time.Millisecond, Tokens: 81234, Sentences: 2480, Dropped: 61, Private: 180}

var sampleGaps = []bot.Gap{
	{Key: "when:timetable winter", Question: "When does the winter timetable begin?", Asked: 7, People: 4, Last: sampleTime},
	{Key: "number:cost parking", Question: "What does parking cost?", Asked: 2, People: 2, Last: sampleTime},
}

func gaps() bot.GapsScreen { return bot.GapsScreen{Gaps: sampleGaps, Pages: 2, Hidden: 3} }

func audit() bot.AuditScreen {
	return bot.AuditScreen{Pages: 1, Entries: []bot.Entry{
		{At: sampleTime, By: "80351110224678912", Action: "removed", What: "Ferry timetable 2023", Source: "s9"},
		{At: sampleTime, By: "80351110224678912", Action: "settings", What: "private answers on"},
		{At: sampleTime, Action: "updated", What: "A festival in the sun", Source: "s2"},
	}}
}

func digest() bot.DigestScreen {
	stale := info("s2", "A festival in the sun", corpus.KindPage, corpus.StateStale)
	stale.Reason = "The page answered 404 (not found)."
	return bot.DigestScreen{From: sampleTime.AddDate(0, 0, -7), To: sampleTime, Stats: sampleStats, Gaps: sampleGaps, Stale: []corpus.SourceInfo{stale}}
}
