// Package bot decides what happens when somebody in Discord asks, presses,
// uploads or leaves. It knows servers, members and moderators, and nothing of
// Discord's protocol.
//
// The way through it:
//
//	an event          Command, Completion, Press, Submission or Said (event.go)
//	is decided        from memory, at once: who may, is there room (admission.go)
//	gives a Response  what to show first, and the Task that does the rest (response.go)
//	runs              in the queue of its server (queue.go), fair between servers
//	shows Screens     data, drawn by package bot/render (screen.go)
//
// Beside what people start, Upkeep does what falls due by itself: it ends
// undo times, marks answers whose sources changed, tells subscribers, writes the
// weekly digest, and forgets what is old (upkeep.go).
//
// Everything that Discord hands back (a pressed button, a form, an id that was
// completed) is checked again for server, person and right, whatever Discord
// showed: see Verb and Bot.mayManage.
//
// What is kept are the records of records.go; package bot/store keeps them. The
// ports of ports.go name what the bot needs of others; cmd/footnote hands them
// over.
package bot
