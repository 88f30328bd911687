package vector

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/go-gl/mathgl/mgl64"
	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"
)

// Fault tells what keeps rings from being an area: an outer ring and holes in
// it, open (see OpenRing), none crossing itself or another. It returns nil when
// nothing does. Rings may touch at points.
func Fault(rings [][]mgl64.Vec2) error {
	if len(rings) == 0 {
		return errors.New("has no outline")
	}
	for k, ring := range rings {
		switch {
		case len(ring) < 3:
			return fmt.Errorf("%s has %d different points: must have at least 3", ringName(k), len(ring))
		case flat(ring):
			return fmt.Errorf("%s encloses no area", ringName(k))
		}
	}
	if p, q, at, ok := firstCrossing(segmentsOf(rings)); ok {
		return fmt.Errorf("%s crosses %s at (%.2f, %.2f)", sideName(p), sideName(q), at[0], at[1])
	}
	for k, hole := range rings[1:] {
		if !Contains(rings[:1], hole[0]) && !Contains(rings[:1], hole[1]) && !Contains(rings[:1], hole[2]) {
			return fmt.Errorf("%s lies outside the outer ring", ringName(k+1))
		}
	}
	return nil
}

func ringName(k int) string {
	if k == 0 {
		return "the outline"
	}
	return fmt.Sprintf("hole %d", k)
}

func sideName(s segment) string {
	if s.ring == 0 {
		return fmt.Sprintf("side %d", s.index+1)
	}
	return fmt.Sprintf("side %d of hole %d", s.index+1, s.ring)
}

// Area returns the area of an open ring [m²]; anticlockwise is positive.
func Area(ring []mgl64.Vec2) float64 {
	if len(ring) < 3 {
		return 0
	}
	closed := make(orb.Ring, 0, len(ring)+1)
	for _, p := range ring {
		closed = append(closed, orb.Point(p))
	}
	return planar.Area(append(closed, closed[0]))
}

// flat tells whether all points lie on one line.
func flat(ring []mgl64.Vec2) bool {
	d := ring[1].Sub(ring[0])
	for _, p := range ring[2:] {
		if w := p.Sub(ring[0]); math.Abs(cross(d, w)) > 1e-12*d.Len()*w.Len() {
			return false
		}
	}
	return true
}

// Contains tells whether a point lies in an area (even–odd rule). On the
// border, either may be answered.
func Contains(rings [][]mgl64.Vec2, p mgl64.Vec2) bool {
	inside := false
	for _, ring := range rings {
		for k, a := range ring {
			b := ring[(k+1)%len(ring)]
			if (a[1] <= p[1]) != (b[1] <= p[1]) && p[0] < a[0]+(p[1]-a[1])/(b[1]-a[1])*(b[0]-a[0]) {
				inside = !inside
			}
		}
	}
	return inside
}

// segment is a side of a ring.
type segment struct {
	a, b        mgl64.Vec2
	ring, index int
}

func segmentsOf(rings [][]mgl64.Vec2) []segment {
	var list []segment
	for r, ring := range rings {
		for k, p := range ring {
			list = append(list, segment{p, ring[(k+1)%len(ring)], r, k})
		}
	}
	return list
}

func (s segment) west() float64 { return math.Min(s.a[0], s.b[0]) }
func (s segment) east() float64 { return math.Max(s.a[0], s.b[0]) }

// firstCrossing sweeps from west to east and compares sides that share an x.
func firstCrossing(list []segment) (p, q segment, at mgl64.Vec2, found bool) {
	slices.SortStableFunc(list, func(s, t segment) int { return cmp.Compare(s.west(), t.west()) })
	for k, s := range list {
		for _, t := range list[k+1:] {
			if t.west() > s.east() {
				break
			}
			if at, ok := crossing(s, t); ok {
				if t.ring < s.ring || t.ring == s.ring && t.index < s.index {
					s, t = t, s
				}
				return s, t, at, true
			}
		}
	}
	return p, q, at, false
}

// crossing tells whether two sides cross, or lie upon each other for a length.
// Sides that only touch do not.
func crossing(s, t segment) (at mgl64.Vec2, ok bool) {
	d, e, w := s.b.Sub(s.a), t.b.Sub(t.a), t.a.Sub(s.a)
	if math.Max(s.a[1], s.b[1]) < math.Min(t.a[1], t.b[1]) || math.Max(t.a[1], t.b[1]) < math.Min(s.a[1], s.b[1]) {
		return at, false
	}
	tolerance := 1e-12 * (1 + w.Len()) * (d.Len() + e.Len())
	a1, a2 := cross(d, w), cross(d, t.b.Sub(s.a))
	b1, b2 := cross(e, s.a.Sub(t.a)), cross(e, s.b.Sub(t.a))
	if math.Abs(a1) <= tolerance && math.Abs(a2) <= tolerance { // on one line
		length := d.Dot(d)
		from, to := w.Dot(d)/length, t.b.Sub(s.a).Dot(d)/length
		low, high := math.Max(0, math.Min(from, to)), math.Min(1, math.Max(from, to))
		return s.a.Add(d.Mul(low)), high-low > 1e-9
	}
	if a1*a2 < 0 && b1*b2 < 0 && math.Min(math.Abs(a1), math.Abs(a2)) > tolerance && math.Min(math.Abs(b1), math.Abs(b2)) > tolerance {
		return s.a.Add(d.Mul(b1 / (b1 - b2))), true
	}
	return at, false
}

func cross(a, b mgl64.Vec2) float64 { return a[0]*b[1] - a[1]*b[0] }
