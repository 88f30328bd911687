package pipenet

import (
	"context"
	"math"
	"testing"
)

// A valley whose foot alone is drowned by a still lake holds what its section has
// at both ends and in the middle, L/4 (A1 + 2 Am + A2), not L/2 (A1 + A2): for a
// triangle that is dry at the head, 3/8 of L A2 and not 1/2. Allowed: 1e-6.
func TestVolumeOfADrownedFoot(t *testing.T) {
	const length = 200
	s := must(New(Network{
		Nodes: []Node{{Name: "head", Invert: 2, MaxDepth: 9}, {Name: "foot", MaxDepth: 9, Initial: 2}, {Name: "sea", Kind: Outfall, Level: Given, Stage: 2}},
		Links: []Link{
			{Name: "valley", From: 0, To: 1, Conduit: &Conduit{Section: must(Trapezoid(4, 0, 3, 3)), Length: length, N: 0.03}},
			{Name: "mouth", From: 1, To: 2, Orifice: &Orifice{Circular: true, Height: 0.1, Coefficient: 0.6}},
		},
	}))
	if err := s.Advance(context.Background(), 600); err != nil {
		t.Fatal(err)
	}
	got := s.NodeVolume(0) + s.NodeVolume(1) - 2*defaultShaft
	if want := 3.0 / 8 * length * 3 * 2 * 2; math.Abs(got/want-1) > 1e-6 {
		t.Errorf("%v m³, want %v m³", got, want)
	}
}

// A pipe that hangs a hand over its node is as full at its free end as its flow
// makes it, and that water belongs to its head; when the node rises it does not
// vanish nor double. Allowed: 1 % of the volume, 1e-12 of the mass.
func TestHangingEndKeepsItsWater(t *testing.T) {
	section := must(Circle(1))
	s := must(New(Network{
		Nodes: []Node{{Name: "head", Invert: 1, MaxDepth: 9}, {Name: "low", MaxDepth: 9}, {Name: "sea", Kind: Outfall, Level: Given, Stage: -5}},
		Links: []Link{
			{Name: "pipe", From: 0, To: 1, Conduit: &Conduit{Section: section, Length: 300, N: 0.013, ToOffset: 0.4}},
			{Name: "on", From: 1, To: 2, Conduit: &Conduit{Section: must(Circle(1.5)), Length: 40, N: 0.013}},
		},
	}))
	s.SetInflow(0, 0.4)
	run := func(seconds float64) {
		for range int(seconds / 5) {
			if err := s.Advance(context.Background(), 5); err != nil {
				t.Fatal(err)
			}
		}
		if e := s.Ledger().Relative(); math.Abs(e) > 1e-12 {
			t.Errorf("mass error %v", e)
		}
	}
	run(7200)
	r := &s.reaches[0]
	if !r.hangs {
		t.Fatal("the end does not hang")
	}
	y1, y2 := s.NodeDepth(0), r.outfall(0.4)
	want := 300.0/4*(section.Area(y1)+2*section.Area((y1+y2)/2)+section.Area(y2)) + defaultShaft*y1
	if got := s.NodeVolume(0); math.Abs(got/want-1) > 0.01 {
		t.Errorf("the head holds %v m³, want %v m³", got, want)
	}
	for range 5 { // the sea drowns it and leaves again
		s.SetStage(2, 2)
		run(600)
		if r.hangs {
			t.Error("drowned, and yet it hangs")
		}
		s.SetStage(2, -5)
		run(3600)
		if !r.hangs {
			t.Error("free, and yet it does not hang")
		}
	}
	if got := s.NodeVolume(0); math.Abs(got/want-1) > 0.01 {
		t.Errorf("after the floods the head holds %v m³, want %v m³", got, want)
	}
}

// With straight lines between 50 depths a transect's area and radius are exact at
// those depths, and its conveyance keeps growing where a wide shelf goes under.
func TestTransectAtSteps(t *testing.T) {
	shape := Transect{Station: []float64{0, 1, 40, 41, 43, 44}, Height: []float64{10, 3.5, 3.4, 0, 0, 10}, LeftBank: 0, RightBank: 44, Bed: 0.03}
	fine := must(shape.Section())
	shape.Steps = 50
	coarse := must(shape.Section())
	for k := 1; k <= 2; k++ { // rows of both tables: 256 and 50 have 2 in common
		y := fine.Depth * float64(k) / 2
		if a, b := fine.Area(y), coarse.Area(y); math.Abs(a/b-1) > 1e-12 {
			t.Errorf("area %v m² at %v m, want %v m²", b, y, a)
		}
		if a, b := fine.Radius(y), coarse.Radius(y); math.Abs(a/b-1) > 1e-12 {
			t.Errorf("radius %v m at %v m, want %v m", b, y, a)
		}
	}
	carry := func(s *Section, y float64) float64 { return s.Area(y) * math.Pow(s.Radius(y), 2.0/3) }
	if carry(fine, 3.55) > carry(fine, 3.39) || carry(coarse, 3.7) < carry(coarse, 3.4) {
		t.Errorf("conveyance: fine %v then %v, coarse %v then %v", carry(fine, 3.39), carry(fine, 3.55), carry(coarse, 3.4), carry(coarse, 3.7))
	}
	shape.Steps = rows + 1
	if _, err := shape.Section(); err == nil {
		t.Error("257 steps pass")
	}
}
