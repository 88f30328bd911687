package step

import "math"

// Reals reads the numbers of argument i, a list or a list of lists, row by row,
// and appends them to dst. width is how many each innermost list holds, 0 if they
// differ. ok is false if anything else stands there; dst is what it was then.
func (a *Args) Reals(i int, dst []float64) (all []float64, width int, ok bool) {
	return members(a, i, dst, realAt)
}

// Ints reads integers as Reals reads numbers: indices into lists of points.
func (a *Args) Ints(i int, dst []int32) (all []int32, width int, ok bool) {
	return members(a, i, dst, int32At)
}

// Refs reads references as Reals reads numbers.
func (a *Args) Refs(i int, dst []ID) (all []ID, width int, ok bool) {
	return members(a, i, dst, idAt)
}

// Vector reads a list of one to three numbers: a point or a direction. What is
// not given is 0.
func (a *Args) Vector(i int) (v [3]float64, n int, ok bool) {
	p, kind := a.value(i)
	if kind != List {
		return v, 0, false
	}
	text := a.text
	for p = skipSpace(text, p+1); n < len(v); n++ {
		if v[n], p, ok = realAt(text, p); !ok {
			return v, n, false
		}
		switch p = skipSpace(text, p); {
		case p < len(text) && text[p] == ',':
			p = skipSpace(text, p+1)
		case p < len(text) && text[p] == ')':
			return v, n + 1, true
		default:
			return v, n, false
		}
	}
	return v, n, false // a fourth number follows
}

func members[T any](a *Args, i int, dst []T, read func(text string, p int) (T, int, bool)) (all []T, width int, ok bool) {
	p, kind := a.value(i)
	if kind != List {
		return dst, 0, false
	}
	text, all := a.text, dst
	depth, from, width, number := 0, len(dst), -1, false
	for {
		// A value is due, or the end of an empty list.
		if p < len(text) && isSpace(text[p]) || p < len(text) && text[p] == '/' {
			p = skipSpace(text, p)
		}
		if p >= len(text) {
			return dst, 0, false
		}
		empty := false
		if text[p] == '(' {
			if depth++; depth > maxDepth {
				return dst, 0, false
			}
			if number {
				width = 0 // numbers and lists in one list
			}
			from, number = len(all), false
			p = skipSpace(text, p+1)
			if p >= len(text) || text[p] != ')' {
				continue
			}
			empty = true
		} else {
			v, after, ok := read(text, p)
			if !ok {
				return dst, 0, false
			}
			all, p, number = append(all, v), after, true
		}
		for leaf := true; ; leaf = false {
			p = skipSpace(text, p)
			if p < len(text) && text[p] == ',' && !(empty && leaf) {
				p++
				break
			}
			if p >= len(text) || text[p] != ')' {
				return dst, 0, false
			}
			if leaf {
				if n := len(all) - from; width < 0 {
					width = n
				} else if width != n {
					width = 0
				}
			}
			p++
			number = false
			if depth--; depth == 0 {
				return all, max(width, 0), true
			}
		}
	}
}

func int32At(text string, p int) (int32, int, bool) {
	v, after, ok := intAt(text, p)
	return int32(v), after, ok && v >= math.MinInt32 && v <= math.MaxInt32
}

func idAt(text string, p int) (ID, int, bool) {
	if text[p] != '#' {
		return 0, p, false
	}
	return refAt(text, p)
}
