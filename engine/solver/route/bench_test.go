package route

import (
	"math/rand/v2"
	"testing"
)

// City: 500 × 500 crossings, a million edges, time as cost.
func BenchmarkCity(b *testing.B) {
	g := town(b, 520, true)
	c, s := g.NewCosts(Time), g.NewSearch()
	b.Logf("%d nodes, %d edges, %d states", g.Nodes(), len(g.edges), g.States())
	pair := func(r *rand.Rand) (from, to []Place) {
		return []Place{AtNode(int32(r.IntN(g.Nodes())))}, []Place{AtNode(int32(r.IntN(g.Nodes())))}
	}
	near := func(r *rand.Rand) (from, to []Place) { // 5 km apart at most
		x, y := r.IntN(470), r.IntN(470)
		return []Place{AtNode(int32(y*520 + x))}, []Place{AtNode(int32((y+r.IntN(36))*520 + x + r.IntN(36)))}
	}
	edges := make([]int32, 0, 10000)
	for _, q := range []struct {
		name string
		pair func(*rand.Rand) (from, to []Place)
		f    func(*Costs, []Place, []Place, []int32) (Path, bool)
	}{
		{"far/Dijkstra", pair, s.Dijkstra}, {"far/Route", pair, s.Route}, {"far/Bidirectional", pair, s.Bidirectional},
		{"near/Dijkstra", near, s.Dijkstra}, {"near/Route", near, s.Route}, {"near/Bidirectional", near, s.Bidirectional},
	} {
		b.Run(q.name, func(b *testing.B) {
			r := rand.New(rand.NewPCG(1, 2))
			for b.Loop() {
				from, to := q.pair(r)
				q.f(c, from, to, edges)
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "queries/s")
		})
	}
	b.Run("Within10min", func(b *testing.B) {
		r, reach := rand.New(rand.NewPCG(1, 2)), Reach{}
		nodes := 0
		for b.Loop() {
			from, _ := pair(r)
			s.Within(c, from, 600, &reach)
			nodes += len(reach.Nodes)
		}
		b.ReportMetric(float64(nodes)/b.Elapsed().Seconds(), "nodes/s")
	})
	b.Run("Fork", func(b *testing.B) {
		for b.Loop() {
			c.Clone()
		}
	})
}
