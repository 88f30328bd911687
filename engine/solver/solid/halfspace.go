package solid

import (
	"math"
	"slices"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/engine/solver/solid/overlay"
)

// Plane holds the points p with Normal·p = Offset. The normal has length one.
type Plane struct {
	Normal mgl64.Vec3
	Offset float64 // [m]
}

// PlaneThrough is the plane through a point, across a direction of any length.
func PlaneThrough(p, direction mgl64.Vec3) Plane {
	n := direction.Normalize()
	return Plane{n, n.Dot(p)}
}

// Flipped is the same plane seen from the other side.
func (p Plane) Flipped() Plane { return Plane{p.Normal.Mul(-1), -p.Offset} }

// ClipHalfSpace keeps the part of a body that lies behind a plane, where its
// normal does not point, and closes the cut. Corners within Flush of the plane
// count as lying on it. A closed body gives a closed one; of an open one the
// cut is closed as far as its edges form loops.
//
// New corners lie where edges cross the plane, to rounding; the others keep
// their coordinates to the last bit.
func ClipHalfSpace(m *Mesh, plane Plane) *Mesh {
	low, high, ok := m.Bounds()
	if !ok {
		return &Mesh{}
	}
	flush := flushOf(high.Sub(low))
	c := clipper{m: m, plane: plane}
	above, below := 0, 0
	c.height = make([]float64, len(m.Points))
	// from a point on the body, so that nothing is lost far from the origin
	origin := low.Add(high).Mul(0.5)
	offset := plane.Offset - plane.Normal.Dot(origin)
	for k, p := range m.Points {
		h := plane.Normal.Dot(p.Sub(origin)) - offset
		if math.Abs(h) <= flush {
			h = 0
		}
		c.height[k] = h
	}
	for _, t := range m.Triangles {
		for _, k := range t {
			if c.height[k] > 0 {
				above++
			} else if c.height[k] < 0 {
				below++
			}
		}
	}
	switch {
	case below == 0:
		return &Mesh{}
	case above == 0:
		return &Mesh{Points: slices.Clone(m.Points), Triangles: slices.Clone(m.Triangles)}
	}
	if c.clip() {
		return c.out
	}
	// Sides that do not share their corners leave loose ends in the cut.
	welded := &Mesh{Points: slices.Clone(m.Points), Triangles: slices.Clone(m.Triangles)}
	welded.Weld(flush)
	if len(welded.Points) < len(m.Points) {
		return ClipHalfSpace(welded, plane)
	}
	return c.out
}

// flushOf is Flush, or less for bodies of millimetres.
func flushOf(size mgl64.Vec3) float64 {
	return min(Flush, 1e-4*max(size[0], size[1], size[2]))
}

type clipper struct {
	m      *Mesh
	plane  Plane
	height []float64 // of each point over the plane [m]; 0 on it
	now    []int32   // where a point went in out, or −1
	cut    map[[2]uint32]uint32
	out    *Mesh
	on     [][2]uint32 // edges in the plane, as the kept triangles run them
}

// clip makes out; it tells whether the edges in the plane form loops.
func (c *clipper) clip() bool {
	c.out = &Mesh{Triangles: make([][3]uint32, 0, len(c.m.Triangles))}
	c.now = make([]int32, len(c.m.Points))
	for k := range c.now {
		c.now[k] = -1
	}
	c.cut = map[[2]uint32]uint32{}
	for _, t := range c.m.Triangles {
		c.triangle(t)
	}
	return c.closeCut()
}

// triangle keeps what lies behind the plane of one triangle. What lies in the
// plane is dropped: closing the cut brings it back if it belongs to the result.
func (c *clipper) triangle(t [3]uint32) {
	var kept [4]uint32
	var flat [4]bool
	n := 0
	put := func(p uint32, on bool) { kept[n], flat[n], n = p, on, n+1 }
	inside := false
	for k := range 3 {
		p, q := t[k], t[(k+1)%3]
		hp, hq := c.height[p], c.height[q]
		inside = inside || hp < 0
		if hp <= 0 {
			put(c.keep(p), hp == 0)
		}
		if hp*hq < 0 {
			put(c.cross(p, q), true)
		}
	}
	if !inside {
		return
	}
	for k := 2; k < n; k++ {
		c.out.Triangles = append(c.out.Triangles, [3]uint32{kept[0], kept[k-1], kept[k]})
	}
	for k := range n {
		if l := (k + 1) % n; flat[k] && flat[l] {
			c.on = append(c.on, [2]uint32{kept[k], kept[l]})
		}
	}
}

func (c *clipper) keep(p uint32) uint32 {
	if c.now[p] < 0 {
		c.now[p] = int32(len(c.out.Points))
		c.out.Points = append(c.out.Points, c.m.Points[p])
	}
	return uint32(c.now[p])
}

// cross is the point at which an edge crosses the plane: the same for both
// triangles at the edge.
func (c *clipper) cross(p, q uint32) uint32 {
	if p > q {
		p, q = q, p
	}
	if k, ok := c.cut[[2]uint32{p, q}]; ok {
		return k
	}
	hp, hq := c.height[p], c.height[q]
	a, b := c.m.Points[p], c.m.Points[q]
	k := uint32(len(c.out.Points))
	c.out.Points = append(c.out.Points, a.Add(b.Sub(a).Mul(hp/(hp-hq))))
	c.cut[[2]uint32{p, q}] = k
	return k
}

// closeCut fills the plane between the edges that the kept triangles leave open
// there, as far as these form loops. It tells whether all do.
func (c *clipper) closeCut() bool {
	open := overlay.Unpaired(c.on)
	if len(open) == 0 {
		return true
	}
	right, up := acrossAxes(c.plane.Normal)
	local := map[uint32]int32{}
	var ids []uint32
	var places []mgl64.Vec2
	var ends []int // edges that leave a point less those that enter it
	edges := make([][2]int32, len(open))
	for n, e := range open {
		for k, p := range e {
			l, ok := local[p]
			if !ok {
				l = int32(len(ids))
				local[p] = l
				ids, ends = append(ids, p), append(ends, 0)
				q := c.out.Points[p]
				places = append(places, mgl64.Vec2{right.Dot(q), up.Dot(q)})
			}
			edges[n][1-k] = l // the cap runs them the other way
			ends[l] += 2*k - 1
		}
	}
	for _, t := range overlay.Cap(places, edges) {
		c.out.Triangles = append(c.out.Triangles, [3]uint32{ids[t[0]], ids[t[1]], ids[t[2]]})
	}
	return !slices.ContainsFunc(ends, func(n int) bool { return n != 0 })
}

// acrossAxes are two axes across a direction, of length one, so that right ×
// up is the direction.
func acrossAxes(n mgl64.Vec3) (right, up mgl64.Vec3) {
	helper := mgl64.Vec3{1, 0, 0}
	if math.Abs(n[0]) > 0.6 {
		helper = mgl64.Vec3{0, 1, 0}
	}
	right = helper.Cross(n).Normalize()
	return right, n.Cross(right)
}
