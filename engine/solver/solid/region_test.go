package solid

import (
	"math"
	"testing"

	"github.com/go-gl/mathgl/mgl64"
)

func rectangle(x0, y0, x1, y1 float64) Loop {
	return Loop{{x0, y0}, {x1, y0}, {x1, y1}, {x0, y1}}
}

func TestRegionMeasures(t *testing.T) {
	const far = 4e6
	r := Region{Outer: rectangle(far, far, far+4, far+3).Reversed(), Holes: []Loop{rectangle(far+1, far+1, far+2, far+2)}}
	if a := r.Area(); math.Abs(a-11) > 1e-9 {
		t.Errorf("area %v, want 11", a)
	}
	o := r.Oriented()
	if o.Outer.Area() <= 0 || o.Holes[0].Area() >= 0 || o.Outer[0] != r.Outer[0] {
		t.Errorf("oriented: %v", o)
	}
	if !r.Outer.Contains(mgl64.Vec2{far + 0.5, far + 0.5}) || r.Outer.Contains(mgl64.Vec2{far - 0.5, far + 0.5}) {
		t.Error("Contains mistakes inside for outside")
	}
}
