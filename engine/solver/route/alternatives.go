package route

import "math"

// Alternative says what counts as another route.
type Alternative struct {
	Stretch float64 // at most so many times the least cost, e.g. 1.5
	Shared  float64 // at most this share of its cost on edges of any route before it, e.g. 0.6
	Penalty float64 // edges of routes found count so many times their cost while the next is sought, e.g. 1.4
	Tries   int     // searches at most, e.g. 4 per route
}

// UsualAlternative is what dispatchers are shown where nothing else is asked
// for: an assumption, to be changed.
var UsualAlternative = Alternative{Stretch: 1.5, Shared: 0.6, Penalty: 1.4, Tries: 16}

// Alternatives returns up to k routes that differ by more than a side street:
// the best first, then each within Stretch of it and sharing no more than Shared
// with any before. Each is loopless in states, being the shortest under some
// positive costs; whether more exist is not decided (the penalty method finds
// some, not all). Shortest is exact but lists routes that hardly differ.
// It allocates.
func (s *Search) Alternatives(c *Costs, from, to []Place, k int, want Alternative) []Path {
	best, ok := s.Route(c, from, to, nil)
	if !ok || k < 1 {
		return nil
	}
	found := []Path{best}
	dear := c.Clone()
	s.burden(dear, best.Edges, want.Penalty)
	for try := 0; len(found) < k && try < want.Tries; try++ {
		p, ok := s.Route(dear, from, to, nil)
		if !ok {
			break
		}
		s.burden(dear, p.Edges, want.Penalty)
		p.Cost = s.g.cost(c, from, to, p)
		if p.Cost > want.Stretch*best.Cost {
			continue
		}
		apart := true
		for _, q := range found {
			apart = apart && s.g.shared(c, from, to, p, q) <= want.Shared*p.Cost
		}
		if apart {
			found = append(found, p)
		}
	}
	return found
}

// burden makes edges dearer.
func (s *Search) burden(c *Costs, edges []int32, by float64) {
	for _, e := range edges {
		if now := c.Of(e); c.open(e) && now*by <= maxCost {
			c.write(e, max(now, now*by))
		}
	}
}

// cost adds up a route, from the start onward.
func (g *Graph) cost(c *Costs, from, to []Place, p Path) float64 {
	sum := 0.0
	for k := range p.Edges {
		sum += g.piece(c, from, to, p, k)
	}
	return sum
}

// piece is what the k-th edge of a route costs: a part of it at the ends.
func (g *Graph) piece(c *Costs, from, to []Place, p Path, k int) float64 {
	start, stop := 0.0, 1.0
	if k == 0 && from[p.From].Edge >= 0 {
		start = from[p.From].At
	}
	if k == len(p.Edges)-1 && to[p.To].Edge >= 0 {
		stop = to[p.To].At
	}
	return portion(stop-start, c.Of(p.Edges[k]))
}

// shared is the cost of what p has in common with q.
func (g *Graph) shared(c *Costs, from, to []Place, p, q Path) float64 {
	in := make(map[int32]bool, len(q.Edges))
	for _, e := range q.Edges {
		in[e] = true
	}
	sum := 0.0
	for k, e := range p.Edges {
		if in[e] {
			sum += g.piece(c, from, to, p, k)
		}
	}
	return math.Min(sum, p.Cost)
}
