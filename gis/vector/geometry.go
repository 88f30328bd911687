package vector

import (
	"fmt"
	"math"

	"github.com/paulmach/orb"
)

// Positions calls visit with each position of a geometry in the order in which
// the file has them: parts, rings, points; closing points too.
func Positions(g orb.Geometry, visit func(orb.Point)) {
	switch g := g.(type) {
	case orb.Point:
		visit(g)
	case orb.MultiPoint:
		each(g, visit)
	case orb.LineString:
		each(g, visit)
	case orb.Ring:
		each(g, visit)
	case orb.MultiLineString:
		for _, line := range g {
			each(line, visit)
		}
	case orb.Polygon:
		for _, ring := range g {
			each(ring, visit)
		}
	case orb.MultiPolygon:
		for _, polygon := range g {
			Positions(polygon, visit)
		}
	case orb.Collection:
		for _, part := range g {
			Positions(part, visit)
		}
	}
}

func each[L ~[]orb.Point](list L, visit func(orb.Point)) {
	for _, p := range list {
		visit(p)
	}
}

// TypeOf names a geometry as GeoJSON does; "null" is none.
func TypeOf(g orb.Geometry) string {
	switch g.(type) {
	case nil:
		return "null"
	case orb.Ring:
		return "Polygon"
	}
	return g.GeoJSONType()
}

// emptyBound is what any point extends.
func emptyBound() orb.Bound {
	return orb.Bound{Min: orb.Point{math.Inf(1), math.Inf(1)}, Max: orb.Point{math.Inf(-1), math.Inf(-1)}}
}

// Bound returns the extent of all features; empty when there are none.
func (l *Layer) Bound() orb.Bound {
	if l.Box != nil {
		return orb.Bound{Min: orb.Point{l.Box[0], l.Box[1]}, Max: orb.Point{l.Box[3], l.Box[4]}}
	}
	b := emptyBound()
	for _, f := range l.Features {
		Positions(f.Geometry, func(p orb.Point) { b = b.Extend(p) })
	}
	return b
}

// HeightRange returns the lowest and highest height; ok is false when no
// position has one.
func (l *Layer) HeightRange() (low, high float64, ok bool) {
	if l.Box != nil {
		return l.Box[2], l.Box[5], true
	}
	low, high = math.Inf(1), math.Inf(-1)
	for _, f := range l.Features {
		for _, z := range f.Heights {
			if !math.IsNaN(z) {
				low, high = min(low, z), max(high, z)
			}
		}
	}
	return low, high, low <= high
}

// closed returns a ring whose last point is its first.
func closed(ring orb.Ring) orb.Ring {
	if n := len(ring); n > 0 && ring[0] != ring[n-1] {
		return append(ring, ring[0])
	}
	return ring
}

// signedArea is positive for anticlockwise rings, in the square of the unit of
// the coordinates. It counts from the first point, so that large coordinates
// do not eat small areas.
func signedArea(ring []orb.Point) float64 {
	sum := 0.0
	for k := 1; k+1 < len(ring); k++ {
		a, b, o := ring[k], ring[k+1], ring[0]
		sum += (a[0]-o[0])*(b[1]-o[1]) - (b[0]-o[0])*(a[1]-o[1])
	}
	return sum / 2
}

// inRing tells whether a point lies in a ring (even–odd rule).
func inRing(ring []orb.Point, p orb.Point) bool {
	inside := false
	for k, n := 0, len(ring); k < n; k++ {
		a, b := ring[k], ring[(k+1)%n]
		if (a[1] <= p[1]) != (b[1] <= p[1]) && p[0] < a[0]+(p[1]-a[1])/(b[1]-a[1])*(b[0]-a[0]) {
			inside = !inside
		}
	}
	return inside
}

const furthest = 1e9 // no coordinate on the earth is larger, whatever its unit

// checkPosition refuses what cannot lie on the earth: infinite, NaN, absurd.
func checkPosition(p orb.Point) error {
	if math.Abs(p[0]) <= furthest && math.Abs(p[1]) <= furthest {
		return nil
	}
	return fmt.Errorf("position [%g %g]: must be on the earth", p[0], p[1])
}
