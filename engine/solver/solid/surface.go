package solid

import (
	"math"

	"github.com/go-gl/mathgl/mgl64"
)

// Surface is a curved surface: a place for each pair of parameters. Its normal
// is that of ∂/∂u × ∂/∂v.
type Surface interface {
	At(u, v float64) mgl64.Vec3
	// Locate returns the parameters of the surface's point nearest to p.
	Locate(p mgl64.Vec3) (u, v float64)
	// Domain is where the parameters lie.
	Domain() Domain
	// Lines are rising values of u and of v that include the given ends; between
	// neighbours the surface stays within the tolerance of a flat piece.
	Lines(low, high mgl64.Vec2, tol Tolerance) (us, vs []float64)
}

// Domain is the range of a surface's two parameters; ends may be infinite. A
// period is how far on the surface meets itself, or 0.
type Domain struct {
	Low, High, Period mgl64.Vec2
}

// NormalNear is the direction square to a surface at its point nearest to p, of
// any length; zero at a pole.
func NormalNear(s Surface, p mgl64.Vec3) mgl64.Vec3 {
	const h = 1e-4
	u, v := s.Locate(p)
	du := s.At(u+h, v).Sub(s.At(u-h, v))
	dv := s.At(u, v+h).Sub(s.At(u, v-h))
	return du.Cross(dv)
}

// evenly cuts low to high into n parts.
func evenly(low, high float64, n int) []float64 {
	out := make([]float64, n+1)
	for k := range out {
		out[k] = low + (high-low)*float64(k)/float64(n)
	}
	out[n] = high
	return out
}

// axes is a right-angled frame of unit vectors, taken from a placement.
type axes struct{ x, y, z, origin mgl64.Vec3 }

func axesOf(placement mgl64.Mat4) axes {
	z := placement.Col(2).Vec3().Normalize()
	x := across(placement.Col(0).Vec3(), z)
	return axes{x, z.Cross(x), z, placement.Col(3).Vec3()}
}

func (a axes) local(p mgl64.Vec3) (x, y, z float64) {
	q := p.Sub(a.origin)
	return q.Dot(a.x), q.Dot(a.y), q.Dot(a.z)
}

func (a axes) place(x, y, z float64) mgl64.Vec3 {
	return a.origin.Add(a.x.Mul(x)).Add(a.y.Mul(y)).Add(a.z.Mul(z))
}

var fullTurn = Domain{mgl64.Vec2{0, math.Inf(-1)}, mgl64.Vec2{2 * math.Pi, math.Inf(1)}, mgl64.Vec2{2 * math.Pi, 0}}

type cylinder struct {
	axes
	radius float64
}

// CylinderSurface runs round the z axis of a placement: u is the angle from x,
// v the height.
func CylinderSurface(placement mgl64.Mat4, radius float64) Surface {
	return cylinder{axesOf(placement), radius}
}

func (c cylinder) At(u, v float64) mgl64.Vec3 {
	s, cos := math.Sincos(u)
	return c.place(c.radius*cos, c.radius*s, v)
}
func (c cylinder) Locate(p mgl64.Vec3) (u, v float64) {
	x, y, z := c.local(p)
	return math.Atan2(y, x), z
}
func (c cylinder) Domain() Domain { return fullTurn }
func (c cylinder) Lines(low, high mgl64.Vec2, tol Tolerance) (us, vs []float64) {
	return evenly(low[0], high[0], tol.Chords(c.radius, high[0]-low[0])), evenly(low[1], high[1], 1)
}

type cone struct {
	axes
	radius, slope float64
}

// ConeSurface has a radius at v = 0 that grows by tan(half angle) per metre of
// height v; it begins at its tip.
func ConeSurface(placement mgl64.Mat4, radius, halfAngle float64) Surface {
	return cone{axesOf(placement), radius, math.Tan(halfAngle)}
}

func (c cone) At(u, v float64) mgl64.Vec3 {
	s, cos := math.Sincos(u)
	r := c.radius + v*c.slope
	return c.place(r*cos, r*s, v)
}
func (c cone) Locate(p mgl64.Vec3) (u, v float64) {
	x, y, z := c.local(p)
	// The nearest point of the line r = radius + v slope in the plane through p.
	return math.Atan2(y, x), (z + c.slope*(math.Hypot(x, y)-c.radius)) / (1 + c.slope*c.slope)
}
func (c cone) Domain() Domain {
	d := fullTurn
	if c.slope > 0 {
		d.Low[1] = -c.radius / c.slope
	} else if c.slope < 0 {
		d.High[1] = -c.radius / c.slope
	}
	return d
}
func (c cone) Lines(low, high mgl64.Vec2, tol Tolerance) (us, vs []float64) {
	r := max(math.Abs(c.radius+low[1]*c.slope), math.Abs(c.radius+high[1]*c.slope))
	return evenly(low[0], high[0], tol.Chords(r, high[0]-low[0])), evenly(low[1], high[1], 1)
}

type sphere struct {
	axes
	radius float64
}

// SphereSurface lies about the origin of a placement: u is the longitude, v the
// latitude.
func SphereSurface(placement mgl64.Mat4, radius float64) Surface {
	return sphere{axesOf(placement), radius}
}

func (s sphere) At(u, v float64) mgl64.Vec3 {
	sinU, cosU := math.Sincos(u)
	sinV, cosV := math.Sincos(v)
	return s.place(s.radius*cosU*cosV, s.radius*sinU*cosV, s.radius*sinV)
}
func (s sphere) Locate(p mgl64.Vec3) (u, v float64) {
	x, y, z := s.local(p)
	return math.Atan2(y, x), math.Atan2(z, math.Hypot(x, y))
}
func (s sphere) Domain() Domain {
	return Domain{mgl64.Vec2{0, -math.Pi / 2}, mgl64.Vec2{2 * math.Pi, math.Pi / 2}, mgl64.Vec2{2 * math.Pi, 0}}
}
func (s sphere) Lines(low, high mgl64.Vec2, tol Tolerance) (us, vs []float64) {
	half := tol.halved()
	return evenly(low[0], high[0], min(half.Chords(s.radius, high[0]-low[0]), mostCuts)), evenly(low[1], high[1], min(half.Chords(s.radius, high[1]-low[1]), mostCuts))
}

// halved leaves half of the sag to each of two directions that both curve.
func (t Tolerance) halved() Tolerance { return Tolerance{Chord: t.Chord / 2, Turn: t.Turn} }

type torus struct {
	axes
	major, minor float64
}

// TorusSurface runs round the z axis of a placement: u is the angle about the
// axis, v that about the tube, from outside upwards.
func TorusSurface(placement mgl64.Mat4, major, minor float64) Surface {
	return torus{axesOf(placement), major, minor}
}

func (t torus) At(u, v float64) mgl64.Vec3 {
	sinU, cosU := math.Sincos(u)
	sinV, cosV := math.Sincos(v)
	r := t.major + t.minor*cosV
	return t.place(r*cosU, r*sinU, t.minor*sinV)
}
func (t torus) Locate(p mgl64.Vec3) (u, v float64) {
	x, y, z := t.local(p)
	return math.Atan2(y, x), math.Atan2(z, math.Hypot(x, y)-t.major)
}
func (t torus) Domain() Domain {
	turn := mgl64.Vec2{2 * math.Pi, 2 * math.Pi}
	return Domain{High: turn, Period: turn}
}
func (t torus) Lines(low, high mgl64.Vec2, tol Tolerance) (us, vs []float64) {
	half := tol.halved()
	return evenly(low[0], high[0], min(half.Chords(t.major+t.minor, high[0]-low[0]), mostCuts)), evenly(low[1], high[1], min(half.Chords(t.minor, high[1]-low[1]), mostCuts))
}
