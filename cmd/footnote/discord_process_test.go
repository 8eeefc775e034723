//go:build unix

package main

import (
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"

	"footnote/bot/discordtest"
)

// These tests run the built program as a black box: it gets a config file, and
// Discord is the one that the file names.

func TestProcess(t *testing.T) {
	newHome(t)
	program(t)
	t.Run("terminated", processIsTerminated)
	t.Run("killed", processIsKilled)
	t.Run("terminated twice", processIsTerminatedTwice)
}

// process is a running bot.
type process struct {
	*exec.Cmd
	t   *testing.T
	log *lockedBuffer
}

// spawn starts the built program on a config file, and waits until it is connected
// and its commands are known.
func (b *botRun) spawn() *process {
	b.t.Helper()
	p := &process{exec.Command(program(b.t), "run", "--debug", "--config", b.config), b.t, b.log}
	p.Env = []string{"HOME=" + string(b.home), "PATH=" + os.Getenv("PATH")}
	p.Stdout, p.Stderr = b.log, b.log
	connections := len(b.Connections())
	if err := p.Start(); err != nil {
		b.t.Fatal(err)
	}
	b.t.Cleanup(func() { _ = p.Process.Kill() }) // if it was not waited for
	b.until("the program is connected", func() bool {
		return len(b.Connections()) > connections && b.Sessions() > 0 && len(b.Commands()) > 0
	})
	return p
}

// ends waits for the program to end, and wants this exit code; -1 is by a signal.
func (p *process) ends(code int) {
	p.t.Helper()
	_ = p.Wait()
	if got := p.ProcessState.ExitCode(); got != code {
		p.t.Errorf("exit code %d, want %d", got, code)
	}
}

// newProcessRun is newBotRun for the built program: its config says everything.
func newProcessRun(t *testing.T, o botOptions) *botRun {
	t.Helper()
	o.home = home(t.TempDir())
	b := newBotRun(t, o)
	config, err := os.ReadFile(b.config)
	if err != nil {
		t.Fatal(err)
	}
	b.home.write(t, "config.toml", "data = \"data\"\n"+string(config))
	return b
}

// footnote runs another command of the built program on the same config.
func (b *botRun) command(args ...string) string {
	b.t.Helper()
	c := exec.Command(program(b.t), append(args, "--config", b.config)...)
	c.Env = []string{"HOME=" + string(b.home), "PATH=" + os.Getenv("PATH")}
	out, err := c.CombinedOutput()
	if err != nil {
		b.t.Fatalf("footnote %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return string(out)
}

// told waits for a reply to say something that is no answer.
func (b *botRun) told(i *discordtest.Interaction, want string) {
	b.t.Helper()
	_, err := i.Until(b.ctx(), func(m *discordtest.Message) bool { return strings.Contains(m.Text(), want) })
	if err != nil {
		b.t.Fatalf("nobody is told %q: %v; so far %v", want, err, statesSaid(i.History()))
	}
}

// At SIGTERM the bot takes nothing new. What runs is finished, or apologises
// within ten seconds; what waits hears so at once; the session is closed, so that
// the next process begins its own.
func processIsTerminated(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("the time to finish is ten seconds")
	}
	var fast, slow *discordtest.Guild
	model := newGatedModel(t)
	b := newProcessRun(t, botOptions{
		config:  model.config() + "[limits]\nworkers = 2\n",
		prepare: func(b *botRun) { fast, slow = b.loosServer("fast"), b.loosServer("slow") },
	})
	ask := func(g *discordtest.Guild, text string) *discordtest.Interaction {
		return g.NewMember("ada").In(g.General).Slash("ask", discordtest.String("question", text+loosQuestion))
	}
	p := b.spawn()
	// Two are worked on, one for each server, and one waits for its turn.
	running := ask(fast, gated)
	model.reached(t)
	cutOff := ask(slow, stuck)
	model.reached(t)
	waiting := ask(fast, gated)
	if first, err := waiting.First(b.ctx()); err != nil || !first.Deferred {
		t.Fatalf("%+v, %v", first, err)
	}

	if err := p.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	const restarted = "I am being restarted. Please ask again in a minute."
	b.told(waiting, restarted)
	late, err := ask(slow, "Late").First(b.ctx())
	if err != nil || late.Deferred || !late.Ephemeral {
		t.Fatalf("a question asked meanwhile got %+v, %v", late, err)
	}
	says(t, late.Message, restarted)
	model.open()
	b.answeredOnce(running, loosAnswer)
	b.told(cutOff, restarted)
	p.ends(exitDone)
	if c := b.Connections(); len(c) != 1 || c[0].CloseCode != 1000 {
		t.Errorf("connections: %+v", c)
	}
	if strings.Contains(b.log.String(), "panic") {
		t.Error("it panicked")
	}
}

// After kill -9 the next process says so in the messages of answers that were being
// made, and has every source that was acknowledged, by itself or by another
// process beside it.
func processIsKilled(t *testing.T) {
	t.Parallel()
	model := newGatedModel(t)
	b := newProcessRun(t, botOptions{config: model.config()})
	g := b.NewGuild("harbour")
	ada := g.NewMember("ada").In(g.General)
	ask := func(text string) *discordtest.Interaction {
		return ada.Slash("ask", discordtest.String("question", text))
	}
	p := b.spawn()

	// What another process adds is there for the next question.
	b.command("add", "--space", g.ID, b.home.write(t, "articles/loos.txt", loosArticle))
	b.answeredOnce(ask(loosQuestion), loosAnswer)

	command, mention := ask(stuck+loosQuestion), ada.Ask(stuck+loosQuestion)
	model.reached(t)
	model.reached(t)
	db := database(t, b.data()).DB()
	eventually(t, "both are written down", func() bool { return number(t, db, `SELECT count(*) FROM bot_flights`) == 2 })

	letter := b.NewAttachment("mill.txt", "text/plain", []byte("The water mill in Ostrow was reopened on Saturday by the miller Hanna Wirth.\n"))
	added := manager(g).Slash("source add", discordtest.File("file", letter))
	if _, err := added.Until(b.ctx(), func(m *discordtest.Message) bool { return strings.Contains(m.Text(), "1 added") }); err != nil {
		t.Fatalf("%v: %v", err, statesSaid(added.History()))
	}
	if err := p.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	p.ends(-1)

	p = b.spawn()
	const restarted = "I was restarted before this was finished. Please try again."
	b.told(command, restarted)
	m, err := mention.Until(b.ctx(), func(m *discordtest.Message) bool { return strings.Contains(m.Text(), restarted) })
	if err != nil {
		t.Fatalf("%v: %+v", err, m)
	}
	b.answeredOnce(ask("Who reopened the water mill in Ostrow?"), "Hanna Wirth")
	b.answeredOnce(ask(loosQuestion), loosAnswer)
	eventually(t, "nothing is in flight", func() bool { return number(t, db, `SELECT count(*) FROM bot_flights`) == 0 })
	if n := len(b.Identifies()); n != 2 {
		t.Errorf("%d identifies by two processes", n)
	}
	if err := p.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	p.ends(exitDone)
}

// A second signal does not wait for what runs.
func processIsTerminatedTwice(t *testing.T) {
	t.Parallel()
	model := newGatedModel(t)
	var g *discordtest.Guild
	b := newProcessRun(t, botOptions{config: model.config(), prepare: func(b *botRun) { g = b.loosServer("harbour") }})
	p := b.spawn()
	g.NewMember("ada").In(g.General).Slash("ask", discordtest.String("question", stuck+loosQuestion))
	model.reached(t)
	late := func() *discordtest.Interaction {
		return g.NewMember("bob").In(g.General).Slash("ask", discordtest.String("question", loosQuestion))
	}
	if err := p.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	// The first has arrived when new questions are turned away.
	eventually(t, "the first signal has arrived", func() bool {
		first, err := late().First(b.ctx())
		return err == nil && first.Message != nil && strings.Contains(first.Message.Text(), "I am being restarted")
	})
	if err := p.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	p.ends(-1)
}
