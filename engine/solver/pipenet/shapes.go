package pipenet

import (
	"fmt"
	"math"
)

// Circle returns a circular pipe of diameter d [m].
func Circle(d float64) (*Section, error) { return FilledCircle(d, 0) }

// FilledCircle returns a circular pipe of diameter d [m] whose bottom is filled
// to the height fill [m]; depths count from the fill.
func FilledCircle(d, fill float64) (*Section, error) {
	if err := positive("diameter", d); err != nil {
		return nil, err
	}
	if !(fill >= 0 && fill < d) {
		return nil, fmt.Errorf("filled to %v m: must be from 0 to less than the diameter %v m", fill, d)
	}
	p := symmetric("circle", d-fill, func(y float64) float64 { y += fill; return math.Sqrt(max(y*(d-y), 0)) })
	return p.section()
}

// Rectangle returns a closed box of height h and width w [m].
func Rectangle(h, w float64) (*Section, error) {
	if err := positive("height", h, "width", w); err != nil {
		return nil, err
	}
	return symmetric("box", h, func(float64) float64 { return w / 2 }).section()
}

// Flume returns an open rectangular channel of height h and width w [m], of
// which dry walls (0, 1 or 2) do not brake the flow.
func Flume(h, w, dry float64) (*Section, error) {
	if err := positive("height", h, "width", w); err != nil {
		return nil, err
	}
	if !(dry >= 0 && dry <= 2) {
		return nil, fmt.Errorf("%v walls left out: must be 0, 1 or 2", dry)
	}
	p := symmetric("flume", h, func(float64) float64 { return w / 2 })
	p.open, p.drop = true, dry
	return p.section()
}

// Trapezoid returns an open channel of depth h and bottom width b [m] with side
// slopes left and right (run over rise). A triangle has b = 0.
func Trapezoid(h, b, left, right float64) (*Section, error) {
	if err := positive("height", h); err != nil {
		return nil, err
	}
	if !(b >= 0 && left >= 0 && right >= 0) || b+left+right == 0 {
		return nil, fmt.Errorf("bottom %v m, side slopes %v and %v: none may be negative, nor all zero", b, left, right)
	}
	return profile{name: "trapezoid", depth: h, open: true,
		left:  func(y float64) float64 { return b/2 + left*y },
		right: func(y float64) float64 { return b/2 + right*y },
	}.section()
}

// Triangle returns an open channel of depth h and top width w [m].
func Triangle(h, w float64) (*Section, error) {
	if err := positive("height", h, "width", w); err != nil {
		return nil, err
	}
	return Trapezoid(h, 0, w/2/h, w/2/h)
}

// Power returns an open channel of depth h and top width w [m] whose walls
// follow y ~ x^exponent; a parabola has exponent 2.
func Power(h, w, exponent float64) (*Section, error) {
	if err := positive("height", h, "width", w, "exponent", exponent); err != nil {
		return nil, err
	}
	p := symmetric("power", h, func(y float64) float64 { return w / 2 * math.Pow(max(y/h, 0), 1/exponent) })
	p.open = true
	return p.section()
}

// Ellipse returns a closed ellipse of height h and width w [m].
func Ellipse(h, w float64) (*Section, error) {
	if err := positive("height", h, "width", w); err != nil {
		return nil, err
	}
	return ellipse(h, w).section()
}

func ellipse(h, w float64) profile {
	return symmetric("ellipse", h, func(y float64) float64 { return w / h * math.Sqrt(max(y*(h-y), 0)) })
}

// RectTriangle returns a box of height h and width w [m] over a triangular
// bottom of height bottom [m].
func RectTriangle(h, w, bottom float64) (*Section, error) {
	if err := positive("height", h, "width", w, "triangle's height", bottom); err != nil {
		return nil, err
	}
	return symmetric("rect-triangle", h, func(y float64) float64 { return w / 2 * min(y/bottom, 1) }).section()
}

// RectRound returns a box of height h and width w [m] over a bottom that is an
// arc of the given radius [m], at least w/2.
func RectRound(h, w, radius float64) (*Section, error) {
	if err := positive("height", h, "width", w); err != nil {
		return nil, err
	}
	radius = max(radius, w/2)
	rise := radius - math.Sqrt(radius*radius-w*w/4)
	return symmetric("rect-round", h, func(y float64) float64 {
		if y >= rise {
			return w / 2
		}
		return math.Sqrt(max(y*(2*radius-y), 0))
	}).section()
}

// ModBasketHandle returns a box of width w [m] under a ceiling that is an arc of
// the given radius [m], at least w/2; h [m] is the height with the arc.
func ModBasketHandle(h, w, radius float64) (*Section, error) {
	if err := positive("height", h, "width", w); err != nil {
		return nil, err
	}
	radius = max(radius, w/2)
	rise := radius - math.Sqrt(radius*radius-w*w/4)
	return symmetric("mod-basket-handle", h, func(y float64) float64 {
		if y <= h-rise {
			return w / 2
		}
		return math.Sqrt(max((h-y)*(2*radius-(h-y)), 0))
	}).section()
}

// Egg returns the standard egg of height h [m]: crown an arc of radius h/3,
// invert of radius h/6, sides of radius h.
func Egg(h float64) (*Section, error) {
	if err := positive("height", h); err != nil {
		return nil, err
	}
	r := h / 3
	// The side arc, of radius h about (-2h/3, 2h/3), meets the invert's arc, of
	// radius h/6 about (0, h/6), on the line through both centres.
	meet := h/6 - h/6*(2*h/3-h/6)/math.Hypot(2*h/3, 2*h/3-h/6)
	return symmetric("egg", h, func(y float64) float64 {
		switch {
		case y >= 2*r:
			return math.Sqrt(max(r*r-(y-2*r)*(y-2*r), 0))
		case y >= meet:
			return math.Sqrt(h*h-(y-2*r)*(y-2*r)) - 2*h/3
		}
		return math.Sqrt(max(y*(2*h/6-y), 0))
	}).section()
}

// Horseshoe returns the standard horseshoe of height and width h [m]: the upper
// half a circle, sides and invert arcs of radius h.
func Horseshoe(h float64) (*Section, error) {
	if err := positive("height", h); err != nil {
		return nil, err
	}
	// In units of h: the right side's arc, about (-1/2, 1/2), meets the invert's,
	// about (0, 1), where (x+1/2)² + (y-1/2)² = 1 and x² + (y-1)² = 1.
	meet := (3 - math.Sqrt(7)) / 4
	return symmetric("horseshoe", h, func(y float64) float64 {
		y /= h
		switch {
		case y >= 0.5:
			return h * math.Sqrt(max(0.25-(y-0.5)*(y-0.5), 0))
		case y >= meet:
			return h * (math.Sqrt(1-(y-0.5)*(y-0.5)) - 0.5)
		}
		return h * math.Sqrt(max(y*(2-y), 0))
	}).section()
}

func positive(pairs ...any) error {
	for i := 0; i < len(pairs); i += 2 {
		if v := pairs[i+1].(float64); !(v > 0) || math.IsInf(v, 1) {
			return fmt.Errorf("%s %v: must be a number > 0", pairs[i], v)
		}
	}
	return nil
}
