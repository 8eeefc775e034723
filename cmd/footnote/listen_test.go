package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"

	"github.com/prometheus/common/expfmt"
	"github.com/prometheus/common/model"

	"footnote/bot/discordtest"
)

// freeAddress is one that nobody listens on.
func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// get fetches an operator's page.
func get(t *testing.T, url string) (status int, body string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Close = true
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(text)
}

// scraped reads a page of metrics; the values of labels stand behind a slash.
func scraped(t *testing.T, text string) map[string]float64 {
	t.Helper()
	parser := expfmt.NewTextParser(model.LegacyValidation)
	families, err := parser.TextToMetricFamilies(strings.NewReader(text))
	if err != nil {
		t.Fatalf("/metrics: %v", err)
	}
	values := map[string]float64{}
	for name, f := range families {
		for _, m := range f.Metric {
			key := name
			for _, l := range m.Label {
				key += "/" + l.GetValue()
			}
			values[key] = m.GetGauge().GetValue() + m.GetCounter().GetValue() + float64(m.GetHistogram().GetSampleCount())
		}
	}
	return values
}

// The operator's pages say how the bot is, and name nobody.
func TestBotIsWatched(t *testing.T) {
	address := freeAddress(t)
	var g *discordtest.Guild
	b := startBot(t, botOptions{
		config:  fmt.Sprintf("[http]\nlisten = %q\n[limits]\nmember_questions = 1\n", address),
		prepare: func(b *botRun) { g = b.loosServer("Harbour of Wexmoor") },
	})
	ada := g.NewMember("Ada Lovelace").In(g.General)
	b.answeredOnce(ada.Slash("ask", discordtest.String("question", loosQuestion)), loosAnswer)
	if _, err := ada.Slash("ask", discordtest.String("question", loosQuestion)).First(b.ctx()); err != nil { // over the limit
		t.Fatal(err)
	}
	b.Copies(2)
	b.answeredOnce(g.NewMember("Grace Hopper").In(g.General).Slash("ask", discordtest.String("question", "Who painted the ceiling of the chapel?")))
	b.Copies(1)

	health := func(code int, ok bool) {
		t.Helper()
		status, body := get(t, "http://"+address+"/healthz")
		var h struct {
			OK, Connected  bool
			Since, Version string
		}
		if err := json.Unmarshal([]byte(body), &h); err != nil || status != code || h.OK != ok || h.Connected != ok || (h.Since != "") != ok || h.Version == "" {
			t.Errorf("/healthz: %d %s, %v", status, body, err)
		}
	}
	health(200, true)

	// An answer is counted a moment after it is shown.
	var text string
	var values map[string]float64
	eventually(t, "both answers are counted", func() bool {
		_, text = get(t, "http://"+address+"/metrics")
		values = scraped(t, text)
		return values["footnote_answer_seconds/answered"]+values["footnote_answer_seconds/refused"] == 2
	})
	for name, want := range map[string]float64{
		"footnote_answer_seconds/answered":    1,
		"footnote_answer_seconds/refused":     1,
		"footnote_turned_away_total/limit":    1,
		"footnote_panics_total":               0,
		"footnote_gateway_connected":          1,
		"footnote_gateway_identifies_total":   1,
		"footnote_first_answers_total":        3,
		"footnote_first_answers_missed_total": 0,
		"footnote_events_dropped_total":       0,
		"footnote_rest_limited_total":         0,
		"footnote_rest_invalid_10m":           0,
		"footnote_sources_due":                0,
		"footnote_sources_stale":              0,
	} {
		if got, ok := values[name]; got != want || !ok {
			t.Errorf("%s = %v (there: %v), want %v", name, got, ok, want)
		}
	}
	for _, name := range []string{"footnote_gateway_events_total", "footnote_gateway_duplicates_total", "footnote_rest_requests_total", "go_goroutines", "process_resident_memory_bytes"} {
		if values[name] <= 0 {
			t.Errorf("%s = %v", name, values[name])
		}
	}
	for _, private := range []string{g.ID, "Harbour", "Wexmoor", "Lovelace", ada.User.ID, "Grace", "ferry", "chapel", b.Token()} {
		if strings.Contains(text, private) {
			t.Errorf("/metrics names %s", private)
		}
	}

	for path, want := range map[string]int{
		"/debug/pprof/": 200, "/debug/pprof/goroutine?debug=1": 200, "/debug/pprof/cmdline": 200, "/": 404, "/debug": 404,
	} {
		if status, _ := get(t, "http://"+address+path); status != want {
			t.Errorf("%s: %d, want %d", path, status, want)
		}
	}

	// While the gateway is away, it says so.
	b.Next(discordtest.Script{NoHello: true})
	b.Do(discordtest.Drop())
	b.until("it connects again", func() bool { return len(b.Connections()) == 2 })
	health(503, false)
}

// Without [http] listen there is nothing to ask.
func TestBotListensOnlyWhereItIsTold(t *testing.T) {
	b := startBot(t, botOptions{})
	if strings.Contains(b.log.String(), "health, metrics and profiles") {
		t.Errorf("it listens:\n%s", b.log)
	}
}

func TestBotCannotListen(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	b := newBotRun(t, botOptions{config: fmt.Sprintf("[http]\nlisten = %q\n", l.Addr())})
	b.launch()
	b.wantFailure(exitFailed, "http.listen: "+l.Addr().String()+" cannot be opened", "in use", "name another address")
	if n := len(b.Requests("", "")); n != 0 {
		t.Errorf("Discord was asked %d times", n)
	}
}
