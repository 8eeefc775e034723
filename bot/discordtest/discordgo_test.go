package discordtest

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/bwmarrin/discordgo"
)

// toFake sends what discordgo means for discord.com to the fake.
type toFake struct{ base *url.URL }

func (t toFake) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.URL.Scheme, r.URL.Host, r.Host = t.base.Scheme, t.base.Host, t.base.Host
	_, rest, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/api/v"), "/")
	r.URL.Path = t.base.Path + "/" + rest
	return http.DefaultTransport.RoundTrip(r)
}

// session is a real discordgo session on the fake, not yet open.
func newSession(t *testing.T, s *Server, intents discordgo.Intent) *discordgo.Session {
	t.Helper()
	d, err := discordgo.New("Bot " + s.Token())
	if err != nil {
		t.Fatal(err)
	}
	base, err := url.Parse(s.URL())
	if err != nil {
		t.Fatal(err)
	}
	d.Client = &http.Client{Transport: toFake{base}}
	d.Identify.Intents = intents
	d.ShouldReconnectOnError = false
	return d
}

func testContext(t *testing.T) context.Context {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	t.Cleanup(cancel)
	return ctx
}

func none() *discordgo.MessageAllowedMentions {
	return &discordgo.MessageAllowedMentions{Parse: []discordgo.AllowedMentionType{}}
}

func TestDiscordgoAsks(t *testing.T) {
	s := New(Options{})
	defer s.Close()
	g := s.NewGuild("team")
	ada := g.NewMember("ada")
	d := newSession(t, s, discordgo.IntentsGuilds|discordgo.IntentsGuildMessages|discordgo.IntentsDirectMessages)
	d.AddHandler(func(d *discordgo.Session, e *discordgo.InteractionCreate) {
		if err := d.InteractionRespond(e.Interaction, &discordgo.InteractionResponse{
			Type: discordgo.InteractionResponseDeferredChannelMessageWithSource,
		}); err != nil {
			t.Error(err)
		}
		text := "You asked: " + e.ApplicationCommandData().Options[0].StringValue()
		if _, err := d.InteractionResponseEdit(e.Interaction, &discordgo.WebhookEdit{Content: &text, AllowedMentions: none()}); err != nil {
			t.Error(err)
		}
	})
	d.AddHandler(func(d *discordgo.Session, e *discordgo.MessageCreate) {
		if e.Author.Bot {
			return
		}
		_, err := d.ChannelMessageSendComplex(e.ChannelID, &discordgo.MessageSend{
			Content: "heard: " + e.Content, Reference: e.Reference(), AllowedMentions: none(),
		})
		if err != nil {
			t.Error(err)
		}
	})
	if err := d.Open(); err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	ctx := testContext(t)
	if err := s.Connected(ctx); err != nil {
		t.Fatal(err)
	}
	i := g.General.As(ada).Slash("ask", String("question", "why?"))
	m, err := i.Answer(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if f, _ := i.First(ctx); !f.Deferred || m.Content != "You asked: why?" {
		t.Errorf("deferred %v, content %q", f.Deferred, m.Content)
	}
	for said, heard := range map[string]string{"secret": "heard: ", "<@" + s.Bot().ID + "> hello": "heard: <@" + s.Bot().ID + "> hello"} {
		m, err := g.General.As(ada).Say(said).Answer(ctx)
		if err != nil {
			t.Fatal(err)
		}
		if m.Content != heard {
			t.Errorf("said %q, the bot heard %q", said, m.Content)
		}
	}
	// Each reply in its own way: to the message, later edited, and out of the blue.
	asked := ada.DM().As(ada).Say("direct")
	direct, err := asked.Answer(ctx)
	if err != nil || direct.Content != "heard: direct" {
		t.Errorf("%+v, %v", direct, err)
	}
	then := s.Now()
	s.Advance(time.Second)
	hook := g.General.SayByWebhook("hook", "<@"+s.Bot().ID+"> hello")
	if _, err := d.ChannelMessageSendComplex(g.General.ID, &discordgo.MessageSend{Content: "digest", AllowedMentions: none()}); err != nil {
		t.Error(err)
	}
	digest, err := g.General.NextMessage(ctx, then)
	if err != nil || digest.Content != "digest" {
		t.Errorf("%+v, %v", digest, err)
	}
	if _, err := d.ChannelMessageEditComplex(&discordgo.MessageEdit{Channel: g.General.ID, ID: digest.ID, Content: &hook.ID, AllowedMentions: none()}); err != nil {
		t.Error(err)
	}
	edited, err := hook.Until(ctx, func(m *Message) bool { return m.Content == hook.ID })
	if err != nil || edited.ID != digest.ID {
		t.Errorf("%+v, %v", edited, err)
	}
	s.DeleteMessage(digest.ID)
	if len(hook.Replies()) != 0 {
		t.Error("a deleted message is still there")
	}
	s.Check(t)
}
