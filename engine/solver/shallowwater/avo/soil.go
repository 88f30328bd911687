package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// What soil is made of: planes, or columns of a table of its kinds.
const (
	rough = iota
	weight
	loss
)

// soil of cells: planes, or for each cell a byte that says which of up to 16
// kinds it is of, and a table of those.
type soil struct{ planes, kinds, table GPVirtual }

func (j *job) soil(planes, kinds int, byKind bool) *soil {
	if byKind {
		return &soil{kinds: j.load(kinds), table: j.load(kinds + slice)}
	}
	return &soil{planes: j.load(planes)}
}

// at reads the soil of the cells from back before k on.
func (s *soil) at(k GPVirtual, back int) func(what int) VecVirtual {
	if s.planes != nil {
		return func(what int) VecVirtual { return load(at32(s.planes, k, what*plane-back)) }
	}
	const row = 64 // bytes of a table's row
	of := Mem{Base: s.kinds, Index: k, Scale: 1, Disp: -back}
	if avx512 {
		kind := ZMM()
		VPMOVZXBD(of, kind) // 16, if only 8 are wanted too
		return func(what int) VecVirtual {
			all := ZMM()
			VPERMPS(Mem{Base: s.table, Disp: row * what}, kind, all)
			if lanes == 16 {
				return all
			}
			half := YMM()
			VMOVAPS(all.AsY(), half)
			return half
		}
	}
	kind, upper := YMM(), YMM()
	VPMOVZXBD(of, kind)
	VPSLLD(U8(28), kind, upper) // the sign says: in the upper half
	return func(what int) VecVirtual {
		a, b := YMM(), YMM()
		VPERMPS(Mem{Base: s.table, Disp: row * what}, kind, a)
		VPERMPS(Mem{Base: s.table, Disp: row*what + 32}, kind, b)
		VBLENDVPS(upper, b, a, a)
		return a
	}
}
