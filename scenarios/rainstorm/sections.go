package rainstorm

import (
	"math"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/engine"
	"shapan/engine/solver/shallowwater"
)

// section is a line through which the discharge is counted: positive to the
// right of one who walks along it.
type section struct {
	id    string // "section/outlet"
	name  engine.Text
	edges []shallowwater.SectionEdge

	passed float64 // in this tick [m³]
	sectionSave
}

// sectionSave is the part of a section that changes with time.
type sectionSave struct {
	Flow    float64 `json:"flow"`   // in the last tick [m³/s]
	Volume  float64 `json:"volume"` // net since the start [m³]
	MaxFlow float64 `json:"max"`    // largest so far, either way [m³/s]
	TimeMax float64 `json:"time"`   // [s]; negative: never
}

// newSection finds a section's edges. An edge that the line crosses back over
// cancels.
func newSection(f engine.Feature, g engine.Grid) *section {
	s := &section{id: f.ID, name: f.Name, sectionSave: sectionSave{TimeMax: -1}}
	signs := map[engine.Edge]float64{}
	var order []engine.Edge
	for _, line := range f.Rings {
		for k := 0; k+1 < len(line); k++ {
			way := line[k+1].Sub(line[k])
			right := mgl64.Vec2{way[1], -way[0]}
			for _, e := range g.Edges(line[k : k+2]) {
				sign := 1.0
				if !e.North && right[0] < 0 || e.North && right[1] < 0 {
					sign = -1
				}
				if _, known := signs[e]; !known {
					order = append(order, e)
				}
				signs[e] += sign
			}
		}
	}
	for _, e := range order {
		if signs[e] != 0 {
			edge := shallowwater.SectionEdge{Cell: e.Cell, Side: shallowwater.EastEdge, Sign: math.Copysign(1, signs[e])}
			if e.North {
				edge.Side = shallowwater.NorthEdge
			}
			s.edges = append(s.edges, edge)
		}
	}
	return s
}

// layLines tells the solver where to count.
func (m *Model) layLines() error {
	lines := make([]shallowwater.Section, len(m.sections))
	for k, s := range m.sections {
		lines[k].Edges = s.edges
	}
	return m.water.SetSections(lines)
}

// see books a tick of dt seconds that ends at t.
func (s *section) see(t, dt float64) {
	s.Volume += s.passed
	s.Flow, s.passed = s.passed/dt, 0
	if abs := max(s.Flow, -s.Flow); abs > s.MaxFlow {
		s.MaxFlow, s.TimeMax = abs, t
	}
}
