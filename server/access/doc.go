// Package access knows who may come in and what he may do: people with
// passwords, devices and programs with tokens, people whom another house vouches
// for (OpenID Connect). It keeps no secret: of a token it knows the SHA-256, of a
// password the bcrypt hash, of a session what this process remembers.
//
// The walk: Read (file.go) makes a Config of the access file; New a Keeper of
// that, which tells of each request who asks (Keeper.Who) and answers what logs
// in and out (login.go, oidc.go). Limiter counts what each asks for, Audit
// writes down what each did, TLS (tls.go) makes the connection private.
//
// What a request needs, and of which site it is, is the server's to say.
package access
