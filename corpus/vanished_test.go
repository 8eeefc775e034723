package corpus

import (
	"strings"
	"testing"
	"testing/quick"
)

const ferry = `The ferry to Kelm sails again since Monday, eleven weeks after the storm that tore away its landing stage. About 180 people were on the first crossing, the port authority said.

The repair cost 2.4 million crowns, of which the county pays half. The rest comes from the harbour's own reserve, said Mara Lind, who runs the port.

Until the new stage is finished in the autumn, cars cannot be taken on board. Bicycles and prams can. The timetable is that of the winter, with four crossings a day and six on Saturdays.

Islanders had to take the long way by the bridge at Orm for most of the spring, which adds an hour and a half to the way to school. Two families moved to the mainland for the time being.`

func TestVanished(t *testing.T) {
	before := Article{Meta: Meta{Title: "The ferry is back", URL: "https://example.org/ferry"}, Body: ferry}
	short := Article{Meta: Meta{Title: "Opening hours"}, Body: "The library is open from ten to six on weekdays and until two on Saturdays. It is closed on public holidays."}
	about := Article{Meta: Meta{Title: "What cookies do"}, Body: "A cookie is a small text that a site leaves with its reader. Third parties use cookies for personalised ads. Consent is needed for most of them, and the browser can refuse all. Many people accept all to get rid of the question. The privacy policy says what is kept."}
	for _, c := range []struct {
		name        string
		before      Article
		title, body string
		words       string // of the reason; "" when it may replace
	}{
		{"the same", before, "The ferry is back", ferry, ""},
		{"a correction", before, "The ferry is back", strings.Replace(ferry, "2.4 million", "2.6 million", 1) + "\n\nCorrection: an earlier version gave another cost.", ""},
		{"a rewrite of like length", before, "Kelm: crossings resumed", `Passengers can once more travel by water between the mainland and Kelm. On Monday the boat left the quay at seven in the morning for the first time since February, when waves had destroyed part of the pier. Nearly two hundred travellers took part.

County and port share the bill equally, which is somewhat lower than engineers had feared. Vehicles must wait for a while longer, as the ramp is not yet strong enough for them. Officials hope to open it in October. Those who depend on their cars keep using the bridge. Pupils from the island are relieved: their journey had become very long. Some parents had rented flats on the other side.`, ""},
		{"a live blog that grows", before, "Live: the ferry is back", "18:40 The evening crossing was cancelled because of fog.\n\n" + strings.Repeat("17:10 Another boat has left the quay with forty people. ", 30) + ferry, ""},
		{"cut to its first paragraph", before, "The ferry is back", ferry[:strings.Index(ferry, "\n\n")], ""},
		{"cut to its first sentences, and a line for subscribers", before, "The ferry is back", ferry[:strings.Index(ferry, "\n\n")] + "\n\nSubscribe to continue reading. Already a member? Log in.", ""},
		{"withdrawn with a note", short, "Opening hours", "The library is closed for good since May. Its books are at the town hall, where they can be borrowed on weekdays.", ""},
		{"a short text becomes another", short, "Opening hours", "From June on we open at nine. Ring twice.", ""},
		{"an article on cookies is revised", about, "What cookies do", strings.Replace(about.Body, "Many people", "Most people", 1) + " In 2024 one court ruled otherwise.", ""},
		{"a longer article takes its place", short, "About the library", ferry, ""},
		{"Chinese, corrected", Article{Body: strings.Repeat("渡轮自星期一起恢复航行，距离风暴已经十一个星期。", 3)}, "", "渡轮自星期二起恢复航行，距离风暴已经十一个星期。", ""},

		{"empty", before, "The ferry is back", " \n ", "no text any more"},
		{"a log-in", before, "Log in", "Please log in to continue. Email address. Password. Forgot your password? Don't have an account? Sign up now.", "a page to sign in on"},
		{"a log-in that kept the title", before, "The ferry is back", "Sign in to continue reading. Create a free account. Already a subscriber? Log in with Google or your email.", "a page to sign in on"},
		{"a log-in in German", before, "Anmelden", "Bitte anmelden. Benutzername. Kennwort. Passwort vergessen? Registrieren.", "a page to sign in on"},
		{"a short text gave way to a log-in", short, "Sign in | Town", "Sign in with your username and password to see this page. Forgot password? Reset it here.", "a page to sign in on"},
		{"not found", before, "404 - Page not found", "Sorry, the page you were looking for does not exist. It may have been moved. Go back to the homepage.", "reports an error"},
		{"not found, under the site's name", before, "Kelm Courier", "Oops! The requested page could not be found. Check the address or use the search. Return to our home page.", "reports an error"},
		{"down", before, "Service Unavailable", "We are down for maintenance. Please try again later.", "reports an error"},
		{"a check", before, "Just a moment...", "Checking your browser before you continue. This may take a few seconds. Please enable JavaScript and cookies. Ray ID: 7f.", "whether its reader is a person"},
		{"consent", before, "Before you continue", "We value your privacy. We and our 814 partners store and access information on your device. Accept all. Reject all. Manage options.", "consent to cookies"},
		{"a domain that was sold, in more words", before, "Domain for sale", "This domain is for sale. Buy it now from the largest market of names. Thousands of happy customers have found the right one with us since 2003, and our team will answer all of your questions.", "another short page"},
		{"taken down", before, "Article removed", "This article has been removed at the request of the author and is no longer available on our site.", "words"},
		{"a short text is taken down", short, "Article removed", "This article was removed. It is no longer here.", "another short page"},
		{"a domain that was sold", before, "kelm-courier.example", "This domain is for sale. Make an offer today.", "only 9 words"},
		{"a few words in Chinese that are others", Article{Body: strings.Repeat("渡轮自星期一起恢复航行，距离风暴已经十一个星期。", 5)}, "", "此域名出售，请联系。", "they are others"},
	} {
		got := Vanished(c.before, Article{Meta: Meta{Title: c.title}, Body: c.body})
		if (got == "") != (c.words == "") || !strings.Contains(got, c.words) {
			t.Errorf("%s: %q, want %q", c.name, got, c.words)
		}
		if got != "" && (!strings.HasSuffix(got, ".") || strings.Contains(got, "\n")) {
			t.Errorf("%s: %q is no clean sentence", c.name, got)
		}
	}
	if got := Vanished(Article{}, short); got != "" {
		t.Errorf("nothing was there before: %q", got)
	}
}

// A text never vanishes for itself, nor for itself and more.
func TestVanishedKeepsItself(t *testing.T) {
	if err := quick.Check(func(title, body, more string) bool {
		a := Article{Meta: Meta{Title: title}, Body: body}
		b := Article{Meta: Meta{Title: title}, Body: body + "\n\n" + more}
		return len(textWords(body)) < 3 || Vanished(a, a) == "" && (len(textWords(more)) > len(textWords(body)) || Vanished(a, b) == "")
	}, nil); err != nil {
		t.Error(err)
	}
}
