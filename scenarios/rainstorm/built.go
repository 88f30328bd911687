package rainstorm

import (
	"math"
	"math/bits"

	"shapan/engine"
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
	m.unbuilt = make([]float64, m.grid.Len())
	for cell, points := range builtPoints(m.site) {
		if m.unbuilt[cell] = 1 - float64(bits.OnesCount64(points))/64; points == math.MaxUint64 {
			m.open[cell], m.unbuilt[cell] = false, 1 // no water, no area
		}
	}
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
