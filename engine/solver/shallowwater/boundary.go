package shallowwater

import (
	"fmt"
	"math"
)

// brink is the edge of an Open cell beyond which there is no cell but, unlike
// at a building, water may go there or come from there.
type brink struct {
	k, side int // cell of the block and its side
	segment int // in Solver.segments; -1: bound is one of the Config's rims
	bound   Boundary
	crest   float64 // of a wall on it [m]; -Inf: none
	crossed float64 // mass flux outwards in the present step [m²/s]
}

// ruleAt is the boundary of Open cell (i,j) at a side where no Open cell is,
// and the segment that it comes from, -1 if none.
func (s *Solver) ruleAt(i, j, side int) (Boundary, int) {
	if !s.openAt(beyondSide(i, j, side)) {
		along := rimIndex(side, i, j)
		onRim := [4]bool{i == 0, i == s.grid.NX-1, j == 0, j == s.grid.NY-1}[side]
		for k := len(s.segments) - 1; onRim && k >= 0; k-- {
			if g := s.segments[k]; int(g.Side) == side && along >= g.From && along < g.To {
				return g.Boundary, k
			}
		}
	}
	return s.rimRule(i, j, side), -1
}

func (s *Solver) rimRule(i, j, side int) Boundary {
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

// placeRims lists, block by block, the edges between Open cells and all else.
func (s *Solver) placeRims() {
	for _, b := range s.blocks {
		var rigid [4][]rigidEdge
		b.brinks, b.beyond, b.inner = nil, nil, false
		n := 1 << b.res
		for sd := range b.seams { // what a neighbour's cells would let in
			for c := range side {
				if i, j := rimCell(sd, c); len(b.seams[sd]) > 0 && !b.isOpen[local(i, j)] {
					b.beyond = append(b.beyond, local(i, j))
				}
			}
		}
		b.eachOpen(func(i, j, k int) {
			I, J := b.corner(i, j)
			for sd := range 4 {
				x, y := I, J // the cell of the Grid at that side
				if sd == east {
					x += n - 1
				}
				if sd == north {
					y += n - 1
				}
				if di, dj := beyondSide(x, y, sd); s.openAt(di, dj) {
					continue
				}
				if rule, segment := s.ruleAt(x, y, sd); rule.Kind == Closed && segment < 0 {
					rigid[sd] = append(rigid[sd], rigidEdge(k))
				} else {
					b.brinks = append(b.brinks, brink{k: k, side: sd, segment: segment, bound: rule, crest: math.Inf(-1)})
					if di, dj := beyondSide(i, j, sd); di >= 0 && di < side && dj >= 0 && dj < side {
						b.inner = true
						b.beyond = append(b.beyond, local(di, dj))
						b.spill(di, dj)
					}
				}
			}
		})
		b.rigid = nil
		for sd, list := range rigid {
			b.rigid = append(b.rigid, list...)
			b.rigidTo[sd] = len(b.rigid)
		}
	}
	s.findLevelSpeeds()
	s.findEchoes()
}

// eachRigid calls f with every cell and its side that lie at a rigid edge.
func (b *block) eachRigid(f func(k, sd int)) {
	from := 0
	for sd, to := range b.rigidTo {
		for _, r := range b.rigid[from:to] {
			f(int(r), sd)
		}
		from = to
	}
}

// spill lists the closed cells around own cell (i,j) beyond a brink: second
// order continues the water there (see extrapolate), which must go no farther.
func (b *block) spill(i, j int) {
	for sd := range 4 {
		if x, y := beyondSide(i, j, sd); x >= 0 && x < side && y >= 0 && y < side && !b.isOpen[local(x, y)] {
			b.beyond = append(b.beyond, local(x, y))
		}
	}
}

func (b *block) brinkFlux(e *brink, on *bench) flux {
	w := b.waterAt(e.k, e.side, on)
	if on.faceX != nil {
		w = b.waterAtFace(e.k, e.side, on)
	}
	switch e.bound.Kind {
	case Closed:
		return rigidFlux(w, e.side)
	case Inflow:
		bound := e.bound
		if b.porous != nil { // what is left of the rim passes all of it
			bound.Discharge /= b.porous[e.k]
		}
		return inflow(w, bound, e.side)
	case Normal:
		if q := b.normalDischarge(w, e); q >= 0 {
			return inflow(w, Boundary{Discharge: -q, Depth: w.h}, e.side)
		}
	}
	out := w.beyond(e.bound, e.side)
	l, r := w, out
	if e.side == west || e.side == south {
		l, r = out, w
	}
	if e.crest > w.z {
		return weirFlux(l, r, e.crest)
	}
	return edgeFlux(l, r, w.z)
}

// normalDischarge of a rim of kind Normal [m²/s]; negative where something else
// decides: a crest on the rim, or water that leaves faster than waves run.
func (b *block) normalDischarge(w water, e *brink) float64 {
	if w.h <= Film || e.crest > w.z {
		return -1
	}
	conveyance := e.bound.Conveyance
	if e.bound.Steeper != 0 {
		conveyance = max(0, conveyance+e.bound.Steeper*(w.z+w.h-e.bound.Level))
	}
	q := conveyance * w.h * math.Cbrt(w.h*w.h)
	if q >= w.h*celerity(w.h) {
		return -1
	}
	return q
}

// waterAt is a cell's water as an edge on that side of it sees it.
func (b *block) waterAt(k, sd int, on *bench) water {
	w := water{h: on.water[k], un: float64(on.motion[k]), ut: float64(on.motion[motionV+k]), z: b.ground[k]}
	if sd >= south {
		w.un, w.ut = w.ut, w.un
	}
	return w
}

// waterAtFace is what second order makes of it.
func (b *block) waterAtFace(k, sd int, on *bench) water {
	face := on.faceX
	if sd >= south {
		face = on.faceY
	}
	w := water{h: on.water[k], z: b.ground[k]}
	if sd == east || sd == north {
		w.h += float64(face[faceRiseEast+k])
		w.z += float64(face[faceGround+k])
		w.un, w.ut = float64(face[faceUnEast+k]), float64(face[faceUtEast+k])
	} else {
		w.h += float64(face[faceRiseWest+k])
		w.z -= float64(face[faceGround+k])
		w.un, w.ut = float64(face[faceUnWest+k]), float64(face[faceUtWest+k])
	}
	w.h = max(w.h, 0)
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

// rigidFlux is the push of water against a wall on a side of its cell.
func rigidFlux(w water, side int) flux {
	if push := wallPush(w.h, outward(side, w.un)); side == east || side == north {
		return flux{l: push}
	} else {
		return flux{r: push}
	}
}

// inflow lets exactly the given discharge pass. Its depth follows from the
// Riemann invariant u - 2c that the water inside sends to the rim (u inwards),
// at least the critical depth; or it is given.
func inflow(w water, b Boundary, side int) flux {
	q := b.Discharge
	h := b.Depth
	if h == 0 {
		h = depthOfInflow(q, w.h, -outward(side, w.un))
	}
	f := flux{f: -outward(side, q)}
	if h <= Film {
		return f
	}
	push := q*q/h + 0.5*Gravity*(h-w.h)*(h+w.h)
	f.l, f.r = push, push
	if q < 0 {
		f.t = f.f * w.ut
	}
	return f
}

// depthOfInflow solves q = h u with u - 2c = un - 2√(g h0) for the depth at
// the rim [m]: Newton's method on 2c³ + R c² - g q = 0 from the right, where it
// is convex, so it cannot miss.
func depthOfInflow(q, h0, un float64) float64 {
	critical := math.Cbrt(q * q / Gravity)
	r := un - 2*celerity(h0)
	c := max(math.Sqrt(Gravity*critical), celerity(h0)) + math.Abs(r)
	for range 60 {
		f, df := c*c*(2*c+r)-Gravity*q, c*(6*c+2*r)
		if df <= 0 {
			break
		}
		step := f / df
		c -= step
		if math.Abs(step) <= 1e-14*c {
			break
		}
	}
	return max(c*c/Gravity, critical)
}

// SetSegment changes the rule of Config.Segments[k], as tides and hydrographs
// do. A Boundary of any kind may follow any other.
func (s *Solver) SetSegment(k int, b Boundary) error {
	if k < 0 || k >= len(s.segments) {
		return fmt.Errorf("shallow water: segment %d of %d", k, len(s.segments))
	}
	if err := b.check(); err != nil {
		return fmt.Errorf("shallow water: segment %d: %w", k, err)
	}
	s.segments[k].Boundary = b
	for _, l := range s.blocks {
		for n := range l.brinks {
			if e := &l.brinks[n]; e.segment == k {
				e.bound = b
			}
		}
	}
	s.findLevelSpeeds()
	s.findEchoes()
	return nil
}

// findLevelSpeeds notes for each block how fast waves from outside water are.
func (s *Solver) findLevelSpeeds() {
	for _, b := range s.blocks {
		b.levelSpeed = 0
		for k := range b.brinks {
			e := &b.brinks[k]
			switch e.bound.Kind {
			case Level:
				h := e.bound.Level - max(b.ground[e.k], e.crest)
				b.levelSpeed = max(b.levelSpeed, 2*celerity(h))
			case Inflow:
				c := math.Cbrt(Gravity * math.Abs(e.bound.Discharge)) // critical
				u := 0.0
				if e.bound.Depth > 0 {
					c, u = celerity(e.bound.Depth), math.Abs(e.bound.Discharge)/e.bound.Depth
				}
				b.levelSpeed = max(b.levelSpeed, u+2*c)
			}
		}
	}
}
