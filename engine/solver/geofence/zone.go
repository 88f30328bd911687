package geofence

import (
	"errors"
	"fmt"
	"math"

	"github.com/go-gl/mathgl/mgl64"
)

// Zone is an area in plan [m].
type Zone interface {
	// Outside returns how far a point lies outside; 0 inside and on the rim.
	Outside(p mgl64.Vec2) float64
	box() (low, high mgl64.Vec2)
	fault() error
}

// Circle is all within Radius of Centre.
type Circle struct {
	Centre mgl64.Vec2
	Radius float64
}

// Outside implements Zone.
func (c Circle) Outside(p mgl64.Vec2) float64 { return max(0, p.Sub(c.Centre).Len()-c.Radius) }

func (c Circle) box() (low, high mgl64.Vec2) {
	r := mgl64.Vec2{c.Radius, c.Radius}
	return c.Centre.Sub(r), c.Centre.Add(r)
}

func (c Circle) fault() error {
	if !(c.Radius > 0 && c.Radius <= maxCoordinate) || !finite(c.Centre) {
		return fmt.Errorf("circle of radius %v m round %v: must be within ±1e9 m and the radius > 0", c.Radius, c.Centre)
	}
	return nil
}

// Polygon is the area within rings, not closed: the outer ones and holes in
// them (even–odd rule).
type Polygon [][]mgl64.Vec2

// Outside implements Zone.
func (g Polygon) Outside(p mgl64.Vec2) float64 {
	inside, least := false, math.Inf(1)
	for _, ring := range g {
		a := ring[len(ring)-1]
		for _, b := range ring {
			if (a[1] <= p[1]) != (b[1] <= p[1]) && p[0] < a[0]+(p[1]-a[1])/(b[1]-a[1])*(b[0]-a[0]) {
				inside = !inside
			}
			least = min(least, fromSegment(p, a, b))
			a = b
		}
	}
	if inside {
		return 0
	}
	return least
}

func (g Polygon) box() (low, high mgl64.Vec2) {
	low, high = around(nil)
	for _, ring := range g {
		l, h := around(ring)
		low, high = mgl64.Vec2{min(low[0], l[0]), min(low[1], l[1])}, mgl64.Vec2{max(high[0], h[0]), max(high[1], h[1])}
	}
	return low, high
}

func (g Polygon) fault() error {
	if len(g) == 0 {
		return errors.New("polygon has no ring")
	}
	for k, ring := range g {
		if len(ring) < 3 {
			return fmt.Errorf("ring %d has %d points: must have at least 3", k, len(ring))
		}
		for _, p := range ring {
			if !finite(p) {
				return fmt.Errorf("ring %d: point %v: must be within ±1e9 m", k, p)
			}
		}
	}
	return nil
}

// Corridor is all within HalfWidth of a line.
type Corridor struct {
	Line      []mgl64.Vec2
	HalfWidth float64
}

// Outside implements Zone.
func (c Corridor) Outside(p mgl64.Vec2) float64 {
	least := math.Inf(1)
	for k := 1; k < len(c.Line); k++ {
		least = min(least, fromSegment(p, c.Line[k-1], c.Line[k]))
	}
	return max(0, least-c.HalfWidth)
}

func (c Corridor) box() (low, high mgl64.Vec2) {
	low, high = around(c.Line)
	w := mgl64.Vec2{c.HalfWidth, c.HalfWidth}
	return low.Sub(w), high.Add(w)
}

func (c Corridor) fault() error {
	if len(c.Line) < 2 || !(c.HalfWidth > 0 && c.HalfWidth <= maxCoordinate) {
		return fmt.Errorf("corridor of %d points and half width %v m: must have at least 2 and a width > 0", len(c.Line), c.HalfWidth)
	}
	for _, p := range c.Line {
		if !finite(p) {
			return fmt.Errorf("corridor: point %v: must be within ±1e9 m", p)
		}
	}
	return nil
}

func fromSegment(p, a, b mgl64.Vec2) float64 {
	d, w := b.Sub(a), p.Sub(a)
	t := 0.0
	if l := d.Dot(d); l > 0 {
		t = max(0, min(1, w.Dot(d)/l))
	}
	return w.Sub(d.Mul(t)).Len()
}

func around(line []mgl64.Vec2) (low, high mgl64.Vec2) {
	low, high = mgl64.Vec2{math.Inf(1), math.Inf(1)}, mgl64.Vec2{math.Inf(-1), math.Inf(-1)}
	for _, p := range line {
		low, high = mgl64.Vec2{min(low[0], p[0]), min(low[1], p[1])}, mgl64.Vec2{max(high[0], p[0]), max(high[1], p[1])}
	}
	return low, high
}

// maxCoordinate [m] keeps cells of the index countable; no place on earth is
// farther from any origin.
const maxCoordinate = 1e9

func finite(p mgl64.Vec2) bool {
	return math.Abs(p[0]) <= maxCoordinate && math.Abs(p[1]) <= maxCoordinate
}
