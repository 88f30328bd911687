package collide

import (
	"math"
	"math/rand/v2"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/engine/solver/solid"
)

func someVec(r *rand.Rand, size float64) vec {
	return vec{size * (2*r.Float64() - 1), size * (2*r.Float64() - 1), size * (2*r.Float64() - 1)}
}

// someLine gives two lines, one time in four nearly parallel, in one plane or
// without length: where formulas break.
func someLine(r *rand.Rand) (p, d, q, e vec) {
	p, d, q, e = someVec(r, 3), someVec(r, 2), someVec(r, 3), someVec(r, 2)
	switch r.IntN(16) {
	case 0:
		e = d.mul(2*r.Float64() - 1)
	case 1:
		e = d.add(someVec(r, math.Pow(10, -2-12*r.Float64())))
	case 2:
		d = vec{}
	case 3:
		p.z, q.z, d.z, e.z = 0, 0, 0, 0
	}
	return p, d, q, e
}

func someTriangle(r *rand.Rand) [3]vec {
	at := someVec(r, 1.5)
	t := [3]vec{at.add(someVec(r, 1)), at.add(someVec(r, 1)), at.add(someVec(r, 1))}
	switch r.IntN(12) {
	case 0: // a sliver
		t[2] = t[0].along(t[1].sub(t[0]), r.Float64()).add(someVec(r, 1e-6))
	case 1: // flat
		t[0].z, t[1].z, t[2].z = 0, 0, 0
	}
	return t
}

func someTurn(r *rand.Rand) mgl64.Mat3 {
	return mgl64.QuatRotate(2*math.Pi*r.Float64(), someVec(r, 1).out().Normalize()).Mat4().Mat3()
}

func someMotion(r *rand.Rand, reach float64) mgl64.Mat4 {
	at := someVec(r, reach)
	m := mgl64.Translate3D(at.x, at.y, at.z).Mul4(someTurn(r).Mat4())
	if r.IntN(3) == 0 {
		m = m.Mul4(mgl64.Scale3D(1, -1, 1))
	}
	return m
}

func someBox(r *rand.Rand) Box {
	b := Box{Center: someVec(r, 3).out(), Axes: someTurn(r), Half: mgl64.Vec3{0.1 + r.Float64(), 0.1 + r.Float64(), 0.1 + r.Float64()}}
	if r.IntN(4) == 0 {
		b.Axes = mgl64.Ident3()
	}
	return b
}

func hullOf(b Box) (h Hull) {
	f := b.frame()
	for k := range 8 {
		h.Points = append(h.Points, f.back(f.corner(k)).out())
	}
	return h
}

// block is a box as a closed mesh.
func block(low, high mgl64.Vec3) *solid.Mesh {
	m := &solid.Mesh{}
	for k := range 8 {
		p := low
		for axis := range 3 {
			if k>>axis&1 == 1 {
				p[axis] = high[axis]
			}
		}
		m.Points = append(m.Points, p)
	}
	for _, s := range [6][4]uint32{{0, 2, 3, 1}, {4, 5, 7, 6}, {0, 1, 5, 4}, {2, 6, 7, 3}, {0, 4, 6, 2}, {1, 3, 7, 5}} {
		m.Triangles = append(m.Triangles, [3]uint32{s[0], s[1], s[2]}, [3]uint32{s[0], s[2], s[3]})
	}
	return m
}

// ball is a sphere of latitudes and meridians, its corners on the sphere.
func ball(center mgl64.Vec3, radius float64, n int) *solid.Mesh {
	m := &solid.Mesh{Points: []mgl64.Vec3{center.Add(mgl64.Vec3{0, 0, radius}), center.Add(mgl64.Vec3{0, 0, -radius})}}
	for i := 1; i < n; i++ {
		for j := range 2 * n {
			s, c := math.Sincos(math.Pi * float64(i) / float64(n))
			sl, cl := math.Sincos(math.Pi * float64(j) / float64(n))
			m.Points = append(m.Points, center.Add(mgl64.Vec3{s * cl, s * sl, c}.Mul(radius)))
		}
	}
	at := func(i, j int) uint32 { return uint32(2 + (i-1)*2*n + j%(2*n)) }
	for j := range 2 * n {
		m.Triangles = append(m.Triangles, [3]uint32{0, at(1, j), at(1, j+1)}, [3]uint32{1, at(n-1, j+1), at(n-1, j)})
		for i := 1; i < n-1; i++ {
			m.Triangles = append(m.Triangles, [3]uint32{at(i, j), at(i+1, j), at(i+1, j+1)}, [3]uint32{at(i, j), at(i+1, j+1), at(i, j+1)})
		}
	}
	return m
}

// lumps are blocks and balls strewn about.
func lumps(r *rand.Rand, n int) *solid.Mesh {
	m := &solid.Mesh{}
	for range n {
		at := someVec(r, 10).out()
		if r.IntN(2) == 0 {
			m.Append(ball(at, 0.2+r.Float64(), 4))
		} else {
			m.Append(block(mgl64.Vec3{}, mgl64.Vec3{r.Float64(), 0.2 + 3*r.Float64(), r.Float64()}).Transformed(mgl64.Translate3D(at[0], at[1], at[2]).Mul4(someTurn(r).Mat4())))
		}
	}
	return m
}

// frame20 is a small open building: 20 m by 15 m, columns, beams and panels.
func frame20() *solid.Mesh {
	m := &solid.Mesh{}
	for storey := range 5 {
		for k := range 80 {
			low := mgl64.Vec3{float64(k % 20), 5 * float64(k/20), float64(storey) * 3.5}
			m.Append(block(low, low.Add([]mgl64.Vec3{{0.4, 0.4, 3.3}, {0.9, 5, 0.2}, {0.2, 4, 2.5}}[k%3])))
		}
	}
	return m
}
