package route

import (
	"math"
	"slices"
)

// Bidirectional returns what Route returns, searching from both ends until
// they meet.
func (s *Search) Bidirectional(c *Costs, from, to []Place, edges []int32) (p Path, ok bool) {
	g := s.g
	g.check(from)
	g.check(to)
	if s.back == nil {
		s.back = g.NewSearch()
	}
	back := s.back
	s.begin(c, nil)
	back.begin(c, nil)
	best := s.along(c, from, to)
	for k, p := range from {
		state, cost := g.start(c, p)
		s.seed(0, state, cost, int32(-1-k))
	}
	for j, q := range to {
		v, rest := g.last(c, q)
		for _, state := range g.states.of(v) {
			if q.Edge < 0 || g.arc(state, q.Edge) >= 0 {
				back.seed(0, state, rest, int32(-1-j))
			}
		}
	}
	meeting := int32(-1)
	meet := func(state int32) {
		f, b := &s.labels[state], &back.labels[state]
		if f.round == s.round && b.round == back.round && f.cost+b.cost < best.cost {
			best.cost, meeting = f.cost+b.cost, state
		}
	}
	for len(s.queue.items) > 0 && len(back.queue.items) > 0 {
		if s.queue.items[0].key+back.queue.items[0].key >= best.cost {
			break
		}
		if s.queue.items[0].key <= back.queue.items[0].key {
			at := s.queue.pop(s.labels).state
			meet(at)
			cost := s.labels[at].cost
			for a := g.first[at]; a < g.first[at+1]; a++ {
				s.relax(c, 0, a, at, cost)
				meet(g.head[a])
			}
			continue
		}
		at := back.queue.pop(back.labels).state
		meet(at)
		cost := back.labels[at].cost
		for _, a := range g.into.of(at) {
			back.unwind(c, a, at, cost)
			meet(g.tail[a])
		}
	}
	switch {
	case math.IsInf(best.cost, 1):
		return Path{Edges: edges[:0]}, false
	case meeting < 0:
		return s.path(from, to, best, edges), true
	}
	return s.join(c, from, to, meeting, edges), true
}

// unwind is relax against the direction of the arc.
func (s *Search) unwind(c *Costs, a, at int32, cost float64) {
	next, tail := cost+c.arc[a], s.g.tail[a]
	l := &s.labels[tail]
	if math.IsInf(next, 1) || l.round == s.round && next >= l.cost {
		return
	}
	if l.round == s.round {
		l.cost, l.arc = next, a
	} else {
		*l = label{cost: next, arc: a, place: -1, round: s.round}
	}
	s.queue.push(s.labels, item{next, tail})
}

// join puts the two halves together and adds the costs up from the start.
func (s *Search) join(c *Costs, from, to []Place, meeting int32, edges []int32) Path {
	g := s.g
	var first int32
	s.trace, first = s.walk(meeting, s.trace[:0])
	slices.Reverse(s.trace)
	state := meeting
	for s.back.labels[state].arc >= 0 {
		a := s.back.labels[state].arc
		s.trace = append(s.trace, a)
		state = g.head[a]
	}
	p := Path{Edges: edges[:0], From: int(-1 - first), To: int(-1 - s.back.labels[state].arc)}
	if q := from[p.From]; q.Edge >= 0 {
		p.Edges = append(p.Edges, q.Edge)
	}
	_, p.Cost = g.start(c, from[p.From])
	for _, a := range s.trace {
		p.Cost += c.arc[a]
		p.Edges = append(p.Edges, g.edge[a])
	}
	_, rest := g.last(c, to[p.To])
	p.Cost += rest
	if q := to[p.To]; q.Edge >= 0 {
		p.Edges = append(p.Edges, q.Edge)
	}
	return p
}
