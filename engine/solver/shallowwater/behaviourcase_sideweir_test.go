package shallowwater_test

import (
	"math"
	"testing"

	"shapan/engine/solver/shallowwater"
)

// Part of a channel's water leaves over a weir in its bank. De Marchi (1934):
// the energy head E = h + Q²/(2 g B² h²) is the same all along, and
// dQ/dx = -1.705 (h - p)^(3/2). In subcritical flow the flow just below the weir
// gives that above it. Where the weir lies below the critical depth and nothing
// holds the water up, it is critical at the weir's head and supercritical along it.
// (A third subcritical case was mistaken: it had a jump at the weir's end.)
func TestSideWeir(t *testing.T) {
	if testing.Short() {
		t.Skip("a comparison of numbers, long under the race detector")
	}
	const cells, rows, cell, width = 160, 8, 0.25, 2.0
	const from, to = 60, 100 // the weir's cells: 10 m
	for _, w := range []struct{ crest, inflow, tail float64 }{
		{0.50, 2.0, 0.70}, // m, m³/s, m; tail 0: free outflow, supercritical
		{0.60, 3.0, 0.85},
		{0.20, 1.5, 0},
	} {
		const allowed = 0.10 // of what leaves
		inBothOrders(t, func(t *testing.T, order int) {
			g := shallowwater.Grid{NX: cells, NY: rows, Cell: cell}
			end := shallowwater.Boundary{Kind: shallowwater.Level, Level: w.tail}
			if w.tail == 0 {
				end = shallowwater.Boundary{Kind: shallowwater.OpenOutflow}
			}
			s := newSolver(t, shallowwater.Config{Grid: g, Bed: make([]float64, g.Cells()),
				West:  shallowwater.Boundary{Kind: shallowwater.Inflow, Discharge: w.inflow / width},
				East:  end,
				North: shallowwater.Boundary{Kind: shallowwater.OpenOutflow}}, order)
			var walls []shallowwater.Wall
			for i := range cells {
				crest := math.Inf(1)
				if i >= from && i < to {
					crest = w.crest
				}
				walls = append(walls, shallowwater.Wall{Cell: g.Index(i, rows-1), Side: shallowwater.NorthEdge, Crest: crest})
			}
			must(t, s.SetWalls(walls))
			must(t, s.SetLevel(max(w.tail, w.crest)))
			advance(t, s, 180, 10)
			section := func(i int) (q, h float64) {
				for j := range rows {
					q += s.MomentumX()[g.Index(i, j)] * cell
					h += s.DepthAt(g.Index(i, j)) / rows
				}
				return q, h
			}
			above, _ := section(from - 20)
			below, h := section(to + 20)
			// Along the weir at constant head, by small steps: up from below it, or
			// down from the critical depth at its head.
			const parts = 2000
			along := func(q, head, step float64, super bool) float64 {
				for range parts {
					h := depthOfHead(q/width, head, super)
					q += step * weir * math.Pow(max(0, h-w.crest), 1.5)
				}
				return q
			}
			step := (to - from) * cell / parts
			formula := along(below, h+below*below/(2*gravity*width*width*h*h), step, false) - below
			if w.tail == 0 {
				formula = w.inflow - along(w.inflow, 1.5*critical(w.inflow/width), -step, true)
			}
			ours := w.inflow - below
			t.Logf("crest %.2f m: %.4f m³/s arrive, %.4f m³/s leave over the weir, De Marchi %.4f (%+.1f %%)", w.crest, above, ours, formula, 100*(ours/formula-1))
			atMost(t, "arriving discharge against inflow", math.Abs(above/w.inflow-1), 0.01)
			atMost(t, "discharge over the weir against De Marchi", math.Abs(ours/formula-1), allowed)
		})
	}
}

const weir = 1.705 // (2/3)^(3/2) √g [m^(1/2)/s]
