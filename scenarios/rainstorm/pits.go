package rainstorm

import (
	"math"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/engine"
	"shapan/engine/solver/shallowwater"
)

// overflowRate is the inflow over a pit's edge [m³/s] that counts as overflow:
// a litre a second, more than splashes.
const overflowRate = 0.001

// pit watches an excavation and the kerb around it.
type pit struct {
	id    string // "pit/station"
	name  engine.Text
	cells []int
	kerb  []kerbEdge

	catching float64 // area whose rain falls into the pit [m²]

	pitSave
}

// kerbEdge is one cell edge of the pit's outline.
type kerbEdge struct {
	edge    engine.Edge
	outside int     // the cell on the street's side
	crest   float64 // [m]
}

// pitSave is the part of a pit that changes with time.
type pitSave struct {
	Volume        float64    `json:"volume"`          // of water inside [m³]
	Inflow        float64    `json:"inflow"`          // over the edge in this tick [m³/s]
	Overflowed    float64    `json:"overflowed"`      // over the edge since the start [m³]
	FirstOverflow float64    `json:"first_overflow"`  // [s]; negative: never
	OverflowAt    mgl64.Vec2 `json:"overflow_at"`     // where it came over first
	MaxVolume     float64    `json:"max_volume"`      // [m³]
	TimeOfMax     float64    `json:"time_of_max"`     // [s]
	MaxInflow     float64    `json:"max_inflow"`      // [m³/s]
	TimeMaxInflow float64    `json:"time_max_inflow"` // [s]
}

// newPit finds the pit's cells and the edges of its kerb: the coping's height
// stands on the higher ground of the two cells beside an edge.
func newPit(f engine.Feature, ground *engine.Field, wettable func(int) bool) *pit {
	g := ground.Grid
	p := &pit{id: f.ID, name: f.Name, pitSave: pitSave{FirstOverflow: -1, TimeOfMax: -1, TimeMaxInflow: -1}}
	inside := map[int]bool{}
	g.Inside(f.Rings, func(cell int) {
		if wettable(cell) {
			p.cells = append(p.cells, cell)
			inside[cell] = true
		}
	})
	coping, _ := f.Properties["coping_height_m"].Number()
	for _, cell := range p.cells {
		for _, side := range cellSides(g, cell) {
			if !side.valid || inside[side.other] || !wettable(side.other) {
				continue
			}
			top := math.Max(float64(ground.Values[cell]), float64(ground.Values[side.other]))
			p.kerb = append(p.kerb, kerbEdge{edge: side.edge, outside: side.other, crest: top + coping})
		}
	}
	return p
}

// cellSide is an edge of a cell with the cell beyond it.
type cellSide struct {
	edge  engine.Edge
	other int
	valid bool // there is a cell beyond
}

func cellSides(g engine.Grid, cell int) [4]cellSide {
	i, j := cell%g.NX, cell/g.NX
	return [4]cellSide{
		{engine.Edge{Cell: cell}, cell + 1, i+1 < g.NX},
		{engine.Edge{Cell: cell - 1}, cell - 1, i > 0},
		{engine.Edge{Cell: cell, North: true}, cell + g.NX, j+1 < g.NY},
		{engine.Edge{Cell: cell - g.NX, North: true}, cell - g.NX, j > 0},
	}
}

// see books a tick of dt seconds: what came over the edge is what the volume
// gained beyond rain [m³] and pumps [m³ into the pit].
func (p *pit) see(m *Model, t, dt, rain, pumped float64) {
	volume := m.volumeIn(p.cells)
	over := volume - p.Volume - rain - pumped
	p.Volume, p.Inflow = volume, over/dt
	p.Overflowed += over
	if p.Inflow >= overflowRate && p.FirstOverflow < 0 {
		p.FirstOverflow, p.OverflowAt = t, p.lowestFreeboard(m.grid, m.water)
	}
	if volume > p.MaxVolume {
		p.MaxVolume, p.TimeOfMax = volume, t
	}
	if p.Inflow > p.MaxInflow {
		p.MaxInflow, p.TimeMaxInflow = p.Inflow, t
	}
}

// lowestFreeboard returns the place of the kerb over which the water outside
// stands highest.
func (p *pit) lowestFreeboard(g engine.Grid, water *shallowwater.Solver) mgl64.Vec2 {
	best, at := math.Inf(-1), mgl64.Vec2{}
	for _, k := range p.kerb {
		depth := water.DepthAt(k.outside)
		if head := water.BedAt(k.outside) + depth - k.crest; depth > 0 && head > best {
			best, at = head, g.Center(k.outside)
		}
	}
	return at
}
