package terrain

import (
	"github.com/go-gl/mathgl/mgl64"

	"shapan/engine"
)

// Storage is one point of a stage–storage curve.
type Storage struct {
	Level  float64 // of the water [m]
	Area   float64 // that is wet, in plan [m²]
	Volume float64 // below the level [m³]
}

func (s *Storage) add(area polygon, z plane) {
	wet, _ := area.split(func(q mgl64.Vec2) float64 { return s.Level - z.at(q) })
	if wet == nil {
		return
	}
	depth := wet.integral(func(q mgl64.Vec2) float64 { return s.Level - z.at(q) })
	if depth > 0 {
		s.Area += wet.area()
		s.Volume += depth
	}
}

// StageStorage returns what a set of cells holds up to each level, exactly for
// the ground as triangles.
func StageStorage(f *engine.Field, cells []int, levels []float64) []Storage {
	out := make([]Storage, len(levels))
	for k, l := range levels {
		out[k].Level = l
	}
	g := ground{f}
	for _, cell := range cells {
		g.triangles(cell, func(p polygon, z plane) {
			for k := range out {
				out[k].add(p, z)
			}
		})
	}
	return out
}
