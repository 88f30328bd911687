package route

import (
	"math"
	"math/rand/v2"
	"slices"
	"sort"
	"testing"
)

// oracle finds least costs of everything by relaxing walks that remember their
// last edges, as many as a forbidden sequence has: another way to the same
// answer, without automaton, heap or labels.
func oracle(g *Graph, cost func(int32) float64, forbidden [][]int32, from Place) (node []float64, tailOf func(q Place) float64) {
	type walk struct {
		node int32
		last [4]int32
	}
	none := [4]int32{-1, -1, -1, -1}
	may := func(last [4]int32) bool {
		for _, f := range forbidden {
			if slices.Equal(last[4-len(f):], f) {
				return false
			}
		}
		return true
	}
	best := map[walk]float64{}
	start := walk{from.Node, none}
	best[start] = 0
	if from.Edge >= 0 {
		delete(best, start)
		start = walk{g.edges[from.Edge].To, [4]int32{-1, -1, -1, from.Edge}}
		if c := portion(1-from.At, cost(from.Edge)); c <= maxCost {
			best[start] = c
		}
	}
	for changed := true; changed; {
		changed = false
		for w, d := range best {
			for e, edge := range g.edges {
				next := walk{edge.To, [4]int32{w.last[1], w.last[2], w.last[3], int32(e)}}
				if edge.From != w.node || !may(next.last) || cost(int32(e)) > maxCost {
					continue
				}
				if old, ok := best[next]; !ok || d+cost(int32(e)) < old {
					best[next], changed = d+cost(int32(e)), true
				}
			}
		}
	}
	node = make([]float64, g.Nodes())
	for v := range node {
		node[v] = math.Inf(1)
	}
	for w, d := range best {
		node[w.node] = min(node[w.node], d)
	}
	return node, func(q Place) float64 {
		if q.Edge < 0 {
			return node[q.Node]
		}
		least := math.Inf(1)
		if from.Edge == q.Edge && from.At <= q.At {
			least = portion(q.At-from.At, cost(q.Edge))
		}
		for w, d := range best {
			if w.node == g.edges[q.Edge].From && may([4]int32{w.last[1], w.last[2], w.last[3], q.Edge}) {
				least = min(least, d+portion(q.At, cost(q.Edge)))
			}
		}
		return least
	}
}

// Whole lengths and shares in quarters make all sums exact: every answer must
// equal the oracle's.
func TestExactAgainstWalks(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	checked, unreachable, states := 0, 0, 0
	for round := range 60 {
		var forbidden [][]int32
		g := wild(t, r, 6, 14)
		if round%3 > 0 {
			g, forbidden = restricted(t, r, g, 6)
			states += g.States() - g.Nodes()
		}
		c, s := g.NewCosts(Length), g.NewSearch()
		for range 3 {
			c.Close(int32(r.IntN(14)))
			e := int32(r.IntN(14))
			c.Set(e, c.free(e)+float64(r.IntN(4)))
		}
		for range 12 {
			from := somewhere(r, g)
			node, want := oracle(g, c.Of, forbidden, from[0])
			to := somewhere(r, g)
			cost := want(to[0])
			for name, f := range map[string]func(*Costs, []Place, []Place, []int32) (Path, bool){"route": s.Route, "dijkstra": s.Dijkstra, "bidirectional": s.Bidirectional} {
				p, ok := f(c, from, to, nil)
				if ok != (cost <= maxCost) || ok && p.Cost != cost {
					t.Fatalf("round %d: %s from %+v to %+v: %v %v, want %v; forbidden %v edges %v", round, name, from, to, p, ok, cost, forbidden, g.edges)
				}
				if ok {
					valid(t, g, c, forbidden, from, to, p)
				} else {
					unreachable++
				}
				checked++
			}
			var table [7]float64
			places := [][]Place{to}
			for v := range 6 {
				places = append(places, []Place{AtNode(int32(v))})
			}
			s.Table(c, [][]Place{from}, places, table[:])
			if table[0] != cost || !slices.Equal(table[1:], node) {
				t.Fatalf("table %v, want %v and %v", table, cost, node)
			}
		}
	}
	t.Logf("%d answers equal, %d of them unreachable, %d states for turns", checked, unreachable, states)
	if unreachable < 100 || states < 100 {
		t.Error("too few cases of the hard kind")
	}
}

// On a grid of unit edges the distance is |dx| + |dy|, and the number of
// shortest routes a binomial coefficient.
func TestExactGrid(t *testing.T) {
	const n = 12
	var edges []Edge
	for v := range int32(n * n) {
		if v%n+1 < n {
			edges = append(edges, Edge{v, v + 1, 1, 1}, Edge{v + 1, v, 1, 1})
		}
		if v/n+1 < n {
			edges = append(edges, Edge{v, v + n, 1, 1}, Edge{v + n, v, 1, 1})
		}
	}
	g, err := New(n*n, nil, edges, nil)
	if err != nil {
		t.Fatal(err)
	}
	c, s := g.NewCosts(Length), g.NewSearch()
	for a := range int32(n * n) {
		for b := range int32(n * n) {
			p, ok := s.Route(c, []Place{AtNode(a)}, []Place{AtNode(b)}, nil)
			want := math.Abs(float64(a%n-b%n)) + math.Abs(float64(a/n-b/n))
			if !ok || p.Cost != want || float64(len(p.Edges)) != want {
				t.Fatalf("%d → %d: %v, want %v", a, b, p.Cost, want)
			}
		}
	}
	paths := s.Shortest(c, []Place{AtNode(0)}, []Place{AtNode(3*n + 4)}, 40)
	of7 := 0
	for _, p := range paths {
		if p.Cost == 7 {
			of7++
		}
	}
	if of7 != 35 || paths[35].Cost != 9 { // 7 over 3, then the first with a detour
		t.Errorf("%d routes of length 7, then %v; want 35, then 9", of7, paths[35].Cost)
	}
}

// Shortest must list exactly the k least of all loopless routes, found here by
// trying them all.
func TestExactShortest(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	listed := 0
	for range 150 {
		g := wild(t, r, 7, 18)
		c, s := g.NewCosts(Length), g.NewSearch()
		a, b := int32(r.IntN(7)), int32(r.IntN(7))
		var all []float64
		var used [7]bool
		var try func(v int32, cost float64)
		try = func(v int32, cost float64) {
			if v == b { // a loopless route ends when it is there
				all = append(all, cost)
				return
			}
			used[v] = true
			for _, e := range g.edges {
				if e.From == v && !used[e.To] {
					try(e.To, cost+e.Length)
				}
			}
			used[v] = false
		}
		try(a, 0)
		sort.Float64s(all)
		paths := s.Shortest(c, []Place{AtNode(a)}, []Place{AtNode(b)}, 1000)
		if len(paths) != len(all) {
			t.Fatalf("%d → %d: %d routes, want %d", a, b, len(paths), len(all))
		}
		for k, p := range paths {
			valid(t, g, c, nil, []Place{AtNode(a)}, []Place{AtNode(b)}, p)
			if p.Cost != all[k] {
				t.Fatalf("route %d costs %v, want %v", k, p.Cost, all[k])
			}
			listed++
		}
	}
	t.Log(listed, "routes equal")
}
