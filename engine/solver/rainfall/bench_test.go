package rainfall

import (
	"maps"
	"slices"
	"testing"
)

// BenchmarkDepths: one step of a minute over 600×600 cells of 1 m.
func BenchmarkDepths(b *testing.B) {
	g := Grid{NX: 600, NY: 600, Cell: 1}
	all := fields(b, g)
	for _, name := range slices.Sorted(maps.Keys(all)) {
		f := all[name]
		b.Run(name, func(b *testing.B) {
			into := make([]float32, g.Cells())
			b.ReportAllocs()
			for range b.N {
				f.Depths(760, 820, into)
			}
			b.ReportMetric(float64(b.N)*float64(g.Cells())/b.Elapsed().Seconds()/1e6, "Mcells/s")
		})
	}
}
