package pipenet

import "math"

// lengthen prepares a reach for EXTRAN's scheme: conduits whose waves would pass
// them in less than a step are taken as longer and as much smoother.
func (r *reach) lengthen(step float64) {
	s := r.section
	fall := max(r.z1-r.z2, leastFil)
	slope := fall / r.length
	if fall < r.length {
		slope = fall / math.Sqrt(r.length*r.length-fall*fall)
	}
	n := r.n * metric / 1.486 // SWMM's unit of n
	r.long = r.length
	if step > 0 {
		deep := s.Depth
		if w := s.Width(keep * s.Depth); s.Open && w > 0 {
			deep = s.FullArea() / w
		}
		speed := math.Pow(s.Radius(s.Depth), 2.0/3) * math.Sqrt(slope) / n
		if ratio := (math.Sqrt(grav*deep) + speed) * step / r.length; ratio > 1 {
			r.long *= ratio
			n /= math.Sqrt(ratio)
			slope /= ratio
		}
	}
	r.rough = grav * n * n
	r.capX = math.Sqrt(slope) / n
	r.full = r.capX * s.FullArea() * math.Pow(s.Radius(s.Depth), 2.0/3)
}

// shown is the width of the surface at depth y that a node sees [m]: that of a
// closed section is kept from keep on.
func (s *Section) shown(y float64) float64 {
	if !s.Open {
		y = min(y, keep*s.Depth)
	}
	return s.surface(y)
}

func (s *Section) froude(v, y float64) float64 {
	if !s.Open && s.Depth-y <= film {
		return 0
	}
	a, _ := s.look(y)
	w := s.surface(y)
	if a <= 0 || w <= 0 {
		return 0
	}
	return math.Abs(v) / math.Sqrt(grav*a/w)
}

// trial finds the flow of a reach at the levels now tried at its ends, EXTRAN's
// way; dQ/dH goes into toward.
func (r *reach) trial(a, b *vessel, n int, dt float64) {
	s := r.section
	last := r.guess
	h1, h2 := max(a.try, r.z1), max(b.try, r.z2)
	y1, y2 := min(max(h1-r.z1, film), s.Depth), min(max(h2-r.z2, film), s.Depth)
	class := r.classify(a, b, last, &h1, &h2, &y1, &y2)
	r.y1, r.y2 = y1, y2
	a1, R1 := s.look(y1)
	a2, _ := s.look(y2)
	middle := (y1 + y2) / 2
	area, Rmid := s.look(middle)
	full := y1 >= s.Depth && y2 >= s.Depth
	if class <= downDry || r.shut || area <= film*foot {
		r.guess, r.froude, r.area = 0, 0, (a1+a2)/2
		r.toward = grav * dt * area / r.long
		return
	}
	v := min(max(last/area, -topSpeed), topSpeed)
	r.froude = s.froude(v, middle)
	sigma := min(max(2*(1-r.froude), 0), 1)
	rho := 1.0
	if !full && last > 0 && h1 >= h2 {
		rho = sigma
	}
	A := a1 + (area-a1)*rho
	R := R1 + (Rmid-R1)*rho
	switch r.inertia {
	case NoDamping:
		sigma = 1
	case FullDamping:
		sigma = 0
	}
	if full && !s.Open {
		sigma = 0
	}
	friction := dt * r.rough / (R * math.Cbrt(R)) * math.Abs(v)
	if full && (r.main.HazenWilliams > 0 || r.main.DarcyWeisbach > 0) {
		friction = dt * r.main.friction(math.Abs(v), Rmid) * math.Abs(v)
	}
	q := r.flow - dt*grav*A*(h2-h1)/r.long
	if sigma > 0 {
		q += sigma * (2*v*(area-max(r.mid, film*foot)) + dt*v*v*(a2-a1)/r.long)
	}
	lost := 0.0
	if r.entry+r.exit+r.along > 0 {
		lost = math.Abs(last) * (r.entry/max(a1, film*foot) + r.exit/max(a2, film*foot) + r.along/area) * dt / (2 * r.long)
	}
	denominator := 1 + friction + lost
	q /= denominator
	r.toward = grav * dt * A / r.long / denominator
	if q > 0 {
		if r.inlet != nil && !full {
			if most, slope := r.inlet.at(max(h1-r.z1, 0)); most < q {
				q, r.toward = most, slope
			}
		} else if y1 < s.Depth && class == free {
			q = r.limited(q, y1, y2, a1, R1, a.row < 0 || b.row < 0)
		}
	}
	if n > 0 {
		q = relaxed(q, last)
	}
	q = min(max(q, -r.limit), r.limit)
	if r.flap > 0 && q < 0 || r.flap < 0 && q > 0 {
		q = 0
	}
	const drop = film * foot * foot
	if q > drop && a.try-a.invert <= film {
		q = drop
	}
	if q < -drop && b.try-b.invert <= film {
		q = -drop
	}
	r.guess, r.area = q, area
}

// limited holds a flow to the normal one of the depth upstream.
func (r *reach) limited(q, y1, y2, a1, R1 float64, outfall bool) float64 {
	if r.criterion == NoLimit {
		return q
	}
	check := (r.criterion != LimitByFroude || outfall) && y1 < y2
	if !check && (r.criterion == LimitByFroude || r.criterion == LimitByBoth) && !outfall && y1 > film && y2 > film {
		check = r.section.froude(q/a1, y1) >= 1
	}
	if check {
		third := math.Cbrt(R1)
		return min(q, r.capX*a1*third*third)
	}
	return q
}

// classify tells how water stands in a reach, sets the depth of an end from
// which it falls, and gives both nodes their share of the surface.
func (r *reach) classify(a, b *vessel, q float64, h1, h2, y1, y2 *float64) (class int) {
	s := r.section
	over1, over2 := r.z1-a.invert, r.z2-b.invert
	if a.row < 0 {
		over1 = max(over1-(a.try-a.invert), 0)
	}
	if b.row < 0 {
		over2 = max(over2-(b.try-b.invert), 0)
	}
	const nothing = 1e-6
	class = free
	share := 1.0
	critical, normal := 0.0, 0.0
	fall := func() {
		critical, normal = s.falling(math.Abs(q)), s.running(math.Abs(q)/r.capX)
	}
	switch {
	case *y1 > film && *y2 > film:
		if q < 0 && over1 > nothing {
			if fall(); *y1 < min(critical, normal) {
				class = upCritical
			}
		} else if q >= 0 && over2 > nothing {
			fall()
			least, most := min(critical, normal), max(critical, normal)
			if *y2 < least {
				class = downCritical
			} else if *y2 < most {
				share = 0
				if most-least >= film {
					share = (most - *y2) / (most - least)
				}
			}
		}
	case *y1 <= film && *y2 <= film:
		class = dry
	case *y2 > film:
		if *h2 < r.z1 {
			class = upDry
		} else if over1 > nothing {
			fall()
			class = upCritical
		}
	default:
		if *h1 < r.z2 {
			class = downDry
		} else if over2 > nothing {
			fall()
			class = downCritical
		}
	}
	switch class {
	case upCritical:
		*y1 = min(max(min(critical, normal), film), s.Depth)
		*h1 = r.z1 + *y1
	case downCritical:
		*y2 = min(max(min(critical, normal), film), s.Depth)
		*h2 = r.z2 + *y2
	}
	if class == dry {
		r.surface1, r.surface2 = film*r.long/2, film*r.long/2
		return class
	}
	w1, w2, w := s.shown(*y1), s.shown(*y2), s.shown((*y1+*y2)/2)
	r.surface1, r.surface2 = (w1+w)*r.long/4, (w+w2)*r.long/4*share
	switch {
	case class == upCritical:
		r.surface1, r.surface2 = 0, (w+w2)*r.long/2
	case class == downCritical:
		r.surface1, r.surface2 = (w1+w)*r.long/2, 0
	case class == upDry && over1 > nothing:
		r.surface1 = 0
	case class == downDry && over2 > nothing:
		r.surface2 = 0
	}
	return class
}
