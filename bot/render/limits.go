package render

import "footnote/bot"

// Discord's limits, from its documentation: "Message Resource" (content,
// embeds), "Component Reference" (buttons, menus, text inputs), "Receiving and
// Responding to Interactions" (forms), "Uploading Files", and its OpenAPI
// description. Where two differ, the smaller is here.
//
// Discord does not say what it counts as a character. UTF-16 units are the
// stricter reading, and what its clients count.
const (
	maxContent     = 2000
	maxTitle       = 256 // of an embed
	maxDescription = 4096
	maxFooter      = 2048
	maxEmbeds      = 10
	maxEmbedSum    = 6000 // titles, descriptions and footers of all embeds of a message

	maxRows        = 5
	maxButtons     = 5 // in a row
	maxCustomID    = 100
	maxLabel       = 80  // of a button
	maxButtonURL   = 512 // of a button that is a link
	maxOptions     = 25  // of a menu, and how many can be chosen
	maxOption      = 100 // label, value and description of one, each
	maxPlaceholder = 150 // of a menu

	maxChoices = 25  // completions of an option
	maxChoice  = 100 // label and value of one, each

	maxModalTitle = 45
	maxInputs     = 5 // of a form; it has one at least
	maxInputLabel = 45
	maxInputHint  = 100 // placeholder of a text input
	maxInput      = 4000

	maxFile      = 10 << 20 // bytes, in a server without boosts
	maxFilename  = 100      // Discord takes 1,024, file systems take less
	maxSnowflake = 20       // digits of an id, which has 64 bits
)

// The project's own limits on texts of others, so that one of them does not push
// out the rest. They count units as sent, with what escapes them.
const (
	maxName     = 150  // a title, a name
	maxShort    = 60   // a publisher, a value
	maxQuote    = 350  // a quote or a question in a list
	maxSentence = 1500 // a sentence of an answer
	maxLink     = 512  // an address behind a link
)

// units counts a text in UTF-16 units.
func units[T ~string](s T) int { return bot.Units(s) }
