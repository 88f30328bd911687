package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

func tally(name string, second bool) {
	j := begin(name)
	const (
		water, nextWater, motion, nextMotion = slice, 2 * slice, 3 * slice, 4 * slice
		x, y_, pull                          = 5 * slice, 6 * slice, 7 * slice
		depth                                = 8 * slice
		ratio                                = 9 * slice
		flags                                = ratio + 8
		mass, onLeft, onRight, along         = 0, plane, 2 * plane, 3 * plane
		east, north                          = 1, stride
	)
	old, young, was, will, fx, fy := j.load(water), j.load(nextWater), j.load(motion), j.load(nextMotion), j.load(x), j.load(y_)
	hs := j.load(depth)
	var slopes GPVirtual
	if second {
		slopes = j.load(pull)
	}
	j.ahead, j.lines = flags+8, [2]int{5, 6}
	over, dry := never(), never()
	j.along(pass{nil, nil, func(k, _ GPVirtual) {
		ratioD := j.broadcastD(ratio)
		narrowed := narrow(ratioD)
		ratioS, nought := join(narrowed, narrowed), zero()
		var rest [2]VecVirtual
		for half := range 2 {
			out := addD(subD(wide(at32(fx, k, mass+east), half), wide(at32(fx, k, mass), half)),
				subD(wide(at32(fy, k, mass+north), half), wide(at32(fy, k, mass), half)))
			left := subD(loadD(at64(old, k, 0, half)), mulD(ratioD, out))
			VMOVUPD(left, at64(young, k, 0, half))
			rest[half] = narrow(left)
		}
		h := load(at32(hs, k, 0))
		dry.gather(compare(less, join(rest[0], rest[1]), mul(h, f32(0.1))))
		outX := sub(max_(load(at32(fx, k, mass+east)), nought), min_(load(at32(fx, k, mass)), nought))
		outY := sub(max_(load(at32(fy, k, mass+north)), nought), min_(load(at32(fy, k, mass)), nought))
		over.gather(compare(greater, mul(ratioS, add(outX, outY)), mul(h, f32(0.999998))))
		mx := add(sub(load(at32(fx, k, onLeft+east)), at32(fx, k, onRight)),
			sub(load(at32(fy, k, along+north)), at32(fy, k, along)))
		my := add(sub(load(at32(fy, k, onLeft+north)), at32(fy, k, onRight)),
			sub(load(at32(fx, k, along+east)), at32(fx, k, along)))
		if second {
			mx, my = add(mx, at32(slopes, k, 0)), add(my, at32(slopes, k, plane))
		}
		mx, my = mul(ratioS, mx), mul(ratioS, my)
		if !second {
			VMOVUPS(sub(mul(h, at32(was, k, 0)), mx), at32(will, k, 0))
			VMOVUPS(sub(mul(h, at32(was, k, plane)), my), at32(will, k, plane))
			return
		}
		for half := range 2 {
			VMOVUPD(subD(loadD(at64(old, k, exactQX, half)), widen(mx, half)), at64(young, k, exactQX, half))
			VMOVUPD(subD(loadD(at64(old, k, exactQY, half)), widen(my, half)), at64(young, k, exactQY, half))
		}
	}})
	a, b := over.test(), dry.test()
	f, one := GP64(), GP64()
	XORQ(f, f)
	XORQ(one, one)
	TESTL(a, a)
	SETNE(f.As8())
	TESTL(b, b)
	SETNE(one.As8())
	LEAQ(Mem{Base: f, Index: one, Scale: 2}, f)
	MOVQ(f, j.mem(flags))
	VZEROUPPER()
	RET()
}
