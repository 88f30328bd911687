package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

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
