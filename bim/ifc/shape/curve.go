package shape

import (
	"fmt"
	"math"
	"slices"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/engine/solver/solid"
)

// A curve is a place for each parameter. The parameter is that of the standard,
// but in metres and radians where the standard counts lengths and angles.
type curve interface {
	at(u float64) mgl64.Vec3
	// domain is where the curve is defined; infinite for a line.
	domain() (from, to float64)
	// period is how far on the curve meets itself; 0 if it does not.
	period() float64
	// cuts are parameters from u to v, both included, between which chords stay
	// within the tolerance. u may be larger than v.
	cuts(u, v float64, tol solid.Tolerance) []float64
	// nearest is the parameter of the curve's point that is nearest to p.
	nearest(p mgl64.Vec3) float64
}

// maxCuts bounds the chords of one curve: a full circle of up to 80 km lies
// within 1 mm of as many.
const maxCuts = 20_000

// evenly divides u to v in n steps.
func evenly(u, v float64, n int) []float64 {
	out := make([]float64, n+1)
	for k := range out {
		out[k] = u + (v-u)*float64(k)/float64(n)
	}
	out[n] = v
	return out
}

// points walks over a part of a curve.
func points(c curve, u, v float64, tol solid.Tolerance) []mgl64.Vec3 {
	cuts := c.cuts(u, v, tol)
	out := make([]mgl64.Vec3, len(cuts))
	for k, t := range cuts {
		out[k] = c.at(t)
	}
	return out
}

// line is p + u d, d of length 1 per metre.
type line struct{ p, d mgl64.Vec3 }

func (l line) at(u float64) mgl64.Vec3                          { return l.p.Add(l.d.Mul(u)) }
func (l line) domain() (float64, float64)                       { return math.Inf(-1), math.Inf(1) }
func (l line) period() float64                                  { return 0 }
func (l line) cuts(u, v float64, tol solid.Tolerance) []float64 { return []float64{u, v} }
func (l line) nearest(p mgl64.Vec3) float64 {
	return p.Sub(l.p).Dot(l.d) / l.d.Dot(l.d)
}

// conic is a circle or an ellipse with half axes a and b along x and y of its frame.
type conic struct {
	frame, inverse mgl64.Mat4
	a, b           float64
}

func newConic(frame mgl64.Mat4, a, b float64) conic {
	return conic{frame: frame, inverse: frame.Inv(), a: a, b: b}
}

func (c conic) at(u float64) mgl64.Vec3 {
	sin, cos := math.Sincos(u)
	return mgl64.TransformCoordinate(mgl64.Vec3{c.a * cos, c.b * sin, 0}, c.frame)
}
func (c conic) domain() (float64, float64) { return 0, 2 * math.Pi }
func (c conic) period() float64            { return 2 * math.Pi }
func (c conic) cuts(u, v float64, tol solid.Tolerance) []float64 {
	n := tol.Chords(max(c.a, c.b), v-u)
	return evenly(u, v, min(n, maxCuts))
}
func (c conic) nearest(p mgl64.Vec3) float64 {
	q := mgl64.TransformCoordinate(p, c.inverse)
	u := math.Atan2(q[1]/c.b, q[0]/c.a)
	if c.a != c.b { // points of files lie on the curve; a few steps serve the others
		for range 20 {
			sin, cos := math.Sincos(u)
			dx, dy := c.a*cos-q[0], c.b*sin-q[1]
			tx, ty := -c.a*sin, c.b*cos
			f := dx*tx + dy*ty
			slope := tx*tx + ty*ty - dx*c.a*cos - dy*c.b*sin
			if slope <= 0 {
				break
			}
			u -= f / slope
		}
	}
	if u < 0 {
		u += 2 * math.Pi
	}
	return u
}

// polyline has its k-th point at u = k.
type polyline []mgl64.Vec3

func (l polyline) at(u float64) mgl64.Vec3 {
	k := int(max(0, min(math.Floor(u), float64(len(l)-2))))
	return l[k].Add(l[k+1].Sub(l[k]).Mul(u - float64(k)))
}
func (l polyline) domain() (float64, float64) { return 0, float64(len(l) - 1) }
func (l polyline) period() float64            { return 0 }
func (l polyline) cuts(u, v float64, tol solid.Tolerance) []float64 {
	return withBreaks(u, v, len(l), func(k int) float64 { return float64(k) })
}
func (l polyline) nearest(p mgl64.Vec3) float64 {
	best, at := math.Inf(1), 0.0
	for k := 0; k+1 < len(l); k++ {
		d := l[k+1].Sub(l[k])
		u := 0.0
		if n := d.Dot(d); n > 0 {
			u = max(0, min(1, p.Sub(l[k]).Dot(d)/n))
		}
		if far := l[k].Add(d.Mul(u)).Sub(p).Len(); far < best-1e-12 {
			best, at = far, float64(k)+u
		}
	}
	return at
}

// withBreaks are u, v and those of n rising breaks that lie between them.
func withBreaks(u, v float64, n int, at func(k int) float64) []float64 {
	low, high := min(u, v), max(u, v)
	out := []float64{low}
	for k := range n {
		if b := at(k); b > low+1e-9 && b < high-1e-9 {
			out = append(out, b)
		}
	}
	out = append(out, high)
	if u > v {
		slices.Reverse(out)
	}
	return out
}

// trimmed is the part of a curve from u to v, run so; its own parameter goes
// from 0 to |v-u|.
type trimmed struct {
	base curve
	u, v float64
}

func (t trimmed) inner(w float64) float64 {
	if t.v < t.u {
		return t.u - w
	}
	return t.u + w
}
func (t trimmed) at(w float64) mgl64.Vec3    { return t.base.at(t.inner(w)) }
func (t trimmed) domain() (float64, float64) { return 0, math.Abs(t.v - t.u) }
func (t trimmed) period() float64            { return 0 }
func (t trimmed) cuts(a, b float64, tol solid.Tolerance) []float64 {
	inner := t.base.cuts(t.inner(a), t.inner(b), tol)
	for k, u := range inner {
		inner[k] = math.Abs(u - t.u)
	}
	return inner
}
func (t trimmed) nearest(p mgl64.Vec3) float64 {
	u := t.base.nearest(p)
	if period := t.base.period(); period > 0 {
		if t.v >= t.u {
			u = t.u + math.Mod(math.Mod(u-t.u, period)+period, period)
		} else {
			u = t.u - math.Mod(math.Mod(t.u-u, period)+period, period)
		}
	}
	w := u - t.u
	if t.v < t.u {
		w = -w
	}
	length := math.Abs(t.v - t.u)
	if w < 0 || w > length { // of the ends the nearer one
		if t.at(0).Sub(p).Len() <= t.at(length).Sub(p).Len() {
			return 0
		}
		return length
	}
	return w
}

// whole is a curve over all of its domain; a line has none.
func whole(c curve) (trimmed, error) {
	from, to := c.domain()
	if math.IsInf(from, 0) || math.IsInf(to, 0) {
		return trimmed{}, fmt.Errorf("a line without ends")
	}
	return trimmed{c, from, to}, nil
}

// composite is one piece after the other; the parameter of each follows that of
// the one before.
type composite struct {
	pieces []trimmed
	starts []float64 // parameter where each piece starts, and the end
}

func newComposite(pieces []trimmed) *composite {
	c := &composite{pieces: pieces, starts: make([]float64, 1, len(pieces)+1)}
	for _, p := range pieces {
		c.starts = append(c.starts, c.starts[len(c.starts)-1]+math.Abs(p.v-p.u))
	}
	return c
}

func (c *composite) piece(u float64) (int, float64) {
	k, found := slices.BinarySearch(c.starts, u)
	if !found {
		k--
	}
	k = max(0, min(k, len(c.pieces)-1))
	return k, u - c.starts[k]
}
func (c *composite) at(u float64) mgl64.Vec3 {
	k, w := c.piece(u)
	return c.pieces[k].at(w)
}
func (c *composite) domain() (float64, float64) { return 0, c.starts[len(c.pieces)] }
func (c *composite) period() float64            { return 0 }
func (c *composite) cuts(u, v float64, tol solid.Tolerance) []float64 {
	low, high := min(u, v), max(u, v)
	out := []float64{low}
	for k, p := range c.pieces {
		from, to := max(low, c.starts[k]), min(high, c.starts[k+1])
		if to-from <= 0 {
			continue
		}
		for _, w := range p.cuts(from-c.starts[k], to-c.starts[k], tol) {
			if w += c.starts[k]; w > out[len(out)-1]+1e-12 {
				out = append(out, w)
			}
		}
	}
	if last := out[len(out)-1]; last < high {
		out = append(out, high)
	}
	if u > v {
		slices.Reverse(out)
	}
	return out
}
func (c *composite) nearest(p mgl64.Vec3) float64 {
	best, at := math.Inf(1), 0.0
	for k, piece := range c.pieces {
		w := piece.nearest(p)
		if far := piece.at(w).Sub(p).Len(); far < best-1e-12 {
			best, at = far, c.starts[k]+w
		}
	}
	return at
}

// flat drops the third coordinate.
func flat(path []mgl64.Vec3) solid.Loop {
	out := make(solid.Loop, len(path))
	for k, p := range path {
		out[k] = p.Vec2()
	}
	return out
}

// near is the distance [m] below which two points of an outline are one.
const near = 1e-7

// closed drops the last point if it is the first again, and points that repeat.
func closed(path []mgl64.Vec3) []mgl64.Vec3 {
	out := path[:0:0]
	for _, p := range path {
		if len(out) == 0 || p.Sub(out[len(out)-1]).Len() > near {
			out = append(out, p)
		}
	}
	for len(out) > 1 && out[0].Sub(out[len(out)-1]).Len() <= near {
		out = out[:len(out)-1]
	}
	return out
}
