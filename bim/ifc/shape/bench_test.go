package shape

import (
	"path/filepath"
	"testing"

	"shapan/bim/ifc"
)

// BenchmarkBuild opens a model and makes all of its shapes, as a program does
// that shows it.
func BenchmarkBuild(b *testing.B) {
	root := data(b)
	for _, name := range []string{"duplex.ifc", "AC20-FZK-Haus.ifc", "Office_A_20110811.ifc", "Ifc4_SampleHouse.ifc"} {
		b.Run(name, func(b *testing.B) {
			elements, triangles := 0, 0
			for b.Loop() {
				m, err := ifc.Open(filepath.Join(root, "ifc/arch", name))
				if err != nil {
					b.Fatal(err)
				}
				for _, e := range Build(m, Options{}) {
					elements++
					for _, p := range e.Parts {
						if p.Mesh != nil {
							triangles += len(p.Mesh.Triangles)
						}
					}
				}
			}
			b.ReportMetric(float64(elements)/b.Elapsed().Seconds(), "elements/s")
			b.ReportMetric(float64(triangles)/b.Elapsed().Seconds(), "triangles/s")
		})
	}
}
