package terrain

import (
	"math"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/engine"
)

// Excavation is a pit to be cut into the ground.
//
// The batter falls inwards from the outline. With d the distance [m] from a
// point of the pit to the outline, h the height [m] of the ground where the
// outline is nearest, and m the slope [m horizontal per m vertical], the pit's
// floor is
//
//	z = min(ground, max(level, h − d/m)),   vertical walls (m = 0): min(ground, level)
type Excavation struct {
	Rings  [][]mgl64.Vec2 // outer ring, then holes
	Level  float64        // of its floor, the formation level [m]
	Slope  float64        // of its sides: horizontal per vertical; 0: vertical walls
	Stages []Stage        // parts with a level of their own; later ones win
}

// Stage is a part of an excavation with a level of its own and vertical walls
// against its neighbours.
type Stage struct {
	Rings [][]mgl64.Vec2
	Level float64 // [m]
}

// Cut is what an excavation has done.
type Cut struct {
	Cells  int     // in the outline that have ground
	Lower  int     // of those, the ones that were lowered
	NoData int     // in the outline without ground
	Volume float64 // taken out [m³]
	Top    float64 // highest ground that was there [m]; -Inf: none
	Parts  []Part  // first what is in no stage, then the stages
}

// Part is what an excavation has done on cells of one level.
type Part struct {
	Cells  int
	Lower  int
	Lowest float64 // ground after the cut [m]; +Inf: none
}

// Excavate cuts a pit into the ground. It never fills: ground that is already
// deeper stays.
func Excavate(ground *engine.Field, e Excavation) Cut {
	g := ground.Grid
	part := map[int]int{} // of cells in stages
	for k, s := range e.Stages {
		g.Inside(s.Rings, func(cell int) { part[cell] = k + 1 })
	}
	var before engine.Field // heights at the outline are those of before: a pit must not see itself
	if e.Slope > 0 {
		before = *ground
		before.Values = append([]float32(nil), ground.Values...)
	}
	cut := Cut{Top: math.Inf(-1), Parts: make([]Part, 1+len(e.Stages))}
	for k := range cut.Parts {
		cut.Parts[k].Lowest = math.Inf(1)
	}
	g.Inside(e.Rings, func(cell int) {
		z := float64(ground.Values[cell])
		if math.IsNaN(z) {
			cut.NoData++
			return
		}
		cut.Cells++
		cut.Top = math.Max(cut.Top, z)
		p := &cut.Parts[part[cell]]
		p.Cells++
		floor := e.Level
		if k := part[cell]; k > 0 {
			floor = e.Stages[k-1].Level
		}
		if e.Slope > 0 {
			floor = math.Max(floor, batter(&before, e, cell))
		}
		if lowered := float32(floor); float64(lowered) < z {
			cut.Lower++
			p.Lower++
			cut.Volume += (z - float64(lowered)) * g.Area()
			ground.Values[cell] = lowered
		}
		p.Lowest = math.Min(p.Lowest, float64(ground.Values[cell]))
	})
	return cut
}

// batter returns the height of the sloping side over a cell, h − d/m.
func batter(before *engine.Field, e Excavation, cell int) float64 {
	q, d := nearestOn(e.Rings, before.Grid.Center(cell))
	h := HeightAt(before, q)
	if math.IsNaN(h) {
		h = float64(before.Values[cell])
	}
	return h - d/e.Slope
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
