package rainstorm

import (
	"errors"
	"fmt"
	"slices"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/engine"
)

// Inflow is water that comes in (or is taken out) inside the ground.
type Inflow struct {
	ID   string       `yaml:"id" jsonschema:"required,pattern=^[0-9A-Za-z一-鿿_-]+$,example=river" jsonschema_description:"letters, digits, - and _"`
	At   *mgl64.Vec2  `yaml:"at" jsonschema_description:"into the cell at [x, y]"`
	Area []mgl64.Vec2 `yaml:"area" jsonschema:"minItems=3" jsonschema_description:"or evenly over the cells in this outline"`
	Line []mgl64.Vec2 `yaml:"line" jsonschema:"minItems=2" jsonschema_description:"or evenly over the cells under this line"`
	FlowSeries
}

// inflow is an Inflow on its cells.
type inflow struct {
	id    string // "inflow/river"
	cells []int
	flow  overTime

	taken float64 // in this exchange [m³]
	inflowSave
}

// inflowSave is the part of an inflow that changes with time.
type inflowSave struct {
	Factor float64 `json:"factor"`
	Flow   float64 `json:"flow"`  // in the last exchange [m³/s]
	Given  float64 `json:"given"` // since the start [m³]; negative: taken
}

// newInflow finds the cells of an inflow.
func (m *Model) newInflow(p Inflow) (*inflow, error) {
	f := &inflow{id: "inflow/" + p.ID, inflowSave: inflowSave{Factor: 1}}
	var err error
	if f.flow, err = p.series(m.par.read); err != nil {
		return nil, err
	}
	add := func(cell int) {
		if m.wettable(cell) && !slices.Contains(f.cells, cell) {
			f.cells = append(f.cells, cell)
		}
	}
	key := "at"
	switch given := [3]bool{p.At != nil, p.Area != nil, p.Line != nil}; given {
	case [3]bool{true, false, false}:
		if cell, inside := m.grid.CellAt(p.At[0], p.At[1]); inside {
			add(cell)
		}
	case [3]bool{false, true, false}:
		key = "area"
		m.grid.Inside([][]mgl64.Vec2{p.Area}, func(cell int) {
			if m.wettable(cell) {
				f.cells = append(f.cells, cell) // each comes once
			}
		})
	case [3]bool{false, false, true}:
		key = "line"
		alongLine(m.grid, p.Line, add)
	default:
		return nil, errors.New("needs exactly one of at, area and line")
	}
	if len(f.cells) == 0 {
		return nil, engine.Wrong(fmt.Errorf("there is no open ground; it is x %g to %g, y %g to %g",
			m.grid.X0, m.grid.X0+float64(m.grid.NX)*m.grid.Cell, m.grid.Y0, m.grid.Y0+float64(m.grid.NY)*m.grid.Cell), key)
	}
	return f, nil
}

// alongLine visits the cells under a polyline, some of them again and again.
func alongLine(g engine.Grid, line []mgl64.Vec2, visit func(cell int)) {
	for k := 0; k+1 < len(line); k++ {
		way := line[k+1].Sub(line[k])
		steps := int(way.Len()/(g.Cell/4)) + 1
		for n := 0; n <= steps; n++ {
			p := line[k].Add(way.Mul(float64(n) / float64(steps)))
			if cell, inside := g.CellAt(p[0], p[1]); inside {
				visit(cell)
			}
		}
	}
}

// ask puts an inflow's sources down for the exchange from one time to another [s].
func (f *inflow) ask(m *Model, from, to float64) {
	f.taken, f.Flow = 0, f.Factor*f.flow.Mean(from, to)
	if f.Flow == 0 {
		return
	}
	for _, cell := range f.cells {
		m.draft.ask(cell, f.Flow/float64(len(f.cells)), &f.taken)
	}
}

// took books what an inflow really gave.
func (f *inflow) took(dt float64) {
	f.Given -= f.taken
	f.Flow = -f.taken / dt
}

// set lets an event act on an inflow.
func (f *inflow) set(e engine.Event) (err error) {
	if e.Property != "factor" {
		return fmt.Errorf("%s.%s: an inflow knows factor", e.Subject, e.Property)
	}
	f.Factor, err = number(e.Value, 0, 100)
	return err
}
