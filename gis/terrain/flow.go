package terrain

import (
	"math"

	"shapan/engine"
)

// Flow says where the water of each cell goes: all of it to one neighbour (D8),
// or shared between two (D∞).
type Flow struct {
	Grid   engine.Grid
	First  []int32   // the receiver; Leaves or NoData
	Second []int32   // of the rest; -1: none. nil for D8
	Share  []float32 // of the first. nil for D8
}

// What stands in Flow.First instead of a cell.
const (
	Leaves = -1 // the ground, at an outlet
	NoData = -2
)

// D8 sends the water of each cell to the steepest of its eight neighbours
// (O'Callaghan & Mark 1984). Depressions are filled first; over flats it flows
// away from what is higher and towards where it leaves (flats.go). Cells that
// have nothing lower, at the rim or beside cells without data, and the drains
// are where it leaves.
func D8(f *engine.Field, drains ...int) *Flow {
	filled := FillDepressions(f, drains...)
	return d8(filled, drains)
}

func d8(filled *engine.Field, drains []int) *Flow {
	g, z := filled.Grid, filled.Values
	flow := &Flow{Grid: g, First: make([]int32, len(z))}
	drain := drainSet(drains)
	var flat []int32
	for cell, h := range z {
		if h != h {
			flow.First[cell] = NoData
			continue
		}
		flow.First[cell] = Leaves
		if drain[cell] {
			continue
		}
		steepest := 0.0
		for d := range around {
			n := neighbour(g, cell, d)
			if n < 0 {
				continue
			}
			drop := float64(h - z[n])
			if d%2 == 1 {
				drop /= math.Sqrt2
			}
			if drop > steepest {
				steepest, flow.First[cell] = drop, int32(n)
			}
		}
		if flow.First[cell] == Leaves && !outlet(filled, cell) {
			flat = append(flat, int32(cell))
		}
	}
	flow.crossFlats(filled, flat)
	return flow
}

func drainSet(drains []int) map[int]bool {
	set := make(map[int]bool, len(drains))
	for _, cell := range drains {
		set[cell] = true
	}
	return set
}

// DInf sends the water of each cell down the steepest of the eight triangles
// between its centre and two neighbours', shared by angle (Tarboton, Water
// Resources Research 33, 1997). Depressions, flats and outlets are as in D8.
func DInf(f *engine.Field, drains ...int) *Flow {
	filled := FillDepressions(f, drains...)
	flow := d8(filled, drains)
	g, z := filled.Grid, filled.Values
	flow.Second, flow.Share = make([]int32, len(z)), make([]float32, len(z))
	drain := drainSet(drains)
	for cell, h := range z {
		flow.Second[cell], flow.Share[cell] = -1, 1
		if h != h || drain[cell] {
			continue
		}
		steepest := 0.0
		for d := range around {
			near, far := neighbour(g, cell, d), neighbour(g, cell, (d+1)%8)
			if d%2 == 1 { // the first is the one that shares a side
				near, far = far, near
			}
			if near < 0 || far < 0 || z[near] != z[near] || z[far] != z[far] {
				continue
			}
			slope, angle := facetSlope(float64(h), float64(z[near]), float64(z[far]))
			// on the facet's rim it must not flow where it would rise or stay level
			if slope <= steepest || angle < math.Pi/4 && z[near] >= h || angle > 0 && z[far] >= h {
				continue
			}
			steepest = slope
			share := 1 - angle/(math.Pi/4)
			flow.First[cell], flow.Second[cell], flow.Share[cell] = int32(near), int32(far), float32(share)
			if angle == 0 {
				flow.Second[cell], flow.Share[cell] = -1, 1
			} else if angle == math.Pi/4 {
				flow.First[cell], flow.Second[cell], flow.Share[cell] = int32(far), -1, 1
			}
		}
	}
	return flow
}

// facetSlope returns the steepest descent in the triangle from a centre to a
// neighbour beside and one across, for cells of size 1, and its angle from the
// one beside, between 0 and π/4.
func facetSlope(centre, beside, across float64) (slope, angle float64) {
	s1, s2 := centre-beside, beside-across
	angle = math.Atan2(s2, s1)
	switch {
	case s1 == 0 && s2 == 0:
		return 0, 0
	case angle < 0:
		return s1, 0
	case angle > math.Pi/4:
		return (centre - across) / math.Sqrt2, math.Pi / 4
	}
	return math.Hypot(s1, s2), angle
}

// receivers calls visit for where a cell's water goes.
func (f *Flow) receivers(cell int, visit func(to int32, share float64)) {
	if f.First[cell] < 0 {
		return
	}
	if f.Second == nil || f.Second[cell] < 0 {
		visit(f.First[cell], 1)
		return
	}
	visit(f.First[cell], float64(f.Share[cell]))
	visit(f.Second[cell], 1-float64(f.Share[cell]))
}

// order returns all cells with data so that each comes before its receivers.
func (f *Flow) order() []int32 {
	givers := make([]int8, len(f.First))
	for cell := range f.First {
		f.receivers(cell, func(to int32, _ float64) { givers[to]++ })
	}
	order := make([]int32, 0, len(f.First))
	for cell, n := range givers {
		if n == 0 && f.First[cell] != NoData {
			order = append(order, int32(cell))
		}
	}
	for k := 0; k < len(order); k++ {
		f.receivers(int(order[k]), func(to int32, _ float64) {
			if givers[to]--; givers[to] == 0 {
				order = append(order, to)
			}
		})
	}
	return order
}

// Accumulate returns how much arrives at each cell with its own: in cells, or in
// the unit of weights when these are given. NaN where there is no data.
func (f *Flow) Accumulate(weights []float64) []float64 {
	sum := make([]float64, len(f.First))
	for cell, to := range f.First {
		switch {
		case to == NoData:
			sum[cell] = math.NaN()
		case weights == nil:
			sum[cell] = 1
		default:
			sum[cell] = weights[cell]
		}
	}
	for _, cell := range f.order() {
		f.receivers(int(cell), func(to int32, share float64) { sum[to] += share * sum[cell] })
	}
	return sum
}

// Catchment returns for each cell what share of its water passes the given
// cells: 0 or 1 in D8.
func (f *Flow) Catchment(cells ...int) []float64 {
	share := make([]float64, len(f.First))
	order := f.order()
	target := drainSet(cells)
	for k := len(order) - 1; k >= 0; k-- {
		cell := int(order[k])
		if target[cell] {
			share[cell] = 1
			continue
		}
		f.receivers(cell, func(to int32, part float64) { share[cell] += part * share[to] })
	}
	return share
}

// CatchmentOf returns the cells whose water runs to a cell of the ground, with
// that cell, in rising order: water that reaches it leaves there (a drain, a
// pump sump, the lowest point of a pit).
func CatchmentOf(f *engine.Field, cell int) []int {
	var cells []int
	for k, share := range D8(f, cell).Catchment(cell) {
		if share > 0 {
			cells = append(cells, k)
		}
	}
	return cells
}
