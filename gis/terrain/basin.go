package terrain

import (
	"slices"

	"shapan/engine"
)

// Basin is a depression of the ground: what fills before water runs on.
type Basin struct {
	Spill  float64 // level at which it runs over [m]
	Lowest int     // its lowest cell; of equals the first
	Cells  []int   // below the spill level, in rising order
}

// BasinAt returns the depression that a cell lies in, and false where water runs
// off. A cell that would be drowned at the spill level belongs to it, also when
// smaller basins inside have joined by then.
func BasinAt(f *engine.Field, cell int) (Basin, bool) {
	filled := FillDepressions(f)
	if !(filled.Values[cell] > f.Values[cell]) {
		return Basin{}, false
	}
	b := Basin{Spill: float64(filled.Values[cell]), Lowest: cell, Cells: []int{cell}}
	seen := map[int]bool{cell: true}
	for k := 0; k < len(b.Cells); k++ {
		for d := range around {
			n := neighbour(f.Grid, b.Cells[k], d)
			if n >= 0 && !seen[n] && filled.Values[n] == filled.Values[cell] && f.Values[n] < filled.Values[n] {
				seen[n] = true
				b.Cells = append(b.Cells, n)
			}
		}
	}
	slices.Sort(b.Cells)
	for _, n := range b.Cells {
		if f.Values[n] < f.Values[b.Lowest] || f.Values[n] == f.Values[b.Lowest] && n < b.Lowest {
			b.Lowest = n
		}
	}
	return b, true
}
