package bot

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"time"

	"footnote/corpus"
)

const (
	auditPage = 10
	// auditShown is how many of the last actions on sources, and how many of those
	// on settings, /audit leafs through. All of them are in /export.
	auditShown = 1000
	// maxExport keeps the file of /export under what Discord takes from bots, 10
	// MiB a message in servers without boosts.
	maxExport = 9 << 20
)

// showAudit is /audit.
func (b *Bot) showAudit(_ context.Context, c Command) Response {
	return b.look(c.Origin, false, func(ctx context.Context) Screen { return b.auditScreen(ctx, c.Origin, "0") })
}

// pressAudit turns its pages.
func (b *Bot) pressAudit(_ context.Context, press Press) Response {
	return b.look(press.Origin, true, func(ctx context.Context) Screen {
		return b.auditScreen(ctx, press.Origin, argument(press.CustomID, 0, 1))
	})
}

func (b *Bot) auditScreen(ctx context.Context, o Origin, page string) Screen {
	all, err := b.entries(ctx, o.Place.Space(), auditShown)
	if err != nil {
		return b.trouble(err, "audit not read", o)
	}
	var s AuditScreen
	var from, to int
	s.Page, s.Pages, from, to = pageOf(page, len(all), auditPage)
	s.Entries = all[from:to]
	return s
}

// entries are what was done to sources and to settings, newest first, of each at
// most limit.
func (b *Bot) entries(ctx context.Context, space corpus.Space, limit int) ([]Entry, error) {
	sources, err := b.Library.History(ctx, space, "", limit)
	if err != nil {
		return nil, err
	}
	settings, err := b.Store.SettingsAudit(ctx, space, limit)
	if err != nil {
		return nil, err
	}
	all := slices.Concat(sources, settings)
	slices.SortStableFunc(all, func(x, y Entry) int { return y.At.Compare(x.At) })
	return all, nil
}

// The file of /export. Texts of articles are not in it, and no secrets: there are
// none among what is exported but passwords in addresses, which are taken out.
type (
	exported struct {
		Server   string           `json:"server"`
		Exported time.Time        `json:"exported"`
		Settings exportedSettings `json:"settings"`
		Sources  []exportedSource `json:"sources"`
		Removed  []exportedGone   `json:"removed"` // can still be brought back
		Audit    []exportedEntry  `json:"audit"`   // newest first
		// AuditLeftOut counts the oldest entries, if the file had become too large.
		AuditLeftOut int `json:"audit_left_out"`
	}
	exportedSettings struct {
		Managers    []string `json:"manager_roles"`
		Channels    []string `json:"channels"` // none means all
		Private     bool     `json:"private_by_default"`
		MemberLimit int      `json:"member_questions_in_10_minutes"` // 0 means the ceiling
		ServerLimit int      `json:"server_questions_in_an_hour"`
		DailyTokens int      `json:"model_tokens_in_a_day"`
		Moderators  string   `json:"moderators_channel"`
	}
	exportedSource struct {
		ID        string    `json:"source_id"`
		Kind      string    `json:"kind"`
		Title     string    `json:"title"`
		URL       string    `json:"url"`
		Publisher string    `json:"publisher"`
		Published string    `json:"published"` // a day, "" when unknown
		AddedBy   string    `json:"added_by"`
		AddedAt   time.Time `json:"added_at"`
		State     string    `json:"state"`
		Reason    string    `json:"reason"`
		Articles  int       `json:"articles"`
		Passages  int       `json:"passages"`
		Refresh   string    `json:"refresh"` // how often it is read again by itself
		Since     string    `json:"since"`   // since when it cannot be read; "" while it can
		Checked   string    `json:"checked"` // when it was last tried to be read, "" for never
		Due       string    `json:"due"`     // when it is read again by itself, "" for never
		Note      string    `json:"note"`
	}
	exportedGone struct {
		ID    string    `json:"source_id"`
		Title string    `json:"title"`
		Until time.Time `json:"until"`
	}
	exportedEntry struct {
		At     time.Time `json:"at"`
		By     string    `json:"by"` // a person's id; "" for the bot itself
		Action string    `json:"action"`
		What   string    `json:"what"`
		Source string    `json:"source_id"`
	}
)

// export is /export.
func (b *Bot) export(_ context.Context, c Command) Response {
	return b.look(c.Origin, false, func(ctx context.Context) Screen {
		now := b.Now()
		// First, so that no file leaves without a line about it.
		if err := b.Store.Record(ctx, c.Place.Space(), Entry{At: now, By: c.Person.ID, Action: "exported", What: "sources, settings and audit"}); err != nil {
			return b.trouble(err, "export not recorded", c.Origin)
		}
		content, err := b.exportFile(ctx, c.Place.Space(), now)
		if err != nil {
			return b.trouble(err, "not exported", c.Origin)
		}
		return FileScreen{
			Text:    "Sources, settings and audit of this server. The file names people by their ids; keep it accordingly.",
			Name:    fmt.Sprintf("footnote-%s.json", now.UTC().Format(time.DateOnly)),
			Content: content,
		}
	})
}

func (b *Bot) exportFile(ctx context.Context, space corpus.Space, now time.Time) ([]byte, error) {
	s, err := b.settings.of(ctx, space)
	if err != nil {
		return nil, err
	}
	sources, err := b.Library.Sources(ctx, space)
	if err != nil {
		return nil, err
	}
	gone, err := b.withdrawn(ctx, space)
	if err != nil {
		return nil, err
	}
	audit, err := b.entries(ctx, space, math.MaxInt32)
	if err != nil {
		return nil, err
	}
	out := exported{
		Server: string(space), Exported: now.UTC(),
		Settings: exportedSettings{
			Managers: orEmpty(s.Managers), Channels: orEmpty(s.Channels), Private: s.Private, MemberLimit: s.MemberLimit,
			ServerLimit: s.ServerLimit, DailyTokens: s.DailyTokens, Moderators: s.Moderators,
		},
		Sources: make([]exportedSource, len(sources)), Removed: make([]exportedGone, len(gone)), Audit: make([]exportedEntry, len(audit)),
	}
	for i, src := range sources {
		day := ""
		if !src.Published.IsZero() {
			day = src.Published.Format(time.DateOnly)
		}
		out.Sources[i] = exportedSource{
			ID: src.ID, Kind: string(src.Kind), Title: src.Title, URL: shownLink(src.URL), Publisher: src.Publisher, Published: day,
			AddedBy: src.AddedBy, AddedAt: src.AddedAt, State: string(src.State), Reason: src.Reason, Articles: src.Articles, Passages: src.Passages,
			Refresh: string(src.Refresh), Since: instant(src.Since), Checked: instant(src.Checked), Due: instant(src.Due), Note: src.Note,
		}
	}
	for i, w := range gone {
		out.Removed[i] = exportedGone(w)
	}
	for i, e := range audit {
		out.Audit[i] = exportedEntry(e)
	}
	return out.file(maxExport)
}

// instant is a point in time for a program, "" when it is not known.
func instant(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

// file is the JSON text of at most limit bytes, as far as leaving out old entries
// of the audit can make it so.
func (e exported) file(limit int) ([]byte, error) {
	for {
		content, err := json.MarshalIndent(e, "", " ")
		if err != nil || len(content) <= limit {
			return content, err
		}
		if len(e.Audit) == 0 {
			return nil, invalid("The sources of this server do not fit into one file of Discord's. Ask who runs me for the output of: footnote sources --json")
		}
		keep := len(e.Audit) / 2
		e.AuditLeftOut += len(e.Audit) - keep
		e.Audit = e.Audit[:keep]
	}
}

// orEmpty is the values, never nil: an empty list in JSON is [].
func orEmpty(values []string) []string { return append([]string{}, values...) }
