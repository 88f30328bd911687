package route

import (
	"cmp"
	"math"
	"slices"
)

// Shortest returns up to k routes in order of cost: the k least of all that
// pass no state twice and never pass their first and last place again (Yen
// 1971). No two have the same edges and places. It allocates.
func (s *Search) Shortest(c *Costs, from, to []Place, k int) []Path {
	s.g.check(from)
	s.g.check(to)
	y := yen{s: s, c: c, from: from, to: to}
	s.ban = &ban{closed: ends(from, to)}
	if s.blocked == nil {
		s.blocked = make([]uint32, len(s.g.node))
	}
	defer func() { s.ban = nil }()
	y.leave(trail{}, -1)
	var found []Path
	for len(found) < k && len(y.waiting) > 0 {
		t := y.waiting[0]
		y.waiting = slices.Delete(y.waiting, 0, 1)
		y.found = append(y.found, t)
		found = append(found, y.path(t))
		if len(found) < k {
			for at := t.leave; at <= len(t.arcs) && (at < 0 || !t.along); at++ {
				y.leave(t, at)
			}
		}
	}
	return found
}

// yen is one call of Shortest.
type yen struct {
	s        *Search
	c        *Costs
	from, to []Place
	found    []trail
	waiting  []trail // by cost
}

// trail is a route as states: it begins at place from, passes arcs and ends at
// place to, by way of the last arc if that is not -1.
type trail struct {
	cost     float64
	from, to int
	along    bool // it stays on one edge and has no state
	arcs     []int32
	last     int32
	leave    int // where it left the trail it came of: -1 at the start, else after so many arcs
}

// ban says what a search must not do, so that it finds nothing twice.
type ban struct {
	closed []int32 // edges on which the places lie: passed whole, they would be met again
	round  uint32  // states that bear it in blocked are not entered
	at     int32   // the state to be left another way
	arcs   []int32 // than by these
	tos    []int   // or these ends
	seeds  []int   // starts not to be taken
	pairs  [][2]int
}

func (b *ban) ends(state int32, to int) bool {
	return b != nil && b.at == state && slices.Contains(b.tos, to)
}

func (b *ban) along(from, to int) bool {
	return b != nil && (b.at >= 0 || slices.Contains(b.pairs, [2]int{from, to}))
}

// bans tells whether an arc must not be taken.
func (s *Search) bans(at, a, head int32) bool {
	b := s.ban
	if b == nil {
		return false
	}
	return s.blocked[head] == b.round || at == b.at && slices.Contains(b.arcs, a) || slices.Contains(b.closed, s.g.edge[a])
}

func ends(from, to []Place) (edges []int32) {
	for _, list := range [][]Place{from, to} {
		for _, p := range list {
			if p.Edge >= 0 {
				edges = append(edges, p.Edge)
			}
		}
	}
	return edges
}

// leave looks for the best route that follows t for so many arcs and then does
// what none found before did; -1: that starts otherwise.
func (y *yen) leave(t trail, follow int) {
	s, b := y.s, y.s.ban
	if b.round++; b.round == 0 {
		clear(s.blocked)
		b.round = 1
	}
	b.at, b.arcs, b.tos, b.seeds, b.pairs = -1, b.arcs[:0], b.tos[:0], b.seeds[:0], b.pairs[:0]
	s.begin(y.c, y.to)
	guide := y.c.guide()
	best := end{cost: math.Inf(1), state: -1, arc: -1}
	if follow < 0 {
		for _, f := range y.found {
			if f.along {
				b.pairs = append(b.pairs, [2]int{f.from, f.to})
			} else {
				b.seeds = append(b.seeds, f.from)
			}
		}
		best = s.along(y.c, y.from, y.to)
		for k, p := range y.from {
			if !slices.Contains(b.seeds, k) {
				state, cost := s.g.start(y.c, p)
				s.seed(guide, state, cost, int32(-1-k))
			}
		}
	} else {
		state, cost := s.g.start(y.c, y.from[t.from])
		for _, a := range t.arcs[:follow] {
			s.blocked[state] = b.round
			cost += y.c.arc[a]
			state = s.g.head[a]
		}
		s.blocked[state] = b.round
		b.at = state
		for _, f := range y.found {
			if f.along || f.from != t.from || len(f.arcs) < follow || !slices.Equal(f.arcs[:follow], t.arcs[:follow]) {
				continue
			}
			if len(f.arcs) > follow {
				b.arcs = append(b.arcs, f.arcs[follow])
			} else {
				b.tos = append(b.tos, f.to)
			}
		}
		s.seed(guide, state, cost, int32(-1-t.from))
	}
	best = s.run(y.c, guide, best)
	if math.IsInf(best.cost, 1) {
		return
	}
	n := trail{cost: best.cost, from: best.from, to: best.to, along: best.state < 0, last: best.arc, leave: follow}
	if !n.along {
		tail, first := s.walk(best.state, nil)
		slices.Reverse(tail)
		n.from = int(-1 - first)
		n.arcs = append(slices.Clone(t.arcs[:max(0, follow)]), tail...)
	}
	y.wait(n)
}

// wait puts a trail in its place by cost; of equal ones the fewer arcs, then the
// lower.
func (y *yen) wait(n trail) {
	at, found := slices.BinarySearchFunc(y.waiting, n, func(a, b trail) int {
		return cmp.Or(cmp.Compare(a.cost, b.cost), cmp.Compare(len(a.arcs), len(b.arcs)),
			slices.Compare(a.arcs, b.arcs), cmp.Compare(a.from, b.from), cmp.Compare(a.to, b.to), cmp.Compare(a.last, b.last))
	})
	if !found {
		y.waiting = slices.Insert(y.waiting, at, n)
	}
}

func (y *yen) path(t trail) Path {
	p := Path{Cost: t.cost, From: t.from, To: t.to}
	if t.along {
		p.Edges = []int32{y.to[t.to].Edge}
		return p
	}
	if q := y.from[t.from]; q.Edge >= 0 {
		p.Edges = append(p.Edges, q.Edge)
	}
	for _, a := range t.arcs {
		p.Edges = append(p.Edges, y.s.g.edge[a])
	}
	if t.last >= 0 {
		p.Edges = append(p.Edges, y.s.g.edge[t.last])
	}
	return p
}
