package discord

import (
	"testing"

	"footnote/bot"
	"footnote/bot/discordtest"
)

// panickingTask panics when it is begun.
type panickingTask struct{}

func (panickingTask) Start(bot.Sink) { panic("a task that cannot be begun") }
func (panickingTask) Drop()          {}

// A panic while an event is answered costs that event only.
func TestPanicCostsOneAnswer(t *testing.T) {
	s := newStage(t, discordtest.Options{})
	in := s.ada.In(s.guild.General)
	s.d.set(bot.Response{Task: panickingTask{}})
	ask := func() *discordtest.Interaction { return in.Slash("ask", discordtest.String("question", "why?")) }
	ask()
	s.must(waitFor(s.ctx, func() bool { return s.t1.Stats().Panics == 1 }))
	s.d.set(bot.Response{Show: note("well again")})
	if _, err := ask().Answer(s.ctx); err != nil {
		t.Error(err)
	}
}
