package site

import (
	"math"
	"testing"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/engine"
	"shapan/gis/terrain"
	"shapan/gis/tin"
)

func corners(m *tin.Mesh, triangle int) (c [3]mgl64.Vec3) {
	for k := range c {
		at := 3 * m.Indices[3*triangle+k]
		c[k] = mgl64.Vec3{float64(m.Positions[at]), float64(m.Positions[at+1]), float64(m.Positions[at+2])}.Add(m.Origin)
	}
	return c
}

// worstOff returns how far the cells with data are from the nearest of the
// mesh's surfaces above and below them [m]; +Inf when one is not covered.
func worstOff(m *tin.Mesh, f *engine.Field) float64 {
	off := make([]float64, f.Grid.Len())
	for k := range off {
		off[k] = math.Inf(1)
	}
	for k, class := range m.Classes {
		if class == tin.Wall {
			continue
		}
		c := corners(m, k)
		n := c[1].Sub(c[0]).Cross(c[2].Sub(c[0]))
		if n[2] < 1e-9 { // a sliver that single precision has flattened
			continue
		}
		low := func(axis int) float64 { return math.Min(c[0][axis], math.Min(c[1][axis], c[2][axis])) }
		high := func(axis int) float64 { return math.Max(c[0][axis], math.Max(c[1][axis], c[2][axis])) }
		g := f.Grid
		for j := max(0, int((low(1)-g.Y0)/g.Cell-1)); j < g.NY && float64(j)*g.Cell+g.Y0 <= high(1); j++ {
			for i := max(0, int((low(0)-g.X0)/g.Cell-1)); i < g.NX && float64(i)*g.Cell+g.X0 <= high(0); i++ {
				cell := j*g.NX + i
				p := g.Center(cell)
				in := true
				for e := range 3 {
					a, b := c[e], c[(e+1)%3]
					in = in && (b[0]-a[0])*(p[1]-a[1])-(b[1]-a[1])*(p[0]-a[0]) >= -1e-4
				}
				if in {
					z := c[0][2] - (n[0]*(p[0]-c[0][0])+n[1]*(p[1]-c[0][1]))/n[2]
					off[cell] = math.Min(off[cell], math.Abs(z-float64(f.Values[cell])))
				}
			}
		}
	}
	worst := 0.0
	for cell, d := range off {
		if !math.IsNaN(float64(f.Values[cell])) {
			worst = math.Max(worst, d)
		}
	}
	return worst
}

// The golden site's pit has two levels and a sump in its floor: upright walls
// stand exactly on the outlines, from level to level, and nowhere else.
func TestMeshFollowsPitStageAndSump(t *testing.T) {
	p, err := Open(write(t, goldenYAML, goldenFiles(t)))
	if err != nil {
		t.Fatal(err)
	}
	m, err := p.Mesh()
	if err != nil {
		t.Fatal(err)
	}
	if worst := worstOff(m, &p.Ground); !(worst <= m.Tolerance) || m.Tolerance != 0.01 {
		t.Errorf("worst cell %.4f m off, tolerance %v", worst, m.Tolerance)
	}
	area := map[uint8]float64{}
	var wall float64
	onLine := func(v float64, at ...float64) bool {
		for _, a := range at {
			if math.Abs(v-a) < 1e-5 {
				return true
			}
		}
		return false
	}
	for k, class := range m.Classes {
		c := corners(m, k)
		n := c[1].Sub(c[0]).Cross(c[2].Sub(c[0]))
		if class != tin.Wall {
			area[class] += n[2] / 2
			continue
		}
		wall += n.Len() / 2
		if math.Abs(n[2]) > 1e-6 {
			t.Errorf("wall %d leans: %v", k, c)
		}
		for _, q := range c {
			if !onLine(q[0], 20, 30, 40, 21, 23) && !onLine(q[1], 10, 20, 11, 13) {
				t.Errorf("wall %d has a corner at %v", k, q)
			}
		}
	}
	near := func(what string, got, want, allowed float64) {
		t.Helper()
		if !(math.Abs(got-want) <= allowed) {
			t.Errorf("%s %.4f, want %.4f ± %g", what, got, want, allowed)
		}
	}
	near("floor [m²]", area[uint8(terrain.Floor)], 200, 1e-3)
	// Ground 4.05 + 0.01 x over both levels, the step between them, the sump.
	z := func(x float64) float64 { return 4 + 0.01*x }
	want := 10*(z(20)+12) + 20*(z(25)+12) + 20*(z(35)+8) + 10*(z(40)+8) + 10*4 + 8*1.5
	near("walls [m²]", wall, want, 0.05)
}

// A sump right at the foot of a wall: the cells there are smeared, its lines are not.
func TestMeshOfASumpAtTheWall(t *testing.T) {
	yaml := changed(t, "outline: [[21, 11], [23, 11], [23, 13], [21, 13]]", "outline: [[20.2, 10.2], [22.2, 10.2], [22.2, 12.2], [20.2, 12.2]]")
	p, err := Open(write(t, yaml, goldenFiles(t)))
	if err != nil {
		t.Fatal(err)
	}
	m, err := p.Mesh()
	if err != nil {
		t.Fatal(err)
	}
	for k, class := range m.Classes {
		for _, q := range corners(m, k) {
			if class == uint8(terrain.Floor) && q[0] > 20.05 && q[0] < 29.95 && q[1] > 10.05 && q[1] < 19.95 && math.Abs(q[2]+12) > 1e-4 && math.Abs(q[2]+13.5) > 1e-4 {
				t.Fatalf("floor at %v: neither the pit's nor the sump's", q)
			}
		}
	}
}

func TestMeshOfTheDemo(t *testing.T) {
	p, err := Open("../testdata/demo/site.yaml")
	if err != nil {
		t.Fatal(err)
	}
	m, err := p.Mesh()
	if err != nil {
		t.Fatal(err)
	}
	worst := worstOff(m, &p.Ground)
	t.Logf("%d corners, %d triangles, worst cell %.4f m off (allowed %v)", len(m.Positions)/3, len(m.Classes), worst, m.Tolerance)
	if !(worst <= m.Tolerance) || len(m.Classes) > 40_000 {
		t.Errorf("%d triangles, worst cell %.4f m off", len(m.Classes), worst)
	}
}

func BenchmarkMesh(b *testing.B) {
	p, err := Open("../testdata/demo/site.yaml")
	if err != nil {
		b.Fatal(err)
	}
	triangles := 0
	for b.Loop() {
		m, err := p.Mesh()
		if err != nil {
			b.Fatal(err)
		}
		triangles += len(m.Classes)
	}
	b.ReportMetric(float64(triangles)/b.Elapsed().Seconds(), "triangles/s")
}
