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
	for _, w := range walls {
		x, y := s.grid.At(w.Cell)
		i, j := beyondSide(x, y, w.Side.side())
		s.pin(w.Cell)
		if s.openAt(i, j) {
			s.pin(s.grid.Index(i, j))
		}
	}
	s.refine()
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

// wallEdge is a wall on the west or south side of cell at, between Open cells.
// On the rim of a block both blocks have it.
type wallEdge struct {
	at, side int
	crest    float64
}

// placeWalls gives each block its walls. One beside a building means nothing.
func (s *Solver) placeWalls() {
	for _, b := range s.blocks {
		b.walls = b.walls[:0]
		for k := range b.brinks {
			b.brinks[k].crest = math.Inf(-1)
		}
	}
	for _, w := range s.walls {
		i, j := s.grid.At(w.Cell)
		sd := w.Side.side()
		di, dj := beyondSide(i, j, sd)
		here, there := s.openAt(i, j), s.openAt(di, dj)
		var b, o *block
		var k, at int
		if here {
			b, k = s.blockAt(w.Cell)
			b.placeWall(k, sd, w.Crest, there)
		}
		if there {
			if o, at = s.blockAt(s.grid.Index(di, dj)); o != b {
				o.placeWall(at, opposite(sd), w.Crest, here)
			}
		}
	}
	s.findLevelSpeeds()
	s.findEchoes()
}

func (w WallSide) side() int {
	if w == NorthEdge {
		return north
	}
	return east
}

// placeWall puts a wall on a side of Open cell k, with Open ground behind it
// or a rim.
func (b *block) placeWall(k, sd int, crest float64, ground bool) {
	if !ground {
		for n := range b.brinks {
			if e := &b.brinks[n]; e.k == k && e.side == sd {
				e.crest = max(e.crest, crest)
			}
		}
		return
	}
	at, lower := edgeOf(k, sd), sd&^1
	for n := range b.walls {
		if e := &b.walls[n]; e.at == at && e.side == lower {
			e.crest = max(e.crest, crest)
			return
		}
	}
	b.walls = append(b.walls, wallEdge{at, lower, crest})
}

func (b *block) wallFlux(e *wallEdge, on *bench) flux {
	l, r := b.waterAt(e.at+aside(e.side), e.side, on), b.waterAt(e.at, e.side, on)
	if z := max(l.z, r.z); e.crest <= z {
		return edgeFlux(l, r, z)
	}
	return weirFlux(l, r, e.crest)
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
