package solid

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/go-gl/mathgl/mgl64"
)

// Walls with openings that go right through them are cut in the plane: the way
// of any body, by Difference, must give the same. Outlines have 4 to 7 corners
// and reach over the wall's edge at times; openings overlap, touch, lie flush
// with the faces or stand out. Allowed: 1e-6 of the wall.
func TestThroughHolesBothWays(t *testing.T) {
	tries, plane := 600, 0
	if testing.Short() {
		tries = 200
	}
	for seed := range uint64(tries) {
		r := rand.New(rand.NewPCG(seed, 3))
		wall := prism([]mgl64.Vec2{{0, 0}, {4, 0}, {4, 2.5 + r.Float64()}, {0, 2.5}}, 0, 0.3)
		var cutters []*Mesh
		for range 1 + r.IntN(4) {
			n := 4 + r.IntN(4)
			x, y, radius := math.Round(16*r.Float64())/4, math.Round(10*r.Float64())/4, 0.2+0.25*float64(r.IntN(4))
			outline := make([]mgl64.Vec2, n)
			for k := range outline {
				s, c := math.Sincos(2*math.Pi*float64(k)/float64(n) + math.Pi/4)
				outline[k] = mgl64.Vec2{x + radius*c, y + radius*s}
			}
			from, to := -0.5*float64(r.IntN(2)), 0.3+0.5*float64(r.IntN(2))
			if r.IntN(10) == 0 {
				from = 0.1 // a niche
			}
			cutters = append(cutters, prism(outline, from, to))
		}
		turn := mgl64.Ident4()
		if seed%2 == 1 {
			turn = randomTurn(r)
		}
		wall = wall.Transformed(turn)
		all := &Mesh{}
		for k := range cutters {
			cutters[k] = cutters[k].Transformed(turn)
			all.Append(cutters[k])
		}
		if _, ok := subtractThrough(wall, cutters); ok {
			plane++
		}
		got, err := Subtract(wall, cutters)
		if err != nil {
			t.Fatal(err)
		}
		want, err := Difference(wall, all)
		if err != nil {
			t.Fatal(err)
		}
		if v, w := got.Volume(), want.Volume(); math.Abs(v-w) > 1e-6*wall.Volume() {
			t.Errorf("seed %d: volume %.9g, of the way of any body %.9g", seed, v, w)
		}
		if a, w := got.Area(), want.Area(); math.Abs(a-w) > 1e-5*wall.Area() {
			t.Errorf("seed %d: area %.9g, of the way of any body %.9g", seed, a, w)
		}
		if n := got.OpenEdges() + want.OpenEdges(); n > 0 {
			t.Errorf("seed %d: %d open edges", seed, n)
		}
	}
	if plane < tries/2 {
		t.Errorf("of %d only %d were cut in the plane", tries, plane)
	}
	t.Logf("%d of %d cut in the plane", plane, tries)
}

// What is no prism, or does not go through, goes the way of any body.
func TestNotThrough(t *testing.T) {
	wall := cuboid(0, 0, 0, 4, 0.3, 3)
	pair := *cuboid(1, -1, 1, 2, 1, 2)
	pair.Append(cuboid(3, -1, 1, 3.5, 1, 2))
	for name, c := range map[string]*Mesh{
		"a niche":     cuboid(1, 0.1, 1, 2, 0.4, 2),
		"a ball":      ball(12, 6, 0.5).Transformed(mgl64.Translate3D(2, 0.15, 1.5)),
		"leaning":     prism([]mgl64.Vec2{{1, 1}, {2, 1}, {2, 2}, {1, 2}}, -1, 1).Transformed(mgl64.HomogRotate3DX(1.2)),
		"with a gap":  {Points: cuboid(1, -1, 1, 2, 1, 2).Points, Triangles: cuboid(1, -1, 1, 2, 1, 2).Triangles[1:]},
		"two in one":  &pair,
		"no triangle": {},
	} {
		if _, ok := subtractThrough(wall, []*Mesh{c}); ok {
			t.Errorf("%s was cut in the plane", name)
		}
	}
	if _, ok := subtractThrough(wall, []*Mesh{cuboid(1, -1, 1, 2, 1, 2)}); !ok {
		t.Error("a window was not cut in the plane")
	}
	// all of it
	if got, err := Subtract(wall, []*Mesh{cuboid(-1, -1, -1, 5, 1, 4)}); err != nil || len(got.Triangles) > 0 {
		t.Errorf("what is left of nothing has %d triangles, %v", len(got.Triangles), err)
	}
}

func BenchmarkThroughHoles(b *testing.B) {
	wall := cuboid(0, 0, 0, 12, 0.3, 3)
	var cutters []*Mesh
	all := &Mesh{}
	for k := range 4 {
		c := cuboid(1+3*float64(k), -0.1, 0.9, 2+3*float64(k), 0.4, 2.2)
		cutters = append(cutters, c)
		all.Append(c)
	}
	b.Run("plane", func(b *testing.B) {
		for b.Loop() {
			if _, err := Subtract(wall, cutters); err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "walls/s")
	})
	b.Run("any body", func(b *testing.B) {
		for b.Loop() {
			if _, err := Difference(wall, all); err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "walls/s")
	})
}
