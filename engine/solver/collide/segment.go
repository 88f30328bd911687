package collide

import "math"

// segmentSegment finds the points p+s·d and q+t·e nearest to each other,
// s and t within 0…1, and the square of their distance. Lines are solved by
//
//	s = (b·f − c·e²)/Δ,  Δ = d²e² − (d·e)²,  b = d·e, c = d·r, f = e·r, r = p − q
//
// and then clamped: t to what suits the clamped s, and s to what suits that t
// (Ericson, Real-Time Collision Detection, 2005, 5.1.9). The last step changes
// nothing where t was not clamped, so that no case has to be told from another:
// a processor cannot guess which of them two lines are, and three divisions cost
// less than one wrong guess. Δ loses its digits where the two are nearly
// parallel: see alongside.
func segmentSegment(p, d, q, e vec) (s, t, square float64) {
	r := p.sub(q)
	a, ee, b := d.dot(d), e.dot(e), d.dot(e)
	c, f := d.dot(r), e.dot(r)
	delta := a*ee - b*b
	if !(delta > notParallel*a*ee) {
		return alongside(p, d, q, e)
	}
	perA, perE := 1/a, 1/ee // in the shadow of the division below
	s = within01((b*f - c*ee) / delta)
	t = within01((b*s + f) * perE)
	s = within01((b*t - c) * perA)
	x := r.x + s*d.x - t*e.x
	y := r.y + s*d.y - t*e.y
	z := r.z + s*d.z - t*e.z
	return s, t, x*x + y*y + z*z
}

// notParallel is the sin² of the least angle at which Δ has digits enough.
const notParallel = 1e-5

// alongside is segmentSegment for lines that are nearly parallel, or no longer
// than a point. There s is taken from n = d×e, which keeps its digits:
// s = (e×r)·n / n².
func alongside(p, d, q, e vec) (s, t, square float64) {
	r := p.sub(q)
	a, ee, b := d.dot(d), e.dot(e), d.dot(e)
	if a == 0 || ee == 0 {
		return pointOrLine(p, d, q, e)
	}
	s = nearlyParallel(d, e, r)
	t = within01((b*s + e.dot(r)) / ee)
	s = within01((b*t - d.dot(r)) / a)
	r = p.along(d, s).sub(q.along(e, t))
	return s, t, r.dot(r)
}

// pointOrLine is segmentSegment where a line is no longer than a point.
func pointOrLine(p, d, q, e vec) (s, t, square float64) {
	if dd := d.dot(d); dd > 0 {
		s = within01(q.sub(p).dot(d) / dd)
	} else if ee := e.dot(e); ee > 0 {
		t = within01(p.sub(q).dot(e) / ee)
	}
	r := p.along(d, s).sub(q.along(e, t))
	return s, t, r.dot(r)
}

// nearlyParallel is the s of lines whose directions are all but one. Lines that
// are parallel as far as numbers go are equally near everywhere: s = 0.
func nearlyParallel(d, e, r vec) float64 {
	n := d.cross(e)
	nn := n.dot(n)
	if nn <= 1e-31*d.dot(d)*e.dot(e) {
		return 0
	}
	return within01(e.cross(r).dot(n) / nn)
}

// segmentBox finds the t within 0…1 at which p+t·d is nearest to the box
// |x| ≤ half round the origin, and the square of that distance. The square is
// convex in t and made of parabolas that meet where the line crosses a plane of
// the box, so that its slope g has one root, between two such crossings.
func segmentBox(p, d, half vec) (t, square float64) {
	at := func(t float64) float64 {
		return d.x*beyond(p.x+t*d.x, half.x) + d.y*beyond(p.y+t*d.y, half.y) + d.z*beyond(p.z+t*d.z, half.z)
	}
	low, high := 0.0, 1.0
	slopeLow := at(0)
	if slopeLow >= 0 {
		return 0, pointBox(p, half)
	}
	slopeHigh := at(1)
	if slopeHigh <= 0 {
		return 1, pointBox(p.add(d), half)
	}
	for axis := range 3 {
		var x, dx, h float64
		switch axis {
		case 0:
			x, dx, h = p.x, d.x, half.x
		case 1:
			x, dx, h = p.y, d.y, half.y
		default:
			x, dx, h = p.z, d.z, half.z
		}
		if dx == 0 {
			continue
		}
		inverse := 1 / dx
		for _, cross := range [2]float64{(-h - x) * inverse, (h - x) * inverse} {
			if cross > low && cross < high {
				if slope := at(cross); slope < 0 {
					low, slopeLow = cross, slope
				} else {
					high, slopeHigh = cross, slope
				}
			}
		}
	}
	t = low
	if slopeHigh > slopeLow {
		t = low + (high-low)*(-slopeLow/(slopeHigh-slopeLow))
	}
	return t, pointBox(p.along(d, t), half)
}

// beyond is how far x lies outside −h…h, with its sign.
func beyond(x, h float64) float64 {
	if x > h {
		return x - h
	}
	if x < -h {
		return x + h
	}
	return 0
}

// pointBox is the square of the distance of a point to the box |x| ≤ half.
func pointBox(p, half vec) float64 {
	x, y, z := max(math.Abs(p.x)-half.x, 0), max(math.Abs(p.y)-half.y, 0), max(math.Abs(p.z)-half.z, 0)
	return x*x + y*y + z*z
}

// intoBox is the point of the box |x| ≤ half nearest to p.
func intoBox(p, half vec) vec {
	return vec{min(max(p.x, -half.x), half.x), min(max(p.y, -half.y), half.y), min(max(p.z, -half.z), half.z)}
}
