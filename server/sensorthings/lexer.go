package sensorthings

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// token of an expression.
type token struct {
	is    tokenKind
	text  string
	value any // of a literal
	at    int // byte of the expression, from 1
}

type tokenKind uint8

const (
	end tokenKind = iota
	name
	literal
	sign // ( ) , -
)

var (
	timeForm   = regexp.MustCompile(`^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?`)
	numberForm = regexp.MustCompile(`^(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?`)
)

// lex cuts an expression into tokens.
func lex(text string) (tokens []token, err error) {
	for at := 0; at < len(text); {
		rest := text[at:]
		r, size := utf8.DecodeRuneInString(rest)
		t := token{at: at + 1}
		switch {
		case unicode.IsSpace(r):
			at += size
			continue
		case strings.ContainsRune("(),-", r):
			t.is, t.text = sign, rest[:1]
		case r == '\'':
			n := quoted(rest)
			if n < 0 {
				return nil, fmt.Errorf("at %d: the text that begins here has no end: %.20s", at+1, rest)
			}
			t.is, t.text, t.value = literal, rest[:n], strings.ReplaceAll(rest[1:n-1], "''", "'")
		case timeForm.MatchString(rest):
			t.is, t.text = literal, timeForm.FindString(rest)
			moment, err := parseTime(t.text)
			if err != nil {
				return nil, fmt.Errorf("at %d: %w", at+1, err)
			}
			t.value = moment
		case numberForm.MatchString(rest):
			t.is, t.text = literal, numberForm.FindString(rest)
			x, err := strconv.ParseFloat(t.text, 64)
			if err != nil {
				return nil, fmt.Errorf("at %d: %s: is no number", at+1, t.text)
			}
			t.value = x
		case r == '@' || r == '_' || unicode.IsLetter(r):
			n := strings.IndexFunc(rest, func(r rune) bool {
				return !(unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune("@_./", r))
			})
			if n < 0 {
				n = len(rest)
			}
			t.is, t.text = name, rest[:n]
			switch t.text {
			case "true", "false":
				t.is, t.value = literal, t.text == "true"
			case "null":
				t.is, t.value = literal, nil
			}
		default:
			return nil, fmt.Errorf("at %d: %q is not understood", at+1, r)
		}
		tokens = append(tokens, t)
		at += len(t.text)
	}
	return append(tokens, token{is: end, at: len(text) + 1}), nil
}

// quoted is the length of a text in quotes, in which two quotes are one; -1 without
// an end.
func quoted(text string) int {
	for k := 1; k < len(text); k++ {
		if text[k] != '\'' {
			continue
		}
		if k+1 < len(text) && text[k+1] == '\'' {
			k++
			continue
		}
		return k + 1
	}
	return -1
}

func parseTime(text string) (time.Time, error) {
	for _, form := range []string{time.RFC3339Nano, "2006-01-02T15:04Z07:00", "2006-01-02T15:04:05.999999999Z0700", "2006-01-02T15:04Z0700"} {
		if t, err := time.Parse(form, text); err == nil {
			return t, nil
		}
	}
	return time.Time{}, fmt.Errorf("%s: must be a time with its zone, as 2026-07-01T08:00:00Z or 2026-07-01T16:00:00%%2B08:00 (+ is a space in an address)", text)
}

// split cuts at a separator that stands neither in quotes nor in parentheses.
func split(text string, by byte) (parts []string) {
	depth, begin := 0, 0
	for k := 0; k < len(text); k++ {
		switch text[k] {
		case '\'':
			if n := quoted(text[k:]); n > 0 {
				k += n - 1
			}
		case '(':
			depth++
		case ')':
			depth--
		case by:
			if depth == 0 {
				parts = append(parts, text[begin:k])
				begin = k + 1
			}
		}
	}
	return append(parts, text[begin:])
}
