package route

import "math"

// maxCost is the largest cost that is not "closed".
const maxCost = math.MaxFloat64

// Reached is a node within the limit.
type Reached struct {
	Node int32
	Cost float64 // [m or s]
}

// Span is the part of an edge within the limit, in shares of its length.
type Span struct {
	Edge     int32
	From, To float64
}

// Reach is all that lies within a limit: an isochrone as numbers.
type Reach struct {
	Nodes []Reached // by cost, each once
	Spans []Span    // every edge reached, whole or in part; one on which the start lies may come twice, the two ways round
}

// Within finds all that is reached from any of the places at a cost up to
// limit [m or s]. It reuses the memory of r.
func (s *Search) Within(c *Costs, from []Place, limit float64, r *Reach) {
	g := s.g
	g.check(from)
	r.Nodes, r.Spans = r.Nodes[:0], r.Spans[:0]
	s.begin(c, nil)
	if s.met == nil {
		s.met = make([]uint32, len(g.edges))
	}
	for k, p := range from {
		state, cost := g.start(c, p)
		s.seed(0, state, cost, int32(-1-k))
		if p.Edge >= 0 && c.open(p.Edge) {
			r.Spans = append(r.Spans, Span{p.Edge, p.At, min(1, p.At+share(limit, c.Of(p.Edge)))})
		}
	}
	for len(s.queue.items) > 0 && s.queue.items[0].key <= limit {
		at := s.queue.pop(s.labels).state
		cost, v := s.labels[at].cost, g.node[at]
		if s.goal[v] != s.round { // the first of a node's states is the nearest
			s.goal[v] = s.round
			r.Nodes = append(r.Nodes, Reached{v, cost})
		}
		for a := g.first[at]; a < g.first[at+1]; a++ {
			whole := c.arc[a]
			if whole > maxCost {
				continue
			}
			s.relax(c, 0, a, at, cost)
			// An edge is met first from where it is nearest.
			if e := g.edge[a]; s.met[e] != s.round {
				s.met[e] = s.round
				r.Spans = append(r.Spans, Span{e, 0, share(limit-cost, whole)})
			}
		}
	}
}

// share is how much of an edge a remainder pays for, 0 … 1.
func share(remainder, whole float64) float64 {
	if remainder >= whole {
		return 1
	}
	return max(0, remainder/whole)
}
