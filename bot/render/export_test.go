package render

// Escape is escape, for the tests outside that know how Discord reads mark-up.
func Escape(s string) string { return string(escape(s, 1<<30)) }
