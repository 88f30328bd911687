package terrain

import (
	"math"
	"slices"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/engine"
)

// plane is a surface z = z0 + gx·x + gy·y.
type plane struct{ z0, gx, gy float64 }

func (p plane) at(q mgl64.Vec2) float64 { return p.z0 + p.gx*q[0] + p.gy*q[1] }

// level is a horizontal plane.
func level(z float64) plane { return plane{z0: z} }

// through returns the plane through three points that do not lie on a line.
func through(a, b, c mgl64.Vec3) plane {
	u, v := b.Sub(a), c.Sub(a)
	det := u[0]*v[1] - v[0]*u[1]
	gx, gy := (u[2]*v[1]-v[2]*u[1])/det, (u[0]*v[2]-v[0]*u[2])/det
	return plane{a[2] - gx*a[0] - gy*a[1], gx, gy}
}

// polygon is convex and goes round anticlockwise.
type polygon []mgl64.Vec2

func (p polygon) area() (sum float64) {
	for k := 2; k < len(p); k++ {
		u, v := p[k-1].Sub(p[0]), p[k].Sub(p[0])
		sum += (u[0]*v[1] - v[0]*u[1]) / 2
	}
	return sum
}

// integral returns ∫ f dA of a linear function, exactly: area × mean of the
// corners, triangle by triangle.
func (p polygon) integral(f func(mgl64.Vec2) float64) (sum float64) {
	for k := 2; k < len(p); k++ {
		u, v := p[k-1].Sub(p[0]), p[k].Sub(p[0])
		sum += (u[0]*v[1] - v[0]*u[1]) / 6 * (f(p[0]) + f(p[k-1]) + f(p[k]))
	}
	return sum
}

// nothing is a height [m] or a length times a distance [m²] that is rounding.
const nothing = 1e-11

// split cuts a polygon where a linear function is 0 into where it is positive
// and where it is negative; either may be nil.
func (p polygon) split(f func(mgl64.Vec2) float64) (positive, negative polygon) {
	var most, least float64
	values := make([]float64, len(p), 16)
	for k, q := range p {
		if values[k] = f(q); math.Abs(values[k]) < nothing {
			values[k] = 0
		}
		most, least = math.Max(most, values[k]), math.Min(least, values[k])
	}
	switch {
	case least == 0:
		return p, nil
	case most == 0:
		return nil, p
	}
	room := make(polygon, 2*len(p)+2) // a cut gives each at most a corner more
	positive, negative = room[:0:len(p)+1], room[len(p)+1:len(p)+1]
	for k, a := range p {
		b, fa, fb := p[(k+1)%len(p)], values[k], values[(k+1)%len(p)]
		if fa >= 0 {
			positive = append(positive, a)
		}
		if fa <= 0 {
			negative = append(negative, a)
		}
		if fa > 0 && fb < 0 || fa < 0 && fb > 0 {
			x := a.Add(b.Sub(a).Mul(fa / (fa - fb)))
			positive, negative = append(positive, x), append(negative, x)
		}
	}
	return positive, negative
}

// beside returns the function that is positive left of the line a → b.
func beside(a, b mgl64.Vec2) func(mgl64.Vec2) float64 {
	d := b.Sub(a)
	return func(p mgl64.Vec2) float64 { return d[0]*(p[1]-a[1]) - d[1]*(p[0]-a[0]) }
}

func (p polygon) contains(q mgl64.Vec2) bool {
	for k, a := range p {
		if beside(a, p[(k+1)%len(p)])(q) < 0 {
			return false
		}
	}
	return len(p) > 2
}

func (p polygon) bounds() (low, high mgl64.Vec2) {
	low, high = p[0], p[0]
	for _, q := range p[1:] {
		low = mgl64.Vec2{math.Min(low[0], q[0]), math.Min(low[1], q[1])}
		high = mgl64.Vec2{math.Max(high[0], q[0]), math.Max(high[1], q[1])}
	}
	return low, high
}

// ground is a field as a surface. Each cell is eight triangles with their tips
// at its centre; the middles of its sides have the mean of two cells and its
// corners that of four. This differs from bilinear by at most 1/16 of a cell's
// twist, holds the same volume, and looks the same mirrored and turned. Where
// one of the four cells has no data, or there is none, the quarter is level.
type ground struct{ *engine.Field }

func (g ground) value(i, j int) float64 {
	if i < 0 || j < 0 || i >= g.Grid.NX || j >= g.Grid.NY {
		return math.NaN()
	}
	return float64(g.Values[j*g.Grid.NX+i])
}

// corner, side of a quarter of a cell, by the direction (±1, ±1) it lies in.
func (g ground) quarter(i, j, di, dj int) (centre, alongX, alongY, corner float64) {
	// The outermost half cell goes on level, as HeightAt does.
	in, jn := max(0, min(g.Grid.NX-1, i+di)), max(0, min(g.Grid.NY-1, j+dj))
	a, b, c, d := g.value(i, j), g.value(in, j), g.value(i, jn), g.value(in, jn)
	corner = (a + b + c + d) / 4
	if math.IsNaN(corner) {
		return a, a, a, a
	}
	return a, (a + b) / 2, (a + c) / 2, corner
}

// triangles calls visit with the pieces of a cell: fewer than eight where
// they lie in one plane.
func (g ground) triangles(cell int, visit func(polygon, plane)) {
	i, j := cell%g.Grid.NX, cell/g.Grid.NX
	m, h := g.Grid.Center(cell), g.Grid.Cell/2
	if math.IsNaN(g.value(i, j)) {
		return
	}
	for _, d := range [4][2]int{{1, 1}, {-1, 1}, {-1, -1}, {1, -1}} {
		zc, zx, zy, zk := g.quarter(i, j, d[0], d[1])
		x, y := float64(d[0])*h, float64(d[1])*h
		c := m.Vec3(zc)
		onX := mgl64.Vec3{m[0] + x, m[1], zx}
		onY := mgl64.Vec3{m[0], m[1] + y, zy}
		k := mgl64.Vec3{m[0] + x, m[1] + y, zk}
		if x*y < 0 { // to go round anticlockwise
			onX, onY = onY, onX
		}
		if zc+zk == zx+zy {
			visit(polygon{c.Vec2(), onX.Vec2(), k.Vec2(), onY.Vec2()}, plane{zc - (zx-zc)/x*m[0] - (zy-zc)/y*m[1], (zx - zc) / x, (zy - zc) / y})
			continue
		}
		visit(polygon{c.Vec2(), onX.Vec2(), k.Vec2()}, through(c, onX, k))
		visit(polygon{c.Vec2(), k.Vec2(), onY.Vec2()}, through(c, k, onY))
	}
}

// height returns the height of the surface at a point; NaN where there is none.
func (g ground) height(p mgl64.Vec2) float64 {
	cell, inside := g.Grid.CellAt(p[0], p[1])
	if !inside {
		if cell, inside = g.Grid.CellAt(p[0]-1e-6*g.Grid.Cell, p[1]-1e-6*g.Grid.Cell); !inside {
			return math.NaN()
		}
	}
	m := g.Grid.Center(cell)
	s, t := (p[0]-m[0])/(g.Grid.Cell/2), (p[1]-m[1])/(g.Grid.Cell/2)
	di, dj := 1, 1
	if s < 0 {
		di, s = -1, -s
	}
	if t < 0 {
		dj, t = -1, -t
	}
	zc, zx, zy, zk := g.quarter(cell%g.Grid.NX, cell/g.Grid.NX, di, dj)
	if s >= t { // in the triangle centre, east or west side, corner
		return zc + (s-t)*(zx-zc) + t*(zk-zc)
	}
	return zc + (t-s)*(zy-zc) + s*(zk-zc)
}

// breaks returns the fractions of a → b at which the surface bends, with 0 and
// 1: sides, middles and diagonals of cells.
func (g ground) breaks(a, b mgl64.Vec2) []float64 {
	cell := g.Grid.Cell
	u0, v0 := (a[0]-g.Grid.X0)/cell, (a[1]-g.Grid.Y0)/cell
	u1, v1 := (b[0]-g.Grid.X0)/cell, (b[1]-g.Grid.Y0)/cell
	stops := []float64{0, 1}
	for _, family := range [4][2]float64{{2 * u0, 2 * u1}, {2 * v0, 2 * v1}, {u0 - v0, u1 - v1}, {u0 + v0, u1 + v1}} {
		from, to := math.Min(family[0], family[1]), math.Max(family[0], family[1])
		for n := math.Floor(from) + 1; n < to; n++ {
			stops = append(stops, (n-family[0])/(family[1]-family[0]))
		}
	}
	return sortedStops(stops)
}

// sortedStops sorts fractions and leaves out repetitions.
func sortedStops(stops []float64) []float64 {
	slices.Sort(stops)
	return slices.CompactFunc(stops, func(a, b float64) bool { return math.Abs(b-a) < 1e-12 })
}
