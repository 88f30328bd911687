package pipenet

import (
	"fmt"
	"math"
)

// Standard names a sewer shape that is known by its height alone.
type Standard int

// The shapes that textbooks give as widths over height.
const (
	Gothic Standard = iota
	Catenary
	SemiElliptical
	BasketHandle
	SemiCircular
	ManualEgg // narrower at the crown than the drawn one, Egg
)

// standards gives the width over the greatest width at equal steps of height,
// the greatest width, full area and full hydraulic radius of a height of 1.
// Source: Storm Water Management Model Reference Manual, volume II, hydraulics
// (EPA/600/R-17/111), geometry of closed conduits.
var standards = [...]struct {
	name               string
	widest, area, grip float64
	width              []float64
}{
	Gothic: {"gothic", 0.84, 0.6554, 0.2269, []float64{0, .286, .643, .762, .833, .905, .952, .976, .976, 1, 1,
		.976, .976, .952, .905, .833, .762, .667, .524, .357, 0}},
	Catenary: {"catenary", 0.9, 0.70277, 0.23172, []float64{0, .6667, .8222, .9111, .9778, 1, 1, .9889, .9778, .9556, .9333,
		.8889, .8444, .8, .7556, .7, .6333, .5556, .4444, .3333, 0}},
	SemiElliptical: {"semi-elliptical", 1, 0.785, 0.242, []float64{0, .7, .98, 1, 1, 1, .99, .98, .96, .94, .91,
		.88, .84, .8, .75, .7, .64, .56, .46, .34, 0}},
	BasketHandle: {"basket-handle", 0.944, 0.7862, 0.2464, []float64{0, .49, .667, .82, .93, 1, 1, 1, .997, .994, .988, .982, .967,
		.948, .928, .904, .874, .842, .798, .75, .697, .637, .567, .467, .342, 0}},
	SemiCircular: {"semi-circular", 1.64, 1.2697, 0.2946, []float64{0, .5488, .8537, 1, 1, .9939, .9878, .9756, .9634, .9451, .9207,
		.8902, .8537, .8171, .7683, .7073, .6463, .5732, .4756, .3354, 0}},
	ManualEgg: {"egg of the manual", 2.0 / 3, 0.5105, 0.1931, []float64{0, .325, .427, .508, .582, .642, .696, .746, .791, .836, .866, .896, .926,
		.956, .97, .985, 1, .985, .97, .94, .896, .836, .764, .642, .31, 0}},
}

// Section returns the shape with height h [m].
func (s Standard) Section(h float64) (*Section, error) {
	if err := positive("height", h); err != nil {
		return nil, err
	}
	d := standards[s]
	p := symmetric(d.name, h, tableWidth(h, d.widest*h, d.width))
	p.area, p.radius = d.area*h*h, d.grip*h
	return p.section()
}

// archWidth is the width of an arch pipe over its greatest, at equal steps of
// height; same source as standards.
var archWidth = []float64{0, .6272, .8521, .9243, .9645, .9846, .9964, .9988, .9917, .9811, .968, .9515, .9314,
	.9101, .8864, .8592, .8284, .7917, .7527, .7065, .6544, .5953, .5231, .4355, .3195, 0}

// Arch returns an arch pipe of height h and width w [m].
func Arch(h, w float64) (*Section, error) {
	if err := positive("height", h, "width", w); err != nil {
		return nil, err
	}
	return arch(h, w, 0.7879*h*w, 0.2991*h)
}

func arch(h, w, area, grip float64) (*Section, error) {
	p := symmetric("arch", h, tableWidth(h, w, archWidth))
	p.area, p.radius = area, grip
	return p.section()
}

const (
	inch = 0.0254
	foot = 0.3048
)

// StandardEllipse returns the concrete ellipse with the size code 1 to 23 of the
// catalogue, lying or standing.
func StandardEllipse(code int, standing bool) (*Section, error) {
	if code < 1 || code > len(ellipses) {
		return nil, fmt.Errorf("size code %d: must be 1 to %d", code, len(ellipses))
	}
	e := ellipses[code-1]
	h, w := e.minor*inch, e.major*inch
	if standing {
		h, w = w, h
	}
	p := ellipse(h, w)
	p.area, p.radius = e.area*foot*foot, e.grip*foot
	return p.section()
}

// StandardArch returns the arch pipe with the size code 1 to 102 of the
// catalogues of concrete, corrugated and plate pipes.
func StandardArch(code int) (*Section, error) {
	if code < 1 || code > len(archHeights) {
		return nil, fmt.Errorf("size code %d: must be 1 to %d", code, len(archHeights))
	}
	k := code - 1
	return arch(archHeights[k]*inch, archWidths[k]*inch, archAreas[k]*foot*foot, archGrips[k]*foot)
}

// Shape returns a closed conduit of height h [m] whose width over height is
// given: heights rising from 0 to 1, widths not negative.
func Shape(h float64, heights, widths []float64) (*Section, error) {
	if err := positive("height", h); err != nil {
		return nil, err
	}
	if len(heights) < 2 || len(heights) != len(widths) {
		return nil, fmt.Errorf("%d heights for %d widths: expected the same number, at least 2", len(heights), len(widths))
	}
	for k := range heights {
		if k > 0 && !(heights[k] > heights[k-1]) || !(heights[k] >= 0 && heights[k] <= 1) || !(widths[k] >= 0) || math.IsInf(widths[k], 1) {
			return nil, fmt.Errorf("row %d: height %v, width %v: heights must rise from 0 to 1, widths be >= 0", k+1, heights[k], widths[k])
		}
	}
	c := Curve{X: heights, Y: widths}
	return symmetric("custom", h, func(y float64) float64 { return h * c.At(y/h) / 2 }).section()
}
