package route

import "math"

// Search answers queries on one graph, one after another, in memory of its own
// that it uses again.
type Search struct {
	g      *Graph
	round  uint32 // labels and goals count only if they bear it
	labels []label
	queue  heap
	goal   []uint32 // of each node: a place to reach begins there
	goals  []goal
	met    []uint32 // of each edge, for Within

	owner, firstGoal, nextGoal []int32 // for Table

	ban     *ban // of Shortest
	blocked []uint32

	back  *Search // the search from the other end
	trace []int32 // scratch
}

// label is what a search knows of a state.
type label struct {
	cost  float64 // d(s)
	rest  float64 // h(s)
	arc   int32   // by which it was reached; -1-k: it is the start of place k
	place int32   // in the queue, -1: not in it
	round uint32
}

// goal is a place to reach.
type goal struct {
	place Place
	node  int32   // from which it is reached
	rest  float64 // what the way costs from there
}

// NewSearch returns a workspace for the graph.
func (g *Graph) NewSearch() *Search {
	return &Search{g: g, labels: make([]label, len(g.node)), goal: make([]uint32, g.Nodes())}
}

// begin forgets the last query and takes the goals of the next.
func (s *Search) begin(c *Costs, to []Place) {
	if s.round++; s.round == 0 { // after 2^32 queries old labels would count again
		clear(s.labels)
		clear(s.goal)
		clear(s.met)
		s.round = 1
	}
	s.queue.items, s.goals = s.queue.items[:0], s.goals[:0]
	for _, q := range to {
		v, rest := s.g.last(c, q)
		s.goal[v] = s.round
		s.goals = append(s.goals, goal{q, v, rest})
	}
}

// Path is a route found.
type Path struct {
	Cost     float64 // [m or s]
	Edges    []int32 // in order; of the first and last only a part if the places lie on them
	From, To int     // which of the places given
}

// end is how a route ends: from state by way of the last arc (-1: none) at
// place to. A route along a single edge has no state (-1) and the place it
// began at.
type end struct {
	cost       float64
	state, arc int32
	to, from   int
}

// better orders ends by cost and then so that no search order shows.
func (a end) better(b end) bool {
	switch {
	case a.cost != b.cost:
		return a.cost < b.cost
	case a.to != b.to:
		return a.to < b.to
	}
	return a.state < b.state
}

// Route returns the least-cost route from any of one set of places to any of
// another, by A*. ok is false if there is none. Path.Edges reuses the memory of
// edges, which may be nil.
func (s *Search) Route(c *Costs, from, to []Place, edges []int32) (p Path, ok bool) {
	return s.one(c, from, to, c.guide(), edges)
}

// Dijkstra returns what Route returns without being guided.
func (s *Search) Dijkstra(c *Costs, from, to []Place, edges []int32) (p Path, ok bool) {
	return s.one(c, from, to, 0, edges)
}

func (s *Search) one(c *Costs, from, to []Place, guide float64, edges []int32) (Path, bool) {
	s.g.check(from)
	s.g.check(to)
	s.begin(c, to)
	for k, p := range from {
		state, cost := s.g.start(c, p)
		s.seed(guide, state, cost, int32(-1-k))
	}
	best := s.run(c, guide, s.along(c, from, to))
	if math.IsInf(best.cost, 1) {
		return Path{Edges: edges[:0]}, false
	}
	return s.path(from, to, best, edges), true
}

// along returns the best route that stays on one edge, of infinite cost if
// there is none.
func (s *Search) along(c *Costs, from, to []Place) end {
	best := end{cost: math.Inf(1), state: -1, arc: -1}
	for i, p := range from {
		for j, q := range to {
			if s.ban.along(i, j) {
				continue
			}
			if e := (end{cost: s.g.between(c, p, q), state: -1, arc: -1, to: j, from: i}); e.better(best) && e.cost < math.Inf(1) {
				best = e
			}
		}
	}
	return best
}

// seed offers a state as a start.
func (s *Search) seed(guide float64, state int32, cost float64, arc int32) {
	l := &s.labels[state]
	if math.IsInf(cost, 1) || l.round == s.round && l.cost <= cost {
		return
	}
	if l.round != s.round {
		*l = label{cost: cost, rest: s.rest(guide, state), arc: arc, place: -1, round: s.round}
	} else {
		l.cost, l.arc = cost, arc
	}
	s.queue.push(s.labels, item{l.cost + l.rest, state})
}

// rest is h(s).
func (s *Search) rest(guide float64, state int32) float64 {
	if guide == 0 {
		return 0
	}
	h := math.Inf(1)
	for k := range s.goals {
		q := &s.goals[k]
		h = min(h, guide*s.g.straight(s.g.node[state], q.node)+q.rest)
	}
	return h
}

// run searches until nothing can be better than the best end.
func (s *Search) run(c *Costs, guide float64, best end) end {
	g := s.g
	// At equal keys the search goes on: a tie is settled by rule, not by order.
	for len(s.queue.items) > 0 && s.queue.items[0].key <= best.cost {
		at := s.queue.pop(s.labels).state
		cost := s.labels[at].cost
		if s.goal[g.node[at]] == s.round {
			best = s.arrive(at, cost, best)
		}
		for a := g.first[at]; a < g.first[at+1]; a++ {
			s.relax(c, guide, a, at, cost)
		}
	}
	return best
}

// arrive compares the best end with those that begin in this state.
func (s *Search) arrive(at int32, cost float64, best end) end {
	for j, q := range s.goals {
		if q.node != s.g.node[at] || math.IsInf(q.rest, 1) || s.ban.ends(at, j) {
			continue
		}
		e := end{cost: cost + q.rest, state: at, arc: -1, to: j}
		if q.place.Edge >= 0 {
			if e.arc = s.g.arc(at, q.place.Edge); e.arc < 0 {
				continue // the turn into it is forbidden
			}
		}
		if e.better(best) {
			best = e
		}
	}
	return best
}

// relax looks whether an arc leads to its head at less cost than known.
func (s *Search) relax(c *Costs, guide float64, a, at int32, cost float64) {
	next, head := cost+c.arc[a], s.g.head[a]
	l := &s.labels[head]
	if l.round == s.round {
		if next > l.cost {
			return
		}
		// Among equal ways the lower arc wins, unless the way adds nothing, which
		// could close a ring.
		if next == l.cost {
			if a < l.arc && cost < next && !s.bans(at, a, head) {
				l.arc = a
			}
			return
		}
	}
	if math.IsInf(next, 1) || s.bans(at, a, head) {
		return
	}
	if l.round == s.round {
		l.cost, l.arc = next, a
	} else {
		rest := 0.0
		if guide > 0 {
			rest = s.rest(guide, head)
		}
		*l = label{cost: next, rest: rest, arc: a, place: -1, round: s.round}
	}
	s.queue.push(s.labels, item{next + l.rest, head})
}

// path walks back from the end.
func (s *Search) path(from, to []Place, e end, edges []int32) Path {
	p := Path{Cost: e.cost, Edges: edges[:0], From: e.from, To: e.to}
	if e.state < 0 {
		p.Edges = append(p.Edges, to[e.to].Edge)
		return p
	}
	var first int32
	s.trace, first = s.walk(e.state, s.trace[:0])
	p.From = int(-1 - first)
	if q := from[p.From]; q.Edge >= 0 {
		p.Edges = append(p.Edges, q.Edge)
	}
	for k := len(s.trace) - 1; k >= 0; k-- {
		p.Edges = append(p.Edges, s.g.edge[s.trace[k]])
	}
	if e.arc >= 0 {
		p.Edges = append(p.Edges, s.g.edge[e.arc])
	}
	return p
}

// walk returns the arcs that led to a state, the last first, and what its
// start says.
func (s *Search) walk(state int32, arcs []int32) ([]int32, int32) {
	for {
		a := s.labels[state].arc
		if a < 0 {
			return arcs, a
		}
		arcs = append(arcs, a)
		state = s.g.tail[a]
	}
}
