package corpus

// Sentences returns the sentences of text in order, without the space around
// them.
func Sentences(text string) []Span { return nil }

// Split cuts an article's body into passages.
func Split(a Article) []Passage { return nil }
