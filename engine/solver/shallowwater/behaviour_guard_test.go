package shallowwater

import (
	"math"
	"math/rand/v2"
	"testing"
)

// Fluxes that ask cells for more than they hold, put on the benches of four
// blocks that meet: without asking each other, the blocks at a seam find the
// same flux, bit by bit, and in the end no cell gives more than it holds.
func TestBlocksAgreeOnWhatThinWaterGives(t *testing.T) {
	const n, dt = 2 * side, 0.1
	less := 0
	for seed := range uint64(50) {
		r := rand.New(rand.NewPCG(seed, 1))
		s := mustNew(t, Config{Grid: Grid{n, n, 1}, Bed: make([]float64, n*n)})
		h, hu, hv := make([]float64, n*n), make([]float64, n*n), make([]float64, n*n)
		for k := range h {
			h[k] = math.Pow(10, -4*r.Float64())
			hu[k], hv[k] = h[k]*r.NormFloat64(), h[k]*r.NormFloat64()
		}
		must(t, s.SetFlow(h, hu, hv))
		s.refresh()
		s.macro = dt
		s.crew.start(s)
		must(t, s.choose(0))
		s.crew.stop()

		benches := map[*block]*bench{}
		for _, b := range s.blocks {
			w := newBench(1)
			benches[b] = w
			b.level, b.brisk = 0, seed%2 == 0
			w.take(b)
			s.fillHalo(b, w)
			for k := range w.x {
				w.x[k], w.y[k] = float32(0.2*r.NormFloat64()), float32(0.2*r.NormFloat64())
			}
		}
		bothSides := func(f func(a, b *float32)) {
			for _, b := range s.blocks {
				for _, sd := range [...]int{west, south} {
					for x := range b.seams[sd] {
						m := &b.seams[sd][x]
						for _, c := range m.shared {
							i, j := rimCell(opposite(sd), int(c.other))
							there := edgeOf(local(i, j), opposite(sd))
							for p := 0; p < fluxes*plane; p += plane {
								f(&benches[b].through(sd)[p+int(c.edge)], &benches[m.other].through(sd)[p+there])
							}
						}
					}
				}
			}
		}
		bothSides(func(a, b *float32) {
			if *a = *b; seed%2 == 1 { // so small that one edge alone never takes all
				*a, *b = 1e-6**a, 1e-6**b
			}
		})
		for _, b := range s.blocks {
			w := benches[b]
			before := append([]float32(nil), w.x...)
			b.guard(w, dt/b.cell)
			for k, f := range w.x {
				less += which(f != before[k])
			}
			s.limit(b, w)
			b.eachOpen(func(i, j, k int) {
				if out := w.outflow(k) * dt / b.cell; out > w.water[k] {
					t.Fatalf("seed %d: cell %d, %d of %s gives %g m of %g m", seed, i, j, b.name(), out, w.water[k])
				}
			})
		}
		bothSides(func(a, b *float32) {
			if *a != *b {
				t.Fatalf("seed %d: %g on one side of a seam, %g on the other", seed, *a, *b)
			}
		})
	}
	if less == 0 {
		t.Error("no flux was guarded: nothing was tried")
	}
}
