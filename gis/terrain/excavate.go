package terrain

import (
	"maps"
	"math"
	"slices"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/engine"
)

// Cut is what an excavation has done to the grid: a cell belongs to an outline
// when its centre lies inside, and has the design's height there.
type Cut struct {
	Cells  int             // in the outline that have ground
	Lower  int             // of those, the ones that were lowered
	NoData int             // in the outline without ground
	Volume float64         // lost by the grid, outline and ramps beyond it [m³]; what Works gained is taken off
	Top    float64         // highest ground that was there [m]; -Inf: none
	Parts  []Part          // first what is in no stage, then the stages
	Works  []Work          // exact volumes of the phases, as NewEarthwork has them
	Before map[int]float32 // heights of the cells that it concerned [m]
}

// Part is what an excavation has done on cells of one level.
type Part struct {
	Cells  int
	Lower  int
	Lowest float64 // ground after the cut [m]; +Inf: none
}

// Excavate cuts a pit into the ground.
func Excavate(ground *engine.Field, e Excavation) Cut {
	w := NewEarthwork(ground, e)
	was := map[int]float32{}
	w.each(func(_ *design, _ int, s *step) {
		s.index.each(func(cell int, _ []int32) { was[cell] = ground.Values[cell] })
	})
	w.Dig(ground)
	return w.judge(was, ground)
}

// Dig gives the cells of a ground the heights of the modified one at their
// centres. The ground must have the grid of the one before.
func (w *Earthwork) Dig(ground *engine.Field) {
	for _, p := range w.parts {
		p.dig(ground)
	}
}

func (p *part) dig(ground *engine.Field) {
	g, e := ground.Grid, p.design.e
	in := make(map[int]int8, 1024) // of the outline: 1, and of the phase: 2
	g.Inside(e.Rings, func(cell int) { in[cell] = 1 })
	stage := map[int]int{}
	for k, s := range e.Stages {
		g.Inside(s.Rings, func(cell int) { stage[cell] = k + 1 })
	}
	for k := range p.steps {
		s, ph := &p.steps[k], Phase{Level: math.Inf(-1)}
		if e.Phases != nil {
			ph = e.Phases[k]
		}
		here := map[int]bool{}
		g.Inside(ph.Rings, func(cell int) { here[cell] = true })
		s.index.each(func(cell int, facets []int32) {
			z := float64(ground.Values[cell])
			if math.IsNaN(z) {
				return
			}
			q := piece{design: level(z), in: in[cell] != 0 && (!s.bound || here[cell])}
			if q.in {
				to := math.Max(ph.Level, e.Level)
				if n := stage[cell]; n > 0 {
					to = math.Max(ph.Level, e.Stages[n-1].Level)
				}
				if ph.Fill {
					to = ph.Level
				}
				q.design = level(to)
			}
			centre := g.Center(cell)
			for _, f := range facets {
				if s.facets[f].act >= raise {
					s.facets[f].see(&q, centre)
				}
			}
			if want := float32(q.design.z0); ph.Fill && float64(want) > z || !ph.Fill && float64(want) < z {
				ground.Values[cell] = want
			}
		})
	}
}

// judge compares the ground after with what it was in the cells concerned.
func (w *Earthwork) judge(before map[int]float32, after *engine.Field) Cut {
	g, e := after.Grid, w.parts[0].design.e
	part := map[int]int{}
	for k, s := range e.Stages {
		g.Inside(s.Rings, func(cell int) { part[cell] = k + 1 })
	}
	cut := Cut{Top: math.Inf(-1), Parts: make([]Part, 1+len(e.Stages)), Works: w.Works, Before: before}
	for k := range cut.Parts {
		cut.Parts[k].Lowest = math.Inf(1)
	}
	g.Inside(e.Rings, func(cell int) {
		was, is := float64(before[cell]), float64(after.Values[cell])
		if math.IsNaN(was) {
			cut.NoData++
			return
		}
		cut.Cells++
		cut.Top = math.Max(cut.Top, was)
		p := &cut.Parts[part[cell]]
		p.Cells++
		if is < was {
			cut.Lower++
			p.Lower++
		}
		p.Lowest = math.Min(p.Lowest, is)
	})
	for _, cell := range slices.Sorted(maps.Keys(before)) { // in order: sums must not depend on the map
		if d := float64(before[cell]) - float64(after.Values[cell]); d != 0 && !math.IsNaN(d) {
			cut.Volume += d * g.Area()
		}
	}
	return cut
}

// HeightAt returns the height of the ground at a point: bilinear between the
// centres of cells with data, else that of the cell; NaN where there is none.
func HeightAt(ground *engine.Field, p mgl64.Vec2) float64 {
	g := ground.Grid
	cell, inside := g.CellAt(p[0], p[1])
	if !inside { // on the far sides of the last cells
		if cell, inside = g.CellAt(p[0]-1e-6*g.Cell, p[1]-1e-6*g.Cell); !inside {
			return math.NaN()
		}
	}
	u := math.Max(0, math.Min(float64(g.NX-1), (p[0]-g.X0)/g.Cell-0.5))
	v := math.Max(0, math.Min(float64(g.NY-1), (p[1]-g.Y0)/g.Cell-0.5))
	i, j := math.Floor(u), math.Floor(v)
	s, t := u-i, v-j
	east, north := math.Min(i+1, float64(g.NX-1)), math.Min(j+1, float64(g.NY-1))
	at := func(i, j float64) float64 { return float64(ground.Values[int(j)*g.NX+int(i)]) }
	z := (1-t)*((1-s)*at(i, j)+s*at(east, j)) + t*((1-s)*at(i, north)+s*at(east, north))
	if math.IsNaN(z) {
		return float64(ground.Values[cell])
	}
	return z
}

// Distance returns how far a point is from the sides of rings [m].
func Distance(rings [][]mgl64.Vec2, p mgl64.Vec2) float64 {
	_, d := nearestOn(rings, p)
	return d
}

// nearestOn returns the point of the rings that is nearest to p, and how far
// it is.
func nearestOn(rings [][]mgl64.Vec2, p mgl64.Vec2) (at mgl64.Vec2, distance float64) {
	best := math.Inf(1)
	for _, ring := range rings {
		for k, a := range ring {
			d := ring[(k+1)%len(ring)].Sub(a)
			along := p.Sub(a).Dot(d) / d.Dot(d)
			q := a.Add(d.Mul(math.Max(0, math.Min(1, along))))
			if w := q.Sub(p); w.Dot(w) < best {
				best, at = w.Dot(w), q
			}
		}
	}
	return at, math.Sqrt(best)
}
