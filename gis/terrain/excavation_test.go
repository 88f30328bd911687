package terrain

import (
	"math"
	"path/filepath"
	"testing"

	"github.com/go-gl/mathgl/mgl64"
	"pgregory.net/rapid"

	"shapan/engine"
	"shapan/gis/raster"
)

// prismoid returns D/6 (A_top + 4 A_middle + A_floor) of a pit whose floor is
// the outline moved in by m·D.
func prismoid(L, W, D, m float64) float64 {
	area := func(in float64) float64 { return (L - 2*in) * (W - 2*in) }
	return D / 6 * (area(0) + 4*area(D*m/2) + area(D*m))
}

func within(t *testing.T, what string, got, want, allowed float64) {
	t.Helper()
	off := math.Abs(got-want) / math.Max(1, math.Abs(want))
	t.Logf("%s: %.9g of %.9g, off %.1e (allowed %.0e)", what, got, want, off, allowed)
	if !(off <= allowed) {
		t.Errorf("%s: %.12g, want %.12g", what, got, want)
	}
}

// The 40 × 30 m pit with sides 1:1 on flat ground against the prismoidal
// formula, wherever it lies on the grid and however it is turned.
func TestPitOnFlatGroundIsExact(t *testing.T) {
	const L, W, D, m = 40.0, 30.0, 6.0, 1.0
	for _, c := range []struct{ cell, turn, dx float64 }{{1, 0, 0}, {1, 0.3, 0.37}, {2.5, 1.1, 0.2}, {5, 0, 1.234}} {
		ground := flat(int(120/c.cell), c.cell, 3)
		var ring []mgl64.Vec2
		for _, p := range rect(-L/2, -W/2, L/2, W/2) {
			ring = append(ring, mgl64.Rotate2D(c.turn).Mul2x1(p).Add(mgl64.Vec2{60 + c.dx, 60}))
		}
		w := NewEarthwork(ground, Excavation{Rings: [][]mgl64.Vec2{ring}, Level: 3 - D, Slope: m})
		within(t, "cut [m³]", w.Works[0].Cut, prismoid(L, W, D, m), 1e-12)
		within(t, "area [m²]", w.Works[0].CutArea, L*W, 1e-12)
		if w.Works[0].Fill != 0 {
			t.Errorf("filled %v m³", w.Works[0].Fill)
		}
	}
}

// Two benches: the sum of three prismoids. A re-entrant corner adds quarter
// cones: an L-shaped pit is short of three rectangles by one.
func TestBenchesAndConesAreExact(t *testing.T) {
	ground := flat(120, 1, 0)
	e := Excavation{
		Rings: [][]mgl64.Vec2{rect(20, 20, 100, 80)}, Level: -9, Slope: 1,
		Benches: []Bench{{Level: -3, Width: 2, Slope: 1.5}, {Level: -6, Width: 1, Slope: 0}},
	}
	want := prismoid(80, 60, 3, 1.5) + prismoid(80-13, 60-13, 3, 0) + prismoid(80-15, 60-15, 3, 1)
	within(t, "benches [m³]", NewEarthwork(ground, e).Works[0].Cut, want, 1e-12)

	const D, m = 4.0, 1.0
	L := [][]mgl64.Vec2{{{20, 20}, {80, 20}, {80, 50}, {50, 50}, {50, 80}, {20, 80}}}
	got := NewEarthwork(ground, Excavation{Rings: L, Level: -D, Slope: m}).Works[0].Cut
	// sections by depth: the L moved in by r loses 2 corners' squares more at each
	// convex corner and a quarter circle at the re-entrant one
	section := func(r float64) float64 { return 2700 - 240*r + 5*r*r - math.Pi/4*r*r }
	within(t, "with a cone [m³]", got, D/6*(section(0)+4*section(D*m/2)+section(D*m)), 1e-5)
}

// On ground that is a plane the pit stays an exact sum; turned and mirrored
// input moves the same volume.
func TestVolumeIsTheSameTurnedAndMirrored(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		const n = 24
		var z [n][n]float32
		for j := range z {
			for i := range z[j] {
				z[j][i] = float32(rapid.IntRange(-8, 8).Draw(t, "z")) / 8
			}
		}
		slope := rapid.SampledFrom([]float64{0, 0.5, 1.25}).Draw(t, "slope")
		ring := []mgl64.Vec2{{4.3, 5.1}, {19.2, 3.4}, {20.7, 12.3}, {12.1, 11.2}, {14.4, 20.3}, {5.9, 18.8}}
		fill := rapid.Bool().Draw(t, "fill")
		var first Work
		for k, move := range []func(x, y float64) (float64, float64){
			func(x, y float64) (float64, float64) { return x, y },
			func(x, y float64) (float64, float64) { return n - x, y },
			func(x, y float64) (float64, float64) { return n - y, x },
		} {
			f := flat(n, 1, 0)
			for j := range n {
				for i := range n {
					x, y := move(float64(i)+0.5, float64(j)+0.5)
					cell, _ := f.Grid.CellAt(x, y)
					f.Values[cell] = z[j][i]
				}
			}
			var turned []mgl64.Vec2
			for _, p := range ring {
				x, y := move(p[0], p[1])
				turned = append(turned, mgl64.Vec2{x, y})
			}
			e := Excavation{Rings: [][]mgl64.Vec2{turned}, Level: -3, Slope: slope, Phases: []Phase{{Level: -3}, {Level: -1, Fill: true}}}
			if !fill {
				e.Phases = nil
			}
			w := NewEarthwork(f, e)
			if k == 0 {
				first = w.Works[len(w.Works)-1]
			}
			if got := w.Works[len(w.Works)-1]; math.Abs(got.Cut-first.Cut) > 1e-8 || math.Abs(got.Fill-first.Fill) > 1e-8 {
				t.Fatalf("move %d: %+v, was %+v", k, got, first)
			}
		}
	})
}

// Phases add up to the whole, and refilling to the top gives it back.
func TestPhases(t *testing.T) {
	ground := flat(100, 1, 0)
	for k := range ground.Values {
		p := ground.Grid.Center(k)
		ground.Values[k] = float32(0.7*math.Sin(p[0]/5) + 0.04*p[1])
	}
	e := Excavation{Rings: [][]mgl64.Vec2{rect(20.2, 20.3, 80.4, 70.1)}, Level: -9, Slope: 0.8,
		Stages: []Stage{{Rings: [][]mgl64.Vec2{rect(40, 40, 60, 55)}, Level: -11}}}
	whole := NewEarthwork(ground, e).Works[0]
	e.Phases = []Phase{
		{Level: -3}, {Level: -6, Rings: [][]mgl64.Vec2{rect(20, 20, 50, 75)}}, {Level: -20},
		{Level: 12, Fill: true},
	}
	w := NewEarthwork(ground, e)
	sum := 0.0
	for _, phase := range w.Works[:3] {
		sum += phase.Cut
		if phase.Cut <= 0 || phase.Fill != 0 {
			t.Errorf("%+v", phase)
		}
	}
	within(t, "phases [m³]", sum, whole.Cut, 1e-10)
	// filled to a level above all ground: what was cut and what lies above the ground
	above := Excavation{Rings: e.Rings, Phases: []Phase{{Level: 12, Fill: true}}}
	within(t, "refilled [m³]", w.Works[3].Fill, whole.Cut+NewEarthwork(ground, above).Works[0].Fill, 1e-10)
	// the grid follows within its resolution
	cut := Excavate(ground, e)
	exact := 0.0
	for _, phase := range cut.Works {
		exact += phase.Cut - phase.Fill
	}
	within(t, "grid [m³]", cut.Volume, exact, 1e-2)
}

// A ramp with vertical sides into a vertical pit: what it leaves standing is a
// wedge; cut outside the outline it is one as well.
func TestRampIsExact(t *testing.T) {
	ground := flat(100, 1, 0)
	ring := [][]mgl64.Vec2{rect(30, 30, 70, 60)}
	inside := Excavation{Rings: ring, Level: -4, Ramps: []Ramp{{Line: []mgl64.Vec2{{30, 45}, {62, 45}}, Bottom: -4, Width: 5}}}
	within(t, "left standing [m³]", NewEarthwork(ground, inside).Works[0].Cut, 40*30*4-32*5*4/2, 1e-12)
	outside := Excavation{Rings: ring, Level: -4, Ramps: []Ramp{{Line: []mgl64.Vec2{{4, 45}, {30, 45}}, Bottom: -4, Width: 5}}}
	within(t, "cut in [m³]", NewEarthwork(ground, outside).Works[0].Cut, 40*30*4+26*5*4/2, 1e-12)
	// sloping sides add a pyramid on each side: ∫ m·(4 − z)² / 2 ds, twice
	outside.Ramps[0].Slope = 1.5
	within(t, "with slopes [m³]", NewEarthwork(ground, outside).Works[0].Cut, 40*30*4+26*5*4/2+2*1.5*16*26/6, 1e-12)
}

// realGround is a piece of Bilbao's elevation model.
func realGround(t testing.TB) *engine.Field {
	t.Helper()
	path, err := filepath.Abs("../../../shared/data/gis/pnoa_bilbao_dem5m.tif")
	if err != nil {
		t.Fatal(err)
	}
	ra, err := raster.Read(path)
	if err != nil {
		t.Skipf("no elevation model of Bilbao here: %v", err)
	}
	// its cells are 5.001 by 4.999 m: taken as squares, so that values are its own
	return &engine.Field{Grid: engine.Grid{NX: ra.NX, NY: ra.NY, Cell: 5}, Values: ra.Values}
}

// halved returns the same surface with cells of half the size: the pieces of a
// cell's ground, sampled at the centres of its quarters.
func halved(f *engine.Field) *engine.Field {
	g := f.Grid
	g.NX, g.NY, g.Cell = 2*g.NX, 2*g.NY, g.Cell/2
	h := &engine.Field{Grid: g, Values: make([]float32, g.Len())}
	for k := range h.Values {
		h.Values[k] = float32(HeightAt(f, g.Center(k)))
	}
	return h
}

// On real ground the exact volume does not depend on the resolution (the finer
// one cuts the tops off the coarse one's cells), while counting cells does.
func TestPitOnRealGround(t *testing.T) {
	f := realGround(t)
	at := mgl64.Vec2{1702.5, 1502.5}
	h := HeightAt(f, at)
	e := Excavation{Rings: [][]mgl64.Vec2{rect(at[0]-20, at[1]-15, at[0]+20, at[1]+15)}, Level: h - 8, Slope: 1}
	coarse := NewEarthwork(f, e).Works[0].Cut
	fine := NewEarthwork(halved(f), e).Works[0].Cut
	within(t, "at 5 m and 2.5 m [m³]", coarse, fine, 5e-3)
	// and the integral of the surfaces themselves, by brute force over points
	w := NewEarthwork(f, e)
	sum, n := 0.0, 800
	for k := range n * n {
		p := mgl64.Vec2{at[0] - 20 + 40*(float64(k%n)+0.5)/float64(n), at[1] - 15 + 30*(float64(k/n)+0.5)/float64(n)}
		z, _ := w.At(p)
		sum += (ground{f}).height(p) - z
	}
	within(t, "against points [m³]", coarse, sum*1200/float64(n*n), 1e-5)
	dug := *f
	dug.Values = append([]float32(nil), f.Values...)
	t.Logf("counting cells of 5 m: %.1f m³ of %.1f", Excavate(&dug, e).Volume, coarse)
}

// The curve of an excavated pit ends at its volume, and is the prismoid below.
func TestStageStorageOfAPit(t *testing.T) {
	ground := flat(60, 1, 0)
	w := NewEarthwork(ground, Excavation{Rings: [][]mgl64.Vec2{rect(10, 15, 50, 45)}, Level: -6, Slope: 1})
	curve := w.StageStorage([]float64{-7, -6, -3, 0})
	within(t, "at -7 [m³]", curve[0].Volume, 0, 0)
	within(t, "at -6 [m³]", curve[1].Volume, 0, 1e-9)
	within(t, "at -3 [m³]", curve[2].Volume, prismoid(34, 24, 3, 1), 1e-12)
	within(t, "at -3 [m²]", curve[2].Area, 34*24, 1e-12)
	within(t, "at 0 [m³]", curve[3].Volume, prismoid(40, 30, 6, 1), 1e-12)
}
