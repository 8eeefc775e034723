// Package discord talks to Discord: its REST API (client.go) and its gateway
// (gateway.go), both over discordgo. Talker (talker.go) stands above them and
// carries events to package bot and answers back.
//
// # From an event to an answer
//
//	Gateway      hands over discordgo's events, each once (events.go, inbox.go)
//	Directory    hears what servers and channels there are (directory.go)
//	translate.go makes package bot's events of them
//	Decider      decides from memory: that is the bot
//	Talker       gives the first answer, within three seconds, and starts the task
//	sink         shows what the task finds, at most one edit a second (sink.go)
//
// Beside that, Outbox writes without having been asked (outbox.go), and Register
// makes the commands known (register.go). What screens look like is drawn by
// package bot/render.
//
// # REST
//
// Client makes each request with a discordgo.Session of its own, whose HTTP
// transport is ours (transport.go). It stands where discordgo's own rate limiter
// and retries would, which keep a bucket for every interaction for ever, sleep
// without looking at the context, and give up on a 429 or 5xx that is a page. A
// request goes through:
//
//	routeOf         what the address means: which limit, which channel (route.go)
//	closedChannels  channels that refused the bot are left alone (closed.go)
//	limiter         buckets, the global limit, and how many answers were invalid
//	                (limiter.go, invalid.go)
//	attempt         again after 5xx and lost connections where that does nothing
//	                twice (transport.go)
//
// # Gateway
//
// Gateway.Run supervises one session (gateway.go): it dials, identifies or
// resumes, and decides how to go on when a connection ends (closecode.go). conn is
// one connection (conn.go): a reader and a goroutine for heartbeats. Events pass
// a bounded queue, come once, and reach one function as discordgo's types
// (inbox.go, events.go, seen.go).
//
// It uses discordgo's events and the websocket package below it, but not
// Session.Open and what follows from it. That holds the session's lock while it
// handles the first frame after a resume, so a reconnect request, an
// acknowledgement or an invalid session there locks it up for good, with the
// session's id inside; it sends close 1000, which ends the session, on every
// error of the connection; and it identifies at once when the session is invalid.
// Nothing around it can change this, save reading and rewriting every frame in
// between, which is more than the loop itself.
//
// No error and no log line holds the bot's token or that of an interaction
// (redact.go, apierror.go).
package discord
