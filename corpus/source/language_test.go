package source

import (
	"strings"
	"testing"
)

func TestLanguage(t *testing.T) {
	long := func(s string) string { return strings.Repeat(s+" ", 1+2000/len(s)) }
	const plain = "The council met on Tuesday to talk about the bridge, which has been closed since the spring. Nobody knows when it will open again, and the people who live on the island are tired of waiting."
	for _, c := range []struct{ name, text, want string }{
		{"English", long(plain), "en"},
		{"German", long(german), "de"},
		{"French", long(french), "fr"},
		{"Russian", long(russian), "ru"},
		{"Japanese", long(nihongo), "ja"},
		{"short", "Bonjour tout le monde.", ""},
		{"two languages", strings.Repeat(plain+" ", 20) + strings.Repeat(french+" ", 20), ""},
		{"numbers", long("1 2 3 4 5 6 7 8 9"), ""},
		{"empty", "", ""},
	} {
		if got := language(c.text); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
	for tag, want := range map[string]string{"en": "en", "en-GB": "en", "pt_BR": "pt", "de-DE-1996": "de", "": "", "english": "", "x-default": "", "und": ""} {
		if got := languageTag(tag); got != want {
			t.Errorf("tag %q: %q, want %q", tag, got, want)
		}
	}
}

// A long text with many different words is where the library's confidence used
// to fail.
func TestLanguageOfRichText(t *testing.T) {
	var b strings.Builder
	for i := range 600 {
		b.WriteString("The ")
		for _, c := range []int{i % 26, i / 26 % 26, i * 7 % 26, i * 11 % 26} {
			b.WriteByte(byte('a' + c))
		}
		b.WriteString(" of the house was there when they came to see what had been done with it. ")
	}
	if got := language(b.String()); got != "en" {
		t.Errorf("%q", got)
	}
}
