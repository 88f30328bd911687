package main

import (
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

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

// slice headers are 24 bytes; their first word is the address.
const slice = 24
