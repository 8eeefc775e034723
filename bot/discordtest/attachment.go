package discordtest

import (
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// linkLife is how long an attachment's link works. Discord's carry their end in
// the parameter ex, about a day ahead.
const linkLife = 24 * time.Hour

// Attachment is a file that the fake hosts, as Discord's CDN does. How it behaves
// when fetched is set before the bot hears of it.
type Attachment struct {
	ID, Name, ContentType string
	Data                  []byte
	// ClaimedSize is the size told in payloads; 0: the real one.
	ClaimedSize int64
	// Fault, if set, answers the fetch in place of the file.
	Fault Fault
	// Elsewhere, if set, is told in payloads in place of the link to this file.
	Elsewhere string

	s *Server
}

type cdnState struct {
	files map[string]*Attachment
	order []string
	gets  map[string]int
}

func (c *cdnState) init() { c.files, c.gets = map[string]*Attachment{}, map[string]int{} }

// NewAttachment hosts a file.
func (s *Server) NewAttachment(name, contentType string, data []byte) *Attachment {
	s.mu.Lock()
	defer s.mu.Unlock()
	a := &Attachment{ID: s.newID(), Name: name, ContentType: contentType, Data: data, s: s}
	s.host(a)
	return a
}

func (s *Server) host(a *Attachment) {
	s.hosts.files[a.ID] = a
	s.hosts.order = append(s.hosts.order, a.ID)
	if n := s.opt.Keep; n > 0 && len(s.hosts.order) > n {
		delete(s.hosts.files, s.hosts.order[0])
		s.hosts.order = s.hosts.order[1:]
	}
}

// Fetches counts how often the file was asked for.
func (a *Attachment) Fetches() int {
	a.s.mu.Lock()
	defer a.s.mu.Unlock()
	return a.s.hosts.gets[a.ID]
}

// Link is a fresh link to the file, as payloads carry it.
func (a *Attachment) Link() string {
	a.s.mu.Lock()
	defer a.s.mu.Unlock()
	return a.s.link(a)
}

func (s *Server) link(a *Attachment) string {
	if a.Elsewhere != "" {
		return a.Elsewhere
	}
	return fmt.Sprintf("http://%s/attachments/1/%s/%s?ex=%x&is=%x&hm=fake",
		s.cdn.host(), a.ID, safeName(a.Name), s.now().Add(linkLife).Unix(), s.now().Unix())
}

// safeName is a file's name as it stands in links: only plain characters survive.
func safeName(name string) string {
	out := strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == '.', r == '-', r == '_':
			return r
		case r == ' ':
			return '_'
		}
		return -1
	}, name)
	if out == "" {
		return "unknown"
	}
	return out
}

func (s *Server) wireAttachment(a *Attachment, ephemeral bool) obj {
	size := int64(len(a.Data))
	if a.ClaimedSize != 0 {
		size = a.ClaimedSize
	}
	w := obj{"id": a.ID, "filename": safeName(a.Name), "size": size, "url": s.link(a), "proxy_url": s.link(a)}
	if a.ContentType != "" {
		w["content_type"] = a.ContentType
	}
	if safeName(a.Name) != a.Name {
		w["title"] = strings.TrimSuffix(a.Name, ".txt")
	}
	if ephemeral {
		w["ephemeral"] = true
	}
	return w
}

func (s *Server) serveCDN(w http.ResponseWriter, r *http.Request) {
	parts := strings.Split(r.URL.Path, "/")
	ex, err := strconv.ParseInt(r.URL.Query().Get("ex"), 16, 64)
	s.mu.Lock()
	var a *Attachment
	if len(parts) > 3 {
		a = s.hosts.files[parts[3]]
	}
	dead := err != nil || s.now().Unix() > ex
	if a != nil {
		s.hosts.gets[a.ID]++
		s.notify()
	}
	s.mu.Unlock()
	if a == nil || dead {
		http.Error(w, "This content is no longer available.", http.StatusNotFound)
		return
	}
	serve := func(w http.ResponseWriter, r *http.Request) {
		if a.ContentType != "" {
			w.Header().Set("Content-Type", a.ContentType)
		}
		w.Header().Set("Content-Length", strconv.Itoa(len(a.Data)))
		w.Write(a.Data)
	}
	if a.Fault != nil {
		a.Fault(w, r, serve)
		return
	}
	serve(w, r)
}

// Redirect sends the fetch elsewhere.
func Redirect(to string) Fault {
	return func(w http.ResponseWriter, r *http.Request, _ http.HandlerFunc) {
		http.Redirect(w, r, to, http.StatusFound)
	}
}

// Endless answers with a body that has no end and says nothing of its length.
func Endless() Fault {
	return func(w http.ResponseWriter, r *http.Request, _ http.HandlerFunc) {
		chunk := strings.Repeat("All work and no play. ", 2000)
		for r.Context().Err() == nil {
			if _, err := io.WriteString(w, chunk); err != nil {
				return
			}
		}
	}
}
