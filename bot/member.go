package bot

// memberHandlers names what every member can do.
func (b *Bot) memberHandlers() {
	b.commands = map[string]handler[Command]{}
	b.presses = map[Verb]handler[Press]{}
	b.submissions = map[Verb]handler[Submission]{}
}
