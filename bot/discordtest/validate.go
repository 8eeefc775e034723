package discordtest

import "context"

type checker struct{}

func newChecker(context.Context, Options) *checker { return &checker{} }
func (c *checker) close()                          {}
func (c *checker) report(string)                   {}
func (c *checker) violations() []string            { return nil }
func (c *checker) state() (bool, string)           { return false, "not yet" }
func (c *checker) exchange(method, route string, multi bool, body []byte, status int, reply []byte) {
}
func (s *Server) checkEvent(string, any) {}
