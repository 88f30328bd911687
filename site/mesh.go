package site

import (
	"fmt"
	"math"
	"slices"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/engine"
	"shapan/gis/terrain"
	"shapan/gis/tin"
)

// Of the mesh that is drawn: it is within finest of the ground [m] at cells of
// up to a metre, in proportion at larger ones, and half as fine again and again
// until it has no more triangles than a browser draws with ease.
const (
	finest        = 0.01
	mostTriangles = 1_500_000
)

// earthwork is what has been dug, for the mesh to follow its edges: cells alone
// have lost them.
type earthwork struct {
	dug  []terrain.Excavation // in order of time
	bare map[int]float32      // heights before, of the cells concerned [m]
}

// excavate digs into the ground and remembers it.
func (l *loader) excavate(e terrain.Excavation) terrain.Cut {
	cut := terrain.Excavate(&l.site.Ground, e)
	w := &l.work
	w.dug = append(w.dug, e)
	if w.bare == nil {
		w.bare = cut.Before
		return cut
	}
	for cell, z := range cut.Before {
		if _, known := w.bare[cell]; !known {
			w.bare[cell] = z
		}
	}
	return cut
}

// Mesh makes the surface that is drawn: exact along the edges of pits, benches,
// ramps and sumps, with upright walls, and elsewhere within its tolerance of the
// ground at every cell. Triangles have the class terrain.Class or tin.Wall.
func (p *Place) Mesh() (*tin.Mesh, error) {
	w := p.carryOut()
	var class func(mgl64.Vec2) uint8
	if w != nil {
		class = func(at mgl64.Vec2) uint8 {
			_, class := w.At(at)
			return uint8(class)
		}
	}
	for tolerance := finest * math.Max(1, p.Ground.Grid.Cell); ; tolerance *= 2 {
		var lines []tin.Line
		if w != nil {
			lines = w.Creases(tolerance / 4)
		}
		m, err := tin.Build(&p.Ground, lines, tolerance, class)
		if err != nil {
			return nil, fmt.Errorf("the ground's mesh: %w", err)
		}
		if len(m.Classes) <= mostTriangles {
			return m, nil
		}
	}
}

// carryOut digs once more, as surfaces; nil when nothing has been dug.
func (p *Place) carryOut() *terrain.Earthwork {
	if len(p.work.dug) == 0 {
		return nil
	}
	bare := p.Ground
	bare.Values = slices.Clone(p.Ground.Values)
	for cell, z := range p.work.bare {
		bare.Values[cell] = z
	}
	w := terrain.NewEarthwork(&bare, p.work.dug[0])
	if len(p.work.dug) > 1 {
		after := engine.Field{Grid: bare.Grid, Values: slices.Clone(bare.Values)}
		for k, e := range p.work.dug[1:] {
			terrain.Excavate(&after, p.work.dug[k])
			w.Then(&after, e)
		}
	}
	return w
}
