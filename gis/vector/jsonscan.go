package vector

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
)

// jsonScan goes through a JSON text in place. Geodata are mostly numbers, which
// encoding/json turns into lists of lists of any at a tenth of this speed; and
// here each value knows its line. What is kept of properties still goes through
// encoding/json.
type jsonScan struct {
	data    []byte
	at      int
	line    int // of the byte at counted
	counted int
}

func newJSONScan(data []byte) *jsonScan {
	return &jsonScan{data: bytes.TrimPrefix(data, []byte("\xef\xbb\xbf")), line: 1}
}

// lineAt returns the line of an offset; offsets must not fall between calls by
// more than a value, since going back counts anew.
func (s *jsonScan) lineAt(offset int) int {
	offset = min(offset, len(s.data))
	if offset >= s.counted {
		s.line += bytes.Count(s.data[s.counted:offset], []byte("\n"))
	} else {
		s.line -= bytes.Count(s.data[offset:s.counted], []byte("\n"))
	}
	s.counted = offset
	return s.line
}

var errCut = errors.New("the file ends too early: it is cut off")

// space goes to the next token and returns its first byte; 0 at the end.
func (s *jsonScan) space() byte {
	for ; s.at < len(s.data); s.at++ {
		switch c := s.data[s.at]; c {
		case ' ', '\t', '\r', '\n':
		default:
			return c
		}
	}
	return 0
}

// unexpected says what stands where something else should.
func (s *jsonScan) unexpected(want string) error {
	if s.space() == 0 && s.at >= len(s.data) {
		return errCut
	}
	return fmt.Errorf("is not JSON: %q: must be %s", s.data[s.at:min(s.at+12, len(s.data))], want)
}

// members calls visit at each value of an object; visit must go past the value.
func (s *jsonScan) members(visit func(key string) error) error {
	if s.space() != '{' {
		return s.unexpected("{")
	}
	s.at++
	if s.space() == '}' {
		s.at++
		return nil
	}
	for {
		if s.space() != '"' {
			return s.unexpected("a key in quotes")
		}
		key, err := s.text()
		if err != nil {
			return err
		}
		if s.space() != ':' {
			return s.unexpected(":")
		}
		s.at++
		s.space()
		if err := visit(key); err != nil {
			return err
		}
		switch s.space() {
		case ',':
			s.at++
		case '}':
			s.at++
			return nil
		default:
			return s.unexpected(", or }")
		}
	}
}

// elements calls visit at each value of a list; visit must go past the value.
func (s *jsonScan) elements(visit func(index int) error) error {
	if s.space() != '[' {
		return s.wanted("a list")
	}
	s.at++
	if s.space() == ']' {
		s.at++
		return nil
	}
	for index := 0; ; index++ {
		s.space()
		if err := visit(index); err != nil {
			return err
		}
		switch s.space() {
		case ',':
			s.at++
		case ']':
			s.at++
			return nil
		default:
			return s.unexpected(", or ]")
		}
	}
}

// text reads a text value.
func (s *jsonScan) text() (string, error) {
	start := s.at
	if err := s.skipText(); err != nil {
		return "", err
	}
	inner := s.data[start+1 : s.at-1]
	if bytes.IndexByte(inner, '\\') < 0 {
		return string(inner), nil
	}
	var out string
	if err := json.Unmarshal(s.data[start:s.at], &out); err != nil {
		return "", fmt.Errorf("is not JSON: %w", err)
	}
	return out, nil
}

func (s *jsonScan) skipText() error {
	for k := s.at + 1; k < len(s.data); k++ {
		switch s.data[k] {
		case '"':
			s.at = k + 1
			return nil
		case '\\':
			k++
		}
	}
	s.at = len(s.data)
	return errCut
}

// raw goes past a value and returns it. Brackets are matched; what is inside is
// for encoding/json to judge.
func (s *jsonScan) raw() ([]byte, error) {
	c := s.space()
	start := s.at
	switch c {
	case '"':
		if err := s.skipText(); err != nil {
			return nil, err
		}
	case '{', '[':
		depth := 0
		for {
			if s.at >= len(s.data) {
				return nil, errCut
			}
			switch s.data[s.at] {
			case '"':
				if err := s.skipText(); err != nil {
					return nil, err
				}
				continue
			case '{', '[':
				depth++
			case '}', ']':
				depth--
			}
			s.at++
			if depth == 0 {
				return s.data[start:s.at], nil
			}
		}
	default:
		for s.at < len(s.data) && bytes.IndexByte([]byte(" \t\r\n,:]}[{\""), s.data[s.at]) < 0 {
			s.at++
		}
		if s.at == start {
			return nil, s.unexpected("a value")
		}
	}
	return s.data[start:s.at], nil
}

// decode reads a value with encoding/json.
func (s *jsonScan) decode(into any) error {
	raw, err := s.raw()
	if err != nil {
		return err
	}
	if err := json.Unmarshal(raw, into); err != nil {
		var kind *json.UnmarshalTypeError
		if errors.As(err, &kind) {
			return fmt.Errorf("%.40s: must be %s", raw, kind.Type)
		}
		return fmt.Errorf("is not JSON: %w", err)
	}
	return nil
}

// null goes past a null and tells that there was one.
func (s *jsonScan) null() bool {
	if s.space() == 'n' && bytes.HasPrefix(s.data[s.at:], []byte("null")) {
		s.at += 4
		return true
	}
	return false
}

var exactPowers = [...]float64{1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22}

// number reads a number. Up to 15 digits without exponent, which coordinates
// are, digits and power of ten are both exact, so that one division rounds as
// strconv would; the rest goes to strconv.
func (s *jsonScan) number() (float64, error) {
	data, at := s.data, s.at
	negative := at < len(data) && data[at] == '-'
	if negative {
		at++
	}
	digits, decimals, point := uint64(0), 0, false
	first, n := at, 0
	for ; at < len(data); at++ {
		c := data[at]
		if c >= '0' && c <= '9' {
			if n++; n > 15 {
				break
			}
			digits = digits*10 + uint64(c-'0')
			if point {
				decimals++
			}
		} else if c == '.' && !point && at > first {
			point = true
		} else {
			break
		}
	}
	if at > first && n <= 15 && data[at-1] != '.' && (at == len(data) || !numeric(data[at])) {
		s.at = at
		v := float64(digits) / exactPowers[decimals]
		if negative {
			v = -v
		}
		return v, nil
	}
	start := s.at
	for at = start; at < len(data) && numeric(data[at]); at++ {
	}
	if at == start {
		return 0, s.wanted("a number")
	}
	v, err := strconv.ParseFloat(string(data[start:at]), 64)
	if err != nil {
		return 0, fmt.Errorf("%.24s: must be a number", data[start:at])
	}
	s.at = at
	return v, nil
}

func numeric(c byte) bool {
	return c >= '0' && c <= '9' || c == '.' || c == '-' || c == '+' || c == 'e' || c == 'E'
}

// wanted says that a value is of the wrong kind.
func (s *jsonScan) wanted(want string) error {
	at := s.at
	raw, err := s.raw()
	if err != nil {
		return err
	}
	s.at = at
	return fmt.Errorf("%.24s: must be %s", raw, want)
}
