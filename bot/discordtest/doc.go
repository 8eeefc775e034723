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
// At the end a test asks Server.Violations (schema and rules), Server.Pings and
// Server.OpenMentions; all three should be empty. Check does that in one call.
//
// # Where to find what
//
//   - world.go: guilds, roles, channels, threads, members; every change is told
//     to the bot as the event that Discord would send.
//   - actor.go: what people do; interaction.go: the handle on what the bot
//     answers (First, Answer, Until, Form, Choices, History, Edits, Followups).
//   - message.go, send.go, limits.go, callback.go: messages and their rules.
//   - gateway.go, script.go: connections, and misbehaviour (Next, Do, Hold, Copies).
//   - rest.go, routes.go, fault.go: requests, their records, and misbehaviour (Fail).
//   - attachment.go: hosted files and their misbehaviour.
//   - validate.go: bodies against Discord's own OpenAPI description.
//   - control.go, remote.go: the same from another process, for load.
//
// Time is the fake's: Server.Advance lets tokens, links and deadlines run out
// without waiting.
package discordtest
