package discordtest

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/getkin/kin-openapi/openapi3"
)

// Bounds of the checks: exchanges waiting (more are left out, as under load only
// a sample is wanted), findings kept, and the length of one.
const (
	checkQueue    = 4096
	keptFindings  = 200
	findingLength = 700
)

// job is one exchange or event to check.
type job struct {
	method, route string // route "" is an event, method its name
	body, reply   []byte
	status        int
}

// checker holds bodies against the description, in its own goroutine and after
// the exchange. Of bodies of one shape (same keys, same kinds of values) only the
// first is checked: a check costs as much as the exchange and more, and lengths are
// looked at in limits.go each time.
type checker struct {
	load  func() (*description, error)
	why   string // without load: why nothing is checked
	every int

	mu     sync.Mutex
	idle   sync.Cond // pending fell to 0
	jobs   chan job
	n      int // exchanges so far
	left   int // jobs under way
	missed int // jobs left out because the queue was full
	closed bool
	found  []string
	done   chan struct{}

	seen map[string]bool // shapes, of the goroutine
}

func newChecker(o Options) *checker {
	c := &checker{every: max(o.ValidateEvery, 1), seen: map[string]bool{}}
	c.idle.L = &c.mu
	switch path := o.Description; {
	case o.NoValidation:
		c.why = "validation is switched off"
	case path != "":
		c.load = sync.OnceValues(func() (*description, error) { return loadDescription(path) })
	case FindDescription() == "":
		c.why = "Discord's description (shared/discord/openapi.json) is not on this machine: bodies are not checked"
	default:
		c.load = standard
	}
	if c.load == nil {
		return c
	}
	c.jobs, c.done = make(chan job, checkQueue), make(chan struct{})
	go c.work()
	return c
}

func (c *checker) state() (bool, string) { return c.load != nil, c.why }

// Unchecked counts the exchanges that were not looked at because the checks
// could not keep pace; sampling by Options.ValidateEvery is not counted.
func (s *Server) Unchecked() int {
	s.check.mu.Lock()
	defer s.check.mu.Unlock()
	return s.check.missed
}

func (c *checker) close() {
	c.mu.Lock()
	was := c.closed
	c.closed = true
	c.mu.Unlock()
	if c.load != nil && !was {
		close(c.jobs)
		<-c.done
	}
}

func (c *checker) report(text string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(text) > findingLength {
		cut := findingLength
		for !utf8.RuneStart(text[cut]) {
			cut--
		}
		text = text[:cut] + "…"
	}
	if len(c.found) < keptFindings && !slices.Contains(c.found, text) {
		c.found = append(c.found, text)
	}
}

func (c *checker) violations() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	for c.left > 0 {
		c.idle.Wait()
	}
	return slices.Clone(c.found)
}

// exchange hands over a request and its reply.
func (c *checker) exchange(method, route string, body []byte, status int, reply []byte) {
	if c.wants() {
		c.put(job{method: method, route: route, body: body, status: status, reply: reply})
	}
}

// wants says whether the next job is of the sample; it counts.
func (c *checker) wants() bool {
	if c.load == nil {
		return false
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.n++
	return !c.closed && c.n%c.every == 0
}

// put queues a job that wants has let through.
func (c *checker) put(j job) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		return
	}
	select {
	case c.jobs <- j:
		c.left++
	default:
		c.missed++
	}
}

func (c *checker) work() {
	defer close(c.done)
	for j := range c.jobs {
		if d, err := c.load(); err != nil {
			c.report(err.Error())
		} else if j.route == "" {
			c.event(d, j)
		} else {
			c.rest(d, j)
		}
		c.mu.Lock()
		if c.left--; c.left == 0 {
			c.idle.Broadcast()
		}
		c.mu.Unlock()
	}
}

func (c *checker) rest(d *description, j job) {
	op := d.ops[opKey(j.method, j.route)]
	if op == nil {
		c.report(fmt.Sprintf("%s %s: not in Discord's description", j.method, j.route))
		return
	}
	if j.body != nil && j.status < 400 {
		// What was refused was wrong by intent or by the limits, which say so better.
		if op.RequestBody == nil {
			c.report(fmt.Sprintf("%s %s: takes no body", j.method, j.route))
		} else if media := op.RequestBody.Value.Content["application/json"]; media != nil {
			c.check(d, fmt.Sprintf("%s %s: request", j.method, j.route), media.Schema, j.body)
		}
	}
	response := op.Responses.Status(j.status)
	if response == nil {
		c.report(fmt.Sprintf("%s %s: the fake's status %d is not in Discord's description", j.method, j.route, j.status))
		return
	}
	media := response.Value.Content["application/json"]
	if (media == nil) != (j.reply == nil) {
		c.report(fmt.Sprintf("%s %s: the fake's reply of status %d has a body where Discord's has none, or the reverse", j.method, j.route, j.status))
	} else if media != nil {
		c.check(d, fmt.Sprintf("%s %s: the fake's reply of status %d", j.method, j.route, j.status), media.Schema, j.reply)
	}
}

// parts says which parts of gateway events have a schema in the description:
// keys on the way ("*" is each element of a list or map), and the schema's name.
var parts = map[string]map[string]string{
	"READY":             {"user": "UserPIIResponse"},
	"GUILD_CREATE":      {"": "GuildResponse", "members.*": "GuildMemberResponse", "channels.*": "GuildChannelResponse", "threads.*": "ThreadResponse"},
	"CHANNEL_CREATE":    {"": "GuildChannelResponse"},
	"CHANNEL_UPDATE":    {"": "GuildChannelResponse"},
	"CHANNEL_DELETE":    {"": "GuildChannelResponse"},
	"THREAD_CREATE":     {"": "ThreadResponse"},
	"THREAD_UPDATE":     {"": "ThreadResponse"},
	"GUILD_ROLE_CREATE": {"role": "GuildRoleResponse"},
	"GUILD_ROLE_UPDATE": {"role": "GuildRoleResponse"},
	"GUILD_MEMBER_ADD":  {"": "GuildMemberResponse"},
	"MESSAGE_CREATE":    {"": "MessageResponse"},
	"MESSAGE_UPDATE":    {"": "MessageResponse"},
	"INTERACTION_CREATE": {
		"": "InteractionResponse", "member": "GuildMemberResponse", "user": "UserResponse", "message": "MessageResponse",
		"data.resolved.messages.*": "MessageResponse", "data.resolved.attachments.*": "MessageAttachmentResponse",
		"data.resolved.users.*": "UserResponse", "data.resolved.roles.*": "GuildRoleResponse",
	},
	"APPLICATION_COMMAND_PERMISSIONS_UPDATE": {"": "CommandPermissionsResponse"},
}

// checkEvent hands over the payload of a gateway event.
func (s *Server) checkEvent(name string, d any) {
	if parts[name] == nil || !s.check.wants() {
		return
	}
	data, err := json.Marshal(d)
	if err != nil {
		s.violation(name + ": " + err.Error())
		return
	}
	s.check.put(job{method: name, body: data})
}

func (c *checker) event(d *description, j job) {
	var v any
	if err := json.Unmarshal(j.body, &v); err != nil {
		c.report(j.method + ": " + err.Error())
		return
	}
	c.once(d, "event "+j.method, v, func() (found []string) {
		for path, name := range parts[j.method] {
			for _, part := range pick(v, path) {
				found = append(found, visit(strings.TrimSpace("event "+j.method+" "+path), d.schemas[name], part)...)
			}
		}
		return found
	})
}

// pick finds the parts of v under a path of keys.
func pick(v any, path string) []any {
	if path == "" {
		return []any{v}
	}
	key, rest, _ := strings.Cut(path, ".")
	var out []any
	switch v := v.(type) {
	case map[string]any:
		if key == "*" {
			for _, e := range v {
				out = append(out, pick(e, rest)...)
			}
		} else if e, ok := v[key]; ok {
			out = pick(e, rest)
		}
	case []any:
		for _, e := range v {
			out = append(out, pick(e, rest)...)
		}
	}
	return out
}

func (c *checker) check(d *description, where string, schema *openapi3.SchemaRef, data []byte) {
	var v any
	if err := json.Unmarshal(data, &v); err != nil {
		c.report(where + ": " + err.Error())
		return
	}
	c.once(d, where, v, func() []string { return visit(where, schema, v) })
}

// once reports what find says, unless a value of this shape was seen before.
func (c *checker) once(d *description, where string, v any, find func() []string) {
	key := shapeKey(where, v)
	if c.seen[key] {
		return
	}
	c.seen[key] = true
	for _, text := range d.findings(key, find) {
		c.report(text)
	}
}

// visit holds a value against a schema.
func visit(where string, schema *openapi3.SchemaRef, v any) []string {
	if schema == nil || schema.Value == nil {
		return []string{where + ": Discord's description has no such schema"}
	}
	found := explain(schema.Value.VisitJSON(v, openapi3.MultiErrors(), openapi3.DisableSchemaErrorDetails()))
	for i := range found {
		found[i] = where + ": " + found[i]
	}
	return found
}

// explain words a schema error; what lies behind "no schema fits" is followed
// down, since it is what one wants to read.
func explain(err error) []string {
	if err == nil {
		return nil
	}
	var many openapi3.MultiError
	if errors.As(err, &many) {
		var out []string
		for _, e := range many {
			out = append(out, explain(e)...)
		}
		return out
	}
	var one *openapi3.SchemaError
	if !errors.As(err, &one) {
		return []string{err.Error()}
	}
	text := "/" + strings.Join(one.JSONPointer(), "/") + ": " + one.Reason
	if one.Origin != nil {
		text += " (" + strings.Join(explain(one.Origin), "; ") + ")"
	}
	return []string{text}
}
