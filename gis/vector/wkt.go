package vector

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/paulmach/orb"
)

// wktReader decodes well-known text with heights; orb's knows two dimensions.
type wktReader struct {
	s       string
	heights []float64
	tall    bool // a position had a height
	plain   bool // "M": the third number is a measure
}

// parseWKT decodes one geometry, such as "POLYGON Z ((0 0 1, …))"; "SRID=4490;"
// may stand before.
func parseWKT(s string) (g orb.Geometry, heights []float64, srid int, err error) {
	r := wktReader{s: s}
	if rest, ok := strings.CutPrefix(strings.ToUpper(strings.TrimSpace(s)), "SRID="); ok {
		number, after, _ := strings.Cut(rest, ";")
		if srid, err = strconv.Atoi(number); err != nil || srid < 0 || srid > 999_999 {
			return nil, nil, 0, fmt.Errorf("SRID=%.12s: must be a number", number)
		}
		r.s = after
	}
	if g, err = r.geometry(0); err != nil {
		return nil, nil, 0, err
	}
	if r.space(); r.s != "" {
		return nil, nil, 0, fmt.Errorf("%.20q stands behind the geometry", r.s)
	}
	if r.tall {
		heights = r.heights
	}
	return g, heights, srid, nil
}

func (r *wktReader) space() { r.s = strings.TrimLeft(r.s, " \t\r\n") }

// word takes letters off, in upper case.
func (r *wktReader) word() string {
	r.space()
	n := 0
	for n < len(r.s) && (r.s[n]|0x20 >= 'a' && r.s[n]|0x20 <= 'z') {
		n++
	}
	w := strings.ToUpper(r.s[:n])
	r.s = r.s[n:]
	return w
}

// take takes a mark off, if it is there.
func (r *wktReader) take(mark byte) bool {
	r.space()
	if r.s == "" || r.s[0] != mark {
		return false
	}
	r.s = r.s[1:]
	return true
}

// list calls one for each item in brackets; EMPTY has none.
func (r *wktReader) list(one func() error) error {
	if !r.take('(') {
		if before := r.s; r.word() != "EMPTY" {
			return fmt.Errorf("%.20q: must be ( or EMPTY", before)
		}
		return nil
	}
	for {
		if err := one(); err != nil {
			return err
		}
		if r.take(')') {
			return nil
		}
		if !r.take(',') {
			return fmt.Errorf("%.20q: must be , or )", r.s)
		}
	}
}

func (r *wktReader) geometry(depth int) (orb.Geometry, error) {
	if depth > maxNesting {
		return nil, fmt.Errorf("collections are nested more than %d deep", maxNesting)
	}
	kind := r.word()
	for _, suffix := range []string{"ZM", "Z", "M"} { // "POINTZ" or "POINT Z"
		if k, ok := strings.CutSuffix(kind, suffix); ok && len(k) > 4 {
			kind, r.plain = k, suffix == "M"
			break
		}
	}
	before := r.s
	switch r.word() {
	case "Z", "ZM":
		r.plain = false
	case "M":
		r.plain = true
	default:
		r.s = before
	}
	switch kind {
	case "POINT":
		points, err := r.points()
		if err != nil || len(points) == 0 {
			return nil, err
		}
		if len(points) > 1 {
			return nil, errors.New("POINT of several positions")
		}
		return points[0], nil
	case "LINESTRING":
		points, err := r.points()
		return orb.LineString(points), err
	case "MULTIPOINT":
		g := orb.MultiPoint{}
		err := r.list(func() error { // both (1 2, 3 4) and ((1 2), (3 4)) are in use
			if r.space(); strings.HasPrefix(r.s, "(") || strings.HasPrefix(strings.ToUpper(r.s), "EMPTY") {
				points, err := r.points()
				g = append(g, points...)
				return err
			}
			p, err := r.position()
			g = append(g, p)
			return err
		})
		return g, err
	case "MULTILINESTRING":
		g := orb.MultiLineString{}
		err := r.list(func() error {
			points, err := r.points()
			g = append(g, points)
			return err
		})
		return g, err
	case "POLYGON", "TRIANGLE":
		return r.polygon()
	case "MULTIPOLYGON", "TIN", "POLYHEDRALSURFACE":
		g := orb.MultiPolygon{}
		err := r.list(func() error {
			p, err := r.polygon()
			g = append(g, p)
			return err
		})
		return g, err
	case "GEOMETRYCOLLECTION":
		g := orb.Collection{}
		err := r.list(func() error {
			part, err := r.geometry(depth + 1)
			if part != nil {
				g = append(g, part)
			}
			return err
		})
		return g, err
	}
	return nil, fmt.Errorf("geometry %.20q: must be POINT, LINESTRING, POLYGON, their MULTI… or GEOMETRYCOLLECTION", kind)
}

func (r *wktReader) polygon() (orb.Polygon, error) {
	p := orb.Polygon{}
	err := r.list(func() error {
		from := len(r.heights)
		points, err := r.points()
		if n := len(points); n > 0 && points[0] != points[n-1] {
			points, r.heights = append(points, points[0]), append(r.heights, r.heights[from])
		}
		p = append(p, points)
		return err
	})
	return p, err
}

func (r *wktReader) points() ([]orb.Point, error) {
	var points []orb.Point
	err := r.list(func() error {
		p, err := r.position()
		points = append(points, p)
		return err
	})
	return points, err
}

// position takes two to four numbers.
func (r *wktReader) position() (orb.Point, error) {
	var v [4]float64
	n := 0
	for r.space(); r.s != "" && r.s[0] != ',' && r.s[0] != ')'; r.space() {
		end := strings.IndexAny(r.s, " \t\r\n,()")
		if end < 0 {
			end = len(r.s)
		}
		x, err := strconv.ParseFloat(r.s[:end], 64)
		if err != nil || n > 3 {
			return orb.Point{}, fmt.Errorf("%.20q: must be a position of two to four numbers", r.s)
		}
		v[n], r.s = x, r.s[end:]
		n++
	}
	if n < 2 {
		return orb.Point{}, fmt.Errorf("%.20q: must be a position of two to four numbers", r.s)
	}
	p, z := orb.Point{v[0], v[1]}, math.NaN()
	if n > 2 && !r.plain {
		z, r.tall = v[2], true
		if !(math.Abs(z) <= furthest) {
			return p, fmt.Errorf("height %g: must be on the earth", z)
		}
	}
	r.heights = append(r.heights, z)
	return p, checkPosition(p)
}
