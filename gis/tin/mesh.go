// Package tin makes triangles of the ground, for a browser to draw: exact along
// the lines that people have drawn (pit edges, walls, kerbs), and elsewhere as
// few as a stated tolerance allows.
//
// The walk: Build cuts the ground into tiles, whose borders no line's corner
// touches (tiles.go), and thins the borders first, so that neighbours agree
// without knowing each other (border.go). Each tile then starts as two
// triangles, takes its lines in (constrain.go on delaunay.go, whose decisions
// are exact: predicates.go, expansion.go), and is refined: the cell that is
// furthest from its triangle becomes a corner, until none is further than the
// tolerance (refine.go; greedy insertion after Garland & Heckbert, Fast
// polygonal approximation of terrains and height fields, CMU-CS-95-181, 1995).
// Where the heights on the two sides of a line differ, its corners have two
// levels and a vertical wall stands between (walls.go); where more than two walls
// meet, it has as many as they need (posts.go).
//
// It will not simplify lines, smooth, drape pictures, or make levels of detail;
// lines that drop to both sides (free-standing walls) are not ground and not its
// matter either.
package tin

import (
	"errors"
	"fmt"
	"math"
	"runtime"
	"sync"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/engine"
)

// Line is a polyline that the mesh follows exactly. A ring repeats its first
// point at its end.
type Line struct {
	Points []mgl64.Vec2 // in the ground's coordinates [m]
	Left   []float64    // height of the surface beside each point, on the left as one walks along [m]
	Right  []float64    // and on the right; nil: the same
}

// Wall is the class of vertical triangles.
const Wall = 255

// Mesh is a surface in plain arrays. Triangles go round anticlockwise as seen
// from above, walls as seen from their low side.
type Mesh struct {
	Origin    mgl64.Vec3 // to be added to positions [m]
	Positions []float32  // x east, y north, z up from the origin, three to a corner [m]
	Indices   []uint32   // three to a triangle
	Classes   []uint8    // one to a triangle
	Tolerance float64    // [m]
}

// Build makes the mesh of a ground. It spans the centres of the outermost cells
// and leaves out where there is no data. At every centre of a cell it is within
// tolerance [m] of the ground's value; where a wall runs through a centre (to a
// millionth of a cell) it has both heights, and where a line has a point there,
// that one's. class gives each triangle its class
// by a point in its middle; nil: 0.
func Build(ground *engine.Field, lines []Line, tolerance float64, class func(mgl64.Vec2) uint8) (*Mesh, error) {
	b, err := newBuilder(ground, lines, tolerance)
	if err != nil {
		return nil, err
	}
	if class == nil {
		class = func(mgl64.Vec2) uint8 { return 0 }
	}
	b.class = class
	b.layOut(lines)
	b.thinBorders()
	parts := make([]part, len(b.tiles))
	next := make(chan int)
	var workers sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(b.tiles)) {
		workers.Go(func() {
			var r refiner
			for k := range next {
				parts[k] = r.run(b, &b.tiles[k])
			}
		})
	}
	for k := range b.tiles {
		next <- k
	}
	close(next)
	workers.Wait()
	return b.join(parts), nil
}

// builder knows the ground in lattice coordinates: cell (i, j) has its centre
// at (i, j).
type builder struct {
	ground *engine.Field
	limit  float64 // what refining may leave [m]: the tolerance less what single precision takes
	origin mgl64.Vec3
	mesh   Mesh
	class  func(mgl64.Vec2) uint8
	tiling
}

func newBuilder(ground *engine.Field, lines []Line, tolerance float64) (*builder, error) {
	g := ground.Grid
	if g.NX < 2 || g.NY < 2 || !(g.Cell > 0) || len(ground.Values) != g.Len() {
		return nil, fmt.Errorf("a ground of %d × %d cells of %g m with %d values: needs at least 2 × 2 cells and a value for each", g.NX, g.NY, g.Cell, len(ground.Values))
	}
	low, high := math.Inf(1), math.Inf(-1)
	see := func(z float64) { low, high = math.Min(low, z), math.Max(high, z) }
	for _, z := range ground.Values {
		if z == z { // not NaN
			see(float64(z))
		}
	}
	for k, l := range lines {
		if len(l.Points) < 2 || len(l.Left) != len(l.Points) || l.Right != nil && len(l.Right) != len(l.Points) {
			return nil, fmt.Errorf("line %d: %d points with %d and %d heights: needs at least 2, and a height for each on both sides", k, len(l.Points), len(l.Left), len(l.Right))
		}
		for m, p := range l.Points {
			sum := p[0] + p[1] + l.Left[m]
			if l.Right != nil {
				sum += l.Right[m]
				see(l.Right[m])
			}
			if math.IsNaN(sum) || math.IsInf(sum, 0) {
				return nil, fmt.Errorf("line %d: point %d (%g, %g): coordinates and heights must be finite", k, m, p[0], p[1])
			}
			see(l.Left[m])
		}
	}
	if !(low <= high) || math.IsInf(high-low, 0) {
		return nil, errors.New("the ground has no data")
	}
	const singleBits = 1.0 / (1 << 23) // twice what rounding to single precision takes
	base := math.Floor(low)
	limit := tolerance - (high-base)*singleBits
	if !(limit > 0) || math.IsInf(limit, 0) {
		return nil, fmt.Errorf("tolerance %g m: must be more than single precision loses over %.1f m of height (%.1e m)", tolerance, high-base, (high-base)*singleBits)
	}
	origin := mgl64.Vec3{g.X0 + 0.5*g.Cell, g.Y0 + 0.5*g.Cell, base}
	return &builder{ground: ground, limit: limit, origin: origin, mesh: Mesh{Origin: origin, Tolerance: tolerance}}, nil
}

// lattice turns a point of the ground into lattice coordinates.
func (b *builder) lattice(p mgl64.Vec2) mgl64.Vec2 {
	return mgl64.Vec2{(p[0] - b.origin[0]) / b.ground.Grid.Cell, (p[1] - b.origin[1]) / b.ground.Grid.Cell}
}

// part is what a tile has become: corners in lattice coordinates with heights.
type part struct {
	corners []mgl64.Vec3
	border  []bool // per corner: other tiles may have it too
	indices []uint32
	classes []uint8
}

// join puts the parts together in their order; corners on borders become one.
func (b *builder) join(parts []part) *Mesh {
	m := &b.mesh
	corners, triangles := 0, 0
	for _, p := range parts {
		corners, triangles = corners+len(p.corners), triangles+len(p.classes)
	}
	m.Positions = make([]float32, 0, 3*corners)
	m.Indices = make([]uint32, 0, 3*triangles)
	m.Classes = make([]uint8, 0, triangles)
	shared := map[mgl64.Vec3]uint32{}
	cell := b.ground.Grid.Cell
	var number []uint32
	for k, p := range parts {
		number = number[:0]
		for c, at := range p.corners {
			id, known := uint32(len(m.Positions)/3), false
			if p.border[c] {
				if id, known = shared[at]; !known {
					id = uint32(len(m.Positions) / 3)
					shared[at] = id
				}
			}
			if !known {
				m.Positions = append(m.Positions, float32(at[0]*cell), float32(at[1]*cell), float32(at[2]-b.origin[2]))
			}
			number = append(number, id)
		}
		for _, c := range p.indices {
			m.Indices = append(m.Indices, number[c])
		}
		m.Classes = append(m.Classes, p.classes...)
		parts[k] = part{}
	}
	return m
}
