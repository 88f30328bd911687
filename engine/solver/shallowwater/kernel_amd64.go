package shallowwater

import (
	"unsafe"

	"golang.org/x/sys/cpu"
)

// twins of the loops in kernel.go that this processor can run, best first.
func twins() (found []*kernels) {
	x := &cpu.X86
	if x.HasAVX512F && x.HasAVX512DQ && x.HasAVX512VL {
		found = append(found, &kernels{
			name:   "avx512",
			load:   [2]func(*loadJob){loadAVX512, load2AVX512},
			edges:  [3][2]func(*edgeJob){{edgesXAVX512, edgesYAVX512}, {edgesXKindsAVX512, edgesYKindsAVX512}, {edgesX2AVX512, edgesY2AVX512}},
			tally:  [2]func(*tallyJob){tallyAVX512, tally2AVX512},
			settle: [3][2]func(*settleJob){{settleAVX512, settleSoakAVX512}, {settleKindsAVX512, settleSoakKindsAVX512}, {settle2AVX512, settleSoak2AVX512}},
			slopes: slopesAVX512,
			look:   lookAVX512,
		})
	}
	if x.HasAVX2 {
		found = append(found, &kernels{
			name:   "avx2",
			load:   [2]func(*loadJob){loadAVX2, load2AVX2},
			edges:  [3][2]func(*edgeJob){{edgesXAVX2, edgesYAVX2}, {edgesXKindsAVX2, edgesYKindsAVX2}, {edgesX2AVX2, edgesY2AVX2}},
			tally:  [2]func(*tallyJob){tallyAVX2, tally2AVX2},
			settle: [3][2]func(*settleJob){{settleAVX2, settleSoakAVX2}, {settleKindsAVX2, settleSoakKindsAVX2}, {settle2AVX2, settleSoak2AVX2}},
			slopes: slopesAVX2,
			look:   lookAVX2,
		})
	}
	return found
}

//go:noescape
func loadAVX2(a *loadJob)

//go:noescape
func load2AVX2(a *loadJob)

//go:noescape
func edgesXAVX2(a *edgeJob)

//go:noescape
func edgesYAVX2(a *edgeJob)

//go:noescape
func edgesXKindsAVX2(a *edgeJob)

//go:noescape
func edgesYKindsAVX2(a *edgeJob)

//go:noescape
func edgesX2AVX2(a *edgeJob)

//go:noescape
func edgesY2AVX2(a *edgeJob)

//go:noescape
func tallyAVX2(a *tallyJob)

//go:noescape
func tally2AVX2(a *tallyJob)

//go:noescape
func settleAVX2(a *settleJob)

//go:noescape
func settleSoakAVX2(a *settleJob)

//go:noescape
func settleKindsAVX2(a *settleJob)

//go:noescape
func settleSoakKindsAVX2(a *settleJob)

//go:noescape
func settle2AVX2(a *settleJob)

//go:noescape
func settleSoak2AVX2(a *settleJob)

//go:noescape
func slopesAVX2(a *slopeJob)

//go:noescape
func lookAVX2(a *lookJob)

//go:noescape
func loadAVX512(a *loadJob)

//go:noescape
func load2AVX512(a *loadJob)

//go:noescape
func edgesXAVX512(a *edgeJob)

//go:noescape
func edgesYAVX512(a *edgeJob)

//go:noescape
func edgesXKindsAVX512(a *edgeJob)

//go:noescape
func edgesYKindsAVX512(a *edgeJob)

//go:noescape
func edgesX2AVX512(a *edgeJob)

//go:noescape
func edgesY2AVX512(a *edgeJob)

//go:noescape
func tallyAVX512(a *tallyJob)

//go:noescape
func tally2AVX512(a *tallyJob)

//go:noescape
func settleAVX512(a *settleJob)

//go:noescape
func settleSoakAVX512(a *settleJob)

//go:noescape
func settleKindsAVX512(a *settleJob)

//go:noescape
func settleSoakKindsAVX512(a *settleJob)

//go:noescape
func settle2AVX512(a *settleJob)

//go:noescape
func settleSoak2AVX512(a *settleJob)

//go:noescape
func slopesAVX512(a *slopeJob)

//go:noescape
func lookAVX512(a *lookJob)

// fetch asks for memory that will soon be read.
//
//go:noescape
func fetch(p unsafe.Pointer, bytes uintptr)

// pause tells the processor that this is a loop that waits.
//
//go:noescape
func pause()

// The offsets that avo/main.go relies on: a difference does not compile.
var (
	_ = [1]int{}[unsafe.Offsetof(edgeJob{}.out)-7*24]
	_ = [1]int{}[unsafe.Offsetof(edgeJob{}.fall)-(8*24+8)]
	_ = [1]int{}[unsafe.Offsetof(edgeJob{}.grip)-(8*24+12)]
	_ = [1]int{}[unsafe.Offsetof(tallyJob{}.flags)-(9*24+8)]
	_ = [1]int{}[unsafe.Offsetof(settleJob{}.soilKinds)-6*24]
	_ = [1]int{}[unsafe.Offsetof(settleJob{}.rain)-(7*24+8)]
	_ = [1]int{}[unsafe.Offsetof(settleJob{}.sum)-(7*24+28)]
	_ = [1]int{}[unsafe.Offsetof(settleJob{}.taken)-(7*24+48)]
	_ = [1]int{}[unsafe.Offsetof(slopeJob{}.lambda)-(10*24+8)]
	_ = [1]int{}[unsafe.Offsetof(edgeJob{}.ahead)-(8*24+16)]
	_ = [1]int{}[unsafe.Offsetof(edgeJob{}.soil)-(8*24+32)]
	_ = [1]int{}[unsafe.Offsetof(edgeJob{}.soilKinds)-(9*24+32)]
	_ = [1]int{}[unsafe.Offsetof(tallyJob{}.ahead)-(9*24+16)]
	_ = [1]int{}[unsafe.Offsetof(slopeJob{}.ahead)-(10*24+16)]
	_ = [1]int{}[unsafe.Offsetof(lookJob{}.bounds)-8*24]
	_ = [1]int{}[unsafe.Offsetof(lookJob{}.seen)-(8*24+24)]
	_ = [1]int{}[unsafe.Sizeof(run{})-24]
	_ = [1]int{}[plane-(37*40+16)]
	_ = [1]int{}[motionV-plane]
	_ = [1]int{}[waterQX-plane]
)
