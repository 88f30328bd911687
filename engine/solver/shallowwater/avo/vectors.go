package main

import (
	"fmt"
	"math"

	. "github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/ir"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
	"github.com/mmcloughlin/avo/x86"
)

// The instructions that are used, and how many float32 a vector has in the code
// that is being written: 8, or with AVX-512 16 where a row has as many left.
var (
	avx512 bool
	lanes  = 8
)

func vector() VecVirtual {
	if lanes == 16 {
		return ZMM()
	}
	return YMM()
}

// constants in memory: with AVX2 as long as a vector, so that they can be operands.
var known = map[string]Mem{}

func f32(x float64) Mem {
	return constant(fmt.Sprintf("f32_%08x", math.Float32bits(float32(x))), func() {
		for i := range copies(8) {
			DATA(4*i, F32(float32(x)))
		}
	})
}

func u32(x uint32) Mem {
	return constant(fmt.Sprintf("u32_%08x", x), func() {
		for i := range copies(8) {
			DATA(4*i, U32(x))
		}
	})
}

func f64(x float64) Mem {
	return constant(fmt.Sprintf("f64_%016x", math.Float64bits(x)), func() {
		for i := range copies(4) {
			DATA(8*i, F64(x))
		}
	})
}

func copies(n int) int {
	if avx512 {
		return 1
	}
	return n
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

// into returns a new vector that op computes; sources are in Go's order, last
// first: op(b, a, dst) is dst = a op b.
func into(op func(ops ...Op), b, a Op) VecVirtual {
	dst := vector()
	op(b, a, dst)
	return dst
}

// either is into, or with AVX-512 and a constant b what spreads one number over
// all lanes: the linker puts no constant at the start of a line of cache, and one
// that lies across two costs a kernel up to a sixth of its time.
func either(op, spread func(ops ...Op), b, a Op) VecVirtual {
	if isConstant(b) && avx512 {
		op = spread
	}
	return into(op, b, a)
}

func isConstant(a Op) bool {
	m, ok := a.(Mem)
	return ok && m.Symbol.Name != ""
}

func add(a, b Op) VecVirtual  { return either(VADDPS, VADDPS_BCST, b, a) }
func sub(a, b Op) VecVirtual  { return either(VSUBPS, VSUBPS_BCST, b, a) }
func mul(a, b Op) VecVirtual  { return either(VMULPS, VMULPS_BCST, b, a) }
func min_(a, b Op) VecVirtual { return either(VMINPS, VMINPS_BCST, b, a) }
func max_(a, b Op) VecVirtual { return either(VMAXPS, VMAXPS_BCST, b, a) }
func and(a, b Op) VecVirtual  { return either(VANDPS, VANDPS_BCST, b, a) }
func div(a, b Op) VecVirtual  { return either(VDIVPS, VDIVPS_BCST, b, a) }

func addD(a, b Op) VecVirtual { return into(VADDPD, b, a) }
func subD(a, b Op) VecVirtual { return into(VSUBPD, b, a) }
func mulD(a, b Op) VecVirtual { return into(VMULPD, b, a) }
func minD(a, b Op) VecVirtual { return either(VMINPD, VMINPD_BCST, b, a) }
func maxD(a, b Op) VecVirtual { return either(VMAXPD, VMAXPD_BCST, b, a) }

func sqrt(a Op) VecVirtual {
	dst := vector()
	VSQRTPS(a, dst)
	return dst
}

func load(m Op) VecVirtual {
	dst := vector()
	if isConstant(m) && avx512 {
		VBROADCASTSS(m, dst)
		return dst
	}
	VMOVUPS(m, dst)
	return dst
}

func loadD(m Op) VecVirtual {
	dst := vector()
	VMOVUPD(m, dst)
	return dst
}

func zero() VecVirtual {
	dst := vector()
	VXORPS(dst, dst, dst)
	return dst
}

// mask says of each lane whether something is true: a vector of ones and
// zeros, or with AVX-512 a register of bits.
type mask struct {
	ones VecVirtual
	bits OpmaskVirtual
}

func compare(how uint8, a, b Op) mask {
	if avx512 {
		m := mask{bits: K()}
		if isConstant(b) {
			VCMPPS_BCST(U8(how), b, a, m.bits)
		} else {
			VCMPPS(U8(how), b, a, m.bits)
		}
		return m
	}
	m := mask{ones: YMM()}
	VCMPPS(U8(how), b, a, m.ones)
	return m
}

func both(a, b mask) mask {
	if avx512 {
		m := mask{bits: K()}
		KANDW(a.bits, b.bits, m.bits)
		return m
	}
	return mask{ones: and(a.ones, b.ones)}
}

// never is a mask to gather others in.
func never() mask {
	if avx512 {
		m := mask{bits: K()}
		KXORW(m.bits, m.bits, m.bits)
		return m
	}
	return mask{ones: zero()}
}

func (m mask) gather(other mask) {
	if avx512 {
		KORW(other.bits, m.bits, m.bits)
		return
	}
	VORPS(other.ones, m.ones, m.ones)
}

// test puts the bits of all lanes in a register.
func (m mask) test() GPVirtual {
	r := GP32()
	if avx512 {
		KMOVW(m.bits, r)
	} else {
		VMOVMSKPS(m.ones, r)
	}
	return r
}

// unlessAny jumps if all bits of a are zero.
func unlessAny(a VecVirtual, to string) {
	if avx512 {
		bits := K()
		VPTESTMQ(a, a, bits)
		KORTESTB(bits, bits)
	} else {
		VPTEST(a, a)
	}
	JZ(LabelRef(to))
}

// where is a, and zero where the mask is not set.
func where(m mask, a VecVirtual) VecVirtual {
	dst := vector()
	if avx512 {
		VMOVAPS_Z(a, m.bits, dst)
	} else {
		VANDPS(m.ones, a, dst)
	}
	return dst
}

// whereD is where for a half of the lanes in float64.
func whereD(m mask, half int, a VecVirtual) VecVirtual {
	dst := vector()
	if !avx512 {
		VANDPD(upper(VPMOVSXDQ, m.ones, half), a, dst)
		return dst
	}
	bits := m.bits
	if half == 1 {
		bits = K()
		KSHIFTRW(U8(lanes/2), m.bits, bits)
	}
	VMOVAPD_Z(a, bits, dst)
	return dst
}

// choose yes where the mask is set, else no.
func choose(m mask, yes, no Op) VecVirtual {
	dst := vector()
	if avx512 {
		VBLENDMPS(yes, no, m.bits, dst)
	} else {
		VBLENDVPS(m.ones, yes, no, dst)
	}
	return dst
}

// broadcast a number of the job.
func (j job) broadcast(offset int) VecVirtual {
	dst := vector()
	VBROADCASTSS(j.mem(offset), dst)
	return dst
}

func (j job) broadcastD(offset int) VecVirtual {
	dst := vector()
	VBROADCASTSD(j.mem(offset), dst)
	return dst
}

// at64 is the place of half a vector of float64 from number k of a plane on.
func at64(base, k GPVirtual, of, half int) Mem {
	return Mem{Base: base, Index: k, Scale: 8, Disp: 8*of + 4*lanes*half}
}

func at32(base, k GPVirtual, of int) Mem {
	return Mem{Base: base, Index: k, Scale: 4, Disp: 4 * of}
}

// wide is half of the numbers at m as float64.
func wide(m Mem, half int) VecVirtual {
	dst := vector()
	VCVTPS2PD(m.Offset(2*lanes*half), dst)
	return dst
}

// widen is half of the numbers in a as float64.
func widen(a VecVirtual, half int) VecVirtual { return upper(VCVTPS2PD, a, half) }

func upper(op func(ops ...Op), a VecVirtual, half int) VecVirtual {
	dst := vector()
	if half == 1 {
		a = upperHalf(a)
	}
	if lanes == 16 {
		op(a.AsY(), dst)
	} else {
		op(a.AsX(), dst)
	}
	return dst
}

// upperHalf moves the upper half of a register to the lower half of another.
func upperHalf(a VecVirtual) VecVirtual {
	switch {
	case lanes == 16:
		half := YMM()
		VEXTRACTF64X4(U8(1), a, half)
		return half
	case avx512:
		half := XMM()
		VEXTRACTF64X2(U8(1), a, half)
		return half
	default:
		half := XMM()
		VEXTRACTF128(U8(1), a, half)
		return half
	}
}

// narrow rounds half a vector of float64 to float32, in the lower half of a
// register whose upper half becomes zero.
func narrow(a Op) VecVirtual {
	dst := vector()
	if lanes == 16 {
		clearing(x86.VCVTPD2PS, a, dst.AsY(), dst)
	} else {
		clearing(x86.VCVTPD2PSY, a, dst.AsX(), dst)
	}
	return dst
}

// clearing lets op write a part of a register, of which it clears the rest.
// (avo takes the rest for unwritten and would keep the register occupied from
// the start of the function: it is told better.)
func clearing(op func(ops ...Op) (*ir.Instruction, error), from, to Op, whole VecVirtual) {
	i, err := op(from, to)
	if err != nil {
		panic(err)
	}
	i.Outputs = []Op{whole}
	Instruction(i)
}

// join the lower halves of two registers.
func join(low, high VecVirtual) VecVirtual {
	dst := vector()
	switch {
	case lanes == 16:
		VINSERTF64X4(U8(1), high.AsY(), low, dst)
	case avx512:
		VINSERTF64X2(U8(1), high.AsX(), low, dst)
	default:
		VINSERTF128(U8(1), high.AsX(), low, dst)
	}
	return dst
}

// gathering is a register that is as long as can be, to gather results in.
func gathering() VecVirtual {
	dst := YMM()
	VXORPS(dst, dst, dst)
	if !avx512 {
		return dst
	}
	long := ZMM()
	clearing(x86.VMOVAPS, dst, long.AsY(), long)
	return long
}

// gather a vector, short ones with zeros in the lanes that they lack.
func gather(op func(ops ...Op), a, all VecVirtual) {
	if avx512 && lanes == 8 {
		long := ZMM()
		clearing(x86.VMOVAPS, a, long.AsY(), long)
		a = long
	}
	op(a, all, all)
}

// gathered folds the upper lanes over the lower: a register of 32 bytes.
func gathered(op func(ops ...Op), all VecVirtual) VecVirtual {
	if !avx512 {
		return all
	}
	high, low := YMM(), YMM()
	VEXTRACTF64X4(U8(1), all, high)
	op(high, all.AsY(), low)
	return low
}
