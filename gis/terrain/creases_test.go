package terrain

import (
	"fmt"
	"math"
	"testing"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/engine"
	"shapan/gis/tin"
)

// corners returns the three corners of a mesh's triangle in site coordinates.
func corners(m *tin.Mesh, triangle int) (c [3]mgl64.Vec3) {
	for k := range c {
		at := 3 * m.Indices[3*triangle+k]
		c[k] = mgl64.Vec3{float64(m.Positions[at]), float64(m.Positions[at+1]), float64(m.Positions[at+2])}.Add(m.Origin)
	}
	return c
}

// volume returns ∫ (level − z) over a mesh.
func volume(m *tin.Mesh, level float64) (sum float64) {
	for k := range m.Classes {
		c := corners(m, k)
		n := c[1].Sub(c[0]).Cross(c[2].Sub(c[0]))
		sum += n[2] / 2 * (level - (c[0][2]+c[1][2]+c[2][2])/3)
	}
	return sum
}

// The mesh of a pit with a bench, a vertical side, a deeper part and a ramp:
// within tolerance at every cell, and its volume that of the earthwork. The
// lines carry the edges, so the tolerance costs little volume.
func TestMeshOfAPit(t *testing.T) {
	const tolerance = 0.02
	ground := flat(120, 1, 0)
	e := Excavation{
		Rings:   [][]mgl64.Vec2{{{20.3, 20.1}, {95.2, 25.4}, {90.7, 88.8}, {60.2, 70.5}, {24.4, 80.6}}},
		Level:   -9,
		Slope:   0,
		Benches: []Bench{{Level: -4, Width: 3, Slope: 1}},
		Stages:  []Stage{{Rings: [][]mgl64.Vec2{rect(40.2, 40.3, 55.4, 52.1)}, Level: -11}},
		Ramps:   []Ramp{{Line: []mgl64.Vec2{{96, 50}, {62, 48}}, Top: 0, Bottom: -9, Width: 6, Slope: 0.5}},
	}
	w := NewEarthwork(ground, e)
	dug := *ground
	dug.Values = append([]float32(nil), ground.Values...)
	w.Dig(&dug)
	m, err := tin.Build(&dug, w.Creases(tolerance/4), tolerance, func(p mgl64.Vec2) uint8 {
		_, class := w.At(p)
		return uint8(class)
	})
	if err != nil {
		t.Fatal(err)
	}
	area := map[uint8]float64{}
	for k, class := range m.Classes {
		c := corners(m, k)
		area[class] += c[1].Sub(c[0]).Cross(c[2].Sub(c[0])).Len() / 2
	}
	within(t, "mesh's volume [m³]", volume(m, 0), w.Works[0].Cut, 1e-3)
	worst := worstOff(m, &dug)
	t.Logf("%d triangles, worst %.4f m (allowed %v), areas by class %v", len(m.Classes), worst, tolerance, area)
	if !(worst <= tolerance) {
		t.Errorf("worst %v m", worst)
	}
	for _, class := range []Class{Natural, Floor, Side, BenchTop, RampTop, RampSide, tin.Wall} {
		if area[uint8(class)] < 10 {
			t.Errorf("class %d has %v m²", class, area[uint8(class)])
		}
	}
}

// worstOff returns how far a mesh is from a grid at the worst cell [m]; +Inf when
// one is not covered.
func worstOff(m *tin.Mesh, f *engine.Field) (worst float64) {
	g := f.Grid
	off := make([]float64, g.Len())
	for k := range off {
		off[k] = math.Inf(1)
	}
	for k, class := range m.Classes {
		if class == tin.Wall {
			continue
		}
		c := corners(m, k)
		p := polygon{c[0].Vec2(), c[1].Vec2(), c[2].Vec2()}
		z := through(c[0], c[1], c[2])
		if !(p.area() > 1e-9) { // single precision has left it no area
			continue
		}
		low, high := p.bounds()
		i0, i1, j0, j1, _ := window(g, low, high)
		for j := j0; j <= j1; j++ {
			for i := i0; i <= i1; i++ {
				at := g.Center(j*g.NX + i)
				if beside(p[0], p[1])(at) >= -1e-6 && beside(p[1], p[2])(at) >= -1e-6 && beside(p[2], p[0])(at) >= -1e-6 {
					off[j*g.NX+i] = math.Min(off[j*g.NX+i], math.Abs(z.at(at)-float64(f.Values[j*g.NX+i])))
				}
			}
		}
	}
	for k, d := range off {
		if f.Values[k] == f.Values[k] {
			worst = math.Max(worst, d)
		}
	}
	return worst
}

// The same on real ground, where the crest goes up and down.
func TestMeshOfAPitInBilbao(t *testing.T) {
	const tolerance = 0.25
	f := realGround(t)
	e := Excavation{Rings: [][]mgl64.Vec2{rect(1300.7, 1200.2, 1500.4, 1350.9)}, Level: -5, Slope: 1.5, Benches: []Bench{{Level: 5, Width: 6, Slope: 1}}}
	w := NewEarthwork(f, e)
	dug := *f
	dug.Values = append([]float32(nil), f.Values...)
	w.Dig(&dug)
	before, err := tin.Build(f, nil, tolerance, nil)
	if err != nil {
		t.Fatal(err)
	}
	after, err := tin.Build(&dug, w.Creases(tolerance/4), tolerance, nil)
	if err != nil {
		t.Fatal(err)
	}
	worst := worstOff(after, &dug)
	t.Logf("%d cells: %d triangles before, %d after; worst %.4f m (allowed %v)", f.Grid.Len(), len(before.Classes), len(after.Classes), worst, tolerance)
	if !(worst <= tolerance) {
		t.Errorf("worst %v m", worst)
	}
	// two meshes within tolerance of their grounds: their volumes differ by at most 2 · tolerance · area
	within(t, "between meshes [m³]", volume(after, 0)-volume(before, 0), w.Works[0].Cut, 1e-2)
}

func ExampleEarthwork_Creases() {
	ground := flat(60, 1, 0)
	pit := NewEarthwork(ground, Excavation{Rings: [][]mgl64.Vec2{rect(10, 15, 50, 45)}, Level: -6})
	dug := *ground
	dug.Values = append([]float32(nil), ground.Values...)
	pit.Dig(&dug)
	mesh, err := tin.Build(&dug, pit.Creases(0.01), 0.05, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	walls := 0
	for _, class := range mesh.Classes {
		if class == tin.Wall {
			walls++
		}
	}
	fmt.Printf("%.0f m³ in %d triangles, %d of them walls\n", volume(mesh, 0), len(mesh.Classes), walls)
	// Output: 7200 m³ in 18 triangles, 8 of them walls
}
