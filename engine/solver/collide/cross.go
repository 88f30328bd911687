package collide

import "github.com/go-gl/mathgl/mgl64"

// Crossing is where two triangles go through each other.
type Crossing struct {
	From, To mgl64.Vec3 // the line that they share [m]
	// Depth [m] is how far each reaches beyond the other's plane on the side where it
	// reaches less far, or the length of the line if that is shorter. Triangles that
	// touch, or that cross by rounding alone, have next to none.
	Depth                float64
	TriangleA, TriangleB int // of the mesh of each
}

// Deepest finds the crossing of greatest depth of the surfaces of two bodies; ok
// is false if no triangles cross.
func (b *Body) Deepest(o *Body) (c Crossing, ok bool) {
	w := newPairWalk(b, o)
	if !w.start() {
		return c, false
	}
	var from, to vec
	w.each = func(i, j int, t, u *[3]vec) {
		if p, q, depth := crossing(t, u); depth > c.Depth {
			from, to, c.Depth, c.TriangleA, c.TriangleB, ok = p, q, depth, i, j, true
		}
	}
	w.touching(w.rootA(), w.rootB())
	if !ok {
		return Crossing{}, false
	}
	c.From, c.To = b.at.point(from).out(), b.at.point(to).out()
	c.TriangleA, c.TriangleB = int(b.Tree.index[c.TriangleA]), int(o.Tree.index[c.TriangleB])
	return c, true
}

// crossing is the line that two triangles share and how deep they cross; depth 0
// if they do not (Möller 1997: both must reach over the other's plane, and their
// stretches of the planes' common line must overlap).
func crossing(t, u *[3]vec) (from, to vec, depth float64) {
	nu, nt := normal(u), normal(t)
	lu, lt := nu.len(), nt.len()
	if lu == 0 || lt == 0 {
		return from, to, 0
	}
	st, less := stretch(t, u[0], nu.mul(1/lu))
	if !(less > 0) {
		return from, to, 0
	}
	su, lessU := stretch(u, t[0], nt.mul(1/lt))
	if !(lessU > 0) {
		return from, to, 0
	}
	line := nu.cross(nt).unit()
	a0, a1 := line.dot(st[0]), line.dot(st[1])
	if a0 > a1 {
		a0, a1, st[0], st[1] = a1, a0, st[1], st[0]
	}
	b0, b1 := line.dot(su[0]), line.dot(su[1])
	if b0 > b1 {
		b0, b1, su[0], su[1] = b1, b0, su[1], su[0]
	}
	from, to = st[0], st[1]
	if b0 > a0 {
		from = su[0]
	}
	if b1 < a1 {
		to = su[1]
	}
	length := min(a1, b1) - max(a0, b0)
	return from, to, max(min(less, lessU, length), 0)
}

// stretch is where the edges of t meet the plane through p with unit normal n,
// and how far t reaches beyond it on the side where it reaches less far.
func stretch(t *[3]vec, p, n vec) (ends [2]vec, less float64) {
	h := [3]float64{n.dot(t[0].sub(p)), n.dot(t[1].sub(p)), n.dot(t[2].sub(p))}
	less = min(max(h[0], h[1], h[2]), max(-h[0], -h[1], -h[2]))
	if !(less > 0) {
		return ends, less
	}
	// The corner that is alone on its side.
	alone := 0
	for k := range 3 {
		if above := h[k] > 0; above != (h[(k+1)%3] > 0) && above != (h[(k+2)%3] > 0) {
			alone = k
		}
	}
	for side, k := range [2]int{(alone + 1) % 3, (alone + 2) % 3} {
		ends[side] = t[alone].along(t[k].sub(t[alone]), h[alone]/(h[alone]-h[k]))
	}
	return ends, less
}
