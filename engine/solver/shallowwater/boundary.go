package shallowwater

import "math"

// specialEdge is an edge that fluxRow cannot do: one with a wall on it, or one
// beyond which there is no cell.
type specialEdge struct {
	at          int  // edge number within the tile
	alongY      bool // false: an edge of tile.x
	left, right int  // cells; -1 = nothing known there
	crest       float64
	wall        bool
	bound       Boundary // rule where left or right is -1
	crossed     float64  // there: mass flux in the present step [m²/s]
}

// open says that beyond the edge there is no cell.
func (e *specialEdge) open() bool { return e.left < 0 || e.right < 0 }

func (e *specialEdge) on(b *bench) *edges {
	if e.alongY {
		return &b.y
	}
	return &b.x
}

// boundaryAt is the rule for the edge of an Open cell to a side where no Open cell is.
func (s *Solver) boundaryAt(i, j, side int) (b Boundary, rim bool) {
	switch {
	case side == west && i == 0:
		return s.conf.West, true
	case side == east && i == s.grid.NX-1:
		return s.conf.East, true
	case side == south && j == 0:
		return s.conf.South, true
	case side == north && j == s.grid.NY-1:
		return s.conf.North, true
	}
	if s.conf.Kind[s.neighbour(i, j, side)] == Outside {
		return s.conf.Rim, true
	}
	return Boundary{Kind: Closed}, false
}

func (s *Solver) neighbour(i, j, side int) int {
	return s.grid.Index(i, j) + [4]int{-1, 1, -s.grid.NX, s.grid.NX}[side]
}

// placeSpecial lists, tile by tile, the edges beside buildings and rims and
// those with walls.
func (s *Solver) placeSpecial() {
	crests := s.crests()
	for k := range s.tiles {
		t := &s.tiles[k]
		t.special = t.special[:0]
		for side := range t.rigid {
			t.rigid[side] = t.rigid[side][:0]
		}
		for _, r := range t.cruns {
			for i := r.i; i < r.i+r.n; i++ {
				for side := range 4 {
					s.placeEdge(t, i, r.j, side, crests)
				}
			}
		}
	}
	s.findLevelSpeeds()
}

func (s *Solver) placeEdge(t *tile, i, j, side int, crests map[edgeKey]float64) {
	gi, gj := t.i0+i, t.j0+j
	cell := s.grid.Index(gi, gj)
	inside := side == west && gi > 0 || side == east && gi < s.grid.NX-1 || side == south && gj > 0 || side == north && gj < s.grid.NY-1
	at := t.edgeNumber(i, j, side)
	crest, wall := crests[keyOf(s.grid, gi, gj, side)]
	e := specialEdge{at: at, alongY: side == south || side == north, left: -1, right: -1, crest: crest, wall: wall}
	own := &e.left // the cell lies west or south of its east or north edge
	if side == west || side == south {
		own = &e.right
	}
	*own = cell
	if inside && s.conf.open(s.neighbour(gi, gj, side)) {
		within := side == west && i > 0 || side == south && j > 0 // the neighbour in this tile has placed it
		if wall && !within {
			other := s.neighbour(gi, gj, side)
			if own == &e.left {
				e.right = other
			} else {
				e.left = other
			}
			t.special = append(t.special, e)
		}
		return
	}
	e.bound, _ = s.boundaryAt(gi, gj, side)
	if e.bound.Kind == Closed {
		t.rigid[side] = append(t.rigid[side], rigidEdge{at, cell})
		return
	}
	t.special = append(t.special, e)
}

// specialFlux is the flux through one special edge.
func (s *Solver) specialFlux(e *specialEdge) flux {
	var a, b water
	if e.left >= 0 {
		a = s.waterAt(e.left, e.alongY)
	}
	if e.right >= 0 {
		b = s.waterAt(e.right, e.alongY)
	} else {
		b = beyond(a, e.bound, -1)
	}
	if e.left < 0 {
		a = beyond(b, e.bound, 1)
	}
	if e.wall && e.crest > max(a.z, b.z) {
		return weirFlux(a, b, e.crest)
	}
	return edgeFlux(a, b, max(a.z, b.z))
}

func (s *Solver) waterAt(cell int, alongY bool) water {
	w := water{h: s.h[cell], un: s.u[cell], ut: s.v[cell], z: s.bed[cell]}
	if alongY {
		w.un, w.ut = w.ut, w.un
	}
	return w
}

// beyond is the water outside a rim, on the same ground as the cell within.
// OpenOutflow is an edge with nothing behind it: water leaves at critical
// speed or faster. Level is a large body of water that follows the flow; it
// comes in no faster than critically, else flow and inflow would drive each
// other. inward is the sign of a flux into the domain.
func beyond(w water, b Boundary, inward float64) water {
	out := water{z: w.z}
	if b.Kind == Level {
		if out.h = max(0, b.Level-w.z); out.h > Film {
			out.un = inward * min(inward*w.un, celerity(out.h))
		}
	}
	return out
}

// findLevelSpeeds notes for each tile how fast waves from outside water are.
func (s *Solver) findLevelSpeeds() {
	for k := range s.tiles {
		t := &s.tiles[k]
		t.levelSpeed = 0
		for _, e := range t.special {
			if !e.open() || e.bound.Kind != Level {
				continue
			}
			h := e.bound.Level - s.bed[max(e.left, e.right)]
			if e.wall {
				h = min(h, e.bound.Level-e.crest)
			}
			if h > Film {
				t.levelSpeed = max(t.levelSpeed, 2*math.Sqrt(Gravity*h))
			}
		}
	}
}
