package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// loads copies the own cells of a block, row by row.
func loads(name string, second bool) {
	j := beginShort(name)
	const water, motion, toWater, toMotion, depth = 0, slice, 2 * slice, 3 * slice, 4 * slice
	from, was, to, will, hs := j.load(water), j.load(motion), j.load(toWater), j.load(toMotion), j.load(depth)
	planes := []int{0}
	if second {
		planes = append(planes, exactQX, exactQY)
	}
	if avx512 {
		lanes = 16
	}
	k, end := GP64(), GP64()
	MOVQ(U32(origin), k)
	MOVQ(U32(origin+side*stride), end)
	Label("row")
	for at := 0; at < side; at += lanes {
		for _, p := range planes {
			var part [2]VecVirtual
			for half := range 2 {
				d := loadD(at64(from, k, p+at, half))
				VMOVUPD(d, at64(to, k, p+at, half))
				if p == 0 {
					part[half] = narrow(d)
				}
			}
			if p == 0 {
				VMOVUPS(join(part[0], part[1]), at32(hs, k, at))
			}
		}
		for _, p := range [...]int{0, plane} {
			VMOVUPS(load(at32(was, k, p+at)), at32(will, k, p+at))
		}
	}
	ADDQ(U8(stride), k)
	CMPQ(k, end)
	JLT(LabelRef("row"))
	lanes = 8
	VZEROUPPER()
	RET()
}
