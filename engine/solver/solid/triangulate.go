package solid

import (
	"errors"
	"math"

	"github.com/go-gl/mathgl/mgl64"
)

// Triangulation is a region cut into triangles.
type Triangulation struct {
	Points    []mgl64.Vec2 // those of the outer loop, of each hole, and then of places where loops cross
	Triangles [][3]uint32  // anticlockwise
	Border    [][2]uint32  // edges with the area on their left and nothing on their right
}

// What makes a region impossible to triangulate.
var (
	ErrNotFinite = errors.New("an outline has a coordinate that is not a finite number")
	ErrNoArea    = errors.New("an outline encloses no area")
	ErrTangled   = errors.New("an outline crosses itself too often")
)

// Triangulate cuts the region into triangles. A region of n points and h holes
// that keeps the rules (loops that do not cross) gives n + 2h − 2 triangles and
// no point beyond its own. One that breaks them is still covered: the area is
// where the outer loop winds round at all and the holes do not, so that a hole
// may touch or leave the outer loop, holes may overlap, and an eight has two
// lobes. Points closer than 2⁻²⁷ of the region's extent
// (0.7 µm of 100 m) count as one; of these
// the first stands in Triangles and Border for all.
//
// Triangles are Delaunay's as far as the loops allow (Chew 1989): the least
// slender ones, which is what cutting and drawing want.
func (r Region) Triangulate() (Triangulation, error) { return r.triangulateWith(nil) }

// triangulateWith has further points inside the region as corners of triangles.
func (r Region) triangulateWith(inner []mgl64.Vec2) (Triangulation, error) {
	n := len(r.Outer) + len(inner)
	for _, h := range r.Holes {
		n += len(h)
	}
	points := make([]mgl64.Vec2, 0, n)
	points = append(points, r.Outer...)
	for _, h := range r.Holes {
		points = append(points, h...)
	}
	points = append(points, inner...)
	for _, p := range points {
		if !finite(p[0]) || !finite(p[1]) {
			return Triangulation{}, ErrNotFinite
		}
	}
	if len(r.Outer) < 3 {
		return Triangulation{}, ErrNoArea
	}
	if len(points) == len(r.Outer) {
		if turn := r.Outer.convex(); turn != 0 {
			return stripConvex(points, turn), nil
		}
	}
	d := benches.Get().(*delaunay)
	defer benches.Put(d)
	d.triangulate(points)
	return d.region(points, r)
}

// finite tells whether v is a number that products of three do not overflow.
func finite(v float64) bool { return math.Abs(v) < 1e100 }

// convex returns +1 for a loop that turns left at every corner and goes round
// once, −1 for one that turns right, and 0 for any other or where it is in
// doubt.
func (l Loop) convex() int {
	turn, flips := 0, 0
	n := len(l)
	before := l[n-1].Sub(l[n-2])
	lastSide := side(before[0])
	for k, p := range l {
		next := p.Sub(l[(k+n-1)%n])
		cross := before[0]*next[1] - before[1]*next[0]
		if math.Abs(cross) < 1e-9*before.Len()*next.Len() || cross == 0 {
			return 0
		}
		s := side(cross)
		if turn != 0 && s != turn {
			return 0
		}
		turn = s
		if s := side(next[0]); s != lastSide {
			flips++
			lastSide = s
		}
		before = next
	}
	if flips > 2 {
		return 0
	}
	return turn
}

func side(v float64) int {
	if v < 0 {
		return -1
	}
	return 1
}

// stripConvex cuts a convex loop into a strip that zigzags from its first edge
// to the far side: less slender than a fan.
func stripConvex(points []mgl64.Vec2, turn int) Triangulation {
	n := len(points)
	t := Triangulation{Points: points, Triangles: make([][3]uint32, 0, n-2), Border: make([][2]uint32, n)}
	for k := range n {
		a, b := uint32(k), uint32((k+1)%n)
		if turn < 0 {
			a, b = b, a
		}
		t.Border[k] = [2]uint32{a, b}
	}
	low, high := 0, n-1
	for fromLow := true; high-low > 1; fromLow = !fromLow {
		var next [3]uint32
		if fromLow {
			next = [3]uint32{uint32(low), uint32(low + 1), uint32(high)}
			low++
		} else {
			next = [3]uint32{uint32(low), uint32(high - 1), uint32(high)}
			high--
		}
		if turn < 0 {
			next[1], next[2] = next[2], next[1]
		}
		t.Triangles = append(t.Triangles, next)
	}
	return t
}
