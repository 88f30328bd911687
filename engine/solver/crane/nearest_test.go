package crane

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/engine/solver/collide"
)

// The points have to be as far apart as the distance that is found another way.
func TestNearestPointsAreTheClearance(t *testing.T) {
	r := rand.New(rand.NewPCG(6, 1))
	const allowed = 1e-6 // [m]
	worst, apart := 0.0, 0
	for range 2000 {
		a, sa := someCrane(r)
		b, sb := someCrane(r)
		b.Foot = a.Foot.Add(mgl64.Vec3{30 + 50*r.Float64(), 30 * r.Float64(), 5 * r.Float64()})
		d, ga, gb := Clearance(a, b, &sa, &sb)
		if d <= 0 {
			continue
		}
		apart++
		on, other := NearestPoints(a, b, &sa, &sb, ga, gb)
		worst = max(worst, math.Abs(on.Sub(other).Len()-d))
	}
	t.Logf("%d pairs apart, largest difference %.2g m, allowed %g", apart, worst, allowed)
	if apart < 1000 || worst > allowed {
		t.Fail()
	}
}

func TestNearestPointsToAWire(t *testing.T) {
	c := example(Hammerhead)
	s := c.NewState(0.3, 20, 10, 0)
	wire, ok := NewThing(nil, []collide.Capsule{{A: mgl64.Vec3{30, -40, 12}, B: mgl64.Vec3{30, 40, 12}, Radius: 0.5}}, 3, JibGroup, HangingGroup)
	if !ok {
		t.Fatal("no thing")
	}
	d, g := c.Nearest(&s, &wire, 100)
	on, other, ok := wire.NearestPoints(c, &s, g, 101)
	if !ok || math.Abs(on.Sub(other).Len()-d) > 1e-6 {
		t.Errorf("%v and %v are %v m apart, %v expected", on, other, on.Sub(other).Len(), d)
	}
	if _, _, ok := wire.NearestPoints(c, &s, g, d/2); ok {
		t.Error("found beyond the cut-off")
	}
}
