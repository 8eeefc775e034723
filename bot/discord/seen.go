package discord

import "time"

const (
	seenTime = 15 * time.Minute // as long as an interaction can be answered
	seenMost = 8192
)

// seen remembers the ids of events: the gateway delivers an event zero to many
// times. One goroutine uses it.
type seen struct {
	ids   map[string]time.Time
	order []string // oldest first
}

// first reports whether the id comes for the first time.
func (s *seen) first(id string, now time.Time) bool {
	for len(s.order) > 0 && (len(s.order) >= seenMost || now.Sub(s.ids[s.order[0]]) >= seenTime) {
		delete(s.ids, s.order[0])
		s.order = s.order[1:]
	}
	if _, ok := s.ids[id]; ok {
		return false
	}
	if s.ids == nil {
		s.ids = map[string]time.Time{}
	}
	s.ids[id] = now
	s.order = append(s.order, id)
	return true
}
