package route

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/go-gl/mathgl/mgl64"
)

// wild returns a random graph with whole lengths, so that sums are exact and
// ties abound.
func wild(t testing.TB, r *rand.Rand, nodes, edges int) *Graph {
	t.Helper()
	at := make([]mgl64.Vec3, nodes)
	for v := range at {
		at[v] = mgl64.Vec3{r.Float64() * 10, r.Float64() * 10}
	}
	list := make([]Edge, edges)
	for k := range list {
		list[k] = Edge{int32(r.IntN(nodes)), int32(r.IntN(nodes)), 5 + float64(r.IntN(20)), 1}
	}
	g, err := New(nodes, at, list, nil)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// restricted returns the graph with up to n forbidden walks of 2 to 4 edges.
func restricted(t testing.TB, r *rand.Rand, g *Graph, n int) (*Graph, [][]int32) {
	t.Helper()
	var list [][]int32
	for range n {
		e := int32(r.IntN(len(g.edges)))
		sequence := []int32{e}
		for want := 2 + r.IntN(3); len(sequence) < want; {
			v := g.edges[e].To
			next := g.edge[g.first[v]:g.first[v+1]]
			if len(next) == 0 {
				break
			}
			e = next[r.IntN(len(next))]
			sequence = append(sequence, e)
		}
		if len(sequence) > 1 {
			list = append(list, sequence)
		}
	}
	h, err := New(g.Nodes(), g.at, g.edges, list)
	if err != nil {
		t.Fatal(err)
	}
	return h, list
}

// town returns a grid of n × n nodes 100 m apart, its streets two-way except
// every seventh, lengths up to a third more than straight, speeds of four
// classes, and no left turn (in from below, out to the left) at every fiftieth
// node.
func town(t testing.TB, n int, forbidden bool) *Graph {
	t.Helper()
	r := rand.New(rand.NewPCG(1, uint64(n)))
	at := make([]mgl64.Vec3, n*n)
	for v := range at {
		at[v] = mgl64.Vec3{float64(v%n) * 100, float64(v/n) * 100}
	}
	var edges []Edge
	index := map[[2]int32]int32{}
	add := func(a, b int, length, speed float64) {
		index[[2]int32{int32(a), int32(b)}] = int32(len(edges))
		edges = append(edges, Edge{int32(a), int32(b), length, speed})
	}
	street := func(a, b, line int) {
		length, speed := 100*(1+r.Float64()/3), []float64{30, 40, 50, 80}[r.IntN(4)]/3.6
		if line%10 == 0 {
			speed = 80 / 3.6
		}
		if line%7 != 0 || line%2 == 0 {
			add(a, b, length, speed)
		}
		if line%7 != 0 || line%2 == 1 {
			add(b, a, length, speed)
		}
	}
	for y := range n {
		for x := range n {
			if x+1 < n {
				street(y*n+x, y*n+x+1, y)
			}
			if y+1 < n {
				street(y*n+x, y*n+x+n, x)
			}
		}
	}
	var turns [][]int32
	for v := n + 1; forbidden && v < n*n; v += 50 {
		a, ok := index[[2]int32{int32(v - n), int32(v)}]
		b, ok2 := index[[2]int32{int32(v), int32(v - 1)}]
		if ok && ok2 {
			turns = append(turns, []int32{a, b})
		}
	}
	g, err := New(n*n, at, edges, turns)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// somewhere returns a place at a node or on an edge.
func somewhere(r *rand.Rand, g *Graph) []Place {
	if r.IntN(2) == 0 {
		return []Place{AtNode(int32(r.IntN(g.Nodes())))}
	}
	return []Place{OnEdge(int32(r.IntN(len(g.edges))), float64(r.IntN(5))/4)}
}

// valid fails unless p is a walk between its places that keeps the forbidden
// sequences and costs what it says.
func valid(t *testing.T, g *Graph, c *Costs, forbidden [][]int32, from, to []Place, p Path) {
	t.Helper()
	for k := 1; k < len(p.Edges); k++ {
		if g.edges[p.Edges[k-1]].To != g.edges[p.Edges[k]].From {
			t.Fatalf("%v does not hang together", p.Edges)
		}
	}
	for _, sequence := range forbidden {
		for k := range p.Edges {
			if k+len(sequence) <= len(p.Edges) && slices.Equal(p.Edges[k:k+len(sequence)], sequence) {
				t.Fatalf("%v contains the forbidden %v", p.Edges, sequence)
			}
		}
	}
	if len(p.Edges) > 0 {
		a, b := from[p.From], to[p.To]
		first, last := p.Edges[0], p.Edges[len(p.Edges)-1]
		if a.Edge >= 0 && first != a.Edge || a.Edge < 0 && g.edges[first].From != a.Node {
			t.Fatalf("%v does not begin at %+v", p.Edges, a)
		}
		if b.Edge >= 0 && last != b.Edge || b.Edge < 0 && g.edges[last].To != b.Node {
			t.Fatalf("%v does not end at %+v", p.Edges, b)
		}
	}
	if sum := g.cost(c, from, to, p); math.Abs(sum-p.Cost) > 1e-9*(1+sum) {
		t.Fatalf("route says it costs %v; its edges cost %v", p.Cost, sum)
	}
}
