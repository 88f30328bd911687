package vector

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strings"

	"github.com/paulmach/orb"
)

// FlatGeobuf 3: a header, an index that is passed over, features; each a flat
// buffer with its length before it. See flatgeobuf.org.

func isFlatGeobuf(head []byte) bool {
	return bytes.HasPrefix(head, []byte("fgb\x03fgb"))
}

func readFlatGeobuf(path string, _ Options) (*Layer, error) {
	data, err := readWhole(path)
	if err != nil {
		return nil, err
	}
	return ParseFlatGeobuf(path, data)
}

type flatColumn struct {
	name string
	kind uint64
}

type flatGeobuf struct {
	report
	layer   *Layer
	kind    uint64 // of all geometries; 0: each says its own
	columns []flatColumn
}

// ParseFlatGeobuf reads a file's bytes; name is for messages. Its error is
// Errors when the content is at fault.
func ParseFlatGeobuf(name string, data []byte) (*Layer, error) {
	r := flatGeobuf{report: report{file: name}, layer: &Layer{File: name, Format: "FlatGeobuf"}}
	if err := r.read(data); err != nil {
		r.fail(0, "", "%v", err)
	}
	if err := r.err(); err != nil {
		return nil, err
	}
	return r.layer, nil
}

const flatMagic = 8 // bytes of it

// sized takes a buffer with its length before it.
func sized(data []byte, at int64) (body []byte, next int64, err error) {
	if at < 0 || at > int64(len(data))-4 {
		return nil, 0, errCut
	}
	n := int64(binary.LittleEndian.Uint32(data[at:]))
	if n > int64(len(data))-at-4 {
		return nil, 0, errCut
	}
	return data[at+4 : at+4+n], at + 4 + n, nil
}

func (r *flatGeobuf) read(data []byte) error {
	if !isFlatGeobuf(data) {
		return errors.New("is no FlatGeobuf of version 3")
	}
	body, at, err := sized(data, flatMagic)
	if err != nil {
		return fmt.Errorf("header: %w", err)
	}
	count, index, err := r.header(body)
	if err != nil {
		return fmt.Errorf("header: %w", err)
	}
	if index > int64(len(data))-at {
		return fmt.Errorf("byte %d: an index of %d bytes: %w", at, index, errCut)
	}
	at += index
	n := 0
	for ; at < int64(len(data)); n++ {
		start := at
		if body, at, err = sized(data, at); err != nil {
			return fmt.Errorf("byte %d: feature %d: %w", start, n, err)
		}
		f := Feature{Index: n}
		if err := r.feature(body, &f); err != nil {
			r.fail(0, fmt.Sprintf("feature %d", n), "byte %d: %v", start, err)
		}
		r.layer.Features = append(r.layer.Features, f)
	}
	if count > 0 && uint64(n) != count {
		return fmt.Errorf("has %d features and claims %d: it is cut off", n, count)
	}
	return nil
}

// header returns how many features are claimed, and the bytes of the index.
func (r *flatGeobuf) header(b []byte) (count uint64, index int64, err error) {
	t, err := flatRoot(b)
	if err != nil {
		return 0, 0, err
	}
	name, err1 := t.text(0)
	kind, err2 := t.number(2, 1, 0)
	columns, err3 := columnsOf(t, 7)
	count, err4 := t.number(8, 8, 0)
	node, err5 := t.number(9, 2, 16)
	crs, ok, err6 := t.table(10)
	if err := errors.Join(err1, err2, err3, err4, err5, err6); err != nil {
		return 0, 0, errFlat
	}
	r.layer.Name, r.kind, r.columns = strings.ToValidUTF8(name, "\uFFFD"), kind, columns
	if ok {
		if err := r.crs(crs); err != nil {
			return 0, 0, err
		}
	} else {
		r.layer.Warn("the header has no reference system: say it (ogr2ogr -a_srs EPSG:… out.fgb %s)", r.file)
	}
	if count > 0 && node > 0 { // the packed tree's nodes, level by level, of 40 bytes
		if count > 1<<40 {
			return 0, 0, fmt.Errorf("%d features: %w", count, errCut)
		}
		node = max(2, node)
		for n := count; ; {
			index += int64(n) * 40
			if n == 1 && index > 40 || n <= 1 {
				break
			}
			n = (n + node - 1) / node
		}
		if count == 1 {
			index = 80 // a leaf and its root
		}
	}
	return count, index, nil
}

func (r *flatGeobuf) crs(t flatTable) error {
	organization, err1 := t.text(0)
	code, err2 := t.number(1, 4, 0)
	name, err3 := t.text(2)
	wkt, err4 := t.text(4)
	if err := errors.Join(err1, err2, err3, err4); err != nil {
		return errFlat
	}
	c := &r.layer.CRS
	*c = CRSOfWKT(strings.ToValidUTF8(wkt, "?"), "FlatGeobuf header")
	if name != "" {
		c.Name = strings.ToValidUTF8(name, "?")
	}
	if (organization == "" || strings.EqualFold(organization, "EPSG")) && code > 0 && code < 1e6 {
		c.EPSG = int(code)
	}
	return nil
}

func columnsOf(t flatTable, slot int) ([]flatColumn, error) {
	tables, err := t.tables(slot)
	if err != nil {
		return nil, err
	}
	var list []flatColumn
	for _, t := range tables {
		name, err1 := t.text(0)
		kind, err2 := t.number(1, 1, 0)
		if err1 != nil || err2 != nil {
			return nil, errFlat
		}
		list = append(list, flatColumn{strings.ToValidUTF8(name, "\uFFFD"), kind})
	}
	return list, nil
}

func (r *flatGeobuf) feature(b []byte, f *Feature) error {
	t, err := flatRoot(b)
	if err != nil {
		return err
	}
	g, ok, err := t.table(0)
	if err != nil {
		return err
	}
	if ok {
		shape := flatShape{}
		if f.Geometry, err = shape.geometry(g, r.kind, 0); err != nil {
			return err
		}
		if shape.tall {
			f.Heights = shape.heights
		}
	}
	values, _, _, err := t.vector(1, 1)
	if err != nil {
		return err
	}
	columns, err := columnsOf(t, 2)
	if err != nil {
		return err
	}
	if columns == nil {
		columns = r.columns
	}
	f.Properties, err = flatProperties(values, columns)
	return err
}

// flatSizes are the bytes of the column types from byte to double.
var flatSizes = [...]int{1, 1, 1, 2, 2, 4, 4, 8, 8, 4, 8}

func flatProperties(b []byte, columns []flatColumn) (map[string]any, error) {
	if len(b) == 0 {
		return nil, nil
	}
	le := binary.LittleEndian
	p := map[string]any{}
	for len(b) > 0 {
		if len(b) < 2 || int(le.Uint16(b)) >= len(columns) {
			return nil, errors.New("properties: a value of no column")
		}
		c := columns[le.Uint16(b)]
		b = b[2:]
		if c.kind < uint64(len(flatSizes)) {
			n := flatSizes[c.kind]
			if len(b) < n {
				return nil, fmt.Errorf("property %s is cut off", c.name)
			}
			var v [8]byte
			copy(v[:], b[:n])
			b = b[n:]
			raw := le.Uint64(v[:])
			switch c.kind {
			case 0:
				p[c.name] = float64(int8(raw))
			case 2:
				p[c.name] = raw != 0
			case 3:
				p[c.name] = float64(int16(raw))
			case 5:
				p[c.name] = float64(int32(raw))
			case 7:
				p[c.name] = WholeNumber(int64(raw))
			case 8:
				if raw > math.MaxInt64 {
					p[c.name] = fmt.Sprint(raw)
				} else {
					p[c.name] = WholeNumber(int64(raw))
				}
			case 9:
				p[c.name] = Finite(float64(math.Float32frombits(uint32(raw))))
			case 10:
				p[c.name] = Finite(math.Float64frombits(raw))
			default:
				p[c.name] = float64(raw)
			}
			continue
		}
		if len(b) < 4 || int64(le.Uint32(b)) > int64(len(b)-4) {
			return nil, fmt.Errorf("property %s is cut off", c.name)
		}
		n := int(le.Uint32(b))
		text := strings.ToValidUTF8(string(b[4:4+n]), "\uFFFD")
		b = b[4+n:]
		switch c.kind {
		case 11:
			p[c.name] = text
		case 13:
			p[c.name] = strings.TrimSuffix(text, "T00:00:00") // GDAL writes days so
		case 12:
			var v any
			if err := json.Unmarshal([]byte(text), &v); err != nil {
				return nil, fmt.Errorf("property %s: is not JSON: %w", c.name, err)
			}
			p[c.name] = v
		case 14: // bytes are nothing that a property holds
		default:
			return nil, fmt.Errorf("property %s: type %d: must be 0 to 14", c.name, c.kind)
		}
	}
	return p, nil
}

// flatShape turns geometry tables into orb's, heights apart.
type flatShape struct {
	heights []float64
	tall    bool
	parts   int
}

func (s *flatShape) geometry(t flatTable, kind uint64, depth int) (orb.Geometry, error) {
	// Tables may be shared, so that a few bytes could unfold without end.
	if s.parts++; depth > maxNesting || s.parts > len(t.b) {
		return nil, errFlat
	}
	if own, err := t.number(6, 1, 0); err != nil {
		return nil, err
	} else if kind == 0 {
		kind = own
	}
	switch kind {
	case 6, 7, 15:
		inner := map[uint64]uint64{6: 3, 15: 3}[kind]
		tables, err := t.tables(7)
		if err != nil {
			return nil, err
		}
		var parts orb.Collection
		for _, part := range tables {
			g, err := s.geometry(part, inner, depth+1)
			if err != nil {
				return nil, err
			}
			if g != nil {
				parts = append(parts, g)
			}
		}
		return multi(uint32(kind), parts), nil
	}
	points, err := s.points(t)
	if err != nil {
		return nil, err
	}
	switch kind {
	case 1:
		if len(points) == 0 {
			return nil, nil
		}
		if len(points) > 1 {
			return nil, errors.New("a point of several positions")
		}
		return points[0], nil
	case 2:
		return orb.LineString(points), nil
	case 4:
		return orb.MultiPoint(points), nil
	case 3, 5, 16, 17:
	default:
		return nil, fmt.Errorf("geometry type %d: must be points, lines or polygons (curves: ogr2ogr -nlt CONVERT_TO_LINEAR)", kind)
	}
	ends, _, n, err := t.vector(0, 4)
	if err != nil {
		return nil, err
	}
	var runs [][]orb.Point
	var rings orb.Polygon
	var heights []float64
	before := s.heights[:len(s.heights)-len(points)]
	own := s.heights[len(before):]
	from := 0
	for k := range max(1, n) {
		to := len(points)
		if n > 0 {
			to = int(binary.LittleEndian.Uint32(ends[4*k:]))
		}
		if to < from || to > len(points) {
			return nil, fmt.Errorf("part %d ends at position %d of %d", k, to, len(points))
		}
		run, z := points[from:to:to], own[from:to:to]
		if m := len(run); kind != 5 && m > 0 && run[0] != run[m-1] {
			run, z = append(run, run[0]), append(z, z[0])
		}
		runs, rings, heights = append(runs, run), append(rings, run), append(heights, z...)
		from = to
	}
	s.heights = append(before, heights...)
	switch kind {
	case 5:
		lines := orb.MultiLineString{}
		for _, run := range runs {
			lines = append(lines, run)
		}
		return lines, nil
	case 16: // triangles
		faces := orb.MultiPolygon{}
		for _, ring := range rings {
			faces = append(faces, orb.Polygon{ring})
		}
		return faces, nil
	}
	return rings, nil
}

func (s *flatShape) points(t flatTable) ([]orb.Point, error) {
	xy, err := t.doubles(1)
	if err != nil {
		return nil, err
	}
	z, err := t.doubles(2)
	if err != nil {
		return nil, err
	}
	if len(xy)%2 != 0 || z != nil && len(z) != len(xy)/2 {
		return nil, fmt.Errorf("%d numbers of positions, %d heights", len(xy), len(z))
	}
	points := make([]orb.Point, len(xy)/2)
	for k := range points {
		points[k] = orb.Point{xy[2*k], xy[2*k+1]}
		if err := checkPosition(points[k]); err != nil {
			return nil, err
		}
		height := math.NaN()
		if z != nil {
			s.tall, height = true, z[k]
			if !(math.Abs(height) <= furthest) {
				return nil, fmt.Errorf("height %g: must be on the earth", height)
			}
		}
		s.heights = append(s.heights, height)
	}
	return points, nil
}
