package step

import "sync"

// maxDepth bounds lists within lists; IFC nests four deep at most.
const maxDepth = 64

// Check reads all arguments of all instances on all cores and reports what is no
// value and what refers to an instance that is not there. Faults that Parse
// found are not repeated.
func (f *File) Check() *Faults {
	const share = 4096
	n := (f.Len() + share - 1) / share
	found := make([]Faults, n)
	next := make(chan int, n)
	for k := range n {
		next <- k
	}
	close(next)
	var wait sync.WaitGroup
	for range min(cores(), n) {
		wait.Go(func() {
			for k := range next {
				for i := k * share; i < min(f.Len(), (k+1)*share); i++ {
					c := checker{file: f, id: f.ids[i], faults: &found[k], several: f.names.list[f.types[i]] == complexType}
					c.members(int(f.at[i])+1, 0)
				}
			}
		})
	}
	wait.Wait()
	all := &Faults{Name: f.Name}
	for k := range found {
		all.join(&found[k])
	}
	all.place(f.text)
	return all
}

type checker struct {
	file    *File
	id      ID
	faults  *Faults
	several bool // an instance of several types: no commas between its parts
}

func (c *checker) wrong(p int, expected string) (int, bool) {
	c.faults.add(p, c.id, c.file.text, expected)
	return p, false
}

// members reads values from p to the closing parenthesis and returns the place
// behind it.
func (c *checker) members(p, depth int) (after int, ok bool) {
	text := c.file.text
	if depth > maxDepth {
		return c.wrong(p, "no more than 64 lists within each other")
	}
	p = skipSpace(text, p)
	if p < len(text) && text[p] == ')' {
		return p + 1, true
	}
	for {
		if p, ok = c.value(p, depth); !ok {
			return p, false
		}
		p = skipSpace(text, p)
		switch {
		case p < len(text) && text[p] == ',':
			p = skipSpace(text, p+1)
		case p < len(text) && text[p] == ')':
			return p + 1, true
		case c.several && depth == 0 && p < len(text) && kindAt(text, p) == Typed:
		default:
			return c.wrong(p, ", or ) after a value")
		}
	}
}

func (c *checker) value(p, depth int) (after int, ok bool) {
	text := c.file.text
	switch kindAt(text, p) {
	case Null, Derived:
		return p + 1, true
	case Ref:
		id, after, ok := refAt(text, p)
		if !ok {
			return c.wrong(p, "a reference #0 to #4294967295")
		}
		if _, there := c.file.lookup.find(c.file.ids, id); !there {
			c.faults.add(p, c.id, text, "a reference to an instance of this file")
		}
		return after, true
	case Integer:
		if _, after, ok = intAt(text, p); !ok {
			return c.wrong(p, "an integer of 64 bits")
		}
		return after, true
	case Real:
		if _, after, ok = realAt(text, p); !ok {
			return c.wrong(p, "a real within the range of float64")
		}
		return after, true
	case Text:
		return skipString(text, p), true
	case Enum:
		q := p + 1
		for q < len(text) && isNamePart(text[q]) {
			q++
		}
		if q == p+1 || q >= len(text) || text[q] != '.' {
			return c.wrong(p, "an enumeration .NAME.")
		}
		return q + 1, true
	case Binary:
		q := p + 1
		for q < len(text) && isNamePart(text[q]) {
			q++
		}
		if q >= len(text) || text[q] != '"' {
			return c.wrong(p, `a binary "0A3"`)
		}
		return q + 1, true
	case List:
		return c.members(p+1, depth+1)
	case Typed:
		for p < len(text) && isNamePart(text[p]) {
			p++
		}
		q := skipSpace(text, p)
		if q >= len(text) || text[q] != '(' {
			return c.wrong(p, "( after a type's name")
		}
		return c.members(q+1, depth+1)
	}
	return c.wrong(p, "a value: number, 'text', .ENUM., #reference, $, *, list or TYPE(value)")
}
