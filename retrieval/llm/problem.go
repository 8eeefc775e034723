package llm

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"

	"footnote/corpus"
	"footnote/retrieval"
)

// problem tells people about the error of a call. A call that its caller
// cancelled gives the context's error as it is.
func (c *client) problem(err error) error {
	f, ok := err.(*failure)
	if !ok {
		if errors.Is(err, context.Canceled) {
			return err
		}
		f = &failure{kind: kindTimeout, err: err} // the caller's deadline
	}
	code, sentence := c.explain(f)
	return &corpus.Problem{Code: code, Message: sentence, Err: &cause{text: c.redact.said(f.Error()), is: f}}
}

// cause is the redacted text of a failure. It answers errors.Is like the
// failure, but does not give it away.
type cause struct {
	text string
	is   *failure
}

func (c *cause) Error() string { return c.text }

func (c *cause) Is(target error) bool {
	switch target {
	case retrieval.ErrTooLong:
		return c.is.tooLong()
	case retrieval.ErrNoSchema:
		return c.is.noSchema
	}
	return errors.Is(c.is.err, target)
}

// GoString keeps %#v from printing what was redacted.
func (c *cause) GoString() string { return c.text }

func (c *client) explain(f *failure) (corpus.Code, string) {
	who := "The " + c.noun + " at " + c.addr.host
	base := "[" + c.section + "] base_url"
	model := "[" + c.section + "] model"
	key := "[" + c.section + "] api_key_env"
	const doctor = "`footnote doctor`"
	invalid := func(format string, args ...any) (corpus.Code, string) {
		return corpus.CodeInvalid, who + " " + fmt.Sprintf(format, args...)
	}
	down := func(format string, args ...any) (corpus.Code, string) {
		return corpus.CodeUnavailable, who + " " + fmt.Sprintf(format, args...)
	}
	switch f.kind {
	case kindStatus, kindSaid:
		switch {
		case f.tooLong():
			return invalid("takes no input of this length; choose a model with a longer context in %s.", model)
		case f.quota():
			return down("says that the account has no credit left; top it up, or name another model in %s.", model)
		case f.status == 401 && c.key == "":
			return invalid("wants a key; name the environment variable that holds it in %s.", key)
		case f.status == 401:
			return invalid("refused the key; check the variable that %s names, then run %s.", key, doctor)
		case f.status == 403:
			return invalid("does not allow this (403); check that the key that %s names may use %q, then run %s.", key, c.model, doctor)
		case f.unknownModel():
			return invalid("does not know the model %q; set %s to one that %s lists.", c.model, model, doctor)
		case f.status == 404 || f.status == 405:
			return invalid("has no such API at this path (%d); %s usually ends in /v1, see %s.", f.status, base, doctor)
		case f.status >= 300 && f.status < 400:
			return invalid("sends requests on to another address (%d); put the final address into %s.", f.status, base)
		case f.status == 429:
			return down("takes no more requests for now (429); try again later, or raise the limit of the account.")
		case f.status >= 500:
			return down("failed (%d); try again, or see %s.", f.status, doctor)
		case f.kind == kindSaid:
			return down("reported an error; the log has its words, and %s may tell more.", doctor)
		}
		return invalid("rejected the request (%d); check %s and %s with %s.", f.status, base, model, doctor)
	case kindHTML:
		return invalid("answers with a web page; %s has to be the address of the API, which usually ends in /v1.", base)
	case kindEmpty:
		return down("sent an empty reply; check %s with %s.", base, doctor)
	case kindShape, kindReplaced:
		return invalid("sent something that is not an OpenAI-compatible reply; check %s with %s.", base, doctor)
	case kindLarge:
		return invalid("sent more than Footnote accepts; check %s with %s.", base, doctor)
	case kindStalled:
		return down("stopped in the middle of its reply; try again, or check %s with %s.", base, doctor)
	case kindTimeout:
		if c.section == "llm" {
			return down("did not finish in time; raise [llm] timeout, or choose a faster model in %s.", model)
		}
		return down("did not finish in time; check %s with %s.", base, doctor)
	case kindNoText:
		return down("replied without any text; check that %s names a chat model.", model)
	case kindNoRoom:
		return down("spent all its tokens before it wrote anything; choose a model in %s that thinks less.", model)
	case kindRefused:
		return down("declined to answer.")
	case kindModel:
		return invalid("cannot chat with %q, which only completes texts; choose another model in %s.", c.model, model)
	case kindVectors:
		return invalid("gave vectors that cannot be used for %q: %v; check %s.", c.model, f.err, model)
	}
	return c.explainNetwork(f.err, who, base)
}

func (c *client) explainNetwork(err error, who, base string) (corpus.Code, string) {
	var dns *net.DNSError
	var op *net.OpError
	var cert *tls.CertificateVerificationError
	switch {
	case errors.As(err, &dns):
		return corpus.CodeUnavailable, who + " cannot be found: its name is not known; check " + base + " and the network."
	case errors.As(err, &cert):
		return corpus.CodeUnavailable, who + " shows a certificate that is not trusted; check " + base + " and the certificates of this machine."
	case errors.Is(err, http.ErrSchemeMismatch):
		return corpus.CodeInvalid, who + " does not speak https; check whether " + base + " should begin with http://."
	case errors.As(err, &op) && op.Op == "dial":
		return corpus.CodeUnavailable, who + " cannot be reached; start it, or mend " + base + "."
	}
	return corpus.CodeUnavailable, who + " broke the connection; try again, or check " + base + " with `footnote doctor`."
}
