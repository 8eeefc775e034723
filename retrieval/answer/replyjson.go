package answer

import (
	"encoding/json"
	"strings"
)

type certainty int

const (
	notJSON certainty = iota
	mayBeJSON
	isJSON
)

// beginsJSON says whether a text that does not begin with a blank begins JSON, and
// not a sentence behind its mark.
func beginsJSON(s string) certainty {
	if s[0] == '{' {
		return isJSON
	}
	if s[0] != '[' {
		return notJSON
	}
	inside := strings.TrimLeft(s[1:], " \t\r\n")
	switch {
	case inside == "":
		return mayBeJSON
	case inside[0] == '{' || inside[0] == '"' || inside[0] == ']':
		return isJSON
	}
	return notJSON
}

// objects reads JSON that grows, and hands on each object and list as soon as it is
// complete, the inner ones first. It judges nothing: what is no JSON, whoever takes
// it will refuse.
type objects struct {
	found func(raw string, inner bool)

	text    string
	at      int
	open    []opened
	quoted  bool
	escaped bool
}

// opened is a bracket that is not yet closed.
type opened struct {
	at    int
	inner bool // something inside was handed on
}

// write takes the next piece; done says that the JSON ended, and rest is what
// follows it.
func (o *objects) write(s string) (rest string, done bool) {
	o.text += s
	for ; o.at < len(o.text); o.at++ {
		c := o.text[o.at]
		switch {
		case o.escaped:
			o.escaped = false
		case o.quoted && c == '\\':
			o.escaped = true
		case c == '"':
			o.quoted = !o.quoted
		case o.quoted:
		case c == '{' || c == '[':
			o.open = append(o.open, opened{at: o.at})
		case (c == '}' || c == ']') && len(o.open) > 0:
			last := o.open[len(o.open)-1]
			o.open = o.open[:len(o.open)-1]
			// Numbers in a list are citations, not something said.
			if c == '}' || len(o.open) == 0 {
				o.found(o.text[last.at:o.at+1], last.inner)
				if len(o.open) > 0 {
					o.open[len(o.open)-1].inner = true
				}
			} else if last.inner {
				o.open[len(o.open)-1].inner = true
			}
			if len(o.open) == 0 {
				return o.text[o.at+1:], true
			}
		}
	}
	return "", false
}

// Names that models give to the text of a sentence, to what it cites, and to a list
// of sentences.
var (
	textKeys = []string{"text", "sentence", "statement", "claim", "answer", "content", "response", "reply"}
	citeKeys = []string{"citations", "citation", "cites", "sources", "source", "passages", "passage", "references", "reference", "refs", "ref"}
	listKeys = []string{"sentences", "statements", "answers", "answer", "claims", "lines"}
)

// json reads one object or list of a reply. inner says that it held some that were
// read already, and nothing else is to be found in it.
func (r *reader) json(raw string, inner bool) {
	if inner {
		return
	}
	var list []string
	if json.Unmarshal([]byte(raw), &list) == nil {
		r.strings(list)
		return
	}
	var fields map[string]json.RawMessage
	if json.Unmarshal([]byte(raw), &fields) != nil {
		return
	}
	for name, value := range fields {
		if lower := strings.ToLower(name); lower != name {
			fields[lower] = value
		}
	}
	cites := r.cited(fields)
	for _, k := range textKeys {
		var text string
		if json.Unmarshal(fields[k], &text) == nil && text != "" {
			r.entry(text, cites)
			return
		}
	}
	for _, k := range listKeys {
		if json.Unmarshal(fields[k], &list) == nil && fields[k] != nil {
			r.strings(list)
			return
		}
	}
}

// strings reads a list of sentences; an empty one is a refusal.
func (r *reader) strings(list []string) {
	r.declined = r.declined || len(list) == 0
	for _, s := range list {
		r.entry(s, claim{})
	}
}

// entry reads the text of an object, which may have marks of its own.
func (r *reader) entry(text string, cites claim) {
	for line := range strings.Lines(text) {
		claims, _ := readMarked(line, len(r.passages))
		for i := range claims {
			if !claims[i].marked() {
				claims[i].cites, claims[i].missing = cites.cites, cites.missing
			}
		}
		r.claims(claims)
	}
}

// cited reads what an object cites: a number, a text with numbers, or a list.
func (r *reader) cited(fields map[string]json.RawMessage) claim {
	var c claim
	for _, k := range citeKeys {
		var v any
		if json.Unmarshal(fields[k], &v) != nil {
			continue
		}
		items, isList := v.([]any)
		if !isList {
			items = []any{v}
		}
		for _, item := range items {
			raw, err := json.Marshal(item)
			if err != nil {
				continue
			}
			for _, n := range digits.FindAllString(string(raw), 4) {
				c.add(n, len(r.passages))
			}
		}
		if c.marked() {
			return c
		}
	}
	return c
}
