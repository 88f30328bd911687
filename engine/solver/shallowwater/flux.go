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

// fluxRow computes the edges of a run; un, ut are the velocities normal and
// tangential to them.
//
// This is the inner loop of the package. The reconstructed depth at an edge is
// h* = max(0, h + z - max(zL, zR)); the formulas are written so that the
// mirrored edge gives the mirrored flux to the last bit.
func (s *Solver) fluxRow(e *edges, r edgeRun, un, ut []float64) {
	at, left, right, n := r.at, r.left, r.right, r.n
	f, fl, fr, ft := e.f[at:][:n], e.l[at:][:n], e.r[at:][:n], e.t[at:][:n]
	hL, hR := s.h[left:][:n], s.h[right:][:n]
	uL, uR := un[left:][:n], un[right:][:n]
	vL, vR := ut[left:][:n], ut[right:][:n]
	zL, zR := s.bed[left:][:n], s.bed[right:][:n]
	for k := range f {
		d := zR[k] - zL[k]
		hl, hr := hL[k]-max(d, 0), hR[k]-max(-d, 0)
		ul, ur := uL[k], uR[k]
		if hl <= Film || hr <= Film {
			q := shoreFlux(hl, ul, hr, ur)
			f[k], fl[k], fr[k] = q.f, q.l, q.r
			ft[k] = carry(q.f, vL[k], vR[k])
			continue
		}
		cl, cr := math.Sqrt(Gravity*hl), math.Sqrt(Gravity*hr)
		mid, cmid := 0.5*(ul+ur)+(cl-cr), 0.5*(cl+cr)+0.25*(ul-ur)
		sl := min(ul-cl, mid-cmid, 0)
		sr := max(ur+cr, mid+cmid, 0)
		inv := 1 / (sr - sl)
		ss := sl * sr
		ql, qr := hl*ul, hr*ur
		dp := 0.5 * Gravity * ((hr - hl) * (hr + hl))
		m := (sr*(ql*ul) - sl*(qr*ur)) + ss*(qr-ql)
		mass := ((sr*ql - sl*qr) + ss*(hr-hl)) * inv
		f[k] = mass
		fl[k] = (m - sl*dp) * inv
		fr[k] = (m - sr*dp) * inv
		ft[k] = carry(mass, vL[k], vR[k])
	}
}

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

// fluxes computes all edges of the cells of a tile from the frozen state.
func (s *Solver) fluxes(t *tile, b *bench) {
	for _, r := range t.xruns {
		s.fluxRow(&b.x, r, s.u, s.v)
	}
	for _, r := range t.yruns {
		s.fluxRow(&b.y, r, s.v, s.u)
	}
	for _, e := range t.rigid[west] {
		b.x.set(e.at, flux{r: wallPush(s.h[e.cell], -s.u[e.cell])})
	}
	for _, e := range t.rigid[east] {
		b.x.set(e.at, flux{l: wallPush(s.h[e.cell], s.u[e.cell])})
	}
	for _, e := range t.rigid[south] {
		b.y.set(e.at, flux{r: wallPush(s.h[e.cell], -s.v[e.cell])})
	}
	for _, e := range t.rigid[north] {
		b.y.set(e.at, flux{l: wallPush(s.h[e.cell], s.v[e.cell])})
	}
	for k := range t.walls {
		e := &t.walls[k]
		on := &b.x
		if e.alongY {
			on = &b.y
		}
		on.set(e.at, s.wallFlux(e))
	}
	for k := range t.brinks {
		e := &t.brinks[k]
		e.on(b).set(e.at, s.brinkFlux(e))
	}
}
