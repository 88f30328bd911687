package hydraulics

import (
	"math"
	"testing"
)

func near(t *testing.T, what string, got, want, relative float64) {
	t.Helper()
	if !(math.Abs(got-want) <= relative*math.Abs(want)+1e-12) {
		t.Errorf("%s: %v, want %v within %g", what, got, want, relative)
	}
}

// A half-full circle, a full one, and a box: areas and radii of geometry.
func TestSections(t *testing.T) {
	c := Section{Circular, 0, 2}
	near(t, "half circle, area", c.Area(1), math.Pi/2, 1e-12)
	near(t, "half circle, perimeter", c.Perimeter(1), math.Pi, 1e-12)
	near(t, "half circle, width", c.TopWidth(1), 2, 1e-12)
	near(t, "full circle, radius", c.Radius(2), 0.5, 1e-12)
	b := Section{Box, 3, 1.5}
	near(t, "full box, radius", b.Radius(1.5), 4.5/9, 1e-12)
	near(t, "box, radius", b.Radius(1), 3.0/5, 1e-12)
	// A rectangle's critical depth is (q²/g)^(1/3).
	near(t, "critical depth", b.CriticalDepth(6), math.Cbrt(4/Gravity), 1e-9)
	near(t, "and back", c.CriticalDepth(c.CriticalFlow(0.7)), 0.7, 1e-9)
}

// The flow of a circle is greatest at 0.938 of its diameter (Chow 1959): 1.0757
// of the full flow.
func TestGreatestNormalFlow(t *testing.T) {
	c := Section{Circular, 0, 1}
	best, at := 0.0, 0.0
	for y := 0.01; y <= 1; y += 0.0005 {
		if q := c.NormalFlow(y, 0.01, 0.013); q > best {
			best, at = q, y
		}
	}
	near(t, "depth of the greatest flow", at, 0.938, 0.002)
	near(t, "greatest to full", best/c.NormalFlow(1, 0.01, 0.013), 1.0757, 0.001)
}

// A drowned pipe: h1 - h2 = V²/2g (Ke + Kx + 2 g n² L/R^(4/3)).
func TestFullPipe(t *testing.T) {
	c := Culvert{Section: Section{Circular, 0, 1}, Barrels: 2, Length: 50, Manning: 0.013, Inlet: Inlets["square_edge"], Kx: 1}
	for _, fall := range []float64{0.01, 0.1, 0.5} {
		v := math.Sqrt(2 * Gravity * fall / (1.5 + 2*Gravity*0.013*0.013*50/math.Pow(0.25, 4.0/3)))
		near(t, "full pipe", c.Flow(3+fall, 3), 2*v*math.Pi/4, 1e-9)
		near(t, "and back", c.Flow(3, 3+fall), -2*v*math.Pi/4, 1e-9)
	}
	c.Flap = true
	if q := c.Flow(3, 3.5); q != 0 {
		t.Errorf("%v m³/s back through a flap gate", q)
	}
	c.Blocked = 1
	if q := c.Flow(4, 3); q != 0 {
		t.Errorf("%v m³/s through a blocked pipe", q)
	}
}

func TestWeirAndGate(t *testing.T) {
	w := Weir{Width: 2, Crest: 1, Factor: 1}
	near(t, "free weir", w.Flow(1.5, 0), 1.705*2*math.Pow(0.5, 1.5), 1e-12)
	near(t, "drowned weir", w.Flow(1.5, 1.4), 1.705*2*math.Pow(0.5, 1.5)*math.Pow(1-math.Pow(0.8, 1.5), 0.385), 1e-12)
	near(t, "and back", w.Flow(1.4, 1.5), -w.Flow(1.5, 1.4), 1e-12)
	g := Gate{Width: 2, Sill: 1, Opening: 0.2, Factor: 1}
	jet := 0.2 * math.Pi / (math.Pi + 2)
	near(t, "free gate", g.Flow(2, 0), jet*2*math.Sqrt(2*Gravity*(1-jet)), 1e-12)
	near(t, "drowned gate", g.Flow(3, 2.5), jet*2*math.Sqrt(2*Gravity*0.5), 1e-12)
	near(t, "thin water under a gate", g.Flow(1.1, 0), 1.705*2*math.Pow(0.1, 1.5), 1e-12)
}

func TestPumpAndTide(t *testing.T) {
	c := PumpCurve{{0, 0.06}, {10, 0.04}, {20, 0}}
	for _, p := range []PumpPoint{{-1, 0.06}, {5, 0.05}, {15, 0.02}, {21, 0}} {
		near(t, "pump", c.Flow(p.Head), p.Flow, 1e-12)
	}
	near(t, "power", PumpPower(0.1, 10, 0.75), 13080, 1e-12)
	if (PumpCurve{{0, 1}, {1, 2}}).Check() == nil || (PumpCurve{}).Check() == nil {
		t.Error("a rising curve was taken")
	}
	tide := Tide{Mean: 1, Constituents: []Constituent{{TidalSpeeds["M2"], 2, 0}, {TidalSpeeds["S2"], 0.5, math.Pi / 2}}}
	near(t, "high water", tide.Level(0), 3, 1e-12)
	// M2 returns after 12.4206 h, S2 after 12 h.
	near(t, "M2", 2*math.Pi/TidalSpeeds["M2"]/3600, 12.4206012, 1e-8)
	near(t, "after 12 h", tide.Level(12*3600), 1+2*math.Cos(TidalSpeeds["M2"]*12*3600), 1e-9)
}

// The mean over any chain of intervals gives the same volume.
func TestSeries(t *testing.T) {
	s, err := NewSeries([]float64{0, 10, 30}, []float64{0, 2, 1})
	if err != nil {
		t.Fatal(err)
	}
	near(t, "inside", s.At(5), 1, 1e-12)
	near(t, "before", s.At(-5), 0, 1e-12)
	near(t, "after", s.At(99), 1, 1e-12)
	near(t, "mean", s.Mean(0, 30), (10+30)/30.0, 1e-12)
	sum := 0.0
	for k := -3.0; k < 60; k += 1.5 {
		sum += s.Mean(k, k+1.5) * 1.5
	}
	near(t, "volume in steps", sum, 10+30+30, 1e-12)
	for _, c := range [][]float64{{0, 0}, {1, 0}, {}} {
		if _, err := NewSeries(c, make([]float64, len(c))); err == nil {
			t.Errorf("times %v were taken", c)
		}
	}
	if _, err := NewSeries([]float64{0, 1}, []float64{0, math.NaN()}); err == nil || err.Error() != "row 2: NaN: must be a number" {
		t.Error(err)
	}
}
