package vector

import (
	"encoding/binary"
	"fmt"
	"math"

	"github.com/paulmach/orb"
)

func float64At(b []byte, at int) float64 {
	return math.Float64frombits(binary.LittleEndian.Uint64(b[at:]))
}

// shapeOf decodes a record's content.
func shapeOf(body []byte) (g orb.Geometry, heights []float64, err error) {
	s := &shpBytes{body}
	head, err := s.take(4)
	if err != nil {
		return nil, nil, err
	}
	kind := binary.LittleEndian.Uint32(head)
	base, tall := kind, false
	if kind != shpMultiPatch {
		base, tall = kind%10, kind/10 == 1
		if kind > 28 || kind == 10 || kind == 20 {
			return nil, nil, fmt.Errorf("shape type %d: must be one of the format's", kind)
		}
	}
	switch base {
	case shpNull:
		return nil, nil, nil
	case shpPoint:
		points, err := s.points(1)
		if err != nil {
			return nil, nil, err
		}
		if tall {
			heights, err = s.heights(1)
		}
		return points[0], heights, err
	case shpMultiPoint:
		head, err := s.take(36) // the box, then how many
		if err != nil {
			return nil, nil, err
		}
		n := int64(binary.LittleEndian.Uint32(head[32:]))
		points, err := s.points(n)
		if err == nil && tall {
			heights, err = s.heightsAfterRange(n)
		}
		return orb.MultiPoint(points), heights, err
	case shpLines, shpPolygon, shpMultiPatch:
		return s.parts(base, tall || kind == shpMultiPatch)
	}
	return nil, nil, fmt.Errorf("shape type %d: must be one of the format's", kind)
}

// heightsAfterRange passes over the lowest and highest, which come first.
func (s *shpBytes) heightsAfterRange(n int64) ([]float64, error) {
	if _, err := s.take(16); err != nil {
		return nil, err
	}
	return s.heights(n)
}

// parts decodes lines, polygons and patches.
func (s *shpBytes) parts(kind uint32, tall bool) (orb.Geometry, []float64, error) {
	head, err := s.take(40) // the box, then how many parts and points
	if err != nil {
		return nil, nil, err
	}
	le := binary.LittleEndian
	parts, total := int64(le.Uint32(head[32:])), int64(le.Uint32(head[36:]))
	starts, err := s.take(4 * parts)
	if err != nil {
		return nil, nil, err
	}
	var types []byte
	if kind == shpMultiPatch {
		if types, err = s.take(4 * parts); err != nil {
			return nil, nil, err
		}
	}
	points, err := s.points(total)
	if err != nil {
		return nil, nil, err
	}
	var z []float64
	if tall {
		if z, err = s.heightsAfterRange(total); err != nil {
			return nil, nil, err
		}
	}
	list := make([]shpPart, parts)
	for k := range list {
		from, to := int64(le.Uint32(starts[4*k:])), total
		if k+1 < len(list) {
			to = int64(le.Uint32(starts[4*k+4:]))
		}
		if from > to || to > total {
			return nil, nil, fmt.Errorf("part %d from point %d to %d of %d", k, from, to, total)
		}
		list[k].points = points[from:to:to]
		if z != nil {
			list[k].heights = z[from:to:to]
		}
		if types != nil {
			list[k].kind = le.Uint32(types[4*k:])
		}
	}
	switch kind {
	case shpLines:
		return linesOf(list)
	case shpMultiPatch:
		return patchesOf(list)
	}
	return ringsOfParts(list)
}

// shpPart is a line, a ring or a patch with its heights, if any.
type shpPart struct {
	points  []orb.Point
	heights []float64
	kind    uint32 // of a patch
}

func linesOf(parts []shpPart) (orb.Geometry, []float64, error) {
	var lines orb.MultiLineString
	var heights []float64
	for _, p := range parts {
		lines, heights = append(lines, p.points), append(heights, p.heights...)
	}
	switch len(lines) {
	case 0:
		return nil, nil, nil
	case 1:
		return lines[0], heights, nil
	}
	return lines, heights, nil
}

// ringsOfParts sorts rings into polygons. By the format clockwise ones are
// outlines, the others holes; but GDAL itself turns some holes wrong, so that
// only the place of a ring tells (as OGR, too, reads them).
func ringsOfParts(parts []shpPart) (orb.Geometry, []float64, error) {
	rings := make([]orb.Ring, len(parts))
	for k := range parts {
		parts[k] = parts[k].closed()
		rings[k] = parts[k].points
	}
	return nest(rings, func(k int) []float64 { return parts[k].heights })
}

func (p shpPart) closed() shpPart {
	if n := len(p.points); n > 0 && p.points[0] != p.points[n-1] {
		p.points = append(p.points, p.points[0])
		if p.heights != nil {
			p.heights = append(p.heights, p.heights[0])
		}
	}
	return p
}

func backwards[T any](list []T) []T {
	if list == nil {
		return nil
	}
	out := make([]T, len(list))
	for k, v := range list {
		out[len(list)-1-k] = v
	}
	return out
}

// patchesOf makes a polygon of each triangle and ring of a body's faces. In plan
// walls have no area.
func patchesOf(parts []shpPart) (orb.Geometry, []float64, error) {
	var faces orb.MultiPolygon
	var heights []float64
	triangle := func(p shpPart, a, b, c int) {
		faces = append(faces, orb.Polygon{{p.points[a], p.points[b], p.points[c], p.points[a]}})
		heights = append(heights, p.heights[a], p.heights[b], p.heights[c], p.heights[a])
	}
	for _, p := range parts {
		switch n := len(p.points); p.kind {
		case 0: // strip
			for k := 2; k < n; k++ {
				triangle(p, k-2, k-1, k)
			}
		case 1: // fan
			for k := 2; k < n; k++ {
				triangle(p, 0, k-1, k)
			}
		case 2, 4, 5, 3: // outer, first, any ring; 3 is a hole of the one before
			if n == 0 {
				continue
			}
			p = p.closed()
			if p.kind == 3 && len(faces) > 0 {
				faces[len(faces)-1] = append(faces[len(faces)-1], p.points)
			} else {
				faces = append(faces, orb.Polygon{p.points})
			}
			heights = append(heights, p.heights...)
		default:
			return nil, nil, fmt.Errorf("patch type %d: must be 0 to 5", p.kind)
		}
	}
	if len(faces) == 0 {
		return nil, nil, nil
	}
	return faces, heights, nil
}
