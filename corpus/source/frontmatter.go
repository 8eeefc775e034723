package source

import (
	"fmt"
	"strings"
	"time"

	"github.com/pelletier/go-toml/v2"
	"go.yaml.in/yaml/v3"
)

// frontMatterBytes is the longest front matter that is looked at.
const frontMatterBytes = 64 << 10

// frontMatter splits off the fields at the head of a Markdown file: YAML between
// lines of ---, or TOML between lines of +++. What cannot be parsed as fields is
// text, such as a file that begins with a rule.
func frontMatter(text string) (fields map[string]any, rest string) {
	text = strings.TrimLeft(text, "\n")
	for _, mark := range []string{"---", "+++"} {
		after, ok := strings.CutPrefix(text, mark)
		if !ok {
			continue
		}
		line, after, ok := strings.Cut(after, "\n")
		if !ok || strings.TrimSpace(line) != "" {
			return nil, text
		}
		var head strings.Builder
		for len(after) > 0 && head.Len() < frontMatterBytes {
			line, after, _ = strings.Cut(after, "\n")
			end := strings.TrimRight(line, " \t")
			if end != mark && (mark != "---" || end != "...") {
				head.WriteString(line)
				head.WriteByte('\n')
				continue
			}
			if mark == "---" {
				if yaml.Unmarshal([]byte(head.String()), &fields) != nil {
					return nil, text
				}
			} else if toml.Unmarshal([]byte(head.String()), &fields) != nil {
				return nil, text
			}
			if len(fields) == 0 && strings.TrimSpace(head.String()) != "" {
				return nil, text
			}
			return fields, after
		}
	}
	return nil, text
}

// field is the first of the names that is set, as text; a list is joined.
func field(fields map[string]any, names ...string) string {
	for _, want := range names {
		for name, v := range fields {
			if strings.EqualFold(name, want) {
				if s := fieldText(v); s != "" {
					return s
				}
			}
		}
	}
	return ""
}

func fieldText(v any) string {
	switch v := v.(type) {
	case string:
		return tidy(strings.ReplaceAll(v, "\n", " "))
	case int, int64, float64:
		return fmt.Sprint(v)
	case time.Time:
		return v.Format(time.DateOnly)
	case toml.LocalDate:
		return v.String()
	case toml.LocalDateTime:
		return v.LocalDate.String()
	case []any:
		var all []string
		for _, e := range v {
			if s := fieldText(e); s != "" {
				all = append(all, s)
			}
		}
		return strings.Join(all, ", ")
	case map[string]any:
		return field(v, "name")
	}
	return ""
}
