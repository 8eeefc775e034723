// Package discordtest is a fake Discord for tests: REST v10, gateway and
// attachment host on loopback, with Discord's rules and, on request, its bad
// days. It imports nothing of this project, so whatever it says about the bot it
// says as an outsider.
//
// # A test in a minute
//
//	fake := discordtest.New(discordtest.Options{})
//	defer fake.Close()
//	// point the bot at fake.URL() with fake.Token(); attachments come from fake.CDNHost()
//	guild := fake.NewGuild("team")
//	ada := guild.NewMember("ada").In(guild.General)
//	asked := ada.Slash("ask", discordtest.String("question", "why?"))
//	answer, err := asked.Answer(ctx)          // first state that says something
//	pressed := ada.Press(answer, "Passages")  // a button by custom_id or label
//	first, err := pressed.First(ctx)          // type, deferred, ephemeral, form, choices
//
// At the end Server.Check fails the test for what went against Discord's
// description or rules (Violations), for bodies that Discord would not take
// (Rejected), for pings (Pings) and for messages that would allow one
// (OpenMentions).
//
// A client library that has discord.com built in, as discordgo has, is led here by
// an http.RoundTripper that replaces scheme, host and the path up to the version;
// the gateway's address it gets from GET /gateway. discordgo_test.go shows it.
//
// Waiting is by context, never by sleeping: Interaction.First, Answer, Until,
// Form and Choices, Sent.Answer and Until, Channel.NextMessage, Server.Connected,
// and Server.Wait for everything else.
//
// # Where to find what
//
//   - world.go: guilds, roles, channels, threads, members; every change is told
//     to the bot as the event that Discord would send.
//   - actor.go: what people do; interaction.go: the handle on what the bot
//     answers (First, Answer, Until, Form, Choices, History, Edits, Followups).
//   - message.go, component.go, send.go, limits.go, form.go, callback.go: messages,
//     forms and their rules, with the limits as constants.
//   - gateway.go, session.go, script.go: connections and sessions, their records
//     (Connections, Identifies) and misbehaviour (Next, Do, Hold, Copies, Mute).
//   - rest.go, routes.go, fault.go: requests, their records, and misbehaviour (Fail).
//   - commands.go: registered commands, and who may use them.
//   - attachment.go: hosted files and their misbehaviour.
//   - description.go, validate.go, shape.go: bodies against Discord's own OpenAPI
//     description, each shape once, in the background.
//   - load.go, control.go, remote.go: load, and the fake in a process of its own
//     (Spawn, with ServeIfAsked in TestMain).
//
// # Where the fake is stricter or simpler than Discord
//
// Texts are counted in UTF-16 units. Rate limits are told generously and enforced
// only with Options.RateLimit; everything that should go wrong is scripted. A guild
// has few members and no hierarchy of roles or moderation.
//
// Time is the fake's: Server.Advance lets tokens, links and deadlines run out
// without waiting.
package discordtest
