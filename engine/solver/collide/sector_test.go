package collide

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/go-gl/mathgl/mgl64"
)

// someSector draws one; some go all the way round, some have no hole, some no
// breadth but what they are rounded by.
func someSector(r *rand.Rand) Sector {
	s := Sector{
		Center: mgl64.Vec2{4e3 * r.Float64(), 4e3 * r.Float64()},
		From:   20 * (r.Float64() - 0.5), Turn: 2 * math.Pi * r.Float64(),
		Inner: 20 * r.Float64() * float64(r.IntN(3)), Round: 3 * r.Float64(), Low: 5 * r.Float64(),
	}
	s.Outer, s.High = s.Inner+40*r.Float64(), s.Low+0.5+10*r.Float64()
	switch r.IntN(8) {
	case 0:
		s.Turn = 2 * math.Pi
	case 1:
		s.Turn = 0
	case 2:
		s.Outer = s.Inner
	case 3:
		s.Round = 0
	case 4:
		s.Turn *= 0.02
	}
	return s
}

// in is a point of the sector before it is rounded, and one that is as near to it
// as it is rounded by.
func (s *Sector) in(r *rand.Rand) (core, rounded mgl64.Vec3) {
	sin, cos := math.Sincos(s.From + s.Turn*r.Float64())
	radius := s.Inner + (s.Outer-s.Inner)*r.Float64()
	core = mgl64.Vec3{s.Center[0] + radius*cos, s.Center[1] + radius*sin, s.Low + (s.High-s.Low)*r.Float64()}
	sin, cos = math.Sincos(7 * r.Float64())
	away := s.Round * math.Sqrt(r.Float64())
	return core, core.Add(mgl64.Vec3{away * cos, away * sin, 0})
}

// The distance against that of a grid of the sector's points, which is never less
// and, the grid being fine, hardly more.
func TestSectorAgainstItsPoints(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 4))
	const n, allowed = 400, 0.2 // points are up to 1.3 m apart; half of that, squared, over twice a distance of 1 m is 0.2 m
	for range 60 {
		s := someSector(r)
		if d := func() float64 { _, p := s.in(r); return s.Distance(p) }(); d > 1e-9 {
			t.Errorf("%+v: a point of it is %g m from it", s, d)
		}
		for range 4 {
			p := s.Center.Vec3(0).Add(someVec(r, 80).out())
			least := math.Inf(1)
			for i := range n + 1 {
				sin, cos := math.Sincos(s.From + s.Turn*float64(i)/n)
				for j := range n + 1 {
					radius := s.Inner + (s.Outer-s.Inner)*float64(j)/n
					least = min(least, math.Hypot(s.Center[0]+radius*cos-p[0], s.Center[1]+radius*sin-p[1]))
				}
			}
			want := math.Hypot(max(least-s.Round, 0), max(s.Low-p[2], p[2]-s.High, 0))
			if got := s.Distance(p); got > want+1e-9 || want-got > allowed {
				t.Fatalf("%+v, %v: %.6f m, its points are %.6f m away", s, p, got, want)
			}
		}
	}
}

// The mesh is closed, holds every point of the sector, and no point of it is
// further away from the sector than was allowed.
func TestSectorMeshHoldsIt(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 4))
	for range 150 {
		s := someSector(r)
		tolerance := 0.01 + 0.1*r.Float64()
		m, err := s.Mesh(tolerance)
		if s.Round == 0 && (s.Turn == 0 || s.Outer == s.Inner) {
			if err == nil {
				t.Errorf("%+v: a mesh of nothing", s)
			}
			continue
		}
		if err != nil {
			t.Fatalf("%+v: %v", s, err)
		}
		if !m.Closed() || m.Volume() <= 0 {
			t.Fatalf("%+v: %d open edges, %g m³", s, m.OpenEdges(), m.Volume())
		}
		tree := NewTree(m)
		for range 300 {
			_, p := s.in(r)
			if !tree.Inside(p) { // or on the surface, which is neither in nor out
				if c, _ := tree.Nearest(p, math.Inf(1)); c.Distance > 1e-6 {
					t.Fatalf("%+v: %v lies %g m outside of the mesh", s, p, c.Distance)
				}
			}
		}
		for _, tri := range m.Triangles {
			for range 3 {
				u, v := r.Float64(), r.Float64()
				if u+v > 1 {
					u, v = 1-u, 1-v
				}
				p := m.Points[tri[0]].Mul(1 - u - v).Add(m.Points[tri[1]].Mul(u)).Add(m.Points[tri[2]].Mul(v))
				if d := s.Distance(p); d > tolerance+1e-6 {
					t.Fatalf("%+v: the mesh goes %g m beyond it, %g allowed", s, d, tolerance)
				}
			}
		}
	}
}

// A quarter of a ring, 2 m high: π/4·(30² − 10²)·2.
func TestSectorMeshVolume(t *testing.T) {
	s := Sector{Turn: math.Pi / 2, Inner: 10, Outer: 30, High: 2}
	m, err := s.Mesh(0.001)
	want := math.Pi / 4 * (30*30 - 10*10) * 2
	if err != nil || m.Volume() < want || m.Volume() > want*1.0003 {
		t.Errorf("volume %g m³ (%v), want %g and hardly more", m.Volume(), err, want)
	}
}
