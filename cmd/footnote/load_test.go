package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"footnote/bot/discordtest"
	"footnote/retrieval/llmtest"
)

// The load of a bot in many servers, with the fake Discord in a process of its own,
// that checks nothing, and a mock model that answers in 200 ms. The bot runs in this
// process, so that its heap and its goroutines can be looked at.
//
//	go test ./cmd/footnote -run '^$' -bench Discord -benchtime 1x
//
// FOOTNOTE_LOAD=100000 changes the number of interactions of the heap's figure.

// modelTime is how long the mock model thinks.
const modelTime = 200 * time.Millisecond

// loadQuestion is answered by the sample.
const loadQuestion = "Why is the Kestrel Bridge closed?"

// loadedBot is a bot under load.
type loadedBot struct {
	fake *discordtest.Remote
	stop func() error
}

// startLoaded starts the fake, the model and the bot, and gives the guilds of the
// flows two articles of the sample each.
func startLoaded(b *testing.B, flows ...discordtest.Flow) *loadedBot {
	b.Helper()
	dir := b.TempDir()
	for _, name := range []string{"HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "FOOTNOTE_CONFIG"} {
		b.Setenv(name, "")
	}
	b.Setenv("HOME", dir)
	ctx := context.Background()
	fake, err := discordtest.Spawn(ctx, discordtest.Options{NoValidation: true, Keep: 2000})
	if err != nil {
		b.Fatal(err)
	}
	mock, err := llmtest.New(llmtest.Options{})
	if err != nil {
		b.Fatal(err)
	}
	model := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		time.Sleep(modelTime)
		mock.ServeHTTP(w, r)
	}))
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			b.Fatal(err)
		}
		return path
	}
	config := write("config.toml", fmt.Sprintf(`data = %q
[llm]
base_url = %q
model = "mock"
[discord]
api_url = %q
token_file = %q
[limits]
server_questions = 1000000
member_questions = 10000
daily_tokens = 1000000000
`, filepath.Join(dir, "data"), model.URL+"/v1", fake.URL, write("token", fake.Token)))

	var articles []string
	for _, s := range sampleArticles[:2] {
		text, err := sampleFiles.ReadFile("sample/" + s.file)
		if err != nil {
			b.Fatal(err)
		}
		articles = append(articles, write(s.file, string(text)))
	}
	for _, f := range flows {
		guilds, err := fake.LoadGuilds(ctx, f)
		if err != nil {
			b.Fatal(err)
		}
		for _, g := range guilds {
			args := append([]string{"add", "--config", config, "--space", g.ID}, articles...)
			if err := run(ctx, args, strings.NewReader(""), io.Discard, io.Discard); err != nil {
				b.Fatal(err)
			}
		}
	}
	running, cancel := context.WithCancel(ctx)
	log := &lockedBuffer{}
	done := make(chan error, 1)
	go func() {
		done <- run(running, []string{"run", "--config", config}, strings.NewReader(""), log, log)
	}()
	l := &loadedBot{fake: fake, stop: func() error { cancel(); return <-done }}
	b.Cleanup(func() {
		cancel()
		model.Close()
		_ = fake.Close()
	})
	connected, enough := context.WithTimeout(ctx, patience)
	defer enough()
	if err := fake.Connected(connected); err != nil {
		b.Fatalf("%v\n%s", err, log)
	}
	return l
}

func (l *loadedBot) load(b *testing.B, flows ...discordtest.Flow) discordtest.LoadReport {
	b.Helper()
	report, err := l.fake.Load(context.Background(), discordtest.Load{Text: loadQuestion, Contains: "[1]", Timeout: 2 * time.Minute, Flows: flows})
	if err != nil {
		b.Fatal(err)
	}
	return report
}

func logFlow(b *testing.B, f discordtest.FlowReport) {
	b.Helper()
	b.Logf("%s: %d sent, %d acknowledged in time, %d of them turned away, %d answered", f.Name, f.Sent, f.Acked, f.Immediate, f.Answered)
	b.Logf("  first answer p50 %v, p90 %v, p99 %v, max %v; answer p50 %v, p99 %v", round(f.Ack.P50), round(f.Ack.P90), round(f.Ack.P99),
		round(f.Ack.Max), round(f.Answer.P50), round(f.Answer.P99))
	for said, n := range f.Replies {
		b.Logf("  %5d × %s", n, said)
	}
}

func round(d time.Duration) time.Duration { return d.Round(time.Millisecond) }

// A thousand questions at once from 50 servers: each is acknowledged or turned
// away, within a second.
func BenchmarkDiscordBurst(b *testing.B) {
	warm := discordtest.Flow{Name: "burst", Guilds: 50, People: 20, Questions: 1}
	l := startLoaded(b, warm)
	l.load(b, warm)
	for b.Loop() {
		report := l.load(b, discordtest.Flow{Name: "burst", Guilds: 50, People: 20, Questions: 20})
		f := report.Flows[0]
		logFlow(b, f)
		if f.Acked != f.Sent {
			b.Errorf("%d of %d were never acknowledged", f.Sent-f.Acked, f.Sent)
		}
		b.ReportMetric(float64(f.Ack.P99.Milliseconds()), "ack-p99-ms")
		b.ReportMetric(float64(f.Answer.P50.Milliseconds()), "answer-p50-ms")
		b.ReportMetric(float64(f.Answer.P99.Milliseconds()), "answer-p99-ms")
	}
	if err := l.stop(); err != nil {
		b.Error(err)
	}
}

// One server sends 200 questions a second while 49 ask once a second.
func BenchmarkDiscordFlood(b *testing.B) {
	const seconds = 15
	quiet := discordtest.Flow{Name: "quiet", Guilds: 49, People: 20, Questions: seconds, Every: time.Second}
	flood := discordtest.Flow{Name: "flood", Guilds: 1, People: 200, Questions: 200 * seconds, Every: time.Second / 200}
	warm := quiet
	warm.Questions, warm.Every = 1, 0
	l := startLoaded(b, quiet, flood)
	l.load(b, warm)
	for b.Loop() {
		alone := l.load(b, quiet).Flows[0]
		logFlow(b, alone)
		both := l.load(b, quiet, flood)
		for _, f := range both.Flows {
			logFlow(b, f)
		}
		b.ReportMetric(float64(alone.Answer.P50.Milliseconds()), "quiet-p50-ms")
		b.ReportMetric(float64(both.Flows[0].Answer.P50.Milliseconds()), "flooded-p50-ms")
		b.ReportMetric(float64(both.Flows[0].Answer.P50)/float64(alone.Answer.P50), "ratio")
	}
	if err := l.stop(); err != nil {
		b.Error(err)
	}
}

// The live heap does not grow with what was answered.
func BenchmarkDiscordHeap(b *testing.B) {
	total := 20_000
	if text := os.Getenv("FOOTNOTE_LOAD"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 2000 {
			b.Fatalf("FOOTNOTE_LOAD=%s is no number from 2000", text)
		}
		total = n
	}
	const guilds = 50
	before := runtime.NumGoroutine()
	flow := discordtest.Flow{Name: "heap", Guilds: guilds, People: 100, Questions: 2000 / guilds, Open: 8}
	l := startLoaded(b, flow)
	for b.Loop() {
		logFlow(b, l.load(b, flow).Flows[0])
		first, goroutines := liveHeap(), runtime.NumGoroutine()
		rest := flow
		rest.Questions = (total - 2000) / guilds
		logFlow(b, l.load(b, rest).Flows[0])
		last := liveHeap()
		b.Logf("live heap %.1f MiB after 2,000, %.1f MiB after %s; goroutines %d and %d", mib(first), mib(last), thousands(total),
			goroutines, runtime.NumGoroutine())
		b.ReportMetric(mib(first), "heap-2k-MiB")
		b.ReportMetric(mib(last), "heap-end-MiB")
		b.ReportMetric(float64(last)/float64(first), "ratio")
	}
	if err := l.stop(); err != nil {
		b.Error(err)
	}
	b.Logf("goroutines before %d, after the bot's end %d", before, runtime.NumGoroutine())
}

func liveHeap() uint64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

func mib(n uint64) float64 { return float64(n) / (1 << 20) }
