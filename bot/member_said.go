package bot

import "context"

func (b *Bot) said(ctx context.Context, s Said) Response { return Response{} }
