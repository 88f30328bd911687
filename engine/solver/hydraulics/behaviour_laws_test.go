package hydraulics

import (
	"math"
	"math/rand/v2"
	"testing"
)

// No law makes water run uphill, none leaps, and more head never gives less.
func TestLawsAreMonotone(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	between := func(a, b float64) float64 { return a + (b-a)*random.Float64() }
	names := []string{"square_edge", "groove_end", "metal_headwall", "metal_mitered", "metal_projecting", "box_flared_wings", "box_headwall", "box_parallel_wings"}
	rounds := 60
	if testing.Short() {
		rounds = 6
	}
	for range rounds {
		name := names[random.IntN(len(names))]
		c := &Culvert{
			Section: Section{Shape(random.IntN(2)), between(0.3, 4), between(0.3, 3)}, Barrels: float64(1 + random.IntN(3)),
			Length: between(3, 100), Z1: between(-0.5, 0.5), Z2: between(-0.5, 0.5), Manning: between(0.009, 0.03), Inlet: Inlets[name], Kx: 1,
		}
		w := &Weir{Width: between(0.5, 5), Crest: between(-1, 1), Factor: between(0.8, 1.2)}
		g := &Gate{Width: between(0.5, 5), Sill: between(-1, 1), Opening: between(0, 1), Factor: 1}
		for k, law := range []interface{ Flow(h1, h2 float64) float64 }{c, w, g} {
			down := between(-1, 3)
			last, lastAt := 0.0, down
			for rise := 0.005; rise < 4; rise += 0.005 {
				q := law.Flow(down+rise, down)
				if q < -1e-12 || math.IsNaN(q) {
					t.Fatalf("law %d: %v m³/s uphill", k, q)
				}
				if q < last*(1-1e-6)-1e-9 {
					t.Fatalf("law %d (%s %+v): %v m³/s at rise %v after %v at %v", k, name, c, q, rise, last, lastAt)
				}
				// No opening here passes more than 36 m² × √(2 g · rise) for a small rise.
				if scale := 36 * math.Sqrt(2*Gravity); q-last > scale*math.Sqrt(0.005)*(1+rise) {
					t.Fatalf("law %d: leaps from %v to %v m³/s at rise %v", k, last, q, rise)
				}
				last, lastAt = q, rise
			}
		}
	}
}

// Deeper water at the outlet never draws more.
func TestTailwaterHoldsBack(t *testing.T) {
	c := &Culvert{Section: Section{Circular, 0, 1.2}, Barrels: 1, Length: 30, Z1: 0.1, Manning: 0.013, Inlet: Inlets["square_edge"], Kx: 1}
	for _, up := range []float64{0.4, 0.9, 1.5, 3} {
		last := math.Inf(1)
		for down := 0.0; down <= up; down += 0.01 {
			q := c.Flow(up, down)
			if q > last*1.02+1e-6 { // a deeper barrel is wider as well: a little more is real
				t.Errorf("up %v m: %v m³/s at tail %v m after %v", up, q, down, last)
			}
			last = q
		}
		if q := c.Flow(up, up); q != 0 {
			t.Errorf("%v m³/s between equal levels", q)
		}
	}
}

func TestShaft(t *testing.T) {
	if ShaftFlow(0, 4, 1) != 0 || ShaftFlow(-1, 4, 1) != 0 {
		t.Error("a dry rim gives water")
	}
	// Shallow: the rim rules; deep: the mouth.
	if got, want := ShaftFlow(0.01, 4, 1), 1.705*4*0.001; math.Abs(got-want) > 1e-12 {
		t.Errorf("%v, want %v", got, want)
	}
	if got, want := ShaftFlow(2, 4, 1), 0.6*math.Sqrt(4*Gravity); math.Abs(got-want) > 1e-12 {
		t.Errorf("%v, want %v", got, want)
	}
}
