package server

import (
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"time"

	"github.com/gorilla/websocket"

	"shapan/server/access"
)

// guard stands before every request: it looks at the Host (a page of another
// site must not reach a loopback server under a name of its own: DNS
// rebinding), at the Origin (CSRF), and at who asks.
type guard struct {
	keeper *access.Keeper
	limits access.Limits
	asks   *access.Limiter
	siteOf func(*http.Request) string // that a request is about; "" is none in particular
	audit  Audit
	log    *slog.Logger
	hosts  map[string]bool // names beside loopback ones, lower case, without port
	cross  *http.CrossOriginProtection
}

func newGuard(c Config) (*guard, error) {
	keeper, err := access.New(c.Access)
	if err != nil {
		return nil, err
	}
	g := &guard{keeper: keeper, limits: c.Access.Limits, asks: access.NewLimiter(c.Access.Limits), audit: c.Audit, log: c.Log, hosts: map[string]bool{}, cross: http.NewCrossOriginProtection()}
	keeper.Failure = func(what, from string) {
		c.Log.Warn("not let in", "what", what, "from", from)
		if c.Audit != nil {
			if err := c.Audit.Write(access.Entry{At: time.Now(), From: from, What: what, Status: http.StatusUnauthorized}); err != nil {
				c.Log.Error("an attempt is not in the audit", "err", err)
			}
		}
	}
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

// CheckAddress refuses an address that others can reach unless somebody has to
// log in and origins are allowed.
func CheckAddress(addr string, who access.Config, origins []string) error {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return fmt.Errorf("address %q: %w; expected such as 127.0.0.1:8080", addr, err)
	}
	if loopbackName(host) {
		return nil
	}
	var missing []string
	if who.Open() {
		missing = append(missing, "authentication (users, tokens or OIDC in an access file)")
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
		who := g.keeper.Who(r)
		if r.URL.Path == "/" && who == nil {
			http.Redirect(w, r, access.LoginPage, http.StatusSeeOther)
			return
		}
		if !strings.HasPrefix(r.URL.Path, "/api/") {
			next.ServeHTTP(w, r)
			return
		}
		if who != nil {
			r = r.WithContext(access.With(r.Context(), who))
		}
		g.recorded(w, r, who, func(w http.ResponseWriter) {
			if g.refuse(w, r, who) {
				return
			}
			next.ServeHTTP(w, r)
		})
	})
}

// refuse answers a request that may not pass.
func (g *guard) refuse(w http.ResponseWriter, r *http.Request, who *access.Who) bool {
	if access.Free(r) {
		return false
	}
	switch {
	case who == nil:
		w.Header().Set("WWW-Authenticate", `Bearer realm="shapan"`)
		problem(w, http.StatusUnauthorized, "a token is needed: as Authorization: Bearer …, or log in at /login")
	case !g.keeper.Open() && !g.asks.Allow(who.Name):
		w.Header().Set("Retry-After", "1")
		problem(w, http.StatusTooManyRequests, fmt.Sprintf("%s asks too often: wait a second", who.Name))
	case !who.May(needed(r)):
		problem(w, http.StatusForbidden, fmt.Sprintf("role %s may not do this; it needs %s", who.Role, needed(r)))
	case !who.Sees(g.siteOf(r)):
		problem(w, http.StatusForbidden, fmt.Sprintf("site %s is not among those of %s", g.siteOf(r), who.Name))
	default:
		return false
	}
	return true
}

// attend cuts a connection when who made it loses his rights. done ends it.
func attend(who *access.Who, done <-chan struct{}, cut func(code int, why string)) {
	if who.Ended() == nil {
		return
	}
	go func() {
		select {
		case <-who.Ended():
			cut(websocket.ClosePolicyViolation, "your rights have been changed: log in again")
		case <-done:
		}
	}()
}

// needed returns the least role for a request.
func needed(r *http.Request) access.Role {
	switch {
	case r.URL.Path == auditPath:
		return access.Admin
	case r.Method == http.MethodGet, r.Method == http.MethodHead, r.Method == http.MethodOptions:
		return access.Viewer
	case strings.HasPrefix(r.URL.Path, "/api/sites/") && (strings.HasSuffix(r.URL.Path, "/readings") || strings.HasSuffix(r.URL.Path, "/sightings")):
		return access.Device
	}
	return access.Operator
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
