package solid

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/go-gl/mathgl/mgl64"
)

// For any two bodies V(A∪B) = V(A) + V(B) − V(A∩B) and V(A−B) = V(A) − V(A∩B),
// and all of them are closed. Half of the bodies have their corners on a coarse
// lattice, so that faces, edges and corners coincide in many ways; then both
// are turned together. Allowed: 1e-6 of the volume of both; coordinates are
// right to 1e-7 of the extent.
func TestVolumesAddUp(t *testing.T) {
	seeds := 1000
	if testing.Short() {
		seeds = 100
	}
	worst := 0.0
	for seed := range uint64(seeds) {
		a, b := randomPair(seed)
		and, or, ab, ba := mustCombine(t, a, b)
		if t.Failed() {
			t.Fatalf("seed %d", seed)
		}
		va, vb := a.Volume(), b.Volume()
		for _, e := range []struct {
			law  string
			miss float64
		}{
			{"V(A∪B) = V(A)+V(B)−V(A∩B)", or.Volume() - (va + vb - and.Volume())},
			{"V(A−B) = V(A)−V(A∩B)", ab.Volume() - (va - and.Volume())},
			{"V(B−A) = V(B)−V(A∩B)", ba.Volume() - (vb - and.Volume())},
		} {
			miss := math.Abs(e.miss) / (va + vb)
			worst = max(worst, miss)
			if miss > 1e-6 {
				t.Errorf("seed %d: %s misses by %.3g of the volume", seed, e.law, miss)
			}
		}
		for name, m := range map[string]*Mesh{"A∩B": and, "A∪B": or, "A−B": ab, "B−A": ba} {
			if n := m.OpenEdges(); n > 0 {
				t.Errorf("seed %d: %s has %d open edges", seed, name, n)
			}
			if v := m.Volume(); v < -1e-9*(va+vb) {
				t.Errorf("seed %d: %s has volume %v", seed, name, v)
			}
		}
	}
	t.Logf("largest miss %.3g of the volume over %d seeds, allowed 1e-6", worst, seeds)
}

func mustCombine(t *testing.T, a, b *Mesh) (and, or, ab, ba *Mesh) {
	t.Helper()
	var err error
	keep := func(m *Mesh, e error) *Mesh {
		if e != nil {
			err = e
		}
		return m
	}
	and, or = keep(Intersection(a, b)), keep(Union(a, b))
	ab, ba = keep(Difference(a, b)), keep(Difference(b, a))
	if err != nil {
		t.Fatal(err)
	}
	return
}

// A turned and shifted pair must give what the pair gave.
func TestTurnedPairsGiveTheSame(t *testing.T) {
	seeds := 300
	if testing.Short() {
		seeds = 50
	}
	worst := 0.0
	for seed := range uint64(seeds) {
		a, b := randomPair(seed)
		d, err := Difference(a, b)
		if err != nil {
			t.Fatal(err)
		}
		r := rand.New(rand.NewPCG(seed, 2))
		turn := randomTurn(r)
		e, err := Difference(a.Transformed(turn), b.Transformed(turn))
		if err != nil {
			t.Fatal(err)
		}
		if !e.Closed() && len(e.Triangles) > 0 {
			t.Errorf("seed %d: %d open edges when turned", seed, e.OpenEdges())
		}
		miss := math.Abs(e.Volume()-d.Volume()) / (a.Volume() + b.Volume())
		worst = max(worst, miss)
		if miss > 1e-6 {
			t.Errorf("seed %d: volume %.9g, turned %.9g", seed, d.Volume(), e.Volume())
		}
		// a skin left over a hole has no volume, but area
		if math.Abs(e.Area()-d.Area()) > 1e-4*(a.Area()+b.Area()) {
			t.Errorf("seed %d: area %.9g, turned %.9g", seed, d.Area(), e.Area())
		}
	}
	t.Logf("largest change %.3g of the volume over %d seeds, allowed 1e-6", worst, seeds)
}

func randomPair(seed uint64) (a, b *Mesh) {
	r := rand.New(rand.NewPCG(seed, 1))
	lattice := seed%2 == 0
	a, b = randomBody(r, lattice), randomBody(r, lattice)
	if seed%4 >= 2 {
		turn := randomTurn(r)
		a, b = a.Transformed(turn), b.Transformed(turn)
	}
	return a, b
}

func randomTurn(r *rand.Rand) mgl64.Mat4 {
	axis := mgl64.Vec3{r.NormFloat64(), r.NormFloat64(), r.NormFloat64()}.Normalize()
	shift := mgl64.Translate3D(100*r.NormFloat64(), 100*r.NormFloat64(), r.NormFloat64())
	return shift.Mul4(mgl64.HomogRotate3D(2*math.Pi*r.Float64(), axis))
}

// randomBody is a box, a prism (straight or with a notch), a pyramid or a
// sphere of a few to a few hundred triangles, about 2 m large.
func randomBody(r *rand.Rand, lattice bool) *Mesh {
	snap := func(v float64) float64 {
		if lattice {
			return math.Round(4*v) / 4
		}
		return v
	}
	n := 3 + r.IntN(10)
	var outline []mgl64.Vec2
	switch kind := r.IntN(5); kind {
	case 0:
		x, y := snap(2*r.Float64()), snap(2*r.Float64())
		w, d := snap(0.25+2*r.Float64()), snap(0.25+2*r.Float64())
		outline = []mgl64.Vec2{{x, y}, {x + w, y}, {x + w, y + d}, {x, y + d}}
	case 1: // an L
		x, y := snap(2*r.Float64()), snap(2*r.Float64())
		outline = []mgl64.Vec2{{x, y}, {x + 2, y}, {x + 2, y + 0.5}, {x + 0.5, y + 0.5}, {x + 0.5, y + 2}, {x, y + 2}}
	case 2, 3:
		cx, cy, radius := snap(2*r.Float64()), snap(2*r.Float64()), 0.5+r.Float64()
		for k := range n {
			s, c := math.Sincos(2 * math.Pi * float64(k) / float64(n))
			outline = append(outline, mgl64.Vec2{snap(cx + radius*c), snap(cy + radius*s)})
		}
	default:
		m := ball(3+r.IntN(12), 2+r.IntN(8), 0.4+r.Float64())
		return m.Transformed(mgl64.Translate3D(snap(2*r.Float64()), snap(2*r.Float64()), snap(2*r.Float64())))
	}
	z := snap(2 * r.Float64())
	m := prism(outline, z, z+snap(0.25+2*r.Float64()))
	if r.IntN(3) == 0 { // lie on another side
		m = m.Transformed(mgl64.Mat4{0, 1, 0, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0, 1})
	}
	return m
}

// prism stands on a star-shaped or L-shaped outline, triangulated as a fan from
// its first corner.
func prism(outline []mgl64.Vec2, z0, z1 float64) *Mesh {
	if Loop(outline).Area() < 0 {
		outline = Loop(outline).Reversed()
	}
	n := uint32(len(outline))
	m := &Mesh{}
	for _, z := range []float64{z0, z1} {
		for _, p := range outline {
			m.Points = append(m.Points, mgl64.Vec3{p[0], p[1], z})
		}
	}
	for k := uint32(1); k+1 < n; k++ {
		m.Triangles = append(m.Triangles, [3]uint32{0, k + 1, k}, [3]uint32{n, n + k, n + k + 1})
	}
	for k := range n {
		l := (k + 1) % n
		m.Triangles = append(m.Triangles, [3]uint32{k, l, n + l}, [3]uint32{k, n + l, n + k})
	}
	m.Weld(1e-9)
	return m
}

// ball is a sphere of as many slices around its axis and stacks along it.
func ball(slices, stacks int, radius float64) *Mesh {
	m := &Mesh{Points: []mgl64.Vec3{{0, 0, -radius}, {0, 0, radius}}}
	at := func(stack, slice int) uint32 {
		switch stack {
		case 0:
			return 0
		case stacks:
			return 1
		}
		return uint32(2 + (stack-1)*slices + slice%slices)
	}
	for k := 1; k < stacks; k++ {
		sp, cp := math.Sincos(math.Pi * (float64(k)/float64(stacks) - 0.5))
		for l := range slices {
			s, c := math.Sincos(2 * math.Pi * float64(l) / float64(slices))
			m.Points = append(m.Points, mgl64.Vec3{radius * cp * c, radius * cp * s, radius * sp})
		}
	}
	for k := range stacks {
		for l := range slices {
			if k > 0 {
				m.Triangles = append(m.Triangles, [3]uint32{at(k, l), at(k, l+1), at(k+1, l+1)})
			}
			if k < stacks-1 {
				m.Triangles = append(m.Triangles, [3]uint32{at(k, l), at(k+1, l+1), at(k+1, l)})
			}
		}
	}
	return m
}
