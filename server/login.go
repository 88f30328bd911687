package server

import (
	"html/template"
	"net/http"
	"strings"
	"time"
)

const (
	loginPath  = "/api/login"
	logoutPath = "/api/logout"
	loginPage  = "/login"
)

// register adds logging in and out, if there is anything to log in to.
func (g *guard) register(mux *http.ServeMux) {
	if g.keeper.open() {
		return
	}
	mux.HandleFunc("POST "+loginPath, g.login)
	mux.HandleFunc("POST "+logoutPath, g.logout)
	mux.HandleFunc("GET "+loginPage, func(w http.ResponseWriter, _ *http.Request) { g.ask(w, http.StatusOK, "") })
}

// login exchanges the token of a form for a cookie.
func (g *guard) login(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, 4<<10)
	t := g.keeper.tokenOf(r.PostFormValue("token"))
	if t == nil {
		time.Sleep(300 * time.Millisecond) // guessing is to be slow
		g.ask(w, http.StatusUnauthorized, "此令牌无效 · This token is not known")
		return
	}
	until := time.Now().Add(cookieLife)
	http.SetCookie(w, g.cookie(r, g.keeper.cookie(t, until), until))
	http.Redirect(w, r, "/", http.StatusSeeOther)
}

func (g *guard) logout(w http.ResponseWriter, r *http.Request) {
	http.SetCookie(w, g.cookie(r, "", time.Unix(1, 0)))
	http.Redirect(w, r, loginPage, http.StatusSeeOther)
}

func (g *guard) cookie(r *http.Request, value string, until time.Time) *http.Cookie {
	return &http.Cookie{
		Name: cookieName, Value: value, Path: "/", Expires: until, HttpOnly: true, SameSite: http.SameSiteStrictMode,
		Secure: r.TLS != nil || strings.HasPrefix(r.Header.Get("Origin"), "https://"),
	}
}

var loginTemplate = template.Must(template.New("login").Parse(`<!doctype html>
<html lang="zh"><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>沙盘 Shapan</title>
<style>body{font:16px system-ui,sans-serif;display:grid;place-items:center;min-height:90vh;background:#10161d;color:#dbe4ec}
form{display:grid;gap:.8rem;width:20rem}input,button{font:inherit;padding:.6rem;border-radius:.4rem;border:1px solid #3a4856;background:#18212b;color:inherit}
button{background:#2b6cb0;cursor:pointer}p{color:#f6ad55;margin:0}</style>
<form method="post" action="{{.Action}}"><h1>沙盘 Shapan</h1>
<label for="token">访问令牌 · Token</label><input id="token" name="token" type="password" autocomplete="current-password" autofocus required>
{{with .Why}}<p role="alert">{{.}}</p>{{end}}<button>登录 · Log in</button></form></html>
`))

func (g *guard) ask(w http.ResponseWriter, status int, why string) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
	w.WriteHeader(status)
	loginTemplate.Execute(w, struct{ Action, Why string }{loginPath, why})
}
