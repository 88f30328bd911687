package collide

import (
	"math"

	"github.com/go-gl/mathgl/mgl64"
)

// dipole is what the triangles of a node's child look like from afar: one small
// plate with their summed area vector (Barill et al. 2018, first order).
type dipole [2]struct {
	area   vec // Σ n·A [m²]
	center vec // Σ c·A / Σ A [m]
	radius float64
}

// afar is how many radii away a plate may stand for its triangles: the winding
// number is then off by less than 0.01, while 0.5 decides.
const afar = 2.5

func (t *Tree) measureWinding() {
	t.winding = make([]dipole, len(t.nodes))
	// Children come after their parents: backwards, each node finds them done.
	for k := len(t.nodes) - 1; k >= 0; k-- {
		n, w := &t.nodes[k], &t.winding[k]
		for side := range 2 {
			d := &w[side]
			first, last := t.span(n, side)
			total := 0.0
			for i := first; i < last; i++ {
				tri := &t.triangles[i]
				area := normal(tri).mul(0.5)
				size := area.len()
				d.area, total = d.area.add(area), total+size
				d.center = d.center.add(tri[0].add(tri[1]).add(tri[2]).mul(size / 3))
			}
			if total > 0 {
				d.center = d.center.mul(1 / total)
			}
			for i := first; i < last; i++ {
				for _, c := range t.triangles[i] {
					r := c.sub(d.center)
					d.radius = max(d.radius, r.dot(r))
				}
			}
			d.radius = math.Sqrt(d.radius)
		}
	}
}

// span is the range of triangles below a child.
func (t *Tree) span(n *node, side int) (first, last int) {
	child, count := n.child[side], n.count[side]
	if child < 0 {
		return int(^child), int(^child) + int(count)
	}
	left, right := &t.nodes[child], &t.nodes[child]
	for left.child[0] >= 0 {
		left = &t.nodes[left.child[0]]
	}
	for right.child[1] >= 0 {
		right = &t.nodes[right.child[1]]
	}
	return int(^left.child[0]), int(^right.child[1]) + int(right.count[1])
}

// Winding is the winding number of the mesh round p, good to 0.01: 1 inside a
// closed body, 0 outside, something between near the holes of an open one, −1
// inside one whose triangles face inwards.
func (t *Tree) Winding(p mgl64.Vec3) float64 {
	if len(t.nodes) == 0 {
		return 0
	}
	return t.wind(0, t.into(of(p))) / (4 * math.Pi)
}

// Inside tells whether p lies in the body that the mesh bounds. A mesh that is
// open is taken as closed by the smoothest lids.
func (t *Tree) Inside(p mgl64.Vec3) bool { return math.Abs(t.Winding(p)) >= 0.5 }

// wind is the solid angle [sr] of all below a node.
func (t *Tree) wind(k int32, p vec) float64 {
	sum := 0.0
	n, w := &t.nodes[k], &t.winding[k]
	for side := range 2 {
		d := &w[side]
		r := d.center.sub(p)
		far := r.dot(r)
		switch {
		case far > afar*afar*d.radius*d.radius:
			sum += d.area.dot(r) / (far * math.Sqrt(far))
		case n.child[side] >= 0:
			sum += t.wind(n.child[side], p)
		default:
			first := int(^n.child[side])
			for i := first; i < first+int(n.count[side]); i++ {
				sum += solidAngle(&t.triangles[i], p)
			}
		}
	}
	return sum
}

func solidAngle(t *[3]vec, p vec) float64 {
	a, b, c := t[0].sub(p), t[1].sub(p), t[2].sub(p)
	la, lb, lc := a.len(), b.len(), c.len()
	return 2 * math.Atan2(a.dot(b.cross(c)), la*lb*lc+a.dot(b)*lc+b.dot(c)*la+c.dot(a)*lb)
}
