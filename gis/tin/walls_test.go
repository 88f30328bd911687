package tin

import (
	"math"
	"testing"

	"github.com/go-gl/mathgl/mgl64"
	"pgregory.net/rapid"

	"shapan/engine"
)

// stepped is a line through points of the lattice, with a step down on its right.
func stepped(f *engine.Field, z, deep float64, cells ...mgl64.Vec2) Line {
	var l Line
	for _, c := range cells {
		l.Points = append(l.Points, mgl64.Vec2{f.Grid.X0 + (c[0]+0.5)*f.Grid.Cell, f.Grid.Y0 + (c[1]+0.5)*f.Grid.Cell})
		l.Left, l.Right = append(l.Left, z), append(l.Right, z-deep)
	}
	return l
}

// Where walls meet, every upright side of one has its partner.
func TestWallsThatMeetInAPoint(t *testing.T) {
	f := groundOf(40, 30, 1, func(x, y float64) float64 { return 100 })
	for name, lines := range map[string][]Line{
		"a line that runs back along itself": { // three walls end at its second point, with three heights between them
			stepped(f, 100, 4, mgl64.Vec2{2, 2}, mgl64.Vec2{6, 7}, mgl64.Vec2{3, 4}, mgl64.Vec2{15, 16}),
		},
		"a line through its own corner": { // high, low, high, low
			stepped(f, 100, 4, mgl64.Vec2{5, 5}, mgl64.Vec2{12, 12}, mgl64.Vec2{19, 5}, mgl64.Vec2{19, 19}, mgl64.Vec2{12, 12}, mgl64.Vec2{5, 19}),
		},
		"two pits that touch in a corner": {
			stepped(f, 100, -4, mgl64.Vec2{5, 5}, mgl64.Vec2{12, 5}, mgl64.Vec2{12, 12}, mgl64.Vec2{5, 12}, mgl64.Vec2{5, 5}),
			stepped(f, 100, -4, mgl64.Vec2{12, 12}, mgl64.Vec2{20, 12}, mgl64.Vec2{20, 20}, mgl64.Vec2{12, 20}, mgl64.Vec2{12, 12}),
		},
		"walls of different depth that cross": {
			stepped(f, 100, 4, mgl64.Vec2{3, 3}, mgl64.Vec2{25, 25}),
			stepped(f, 100, 1.5, mgl64.Vec2{3, 25}, mgl64.Vec2{25, 3}),
		},
		"six walls in a point, high and low by turns": {
			stepped(f, 100, 4, mgl64.Vec2{3, 14}, mgl64.Vec2{14, 14}, mgl64.Vec2{8, 25}),
			stepped(f, 100, 4, mgl64.Vec2{20, 25}, mgl64.Vec2{14, 14}, mgl64.Vec2{27, 14}),
			stepped(f, 100, 4, mgl64.Vec2{20, 3}, mgl64.Vec2{14, 14}, mgl64.Vec2{8, 3}),
		},
		"a kerb without a step, and then a wall along it": {
			stepped(f, 100, 0, mgl64.Vec2{3, 3}, mgl64.Vec2{25, 25}),
			stepped(f, 100, 4, mgl64.Vec2{3, 3}, mgl64.Vec2{14, 14}, mgl64.Vec2{25, 25}),
		},
	} {
		m, err := Build(f, lines, 0.05, nil)
		if err != nil {
			t.Fatal(err)
		}
		walls := 0
		for _, class := range m.Classes {
			if class == Wall {
				walls++
			}
		}
		if _, bare := m.worst(f); bare > 0 || m.open(f.Grid) > 0 || walls == 0 {
			t.Errorf("%s: %d cells bare, %d sides open, %d triangles of walls", name, bare, m.open(f.Grid), walls)
		}
	}
}

// A post of many sectors: as one goes round, every side of the upright is gone
// up once and down once.
func TestPostProperty(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		heights := rapid.SliceOfN(rapid.SampledFrom([]float64{-3, 0, 1e-10, 2, 2 + 1e-12, 7}), 1, 9).Draw(t, "heights")
		p := newPost(heights, true)
		sides := map[[2]stand]int{}
		for k := range heights {
			next := (k + 1) % len(heights)
			way := p.climb(k, next)
			if way[0] != p.top(k) || way[len(way)-1] != p.top(next) {
				t.Fatalf("from sector %d to %d by %v", k, next, way)
			}
			for n := range len(way) - 1 {
				sides[[2]stand{way[n], way[n+1]}]++
			}
		}
		for s, n := range sides {
			if n != 1 || sides[[2]stand{s[1], s[0]}] != 1 {
				t.Fatalf("side %v is passed %d times, back %d times", s, n, sides[[2]stand{s[1], s[0]}])
			}
		}
	})
}

// Lines over a border between tiles, many of which cross each other on the very
// border, leave no hole in it.
func TestLinesOverABorderProperty(t *testing.T) {
	plane := func(x, y float64) float64 { return x/16 - y/32 } // through zero, where differences are not exact
	along, across := groundOf(330, 8, 1, plane), groundOf(8, 330, 1, plane)
	rapid.Check(t, func(t *rapid.T) {
		f, axis := along, 0
		if rapid.Bool().Draw(t, "northward") {
			f, axis = across, 1
		}
		var lines []Line
		for range rapid.IntRange(1, 4).Draw(t, "lines") {
			var cells []mgl64.Vec2
			step := rapid.SampledFrom([]float64{1, 0.5, 0.3}).Draw(t, "step")
			for range rapid.IntRange(2, 5).Draw(t, "points") {
				var c mgl64.Vec2
				c[axis] = 256.5 + step*float64(rapid.IntRange(-6, 5).Draw(t, "over"))
				c[1-axis] = -0.5 + step*float64(rapid.IntRange(0, 9).Draw(t, "along"))
				cells = append(cells, c)
			}
			z := float64(rapid.IntRange(-2, 2).Draw(t, "height")) / 3
			lines = append(lines, stepped(f, z, float64(rapid.IntRange(0, 2).Draw(t, "deep"))*1.7, cells...))
		}
		m, err := Build(f, lines, 0.5, nil)
		if err != nil {
			t.Fatal(err)
		}
		if _, bare := m.worst(f); bare > 0 || m.open(f.Grid) > 0 {
			t.Fatalf("%d cells bare, %d sides open", bare, m.open(f.Grid))
		}
	})
}

// A line through the very corner of four tiles, or past it by less than rounding.
func TestWallThroughTheCornerOfFourTiles(t *testing.T) {
	f := groundOf(330, 330, 1, func(x, y float64) float64 { return 10 })
	for _, past := range []float64{0, 1e-12, 3e-10, 2e-9, 1e-5} {
		for _, line := range []Line{
			stepped(f, 10, 4, mgl64.Vec2{240.5, 240.5 + past}, mgl64.Vec2{250.5, 250.5 + past}, mgl64.Vec2{261.5, 261.5 + past}),
			stepped(f, 10, 4, mgl64.Vec2{253.5, 261 + past}, mgl64.Vec2{258.5, 251 + past}, mgl64.Vec2{268.5, 231 + past}),
		} {
			m, err := Build(f, []Line{line}, 0.05, nil)
			if err != nil {
				t.Fatal(err)
			}
			if _, bare := m.worst(f); bare > 0 || m.open(f.Grid) > 0 {
				t.Errorf("%v: %d cells bare, %d sides open", past, bare, m.open(f.Grid))
			}
			length := 0.0
			for k, class := range m.Classes {
				if a, b := m.corner(m.Indices[3*k]), m.corner(m.Indices[3*k+1]); class == Wall {
					length = math.Max(length, b.Vec2().Sub(a.Vec2()).Len())
				}
			}
			if length < 3 {
				t.Errorf("%v: the longest wall is %v m", past, length)
			}
		}
	}
}
