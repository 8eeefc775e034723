package discordtest

import "net/http"

func (s *Server) routeControl(*http.ServeMux) {}
