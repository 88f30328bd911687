package pipenet

import (
	"context"
	"fmt"
	"math"
	"testing"
)

// district is a comb of sewers: mains of twenty pipes into a trunk.
func district(mains int) Network {
	pipe, trunk := must(Circle(0.6)), must(Circle(1.8))
	net := Network{Options: Options{Step: 10, Limit: LimitByBoth, Damping: PartialDamping}}
	net.Nodes = append(net.Nodes, Node{Name: "sea", Kind: Outfall})
	last := 0
	for m := range mains {
		z := 0.1 * float64(m+1)
		head := len(net.Nodes)
		net.Nodes = append(net.Nodes, Node{Name: fmt.Sprint("t", m), Invert: z, MaxDepth: 6})
		net.Links = append(net.Links, Link{Name: fmt.Sprint("t", m), From: head, To: last, Conduit: &Conduit{Section: trunk, Length: 80, N: 0.013}})
		last = head
		at := head
		for k := range 20 {
			i := len(net.Nodes)
			net.Nodes = append(net.Nodes, Node{Name: fmt.Sprint(m, "/", k), Invert: z + 0.5 + 0.15*float64(k), MaxDepth: 3})
			net.Links = append(net.Links, Link{Name: fmt.Sprint(m, "/", k), From: i, To: at, Conduit: &Conduit{Section: pipe, Length: 50, N: 0.013, ToOffset: 0}})
			at = i
		}
	}
	return net
}

// BenchmarkAdvance routes a storm through a district; the rate is links times
// internal steps per second, every step solved to the end.
func BenchmarkAdvance(b *testing.B) {
	for _, mains := range []int{5, 50, 500} {
		net := district(mains)
		b.Run(fmt.Sprintf("links=%d", len(net.Links)), func(b *testing.B) {
			s := must(New(net))
			ctx := context.Background()
			run(b, s, 600, 60)
			before := s.Counters()
			b.ReportAllocs()
			b.ResetTimer()
			for k := 0; b.Loop(); k++ {
				for i := range net.Nodes {
					if i%3 == 0 {
						s.SetInflow(i, 0.01*(1+math.Sin(0.3*float64(k)))) // a wave every twenty minutes
					}
				}
				if err := s.Advance(ctx, 60); err != nil {
					b.Fatal(err)
				}
			}
			c := s.Counters()
			seconds := b.Elapsed().Seconds()
			b.ReportMetric(float64(len(net.Links)*(c.Steps-before.Steps))/seconds, "links·steps/s")
			b.ReportMetric(float64(c.Iterations-before.Iterations)/float64(max(c.Steps-before.Steps, 1)), "iterations/step")
		})
	}
}
