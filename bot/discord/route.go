package discord

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
)

// route is what an address of the API means: which limit it counts against, and
// what of it may be told.
type route struct {
	// key is the method and the path with its ids left out. Discord's answers say
	// which routes share a limit.
	key string
	// major is the id of the top-level resource: each channel, server and webhook
	// has its own limits
	// (https://docs.discord.com/developers/topics/rate-limits#rate-limits).
	major string
	// channel is the channel that the request is about, if any.
	channel string
	// reads says that nothing is changed.
	reads bool
	// token says that the address, not the bot's token, gives the right: a reply to
	// an interaction. Those do not count against the bot's global limit.
	token bool
	// callback is the first answer to an interaction: a second one is refused, so
	// sending it twice does nothing twice.
	callback bool
	// told is the path for people and logs, without the token.
	told string
}

// routeOf reads the path under the API's base, such as "channels/1/messages".
func routeOf(method, path string) (route, error) {
	segments := strings.Split(strings.Trim(path, "/"), "/")
	told := append([]string(nil), segments...)
	r := route{reads: method == http.MethodGet || method == http.MethodHead}
	for i, s := range segments {
		if plain, err := url.PathUnescape(s); err != nil || plain == "" || plain == "." || plain == ".." || strings.ContainsAny(plain, "/\\") {
			// An id out of which a path grows is no id.
			return route{}, fmt.Errorf("%s: no address of the API", method)
		}
		if i > 0 && isID(s) {
			segments[i] = "{id}"
		}
	}
	switch first := segments[0]; {
	case first == "channels" && len(segments) > 1:
		r.channel, r.major = told[1], told[1]
	case first == "guilds" && len(segments) > 1:
		r.major = told[1]
	case (first == "webhooks" || first == "interactions") && len(segments) > 2:
		r.token = true
		r.callback = first == "interactions" && len(segments) == 4
		r.major = told[1] + "/" + told[2]
		segments[2], told[2] = "{token}", "…"
	case first == "webhooks" && len(segments) > 1:
		r.major = told[1]
	}
	r.key = method + " " + strings.Join(segments, "/")
	r.told = method + " /" + strings.Join(told, "/")
	return r, nil
}

// isID reports whether a segment of a path is an id: digits only.
func isID(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}
