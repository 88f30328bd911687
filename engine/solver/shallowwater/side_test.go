package shallowwater

import (
	"context"
	"testing"
)

func TestSides(t *testing.T) {
	for _, side := range []int{16, 24, 32, 48, 64} {
		c := city(600)
		s := newSolver(c, side)
		w := cityRain(c)
		h := make([]float64, len(c.Bed))
		for k := range h {
			if c.Kind[k] == Open {
				h[k] = 0.06
				if c.Bed[k] < -10 {
					h[k] = 1
				}
			}
		}
		must(t, s.SetFlow(h, nil, nil))
		must(t, s.SetRain(chicago(0.13, 10800, 4100), w))
		for range 5 {
			s.Advance(context.Background(), 2)
		}
		a, c0 := s.counters, cpuTime()
		m := map[float64]int{}
		for range 5 {
			s.Advance(context.Background(), 2)
			m[s.macro]++
		}
		d := cpuTime() - c0
		n := float64(s.counters.CellUpdates - a.CellUpdates)
		t.Logf("side %d: updates %.3g cpu %.2f s rate %.2f M  rounds %v smallest %g", side, n, d, n/d/1e6, m, s.counters.SmallestDt)
	}
}
