package vector

import (
	"math"

	"github.com/paulmach/orb"
)

// Measure returns the length of a geometry's lines [m] and the area of its
// polygons [m²]: on the ellipsoid when degrees, else in the plane, in the unit
// of the coordinates. Outlines of polygons have no length here.
func Measure(g orb.Geometry, degrees bool) (length, area float64) {
	switch g := g.(type) {
	case orb.LineString:
		return lineLength(g, degrees), 0
	case orb.MultiLineString:
		for _, line := range g {
			length += lineLength(line, degrees)
		}
	case orb.Polygon:
		return 0, polygonArea(g, degrees)
	case orb.MultiPolygon:
		for _, p := range g {
			area += polygonArea(p, degrees)
		}
	case orb.Collection:
		for _, part := range g {
			l, a := Measure(part, degrees)
			length, area = length+l, area+a
		}
	}
	return length, area
}

func lineLength(line []orb.Point, degrees bool) (sum float64) {
	for k := 1; k < len(line); k++ {
		if degrees {
			sum += GeodesicLength(line[k-1], line[k])
		} else {
			sum += math.Hypot(line[k][0]-line[k-1][0], line[k][1]-line[k-1][1])
		}
	}
	return sum
}

// polygonArea is the first ring's less the others', whichever way they turn.
func polygonArea(p orb.Polygon, degrees bool) (sum float64) {
	for k, ring := range p {
		area := 0.0
		if degrees {
			area = math.Abs(geodesicArea(ring))
		} else {
			area = math.Abs(signedArea(ring))
		}
		if k > 0 {
			area = -area
		}
		sum += area
	}
	return max(0, sum)
}
