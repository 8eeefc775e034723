package bot

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"footnote/corpus"
)

func TestAudit(t *testing.T) {
	f := moderated(t)
	begin := f.clock.now()
	for i := range 12 {
		f.library.history["guild"] = append([]Entry{{At: begin.Add(time.Duration(2*i) * time.Minute), By: "ann", Action: "added", What: fmt.Sprint(2 * i)}}, f.library.history["guild"]...)
		f.store.audit["guild"] = append(f.store.audit["guild"], Entry{At: begin.Add(time.Duration(2*i+1) * time.Minute), By: "bob", Action: "settings", What: fmt.Sprint(2*i + 1)})
	}
	f.library.history["other"] = []Entry{{At: begin, What: "theirs"}}
	f.run(t)
	next := 23
	for page := range 3 {
		var r Response
		if page == 0 {
			r = f.Command(t.Context(), command("open", CommandAudit))
		} else {
			r = f.Press(t.Context(), pressed(VerbAudit, fmt.Sprint(page)))
		}
		s := final(t, r).(AuditScreen)
		if s.Page != page || s.Pages != 3 || r.Replace != (page > 0) {
			t.Errorf("%+v", s)
		}
		for _, e := range s.Entries { // newest first, of both kinds
			if e.What != fmt.Sprint(next) {
				t.Errorf("page %d: %+v instead of %d", page, e, next)
			}
			next--
		}
	}
	if next != -1 {
		t.Errorf("%d entries are missing", next+1)
	}
	f.store.failing(unavailable("no disk"), "SettingsAudit")
	if text := said(t, final(t, f.Command(t.Context(), command("open", CommandAudit)))); text != "no disk" {
		t.Errorf("%q", text)
	}
}

func TestExport(t *testing.T) {
	f := moderated(t)
	f.store.settings["guild"] = Settings{Managers: []string{"r1"}, Moderators: "closed", MemberLimit: 7}
	f.library.sources["guild"][0].URL = "https://ann:hunter2@example.org/tides"
	f.library.sources["guild"][0].Published = time.Date(2024, 6, 17, 0, 0, 0, 0, time.UTC)
	tides := &f.library.sources["guild"][0]
	tides.Refresh, tides.State, tides.Note = corpus.RuleDaily, corpus.StateStale, "One item is missing."
	tides.Since, tides.Checked = time.Date(2025, 3, 1, 0, 0, 0, 0, time.UTC), time.Date(2025, 3, 2, 0, 0, 0, 0, time.UTC)
	f.library.history["guild"] = []Entry{{At: f.clock.now().Add(-time.Hour), By: "ann", Action: "added", What: "The tides", Source: "tides"}}
	f.remover.withdrawn = map[corpus.Space][]WithdrawnSource{"guild": {{ID: "gone", Title: "Old news", Until: f.clock.now().Add(time.Minute)}}}
	f.run(t)
	s := final(t, f.Command(t.Context(), command("open", CommandExport))).(FileScreen)
	if s.Name != "footnote-2025-03-10.json" || s.Text == "" {
		t.Errorf("%q, %q", s.Name, s.Text)
	}
	for _, secret := range []string{"hunter2", "secret-token", "theirs"} {
		if strings.Contains(string(s.Content), secret) {
			t.Errorf("%s is in the file", secret)
		}
	}
	var got exported
	if err := json.Unmarshal(s.Content, &got); err != nil {
		t.Fatal(err)
	}
	if got.Server != "guild" || len(got.Sources) != 6 || got.Sources[0].ID != "tides" || got.Sources[0].Published != "2024-06-17" ||
		got.Settings.Managers[0] != "r1" || got.Settings.MemberLimit != 7 || got.Settings.Channels == nil || len(got.Removed) != 1 {
		t.Errorf("%+v", got)
	}
	if s := got.Sources[0]; s.Refresh != "daily" || s.Since != "2025-03-01T00:00:00Z" || s.Checked != "2025-03-02T00:00:00Z" || s.Due != "" || s.Note != "One item is missing." {
		t.Errorf("%+v", s)
	}
	// The export itself is the first line.
	if len(got.Audit) != 2 || got.Audit[0].Action != "exported" || got.Audit[0].By != "mod" || got.Audit[1].Source != "tides" || got.AuditLeftOut != 0 {
		t.Errorf("%+v", got.Audit)
	}
	// None leaves without a line.
	f.store.failing(unavailable("no disk"), "Record")
	if text := said(t, final(t, f.Command(t.Context(), command("open", CommandExport)))); text != "no disk" {
		t.Errorf("%q", text)
	}
}

// A file that would be too large for Discord loses the oldest lines of the audit,
// and says how many.
func TestExportFits(t *testing.T) {
	e := exported{Sources: []exportedSource{{ID: "tides"}}}
	for i := range 1000 {
		e.Audit = append(e.Audit, exportedEntry{What: fmt.Sprint(i)})
	}
	content, err := e.file(20000)
	if err != nil || len(content) > 20000 {
		t.Fatalf("%d bytes, %v", len(content), err)
	}
	var got exported
	if err := json.Unmarshal(content, &got); err != nil || len(got.Audit) < 50 || got.Audit[0].What != "0" || got.AuditLeftOut+len(got.Audit) != 1000 {
		t.Errorf("%d lines, %d left out, %v", len(got.Audit), got.AuditLeftOut, err)
	}
	if _, err := e.file(100); !corpus.HasCode(err, corpus.CodeInvalid) {
		t.Errorf("%v", err)
	}
}
