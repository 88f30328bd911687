package solid

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/go-gl/mathgl/mgl64"
)

func rect(x0, y0, x1, y1 float64) Region {
	return Region{Outer: Loop{{x0, y0}, {x1, y0}, {x1, y1}, {x0, y1}}}
}

func areaOf(list []Region) (sum float64) {
	for _, r := range list {
		sum += r.Area()
	}
	return sum
}

// Exact areas, allowed 1e-7 of the whole: the grid. Regions and holes are
// counted too.
func TestRegionBooleans(t *testing.T) {
	wall := rect(0, 0, 10, 3)
	diamond := Region{Outer: Loop{{5, 0}, {10, 1.5}, {5, 3}, {0, 1.5}}}
	frame := Region{Outer: Loop{{0, 0}, {4, 0}, {4, 4}, {0, 4}}, Holes: []Loop{{{1, 1}, {3, 1}, {3, 3}, {1, 3}}}}
	cases := []struct {
		name           string
		got            func(turn func(Region) Region) []Region
		area           float64
		regions, holes int
	}{
		{"a window", func(f func(Region) Region) []Region {
			return SubtractRegions([]Region{f(wall)}, []Region{f(rect(1, 1, 2, 2))})
		}, 29, 1, 1},
		{"a door", func(f func(Region) Region) []Region {
			return SubtractRegions([]Region{f(wall)}, []Region{f(rect(1, 0, 2, 2))})
		}, 28, 1, 0},
		{"a door that reaches below", func(f func(Region) Region) []Region {
			return SubtractRegions([]Region{f(wall)}, []Region{f(rect(1, -1, 2, 2))})
		}, 28, 1, 0},
		{"a door at the end", func(f func(Region) Region) []Region {
			return SubtractRegions([]Region{f(wall)}, []Region{f(rect(9, 0, 10, 2))})
		}, 28, 1, 0},
		{"a gap", func(f func(Region) Region) []Region {
			return SubtractRegions([]Region{f(wall)}, []Region{f(rect(4, 0, 5, 3))})
		}, 27, 2, 0},
		{"windows that overlap", func(f func(Region) Region) []Region {
			return SubtractRegions([]Region{f(wall)}, []Region{f(rect(1, 1, 3, 2)), f(rect(2, 1, 4, 2))})
		}, 27, 1, 1},
		{"windows that touch", func(f func(Region) Region) []Region {
			return SubtractRegions([]Region{f(wall)}, []Region{f(rect(1, 1, 2, 2)), f(rect(2, 1, 3, 2))})
		}, 28, 1, 1},
		{"windows that touch at a corner", func(f func(Region) Region) []Region {
			return SubtractRegions([]Region{f(wall)}, []Region{f(rect(1, 1, 2, 2)), f(rect(2, 2, 3, 2.5))})
		}, 28.5, 1, 2},
		{"the same window twice", func(f func(Region) Region) []Region {
			return SubtractRegions([]Region{f(wall)}, []Region{f(rect(1, 1, 2, 2)), f(rect(1, 1, 2, 2))})
		}, 29, 1, 1},
		{"all of it", func(f func(Region) Region) []Region {
			return SubtractRegions([]Region{f(wall)}, []Region{f(wall)})
		}, 0, 0, 0},
		{"a diamond to the edges", func(f func(Region) Region) []Region {
			return SubtractRegions([]Region{f(wall)}, []Region{f(diamond)})
		}, 15, 4, 0},
		{"the diamond's halves", func(f func(Region) Region) []Region {
			return IntersectRegions([]Region{f(diamond)}, []Region{f(rect(0, 0, 10, 1.5))})
		}, 7.5, 1, 0},
		{"a frame over a frame", func(f func(Region) Region) []Region {
			return IntersectRegions([]Region{f(frame)}, []Region{f(frame)})
		}, 12, 1, 1},
		{"a frame filled", func(f func(Region) Region) []Region {
			return UniteRegions([]Region{f(frame), f(rect(1, 1, 3, 3))})
		}, 16, 1, 0},
		{"an island in a frame", func(f func(Region) Region) []Region {
			return UniteRegions([]Region{f(frame), f(rect(1.5, 1.5, 2, 2))})
		}, 12.25, 2, 1},
		{"apart", func(f func(Region) Region) []Region {
			return IntersectRegions([]Region{f(wall)}, []Region{f(rect(11, 0, 12, 3))})
		}, 0, 0, 0},
	}
	for _, c := range cases {
		for _, angle := range []float64{0, math.Pi / 2, 0.3, 2.77} {
			s, k := math.Sincos(angle)
			turn := func(r Region) Region {
				loop := func(l Loop) Loop {
					out := make(Loop, len(l))
					for n, p := range l {
						out[n] = mgl64.Vec2{3e5 + k*p[0] - s*p[1], 7 + s*p[0] + k*p[1]}
					}
					return out
				}
				out := Region{Outer: loop(r.Outer)}
				for _, h := range r.Holes {
					out.Holes = append(out.Holes, loop(h))
				}
				return out
			}
			got := c.got(turn)
			holes := 0
			for _, r := range got {
				holes += len(r.Holes)
			}
			if a := areaOf(got); math.Abs(a-c.area) > 1e-7*30 || len(got) != c.regions || holes != c.holes {
				t.Errorf("%s, turned %v: area %.9g in %d regions with %d holes; want %v, %d, %d", c.name, angle, a, len(got), holes, c.area, c.regions, c.holes)
			}
		}
	}
}

// Areas of random regions add up; allowed 1e-6 of both.
func TestAreasAddUp(t *testing.T) {
	if testing.Short() {
		t.Skip("only computes: nothing for the race detector; make unit runs it")
	}
	for seed := range uint64(2000) {
		r := rand.New(rand.NewPCG(seed, 5))
		a, b := randomRegions(r, seed%2 == 0), randomRegions(r, seed%2 == 0)
		a, b = UniteRegions(a), UniteRegions(b)
		all := areaOf(UniteRegions(append(append([]Region(nil), a...), b...)))
		and, less := areaOf(IntersectRegions(a, b)), areaOf(SubtractRegions(a, b))
		va, vb := areaOf(a), areaOf(b)
		if miss := math.Abs(all - va - vb + and); miss > 1e-6*(va+vb) {
			t.Errorf("seed %d: the union misses by %v of %v", seed, miss, va+vb)
		}
		if miss := math.Abs(less - va + and); miss > 1e-6*(va+vb) {
			t.Errorf("seed %d: the difference misses by %v of %v", seed, miss, va+vb)
		}
	}
}

func randomRegions(r *rand.Rand, lattice bool) (out []Region) {
	for range 1 + r.IntN(4) {
		snap := func(v float64) float64 {
			if lattice {
				return math.Round(4*v) / 4
			}
			return v
		}
		cx, cy, n := 3*r.Float64(), 3*r.Float64(), 3+r.IntN(8)
		var l Loop
		for k := range n {
			s, c := math.Sincos(2 * math.Pi * float64(k) / float64(n))
			radius := 0.3 + r.Float64()
			l = append(l, mgl64.Vec2{snap(cx + radius*c), snap(cy + radius*s)})
		}
		if l.Area() != 0 {
			out = append(out, Region{Outer: l})
		}
	}
	return out
}

func BenchmarkTenWindowsInARegion(b *testing.B) {
	wall := rect(0, 0, 30, 3)
	var windows, doors []Region
	for k := range 10 {
		x := 3*float64(k) + 1
		windows = append(windows, rect(x, 0.9, x+1.2, 2.2))
		doors = append(doors, rect(x, 0, x+1.2, 2.2))
	}
	b.Run("windows", func(b *testing.B) {
		for b.Loop() {
			SubtractRegions([]Region{wall}, windows)
		}
		b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "walls/s")
	})
	b.Run("doors", func(b *testing.B) {
		for b.Loop() {
			SubtractRegions([]Region{wall}, doors)
		}
		b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "walls/s")
	})
}
