package crane

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/go-gl/mathgl/mgl64"
)

// Two jibs of 60 m and 55 m whose masts stand 70 m apart first touch when both
// tips meet: at a slew of 49.32° off the line of centres (cosine rule). Jibs as
// lines: half-widths next to nothing.
func TestFirstTouchAngle(t *testing.T) {
	const expected, allowed = 49.32, 0.01 // degrees
	thin := func(x, jib float64) *Crane {
		c := example(Topless)
		c.Foot, c.Jib, c.CounterJib, c.MaxRadius = mgl64.Vec3{x, 0, 0}, jib, 5, jib
		c.JibHalf, c.CounterHalf, c.MastHalf = 1e-6, 1e-6, 1e-6
		return c
	}
	a, b := thin(0, 60), thin(70, 55)
	// B's tip waits where the circle of A's tip crosses B's: at the angle of the
	// cosine rule on its side; A comes from the north.
	atB := math.Pi - math.Acos((70*70+55*55-60*60)/(2*70*55.0))
	sa, sb := a.NewState(math.Pi/2, 30, 10, 0), b.NewState(atB, 30, 10, 0)
	sa.Slew.Rate = -0.02
	touch, ok := TimeToTouch(a, b, &sa, &sb, 0, 60)
	if !ok || touch.A != JibGroup || touch.B != JibGroup {
		t.Fatalf("no touch of jibs: %+v %v", touch, ok)
	}
	angle := 180 / math.Pi * (math.Pi/2 - 0.02*touch.At)
	t.Logf("first touch at %.4f°, expected %g ±%g", angle, expected, allowed)
	if math.Abs(angle-expected) > allowed {
		t.Errorf("first touch at %.4f°, expected %g ±%g", angle, expected, allowed)
	}
}

// someCrane draws a crane of any kind in motion on a site of 90 m.
func someCrane(r *rand.Rand) (*Crane, State) {
	c := example(Kind(r.IntN(3)))
	c.Foot = mgl64.Vec3{90 * r.Float64(), 90 * r.Float64(), 2 * r.Float64()}
	c.JibHeight = 25 + 25*r.Float64()
	radius := c.MinRadius + (c.MaxRadius-c.MinRadius)*r.Float64()
	s := c.NewState(7*r.Float64(), radius, 2+(c.JibHeight-4)*r.Float64(), 0)
	s.Slew.Rate = c.Slewing.Speed * (2*r.Float64() - 1)
	s.Reach.Rate = c.Reaching.Speed * (2*r.Float64() - 1)
	s.Rope.Rate = c.Hoisting.Speed * (2*r.Float64() - 1)
	if r.IntN(3) > 0 {
		s.Load = Load{Mass: 900, Size: mgl64.Vec3{1 + 5*r.Float64(), 1 + r.Float64(), 1 + r.Float64()}, Sling: 2, Yaw: r.Float64()}
	}
	tilt, to := 0.1*r.Float64(), 7*r.Float64()
	s.Swing.Line = mgl64.Vec3{math.Sin(tilt) * math.Cos(to), math.Sin(tilt) * math.Sin(to), -math.Cos(tilt)}
	if r.IntN(8) == 0 {
		s.Slew.Rate = 0
	}
	return c, s
}

// Random pairs against dense samples, 0.5 ms apart: none is missed, none is late,
// and none is more than 1 ms early where the samples come near at all. Samples
// leave out what the greatest speeds rule out, nothing else.
func TestTouchAgainstDenseSampling(t *testing.T) {
	const step, horizon = 0.0005, 12.0
	pairs := 10_000
	if testing.Short() {
		pairs = 300
	}
	r := rand.New(rand.NewPCG(20, 26))
	touched, early := 0, 0.0
	for n := range pairs {
		a, sa := someCrane(r)
		b, sb := someCrane(r)
		if a.Foot.Vec2().Sub(b.Foot.Vec2()).Len() < 6 {
			continue
		}
		clear := 2 * r.Float64()
		touch, ok := TimeToTouch(a, b, &sa, &sb, clear, horizon)
		ma, mb := newMover(a, &sa, horizon), newMover(b, &sb, horizon)
		speed := 0.0
		for g := range groups {
			for h := range groups {
				speed = max(speed, ma.extent[g].speed+mb.extent[h].speed)
			}
		}
		first, least := math.Inf(1), math.Inf(1)
		for k := 0; float64(k)*step <= horizon; {
			at := float64(k) * step
			x, y := a.Later(sa, at), b.Later(sb, at)
			d, _, _ := Clearance(a, b, &x, &y)
			if least = min(least, d-clear); d <= clear {
				first = at
				break
			}
			if ok && at > touch.At+0.002 {
				break // the report was early or wrong: judged below
			}
			k += max(1, int((d-clear)/speed/step))
		}
		switch {
		case math.IsInf(first, 1) && ok:
			// A graze that samples pass by: they must have come as near as one step allows.
			if least > speed*step+1e-4 {
				t.Errorf("pair %d: touch of %v and %v at %.4f s, samples come no nearer than %.4f m over the clearance", n, touch.A, touch.B, touch.At, least)
			}
		case !ok && !math.IsInf(first, 1):
			t.Errorf("pair %d: touch at %.4f s is missed", n, first)
		case ok:
			touched++
			early = max(early, first-touch.At)
			if touch.At > first {
				t.Errorf("pair %d: touch at %.4f s is reported at %.4f s", n, first, touch.At)
			}
			if first-touch.At > step+0.001 {
				t.Errorf("pair %d: touch of %v and %v at %.4f s is reported %.2g s early", n, touch.A, touch.B, first, first-touch.At)
			}
		}
	}
	t.Logf("%d pairs, %d touch; earliest report %.2g s before its sample", pairs, touched, early)
}

// The time to touch does not grow when it is asked again on the way: later
// answers are the first one less the time gone by.
func TestTouchCountsDown(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 500 {
		a, sa := someCrane(r)
		b, sb := someCrane(r)
		touch, ok := TimeToTouch(a, b, &sa, &sb, 0.5, 20)
		if !ok || touch.At < 1 {
			continue
		}
		for _, share := range []float64{0.25, 0.5, 0.9} {
			at := share * touch.At
			x, y := a.Later(sa, at), b.Later(sb, at)
			again, ok := TimeToTouch(a, b, &x, &y, 0.5, 20)
			if !ok || math.Abs(again.At-(touch.At-at)) > 0.001 {
				// A motion that has reached its end stands now: it had to be taken as moving.
				if x.Reach.At == sa.Reach.At+at*sa.Reach.Rate && y.Reach.At == sb.Reach.At+at*sb.Reach.Rate {
					t.Errorf("touch in %.4f s; after %.4f s: in %.4f s (%v)", touch.At, at, again.At, ok)
				}
			}
		}
	}
}

func BenchmarkPairTimeToTouch(b *testing.B) {
	r := rand.New(rand.NewPCG(5, 6))
	type pair struct {
		a, b   *Crane
		sa, sb State
	}
	var pairs []pair
	for len(pairs) < 256 {
		var p pair
		p.a, p.sa = someCrane(r)
		p.b, p.sb = someCrane(r)
		if p.a.Foot.Vec2().Sub(p.b.Foot.Vec2()).Len() > 20 {
			pairs = append(pairs, p)
		}
	}
	b.ResetTimer()
	for k := range b.N {
		p := &pairs[k%len(pairs)]
		TimeToTouch(p.a, p.b, &p.sa, &p.sb, 2, 30)
	}
}
