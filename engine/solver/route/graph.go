package route

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/go-gl/mathgl/mgl64"
)

// Edge is a way from one node to another, in that direction only.
type Edge struct {
	From, To int32
	Length   float64 // [m]
	Speed    float64 // without hindrance [m/s]; 0 where only lengths matter
}

// Graph is a directed graph in compressed rows. It never changes.
type Graph struct {
	edges []Edge
	at    []mgl64.Vec3 // of nodes [m]; nil: unknown

	// States: first the nodes, then the beginnings of forbidden sequences. The
	// arcs of state s are first[s] … first[s+1], ordered by edge.
	node  []int32 // of each state
	first []int32
	head  []int32 // state to which an arc leads
	tail  []int32
	edge  []int32 // that an arc passes

	into   rows // arcs into each state
	passes rows // arcs that pass each edge
	states rows // states of each node
}

// rows are lists of numbers, one after another in one slice.
type rows struct{ first, list []int32 }

func (r rows) of(k int32) []int32 { return r.list[r.first[k]:r.first[k+1]] }

// rowsOf gathers under each key, in rising order, the numbers that have it.
func rowsOf(keys int, key []int32) rows {
	r := rows{make([]int32, keys+1), make([]int32, len(key))}
	for _, k := range key {
		r.first[k+1]++
	}
	for k := range keys {
		r.first[k+1] += r.first[k]
	}
	next := slices.Clone(r.first)
	for i, k := range key {
		r.list[next[k]] = int32(i)
		next[k]++
	}
	return r
}

// Nodes returns the number of nodes.
func (g *Graph) Nodes() int { return len(g.states.first) - 1 }

// Edges returns the edges as they were given. They must not be changed.
func (g *Graph) Edges() []Edge { return g.edges }

// States returns the number of states a search runs over: Nodes, and one for
// each beginning of a forbidden sequence.
func (g *Graph) States() int { return len(g.node) }

// New makes a graph. at are the positions of its nodes in any Cartesian frame;
// they guide A* and may be nil with the number of nodes in nodes. forbidden are
// sequences of two or more edges, each beginning where the one before ends,
// that no route may contain. Every fault of the input is reported.
func New(nodes int, at []mgl64.Vec3, edges []Edge, forbidden [][]int32) (*Graph, error) {
	if err := faults(nodes, at, edges, forbidden); err != nil {
		return nil, err
	}
	g := &Graph{edges: slices.Clone(edges), at: slices.Clone(at)}
	from := make([]int32, len(edges))
	for k, e := range edges {
		from[k] = e.From
	}
	out := rowsOf(nodes, from)
	t := newTurns(forbidden)
	g.expand(nodes, out, t)
	g.into = rowsOf(len(g.node), g.head)
	g.passes = rowsOf(len(edges), g.edge)
	g.states = rowsOf(nodes, g.node)
	return g, nil
}

// expand lays out states and arcs.
func (g *Graph) expand(nodes int, out rows, t *turns) {
	g.node = make([]int32, nodes, nodes+len(t.nodes))
	for v := range g.node {
		g.node[v] = int32(v)
	}
	state := make([]int32, len(t.nodes)) // of each beginning that can be stood in
	var begun []int32                    // and the other way round
	for k := 1; k < len(t.nodes); k++ {
		if state[k] = -1; !t.nodes[k].forbidden {
			state[k] = int32(len(g.node))
			g.node = append(g.node, g.edges[t.nodes[k].edge].To)
			begun = append(begun, int32(k))
		}
	}
	g.first = make([]int32, 1, len(g.node)+1)
	for s, v := range g.node {
		before := int32(0)
		if s >= nodes {
			before = begun[s-nodes]
		}
		for _, e := range out.of(v) {
			to := g.edges[e].To
			switch k := t.next(before, e); {
			case k > 0 && t.nodes[k].forbidden:
				continue
			case k > 0:
				to = state[k]
			}
			g.head, g.tail, g.edge = append(g.head, to), append(g.tail, int32(s)), append(g.edge, e)
		}
		g.first = append(g.first, int32(len(g.head)))
	}
}

// after returns the state in which a route stands that began with edge e.
func (g *Graph) after(e int32) int32 {
	v := g.edges[e].From
	k, _ := slices.BinarySearchFunc(g.edge[g.first[v]:g.first[v+1]], e, cmp.Compare[int32])
	return g.head[g.first[v]+int32(k)]
}

// arc returns the arc by which state s passes edge e, or -1 where a turn forbids it.
func (g *Graph) arc(s, e int32) int32 {
	if k, ok := slices.BinarySearch(g.edge[g.first[s]:g.first[s+1]], e); ok {
		return g.first[s] + int32(k)
	}
	return -1
}

// straight returns the straight distance of two nodes [m]; 0 if unknown.
func (g *Graph) straight(a, b int32) float64 {
	if g.at == nil {
		return 0
	}
	return g.at[a].Sub(g.at[b]).Len()
}

func faults(nodes int, at []mgl64.Vec3, edges []Edge, forbidden [][]int32) error {
	var all []error
	fail := func(format string, args ...any) {
		if len(all) < 100 {
			all = append(all, fmt.Errorf(format, args...))
		}
	}
	if nodes < 0 || nodes > math.MaxInt32/2 || len(edges) > math.MaxInt32/2 {
		return fmt.Errorf("%d nodes, %d edges: must be at most 2^30", nodes, len(edges))
	}
	if at != nil && len(at) != nodes {
		fail("%d positions: must be one per node (%d)", len(at), nodes)
	}
	for v, p := range at {
		if !(p.Len() <= math.MaxFloat64) {
			fail("node %d: position %v: must be finite", v, p)
		}
	}
	known := func(v int32) bool { return v >= 0 && int(v) < nodes }
	for k, e := range edges {
		switch {
		case !known(e.From) || !known(e.To):
			fail("edge %d: %d → %d: must be nodes 0 … %d", k, e.From, e.To, nodes-1)
		case !(e.Length >= 0 && e.Length <= math.MaxFloat64):
			fail("edge %d: length %v m: must be finite and >= 0", k, e.Length)
		case !(e.Speed >= 0 && e.Speed <= math.MaxFloat64):
			fail("edge %d: speed %v m/s: must be finite and >= 0", k, e.Speed)
		}
	}
	for k, sequence := range forbidden {
		if len(sequence) < 2 {
			fail("forbidden sequence %d has %d edges: must have at least 2 (close a single edge in Costs)", k, len(sequence))
		}
		for i, e := range sequence {
			if e < 0 || int(e) >= len(edges) {
				fail("forbidden sequence %d: no edge %d", k, e)
				break
			}
			if i > 0 && edges[sequence[i-1]].To != edges[e].From {
				fail("forbidden sequence %d: edge %d does not begin where edge %d ends", k, e, sequence[i-1])
				break
			}
		}
	}
	return errors.Join(all...)
}
