package shallowwater

import (
	"context"
	"math"
	"math/rand/v2"
	"testing"
)

func TestProbe(t *testing.T) {
	logged := 0
	for seed := uint64(0); seed < 3000; seed++ {
		r := rand.New(rand.NewPCG(seed, 2))
		c := jumble(seed, 20)
		for k := range c.Manning {
			c.Manning[k] = 0
		}
		s := newSolver(c, 3+int(seed%7))
		h := make([]float64, c.Cells())
		for k := range h {
			if r.IntN(2) == 0 {
				h[k] = 2 * r.Float64()
			}
		}
		must(t, s.SetFlow(h, nil, nil))
		worst := 0.0
		for m := range 20 {
			stir(t, s, r)
			if err := s.Advance(context.Background(), 0.1+2*r.Float64()); err != nil {
				t.Log(seed, m, err)
				break
			}
			for k := range s.u {
				if v := math.Hypot(s.u[k], s.v[k]); v > worst {
					worst = v
					if v > 20 && logged < 8 {
logged++
						i, j := c.At(k)
						t.Logf("seed %d step %d cell %d,%d z %.3f h %.3g u %.4g v %.4g", seed, m, i, j, s.bed[k], s.h[k], s.u[k], s.v[k])
						for _, d := range []int{-1, 1, -20, 20} {
							if k+d >= 0 && k+d < 400 {
								t.Logf("     %d: kind %d z %.3f h %.3g u %.4g v %.4g", d, c.Kind[k+d], s.bed[k+d], s.h[k+d], s.u[k+d], s.v[k+d])
							}
						}
					}
				}
			}
		}
		if worst > 15 {
			t.Log(seed, worst)
		}
	}
}
