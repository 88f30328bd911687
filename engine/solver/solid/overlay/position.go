package overlay

import (
	"math"

	"github.com/go-gl/mathgl/mgl64"
)

// position is the place [m] of a point. Corners that came with the bodies keep
// theirs to the last bit, unless a face drew them to it. New ones are computed from the bodies as given; only
// where that is ill-conditioned does their place on the grid stand.
func (w *work) position(p int32, back mgl64.Mat3) mgl64.Vec3 {
	origin := mgl64.Vec3(w.in.origin)
	if int(p) < w.given {
		at := mgl64.Vec3(w.in.at[p])
		if s := w.shift[p]; s != (vec{}) {
			at = at.Add(back.Mul3x1(mgl64.Vec3(s)))
		}
		return at.Add(origin)
	}
	on := w.at[p]
	var scaled mgl64.Vec3
	for axis := range 3 {
		scaled[axis] = on[axis]*w.frame.step + w.frame.centre[axis]
	}
	onGrid := back.Mul3x1(scaled)
	r := &w.recipe[p]
	at, ok := w.onEdge(r)
	if !ok {
		at, ok = w.ofPlanes(r)
	}
	// the grid moved corners by a step, flush ones by the tolerance, and a plane
	// turned by that moves its points by a few times as much
	if ok && at.Sub(onGrid).Len() <= 16*w.frame.step {
		return at.Add(origin)
	}
	return onGrid.Add(origin)
}

// onEdge is where an edge crosses a plane or another edge.
func (w *work) onEdge(r *recipe) (mgl64.Vec3, bool) {
	if r.a < 0 {
		return mgl64.Vec3{}, false
	}
	from, to := mgl64.Vec3(w.in.at[r.a]), mgl64.Vec3(w.in.at[r.b])
	d := to.Sub(from)
	var t float64
	if k := int(r.planes[0]) - len(w.tris); k >= 0 {
		c, e := mgl64.Vec3(w.in.at[w.walls[k][0]]), mgl64.Vec3(w.in.at[w.walls[k][1]])
		n := d.Cross(e.Sub(c))
		t = c.Sub(from).Cross(e.Sub(c)).Dot(n) / n.Dot(n)
	} else {
		n, a := w.givenPlane(r.planes[0])
		h, g := n.Dot(from.Sub(a)), n.Dot(to.Sub(a))
		t = h / (h - g)
	}
	if !(t >= 0 && t <= 1) {
		return mgl64.Vec3{}, false
	}
	return from.Add(d.Mul(t)), true
}

// givenPlane is the plane of a triangle as it came [m].
func (w *work) givenPlane(t int32) (n, a mgl64.Vec3) {
	v := w.tris[t].v
	p, q, s := mgl64.Vec3(w.in.at[v[0]]), mgl64.Vec3(w.in.at[v[1]]), mgl64.Vec3(w.in.at[v[2]])
	return q.Sub(p).Cross(s.Sub(p)), p
}

// ofPlanes is where the planes of three triangles meet.
func (w *work) ofPlanes(r *recipe) (mgl64.Vec3, bool) {
	if r.a >= 0 {
		return mgl64.Vec3{}, false
	}
	var n [3]mgl64.Vec3
	var origin mgl64.Vec3
	var d mgl64.Vec3
	for k, t := range r.planes {
		if int(t) >= len(w.tris) {
			return mgl64.Vec3{}, false
		}
		var a mgl64.Vec3
		n[k], a = w.givenPlane(t)
		n[k] = n[k].Normalize()
		if k == 0 {
			origin = a
		}
		d[k] = n[k].Dot(a.Sub(origin))
	}
	det := n[0].Dot(n[1].Cross(n[2]))
	if math.Abs(det) < 1e-6 {
		return mgl64.Vec3{}, false
	}
	x := n[1].Cross(n[2]).Mul(d[0]).Add(n[2].Cross(n[0]).Mul(d[1])).Add(n[0].Cross(n[1]).Mul(d[2]))
	return x.Mul(1 / det).Add(origin), true
}
