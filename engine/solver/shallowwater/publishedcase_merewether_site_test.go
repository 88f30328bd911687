package shallowwater_test

import (
	"archive/zip"
	"math"
	"path/filepath"
	"testing"

	"shapan/engine/solver/shallowwater"
	"shapan/gis/raster"
)

// The inlet and the rims are those of ANUGA's validation of the case: a circle
// of 10 m radius; walls west and south, free outflow east and north. Its place
// decides nothing but point 2: see TestMerewetherInlets.
const (
	merewetherInflow = 19.7 // m³/s
	inletX, inletY   = 382265.0, 6354280.0
	inletRadius      = 10.0 // m
)

// houses is how they stand on the grid.
type houses int

const (
	raised  houses = iota // cells whose middle is in a house are 3 m higher
	blocked               // such cells are closed
	byShare               // every cell is closed as far as houses cover it
)

type merewether struct {
	shallowwater.Config
	ground  *raster.Raster
	sources []shallowwater.Source
	points  [][]float64 // x, y, ID, level of the draft report, observed level, TUFLOW's level
}

// readMerewether reads the site, with cells of so many of the terrain's (1 m)
// along their side. The terrain's heights belong to the middles of its cells, as
// an ASCII grid with a corner says, and its cells cover extent.csv within 0.5 m.
func readMerewether(t *testing.T, size float64, stand houses) merewether {
	t.Helper()
	folder := sharedData(t, "merewether")
	z, err := zip.OpenReader(filepath.Join(folder, "topography1.zip"))
	must(t, err)
	defer z.Close()
	f, err := z.Open("topography1.asc")
	must(t, err)
	defer f.Close()
	ground, err := raster.ReadASCII(f, "topography1.asc")
	must(t, err)
	m := merewether{ground: ground, points: numbers(t, filepath.Join(folder, "Observations", "ObservationPoints.csv"))}
	m.Grid = shallowwater.Grid{NX: int(float64(ground.NX) / size), NY: int(float64(ground.NY) / size), Cell: ground.CellX * size}
	n := m.Cells()
	m.Bed, m.Manning, m.Kind = make([]float64, n), filled(n, 0.04), make([]shallowwater.Kind, n)
	m.East = shallowwater.Boundary{Kind: shallowwater.OpenOutflow}
	m.North = m.East
	for k := range n {
		if m.Bed[k] = m.height(m.middle(k)); math.IsNaN(m.Bed[k]) {
			m.Kind[k] = shallowwater.Outside
		}
	}
	m.build(t, filepath.Join(folder, "houses"), stand)
	m.within(numbers(t, filepath.Join(folder, "Road", "RoadPolygon.csv")), 1, func(k, _ int) { m.Manning[k] = 0.02 })
	m.letIn(inletX, inletY, inletRadius)
	return m
}

// letIn lets the flood in, evenly on a circle.
func (m *merewether) letIn(x, y, radius float64) {
	m.sources = nil
	for k := range m.Cells() {
		if cx, cy := m.middle(k); math.Hypot(cx-x, cy-y) <= radius && m.Kind[k] == shallowwater.Open {
			m.sources = append(m.sources, shallowwater.Source{Cell: k})
		}
	}
	for k := range m.sources {
		m.sources[k].Rate = merewetherInflow / float64(len(m.sources))
	}
}

// build puts up the houses.
func (m *merewether) build(t *testing.T, folder string, stand houses) {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(folder, "house*.csv"))
	must(t, err)
	per := 1 // points along a cell's side that are in houses or not
	if stand == byShare {
		per = 8
	}
	points := make([]bool, m.Cells()*per*per)
	covered := make([]int, m.Cells()) // points; some houses overlap
	for _, path := range paths {
		m.within(numbers(t, path), per, func(k, point int) {
			if !points[point] {
				points[point] = true
				covered[k]++
			}
		})
	}
	if stand == byShare {
		m.Porosity = filled(m.Cells(), 1)
	}
	for k, c := range covered {
		switch {
		case c == 0 || m.Kind[k] == shallowwater.Outside:
		case stand == raised:
			m.Bed[k] += 3
		case c == per*per:
			m.Kind[k] = shallowwater.Blocked
		default:
			m.Porosity[k] = 1 - float64(c)/float64(per*per)
		}
	}
	if stand == byShare {
		m.openEdges(points, per)
	}
}

// openEdges finds how far houses leave the edges between cells open: where neither
// of the points on both sides of a part of it is in a house.
func (m *merewether) openEdges(points []bool, per int) {
	nx := m.NX * per
	for d, ahead := range [...]int{1, m.NX} {
		m.Passage[d] = make([]float64, m.Cells())
		for k := range m.Passage[d] {
			i, j := m.At(k)
			if d == 0 && i+1 == m.NX || d == 1 && j+1 == m.NY {
				continue
			}
			free := 0
			for c := range per {
				at, step := (j*per+c)*nx+i*per+per-1, 1
				if d == 1 {
					at, step = (j*per+per-1)*nx+i*per+c, nx
				}
				if !points[at] && !points[at+step] {
					free++
				}
			}
			share := float64(free) / float64(per)
			m.Passage[d][k] = share
			for _, cell := range [...]int{k, k + ahead} {
				m.Porosity[cell] = max(m.Porosity[cell], share/shallowwater.WidestPassage)
			}
		}
	}
}

// height of the ground between the middles of the terrain's cells.
func (m merewether) height(x, y float64) float64 {
	u, v := (x-m.ground.X0)/m.ground.CellX-0.5, (y-m.ground.Y0)/m.ground.CellY-0.5
	i, j := math.Floor(u+1e-6), math.Floor(v+1e-6)
	z := 0.0
	for b := range 2 {
		for a := range 2 {
			weight := (1 - math.Abs(u-i-float64(a))) * (1 - math.Abs(v-j-float64(b)))
			if weight < 1e-5 {
				continue
			}
			at := min(max(int(j)+b, 0), m.ground.NY-1)*m.ground.NX + min(max(int(i)+a, 0), m.ground.NX-1)
			z += weight * float64(m.ground.Values[at])
		}
	}
	return z
}

// middle of a cell on the map.
func (m merewether) middle(k int) (x, y float64) {
	i, j := m.At(k)
	return m.ground.X0 + (float64(i)+0.5)*m.Cell, m.ground.Y0 + (float64(j)+0.5)*m.Cell
}

// within calls do for each point of a polygon, of per × per points in every
// cell, with its cell and its own number.
func (m merewether) within(polygon [][]float64, per int, do func(k, point int)) {
	step, nx, ny := m.Cell/float64(per), m.NX*per, m.NY*per
	low, high := math.Inf(1), math.Inf(-1)
	for _, p := range polygon {
		low, high = min(low, p[1]), max(high, p[1])
	}
	row := func(y float64) int { return min(max(int((y-m.ground.Y0)/step), 0), ny-1) }
	for j := row(low); j <= row(high); j++ {
		y := m.ground.Y0 + (float64(j)+0.5)*step
		for i := range nx {
			x := m.ground.X0 + (float64(i)+0.5)*step
			in := false
			for a := range polygon {
				p, q := polygon[a], polygon[(a+1)%len(polygon)]
				if (p[1] > y) != (q[1] > y) && x < p[0]+(y-p[1])/(q[1]-p[1])*(q[0]-p[0]) {
					in = !in
				}
			}
			if in {
				do(m.Index(i/per, j/per), j*nx+i)
			}
		}
	}
}
