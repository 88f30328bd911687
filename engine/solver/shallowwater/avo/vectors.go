package main

import (
	"fmt"
	"math"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
	"github.com/mmcloughlin/avo/x86"
)

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
