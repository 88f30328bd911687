package terrain

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/go-gl/mathgl/mgl64"
	"pgregory.net/rapid"
)

// A wall burnt across holds water back: nothing flows from one side to the
// other, whatever its course, exactly through corners of cells as well.
func TestBurntWallIsTight(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		const n = 20
		f := flat(n, 1, 0)
		for k := range f.Values { // falls to the east
			f.Values[k] = float32(n - k%n)
		}
		y := rapid.IntRange(0, 40)
		line := []mgl64.Vec2{{8, -1}, {6 + float64(rapid.IntRange(0, 16).Draw(t, "x"))/2, float64(y.Draw(t, "y")) / 2}, {11, n + 1}}
		Burn(f, Breakline{Line: line, Height: []float64{50, 60, 50}})
		if f.Values[0] == 50 {
			t.Fatal("burnt far from the line")
		}
		flow := d8(f, nil) // unfilled: over the wall is no way
		var beyond []int
		for k := range f.Values {
			if f.Grid.Center(k)[0] > 15 {
				beyond = append(beyond, k)
			}
		}
		for k, share := range flow.Catchment(beyond...) {
			if x := f.Grid.Center(k)[0]; x < 4 && share > 0 {
				t.Fatalf("water of cell %d comes through the wall", k)
			}
		}
	})
}

func TestBurn(t *testing.T) {
	f := flat(10, 1, 5)
	kerb := Breakline{Line: []mgl64.Vec2{{0, 2.5}, {10, 2.5}}, Height: []float64{0.15, 0.15}, Above: true}
	ditch := Breakline{Line: []mgl64.Vec2{{0, 7.5}, {10, 7.5}}, Height: []float64{4, 3}, Down: true}
	if n := Burn(f, kerb, kerb, ditch); n != 20 {
		t.Errorf("%d cells changed, want 20", n)
	}
	if z := f.Values[2*10+4]; math.Abs(float64(z)-5.15) > 1e-6 {
		t.Errorf("a kerb burnt twice is %v, want 5.15", z)
	}
	if z := f.Values[7*10]; math.Abs(float64(z)-3.95) > 1e-6 {
		t.Errorf("the ditch begins at %v, want 3.95", z)
	}
	low := Breakline{Line: []mgl64.Vec2{{0, 5.5}, {10, 5.5}}, Height: []float64{4, 4}}
	if n := Burn(f, low); n != 0 {
		t.Errorf("a wall below the ground changed %d cells", n)
	}
}

// Two surveys with noise alone: nothing but 5 % of the cells is significant, cut
// and fill cancel. A pit of known volume is found within its deviation.
func TestCompareSurveys(t *testing.T) {
	const n, noise = 200, 0.03
	r := rand.New(rand.NewPCG(11, 12))
	before, after := flat(n, 0.5, 0), flat(n, 0.5, 0)
	for k := range before.Values {
		z := math.Sin(float64(k%n) / 9)
		before.Values[k] = float32(z + noise*r.NormFloat64())
		after.Values[k] = float32(z + noise*r.NormFloat64())
	}
	s, err := Compare(before, after, noise, noise)
	if err != nil {
		t.Fatal(err)
	}
	share := (s.CutArea + s.FillArea) / s.Compared
	t.Logf("noise: level %.4f m, %.2f %% significant (5 ± 0.5), net %.2f ± %.2f m³", s.Level, 100*share, s.Net, s.Deviation)
	if math.Abs(share-0.05) > 0.005 || math.Abs(s.Net) > 4*s.Deviation {
		t.Errorf("%+v", s)
	}
	cut := Excavate(after, Excavation{Rings: [][]mgl64.Vec2{rect(20, 20, 60, 50)}, Level: -8, Slope: 1})
	quiet := s.Net
	if s, err = Compare(before, after, noise, noise); err != nil {
		t.Fatal(err)
	}
	t.Logf("pit: cut %.1f m³ of %.1f ± %.1f", s.Cut, cut.Volume, s.Deviation)
	if math.Abs(s.Net-quiet+cut.Volume) > 4*s.Deviation {
		t.Errorf("net %v, want %v", s.Net, -cut.Volume)
	}
	if _, err := Compare(before, flat(n, 1, 0), 0, 0); err == nil {
		t.Error("different grids were compared")
	}
}
