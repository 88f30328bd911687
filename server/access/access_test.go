package access

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/bcrypt"
)

// hashOf is a quick hash for tests.
func hashOf(t *testing.T, password string) string {
	t.Helper()
	hash, err := bcrypt.GenerateFromPassword([]byte(password), bcrypt.MinCost)
	if err != nil {
		t.Fatal(err)
	}
	return string(hash)
}

func TestRights(t *testing.T) {
	for _, c := range []struct {
		who  *Who
		role Role
		may  bool
	}{
		{nil, Viewer, false}, {&Who{Role: Viewer}, Viewer, true}, {&Who{Role: Viewer}, Operator, false}, {&Who{Role: Operator}, Viewer, true},
		{&Who{Role: Admin}, Operator, true}, {&Who{Role: Device}, Viewer, false}, {&Who{Role: Device}, Device, true},
		{&Who{Role: Viewer}, Device, false}, {&Who{Role: Operator}, Device, true}, {&Who{Role: "king"}, Viewer, false},
	} {
		if c.who.May(c.role) != c.may {
			t.Errorf("%+v as %s: %v", c.who, c.role, !c.may)
		}
	}
	some, all := &Who{Sites: []string{"a"}}, &Who{}
	if !some.Sees("a") || some.Sees("b") || !some.Sees("") || !all.Sees("b") || (&Who{Sites: []string{}}).Sees("a") {
		t.Error("who sees which site")
	}
}

func TestPasswordsAndTokens(t *testing.T) {
	if testing.Short() {
		t.Skip("only computes: nothing for the race detector; make unit runs it")
	}
	hash, err := HashPassword("a long enough one")
	if err != nil {
		t.Fatal(err)
	}
	for _, bad := range []string{"short", strings.Repeat("x", 73)} {
		if _, err := HashPassword(bad); err == nil {
			t.Errorf("a password of %d bytes is taken", len(bad))
		}
	}
	secret, token := NewToken("gateway", Device)
	k, err := New(Config{People: []Person{{Who{Name: "li", Role: Operator}, hash}}, Tokens: []Token{token}})
	if err != nil {
		t.Fatal(err)
	}
	if w := k.personOf("li", "a long enough one"); w == nil || w.Name != "li" {
		t.Errorf("the right password: %+v", w)
	}
	if k.personOf("li", "a long enough two") != nil || k.personOf("wang", "a long enough one") != nil {
		t.Error("a wrong password, or an unknown name, is let in")
	}
	if w := k.tokenOf(secret); w == nil || w.Role != Device {
		t.Errorf("the right token: %+v", w)
	}
	if k.tokenOf("guess") != nil {
		t.Error("a guessed token is let in")
	}
}

// browser asks without following redirects and keeps its cookies.
type browser struct {
	t       *testing.T
	url     string
	cookies map[string]string
}

func (b *browser) do(method, path string, form url.Values) (*http.Response, string) {
	b.t.Helper()
	address := path
	if strings.HasPrefix(path, "/") {
		address = b.url + path
	}
	r, err := http.NewRequest(method, address, strings.NewReader(form.Encode()))
	if err != nil {
		b.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	for name, value := range b.cookies {
		r.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	response, err := client.Do(r)
	if err != nil {
		b.t.Fatal(err)
	}
	defer response.Body.Close()
	var text strings.Builder
	buffer := make([]byte, 64<<10)
	for n, err := response.Body.Read(buffer); n > 0 || err == nil; n, err = response.Body.Read(buffer) {
		text.Write(buffer[:n])
	}
	for _, c := range response.Cookies() {
		if c.MaxAge < 0 || c.Value == "" {
			delete(b.cookies, c.Name)
		} else {
			b.cookies[c.Name] = c.Value
		}
	}
	return response, text.String()
}

// door is a keeper on a test server that says who asks.
func door(t *testing.T, c Config) (*Keeper, *browser) {
	t.Helper()
	k, err := New(c)
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	k.Register(mux)
	mux.HandleFunc("GET /who", func(w http.ResponseWriter, r *http.Request) {
		if who := k.Who(r); who != nil {
			w.Write([]byte(who.Name + " " + string(who.Role) + " " + strings.Join(who.Sites, ",")))
		}
	})
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return k, &browser{t, server.URL, map[string]string{}}
}

func TestSessions(t *testing.T) {
	k, b := door(t, Config{People: []Person{{Who{Name: "li", Role: Operator, Sites: []string{"demo"}}, hashOf(t, "a long enough one")}}})
	var failed []string
	k.Failure = func(what, _ string) { failed = append(failed, what) }
	if _, page := b.do("GET", LoginPage, nil); !strings.Contains(page, `name="password"`) || strings.Contains(page, `name="token"`) {
		t.Errorf("the login page asks for what cannot be given: %s", page)
	}
	if r, _ := b.do("POST", loginPath, url.Values{"name": {"li"}, "password": {"wrong one here"}}); r.StatusCode != http.StatusUnauthorized || len(failed) != 1 {
		t.Errorf("a wrong password: status %d, %v", r.StatusCode, failed)
	}
	r, _ := b.do("POST", loginPath, url.Values{"name": {"li"}, "password": {"a long enough one"}})
	if r.StatusCode != http.StatusSeeOther || len(r.Cookies()) != 1 {
		t.Fatalf("the right password: status %d, %v", r.StatusCode, r.Cookies())
	}
	if c := r.Cookies()[0]; !c.HttpOnly || c.SameSite != http.SameSiteStrictMode || c.Secure {
		t.Errorf("cookie: %v", c)
	}
	if _, who := b.do("GET", "/who", nil); who != "li operator demo" {
		t.Errorf("with the cookie: %q", who)
	}
	stolen := b.cookies[cookieName]
	if k.ofSession(stolen, time.Now().Add(sessionLife+time.Second)) != nil {
		t.Error("the session does not end")
	}
	b.do("POST", loginPath, url.Values{"name": {"li"}, "password": {"a long enough one"}})
	left := b.cookies[cookieName]
	b.do("POST", logoutPath, nil)
	b.cookies[cookieName] = left
	if _, who := b.do("GET", "/who", nil); who != "" {
		t.Errorf("who has logged out is still %q", who)
	}
}

func TestGuessingIsSlow(t *testing.T) {
	_, token := NewToken("ann", Viewer)
	k, b := door(t, Config{Tokens: []Token{token}, Limits: Limits{LoginsPerMin: 2}})
	k.Failure = func(string, string) {}
	var statuses []int
	for range 4 {
		r, _ := b.do("POST", loginPath, url.Values{"token": {"guess"}})
		statuses = append(statuses, r.StatusCode)
	}
	if statuses[0] != 401 || statuses[1] != 401 || statuses[2] != 429 || statuses[3] != 429 {
		t.Errorf("four guesses where two a minute are allowed: %v", statuses)
	}
}

func TestDevicesDoNotLogIn(t *testing.T) {
	secret, token := NewToken("gateway", Device)
	_, b := door(t, Config{Tokens: []Token{token}})
	if r, _ := b.do("POST", loginPath, url.Values{"token": {secret}}); r.StatusCode != http.StatusUnauthorized {
		t.Errorf("a device's token opens a browser: status %d", r.StatusCode)
	}
}

func TestLimiter(t *testing.T) {
	l := NewLimiter(Limits{PerSecond: 1, Burst: 3})
	n := 0
	for range 10 {
		if l.Allow("ann") {
			n++
		}
	}
	if n != 3 || !l.Allow("bob") {
		t.Errorf("%d of 10 at once, 3 allowed; another one is another's", n)
	}
	for range 3 * mostKeys {
		l.Allow(time.Now().String())
	}
	if len(l.keys) > mostKeys {
		t.Errorf("%d are counted", len(l.keys))
	}
}

func TestAudit(t *testing.T) {
	path := filepath.Join(t.TempDir(), "audit.jsonl")
	a, err := OpenAudit(path)
	if err != nil {
		t.Fatal(err)
	}
	for k := range 400 {
		if err := a.Write(Entry{At: time.Unix(int64(k), 0).UTC(), Who: "li", Role: Operator, Path: "/api/runs", What: strings.Repeat("x", 500)}); err != nil {
			t.Fatal(err)
		}
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	if a, err = OpenAudit(path); err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	acts, err := a.Last(300)
	if err != nil || len(acts) != 300 || acts[299].At.Unix() != 399 || acts[0].At.Unix() != 100 {
		t.Errorf("%d acts, %v", len(acts), err)
	}
	if st, _ := os.Stat(path); st.Mode().Perm() != 0o600 {
		t.Errorf("others may read the audit: %v", st.Mode())
	}
}

func TestSelfSigned(t *testing.T) {
	folder, now := t.TempDir(), time.Now()
	c, print, err := TLSSelfSigned(folder, []string{"localhost", "127.0.0.1"}, now)
	if err != nil || len(print) != 64 || len(c.Certificates) != 1 {
		t.Fatal(err)
	}
	if _, again, _ := TLSSelfSigned(folder, []string{"localhost"}, now); again != print {
		t.Error("a browser that has accepted the certificate is shown another")
	}
	if _, other, _ := TLSSelfSigned(folder, []string{"twin.local"}, now); other == print {
		t.Error("a certificate without the host is kept")
	}
	_, before, _ := TLSSelfSigned(folder, []string{"twin.local"}, now)
	if _, after, _ := TLSSelfSigned(folder, []string{"twin.local"}, now.Add(395*24*time.Hour)); after == before {
		t.Error("a certificate about to end is kept")
	}
	if _, err := TLSFiles(filepath.Join(folder, "no.crt"), "no.key"); err == nil {
		t.Error("files that are not there are taken")
	}
	if st, _ := os.Stat(filepath.Join(folder, "self-signed.key")); st.Mode().Perm() != 0o600 {
		t.Errorf("others may read the key: %v", st.Mode())
	}
}
