package crane

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/go-gl/mathgl/mgl64"
)

// The prisms hold what moves between two states: no point of a part is outside.
func TestSweptThingHoldsWhatMoves(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 14))
	for n := range 60 {
		c := example([]Kind{Hammerhead, Topless, Luffing}[n%3])
		c.Foot = mgl64.Vec3{20, -10, 3}
		any := func() State {
			s := c.NewState(7*r.Float64()-3, c.MinRadius+(c.MaxRadius-c.MinRadius)*r.Float64(), 2+(c.MaxRope/2)*r.Float64(), 0)
			s.Load = Load{Mass: 1000, Size: mgl64.Vec3{4, 2, 1.5}, Sling: 2, Yaw: r.Float64()}
			s.Sway = 0.8
			return s
		}
		a, b := any(), any()
		thing, ok := c.SweptThing(&a, &b, 0)
		if !ok {
			t.Fatal("nothing is swept")
		}
		for range 200 {
			s, u := a, r.Float64()
			s.Slew.At += u * (b.Slew.At - a.Slew.At)
			s.Reach.At += u * (b.Reach.At - a.Reach.At)
			s.Rope.At += u * (b.Rope.At - a.Rope.At)
			s.Load.Yaw += u * (b.Slew.At - a.Slew.At)
			for g, body := range c.Bodies(&s) {
				p := body.A.Add(body.B.Sub(body.A).Mul(r.Float64()))
				if g > 0 && !thing.Surface.Inside(p) { // the mast stands
					t.Fatalf("%v: %v of part %d is outside", c.Kind, p, g)
				}
			}
		}
	}
}

// Another crane's jib is in the direct way for a minute and a half: the load goes
// round it or waits, whichever arrives first, and the answer says so.
func TestPathKeepsOffReservedSpace(t *testing.T) {
	c := pathCrane()
	other := *c
	other.Foot = mgl64.Vec3{60, 60, 0}
	other.JibHeight = c.JibHeight - 8 // below the jib, in the way of what hangs
	s := other.NewState(math.Atan2(-1, -1), 45, 20, 0)
	busy, ok := other.SweptThing(&s, &s, 2)
	if !ok {
		t.Fatal("no sweep")
	}
	q := PathQuery{From: mgl64.Vec3{40, 8, 0}, To: mgl64.Vec3{8, 40, 0}, Load: bundle, Sway: 0.5, Depart: 100}
	free, err := c.PlanPath(&q)
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range []struct{ from, to float64 }{{100, 101}, {0, 1e6}, {500, 600}} {
		q.Reserved = []Reserved{{Thing: busy, From: x.from, To: x.to}}
		p, err := c.PlanPath(&q)
		if err != nil {
			t.Fatalf("%+v: %v", x, err)
		}
		if arrives := p.Depart + p.Time; arrives > x.to+free.Time+1e-9 {
			t.Errorf("%+v: arrives at %g s, later than if it had waited", x, arrives)
		}
		if len(p.Tries) == 0 || p.Tries[0].Depart != 100 {
			t.Errorf("%+v: tries %+v", x, p.Tries)
		}
		if x.from == 500 && (p.Time != free.Time || p.Tries[0].Blocks != -1) {
			t.Errorf("what is reserved later changes the way: %g s instead of %g s", p.Time, free.Time)
		}
		if x.from < 200 && p.Tries[0].Blocks != 0 {
			t.Errorf("%+v: the direct way is blocked by %d", x, p.Tries[0].Blocks)
		}
		// As it is gone, at its times, it is never nearer than it has to keep.
		at := p.Depart
		pl := newPlanner(c, &q)
		for k := 1; k < len(p.Poses); k++ {
			a, b := p.Poses[k-1], p.Poses[k]
			for n := range 51 {
				u := float64(n) / 50
				when := at + u*pl.time(a, b)
				if when <= x.from || when >= x.to {
					continue
				}
				s := pl.state(Pose{a.Slew + u*(b.Slew-a.Slew), a.Radius + u*(b.Radius-a.Radius), a.Level + u*(b.Level-a.Level)})
				if d, g := c.Nearest(&s, &busy, 10); d < 2-1e-3 {
					t.Fatalf("%+v: at %.1f s the %v is %.2f m from what is reserved", x, when, g, d)
				}
			}
			at += pl.time(a, b)
		}
	}
	// A hook swings past where the load stands: it waits there until that has gone.
	q.Reserved = []Reserved{{Thing: block(t, mgl64.Vec3{30, 0, 0}, mgl64.Vec3{50, 16, 10}, 2, HangingGroup), From: 90, To: 130}}
	if p, err := c.PlanPath(&q); err != nil || p.Depart != 130 || len(p.Tries) != 2 || p.Tries[0].Why == "" {
		t.Errorf("it does not wait: %+v, %v", p, err)
	}
	// For ever in the way of the place itself.
	q.Reserved = []Reserved{{Thing: block(t, mgl64.Vec3{0, 30, 0}, mgl64.Vec3{16, 50, 10}, 2, HangingGroup), From: 0, To: math.Inf(1)}}
	if p, err := c.PlanPath(&q); err == nil {
		t.Errorf("a way into reserved space: %+v", p)
	}
}

// A load is set down on a slab: straight up from where it stands, over, straight
// down.
func TestPathOntoBuilding(t *testing.T) {
	c := pathCrane()
	slab := block(t, mgl64.Vec3{-5, 20, 0}, mgl64.Vec3{15, 50, 12}, 0.5, HangingGroup)
	q := PathQuery{From: mgl64.Vec3{35, 0, 0}, To: mgl64.Vec3{5, 35, 12}, Load: bundle, Sway: 0.5, Stands: []Thing{slab}}
	p, err := c.PlanPath(&q)
	if err != nil {
		t.Fatal(err)
	}
	n := len(p.Poses)
	last, before := p.Poses[n-1], p.Poses[n-2]
	if last.Level != 12 || before.Level < 12.5 || before.Slew != last.Slew || before.Radius != last.Radius {
		t.Errorf("the end is %+v, %+v: not straight down from 0.5 m above", before, last)
	}
	q.Things, q.Stands = q.Stands, nil
	if _, err := c.PlanPath(&q); err == nil {
		t.Error("a load is set on a thing to keep clear of")
	}
}
