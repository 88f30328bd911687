package yamlfile

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// maxShown bounds the lines of one report; the rest is counted.
const maxShown = 100

// Error is one mistake in a file.
type Error struct {
	File    string `json:"file"`
	Line    int    `json:"line"`   // from 1; 0 when unknown
	Column  int    `json:"column"` // from 1, in characters
	Path    string `json:"path"`   // of the key: "pumps[2].start_depth_m"
	Message string `json:"message"`
}

// Error returns "pit.yaml:14:3: pumps[2].start_depth_m: -20: must be > 0".
func (e *Error) Error() string {
	var b strings.Builder
	if e.File != "" {
		b.WriteString(e.File)
		if e.Line > 0 {
			fmt.Fprintf(&b, ":%d", e.Line)
			if e.Column > 0 {
				fmt.Fprintf(&b, ":%d", e.Column)
			}
		}
		b.WriteString(": ")
	}
	if e.Path != "" {
		b.WriteString(e.Path)
		b.WriteString(": ")
	}
	b.WriteString(e.Message)
	return b.String()
}

// ErrorList is all the mistakes of one or several files.
type ErrorList []*Error

// Error returns a line per mistake.
func (l ErrorList) Error() string {
	lines := make([]string, 0, min(len(l), maxShown+1))
	for k, e := range l {
		if k == maxShown {
			lines = append(lines, fmt.Sprintf("… and %d more mistakes", len(l)-k))
			break
		}
		lines = append(lines, e.Error())
	}
	return strings.Join(lines, "\n")
}

// Unwrap lets errors.As find a single mistake.
func (l ErrorList) Unwrap() []error {
	errs := make([]error, len(l))
	for k, e := range l {
		errs[k] = e
	}
	return errs
}

// Add appends what err holds: nothing, one mistake, lists of them, errors joined,
// or another error, which then stands without a line.
func (l *ErrorList) Add(err error) {
	var list ErrorList
	var one *Error
	switch e := err.(type) {
	case nil:
		return
	case ErrorList:
		*l = append(*l, e...)
		return
	case interface{ Unwrap() []error }:
		for _, part := range e.Unwrap() {
			l.Add(part)
		}
		return
	}
	switch {
	case errors.As(err, &list):
		*l = append(*l, list...)
	case errors.As(err, &one):
		*l = append(*l, one)
	default:
		*l = append(*l, &Error{Message: err.Error()})
	}
}

// AddNew appends a mistake unless one is known of the same key, of a key inside
// it or of one around it: what could not be read cannot be judged.
func (l *ErrorList) AddNew(e *Error) {
	if !l.knows(e.File, e.Path) {
		*l = append(*l, e)
	}
}

// Knows tells whether a mistake is known at a place, inside it or around it.
func (l ErrorList) Knows(n Node) bool {
	e := n.Errorf("")
	return l.knows(e.File, e.Path)
}

func (l ErrorList) knows(file, path string) bool {
	for _, known := range l {
		if known.File == file && (within(known.Path, path) || within(path, known.Path)) {
			return true
		}
	}
	return false
}

// within tells whether the key at path lies in the one at around.
func within(path, around string) bool {
	if !strings.HasPrefix(path, around) {
		return false
	}
	rest := path[len(around):]
	return rest == "" || around != "" && (rest[0] == '.' || rest[0] == '[')
}

// Err returns the list in the order of the lines, each mistake once, or nil
// when there is none. Files stay in the order in which they came.
func (l ErrorList) Err() error {
	if len(l) == 0 {
		return nil
	}
	order := map[string]int{}
	for _, e := range l {
		if _, ok := order[e.File]; !ok {
			order[e.File] = len(order)
		}
	}
	sorted := slices.Clone(l)
	slices.SortStableFunc(sorted, func(a, b *Error) int {
		return cmp.Or(cmp.Compare(order[a.File], order[b.File]),
			cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	return slices.CompactFunc(sorted, func(a, b *Error) bool { return *a == *b })
}
