package discordtest

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// session is what READY begins; it outlives its connection.
type session struct {
	id      string
	intents int
	shard   [2]int
	seq     int64
	first   int64 // seq of events[0]
	events  [][]byte
	conn    *conn // nil: waiting for a resume
}

func (s *Server) forget(sess *session) {
	s.gw.sessions = slices.DeleteFunc(s.gw.sessions, func(o *session) bool { return o == sess })
}

func (s *Server) goodToken(t string) bool {
	return strings.TrimPrefix(t, "Bot ") == s.opt.Token && !s.rest.revoked
}

func (c *conn) refuse(code int, text string) {
	c.rec.Refused = true
	c.end(code, text)
}

func (c *conn) invalid(resumable bool) {
	c.rec.Refused = true
	c.send(obj{"op": 9, "t": nil, "s": nil, "d": resumable})
}

func (c *conn) identify(raw json.RawMessage) {
	s := c.s
	var d struct {
		Token    string `json:"token"`
		Intents  int    `json:"intents"`
		Shard    []int  `json:"shard"`
		Compress bool   `json:"compress"`
	}
	if json.Unmarshal(raw, &d) != nil {
		c.end(4002, "Error while decoding payload.")
		return
	}
	if c.sess != nil {
		c.end(4005, "Already authenticated.")
		return
	}
	c.rec.Identified, c.rec.Intents = s.now(), d.Intents
	s.gw.identifies++
	shard := [2]int{0, 1}
	if len(d.Shard) == 2 {
		shard = [2]int{d.Shard[0], d.Shard[1]}
	}
	c.rec.Shard = shard
	switch {
	case c.script.Identify != nil:
		c.rec.Refused = true
		c.run(c.script.Identify)
		return
	case !s.goodToken(d.Token):
		c.refuse(4004, "Authentication failed.")
		return
	case shard[1] < 1 || shard[0] < 0 || shard[0] >= shard[1]:
		c.refuse(4010, "Invalid shard.")
		return
	case d.Intents&^knownIntents != 0:
		c.refuse(4013, "Invalid intent(s).")
		return
	case d.Intents&privilegedIntents&^s.opt.PrivilegedIntents != 0:
		c.refuse(4014, "Disallowed intent(s).")
		return
	case s.gw.identifies > s.opt.SessionStarts:
		s.violation("identified although no session starts remained")
		c.refuse(4004, "Authentication failed.")
		return
	}
	c.zlib = d.Compress
	c.run(c.script.BeforeReady)
	sess := &session{id: fmt.Sprintf("%032x", len(s.gw.connections)) + s.newID(), intents: d.Intents, shard: shard, conn: c, first: 1}
	s.gw.sessions = append(s.gw.sessions, sess)
	if n := len(s.gw.sessions); n > keptSessions {
		s.gw.sessions = slices.Clone(s.gw.sessions[n-keptSessions:])
	}
	c.sess, c.rec.SessionID = sess, sess.id
	guilds := []obj{}
	var there []*Guild
	for _, g := range sorted(s.guilds) {
		if g.present && sess.has(g.ID) {
			guilds = append(guilds, obj{"id": g.ID, "unavailable": true})
			if !g.unavailable {
				there = append(there, g)
			}
		}
	}
	sess.event("READY", obj{
		"v": 10, "user": s.botUser(), "guilds": guilds, "session_id": sess.id,
		"resume_gateway_url": s.ResumeURL(), "shard": shard, "private_channels": []obj{},
		"session_type": "normal", "user_settings": obj{}, "relationships": []obj{}, "presences": []obj{},
		"application": obj{"id": s.bot.ID, "flags": s.appFlags()}, "guild_join_requests": []obj{},
		"geo_ordered_rtc_regions": []string{}, "auth": obj{}, "_trace": []string{"fake"},
	})
	if d.Intents&IntentGuilds != 0 {
		for _, g := range there {
			sess.event("GUILD_CREATE", g.create())
		}
	}
	c.run(c.script.Ready)
}

func (c *conn) resume(raw json.RawMessage) {
	s := c.s
	var d struct {
		Token     string `json:"token"`
		SessionID string `json:"session_id"`
		Seq       int64  `json:"seq"`
	}
	if json.Unmarshal(raw, &d) != nil {
		c.end(4002, "Error while decoding payload.")
		return
	}
	c.rec.SessionID = d.SessionID
	if c.script.Resume != nil {
		c.rec.Refused = true
		c.run(c.script.Resume)
		return
	}
	if !s.goodToken(d.Token) {
		c.refuse(4004, "Authentication failed.")
		return
	}
	i := slices.IndexFunc(s.gw.sessions, func(o *session) bool { return o.id == d.SessionID })
	if i < 0 || s.opt.SeparateResume && !c.rec.ViaResume {
		c.invalid(false)
		return
	}
	sess := s.gw.sessions[i]
	if d.Seq > sess.seq {
		c.refuse(4007, "Invalid seq.")
		return
	}
	if d.Seq+1 < sess.first {
		s.forget(sess)
		c.invalid(false)
		return
	}
	if sess.conn != nil {
		sess.conn.end(4000, "Session resumed elsewhere.")
	}
	sess.conn, c.sess = c, sess
	c.run(c.script.BeforeResumed)
	c.rec.Resumed, c.rec.Intents, c.rec.Shard = true, sess.intents, sess.shard
	for _, e := range sess.events[d.Seq+1-sess.first:] {
		c.push(frame{data: e})
	}
	sess.event("RESUMED", obj{"_trace": []string{"fake"}})
	c.run(c.script.Resumed)
}

// has says whether the guild belongs to the session's shard: (guild id >> 22) mod
// shards; direct messages ("") belong to shard 0.
func (sess *session) has(guildID string) bool {
	if guildID == "" {
		return sess.shard[0] == 0
	}
	id, _ := strconv.ParseUint(guildID, 10, 64)
	return int(id>>22)%sess.shard[1] == sess.shard[0]
}

// event gives the event the next sequence number, sends it if the session is
// connected and keeps it for a resume.
func (sess *session) event(name string, d any) {
	data, err := json.Marshal(struct {
		Op int    `json:"op"`
		T  string `json:"t"`
		S  int64  `json:"s"`
		D  any    `json:"d"`
	}{0, name, sess.seq + 1, d})
	if err != nil {
		return
	}
	sess.seq++
	if len(sess.events) >= replayEvents {
		drop := replayEvents / 2
		sess.events = slices.Clone(sess.events[drop:])
		sess.first += int64(drop)
	}
	sess.events = append(sess.events, data)
	if sess.conn != nil {
		sess.conn.push(frame{data: data})
	}
}

// dispatch sends an event to every session that has the intent and the guild. d
// is the payload, or a func(intents int) any that makes it for one session.
func (s *Server) dispatch(name, guildID string, intent int, d any) {
	send := func() {
		for _, sess := range s.gw.sessions {
			if intent != 0 && sess.intents&intent == 0 || !sess.has(guildID) {
				continue
			}
			payload := d
			if f, ok := d.(func(int) any); ok {
				payload = f(sess.intents)
			}
			s.checkEvent(name, payload)
			for range s.gw.copies {
				sess.event(name, payload)
			}
		}
	}
	if s.gw.holding {
		s.gw.held = append(s.gw.held, send)
	} else {
		send()
	}
	s.notify()
}
