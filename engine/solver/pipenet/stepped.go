package pipenet

import "math"

// SWMM does not compute areas, radii and widths of its closed shapes: it reads
// them off tables of 50 (circles) or 25 equal steps of depth, with straight lines
// between, and a parabola over the lowest two steps. Near the crown, where a
// circle closes within the last step, that is not the circle: it fills, and its
// waves run, a little differently. Surges as pipes fill hang on it.
// Source: SWMM Reference Manual II, hydraulics (EPA/600/R-17/111), section 5.

// Stepped returns the section as read off a table of so many equal steps of
// depth; as it is where SWMM computes its shape, too. Critical depths are then
// found as SWMM finds them, see falling.
func (s *Section) Stepped() *Section {
	t := *s
	n := map[string]int{"circle": 50, "egg": 25, "horseshoe": 25, "basket-handle": 25, "ellipse": 25, "arch": 25}[s.Name]
	if n > 0 {
		var area, radius, top [rows + 1]float64
		for k := 1; k <= rows; k++ {
			x := float64(k) / rows
			area[k] = stepped(x, n, func(x float64) float64 { return s.Area(x * s.Depth) })
			radius[k] = stepped(x, n, func(x float64) float64 { return s.Radius(x * s.Depth) })
			top[k] = stepped(x, n, func(x float64) float64 { return s.surface(x * s.Depth) })
		}
		area[rows], radius[rows] = s.FullArea(), s.Radius(s.Depth)
		t.tabulate(&area, &radius)
		t.top = top
	}
	share := s.FullArea() / (math.Pi / 4 * s.Depth * s.Depth)
	computed := s.Name == "flume" || s.Name == "box" || s.Name == "power" || s.Name == "trapezoid" && s.top[0] == 0
	if computed || share < 0.5 || share > 2 {
		return &t
	}
	for i := range t.falls {
		y := t.Depth * float64(i) / float64(len(t.falls)-1)
		if w := t.surface(y); w > 0 {
			t.falls[i] = t.Area(y) * math.Sqrt(gravity*t.Area(y)/w)
		}
	}
	return &t
}

// falling is the critical depth [m] of q [m³/s] as SWMM has it: linear between 25
// steps of depth, full where the last of them before the crown carries less.
func (s *Section) falling(q float64) float64 {
	last := len(s.falls) - 1
	if s.falls[last-1] == 0 {
		return s.critical(q)
	}
	if q <= 0 {
		return 0
	}
	for i := 1; i <= last; i++ {
		if a, b := s.falls[i-1], s.falls[i]; b >= q {
			return s.Depth / float64(last) * (float64(i-1) + (q-a)/(b-a))
		}
	}
	return s.Depth
}

// running is the normal depth [m] of the section factor k [m^(8/3)] as SWMM has
// it: of more than a full circle carries the full depth; other closed sections go
// back from it to the depth at which they carry most.
func (s *Section) running(k float64) float64 {
	full := s.FullArea() * math.Pow(s.Radius(s.Depth), 2.0/3)
	most := s.flow[rows] * (1 - 1e-9)
	switch {
	case s.Open || k < full:
		return s.normal(min(k, most))
	case s.Name == "circle":
		return s.Depth
	}
	y := s.normal(most)
	return s.Depth + (y-s.Depth)*min((k-full)/max(most-full, 1e-12), 1)
}

// stepped reads f at x, both of 0 to 1, off a table of n steps.
func stepped(x float64, n int, f func(float64) float64) float64 {
	i := min(int(x*float64(n)), n-1)
	u := x*float64(n) - float64(i)
	a, b := f(float64(i)/float64(n)), f(float64(i+1)/float64(n))
	y := a + u*(b-a)
	if i < 2 {
		c := f(float64(i+2) / float64(n))
		if z := y + u*(u-1)*(a/2-b+c/2); z > 0 {
			y = z
		}
	}
	return y
}
