package corpus

// Vanished says why what a page reads like now must not replace what it read like
// before, a sentence for people; "" when it may.
func Vanished(before, after Article) (reason string) { return "" }
