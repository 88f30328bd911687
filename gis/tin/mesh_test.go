package tin

import (
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"testing"

	"github.com/go-gl/mathgl/mgl64"
	"pgregory.net/rapid"

	"shapan/engine"
)

func groundOf(nx, ny int, cell float64, height func(x, y float64) float64) *engine.Field {
	g := engine.Grid{NX: nx, NY: ny, X0: -120, Y0: 40, Cell: cell}
	f := &engine.Field{Grid: g, Values: make([]float32, g.Len())}
	for k := range f.Values {
		p := g.Center(k)
		f.Values[k] = float32(height(p[0], p[1]))
	}
	return f
}

// hills are smooth, with steps of the survey's noise [m] on them.
func hills(noise float64) func(x, y float64) float64 {
	r := rand.New(rand.NewPCG(7, 8))
	return func(x, y float64) float64 {
		return 100 + 12*math.Sin(x/90)*math.Cos(y/70) + 3*math.Sin(x/23+y/31) + 0.6*math.Sin(x/7)*math.Sin(y/6) + noise*(r.Float64()-0.5)
	}
}

func (m *Mesh) corner(k uint32) mgl64.Vec3 {
	return mgl64.Vec3{float64(m.Positions[3*k]), float64(m.Positions[3*k+1]), float64(m.Positions[3*k+2])}.Add(m.Origin)
}

// worst returns how far the mesh is from the ground at the worst of all cells
// [m], and how many cells with data no triangle covers.
func (m *Mesh) worst(f *engine.Field) (worst float64, bare int) {
	g := f.Grid
	off := make([]float64, g.Len()) // the nearest of what covers it
	for k := range off {
		off[k] = math.Inf(1)
	}
	for t := range m.Classes {
		if m.Classes[t] == Wall {
			continue
		}
		a, b, c := m.corner(m.Indices[3*t]), m.corner(m.Indices[3*t+1]), m.corner(m.Indices[3*t+2])
		det := (b[0]-a[0])*(c[1]-a[1]) - (c[0]-a[0])*(b[1]-a[1])
		slack := 1e-3 * g.Cell // positions are in single precision
		index := func(v, v0 float64, n int) int { return max(0, min(n-1, int(math.Floor((v-v0)/g.Cell)))) }
		for j := index(min(a[1], b[1], c[1])-slack, g.Y0, g.NY); j <= index(max(a[1], b[1], c[1])+slack, g.Y0, g.NY); j++ {
			for i := index(min(a[0], b[0], c[0])-slack, g.X0, g.NX); i <= index(max(a[0], b[0], c[0])+slack, g.X0, g.NX); i++ {
				k := j*g.NX + i
				p := g.Center(k)
				u := ((p[0]-a[0])*(c[1]-a[1]) - (c[0]-a[0])*(p[1]-a[1])) / det
				v := ((b[0]-a[0])*(p[1]-a[1]) - (p[0]-a[0])*(b[1]-a[1])) / det
				if near := 1e-6; u < -near || v < -near || u+v > 1+near {
					continue
				}
				z := a[2] + u*(b[2]-a[2]) + v*(c[2]-a[2])
				off[k] = min(off[k], math.Abs(z-float64(f.Values[k])))
			}
		}
	}
	for k, d := range off {
		switch {
		case math.IsNaN(float64(f.Values[k])):
		case math.IsInf(d, 1):
			bare++
		default:
			worst = max(worst, d)
		}
	}
	return worst, bare
}

// open returns how many sides of triangles have no partner and do not lie on
// the ground's rim.
func (m *Mesh) open(g engine.Grid) (open int) {
	sides := map[[2]uint32]int{}
	for t := range m.Classes {
		for k := range 3 {
			sides[[2]uint32{m.Indices[3*t+k], m.Indices[3*t+(k+1)%3]}]++
		}
	}
	rim := func(p, q mgl64.Vec3) bool {
		for axis, n := range [2]int{g.NX, g.NY} {
			for _, at := range [2]float64{0, float64(n-1) * g.Cell} {
				if math.Abs(p[axis]-m.Origin[axis]-at) < 1e-6 && math.Abs(q[axis]-m.Origin[axis]-at) < 1e-6 {
					return true
				}
			}
		}
		return false
	}
	for s, n := range sides {
		if (n != 1 || sides[[2]uint32{s[1], s[0]}] != 1) && !rim(m.corner(s[0]), m.corner(s[1])) {
			open++
		}
	}
	return open
}

func TestPlaneIsTwoTrianglesATile(t *testing.T) {
	f := groundOf(600, 500, 0.5, func(x, y float64) float64 { return 3 + x/16 - y/32 })
	m, err := Build(f, nil, 0.01, nil)
	if err != nil {
		t.Fatal(err)
	}
	if len(m.Classes) != 2*3*2 || len(m.Positions) != 3*4*3 {
		t.Errorf("%d triangles of %d corners, want 12 of 12", len(m.Classes), len(m.Positions)/3)
	}
}

// The tolerance holds at every cell, whatever the ground, and the triangles
// hang together across tiles.
func TestToleranceAtEveryCell(t *testing.T) {
	for _, c := range []struct{ noise, tolerance float64 }{{0, 0.02}, {0.05, 0.1}, {0.3, 0.1}} {
		f := groundOf(611, 530, 0.5, hills(c.noise))
		m, err := Build(f, nil, c.tolerance, nil)
		if err != nil {
			t.Fatal(err)
		}
		worst, bare := m.worst(f)
		t.Logf("noise %v m: %d triangles for %d cells, worst %.4f m (allowed %v)", c.noise, len(m.Classes), f.Grid.Len(), worst, c.tolerance)
		if worst > c.tolerance || bare > 0 || m.open(f.Grid) > 0 {
			t.Errorf("noise %v: worst %v m (allowed %v), %d cells bare, %d sides open", c.noise, worst, c.tolerance, bare, m.open(f.Grid))
		}
	}
}

// A vertical pit across the corner of four tiles and over the ground's rim: its
// walls stand at the very outline, from the ground to the floor.
func TestPitWithWalls(t *testing.T) {
	const floor = 80.0
	rings := [][]mgl64.Vec2{
		{{-40.3, 100.1}, {30.7, 110.2}, {60.25, 200.4}, {10.1, 170.3}, {-55.5, 230.9}},
		{{150.2, 60.1}, {300.4, 80.2}, {250.6, 150.7}}, // reaches beyond the rim
	}
	natural := hills(0)
	f := groundOf(600, 560, 0.5, natural)
	f.Grid.Inside(rings, func(k int) { f.Values[k] = floor })
	var lines []Line
	for _, ring := range rings {
		var l Line
		for k := range len(ring) + 1 {
			p, q := ring[k%len(ring)], ring[(k+1)%len(ring)]
			const parts = 40 // the crest follows the ground
			for part := range parts {
				at := p.Add(q.Sub(p).Mul(float64(part) / parts))
				l.Points, l.Left, l.Right = append(l.Points, at), append(l.Left, floor), append(l.Right, natural(at[0], at[1]))
				if k == len(ring) {
					break
				}
			}
		}
		lines = append(lines, l)
	}
	const tolerance = 0.05
	class := func(p mgl64.Vec2) uint8 {
		if contains(rings, p) {
			return 1
		}
		return 0
	}
	m, err := Build(f, lines, tolerance, class)
	if err != nil {
		t.Fatal(err)
	}
	worst, bare := m.worst(f)
	if worst > tolerance || bare > 0 || m.open(f.Grid) > 0 {
		t.Errorf("worst %v m (allowed %v), %d cells bare, %d sides open", worst, tolerance, bare, m.open(f.Grid))
	}
	inPlan, walls, length := 0.0, 0, 0.0
	for k := range m.Classes {
		a, b, c := m.corner(m.Indices[3*k]), m.corner(m.Indices[3*k+1]), m.corner(m.Indices[3*k+2])
		n := b.Sub(a).Cross(c.Sub(a))
		switch m.Classes[k] {
		case 1:
			inPlan += n[2] / 2
			if a[2] != floor || b[2] != floor || c[2] != floor {
				t.Fatalf("the floor is not level: %v %v %v", a, b, c)
			}
		case Wall:
			walls++
			if math.Abs(n[2]) > 1e-3*n.Len() {
				t.Fatalf("a wall is not upright: %v %v %v", a, b, c)
			}
			length += math.Abs(n.Len()) / 2
			// its face looks into the pit
			if middle := a.Add(b).Add(c).Mul(1.0 / 3).Add(n.Normalize().Mul(0.01)); !contains(rings, middle.Vec2()) {
				t.Fatalf("the wall at %v faces the ground", middle)
			}
		}
	}
	want := 0.0
	for k, p := range rings[0] {
		q := rings[0][(k+1)%len(rings[0])]
		want += (p[0]*q[1] - q[0]*p[1]) / 2
	}
	east, north := f.Grid.X0+(float64(f.Grid.NX)-0.5)*f.Grid.Cell, f.Grid.Y0+0.5*f.Grid.Cell
	for _, c := range Triangles(rings[1:]) { // as far as the rim
		want += clippedArea(c[:], east, north)
	}
	t.Logf("floor %.4f m² of %.4f; %d walls of %.1f m²", inPlan, want, walls, length)
	if math.Abs(inPlan-want) > 1e-5*want {
		t.Errorf("floor %v m², want %v", inPlan, want)
	}
}

// clippedArea returns the area of a convex polygon west of east and north of south.
func clippedArea(p []mgl64.Vec2, east, south float64) float64 {
	clip := func(p []mgl64.Vec2, keep func(mgl64.Vec2) float64) (out []mgl64.Vec2) {
		for k, a := range p {
			b := p[(k+1)%len(p)]
			da, db := keep(a), keep(b)
			if da >= 0 {
				out = append(out, a)
			}
			if (da < 0) != (db < 0) {
				out = append(out, a.Add(b.Sub(a).Mul(da/(da-db))))
			}
		}
		return out
	}
	p = clip(p, func(p mgl64.Vec2) float64 { return east - p[0] })
	p = clip(p, func(p mgl64.Vec2) float64 { return p[1] - south })
	area := 0.0
	for k, a := range p {
		b := p[(k+1)%len(p)]
		area += (a[0]*b[1] - b[0]*a[1]) / 2
	}
	return area
}

// Where there is no data there is no mesh; what is beside it is covered.
func TestVoids(t *testing.T) {
	f := groundOf(300, 280, 1, hills(0.1))
	for k := range f.Values {
		p := f.Grid.Center(k)
		if p.Sub(mgl64.Vec2{20, 170}).Len() < 60 || p[1] > 300 {
			f.Values[k] = float32(math.NaN())
		}
	}
	m, err := Build(f, nil, 0.05, nil)
	if err != nil {
		t.Fatal(err)
	}
	if worst, bare := m.worst(f); worst > 0.05 || bare > 0 {
		t.Errorf("worst %v m, %d cells bare", worst, bare)
	}
	for t0 := range m.Classes {
		a, b, c := m.corner(m.Indices[3*t0]), m.corner(m.Indices[3*t0+1]), m.corner(m.Indices[3*t0+2])
		p := a.Add(b).Add(c).Mul(1.0 / 3).Vec2()
		if p.Sub(mgl64.Vec2{20, 170}).Len() < 58 || p[1] > 300.5 {
			t.Fatalf("a triangle at %v, where there is no data", p)
		}
	}
}

// Mirrored and turned ground is met as well, and the same input gives the same
// mesh on any number of processors.
func TestMirroredAndRepeated(t *testing.T) {
	f := groundOf(300, 300, 1, hills(0.2))
	n := f.Grid.NX
	was := runtime.GOMAXPROCS(0)
	defer runtime.GOMAXPROCS(was)
	var first *Mesh
	for k, from := range []func(i, j int) int{
		func(i, j int) int { return j*n + i },
		func(i, j int) int { return j*n + i },
		func(i, j int) int { return j*n + n - 1 - i },
		func(i, j int) int { return i*n + n - 1 - j },
	} {
		g := &engine.Field{Grid: f.Grid, Values: make([]float32, n*n)}
		for cell := range g.Values {
			g.Values[cell] = f.Values[from(cell%n, cell/n)]
		}
		runtime.GOMAXPROCS(1 + 2*k)
		m, err := Build(g, nil, 0.1, nil)
		if err != nil {
			t.Fatal(err)
		}
		if worst, bare := m.worst(g); worst > 0.1 || bare > 0 || m.open(g.Grid) > 0 {
			t.Errorf("turn %d: worst %v m, %d bare, %d open", k, worst, bare, m.open(g.Grid))
		}
		if k == 0 {
			first = m
		} else if k == 1 && fmt.Sprint(m) != fmt.Sprint(first) {
			t.Error("two meshes of one ground differ")
		} else if d := len(m.Classes) - len(first.Classes); math.Abs(float64(d)) > 0.02*float64(len(first.Classes)) {
			t.Errorf("turn %d: %d triangles, %d before turning", k, len(m.Classes), len(first.Classes))
		}
	}
}

// Lines that cross each other, run through cells' centres, meet at a corner or
// end in the open never leave a hole.
func TestLinesProperty(t *testing.T) {
	natural := hills(0)
	rapid.Check(t, func(t *rapid.T) {
		f := groundOf(40, 30, 1, natural)
		var lines []Line
		for range rapid.IntRange(1, 4).Draw(t, "lines") {
			var l Line
			step := rapid.SampledFrom([]float64{1, 0.5, 0.3}).Draw(t, "step")
			deep := float64(rapid.IntRange(0, 1).Draw(t, "deep")) * 4
			for range rapid.IntRange(2, 5).Draw(t, "points") {
				p := mgl64.Vec2{-122 + step*float64(rapid.IntRange(0, 130).Draw(t, "x")), 38 + step*float64(rapid.IntRange(0, 100).Draw(t, "y"))}
				z := natural(p[0], p[1])
				l.Points, l.Left, l.Right = append(l.Points, p), append(l.Left, z), append(l.Right, z-deep)
			}
			lines = append(lines, l)
		}
		m, err := Build(f, lines, 0.05, nil)
		if err != nil {
			t.Fatal(err)
		}
		if _, bare := m.worst(f); bare > 0 {
			t.Fatalf("%d cells bare", bare)
		}
		if open := m.open(f.Grid); open > 0 {
			t.Fatalf("%d sides open", open)
		}
	})
}

func TestRefusals(t *testing.T) {
	f := groundOf(4, 4, 1, hills(0))
	for _, c := range []struct {
		lines     []Line
		tolerance float64
	}{
		{nil, 0}, {nil, math.NaN()}, {nil, 1e-9},
		{[]Line{{Points: []mgl64.Vec2{{0, 0}}, Left: []float64{0}}}, 1},
		{[]Line{{Points: []mgl64.Vec2{{0, 0}, {1, 1}}, Left: []float64{0}}}, 1},
		{[]Line{{Points: []mgl64.Vec2{{0, 0}, {1, math.NaN()}}, Left: []float64{0, 0}}}, 1},
	} {
		if m, err := Build(f, c.lines, c.tolerance, nil); err == nil {
			t.Errorf("%+v: %d triangles, must be refused", c, len(m.Classes))
		}
	}
}

func BenchmarkBuild(b *testing.B) {
	for _, n := range []int{1000, 5000} {
		f := groundOf(n, n, 0.5, hills(0.05))
		b.Run(fmt.Sprintf("%d×%d", n, n), func(b *testing.B) {
			triangles := 0
			for b.Loop() {
				m, err := Build(f, nil, 0.1, nil)
				if err != nil {
					b.Fatal(err)
				}
				triangles = len(m.Classes)
			}
			seconds := b.Elapsed().Seconds() / float64(b.N)
			b.ReportMetric(float64(triangles)/seconds, "triangles/s")
			b.ReportMetric(float64(n*n)/seconds/1e6, "Mcells/s")
			b.ReportMetric(float64(triangles), "triangles")
		})
	}
}
