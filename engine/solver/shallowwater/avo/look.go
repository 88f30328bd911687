package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
)

// look is over cells that lie one after the other, 8 at a time.
func look(name string) {
	j := beginShort(name)
	const (
		depth, u, v, deepest, fastest = 0, slice, 2 * slice, 3 * slice, 4 * slice
		strongest, worst, duration    = 5 * slice, 6 * slice, 7 * slice
		bounds                        = 8 * slice
		wet, flooded, dt, groups      = bounds + 8, bounds + 12, bounds + 16, bounds + 20
		seen                          = groups + 4
	)
	hs, us, vs, ds, fs, ss, ws, ts, table := j.load(depth), j.load(u), j.load(v), j.load(deepest), j.load(fastest), j.load(strongest), j.load(worst), j.load(duration), j.load(bounds)
	k, end, out := GP64(), GP64(), GP64()
	LEAQ(j.mem(seen), out)
	XORQ(k, k)
	MOVLQZX(j.mem(groups), end)
	SHLQ(U8(3), end)
	Label("group")
	CMPQ(k, end)
	JGE(LabelRef("end"))
	h := join(narrow(at64(hs, k, 0, 0)), narrow(at64(hs, k, 0, 1)))
	VMOVUPS(max_(h, at32(ds, k, 0)), at32(ds, k, 0))
	is := both(compare(notEqual, h, zero()), compare(notLess, h, j.broadcast(wet)))
	x, y := load(at32(us, k, 0)), load(at32(vs, k, 0))
	speed := sqrt(add(mul(x, x), mul(y, y)))
	VMOVUPS(max_(where(is, speed), at32(fs, k, 0)), at32(fs, k, 0))
	strength := mul(h, speed)
	VMOVUPS(max_(where(is, strength), at32(ss, k, 0)), at32(ss, k, 0))
	before := load(at32(ts, k, 0))
	VMOVUPS(add(before, where(is, j.broadcast(dt))), at32(ts, k, 0))
	class := YMM()
	VCVTTPS2DQ(at32(ws, k, 0), class)
	bound := func(row int) Op {
		a := YMM()
		VPERMPS(Mem{Base: table, Disp: 32 * row}, class, a)
		return a
	}
	closely := never()
	closely.gather(compare(greater, h, bound(0)))
	closely.gather(compare(greater, speed, bound(1)))
	closely.gather(compare(greater, strength, bound(2)))
	closely.gather(compare(equal, before, zero()))
	closely.gather(compare(notLess, h, j.broadcast(flooded)))
	bits := both(is, closely).test()
	MOVB(bits.As8(), Mem{Base: out})
	INCQ(out)
	ADDQ(U8(8), k)
	JMP(LabelRef("group"))
	Label("end")
	VZEROUPPER()
	RET()
}
