package discord

import (
	"encoding/json"
	"runtime"
	"time"

	"github.com/bwmarrin/discordgo"
)

// The operations of the gateway
// (https://docs.discord.com/developers/topics/opcodes-and-status-codes#gateway).
const (
	opDispatch       = 0
	opHeartbeat      = 1
	opIdentify       = 2
	opResume         = 6
	opReconnect      = 7
	opInvalidSession = 9
	opHello          = 10
	opHeartbeatAck   = 11
)

// Intents are the events that the bot needs. None of them is privileged.
const Intents = discordgo.IntentsGuilds | discordgo.IntentsGuildMessages | discordgo.IntentsDirectMessages

// frame is what the bot sends.
type frame struct {
	Op   int `json:"op"`
	Data any `json:"d"`
}

// identify begins a session. discordgo's type is for an older version of the
// gateway ("$os") and always sends a presence.
type identify struct {
	Token          string           `json:"token"`
	Properties     properties       `json:"properties"`
	Compress       bool             `json:"compress"`
	LargeThreshold int              `json:"large_threshold"`
	Shard          *[2]int          `json:"shard,omitempty"`
	Intents        discordgo.Intent `json:"intents"`
}

type properties struct {
	OS      string `json:"os"`
	Browser string `json:"browser"`
	Device  string `json:"device"`
}

func newIdentify(token string, shard [2]int, intents discordgo.Intent) frame {
	d := identify{
		Token: token, LargeThreshold: 50, Intents: intents,
		Properties: properties{OS: runtime.GOOS, Browser: "footnote", Device: "footnote"},
	}
	if shard[1] > 1 {
		d.Shard = &shard
	}
	return frame{opIdentify, d}
}

// resume goes on with a session.
type resume struct {
	Token     string `json:"token"`
	SessionID string `json:"session_id"`
	Sequence  int64  `json:"seq"`
}

// ready is what discordgo.Ready lacks.
type ready struct {
	SessionID string `json:"session_id"`
	ResumeURL string `json:"resume_gateway_url"`
}

// Bounds of what a gateway may ask for as the time between heartbeats. Discord
// asks for 41.25 s.
const (
	minHeartbeat = time.Millisecond
	maxHeartbeat = 10 * time.Minute
)

// readHello is the time between heartbeats.
func readHello(e *discordgo.Event) (time.Duration, bool) {
	var hello struct {
		Interval float64 `json:"heartbeat_interval"` // milliseconds
	}
	if e.Operation != opHello || json.Unmarshal(e.RawData, &hello) != nil {
		return 0, false
	}
	d, ok := duration(hello.Interval / 1000)
	return d, ok && d >= minHeartbeat && d <= maxHeartbeat
}
