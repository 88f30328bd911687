package shallowwater

import "fmt"

// Section is a line along edges of cells through which discharge is measured.
type Section struct{ Edges []SectionEdge }

// SectionEdge is the east or north edge of a cell. Sign 1 counts water that
// goes east or north as positive, -1 what goes west or south.
type SectionEdge struct {
	Cell int
	Side WallSide
	Sign float64
}

// gate is an edge of a section on a side of its block's cell k.
type gate struct {
	k, side  int
	section  int
	sign     float64
	rimmed   bool // on the block's rim, as cell rimIndex of the side
	rimIndex int
	crossed  float64 // mean flux in the present step [m²/s]
	volume   float64 // in the present Advance [m³]
}

// SetSections replaces all sections. SectionVolumes follows their order.
func (s *Solver) SetSections(sections []Section) error {
	for k, c := range sections {
		for _, e := range c.Edges {
			if e.Cell < 0 || e.Cell >= s.grid.Cells() || e.Side > NorthEdge {
				return fmt.Errorf("shallow water: section %d: edge %d of cell %d is not on the %d×%d grid", k, e.Side, e.Cell, s.grid.NX, s.grid.NY)
			}
		}
	}
	s.sections = append([]Section(nil), sections...)
	s.sectionFlow = make([]float64, len(sections))
	s.pinSections()
	s.refine()
	s.placeSections()
	return nil
}

func (s *Solver) pinSections() {
	for _, c := range s.sections {
		for _, e := range c.Edges {
			i, j := s.grid.At(e.Cell)
			s.pin(e.Cell)
			if i, j = beyondSide(i, j, e.Side.side()); s.openAt(i, j) {
				s.pin(s.grid.Index(i, j))
			}
		}
	}
}

// SectionVolumes is what has passed each section in the last Advance [m³]. A
// read-only view.
func (s *Solver) SectionVolumes() []float64 { return s.sectionFlow }

func (s *Solver) placeSections() {
	for _, b := range s.blocks {
		b.gates = b.gates[:0]
	}
	for n, c := range s.sections {
		for _, e := range c.Edges {
			cell, sd := e.Cell, e.Side.side()
			i, j := s.grid.At(cell)
			if !s.openAt(i, j) { // then the edge is the other cell's
				if i, j = beyondSide(i, j, sd); !s.openAt(i, j) {
					continue
				}
				cell, sd = s.grid.Index(i, j), opposite(sd)
			}
			b, k := s.blockAt(cell)
			x, y := i-b.i0, j-b.j0
			b.gates = append(b.gates, gate{k: k, side: sd, section: n, sign: e.Sign, rimmed: onRim(sd, x, y), rimIndex: rimIndex(sd, x, y)})
		}
	}
}

// bookSections sums up what passed in an Advance.
func (s *Solver) bookSections() {
	clear(s.sectionFlow)
	for _, b := range s.blocks {
		for k := range b.gates {
			s.sectionFlow[b.gates[k].section] += b.gates[k].volume
			b.gates[k].volume = 0
		}
	}
}
