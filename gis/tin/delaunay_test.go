package tin

import (
	"math"
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/go-gl/mathgl/mgl64"
	"pgregory.net/rapid"
)

func bigs(p mgl64.Vec2) (x, y *big.Rat) {
	return new(big.Rat).SetFloat64(p[0]), new(big.Rat).SetFloat64(p[1])
}

func sub(a, b *big.Rat) *big.Rat { return new(big.Rat).Sub(a, b) }
func mul(a, b *big.Rat) *big.Rat { return new(big.Rat).Mul(a, b) }

func orientBig(a, b, c mgl64.Vec2) int {
	ax, ay := bigs(a)
	bx, by := bigs(b)
	cx, cy := bigs(c)
	return sub(mul(sub(ax, cx), sub(by, cy)), mul(sub(ay, cy), sub(bx, cx))).Sign()
}

func incircleBig(a, b, c, d mgl64.Vec2) int {
	dx, dy := bigs(d)
	var x, y, l [3]*big.Rat
	for k, p := range [3]mgl64.Vec2{a, b, c} {
		px, py := bigs(p)
		x[k], y[k] = sub(px, dx), sub(py, dy)
		l[k] = new(big.Rat).Add(mul(x[k], x[k]), mul(y[k], y[k]))
	}
	det := new(big.Rat)
	for k := range 3 {
		m, n := (k+1)%3, (k+2)%3
		det.Add(det, mul(l[k], sub(mul(x[m], y[n]), mul(x[n], y[m]))))
	}
	return det.Sign()
}

func sign(v float64) int {
	switch {
	case v > 0:
		return 1
	case v < 0:
		return -1
	}
	return 0
}

// Points a hair beside lines and circles: the signs are those of exact fractions.
func TestPredicatesAgainstFractions(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	zeros := 0
	for n := range 20000 {
		scale := math.Ldexp(1, r.IntN(30)-8)
		near := func() mgl64.Vec2 {
			p := mgl64.Vec2{float64(1+r.IntN(32)) * scale / 8, float64(1+r.IntN(32)) * scale / 8} // not 0: its neighbours are denormal
			for k := range p {
				for range r.IntN(3) * (n % 2) { // every other case stays on the lattice
					p[k] = math.Nextafter(p[k], p[k]+float64(r.IntN(3)-1))
				}
			}
			if n%3 == 0 {
				p[0] += 634200.123 // as on a map
			}
			return p
		}
		a, b, c, d := near(), near(), near(), near()
		if got, want := sign(orient(a, b, c)), orientBig(a, b, c); got != want {
			t.Fatalf("orient %v %v %v: %d, want %d", a, b, c, got, want)
		}
		if orientBig(a, b, c) == 0 {
			zeros++
		}
		if got, want := sign(incircle(a, b, c, d)), incircleBig(a, b, c, d); got != want {
			t.Fatalf("incircle %v %v %v %v: %d, want %d", a, b, c, d, got, want)
		}
	}
	if zeros < 100 {
		t.Errorf("only %d of the cases were degenerate", zeros)
	}
}

// flat tells whether only rounding keeps the corners of a triangle from one line.
func (t *triangulation) flat(id int32) bool {
	v := t.tris[id].v
	a, b, c := t.points[v[0]], t.points[v[1]], t.points[v[2]]
	ab, ac := b.Sub(a), c.Sub(a)
	longest := max(ab.Len(), ac.Len(), c.Sub(b).Len())
	return ab[0]*ac[1]-ab[1]*ac[0] <= rounding*16*longest // of coordinates up to 16
}

// check tells whether the triangulation hangs together, covers its rectangle,
// and is Delaunay wherever sides may be flipped. Where lines that are held have
// crossed, flat triangles are let be: crossings lie on both lines but for rounding.
func (t *triangulation) check(crossed bool, fail func(format string, args ...any)) {
	area := 0.0
	for id, tri := range t.tris {
		a, b, c := t.points[tri.v[0]], t.points[tri.v[1]], t.points[tri.v[2]]
		if orient(a, b, c) <= 0 {
			fail("triangle %d %v %v %v is turned over", id, a, b, c)
		}
		area += ((b[0]-a[0])*(c[1]-a[1]) - (c[0]-a[0])*(b[1]-a[1])) / 2
		for k, n := range tri.n {
			if n == none {
				continue
			}
			m := indexOf(t.tris[n].n, int32(id))
			other := t.tris[n]
			if other.n[m] != int32(id) || other.v[(m+1)%3] != tri.v[(k+2)%3] || other.v[(m+2)%3] != tri.v[(k+1)%3] || other.line[m] != tri.line[k] {
				fail("triangles %d and %d do not meet", id, n)
			}
			if tri.line[k] == 0 && incircle(a, b, c, t.points[other.v[m]]) > 0 && !(crossed && (t.flat(int32(id)) || t.flat(n))) {
				fail("triangles %d and %d are not Delaunay", id, n)
			}
		}
	}
	size := t.points[2].Sub(t.points[0])
	if want := size[0] * size[1]; math.Abs(area-want) > 1e-9*want {
		fail("covers %v of %v", area, want)
	}
	for v, tri := range t.at {
		if k := indexOf(t.tris[tri].v, int32(v)); t.tris[tri].v[k] != int32(v) {
			fail("point %d is not at triangle %d", v, tri)
		}
	}
}

// joined tells whether sides along a straight line that are held join two points.
func (t *triangulation) joined(a, b int32) bool {
	for a != b {
		tri, k, end := t.towards(a, b)
		if end == none || t.tris[tri].line[k] == 0 {
			return false
		}
		a = end
	}
	return true
}

// Random points on a coarse lattice, so that many are collinear, cocircular or
// equal, with random segments that cross.
func TestTriangulationProperty(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		tr := newTriangulation(mgl64.Vec2{0, 0}, mgl64.Vec2{16, 16}, 8)
		step := rapid.SampledFrom([]float64{1, 0.37}).Draw(t, "step")
		coordinate := rapid.IntRange(0, int(16/step))
		var ids []int32
		for range rapid.IntRange(2, 40).Draw(t, "points") {
			id, _ := tr.insert(mgl64.Vec2{float64(coordinate.Draw(t, "x")) * step, float64(coordinate.Draw(t, "y")) * step})
			ids = append(ids, id)
		}
		tr.check(false, t.Fatalf)
		var held [][2]int32
		for k := range rapid.IntRange(0, 12).Draw(t, "segments") {
			a, b := rapid.SampledFrom(ids).Draw(t, "a"), rapid.SampledFrom(ids).Draw(t, "b")
			tr.hold(a, b, int32(k+1))
			held = append(held, [2]int32{a, b})
		}
		tr.check(true, t.Fatalf)
		for _, tri := range tr.tris {
			for k, line := range tri.line {
				if line == 0 {
					continue
				}
				a, b := tr.points[held[line-1][0]], tr.points[held[line-1][1]]
				for _, v := range [2]int32{tri.v[(k+1)%3], tri.v[(k+2)%3]} {
					d, w := b.Sub(a), tr.points[v].Sub(a)
					if off := math.Abs(d[0]*w[1]-d[1]*w[0]) / d.Len(); off > 1e-9 {
						t.Fatalf("segment %d strays by %v to %v", line, off, tr.points[v])
					}
				}
			}
		}
		if len(held) > 0 && step == 1 && !tr.joined(held[0][0], held[0][1]) && len(held) == 1 {
			t.Fatalf("segment %v is not held", held[0])
		}
	})
}

// Lines that meet in a point which is none of their ends: where each crosses the
// others is known but for rounding, and must be one point.
func TestLinesThatMeet(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for range 3000 {
		tr := newTriangulation(mgl64.Vec2{0, 0}, mgl64.Vec2{16, 16}, 8)
		const step = 0.37
		i, j := 15+r.IntN(12), 15+r.IntN(12)
		var ways [][2]int
		for line := range int32(4) {
			di, dj := r.IntN(14)-7, r.IntN(14)-7
			if slices.ContainsFunc(ways, func(w [2]int) bool { return w[0]*dj == w[1]*di }) {
				continue // along another: all of it is known but for rounding
			}
			ways = append(ways, [2]int{di, dj})
			a, _ := tr.insert(mgl64.Vec2{float64(i-di) * step, float64(j-dj) * step})
			b, _ := tr.insert(mgl64.Vec2{float64(i+2*di) * step, float64(j+2*dj) * step})
			tr.hold(a, b, line+1)
		}
		tr.check(true, t.Fatalf)
		meeting := mgl64.Vec2{float64(i) * step, float64(j) * step}
		var there []mgl64.Vec2
		for _, p := range tr.points {
			if p.Sub(meeting).Len() < 1e-9 {
				there = append(there, p)
			}
		}
		if len(there) > 1 {
			t.Fatalf("lines meet in %d points %.17g", len(there), there)
		}
	}
}

// A lattice in random order: every side is one or a diagonal, and the number of
// triangles is that of Euler.
func TestLattice(t *testing.T) {
	const n = 24
	tr := newTriangulation(mgl64.Vec2{0, 0}, mgl64.Vec2{n, n}, n*n)
	order := rand.New(rand.NewPCG(3, 4)).Perm((n + 1) * (n + 1))
	for _, k := range order {
		tr.insert(mgl64.Vec2{float64(k % (n + 1)), float64(k / (n + 1))})
	}
	tr.check(false, t.Errorf)
	if len(tr.tris) != 2*n*n {
		t.Errorf("%d triangles, want %d", len(tr.tris), 2*n*n)
	}
}

func TestTrianglesOfAnArea(t *testing.T) {
	area := func(rings ...[]mgl64.Vec2) (sum float64) {
		for _, c := range Triangles(rings) {
			sum += ((c[1][0]-c[0][0])*(c[2][1]-c[0][1]) - (c[2][0]-c[0][0])*(c[1][1]-c[0][1])) / 2
		}
		return sum
	}
	square := func(low, high float64) []mgl64.Vec2 {
		return []mgl64.Vec2{{low, low}, {high, low}, {high, high}, {low, high}}
	}
	if a := area(square(0, 10), square(2, 4)); a != 96 {
		t.Errorf("a square with a hole: %v, want 96", a)
	}
	// an L drawn clockwise, and a bow tie, whose crossing is found
	if a := area([]mgl64.Vec2{{0, 0}, {0, 4}, {1, 4}, {1, 1}, {4, 1}, {4, 0}}); a != 7 {
		t.Errorf("an L: %v, want 7", a)
	}
	if a := area([]mgl64.Vec2{{0, 0}, {4, 4}, {4, 0}, {0, 4}}); a != 8 {
		t.Errorf("a bow tie: %v, want 8", a)
	}
}
