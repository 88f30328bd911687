package terrain

import (
	"math"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/engine"
)

// Eye is what looks: a camera, a crane driver, a person.
type Eye struct {
	At        mgl64.Vec3 // [m]
	Azimuth   float64    // of its axis: from the grid's north, clockwise [rad]
	Angle     float64    // horizontal field of view [rad]; 0: all round
	PitchLow  float64    // lower rim of the field of view, negative is down [rad]
	PitchHigh float64    // upper rim [rad]; both 0: no limits
	Range     float64    // [m]; 0: no limit
}

// EyeAbove returns an eye that looks all round from a height above the ground.
func EyeAbove(f *engine.Field, at mgl64.Vec2, height float64) Eye {
	return Eye{At: at.Vec3(HeightAt(f, at) + height)}
}

// Air bends sight: what is at a distance d appears lower by d²(1−k)/2R. The zero
// Air leaves it straight over flat earth.
type Air struct {
	Radius     float64 // of the earth R [m], e.g. 6371000; 0: flat
	Refraction float64 // k [-], e.g. 0.13
}

func (a Air) drop(d float64) float64 {
	if a.Radius == 0 {
		return 0
	}
	return d * d * (1 - a.Refraction) / (2 * a.Radius)
}

// covers tells whether a point lies in an eye's field of view.
func (e *Eye) covers(p mgl64.Vec3, air Air) bool {
	to := p.Sub(e.At)
	d := math.Hypot(to[0], to[1])
	if e.Range > 0 && to.Len() > e.Range {
		return false
	}
	if e.Angle > 0 && e.Angle < 2*math.Pi {
		off := math.Remainder(math.Atan2(to[0], to[1])-e.Azimuth, 2*math.Pi)
		if math.Abs(off) > e.Angle/2 {
			return false
		}
	}
	if e.PitchLow != 0 || e.PitchHigh != 0 {
		pitch := math.Atan2(to[2]-air.drop(d), d)
		return pitch >= e.PitchLow && pitch <= e.PitchHigh
	}
	return true
}

// LineOfSight tells whether the ground lies between two points, and if so where
// the first obstacle is. It is exact for the ground as triangles (of which all
// bends on the way are looked at); missing ground hides nothing.
func LineOfSight(f *engine.Field, from, to mgl64.Vec3, air Air) (free bool, obstacle mgl64.Vec3) {
	g := ground{f}
	a, b := from.Vec2(), to.Vec2()
	length := b.Sub(a).Len()
	end := to[2] - air.drop(length)
	const touch = 1e-9 // [m] a point on the ground is not hidden by it
	for _, s := range g.breaks(a, b) {
		p := a.Add(b.Sub(a).Mul(s))
		z := g.height(p)
		if z-air.drop(s*length) > from[2]+s*(end-from[2])+touch {
			return false, p.Vec3(z)
		}
	}
	return true, mgl64.Vec3{}
}

// Sight is what an eye sees of a cell.
type Sight uint8

// The sights.
const (
	Beyond Sight = iota // out of range or field of view, or no ground
	Hidden
	Seen
)

// Viewshed returns which cells an eye sees of things that stand target [m]
// above the ground. For buildings to hide anything, the field must have them in.
//
// A ray goes to every cell of the grid's rim, with the highest slope so far; a
// cell is compared with that of the ray which passes nearest to its centre (R2
// of Franklin & Ray, Higher isn't necessarily better, 1994), with ground between
// rows linear. LineOfSight is the exact answer for one cell; the two differ on
// the rims of what is seen.
func Viewshed(f *engine.Field, eye Eye, target float64, air Air) []Sight {
	v := viewshed{f: f, eye: eye, target: target, air: air, sights: make([]Sight, len(f.Values))}
	g := f.Grid
	u, w := (eye.At[0]-g.X0)/g.Cell-0.5, (eye.At[1]-g.Y0)/g.Cell-0.5
	v.fan(u, w, g.NX, g.NY, 1, func(i, j int) int { return j*g.NX + i })
	v.fan(u, w, g.NX, g.NY, -1, func(i, j int) int { return j*g.NX + i })
	v.fan(w, u, g.NY, g.NX, 1, func(j, i int) int { return j*g.NX + i })
	v.fan(w, u, g.NY, g.NX, -1, func(j, i int) int { return j*g.NX + i })
	return v.sights
}

type viewshed struct {
	f      *engine.Field
	eye    Eye
	target float64
	air    Air
	sights []Sight
}

// fan looks along one axis: u is the eye's place on it in cells, w that across,
// n and m the numbers of cells, step ±1.
func (v *viewshed) fan(u, w float64, n, m, step int, cell func(along, across int) int) {
	rim := 0
	if step > 0 {
		rim = n - 1
	}
	reach := math.Abs(float64(rim) - u) // rays are a cell apart there
	first := int(math.Ceil(u))
	if step < 0 {
		first = int(math.Floor(u))
	}
	if outside := float64(step)*(float64(rim)-u) < 0; outside {
		return
	}
	if step > 0 {
		first = max(first, 0)
	} else {
		first = min(first, n-1)
	}
	for k := -int(reach) - 1; k <= int(reach)+1; k++ {
		v.ray(u, w, n, m, first, step, reach, k, cell)
	}
}

// ray follows the ray to the rim at k cells across from the eye's row.
func (v *viewshed) ray(u, w float64, n, m, first, step int, reach float64, k int, cell func(along, across int) int) {
	size := v.f.Grid.Cell
	aim := math.Round(w) + float64(k) // where it meets the rim
	across := 0.0                     // per cell along
	if reach > 0 {
		across = (aim - w) / reach
	}
	stretch := math.Hypot(1, across) * size
	highest := math.Inf(-1) // slope so far
	for i := first; i >= 0 && i < n; i += step {
		r := math.Abs(float64(i) - u)
		y := w + across*r
		if y < -1 && across < 0 || y > float64(m) && across > 0 {
			return
		}
		if j := math.Round(y); j >= 0 && j < float64(m) && math.Abs(j-w) <= r &&
			(r == 0 || math.Round(w)+math.Round(w+(j-w)*reach/r-math.Round(w)) == aim) {
			v.see(cell(i, int(j)), highest)
		}
		if r == 0 {
			continue
		}
		low := math.Floor(y)
		z, d := v.between(cell, i, int(low), m, y-low), r*stretch
		if slope := (z - v.air.drop(d) - v.eye.At[2]) / d; slope > highest { // not NaN
			highest = slope
		}
	}
}

// between returns the ground between two cells across; NaN where there is none.
func (v *viewshed) between(cell func(along, across int) int, i, j, m int, t float64) float64 {
	if j < 0 || j >= m || j == m-1 && t > 0 {
		return math.NaN()
	}
	z := float64(v.f.Values[cell(i, j)])
	if t > 0 {
		z += t * (float64(v.f.Values[cell(i, j+1)]) - z)
	}
	return z
}

// see decides about a cell, given the highest slope before it.
func (v *viewshed) see(cell int, highest float64) {
	z := float64(v.f.Values[cell]) + v.target
	p := v.f.Grid.Center(cell).Vec3(z)
	if math.IsNaN(z) || !v.eye.covers(p, v.air) {
		return
	}
	d := p.Vec2().Sub(v.eye.At.Vec2()).Len()
	v.sights[cell] = Seen
	if d > 0 && (z-v.air.drop(d)-v.eye.At[2])/d < highest-1e-12 {
		v.sights[cell] = Hidden
	}
}

// BlindSpots returns the parts of an area of which none of the eyes sees things
// that stand target [m] above the ground; nil rings: the whole ground.
func BlindSpots(f *engine.Field, eyes []Eye, target float64, air Air, rings [][]mgl64.Vec2) []Region {
	blind := make([]bool, len(f.Values))
	if rings == nil {
		for cell, z := range f.Values {
			blind[cell] = z == z
		}
	} else {
		f.Grid.Inside(rings, func(cell int) { blind[cell] = f.Values[cell] == f.Values[cell] })
	}
	for _, eye := range eyes {
		for cell, s := range Viewshed(f, eye, target, air) {
			blind[cell] = blind[cell] && s != Seen
		}
	}
	return Trace(f.Grid, func(cell int) bool { return blind[cell] })
}
