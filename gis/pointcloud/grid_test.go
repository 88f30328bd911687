package pointcloud

import (
	"math"
	"strings"
	"testing"

	"github.com/go-gl/mathgl/mgl64"
)

func at(x, y, z float64, class uint8) Point {
	return Point{At: mgl64.Vec3{x, y, z}, Return: 1, Returns: 1, Class: class}
}

func cloudOf(t testing.TB, points ...Point) *Cloud {
	return openBytes(t, testLAS{minor: 4, format: 6, points: points, scale: 0.001}.bytes())
}

func TestGrid(t *testing.T) {
	c := cloudOf(t,
		at(10.5, 20.5, 1, 2), at(10.6, 20.6, 3, 2), at(10.7, 20.7, 50, 6), at(10.1, 20.1, -99, 7),
		at(12.5, 20.5, 5, 2), at(12.5, 21.5, 7, 2), at(11.5, 21.5, 30, 5))
	nan := float32(math.NaN())
	for _, v := range []struct {
		name string
		spec GridSpec
		want []float32 // from the south-west
	}{
		{"mean ground", GridSpec{Cell: 1, Classes: []uint8{2}}, []float32{2, nan, 5, nan, nan, 7}},
		{"lowest ground", GridSpec{Cell: 1, Classes: []uint8{2}, Statistic: Lowest}, []float32{1, nan, 5, nan, nan, 7}},
		{"highest ground", GridSpec{Cell: 1, Classes: []uint8{2}, Statistic: Highest}, []float32{3, nan, 5, nan, nan, 7}},
		{"surface", GridSpec{Cell: 1, Statistic: Highest}, []float32{50, nan, 5, nan, 30, 7}},
		// South: 2 and 5 a cell away, 7 at the diagonal: (2 + 5 + 7/2) / 2.5. North
		// west: 2 below it; the rest is further than the radius of 1.
		{"filled", GridSpec{Cell: 1, Classes: []uint8{2}, FillRadius: 1.5}, []float32{2, 4.2, 5, 2, (2.0/2 + 5.0/2 + 7) / 2, 7}},
	} {
		g, err := Grid(c, v.spec)
		if err != nil {
			t.Fatal(err)
		}
		if g.NX != 3 || g.NY != 2 || g.X0 != 10 || g.Y0 != 20 || g.CellX != 1 || g.CellY != 1 {
			t.Errorf("%s: %+v", v.name, g)
		}
		for k, want := range v.want {
			if got := g.Values[k]; math.Abs(float64(got-want)) > 1e-5 || (got != got) != (want != want) {
				t.Errorf("%s: %v, want %v", v.name, g.Values, v.want)
				break
			}
		}
	}
}

// Heights of a plane, with holes, come back as the plane: exactly in cells with
// points at their centres, and in holes within what a plane rises over the ring
// that fills them.
func TestGridOfPlane(t *testing.T) {
	plane := func(x, y float64) float64 { return 3 + 0.02*x - 0.01*y }
	var points []Point
	for i := range 40 {
		for j := range 30 {
			if (i-20)*(i-20)+(j-15)*(j-15) > 16 {
				points = append(points, at(float64(i)+0.5, float64(j)+0.5, plane(float64(i)+0.5, float64(j)+0.5), 2))
			}
		}
	}
	g, err := Grid(cloudOf(t, points...), Ground(1))
	if err != nil {
		t.Fatal(err)
	}
	for k, z := range g.Values {
		x, y := float64(k%g.NX)+0.5, float64(k/g.NX)+0.5
		allowed := 0.0006 // half a step of the file
		if (x-20.5)*(x-20.5)+(y-15.5)*(y-15.5) <= 16 {
			allowed = 0.02 * 6 // slope times the widest ring
		}
		if math.Abs(float64(z)-plane(x, y)) > allowed {
			t.Errorf("(%g, %g): %g, want %g ± %g", x, y, z, plane(x, y), allowed)
		}
	}
}

func TestGridRefuses(t *testing.T) {
	far := cloudOf(t, at(0, 0, 1, 2), at(2e6, 2e6, 1, 2))
	for _, c := range []struct {
		cloud *Cloud
		spec  GridSpec
		want  string
	}{
		{far, GridSpec{Cell: 1}, "2000001 × 2000001 cells for 2 points: take larger cells"},
		{far, GridSpec{Cell: 1, Classes: []uint8{6}}, "no point has the classes [6]"},
		{far, GridSpec{}, "cell 0: must be > 0"},
		{far, GridSpec{Cell: 1, FirstOnly: true, LastOnly: true}, "must be one of them"},
	} {
		if _, err := Grid(c.cloud, c.spec); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%v, want %s", err, c.want)
		}
	}
}

// The ground of Autzen lies under its surface.
func TestRealGrids(t *testing.T) {
	c, err := Open(realData(t, "pdal_autzen_trim.las"))
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	ground, err := Grid(c, Ground(10))
	if err != nil {
		t.Fatal(err)
	}
	surface, err := Grid(c, Surface(10))
	if err != nil {
		t.Fatal(err)
	}
	below, n := 0, 0
	for j := range ground.NY {
		for i := range ground.NX {
			z := float64(ground.Values[j*ground.NX+i])
			x, y := ground.X0+10*(float64(i)+0.5), ground.Y0+10*(float64(j)+0.5)
			m, k := int((x-surface.X0)/10), int((y-surface.Y0)/10)
			if m < 0 || k < 0 || m >= surface.NX || k >= surface.NY {
				continue
			}
			if s := float64(surface.Values[k*surface.NX+m]); s == s && z == z {
				n++
				if z <= s+1e-3 {
					below++
				}
			}
		}
	}
	t.Logf("%d × %d cells of ground, %+v; %d of %d under the surface", ground.NX, ground.NY, ground.Info(), below, n)
	if n == 0 || float64(below) < 0.97*float64(n) {
		t.Errorf("%d of %d cells of ground lie under the surface", below, n)
	}
}
