// Command avo writes kernel_amd64.s, the twin in AVX2 of the loops in
// kernel.go: the same operations in the same order on eight cells at a time.
// It is a module of its own, so that Shapan itself does not depend on avo:
//
//	cd engine/solver/shallowwater/avo && go run . >../kernel_amd64.s
package main

import (
	. "github.com/mmcloughlin/avo/build"
)

// The layout of block.go and kernel.go; kernel_amd64.go checks the offsets.
const (
	stride = 40
	plane  = 36 * stride

	// Discharges of the second order among the planes of water.
	exactQX, exactQY = 2 * plane, 3 * plane

	gravity = 9.81
	film    = 1e-6
)

// Comparisons, ordered and quiet: false where anything is not a number.
const (
	less    = 0x11
	notLess = 0x15 // and true where anything is not a number
	greater = 0x1E
)

func main() {
	edges("edgesAVX2", false)
	edges("edges2AVX2", true)
	tally("tallyAVX2", false)
	tally("tally2AVX2", true)
	settle("settleAVX2", false, false)
	settle("settleSoakAVX2", true, false)
	settle("settle2AVX2", false, true)
	settle("settleSoak2AVX2", true, true)
	slopes("slopesAVX2")
	prefetch("prefetchLines")
	Generate()
}
