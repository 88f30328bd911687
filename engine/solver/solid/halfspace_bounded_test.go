package solid

import (
	"math"
	"testing"

	"github.com/go-gl/mathgl/mgl64"
)

// A wall of 4 × 0.3 × 3 m under a roof that slopes 45° from x = 2 on, but only
// over the right half: it loses a triangle of 2 × 2 / 2 m² by 0.3 m.
func TestBoundedHalfSpace(t *testing.T) {
	for n, turn := range turns() {
		wall := cuboid(0, 0, 0, 4, 0.3, 3).Transformed(turn)
		low, high, _ := wall.Bounds()
		frame := turn.Mul4(mgl64.Translate3D(0, 0, 1))
		outline := Region{Outer: Loop{{2, -1}, {9, -1}, {9, 2}, {2, 2}}}
		roof := PlaneThrough(mgl64.TransformCoordinate(mgl64.Vec3{2, 0, 3}, turn), mgl64.TransformNormal(mgl64.Vec3{-1, 0, -1}, turn))
		cutter, err := BoundedHalfSpace(outline, frame, roof, low, high)
		if err != nil {
			t.Fatal(err)
		}
		got, err := Difference(wall, cutter)
		if err != nil {
			t.Fatal(err)
		}
		if v := got.Volume(); math.Abs(v-3) > 1e-7*3.6 || !got.Closed() {
			t.Errorf("turn %d: volume %.9g, closed %v; want 3, true", n, v, got.Closed())
		}
	}
}
