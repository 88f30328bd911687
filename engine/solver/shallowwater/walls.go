package shallowwater

import (
	"fmt"
	"math"
)

// WallSide says on which edge of its cell a wall stands.
type WallSide uint8

const (
	EastEdge WallSide = iota
	NorthEdge
)

// Wall is thinner than a cell and stands on an edge: a kerb, a coping, sand
// bags. Where its crest lies below the ground it does nothing; an infinite
// crest is never overtopped.
type Wall struct {
	Cell  int
	Side  WallSide
	Crest float64 // level of its top [m]
}

const (
	// weirCoefficient of a broad crest, (2/3)^(3/2) √g [m^(1/2)/s] = 1.705 (Chow 1959).
	weirCoefficient = 1.705
	// Villemonte (1947): q = q_free (1 - (H2/H1)^(3/2))^0.385.
	villemonte = 0.385
	// above this ratio H2/H1 the drowned flow falls linearly to zero at equal
	// heads, because Villemonte's slope there is infinite and would ring.
	stiffRatio = 0.85
	// a crest drowned by drownedFrom times its own height begins to be a mere
	// sill in the flow, and is only that from drownedTo.
	drownedFrom, drownedTo = 1.0, 3.0
)

// SetWalls replaces all walls, also while the run goes on. Of two walls on one
// edge the higher counts. West and south rims take no walls: use Boundary.
func (s *Solver) SetWalls(walls []Wall) error {
	if err := s.checkWalls(walls); err != nil {
		return fmt.Errorf("shallow water: %w", err)
	}
	s.walls = append(s.walls[:0], walls...)
	s.placeWalls()
	return nil
}

func (s *Solver) checkWalls(walls []Wall) error {
	for k, w := range walls {
		if w.Cell < 0 || w.Cell >= s.grid.Cells() {
			return fmt.Errorf("wall %d: cell %d is not on the %d×%d grid", k, w.Cell, s.grid.NX, s.grid.NY)
		}
		if w.Side > NorthEdge {
			return fmt.Errorf("wall %d on %s: side %d: must be EastEdge or NorthEdge", k, s.grid.name(w.Cell), w.Side)
		}
		if math.IsNaN(w.Crest) {
			return fmt.Errorf("wall %d on %s: crest is not a number", k, s.grid.name(w.Cell))
		}
	}
	return nil
}

// wallEdge is an edge of a tile with a wall between two Open cells. On the rim
// of a tile both tiles have it.
type wallEdge struct {
	at          int
	alongY      bool // an edge of bench.y
	left, right int  // cells
	crest       float64
}

// placeWalls gives each tile its walls. One beside a building means nothing.
func (s *Solver) placeWalls() {
	for k := range s.tiles {
		t := &s.tiles[k]
		t.walls = t.walls[:0]
		for i := range t.brinks {
			t.brinks[i].crest = math.Inf(-1)
		}
	}
	for _, w := range s.walls {
		i, j := s.grid.At(w.Cell)
		side := east
		if w.Side == NorthEdge {
			side = north
		}
		di, dj := beyondSide(i, j, side)
		here, there := s.openAt(i, j), s.openAt(di, dj)
		if here {
			s.tileAt(i, j).placeWall(s, i, j, side, w.Crest, there)
		}
		if there && (!here || s.tileAt(i, j) != s.tileAt(di, dj)) {
			s.tileAt(di, dj).placeWall(s, di, dj, opposite(side), w.Crest, here)
		}
	}
	s.findLevelSpeeds()
}

// placeWall puts a wall on a side of Open cell (i,j), with Open ground behind
// it or a rim.
func (t *tile) placeWall(s *Solver, i, j, side int, crest float64, ground bool) {
	at := t.edgeNumber(i-t.i0, j-t.j0, side)
	cell, alongY := s.grid.Index(i, j), side >= south
	if !ground {
		for k := range t.brinks {
			if e := &t.brinks[k]; e.cell == cell && e.side == side {
				e.crest = max(e.crest, crest)
			}
		}
		return
	}
	for k := range t.walls {
		if e := &t.walls[k]; e.at == at && e.alongY == alongY {
			e.crest = max(e.crest, crest)
			return
		}
	}
	left, right := cell, s.neighbour(i, j, side)
	t.walls = append(t.walls, wallEdge{at, alongY, min(left, right), max(left, right), crest})
}

func (s *Solver) tileAt(i, j int) *tile { return &s.tiles[j/s.side*s.tilesX+i/s.side] }

func (s *Solver) wallFlux(e *wallEdge) flux {
	side := east
	if e.alongY {
		side = north
	}
	a, b := s.waterAt(e.left, side), s.waterAt(e.right, side)
	if z := max(a.z, b.z); e.crest <= z {
		return edgeFlux(a, b, z)
	}
	return weirFlux(a, b, e.crest)
}

// weirFlux is the flux over a wall whose crest is above both beds. Each side
// feels its own standing pressure there, so levels may differ while nothing flows.
func weirFlux(a, b water, crest float64) flux {
	ha, hb := a.h+(a.z-crest), b.h+(b.z-crest) // heads above the crest
	if ha <= Film && hb <= Film {
		return flux{l: wallPush(a.h, a.un), r: wallPush(b.h, -b.un)}
	}
	sill := 0.0 // 0: a weir, 1: a mere sill
	if low := min(ha, hb); low > 0 {
		p := crest - max(a.z, b.z)
		x := min(max((low/p-drownedFrom)/(drownedTo-drownedFrom), 0), 1)
		sill = x * x * (3 - 2*x)
	}
	var w, o flux
	if sill < 1 {
		w = overWeir(a, b, ha, hb)
	}
	if sill > 0 {
		o = edgeFlux(a, b, crest)
	}
	return flux{
		f: w.f + sill*(o.f-w.f),
		l: w.l + sill*(o.l-w.l),
		r: w.r + sill*(o.r-w.r),
		t: w.t + sill*(o.t-w.t),
	}
}

// overWeir: the mass is the weir's. The giving side loses the momentum of the
// water that leaves; the receiving side gets it at the speed of the jet, or as
// slow as the flow there needs. Both feel the pressure of water that moves
// relative to the discharge at the wall's face as at a moving piston; so a
// uniform flow through the face is not disturbed, and faster water behind the
// wall is held back, never driven on. No wall passes more than the flow would
// shed over an edge without one: without this bound a fast thin flow has so
// much energy head that the weir would suck it on and on.
func overWeir(a, b water, ha, hb float64) flux {
	ea, eb := energyHead(ha, a.un), energyHead(hb, -b.un)
	switch {
	case ea > eb:
		q := min(weirDischarge(ea, hb), shoreFlux(a.h, a.un, 0, 0).f)
		in := arrival(q, b.h, ea)
		return flux{
			f: q,
			l: q*a.un + wallPush(a.h, a.un-q/a.h),
			r: q*in + wallPush(b.h, in-b.un),
			t: q * a.ut,
		}
	case eb > ea:
		q := min(weirDischarge(eb, ha), -shoreFlux(0, 0, b.h, b.un).f)
		in := arrival(q, a.h, eb)
		return flux{
			f: -q,
			l: q*in + wallPush(a.h, a.un+in),
			r: -q*b.un + wallPush(b.h, -b.un-q/b.h),
			t: -q * b.ut,
		}
	}
	return flux{l: wallPush(a.h, a.un), r: wallPush(b.h, -b.un)}
}

// arrival is the speed at which discharge q comes into water of depth h behind
// a weir with energy head e: q/h, at most that of the jet over the crest.
func arrival(q, h, e float64) float64 {
	jet := math.Sqrt(2.0 / 3 * Gravity * e)
	if q < jet*h {
		return q / h
	}
	return jet
}

// energyHead above the crest [m] of water that moves towards the wall at u.
func energyHead(h, u float64) float64 {
	if h <= Film {
		return 0
	}
	u = max(u, 0)
	return h + u*u*(0.5/Gravity)
}

// weirDischarge per metre of crest [m²/s] for energy head up and level down,
// both above the crest [m].
func weirDischarge(up, down float64) float64 {
	q := weirCoefficient * up * math.Sqrt(up)
	if down <= 0 {
		return q
	}
	r := min(down/up, 1)
	if r > stiffRatio {
		return q * drowned(stiffRatio) * ((1 - r) / (1 - stiffRatio))
	}
	return q * drowned(r)
}

func drowned(r float64) float64 { return math.Pow(1-r*math.Sqrt(r), villemonte) }
