package collide

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/engine/solver/solid"
)

func bodyOf(t *testing.T, m *solid.Mesh, at mgl64.Mat4) Body {
	t.Helper()
	b, ok := NewBody(NewTree(m), at)
	if !ok {
		t.Fatal("the placement does not keep lengths")
	}
	return b
}

func TestSharedVolumeOfBlocks(t *testing.T) {
	far := mgl64.Translate3D(4e5, 3.4e6, 20)
	a := block(mgl64.Vec3{}, mgl64.Vec3{4, 3, 2})
	for _, c := range []struct {
		name      string
		low, high mgl64.Vec3
		want      float64
	}{
		{"corner", mgl64.Vec3{3, 2, 1.5}, mgl64.Vec3{9, 9, 9}, 0.5},
		{"on top", mgl64.Vec3{0, 0, 2}, mgl64.Vec3{4, 3, 5}, 0},
		{"beside", mgl64.Vec3{4, 0, 0}, mgl64.Vec3{5, 3, 2}, 0},
		{"the same", mgl64.Vec3{}, mgl64.Vec3{4, 3, 2}, 24},
		{"flush within", mgl64.Vec3{0, 0, 0}, mgl64.Vec3{1, 1, 1}, 1},
		{"inside", mgl64.Vec3{1, 1, 0.5}, mgl64.Vec3{2, 2, 1.5}, 1},
		{"through", mgl64.Vec3{1, -1, 1}, mgl64.Vec3{1.1, 5, 1.2}, 0.1 * 3 * 0.2},
	} {
		// Turned together, no plane is level or upright.
		for _, turn := range []mgl64.Mat4{mgl64.Ident4(), far, far.Mul4(mgl64.HomogRotate3D(1.1, mgl64.Vec3{1, 2, 3}.Normalize()))} {
			x, y := bodyOf(t, a, turn), bodyOf(t, block(c.low, c.high), turn)
			if got := x.SharedVolume(&y); math.Abs(got-c.want) > 1e-8 {
				t.Errorf("%s: shared volume %.12g m³, want %.12g", c.name, got, c.want)
			}
			if got := y.SharedVolume(&x); math.Abs(got-c.want) > 1e-8 {
				t.Errorf("%s, the other way: shared volume %.12g m³, want %.12g", c.name, got, c.want)
			}
		}
	}
}

// A polyhedron near a ball of radius 1 that a plane's slab cuts: volume of the part
// below a height by the mesh cut at a level of its corners, so that it is exact.
func TestSharedVolumeOfABallAndABlock(t *testing.T) {
	const n = 12
	m := ball(mgl64.Vec3{}, 1, n)
	lower := &solid.Mesh{Points: m.Points}
	for _, tri := range m.Triangles { // the southern half, and its lid
		if m.Points[tri[0]][2] < 1e-9 && m.Points[tri[1]][2] < 1e-9 && m.Points[tri[2]][2] < 1e-9 {
			lower.Triangles = append(lower.Triangles, tri)
		}
	}
	lid := uint32(2 + (n/2-1)*2*n)
	for k := uint32(1); k+1 < 2*n; k++ {
		lower.Triangles = append(lower.Triangles, [3]uint32{lid, lid + k, lid + k + 1})
	}
	if !lower.Closed() {
		t.Fatal("half of the ball is open")
	}
	turn := mgl64.HomogRotate3D(0.7, mgl64.Vec3{3, 1, 2}.Normalize())
	x, y := bodyOf(t, m, turn), bodyOf(t, block(mgl64.Vec3{-2, -2, -3}, mgl64.Vec3{2, 2, 0}), turn)
	if got, want := x.SharedVolume(&y), lower.Volume(); math.Abs(got-want) > 1e-10 {
		t.Errorf("shared volume %.12g m³, want %.12g", got, want)
	}
	z := bodyOf(t, ball(mgl64.Vec3{0.3, 0, 0}, 0.5, 6), turn)
	if got, want := x.SharedVolume(&z), ball(mgl64.Vec3{}, 0.5, 6).Volume(); math.Abs(got-want) > 1e-10 {
		t.Errorf("a ball within: shared volume %.12g m³, want %.12g", got, want)
	}
}

func TestInside(t *testing.T) {
	r := rand.New(rand.NewPCG(11, 12))
	m := &solid.Mesh{}
	m.Append(block(mgl64.Vec3{-1, -2, -3}, mgl64.Vec3{1, 2, 3}))
	m.Append(ball(mgl64.Vec3{5, 0, 0}, 2, 20))
	b := bodyOf(t, m, mgl64.HomogRotate3D(0.3, mgl64.Vec3{0, 0, 1}))
	turn := mgl64.HomogRotate3D(0.3, mgl64.Vec3{0, 0, 1})
	for range 20_000 {
		p := someVec(r, 8)
		inBlock := math.Min(math.Min(1-math.Abs(p.x), 2-math.Abs(p.y)), 3-math.Abs(p.z))
		inBall := 2 - p.sub(vec{5, 0, 0}).len()
		if math.Abs(inBlock) < 1e-6 || inBall > 0 && inBall < 0.03 { // the ball has flat faces
			continue
		}
		depth := b.Depth(mgl64.TransformCoordinate(p.out(), turn))
		if (depth > 0) != (inBlock > 0 || inBall > 0) {
			t.Fatalf("%v: depth %v m, but %v m in the block and %v m in the ball", p, depth, inBlock, inBall)
		}
		if inBlock > 0 && math.Abs(depth-inBlock) > allowed {
			t.Fatalf("%v: depth %v m, want %v m", p, depth, inBlock)
		}
	}
	m.Flip()
	if !NewTree(m).Inside(mgl64.Vec3{0, 1, 2}) {
		t.Error("a body inside out has no inside")
	}
}

func TestDeepest(t *testing.T) {
	wall := bodyOf(t, block(mgl64.Vec3{}, mgl64.Vec3{0.4, 10, 3}), mgl64.Ident4())
	panel := bodyOf(t, block(mgl64.Vec3{-0.03, 4, 1}, mgl64.Vec3{0.11, 4.4, 1.5}), mgl64.Ident4())
	depth, at := panel.DeepestWithin(&wall, 400)
	if math.Abs(depth-0.11) > 1e-9 || math.Abs(at[0]-0.11) > 1e-9 {
		t.Errorf("panel in wall: %v m at %v, want 0.11 m", depth, at)
	}
	// A rod through the wall has no corner in it; its surface is deepest half way.
	rod := bodyOf(t, block(mgl64.Vec3{-5, 5, 1}, mgl64.Vec3{5, 5.02, 1.02}), mgl64.Ident4())
	depth, at = rod.DeepestWithin(&wall, 2000)
	if depth > 0.2+1e-12 || depth < 0.198 || math.Abs(at[0]-0.2) > 0.002 {
		t.Errorf("rod in wall: %v m at %v, want 0.2 m within a hundredth, never more", depth, at)
	}
	// Each side of the rod is two triangles; of their breadth of 0.02 m, the larger
	// share at the wall's far face, 5.4 m along the rod of 10 m, is 0.54.
	if c, ok := rod.Deepest(&wall); !ok || math.Abs(c.Depth-0.0108) > 1e-12 {
		t.Errorf("rod and wall cross %v m deep (%v), want 0.0108 m", c.Depth, ok)
	}
	beside := bodyOf(t, block(mgl64.Vec3{0.4, 0, 0}, mgl64.Vec3{1, 10, 3}), mgl64.Ident4())
	if c, ok := wall.Deepest(&beside); ok {
		t.Errorf("walls that touch cross %v m deep", c.Depth)
	}
	if m, ok := wall.Distance(&beside, 1); !ok || m.Distance != 0 {
		t.Errorf("walls that touch are %v m apart (%v)", m.Distance, ok)
	}
}

func TestNothingToMeet(t *testing.T) {
	empty := NewTree(&solid.Mesh{})
	if _, ok := empty.Nearest(mgl64.Vec3{}, math.Inf(1)); ok {
		t.Error("a mesh of nothing is near")
	}
	nan := math.NaN()
	holes := block(mgl64.Vec3{}, mgl64.Vec3{1, 1, 1})
	holes.Points[0] = mgl64.Vec3{nan, nan, nan}
	tree := NewTree(holes)
	if tree.Len() == 0 || tree.Len() == 12 {
		t.Errorf("%d triangles are left of a block with a corner that is no number", tree.Len())
	}
	b, _ := NewBody(tree, mgl64.Ident4())
	e, _ := NewBody(empty, mgl64.Ident4())
	if _, ok := b.Distance(&e, math.Inf(1)); ok {
		t.Error("a body is near nothing")
	}
	if v := b.SharedVolume(&e); v != 0 {
		t.Errorf("shares %v m³ with nothing", v)
	}
	if _, ok := NewBody(tree, mgl64.Scale3D(2, 1, 1)); ok {
		t.Error("a stretch is said to keep lengths")
	}
}
