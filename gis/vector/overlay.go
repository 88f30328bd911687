package vector

import (
	"fmt"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/encoding/wkb"
	"github.com/peterstace/simplefeatures/geom"
)

// Overlay in the plane, by simplefeatures (a port of JTS): coordinates must be
// of a projected system. Results are polygons, lines or points; nil: nothing.

// Union returns what any of the geometries covers.
func Union(list ...orb.Geometry) (orb.Geometry, error) {
	all := make([]geom.Geometry, len(list))
	for k, g := range list {
		var err error
		if all[k], err = planarOf(g); err != nil {
			return nil, fmt.Errorf("union: geometry %d: %w", k, err)
		}
	}
	u, err := geom.UnionMany(all)
	return fromPlanar("union", u, err)
}

// Intersection returns what both geometries cover.
func Intersection(a, b orb.Geometry) (orb.Geometry, error) {
	return overlay("intersection", geom.Intersection, a, b)
}

// Difference returns what a covers and b does not.
func Difference(a, b orb.Geometry) (orb.Geometry, error) {
	return overlay("difference", geom.Difference, a, b)
}

func overlay(name string, do func(a, b geom.Geometry) (geom.Geometry, error), a, b orb.Geometry) (orb.Geometry, error) {
	p, err := planarOf(a)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	q, err := planarOf(b)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	out, err := do(p, q)
	return fromPlanar(name, out, err)
}

// Buffer returns all within a distance of a geometry, in the unit of its
// coordinates; of a polygon, a negative one leaves its core. Round ends are
// drawn with 16 sides to a quarter, 0.12 % of the distance short at most.
func Buffer(g orb.Geometry, distance float64) (orb.Geometry, error) {
	p, err := planarOf(g)
	if err != nil {
		return nil, fmt.Errorf("buffer: %w", err)
	}
	out, err := geom.Buffer(p, distance, geom.BufferQuadSegments(16))
	return fromPlanar("buffer", out, err)
}

func planarOf(g orb.Geometry) (geom.Geometry, error) {
	if g == nil {
		return geom.Geometry{}, nil
	}
	b, err := wkb.Marshal(g)
	if err != nil {
		return geom.Geometry{}, err
	}
	return geom.UnmarshalWKB(b)
}

func fromPlanar(name string, g geom.Geometry, err error) (orb.Geometry, error) {
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if g.IsEmpty() {
		return nil, nil
	}
	out, err := wkb.Unmarshal(g.AsBinary())
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return out, nil
}
