package retrieval

import (
	"strconv"
	"strings"
)

func modelKey(m Model) string {
	return strings.Join([]string{m.Provider, m.Name, strconv.Itoa(m.Dimension), m.Hash}, "/")
}
