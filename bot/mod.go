package bot

import "context"

// moderatorHandlers names what those who may manage sources can do.
func (b *Bot) moderatorHandlers() {}

func (b *Bot) completeSource(ctx context.Context, c Completion) []Choice { return nil }
