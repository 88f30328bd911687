package rainstorm

import (
	"math"
	"math/bits"

	"shapan/engine"
	"shapan/engine/solver/shallowwater"
)

// findOpen finds where water can stand, and if buildings close cells by their
// share, what is left of those that they cover in part.
func (m *Model) findOpen() {
	byShare := m.par.Solver.Buildings == "by_share"
	building := m.site.Layer("building")
	m.open = make([]bool, m.grid.Len())
	for cell, z := range m.site.Ground.Values {
		m.open[cell] = !isNaN(z) && (byShare || building == nil || isNaN(building.Values[cell]))
	}
	if !byShare {
		return
	}
	points := builtPoints(m.site)
	m.unbuilt, m.passage = make([]float64, m.grid.Len()), passages(m.grid, points)
	for cell := range m.unbuilt {
		m.unbuilt[cell] = 1 - float64(bits.OnesCount64(points[cell]))/64
		if points[cell] == math.MaxUint64 {
			m.open[cell], m.unbuilt[cell] = false, 1 // no water, no area
		}
	}
	for d, ahead := range [...]int{1, m.grid.NX} { // slivers of ground beside wider edges
		for cell, share := range m.passage[d] {
			if share > 0 {
				for _, at := range [...]int{cell, cell + ahead} {
					m.unbuilt[at] = max(m.unbuilt[at], share/shallowwater.WidestPassage)
				}
			}
		}
	}
}

// passages are how far the edges to the east and north of each cell are open:
// where neither of the points on both sides of an eighth of it is built over.
func passages(g engine.Grid, points []uint64) (passage [2][]float64) {
	const south, north, west, east = 0xff, 0xff << 56, 0x0101010101010101, 0x0101010101010101 << 7
	passage = [2][]float64{make([]float64, g.Len()), make([]float64, g.Len())}
	for cell, own := range points {
		if (cell+1)%g.NX > 0 {
			passage[0][cell] = 1 - float64(bits.OnesCount64((own&east)>>7|points[cell+1]&west))/8
		}
		if cell+g.NX < len(points) {
			passage[1][cell] = 1 - float64(bits.OnesCount64((own&north)>>56|points[cell+g.NX]&south))/8
		}
	}
	return passage
}

// builtPoints are which of the 8 × 8 points of each cell lie in a building, a bit
// each: buildings that overlap count once.
func builtPoints(site *engine.Site) []uint64 {
	const per = 8
	g := site.Ground.Grid
	fine := g
	fine.NX, fine.NY, fine.Cell = g.NX*per, g.NY*per, g.Cell/per
	points := make([]uint64, g.Len())
	for _, f := range site.Features {
		if f.Kind != "building" {
			continue
		}
		fine.Inside(f.Rings, func(point int) {
			i, j := point%fine.NX, point/fine.NX
			points[j/per*g.NX+i/per] |= 1 << (j%per*per + i%per)
		})
	}
	return points
}

// areaOf a cell that water can stand on [m²].
func (m *Model) areaOf(cell int) float64 {
	if m.unbuilt == nil {
		return m.grid.Area()
	}
	return m.grid.Area() * m.unbuilt[cell]
}

// volumeIn cells [m³].
func (m *Model) volumeIn(cells []int) float64 {
	volume := 0.0
	for _, cell := range cells {
		volume += m.water.DepthAt(cell) * m.areaOf(cell)
	}
	return volume
}
