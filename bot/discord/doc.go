// Package discord talks to Discord: its REST API (client.go) and its gateway
// (gateway.go), both over discordgo.
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
// No error and no log line holds the bot's token or that of an interaction
// (redact.go, apierror.go).
package discord
