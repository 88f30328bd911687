package citygrid

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/go-gl/mathgl/mgl64"
)

func grid(t testing.TB, size int) Grid {
	g, err := New("310101", size)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func TestCellsAndCodes(t *testing.T) {
	for _, c := range []struct {
		e, n float64
		size int
		code string
	}{
		{350123.4, 3456789.9, 100, "310101-100-N034567E003501"},
		{350100, 3456700, 100, "310101-100-N034567E003501"},
		{350200, 3456800, 100, "310101-100-N034568E003502"},
		{math.Nextafter(350200, 0), math.Nextafter(3456800, 0), 100, "310101-100-N034567E003501"},
		{-0.1, -100, 100, "310101-100-S000001W000001"},
		{-100.1, 0, 100, "310101-100-N000000W000002"},
		{38500123, 3456789, 1, "310101-1-N3456789E38500123"},
	} {
		g := grid(t, c.size)
		cell, ok := g.At(c.e, c.n)
		if code := g.Code(cell); !ok || code != c.code {
			t.Errorf("(%v, %v): %s, want %s", c.e, c.n, code, c.code)
		}
		h, back, err := Parse(c.code)
		if err != nil || h != g || back != cell {
			t.Errorf("%s: %v %v %v", c.code, h, back, err)
		}
	}
	for _, bad := range []string{"", "310101-100", "310101-100-N1E1", "310101-0-N000001E000001", "310101-x-N000001E000001", "-100-N000001E000001", "310101-100-X000001E000001",
		"310101-100-N000001", "310101-100-S000000E000001", "310101-100-N000001E99999999999", "310101-100-N000001E000001 ", "310101-+100-N000001E000001"} {
		if _, _, err := Parse(bad); err == nil {
			t.Errorf("%q: must be refused", bad)
		}
	}
	if _, ok := grid(t, 100).At(math.NaN(), 0); ok {
		t.Error("NaN lies in no cell")
	}
	if _, err := New("沪", 0); err == nil || !strings.Contains(err.Error(), "prefix") || !strings.Contains(err.Error(), "size") {
		t.Errorf("%v: must name prefix and size", err)
	}
}

// Every point lies in the bounds of its cell, also where division rounds.
func TestPointsLieInTheirCells(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, size := range []int{1, 3, 7, 100, 1000} {
		g := grid(t, size)
		for range 20000 {
			e, n := (r.Float64()-0.5)*1e8, (r.Float64()-0.5)*1e7
			if r.IntN(3) == 0 { // at and beside a rim
				e = float64(r.IntN(1e6)-5e5) * float64(size)
				e = []float64{e, math.Nextafter(e, 1e9), math.Nextafter(e, -1e9)}[r.IntN(3)]
			}
			c, ok := g.At(e, n)
			west, south, east, north := g.Bounds(c)
			if !ok || !(west <= e && e < east && south <= n && n < north) {
				t.Fatalf("size %d: (%v, %v) in %v: %v %v %v %v", size, e, n, c, west, south, east, north)
			}
		}
	}
}

// Exact: a square on the rims has its cells, a square off them one more each
// way; a hole takes out what it covers.
func TestWithinSquares(t *testing.T) {
	g := grid(t, 100)
	square := func(x, y, side float64) []mgl64.Vec2 {
		return []mgl64.Vec2{{x, y}, {x + side, y}, {x + side, y + side}, {x, y + side}}
	}
	for _, c := range []struct {
		rings             [][]mgl64.Vec2
		touching, centred int
	}{
		{[][]mgl64.Vec2{square(0, 0, 300)}, 9, 9},
		{[][]mgl64.Vec2{square(10, 10, 300)}, 16, 9},
		{[][]mgl64.Vec2{square(-10, -10, 20)}, 4, 0},
		{[][]mgl64.Vec2{square(20, 20, 10)}, 1, 0},
		{[][]mgl64.Vec2{square(20, 20, 60)}, 1, 1},
		{[][]mgl64.Vec2{square(0, 0, 300), square(100, 100, 100)}, 8, 8},
		{[][]mgl64.Vec2{square(0, 0, 300), square(110, 110, 80)}, 9, 8},
		{[][]mgl64.Vec2{square(50, 50, 100)}, 4, 1}, // centres on the rim: the lower left one alone
		{nil, 0, 0},
	} {
		for rule, want := range []int{c.touching, c.centred} {
			cells, err := g.Within(c.rings, Rule(rule))
			if err != nil || len(cells) != want {
				t.Errorf("%v by rule %d: %v %v, want %d", c.rings, rule, cells, err, want)
			}
		}
	}
	if _, err := g.Within([][]mgl64.Vec2{square(0, 0, 1e6)}, Touching); err == nil || !strings.Contains(err.Error(), "choose larger cells") {
		t.Errorf("%v", err)
	}
	if _, err := g.Within([][]mgl64.Vec2{{{0, 0}, {math.NaN(), 1}}}, Touching); err == nil || !strings.Contains(err.Error(), "has 2 points") || !strings.Contains(err.Error(), "point 1") {
		t.Errorf("%v", err)
	}
}

// Against looking at every cell by itself, for random triangles and stars: a
// cell is touched if the area cut out by it is not empty (Sutherland and Hodgman
// 1974), centred if its centre is inside.
func TestWithinAgainstEveryCell(t *testing.T) {
	g, r := grid(t, 10), rand.New(rand.NewPCG(3, 4))
	compared := 0
	for range 400 {
		ring := []mgl64.Vec2{{r.Float64() * 90, r.Float64() * 90}, {r.Float64() * 90, r.Float64() * 90}, {r.Float64() * 90, r.Float64() * 90}}
		if r.IntN(2) == 0 {
			for k := range ring {
				ring[k] = mgl64.Vec2{math.Round(ring[k][0]/5) * 5, math.Round(ring[k][1]/5) * 5}
			}
		}
		if area(ring) == 0 {
			continue
		}
		touching, err := g.Within([][]mgl64.Vec2{ring}, Touching)
		centred, err2 := g.Within([][]mgl64.Vec2{ring}, Centred)
		if err != nil || err2 != nil {
			t.Fatal(err, err2)
		}
		for row := int32(-1); row < 11; row++ {
			for col := int32(-1); col < 11; col++ {
				c := Cell{row, col}
				cut := cutOut(g, ring, c)
				if want := area(cut) > 1e-9; slices.Contains(touching, c) != want && !(area(cut) > 0 && area(cut) < 1e-6) {
					t.Fatalf("%v, cell %v: touching %v, but the area cut out is %v", ring, c, !want, area(cut))
				}
				x, y := float64(col)*10+5, float64(row)*10+5
				inside, onRim := within(ring, mgl64.Vec2{x, y})
				if !onRim && slices.Contains(centred, c) != inside {
					t.Fatalf("%v, cell %v: centred %v, want %v", ring, c, !inside, inside)
				}
				compared++
			}
		}
	}
	t.Log(compared, "cells compared")
}

func area(ring []mgl64.Vec2) float64 {
	sum := 0.0
	for k, p := range ring {
		q := ring[(k+1)%len(ring)]
		sum += p[0]*q[1] - p[1]*q[0]
	}
	return math.Abs(sum) / 2
}

func cutOut(g Grid, ring []mgl64.Vec2, c Cell) []mgl64.Vec2 {
	west, south, east, north := g.Bounds(c)
	for _, side := range []func(p mgl64.Vec2) float64{
		func(p mgl64.Vec2) float64 { return p[0] - west }, func(p mgl64.Vec2) float64 { return east - p[0] },
		func(p mgl64.Vec2) float64 { return p[1] - south }, func(p mgl64.Vec2) float64 { return north - p[1] },
	} {
		var kept []mgl64.Vec2
		for k, p := range ring {
			q := ring[(k+1)%len(ring)]
			a, b := side(p), side(q)
			if a >= 0 {
				kept = append(kept, p)
			}
			if (a < 0) != (b < 0) {
				kept = append(kept, p.Add(q.Sub(p).Mul(a/(a-b))))
			}
		}
		ring = kept
	}
	return ring
}

func within(ring []mgl64.Vec2, p mgl64.Vec2) (inside, onRim bool) {
	positive, negative := 0, 0
	for k, a := range ring {
		b := ring[(k+1)%len(ring)]
		switch cross := (b[0]-a[0])*(p[1]-a[1]) - (b[1]-a[1])*(p[0]-a[0]); {
		case math.Abs(cross) < 1e-9:
			onRim = true
		case cross > 0:
			positive++
		default:
			negative++
		}
	}
	return positive == 0 || negative == 0, onRim
}

func TestUnits(t *testing.T) {
	codes, err := Units("310101002003", []Cell{{1, 5}, {2, 6}, {2, 5}, {1, 4}, {2, 5}})
	want := map[Cell]string{{2, 5}: "310101002003001", {2, 6}: "310101002003002", {1, 4}: "310101002003003", {1, 5}: "310101002003004"}
	if err != nil || fmt.Sprint(codes) != fmt.Sprint(want) {
		t.Errorf("%v %v, want %v", codes, err, want)
	}
	if _, err := Units("31010100200", nil); err == nil {
		t.Error("11 digits must be refused")
	}
	if _, err := Units("310101002003", make([]Cell, 1)); err != nil {
		t.Error(err)
	}
	many := make([]Cell, 1000)
	for k := range many {
		many[k].Col = int32(k)
	}
	if _, err := Units("310101002003", many); err == nil {
		t.Error("1000 cells must be refused")
	}
}

func FuzzParse(f *testing.F) {
	f.Add("310101-100-N034567E003501")
	f.Add("A-1-S2147483648W000001")
	f.Fuzz(func(t *testing.T, code string) {
		if g, c, err := Parse(code); err == nil && g.Code(c) != code {
			t.Fatalf("%q is read as %q", code, g.Code(c))
		}
	})
}

func Example() {
	g, err := New("310101", 100)
	if err != nil {
		fmt.Println(err)
		return
	}
	cell, _ := g.At(350123.4, 3456789.9) // easting and northing [m]
	fmt.Println(g.Code(cell))
	fmt.Println(g.Bounds(cell))
	// Output:
	// 310101-100-N034567E003501
	// 350100 3.4567e+06 350200 3.4568e+06
}
