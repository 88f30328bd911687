// Command avo writes kernel_amd64.s, the twin in AVX2 of the loops in
// kernel.go: the same operations in the same order on eight cells at a time.
// It is a module of its own, so that Shapan itself does not depend on avo:
//
//	cd engine/solver/shallowwater/avo && go run . >../kernel_amd64.s
package main

import (
	"fmt"
	"math"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
	"github.com/mmcloughlin/avo/x86"
)

// The layout of block.go and kernel.go; kernel_amd64.go checks the offsets.
const (
	stride = 40
	plane  = 36 * stride

	// Discharges of the second order among the planes of water.
	exactQX, exactQY = 2 * plane, 3 * plane

	gravity = 9.81
	film    = 1e-6
)

// Comparisons, ordered and quiet: false where anything is not a number.
const (
	less    = 0x11
	notLess = 0x15 // and true where anything is not a number
	greater = 0x1E
)

func main() {
	edges("edgesAVX2", false)
	edges("edges2AVX2", true)
	tally("tallyAVX2", false)
	tally("tally2AVX2", true)
	settle("settleAVX2", false, false)
	settle("settleSoakAVX2", true, false)
	settle("settle2AVX2", false, true)
	settle("settleSoak2AVX2", true, true)
	slopes("slopesAVX2")
	prefetch("prefetchLines")
	Generate()
}

// job is the struct of arguments of a kernel.
type job struct{ at GPVirtual }

func begin(name string) job {
	TEXT(name, 0, "func(a *byte)")
	return job{Load(Param("a"), GP64()).(GPVirtual)}
}

func (j job) mem(offset int) Mem { return Mem{Base: j.at, Disp: offset} }

func (j job) load(offset int) GPVirtual {
	r := GP64()
	MOVQ(j.mem(offset), r)
	return r
}

// pass is one loop over a row. What it computes waits in the row's scratch
// for the next pass: short chains of instructions overlap where one long chain
// would wait for itself. (Measured: two to three times faster.)
type pass struct {
	start func()               // addresses that it needs
	work  func(k, i GPVirtual) // at cell k; i bytes, 4 a column, into every array of scratch
}

// along runs the passes over each run of the job, 8 cells at a time.
func (j job) along(passes ...pass) {
	run, left := j.load(0), j.load(8)
	TESTQ(left, left)
	JZ(LabelRef("end"))
	Label("run")
	for n, p := range passes {
		k, i, end := GP64(), GP64(), GP64()
		if p.start != nil {
			p.start()
		}
		MOVQ(Mem{Base: run}, k)
		MOVQ(Mem{Base: run, Disp: 8}, i) // column
		MOVQ(Mem{Base: run, Disp: 16}, end)
		SHLQ(U8(2), i)
		SHLQ(U8(5), end)
		ADDQ(i, end)
		Label(fmt.Sprintf("pass%d", n))
		p.work(k, i)
		ADDQ(U8(8), k)
		ADDQ(U8(32), i)
		CMPQ(i, end)
		JLT(LabelRef(fmt.Sprintf("pass%d", n)))
	}
	ADDQ(U8(runSize), run)
	DECQ(left)
	JNZ(LabelRef("run"))
	Label("end")
}

// runSize is that of a run: first cell, column, groups of 8.
const runSize = 24

// scratch is an array of a row's vectors on the stack.
type scratch struct{ at Mem }

func newScratch() scratch { return scratch{AllocLocal(stride * 4)} }

func (s scratch) of(i GPVirtual) Mem { return s.at.Idx(i, 1) }

func (s scratch) store(i GPVirtual, a VecVirtual) { VMOVUPS(a, s.of(i)) }
func (s scratch) load(i GPVirtual) VecVirtual     { return load(s.of(i)) }

// constants in memory, 32 bytes each, so that they can be operands.
var known = map[string]Mem{}

func f32(x float64) Mem {
	return constant(fmt.Sprintf("f32_%08x", math.Float32bits(float32(x))), func() {
		for i := range 8 {
			DATA(4*i, F32(float32(x)))
		}
	})
}

func u32(x uint32) Mem {
	return constant(fmt.Sprintf("u32_%08x", x), func() {
		for i := range 8 {
			DATA(4*i, U32(x))
		}
	})
}

func f64(x float64) Mem {
	return constant(fmt.Sprintf("f64_%016x", math.Float64bits(x)), func() {
		for i := range 4 {
			DATA(8*i, F64(x))
		}
	})
}

func constant(name string, data func()) Mem {
	if m, ok := known[name]; ok {
		return m
	}
	known[name] = GLOBL(name, RODATA|NOPTR)
	data()
	return known[name]
}

func abs32() Mem { return u32(0x7fffffff) }

// y returns a new vector that op computes into; sources are in Go's order,
// last first: op(b, a, dst) is dst = a op b.
func y(op func(ops ...Op), b, a Op) VecVirtual {
	dst := YMM()
	op(b, a, dst)
	return dst
}

func add(a, b Op) VecVirtual  { return y(VADDPS, b, a) }
func sub(a, b Op) VecVirtual  { return y(VSUBPS, b, a) }
func mul(a, b Op) VecVirtual  { return y(VMULPS, b, a) }
func min_(a, b Op) VecVirtual { return y(VMINPS, b, a) }
func max_(a, b Op) VecVirtual { return y(VMAXPS, b, a) }
func and(a, b Op) VecVirtual  { return y(VANDPS, b, a) }
func div(a, b Op) VecVirtual  { return y(VDIVPS, b, a) }

func addD(a, b Op) VecVirtual { return y(VADDPD, b, a) }
func subD(a, b Op) VecVirtual { return y(VSUBPD, b, a) }
func mulD(a, b Op) VecVirtual { return y(VMULPD, b, a) }
func minD(a, b Op) VecVirtual { return y(VMINPD, b, a) }
func maxD(a, b Op) VecVirtual { return y(VMAXPD, b, a) }

func sqrt(a Op) VecVirtual {
	dst := YMM()
	VSQRTPS(a, dst)
	return dst
}

func load(m Op) VecVirtual {
	dst := YMM()
	VMOVUPS(m, dst)
	return dst
}

func loadD(m Op) VecVirtual {
	dst := YMM()
	VMOVUPD(m, dst)
	return dst
}

func zero() VecVirtual {
	dst := YMM()
	VXORPS(dst, dst, dst)
	return dst
}

// compare a with b: all ones where true.
func compare(how uint8, a, b Op) VecVirtual {
	dst := YMM()
	VCMPPS(U8(how), b, a, dst)
	return dst
}

// choose yes where mask is set, else no.
func choose(mask, yes, no Op) VecVirtual {
	dst := YMM()
	VBLENDVPS(mask, yes, no, dst)
	return dst
}

// broadcast a number of the job.
func (j job) broadcast(offset int) VecVirtual {
	dst := YMM()
	VBROADCASTSS(j.mem(offset), dst)
	return dst
}

func (j job) broadcastD(offset int) VecVirtual {
	dst := YMM()
	VBROADCASTSD(j.mem(offset), dst)
	return dst
}

// at is float64 (or float32) k of a plane, half counts groups of 4.
func at64(base, k GPVirtual, of, half int) Mem {
	return Mem{Base: base, Index: k, Scale: 8, Disp: 8*of + 32*half}
}

func at32(base, k GPVirtual, of int) Mem {
	return Mem{Base: base, Index: k, Scale: 4, Disp: 4 * of}
}

// wide is four of the eight numbers at m as float64.
func wide(m Mem, half int) VecVirtual {
	dst := YMM()
	VCVTPS2PD(m.Offset(16*half), dst)
	return dst
}

// widen is four of the eight numbers in a as float64.
func widen(a VecVirtual, half int) VecVirtual { return upper(VCVTPS2PD, a, half) }

// widenMask is four of eight masks for float64.
func widenMask(a VecVirtual, half int) VecVirtual { return upper(VPMOVSXDQ, a, half) }

func upper(op func(ops ...Op), a VecVirtual, half int) VecVirtual {
	dst := YMM()
	if half == 0 {
		op(a.AsX(), dst)
		return dst
	}
	x := XMM()
	VEXTRACTF128(U8(1), a, x)
	op(x, dst)
	return dst
}

// narrow rounds four numbers to float32, in the lower half of a register whose
// upper half becomes zero. (avo takes that half for unwritten and would keep
// the register occupied from the start of the function: it is told better.)
func narrow(a Op) VecVirtual {
	dst := YMM()
	i, err := x86.VCVTPD2PSY(a, dst.AsX())
	if err != nil {
		panic(err)
	}
	i.Outputs = []Op{dst}
	Instruction(i)
	return dst
}

// join the lower halves of two registers.
func join(low, high VecVirtual) VecVirtual {
	dst := YMM()
	VINSERTF128(U8(1), high.AsX(), low, dst)
	return dst
}

// slice headers are 24 bytes; their first word is the address.
const slice = 24

func edges(name string, second bool) {
	j := begin(name)
	const (
		water, motion, un, ut, step, face, out = slice, 2 * slice, 3 * slice, 4 * slice, 5 * slice, 6 * slice, 7 * slice
		back                                   = 8 * slice
		fall                                   = back + 8
		depth                                  = 2 * plane
		riseEast, riseWest, ground             = 0, plane, 2 * plane
		unEast, unWest, utEast, utWest         = 3 * plane, 4 * plane, 5 * plane, 6 * plane
	)
	var e, h, z, o, eB, hB, un1, unB, ut1, utB, f, fB GPVirtual
	behind := func(base GPVirtual, bytes uint8) GPVirtual { // base minus back cells
		r := j.load(back)
		NEGQ(r)
		LEAQ(Mem{Base: base, Index: r, Scale: bytes}, r)
		return r
	}
	left, right, rises, lags := newScratch(), newScratch(), newScratch(), newScratch()
	cl, cr, vl, vr, sl, sr, inv := newScratch(), newScratch(), newScratch(), newScratch(), newScratch(), newScratch(), newScratch()
	j.along(pass{func() { // depths at the edge
		e, h, z, o = j.load(water), j.load(motion), j.load(step), j.load(out)
		eB, hB = behind(e, 8), behind(h, 4)
		if second {
			f = j.load(face)
			fB = behind(f, 4)
		}
	}, func(k, i GPVirtual) {
		var part [2]VecVirtual
		for half := range 2 {
			part[half] = narrow(subD(loadD(at64(e, k, 0, half)), at64(eB, k, 0, half)))
		}
		bed := load(at32(z, k, 0))
		rise := add(join(part[0], part[1]), bed)
		hL, hR := load(at32(hB, k, depth)), load(at32(h, k, depth))
		if second {
			grounds := add(load(at32(fB, k, ground)), at32(f, k, ground))
			riseL, riseR := load(at32(fB, k, riseEast)), load(at32(f, k, riseWest))
			hL, hR, bed = add(hL, riseL), add(hR, riseR), sub(bed, grounds)
			rise = add(rise, sub(sub(riseR, riseL), grounds))
		}
		nought := zero()
		eL := min_(max_(bed, nought), add(hL, min_(rise, nought)))
		eR := min_(max_(sub(nought, bed), nought), add(hR, min_(sub(nought, rise), nought)))
		a, b := sub(hL, max_(eL, nought)), sub(hR, max_(eR, nought))
		cut := add(sub(hL, a), sub(hR, b))
		lags.store(i, and(and(min_(cut, sub(nought, j.broadcast(fall))), compare(greater, hL, f32(film))), compare(greater, hR, f32(film))))
		rises.store(i, rise)
		left.store(i, a)
		right.store(i, b)
		VMOVUPS(eL, at32(o, k, plane))
		VMOVUPS(eR, at32(o, k, 2*plane))
	}}, pass{nil, func(k, i GPVirtual) { // films, celerities
		a, b := left.load(i), right.load(i)
		nought := zero()
		wetL, wetR := compare(greater, a, f32(film)), compare(greater, b, f32(film))
		a, b = and(a, wetL), and(b, wetR)
		limit := j.broadcast(fall)
		VMOVUPS(mul(mul(a, max_(min_(load(at32(o, k, plane)), nought), limit)), f32(gravity)), at32(o, k, plane))
		VMOVUPS(mul(mul(b, max_(min_(load(at32(o, k, 2*plane)), nought), limit)), f32(gravity)), at32(o, k, 2*plane))
		d := choose(and(wetL, wetR), rises.load(i), sub(b, a))
		lags.store(i, mul(mul(d, lags.of(i)), f32(0.25*gravity)))
		rises.store(i, d)
		left.store(i, a)
		right.store(i, b)
		cl.store(i, sqrt(mul(a, f32(gravity))))
		cr.store(i, sqrt(mul(b, f32(gravity))))
	}}, pass{func() { // speeds of waves
		if second {
			f = j.load(face)
			fB = behind(f, 4)
		} else {
			un1 = j.load(un)
			unB = behind(un1, 4)
		}
	}, func(k, i GPVirtual) {
		var ul, ur VecVirtual
		if second {
			ul, ur = load(at32(fB, k, unEast)), load(at32(f, k, unWest))
		} else {
			ul, ur = load(at32(unB, k, 0)), load(at32(un1, k, 0))
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
		inv.store(i, div(load(f32(1)), max_(sub(sR, sL), f32(1e-30))))
	}}, pass{func() { // fluxes
		o = j.load(out)
		if second {
			f = j.load(face)
			fB = behind(f, 4)
		} else {
			ut1 = j.load(ut)
			utB = behind(ut1, 4)
		}
	}, func(k, i GPVirtual) {
		a, b := left.load(i), right.load(i)
		sL, sR, d, over := sl.load(i), sr.load(i), rises.load(i), inv.load(i)
		ss := mul(sL, sR)
		ql, qr := mul(a, vl.of(i)), mul(b, vr.of(i))
		mass := mul(add(sub(mul(sR, ql), mul(sL, qr)), mul(ss, d)), over)
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
			tl, tr = at32(fB, k, utEast), at32(f, k, utWest)
		} else {
			tl, tr = at32(utB, k, 0), at32(ut1, k, 0)
		}
		along := add(mul(add(mass, carried), tl), mul(sub(mass, carried), tr))
		VMOVUPS(mul(along, f32(0.5)), at32(o, k, 3*plane))
	}})
	VZEROUPPER()
	RET()
}

func tally(name string, second bool) {
	j := begin(name)
	const (
		water, nextWater, motion, nextMotion = slice, 2 * slice, 3 * slice, 4 * slice
		x, y_, pull                          = 5 * slice, 6 * slice, 7 * slice
		ratio                                = 8 * slice
		flags                                = ratio + 8
		mass, onLeft, onRight, along         = 0, plane, 2 * plane, 3 * plane
		east, north                          = 1, stride
		depth                                = 2 * plane
	)
	old, young, was, will, fx, fy := j.load(water), j.load(nextWater), j.load(motion), j.load(nextMotion), j.load(x), j.load(y_)
	var slopes GPVirtual
	if second {
		slopes = j.load(pull)
	}
	ratioD := j.broadcastD(ratio)
	narrowed := narrow(ratioD)
	ratioS := join(narrowed, narrowed)
	nought := zero()
	over, dry := zero(), zero()
	j.along(pass{nil, func(k, _ GPVirtual) {
		var rest [2]VecVirtual
		for half := range 2 {
			out := addD(subD(wide(at32(fx, k, mass+east), half), wide(at32(fx, k, mass), half)),
				subD(wide(at32(fy, k, mass+north), half), wide(at32(fy, k, mass), half)))
			left := subD(loadD(at64(old, k, 0, half)), mulD(ratioD, out))
			VMOVUPD(left, at64(young, k, 0, half))
			rest[half] = narrow(left)
		}
		h := load(at32(was, k, depth))
		drained := compare(less, join(rest[0], rest[1]), mul(h, f32(0.1)))
		VORPS(drained, dry, dry)
		outX := sub(max_(load(at32(fx, k, mass+east)), nought), min_(load(at32(fx, k, mass)), nought))
		outY := sub(max_(load(at32(fy, k, mass+north)), nought), min_(load(at32(fy, k, mass)), nought))
		much := compare(greater, mul(ratioS, add(outX, outY)), mul(h, f32(0.999998)))
		VORPS(much, over, over)
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
	a, b := GP32(), GP32()
	VMOVMSKPS(over, a)
	VMOVMSKPS(dry, b)
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

// inverseCubeRoot as in kernel.go.
func inverseCubeRoot(x VecVirtual) VecVirtual {
	bits := YMM()
	VCVTDQ2PS(x, bits)
	bits = mul(bits, f32(1.0/3))
	VCVTPS2DQ(bits, bits)
	guess := load(u32(0x54a2fa8c))
	VPSUBD(bits, guess, guess)
	tx := mul(x, f32(1.0/3))
	for range 3 {
		cube := mul(mul(guess, guess), guess)
		guess = mul(guess, sub(load(f32(4.0/3)), mul(tx, cube)))
	}
	return guess
}

func settle(name string, soaks, second bool) {
	j := begin(name)
	const (
		water, motion, soil, fastest = slice, 2 * slice, 3 * slice, 4 * slice
		before                       = 5 * slice
		rain                         = 6 * slice
		dt, sum                      = rain + 8, rain + 20
		lowest, total, taken         = rain + 24, rain + 32, rain + 40
		soaked                       = plane
		east, north, depth           = 0, plane, 2 * plane
		rough, weight, loss          = 0, plane, 2 * plane
	)
	w, v, s := j.load(water), j.load(motion), j.load(soil)
	var was GPVirtual
	if soaks {
		was = j.load(before)
	}
	sumS, lowD, totalD, takenD := zero(), zero(), zero(), zero()
	inv, bend, drags := newScratch(), newScratch(), newScratch()
	var column GPVirtual
	j.along(pass{nil, func(k, i GPVirtual) { // rain, infiltration
		var hf, lf [2]VecVirtual
		for half := range 2 {
			d := mulD(j.broadcastD(rain), wide(at32(s, k, weight), half))
			d = addD(d, at64(w, k, 0, half))
			VMINPD(d, lowD, lowD)
			if soaks {
				left := subD(d, mulD(j.broadcastD(dt), wide(at32(s, k, loss), half)))
				left = minD(maxD(left, f64(0)), d)
				gone := subD(d, left)
				VADDPD(gone, takenD, takenD)
				VMOVUPD(addD(gone, at64(was, k, soaked, half)), at64(w, k, soaked, half))
				hf[half] = narrow(d)
				d = left
			}
			VADDPD(d, totalD, totalD)
			VMOVUPD(d, at64(w, k, 0, half))
			lf[half] = narrow(d)
		}
		h := join(lf[0], lf[1])
		VMOVUPS(h, at32(v, k, depth))
		if soaks {
			share := div(h, max_(join(hf[0], hf[1]), f32(1e-30)))
			if !second {
				VMOVUPS(mul(share, at32(v, k, east)), at32(v, k, east))
				VMOVUPS(mul(share, at32(v, k, north)), at32(v, k, north))
				return
			}
			for half := range 2 {
				part := widen(share, half)
				VMOVUPD(mulD(part, at64(w, k, exactQX, half)), at64(w, k, exactQX, half))
				VMOVUPD(mulD(part, at64(w, k, exactQY, half)), at64(w, k, exactQY, half))
			}
		}
	}}, pass{nil, func(k, i GPVirtual) { // resistance of the bed
		deep := max_(load(at32(v, k, depth)), f32(film))
		over := div(load(f32(1)), deep)
		inv.store(i, over)
		step := narrow(j.broadcastD(dt))
		friction := mul(mul(join(step, step), f32(4)), at32(s, k, rough))
		bend.store(i, mul(friction, mul(mul(over, over), inverseCubeRoot(deep))))
	}}, pass{nil, func(k, i GPVirtual) { // friction
		if second {
			for of, q := range [2]int{exactQX, exactQY} {
				VMOVUPS(join(narrow(at64(w, k, q, 0)), narrow(at64(w, k, q, 1))), at32(v, k, of*plane))
			}
		}
		x, y := load(at32(v, k, east)), load(at32(v, k, north))
		drag := mul(bend.load(i), sqrt(add(mul(x, x), mul(y, y))))
		drags.store(i, drag)
		bend.store(i, div(load(f32(1)), add(sqrt(add(drag, f32(1))), f32(1))))
	}}, pass{func() { column = j.load(fastest) }, func(k, i GPVirtual) { // velocity
		slow, drag := bend.load(i), drags.load(i)
		cut, twice := mul(mul(drag, slow), slow), add(slow, slow)
		slight := compare(less, drag, f32(1))
		velocity := func(of int) VecVirtual {
			q := load(at32(v, k, of))
			return mul(choose(slight, sub(q, mul(q, cut)), mul(q, twice)), inv.of(i))
		}
		if second {
			velocity = func(of int) VecVirtual {
				q := exactQX + of
				var f [2]VecVirtual
				for half := range 2 {
					d := loadD(at64(w, k, q, half))
					d = subD(d, mulD(d, widen(cut, half)))
					VMOVUPD(d, at64(w, k, q, half))
					f[half] = narrow(d)
				}
				return mul(join(f[0], f[1]), inv.of(i))
			}
		}
		u1, v1 := velocity(east), velocity(north)
		h := load(at32(v, k, depth))
		wet := compare(greater, h, f32(film))
		pace := add(and(u1, abs32()), and(v1, abs32()))
		alive := and(wet, compare(notLess, pace, f32(1e-12)))
		c := sqrt(mul(max_(h, f32(film)), f32(gravity)))
		fast := and(add(pace, add(c, c)), wet)
		VADDPS(fast, sumS, sumS)
		most := Mem{Base: column, Index: i, Scale: 1}
		VMOVUPS(max_(load(most), fast), most)
		VMOVUPS(and(u1, alive), at32(v, k, east))
		VMOVUPS(and(v1, alive), at32(v, k, north))
		if second {
			for half := range 2 {
				mask := widenMask(alive, half)
				for _, q := range [2]int{exactQX, exactQY} {
					VMOVUPD(y(VANDPD, loadD(at64(w, k, q, half)), mask), at64(w, k, q, half))
				}
			}
		}
	}})
	// Lanes in the order of kernel.go.
	high := XMM()
	VEXTRACTF128(U8(1), sumS, high)
	four := XMM()
	VADDPS(high, sumS.AsX(), four) // 0+4, 1+5, 2+6, 3+7
	swapped := XMM()
	VMOVSHDUP(four, swapped)
	VADDPS(swapped, four, four) // (0+4)+(1+5), ., (2+6)+(3+7)
	VMOVHLPS(four, four, swapped)
	VADDSS(swapped, four, four)
	VMOVSS(four, j.mem(sum))
	pair := func(op func(ops ...Op), a VecVirtual, to int) {
		high, low := XMM(), XMM()
		VEXTRACTF128(U8(1), a, high)
		op(high, a.AsX(), low) // 0+2, 1+3
		VUNPCKHPD(low, low, high)
		op(high, low, low)
		VMOVSD(low, j.mem(to))
	}
	pair(VADDPD, totalD, total)
	pair(VADDPD, takenD, taken)
	pair(VMINPD, lowD, lowest)
	VZEROUPPER()
	RET()
}

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
		rain                              = 9 * slice
		half, lambda                      = rain + 4, rain + 8
		depth                             = 2 * plane
		riseEast, riseWest, rise          = 0, plane, 2 * plane
		unEast, unWest, utEast, utWest    = 3 * plane, 4 * plane, 5 * plane, 6 * plane
		shallow                           = 1e-4
	)
	w, s, g := j.load(water), j.load(motion), j.load(soil)
	fx, fy, p := j.load(x), j.load(y_), j.load(pull)
	var bed GPVirtual
	gains, slows := newScratch(), newScratch()
	limited := func(a, b VecVirtual) VecVirtual {
		same := compare(greater, mul(a, b), zero())
		mean := mul(add(a, b), f32(0.25))
		least := min_(min_(and(a, abs32()), and(b, abs32())), and(mean, abs32()))
		sign := and(mean, u32(0x80000000))
		VORPS(sign, least, least)
		return and(least, same)
	}
	// Slopes wait in the planes of faces for the last pass.
	sloping := func(d direction) pass {
		return pass{func() { bed = j.load(d.bed) }, func(k, _ GPVirtual) {
			var ha, hb [2]VecVirtual
			for half := range 2 {
				mid := loadD(at64(w, k, 0, half))
				ha[half] = narrow(subD(mid, at64(w, k, -d.step, half)))
				hb[half] = narrow(subD(loadD(at64(w, k, d.step, half)), mid))
			}
			a, b := join(ha[0], ha[1]), join(hb[0], hb[1])
			hw, hk, ho := load(at32(s, k, depth-d.step)), load(at32(s, k, depth)), load(at32(s, k, depth+d.step))
			wet := compare(greater, min_(min_(hw, ho), hk), f32(shallow))
			VMOVUPS(and(limited(add(a, load(at32(bed, k, 0))), add(b, load(at32(bed, k, d.step)))), wet), at32(d.face, k, rise))
			VMOVUPS(and(limited(a, b), wet), at32(d.face, k, riseEast))
			for _, v := range []struct{ of, to int }{{d.un, unEast}, {d.ut, utEast}} {
				mid := load(at32(s, k, v.of))
				a := sub(mid, at32(s, k, v.of-d.step))
				b := sub(load(at32(s, k, v.of+d.step)), mid)
				VMOVUPS(and(limited(a, b), wet), at32(d.face, k, v.to))
			}
		}}
	}
	j.along(sloping(direction{1, fx, stepX, 0, plane}), sloping(direction{stride, fy, stepY, plane, 0}), pass{nil, func(k, i GPVirtual) {
		h := load(at32(s, k, depth))
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
		gain = and(gain, wet)
		weight := mul(add(h, gain), f32(2*gravity))
		VMOVUPS(mul(weight, at32(fx, k, rise)), at32(p, k, 0))
		VMOVUPS(mul(weight, at32(fy, k, rise)), at32(p, k, plane))
		gains.store(i, gain)
		slows.store(i, slow)
	}}, pass{nil, func(k, i GPVirtual) { // half a step on, to the faces
		h, u, v := load(at32(s, k, depth)), load(at32(s, k, 0)), load(at32(s, k, plane))
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
			hs := load(at32(d.face, k, riseEast))
			VMOVUPS(sub(load(at32(d.face, k, rise)), hs), at32(d.face, k, rise))
			VMOVUPS(add(gain, hs), at32(d.face, k, riseEast))
			VMOVUPS(sub(gain, hs), at32(d.face, k, riseWest))
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

// prefetch asks for the lines of memory from p on, n bytes, step bytes apart.
func prefetch(name string) {
	TEXT(name, NOSPLIT, "func(p *byte, n, step int)")
	p, n, step := Load(Param("p"), GP64()).(GPVirtual), Load(Param("n"), GP64()).(GPVirtual), Load(Param("step"), GP64()).(GPVirtual)
	Label("line")
	PREFETCHT1(Mem{Base: p})
	ADDQ(step, p)
	SUBQ(step, n)
	JG(LabelRef("line"))
	RET()
}
