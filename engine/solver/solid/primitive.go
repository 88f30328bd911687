package solid

import (
	"math"

	"github.com/go-gl/mathgl/mgl64"
)

// Block is a box with one corner at the origin and edges along the axes.
func Block(x, y, z float64) (*Mesh, error) {
	if !positive(x, y, z) {
		return nil, ErrFlat
	}
	return Extrude(Region{Outer: Loop{{0, 0}, {x, 0}, {x, y}, {0, y}}}, mgl64.Vec3{0, 0, z})
}

// Pyramid stands on a rectangle with one corner at the origin; its tip is above
// the middle.
func Pyramid(x, y, height float64) (*Mesh, error) {
	if !positive(x, y, height) {
		return nil, ErrFlat
	}
	return tip(Loop{{0, 0}, {x, 0}, {x, y}, {0, y}}, mgl64.Vec3{x / 2, y / 2, height}), nil
}

// Cone stands on a disk about the origin.
func Cone(radius, height float64, tol Tolerance) (*Mesh, error) {
	if !positive(radius, height) {
		return nil, ErrFlat
	}
	return tip(Disk(radius, tol), mgl64.Vec3{0, 0, height}), nil
}

// Cylinder stands on a disk about the origin.
func Cylinder(radius, height float64, tol Tolerance) (*Mesh, error) {
	if !positive(radius, height) {
		return nil, ErrFlat
	}
	return Extrude(Region{Outer: Disk(radius, tol)}, mgl64.Vec3{0, 0, height})
}

// mostMeridians bounds the faces round a ball: one of more than 26 m lies farther
// than 1 mm from its faces, and none has more than 262,000.
const mostMeridians = 512

// Sphere lies about the origin and has the sphere's own volume: corners lie a
// little outside, middles of faces inside, both within the chord tolerance.
func Sphere(radius float64, tol Tolerance) (*Mesh, error) {
	if !positive(radius) {
		return nil, ErrFlat
	}
	// A face sags along both of its directions: half the tolerance each.
	half := Tolerance{Chord: tol.Chord / 2, Turn: tol.Turn}
	n := min(max((half.Chords(radius, 2*math.Pi)+3)/4*4, 8), mostMeridians)
	step := 2 * math.Pi / float64(n)
	m := &Mesh{Points: make([]mgl64.Vec3, 0, n*(n/2-1)+2)}
	for row := 1; row < n/2; row++ {
		out, up := math.Sincos(step * float64(row))
		for k := range n {
			s, c := math.Sincos(step * float64(k))
			m.Points = append(m.Points, mgl64.Vec3{out * c, out * s, up})
		}
	}
	north, south := uint32(len(m.Points)), uint32(len(m.Points)+1)
	m.Points = append(m.Points, mgl64.Vec3{0, 0, 1}, mgl64.Vec3{0, 0, -1})
	last := uint32(n * (n/2 - 2))
	for k := range uint32(n) {
		next := (k + 1) % uint32(n)
		m.Triangles = append(m.Triangles, [3]uint32{north, k, next}, [3]uint32{south, last + next, last + k})
		for row := uint32(0); row < last; row += uint32(n) {
			a, b := row+k, row+next
			m.Triangles = append(m.Triangles, [3]uint32{a, a + uint32(n), b + uint32(n)}, [3]uint32{a, b + uint32(n), b})
		}
	}
	scale := radius * math.Cbrt(4.0/3*math.Pi/m.Volume())
	for k := range m.Points {
		m.Points[k] = m.Points[k].Mul(scale)
	}
	return m, nil
}

// tip joins a convex anticlockwise base in the plane z = 0 to a point above it.
func tip(base Loop, apex mgl64.Vec3) *Mesh {
	m := &Mesh{Triangles: stripConvex(base, 1).Triangles}
	for k, c := range m.Triangles {
		m.Triangles[k] = [3]uint32{c[0], c[2], c[1]}
	}
	top := uint32(len(base))
	for k, p := range base {
		m.Points = append(m.Points, p.Vec3(0))
		m.Triangles = append(m.Triangles, [3]uint32{uint32(k), (uint32(k) + 1) % top, top})
	}
	m.Points = append(m.Points, apex)
	return m
}

func positive(lengths ...float64) bool {
	for _, v := range lengths {
		if !(v > 0) || !finite(v) {
			return false
		}
	}
	return true
}
