package bot

import "context"

type upkeep struct{ *Bot }

func newUpkeep(b *Bot) *upkeep { return &upkeep{b} }

func (u *upkeep) run(ctx context.Context) { <-ctx.Done() }

// sourcesChanged tells upkeep that sources were added, read anew or withdrawn:
// answers that quote them are looked at, and questions that wait are asked again.
func (u *upkeep) sourcesChanged(space string, sources []string) {}
