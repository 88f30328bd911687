package terrain

import (
	"fmt"
	"math"
	"testing"

	"github.com/go-gl/mathgl/mgl64"
	"pgregory.net/rapid"

	"shapan/engine"
	"shapan/gis/raster"
)

func rect(x0, y0, x1, y1 float64) []mgl64.Vec2 {
	return []mgl64.Vec2{{x0, y0}, {x1, y0}, {x1, y1}, {x0, y1}}
}

func flat(n int, cell, height float64) *engine.Field {
	g := engine.Grid{NX: n, NY: n, Cell: cell}
	f := &engine.Field{Grid: g, Values: make([]float32, g.Len())}
	for k := range f.Values {
		f.Values[k] = float32(height)
	}
	return f
}

// Vertical walls on whole cells: the volume is length × width × depth, exactly.
func TestVerticalCutIsExact(t *testing.T) {
	ground := flat(100, 1, 4)
	outer, hole := rect(10, 20, 70, 45), rect(30, 30, 40, 40)
	cut := Excavate(ground, Excavation{Rings: [][]mgl64.Vec2{outer, hole}, Level: -12,
		Stages: []Stage{{Rings: [][]mgl64.Vec2{rect(50, 20, 70, 45)}, Level: -8}}})
	const area, stage = 60*25 - 10*10, 20 * 25
	if want := (area-stage)*16.0 + stage*12; cut.Volume != want || cut.Cells != area || cut.Lower != area || cut.Top != 4 {
		t.Errorf("%+v, want %v m³ of %d cells", cut, want, area)
	}
	for _, p := range []struct{ x, y, z float64 }{{10.5, 20.5, -12}, {9.5, 20.5, 4}, {35, 35, 4}, {60, 30, -8}} {
		cell, _ := ground.Grid.CellAt(p.x, p.y)
		if ground.Values[cell] != float32(p.z) {
			t.Errorf("at (%v, %v): %v, want %v", p.x, p.y, ground.Values[cell], p.z)
		}
	}
	// what is cut already is not cut again, and never filled
	if again := Excavate(ground, Excavation{Rings: [][]mgl64.Vec2{outer}, Level: -5}); again.Volume != 10*10*9 || again.Lower != 100 {
		t.Errorf("again: %+v", again)
	}
}

// A battered pit of L × W and depth D with slope m is a prismatoid:
// V = D/6 (A_top + 4 A_middle + A_floor). Midpoints of cells of size c find it
// within c²: halving the cell quarters the error.
func TestBatteredVolume(t *testing.T) {
	const L, W, D, m = 60.0, 40.0, 6.0, 1.5
	area := func(d float64) float64 { return (L - 2*d) * (W - 2*d) }
	exact := D / 6 * (area(0) + 4*area(D*m/2) + area(D*m))
	for _, c := range []struct{ cell, allowed float64 }{{1, 0.002}, {0.5, 0.0005}} {
		n := int(100 / c.cell)
		ground := flat(n, c.cell, 5)
		cut := Excavate(ground, Excavation{Rings: [][]mgl64.Vec2{rect(20, 30, 20+L, 30+W)}, Level: 5 - D, Slope: m})
		off := math.Abs(cut.Volume-exact) / exact
		t.Logf("cell %v m: %.3f m³ of %.3f, error %.2e (allowed %.0e)", c.cell, cut.Volume, exact, off, c.allowed)
		if off > c.allowed {
			t.Errorf("cell %v m: %.3f m³, want %.3f", c.cell, cut.Volume, exact)
		}
	}
}

// On a slope, the batter starts at the ground of the outline and is a plane.
func TestBatterStartsAtTheGround(t *testing.T) {
	ground := flat(60, 1, 0)
	for cell := range ground.Values {
		ground.Values[cell] = float32(10 + 0.05*ground.Grid.Center(cell)[0])
	}
	Excavate(ground, Excavation{Rings: [][]mgl64.Vec2{rect(10, 10, 50, 50)}, Level: 4, Slope: 2})
	for _, p := range []struct{ x, y, z float64 }{
		{10.5, 30.5, 10.5 - 0.5/2}, // west side: the ground at x = 10 is 10.5
		{49.5, 30.5, 12.5 - 0.5/2},
		{30.5, 11.5, 10 + 0.05*30.5 - 1.5/2},
		{30.5, 30.5, 4},
	} {
		cell, _ := ground.Grid.CellAt(p.x, p.y)
		if z := float64(ground.Values[cell]); math.Abs(z-p.z) > 1e-5 {
			t.Errorf("at (%v, %v): %v, want %v", p.x, p.y, z, p.z)
		}
	}
}

func TestExcavateLeavesNoDataAlone(t *testing.T) {
	ground := flat(10, 1, 1)
	ground.Values[0] = float32(math.NaN())
	cut := Excavate(ground, Excavation{Rings: [][]mgl64.Vec2{rect(0, 0, 2, 1)}, Level: 0})
	if cut.NoData != 1 || cut.Cells != 1 || cut.Volume != 1 || !math.IsNaN(float64(ground.Values[0])) {
		t.Errorf("%+v", cut)
	}
}

func TestSample(t *testing.T) {
	ra := &raster.Raster{NX: 4, NY: 3, X0: 500000, Y0: 4e6, CellX: 10, CellY: 10, Values: []float32{
		100, 101, 102, 103,
		110, 111, 112, float32(math.NaN()),
		120, 121, 122, 123,
	}}
	origin := engine.Origin{Easting: 500010, Northing: 4e6, Height: 100}
	g := GridOf(ra, origin, 10)
	if g != (engine.Grid{NX: 4, NY: 3, X0: -10, Y0: 0, Cell: 10}) {
		t.Fatalf("%+v", g)
	}
	values := Sample(ra, origin, g)
	for cell, v := range values {
		if want := ra.Values[cell] - 100; v != want && cell != 7 {
			t.Errorf("cell %d: %v, want %v", cell, v, want)
		}
	}
	// half the cell: bilinear of 100 + x/10 + y: the corner cells are flat
	fine := Sample(ra, origin, GridOf(ra, origin, 5))
	if fine[0] != 0 || fine[1] != 0.25 || fine[8+1] != 2.75 {
		t.Errorf("%v", fine[:17])
	}
	// turned by a right angle: site x is map north
	origin.Rotation = math.Pi / 2
	turned := Sample(ra, origin, GridIn([4]float64{0, 0, 30, 10}, 10))
	for k, want := range []float32{0, 10, 20} {
		if d := turned[k] - want; math.Abs(float64(d)) > 1e-5 {
			t.Errorf("turned: %v", turned)
		}
	}
}

func TestRoofs(t *testing.T) {
	ra := &raster.Raster{NX: 4, NY: 2, CellX: 2.5, CellY: 2.5, Values: []float32{
		0, 10, 0, 1,
		12, 14, 20, 0,
	}}
	roofs := Roofs(ra, engine.Origin{}, engine.Grid{NX: 3, NY: 1, Cell: 5}, 2.5)
	if roofs[0] != 12 || !math.IsNaN(float64(roofs[1])) || !math.IsNaN(float64(roofs[2])) {
		t.Errorf("%v", roofs)
	}
}

func TestTrace(t *testing.T) {
	rows := []string{ // from the north
		"##..#",
		"#.##.",
		"#####",
		"....#",
	}
	g := engine.Grid{NX: 5, NY: 4, X0: 100, Y0: 0, Cell: 2}
	regions := Trace(g, func(cell int) bool { return rows[3-cell/5][cell%5] == '#' })
	if len(regions) != 2 || len(regions[0].Cells) != 11 || len(regions[1].Cells) != 1 {
		t.Fatalf("%+v", regions)
	}
	want := "[[108 0] [110 0] [110 4] [108 4] [108 6] [104 6] [104 4] [102 4] [102 6] [104 6] [104 8] [100 8] [100 2] [108 2]]"
	if got := fmt.Sprint(regions[0].Rings[0]); got != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
}

// Whatever the cells, the rings hold exactly the cells of their region, and
// their areas add up to the cells'.
func TestTraceProperty(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := engine.Grid{NX: rapid.IntRange(1, 12).Draw(t, "nx"), NY: rapid.IntRange(1, 12).Draw(t, "ny"), X0: -3, Y0: 7, Cell: 0.5}
		in := rapid.SliceOfN(rapid.Bool(), g.Len(), g.Len()).Draw(t, "in")
		total := 0
		for k, region := range Trace(g, func(cell int) bool { return in[cell] }) {
			var inside []int
			g.Inside(region.Rings, func(cell int) { inside = append(inside, cell) })
			if fmt.Sprint(inside) != fmt.Sprint(region.Cells) {
				t.Fatalf("region %d: rings %v hold %v, not %v", k, region.Rings, inside, region.Cells)
			}
			area := 0.0
			for r, ring := range region.Rings {
				a := shoelace(ring)
				if (a > 0) != (r == 0) {
					t.Fatalf("region %d ring %d: area %v", k, r, a)
				}
				area += a
			}
			if area != float64(len(region.Cells))*g.Area() {
				t.Fatalf("region %d: area %v of %d cells", k, area, len(region.Cells))
			}
			total += len(region.Cells)
		}
		for _, yes := range in {
			if yes {
				total--
			}
		}
		if total != 0 {
			t.Fatal("cells are lost or counted twice")
		}
	})
}

func shoelace(ring []mgl64.Vec2) (area float64) {
	for k, p := range ring {
		q := ring[(k+1)%len(ring)]
		area += (p[0]*q[1] - q[0]*p[1]) / 2
	}
	return area
}

// An excavation only lowers, only inside, and its volume is the difference.
func TestExcavateProperty(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ground := flat(20, 1, 0)
		for k := range ground.Values {
			ground.Values[k] = float32(rapid.IntRange(-40, 40).Draw(t, "z")) / 8
		}
		before := append([]float32(nil), ground.Values...)
		e := Excavation{
			Rings: [][]mgl64.Vec2{rect(rapid.Float64Range(0, 9).Draw(t, "x0"), 3, rapid.Float64Range(11, 20).Draw(t, "x1"), 17)},
			Level: rapid.Float64Range(-8, 8).Draw(t, "level"), Slope: rapid.SampledFrom([]float64{0, 0.5, 1.5}).Draw(t, "slope"),
		}
		cut := Excavate(ground, e)
		inside := map[int]bool{}
		ground.Grid.Inside(e.Rings, func(cell int) { inside[cell] = true })
		volume := 0.0
		for cell, z := range ground.Values {
			switch d := float64(before[cell]) - float64(z); {
			case d < 0, d > 0 && !inside[cell], d > 0 && z < float32(e.Level):
				t.Fatalf("cell %d: from %v to %v", cell, before[cell], z)
			default:
				volume += d
			}
		}
		if math.Abs(volume-cut.Volume) > 1e-9 {
			t.Fatalf("volume %v, the ground says %v", cut.Volume, volume)
		}
	})
}
