package shallowwater

import (
	"context"
	"math"
	"testing"
)

// A sloping channel that is fed with q at its west end comes to rest with the
// normal depth of Manning's formula; what came in is what was ordered.
func TestInflowSegmentGivesExactlyItsDischarge(t *testing.T) {
	if testing.Short() {
		t.Skip("only computes: nothing for the race detector; make unit runs it")
	}
	const n, q, manning, slope = 200, 0.5, 0.03, 0.002
	c := Config{Grid: Grid{n, 3, 2}, Bed: make([]float64, 3*n), Manning: fill(3*n, manning),
		Segments: []Segment{{West, 0, 3, Boundary{Kind: Inflow, Discharge: q}}, {East, 0, 3, Boundary{Kind: Level}}}}
	normal := math.Pow(q*manning/math.Sqrt(slope), 0.6)
	for k := range c.Bed {
		c.Bed[k] = -slope * 2 * float64(k%n)
	}
	c.Segments[1].Level = c.Bed[n-1] + normal
	s := mustNew(t, c)
	if err := s.SetFlow(fill(3*n, normal), fill(3*n, q), nil); err != nil {
		t.Fatal(err)
	}
	for range 1800 {
		if err := s.Advance(context.Background(), 1); err != nil {
			t.Fatal(err)
		}
	}
	l := s.Ledger()
	if want := q * 6 * 1800; math.Abs(l.BoundaryIn-want) > 1e-9*want {
		t.Errorf("came in: %.9g m³, want %.9g", l.BoundaryIn, want)
	}
	if h := s.DepthAt(s.Grid().Index(n/2, 1)); math.Abs(h-normal) > 0.01*normal {
		t.Errorf("depth %.4f m, normal depth %.4f", h, normal)
	}
	if err := s.SetSegment(0, Boundary{Kind: Inflow, Discharge: -0.1}); err != nil {
		t.Fatal(err)
	}
	if err := s.Advance(context.Background(), 60); err != nil {
		t.Fatal(err)
	}
	if out := s.Ledger().BoundaryOut - l.BoundaryOut; out < 0.1*6*60 {
		t.Errorf("took out %.3g m³ through both ends, want at least %.3g", out, 0.1*6*60)
	}
	if e := s.Ledger().Error; math.Abs(e) > 1e-12 {
		t.Errorf("mass error %g", e)
	}
}
