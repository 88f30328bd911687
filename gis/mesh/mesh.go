// Package mesh writes flow results as the meshes that engineers open in QGIS,
// and reads them back: UGRID NetCDF with all quantities over time, and the SMS
// 2DM mesh for programs that know no NetCDF.
//
// A mesh is made of the cells of a grid that matter, each a quadrilateral on
// the map; so a grid that is turned against the map is no trouble, and dry land
// costs nothing. Values belong to faces, as a finite-volume scheme has them:
// nothing is smeared over nodes but the height of the ground, which some
// programs look for there.
//
// It will not read meshes of other shapes, reproject, or decide what is worth
// writing. Package cdf below it knows the bytes of NetCDF and no convention.
package mesh

import (
	"errors"
	"fmt"
	"math"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/engine"
)

// Mesh is a set of quadrilaterals on the map.
type Mesh struct {
	X, Y  []float64  // map coordinates of the nodes [m]
	Z     []float64  // height of the ground there [m], a mean of the faces around; nil: unknown
	Faces [][4]int32 // nodes of each face, anticlockwise from its south-west
	Cells []int32    // cell of the grid that each face is
}

// OfGrid makes a mesh of the cells to be kept, in the order of the grid. Nodes
// are numbered row by row, each once. bed is the height of the ground in every
// cell [m above the site's level 0], or nil.
func OfGrid(g engine.Grid, o engine.Origin, keep []bool, bed []float32) (*Mesh, error) {
	if len(keep) != g.Len() || bed != nil && len(bed) != g.Len() {
		return nil, fmt.Errorf("mesh: %d marks and %d heights for %d × %d cells", len(keep), len(bed), g.NX, g.NY)
	}
	m := &Mesh{}
	for k, kept := range keep {
		if kept {
			m.Cells = append(m.Cells, int32(k))
		}
	}
	if len(m.Cells) == 0 {
		return nil, errors.New("mesh: no cell is kept")
	}
	node := make([]int32, (g.NX+1)*(g.NY+1)) // its number from 1; 0: no node
	corners := func(cell int32) [4]int {
		sw := int(cell)/g.NX*(g.NX+1) + int(cell)%g.NX
		return [4]int{sw, sw + 1, sw + g.NX + 2, sw + g.NX + 1}
	}
	for _, cell := range m.Cells {
		for _, c := range corners(cell) {
			node[c] = 1
		}
	}
	for c, used := range node {
		if used == 0 {
			continue
		}
		x, y, _ := o.MapFromSite(mgl64.Vec3{g.X0 + float64(c%(g.NX+1))*g.Cell, g.Y0 + float64(c/(g.NX+1))*g.Cell})
		m.X, m.Y = append(m.X, x), append(m.Y, y)
		node[c] = int32(len(m.X))
	}
	m.Faces = make([][4]int32, len(m.Cells))
	for f, cell := range m.Cells {
		for n, c := range corners(cell) {
			m.Faces[f][n] = node[c] - 1
		}
	}
	if bed != nil {
		m.setHeights(o, bed)
	}
	return m, nil
}

// setHeights gives each node the mean height of the faces around it.
func (m *Mesh) setHeights(o engine.Origin, bed []float32) {
	m.Z = make([]float64, len(m.X))
	faces := make([]float64, len(m.X))
	for f, nodes := range m.Faces {
		z := float64(bed[m.Cells[f]])
		if math.IsNaN(z) {
			continue
		}
		for _, n := range nodes {
			m.Z[n] += z
			faces[n]++
		}
	}
	for n := range m.Z {
		m.Z[n] = m.Z[n]/faces[n] + o.Height // NaN where no face has a height
	}
}

// Center returns the middle of a face on the map [m].
func (m *Mesh) Center(face int) (x, y float64) {
	for _, n := range m.Faces[face] {
		x += m.X[n] / 4
		y += m.Y[n] / 4
	}
	return x, y
}

// Pick returns the values of the mesh's faces from those of the grid's cells,
// in memory taken from into where that is large enough.
func (m *Mesh) Pick(cells, into []float32) []float32 {
	if cap(into) < len(m.Cells) {
		into = make([]float32, len(m.Cells))
	}
	into = into[:len(m.Cells)]
	for f, cell := range m.Cells {
		into[f] = cells[cell]
	}
	return into
}
