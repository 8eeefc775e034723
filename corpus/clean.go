package corpus

// Removal is one piece of text that Clean took out, and why.
type Removal struct {
	Reason string // a short noun phrase: "advert", "caption said twice", "teaser"
	Text   string
}

// Cleaned is a readable text and what was found in it or taken out of it.
type Cleaned struct {
	Draft   // Title, Publisher, Author, URL, Language, Published: completed from the text
	Body    string
	Removed []Removal
}

// Clean makes a draft readable.
func Clean(d Draft) Cleaned { return Cleaned{Draft: d, Body: d.Text} }
