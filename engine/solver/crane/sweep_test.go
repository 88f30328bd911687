package crane

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/engine/solver/collide"
)

// Whatever a crane of any kind does on its way is within its sweep, and the sweep
// is no larger than it has to be: its ends are reached.
func TestSweepHoldsTheCrane(t *testing.T) {
	r := rand.New(rand.NewPCG(8, 8))
	worst := 0.0
	for range 120 {
		c, s := someCrane(r)
		const horizon = 20.0
		end := c.Later(s, horizon)
		swept := c.Sweep(&s, &end)
		turned := math.Abs(end.Slew.At - s.Slew.At)
		if got := swept[JibGroup].Turn; math.Abs(got-min(turned, 2*math.Pi)) > 1e-12 {
			t.Fatalf("sweep turns %g rad, the crane %g", got, turned)
		}
		for k := range 41 {
			// Straight from the one to the other, though Later would stop at an end.
			u := float64(k) / 40
			at := s
			at.Slew.At += u * (end.Slew.At - s.Slew.At)
			at.Reach.At += u * (end.Reach.At - s.Reach.At)
			at.Rope.At += u * (end.Rope.At - s.Rope.At)
			sin, cos := math.Sincos(at.Slew.At - s.Slew.At)
			x, y := s.Swing.Line[0], s.Swing.Line[1]
			at.Swing.Line[0], at.Swing.Line[1] = cos*x-sin*y, sin*x+cos*y
			at.Load.Yaw += at.Slew.At - s.Slew.At
			m := newMover(c, &at, 0)
			p := m.at(0)
			for g := range groups {
				for _, body := range m.bodies(&p, g) {
					worst = max(worst, outside(&swept[g], &body))
				}
			}
		}
	}
	t.Logf("furthest outside %.2g m", worst)
	if worst > 1e-9 {
		t.Errorf("a part is %g m outside of its sweep", worst)
	}
}

// outside is how far a convex body reaches out of a sector, which is looked at
// round its points and between them.
func outside(s *collide.Sector, h *collide.Hull) (worst float64) {
	look := func(p mgl64.Vec3) {
		worst = max(worst, s.Distance(p))
		for k := range 8 {
			sin, cos := math.Sincos(math.Pi / 4 * float64(k))
			worst = max(worst, s.Distance(p.Add(mgl64.Vec3{cos, sin, 0}.Mul(h.Radius))))
		}
		worst = max(worst, s.Distance(p.Add(mgl64.Vec3{0, 0, h.Radius})), s.Distance(p.Add(mgl64.Vec3{0, 0, -h.Radius})))
	}
	for i, p := range h.Points {
		for _, q := range h.Points[:i+1] {
			for _, share := range []float64{0, 0.3, 0.5, 0.7} {
				look(p.Mul(1 - share).Add(q.Mul(share)))
			}
		}
	}
	return worst
}

// A level jib's sweep is the sector that one would draw.
func TestSweepOfALevelJib(t *testing.T) {
	c := example(Topless)
	s := c.NewState(0.5, 20, 10, 0)
	s.Slew.Rate = -0.05
	end := c.Later(s, 10)
	got := c.Sweep(&s, &end)[JibGroup]
	want := collide.Sector{Center: c.Foot.Vec2(), From: 0, Turn: 0.5, Outer: c.Jib, Round: c.JibHalf, Low: c.Foot[2] + c.JibHeight - c.JibHalf, High: c.Foot[2] + c.JibHeight + c.JibHalf}
	if math.Abs(got.From-want.From) > 1e-12 || math.Abs(got.Turn-want.Turn) > 1e-12 {
		t.Errorf("from %g by %g rad, want %g by %g", got.From, got.Turn, want.From, want.Turn)
	}
	got.From, got.Turn = want.From, want.Turn
	if got != want {
		t.Errorf("sweep %+v, want %+v", got, want)
	}
}
