package shallowwater

import (
	"math/rand/v2"
	"testing"
)

// BenchmarkRestart: a state of 600×600 cells is saved, and taken over by
// another solver, as a fork does.
func BenchmarkRestart(b *testing.B) {
	c := city(600)
	from, to := mustNew(b, c), mustNew(b, c)
	h := make([]float64, len(c.Bed))
	r := rand.New(rand.NewPCG(1, 1))
	for k := range h {
		if c.Kind[k] == Open {
			h[k] = 0.1 * r.Float64()
		}
	}
	must(b, from.SetFlow(h, nil, nil))
	var state []byte
	b.Run("save", func(b *testing.B) {
		for range b.N {
			state = from.State()
		}
		b.ReportMetric(float64(len(state))/1e6, "MB")
	})
	b.Run("take", func(b *testing.B) {
		for range b.N {
			must(b, to.SetState(state))
		}
	})
}
