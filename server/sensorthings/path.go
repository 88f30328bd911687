package sensorthings

import (
	"net/url"
	"strings"
)

// segment of a resource path: Things('point/CX1').
type segment struct {
	name string
	id   string
	one  bool // it has an id
}

// parsePath cuts a path as it stands in the address. A / within quotes or written
// %2F divides nothing.
func parsePath(escaped string) ([]segment, *problem) {
	var parts []string
	var b strings.Builder
	inside := false
	for k := 0; k < len(escaped); k++ {
		c := escaped[k]
		if c == '/' && !inside {
			parts = append(parts, b.String())
			b.Reset()
			continue
		}
		if c == '%' {
			if k+3 > len(escaped) {
				return nil, bad("", "%s: %% stands for nothing", escaped)
			}
			text, err := url.PathUnescape(escaped[k : k+3])
			if err != nil {
				return nil, bad("", "%s: %% stands for nothing", escaped)
			}
			c = text[0]
			k += 2
		}
		if c == '\'' {
			inside = !inside
		}
		b.WriteByte(c)
	}
	parts = append(parts, b.String())
	var segments []segment
	for _, part := range parts {
		if part == "" {
			continue
		}
		s := segment{name: part}
		if open := strings.IndexByte(part, '('); open >= 0 {
			if !strings.HasSuffix(part, ")") {
				return nil, bad("", "%s: ) is expected at the end", part)
			}
			s.name, s.id, s.one = part[:open], part[open+1:len(part)-1], true
			if strings.HasPrefix(s.id, "'") {
				if quoted(s.id) != len(s.id) {
					return nil, bad("", "%s: the id must be one text in quotes", part)
				}
				s.id = strings.ReplaceAll(s.id[1:len(s.id)-1], "''", "'")
			}
		}
		segments = append(segments, s)
	}
	if len(segments) > 12 {
		return nil, bad("", "the path has %d parts: at most 12", len(segments))
	}
	return segments, nil
}
