package llm_test

import (
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"footnote/corpus"
	"footnote/retrieval/llm"
)

// serve is a real server of one handler.
func serve(t *testing.T, start func(*httptest.Server), h http.HandlerFunc) llm.Endpoint {
	t.Helper()
	s := httptest.NewUnstartedServer(h)
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	start(s)
	t.Cleanup(s.Close)
	return llm.Endpoint{BaseURL: s.URL + "/v1", Model: "m", Key: secret}
}

func TestRedirectsAreNotFollowed(t *testing.T) {
	other := 0
	target := serve(t, (*httptest.Server).Start, func(http.ResponseWriter, *http.Request) { other++ })
	for _, status := range []int{301, 302, 303, 307, 308} {
		e := serve(t, (*httptest.Server).Start, func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, target.BaseURL+"/chat/completions", status)
		})
		_, err := chat(t, e, llm.ChatOptions{}).Stream(within(t), question, nil)
		problem(t, err, corpus.CodeInvalid, fmt.Sprint(status), "[llm] base_url")
	}
	if other != 0 {
		t.Errorf("the other host got %d prompts", other)
	}
}

func TestCertificatesAndProtocols(t *testing.T) {
	answer := func(w http.ResponseWriter, _ *http.Request) { w.Write([]byte(sse)) }
	untrusted := serve(t, (*httptest.Server).StartTLS, answer)
	_, err := chat(t, untrusted, llm.ChatOptions{}).Stream(within(t), question, nil)
	problem(t, err, corpus.CodeUnavailable, "certificate", "[llm] base_url")

	plain := serve(t, (*httptest.Server).Start, answer)
	plain.BaseURL = strings.Replace(plain.BaseURL, "http:", "https:", 1)
	_, err = chat(t, plain, llm.ChatOptions{}).Stream(within(t), question, nil)
	problem(t, err, corpus.CodeInvalid, "https", "http://")
}

func TestBaseURLWithoutV1FindsTheAPI(t *testing.T) {
	for name, refuse := range map[string]http.HandlerFunc{
		"404":      http.NotFound,
		"405":      func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(405) },
		"web page": func(w http.ResponseWriter, _ *http.Request) { w.Write([]byte("<html>welcome")) },
	} {
		refused := 0
		e := serve(t, (*httptest.Server).Start, func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/chat/completions" {
				w.Write([]byte(sse))
				return
			}
			refused++
			refuse(w, r)
		})
		e.BaseURL = strings.TrimSuffix(e.BaseURL, "/v1")
		c := chat(t, e, llm.ChatOptions{})
		for range 2 {
			if reply, err := c.Stream(within(t), question, nil); err != nil || reply.Text != "Good. [1]" {
				t.Errorf("%s: %+v, %v", name, reply, err)
			}
		}
		if refused != 1 {
			t.Errorf("%s: %d calls to the wrong path", name, refused)
		}
	}
}

// TestHeadersOfARequest: what an endpoint gets to see of the key and of a
// password in its address.
func TestHeadersOfARequest(t *testing.T) {
	for name, c := range map[string]struct{ key, user, want string }{
		"key":              {secret + "\n", "", "Bearer " + secret},
		"nothing":          {"", "", ""},
		"password":         {"", "me:pass@", "Basic bWU6cGFzcw=="},
		"key and password": {secret, "me:pass@", "Bearer " + secret},
	} {
		var got, query string
		e := serve(t, (*httptest.Server).Start, func(w http.ResponseWriter, r *http.Request) {
			got, query = r.Header.Get("Authorization"), r.URL.RawQuery
			w.Write([]byte(sse))
		})
		e.Key = c.key
		e.BaseURL = strings.Replace(e.BaseURL, "http://", "http://"+c.user, 1) + "?v=1"
		if _, err := chat(t, e, llm.ChatOptions{}).Stream(within(t), question, nil); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if got != c.want || query != "v=1" {
			t.Errorf("%s: Authorization %q, query %q", name, got, query)
		}
	}
}

func TestErrorsHideTheKeyHoweverTheyArePrinted(t *testing.T) {
	e := serve(t, (*httptest.Server).Start, func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(400)
		fmt.Fprintf(w, `{"error":{"message":"you sent %s"}}`, r.Header.Get("Authorization"))
	})
	_, err := chat(t, e, llm.ChatOptions{}).Stream(within(t), question, nil)
	problem(t, err, corpus.CodeInvalid, "400")
	if !strings.Contains(err.Error(), "you sent Bearer ***") {
		t.Errorf("%q does not tell the endpoint's words", err)
	}
	for ; err != nil; err = unwrap(err) {
		for _, format := range []string{"%v", "%+v", "%s", "%q"} {
			if s := fmt.Sprintf(format, err); strings.Contains(s, secret) {
				t.Errorf("%s prints the key: %s", format, s)
			}
		}
	}
}

func unwrap(err error) error {
	if u, ok := err.(interface{ Unwrap() error }); ok {
		return u.Unwrap()
	}
	return nil
}

func TestListsOfModelsAsServersWriteThem(t *testing.T) {
	for body, want := range map[string]string{
		`{"object":"list","data":[{"id":"b"},{"id":"a"},{"id":"a"}]}`: "a b",
		`{"data":[{"id":"a","created":1.7e9,"permission":"none"}]}`:   "a",
		`[{"id":"b","type":"chat"},{"id":"a"}]`:                       "a b",
		`{"data":null}`:                                               "",
	} {
		e := fake(func(*http.Request) (*http.Response, error) { return response(200, body), nil })
		if names, err := chat(t, e, llm.ChatOptions{}).Models(within(t)); err != nil || strings.Join(names, " ") != want {
			t.Errorf("%s: %q, %v", body, names, err)
		}
	}
	e := fake(func(*http.Request) (*http.Response, error) { return response(200, `{"data":7}`), nil })
	_, err := chat(t, e, llm.ChatOptions{}).Models(within(t))
	problem(t, err, corpus.CodeInvalid, "[llm] base_url")
}
