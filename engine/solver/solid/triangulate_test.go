package solid

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/go-gl/mathgl/mgl64"
)

// star is a loop around a centre whose corners lie at random distances between
// two radii, and so never crosses itself.
func star(rng *rand.Rand, centre mgl64.Vec2, n int, low, high float64) Loop {
	l := make(Loop, n)
	for k := range l {
		r := low + (high-low)*rng.Float64()
		s, c := math.Sincos(2 * math.Pi * (float64(k) + 0.8*rng.Float64()) / float64(n))
		l[k] = centre.Add(mgl64.Vec2{r * c, r * s})
	}
	return l
}

// randomRegion has h holes on a ring inside its outer loop.
func randomRegion(rng *rand.Rand, n, h int, at mgl64.Vec2) Region {
	r := Region{Outer: star(rng, at, n, 8, 20)}
	for k := range h {
		s, c := math.Sincos(2 * math.Pi * float64(k) / float64(h))
		room := min(1.5, 5*math.Sin(math.Pi/float64(max(h, 2))))
		r.Holes = append(r.Holes, star(rng, at.Add(mgl64.Vec2{5 * c, 5 * s}), 3+rng.IntN(8), room/3, 0.9*room))
	}
	return r
}

// checkTriangulation fails unless triangles all have area, edges inside are
// shared, and the border is what is left.
func checkTriangulation(t *testing.T, got Triangulation) (area float64) {
	t.Helper()
	uses := map[[2]uint32]int{}
	for _, tri := range got.Triangles {
		a, b, c := got.Points[tri[0]], got.Points[tri[1]], got.Points[tri[2]]
		area += Loop{a, b, c}.Area()
		for k := range 3 {
			e := [2]uint32{tri[k], tri[(k+1)%3]}
			if uses[e]++; uses[e] > 1 {
				t.Fatalf("two triangles lie on the left of edge %v", e)
			}
		}
	}
	border := map[[2]uint32]bool{}
	for _, e := range got.Border {
		border[e] = true
		if uses[e] != 1 {
			t.Fatalf("border edge %v has no triangle", e)
		}
	}
	for e := range uses {
		if uses[[2]uint32{e[1], e[0]}] == 0 != border[e] {
			t.Fatalf("edge %v: border %v", e, border[e])
		}
	}
	return area
}

func TestTriangulateRandomRegions(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 1))
	for round := range 400 {
		n, h := 3+rng.IntN(60), rng.IntN(9)
		at := mgl64.Vec2{}
		if round%2 == 1 {
			at = mgl64.Vec2{4.5e5, 3.4e6} // as far as a site in UTM
		}
		r := randomRegion(rng, max(n, 12), h, at)
		if h == 0 {
			r.Outer = star(rng, at, n, 1, 20)
		}
		points := len(r.Outer)
		for _, hole := range r.Holes {
			points += len(hole)
		}
		got, err := r.Triangulate()
		if err != nil {
			t.Fatalf("round %d: %v", round, err)
		}
		if want := points + 2*h - 2; len(got.Triangles) != want || len(got.Border) != points || len(got.Points) != points {
			t.Fatalf("round %d: %d triangles, %d border edges, %d points; want %d, %d, %d", round, len(got.Triangles), len(got.Border), len(got.Points), want, points, points)
		}
		if area := checkTriangulation(t, got); math.Abs(area-r.Area()) > 1e-9*r.Area()+1e-9*at.Len()*1e-4 {
			t.Fatalf("round %d: area %v, want %v", round, area, r.Area())
		}
		for _, tri := range got.Triangles {
			if a := (Loop{got.Points[tri[0]], got.Points[tri[1]], got.Points[tri[2]]}).Area(); a < 0 {
				t.Fatalf("round %d: a triangle of area %g", round, a)
			}
		}
	}
}

func TestTriangulateDifficultRegions(t *testing.T) {
	square := rectangle(0, 0, 10, 10)
	bowtie := Loop{{0, 0}, {4, 4}, {4, 0}, {0, 4}}
	for name, c := range map[string]struct {
		region Region
		area   float64
	}{
		"points on edges":            {Region{Outer: Loop{{0, 0}, {5, 0}, {10, 0}, {10, 3}, {10, 10}, {0, 10}}}, 100},
		"repeated points":            {Region{Outer: Loop{{0, 0}, {0, 0}, {10, 0}, {10, 10}, {10, 10}, {0, 10}, {0, 0}}}, 100},
		"spike":                      {Region{Outer: Loop{{0, 0}, {10, 0}, {10, 10}, {10, 15}, {10, 10}, {0, 10}}}, 100},
		"hole touches at a corner":   {Region{square, []Loop{{{0, 5}, {3, 3}, {3, 7}}}}, 94},
		"hole touches along an edge": {Region{square, []Loop{rectangle(0, 2, 3, 5)}}, 91},
		"hole shares a corner":       {Region{square, []Loop{rectangle(0, 0, 3, 3)}}, 91},
		"hole fills all":             {Region{square, []Loop{rectangle(0, 0, 10, 5), rectangle(0, 5, 10, 9)}}, 10},
		"holes touch":                {Region{square, []Loop{rectangle(1, 1, 3, 3), rectangle(3, 1, 5, 3), rectangle(3, 3, 4, 4)}}, 91},
		"holes overlap":              {Region{square, []Loop{rectangle(1, 1, 4, 4), rectangle(3, 3, 6, 6)}}, 83},
		"the same hole twice":        {Region{square, []Loop{rectangle(1, 1, 4, 4), rectangle(1, 1, 4, 4)}}, 91},
		"hole in a hole":             {Region{square, []Loop{rectangle(1, 1, 6, 6), rectangle(2, 2, 3, 3)}}, 75},
		"hole outside":               {Region{square, []Loop{rectangle(20, 20, 30, 30)}}, 100},
		"hole leaves":                {Region{square, []Loop{rectangle(8, 8, 12, 12)}}, 96},
		"hole cuts in two":           {Region{square, []Loop{rectangle(4, -1, 6, 11)}}, 80},
		"eight":                      {Region{Outer: bowtie}, 8},
		"touches itself":             {Region{Outer: Loop{{0, 0}, {2, 2}, {4, 0}, {4, 4}, {2, 2}, {0, 4}}}, 8},
		"bridge to a hole":           {Region{Outer: Loop{{0, 0}, {10, 0}, {10, 10}, {0, 10}, {0, 0}, {2, 2}, {2, 4}, {4, 4}, {4, 2}, {2, 2}}}, 96},
		"collapsed hole":             {Region{square, []Loop{{{2, 2}, {4, 4}, {2, 2}}, {{5, 5}}, {}}}, 100},
		"thin":                       {Region{Outer: rectangle(0, 0, 1e4, 1e-3)}, 10},
	} {
		for angle := 0.0; angle < 3; angle += 0.7 {
			turn := mgl64.Rotate2D(angle)
			r := c.region
			r.Outer = turned(r.Outer, turn)
			r.Holes = nil
			for _, h := range c.region.Holes {
				r.Holes = append(r.Holes, turned(h, turn))
			}
			got, err := r.Triangulate()
			if err != nil {
				t.Errorf("%s turned by %.1f: %v", name, angle, err)
				continue
			}
			if area := checkTriangulation(t, got); math.Abs(area-c.area) > 1e-6*c.area {
				t.Errorf("%s turned by %.1f: area %v, want %v", name, angle, area, c.area)
			}
		}
	}
}

func turned(l Loop, m mgl64.Mat2) Loop {
	out := make(Loop, len(l))
	for k, p := range l {
		out[k] = m.Mul2x1(p)
	}
	return out
}

func TestTriangulateRefuses(t *testing.T) {
	for _, c := range []struct {
		outer Loop
		want  error
	}{
		{nil, ErrNoArea},
		{Loop{{0, 0}, {1, 0}}, ErrNoArea},
		{Loop{{0, 0}, {1, 1}, {2, 2}, {3, 3}}, ErrNoArea},
		{Loop{{1, 1}, {1, 1}, {1, 1}}, ErrNoArea},
		{Loop{{0, 0}, {1e-320, 0}, {0, 1e-320}, {0, 0}}, ErrNoArea},
		{Loop{{0, 0}, {1, 0}, {0, math.NaN()}}, ErrNotFinite},
		{Loop{{0, 0}, {math.Inf(1), 0}, {0, 1}}, ErrNotFinite},
	} {
		if _, err := (Region{Outer: c.outer}).Triangulate(); !errors.Is(err, c.want) {
			t.Errorf("%v: %v, want %v", c.outer, err, c.want)
		}
	}
	if _, err := (Region{rectangle(0, 0, 1, 1), []Loop{rectangle(0, 0, 1, 1)}}).Triangulate(); !errors.Is(err, ErrNoArea) {
		t.Errorf("all is a hole: %v", err)
	}
}

// FuzzTriangulate reads loops from bytes: few different coordinates, so that
// points repeat, edges overlap and loops cross.
func FuzzTriangulate(f *testing.F) {
	f.Add([]byte{4, 0, 0, 9, 0, 9, 9, 0, 9, 3, 1, 1, 3, 1, 2, 3})
	f.Add([]byte{6, 0, 0, 9, 9, 9, 0, 0, 9, 4, 4, 4, 0, 4, 2, 2, 7, 7, 2, 7, 7, 2})
	f.Fuzz(func(t *testing.T, data []byte) {
		var loops []Loop
		for len(data) > 0 && len(loops) < 8 {
			n := int(data[0]) % 16
			data = data[1:]
			var l Loop
			for len(data) >= 2 && len(l) < n {
				l = append(l, mgl64.Vec2{coordinate(data[0]), coordinate(data[1])})
				data = data[2:]
			}
			loops = append(loops, l)
		}
		if len(loops) == 0 {
			return
		}
		got, err := Region{Outer: loops[0], Holes: loops[1:]}.Triangulate()
		if err != nil {
			if errors.Is(err, ErrTangled) {
				t.Fatal("so small a region is too tangled")
			}
			return
		}
		area := checkTriangulation(t, got)
		low, high := loops[0].Bounds()
		if most := (high[0] - low[0]) * (high[1] - low[1]); area < -1e-6*most || area > most*(1+1e-6) {
			t.Fatalf("area %g in a box of %g", area, most)
		}
	})
}

// coordinate is one of a few whole numbers, thirds or odd values.
func coordinate(b byte) float64 {
	switch {
	case b >= 0xfd:
		return math.Float64frombits(binary.LittleEndian.Uint64([]byte{b, b, b, b, b, b, b, b ^ 0x80}))
	case b >= 0x80:
		return float64(b&0x3f) / 3
	default:
		return float64(b & 0x0f)
	}
}

func BenchmarkTriangulate(b *testing.B) {
	rng := rand.New(rand.NewPCG(1, 2))
	opening := []Loop{rectangle(1, 1, 2, 2), rectangle(3, 1, 4, 2)}
	for _, c := range []struct {
		name   string
		region Region
	}{
		{"rectangle", Region{Outer: rectangle(0, 0, 5, 3)}},
		{"L", Region{Outer: Loop{{0, 0}, {2, 0}, {2, 1}, {1, 1}, {1, 3}, {0, 3}}}},
		{"two openings", Region{Outer: rectangle(0, 0, 5, 3), Holes: opening}},
		{"40 corners", Region{Outer: star(rng, mgl64.Vec2{}, 40, 5, 20)}},
		{"60 corners 8 holes", randomRegion(rng, 60, 8, mgl64.Vec2{})},
		{"10000 corners", Region{Outer: star(rng, mgl64.Vec2{}, 10000, 19, 20)}},
	} {
		b.Run(c.name, func(b *testing.B) {
			triangles := 0
			for b.Loop() {
				got, err := c.region.Triangulate()
				if err != nil {
					b.Fatal(err)
				}
				triangles += len(got.Triangles)
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "regions/s")
			b.ReportMetric(float64(triangles)/b.Elapsed().Seconds(), "triangles/s")
		})
	}
}

func ExampleRegion_Triangulate() {
	wall := Region{
		Outer: Loop{{0, 0}, {5, 0}, {5, 3}, {0, 3}},
		Holes: []Loop{{{1, 1}, {2, 1}, {2, 2}, {1, 2}}},
	}
	t, err := wall.Triangulate()
	fmt.Println(len(t.Triangles), len(t.Border), err)
	// Output: 8 8 <nil>
}
