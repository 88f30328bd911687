package solid

import (
	"errors"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/go-gl/mathgl/mgl64"
)

// checkBody fails unless the mesh is closed and has the volume, within a part.
func checkBody(t *testing.T, name string, m *Mesh, err error, volume, part float64) {
	t.Helper()
	if err != nil {
		t.Errorf("%s: %v", name, err)
		return
	}
	if n := m.OpenEdges(); n != 0 || len(m.Triangles) == 0 {
		t.Errorf("%s: %d triangles, %d open edges", name, len(m.Triangles), n)
	}
	v := m.Volume()
	t.Logf("%s: volume off by %.2g, allowed %.2g", name, math.Abs(v/volume-1), part)
	if !(math.Abs(v-volume) <= part*volume) {
		t.Errorf("%s: volume %.9g, want %.9g", name, v, volume)
	}
}

func TestExtrude(t *testing.T) {
	wall := Region{Outer: rectangle(0, 0, 5, 3), Holes: []Loop{rectangle(1, 1, 2, 2), rectangle(3, 0, 4, 2)}}
	for name, c := range map[string]struct {
		by     mgl64.Vec3
		volume float64
	}{
		"up":      {mgl64.Vec3{0, 0, 0.24}, 12 * 0.24},
		"down":    {mgl64.Vec3{0, 0, -0.24}, 12 * 0.24},
		"leaning": {mgl64.Vec3{3, -2, 0.5}, 12 * 0.5},
	} {
		m, err := Extrude(wall, c.by)
		checkBody(t, name, m, err, c.volume, 1e-12)
	}
	m, err := Extrude(wall, mgl64.Vec3{0, 0, 1})
	if err != nil {
		t.Fatal(err)
	}
	if want, a := 2*12+16+4+2*2.0+2*1-2*1, m.Area(); math.Abs(a-want) > 1e-9 {
		t.Errorf("area %v, want %v", a, want) // the door takes 1 m of the outline's 16 m away and adds 2 × 2 m + 1 m
	}
	checkBody(t, "mirrored, far away", m.Transformed(mgl64.Translate3D(4.5e5, 3.4e6, 20).Mul4(mgl64.Scale3D(1, -1, 1))), nil, 12, 1e-6)
	for _, by := range []mgl64.Vec3{{1, 0, 0}, {}} {
		if _, err := Extrude(wall, by); !errors.Is(err, ErrFlat) {
			t.Errorf("along %v: %v", by, err)
		}
	}
	if _, err := Extrude(wall, mgl64.Vec3{0, 0, math.NaN()}); !errors.Is(err, ErrNotFinite) {
		t.Errorf("NaN: %v", err)
	}
}

func TestExtrudeRandomRegions(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 2))
	for range 50 {
		r := randomRegion(rng, 12+rng.IntN(30), rng.IntN(6), mgl64.Vec2{})
		m, err := Extrude(r, mgl64.Vec3{rng.Float64(), rng.Float64(), 2})
		checkBody(t, "random", m, err, 2*r.Area(), 1e-9)
	}
}

// Regions that break the rules give closed bodies too.
func TestExtrudeBadRegions(t *testing.T) {
	square := rectangle(0, 0, 10, 10)
	for name, c := range map[string]struct {
		region Region
		volume float64
	}{
		"hole touches along an edge": {Region{square, []Loop{rectangle(0, 2, 3, 5)}}, 91},
		"holes touch":                {Region{square, []Loop{rectangle(1, 1, 3, 3), rectangle(3, 1, 5, 3)}}, 92},
		"hole leaves":                {Region{square, []Loop{rectangle(8, 8, 12, 12)}}, 96},
		"eight":                      {Region{Outer: Loop{{0, 0}, {4, 4}, {4, 0}, {0, 4}}}, 8},
		"bridge to a hole":           {Region{Outer: Loop{{0, 0}, {10, 0}, {10, 10}, {0, 10}, {0, 0}, {2, 2}, {2, 4}, {4, 4}, {4, 2}, {2, 2}}}, 96},
	} {
		m, err := Extrude(c.region, mgl64.Vec3{0, 0, 1})
		checkBody(t, name, m, err, c.volume, 1e-6)
	}
}

func TestExtrudeTapered(t *testing.T) {
	big := Region{rectangle(-2, -2, 2, 2), []Loop{rectangle(-1, -1, 1, 1)}}
	small := Region{rectangle(-1, -1, 1, 1), []Loop{rectangle(-0.5, -0.5, 0.5, 0.5)}}
	m, err := ExtrudeTapered(big, small, mgl64.Vec3{0, 0, 3})
	frustum := func(a, b float64) float64 { return (a + b + math.Sqrt(a*b)) } // × 3 m / 3
	checkBody(t, "hollow frustum", m, err, frustum(16, 4)-frustum(4, 1), 1e-12)
	if _, err := ExtrudeTapered(big, Region{Outer: rectangle(0, 0, 1, 1)}, mgl64.Vec3{0, 0, 3}); !errors.Is(err, ErrSections) {
		t.Errorf("sections that differ: %v", err)
	}
}

func TestRevolve(t *testing.T) {
	const turn = 0.05
	fine := Tolerance{Chord: 1e-2, Turn: turn}
	square := Region{Outer: rectangle(2, 0, 3, 1)}
	up := mgl64.Vec2{0, 1}
	for name, c := range map[string]struct {
		region       Region
		origin, axis mgl64.Vec2
		angle        float64
		volume       float64
	}{
		"ring":               {square, mgl64.Vec2{}, up, 2 * math.Pi, 5 * math.Pi},
		"quarter":            {square, mgl64.Vec2{}, up, math.Pi / 2, 5 * math.Pi / 4},
		"quarter, backwards": {square, mgl64.Vec2{}, up, -math.Pi / 2, 5 * math.Pi / 4},
		"axis downwards":     {square, mgl64.Vec2{}, mgl64.Vec2{0, -3}, math.Pi / 2, 5 * math.Pi / 4},
		"cylinder":           {square, mgl64.Vec2{2, 7}, up, 2 * math.Pi, math.Pi},
		"wedge":              {square, mgl64.Vec2{2, 7}, up, 1, 0.5},
		"slanting axis":      {Region{Outer: Loop{{0, 0}, {1, 0}, {1, 1}}}, mgl64.Vec2{}, mgl64.Vec2{1, 1}, 2 * math.Pi, math.Pi * math.Sqrt2 / 6},
		"across the axis":    {Region{Outer: rectangle(-1, 0, 2, 1)}, mgl64.Vec2{}, up, 1, 2.5},
		"ball from a disk":   {Region{Outer: circle(0.4, 64)}, mgl64.Vec2{}, up, math.Pi, 4.0 / 3 * math.Pi * 0.064},
		"pipe":               {Region{circle(1, 64), []Loop{circle(0.5, 64)}}, mgl64.Vec2{5, 0}, up, 2 * math.Pi, 10 * math.Pi * math.Pi * 0.75},
	} {
		m, err := Revolve(c.region, c.origin, c.axis, c.angle, fine)
		checkBody(t, name, m, err, c.volume, turn*turn/6+math.Pow(2*math.Pi/64, 2)/4) // the turn lacks δ²/6; a half disk's moment lacks δ²/4, a disk's area δ²/6
	}
	// A quarter turn about +y takes +x to −z.
	m, _ := Revolve(square, mgl64.Vec2{}, up, math.Pi/2, Default)
	low, high, _ := m.Bounds()
	if !low.ApproxEqualThreshold(mgl64.Vec3{0, 0, -3}, 1e-9) || !high.ApproxEqualThreshold(mgl64.Vec3{3, 1, 0}, 1e-9) {
		t.Errorf("a quarter turn about y lies in %v %v", low, high)
	}
	if _, err := Revolve(square, mgl64.Vec2{}, mgl64.Vec2{}, 1, Default); err == nil {
		t.Error("no axis, and no error")
	}
	if _, err := Revolve(square, mgl64.Vec2{}, up, 0, Default); !errors.Is(err, ErrFlat) {
		t.Errorf("no angle: %v", err)
	}
}

// circle has its corners on the circle.
func circle(radius float64, n int) Loop {
	l := make(Loop, n)
	for k := range l {
		s, c := math.Sincos(2 * math.Pi * float64(k) / float64(n))
		l[k] = mgl64.Vec2{radius * c, radius * s}
	}
	return l
}

func TestDiskHasItsArea(t *testing.T) {
	for _, radius := range []float64{0.004, 0.05, 1, 30} {
		l := Disk(radius, Default)
		if a, want := l.Area(), math.Pi*radius*radius; math.Abs(a-want) > 1e-12*want {
			t.Errorf("radius %v: area %v, want %v", radius, a, want)
		}
		for k, p := range l {
			middle := p.Add(l[(k+1)%len(l)]).Mul(0.5).Len()
			if p.Len()-radius > Default.Chord || radius-middle > Default.Chord {
				t.Fatalf("radius %v: corner at %v, edge at %v", radius, p.Len(), middle)
			}
		}
	}
}

func TestChordsKeepTheTolerance(t *testing.T) {
	for _, radius := range []float64{0.001, 0.1, 5, 300, 6.4e6} {
		tol := Tolerance{Chord: 1e-3, Turn: 1}
		n := tol.Chords(radius, 2)
		if gap := radius * (1 - math.Cos(1/float64(n))); gap > tol.Chord*(1+1e-9) || 2/float64(n) > tol.Turn {
			t.Errorf("radius %v: %d chords lie %v m off", radius, n, gap)
		}
	}
	if n := Default.Chords(math.NaN(), 1); n != 1 {
		t.Errorf("no radius: %d chords", n)
	}
	if n := Default.Chords(1e30, math.Pi); n > mostChords {
		t.Errorf("%d chords", n)
	}
}

func TestAddFace(t *testing.T) {
	// A box of 3 × 3 × 1 with a square hole through it, from faces with holes.
	m := &Mesh{}
	for _, z := range []float64{0, 1} {
		for _, l := range []Loop{rectangle(0, 0, 3, 3), rectangle(1, 1, 2, 2)} {
			for _, p := range l {
				m.Points = append(m.Points, p.Vec3(z))
			}
		}
	}
	turn := mgl64.HomogRotate3D(1, mgl64.Vec3{1, 2, 3}.Normalize())
	m = m.Transformed(turn)
	add := func(outer []uint32, holes ...[]uint32) {
		if err := m.AddFace(outer, holes...); err != nil {
			t.Fatal(err)
		}
	}
	add([]uint32{3, 2, 1, 0}, []uint32{4, 5, 6, 7})
	add([]uint32{8, 9, 10, 11}, []uint32{12, 13, 14, 15})
	for k := range uint32(4) {
		next := (k + 1) % 4
		add([]uint32{k, next, 8 + next, 8 + k})
		add([]uint32{4 + next, 4 + k, 12 + k, 12 + next})
	}
	checkBody(t, "box with a hole", m, nil, 8, 1e-12)
	if len(m.Points) != 16 || len(m.Triangles) != 32 {
		t.Errorf("%d points, %d triangles; want 16, 32", len(m.Points), len(m.Triangles))
	}
	before := len(m.Triangles)
	for _, bad := range [][]uint32{{}, {0, 1}, {0, 0, 0}, {0, 0, 1, 1}} {
		if err := m.AddFace(bad); !errors.Is(err, ErrNoArea) {
			t.Errorf("%v: %v", bad, err)
		}
	}
	m.Points[0][0] = math.NaN()
	for _, bad := range [][]uint32{{0, 1, 2}, {0, 1, 2, 3}} {
		if err := m.AddFace(bad); !errors.Is(err, ErrNotFinite) {
			t.Errorf("%v: %v", bad, err)
		}
	}
	if len(m.Triangles) != before {
		t.Error("a face that failed left triangles")
	}
}

// A concave corner of four points is cut along the right diagonal, and both
// triangles face the same way.
func TestAddFaceArrowhead(t *testing.T) {
	m := &Mesh{Points: []mgl64.Vec3{{0, 0, 0}, {4, 0, 0}, {1, 1, 0}, {0, 4, 0}}}
	for start := range uint32(4) {
		m.Triangles = nil
		if err := m.AddFace([]uint32{start, (start + 1) % 4, (start + 2) % 4, (start + 3) % 4}); err != nil {
			t.Fatal(err)
		}
		if a := m.Area(); math.Abs(a-4) > 1e-12 {
			t.Errorf("from corner %d: area %v, want 4", start, a)
		}
	}
}

func BenchmarkExtrude(b *testing.B) {
	wall := Region{Outer: rectangle(0, 0, 5, 3), Holes: []Loop{rectangle(1, 1, 2, 2), rectangle(3, 1, 4, 2)}}
	for b.Loop() {
		if _, err := Extrude(wall, mgl64.Vec3{0, 0, 0.2}); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "walls/s")
}

func BenchmarkAddFace(b *testing.B) {
	m := &Mesh{Points: []mgl64.Vec3{{0, 0, 0}, {4, 0, 1}, {4, 3, 2}, {0, 3, 1}, {1, 1, 0.5}}}
	for _, c := range []struct {
		name string
		face []uint32
	}{{"quad", []uint32{0, 1, 2, 3}}, {"five", []uint32{0, 1, 4, 2, 3}}} {
		b.Run(c.name, func(b *testing.B) {
			for b.Loop() {
				m.Triangles = m.Triangles[:0]
				if err := m.AddFace(c.face); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "faces/s")
		})
	}
}
