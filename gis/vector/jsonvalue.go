package vector

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// properties reads an object of properties, or null. Plain values, which most
// are, are read in place; lists and objects go through encoding/json.
func (s *jsonScan) properties() (map[string]any, error) {
	if s.null() {
		return nil, nil
	}
	if s.space() != '{' {
		return nil, s.wanted("an object")
	}
	p := map[string]any{}
	err := s.members(func(key string) error {
		v, err := s.value()
		if !utf8.ValidString(key) {
			key = strings.ToValidUTF8(key, "\uFFFD")
		}
		p[key] = v
		return err
	})
	return p, err
}

func (s *jsonScan) value() (v any, err error) {
	switch c := s.space(); {
	case c == '"':
		text, err := s.text()
		if !utf8.ValidString(text) {
			text = strings.ToValidUTF8(text, "\uFFFD")
		}
		return text, err
	case c == '-' || c >= '0' && c <= '9':
		from := s.at
		n, err := s.number()
		if err != nil {
			return nil, err
		}
		if n <= -1<<53 || n >= 1<<53 {
			if whole, err := strconv.ParseInt(string(s.data[from:s.at]), 10, 64); err == nil {
				return WholeNumber(whole), nil
			}
		}
		return n, nil
	}
	raw, err := s.raw()
	if err != nil {
		return nil, err
	}
	switch string(raw) {
	case "null":
		return nil, nil
	case "true":
		return true, nil
	case "false":
		return false, nil
	}
	if err := json.Unmarshal(raw, &v); err != nil {
		return nil, fmt.Errorf("is not JSON: %w", err)
	}
	return v, nil
}
