package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// depths are rounded 16 at a time.
func depths(name string) {
	j := beginShort(name)
	const water, depth = 0, slice
	from, to, left := j.load(water), j.load(depth), j.load(depth+8)
	k := GP64()
	XORQ(k, k)
	whole := 16
	if avx512 {
		lanes = 16
	}
	Label("more")
	for at := 0; at < whole; at += lanes {
		var part [2]VecVirtual
		for half := range 2 {
			part[half] = narrow(at64(from, k, at, half))
		}
		VMOVUPS(join(part[0], part[1]), at32(to, k, at))
	}
	ADDQ(U8(whole), k)
	CMPQ(k, left)
	JLT(LabelRef("more"))
	lanes = 8
	VZEROUPPER()
	RET()
}
