// Package render draws what package bot decided to show as a message of Discord.
//
// It is pure, and drawing never fails: for any Screen the result is a message
// that is within all limits of Discord (limits.go) and not empty.
package render

import "footnote/bot"

// Draw draws a screen. It never fails: what does not fit is left out, and the
// message says so.
func Draw(s bot.Screen) Message {
	return Message{Content: "…", Embeds: []Embed{}, Components: []Row{}, Attachments: []Attachment{}}
}

// DrawForm draws a form.
func DrawForm(f bot.Form) Modal { return Modal{CustomID: f.ID, Title: f.Title, Components: []Row{}} }
