package pipenet

import "math"

// SWMM does not compute areas, radii and widths of its closed shapes: it reads
// them off tables of 50 (circles) or 25 equal steps of depth, with straight lines
// between, and a parabola over the lowest two steps. Near the crown, where a
// circle closes within the last step, that is not the circle: it fills, and its
// waves run, a little differently. Surges as pipes fill hang on it.
// Source: SWMM Reference Manual II, hydraulics (EPA/600/R-17/111), section 5.

// even is a number of rows that both 25 and 50 steps divide.
const even = 250

// Stepped returns the section as read off a table of so many equal steps of
// depth; as it is where SWMM computes its shape, too. Critical depths are then
// found as SWMM finds them, see falling.
func (s *Section) Stepped() *Section {
	t := *s
	n := map[string]int{"circle": 50, "egg": 25, "egg of the manual": 25, "horseshoe": 25, "basket-handle": 25, "ellipse": 25, "arch": 25}[s.Name]
	if n > 0 {
		var area, radius, top [rows + 1]float64
		for k := 1; k <= rows; k++ {
			x := min(float64(k)/even, 1)
			area[k] = stepped(x, n, func(x float64) float64 { return s.Area(x * s.Depth) })
			radius[k] = stepped(x, n, func(x float64) float64 { return s.Radius(x * s.Depth) })
			top[k] = stepped(x, n, func(x float64) float64 { return s.surface(x * s.Depth) })
		}
		t.tabulateAt(s.Depth/even, &area, &radius)
		t.top = top
	}
	if s.Name == "box" { // the ceiling is wetted little by little
		const begins = 0.97
		var area, radius [rows + 1]float64
		w := s.FullArea() / s.Depth
		for k := 1; k <= rows; k++ {
			x := float64(k) / rows
			area[k] = s.FullArea() * x
			radius[k] = area[k] / (w + 2*x*s.Depth + w*max(x-begins, 0)/(1-begins))
		}
		t.tabulate(&area, &radius)
		t.top = s.top
	}
	if s.Name == "circle" {
		k, low := s.full(), 0.0
		for i := range t.runs {
			high, area := s.Depth, s.FullArea()*float64(i)/float64(len(t.runs)-1)
			for range 50 {
				if y := (low + high) / 2; s.Area(y) < area {
					low = y
				} else {
					high = y
				}
			}
			t.runs[i] = [2]float64{s.Area(high) * math.Pow(s.Radius(high), 2.0/3) / k, high}
			low = high
		}
	}
	share := s.FullArea() / (math.Pi / 4 * s.Depth * s.Depth)
	computed := s.Name == "flume" || s.Name == "box" || s.Name == "power" || s.Name == "trapezoid" && s.top[0] == 0
	if computed || share < 0.5 || share > 2 {
		return &t
	}
	for i := range t.falls {
		y := t.Depth * float64(i) / float64(len(t.falls)-1)
		if w := t.surface(y); w > 0 {
			t.falls[i] = t.Area(y) * math.Sqrt(grav*t.Area(y)/w)
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

// full is the section factor when full [m^(8/3)].
func (s *Section) full() float64 {
	return s.FullArea() * math.Pow(s.Radius(s.Depth), 2.0/3)
}

// running is the normal depth [m] of the section factor k [m^(8/3)] as SWMM has
// it: of more than a full circle carries the full depth; other closed sections go
// back from it to the depth at which they carry most.
func (s *Section) running(k float64) float64 {
	full := s.full()
	most := s.flow[rows] * (1 - 1e-9)
	switch {
	case s.runs[1][0] > 0 && k < full && k > 0.015*full:
		for i := 1; i < len(s.runs); i++ {
			if a, b := s.runs[i-1], s.runs[i]; b[0] >= k/full {
				return a[1] + (b[1]-a[1])*(k/full-a[0])/(b[0]-a[0])
			}
		}
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
