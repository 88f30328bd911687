package access

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"math/big"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"
)

// house is an identity provider of our own: it vouches for whoever comes.
type house struct {
	*httptest.Server
	key    *rsa.PrivateKey
	claims map[string]any
	spoil  func(claims map[string]any) // before they are signed
	codes  map[string]url.Values       // by code: what the browser asked with
}

func newHouse(t *testing.T, claims map[string]any) *house {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	h := &house{key: key, claims: claims, codes: map[string]url.Values{}, spoil: func(map[string]any) {}}
	mux := http.NewServeMux()
	answer := func(w http.ResponseWriter, v any) {
		w.Header().Set("Content-Type", "application/json")
		json.NewEncoder(w).Encode(v)
	}
	mux.HandleFunc("GET /.well-known/openid-configuration", func(w http.ResponseWriter, _ *http.Request) {
		answer(w, map[string]any{
			"issuer": h.URL, "authorization_endpoint": h.URL + "/authorize", "token_endpoint": h.URL + "/token", "jwks_uri": h.URL + "/keys",
			"id_token_signing_alg_values_supported": []string{"RS256"},
		})
	})
	mux.HandleFunc("GET /keys", func(w http.ResponseWriter, _ *http.Request) {
		e := big.NewInt(int64(key.E)).Bytes()
		answer(w, map[string]any{"keys": []any{map[string]any{
			"kty": "RSA", "alg": "RS256", "use": "sig", "kid": "1",
			"n": base64.RawURLEncoding.EncodeToString(key.N.Bytes()), "e": base64.RawURLEncoding.EncodeToString(e),
		}}})
	})
	mux.HandleFunc("GET /authorize", func(w http.ResponseWriter, r *http.Request) {
		h.codes["c0de"] = r.URL.Query()
		back := r.URL.Query().Get("redirect_uri") + "?code=c0de&state=" + url.QueryEscape(r.URL.Query().Get("state"))
		http.Redirect(w, r, back, http.StatusFound)
	})
	mux.HandleFunc("POST /token", func(w http.ResponseWriter, r *http.Request) {
		asked, known := h.codes[r.PostFormValue("code")]
		verifier := sha256.Sum256([]byte(r.PostFormValue("code_verifier")))
		if !known || base64.RawURLEncoding.EncodeToString(verifier[:]) != asked.Get("code_challenge") {
			w.WriteHeader(http.StatusBadRequest)
			answer(w, map[string]any{"error": "invalid_grant"})
			return
		}
		claims := map[string]any{"iss": h.URL, "aud": "shapan", "sub": "u1", "exp": time.Now().Add(time.Hour).Unix(), "iat": time.Now().Unix(), "nonce": asked.Get("nonce")}
		for name, v := range h.claims {
			claims[name] = v
		}
		h.spoil(claims)
		answer(w, map[string]any{"access_token": "a", "token_type": "Bearer", "id_token": h.sign(t, claims)})
	})
	h.Server = httptest.NewServer(mux)
	t.Cleanup(h.Close)
	return h
}

func (h *house) sign(t *testing.T, claims map[string]any) string {
	part := func(v any) string {
		text, err := json.Marshal(v)
		if err != nil {
			t.Error(err)
		}
		return base64.RawURLEncoding.EncodeToString(text)
	}
	head := part(map[string]any{"alg": "RS256", "kid": "1", "typ": "JWT"}) + "." + part(claims)
	sum := sha256.Sum256([]byte(head))
	signature, err := rsa.SignPKCS1v15(rand.Reader, h.key, crypto.SHA256, sum[:])
	if err != nil {
		t.Error(err)
	}
	return head + "." + base64.RawURLEncoding.EncodeToString(signature)
}

// visit goes the whole way: out, through the house, back; it returns who the
// browser is then, and the last page.
func visit(t *testing.T, h *house) (who, page string) {
	t.Helper()
	o := &OIDC{Issuer: h.URL, ClientID: "shapan", Redirect: "http://127.0.0.1/api/oidc/back", Groups: []Group{{"site-admins", Admin, nil}, {"site-a", Operator, []string{"a"}}, {"site-b", Operator, []string{"b"}}}}
	k, b := door(t, Config{OIDC: o})
	k.oidc.Redirect = b.url + oidcBack // known only now
	out, _ := b.do("GET", oidcStart, nil)
	through, _ := b.do("GET", out.Header.Get("Location"), nil)
	_, page = b.do("GET", through.Header.Get("Location"), nil)
	_, who = b.do("GET", "/who", nil)
	return who, page
}

func TestTheWayThroughAnotherHouse(t *testing.T) {
	for _, c := range []struct {
		groups any
		who    string
	}{
		{[]string{"site-admins", "site-a"}, "li admin "}, {[]string{"site-a", "site-b"}, "li operator a,b"}, {"site-b", "li operator b"}, {[]string{"cooks"}, ""}, {nil, ""},
	} {
		h := newHouse(t, map[string]any{"preferred_username": "li", "name": "Li Ming", "groups": c.groups})
		if who, page := visit(t, h); who != c.who {
			t.Errorf("groups %v: %q, want %q: %s", c.groups, who, c.who, page)
		}
	}
}

// What does not prove that this very browser was vouched for is not taken.
func TestForgedVouchers(t *testing.T) {
	for name, spoil := range map[string]func(map[string]any){
		"another login's nonce": func(c map[string]any) { c["nonce"] = "other" },
		"for another client":    func(c map[string]any) { c["aud"] = "other" },
		"over":                  func(c map[string]any) { c["exp"] = time.Now().Add(-time.Hour).Unix() },
		"of another issuer":     func(c map[string]any) { c["iss"] = "https://evil.example" },
	} {
		h := newHouse(t, map[string]any{"groups": "site-admins"})
		h.spoil = spoil
		if who, _ := visit(t, h); who != "" {
			t.Errorf("%s: let in as %q", name, who)
		}
	}
	other, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	h := newHouse(t, map[string]any{"groups": "site-admins"})
	h.spoil = func(map[string]any) { h.key = other }
	if who, _ := visit(t, h); who != "" {
		t.Errorf("signed by another: let in as %q", who)
	}
	_, b := door(t, Config{OIDC: &OIDC{Issuer: h.URL, ClientID: "shapan", Redirect: "http://127.0.0.1/api/oidc/back", Else: Viewer}})
	if r, page := b.do("GET", oidcBack+"?code=c0de&state=x", nil); r.StatusCode != http.StatusUnauthorized || !strings.Contains(page, "another browser") {
		t.Errorf("a way back without a way out: status %d", r.StatusCode)
	}
}
