package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// edges of cells whose neighbours lie back before them in every plane.
func edges(name string, back int, second, byKind bool) {
	j := begin(name)
	const (
		water, hs, un, ut, step, face, out = slice, 2 * slice, 3 * slice, 4 * slice, 5 * slice, 6 * slice, 7 * slice
		fall                               = 8*slice + 8
		grip                               = fall + 4
		soils, kinds                       = fall + 24, fall + 24 + slice
		riseEast, riseWest, ground         = 0, plane, 2 * plane
		unEast, unWest, utEast, utWest     = 3 * plane, 4 * plane, 5 * plane, 6 * plane
	)
	var e, h, z, o, un1, ut1, f GPVirtual
	var beds *soil
	j.ahead, j.lines = fall+8, [2]int{1, 1}
	left, right, rises, lags := j.scratch(), j.scratch(), j.scratch(), j.scratch()
	cl, cr, vl, vr, sl, sr, inv := j.scratch(), j.scratch(), j.scratch(), j.scratch(), j.scratch(), j.scratch(), j.scratch()
	held := cl            // which is read before
	j.along(pass{func() { // depths at the edge
		e, h, z, o = j.load(water), j.load(hs), j.load(step), j.load(out)
		if second {
			f = j.load(face)
		}
	}, nil, func(k, i GPVirtual) {
		var part [2]VecVirtual
		for half := range 2 {
			part[half] = narrow(subD(loadD(at64(e, k, 0, half)), at64(e, k, -back, half)))
		}
		bed := load(at32(z, k, 0))
		rise := add(join(part[0], part[1]), bed)
		hL, hR := load(at32(h, k, -back)), load(at32(h, k, 0))
		if second {
			grounds := add(load(at32(f, k, ground-back)), at32(f, k, ground))
			riseL, riseR := load(at32(f, k, riseEast-back)), load(at32(f, k, riseWest))
			hL, hR, bed = add(hL, riseL), add(hR, riseR), sub(bed, grounds)
			rise = add(rise, sub(sub(riseR, riseL), grounds))
		}
		nought := zero()
		eL := min_(max_(bed, nought), add(hL, min_(rise, nought)))
		eR := min_(max_(sub(nought, bed), nought), add(hR, min_(sub(nought, rise), nought)))
		a, b := sub(hL, max_(eL, nought)), sub(hR, max_(eR, nought))
		cut := add(sub(hL, a), sub(hR, b))
		lags.store(i, where(both(compare(greater, hL, f32(film)), compare(greater, hR, f32(film))), min_(cut, sub(nought, j.broadcast(fall)))))
		rises.store(i, rise)
		left.store(i, a)
		right.store(i, b)
		VMOVUPS(eL, at32(o, k, plane))
		VMOVUPS(eR, at32(o, k, 2*plane))
	}}, pass{nil, nil, func(k, i GPVirtual) { // films, celerities
		a, b := left.load(i), right.load(i)
		nought := zero()
		wetL, wetR := compare(greater, a, f32(film)), compare(greater, b, f32(film))
		a, b = where(wetL, a), where(wetR, b)
		limit := j.broadcast(fall)
		VMOVUPS(mul(mul(a, max_(min_(load(at32(o, k, plane)), nought), limit)), f32(gravity)), at32(o, k, plane))
		VMOVUPS(mul(mul(b, max_(min_(load(at32(o, k, 2*plane)), nought), limit)), f32(gravity)), at32(o, k, 2*plane))
		d := choose(both(wetL, wetR), rises.load(i), sub(b, a))
		lags.store(i, mul(mul(d, lags.of(i)), f32(0.25*gravity)))
		rises.store(i, d)
		left.store(i, a)
		right.store(i, b)
		cl.store(i, sqrt(mul(a, f32(gravity))))
		cr.store(i, sqrt(mul(b, f32(gravity))))
	}}, pass{func() { // speeds of waves
		if second {
			f = j.load(face)
		} else {
			un1, beds = j.load(un), j.soil(soils, kinds, byKind)
		}
	}, nil, func(k, i GPVirtual) {
		var ul, ur VecVirtual
		if second {
			ul, ur = load(at32(f, k, unEast-back)), load(at32(f, k, unWest))
		} else {
			ul, ur = load(at32(un1, k, -back)), load(at32(un1, k, 0))
		}
		cL, cR := cl.load(i), cr.load(i)
		wetL, wetR := compare(greater, cL, f32(0)), compare(greater, cR, f32(0))
		vL := choose(wetL, ul, sub(ur, add(cR, cR)))
		vR := choose(wetR, ur, add(ul, add(cL, cL)))
		mid := add(mul(add(vL, vR), f32(0.5)), sub(cL, cR))
		cmid := add(mul(add(cL, cR), f32(0.5)), mul(sub(vL, vR), f32(0.25)))
		sL := min_(min_(sub(vL, cL), sub(mid, cmid)), f32(0))
		sR := max_(max_(add(vR, cR), add(mid, cmid)), f32(0))
		vl.store(i, vL)
		vr.store(i, vR)
		sl.store(i, sL)
		sr.store(i, sR)
		if second {
			inv.store(i, div(load(f32(1)), max_(sub(sR, sL), f32(1e-30))))
			return
		}
		deep, spread := max_(left.load(i), right.of(i)), sub(sR, sL)
		h2 := mul(deep, deep)
		drag := mul(j.broadcast(grip), min_(beds.at(k, back)(rough), beds.at(k, 0)(rough)))
		drag = add(h2, mul(drag, and(add(ul, ur), abs32())))
		over := div(load(f32(1)), max_(mul(spread, drag), f32(1e-30)))
		inv.store(i, mul(over, drag))
		held.store(i, mul(over, mul(spread, h2)))
	}}, pass{func() { // fluxes
		o = j.load(out)
		if second {
			f = j.load(face)
		} else {
			ut1 = j.load(ut)
		}
	}, nil, func(k, i GPVirtual) {
		a, b := left.load(i), right.load(i)
		sL, sR, d, over := sl.load(i), sr.load(i), rises.load(i), inv.load(i)
		ss := mul(sL, sR)
		ql, qr := mul(a, vl.of(i)), mul(b, vr.of(i))
		mass := mul(add(sub(mul(sR, ql), mul(sL, qr)), mul(ss, d)), over)
		if !second {
			taken := add(max_(ql, f32(0)), min_(qr, f32(0)))
			mass = add(taken, mul(held.load(i), sub(mass, taken)))
		}
		VMOVUPS(mass, at32(o, k, 0))
		dp := mul(mul(d, add(b, a)), f32(0.5*gravity))
		m := sub(mul(sR, mul(ql, vl.of(i))), mul(sL, mul(qr, vr.of(i))))
		m = add(m, mul(ss, sub(qr, ql)))
		lag := mul(lags.load(i), mul(and(add(sL, sR), abs32()), over))
		VMOVUPS(add(mul(sub(m, mul(sL, dp)), over), add(lag, at32(o, k, plane))), at32(o, k, plane))
		VMOVUPS(add(mul(sub(m, mul(sR, dp)), over), sub(load(at32(o, k, 2*plane)), lag)), at32(o, k, 2*plane))
		carried := and(mass, abs32())
		var tl, tr Mem
		if second {
			tl, tr = at32(f, k, utEast-back), at32(f, k, utWest)
		} else {
			tl, tr = at32(ut1, k, -back), at32(ut1, k, 0)
		}
		along := add(mul(add(mass, carried), tl), mul(sub(mass, carried), tr))
		VMOVUPS(mul(along, f32(0.5)), at32(o, k, 3*plane))
	}})
	VZEROUPPER()
	RET()
}
