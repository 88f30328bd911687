package engine

import (
	"errors"
	"fmt"
	"strings"
)

// mistake is an error of one parameter. Who has the scenario file finds the
// line by its Key.
type mistake struct {
	key []any // keys (string) and indices (int) below `with:`
	err error
}

// Wrong says to which parameter of a scenario the errors that err holds belong:
// keys (string) and indices (int) below `with:`. Nil stays nil.
func Wrong(err error, key ...any) error {
	if err == nil {
		return nil
	}
	if many, ok := err.(interface{ Unwrap() []error }); ok {
		var all []error
		for _, one := range many.Unwrap() {
			all = append(all, Wrong(one, key...))
		}
		return errors.Join(all...)
	}
	if deeper, ok := err.(*mistake); ok {
		return &mistake{append(append([]any{}, key...), deeper.key...), deeper.err}
	}
	return &mistake{key, err}
}

// Key is the path of the parameter.
func (m *mistake) Key() []any { return m.key }

// Error names the parameter.
func (m *mistake) Error() string {
	var b strings.Builder
	for k, step := range m.key {
		if name, ok := step.(string); ok {
			if k > 0 {
				b.WriteByte('.')
			}
			b.WriteString(name)
		} else {
			fmt.Fprintf(&b, "[%v]", step)
		}
	}
	return b.String() + ": " + m.err.Error()
}

// Unwrap returns the error without its place.
func (m *mistake) Unwrap() error { return m.err }
