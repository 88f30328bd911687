package crane

import (
	"errors"
	"math"
	"testing"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/engine/solver/collide"
	"shapan/engine/solver/solid"
)

// block is a box-shaped thing.
func block(t *testing.T, low, high mgl64.Vec3, keep float64, of ...Group) Thing {
	t.Helper()
	r := solid.Region{Outer: solid.Loop{{low[0], low[1]}, {high[0], low[1]}, {high[0], high[1]}, {low[0], high[1]}}}
	m, err := solid.Extrude(r, mgl64.Vec3{0, 0, high[2] - low[2]})
	if err != nil {
		t.Fatal(err)
	}
	for k := range m.Points {
		m.Points[k][2] += low[2]
	}
	thing, ok := NewThing(collide.NewTree(m), nil, keep, of...)
	if !ok {
		t.Fatal("no thing")
	}
	return thing
}

func pathCrane() *Crane {
	c := example(Hammerhead)
	c.Foot = mgl64.Vec3{}
	return c
}

var bundle = Load{Mass: 1500, Size: mgl64.Vec3{3, 1, 1}, Sling: 3}

func TestPathOnEmptyGroundIsDirect(t *testing.T) {
	c := pathCrane()
	p, err := c.PlanPath(&PathQuery{From: mgl64.Vec3{30, 0, 0}, To: mgl64.Vec3{0, 40, 5}, Load: bundle})
	if err != nil {
		t.Fatal(err)
	}
	want := math.Pi / 2 / c.Slewing.Speed
	if len(p.Poses) != 2 || math.Abs(p.Time-want) > 1e-9 {
		t.Errorf("%d poses, %.3f s; expected the direct way in %.3f s", len(p.Poses), p.Time, want)
	}
}

// A building stands in the way: the load goes over it or round it, and no sample
// of the way is nearer than the clearance.
func TestPathKeepsClear(t *testing.T) {
	c := pathCrane()
	q := PathQuery{From: mgl64.Vec3{35, -5, 0}, To: mgl64.Vec3{-5, 35, 0}, Load: bundle, Sway: 0.5}
	q.Things = []Thing{block(t, mgl64.Vec3{12, 12, 0}, mgl64.Vec3{34, 34, 25}, 2, JibGroup, CounterGroup, HangingGroup)}
	p, err := c.PlanPath(&q)
	if err != nil {
		t.Fatal(err)
	}
	pl := newPlanner(c, &q)
	least := math.Inf(1)
	for k := 1; k < len(p.Poses); k++ {
		a, b := p.Poses[k-1], p.Poses[k]
		for n := range 201 {
			u := float64(n) / 200
			s := pl.state(Pose{a.Slew + u*(b.Slew-a.Slew), a.Radius + u*(b.Radius-a.Radius), a.Level + u*(b.Level-a.Level)})
			d, _ := c.Nearest(&s, &q.Things[0], 10)
			least = min(least, d)
		}
	}
	t.Logf("%d poses, %.1f s, %d tried, nearest %.2f m", len(p.Poses), p.Time, p.Tried, least)
	if least < 2-1e-3 {
		t.Errorf("the way comes within %.3f m of the building, allowed 2", least)
	}
	direct := math.Hypot(1, 0) * (math.Pi/2 + 0.28) / c.Slewing.Speed
	if p.Time < direct-1 || p.Time > 3*direct {
		t.Errorf("%.1f s, the direct way would take %.1f s", p.Time, direct)
	}
	if end := p.Poses[len(p.Poses)-1]; math.Abs(math.Remainder(end.Slew-math.Atan2(35, -5), 2*math.Pi)) > 1e-9 || end.Level != 0 {
		t.Errorf("ends at %+v", end)
	}
}

// Into a pit: over its edge and straight down, not through the ground.
func TestPathStaysAboveGround(t *testing.T) {
	c := pathCrane()
	pit := func(x, y float64) float64 {
		if x > -12 && x < 12 && y > 20 && y < 45 {
			return -11
		}
		return 0
	}
	q := PathQuery{From: mgl64.Vec3{30, 0, 0}, To: mgl64.Vec3{0, 30, -11}, Load: bundle, Ground: pit, Above: 2}
	p, err := c.PlanPath(&q)
	if err != nil {
		t.Fatal(err)
	}
	for k := 1; k < len(p.Poses); k++ {
		a, b := p.Poses[k-1], p.Poses[k]
		for n := range 101 {
			u := float64(n) / 100
			sin, cos := math.Sincos(a.Slew + u*(b.Slew-a.Slew))
			r := a.Radius + u*(b.Radius-a.Radius)
			at := mgl64.Vec3{r * cos, r * sin, a.Level + u*(b.Level-a.Level)}
			if at.Vec2().Sub(q.From.Vec2()).Len() < 1 || at.Vec2().Sub(q.To.Vec2()).Len() < 1 {
				continue
			}
			if at[2] < pit(at[0], at[1])+2-0.3 { // between looks it may dip a little
				t.Fatalf("the load is at %.2f m over ground at %g m, at (%.1f, %.1f)", at[2], pit(at[0], at[1]), at[0], at[1])
			}
		}
	}
}

// A yard with a roof: no way in.
func TestNoPathSaysWhy(t *testing.T) {
	c := pathCrane()
	q := PathQuery{From: mgl64.Vec3{30, 0, 0}, To: mgl64.Vec3{0, 30, 0}, Load: bundle}
	q.Things = []Thing{block(t, mgl64.Vec3{-10, 20, 0}, mgl64.Vec3{10, 40, 60}, 1, HangingGroup)}
	_, err := c.PlanPath(&q)
	var none *NoPath
	if !errors.As(err, &none) {
		t.Fatalf("error %v", err)
	}
	q.To = mgl64.Vec3{0, 80, 0}
	if _, err = c.PlanPath(&q); !errors.As(err, &none) || none.Tried != 0 {
		t.Errorf("out of reach: %v", err)
	}
}

func BenchmarkPlanPath(b *testing.B) {
	t := &testing.T{}
	c := pathCrane()
	q := PathQuery{From: mgl64.Vec3{35, -5, 0}, To: mgl64.Vec3{-5, 35, 0}, Load: bundle, Sway: 0.5}
	q.Things = []Thing{block(t, mgl64.Vec3{12, 12, 0}, mgl64.Vec3{34, 34, 25}, 2, JibGroup, CounterGroup, HangingGroup)}
	for range b.N {
		if _, err := c.PlanPath(&q); err != nil {
			b.Fatal(err)
		}
	}
}
