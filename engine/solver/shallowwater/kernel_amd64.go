package shallowwater

import (
	"unsafe"

	"golang.org/x/sys/cpu"
)

// vectors tells whether the processor can run the twins in kernel_amd64.s.
var vectors = cpu.X86.HasAVX2

//go:noescape
func edgesAVX2(a *edgeJob)

//go:noescape
func edges2AVX2(a *edgeJob)

//go:noescape
func tallyAVX2(a *tallyJob)

//go:noescape
func tally2AVX2(a *tallyJob)

//go:noescape
func settleAVX2(a *settleJob)

//go:noescape
func settleSoakAVX2(a *settleJob)

//go:noescape
func settle2AVX2(a *settleJob)

//go:noescape
func settleSoak2AVX2(a *settleJob)

//go:noescape
func slopesAVX2(a *slopeJob)

func (a *edgeJob) run() {
	switch {
	case !vectors:
		edgesGo(a)
	case a.face != nil:
		edges2AVX2(a)
	default:
		edgesAVX2(a)
	}
}

func (a *tallyJob) run() {
	switch {
	case !vectors:
		tallyGo(a)
	case a.pull != nil:
		tally2AVX2(a)
	default:
		tallyAVX2(a)
	}
}

func (a *settleJob) run() {
	switch {
	case !vectors:
		settleGo(a)
	case a.soaks && a.exact:
		settleSoak2AVX2(a)
	case a.soaks:
		settleSoakAVX2(a)
	case a.exact:
		settle2AVX2(a)
	default:
		settleAVX2(a)
	}
}

func (a *slopeJob) run() {
	if vectors {
		slopesAVX2(a)
		return
	}
	slopesGo(a)
}

// The offsets that avo/main.go relies on: a difference does not compile.
var (
	_ = [1]int{}[unsafe.Offsetof(edgeJob{}.first)-7*24]
	_ = [1]int{}[unsafe.Offsetof(edgeJob{}.fall)-(7*24+32)]
	_ = [1]int{}[unsafe.Offsetof(tallyJob{}.flags)-(7*24+32)]
	_ = [1]int{}[unsafe.Offsetof(settleJob{}.rain)-4*24]
	_ = [1]int{}[unsafe.Offsetof(settleJob{}.sum)-(4*24+44)]
	_ = [1]int{}[unsafe.Offsetof(settleJob{}.taken)-(4*24+64)]
	_ = [1]int{}[unsafe.Offsetof(slopeJob{}.lambda)-(8*24+8)]
	_ = [1]int{}[unsafe.Offsetof(slopeJob{}.vecs)-(8*24+32)]
	_ = [1]int{}[plane-36*40]
	_ = [1]int{}[motionDepth-2*plane]
	_ = [1]int{}[waterQX-2*plane]
)
