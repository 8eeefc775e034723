package discordtest

import (
	"context"
	"encoding/json"
	"net/http"
	"time"
)

// The control surface is the fake as another process drives it: JSON by POST
// under /_fake/. Remote speaks it; it has what a load needs, since everything
// else is better tested with the fake in the test's own process.

// Status is the state of a fake in another process.
type Status struct {
	Sessions, Identifies, Requests int
	Statuses                       map[int]int
	Commands                       []string
	Violations, Pings              []string
	OpenMentions                   int
}

// RemoteGuild names a guild of a fake in another process.
type RemoteGuild struct{ ID, Owner, General string }

// Act is one thing that a person does, from another process.
type Act struct {
	User, Channel string
	// Do is slash, complete, press, ask, say or reply; Name is the command or
	// component, Text the message (for complete: the name of the option being
	// typed), Message the message pressed or replied to.
	Do, Name, Text, Message string
	// Options are the command's, by name: texts, whole numbers or booleans.
	Options map[string]any
	// Timeout is how long to wait for an answer. Default 10 s.
	Timeout time.Duration
}

// Outcome is what the bot did about an Act.
type Outcome struct {
	Type      int // of the first response; 0 for messages
	Latency   time.Duration
	Ephemeral bool
	MessageID string
	Text      string // Message.Text of the answer
	Buttons   []string
	Choices   []Choice
	Error     string
}

func (s *Server) routeControl(mux *http.ServeMux) {
	control(mux, "connected", func(ctx context.Context, _ struct{}) (struct{}, error) { return struct{}{}, s.Connected(ctx) })
	control(mux, "status", func(context.Context, struct{}) (Status, error) { return s.status(), nil })
	control(mux, "guild", func(_ context.Context, name string) (RemoteGuild, error) {
		g := s.NewGuild(name)
		return RemoteGuild{g.ID, g.Owner.ID, g.General.ID}, nil
	})
	control(mux, "member", func(_ context.Context, in struct{ Guild, Name string }) (string, error) {
		s.mu.Lock()
		g := s.guilds[in.Guild]
		s.mu.Unlock()
		if g == nil {
			return "", errUnknownGuild
		}
		return g.NewMember(in.Name).ID, nil
	})
	control(mux, "act", s.act)
	control(mux, "load", func(ctx context.Context, l Load) (LoadReport, error) { return s.RunLoad(ctx, l), nil })
	control(mux, "loadguilds", func(_ context.Context, f Flow) ([]RemoteGuild, error) {
		var out []RemoteGuild
		for _, g := range s.LoadGuilds(f) {
			out = append(out, RemoteGuild{g.ID, g.Owner.ID, g.General.ID})
		}
		return out, nil
	})
	control(mux, "advance", func(_ context.Context, d time.Duration) (struct{}, error) { s.Advance(d); return struct{}{}, nil })
	control(mux, "drop", func(context.Context, struct{}) (struct{}, error) { s.Do(Drop()); return struct{}{}, nil })
}

func control[In, Out any](mux *http.ServeMux, name string, h func(context.Context, In) (Out, error)) {
	mux.HandleFunc("POST /_fake/"+name, func(w http.ResponseWriter, r *http.Request) {
		var in In
		if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 1<<20)).Decode(&in); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		out, err := h(r.Context(), in)
		if err != nil {
			http.Error(w, err.Error(), http.StatusUnprocessableEntity)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		json.NewEncoder(w).Encode(out)
	})
}

func (s *Server) status() Status {
	st := Status{
		Sessions: s.Sessions(), Identifies: len(s.Identifies()), Statuses: s.Statuses(), Commands: s.Commands(),
		Violations: s.Violations(), Pings: s.Pings(), OpenMentions: len(s.OpenMentions()),
	}
	for _, n := range st.Statuses {
		st.Requests += n
	}
	return st
}

func (s *Server) act(ctx context.Context, in Act) (Outcome, error) {
	setDefault(&in.Timeout, 10*time.Second)
	ctx, cancel := context.WithTimeout(ctx, in.Timeout)
	defer cancel()
	s.mu.Lock()
	u, c, m := s.users[in.User], s.channels[in.Channel], s.messages[in.Message]
	s.mu.Unlock()
	if u == nil || c == nil {
		return Outcome{}, errUnknownUser
	}
	if m == nil && (in.Do == "press" || in.Do == "reply") {
		return Outcome{}, errUnknownMessage
	}
	var options []Option
	for name, v := range in.Options {
		switch v := v.(type) {
		case string:
			o := String(name, v)
			o.focused = in.Do == "complete" && name == in.Text
			options = append(options, o)
		case bool:
			options = append(options, Bool(name, v))
		case float64:
			options = append(options, Int(name, int(v)))
		}
	}
	a := c.As(u)
	var sent *Sent
	var i *Interaction
	switch in.Do {
	case "slash":
		i = a.Slash(in.Name, options...)
	case "complete":
		i = a.Autocomplete(in.Name, options...)
	case "press":
		i = a.Press(m, in.Name)
	case "ask":
		sent = a.Ask(in.Text)
	case "say":
		sent = a.Say(in.Text)
	case "reply":
		sent = a.Reply(m, in.Text, true)
	default:
		return Outcome{}, invalidForm("Do", "BASE_TYPE_CHOICES", "no such act")
	}
	if i != nil {
		return outcome(ctx, i), nil
	}
	var out Outcome
	m, err := sent.Answer(ctx)
	out.message(m, err)
	return out, nil
}

func outcome(ctx context.Context, i *Interaction) Outcome {
	f, err := i.First(ctx)
	out := Outcome{Type: f.Type, Latency: f.Latency, Ephemeral: f.Ephemeral, Choices: f.Choices}
	if err != nil || f.Form != nil || f.Type == ReplyChoices {
		if err != nil {
			out.Error = err.Error()
		}
		return out
	}
	m, err := i.Answer(ctx)
	out.message(m, err)
	return out
}

func (o *Outcome) message(m *Message, err error) {
	if err != nil {
		o.Error = err.Error()
		return
	}
	o.MessageID, o.Text = m.ID, m.Text()
	for _, c := range flatten(m.Components) {
		if c.Type == ComponentButton && c.Label != "" {
			o.Buttons = append(o.Buttons, c.Label)
		}
	}
}
