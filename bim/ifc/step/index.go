package step

import (
	"math"
	"runtime"
	"strings"
	"sync"
)

// Below this many bytes a second core costs more than it gives.
const chunkBytes = 256 << 10

// A part is what the scan of a stretch of the text has found.
type part struct {
	from, next int // the first statement and the first not scanned
	ids        []ID
	at         []uint32 // where the arguments' ( stands
	types      []uint16
	names      names
	faults     Faults
	ended      bool // ENDSEC came, and neither DATA nor an instance behind it
	reopened   bool // DATA or an instance came, be it a broken one
	stopped    bool // END-ISO-10303-21 was met
}

// scanPart reads the statements that start in [from, to).
func scanPart(text string, from, to int) *part {
	s := scanner{text: text}
	// Nearly all files have one instance a line, of at least 16 bytes.
	guess := 0
	if from < to {
		guess = min(1+strings.Count(text[from:to], "\n"), (to-from)/16)
	}
	c := &part{from: from, ids: make([]ID, 0, guess), at: make([]uint32, 0, guess), types: make([]uint16, 0, guess)}
	p := s.space(from)
	for p < to && !c.stopped {
		if text[p] == '#' {
			p = c.instance(&s, p)
			c.ended, c.reopened = false, true
		} else {
			p = c.keyword(&s, p)
		}
		p = s.space(p)
	}
	c.next, c.faults = p, s.faults
	return c
}

// instance reads #id=TYPE( and walks to the end of the statement at p.
func (c *part) instance(s *scanner, p int) int {
	text := s.text
	start := p
	p++
	var id uint64
	digits := p
	for p < len(text) && isDigit(text[p]) {
		if id <= math.MaxUint32 {
			id = id*10 + uint64(text[p]-'0')
		}
		p++
	}
	if p == digits || id > math.MaxUint32 {
		after, _, _ := s.body(s.pastEquals(p))
		s.faults.add(start, 0, text, "an id between #0 and #4294967295")
		return after
	}
	bad := func(at int, expected string) int {
		after, _, _ := s.body(p)
		s.faults.add(at, ID(id), text, expected)
		return after
	}
	if p < len(text) && text[p] != '=' {
		p = s.space(p)
	}
	if p >= len(text) || text[p] != '=' {
		return bad(p, "= after the id")
	}
	p++
	if p < len(text) && (isSpace(text[p]) || text[p] == '/') {
		p = s.space(p)
	}
	kind := complexType
	if p < len(text) && text[p] == '(' {
		s.faults.add(p, ID(id), text, "one type, not an instance of several")
	} else {
		name := p
		for p < len(text) && isNamePart(text[p]) {
			p++
		}
		if p == name {
			return bad(p, "a type's name after =")
		}
		kind = text[name:p]
		if p < len(text) && text[p] != '(' {
			p = s.space(p)
		}
		if p >= len(text) || text[p] != '(' {
			return bad(p, "( after "+kind[:min(len(kind), 60)])
		}
	}
	after, wrongAt, expected := s.body(p)
	if expected != "" {
		s.faults.add(wrongAt, ID(id), text, expected)
		return after
	}
	number, ok := c.names.number(kind)
	if !ok {
		s.faults.add(start, ID(id), text, "no more than 65535 types")
		return after
	}
	c.ids = append(c.ids, ID(id))
	c.at = append(c.at, uint32(p))
	c.types = append(c.types, number)
	return after
}

// pastEquals skips the = of an instance that is left out, so that it is not
// taken for that of a following one.
func (s *scanner) pastEquals(p int) int {
	p = s.space(p)
	if p < len(s.text) && s.text[p] == '=' {
		p++
	}
	return p
}

// keyword reads a statement that is no instance.
func (c *part) keyword(s *scanner, p int) int {
	q := p
	for q < len(s.text) && isNamePart(s.text[q]) {
		q++
	}
	after, _, _ := s.body(q)
	switch s.text[p:q] {
	case "ENDSEC":
		c.ended = true
	case "DATA":
		c.ended, c.reopened = false, true
	case "END-ISO-10303-21":
		c.stopped = true
	default:
		s.faults.add(p, 0, s.text, "an instance #id=TYPE(...); or ENDSEC;")
	}
	return after
}

// scanAll reads all statements from one on, in chunks side by side. Each chunk
// but the first starts at a guess: after a semicolon with # behind it. The guess
// is right if the chunk before ends there; else (it stood in a string or a
// comment) the chunk is read again from the true place.
func scanAll(text string, from, workers, chunk int) []*part {
	n := max(1, min((len(text)-from)/chunk, 4*workers))
	if workers == 1 {
		n = 1
	}
	bound := func(k int) int { return from + int(int64(len(text)-from)*int64(k)/int64(n)) }
	parts := make([]*part, n)
	next := make(chan int, n)
	for k := range n {
		next <- k
	}
	close(next)
	var wait sync.WaitGroup
	for range min(workers, n) {
		wait.Go(func() {
			for k := range next {
				start := bound(k)
				if k > 0 {
					start = guessStart(text, start, bound(k+1))
				}
				parts[k] = scanPart(text, start, bound(k+1))
			}
		})
	}
	wait.Wait()

	kept, at := parts[:0], from
	for k, c := range parts {
		to := bound(k + 1)
		if at >= to && k > 0 {
			continue // a string or an instance reaches over the whole chunk
		}
		if k > 0 && c.from != at {
			c = scanPart(text, at, to)
		}
		kept = append(kept, c)
		at = c.next
		if c.stopped {
			break
		}
	}
	return kept
}

// guessStart finds what looks like the first statement in [from, to).
func guessStart(text string, from, to int) int {
	s := scanner{text: text, unclosed: true}
	for p := from; p < to; p++ {
		if text[p] != ';' {
			continue
		}
		if q := s.space(p + 1); q < len(text) && text[q] == '#' {
			return q
		}
	}
	return to
}

func cores() int { return max(1, runtime.GOMAXPROCS(0)) }
