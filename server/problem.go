package server

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"
)

// A body beyond what the guard lets through is the sender's mistake; huma, which
// only sees that it cannot read on, would call it the server's.
func init() {
	make := huma.NewError
	huma.NewError = func(status int, detail string, errs ...error) huma.StatusError {
		for _, err := range errs {
			var large *http.MaxBytesError
			if errors.As(err, &large) {
				return make(http.StatusRequestEntityTooLarge, fmt.Sprintf("the request is larger than the %d bytes that this server takes at once", large.Limit))
			}
		}
		return make(status, detail, errs...)
	}
}

// userError turns what a user got wrong into a 422 with every mistake in a
// line of its own.
func userError(what string, err error) error {
	return huma.Error422UnprocessableEntity(what, leaves(err)...)
}

// leaves takes joined errors apart.
func leaves(err error) []error {
	var joined interface{ Unwrap() []error }
	if !errors.As(err, &joined) {
		return []error{err}
	}
	var all []error
	for _, e := range joined.Unwrap() {
		all = append(all, leaves(e)...)
	}
	return all
}

// spoken turns a problem into an error that says all of it in its text.
func spoken(err error) error {
	var p *huma.ErrorModel
	if !errors.As(err, &p) || len(p.Errors) == 0 {
		return err
	}
	text := []string{}
	for _, e := range p.Errors {
		line := e.Message
		if e.Location != "" {
			line = e.Location + ": " + line
		}
		text = append(text, line)
	}
	return fmt.Errorf("%s: %s", p.Detail, strings.Join(text, "; "))
}

// problem answers what does not pass through huma in the same form, RFC 9457.
func problem(w http.ResponseWriter, status int, detail string) {
	body, err := json.Marshal(huma.ErrorModel{Title: http.StatusText(status), Status: status, Detail: detail})
	if err != nil {
		panic(err) // strings and a number
	}
	w.Header().Set("Content-Type", "application/problem+json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	w.Write(body)
}
