package pipenet

import (
	"fmt"
	"math"
	"testing"
)

// Allowed, set before the first run: area and hydraulic radius of any depth
// above 2 % of the height within 0.1 % of the full section's; the slope of the
// area, which holds over a row, within 3 % of the greatest width.
const (
	allowedArea  = 1e-3
	allowedWidth = 3e-2
)

// lens is the area, perimeter and width of a circle of diameter d up to y.
func lens(d, y float64) (area, wet, width float64) {
	angle := 2 * math.Acos(1-2*y/d)
	return d * d / 8 * (angle - math.Sin(angle)), d * angle / 2, d * math.Sin(angle/2)
}

func TestSectionsAgainstFormulas(t *testing.T) {
	type exact func(y float64) (area, wet, width float64)
	parabola := func(h, w float64) exact {
		return func(y float64) (float64, float64, float64) {
			b := w * math.Sqrt(y/h)
			x := 4 * y / b
			return 2.0 / 3 * b * y, b / 2 * (math.Sqrt(1+x*x) + math.Log(x+math.Sqrt(1+x*x))/x), b
		}
	}
	egg := func(h float64) exact { // by slices of its own: circles of radius h/3, h, h/6
		half := func(y float64) float64 {
			switch {
			case y >= 2*h/3:
				return math.Sqrt(max(h*h/9-(y-2*h/3)*(y-2*h/3), 0))
			case y >= h/15: // the joint of the lower arcs
				return math.Sqrt(h*h-(y-2*h/3)*(y-2*h/3)) - 2*h/3
			}
			return math.Sqrt(max(h*h/36-(y-h/6)*(y-h/6), 0))
		}
		return func(y float64) (area, wet, width float64) {
			const n = 4000
			last := 0.0
			for k := range n {
				top := y * float64(k+1) / n
				x := half(top)
				area += y / n * (x + last)
				wet += 2 * math.Hypot(y/n, x-last)
				last = x
			}
			return area, wet, 2 * last
		}
	}
	for _, c := range []struct {
		name  string
		make  func() (*Section, error)
		exact exact
	}{
		{"circle", func() (*Section, error) { return Circle(1.2) }, func(y float64) (float64, float64, float64) { return lens(1.2, y) }},
		{"filled circle", func() (*Section, error) { return FilledCircle(1.2, 0.3) }, func(y float64) (float64, float64, float64) {
			a, p, w := lens(1.2, y+0.3)
			a0, p0, w0 := lens(1.2, 0.3)
			return a - a0, p - p0 + w0, w
		}},
		{"box", func() (*Section, error) { return Rectangle(1, 2) }, func(y float64) (float64, float64, float64) { return 2 * y, 2 + 2*y, 2 }},
		{"flume", func() (*Section, error) { return Flume(1, 2, 0) }, func(y float64) (float64, float64, float64) { return 2 * y, 2 + 2*y, 2 }},
		{"flume without walls", func() (*Section, error) { return Flume(1, 2, 2) }, func(y float64) (float64, float64, float64) { return 2 * y, 2, 2 }},
		{"trapezoid", func() (*Section, error) { return Trapezoid(1.5, 2, 1, 3) }, func(y float64) (float64, float64, float64) {
			return 2*y + 2*y*y, 2 + y*(math.Sqrt2+math.Sqrt(10)), 2 + 4*y
		}},
		{"triangle", func() (*Section, error) { return Triangle(1, 3) }, func(y float64) (float64, float64, float64) {
			return 1.5 * y * y, 2 * y * math.Sqrt(1+2.25), 3 * y
		}},
		{"parabola", func() (*Section, error) { return Power(1.5, 4, 2) }, parabola(1.5, 4)},
		{"egg", func() (*Section, error) { return Egg(1.8) }, egg(1.8)},
		{"rect-triangle", func() (*Section, error) { return RectTriangle(2, 1, 0.5) }, func(y float64) (float64, float64, float64) {
			if y <= 0.5 {
				return y * y, 2 * y * math.Sqrt2, 2 * y
			}
			return 0.25 + (y - 0.5), math.Sqrt2 + 2*(y-0.5), 1
		}},
		{"rect-round", func() (*Section, error) { return RectRound(2, 1, 0.5) }, func(y float64) (float64, float64, float64) {
			if y <= 0.5 {
				return lens(1, y)
			}
			return math.Pi/8 + (y - 0.5), math.Pi/2 + 2*(y-0.5), 1
		}},
		{"mod-basket-handle", func() (*Section, error) { return ModBasketHandle(2, 1, 0.5) }, func(y float64) (float64, float64, float64) {
			if y <= 1.5 {
				return y, 1 + 2*y, 1
			}
			a, p, w := lens(1, y-1)
			return 1.5 + a - math.Pi/8, 4 + p - math.Pi/2, w
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, err := c.make()
			if err != nil {
				t.Fatal(err)
			}
			_, _, widest := c.exact(s.Depth * 0.5)
			full, wet, _ := c.exact(s.Depth * 0.999999)
			worstA, worstR, worstT := 0.0, 0.0, 0.0
			for k := 1; k < 500; k++ {
				y := s.Depth * (0.02 + 0.97*float64(k)/500)
				a, p, w := c.exact(y)
				worstA = max(worstA, math.Abs(s.Area(y)-a)/full)
				worstR = max(worstR, math.Abs(s.Radius(y)-a/p)/(full/wet))
				worstT = max(worstT, math.Abs(s.Width(y)-w)/max(widest, w))
			}
			t.Logf("%-20s area %.1e (allowed %.0e)  radius %.1e (%.0e)  width %.1e (%.0e)", c.name, worstA, allowedArea, worstR, allowedArea, worstT, allowedWidth)
			if worstA > allowedArea || worstR > allowedArea || worstT > allowedWidth {
				t.Errorf("area off by %.2e, radius by %.2e, width by %.2e", worstA, worstR, worstT)
			}
		})
	}
}

// Full areas and radii of shapes that handbooks give for a height of 1: egg
// 0.5105 and 0.1931, horseshoe 0.8293 and 0.2538 (SWMM Reference Manual II).
func TestShapesAgainstHandbook(t *testing.T) {
	for _, c := range []struct {
		name         string
		make         func(float64) (*Section, error)
		area, radius float64
	}{
		{"egg", Egg, 0.5105, 0.1931}, {"egg of the manual", ManualEgg.Section, 0.5105, 0.1931}, {"horseshoe", Horseshoe, 0.8293, 0.2538},
		{"gothic", Gothic.Section, 0.6554, 0.2269}, {"catenary", Catenary.Section, 0.70277, 0.23172},
		{"semi-elliptical", SemiElliptical.Section, 0.785, 0.242}, {"basket-handle", BasketHandle.Section, 0.7862, 0.2464},
		{"semi-circular", SemiCircular.Section, 1.2697, 0.2946},
	} {
		s, err := c.make(1)
		if err != nil {
			t.Fatal(err)
		}
		a, r := s.FullArea(), s.Radius(1)
		t.Logf("%-16s area %.4f, handbook %.4f; radius %.4f, handbook %.4f", c.name, a, c.area, r, c.radius)
		if math.Abs(a/c.area-1) > 0.002 || math.Abs(r/c.radius-1) > 0.005 {
			t.Errorf("%s: area %v, radius %v", c.name, a, r)
		}
	}
}

// Of every section: the area is the integral of its width, grows with depth, and
// the normal and the critical depth of a flow are found again.
func TestSectionsAgree(t *testing.T) {
	sections := map[string]func() (*Section, error){
		"circle": func() (*Section, error) { return Circle(1) }, "ellipse": func() (*Section, error) { return Ellipse(1, 1.6) },
		"arch": func() (*Section, error) { return Arch(1, 1.6) }, "egg": func() (*Section, error) { return Egg(1) }, "egg of the manual": func() (*Section, error) { return ManualEgg.Section(1) },
		"standard ellipse": func() (*Section, error) { return StandardEllipse(10, false) },
		"standard arch":    func() (*Section, error) { return StandardArch(58) },
		"shape":            func() (*Section, error) { return Shape(1, []float64{0, 0.5, 1}, []float64{0, 1, 0.2}) },
		"transect": func() (*Section, error) {
			return Transect{Station: []float64{0, 5, 6, 9, 10, 15}, Height: []float64{3, 2, 0, 0, 2, 3}, LeftBank: 5, RightBank: 10, Left: 0.06, Right: 0.08, Bed: 0.03}.Section()
		},
	}
	for name, make := range sections {
		s, err := make()
		if err != nil {
			t.Fatal(name, err)
		}
		sum := 0.0
		const n = 4096
		for k := range n {
			y := s.Depth * (float64(k) + 0.5) / n
			sum += s.Width(y) * s.Depth / n
		}
		if math.Abs(sum/s.FullArea()-1) > 1e-9 {
			t.Errorf("%s: the width's integral %v, the area %v", name, sum, s.FullArea())
		}
		for k := 1; k < 80; k++ {
			y := s.Depth * float64(k) / 100
			a, w := s.Area(y), s.Width(y)
			if name == "transect" && y > 1.9 {
				continue // over banks neither depth is the only one
			}
			if yc := s.critical(a * math.Sqrt(gravity*a/w)); math.Abs(yc-y) > 0.01*s.Depth {
				t.Errorf("%s: critical depth %v, want %v", name, yc, y)
			}
			if yn := s.normal(a * math.Pow(s.Radius(y), 2.0/3)); math.Abs(yn-y) > 0.005*s.Depth {
				t.Errorf("%s: normal depth %v, want %v", name, yn, y)
			}
		}
	}
}

func TestSectionsRefuse(t *testing.T) {
	for k, make := range []func() (*Section, error){
		func() (*Section, error) { return Circle(0) }, func() (*Section, error) { return Circle(math.NaN()) },
		func() (*Section, error) { return FilledCircle(1, 1) }, func() (*Section, error) { return Rectangle(1, -1) },
		func() (*Section, error) { return Trapezoid(1, 0, 0, 0) }, func() (*Section, error) { return StandardArch(103) },
		func() (*Section, error) { return Shape(1, []float64{0, 0}, []float64{1, 1}) },
		func() (*Section, error) {
			return Transect{Station: []float64{0, 1}, Height: []float64{1, 1}, Bed: 0.03}.Section()
		},
	} {
		if _, err := make(); err == nil {
			t.Errorf("case %d: no error", k)
		}
	}
}

func ExampleCircle() {
	s, _ := Circle(1)
	fmt.Printf("half full: %.4f m², radius %.3f m\n", s.Area(0.5), s.Radius(0.5))
	// Output: half full: 0.3927 m², radius 0.250 m
}
