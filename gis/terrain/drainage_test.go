package terrain

import (
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/go-gl/mathgl/mgl64"
	"pgregory.net/rapid"

	"shapan/engine"
	"shapan/gis/raster"
)

// planchonDarboux fills by another way: a flood that dries until nothing
// changes (Planchon & Darboux, Catena 46, 2001).
func planchonDarboux(f *engine.Field, drains ...int) []float32 {
	w := make([]float32, len(f.Values))
	drain := drainSet(drains)
	for cell, z := range f.Values {
		w[cell] = float32(math.Inf(1))
		if z != z || drain[cell] || outlet(f, cell) {
			w[cell] = z
		}
	}
	for changed := true; changed; {
		changed = false
		dry := func(cell int) {
			z := f.Values[cell]
			if !(w[cell] > z) {
				return
			}
			for d := range around {
				if n := neighbour(f.Grid, cell, d); n >= 0 && w[n] < w[cell] {
					if to := max(z, w[n]); to < w[cell] {
						w[cell], changed = to, true
					}
				}
			}
		}
		for cell := range w {
			dry(cell)
		}
		for cell := len(w) - 1; cell >= 0; cell-- {
			dry(cell)
		}
	}
	return w
}

// rough is random ground of few levels, so that it is full of flats and
// depressions, with holes in the data.
func rough(t *rapid.T) *engine.Field {
	g := engine.Grid{NX: rapid.IntRange(1, 14).Draw(t, "nx"), NY: rapid.IntRange(1, 14).Draw(t, "ny"), Cell: 2}
	f := &engine.Field{Grid: g, Values: make([]float32, g.Len())}
	levels := rapid.SampledFrom([]int{2, 5, 1000}).Draw(t, "levels")
	for k := range f.Values {
		f.Values[k] = float32(rapid.IntRange(0, levels).Draw(t, "z"))
		if rapid.IntRange(0, 60).Draw(t, "hole") == 60 {
			f.Values[k] = float32(math.NaN())
		}
	}
	return f
}

func TestTwoWaysToFillAgree(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := rough(t)
		drain := rapid.IntRange(0, f.Grid.Len()-1).Draw(t, "drain")
		want := planchonDarboux(f, drain)
		for cell, z := range FillDepressions(f, drain).Values {
			if z != want[cell] && z == z {
				t.Fatalf("cell %d: %v, the other way %v", cell, z, want[cell])
			}
		}
		// filled to a slope, everything is a hair higher and goes down somewhere
		sloping := FillToSlope(f, drain)
		for cell, z := range sloping.Values {
			if z != z || cell == drain || outlet(f, cell) {
				continue
			}
			lowest := z
			for d := range around {
				if n := neighbour(f.Grid, cell, d); n >= 0 {
					lowest = min(lowest, sloping.Values[n])
				}
			}
			if lowest >= z || z < want[cell] || float64(z-want[cell]) > 1e-3 {
				t.Fatalf("cell %d: sloping %v, level %v, lowest neighbour %v", cell, z, want[cell], lowest)
			}
		}
	})
}

func TestTwoWaysToFillAgreeOnBilbao(t *testing.T) {
	f := realGround(t)
	filled := FillDepressions(f)
	want := planchonDarboux(f)
	raised, volume := 0, 0.0
	for cell, z := range filled.Values {
		if z != want[cell] {
			t.Fatalf("cell %d: %v, the other way %v", cell, z, want[cell])
		}
		if d := z - f.Values[cell]; d > 0 {
			raised++
			volume += float64(d) * f.Grid.Area()
		}
	}
	t.Logf("%d of %d cells raised, %.0f m³", raised, f.Grid.Len(), volume)
	if raised == 0 {
		t.Error("nothing was filled")
	}
	// all water leaves, over all flats, shared or not
	for name, flow := range map[string]*Flow{"D8": D8(f), "D∞": DInf(f)} {
		left := leaving(flow)
		t.Logf("%s: %.6f cells' water leaves of %d (allowed 1e-6)", name, left, f.Grid.Len())
		if math.Abs(left-float64(f.Grid.Len())) > 1e-6*float64(f.Grid.Len()) {
			t.Errorf("%s: %v cells' water leaves of %d", name, left, f.Grid.Len())
		}
	}
}

func leaving(flow *Flow) (sum float64) {
	for cell, got := range flow.Accumulate(nil) {
		if flow.First[cell] == Leaves {
			sum += got
		}
	}
	return sum
}

// Water is neither lost nor made, and leaves only at outlets; a catchment's size
// is what arrives.
func TestFlowConserves(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := rough(t)
		drain := rapid.IntRange(0, f.Grid.Len()-1).Draw(t, "drain")
		if f.Values[drain] != f.Values[drain] {
			return
		}
		for name, flow := range map[string]*Flow{"D8": D8(f, drain), "D∞": DInf(f, drain)} {
			valid := 0
			for cell, to := range flow.First {
				if to != NoData {
					valid++
				}
				if to == Leaves && cell != drain && !outlet(f, cell) {
					t.Fatalf("%s: water stays at cell %d", name, cell)
				}
			}
			if left := leaving(flow); math.Abs(left-float64(valid)) > 1e-9 {
				t.Fatalf("%s: %v of %d cells' water leaves", name, left, valid)
			}
			arrives, sum := flow.Accumulate(nil)[drain], 0.0
			for _, share := range flow.Catchment(drain) {
				sum += share
			}
			if math.Abs(arrives-sum) > 1e-9 {
				t.Fatalf("%s: %v arrive, the catchment is %v", name, arrives, sum)
			}
		}
	})
}

// On ground without ties, mirrored and turned input gives mirrored and turned
// accumulation.
func TestFlowIsTheSameTurnedAndMirrored(t *testing.T) {
	const n = 40
	r := rand.New(rand.NewPCG(5, 6))
	f := flat(n, 1, 0)
	for k := range f.Values { // no depressions, so no flats, so no ties
		f.Values[k] = r.Float32()*0.05 + float32(k%n)*0.1 + float32(k/n)*0.06
	}
	d8, inf := D8(f).Accumulate(nil), DInf(f).Accumulate(nil)
	for turn, from := range []func(i, j int) int{
		func(i, j int) int { return j*n + n - 1 - i },
		func(i, j int) int { return i*n + n - 1 - j },
	} {
		g := flat(n, 1, 0)
		for k := range g.Values {
			g.Values[k] = f.Values[from(k%n, k/n)]
		}
		got8, gotInf := D8(g).Accumulate(nil), DInf(g).Accumulate(nil)
		for k := range got8 {
			was := from(k%n, k/n)
			if got8[k] != d8[was] || math.Abs(gotInf[k]-inf[was]) > 1e-4*inf[was] {
				t.Fatalf("turn %d, cell %d: D8 %v, was %v; D∞ %v, was %v", turn, k, got8[k], d8[was], gotInf[k], inf[was])
			}
		}
	}
}

// A tilted plane: D8 runs straight down, D∞ shares by the angle. A cone seen
// from above sends the same to all sides.
func TestFlowOnAPlane(t *testing.T) {
	f := flat(20, 1, 0)
	for k := range f.Values { // falls to the west, and half as much to the south
		p := f.Grid.Center(k)
		f.Values[k] = float32(2*p[0] + p[1])
	}
	flow := DInf(f)
	cell := 10*20 + 10
	share := 1 - math.Atan(0.5)/(math.Pi/4)
	if flow.First[cell] != int32(cell-1) || flow.Second[cell] != int32(cell-21) || math.Abs(float64(flow.Share[cell])-share) > 1e-6 {
		t.Errorf("to %d and %d, share %v; want %d and %d, %v", flow.First[cell], flow.Second[cell], flow.Share[cell], cell-1, cell-21, share)
	}
	if to := D8(f).First[cell]; to != int32(cell-21) {
		// 3/√2 = 2.12 across is steeper than 2 to the west
		t.Errorf("D8 to %d, want %d", to, cell-21)
	}
}

// Slope and aspect of planes, exactly.
func TestSlopeOfPlanes(t *testing.T) {
	for _, c := range []struct{ gx, gy float64 }{{0.5, 0}, {0, -0.25}, {-0.375, 0.5}, {0, 0}} {
		f := flat(9, 2, 0)
		for k := range f.Values {
			p := f.Grid.Center(k)
			f.Values[k] = float32(c.gx*p[0] + c.gy*p[1])
		}
		slope, aspect := Slope(f)
		wantSlope := math.Atan(math.Hypot(c.gx, c.gy))
		wantAspect := math.Mod(math.Atan2(-c.gx, -c.gy)+2*math.Pi, 2*math.Pi)
		for k := range f.Values {
			level := c.gx == 0 && c.gy == 0
			if math.Abs(float64(slope.Values[k])-wantSlope) > 1e-6 || !level && math.Abs(float64(aspect.Values[k])-wantAspect) > 1e-6 ||
				level != math.IsNaN(float64(aspect.Values[k])) {
				t.Fatalf("(%v, %v) cell %d: slope %v aspect %v, want %v %v", c.gx, c.gy, k, slope.Values[k], aspect.Values[k], wantSlope, wantAspect)
			}
		}
	}
}

// GDAL's gdaldem on the model of Bilbao; inside, for it treats the rim otherwise.
func TestSlopeAgainstGDAL(t *testing.T) {
	f := realGround(t)
	tool, err := exec.LookPath("gdaldem")
	if err != nil {
		t.Skip("gdaldem is not installed: nothing to compare with")
	}
	dem := filepath.Join(t.TempDir(), "dem.tif")
	file, err := os.Create(dem)
	if err != nil {
		t.Fatal(err)
	}
	if err := raster.WriteGeoTIFF(file, &raster.Raster{NX: f.Grid.NX, NY: f.Grid.NY, CellX: 5, CellY: 5, Values: f.Values}); err != nil {
		t.Fatal(err)
	}
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
	slope, aspect := Slope(f)
	for _, c := range []struct {
		mode string
		ours []float32
	}{{"slope", slope.Values}, {"aspect", aspect.Values}} {
		out := filepath.Join(t.TempDir(), c.mode+".tif")
		if text, err := exec.Command(tool, c.mode, dem, out).CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, text)
		}
		ra, err := raster.Read(out)
		if err != nil {
			t.Fatal(err)
		}
		worst, compared := 0.0, 0
		for k, want := range ra.Values {
			i, j := k%ra.NX, k/ra.NX
			if i == 0 || j == 0 || i == ra.NX-1 || j == ra.NY-1 || want != want {
				continue
			}
			compared++
			d := math.Abs(float64(c.ours[k])*180/math.Pi - float64(want))
			worst = math.Max(worst, math.Min(d, 360-d))
		}
		t.Logf("%s: %d cells, worst %.1e° (allowed 1e-3)", c.mode, compared, worst)
		if worst > 1e-3 || compared < 100000 {
			t.Errorf("%s: worst %v° of %d cells", c.mode, worst, compared)
		}
	}
}

// A bowl with a notch in its rim fills to the notch, and the stage–storage curve
// is that of a pyramid.
func TestBasin(t *testing.T) {
	f := flat(41, 1, 0)
	for k := range f.Values { // an inverted pyramid, its tip at the middle cell
		p := f.Grid.Center(k)
		f.Values[k] = float32(math.Max(math.Abs(p[0]-20.5), math.Abs(p[1]-20.5)))
	}
	middle := 20*41 + 20
	b, is := BasinAt(f, middle)
	if !is || b.Spill != 20 || b.Lowest != middle || len(b.Cells) != 39*39 {
		t.Fatalf("%v: spill %v, lowest %d, %d cells", is, b.Spill, b.Lowest, len(b.Cells))
	}
	f.Values[20*41+40] = 12 // the notch
	for k := 33; k < 40; k++ {
		f.Values[20*41+k] = 12
	}
	if b, _ = BasinAt(f, middle); b.Spill != 12 || len(b.Cells) != 23*23 {
		t.Fatalf("spill %v, %d cells", b.Spill, len(b.Cells))
	}
	if _, is = BasinAt(f, 0); is {
		t.Error("a corner of the rim is in a basin")
	}
	curve := StageStorage(f, b.Cells, []float64{0, 6, 11})
	// ∫ of a pyramid of half width L: 4 L³/3. Along its four ridges the four
	// centres around a cell's corner have heights h, h+1, h+1, h+1: their mean
	// 0.75 above h stands for ∫ max(x, y) = 2/3, so L/3 less is held
	for k, L := range []float64{0, 6, 11} {
		within(t, "bowl [m³]", curve[k].Volume, 4*L*L*L/3-L/3, 1e-12)
	}
	if at := CatchmentOf(f, middle); len(at) < 1000 {
		t.Errorf("only %d cells drain to the bottom", len(at))
	}
}

func BenchmarkFill(b *testing.B) {
	f := realGround(b)
	for b.Loop() {
		FillDepressions(f)
	}
	b.ReportMetric(float64(f.Grid.Len())*float64(b.N)/b.Elapsed().Seconds()/1e6, "Mcells/s")
}

func BenchmarkD8(b *testing.B) {
	f := realGround(b)
	for b.Loop() {
		D8(f).Accumulate(nil)
	}
	b.ReportMetric(float64(f.Grid.Len())*float64(b.N)/b.Elapsed().Seconds()/1e6, "Mcells/s")
}

// SAGA's two fills (Planchon–Darboux, Wang–Liu, no least slope), where it is
// installed.
func TestFillAgainstSAGA(t *testing.T) {
	f := realGround(t)
	tool, err := exec.LookPath("saga_cmd")
	if err != nil {
		t.Skip("saga_cmd is not installed: nothing to compare with")
	}
	translate, err := exec.LookPath("gdal_translate")
	if err != nil {
		t.Skip("gdal_translate is not installed: SAGA's grids cannot be read")
	}
	dir := t.TempDir()
	dem := filepath.Join(dir, "dem.tif")
	file, err := os.Create(dem)
	if err != nil {
		t.Fatal(err)
	}
	if err := raster.WriteGeoTIFF(file, &raster.Raster{NX: f.Grid.NX, NY: f.Grid.NY, CellX: 5, CellY: 5, Values: f.Values}); err != nil {
		t.Fatal(err)
	}
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
	filled := FillDepressions(f)
	for _, c := range [][3]string{{"3", "DEM", "RESULT"}, {"4", "ELEV", "FILLED"}} {
		grid, out := filepath.Join(dir, c[0]), filepath.Join(dir, c[0]+".tif")
		if text, err := exec.Command(tool, "ta_preprocessor", c[0], "-"+c[1]+"="+dem, "-"+c[2]+"="+grid+".sgrd", "-MINSLOPE=0").CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, text)
		}
		if text, err := exec.Command(translate, grid+".sdat", out).CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, text)
		}
		theirs, err := raster.Read(out)
		if err != nil {
			t.Fatal(err)
		}
		differ := 0
		for cell, z := range filled.Values {
			if theirs.Values[cell] != z {
				differ++
			}
		}
		t.Logf("ta_preprocessor %s: %d of %d cells differ (allowed 0)", c[0], differ, len(filled.Values))
		if differ > 0 {
			t.Errorf("ta_preprocessor %s: %d cells differ", c[0], differ)
		}
	}
}

func BenchmarkEarthwork(b *testing.B) {
	f := flat(400, 1, 0)
	for k := range f.Values {
		p := f.Grid.Center(k)
		f.Values[k] = float32(3*math.Sin(p[0]/29)*math.Cos(p[1]/37) + 0.5*math.Sin(p[0]/5))
	}
	e := Excavation{Rings: [][]mgl64.Vec2{{{50.3, 60.1}, {350.2, 55.4}, {340.7, 338.8}, {200.2, 270.5}, {64.4, 330.6}}}, Level: -15, Slope: 1,
		Benches: []Bench{{Level: -6, Width: 3, Slope: 1}, {Level: -11, Width: 3, Slope: 1}}}
	cells := 0.0
	for b.Loop() {
		cells = NewEarthwork(f, e).Works[0].CutArea
	}
	b.ReportMetric(cells*float64(b.N)/b.Elapsed().Seconds()/1e6, "Mcells/s")
}
