package route

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// Thousands of pairs in a town: three searches, one answer. Route and Dijkstra
// must agree to the last bit, edges included; Bidirectional within 1e-12, set
// before the first run from 2^-53 times some hundred additions.
func TestSearchesAgree(t *testing.T) {
	for _, forbidden := range []bool{false, true} {
		for _, measure := range []Measure{Length, Time} {
			g := town(t, 40, forbidden)
			c, s := g.NewCosts(measure), g.NewSearch()
			r := rand.New(rand.NewPCG(7, 8))
			for range 60 {
				c.Close(int32(r.IntN(len(g.edges))))
			}
			worst, differ := 0.0, 0
			for range 1000 {
				from, to := somewhere(r, g), somewhere(r, g)
				d, ok := s.Dijkstra(c, from, to, nil)
				a, ok2 := s.Route(c, from, to, nil)
				b, ok3 := s.Bidirectional(c, from, to, nil)
				if ok != ok2 || ok != ok3 || d.Cost != a.Cost || !slices.Equal(d.Edges, a.Edges) {
					t.Fatalf("%v → %v: Dijkstra %v %v, A* %v %v", from, to, d, ok, a, ok2)
				}
				if ok {
					worst = max(worst, math.Abs(b.Cost-d.Cost)/(1+d.Cost))
					valid(t, g, c, nil, from, to, b)
				}
				if !slices.Equal(b.Edges, d.Edges) {
					differ++
				}
			}
			t.Logf("forbidden turns %v, measure %v: 1000 pairs; bidirectional errs by %.1e (allowed 1e-12), other edges in %d", forbidden, measure, worst, differ)
			if worst > 1e-12 {
				t.Error("bidirectional costs differ")
			}
		}
	}
}

// Where many routes tie, the same is taken whichever way one searches and
// whatever was asked before.
func TestTiesAreSettledByRule(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 10))
	for range 50 {
		g, forbidden := restricted(t, r, wild(t, r, 30, 120), 20)
		for k := range g.edges {
			g.edges[k].Length = float64(20 + k%2*20)
		}
		c, s, fresh := g.NewCosts(Length), g.NewSearch(), g.NewSearch()
		for range 30 {
			from, to := somewhere(r, g), somewhere(r, g)
			a, _ := s.Route(c, from, to, nil)
			b, _ := fresh.Dijkstra(c, from, to, nil)
			if !slices.Equal(a.Edges, b.Edges) || a.Cost != b.Cost {
				t.Fatalf("%v → %v: %v and %v", from, to, a, b)
			}
			s.Within(c, from, 60, &Reach{})
			again, _ := s.Route(c, from, to, nil)
			if !slices.Equal(a.Edges, again.Edges) {
				t.Fatal("asked again, answered otherwise")
			}
			valid(t, g, c, forbidden, from, to, a)
		}
	}
}

// What is changed in Costs must answer as a graph built with the changes does.
func TestOverridesEqualRebuilding(t *testing.T) {
	r := rand.New(rand.NewPCG(11, 12))
	for range 20 {
		g, forbidden := restricted(t, r, wild(t, r, 40, 160), 20)
		c := g.NewCosts(Time)
		edges := slices.Clone(g.edges)
		for range 40 {
			e := int32(r.IntN(len(edges)))
			switch r.IntN(4) {
			case 0:
				c.Close(e)
				edges[e].Speed = 0
			case 1:
				c.Slow(e, 4)
				edges[e].Speed = 0.25
			case 2:
				c.Speed(e, 0.5)
				edges[e].Speed = 0.5
			case 3:
				c.Reset(e)
				edges[e].Speed = 1
			}
		}
		h, err := New(g.Nodes(), g.at, edges, forbidden)
		if err != nil {
			t.Fatal(err)
		}
		saved, err := json.Marshal(c.Overrides())
		if err != nil {
			t.Fatal(err)
		}
		var list []Override
		if err := json.Unmarshal(saved, &list); err != nil {
			t.Fatal(err)
		}
		restored := g.NewCosts(Time)
		restored.Close(3)
		if err := restored.SetOverrides(list); err != nil {
			t.Fatal(err)
		}
		fork := c.Clone()
		for e := range g.edges {
			fork.Close(int32(e))
		}
		s, u := g.NewSearch(), h.NewSearch()
		for range 50 {
			from, to := somewhere(r, g), somewhere(r, g)
			want, ok := u.Route(h.NewCosts(Time), from, to, nil)
			for _, costs := range []*Costs{c, restored} {
				if p, ok2 := s.Route(costs, from, to, nil); ok != ok2 || p.Cost != want.Cost || !slices.Equal(p.Edges, want.Edges) {
					t.Fatalf("with overrides %v %v, rebuilt %v %v", p, ok2, want, ok)
				}
			}
		}
	}
}

// What Within reaches must be what Route reaches at no more than the limit,
// and its spans must end where the limit is spent.
func TestWithinAgreesWithRoute(t *testing.T) {
	r := rand.New(rand.NewPCG(13, 14))
	var reach Reach
	for range 40 {
		g, _ := restricted(t, r, wild(t, r, 25, 70), 15)
		c, s := g.NewCosts(Length), g.NewSearch()
		for range 5 {
			c.Close(int32(r.IntN(70)))
		}
		from := somewhere(r, g)
		const limit = 45.5
		s.Within(c, from, limit, &reach)
		reached := map[int32]float64{}
		for k, n := range reach.Nodes {
			reached[n.Node] = n.Cost
			if k > 0 && n.Cost < reach.Nodes[k-1].Cost {
				t.Fatal("nodes are not in order of cost")
			}
		}
		if len(reached) != len(reach.Nodes) {
			t.Fatal("a node comes twice")
		}
		for v := range int32(25) {
			p, ok := s.Route(c, from, []Place{AtNode(v)}, nil)
			cost, found := reached[v]
			if found != (ok && p.Cost <= limit) || found && cost != p.Cost {
				t.Fatalf("node %d: within %v %v, route %v %v", v, cost, found, p.Cost, ok)
			}
		}
		for _, span := range reach.Spans {
			if span.From < 0 || span.To < span.From || span.To > 1 {
				t.Fatalf("span %+v", span)
			}
		}
		for e := range int32(70) {
			for _, at := range []float64{0.25, 0.5, 0.75, 1} {
				p, ok := s.Route(c, from, []Place{OnEdge(e, at)}, nil)
				inside := ok && p.Cost <= limit
				covered := slices.ContainsFunc(reach.Spans, func(x Span) bool { return x.Edge == e && x.From <= at && at <= x.To })
				if covered != inside && !(ok && p.Cost == 0) { // to stay where one is costs nothing, on a closed edge too
					t.Fatalf("edge %d at %v costs %v %v; in a span: %v", e, at, p.Cost, ok, covered)
				}
			}
		}
	}
}

// Alternatives: the first is the best, no two alike, none with a loop, all
// within what was asked. Shortest: in order, no two alike, none with a loop in
// states, and no forbidden turn.
func TestAlternativesKeepTheirPromises(t *testing.T) {
	r := rand.New(rand.NewPCG(15, 16))
	g := town(t, 30, true)
	c, s := g.NewCosts(Time), g.NewSearch()
	several := 0
	for range 60 {
		from, to := somewhere(r, g), somewhere(r, g)
		best, ok := s.Route(c, from, to, nil)
		paths := s.Alternatives(c, from, to, 3, UsualAlternative)
		if ok != (len(paths) > 0) {
			t.Fatal("Alternatives and Route disagree on whether there is a way")
		}
		if len(paths) > 1 {
			several++
		}
		for k, p := range paths {
			valid(t, g, c, nil, from, to, p)
			if k == 0 && !slices.Equal(p.Edges, best.Edges) || p.Cost > UsualAlternative.Stretch*best.Cost {
				t.Fatalf("alternative %d costs %v, the best %v", k, p.Cost, best.Cost)
			}
			for _, q := range paths[:k] {
				if share := g.shared(c, from, to, p, q) / p.Cost; share > UsualAlternative.Shared+1e-12 {
					t.Fatalf("alternative %d shares %.2f with one before", k, share)
				}
			}
		}
		seen := map[string]bool{}
		for k, p := range s.Shortest(c, from, to, 12) {
			valid(t, g, c, nil, from, to, p)
			if k == 0 && math.Abs(p.Cost-best.Cost) > 1e-9 {
				t.Fatalf("the first costs %v, the best %v", p.Cost, best.Cost)
			}
			text, err := json.Marshal(p.Edges)
			if err != nil || seen[string(text)] {
				t.Fatalf("route %d comes twice (%v)", k, err)
			}
			seen[string(text)] = true
			if nodes := passed(g, p); len(nodes) < len(p.Edges)-2 {
				t.Fatalf("route %d passes %d edges but %d nodes", k, len(p.Edges), len(nodes))
			}
		}
	}
	t.Logf("%d of 60 pairs have an alternative", several)
	if several < 30 {
		t.Error("hardly any alternatives in a town full of streets")
	}
}

func passed(g *Graph, p Path) map[int32]bool {
	nodes := map[int32]bool{}
	for _, e := range p.Edges {
		nodes[g.edges[e].To] = true
	}
	return nodes
}

// The costs of Shortest never fall, and each closes no ring, also where places
// lie on edges and turns are forbidden.
func TestShortestWithTurns(t *testing.T) {
	r := rand.New(rand.NewPCG(17, 18))
	for range 100 {
		g, forbidden := restricted(t, r, wild(t, r, 8, 26), 12)
		c, s := g.NewCosts(Length), g.NewSearch()
		from, to := somewhere(r, g), somewhere(r, g)
		last := 0.0
		for _, p := range s.Shortest(c, from, to, 30) {
			valid(t, g, c, forbidden, from, to, p)
			if p.Cost < last {
				t.Fatalf("costs fall from %v to %v", last, p.Cost)
			}
			last = p.Cost
		}
	}
}

func TestComponents(t *testing.T) {
	r := rand.New(rand.NewPCG(19, 20))
	for range 30 {
		const n = 20
		g := wild(t, r, n, 26)
		c, s := g.NewCosts(Length), g.NewSearch()
		c.Close(int32(r.IntN(26)))
		var costs [n * n]float64
		var all [][]Place
		for v := range int32(n) {
			all = append(all, []Place{AtNode(v)})
		}
		s.Table(c, all, all, costs[:])
		strong, sizes := g.Strong(c)
		weak, weakSizes := g.Weak(c)
		for a := range n {
			for b := range n {
				there, back := costs[a*n+b] <= maxCost, costs[b*n+a] <= maxCost
				if (strong[a] == strong[b]) != (there && back) {
					t.Fatalf("%d, %d: components %d %d, reached %v, back %v", a, b, strong[a], strong[b], there, back)
				}
				if there && weak[a] != weak[b] {
					t.Fatalf("%d reaches %d in another weak component", a, b)
				}
			}
		}
		for _, list := range [][]int{sizes, weakSizes} {
			sum := 0
			for k, size := range list {
				sum += size
				if k > 0 && size > list[k-1] {
					t.Fatalf("sizes %v are not in order", list)
				}
			}
			if sum != n {
				t.Fatalf("sizes %v must add up to %d", list, n)
			}
		}
	}
}

func TestQueriesAllocateNothing(t *testing.T) {
	g := town(t, 30, true)
	c, s := g.NewCosts(Time), g.NewSearch()
	from, to := []Place{OnEdge(5, 0.5)}, []Place{AtNode(int32(g.Nodes() - 8))}
	edges, reach := make([]int32, 0, 1000), &Reach{}
	costs := make([]float64, 4)
	table := [][]Place{from, to}
	for name, f := range map[string]func(){
		"Route":         func() { s.Route(c, from, to, edges) },
		"Dijkstra":      func() { s.Dijkstra(c, from, to, edges) },
		"Bidirectional": func() { s.Bidirectional(c, from, to, edges) },
		"Within":        func() { s.Within(c, from, 120, reach) },
		"Table":         func() { s.Table(c, table, table, costs) },
	} {
		f()
		if n := testing.AllocsPerRun(20, f); n != 0 {
			t.Errorf("%s allocates %v times", name, n)
		}
	}
}

func TestNewReportsEveryFault(t *testing.T) {
	_, err := New(2, nil, []Edge{{0, 2, 1, 1}, {0, 1, math.NaN(), 1}, {1, 0, 1, -1}}, [][]int32{{1}, {1, 9}, {1, 1}})
	for _, want := range []string{"edge 0: 0 → 2", "edge 1: length NaN", "edge 2: speed -1", "sequence 0 has 1 edges", "sequence 1: no edge 9", "sequence 2: edge 1 does not begin where edge 1 ends"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v: lacks %q", err, want)
		}
	}
}
