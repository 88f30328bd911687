package vector

import (
	"errors"
	"fmt"
	"math"

	"github.com/paulmach/orb"
)

// shapeReader turns a GeoJSON geometry into orb's, heights apart.
type shapeReader struct {
	heights []float64
	tall    bool // a position had a height
}

func (r *shapeReader) reset() { r.heights, r.tall = r.heights[:0], false }

// kept returns the heights of the geometry just read; nil when it had none.
func (r *shapeReader) kept() []float64 {
	if !r.tall {
		return nil
	}
	return append([]float64(nil), r.heights...)
}

const maxNesting = 32 // collections in collections

func (r *shapeReader) geometry(s *jsonScan, depth int) (orb.Geometry, error) {
	if depth > maxNesting {
		return nil, fmt.Errorf("collections are nested more than %d deep", maxNesting)
	}
	if s.space() != '{' {
		return nil, s.wanted("a geometry")
	}
	kind, coordinates, geometries := "", -1, -1
	err := s.members(func(key string) (err error) {
		switch key {
		case "type":
			return s.decode(&kind)
		case "coordinates":
			coordinates = s.at
		case "geometries":
			geometries = s.at
		}
		_, err = s.raw()
		return err
	})
	if err != nil {
		return nil, err
	}
	end := s.at
	defer func() { s.at = max(s.at, end) }()
	switch {
	case !geometryTypes[kind]:
		return nil, fmt.Errorf("geometry %q: must be Point, LineString, Polygon, their Multi… or GeometryCollection", kind)
	case kind == "GeometryCollection":
		if geometries < 0 {
			return nil, errors.New("a GeometryCollection without geometries")
		}
		s.at = geometries
		parts := orb.Collection{}
		err := s.elements(func(int) error {
			part, err := r.geometry(s, depth+1)
			parts = append(parts, part)
			return err
		})
		return parts, err
	case coordinates < 0:
		return nil, fmt.Errorf("a %s without coordinates", kind)
	}
	s.at = coordinates
	g, err := r.coordinates(s, kind)
	if err != nil {
		return nil, fmt.Errorf("coordinates of a %s: %w", kind, err)
	}
	return g, nil
}

func (r *shapeReader) coordinates(s *jsonScan, kind string) (orb.Geometry, error) {
	switch kind {
	case "Point":
		return r.position(s)
	case "MultiPoint":
		points, err := r.positions(s)
		return orb.MultiPoint(points), err
	case "LineString":
		points, err := r.positions(s)
		return orb.LineString(points), err
	case "MultiLineString":
		var lines orb.MultiLineString
		err := s.elements(func(int) error {
			points, err := r.positions(s)
			lines = append(lines, points)
			return err
		})
		return lines, err
	case "Polygon":
		return r.polygon(s)
	}
	var polygons orb.MultiPolygon
	err := s.elements(func(int) error {
		polygon, err := r.polygon(s)
		polygons = append(polygons, polygon)
		return err
	})
	return polygons, err
}

// polygon reads rings, and closes those that are open, as lax writers leave them.
func (r *shapeReader) polygon(s *jsonScan) (orb.Polygon, error) {
	polygon := orb.Polygon{}
	err := s.elements(func(int) error {
		from := len(r.heights)
		points, err := r.positions(s)
		if n := len(points); n > 0 && points[0] != points[n-1] {
			points = append(points, points[0])
			r.heights = append(r.heights, r.heights[from])
		}
		polygon = append(polygon, points)
		return err
	})
	return polygon, err
}

func (r *shapeReader) positions(s *jsonScan) ([]orb.Point, error) {
	var points []orb.Point
	err := s.elements(func(int) error {
		p, err := r.position(s)
		points = append(points, p)
		return err
	})
	return points, err
}

// position reads [x, y], [x, y, height] and drops what follows.
func (r *shapeReader) position(s *jsonScan) (orb.Point, error) {
	start := s.at
	if s.space() != '[' {
		return orb.Point{}, s.wanted("a position [x, y]")
	}
	s.at++
	values, n := [3]float64{2: math.NaN()}, 0
	for s.space() != ']' {
		if n > 0 {
			if s.space() != ',' {
				return orb.Point{}, s.unexpected(", or ]")
			}
			s.at++
			s.space()
		}
		if n == 2 && s.null() { // some writers say so that there is no height
			n++
			continue
		}
		v, err := s.number()
		if err != nil {
			return orb.Point{}, err
		}
		if n < 3 {
			values[n] = v
		}
		n++
	}
	s.at++
	if n < 2 {
		return orb.Point{}, fmt.Errorf("%s: a position of %d numbers: must be [x, y]", s.data[start:s.at], n)
	}
	p := orb.Point{values[0], values[1]}
	if err := checkPosition(p); err != nil {
		return p, err
	}
	if math.Abs(values[2]) > furthest {
		return p, fmt.Errorf("height %g: must be on the earth", values[2])
	}
	r.tall = r.tall || n > 2
	r.heights = append(r.heights, values[2])
	return p, nil
}
