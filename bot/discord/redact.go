package discord

import (
	"errors"
	"net/url"
	"regexp"
	"strings"
)

// secretPaths are the parts of addresses that give a right to whoever knows them.
var secretPaths = regexp.MustCompile(`((?:webhooks|interactions)/[^/\s"]+/)[^/\s"?]+`)

// redacter takes secrets out of texts.
type redacter struct{ token string }

// text gives s without the bot's token and without tokens of interactions.
func (r redacter) text(s string) string {
	if r.token != "" {
		s = strings.ReplaceAll(s, r.token, "…")
	}
	return secretPaths.ReplaceAllString(s, "${1}…")
}

// err gives a failure of the network without the address, which net/http puts in
// front: it may hold an interaction's token.
func (r redacter) err(err error) error {
	var u *url.Error
	for errors.As(err, &u) {
		err = u.Err
	}
	if err == nil {
		return nil
	}
	if said := err.Error(); r.text(said) != said {
		return errors.New(r.text(said))
	}
	return err
}
