package collide

import (
	"math"

	"github.com/go-gl/mathgl/mgl64"
)

// Hull is the smallest convex body round its points, made thicker by Radius [m]:
// a bundle, a formwork panel, the sweep of a load over a short time.
type Hull struct {
	Points []mgl64.Vec3
	Radius float64
}

// Distance is how far apart two convex bodies are [m]; 0 if they touch or cross,
// +Inf if one has no points.
func (h *Hull) Distance(o *Hull) float64 {
	distance, _, _ := h.Nearest(o)
	return distance
}

// Nearest is the distance of two convex bodies with the nearest point of each.
func (h *Hull) Nearest(o *Hull) (distance float64, on, other mgl64.Vec3) {
	if len(h.Points) == 0 || len(o.Points) == 0 {
		return math.Inf(1), on, other
	}
	a, b := support{points: h.Points}, support{points: o.Points}
	square, p, q := gjk(&a, &b)
	return rounded(p, q, math.Sqrt(square), h.Radius, o.Radius)
}

// hullTriangle is the square of the distance of a convex body to a triangle of a
// tree with the nearest point of each, as the tree sees them.
func hullTriangle(h *Hull, in *Tree, t *[3]vec) (square float64, body, on vec) {
	a := support{points: h.Points, tree: in}
	b := support{corners: t}
	return gjk(&a, &b)
}

// support is a set of points that can be asked which lies furthest along d.
type support struct {
	points  []mgl64.Vec3
	tree    *Tree // that sees the points; nil: none
	corners *[3]vec
}

func (s *support) furthest(d vec) vec {
	if s.corners != nil {
		best := s.corners[0]
		for _, p := range s.corners[1:] {
			if p.dot(d) > best.dot(d) {
				best = p
			}
		}
		return best
	}
	best, most, origin := vec{}, math.Inf(-1), vec{}
	if s.tree != nil {
		d, origin = s.tree.turnBack(d), s.tree.origin
	}
	for k := range s.points {
		p := of(s.points[k]).sub(origin)
		if along := p.dot(d); along > most {
			best, most = p, along
		}
	}
	if s.tree != nil {
		return s.tree.turn(best)
	}
	return best
}

// corner is a point of the difference of two bodies, with the points it is of.
type corner struct{ w, a, b vec }

// gjk is the algorithm of Gilbert, Johnson and Keerthi (1988): the distance of
// two convex bodies is that of the origin to their difference, to which simplices
// of the difference's own corners come ever nearer. Each step takes the corner
// furthest towards the origin; if it brings nothing, the distance is found.
func gjk(a, b *support) (square float64, onA, onB vec) {
	ask := func(d vec) corner {
		p, q := a.furthest(d), b.furthest(d.mul(-1))
		return corner{p.sub(q), p, q}
	}
	var s simplex
	s.corner[0], s.n = ask(vec{1, 0, 0}), 1
	v := s.nearest()
	square = v.dot(v)
	for range 100 {
		if square == 0 {
			break
		}
		next := ask(v.mul(-1))
		// v·(v−w)/|v| bounds what is still to be gained; beyond 1e-13 of the numbers
		// in play is noise.
		if gain := v.dot(v.sub(next.w)); gain <= 1e-14*square || s.has(next.w) {
			break
		}
		trial := s
		trial.corner[trial.n] = next
		trial.n++
		u := trial.nearest()
		if now := u.dot(u); now < square {
			s, v, square = trial, u, now
		} else {
			break
		}
	}
	for k := range s.n {
		onA = onA.along(s.corner[k].a, s.share[k])
		onB = onB.along(s.corner[k].b, s.share[k])
	}
	return square, onA, onB
}

// simplex is a point, line, triangle or tetrahedron, and what share each corner
// has in its point nearest to the origin.
type simplex struct {
	corner [4]corner
	share  [4]float64
	n      int
}

func (s *simplex) has(w vec) bool {
	for k := range s.n {
		if s.corner[k].w == w {
			return true
		}
	}
	return false
}

// nearest finds the simplex's point nearest to the origin and drops the corners
// that have no share in it. All faces, edges and corners are tried: the simplex
// may be as thin as it likes.
func (s *simplex) nearest() vec {
	c := s.corner
	if s.n == 4 && s.around() {
		return vec{}
	}
	best, found, square := simplex{}, vec{}, math.Inf(1)
	try := func(part [3]int, share [3]float64, n int) {
		var p vec
		for k := range n {
			p = p.along(c[part[k]].w, share[k])
		}
		if sq := p.dot(p); sq < square {
			square, found, best = sq, p, simplex{n: n}
			for k := range n {
				best.corner[k], best.share[k] = c[part[k]], share[k]
			}
		}
	}
	for i := range s.n {
		try([3]int{i}, [3]float64{1}, 1)
		for j := i + 1; j < s.n; j++ {
			d := c[j].w.sub(c[i].w)
			if t := -c[i].w.dot(d); t > 0 && t < d.dot(d) {
				t /= d.dot(d)
				try([3]int{i, j}, [3]float64{1 - t, t}, 2)
			}
			for k := j + 1; k < s.n; k++ {
				n := d.cross(c[k].w.sub(c[i].w))
				nn := n.dot(n)
				u := c[j].w.cross(c[k].w).dot(n)
				v := c[k].w.cross(c[i].w).dot(n)
				w := c[i].w.cross(c[j].w).dot(n)
				if nn > 0 && u > 0 && v > 0 && w > 0 {
					sum := u + v + w
					try([3]int{i, j, k}, [3]float64{u / sum, v / sum, w / sum}, 3)
				}
			}
		}
	}
	*s = best
	return found
}

// around tells whether a tetrahedron holds the origin, and shares it out.
func (s *simplex) around() bool {
	a, b, c, d := s.corner[0].w, s.corner[1].w, s.corner[2].w, s.corner[3].w
	v := [4]float64{
		b.dot(c.cross(d)),
		-a.dot(c.cross(d)),
		a.dot(b.cross(d)),
		-a.dot(b.cross(c)),
	}
	sum := v[0] + v[1] + v[2] + v[3]
	if sum == 0 {
		return false
	}
	for k := range v {
		v[k] /= sum
		if v[k] < 0 {
			return false
		}
	}
	s.share = v
	return true
}
