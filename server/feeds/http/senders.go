package http

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"net/http"
	"strings"
)

// Sender is who may post.
type Sender struct {
	Name   string
	Secret [sha256.Size]byte // SHA-256 of a long random secret
}

type senderKey struct{}

// Only lets through who knows a sender's secret: as Bearer token, or by Basic as
// the password of the name, which most cameras can.
func Only(senders []Sender, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		name, secret, basic := r.BasicAuth()
		if !basic {
			kind, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
			if strings.EqualFold(kind, "Bearer") {
				secret = token
			}
		}
		given := sha256.Sum256([]byte(secret))
		for k := range senders {
			s := &senders[k]
			if subtle.ConstantTimeCompare(given[:], s.Secret[:]) == 1 && (!basic || name == s.Name) {
				next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), senderKey{}, s.Name)))
				return
			}
		}
		w.Header().Add("WWW-Authenticate", `Bearer realm="feeds"`)
		w.Header().Add("WWW-Authenticate", `Basic realm="feeds"`)
		Problem{Title: "Who posts must give a sender's secret", Status: http.StatusUnauthorized}.Write(w)
	})
}

// Who is the sender that Only let through, or nobody.
func Who(r *http.Request) string {
	name, _ := r.Context().Value(senderKey{}).(string)
	return name
}
