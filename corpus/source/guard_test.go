package source

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"slices"
	"testing"

	"code.dny.dev/ssrf"

	"footnote/corpus"
)

// What the guard must refuse, whatever its library does in a later version.
func TestGuardRefuses(t *testing.T) {
	g, err := newGuard("allow_hosts", nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, address := range []string{
		"127.0.0.1:80", "127.255.255.254:80", "[::1]:80", // loopback
		"10.1.2.3:80", "172.16.0.1:443", "172.31.255.255:443", "192.168.1.1:80", // private
		"[fc00::1]:80", "[fd12:3456::1]:80", // unique local
		"169.254.169.254:80", "[fe80::1]:80", "[fe80::1%eth0]:80", "[fd00:ec2::254]:80", // link-local, metadata
		"168.63.129.16:80", "100.100.100.200:80", "192.0.0.192:80", // metadata of other clouds
		"100.64.0.1:80", "100.127.255.255:80", // shared (carrier's NAT)
		"0.0.0.0:80", "0.1.2.3:80", "[::]:80", // this host
		"224.0.0.1:80", "239.255.255.255:80", "[ff02::1]:80", // multicast
		"240.0.0.1:80", "255.255.255.255:80", // reserved, broadcast
		"192.0.2.1:80", "198.51.100.1:80", "203.0.113.1:80", "[2001:db8::1]:80", "[3fff::1]:80", // documentation
		"198.18.0.1:80", "192.88.99.1:80", // benchmarks, relays
		"[::ffff:127.0.0.1]:80", "[::ffff:10.0.0.1]:80", "[::ffff:8.8.8.8]:80", "[::127.0.0.1]:80", // mapped, compatible
		"[64:ff9b::7f00:1]:80", "[64:ff9b:1::7f00:1]:80", // NAT64
		"[2002:7f00:1::1]:80", "[2001:0:7f00:1::1]:80", // 6to4, Teredo
		"[100::1]:80", "[5f00::1]:80", "[fec0::1]:80", // discard, SRv6, site-local
		"1.1.1.1:22", "1.1.1.1:8080", "[2606:4700:4700::1111]:6379", // other ports
		"nonsense", "1.1.1.1", "example.org:80",
	} {
		network := "tcp4"
		if address[0] == '[' {
			network = "tcp6"
		}
		if g.public.Safe(network, address, nil) == nil {
			t.Errorf("%s would be dialled", address)
		}
	}
	for _, address := range []string{"1.1.1.1:443", "93.184.216.34:80", "[2606:4700:4700::1111]:443"} {
		network := "tcp4"
		if address[0] == '[' {
			network = "tcp6"
		}
		if err := g.public.Safe(network, address, nil); err != nil {
			t.Errorf("%s is refused: %v", address, err)
		}
	}
	if g.public.Safe("udp4", "1.1.1.1:443", nil) == nil {
		t.Error("UDP would be dialled")
	}
}

type fakeNames map[string][]netip.Addr

func (f fakeNames) LookupNetIP(_ context.Context, _, host string) ([]netip.Addr, error) {
	if a, ok := f[host]; ok {
		return a, nil
	}
	return nil, &net.DNSError{Err: "no such host", Name: host, IsNotFound: true}
}

// dials records what is dialled and asks the control about another address, as
// if the name had come to mean that in between.
type dials struct {
	addresses []string
	lie       string
}

func (d *dials) dial(_ context.Context, network, address string, c control) (net.Conn, error) {
	d.addresses = append(d.addresses, address)
	if d.lie != "" {
		address = d.lie
	}
	if err := c("tcp4", address, nil); err != nil {
		return nil, err
	}
	return nil, errDialled
}

var errDialled = errors.New("let through")

func TestGuardAllowed(t *testing.T) {
	addr := netip.MustParseAddr
	names := fakeNames{
		"wiki.test":  {addr("10.0.0.7"), addr("10.0.0.8")},
		"cloud.test": {addr("169.254.169.254"), addr("168.63.129.16")},
		"evil.test":  {addr("10.0.0.7")},
	}
	allow := []string{"Wiki.test:8080", "cloud.test", "10.0.0.9", "[::1]:9000", "169.254.1.1"}
	for _, c := range []struct {
		address, lie string
		through      bool
		dialled      []string
	}{
		{"wiki.test:8080", "", true, []string{"10.0.0.7:8080", "10.0.0.8:8080"}},
		{"WIKI.test.:8080", "", true, []string{"10.0.0.7:8080", "10.0.0.8:8080"}},
		{"wiki.test:8080", "10.0.0.99:8080", false, []string{"10.0.0.7:8080", "10.0.0.8:8080"}},
		{"wiki.test:8080", "10.0.0.7:22", false, []string{"10.0.0.7:8080", "10.0.0.8:8080"}},
		{"wiki.test:80", "10.0.0.7:80", false, []string{"wiki.test:80"}},
		{"evil.test:8080", "10.0.0.7:8080", false, []string{"evil.test:8080"}},
		{"sub.wiki.test:8080", "10.0.0.7:8080", false, []string{"sub.wiki.test:8080"}},
		{"10.0.0.7:8080", "", false, []string{"10.0.0.7:8080"}}, // the name is allowed, not its address
		{"cloud.test:80", "", false, nil},                       // not even an allowed name leads there
		{"169.254.1.1:80", "", true, []string{"169.254.1.1:80"}},
		{"10.0.0.9:443", "", true, []string{"10.0.0.9:443"}},
		{"10.0.0.9:8443", "", false, []string{"10.0.0.9:8443"}},
		{"[::1]:9000", "", true, []string{"[::1]:9000"}},
		{"gone.test:80", "", false, []string{"gone.test:80"}},
	} {
		g, err := newGuard("allow_hosts", allow)
		if err != nil {
			t.Fatal(err)
		}
		d := &dials{lie: c.lie}
		g.resolver, g.dial = names, d.dial
		_, err = g.dialContext(t.Context(), "tcp", c.address)
		if errors.Is(err, errDialled) != c.through || err == nil {
			t.Errorf("%s (meaning %q): %v", c.address, c.lie, err)
		}
		if !c.through && c.lie == "" && !errors.Is(err, ssrf.ErrProhibitedIP) && !errors.Is(err, ssrf.ErrProhibitedPort) && !errors.Is(err, ssrf.ErrInvalidHostPort) {
			t.Errorf("%s: %v is not a refusal", c.address, err)
		}
		if !slices.Equal(d.addresses, c.dialled) {
			t.Errorf("%s dialled %v, want %v", c.address, d.addresses, c.dialled)
		}
	}
}

func TestAllowHostsProblems(t *testing.T) {
	for _, entry := range []string{"", " ", "http://wiki.test", "wiki.test:0", "wiki.test:http", "wiki.test:99999", "*.test", "a/b", "[::1", "user@wiki.test", "10.0.0.0/8"} {
		_, err := NewWeb(WebOptions{AllowHosts: []string{entry}})
		says(t, err, corpus.CodeInvalid, "allow_hosts", "wiki.example.org:8080")
	}
}
