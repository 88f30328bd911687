package main

import (
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// job is the struct of arguments of a kernel.
type job struct {
	at             GPVirtual
	rows           GPVirtual // scratch, where lines of cache begin
	arrays         int       // of scratch that are taken
	run, left      Mem       // the next run and how many are left
	end, scratched Mem       // of the runs at hand; how far into the scratch the present one is
	ahead          int       // where the job keeps the addresses to ask for memory
	lines          [2]int    // of cache to ask for in each row
}

// slice headers are 24 bytes; their first word is the address.
const slice = 24

func begin(name string) *job {
	j := beginShort(name)
	const word = 8
	room := AllocLocal(mostArrays*scratchSize + cacheLine)
	j.rows, j.run, j.left, j.end, j.scratched = GP64(), AllocLocal(word), AllocLocal(word), AllocLocal(word), AllocLocal(word)
	LEAQ(room.Offset(cacheLine-1), j.rows)
	ANDQ(I8(-cacheLine), j.rows)
	return j
}

// beginShort is begin for a kernel without runs and scratch.
func beginShort(name string) *job {
	suffix := "AVX2"
	if avx512 {
		suffix = "AVX512"
	}
	TEXT(name+suffix, 0, "func(a *byte)")
	return &job{at: Load(Param("a"), GP64()).(GPVirtual)}
}

func (j job) mem(offset int) Mem { return Mem{Base: j.at, Disp: offset} }

func (j job) load(offset int) GPVirtual {
	r := GP64()
	MOVQ(j.mem(offset), r)
	return r
}

// pass is one loop over some rows. What it computes waits in scratch for the
// next pass: the processor works on many short chains of instructions at once,
// where long ones would wait for themselves. (Measured: four times faster than
// one long loop; several rows at once are half of that.)
type pass struct {
	start func()               // addresses that it needs
	row   func()               // those that differ from row to row
	work  func(k, i GPVirtual) // at cell k; i bytes into every array of scratch
}

// along runs the passes over the runs of the job, some rows at once, 8 or 16
// cells at a time.
func (j *job) along(passes ...pass) {
	run, left := j.load(0), j.load(8)
	TESTQ(left, left)
	JZ(LabelRef("end"))
	MOVQ(run, j.run)
	MOVQ(left, j.left)
	Label("rows")
	MOVQ(j.left, left)
	most, end := GP64(), GP64()
	MOVQ(U32(rowsAtOnce), most)
	CMPQ(left, most)
	CMOVQLT(left, most)
	SUBQ(most, left)
	MOVQ(left, j.left)
	IMUL3Q(U8(runSize), most, end)
	ADDQ(j.run, end)
	MOVQ(end, j.end)
	for n, p := range passes {
		label := fmt.Sprintf("pass%d", n)
		run, k, i, end := GP64(), GP64(), GP64(), GP64()
		if p.start != nil {
			p.start()
		}
		MOVQ(j.run, run)
		MOVQ(U32(0), j.scratched)
		Label(label)
		if p.row != nil {
			p.row()
		}
		for stretch, lines := range j.lines {
			if lines == 0 {
				continue
			}
			ahead := j.load(j.ahead + 8*stretch)
			for n := range lines {
				PREFETCHT1(Mem{Base: ahead, Disp: cacheLine * n})
			}
			ADDQ(U32(cacheLine*lines), ahead)
			MOVQ(ahead, j.mem(j.ahead+8*stretch))
		}
		groups := Mem{Base: run, Disp: 16}
		MOVQ(Mem{Base: run}, k)
		MOVQ(Mem{Base: run, Disp: 8}, i) // column
		MOVQ(groups, end)
		SHLQ(U8(2), i)
		ADDQ(j.scratched, i)
		if avx512 {
			ANDQ(I8(-2), end)
		}
		SHLQ(U8(5), end)
		if avx512 {
			JZ(LabelRef(label + "short"))
			lanes = 16
		}
		ADDQ(i, end)
		Label(label + "group")
		p.work(k, i)
		ADDQ(U8(lanes), k)
		ADDQ(U8(4*lanes), i)
		CMPQ(i, end)
		JLT(LabelRef(label + "group"))
		if avx512 {
			lanes = 8
			Label(label + "short")
			TESTQ(U32(1), groups)
			JZ(LabelRef(label + "end"))
			p.work(k, i)
			Label(label + "end")
		}
		ADDQ(U32(rowSize), j.scratched)
		ADDQ(U8(runSize), run)
		CMPQ(run, j.end)
		JNE(LabelRef(label))
	}
	MOVQ(j.end, run)
	MOVQ(run, j.run)
	CMPQ(j.left, U8(0))
	JNE(LabelRef("rows"))
	Label("end")
}

// runSize is that of a run: first cell, column, groups of 8.
const runSize = 24

// scratch is an array of a row's vectors.
type scratch struct {
	rows GPVirtual
	at   int
}

const (
	cacheLine   = 64
	rowsAtOnce  = 4
	rowSize     = 192 // stride float32 and whole lines of cache
	scratchSize = rowsAtOnce * rowSize
	mostArrays  = 11
)

func (j *job) scratch() scratch {
	if j.arrays == mostArrays {
		panic("more scratch than begin has taken")
	}
	j.arrays++
	return scratch{j.rows, (j.arrays - 1) * scratchSize}
}

func (s scratch) of(i GPVirtual) Mem { return Mem{Base: s.rows, Disp: s.at, Index: i, Scale: 1} }

func (s scratch) store(i GPVirtual, a VecVirtual) { VMOVUPS(a, s.of(i)) }
func (s scratch) load(i GPVirtual) VecVirtual     { return load(s.of(i)) }
