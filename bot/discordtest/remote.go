package discordtest

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"time"
)

// serveEnv tells a test binary that it is to be the fake (see ServeIfAsked).
const serveEnv = "DISCORDTEST_SERVE"

// hello is the line with which a fake in its own process says where it is.
type hello struct{ URL, Token, CDN, AppID string }

// ServeIfAsked makes a test binary usable as the fake's own process: a TestMain
// calls it first and returns when it says true. See Spawn.
func ServeIfAsked() bool {
	text, asked := os.LookupEnv(serveEnv)
	if !asked {
		return false
	}
	var o Options
	if err := json.Unmarshal([]byte(text), &o); err != nil {
		fmt.Fprintln(os.Stderr, "discordtest:", err)
		return true
	}
	if err := Serve(o, os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "discordtest:", err)
	}
	return true
}

// Serve runs a fake that says on out where it is and ends when in ends.
func Serve(o Options, in io.Reader, out io.Writer) error {
	s := New(o)
	defer s.Close()
	if err := json.NewEncoder(out).Encode(hello{s.URL(), s.Token(), s.CDNHost(), s.AppID()}); err != nil {
		return err
	}
	_, err := io.Copy(io.Discard, in)
	return err
}

// Remote is a fake in another process.
type Remote struct {
	// URL is the REST base, Token the bot's token, CDN the host of attachments,
	// AppID the application's id.
	URL, Token, CDN, AppID string

	cmd   *exec.Cmd
	stdin io.Closer
}

// Spawn starts this test binary again as a fake; its TestMain must call
// ServeIfAsked. Close ends it, as does the end of ctx.
func Spawn(ctx context.Context, o Options) (*Remote, error) {
	o.Now = nil
	text, err := json.Marshal(o)
	if err != nil {
		return nil, err
	}
	cmd := exec.CommandContext(ctx, os.Args[0])
	cmd.Env = append(os.Environ(), serveEnv+"="+string(text))
	cmd.Stderr = os.Stderr
	stdin, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	line, err := bufio.NewReader(stdout).ReadBytes('\n')
	var h hello
	if err = errors.Join(err, json.Unmarshal(line, &h)); err != nil {
		stdin.Close()
		cmd.Wait()
		return nil, fmt.Errorf("discordtest: the fake's process said %q (does TestMain call ServeIfAsked?): %w", line, err)
	}
	return &Remote{URL: h.URL, Token: h.Token, CDN: h.CDN, AppID: h.AppID, cmd: cmd, stdin: stdin}, nil
}

// Close ends the process.
func (r *Remote) Close() error {
	r.stdin.Close()
	return r.cmd.Wait()
}

// PID is the process id of the fake.
func (r *Remote) PID() int { return r.cmd.Process.Pid }

func (r *Remote) call(ctx context.Context, name string, in, out any) error {
	body, err := json.Marshal(in)
	if err != nil {
		return err
	}
	base := strings.TrimSuffix(r.URL, "/api/v10")
	req, err := http.NewRequestWithContext(ctx, "POST", base+"/_fake/"+name, bytes.NewReader(body))
	if err != nil {
		return err
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	data, err := io.ReadAll(io.LimitReader(res.Body, 64<<20))
	if err != nil {
		return err
	}
	if res.StatusCode != 200 {
		return fmt.Errorf("discordtest: %s: %s", name, bytes.TrimSpace(data))
	}
	return json.Unmarshal(data, out)
}

// Connected waits until the bot's session is established.
func (r *Remote) Connected(ctx context.Context) error {
	return r.call(ctx, "connected", struct{}{}, &struct{}{})
}

// Status asks how the fake is.
func (r *Remote) Status(ctx context.Context) (Status, error) {
	var st Status
	err := r.call(ctx, "status", struct{}{}, &st)
	return st, err
}

// NewGuild is Server.NewGuild.
func (r *Remote) NewGuild(ctx context.Context, name string) (RemoteGuild, error) {
	var g RemoteGuild
	err := r.call(ctx, "guild", name, &g)
	return g, err
}

// NewMember is Guild.NewMember; it returns the person's id.
func (r *Remote) NewMember(ctx context.Context, guildID, name string) (string, error) {
	var id string
	err := r.call(ctx, "member", struct{ Guild, Name string }{guildID, name}, &id)
	return id, err
}

// Act lets a person do something and waits for what the bot does about it.
func (r *Remote) Act(ctx context.Context, a Act) (Outcome, error) {
	var o Outcome
	err := r.call(ctx, "act", a, &o)
	return o, err
}

// Load is Server.RunLoad, in the fake's process.
func (r *Remote) Load(ctx context.Context, l Load) (LoadReport, error) {
	var rep LoadReport
	err := r.call(ctx, "load", l, &rep)
	return rep, err
}

// LoadGuilds is Server.LoadGuilds.
func (r *Remote) LoadGuilds(ctx context.Context, f Flow) ([]RemoteGuild, error) {
	var gs []RemoteGuild
	err := r.call(ctx, "loadguilds", f, &gs)
	return gs, err
}

// Advance is Server.Advance.
func (r *Remote) Advance(ctx context.Context, d time.Duration) error {
	return r.call(ctx, "advance", d, &struct{}{})
}
