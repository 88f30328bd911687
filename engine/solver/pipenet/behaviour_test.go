package pipenet

import (
	"bytes"
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
)

// random makes a network of n nodes: a tree of pipes in both directions of slope
// and some loops, basins, pumps, weirs and orifices, with one or two outfalls.
func random(r *rand.Rand, n int) Network {
	shapes := []*Section{must(Circle(0.5)), must(Circle(1)), must(Egg(1.2)), must(Rectangle(0.8, 1)), must(Trapezoid(1, 0.5, 1, 1))}
	net := Network{Options: Options{Step: 2 + 18*r.Float64(), Damping: Damping(r.IntN(3)), Limit: NormalLimit(r.IntN(4)), Pond: r.IntN(2) == 0, Extran: r.IntN(2) == 0}}
	for i := range n {
		d := Node{Name: fmt.Sprint(i), Invert: 3 * r.Float64(), MaxDepth: 1 + 2*r.Float64(), Initial: 0.5 * r.Float64(), Ponded: 100 * float64(r.IntN(2))}
		if r.IntN(5) == 0 {
			d.Kind, d.Area = Storage, Curve{X: []float64{0, 1, 3}, Y: []float64{1 + 20*r.Float64(), 50 * r.Float64(), 30}}
		}
		if i == 0 || i == 1 && n > 4 {
			d.Kind, d.Level, d.Stage = Outfall, OutfallLevel(r.IntN(3)), 2*r.Float64()
			d.Flap = r.IntN(2) == 0
		}
		net.Nodes = append(net.Nodes, d)
	}
	for k := range n + n/4 {
		to := k + 1
		from := r.IntN(k + 1)
		if k >= n-1 {
			from, to = r.IntN(n), r.IntN(n)
		}
		if from == to || to >= n || net.Nodes[from].Kind == Outfall && net.Nodes[to].Kind == Outfall {
			continue
		}
		if r.IntN(2) == 0 {
			from, to = to, from
		}
		l := Link{Name: fmt.Sprint(k), From: from, To: to, Flap: r.IntN(8) == 0}
		switch x := r.IntN(12); {
		case x == 0 && net.Nodes[from].Kind != Outfall:
			l.Pump = &Pump{Kind: ByHead, Curve: Curve{X: []float64{0, 5}, Y: []float64{0.2, 0}}, Startup: 0.5, Shutoff: 0.1}
		case x == 1:
			l.Weir = &Weir{Height: 1, Width: 1 + r.Float64(), Offset: r.Float64(), Coefficient: 1.8, Surcharge: true}
		case x == 2:
			l.Orifice = &Orifice{Circular: true, Height: 0.3, Coefficient: 0.6, Bottom: r.IntN(2) == 0}
		default:
			l.Conduit = &Conduit{Section: shapes[r.IntN(len(shapes))], Length: 10 + 300*r.Float64(), N: 0.01 + 0.02*r.Float64(),
				FromOffset: 0.3 * float64(r.IntN(2)) * r.Float64(), ToOffset: 0.3 * float64(r.IntN(2)) * r.Float64(), Entry: 0.5, Barrels: 1 + r.IntN(2)}
		}
		net.Links = append(net.Links, l)
	}
	return net
}

// Whatever the network and the inflow, no water is made or lost and no depth or
// volume falls below nothing. Allowed: 1e-12 of all the water there was.
func TestWaterIsConserved(t *testing.T) {
	seeds := 300
	if testing.Short() {
		seeds = 15
	}
	worst, unsettled, steps := 0.0, 0, 0
	for seed := range seeds {
		r := rand.New(rand.NewPCG(uint64(seed), 7))
		net := random(r, 4+r.IntN(20))
		s := must(New(net))
		for range 60 {
			for i := range net.Nodes {
				switch r.IntN(6) {
				case 0:
					s.SetInflow(i, 0.5*r.Float64()*r.Float64())
				case 1:
					s.SetInflow(i, 0)
				case 2:
					s.SetInflow(i, -0.02*r.Float64())
				}
				s.SetStage(i, 3*r.Float64())
			}
			if len(net.Links) > 0 {
				s.SetSetting(r.IntN(len(net.Links)), r.Float64()*float64(r.IntN(2)))
			}
			if err := s.Advance(context.Background(), 120*r.Float64()); err != nil {
				t.Fatalf("seed %d: %v", seed, err)
			}
			for i := range net.Nodes {
				if d, v := s.NodeDepth(i), s.NodeVolume(i); !(d >= 0) || !(v >= 0) {
					t.Fatalf("seed %d: node %d: depth %v m, volume %v m³", seed, i, d, v)
				}
			}
		}
		worst = max(worst, math.Abs(s.Ledger().Relative()))
		unsettled, steps = unsettled+s.Counters().Unsettled, steps+s.Counters().Steps
	}
	t.Logf("%d random networks: error at most %.1e of the water (allowed 1e-12); %d of %d steps unsettled", seeds, worst, unsettled, steps)
	if worst > 1e-12 {
		t.Errorf("error %.2e of the water", worst)
	}
}

// Still water stays still, over steps of the bottom, in dry and in full pipes.
func TestStillWaterStaysStill(t *testing.T) {
	section := must(Circle(1))
	net := Network{Options: Options{Step: 10}}
	for i, z := range []float64{0, 0.4, 1.8, 0.2, 0.9} {
		net.Nodes = append(net.Nodes, Node{Name: fmt.Sprint(i), Invert: z, MaxDepth: 5, Initial: max(1.5-z, 0)})
	}
	net.Nodes = append(net.Nodes, Node{Name: "sea", Kind: Outfall, Invert: 0.5, Level: Given, Stage: 1.5})
	for k, e := range [][2]int{{0, 1}, {1, 2}, {0, 3}, {3, 4}, {4, 5}} {
		net.Links = append(net.Links, Link{Name: fmt.Sprint(k), From: e[0], To: e[1], Conduit: &Conduit{Section: section, Length: 80, N: 0.013}})
	}
	s := must(New(net))
	run(t, s, 6*3600, 600)
	for k := range net.Links {
		if q := math.Abs(s.LinkFlow(k)); q > 1e-12 {
			t.Errorf("link %d: %v m³/s in still water", k, q)
		}
	}
	for i := range net.Nodes[:5] {
		if want := max(1.5, net.Nodes[i].Invert); math.Abs(s.NodeHead(i)-want) > 1e-12 {
			t.Errorf("node %d: level %v m, want %v m", i, s.NodeHead(i), want)
		}
	}
}

// A level pipe knows no direction: the mirrored network has the mirrored flow,
// bit by bit.
func TestMirroredNetwork(t *testing.T) {
	section := must(Circle(0.8))
	make := func(mirrored bool) *Solver {
		net := Network{Options: Options{Step: 5}}
		n := 6
		for i := range n {
			net.Nodes = append(net.Nodes, Node{Name: fmt.Sprint(i), MaxDepth: 3, Initial: 0.3})
		}
		for k := range n - 1 {
			l := Link{Name: fmt.Sprint(k), From: k, To: k + 1, Conduit: &Conduit{Section: section, Length: 50 + 10*float64(k), N: 0.013}}
			if mirrored {
				l.From, l.To = l.To, l.From
			}
			net.Links = append(net.Links, l)
		}
		s := must(New(net))
		s.SetInflow(0, 0.3)
		return s
	}
	a, b := make(false), make(true)
	for range 50 {
		run(t, a, a.Time()+30, 30)
		run(t, b, b.Time()+30, 30)
		for k := range 5 {
			if a.LinkFlow(k) != -b.LinkFlow(k) {
				t.Fatalf("link %d at %v s: %v and %v m³/s", k, a.Time(), a.LinkFlow(k), b.LinkFlow(k))
			}
		}
	}
}

// A steep pipe empties to the last drop that still runs, and never below.
func TestPipeEmpties(t *testing.T) {
	net := channel(5, must(Circle(1)), 60, 0.01, 0.013, Node{})
	for i := range 5 {
		net.Nodes[i].Initial = 0.8
	}
	s := must(New(net))
	start := s.Ledger().Stored
	last := start
	for range 60 {
		run(t, s, s.Time()+60, 60)
		now := s.Ledger().Stored
		if now > last*(1+1e-12) {
			t.Fatalf("at %v s it holds %v m³, before it held %v", s.Time(), now, last)
		}
		last = now
	}
	if last > 0.01*start {
		t.Errorf("%v of %v m³ are still in it after an hour", last, start)
	}
	if e := s.Ledger().Relative(); math.Abs(e) > 1e-12 {
		t.Errorf("error %v of the water", e)
	}
}

// A state taken in the middle goes on bit by bit, in the solver that gave it and
// in a new one.
func TestStateGoesOn(t *testing.T) {
	for seed := range uint64(20) {
		net := random(rand.New(rand.NewPCG(seed, 3)), 12)
		a := must(New(net))
		drive := func(s *Solver, from, to int) {
			for k := from; k < to; k++ {
				s.SetInflow(k%len(net.Nodes), 0.1+0.01*float64(k))
				run(t, s, s.Time()+37, 37)
			}
		}
		drive(a, 0, 20)
		middle := must(a.State())
		drive(a, 20, 40)
		b := must(New(net))
		if err := b.SetState(middle); err != nil {
			t.Fatal(err)
		}
		drive(b, 20, 40)
		if !bytes.Equal(must(a.State()), must(b.State())) {
			t.Fatalf("seed %d: the fork went another way", seed)
		}
		if b.SetState(middle[1:]) == nil {
			t.Error("a short state is taken")
		}
	}
}

func TestStepDoesNotAllocate(t *testing.T) {
	s := must(New(random(rand.New(rand.NewPCG(5, 3)), 30)))
	ctx := context.Background()
	s.SetInflow(5, 0.2)
	if n := testing.AllocsPerRun(50, func() { s.Advance(ctx, 20) }); n > 0 {
		t.Errorf("%v allocations in an Advance", n)
	}
}

func TestNetworkRefuses(t *testing.T) {
	section := must(Circle(1))
	net := Network{Nodes: []Node{{Name: "a"}, {Name: "a", Invert: math.NaN()}, {Name: "b", Kind: Storage, Area: Curve{X: []float64{1, 0}, Y: []float64{1, 1}}}},
		Links: []Link{{Name: "p", From: 0, To: 7, Conduit: &Conduit{Section: section}},
			{Name: "q", From: 0, To: 1, Conduit: &Conduit{Section: section, Length: -1, N: 0.01}},
			{Name: "r", From: 0, To: 2, Pump: &Pump{Kind: ByHead, Curve: Curve{X: []float64{0, 1}, Y: []float64{1, 2}}}},
			{Name: "s", From: 2, To: 2, Weir: &Weir{}}, {Name: "t", From: 0, To: 2}}}
	_, err := New(net)
	if err == nil {
		t.Fatal("no error")
	}
	for _, want := range []string{"used twice", "invert NaN", "storage curve", "joins nodes 0 and 7", "length -1", "rises with the head", "both its ends", "0 of conduit"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("the error does not say %q:\n%v", want, err)
		}
	}
}

// A junction under pressure is a shaft to its cover, but no shaft with Extran:
// the main of a pump then takes what its pipe holds. 6 m of head over the crown.
// Allowed: 1 % of the shaft's volume.
func TestJunctionsAreNoShaftsForExtran(t *testing.T) {
	hold := func(extran bool) float64 {
		s := must(New(Network{
			Nodes:   []Node{{Name: "low", MaxDepth: 10}, {Name: "sea", Kind: Outfall, Level: Given, Stage: 7}},
			Links:   []Link{{Name: "main", From: 0, To: 1, Conduit: &Conduit{Section: must(Circle(1)), Length: 50, N: 0.013}}},
			Options: Options{Extran: extran},
		}))
		for range 100 {
			if err := s.Advance(context.Background(), 60); err != nil {
				t.Fatal(err)
			}
		}
		if math.Abs(s.NodeDepth(0)-7) > 1e-3 {
			t.Errorf("depth %v m, want the sea's 7 m", s.NodeDepth(0))
		}
		return s.NodeVolume(0)
	}
	if got, want := hold(false)-hold(true), 6*defaultShaft; math.Abs(got/want-1) > 0.01 {
		t.Errorf("the shaft holds %v m³ more, want %v m³", got, want)
	}
}
