package crane

import (
	"math/rand/v2"
	"testing"

	"github.com/go-gl/mathgl/mgl64"
)

// What a look says is believed, so it has to be true: until the instant that it
// names, no sample of the same groups, whole and as they are, is within the
// clearance; and where they are within it, it says so. Loads sway in a third.
func TestWhatALookSaysIsTrue(t *testing.T) {
	const horizon, samples, allowed = 25.0, 60, 1e-9 // [s], 1, [m]
	r := rand.New(rand.NewPCG(41, 6))
	looks, within := 0, 0
	for range 4000 {
		a, sa := someCrane(r)
		b, sb := someCrane(r)
		if r.IntN(3) == 0 {
			sa.Sway, sb.Sway = 2*r.Float64(), 2*r.Float64()
		}
		m := meeting{clear: 2 * r.Float64(), to: horizon}
		m.a.set(a, &sa, horizon)
		m.b.set(b, &sb, horizon)
		for ga := range groups {
			for gb := range groups {
				if ga == MastGroup && gb == MastGroup || !m.of(ga, gb) {
					continue
				}
				at := horizon * r.Float64()
				gap, until := m.look(at)
				truth := func(t float64) float64 {
					pa, pb := m.a.at(t), m.b.at(t)
					return between(&m.a, &m.b, &pa, &pb, ga, gb) - m.clear
				}
				now := truth(at)
				if now <= 0 {
					within++
					if gap > now+allowed {
						t.Fatalf("%v and %v are %g m within the clearance, the look says %g", ga, gb, now, gap)
					}
				}
				if gap <= near {
					continue
				}
				looks++
				for k := 1; k <= samples; k++ {
					u := at + (min(until, horizon)-at)*float64(k)/samples
					if d := truth(u); d < -allowed {
						t.Fatalf("%v and %v: gap %g m at %g s, open until %g s; at %g s they are %g m within the clearance", ga, gb, gap, at, until, u, d)
					}
				}
			}
		}
	}
	t.Logf("%d looks, %d within the clearance", looks, within)
	if looks < 10_000 || within < 100 {
		t.Error("too few to say anything")
	}
}

// Two loads run the same way, the one behind slower, so that they part; but the
// one in front comes to its jib's end half a second on, and is run into.
func TestATrolleyThatComesToItsEndIsRunInto(t *testing.T) {
	front, behind := example(Topless), example(Topless)
	front.Foot, front.JibHeight, front.Jib, front.MaxRadius = mgl64.Vec3{}, 50, 55, 55
	behind.Foot, behind.JibHeight, behind.Jib, behind.MaxRadius = mgl64.Vec3{10, 5, 0}, 60, 55, 55
	sf, sb := front.NewState(0, 54.5, 20, 0), behind.NewState(0, 30, 30, 0)
	sf.Reach.Rate, sb.Reach.Rate = 1, 0.9
	sf.Load = Load{Mass: 900, Size: mgl64.Vec3{2, 5.2, 1}, Sling: 3}
	sb.Load = sf.Load
	const clear, expected = 0.5, (55 - 1 - 0.5 - (40 + 1)) / 0.9
	touch, ok := TimeToTouch(front, behind, &sf, &sb, clear, 30)
	if !ok || touch.A != HangingGroup || touch.B != HangingGroup || touch.At > expected || expected-touch.At > 1e-4 {
		t.Errorf("touch %+v (%v), want the loads at %.4f s", touch, ok, expected)
	}
}
