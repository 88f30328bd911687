package shape

import (
	"math"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/bim/ifc/step"
	"shapan/engine/solver/solid"
)

// bspline is a B-spline curve, rational if it has weights. Source: Piegl and
// Tiller, The NURBS Book (1997), algorithms A2.1 and A4.1.
type bspline struct {
	degree  int
	knots   []float64 // with repeats: len(control)+degree+1
	control []mgl64.Vec4
}

// span finds the k with knots[k] <= u < knots[k+1].
func span(knots []float64, degree, n int, u float64) int {
	low, high := degree, n
	if u >= knots[n] {
		for high > degree+1 && knots[high-1] >= knots[n] {
			high--
		}
		return high - 1
	}
	if u <= knots[degree] {
		for low < n-1 && knots[low+1] <= knots[degree] {
			low++
		}
		return low
	}
	for high-low > 1 {
		if mid := (low + high) / 2; u < knots[mid] {
			high = mid
		} else {
			low = mid
		}
	}
	return low
}

// basis are the degree+1 functions that are not 0 in a span.
func basis(knots []float64, degree, k int, u float64, out []float64) {
	var left, right [maxDegree + 1]float64
	out[0] = 1
	for d := 1; d <= degree; d++ {
		left[d], right[d] = u-knots[k+1-d], knots[k+d]-u
		saved := 0.0
		for r := range d {
			t := 0.0
			if sum := right[r+1] + left[d-r]; sum != 0 {
				t = out[r] / sum
			}
			out[r] = saved + right[r+1]*t
			saved = left[d-r] * t
		}
		out[d] = saved
	}
}

const maxDegree = 25

func (b *bspline) at(u float64) mgl64.Vec3 {
	from, to := b.domain()
	u = max(from, min(u, to))
	k := span(b.knots, b.degree, len(b.control), u)
	var n [maxDegree + 1]float64
	basis(b.knots, b.degree, k, u, n[:])
	var p mgl64.Vec4
	for d := range b.degree + 1 {
		p = p.Add(b.control[k-b.degree+d].Mul(n[d]))
	}
	return p.Vec3().Mul(1 / p[3])
}

func (b *bspline) domain() (float64, float64) {
	return b.knots[b.degree], b.knots[len(b.control)]
}

func (b *bspline) period() float64 { return 0 }

// cuts halves each span until the middle of a piece lies within the tolerance
// of its chord, and so do its quarters.
func (b *bspline) cuts(u, v float64, tol solid.Tolerance) []float64 {
	spans := withBreaks(u, v, len(b.knots), func(k int) float64 { return b.knots[k] })
	out := spans[:1:1]
	for k := 1; k < len(spans); k++ {
		if spans[k] == spans[k-1] && len(spans) > 2 {
			continue
		}
		if b.degree == 1 {
			out = append(out, spans[k])
			continue
		}
		out = halve(b, out, spans[k-1], spans[k], tol, 0)
	}
	return out
}

// halve appends parameters from behind u to v, so that chords are within the
// tolerance of a smooth curve.
func halve(b curve, out []float64, u, v float64, tol solid.Tolerance, depth int) []float64 {
	if depth < 12 && len(out) < maxCuts {
		p, q := b.at(u), b.at(v)
		bent := depth < 2 // a span may bend to and fro
		for _, s := range [3]float64{0.25, 0.5, 0.75} {
			x := b.at(u + (v-u)*s)
			if offLine(x, p, q) > tol.Chord {
				bent = true
			}
		}
		// Turning, too: see maxTurn.
		if m := b.at((u + v) / 2); !bent && bend(p, m, q) > tol.Turn/2 {
			bent = true
		}
		if bent {
			m := (u + v) / 2
			out = halve(b, out, u, m, tol, depth+1)
			return halve(b, out, m, v, tol, depth+1)
		}
	}
	return append(out, v)
}

// bend is the angle [rad] by which the way p, m, q turns at m.
func bend(p, m, q mgl64.Vec3) float64 {
	a, b := m.Sub(p), q.Sub(m)
	if a.Len() < 1e-5 || b.Len() < 1e-5 {
		return 0
	}
	return math.Atan2(a.Cross(b).Len(), a.Dot(b))
}

// offLine is how far x is from the line from p to q.
func offLine(x, p, q mgl64.Vec3) float64 {
	d := q.Sub(p)
	n := d.Dot(d)
	if n == 0 {
		return x.Sub(p).Len()
	}
	t := max(0, min(1, x.Sub(p).Dot(d)/n))
	return x.Sub(p.Add(d.Mul(t))).Len()
}

func (b *bspline) nearest(p mgl64.Vec3) float64 { return nearestBySampling(b, p) }

// nearestBySampling looks at points of a curve and narrows down around the best.
func nearestBySampling(c curve, p mgl64.Vec3) float64 {
	from, to := c.domain()
	const n = 200
	best, at := math.Inf(1), from
	for k := range n + 1 {
		u := from + (to-from)*float64(k)/n
		if far := c.at(u).Sub(p).Len(); far < best {
			best, at = far, u
		}
	}
	low, high := max(from, at-(to-from)/n), min(to, at+(to-from)/n)
	for range 60 {
		a, b := low+(high-low)/3, high-(high-low)/3
		if c.at(a).Sub(p).Len() < c.at(b).Sub(p).Len() {
			high = b
		} else {
			low = a
		}
	}
	return (low + high) / 2
}

// bspline reads Degree, ControlPointsList, CurveForm, ClosedCurve, SelfIntersect;
// with knots: KnotMultiplicities, Knots, KnotSpec; rational: WeightsData.
func (j *job) bspline(in step.Instance, a *step.Args) (curve, error) {
	degree, ok := a.Int(0)
	if !ok || degree < 1 || degree > maxDegree {
		return nil, fault(in, "Degree is %d; expected 1 to %d", degree, maxDegree)
	}
	list, ok := a.List(1)
	if !ok {
		return nil, fault(in, "ControlPointsList is %s; expected a list", a.Kind(1))
	}
	b := &bspline{degree: int(degree)}
	for k := 0; list.Kind(k) != step.None; k++ {
		if err := j.spend(1); err != nil {
			return nil, err
		}
		p, err := j.pointAt(in, &list, k, "ControlPointsList")
		if err != nil {
			return nil, err
		}
		b.control = append(b.control, p.Vec4(1))
	}
	n := len(b.control)
	if n <= b.degree {
		return nil, fault(in, "%d control points are too few for degree %d", n, degree)
	}
	weightsAt := -1
	var err error
	switch in.Type() {
	case "IFCBSPLINECURVEWITHKNOTS":
		b.knots, err = j.knots(in, a, 5, 6, n, b.degree)
	case "IFCRATIONALBSPLINECURVEWITHKNOTS":
		b.knots, err = j.knots(in, a, 5, 6, n, b.degree)
		weightsAt = 8
	case "IFCRATIONALBEZIERCURVE":
		weightsAt = 5
	}
	if err != nil {
		return nil, err
	}
	if b.knots == nil {
		b.knots = plainKnots(n, b.degree)
	}
	if weightsAt >= 0 {
		weights, ok := a.List(weightsAt)
		if !ok {
			return nil, fault(in, "WeightsData is %s; expected a list", a.Kind(weightsAt))
		}
		for k := range b.control {
			w, ok := weights.Real(k)
			if !ok || !(w > 0) || w > 1e12 {
				return nil, fault(in, "WeightsData(%d) is %v; expected a number above 0", k+1, w)
			}
			b.control[k] = b.control[k].Vec3().Mul(w).Vec4(w)
		}
	}
	return b, nil
}

// plainKnots are those of a clamped curve of even spans (Bézier pieces, and what
// gives none).
func plainKnots(n, degree int) []float64 {
	out := make([]float64, n+degree+1)
	for k := range out {
		out[k] = float64(max(0, min(k-degree, n-degree)))
	}
	return out
}

// knots reads multiplicities and knots for n control points.
func (j *job) knots(in step.Instance, a *step.Args, timesAt, knotsAt, n, degree int) ([]float64, error) {
	times, ok := a.List(timesAt)
	if !ok {
		return nil, fault(in, "multiplicities are %s; expected a list", a.Kind(timesAt))
	}
	values, ok := a.List(knotsAt)
	if !ok {
		return nil, fault(in, "knots are %s; expected a list", a.Kind(knotsAt))
	}
	var out []float64
	for k := 0; times.Kind(k) != step.None; k++ {
		m, ok := times.Int(k)
		v, isReal := values.Real(k)
		switch {
		case !ok || m < 1 || int(m) > n+degree+1-len(out):
			return nil, fault(in, "multiplicities add up to more than the %d of %d control points of degree %d", n+degree+1, n, degree)
		case !isReal || !(math.Abs(v) < 1e15) || len(out) > 0 && v < out[len(out)-1]:
			return nil, fault(in, "knot %d is %v; expected numbers that rise", k+1, v)
		}
		for range m {
			out = append(out, v)
		}
	}
	if len(out) != n+degree+1 {
		return nil, fault(in, "has %d knots; expected %d for %d control points of degree %d", len(out), n+degree+1, n, degree)
	}
	if out[n] <= out[degree] {
		return nil, fault(in, "has an empty range of knots")
	}
	return out, nil
}
