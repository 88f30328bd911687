package vector

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"

	"github.com/paulmach/orb"
)

// wkbReader decodes well-known binary with heights, as ISO (types 1001 …) and
// PostGIS (a flag) write them; orb's knows two dimensions. See OGC 06-103r4.
type wkbReader struct {
	b       []byte
	heights []float64
	tall    bool
}

var errWKB = errors.New("the geometry is cut off")

// ParseWKB decodes well-known binary; heights are nil in two dimensions.
func ParseWKB(b []byte) (orb.Geometry, []float64, error) {
	r := wkbReader{b: b}
	g, err := r.geometry(0, 0)
	if err != nil {
		return nil, nil, err
	}
	if !r.tall {
		return g, nil, nil
	}
	return g, r.heights, nil
}

type wkbLayout struct {
	order   binary.ByteOrder
	numbers int // of a position
	tall    bool
}

func (r *wkbReader) u32(order binary.ByteOrder) (uint32, error) {
	if len(r.b) < 4 {
		return 0, errWKB
	}
	v := order.Uint32(r.b)
	r.b = r.b[4:]
	return v, nil
}

// geometry decodes one; want is the kind that it must have, 0 is any.
func (r *wkbReader) geometry(depth int, want uint32) (orb.Geometry, error) {
	if depth > maxNesting {
		return nil, fmt.Errorf("geometries are nested more than %d deep", maxNesting)
	}
	if len(r.b) < 5 {
		return nil, errWKB
	}
	l := wkbLayout{order: binary.LittleEndian, numbers: 2}
	if r.b[0] == 0 {
		l.order = binary.BigEndian
	} else if r.b[0] != 1 {
		return nil, fmt.Errorf("byte order %d: must be 0 or 1", r.b[0])
	}
	r.b = r.b[1:]
	code, err := r.u32(l.order)
	if err != nil {
		return nil, err
	}
	const flagZ, flagM, flagSRID = 1 << 31, 1 << 30, 1 << 29
	measured := code&flagM != 0
	l.tall = code&flagZ != 0
	if code&flagSRID != 0 {
		if _, err := r.u32(l.order); err != nil {
			return nil, err
		}
	}
	code &^= flagZ | flagM | flagSRID
	switch code / 1000 {
	case 1:
		l.tall = true
	case 2:
		measured = true
	case 3:
		l.tall, measured = true, true
	}
	kind := code % 1000
	if l.tall {
		r.tall = true
		l.numbers++
	}
	if measured {
		l.numbers++
	}
	if want != 0 && kind != want {
		return nil, fmt.Errorf("geometry type %d in one of type %d", kind, want)
	}
	switch kind {
	case 1:
		points, err := r.points(l, 1)
		if err != nil || points == nil {
			return nil, err
		}
		return points[0], nil
	case 2:
		points, err := r.counted(l)
		return orb.LineString(points), err
	case 3, 17: // Polygon, Triangle
		return r.polygon(l)
	}
	part := map[uint32]uint32{4: 1, 5: 2, 6: 3, 15: 3, 16: 17}[kind]
	if part == 0 && kind != 7 {
		return nil, fmt.Errorf("geometry type %d: must be points, lines or polygons (curves: ogr2ogr -nlt CONVERT_TO_LINEAR)", kind)
	}
	n, err := r.u32(l.order)
	if err != nil {
		return nil, err
	}
	var parts orb.Collection
	for range n { // ends with the bytes, whatever n claims
		g, err := r.geometry(depth+1, part)
		if err != nil {
			return nil, err
		}
		if g != nil {
			parts = append(parts, g)
		}
	}
	return multi(kind, parts), nil
}

// multi makes one geometry of parts of one kind.
func multi(kind uint32, parts orb.Collection) orb.Geometry {
	switch kind {
	case 4:
		g := orb.MultiPoint{}
		for _, p := range parts {
			g = append(g, p.(orb.Point))
		}
		return g
	case 5:
		g := orb.MultiLineString{}
		for _, p := range parts {
			g = append(g, p.(orb.LineString))
		}
		return g
	case 7:
		return parts
	}
	g := orb.MultiPolygon{}
	for _, p := range parts {
		g = append(g, p.(orb.Polygon))
	}
	return g
}

func (r *wkbReader) polygon(l wkbLayout) (orb.Geometry, error) {
	n, err := r.u32(l.order)
	if err != nil {
		return nil, err
	}
	p := orb.Polygon{}
	for range n {
		from := len(r.heights)
		points, err := r.counted(l)
		if err != nil {
			return nil, err
		}
		if n := len(points); n > 0 && points[0] != points[n-1] {
			points = append(points, points[0])
			r.heights = append(r.heights, r.heights[from])
		}
		p = append(p, points)
	}
	return p, nil
}

func (r *wkbReader) counted(l wkbLayout) ([]orb.Point, error) {
	n, err := r.u32(l.order)
	if err != nil {
		return nil, err
	}
	return r.points(l, int64(n))
}

// points decodes n positions; a single one of NaN is an empty point, nil.
func (r *wkbReader) points(l wkbLayout, n int64) ([]orb.Point, error) {
	size := int64(8 * l.numbers)
	if n > int64(len(r.b))/size {
		return nil, errWKB
	}
	points := make([]orb.Point, n)
	for k := range points {
		var v [3]float64
		v[2] = math.NaN()
		for i := range min(l.numbers, 3) {
			if i < 2 || l.tall {
				v[i] = math.Float64frombits(l.order.Uint64(r.b[8*i:]))
			}
		}
		r.b = r.b[size:]
		points[k] = orb.Point{v[0], v[1]}
		if n == 1 && math.IsNaN(v[0]) && math.IsNaN(v[1]) {
			return nil, nil
		}
		if err := checkPosition(points[k]); err != nil {
			return nil, err
		}
		if math.Abs(v[2]) > furthest {
			return nil, fmt.Errorf("height %g: must be on the earth", v[2])
		}
		r.heights = append(r.heights, v[2])
	}
	return points, nil
}
