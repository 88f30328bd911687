package roads

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/paulmach/orb"
)

// turns returns the sequences of edges that restrictions forbid. What one
// demands (only_*) forbids every other way on from there. By way of ways, an
// only_ restriction demands to follow them to their end once they have been
// entered from its from way; other turns out of the from way stay free.
func (b *builder) turns() (forbidden [][]int32) {
	ways := map[int64]*openWay{}
	for k := range b.ways {
		ways[b.ways[k].ID] = &b.ways[k]
	}
	out := map[int32][]int32{} // edges by the node they leave
	for e, r := range b.list {
		out[r.From] = append(out[r.From], int32(e))
	}
	for k := range b.d.Restrictions {
		r := &b.d.Restrictions[k]
		note := b.note(fmt.Sprintf("relation/%d", r.ID))
		kind := b.p.kind(r, note)
		if kind == "" {
			continue
		}
		for _, from := range r.From {
			for _, to := range r.To {
				if ways[from] == nil || ways[to] == nil {
					continue // not open to this traveller: nothing to forbid
				}
				chains := b.chains(r, kind, ways, from, to)
				if chains == nil {
					note("members", "", "do not meet as from, via, to; left out")
				}
				if len(chains) > 1 {
					note("members", "", "meet in more than one way (a way is not cut at the turn); judged by the direction of the turn")
					chains = b.sided(kind, chains)
				}
				forbidden = append(forbidden, b.forbid(kind, len(r.ViaWays) > 0, chains, out)...)
			}
		}
	}
	if !b.p.TurnBack {
		for e, r := range b.list {
			if back := b.n.Edges[e].Back; back >= 0 && len(out[r.To]) > 1 {
				forbidden = append(forbidden, []int32{int32(e), back})
			}
		}
	}
	return forbidden
}

// chains returns the sequences from, via, to of edges that a restriction means.
func (b *builder) chains(r *Restriction, kind string, ways map[int64]*openWay, from, to int64) (chains [][]int32) {
	if r.ViaWays == nil {
		// Into and out of one way, a U-turn is what turns back and nothing else is.
		back := from == to && strings.HasSuffix(kind, "u_turn")
		for _, e := range b.touching(from, r.Via, true) {
			for _, f := range b.touching(to, r.Via, false) {
				if b.list[e].To == b.list[f].From && back == (b.n.Edges[e].Back == f) {
					chains = append(chains, []int32{e, f})
				}
			}
		}
		return chains
	}
	// Grow the chain way by way from wherever the from way meets the first via.
	type growing struct {
		edges []int32
		node  int64
	}
	var list []growing
	for _, id := range ends(ways[from]) {
		for _, e := range b.touching(from, id, true) {
			list = append(list, growing{[]int32{e}, id})
		}
	}
	for _, via := range r.ViaWays {
		w := ways[via]
		if w == nil {
			return nil
		}
		var next []growing
		for _, g := range list {
			for _, id := range ends(w) {
				if path := b.through(w, g.node, id); path != nil {
					next = append(next, growing{append(slices.Clone(g.edges), path...), id})
				}
			}
		}
		list = next
	}
	for _, g := range list {
		for _, e := range b.touching(to, g.node, false) {
			if b.list[g.edges[len(g.edges)-1]].To == b.list[e].From {
				chains = append(chains, append(slices.Clone(g.edges), e))
			}
		}
	}
	return chains
}

// ends returns the first and last node of a way.
func ends(w *openWay) []int64 {
	if a, z := w.Nodes[0], w.Nodes[len(w.Nodes)-1]; a != z {
		return []int64{a, z}
	}
	return w.Nodes[:1]
}

// through returns the edges of a way from one of its ends to the other.
func (b *builder) through(w *openWay, from, to int64) (path []int32) {
	nodes := w.Nodes
	switch {
	case nodes[0] == from && nodes[len(nodes)-1] == to:
	case nodes[0] == to && nodes[len(nodes)-1] == from:
		nodes = slices.Clone(nodes)
		slices.Reverse(nodes)
	default:
		return nil
	}
	last := from
	for _, id := range nodes[1:] {
		if e := b.edges[stretch{w.ID, last, id}]; len(e) > 0 {
			path = append(path, e[0])
			last = id
		}
	}
	if last != to {
		return nil // one-way against us
	}
	return path
}

// touching returns the edges of a way that arrive at a node, or leave it.
func (b *builder) touching(way, at int64, arrive bool) (list []int32) {
	for _, e := range b.ofWay(way) {
		node := b.list[e].From
		if arrive {
			node = b.list[e].To
		}
		if b.n.Nodes[node].ID == at {
			list = append(list, e)
		}
	}
	return list
}

// ofWay returns all edges of a way; they were made one after another.
func (b *builder) ofWay(way int64) []int32 {
	if b.wayEdges == nil {
		b.wayEdges = map[int64][]int32{}
		for e := range b.n.Edges {
			id := b.n.Edges[e].Way
			b.wayEdges[id] = append(b.wayEdges[id], int32(e))
		}
	}
	return b.wayEdges[way]
}

// forbid returns what the chains of one restriction forbid: themselves, or all
// that leaves them.
func (b *builder) forbid(kind string, byWays bool, chains [][]int32, out map[int32][]int32) (forbidden [][]int32) {
	if strings.HasPrefix(kind, "no_") {
		return chains
	}
	first := 1
	if byWays {
		first = 2 // the from way may be left as one likes; the via ways may not
	}
	for _, chain := range chains {
		for k := first; k < len(chain); k++ {
			for _, e := range out[b.list[chain[k-1]].To] {
				meant := slices.ContainsFunc(chains, func(c []int32) bool {
					return len(c) > k && c[k] == e && slices.Equal(c[:k], chain[:k])
				})
				if !meant {
					forbidden = append(forbidden, append(slices.Clone(chain[:k]), e))
				}
			}
		}
	}
	return forbidden
}

// sided keeps of several chains those that turn as the restriction's name says:
// left, right or straight on. Names without a direction mean all of them.
func (b *builder) sided(kind string, chains [][]int32) (kept [][]int32) {
	side := func(chain []int32) float64 { // of the whole chain, left positive [rad]
		first, last := b.n.Line(chain[0]), b.n.Line(chain[len(chain)-1])
		d := b.heading(last[0], last[1]) - b.heading(first[len(first)-2], first[len(first)-1])
		return math.Remainder(d, 2*math.Pi)
	}
	for _, chain := range chains {
		keep := true
		switch a := side(chain); {
		case strings.HasSuffix(kind, "left_turn"):
			keep = a > 0
		case strings.HasSuffix(kind, "right_turn"):
			keep = a < 0
		case strings.HasSuffix(kind, "straight_on"):
			keep = !slices.ContainsFunc(chains, func(c []int32) bool { return c[0] == chain[0] && math.Abs(side(c)) < math.Abs(a) })
		}
		if keep {
			kept = append(kept, chain)
		}
	}
	return kept
}

// heading is the direction from p to q, anticlockwise from east [rad].
func (b *builder) heading(p, q orb.Point) float64 {
	east := q[0] - p[0]
	if !b.d.Planar {
		east *= math.Cos(p[1] * math.Pi / 180)
	}
	return math.Atan2(q[1]-p[1], east)
}
