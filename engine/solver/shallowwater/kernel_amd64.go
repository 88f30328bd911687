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

//go:noescape
func prefetchLines(p *byte, n, step int)

// prefetch asks for what the next step of a block reads, while another is
// computed: the processor's own prefetchers stop at every page.
func (b *block) prefetch() {
	water, motion := b.now.water[:plane], b.now.motion
	prefetchLines((*byte)(unsafe.Pointer(&water[0])), 8*len(water), prefetchStep)
	prefetchLines((*byte)(unsafe.Pointer(&motion[0])), 4*len(motion), prefetchStep)
	prefetchLines((*byte)(unsafe.Pointer(&b.next.water[0])), 8*plane, prefetchStep)
	prefetchLines((*byte)(unsafe.Pointer(&b.next.motion[0])), 4*len(motion), prefetchStep)
	prefetchLines((*byte)(unsafe.Pointer(&b.soil[0])), 8*plane, prefetchStep)
	prefetchLines((*byte)(unsafe.Pointer(&b.stepX[0])), 4*plane, prefetchStep)
	prefetchLines((*byte)(unsafe.Pointer(&b.stepY[0])), 4*plane, prefetchStep)
}

// prefetchStep is the distance of the lines asked for [bytes]: the processor finds
// the others itself. Measured best from 1 to 4 KiB.
const prefetchStep = 2048

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
	_ = [1]int{}[unsafe.Offsetof(edgeJob{}.back)-8*24]
	_ = [1]int{}[unsafe.Offsetof(edgeJob{}.fall)-(8*24+8)]
	_ = [1]int{}[unsafe.Offsetof(tallyJob{}.flags)-(8*24+8)]
	_ = [1]int{}[unsafe.Offsetof(settleJob{}.rain)-6*24]
	_ = [1]int{}[unsafe.Offsetof(settleJob{}.sum)-(6*24+20)]
	_ = [1]int{}[unsafe.Offsetof(settleJob{}.taken)-(6*24+40)]
	_ = [1]int{}[unsafe.Offsetof(slopeJob{}.lambda)-(9*24+8)]
	_ = [1]int{}[unsafe.Sizeof(run{})-24]
	_ = [1]int{}[plane-36*40]
	_ = [1]int{}[motionDepth-2*plane]
	_ = [1]int{}[waterQX-2*plane]
)
