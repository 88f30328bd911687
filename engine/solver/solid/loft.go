package solid

import (
	"errors"
	"math"

	"github.com/go-gl/mathgl/mgl64"
)

// What makes a body impossible.
var (
	ErrFlat     = errors.New("a body is swept along its own outline's plane, or nowhere")
	ErrSections = errors.New("two sections of a body do not have the same outlines")
	ErrNoPath   = errors.New("a path has no length")
	ErrTooLarge = errors.New("a body has more than 4 million corners")
)

// sections are the places of a triangulated outline on its way through space.
type sections struct {
	outline Triangulation
	end     [][3]uint32 // triangles of the last section, if they are not those of the first
	pinned  []bool      // points that stay where they are (on an axis), or nil
	closed  bool        // the last section is followed by the first
}

// loft joins the sections by walls, and closes the ends unless the sections run
// in a ring. at gives the points of a section. Walls stand on the border of the
// triangles, so that the body is closed whatever the outline was.
func (s sections) loft(count int, at func(section int, p mgl64.Vec2, point int) mgl64.Vec3) *Mesh {
	t := s.outline
	n := len(t.Points)
	m := &Mesh{Points: make([]mgl64.Vec3, 0, count*n)}
	for section := range count {
		for k, p := range t.Points {
			m.Points = append(m.Points, at(section, p, k))
		}
	}
	walls := count - 1
	if s.closed {
		walls = count
	}
	m.Triangles = make([][3]uint32, 0, 2*len(t.Triangles)+2*walls*len(t.Border))
	if !s.closed {
		for _, c := range t.Triangles {
			m.Triangles = append(m.Triangles, s.corners(0, c[0], c[2], c[1]))
		}
		end := s.end
		if end == nil {
			end = t.Triangles
		}
		for _, c := range end {
			m.Triangles = append(m.Triangles, s.corners(count-1, c[0], c[1], c[2]))
		}
	}
	for wall := range walls {
		above := (wall + 1) % count
		for _, e := range t.Border {
			a, b := s.index(wall, e[0]), s.index(wall, e[1])
			d, c := s.index(above, e[0]), s.index(above, e[1])
			first, second := [3]uint32{a, b, c}, [3]uint32{a, c, d}
			if count > 2 && m.Points[d].Sub(m.Points[b]).LenSqr() < m.Points[c].Sub(m.Points[a]).LenSqr() {
				first, second = [3]uint32{a, b, d}, [3]uint32{b, c, d}
			}
			if first[0] != first[1] && first[1] != first[2] && first[2] != first[0] {
				m.Triangles = append(m.Triangles, first)
			}
			if second[0] != second[1] && second[1] != second[2] && second[2] != second[0] {
				m.Triangles = append(m.Triangles, second)
			}
		}
	}
	return m
}

// index is the place of an outline's point among the points of the mesh.
func (s sections) index(section int, point uint32) uint32 {
	if s.pinned != nil && s.pinned[point] {
		section = 0
	}
	return uint32(section*len(s.outline.Points)) + point
}

func (s sections) corners(section int, a, b, c uint32) [3]uint32 {
	return [3]uint32{s.index(section, a), s.index(section, b), s.index(section, c)}
}

// Sweep carries the region through frames, each of which takes the region's
// plane to its place in space and need not be rigid. With ring set, the last
// section is joined to the first and there are no ends.
func Sweep(r Region, frames []mgl64.Mat4, ring bool) (*Mesh, error) {
	if len(frames) < 2 || ring && len(frames) < 3 {
		return nil, ErrNoPath
	}
	t, err := r.Triangulate()
	if err != nil {
		return nil, err
	}
	if len(t.Points) > mostCorners/len(frames) {
		return nil, ErrTooLarge
	}
	m := sections{outline: t, closed: ring}.loft(len(frames), func(section int, p mgl64.Vec2, _ int) mgl64.Vec3 {
		return mgl64.TransformCoordinate(p.Vec3(0), frames[section])
	})
	return outward(m)
}

// Loft joins sections of the same number of points, each in a frame of its own:
// a tapered beam, a road whose width changes. The first section's outlines must
// not cross. Holes are joined in their order.
func Loft(regions []Region, frames []mgl64.Mat4) (*Mesh, error) {
	if len(regions) < 2 || len(regions) != len(frames) {
		return nil, ErrNoPath
	}
	points := make([][]mgl64.Vec2, len(regions))
	for k := range regions {
		r := regions[k].Oriented()
		if len(r.Outer) != len(regions[0].Outer) || len(r.Holes) != len(regions[0].Holes) {
			return nil, ErrSections
		}
		points[k] = append(points[k], r.Outer...)
		for h, hole := range r.Holes {
			if len(hole) != len(regions[0].Holes[h]) {
				return nil, ErrSections
			}
			points[k] = append(points[k], hole...)
		}
	}
	first, err := regions[0].Oriented().Triangulate()
	if err != nil {
		return nil, err
	}
	if len(first.Points) != len(points[0]) {
		return nil, ErrTangled
	}
	s := sections{outline: first}
	// The last section's own triangles are better where its shape differs, if
	// they end at the same edges.
	if last, err := regions[len(regions)-1].Oriented().Triangulate(); err == nil && sameBorder(first, last) {
		s.end = last.Triangles
	}
	m := s.loft(len(frames), func(section int, _ mgl64.Vec2, point int) mgl64.Vec3 {
		return mgl64.TransformCoordinate(points[section][point].Vec3(0), frames[section])
	})
	return outward(m)
}

func sameBorder(a, b Triangulation) bool {
	if len(a.Border) != len(b.Border) || len(a.Points) != len(b.Points) {
		return false
	}
	edges := make(map[[2]uint32]bool, len(a.Border))
	for _, e := range a.Border {
		edges[e] = true
	}
	for _, e := range b.Border {
		if !edges[e] {
			return false
		}
	}
	return true
}

// outward turns a body whose triangles face inwards, and refuses one whose
// points are not numbers.
func outward(m *Mesh) (*Mesh, error) {
	v := m.Volume()
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return nil, ErrNotFinite
	}
	if v < 0 {
		m.Flip()
	}
	return m, nil
}
