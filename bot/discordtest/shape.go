package discordtest

import (
	"crypto/sha256"
	"fmt"
	"io"
	"slices"
	"strings"
)

// shapeKey stands for the place and the shape of a value.
func shapeKey(where string, v any) string {
	h := sha256.New()
	io.WriteString(h, where)
	var b strings.Builder
	shape(&b, "", v)
	io.WriteString(h, b.String())
	return string(h.Sum(nil))
}

// shape writes what kind of value v is: keys and kinds, and the values of the
// small numbers that decide a schema.
func shape(b *strings.Builder, key string, v any) {
	switch v := v.(type) {
	case map[string]any:
		b.WriteByte('{')
		keys := make([]string, 0, len(v))
		for k := range v {
			keys = append(keys, k)
		}
		slices.Sort(keys)
		for _, k := range keys {
			name := k
			if k != "" && k[0] >= '0' && k[0] <= '9' {
				name = "#" // an id as key
			}
			b.WriteString(name)
			shape(b, k, v[k])
		}
		b.WriteByte('}')
	case []any:
		var kinds []string
		for _, e := range v {
			var eb strings.Builder
			shape(&eb, "", e)
			if !slices.Contains(kinds, eb.String()) {
				kinds = append(kinds, eb.String())
			}
		}
		slices.Sort(kinds)
		b.WriteByte('[')
		for _, k := range kinds {
			b.WriteString(k)
		}
		b.WriteByte(']')
	case string:
		if v == "" {
			b.WriteByte('e')
		} else {
			b.WriteByte('s')
		}
	case float64:
		switch key {
		case "type", "style", "component_type", "command_type":
			fmt.Fprintf(b, "%d", int(v))
		default:
			b.WriteByte('n')
		}
	case bool:
		b.WriteByte('b')
	case nil:
		b.WriteByte('0')
	}
}
