package vector

import (
	"math"
	"slices"
	"testing"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"
)

func square(x, y, side float64) orb.Polygon {
	return orb.Polygon{{{x, y}, {x + side, y}, {x + side, y + side}, {x, y + side}, {x, y}}}
}

// Areas of two squares that overlap in a corner, at a northing of China.
func TestOverlay(t *testing.T) {
	a, b := square(634200, 3456300, 10), square(634206, 3456307, 10)
	for _, c := range []struct {
		name string
		do   func() (orb.Geometry, error)
		want float64
	}{
		{"union", func() (orb.Geometry, error) { return Union(a, b) }, 188},
		{"intersection", func() (orb.Geometry, error) { return Intersection(a, b) }, 12},
		{"difference", func() (orb.Geometry, error) { return Difference(a, b) }, 88},
		{"nothing", func() (orb.Geometry, error) { return Intersection(a, square(0, 0, 1)) }, 0},
		{"core", func() (orb.Geometry, error) { return Buffer(a, -1) }, 64},
	} {
		g, err := c.do()
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		_, area := Measure(g, false)
		near(t, c.name, area, c.want, 1e-6)
	}
	// 64 sides inscribed in the circle: 32 sin(2π/64) r² instead of π r².
	g, err := Buffer(orb.Point{3, 4}, 2)
	if err != nil {
		t.Fatal(err)
	}
	_, area := Measure(g, false)
	near(t, "circle", area, 32*math.Sin(2*math.Pi/64)*4, 1e-9)
	if _, err := Union(orb.Polygon{{{0, 0}, {1, 1}, {1, 0}, {0, 1}, {0, 0}}}); err == nil {
		t.Error("a bow tie was taken for an area")
	}
}

// The index finds what looking at all features finds.
func TestIndexProperty(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l, x := &Layer{}, rapid.Float64Range(0, 100)
		for k := range rapid.IntRange(0, 60).Draw(t, "n") {
			l.Features = append(l.Features, Feature{Index: k, Geometry: square(x.Draw(t, "x"), x.Draw(t, "y"), x.Draw(t, "side")/10)})
		}
		box := square(x.Draw(t, "x"), x.Draw(t, "y"), 20).Bound()
		var want, got []int
		for k, f := range l.Features {
			if f.Geometry.Bound().Intersects(box) {
				want = append(want, k)
			}
		}
		index := NewIndex(l)
		index.Within(box, func(f *Feature) bool { got = append(got, f.Index); return true })
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Fatalf("%v, want %v", got, want)
		}
		last, n := 0.0, 0
		index.Nearest(box.Min, func(_ *Feature, d float64) bool {
			if d < last {
				t.Fatalf("%v after %v", d, last)
			}
			last, n = d, n+1
			return true
		})
		if n != len(l.Features) {
			t.Fatalf("%d of %d", n, len(l.Features))
		}
	})
}
