package shallowwater

import "math"

// water is one side of an edge. un is positive to the east or north, whichever
// way the edge faces; ut is the other component.
type water struct{ h, un, ut, z float64 }

// celerity √(g h) of waves [m/s]; a film has none.
func celerity(h float64) float64 {
	if h <= Film {
		return 0
	}
	return math.Sqrt(Gravity * h)
}

// flux through one edge; see edges for l and r.
type flux struct{ f, l, r, t float64 }

// carry is the tangential momentum that a mass flux takes along, without a branch.
func carry(f, vl, vr float64) float64 {
	a := math.Abs(f)
	return 0.5 * ((f+a)*vl + (f-a)*vr)
}

// shoreFlux is the flux where at least one reconstructed depth is dry, with
// the exact speeds of a front on dry ground (Toro 2001, §6.3).
func shoreFlux(hl, ul, hr, ur float64) flux {
	var sl, sr float64
	switch {
	case hl > Film:
		hr, ur = 0, 0
		c := math.Sqrt(Gravity * hl)
		sl, sr = ul-c, ul+2*c
	case hr > Film:
		hl, ul = 0, 0
		c := math.Sqrt(Gravity * hr)
		sl, sr = ur-2*c, ur+c
	default:
		return flux{}
	}
	return hll(hl, ul, hr, ur, min(sl, 0), max(sr, 0))
}

// hll: f = (sR qL - sL qR + sL sR (hR - hL)) / (sR - sL) and likewise for momentum.
func hll(hl, ul, hr, ur, sl, sr float64) flux {
	inv := 1 / (sr - sl)
	ss := sl * sr
	ql, qr := hl*ul, hr*ur
	dp := 0.5 * Gravity * ((hr - hl) * (hr + hl))
	m := (sr*(ql*ul) - sl*(qr*ur)) + ss*(qr-ql)
	return flux{
		f: ((sr*ql - sl*qr) + ss*(hr-hl)) * inv,
		l: (m - sl*dp) * inv,
		r: (m - sr*dp) * inv,
	}
}

// edgeFlux is the flux of one edge over a sill at height z ≥ both beds.
func edgeFlux(a, b water, z float64) flux {
	hl, hr := a.h+(a.z-z), b.h+(b.z-z)
	var q flux
	if hl <= Film || hr <= Film {
		q = shoreFlux(hl, a.un, hr, b.un)
	} else {
		cl, cr := math.Sqrt(Gravity*hl), math.Sqrt(Gravity*hr)
		mid, cmid := 0.5*(a.un+b.un)+(cl-cr), 0.5*(cl+cr)+0.25*(a.un-b.un)
		q = hll(hl, a.un, hr, b.un, min(a.un-cl, mid-cmid, 0), max(b.un+cr, mid+cmid, 0))
	}
	q.t = carry(q.f, a.ut, b.ut)
	return q
}

// wallPush is the momentum flux into a wall, beyond g h²/2, of water with depth
// h that moves towards it at u. Away from it (u < 0) the rarefaction's exact
// g h*²/2 with c* = c + u/2; towards it h u (u + c), which is right for weak
// and for strong bores, within 8 % between, and never stops more than comes.
func wallPush(h, u float64) float64 {
	c := celerity(h)
	if u >= 0 {
		return h * u * (u + c)
	}
	a := max(c+0.5*u, 0)
	return (a*a*(a*a) - c*c*(c*c)) * (0.5 / Gravity)
}

// fluxes computes all edges of the cells of a block from the frozen state.
func (s *Solver) fluxes(b *block, w *bench) {
	if s.order == 2 {
		s.findSlopes(b, w)
	}
	e := &w.edges
	*e = edgeJob{
		water: w.water, depth: w.depth, step: b.stepX, face: w.faceX, out: w.x,
		un: w.motion[motionU:], ut: w.motion[motionV:],
		runs: b.runs.x, back: 1, fall: float32(-steepest * b.cell), grip: float32(grip * b.cell), ahead: w.ahead,
		soil: b.soil, soilKinds: b.kinds,
	}
	e.run()
	e.un, e.ut, e.step, e.face, e.out = e.ut, e.un, b.stepY, w.faceY, w.y
	e.back, e.runs = stride, b.runs.y
	e.run()
	if len(b.runs.east) > 0 {
		b.turnEast(w)
	}
	w.ahead = e.ahead
	from := 0
	for sd, to := range b.rigidTo {
		seen, sign := w.through(sd)[fluxLeft:], 1.0 // by the cell west or south of the edge
		if sd == west || sd == south {
			seen, sign = w.through(sd)[fluxRight:], -1
		}
		seen = seen[edgeOf(0, sd):]
		water, speed := w.water[:plane], w.motion[sd/2*plane:][:plane]
		for _, r := range b.rigid[from:to] {
			seen[r] = float32(wallPush(water[r], sign*float64(speed[r])))
		}
		from = to
	}
	for k := range b.walls {
		m := &b.walls[k]
		setFlux(w.through(m.side), m.at, b.wallFlux(m, w))
	}
	for k := range b.brinks {
		m := &b.brinks[k]
		setFlux(w.through(m.side), edgeOf(m.k, m.side), b.brinkFlux(m, w))
	}
	if b.porous != nil {
		b.narrow(w)
	}
	b.guard(w, s.stepOf(b)/b.cell)
}

// turnEast computes the edges to the east of a block as one row: in theirs each
// would cost a vector. The cells on both sides lie in rows turnedEast-1 and
// turnedEast of the bench.
func (b *block) turnEast(w *bench) {
	own, k := b.now.at(east, 0), local(0, turnedEast-1)
	w.setRow(k, own)
	e := &w.edges
	e.un, e.ut, e.step, e.out, e.runs = e.ut, e.un, b.stepX, w.x, b.runs.east
	e.run()
	for p := 0; p < fluxes*plane; p += plane {
		const length = (side-1)*stride + 1
		row, column := w.x[p+local(0, turnedEast):][:side], w.x[p+local(side, 0):][:length]
		for j, f := range row {
			column[j*stride] = f
		}
	}
}

// turnedEast is the row of the cells to the east of a block, above the rim of
// the first order.
const turnedEast = side + halo

// rigidEdge is a cell with a wall on one side that nothing overtops: only the
// pressure on the cell is computed.
type rigidEdge int32

// steepest is the slope that a step of the bed between two cells is taken for,
// at most: what falls deeper is a waterfall, whose height drives nothing.
const steepest = 0.3

// grip times g n² and the length of a cell is √g n² h^(1/6) dx for the depth h of a film.
// By twice the water's speed over h² it is twice the time in which a wave crosses the
// cell, in times in which Manning's friction stops water: two, since a film that runs
// down an even slope of asphalt is then within 4 % as deep as in second order, on grass
// within 8 % (TestFilmOnSlopes). Deep water it does not touch.
var grip = math.Pow(0.01, 1.0/6) / math.Sqrt(Gravity)

// narrow reduces the fluxes to the share of an edge that is not built over: where
// only cells tell, that of the denser one. Each cell's own pressure is left out of them, so
// still water stays still. The slopes' pull acts on what a cell holds.
func (b *block) narrow(w *bench) {
	if w.pull != nil {
		for k, share := range b.porous {
			w.pull[k] *= float32(share)
			w.pull[plane+k] *= float32(share)
		}
	}
	for j := range side + 1 {
		for i := range side + 1 {
			k := local(i, j)
			for n, d := range [...]struct {
				p    []float32
				back int
			}{{w.x, 1}, {w.y, stride}} {
				share := float32(min(b.porous[k], b.porous[k-d.back]))
				if b.passage[n] != nil {
					share = float32(b.passage[n][k])
				}
				if share != 1 {
					d.p[k] *= share
					d.p[fluxLeft+k] *= share
					d.p[fluxRight+k] *= share
					d.p[fluxAlong+k] *= share
				}
			}
		}
	}
}
