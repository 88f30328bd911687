package server

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
)

// guard stands before every request: it looks at the Host (a page of another
// site must not reach a loopback server under a name of its own: DNS
// rebinding), at the Origin (CSRF), and at who asks.
type guard struct {
	keeper *keeper
	hosts  map[string]bool // names beside loopback ones, lower case, without port
	cross  *http.CrossOriginProtection
}

func newGuard(c Config) (*guard, error) {
	keeper, err := newKeeper(c.Tokens)
	if err != nil {
		return nil, err
	}
	g := &guard{keeper: keeper, hosts: map[string]bool{}, cross: http.NewCrossOriginProtection()}
	for _, origin := range c.AllowedOrigins {
		if err := g.cross.AddTrustedOrigin(origin); err != nil {
			return nil, fmt.Errorf("allowed origin: %w; expected such as https://twin.example.com", err)
		}
		u, err := url.Parse(origin)
		if err != nil {
			return nil, fmt.Errorf("allowed origin: %w", err)
		}
		g.hosts[strings.ToLower(u.Hostname())] = true
	}
	return g, nil
}

// CheckAddress refuses an address that others can reach unless there are
// tokens and allowed origins.
func CheckAddress(addr string, tokens []Token, origins []string) error {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return fmt.Errorf("address %q: %w; expected such as 127.0.0.1:8080", addr, err)
	}
	if loopbackName(host) {
		return nil
	}
	var missing []string
	if len(tokens) == 0 {
		missing = append(missing, "authentication (tokens)")
	}
	if len(origins) == 0 {
		missing = append(missing, "allowed origins (such as https://twin.example.com)")
	}
	if len(missing) > 0 {
		return fmt.Errorf("address %q can be reached from other machines, which needs %s; or listen on 127.0.0.1", addr, strings.Join(missing, " and "))
	}
	return nil
}

// loopbackName tells whether a host, without port, is this machine alone. Of
// names only localhost is: who knows where another one leads tomorrow.
func loopbackName(host string) bool {
	host = strings.ToLower(strings.Trim(host, "[]"))
	if host == "localhost" || strings.HasSuffix(host, ".localhost") {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.Unmap().IsLoopback()
}

// protect lets through what may pass.
func (g *guard) protect(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-Content-Type-Options", "nosniff")
		w.Header().Set("Referrer-Policy", "same-origin")
		w.Header().Set("Cross-Origin-Resource-Policy", "same-origin")
		if !g.knows(r.Host) {
			problem(w, http.StatusMisdirectedRequest, fmt.Sprintf("host %q is not served here; add its origin to the allowed ones", r.Host))
			return
		}
		if err := g.checkOrigin(r); err != nil {
			problem(w, http.StatusForbidden, "a page of another origin may not do this: "+err.Error())
			return
		}
		role := g.keeper.role(r)
		if r.URL.Path == "/" && role == "" {
			http.Redirect(w, r, loginPage, http.StatusSeeOther)
			return
		}
		if strings.HasPrefix(r.URL.Path, "/api/") && !g.free(r) {
			switch {
			case role == "":
				w.Header().Set("WWW-Authenticate", `Bearer realm="shapan"`)
				problem(w, http.StatusUnauthorized, "a token is needed: as Authorization: Bearer …, or log in at /login")
				return
			case rank[role] < rank[needed(r)]:
				problem(w, http.StatusForbidden, fmt.Sprintf("role %s may only look; this needs %s", role, needed(r)))
				return
			}
		}
		if t := g.keeper.sender(r); t != nil {
			r = r.WithContext(context.WithValue(r.Context(), whoKey{}, t.Name))
		}
		next.ServeHTTP(w, r)
	})
}

// whoKey is under which a request's context has the name of its sender.
type whoKey struct{}

// whoOf is the name of a request's sender; "": there is no login.
func whoOf(ctx context.Context) string {
	name, _ := ctx.Value(whoKey{}).(string)
	return name
}

// needed returns the least role for a request.
func needed(r *http.Request) Role {
	switch r.Method {
	case http.MethodGet, http.MethodHead, http.MethodOptions:
		return Viewer
	}
	return Operator
}

// free tells whether a request needs no role: logging in and out.
func (g *guard) free(r *http.Request) bool {
	return r.URL.Path == loginPath || r.URL.Path == logoutPath
}

func (g *guard) knows(hostPort string) bool {
	host := hostPort
	if h, _, err := net.SplitHostPort(hostPort); err == nil {
		host = h
	}
	return loopbackName(host) || g.hosts[strings.ToLower(host)]
}

// checkOrigin refuses commands of foreign pages. A WebSocket commands too,
// though it begins as a GET.
func (g *guard) checkOrigin(r *http.Request) error {
	if r.Header.Get("Upgrade") != "" {
		asked := *r
		asked.Method = http.MethodPost
		r = &asked
	}
	return g.cross.Check(r)
}
