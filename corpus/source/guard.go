package source

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"strconv"
	"strings"
	"syscall"
	"time"

	"code.dny.dev/ssrf"
)

// guard decides which addresses the fetcher may connect to.
//
// It decides at the last moment, in the dialer's Control, when the name is
// resolved and the address is what will be connected to: a name that resolves to
// another address the second time changes nothing. Package ssrf refuses every
// prefix of IANA's special-purpose registries (private, loopback, link-local,
// shared, documentation, multicast, reserved), all of IPv6 outside global
// unicast (mapped IPv4, NAT64, unique local), 6to4 and Teredo, and all ports but
// 80 and 443. We add the public address that one cloud uses for its metadata.
//
// The operator may allow hosts, such as a wiki in the own network. An allowed
// host is matched by name and port before the name is resolved; then exactly the
// resolved addresses are dialled, and nothing else of that network is opened.
type guard struct {
	allowed  map[hostPort]bool
	only     bool // nothing but the allowed hosts
	public   *ssrf.Guardian
	resolver resolver
	dial     func(ctx context.Context, network, address string, control control) (net.Conn, error)
}

type hostPort struct {
	host string // lower case, without brackets and the last dot
	port uint16
}

type control func(network, address string, c syscall.RawConn) error

type resolver interface {
	LookupNetIP(ctx context.Context, network, host string) ([]netip.Addr, error)
}

// never are the addresses that no name is allowed to lead to, not even an
// allowed one: clouds hand out credentials there. Azure's 168.63.129.16 is the
// only such address in public space; the others are link-local or unique local.
var (
	azureMetadata = netip.MustParsePrefix("168.63.129.16/32")
	awsMetadata   = netip.MustParsePrefix("fd00:ec2::254/128")
)

// errNotAllowed is why a host that is not named is not asked.
var errNotAllowed = errors.New("not one of the allowed hosts")

// newGuard makes a guard that allows the hosts of a setting.
func newGuard(setting string, allowHosts []string) (*guard, error) {
	g := &guard{
		allowed:  map[hostPort]bool{},
		public:   ssrf.New(ssrf.WithDeniedV4Prefixes(azureMetadata)),
		resolver: net.DefaultResolver,
		dial: func(ctx context.Context, network, address string, c control) (net.Conn, error) {
			d := net.Dialer{Timeout: 10 * time.Second, Control: c}
			return d.DialContext(ctx, network, address)
		},
	}
	for _, entry := range allowHosts {
		host, ports, err := parseAllowed(entry)
		if err != nil {
			return nil, invalid(err, "%s in %s is not a host: write a name or an address, with a port if it is not 80 or 443, such as wiki.example.org:8080.", quote(entry), setting)
		}
		for _, port := range ports {
			g.allowed[hostPort{host, port}] = true
		}
	}
	return g, nil
}

// parseAllowed reads "host" or "host:port". Without a port, the web's two are
// meant.
func parseAllowed(entry string) (host string, ports []uint16, err error) {
	entry = strings.TrimSpace(entry)
	bare := entry
	if inner, ok := strings.CutPrefix(entry, "["); ok {
		bare = strings.TrimSuffix(inner, "]")
	}
	if ip, err := netip.ParseAddr(bare); err == nil && len(entry)-len(bare) != 1 {
		return ip.Unmap().String(), []uint16{80, 443}, nil
	}
	host, portText, hasPort := strings.Cut(entry, ":")
	if strings.HasPrefix(entry, "[") {
		if host, portText, err = net.SplitHostPort(entry); err != nil {
			return "", nil, err
		}
		hasPort = true
	}
	ports = []uint16{80, 443}
	if hasPort {
		n, err := strconv.ParseUint(portText, 10, 16)
		if err != nil || n == 0 {
			return "", nil, fmt.Errorf("port %q", portText)
		}
		ports = []uint16{uint16(n)}
	}
	if host = normalHost(host); host == "" || strings.ContainsAny(host, "/@?#* \t\\%") {
		return "", nil, errors.New("no host")
	}
	return host, ports, nil
}

func normalHost(host string) string {
	host = strings.TrimSuffix(strings.ToLower(strings.Trim(host, "[]")), ".")
	if ip, err := netip.ParseAddr(host); err == nil {
		return ip.Unmap().String()
	}
	return host
}

func isIP(host string) bool {
	_, err := netip.ParseAddr(strings.Trim(host, "[]"))
	return err == nil
}

// allows reports whether the operator allowed this host and port.
func (g *guard) allows(host string, port uint16) bool {
	return g.allowed[hostPort{normalHost(host), port}]
}

// dialContext is the transport's way to the network.
func (g *guard) dialContext(ctx context.Context, network, address string) (net.Conn, error) {
	host, portText, err := net.SplitHostPort(address)
	if err != nil {
		return nil, err
	}
	port, err := strconv.ParseUint(portText, 10, 16)
	if err != nil {
		return nil, err
	}
	if !g.allows(host, uint16(port)) {
		if g.only {
			return nil, errNotAllowed
		}
		return g.dial(ctx, network, address, g.public.Safe)
	}
	addrs, err := g.resolve(ctx, host)
	if err != nil {
		return nil, err
	}
	var first error
	for _, a := range addrs {
		pinned := netip.AddrPortFrom(a, uint16(port))
		conn, err := g.dial(ctx, network, pinned.String(), func(_, address string, _ syscall.RawConn) error {
			if got, err := netip.ParseAddrPort(address); err != nil || got.Addr().Unmap() != a.Unmap() || got.Port() != pinned.Port() {
				return fmt.Errorf("%w: not the address that was resolved", ssrf.ErrProhibitedIP)
			}
			return nil
		})
		if err == nil {
			return conn, nil
		}
		if first == nil {
			first = err
		}
	}
	return nil, first
}

// resolve finds the addresses of an allowed host. A name must not lead to where
// clouds keep credentials; an operator who wants that writes the address.
func (g *guard) resolve(ctx context.Context, host string) ([]netip.Addr, error) {
	if ip, err := netip.ParseAddr(host); err == nil {
		return []netip.Addr{ip}, nil
	}
	addrs, err := g.resolver.LookupNetIP(ctx, "ip", normalHost(host))
	if err != nil {
		return nil, err
	}
	var kept []netip.Addr
	for _, a := range addrs {
		u := a.Unmap()
		if u.IsLinkLocalUnicast() || u.IsMulticast() || u.IsUnspecified() || azureMetadata.Contains(u) || awsMetadata.Contains(u) {
			continue
		}
		kept = append(kept, a)
	}
	if len(kept) == 0 {
		return nil, fmt.Errorf("%w: %s", ssrf.ErrProhibitedIP, host)
	}
	return kept, nil
}
