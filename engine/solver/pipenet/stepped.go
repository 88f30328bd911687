package pipenet

import "math"

// SWMM does not compute its closed shapes: it reads area, hydraulic radius and
// width off tables of 50 (circles) or 25 equal steps of depth, with straight lines
// between them and a parabola over the lowest two. Near the crown, where a circle
// closes within the last step, that is not the circle: it fills, and its waves
// run, a little differently, and the surge of the second in which a pipe fills
// hangs on it. Its open shapes are computed; here all others are read off rows,
// and a film on a pointed bottom is nothing that a row could tell.
// Source: SWMM Reference Manual II, hydraulics (EPA/600/R-17/111), section 5.

// stepped is a section as SWMM has it.
type stepped struct {
	// Tables: values at equal steps of depth.
	area, radius, top []float64

	// Computed shapes, where there are no tables: width at the bottom [m], how it
	// grows with depth, wetted walls per depth, and a ceiling that is wetted little
	// by little above drown of the full depth; 0: none.
	bottom, slope, walls, drown float64

	falls [26]float64    // critical discharges at 25 steps of depth [m³/s]; 0: not by steps
	runs  [51][2]float64 // circles: K over the full one and depth [m] at 50 steps of area
}

// Stepped returns the section as SWMM has it, for EXTRAN's scheme; as it is where
// that is not known.
func (s *Section) Stepped() *Section {
	t, shape := *s, &stepped{}
	last := rows
	switch n := map[string]int{"circle": 50, "egg": 25, "egg of the manual": 25, "horseshoe": 25, "basket-handle": 25, "ellipse": 25, "arch": 25}[s.Name]; {
	case n > 0:
		for i := range n + 1 {
			y := s.Depth * float64(i) / float64(n)
			shape.area = append(shape.area, s.Area(y))
			shape.radius = append(shape.radius, s.Radius(y))
			shape.top = append(shape.top, s.surface(y))
		}
		shape.radius[0] = 0.01 * shape.radius[n] // SWMM's films are that thick
	case s.Name == "trapezoid" || s.Name == "flume" || s.Name == "box":
		shape.bottom, shape.slope = s.top[0], (s.top[last]-s.top[0])/s.Depth
		wet := s.FullArea() / s.Radius(s.Depth)
		if !s.Open {
			shape.bottom, shape.slope, shape.drown = s.FullArea()/s.Depth, 0, 0.97
			wet -= shape.bottom
		}
		shape.walls = (wet - shape.bottom) / s.Depth
	default:
		shape = nil
	}
	if shape == nil {
		return &t
	}
	t.swmm = shape
	if s.Name == "circle" {
		shape.circle(s)
	}
	share := s.FullArea() / (math.Pi / 4 * s.Depth * s.Depth)
	if shape.area == nil && (s.Name != "trapezoid" || shape.bottom == 0) || share < 0.5 || share > 2 {
		return &t
	}
	for i := range shape.falls {
		shape.falls[i] = t.spills(t.Depth * float64(i) / float64(len(shape.falls)-1))
	}
	return &t
}

// circle finds depth and section factor at equal steps of area.
func (t *stepped) circle(s *Section) {
	low := 0.0
	for i := range t.runs {
		high, area := s.Depth, s.FullArea()*float64(i)/float64(len(t.runs)-1)
		for range 50 {
			if y := (low + high) / 2; s.Area(y) < area {
				low = y
			} else {
				high = y
			}
		}
		t.runs[i] = [2]float64{s.Area(high) * math.Pow(s.Radius(high), 2.0/3) / s.full(), high}
		low = high
	}
}

// look returns area [m²] and hydraulic radius [m] at depth y [m] as EXTRAN's
// scheme sees them.
func (s *Section) look(y float64) (area, radius float64) {
	t := s.swmm
	y = min(max(y, 0), s.Depth)
	switch {
	case t == nil:
		a, _, grip, _ := s.at(y)
		root := math.Sqrt(grip)
		return a, root * math.Sqrt(root)
	case t.area != nil:
		return read(t.area, y/s.Depth), read(t.radius, y/s.Depth)
	}
	area = (t.bottom + t.slope*y/2) * y
	wet := t.bottom + t.walls*y
	if t.drown > 0 {
		wet += t.bottom * max(y/s.Depth-t.drown, 0) / (1 - t.drown)
	}
	return area, area / wet
}

// surface is the width of the free surface at depth y [m].
func (s *Section) surface(y float64) float64 {
	if t := s.swmm; t != nil && t.area != nil {
		return read(t.top, min(max(y/s.Depth, 0), 1))
	} else if t != nil {
		return t.bottom + t.slope*min(max(y, 0), s.Depth)
	}
	x := min(max(y/s.step, 0), rows)
	k := min(int(x), rows-1)
	return s.top[k] + (x-float64(k))*(s.top[k+1]-s.top[k])
}

// spills is the discharge for which depth y is critical [m³/s]; 0 where nothing
// is open above.
func (s *Section) spills(y float64) float64 {
	a, _ := s.look(y)
	if w := s.surface(y); w > 0 {
		return a * math.Sqrt(grav*a/w)
	}
	return 0
}

// full is the section factor when full [m^(8/3)].
func (s *Section) full() float64 {
	return s.FullArea() * math.Pow(s.Radius(s.Depth), 2.0/3)
}

// falling is the critical depth [m] of q [m³/s] as SWMM has it: linear between 25
// steps of depth where its shape allows, full where the last of them before the
// crown carries less.
func (s *Section) falling(q float64) float64 {
	t := s.swmm
	switch {
	case q <= 0:
		return 0
	case t == nil:
		return s.critical(q)
	case t.falls[1] == 0:
		return s.solve(q, s.spills)
	}
	last := len(t.falls) - 1
	for i := 1; i <= last; i++ {
		if a, b := t.falls[i-1], t.falls[i]; b >= q {
			return s.Depth / float64(last) * (float64(i-1) + (q-a)/(b-a))
		}
	}
	return s.Depth
}

// running is the normal depth [m] of the section factor k [m^(8/3)] as SWMM has
// it: of more than a full circle carries the full depth; other closed sections go
// back from it to the depth at which they carry most.
func (s *Section) running(k float64) float64 {
	full := s.full()
	t := s.swmm
	switch {
	case t != nil && t.runs[1][0] > 0:
		if k >= full {
			return s.Depth
		}
		for i := 2; i < len(t.runs) && k > 0.015*full; i++ {
			if a, b := t.runs[i-1], t.runs[i]; b[0] >= k/full {
				return a[1] + (b[1]-a[1])*(k/full-a[0])/(b[0]-a[0])
			}
		}
		return s.normal(k)
	case t != nil && t.area == nil && s.Open:
		return s.solve(k, func(y float64) float64 {
			a, r := s.look(y)
			third := math.Cbrt(r)
			return a * third * third
		})
	}
	most := s.flow[rows] * (1 - 1e-9)
	if s.Open || k < full {
		return s.normal(min(k, most))
	}
	y := s.normal(most)
	return s.Depth + (y-s.Depth)*min((k-full)/max(most-full, 1e-12), 1)
}

// solve finds the depth at which a rising f is v.
func (s *Section) solve(v float64, f func(y float64) float64) float64 {
	low, high := 0.0, s.Depth
	if v <= 0 {
		return 0
	}
	if f(high) <= v {
		return high
	}
	for range 40 {
		if y := (low + high) / 2; f(y) < v {
			low = y
		} else {
			high = y
		}
	}
	return high
}

// read reads a table of equal steps from 0 to 1 at x.
func read(table []float64, x float64) float64 {
	n := len(table) - 1
	i := int(x * float64(n))
	if i >= n {
		return table[n]
	}
	u := x*float64(n) - float64(i)
	a, b := table[i], table[i+1]
	y := a + u*(b-a)
	if i < 2 {
		if z := y + u*(u-1)*(a/2-b+table[i+2]/2); z > 0 {
			y = z
		}
	}
	return y
}
