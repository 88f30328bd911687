package access

import (
	"html/template"
	"net"
	"net/http"
	"strings"
	"time"
)

const (
	// LoginPage is where a browser is sent that shows nothing.
	LoginPage  = "/login"
	loginPath  = "/api/login"
	logoutPath = "/api/logout"
	oidcStart  = "/api/oidc/start"
	oidcBack   = "/api/oidc/back"
)

// Register adds logging in and out, if there is anything to log in to.
func (k *Keeper) Register(mux *http.ServeMux) {
	if k.open {
		return
	}
	mux.HandleFunc("POST "+loginPath, k.login)
	mux.HandleFunc("POST "+logoutPath, k.logout)
	mux.HandleFunc("GET "+LoginPage, func(w http.ResponseWriter, _ *http.Request) { k.ask(w, http.StatusOK, "") })
	if k.oidc != nil {
		mux.HandleFunc("GET "+oidcStart, k.goOut)
		mux.HandleFunc("GET "+oidcBack, k.comeBack)
	}
}

// Free tells whether a request needs nobody: logging in and out.
func Free(r *http.Request) bool {
	switch r.URL.Path {
	case loginPath, logoutPath, oidcStart, oidcBack:
		return true
	}
	return false
}

// login exchanges a name and a password, or a token, for a cookie.
func (k *Keeper) login(w http.ResponseWriter, r *http.Request) {
	if !k.knocks.Allow(address(r)) {
		w.Header().Set("Retry-After", "60")
		k.ask(w, http.StatusTooManyRequests, "尝试次数过多，请稍后再试 · Too many attempts: wait a minute")
		return
	}
	r.Body = http.MaxBytesReader(w, r.Body, 4<<10)
	var who *Who
	if name := r.PostFormValue("name"); name != "" {
		who = k.personOf(name, r.PostFormValue("password"))
	} else if secret := r.PostFormValue("token"); secret != "" {
		who = k.tokenOf(secret)
	}
	if who == nil || who.Role == Device {
		k.Failure("login "+r.PostFormValue("name"), address(r))
		time.Sleep(300 * time.Millisecond) // guessing is to be slow
		k.ask(w, http.StatusUnauthorized, "用户名、密码或令牌无效 · This name, password or token is not known")
		return
	}
	k.letIn(w, r, who)
	http.Redirect(w, r, "/", http.StatusSeeOther)
}

// letIn gives a browser the cookie of a new session.
func (k *Keeper) letIn(w http.ResponseWriter, r *http.Request, who *Who) {
	id, until := k.begin(who, time.Now())
	http.SetCookie(w, cookie(r, id, until))
}

func (k *Keeper) logout(w http.ResponseWriter, r *http.Request) {
	if c, err := r.Cookie(cookieName); err == nil {
		k.end(c.Value)
	}
	http.SetCookie(w, cookie(r, "", time.Unix(1, 0)))
	http.Redirect(w, r, LoginPage, http.StatusSeeOther)
}

func cookie(r *http.Request, value string, until time.Time) *http.Cookie {
	return &http.Cookie{
		Name: cookieName, Value: value, Path: "/", Expires: until, HttpOnly: true, SameSite: http.SameSiteStrictMode, Secure: private(r),
	}
}

// private tells whether the browser's way here is encrypted, maybe by a proxy.
func private(r *http.Request) bool {
	return r.TLS != nil || strings.HasPrefix(r.Header.Get("Origin"), "https://") || r.Header.Get("X-Forwarded-Proto") == "https"
}

// address is where a request comes from, without port.
func address(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}

var loginTemplate = template.Must(template.New("login").Parse(`<!doctype html>
<html lang="zh"><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>沙盘 Shapan</title>
<style>body{font:16px system-ui,sans-serif;display:grid;place-items:center;min-height:90vh;background:#10161d;color:#dbe4ec}
main{display:grid;gap:1rem;width:20rem}form{display:grid;gap:.6rem}input,button,a.out{font:inherit;padding:.6rem;border-radius:.4rem;border:1px solid #3a4856;background:#18212b;color:inherit;text-align:center;text-decoration:none}
input{text-align:left}button{background:#2b6cb0;cursor:pointer}p{color:#f6ad55;margin:0}summary{cursor:pointer;color:#9fb0c0}details form{margin-top:.6rem}</style>
<main><h1>沙盘 Shapan</h1>{{with .Why}}<p role="alert">{{.}}</p>{{end}}
{{if .People}}<form method="post" action="{{.Action}}">
<label for="name">用户名 · Name</label><input id="name" name="name" autocomplete="username" autofocus required>
<label for="password">密码 · Password</label><input id="password" name="password" type="password" autocomplete="current-password" required>
<button>登录 · Log in</button></form>{{end}}
{{if .Out}}<a class="out" href="{{.Out}}">用单位账号登录 · Log in with {{.Issuer}}</a>{{end}}
{{if .Tokens}}<details{{if not .People}}{{if not .Out}} open{{end}}{{end}}><summary>访问令牌 · Token</summary><form method="post" action="{{.Action}}">
<input id="token" name="token" type="password" aria-label="Token" autocomplete="off" required><button>登录 · Log in</button></form></details>{{end}}
</main></html>
`))

func (k *Keeper) ask(w http.ResponseWriter, status int, why string) {
	known := k.list.Load()
	page := struct {
		Action, Why, Out, Issuer string
		People, Tokens           bool
	}{Action: loginPath, Why: why, People: len(known.people) > 0, Tokens: len(known.tokens) > 0}
	if k.oidc != nil {
		page.Out, page.Issuer = oidcStart, k.oidc.Name
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
	w.WriteHeader(status)
	loginTemplate.Execute(w, page)
}
