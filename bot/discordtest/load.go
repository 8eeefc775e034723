package discordtest

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"
)

// Load is a number of questions that the fake asks by itself, measuring what it
// sees: for benchmarks, in which the fake runs in a process of its own.
type Load struct {
	// Command is the slash command, Option its text option, Text what is asked;
	// %d in it is the number of the question. Defaults: ask, question, "question %d".
	Command, Option, Text string
	// Contains, if set, is what a complete answer contains; else the first edit of a
	// deferred response counts as the answer.
	Contains string
	// Timeout is how long each question may take until its answer. Default 60 s.
	Timeout time.Duration
	Flows   []Flow
}

// Flow is a group of guilds that ask alike. Guilds are made when a flow's name is
// first used and used again by later loads.
type Flow struct {
	Name   string
	Guilds int
	// People are in each guild, and take turns. Default 1.
	People int
	// Questions are asked by each guild, one each Every; 0: all at once.
	Questions int
	Every     time.Duration
	// Open, if above 0, bounds the questions of each guild that wait for an answer.
	Open int
}

// LoadReport is what a Load saw.
type LoadReport struct {
	Elapsed time.Duration
	Flows   []FlowReport
}

// FlowReport is what happened to the questions of one flow.
type FlowReport struct {
	Name string
	// Sent questions; Acked in time, of which Immediate with a message instead of
	// a deferral ("busy", "over the limit"); Answered, counting those too.
	Sent, Acked, Immediate, Answered int
	// Ack is the time to the first response, Answer to the answer of deferred ones.
	Ack, Answer Quantiles
	// Replies counts the immediate messages by their first 60 characters.
	Replies map[string]int
}

// Quantiles of a set of durations.
type Quantiles struct{ P50, P90, P99, Max time.Duration }

func quantiles(ds []time.Duration) Quantiles {
	if len(ds) == 0 {
		return Quantiles{}
	}
	slices.Sort(ds)
	at := func(p float64) time.Duration { return ds[min(int(p*float64(len(ds))), len(ds)-1)] }
	return Quantiles{at(0.5), at(0.9), at(0.99), ds[len(ds)-1]}
}

// RunLoad asks the questions of l and returns when each is answered or timed out.
func (s *Server) RunLoad(ctx context.Context, l Load) LoadReport {
	setDefault(&l.Command, "ask")
	setDefault(&l.Option, "question")
	setDefault(&l.Text, "question %d")
	setDefault(&l.Timeout, time.Minute)
	start := time.Now()
	reports := make([]FlowReport, len(l.Flows))
	var wg sync.WaitGroup
	for n, f := range l.Flows {
		wg.Go(func() { reports[n] = s.runFlow(ctx, l, f) })
	}
	wg.Wait()
	return LoadReport{time.Since(start), reports}
}

// flowGuild is a guild of a flow with its people.
type flowGuild struct {
	g      *Guild
	people []*User
}

func (s *Server) flowGuilds(f Flow) []flowGuild {
	s.loadMu.Lock()
	defer s.loadMu.Unlock()
	have := s.loadGuilds[f.Name]
	for len(have) < f.Guilds {
		g := s.NewGuild(fmt.Sprintf("%s %d", f.Name, len(have)))
		have = append(have, flowGuild{g: g})
	}
	for i := range have {
		for len(have[i].people) < max(f.People, 1) {
			have[i].people = append(have[i].people, have[i].g.NewMember(fmt.Sprintf("person %d", len(have[i].people))))
		}
	}
	if s.loadGuilds == nil {
		s.loadGuilds = map[string][]flowGuild{}
	}
	s.loadGuilds[f.Name] = have
	return have[:f.Guilds]
}

// LoadGuilds are the guilds of a flow, made if need be, for a test that has to
// prepare them before the load.
func (s *Server) LoadGuilds(f Flow) []*Guild {
	var out []*Guild
	for _, fg := range s.flowGuilds(f) {
		out = append(out, fg.g)
	}
	return out
}

// asked is what became of one question.
type asked struct {
	acked, answered, immediate bool
	ack, answer                time.Duration
	reply                      string
}

func (s *Server) runFlow(ctx context.Context, l Load, f Flow) FlowReport {
	var mu sync.Mutex
	var all []asked
	var wg sync.WaitGroup
	for _, fg := range s.flowGuilds(f) {
		wg.Go(func() {
			open := make(chan struct{}, max(f.Open, 1))
			var inner sync.WaitGroup
			defer inner.Wait()
			next := time.Now()
			for q := range f.Questions {
				if f.Open > 0 {
					select {
					case open <- struct{}{}:
					case <-ctx.Done():
						return
					}
				}
				if f.Every > 0 {
					s.sleep(ctx, time.Until(next))
					next = next.Add(f.Every)
				}
				if ctx.Err() != nil {
					return
				}
				inner.Go(func() {
					a := s.askOne(ctx, l, fg.g, fg.people[q%len(fg.people)], q)
					mu.Lock()
					all = append(all, a)
					mu.Unlock()
					if f.Open > 0 {
						<-open
					}
				})
			}
		})
	}
	wg.Wait()
	r := FlowReport{Name: f.Name, Sent: len(all), Replies: map[string]int{}}
	var acks, answers []time.Duration
	for _, a := range all {
		if a.acked {
			r.Acked++
			acks = append(acks, a.ack)
		}
		if a.immediate {
			r.Immediate++
			r.Replies[a.reply]++
		}
		if a.answered {
			r.Answered++
			if !a.immediate {
				answers = append(answers, a.answer)
			}
		}
	}
	r.Ack, r.Answer = quantiles(acks), quantiles(answers)
	return r
}

func (s *Server) askOne(ctx context.Context, l Load, g *Guild, u *User, q int) asked {
	ctx, cancel := context.WithTimeout(ctx, l.Timeout)
	defer cancel()
	text := strings.ReplaceAll(l.Text, "%d", fmt.Sprint(q))
	start := time.Now()
	i := g.General.As(u).Slash(l.Command, String(l.Option, text))
	first, err := i.First(ctx)
	if err != nil {
		return asked{}
	}
	a := asked{acked: true, ack: first.Latency}
	if !first.Deferred {
		a.answered, a.immediate = true, true
		if first.Message != nil {
			a.reply = strings.TrimSpace(first.Message.Text())
			if r := []rune(a.reply); len(r) > 60 {
				a.reply = string(r[:60])
			}
		}
		return a
	}
	_, err = i.Until(ctx, func(m *Message) bool { return l.Contains == "" || strings.Contains(m.Text(), l.Contains) })
	a.answered, a.answer = err == nil, time.Since(start)
	return a
}
