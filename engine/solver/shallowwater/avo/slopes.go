package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// direction in which slopes are taken: the distance of neighbours in a plane,
// the faces, and which planes of motion are across and along them.
type direction struct {
	step   int
	face   GPVirtual
	bed    int // the job's rises of the bed
	un, ut int
}

func slopes(name string) {
	j := begin(name)
	const (
		water, motion, stepX, stepY, soil = slice, 2 * slice, 3 * slice, 4 * slice, 5 * slice
		x, y_, pull                       = 6 * slice, 7 * slice, 8 * slice
		depth                             = 9 * slice
		rain                              = 10 * slice
		half, lambda                      = rain + 4, rain + 8
		riseEast, riseWest, rise          = 0, plane, 2 * plane
		unEast, unWest, utEast, utWest    = 3 * plane, 4 * plane, 5 * plane, 6 * plane
		shallow                           = 1e-4
		slack                             = 1e-5
	)
	j.ahead, j.lines = lambda+8, [2]int{4, 2}
	w, s, g, hs := j.load(water), j.load(motion), j.load(soil), j.load(depth)
	fx, fy, p := j.load(x), j.load(y_), j.load(pull)
	var bed GPVirtual
	gains, slows := j.scratch(), j.scratch()
	limited := func(a, b VecVirtual) VecVirtual {
		same := compare(greater, mul(a, b), zero())
		mean := mul(add(a, b), f32(0.25))
		least := min_(min_(and(a, abs32()), and(b, abs32())), and(mean, abs32()))
		sign := and(mean, u32(0x80000000))
		VORPS(sign, least, least)
		return where(same, least)
	}
	// Slopes wait in the planes of faces for the last pass.
	sloping := func(d direction) pass {
		return pass{func() { bed = j.load(d.bed) }, nil, func(k, _ GPVirtual) {
			var ha, hb [2]VecVirtual
			for half := range 2 {
				mid := loadD(at64(w, k, 0, half))
				ha[half] = narrow(subD(mid, at64(w, k, -d.step, half)))
				hb[half] = narrow(subD(loadD(at64(w, k, d.step, half)), mid))
			}
			a, b := join(ha[0], ha[1]), join(hb[0], hb[1])
			hw, hk, ho := load(at32(hs, k, -d.step)), load(at32(hs, k, 0)), load(at32(hs, k, d.step))
			wet := compare(greater, min_(min_(hw, ho), hk), f32(shallow))
			before, after := load(at32(bed, k, 0)), load(at32(bed, k, d.step))
			level, change, ground := limited(add(a, before), add(b, after)), limited(a, b), limited(before, after)
			most, least := add(max_(ground, zero()), f32(slack)), sub(min_(ground, zero()), f32(slack))
			change = sub(level, max_(min_(sub(level, change), most), least))
			change = max_(min_(change, hk), sub(zero(), hk))
			VMOVUPS(where(wet, level), at32(d.face, k, rise))
			VMOVUPS(where(wet, change), at32(d.face, k, riseEast))
			for _, v := range []struct{ of, to int }{{d.un, unEast}, {d.ut, utEast}} {
				mid := load(at32(s, k, v.of))
				a := sub(mid, at32(s, k, v.of-d.step))
				b := sub(load(at32(s, k, v.of+d.step)), mid)
				VMOVUPS(where(wet, limited(a, b)), at32(d.face, k, v.to))
			}
		}}
	}
	j.along(sloping(direction{1, fx, stepX, 0, plane}), sloping(direction{stride, fy, stepY, plane, 0}), pass{nil, nil, func(k, i GPVirtual) {
		h := load(at32(hs, k, 0))
		u, v := load(at32(s, k, 0)), load(at32(s, k, plane))
		hx, hy := load(at32(fx, k, riseEast)), load(at32(fy, k, riseEast))
		ux, vy := load(at32(fx, k, unEast)), load(at32(fy, k, unEast))
		spread := add(add(mul(u, hx), mul(h, ux)), add(mul(v, hy), mul(h, vy)))
		gain := sub(mul(j.broadcast(rain), at32(g, k, plane)), mul(j.broadcast(lambda), spread))
		gain = max_(gain, sub(max_(and(hx, abs32()), and(hy, abs32())), h))
		deep := max_(h, f32(film))
		root := inverseCubeRoot(deep)
		VMULPS(root, root, root)
		drag := mul(mul(j.broadcast(half), at32(g, k, 0)), mul(root, root))
		drag = mul(drag, sqrt(add(mul(u, u), mul(v, v))))
		dilute := add(div(mul(j.broadcast(rain), at32(g, k, plane)), deep), f32(1))
		slow := div(load(f32(1)), add(dilute, drag))
		wet := compare(greater, h, f32(shallow))
		gain = where(wet, gain)
		weight := mul(add(h, gain), f32(2*gravity))
		VMOVUPS(mul(weight, at32(fx, k, rise)), at32(p, k, 0))
		VMOVUPS(mul(weight, at32(fy, k, rise)), at32(p, k, plane))
		gains.store(i, gain)
		slows.store(i, slow)
	}}, pass{nil, nil, func(k, i GPVirtual) { // half a step on, to the faces
		h, u, v := load(at32(hs, k, 0)), load(at32(s, k, 0)), load(at32(s, k, plane))
		ux, vy := load(at32(fx, k, unEast)), load(at32(fy, k, unEast))
		slow, gain := slows.load(i), gains.load(i)
		wet := compare(greater, h, f32(shallow))
		ahead := func(a, ownSlope, other VecVirtual, across, level Mem) VecVirtual {
			change := add(add(mul(a, ownSlope), mul(other, across)), mul(load(level), f32(gravity)))
			return choose(wet, mul(sub(a, mul(j.broadcast(lambda), change)), slow), a)
		}
		// The slope of u along y is that of the tangential velocity of y faces.
		uh := ahead(u, ux, v, at32(fy, k, utEast), at32(fx, k, rise))
		vh := ahead(v, vy, u, at32(fx, k, utEast), at32(fy, k, rise))
		for _, d := range []struct {
			face   GPVirtual
			un, ut VecVirtual
		}{{fx, uh, vh}, {fy, vh, uh}} {
			slope := load(at32(d.face, k, riseEast))
			VMOVUPS(sub(load(at32(d.face, k, rise)), slope), at32(d.face, k, rise))
			VMOVUPS(add(gain, slope), at32(d.face, k, riseEast))
			VMOVUPS(sub(gain, slope), at32(d.face, k, riseWest))
			s := load(at32(d.face, k, unEast))
			VMOVUPS(add(d.un, s), at32(d.face, k, unEast))
			VMOVUPS(sub(d.un, s), at32(d.face, k, unWest))
			s = load(at32(d.face, k, utEast))
			VMOVUPS(add(d.ut, s), at32(d.face, k, utEast))
			VMOVUPS(sub(d.ut, s), at32(d.face, k, utWest))
		}
	}})
	VZEROUPPER()
	RET()
}
