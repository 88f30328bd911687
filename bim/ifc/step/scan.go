package step

import "strings"

// The classes of bytes at which the scan of an instance's body stops.
const (
	plain = iota
	open
	closing
	quote
	end
	equals
	slash
	binary
)

var classes = [256]uint8{'(': open, ')': closing, '\'': quote, ';': end, '=': equals, '/': slash, '"': binary}

func isSpace(c byte) bool {
	return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\f' || c == '\v'
}
func isDigit(c byte) bool { return c-'0' <= 9 }

func isNamePart(c byte) bool {
	return (c|0x20)-'a' <= 'z'-'a' || isDigit(c) || c == '_' || c == '!' || c == '-'
}

// A scanner walks over the text from statement to statement. Where it goes from
// the start of a statement depends on the text alone, which is what lets chunks
// be joined.
type scanner struct {
	text   string
	faults Faults
	// unclosed tells that a comment without end was met, so that not every
	// further one is followed to the end of the file.
	unclosed bool
}

// space returns the place after blanks and comments.
func (s *scanner) space(p int) int {
	for p < len(s.text) {
		c := s.text[p]
		if isSpace(c) {
			p++
			continue
		}
		if c != '/' {
			return p
		}
		q := s.comment(p)
		if q == p {
			return p
		}
		p = q
	}
	return p
}

// comment returns the place after the comment at p, and p if none stands there.
// One that never ends is reported and ends with its line.
func (s *scanner) comment(p int) int {
	if p+1 >= len(s.text) || s.text[p+1] != '*' {
		return p
	}
	if !s.unclosed {
		if n := strings.Index(s.text[p+2:], "*/"); n >= 0 {
			return p + 2 + n + 2
		}
		s.unclosed = true
	}
	s.faults.add(p, 0, s.text, "*/ after this comment")
	if n := strings.IndexByte(s.text[p:], '\n'); n >= 0 {
		return p + n
	}
	return len(s.text)
}

// quoted returns the place after the string whose opening quote stands at p.
// A string that reaches over a line that begins an instance, #12=, has lost its
// end: then ok is false and the place is that line's start.
func (s *scanner) quoted(p int) (after int, ok bool) {
	p++
	for {
		n := strings.IndexByte(s.text[p:], '\'')
		inside := s.text[p:]
		if n >= 0 {
			inside = inside[:n]
		}
		for at := 0; ; {
			line := strings.IndexByte(inside[at:], '\n')
			if line < 0 {
				break
			}
			at += line + 1
			if s.instanceAt(p + at) {
				return p + at, false
			}
		}
		if n < 0 {
			return len(s.text), false
		}
		length, closes := quoteAt(s.text, p+n)
		p += n + length
		if closes {
			return p, true
		}
	}
}

// instanceAt tells whether #digits= stands at p.
func (s *scanner) instanceAt(p int) bool {
	if p >= len(s.text) || s.text[p] != '#' {
		return false
	}
	q := p + 1
	for q < len(s.text) && isDigit(s.text[q]) {
		q++
	}
	digits := q > p+1
	for q < len(s.text) && (s.text[q] == ' ' || s.text[q] == '\t') {
		q++
	}
	return digits && q < len(s.text) && s.text[q] == '='
}

// body walks from p, inside a statement, to the place after its semicolon. It
// tells what is wrong: where, and what was expected; "" if nothing is.
func (s *scanner) body(p int) (after, wrongAt int, expected string) {
	text := s.text
	depth, last := 0, p
	wrong := func(at int, what string) {
		if expected == "" {
			wrongAt, expected = at, what
		}
	}
	for {
		for p < len(text) && classes[text[p]] == plain {
			p++
		}
		if p >= len(text) {
			wrong(len(text), "; before the end of the file")
			return p, wrongAt, expected
		}
		switch classes[text[p]] {
		case open:
			depth++
		case closing:
			depth--
			if depth < 0 {
				wrong(p, "no more ) than (")
			}
			last = p
		case quote:
			q, ok := s.quoted(p)
			if !ok {
				wrong(p, "' after this string")
				return q, wrongAt, expected
			}
			p = q
			continue
		case slash:
			if q := s.comment(p); q > p {
				if s.unclosed {
					wrong(p, "*/ after this comment")
				}
				p = q
				continue
			}
		case equals:
			// No argument holds one: the semicolon before an instance is lost.
			if q := hashBefore(text, p, last); q > 0 {
				wrong(q, "; before the next instance")
				return q, wrongAt, expected
			}
			wrong(p, "no = among arguments")
		case end:
			if depth > 0 {
				wrong(p, ") before ;")
			}
			return p + 1, wrongAt, expected
		}
		p++
	}
}

// hashBefore finds the # of "#digits =" whose = stands at p, not before from; 0
// if there is none.
func hashBefore(text string, p, from int) int {
	q := p
	for q > from && isSpace(text[q-1]) {
		q--
	}
	digits := q
	for q > from && isDigit(text[q-1]) {
		q--
	}
	if q < digits && q > from && text[q-1] == '#' {
		return q - 1
	}
	return 0
}
