package solid

import (
	"math"

	"github.com/go-gl/mathgl/mgl64"
)

// Curve is a place for each parameter.
type Curve interface {
	At(u float64) mgl64.Vec3
	// Domain is where the parameter lies; its ends may be infinite.
	Domain() (low, high float64)
	// Period is how far on the curve meets itself, or 0.
	Period() float64
	// Nearest is the parameter of the curve's point nearest to p.
	Nearest(p mgl64.Vec3) float64
	// Cuts are rising parameters from low to high, both included, between which
	// chords stay within the tolerance.
	Cuts(low, high float64, tol Tolerance) []float64
}

type extruded struct {
	curve     Curve
	direction mgl64.Vec3
}

// ExtrudedSurface moves a curve along a direction: u is the curve's parameter,
// v the way [m].
func ExtrudedSurface(c Curve, direction mgl64.Vec3) Surface {
	return extruded{ringed(c), direction.Normalize()}
}

func (e extruded) At(u, v float64) mgl64.Vec3 { return e.curve.At(u).Add(e.direction.Mul(v)) }
func (e extruded) Locate(p mgl64.Vec3) (u, v float64) {
	u = e.curve.Nearest(p)
	// The curve's own nearest point is right where the curve lies square to the
	// direction; else go on from there.
	for range 30 {
		foot := e.curve.At(u)
		v = p.Sub(foot).Dot(e.direction)
		next := e.curve.Nearest(p.Sub(e.direction.Mul(v)))
		if math.Abs(next-u) < 1e-12*(1+math.Abs(u)) {
			break
		}
		u = next
	}
	return u, p.Sub(e.curve.At(u)).Dot(e.direction)
}
func (e extruded) Domain() Domain {
	low, high := e.curve.Domain()
	return Domain{mgl64.Vec2{low, math.Inf(-1)}, mgl64.Vec2{high, math.Inf(1)}, mgl64.Vec2{e.curve.Period(), 0}}
}
func (e extruded) Lines(low, high mgl64.Vec2, tol Tolerance) (us, vs []float64) {
	return e.curve.Cuts(low[0], high[0], tol), evenly(low[1], high[1], 1)
}

type revolved struct {
	curve        Curve
	origin, axis mgl64.Vec3
	side         mgl64.Vec3 // from the axis towards the curve
}

// RevolvedSurface turns a curve about an axis: u is the angle, v the curve's
// parameter. The curve lies in a plane with the axis.
func RevolvedSurface(c Curve, origin, axis mgl64.Vec3) Surface {
	c = ringed(c)
	r := revolved{curve: c, origin: origin, axis: axis.Normalize()}
	low, high := c.Domain()
	if math.IsInf(low, 0) || math.IsInf(high, 0) {
		low, high = -1, 1
	}
	most := 0.0
	for _, v := range evenly(low, high, 8) {
		out := r.out(c.At(v))
		if length := out.Len(); length > most {
			r.side, most = out.Mul(1/length), length
		}
	}
	return r
}

// out is the way to p from the nearest point of the axis.
func (r revolved) out(p mgl64.Vec3) mgl64.Vec3 {
	q := p.Sub(r.origin)
	return q.Sub(r.axis.Mul(q.Dot(r.axis)))
}

// thinned keeps n of the values and the last one, evenly, where there are more.
func thinned(values []float64, n int) []float64 {
	if len(values) <= n+1 {
		return values
	}
	out := make([]float64, n+1)
	for k := range out {
		out[k] = values[k*(len(values)-1)/n]
	}
	return out
}

func (r revolved) turn(p mgl64.Vec3, angle float64) mgl64.Vec3 {
	s, c := math.Sincos(angle)
	out := r.out(p)
	return p.Sub(out).Add(out.Mul(c)).Add(r.axis.Cross(out).Mul(s))
}
func (r revolved) At(u, v float64) mgl64.Vec3 { return r.turn(r.curve.At(v), u) }
func (r revolved) Locate(p mgl64.Vec3) (u, v float64) {
	out := r.out(p)
	u = math.Atan2(r.axis.Dot(r.side.Cross(out)), r.side.Dot(out))
	return u, r.curve.Nearest(r.turn(p, -u))
}
func (r revolved) Domain() Domain {
	low, high := r.curve.Domain()
	return Domain{mgl64.Vec2{0, low}, mgl64.Vec2{2 * math.Pi, high}, mgl64.Vec2{2 * math.Pi, r.curve.Period()}}
}
func (r revolved) Lines(low, high mgl64.Vec2, tol Tolerance) (us, vs []float64) {
	half := tol.halved()
	vs = thinned(r.curve.Cuts(low[1], high[1], half), mostCuts)
	radius := 0.0
	for _, v := range vs {
		radius = max(radius, r.out(r.curve.At(v)).Len())
	}
	return evenly(low[0], high[0], min(half.Chords(radius, high[0]-low[0]), mostCuts)), vs
}

// ring is a curve that ends where it begins, run on beyond its ends.
type ring struct {
	Curve
	low, period float64
}

// ringed makes a ring of a curve that ends where it begins and has no period.
func ringed(c Curve) Curve {
	low, high := c.Domain()
	if c.Period() != 0 || math.IsInf(low, 0) || math.IsInf(high, 0) || !(low < high) {
		return c
	}
	start, middle := c.At(low), c.At((low+high)/2)
	if gap := start.Sub(c.At(high)).Len(); gap > poleSize || gap >= start.Sub(middle).Len() {
		return c
	}
	return ring{c, low, high - low}
}

func (r ring) Period() float64 { return r.period }
func (r ring) At(u float64) mgl64.Vec3 {
	return r.Curve.At(u - r.period*math.Floor((u-r.low)/r.period))
}
func (r ring) Cuts(low, high float64, tol Tolerance) []float64 {
	out := []float64{low}
	const most = 8 // times round: no face of a file goes round more often
	for n, from := math.Floor((low-r.low)/r.period), low; from < high && len(out) < most*mostChords; n++ {
		shift := n * r.period
		to := min(high, r.low+shift+r.period)
		if to-from > 1e-9*r.period {
			cuts := r.Curve.Cuts(from-shift, to-shift, tol)
			for _, u := range cuts[1:] {
				out = append(out, u+shift)
			}
		}
		from = to
	}
	return out
}
