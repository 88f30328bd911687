package solid

import (
	"math"
	"testing"

	"github.com/go-gl/mathgl/mgl64"
)

// Walls as they occur: volumes follow from the openings' sizes. Allowed is 1e-7
// of the wall.
func TestWallsWithOpenings(t *testing.T) {
	if testing.Short() {
		t.Skip("only computes: nothing for the race detector; make unit runs it")
	}
	for n, turn := range turns() {
		wall, cutters := wallWithOpenings(40)
		wall = wall.Transformed(turn)
		for k := range cutters {
			cutters[k] = cutters[k].Transformed(turn)
		}
		want := 120*0.3*3 - 40*1.2*0.3*1.3
		// at once
		got, err := Subtract(wall, cutters)
		if err != nil {
			t.Fatal(err)
		}
		if v := got.Volume(); math.Abs(v-want) > 1e-7*108 || !got.Closed() {
			t.Errorf("turn %d: 40 openings at once: volume %.9g, want %.9g; %d open edges", n, v, want, got.OpenEdges())
		}
		// the faces of a wall with n openings have 4 + 4n corners on each side; no
		// skin is left over a hole: the area tells
		area := 2*(120*0.3+120*3+0.3*3) + 40*(2*(1.2+1.3)*0.3-2*1.2*1.3)
		if a := got.Area(); math.Abs(a-area) > 1e-6*area {
			t.Errorf("turn %d: area %.9g, want %.9g", n, a, area)
		}
		// one after another
		chained := wall
		for _, c := range cutters {
			if chained, err = Difference(chained, c); err != nil {
				t.Fatal(err)
			}
		}
		if v := chained.Volume(); math.Abs(v-want) > 1e-7*108 || !chained.Closed() {
			t.Errorf("turn %d: 40 openings one by one: volume %.9g, want %.9g; %d open edges", n, v, want, chained.OpenEdges())
		}
		// and filled again
		for _, c := range cutters {
			if chained, err = Union(chained, c); err != nil {
				t.Fatal(err)
			}
		}
		if v := chained.Volume(); math.Abs(v-108) > 1e-7*108 || !chained.Closed() {
			t.Errorf("turn %d: filled again: volume %.9g, want 108; %d open edges", n, v, chained.OpenEdges())
		}
	}
}

// An opening whose faces miss the wall's by less than Flush, either way, leaves
// neither skin nor splinter.
func TestNearlyFlushOpening(t *testing.T) {
	turn := turns()[2]
	for _, miss := range []float64{-8e-6, -1e-6, -1e-9, 1e-12, 1e-9, 1e-6, 8e-6} {
		wall := cuboid(0, 0, 0, 4, 0.3, 3).Transformed(turn)
		opening := cuboid(1, -miss, 1, 2, 0.3+miss, 2).Transformed(turn)
		got, err := Difference(wall, opening)
		if err != nil {
			t.Fatal(err)
		}
		if v, a := got.Volume(), got.Area(); math.Abs(v-3.3) > 1e-5 || math.Abs(a-(2*(1.2+12+0.9)-2+4*0.3)) > 1e-4 || !got.Closed() {
			t.Errorf("missing by %v: volume %v, area %v, closed %v", miss, v, a, got.Closed())
		}
	}
}

// A round hole of n sides and radius r takes n/2 r² sin(2π/n) h.
func TestRoundHoles(t *testing.T) {
	if testing.Short() {
		t.Skip("only computes: nothing for the race detector; make unit runs it")
	}
	for n, turn := range turns() {
		for _, sides := range []int{3, 8, 17, 64, 200} {
			var outline []mgl64.Vec2
			for k := range sides {
				s, c := math.Sincos(2 * math.Pi * float64(k) / float64(sides))
				outline = append(outline, mgl64.Vec2{0.4 * c, 0.4 * s})
			}
			hole := float64(sides) / 2 * 0.16 * math.Sin(2*math.Pi/float64(sides)) * 0.3
			slab := cuboid(-1, -1, 0, 1, 1, 0.3).Transformed(turn)
			for _, ends := range [][2]float64{{0, 0.3}, {-1, 1}} {
				got, err := Difference(slab, prism(outline, ends[0], ends[1]).Transformed(turn))
				if err != nil {
					t.Fatal(err)
				}
				if v := got.Volume(); math.Abs(v-(1.2-hole)) > 1e-7*1.2 || !got.Closed() {
					t.Errorf("turn %d, %d sides, from %v: volume %.9g, want %.9g; closed %v", n, sides, ends, v, 1.2-hole, got.Closed())
				}
			}
		}
	}
}

// What is cut and what remains fit together again, many times over: slices of a
// slice.
func TestIteratedCuts(t *testing.T) {
	if testing.Short() {
		t.Skip("only computes: nothing for the race detector; make unit runs it")
	}
	body := ball(24, 12, 1)
	want := body.Volume()
	rest, sum := body, 0.0
	for k := range 12 {
		a := float64(k) * 0.5
		knife := cuboid(-0.2, -2, -2, 0.2, 2, 2).Transformed(mgl64.HomogRotate3D(a, mgl64.Vec3{1, 0.3 * a, 2}.Normalize()))
		piece, err := Intersection(rest, knife)
		if err != nil {
			t.Fatal(err)
		}
		if rest, err = Difference(rest, knife); err != nil {
			t.Fatal(err)
		}
		if len(rest.Triangles) > 0 && !rest.Closed() || len(piece.Triangles) > 0 && !piece.Closed() {
			t.Errorf("cut %d: open edges: %d of the rest, %d of the piece", k, rest.OpenEdges(), piece.OpenEdges())
		}
		sum += piece.Volume()
	}
	if v := sum + rest.Volume(); math.Abs(v-want) > 1e-6*want {
		t.Errorf("pieces and rest have %.9g, the body %.9g", v, want)
	}
}

// A cutter of 10 km keeps a wall of 4 m as it is.
func TestHugeCutter(t *testing.T) {
	wall := cuboid(0, 0, 0, 4, 0.3, 3)
	got, err := Difference(wall, cuboid(-1e4, -1e4, 2.5, 1e4, 1e4, 1e4))
	if err != nil {
		t.Fatal(err)
	}
	if v := got.Volume(); math.Abs(v-3) > 1e-9 || !got.Closed() {
		t.Errorf("volume %.12g, want 3; closed %v", v, got.Closed())
	}
}

// A body with a gap is cut all the same, and what is left open is no more than
// it was.
func TestOpenBodyIsCut(t *testing.T) {
	wall := cuboid(0, 0, 0, 4, 0.3, 3)
	missing := wall.Area()
	wall.Triangles = wall.Triangles[1:]
	missing -= wall.Area()
	open := wall.OpenEdges()
	cutters := []*Mesh{cuboid(1, -1, 1, 2, 1, 2)}
	got, err := Subtract(wall, cutters)
	if err != nil {
		t.Fatal(err)
	}
	if n := got.OpenEdges(); n > open {
		t.Errorf("%d open edges, the wall had %d", n, open)
	}
	whole, err := Subtract(cuboid(0, 0, 0, 4, 0.3, 3), cutters)
	if err != nil {
		t.Fatal(err)
	}
	if miss := whole.Area() - got.Area(); math.Abs(miss-missing) > 1e-6 {
		t.Errorf("its area is %v less than that of the whole wall, want the missing triangle's %v", miss, missing)
	}
}
