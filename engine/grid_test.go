package engine

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/go-gl/mathgl/mgl64"
)

// insideSlowly is the even–odd rule, written down plainly.
func insideSlowly(rings [][]mgl64.Vec2, p mgl64.Vec2) bool {
	inside := false
	for _, ring := range rings {
		for k, a := range ring {
			b := ring[(k+1)%len(ring)]
			if (a[1] > p[1]) != (b[1] > p[1]) && p[0] < a[0]+(p[1]-a[1])/(b[1]-a[1])*(b[0]-a[0]) {
				inside = !inside
			}
		}
	}
	return inside
}

func randomRing(r *rand.Rand, g Grid, corners int) []mgl64.Vec2 {
	ring := make([]mgl64.Vec2, corners)
	for k := range ring { // some of it beyond the grid
		ring[k] = mgl64.Vec2{
			g.X0 + (r.Float64()*1.4-0.2)*float64(g.NX)*g.Cell,
			g.Y0 + (r.Float64()*1.4-0.2)*float64(g.NY)*g.Cell,
		}
	}
	return ring
}

func TestInsideIsThePointInPolygonOfEveryCentre(t *testing.T) {
	g := Grid{NX: 37, NY: 23, X0: -4.5, Y0: 100.25, Cell: 0.7}
	for seed := range uint64(300) {
		r := rand.New(rand.NewPCG(seed, 1))
		var rings [][]mgl64.Vec2
		for range 1 + r.IntN(3) {
			rings = append(rings, randomRing(r, g, 3+r.IntN(7)))
		}
		got, last := make([]bool, g.Len()), -1
		g.Inside(rings, func(index int) {
			if index <= last {
				t.Fatalf("seed %d: cell %d after %d", seed, index, last)
			}
			got[index], last = true, index
		})
		for index := range got {
			if want := insideSlowly(rings, g.Center(index)); got[index] != want {
				t.Fatalf("seed %d: cell %d: inside is %v, want %v", seed, index, got[index], want)
			}
		}
	}
}

func TestCellAtIsTheCellWhoseCentreItIs(t *testing.T) {
	g := Grid{NX: 7, NY: 5, X0: 10, Y0: -3, Cell: 2.5}
	for k := range g.Len() {
		c := g.Center(k)
		if index, inside := g.CellAt(c[0], c[1]); !inside || index != k {
			t.Errorf("centre of cell %d lies in %d (%v)", k, index, inside)
		}
	}
	for _, p := range []mgl64.Vec2{{9.99, 0}, {10 + 17.5, 0}, {12, -3.01}, {12, -3 + 12.5}, {math.NaN(), 0}, {math.Inf(1), 0}, {1e300, 1e300}} {
		if index, inside := g.CellAt(p[0], p[1]); inside {
			t.Errorf("%v lies in cell %d, want outside", p, index)
		}
	}
}

// links returns which neighbours of the grid a set of edges cuts off.
func links(edges []Edge) (east, north map[int]bool) {
	east, north = map[int]bool{}, map[int]bool{}
	for _, e := range edges {
		if e.North {
			north[e.Cell] = true
		} else {
			east[e.Cell] = true
		}
	}
	return east, north
}

// flood returns the cells that water reaches from a cell.
func flood(g Grid, edges []Edge, from int) []bool {
	east, north := links(edges)
	wet, front := make([]bool, g.Len()), []int{from}
	wet[from] = true
	try := func(to int, open bool) {
		if open && !wet[to] {
			wet[to] = true
			front = append(front, to)
		}
	}
	for len(front) > 0 {
		c := front[len(front)-1]
		front = front[:len(front)-1]
		i, j := c%g.NX, c/g.NX
		if i+1 < g.NX {
			try(c+1, !east[c])
		}
		if i > 0 {
			try(c-1, !east[c-1])
		}
		if j+1 < g.NY {
			try(c+g.NX, !north[c])
		}
		if j > 0 {
			try(c-g.NX, !north[c-g.NX])
		}
	}
	return wet
}

// A closed line must hold water: no flood from inside may leave. Cells that
// the line itself goes through belong to either side.
func checkClosed(t *testing.T, g Grid, ring []mgl64.Vec2) {
	t.Helper()
	edges := g.Edges(append(ring[:len(ring):len(ring)], ring[0]))
	rings := [][]mgl64.Vec2{ring}
	for from := range g.Len() {
		c := g.Center(from)
		if !insideSlowly(rings, c) || distance(ring, c) < 1.5*g.Cell {
			continue
		}
		for to, wet := range flood(g, edges, from) {
			if p := g.Center(to); wet && !insideSlowly(rings, p) && distance(ring, p) > 1e-2*g.Cell {
				t.Fatalf("ring %v: water from %v gets to %v", ring, c, p)
			}
		}
		return
	}
}

// distance from a point to a ring [m].
func distance(ring []mgl64.Vec2, p mgl64.Vec2) float64 {
	nearest := math.Inf(1)
	for k, a := range ring {
		ab := ring[(k+1)%len(ring)].Sub(a)
		s := min(1, max(0, p.Sub(a).Dot(ab)/ab.Dot(ab)))
		nearest = min(nearest, p.Sub(a.Add(ab.Mul(s))).Len())
	}
	return nearest
}

func TestEdgesOfAClosedRingHoldWater(t *testing.T) {
	g := Grid{NX: 40, NY: 30, X0: 5, Y0: -7, Cell: 0.5}
	for seed := range uint64(500) {
		r := rand.New(rand.NewPCG(seed, 2))
		c := mgl64.Vec2{g.X0 + 10, g.Y0 + 7.5}
		ring := make([]mgl64.Vec2, 5+r.IntN(6))
		for k := range ring { // a star around the middle: it does not cross itself
			angle, radius := 2*math.Pi*float64(k)/float64(len(ring)), 2.5+4*r.Float64()
			ring[k] = c.Add(mgl64.Vec2{radius * math.Cos(angle), radius * math.Sin(angle)})
		}
		checkClosed(t, g, ring)
	}
}

// Lines drawn on round numbers go straight through centres and corners of
// cells: that is where a staircase gets holes.
func TestEdgesThroughCentresHoldWater(t *testing.T) {
	g := Grid{NX: 24, NY: 24, Cell: 1}
	for seed := range uint64(2000) {
		r := rand.New(rand.NewPCG(seed, 3))
		half := func(v int) float64 { return float64(v) / 2 }
		ring := []mgl64.Vec2{ // a diamond on whole and half metres
			{12 + half(r.IntN(3)), half(4 + r.IntN(6))},
			{half(38 + r.IntN(8)), 12 + half(r.IntN(3))},
			{12 + half(r.IntN(3)), half(38 + r.IntN(8))},
			{half(4 + r.IntN(6)), 12 + half(r.IntN(3))},
		}
		checkClosed(t, g, ring)
		ring[0], ring[2] = ring[2], ring[0] // the other way round
		checkClosed(t, g, ring)
	}
}

func TestEdgesSeparateExactlyTheTwoSides(t *testing.T) {
	g := Grid{NX: 10, NY: 8, Cell: 1}
	edges := g.Edges([]mgl64.Vec2{{4.2, -1}, {4.2, 9}}) // between columns 3 and 4
	if len(edges) != g.NY {
		t.Fatalf("%d edges, want %d", len(edges), g.NY)
	}
	for j, e := range edges {
		if e != (Edge{Cell: j*g.NX + 3}) {
			t.Errorf("edge %d is %v, want the east side of cell (3, %d)", j, e, j)
		}
	}
}

// No coordinate that somebody sends may hang or crash the engine.
func TestAbsurdCoordinates(t *testing.T) {
	g := Grid{NX: 10, NY: 8, Cell: 1}
	values := []float64{0, 3.5, -1e9, 1e9, 1e18, -1e18, 1e300, -1e300, math.MaxFloat64, math.Inf(1), math.Inf(-1), math.NaN()}
	for _, x := range values {
		for _, y := range values {
			for _, z := range values {
				ring := []mgl64.Vec2{{x, y}, {z, x}, {y, z}}
				for _, e := range g.Edges(ring) {
					if e.Cell < 0 || e.Cell >= g.Len() {
						t.Fatalf("%v: edge %v", ring, e)
					}
				}
				g.Inside([][]mgl64.Vec2{ring}, func(index int) {
					if index < 0 || index >= g.Len() {
						t.Fatalf("%v: cell %d", ring, index)
					}
				})
			}
		}
	}
	g.Inside(nil, func(int) { t.Error("no ring has an inside") })
	g.Edges(nil)
}
