package shape

import (
	"math"

	"shapan/bim/ifc/step"
)

// A run is a curve in the plane by the distance along it [m]: where it is from
// its start, which lies in the origin heading along x, and how far it has turned.
type run interface {
	along(s float64) (x, y, heading float64)
}

type straight struct{}

func (straight) along(s float64) (x, y, heading float64) { return s, 0, 0 }

// arc has a signed curvature [1/m], positive to the left.
type arc struct{ curvature float64 }

func (a arc) along(s float64) (x, y, heading float64) {
	heading = a.curvature * s
	if math.Abs(heading) < 1e-9 {
		return s, heading * s / 2, heading
	}
	sin, cos := math.Sincos(heading)
	return sin / a.curvature, (1 - cos) / a.curvature, heading
}

// spiral is a part of a curve whose heading [rad] is known by the distance:
// clothoids and the other transitions. It is run from start, backwards if
// sense is -1.
type spiral struct {
	heading func(s float64) float64
	start   float64
	sense   float64
}

func (p spiral) along(s float64) (x, y, heading float64) {
	first := p.heading(p.start)
	// Who walks a curve backwards has turned by as much as the curve has.
	turned := func(t float64) float64 { return p.heading(p.start+p.sense*t) - first }
	// Gauss-Legendre with 5 points on pieces that turn less than 0.2 rad; a sine's
	// heading goes up and down along the whole, so in four at least.
	n := 4 + int(min(2000, math.Abs(turned(s))/0.2+math.Abs(turned(s/2))/0.2))
	step := s / float64(n)
	for k := range n {
		middle := (float64(k) + 0.5) * step
		for i, node := range [5]float64{0, -0.5384693101056831, 0.5384693101056831, -0.9061798459386640, 0.9061798459386640} {
			weight := [5]float64{0.5688888888888889, 0.4786286704993665, 0.4786286704993665, 0.2369268850561891, 0.2369268850561891}[i]
			sin, cos := math.Sincos(turned(middle + node*step/2))
			x += cos * weight * step / 2
			y += sin * weight * step / 2
		}
	}
	return x, y, turned(s)
}

// polynomial is x(u), y(u) by a parameter, u being metres where x is u itself.
type polynomial struct {
	x, y         []float64
	start, sense float64
}

func horner(c []float64, u float64) (value, slope float64) {
	for k := len(c) - 1; k >= 0; k-- {
		slope = slope*u + value
		value = value*u + c[k]
	}
	return value, slope
}

func (p polynomial) along(s float64) (x, y, heading float64) {
	x0, dx0 := horner(p.x, p.start)
	y0, dy0 := horner(p.y, p.start)
	first := math.Atan2(p.sense*dy0, p.sense*dx0)
	x1, dx := horner(p.x, p.start+p.sense*s)
	y1, dy := horner(p.y, p.start+p.sense*s)
	sin, cos := math.Sincos(-first)
	x1, y1 = x1-x0, y1-y0
	return cos*x1 - sin*y1, sin*x1 + cos*y1, math.Atan2(p.sense*dy, p.sense*dx) - first
}

// run reads the part of a ParentCurve that an IfcCurveSegment takes, and its
// length [m], or its extent of the parameter for a polynomial.
func (j *job) run(segment step.Instance, a *step.Args) (run, float64, error) {
	parent, err := need(segment, a, 4, "ParentCurve")
	if err != nil {
		return nil, 0, err
	}
	p := parent.Args()
	// An angle or a number of vector lengths for IfcParameterValue, else a length.
	measure := func(k int, name string, perParameter float64) (float64, error) {
		v, err := real(segment, a, k, name)
		if err != nil {
			return 0, err
		}
		if kind, _, ok := a.Typed(k); ok && kind == "IFCPARAMETERVALUE" {
			return v * perParameter, nil
		}
		return v * j.metre, nil
	}
	unit := j.metre
	switch parent.Type() {
	case "IFCLINE":
		if vector, ok := p.Instance(1); ok {
			if _, magnitude, err := j.vector(vector); err == nil && magnitude > 0 {
				unit = magnitude
			}
		}
	case "IFCCIRCLE":
		r, err := j.positive(parent, &p, 1, "Radius")
		if err != nil {
			return nil, 0, err
		}
		unit = r * j.radian
	}
	start, err := measure(2, "SegmentStart", unit)
	if err != nil {
		return nil, 0, err
	}
	length, err := measure(3, "SegmentLength", unit)
	if err != nil {
		return nil, 0, err
	}
	sense := 1.0
	if length < 0 {
		sense, length = -1, -length
	}
	term := func(k int) float64 { return j.optional(&p, k) }
	// power is the heading after s where the curvature grows as s^n / A^(n+1).
	power := func(constant float64, n int) func(s float64) float64 {
		if constant == 0 {
			return func(float64) float64 { return 0 }
		}
		scale := math.Copysign(1/float64(n+1), constant)
		if n%2 == 0 { // the sign is the power's own
			scale = 1 / float64(n+1)
		}
		return func(s float64) float64 {
			q := s / constant
			if n%2 == 1 {
				q = s / math.Abs(constant)
			}
			return scale * math.Pow(q, float64(n+1))
		}
	}
	sum := func(parts ...func(s float64) float64) run {
		return spiral{func(s float64) float64 {
			total := 0.0
			for _, p := range parts {
				total += p(s)
			}
			return total
		}, start, sense}
	}
	switch parent.Type() {
	case "IFCLINE":
		return straight{}, length, nil
	case "IFCCIRCLE":
		r, _ := j.positive(parent, &p, 1, "Radius")
		return arc{sense / r}, length, nil
	case "IFCCLOTHOID": // Position, ClothoidConstant
		return sum(power(term(1), 1)), length, nil
	case "IFCSECONDORDERPOLYNOMIALSPIRAL": // Position, QuadraticTerm, LinearTerm, ConstantTerm
		return sum(power(term(1), 2), power(term(2), 1), power(term(3), 0)), length, nil
	case "IFCTHIRDORDERPOLYNOMIALSPIRAL": // Position, CubicTerm, QuadraticTerm, ...
		return sum(power(term(1), 3), power(term(2), 2), power(term(3), 1), power(term(4), 0)), length, nil
	case "IFCSEVENTHORDERPOLYNOMIALSPIRAL": // Position, SepticTerm, ..., ConstantTerm
		var parts []func(s float64) float64
		for k := range 8 {
			parts = append(parts, power(term(1+k), 7-k))
		}
		return sum(parts...), length, nil
	case "IFCCOSINESPIRAL": // Position, CosineTerm, ConstantTerm
		a1, whole := term(1), max(math.Abs(start), math.Abs(start+sense*length))
		if a1 == 0 || whole == 0 {
			return nil, 0, fault(parent, "CosineTerm is 0")
		}
		return sum(power(term(2), 0), func(s float64) float64 { return whole / (math.Pi * a1) * math.Sin(math.Pi*s/whole) }), length, nil
	case "IFCSINESPIRAL": // Position, SineTerm, LinearTerm, ConstantTerm
		a1, whole := term(1), max(math.Abs(start), math.Abs(start+sense*length))
		if a1 == 0 || whole == 0 {
			return nil, 0, fault(parent, "SineTerm is 0")
		}
		return sum(power(term(3), 0), power(term(2), 1), func(s float64) float64 {
			return -whole / (2 * math.Pi * a1) * (math.Cos(2*math.Pi*s/whole) - 1)
		}), length, nil
	case "IFCPOLYNOMIALCURVE": // Position, CoefficientsX, CoefficientsY, CoefficientsZ
		x, _, ok := p.Reals(1, nil)
		y, _, okY := p.Reals(2, nil)
		if !ok || !okY || len(x) == 0 || len(y) == 0 {
			return nil, 0, fault(parent, "has no coefficients of x and y")
		}
		// In the file's lengths: c u^k, u and the result in units; in metres c u^k / metre^(k-1).
		for _, c := range [][]float64{x, y} {
			scale := j.metre
			for k := range c {
				c[k] *= scale
				scale /= j.metre
			}
		}
		return polynomial{x, y, start, sense}, length, nil
	}
	return nil, 0, fault(parent, "no parent of a curve segment that is known here")
}
