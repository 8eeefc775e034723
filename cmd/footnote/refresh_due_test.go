package main

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
)

// A timer reads what is due, and asks the site's robots.txt, which a person who
// names a page need not.
func TestRefreshDue(t *testing.T) {
	h, site := newHome(t), newSite(t)
	config := h.write(t, "site.toml", site.config())
	mill := site.page("/mill", "The mill of Ostrow", millOpened, millClosed)
	ferry := site.page("/ferry", "Kelm ferry timetable", ferryLeaves, ferryCarries)
	file := h.write(t, "pool.txt", poolCosts)
	use := func(code int, args ...string) result {
		t.Helper()
		r := h.footnote(t, "", append([]string{"--config", config}, args...)...)
		if r.code != code {
			t.Fatalf("%q: exit %d: %s%s", args, r.code, r.out, r.err)
		}
		return r
	}
	use(exitDone, "add", mill, ferry, "--refresh", "daily")
	use(exitDone, "add", file, "--refresh", "monthly")
	db := database(t, string(h)+"/data").DB()
	comes := func(shown string) {
		t.Helper()
		if _, err := db.Exec(`UPDATE sources SET due = 1 WHERE shown = ?`, shown); err != nil {
			t.Fatal(err)
		}
	}
	site.page("/mill", "The mill of Ostrow", strings.Replace(millOpened, "Saturday", "Sunday", 1), millClosed)
	site.page("/ferry", "Kelm ferry timetable", strings.Replace(ferryLeaves, "6:40", "7:40", 1), ferryCarries)
	comes(mill)
	comes(file)
	if r := use(exitDone, "refresh", "--due"); !strings.Contains(r.out, "updated    The mill of Ostrow") || !strings.Contains(r.out, "unchanged  pool.txt") || strings.Contains(r.out, "ferry") {
		t.Errorf("%s%s", r.out, r.err)
	}
	if r := use(exitDone, "refresh", "--due"); !strings.Contains(r.err, "Nothing is due.") || r.out != "" {
		t.Errorf("%s%s", r.out, r.err)
	}

	site.serve("/robots.txt", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "User-agent: *\nDisallow: /ferry\n") })
	comes(ferry)
	if r := use(exitFailed, "refresh", "--due"); !strings.Contains(r.out, "robots.txt") {
		t.Errorf("%s%s", r.out, r.err)
	}
	if r := use(exitDone, "refresh", ferry); !strings.Contains(r.out, "updated    Kelm ferry timetable") {
		t.Errorf("%s%s", r.out, r.err)
	}
}
