package access

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
)

// OIDC says which house vouches for people, and what it makes of them here.
type OIDC struct {
	Name         string // as the login page shows it
	Issuer       string // URL
	ClientID     string
	ClientSecret string
	Redirect     string // https://twin.example.com/api/oidc/back
	Claim        string // of the ID token, with dots for what lies deeper; "": groups
	Groups       []Group
	Else         Role // of who is in none of the groups; "": is not let in
}

// Group is what membership of a group gives. Of several the highest role counts,
// with the sites of all groups of that role.
type Group struct {
	Name  string
	Role  Role
	Sites []string // nil: all
}

func (o *OIDC) check() error {
	var errs []error
	for what, address := range map[string]string{"issuer": o.Issuer, "redirect": o.Redirect} {
		u, err := url.Parse(address)
		if err != nil || u.Host == "" || u.Scheme != "https" && !(u.Scheme == "http" && isLoopback(u.Hostname())) {
			errs = append(errs, fmt.Errorf("%s %q: expected https://…", what, address))
		}
	}
	if o.ClientID == "" {
		errs = append(errs, errors.New("client_id: is missing"))
	}
	if o.Else != "" && rank[o.Else] == 0 {
		errs = append(errs, fmt.Errorf("else %q: expected viewer, operator or admin", o.Else))
	}
	for _, g := range o.Groups {
		if g.Name == "" || rank[g.Role] == 0 {
			errs = append(errs, fmt.Errorf("group %q, role %q: expected a name and viewer, operator or admin", g.Name, g.Role))
		}
	}
	if len(o.Groups) == 0 && o.Else == "" {
		errs = append(errs, errors.New("nobody would be let in: give groups, or else"))
	}
	return errors.Join(errs...)
}

func isLoopback(host string) bool {
	return host == "localhost" || strings.HasPrefix(host, "127.") || host == "::1"
}

// oidcDoor is the way out to the house that vouches, and back.
type oidcDoor struct {
	OIDC

	mu       sync.Mutex
	provider *oidc.Provider // found at the first login: that house may be asleep when we start
}

const (
	wayName = "shapan_oidc" // cookie of who is on his way
	wayLife = 10 * time.Minute
)

func newOIDCDoor(o OIDC) *oidcDoor {
	if o.Claim == "" {
		o.Claim = "groups"
	}
	if o.Name == "" {
		o.Name = o.Issuer
	}
	return &oidcDoor{OIDC: o}
}

func (d *oidcDoor) find(ctx context.Context) (*oidc.Provider, oauth2.Config, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.provider == nil {
		// The provider keeps the context for fetching keys later: the request's would be over.
		found, err := oidc.NewProvider(oidc.ClientContext(context.WithoutCancel(ctx), &http.Client{Timeout: 10 * time.Second}), d.Issuer)
		if err != nil {
			return nil, oauth2.Config{}, err
		}
		d.provider = found
	}
	return d.provider, oauth2.Config{
		ClientID: d.ClientID, ClientSecret: d.ClientSecret, RedirectURL: d.Redirect,
		Endpoint: d.provider.Endpoint(), Scopes: []string{oidc.ScopeOpenID, "profile", "groups"},
	}, nil
}

// goOut sends a browser to the house that vouches. What it must bring back
// stands in a cookie: state, nonce and the verifier of PKCE.
func (k *Keeper) goOut(w http.ResponseWriter, r *http.Request) {
	if !k.knocks.Allow(address(r)) {
		k.ask(w, http.StatusTooManyRequests, "尝试次数过多，请稍后再试 · Too many attempts: wait a minute")
		return
	}
	_, config, err := k.oidc.find(r.Context())
	if err != nil {
		k.Failure("oidc: "+err.Error(), address(r))
		k.ask(w, http.StatusBadGateway, "统一认证服务无法访问 · The identity provider does not answer")
		return
	}
	state, nonce, verifier := random(), random(), oauth2.GenerateVerifier()
	http.SetCookie(w, &http.Cookie{
		Name: wayName, Value: state + "." + nonce + "." + verifier, Path: oidcBack, MaxAge: int(wayLife.Seconds()),
		HttpOnly: true, Secure: strings.HasPrefix(k.oidc.Redirect, "https://"), SameSite: http.SameSiteLaxMode, // it comes back from another site
	})
	http.Redirect(w, r, config.AuthCodeURL(state, oidc.Nonce(nonce), oauth2.S256ChallengeOption(verifier)), http.StatusFound)
}

func random() string {
	var b [24]byte
	rand.Read(b[:])
	return base64.RawURLEncoding.EncodeToString(b[:])
}

// comeBack takes a browser that the other house has sent back.
func (k *Keeper) comeBack(w http.ResponseWriter, r *http.Request) {
	who, err := k.vouched(r)
	http.SetCookie(w, &http.Cookie{Name: wayName, Path: oidcBack, MaxAge: -1, HttpOnly: true})
	if err != nil {
		k.Failure("oidc: "+err.Error(), address(r))
		k.ask(w, http.StatusUnauthorized, "统一认证未通过 · Not let in: "+err.Error())
		return
	}
	k.letIn(w, r, who)
	// A redirect would still count as coming from the other site, and the strict
	// cookie would not be shown: this page goes on by itself.
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	fmt.Fprint(w, `<!doctype html><meta http-equiv="refresh" content="0;url=/"><a href="/">沙盘 Shapan</a>`)
}

// vouched returns whom the other house has vouched for.
func (k *Keeper) vouched(r *http.Request) (*Who, error) {
	way, err := r.Cookie(wayName)
	if err != nil {
		return nil, errors.New("the way back took too long, or began in another browser: log in again")
	}
	part := strings.SplitN(way.Value, ".", 3)
	if len(part) != 3 || subtle.ConstantTimeCompare([]byte(part[0]), []byte(r.URL.Query().Get("state"))) != 1 {
		return nil, errors.New("this is not the way that began here: log in again")
	}
	if said := r.URL.Query().Get("error"); said != "" {
		return nil, fmt.Errorf("the identity provider says: %.200s %.200s", said, r.URL.Query().Get("error_description"))
	}
	provider, config, err := k.oidc.find(r.Context())
	if err != nil {
		return nil, err
	}
	ctx := oidc.ClientContext(r.Context(), &http.Client{Timeout: 10 * time.Second})
	tokens, err := config.Exchange(ctx, r.URL.Query().Get("code"), oauth2.VerifierOption(part[2]))
	if err != nil {
		return nil, fmt.Errorf("the code was not accepted: %w", err)
	}
	raw, ok := tokens.Extra("id_token").(string)
	if !ok {
		return nil, errors.New("the answer has no id_token")
	}
	id, err := provider.Verifier(&oidc.Config{ClientID: k.oidc.ClientID}).Verify(ctx, raw)
	if err != nil {
		return nil, err
	}
	if subtle.ConstantTimeCompare([]byte(id.Nonce), []byte(part[1])) != 1 {
		return nil, errors.New("the id_token is of another login")
	}
	var claims map[string]any
	if err := id.Claims(&claims); err != nil {
		return nil, err
	}
	return k.oidc.who(id.Subject, claims)
}

// who makes somebody of what was said of him.
func (d *oidcDoor) who(subject string, claims map[string]any) (*Who, error) {
	w := &Who{Name: subject, Role: d.Else}
	for _, key := range []string{"name", "email", "preferred_username"} { // the last that is there
		if name, ok := claims[key].(string); ok && name != "" {
			w.Name = name
		}
	}
	w.Name = strings.NewReplacer("|", " ", "\n", " ").Replace(w.Name)
	member := map[string]bool{}
	for _, name := range listOf(claims, d.Claim) {
		member[name] = true
	}
	all := true // sites
	for _, g := range d.Groups {
		if !member[g.Name] || rank[g.Role] < rank[w.Role] {
			continue
		}
		if rank[g.Role] > rank[w.Role] || w.Sites == nil && w.Role == d.Else {
			w.Role, w.Sites, all = g.Role, nil, false
		}
		all = all || g.Sites == nil
		w.Sites = append(w.Sites, g.Sites...)
	}
	if all {
		w.Sites = nil
	}
	if w.Role == "" {
		return nil, fmt.Errorf("%s is in none of the groups that may come in", w.Name)
	}
	return w, nil
}

// listOf returns the texts under a path of claims: one, or a list.
func listOf(claims map[string]any, path string) (names []string) {
	var at any = claims
	for _, step := range strings.Split(path, ".") {
		deeper, ok := at.(map[string]any)
		if !ok {
			return nil
		}
		at = deeper[step]
	}
	switch x := at.(type) {
	case string:
		return []string{x}
	case []any:
		for _, item := range x {
			if name, ok := item.(string); ok {
				names = append(names, name)
			}
		}
	}
	return names
}
