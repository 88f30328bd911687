package solid

import (
	"errors"
	"fmt"
	"math"
	"sort"

	"github.com/go-gl/mathgl/mgl64"
)

// ErrSpline is a B-spline whose numbers do not fit together.
var ErrSpline = errors.New("a B-spline's degree, knots, poles and weights do not fit together")

// SplineSurface is a B-spline surface, rational if it has weights. Poles stand
// in rows of the same v: Poles[u][v]. Knots are repeated as often as they count;
// there are degree + 1 more of them than poles.
// Piegl and Tiller, The NURBS Book (1997), chapters 2 to 4.
type SplineSurface struct {
	DegreeU, DegreeV int
	KnotsU, KnotsV   []float64
	Poles            [][]mgl64.Vec3 // [m]
	Weights          [][]float64    // or nil

	domain  Domain
	samples []splineSample
}

type splineSample struct {
	u, v float64
	at   mgl64.Vec3
}

// NewSplineSurface checks the numbers and prepares the surface.
func NewSplineSurface(s SplineSurface) (Surface, error) {
	nu := len(s.Poles)
	if nu == 0 {
		return nil, fmt.Errorf("%w: no poles", ErrSpline)
	}
	nv := len(s.Poles[0])
	for u, row := range s.Poles {
		if len(row) != nv || s.Weights != nil && (len(s.Weights) != nu || len(s.Weights[u]) != nv) {
			return nil, fmt.Errorf("%w: row %d has another number of poles or weights than the first", ErrSpline, u)
		}
		for v, p := range row {
			if !finite(p[0]) || !finite(p[1]) || !finite(p[2]) || s.Weights != nil && !(s.Weights[u][v] > 0 && finite(s.Weights[u][v])) {
				return nil, fmt.Errorf("%w: pole (%d, %d) or its weight is not a number, or the weight not positive", ErrSpline, u, v)
			}
		}
	}
	for _, k := range []struct {
		knots   []float64
		degree  int
		n       int
		name    string
		low, hi *float64
	}{
		{s.KnotsU, s.DegreeU, nu, "u", &s.domain.Low[0], &s.domain.High[0]},
		{s.KnotsV, s.DegreeV, nv, "v", &s.domain.Low[1], &s.domain.High[1]},
	} {
		if k.degree < 1 || k.degree > mostDegree || k.n <= k.degree || len(k.knots) != k.n+k.degree+1 {
			return nil, fmt.Errorf("%w: in %s, degree %d, %d poles, %d knots", ErrSpline, k.name, k.degree, k.n, len(k.knots))
		}
		for i, v := range k.knots {
			if !finite(v) || i > 0 && v < k.knots[i-1] {
				return nil, fmt.Errorf("%w: knot %d in %s falls or is not a number", ErrSpline, i, k.name)
			}
		}
		*k.low, *k.hi = k.knots[k.degree], k.knots[k.n]
		if !(*k.low < *k.hi) {
			return nil, fmt.Errorf("%w: the knots in %s span nothing", ErrSpline, k.name)
		}
	}
	s.close()
	s.sample()
	return &s, nil
}

// mostDegree is well above what is drawn (3 or 5) and keeps bases on the stack.
const mostDegree = 15

// close finds the directions in which the surface meets itself.
func (s *SplineSurface) close() {
	d := &s.domain
	meets := func(axis int) bool {
		for k := range 5 {
			at := d.Low.Add(d.High.Sub(d.Low).Mul(float64(k) / 4))
			a, b := at, at
			a[axis], b[axis] = d.Low[axis], d.High[axis]
			if s.At(a[0], a[1]).Sub(s.At(b[0], b[1])).Len() > poleSize {
				return false
			}
		}
		return true
	}
	u, v := meets(0), meets(1)
	if u {
		d.Period[0] = d.High[0] - d.Low[0]
	}
	if v {
		d.Period[1] = d.High[1] - d.Low[1]
	}
}

// sample notes places from which to look for the nearest point.
func (s *SplineSurface) sample() {
	us := s.grid(s.KnotsU, s.DegreeU, len(s.Poles))
	vs := s.grid(s.KnotsV, s.DegreeV, len(s.Poles[0]))
	us, vs = fewer(us, vs)
	at := make([]mgl64.Vec3, 0, len(us)*len(vs))
	for _, u := range us {
		for _, v := range vs {
			at = append(at, s.At(u, v))
		}
	}
	// Where one parameter means nothing, at a pole, is no place to start from.
	apart := func(k, other int) bool { return at[k].Sub(at[other]).Len() > poleSize }
	for i, u := range us {
		for j, v := range vs {
			k := i*len(vs) + j
			besideU, besideV := k+len(vs), k+1
			if i == len(us)-1 {
				besideU = k - len(vs)
			}
			if j == len(vs)-1 {
				besideV = k - 1
			}
			if apart(k, besideU) && apart(k, besideV) {
				s.samples = append(s.samples, splineSample{u, v, at[k]})
			}
		}
	}
}

// grid is each span of knots cut into a few parts.
func (s *SplineSurface) grid(knots []float64, degree, n int) []float64 {
	out := []float64{knots[degree]}
	for k := degree; k < n; k++ {
		if knots[k+1] > knots[k] {
			out = append(out, evenly(knots[k], knots[k+1], 2*degree)[1:]...)
		}
	}
	return out
}

// basis returns the first of the degree + 1 poles that have a part in u, and
// their parts (Piegl and Tiller, algorithms A2.1 and A2.2).
func basis(knots []float64, degree, n int, u float64, out *[mostDegree + 1]float64) int {
	span := min(max(sort.Search(len(knots), func(k int) bool { return knots[k] > u })-1, degree), n-1)
	for span > degree && knots[span] == knots[span+1] {
		span--
	}
	var left, right [mostDegree + 1]float64
	out[0] = 1
	for j := 1; j <= degree; j++ {
		left[j], right[j] = u-knots[span+1-j], knots[span+j]-u
		saved := 0.0
		for r := range j {
			part := 0.0
			if width := right[r+1] + left[j-r]; width != 0 {
				part = out[r] / width
			}
			out[r] = saved + right[r+1]*part
			saved = left[j-r] * part
		}
		out[j] = saved
	}
	return span - degree
}

// wrap brings parameters into the domain: round where the surface is closed, to
// the edge where it is not.
func (s *SplineSurface) wrap(at mgl64.Vec2) mgl64.Vec2 {
	d := s.domain
	for axis := range 2 {
		if p := d.Period[axis]; p > 0 && (at[axis] < d.Low[axis] || at[axis] > d.High[axis]) {
			at[axis] -= p * math.Floor((at[axis]-d.Low[axis])/p)
		}
		at[axis] = min(max(at[axis], d.Low[axis]), d.High[axis])
	}
	return at
}

func (s *SplineSurface) At(u, v float64) mgl64.Vec3 {
	at := s.wrap(mgl64.Vec2{u, v})
	var partU, partV [mostDegree + 1]float64
	firstU := basis(s.KnotsU, s.DegreeU, len(s.Poles), at[0], &partU)
	firstV := basis(s.KnotsV, s.DegreeV, len(s.Poles[0]), at[1], &partV)
	var sum mgl64.Vec3
	total := 0.0
	for i := range s.DegreeU + 1 {
		row := s.Poles[firstU+i]
		for j := range s.DegreeV + 1 {
			part := partU[i] * partV[j]
			if s.Weights != nil {
				part *= s.Weights[firstU+i][firstV+j]
			}
			sum = sum.Add(row[firstV+j].Mul(part))
			total += part
		}
	}
	return sum.Mul(1 / total)
}

func (s *SplineSurface) Domain() Domain { return s.domain }

// Locate starts from the nearest samples and improves them by Gauss and Newton's
// method with numeric derivatives.
func (s *SplineSurface) Locate(p mgl64.Vec3) (u, v float64) {
	const starts = 3
	var best [starts]splineSample
	gaps := [starts]float64{math.Inf(1), math.Inf(1), math.Inf(1)}
	for _, c := range s.samples {
		gap := c.at.Sub(p).LenSqr()
		for k := range starts {
			if gap < gaps[k] {
				copy(best[k+1:], best[k:starts-1])
				copy(gaps[k+1:], gaps[k:starts-1])
				best[k], gaps[k] = c, gap
				break
			}
		}
	}
	nearest := math.Inf(1)
	for k := range starts {
		if math.IsInf(gaps[k], 1) {
			break
		}
		at, gap := s.improve(mgl64.Vec2{best[k].u, best[k].v}, p)
		if gap < nearest {
			nearest, u, v = gap, at[0], at[1]
		}
		if nearest < 1e-9 {
			break
		}
	}
	return u, v
}

func (s *SplineSurface) improve(at mgl64.Vec2, p mgl64.Vec3) (mgl64.Vec2, float64) {
	d := s.domain
	stepU, stepV := 1e-6*(d.High[0]-d.Low[0]), 1e-6*(d.High[1]-d.Low[1])
	here := s.At(at[0], at[1])
	gap := here.Sub(p).Len()
	for range 30 {
		// Steps inwards, so that they stay in the domain.
		hu, hv := stepU, stepV
		if at[0]+hu > d.High[0] {
			hu = -hu
		}
		if at[1]+hv > d.High[1] {
			hv = -hv
		}
		du, dv := s.At(at[0]+hu, at[1]).Sub(here).Mul(1/hu), s.At(at[0], at[1]+hv).Sub(here).Mul(1/hv)
		off := p.Sub(here)
		uu, uv, vv := du.Dot(du), du.Dot(dv), dv.Dot(dv)
		bu, bv := off.Dot(du), off.Dot(dv)
		det := uu*vv - uv*uv
		var step mgl64.Vec2
		switch {
		case det > 1e-12*uu*vv && det > 0:
			step = mgl64.Vec2{(bu*vv - bv*uv) / det, (bv*uu - bu*uv) / det}
		case uu > vv && uu > 0:
			step[0] = bu / uu
		case vv > 0:
			step[1] = bv / vv
		}
		moved := false
		for range 12 {
			next := s.wrap(at.Add(step))
			there := s.At(next[0], next[1])
			if g := there.Sub(p).Len(); g < gap {
				moved = gap-g > 1e-15*(1+gap)
				at, here, gap = next, there, g
				break
			}
			step = step.Mul(0.5)
		}
		if !moved || gap < 1e-12 {
			break
		}
	}
	return at, gap
}

// Lines cut each span of knots so finely that it sags no more than a third of
// the tolerance in either direction, as found along a few lines across, and that
// its cells, which triangles cut along a diagonal, are twisted by no more than
// another third.
func (s *SplineSurface) Lines(low, high mgl64.Vec2, tol Tolerance) (us, vs []float64) {
	third := Tolerance{Chord: tol.Chord / 3, Turn: tol.Turn}
	us, vs = s.lines(0, low, high, third), s.lines(1, low, high, third)
	twist := 0.0
	const most = 24 // cells looked at along either direction
	for i := 1; i < len(us); i += 1 + len(us)/most {
		for j := 1; j < len(vs); j += 1 + len(vs)/most {
			p, q := s.At(us[i-1], vs[j-1]), s.At(us[i], vs[j])
			r, t := s.At(us[i], vs[j-1]), s.At(us[i-1], vs[j])
			normal := q.Sub(p).Cross(t.Sub(r))
			if size := normal.Len(); size > 0 { // what is twisted in its own plane stays flat
				twist = max(twist, math.Abs(p.Sub(r).Add(q).Sub(t).Dot(normal))/size/4)
			}
		}
	}
	if n := ceil(math.Sqrt(twist/third.Chord) - 1e-6); n > 1 {
		us, vs = cutAgain(us, min(n, 64)), cutAgain(vs, min(n, 64))
	}
	return us, vs
}

func cutAgain(lines []float64, n int) []float64 {
	out := lines[:1:1]
	for k := 1; k < len(lines); k++ {
		out = append(out, evenly(lines[k-1], lines[k], n)[1:]...)
	}
	return out
}

func (s *SplineSurface) lines(axis int, low, high mgl64.Vec2, tol Tolerance) []float64 {
	knots, degree := s.KnotsU, s.DegreeU
	if axis == 1 {
		knots, degree = s.KnotsV, s.DegreeV
	}
	breaks := []float64{low[axis]}
	for n := range 9 { // closed surfaces are drawn beyond their ends
		shift := float64(n-4) * s.domain.Period[axis]
		for _, k := range knots[degree : len(knots)-degree] {
			if v := k + shift; v > breaks[len(breaks)-1]+1e-9*(high[axis]-low[axis]) && v < high[axis]-1e-9*(high[axis]-low[axis]) {
				breaks = append(breaks, v)
			}
		}
		if s.domain.Period[axis] == 0 {
			break
		}
	}
	breaks = append(breaks, high[axis])
	out := breaks[:1:1]
	const across, parts = 5, 8
	for k := 1; k < len(breaks); k++ {
		steps := 1
		for c := range across {
			at := low.Add(high.Sub(low).Mul(float64(c) / (across - 1)))
			var p [parts + 1]mgl64.Vec3
			for i, v := range evenly(breaks[k-1], breaks[k], parts) {
				at[axis] = v
				p[i] = s.At(at[0], at[1])
			}
			for i := 1; i < parts; i++ {
				// Sag and turn over two eighths, and so over n parts of the span:
				// sag goes with the square of the length, turn with the length.
				chord := p[i+1].Sub(p[i-1])
				sag := p[i].Sub(p[i-1].Add(p[i+1]).Mul(0.5)).Len()
				if tol.Chord > 0 && sag > 0 {
					steps = max(steps, ceil(parts/2*math.Sqrt(sag/tol.Chord)))
				}
				a, b := p[i].Sub(p[i-1]), p[i+1].Sub(p[i])
				if chord.Len() > poleSize && sag > 1e-9*chord.Len() {
					turn := math.Atan2(a.Cross(b).Len(), a.Dot(b))
					steps = max(steps, ceil(parts*turn/tol.Turn-1e-6))
				}
			}
		}
		out = append(out, evenly(breaks[k-1], breaks[k], min(steps, 512))[1:]...)
	}
	return out
}

func ceil(v float64) int {
	if !(v < mostCuts) {
		return mostCuts
	}
	return int(math.Ceil(v))
}
