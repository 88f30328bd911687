package collide

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/engine/solver/solid"
)

// allowed [m] is what a distance may differ from the one that brute force finds.
const allowed = 1e-9

func TestCapsulesAgainstBruteForce(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	worst := 0.0
	for range 20_000 {
		p, d, q, e := someLine(r)
		_, _, square := segmentSegment(p, d, q, e)
		want := bruteSegments(p, d, q, e)
		worst = max(worst, math.Abs(math.Sqrt(square)-want))
	}
	t.Logf("worst error %.1e m", worst)
	if worst > allowed {
		t.Errorf("worst error of the distance of two lines %.3g m, allowed %.3g m", worst, allowed)
	}
}

// bruteSegments minimises over s by golden section, for each s the nearest t
// being known: the function is convex.
func bruteSegments(p, d, q, e vec) float64 {
	at := func(s float64) float64 {
		_, square := pointSegment(p.along(d, s), q, e)
		return square
	}
	low, high := 0.0, 1.0
	const golden = 0.6180339887498949
	for range 120 {
		a, b := high-golden*(high-low), low+golden*(high-low)
		if at(a) <= at(b) {
			high = b
		} else {
			low = a
		}
	}
	return math.Sqrt(min(at(0), at(1), at((low+high)/2)))
}

func TestBoxesAgainstSampledEdges(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 2000 {
		a, b := someBox(r), someBox(r)
		b.Center = b.Center.Mul(0.4)
		ha, hb := hullOf(a), hullOf(b)
		got, want := a.Distance(&b), ha.Distance(&hb)
		if math.Abs(got-want) > allowed {
			t.Fatalf("boxes %v and %v: %.12g m by their edges, %.12g m as convex bodies", a, b, got, want)
		}
		c := Capsule{someVec(r, 5).out(), someVec(r, 5).out(), 0.2}
		line := Hull{Points: []mgl64.Vec3{c.A, c.B}, Radius: c.Radius}
		if got, want := a.DistanceCapsule(&c), ha.Distance(&line); math.Abs(got-want) > allowed {
			t.Fatalf("box %v and capsule %v: %.12g m, as convex bodies %.12g m", a, c, got, want)
		}
	}
}

// Two triangles and a box by three ways that share nothing: the feature tests,
// the convex algorithm, and the definition over a fine grid, which bounds from above.
func TestTrianglesAgainstConvexBodies(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	touching := 0
	for range 20_000 {
		a, b := someTriangle(r), someTriangle(r)
		square, onA, onB := triangleTriangle(&a, &b, math.Inf(1))
		want, _, _ := gjk(&support{corners: &a}, &support{corners: &b})
		if d := math.Abs(math.Sqrt(square) - math.Sqrt(want)); d > allowed {
			t.Fatalf("triangles %v and %v: %.12g m by features, %.12g m as convex bodies", a, b, math.Sqrt(square), math.Sqrt(want))
		}
		if d := math.Abs(onA.sub(onB).len() - math.Sqrt(square)); d > allowed {
			t.Fatalf("triangles %v and %v: points are %.12g m apart, distance %.12g m", a, b, onA.sub(onB).len(), math.Sqrt(square))
		}
		if square == 0 {
			touching++
		}
		box := someBox(r)
		f := box.frame()
		square, _ = triangleBox(f.into(a[0]), f.into(a[1]), f.into(a[2]), f.half, math.Inf(1))
		hull := hullOf(box)
		want, _, _ = hullTriangle(&hull, nil, &a)
		if d := math.Abs(math.Sqrt(square) - math.Sqrt(want)); d > allowed {
			t.Fatalf("box %v and triangle %v: %.12g m by features, %.12g m as convex bodies", box, a, math.Sqrt(square), math.Sqrt(want))
		}
		p, d, _, _ := someLine(r)
		square, _, _ = segmentTriangle(p, d, a[0], a[1], a[2])
		line := [3]vec{p, p.add(d), p}
		want, _, _ = gjk(&support{corners: &line}, &support{corners: &a})
		if e := math.Abs(math.Sqrt(square) - math.Sqrt(want)); e > allowed {
			t.Fatalf("line %v+%v and triangle %v: %.12g m by features, %.12g m as convex bodies", p, d, a, math.Sqrt(square), math.Sqrt(want))
		}
	}
	if touching < 200 {
		t.Errorf("only %d of the triangles touch: the test says little", touching)
	}
}

func TestTreeAgainstAllTriangles(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	far := mgl64.Vec3{4e5, 3.4e6, 50}
	m := lumps(r, 150)
	for k := range m.Points {
		m.Points[k] = m.Points[k].Add(far)
	}
	tree := NewTree(m)
	tri := func(k int) [3]vec {
		c := m.Triangles[k]
		return [3]vec{of(m.Points[c[0]].Sub(far)), of(m.Points[c[1]].Sub(far)), of(m.Points[c[2]].Sub(far))}
	}
	const cutoff = 4.0
	within := 0
	for range 120 {
		near := someVec(r, 12)
		box := someBox(r)
		box.Center = near.out()
		f := box.frame()
		capsule := Capsule{near.out(), near.add(someVec(r, 6)).out(), 0.3}
		hull := hullOf(box)
		hull.Radius = 0.1
		want := [4]float64{math.Inf(1), math.Inf(1), math.Inf(1), math.Inf(1)}
		for k := range m.Triangles {
			u := tri(k)
			_, s := pointTriangle(near, u[0], u[1], u[2])
			want[0] = min(want[0], math.Sqrt(s))
			s, _ = triangleBox(f.into(u[0]), f.into(u[1]), f.into(u[2]), f.half, math.Inf(1))
			want[1] = min(want[1], math.Sqrt(s))
			s, _, _ = segmentTriangle(near, of(capsule.B).sub(near), u[0], u[1], u[2])
			want[2] = min(want[2], max(math.Sqrt(s)-capsule.Radius, 0))
			s, _, _ = hullTriangle(&hull, nil, &u)
			want[3] = min(want[3], max(math.Sqrt(s)-hull.Radius, 0))
		}
		box.Center = box.Center.Add(far)
		capsule.A, capsule.B = capsule.A.Add(far), capsule.B.Add(far)
		for k := range hull.Points {
			hull.Points[k] = hull.Points[k].Add(far)
		}
		for k, ask := range []func() (Contact, bool){
			func() (Contact, bool) { return tree.Nearest(near.out().Add(far), cutoff) },
			func() (Contact, bool) { return tree.NearestBox(&box, cutoff) },
			func() (Contact, bool) { return tree.NearestCapsule(&capsule, cutoff) },
			func() (Contact, bool) { return tree.NearestHull(&hull, cutoff) },
		} {
			c, ok := ask()
			if ok != (want[k] <= cutoff) {
				t.Fatalf("question %d: found %v, brute force %v m", k, ok, want[k])
			}
			if !ok {
				continue
			}
			within++
			// At a northing of 3.4e6 m numbers stand 4.7e-10 m apart, and each of several
			// coordinates is rounded when it is moved there.
			if math.Abs(c.Distance-want[k]) > allowed+2e-9 {
				t.Fatalf("question %d: %.12g m, brute force %.12g m", k, c.Distance, want[k])
			}
			if d := c.On.Sub(c.Other).Len(); math.Abs(d-c.Distance) > 1e-8 {
				t.Fatalf("question %d: points %.12g m apart, distance %.12g m", k, d, c.Distance)
			}
		}
	}
	if within < 120 {
		t.Errorf("only %d answers within the cut-off", within)
	}
}

// A building askew is turned square inside the tree: every question has the answer
// that it has for the building straight, asked askew the other way.
func TestABuildingAskew(t *testing.T) {
	r := rand.New(rand.NewPCG(17, 8))
	straight := frame20()
	turn := mgl64.Translate3D(300, -200, 7).Mul4(mgl64.HomogRotate3D(0.4, mgl64.Vec3{0, 0, 1}))
	a, b := NewTree(straight), NewTree(straight.Transformed(turn))
	if b.cos == 1 {
		t.Fatal("it is not turned square")
	}
	if got := math.Abs(math.Remainder(math.Atan2(b.sin, b.cos)-0.4, math.Pi/2)); got > 1e-9 {
		t.Errorf("it is turned square %.3g rad off", got)
	}
	low, high, _ := b.Bounds()
	l, h, _ := straight.Transformed(turn).Bounds()
	if low.Sub(l).Len() > 1e-9 || high.Sub(h).Len() > 1e-9 {
		t.Errorf("bounds %v to %v, want %v to %v", low, high, l, h)
	}
	bodyA, _ := NewBody(a, turn)
	bodyB, _ := NewBody(b, mgl64.Ident4())
	within := 0
	for range 400 {
		near := someVec(r, 14).add(vec{10, 8, 8}).out()
		capsule := Capsule{near, near.Add(someVec(r, 6).out()), 0.3}
		box := someBox(r)
		box.Center = near
		hull := hullOf(box)
		hull.Radius = 0.1
		capsule2, box2, hull2 := capsule.moved(turn), box.moved(turn), Hull{Radius: 0.1}
		for _, p := range hull.Points {
			hull2.Points = append(hull2.Points, mgl64.TransformCoordinate(p, turn))
		}
		near2 := mgl64.TransformCoordinate(near, turn)
		for k, ask := range [4][2]func() (Contact, bool){
			{func() (Contact, bool) { return a.Nearest(near, 5) }, func() (Contact, bool) { return b.Nearest(near2, 5) }},
			{func() (Contact, bool) { return a.NearestCapsule(&capsule, 5) }, func() (Contact, bool) { return b.NearestCapsule(&capsule2, 5) }},
			{func() (Contact, bool) { return a.NearestBox(&box, 5) }, func() (Contact, bool) { return b.NearestBox(&box2, 5) }},
			{func() (Contact, bool) { return a.NearestHull(&hull, 5) }, func() (Contact, bool) { return b.NearestHull(&hull2, 5) }},
		} {
			want, ok := ask[0]()
			got, okB := ask[1]()
			if ok != okB || math.Abs(got.Distance-want.Distance) > allowed {
				t.Fatalf("question %d: %.12g m (%v), straight %.12g m (%v)", k, got.Distance, okB, want.Distance, ok)
			}
			if !ok {
				continue
			}
			within++
			if d := got.On.Sub(got.Other).Len(); math.Abs(d-got.Distance) > 1e-9 {
				t.Fatalf("question %d: points %.12g m apart, distance %.12g m", k, d, got.Distance)
			}
		}
		if d := math.Abs(bodyA.Depth(near2) - bodyB.Depth(near2)); d > allowed {
			t.Fatalf("depth at %v is %.3g m off", near2, d)
		}
	}
	if within < 400 {
		t.Errorf("only %d answers within the cut-off", within)
	}
	ball, _ := NewBody(NewTree(ball(mgl64.Vec3{}, 1, 5)), turn.Mul4(mgl64.Translate3D(-4, 9, 3)))
	x, okX := bodyA.Distance(&ball, 50)
	y, okY := bodyB.Distance(&ball, 50)
	if !okX || !okY || math.Abs(x.Distance-y.Distance) > allowed || math.Abs(y.A.Sub(y.B).Len()-y.Distance) > allowed {
		t.Errorf("a ball is %.12g m (%v) from it, straight %.12g m (%v)", y.Distance, okY, x.Distance, okX)
	}
}

func TestMeshesAgainstAllPairs(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 10))
	for range 25 {
		a, b := lumps(r, 4), lumps(r, 3)
		turnA, turnB := someMotion(r, 3), someMotion(r, 12)
		worldA, worldB := a.Transformed(turnA), b.Transformed(turnB)
		bodyA, okA := NewBody(NewTree(a), turnA)
		bodyB, okB := NewBody(NewTree(b), turnB)
		if !okA || !okB {
			t.Fatal("a turn is said not to keep lengths")
		}
		want := math.Inf(1)
		deepest := 0.0
		for i := range worldA.Triangles {
			for j := range worldB.Triangles {
				ta, tb := cornersOf(worldA, i), cornersOf(worldB, j)
				square, _, _ := triangleTriangle(&ta, &tb, math.Inf(1))
				want = min(want, math.Sqrt(square))
				_, _, depth := crossing(&ta, &tb)
				deepest = max(deepest, depth)
			}
		}
		got, ok := bodyA.Distance(&bodyB, math.Inf(1))
		if !ok || math.Abs(got.Distance-want) > allowed {
			t.Fatalf("distance %.12g m (%v), brute force %.12g m", got.Distance, ok, want)
		}
		if d := got.A.Sub(got.B).Len(); math.Abs(d-got.Distance) > allowed {
			t.Fatalf("points %.12g m apart, distance %.12g m", d, got.Distance)
		}
		if _, ok := bodyA.Distance(&bodyB, want*0.999); ok && want > 0 {
			t.Fatalf("found beyond the cut-off %v", want*0.999)
		}
		c, ok := bodyA.Deepest(&bodyB)
		if ok != (deepest > 0) || math.Abs(c.Depth-deepest) > allowed {
			t.Fatalf("deepest crossing %.12g m (%v), brute force %.12g m", c.Depth, ok, deepest)
		}
	}
}

func cornersOf(m *solid.Mesh, k int) [3]vec {
	t := m.Triangles[k]
	return [3]vec{of(m.Points[t[0]]), of(m.Points[t[1]]), of(m.Points[t[2]])}
}
