// Package render draws what package bot decided to show as a message of Discord.
//
// It is pure, and drawing never fails: for any Screen the result is a message
// that is within all limits of Discord and not empty. The way through it:
//
//	Draw        finds who draws a Screen (render.go, answer.go, library.go, …)
//	md          is mark-up; a text of others becomes it through escape only (escape.go)
//	sheet       is one embed, which takes a line only if it fits (sheet.go)
//	Message     is the JSON that Discord takes, with buttons and menus (message.go, controls.go)
//	limits.go   has all limits, with where Discord states them
//	Text        shows a message as plain text, for tests and for readers (text.go)
//
// Texts of others stand in descriptions of embeds, where nothing can ping and no
// link unfolds, and in labels and footers, where Discord reads no mark-up. They
// are never the text of a masked link, since Discord reads no escapes there.
package render

import "footnote/bot"

// Draw draws a screen. It never fails: what does not fit is left out, and the
// message says so. The same screen gives the same message.
func Draw(s bot.Screen) Message {
	switch s := s.(type) {
	case bot.Note:
		return drawNote(s)
	case bot.AnswerScreen:
		return drawAnswer(s)
	case bot.PassagesScreen:
		return drawPassages(s)
	case bot.CheckScreen:
		return drawCheck(s)
	case bot.HelpScreen:
		return drawHelp(s)
	case bot.ForgetScreen:
		return drawForget(s)
	case bot.SourcesScreen:
		return drawSources(s)
	case bot.SourceScreen:
		return drawSource(s)
	case bot.JobScreen:
		return drawJob(s)
	case bot.PreviewScreen:
		return drawPreview(s)
	case bot.StaleScreen:
		return drawStale(s)
	case bot.RemovedScreen:
		return drawRemoved(s)
	case bot.SettingsScreen:
		return drawSettings(s)
	case bot.StatsScreen:
		return drawStats(s)
	case bot.GapsScreen:
		return drawGaps(s)
	case bot.AuditScreen:
		return drawAudit(s)
	case bot.FileScreen:
		return drawFile(s)
	case bot.CoveredScreen:
		return drawCovered(s)
	case bot.DigestScreen:
		return drawDigest(s)
	case bot.WaitScreen:
		return drawWait()
	}
	return drawNote(bot.Say(bot.ToneFailed, "There is nothing to show."))
}
