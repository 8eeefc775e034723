package discordtest

// T is what Check needs of a *testing.T.
type T interface {
	Helper()
	Errorf(format string, args ...any)
	Logf(format string, args ...any)
}

// Check fails the test for every violation of Discord's description or rules,
// every rejected body, every ping, and every message without an empty
// allowed_mentions list. A test that provokes one of them asks the others
// (Violations, Rejected, Pings, OpenMentions) instead. Where
// Discord's description is not at hand it says so in the log.
func (s *Server) Check(t T) {
	t.Helper()
	if on, why := s.Validating(); !on {
		t.Logf("fake Discord: %s", why)
	}
	for _, v := range s.Violations() {
		t.Errorf("fake Discord: violation: %s", v)
	}
	for _, r := range s.Rejected() {
		t.Errorf("fake Discord: rejected: %s", r)
	}
	for _, p := range s.Pings() {
		t.Errorf("fake Discord: ping: %s", p)
	}
	for _, p := range s.OpenMentions() {
		t.Errorf("fake Discord: %s", p)
	}
}
