package solid

import (
	"errors"
	"math"
	"testing"

	"github.com/go-gl/mathgl/mgl64"
)

func TestPrimitives(t *testing.T) {
	m, err := Block(2, 3, 4)
	checkBody(t, "block", m, err, 24, 1e-12)
	m, err = Pyramid(2, 3, 4)
	checkBody(t, "pyramid", m, err, 8, 1e-12)
	m, err = Cone(2, 3, Default)
	checkBody(t, "cone", m, err, 4*math.Pi, 1e-12)
	m, err = Cylinder(2, 3, Default)
	checkBody(t, "cylinder", m, err, 12*math.Pi, 1e-12)
	for _, radius := range []float64{0.01, 1, 4} {
		m, err = Sphere(radius, Default)
		checkBody(t, "sphere", m, err, 4.0/3*math.Pi*radius*radius*radius, 1e-12)
		for _, c := range m.Triangles {
			middle := m.Points[c[0]].Add(m.Points[c[1]]).Add(m.Points[c[2]]).Mul(1.0 / 3).Len()
			if corner := m.Points[c[0]].Len(); corner-radius > Default.Chord || radius-middle > Default.Chord {
				t.Fatalf("radius %v: a corner at %v, a face at %v", radius, corner, middle)
			}
		}
	}
	for _, bad := range []float64{0, -1, math.NaN(), math.Inf(1)} {
		if _, err := Block(1, bad, 1); err == nil {
			t.Errorf("block of %v", bad)
		}
		if _, err := Sphere(bad, Default); err == nil {
			t.Errorf("sphere of %v", bad)
		}
	}
}

// arcPath is a quarter circle of radius 1 between two legs of 2 m: the shape of
// a bent bar.
func arcPath(chords int) Path {
	p := Path{Points: []mgl64.Vec3{{-2, 0, 0}}}
	for k := range chords + 1 {
		s, c := math.Sincos(math.Pi / 2 * float64(k) / float64(chords))
		p.Points = append(p.Points, mgl64.Vec3{s, 1 - c, 0})
	}
	p.Points = append(p.Points, mgl64.Vec3{1, 3, 0})
	return p
}

func TestSweepDisk(t *testing.T) {
	const radius = 0.016
	section := math.Pi * radius * radius
	ring := Path{Closed: true}
	for k := range 40 {
		s, c := math.Sincos(2 * math.Pi * float64(k) / 40)
		ring.Points = append(ring.Points, mgl64.Vec3{c, s, 0})
	}
	knot := Path{Closed: true} // a closed path that lies in no plane
	for k := range 60 {
		a := 2 * math.Pi * float64(k) / 60
		knot.Points = append(knot.Points, mgl64.Vec3{(2 + math.Cos(3*a)) * math.Cos(2*a), (2 + math.Cos(3*a)) * math.Sin(2*a), math.Sin(3 * a)})
	}
	helix := Path{}
	for k := range 200 {
		a := 2 * math.Pi * float64(k) / 20
		helix.Points = append(helix.Points, mgl64.Vec3{math.Cos(a), math.Sin(a), 0.02 * a})
	}
	repeats := arcPath(4)
	repeats.Points = append(repeats.Points[:3:3], append([]mgl64.Vec3{repeats.Points[2]}, repeats.Points[3:]...)...)
	for name, p := range map[string]Path{
		"bent bar": arcPath(8), "ring": ring, "knot": knot, "helix": helix, "repeats": repeats,
		"one leg":                    {Points: []mgl64.Vec3{{0, 0, 0}, {0, 0, -3}}},
		"frame":                      {Points: []mgl64.Vec3{{0, 0, 0}, {1, 0, 0}, {1, 1, 0}, {0, 1, 0}, {0, 0, 0}}},
		"hook":                       {Points: []mgl64.Vec3{{0, 0, 0}, {1, 0, 0}, {0.5, 0.01, 0}, {0.5, 1, 0}}},
		"closed with a sharp corner": {Points: []mgl64.Vec3{{0, 0, 0}, {1, 0, 0}, {1, 0.1, 0}}, Closed: true},
	} {
		length := p.Clean().Length()
		m, err := SweepDisk(p, radius, 0, Default)
		checkBody(t, name, m, err, section*length, 1e-9)
		m, err = SweepDisk(p, radius, radius/2, Default)
		checkBody(t, name+", hollow", m, err, 0.75*section*length, 1e-9)
		far := Path{Closed: p.Closed}
		for _, q := range p.Points {
			far.Points = append(far.Points, q.Add(mgl64.Vec3{4e5, 3e6, 0}))
		}
		m, err = SweepDisk(far, radius, 0, Default)
		checkBody(t, name+", far away", m, err, section*length, 1e-5)
	}
}

// The ends of a sweep are square to the curve, not to its first chord.
func TestSweepDiskEnds(t *testing.T) {
	p := arcPath(4)
	p.Points = p.Points[1 : len(p.Points)-1]
	p.Start, p.End = mgl64.Vec3{5, 0, 0}, mgl64.Vec3{0, 5, 0}
	m, err := SweepDisk(p, 0.1, 0, Default)
	checkBody(t, "quarter", m, err, 0.01*math.Pi*p.Length(), 1e-9)
	low, high, _ := m.Bounds()
	if math.Abs(low[0]) > 1e-12 || math.Abs(high[1]-1) > 1e-12 {
		t.Errorf("bounds %v %v: the ends do not lie at x = 0 and y = 1", low, high)
	}
}

func TestSweepAlongKeepsItsReference(t *testing.T) {
	// A rail: its x axis stays upright while the path climbs and turns.
	p := arcPath(12)
	for k := range p.Points {
		p.Points[k][2] = 0.03 * float64(k)
	}
	up := func(int) mgl64.Vec3 { return mgl64.Vec3{0, 0, 1} }
	frames, err := p.Frames(up)
	if err != nil {
		t.Fatal(err)
	}
	for k, f := range frames {
		x, y := f.Col(0).Vec3(), f.Col(1).Vec3()
		if x[2] <= 0 || math.Abs(y[2]) > 0.2 {
			t.Errorf("frame %d: x %v, y %v", k, x, y)
		}
	}
	m, err := SweepAlong(Region{Outer: rectangle(-0.05, -0.02, 0.05, 0.02)}, p, up)
	checkBody(t, "rail", m, err, 0.1*0.04*p.Length(), 0.01) // the section turns a little along each leg
	// In a plane with corners, mitres keep the section exactly.
	flat := Path{Points: []mgl64.Vec3{{0, 0, 0}, {3, 0, 0}, {3, 2, 0}, {5, 4, 0}}}
	m, err = SweepAlong(Region{Outer: rectangle(-0.1, -0.1, 0.1, 0.1)}, flat, up)
	checkBody(t, "mitred", m, err, 0.04*flat.Length(), 1e-12)
	ring := Path{Points: []mgl64.Vec3{{0, 0, 0}, {3, 0, 0}, {3, 2, 0}, {0, 2, 0}}, Closed: true}
	m, err = SweepAlong(Region{rectangle(-0.1, -0.1, 0.1, 0.1), []Loop{rectangle(-0.05, -0.05, 0.05, 0.05)}}, ring, up)
	checkBody(t, "mitred ring", m, err, 0.03*10, 1e-12)
	// A reference along the path leaves the choice open, but still gives a body.
	m, err = SweepAlong(Region{Outer: rectangle(-0.1, -0.1, 0.1, 0.1)}, Path{Points: []mgl64.Vec3{{0, 0, 0}, {0, 0, 1}}}, up)
	checkBody(t, "reference along the path", m, err, 0.04, 1e-12)
}

func TestLoftOfSections(t *testing.T) {
	at := func(x float64) mgl64.Mat4 {
		return mgl64.Mat4FromCols(mgl64.Vec4{0, 1, 0, 0}, mgl64.Vec4{0, 0, 1, 0}, mgl64.Vec4{1, 0, 0, 0}, mgl64.Vec4{x, 0, 0, 1})
	}
	square := func(half float64) Region { return Region{Outer: rectangle(-half, -half, half, half)} }
	m, err := Loft([]Region{square(1), square(2), square(2)}, []mgl64.Mat4{at(0), at(3), at(5)})
	checkBody(t, "sections", m, err, 4+16+8+2*16, 1e-12)
	if _, err := Loft([]Region{square(1)}, []mgl64.Mat4{at(0)}); !errors.Is(err, ErrNoPath) {
		t.Errorf("one section: %v", err)
	}
}

func TestPathsThatLeadNowhere(t *testing.T) {
	for name, p := range map[string]Path{
		"nothing":     {},
		"a point":     {Points: []mgl64.Vec3{{1, 1, 1}}},
		"twice":       {Points: []mgl64.Vec3{{1, 1, 1}, {1, 1, 1}}},
		"not numbers": {Points: []mgl64.Vec3{{1, 1, 1}, {1, math.NaN(), 1}}},
		"infinite":    {Points: []mgl64.Vec3{{1, 1, 1}, {1, math.Inf(1), 1}}},
	} {
		if m, err := SweepDisk(p, 0.1, 0, Default); err == nil {
			t.Errorf("%s: %d triangles and no error", name, len(m.Triangles))
		}
		if _, err := p.Frames(func(int) mgl64.Vec3 { return mgl64.Vec3{} }); err == nil {
			t.Errorf("%s: frames and no error", name)
		}
	}
	line := Path{Points: []mgl64.Vec3{{0, 0, 0}, {1, 0, 0}}}
	for _, r := range [][2]float64{{0, 0}, {-1, 0}, {1, 1}, {1, -0.5}, {math.NaN(), 0}, {1, math.NaN()}} {
		if _, err := SweepDisk(line, r[0], r[1], Default); err == nil {
			t.Errorf("radii %v and no error", r)
		}
	}
}

// A body of more corners than there is room for is refused before its corners are
// made, whether its path is smooth or all hairpin bends, of which each ends a piece.
func TestSweepsThatAreTooLarge(t *testing.T) {
	outline := Region{Outer: circle(1, 1<<11)}
	frames := make([]mgl64.Mat4, 1<<11+1)
	for k := range frames {
		frames[k] = mgl64.Translate3D(0, 0, float64(k))
	}
	if m, err := Sweep(outline, frames, false); !errors.Is(err, ErrTooLarge) {
		t.Errorf("Sweep of %d × %d corners: %v, error %v", len(outline.Outer), len(frames), m != nil, err)
	}
	smooth := Path{Points: []mgl64.Vec3{{}, {0, 0, 1}}}
	for k := range 1 << 11 {
		a := float64(k) * 1e-4
		last := smooth.Points[len(smooth.Points)-1]
		smooth.Points = append(smooth.Points, last.Add(mgl64.Vec3{math.Sin(a), 0, math.Cos(a)}))
	}
	if m, err := SweepCarried(outline, smooth, mgl64.Vec3{1, 0, 0}); !errors.Is(err, ErrTooLarge) {
		t.Errorf("along a smooth path: %v, error %v", m != nil, err)
	}
	hairpins := Path{} // two sections to a bend
	for k := range 1<<10 + 2 {
		hairpins.Points = append(hairpins.Points, mgl64.Vec3{float64(k % 2 * 100), 0, float64(k)})
	}
	if m, err := SweepCarried(outline, hairpins, mgl64.Vec3{1, 0, 0}); !errors.Is(err, ErrTooLarge) {
		t.Errorf("along %d hairpins: %v, error %v", len(hairpins.Points), m != nil, err)
	}
}

func BenchmarkSweepDisk(b *testing.B) {
	p := arcPath(8)
	triangles := 0
	for b.Loop() {
		m, err := SweepDisk(p, 0.016, 0, Default)
		if err != nil {
			b.Fatal(err)
		}
		triangles += len(m.Triangles)
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "bars/s")
	b.ReportMetric(float64(triangles)/b.Elapsed().Seconds(), "triangles/s")
}

// Paths of few different coordinates, so that they repeat, turn back and cross.
func FuzzSweep(f *testing.F) {
	f.Add([]byte{0, 0, 0, 9, 0, 0, 9, 9, 0, 9, 9, 9})
	f.Add([]byte{0, 0, 0, 9, 0, 0, 0, 0, 0, 0, 9, 0, 0, 0, 0})
	f.Fuzz(func(t *testing.T, data []byte) {
		p := Path{Closed: len(data)%2 == 1}
		for len(data) >= 3 && len(p.Points) < 20 {
			p.Points = append(p.Points, mgl64.Vec3{coordinate(data[0]), coordinate(data[1]), coordinate(data[2])})
			data = data[3:]
		}
		coarse := Tolerance{Chord: 0.1, Turn: 1}
		if m, err := SweepDisk(p, 0.2, 0.1, coarse); err == nil && !m.Closed() {
			t.Fatalf("a disk along %v is open", p.Points)
		}
		if m, err := SweepAlong(Region{Outer: rectangle(-0.1, -0.1, 0.1, 0.2)}, p, func(int) mgl64.Vec3 { return mgl64.Vec3{0, 0, 1} }); err == nil && !m.Closed() {
			t.Fatalf("a section along %v is open", p.Points)
		}
	})
}
