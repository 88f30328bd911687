package shallowwater

import "math"

// brink is the edge of an Open cell beyond which there is no cell but, unlike
// at a building, water may go there or come from there.
type brink struct {
	at, cell int
	side     int // of the cell
	bound    Boundary
	crest    float64 // of a wall on it [m]; -Inf: none
	crossed  float64 // mass flux outwards in the present step [m²/s]
}

func (e *brink) on(b *bench) *edges {
	if e.side >= south {
		return &b.y
	}
	return &b.x
}

// ruleAt is the boundary of Open cell (i,j) at a side where no Open cell is.
func (s *Solver) ruleAt(i, j, side int) Boundary {
	switch {
	case side == west && i == 0:
		return s.conf.West
	case side == east && i == s.grid.NX-1:
		return s.conf.East
	case side == south && j == 0:
		return s.conf.South
	case side == north && j == s.grid.NY-1:
		return s.conf.North
	case s.conf.Kind[s.neighbour(i, j, side)] == Outside:
		return s.conf.Rim
	}
	return Boundary{Kind: Closed} // a building
}

func (s *Solver) neighbour(i, j, side int) int {
	return s.grid.Index(i, j) + [4]int{-1, 1, -s.grid.NX, s.grid.NX}[side]
}

func (s *Solver) openAt(i, j int) bool {
	return i >= 0 && i < s.grid.NX && j >= 0 && j < s.grid.NY && s.conf.open(s.grid.Index(i, j))
}

// placeRims lists, tile by tile, the edges between Open cells and all else.
func (s *Solver) placeRims() {
	for k := range s.tiles {
		t := &s.tiles[k]
		for _, r := range t.cruns {
			for n := range r.n {
				i, j := r.i+n, r.j
				for side := range 4 {
					if di, dj := beyondSide(t.i0+i, t.j0+j, side); s.openAt(di, dj) {
						continue
					}
					at, cell := t.edgeNumber(i, j, side), r.cell+n
					if b := s.ruleAt(t.i0+i, t.j0+j, side); b.Kind == Closed {
						t.rigid[side] = append(t.rigid[side], rigidEdge{at, cell})
					} else {
						t.brinks = append(t.brinks, brink{at: at, cell: cell, side: side, bound: b, crest: math.Inf(-1)})
					}
				}
			}
		}
	}
	s.findLevelSpeeds()
}

func (s *Solver) brinkFlux(e *brink) flux {
	w := s.waterAt(e.cell, e.side)
	out := w.beyond(e.bound, e.side)
	a, b := w, out
	if e.side == west || e.side == south {
		a, b = out, w
	}
	if e.crest > w.z {
		return weirFlux(a, b, e.crest)
	}
	return edgeFlux(a, b, w.z)
}

// waterAt is a cell's water as an edge on that side of it sees it.
func (s *Solver) waterAt(cell, side int) water {
	w := water{h: s.h[cell], un: s.u[cell], ut: s.v[cell], z: s.bed[cell]}
	if side >= south {
		w.un, w.ut = w.ut, w.un
	}
	return w
}

// beyond is the water outside a rim, on the same ground as the cell within.
// OpenOutflow is an edge with nothing behind it: water leaves at critical
// speed or faster. Level is a large body of water that follows the flow; it
// comes in no faster than critically, else flow and inflow would drive each
// other.
func (w water) beyond(b Boundary, side int) water {
	out := water{z: w.z}
	if b.Kind == Level {
		if out.h = max(0, b.Level-w.z); out.h > Film {
			leaving := outward(side, w.un)
			out.un = outward(side, max(leaving, -celerity(out.h)))
		}
	}
	return out
}

// findLevelSpeeds notes for each tile how fast waves from outside water are.
func (s *Solver) findLevelSpeeds() {
	for k := range s.tiles {
		t := &s.tiles[k]
		t.levelSpeed = 0
		for _, e := range t.brinks {
			if e.bound.Kind == Level {
				h := e.bound.Level - max(s.bed[e.cell], e.crest)
				t.levelSpeed = max(t.levelSpeed, 2*celerity(h))
			}
		}
	}
}
