package pipenet

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
)

// pond is a mock surface: one flat basin over a manhole.
type pond struct{ area, volume float64 }

func (p *pond) level(rim float64) float64 { return rim + p.volume/p.area }

// Surface and sewer together keep all their water over a long run in which
// inlets take it, the sewer gives it back and takes it again. Allowed: 1e-12 of
// all the water.
func TestSurfaceAndSewerKeepTheirWater(t *testing.T) {
	section := must(Circle(0.6))
	net := Network{Options: Options{Step: 5}}
	const n = 6
	for i := range n {
		net.Nodes = append(net.Nodes, Node{Name: fmt.Sprint(i), Invert: 0.3 * float64(n-i), MaxDepth: 2,
			Inlet: &Inlet{Perimeter: 1.6, OpenArea: 0.2, Cover: 0.3}})
		net.Links = append(net.Links, Link{Name: fmt.Sprint(i), From: i, To: i + 1, Conduit: &Conduit{Section: section, Length: 60, N: 0.013}})
	}
	net.Nodes = append(net.Nodes, Node{Name: "sea", Kind: Outfall, Level: Given})
	s := must(New(net))
	ponds := make([]pond, n)
	var all sum // water of both sides, and what left
	for i := range ponds {
		ponds[i] = pond{area: 200, volume: 40}
		all.add(40)
	}
	all.add(s.Ledger().Initial)
	r := rand.New(rand.NewPCG(1, 2))
	taken, given, ticks := 0, 0, 20000
	if testing.Short() {
		ticks = 2000
	}
	for k := range ticks {
		if k%500 == 0 { // rain on the ground, a flood from the sea, and from above
			for i := range ponds {
				v := 20 * r.Float64()
				ponds[i].volume += v
				all.add(v)
			}
			s.SetStage(n, []float64{0, 4, 1, 3}[k/500%4])
			s.SetInflow(0, []float64{0, 0, 0.6}[k/500%3])
		}
		for i := range ponds {
			s.SetSurface(i, ponds[i].level(s.NodeRim(i)), ponds[i].volume)
		}
		before := s.Ledger()
		if err := s.Advance(context.Background(), 5); err != nil {
			t.Fatal(err)
		}
		after := s.Ledger()
		all.add(after.Inflow - before.Inflow)
		all.add(after.OutfallIn - before.OutfallIn)
		all.add(before.OutfallOut - after.OutfallOut)
		for i := range ponds {
			v := s.Exchange(i)
			if v > 0 {
				taken++
			} else if v < 0 {
				given++
			}
			ponds[i].volume -= v
			if ponds[i].volume < 0 {
				t.Fatalf("the sewer took more than there was: %v m³ left", ponds[i].volume)
			}
		}
	}
	var now sum
	for i := range ponds {
		now.add(ponds[i].volume)
	}
	now.add(s.Ledger().Stored)
	l := s.Ledger()
	whole := l.Initial + l.Inflow + l.OutfallIn + l.FromSurface
	off := math.Abs(now.value()-all.value()) / whole
	t.Logf("%d exchanges into the sewer, %d out of it; both sides off by %.1e of the water (allowed 1e-12), sewer by %.1e", taken, given, off, l.Relative())
	if off > 1e-12 || math.Abs(l.Relative()) > 1e-12 {
		t.Errorf("off by %v", off)
	}
	if taken < ticks/20 || given < ticks/20 || l.Flooded != 0 {
		t.Errorf("%d in, %d out, %v m³ lost over rims: expected both ways and none lost", taken, given, l.Flooded)
	}
}

// A grate takes what HEC-22 says: a weir while shallow, an orifice when deep;
// half clogged it takes half; a sewer under pressure gives it back.
func TestInletCapture(t *testing.T) {
	m := must(newManhole(Inlet{Perimeter: 2, OpenArea: 0.3, Cover: 0.2}, 0, 10))
	m.available = math.Inf(1)
	for _, c := range []struct{ level, head, open, want float64 }{
		{10.1, 8, 1, 1.66 * 2 * math.Pow(0.1, 1.5)},
		{10.1, 8, 0.5, 1.66 * 1 * math.Pow(0.1, 1.5)},
		{12, 8, 1, 0.67 * 0.3 * math.Sqrt(2*gravity*2)},
		{12, 11.5, 1, 0.67 * 0.3 * math.Sqrt(2*gravity*0.5)},
		{12, 12.5, 1, -0.67 * 0.2 * math.Sqrt(2*gravity*0.5)},
		{9, 10.5, 1, -0.67 * 0.2 * math.Sqrt(2*gravity*0.5)},
		{9, 9.5, 1, 0},
	} {
		m.level, m.open = c.level, c.open
		m.try(c.head, 1)
		if math.Abs(m.rate-c.want) > 1e-6*math.Abs(c.want)+1e-12 {
			t.Errorf("surface at %v m, head %v m: %v m³/s, want %v", c.level, c.head, m.rate, c.want)
		}
	}
}
