// Command avo writes the twins of the loops in kernel.go: kernel_avx2_amd64.s
// and kernel_avx512_amd64.s, with the same operations in the same order on
// eight or sixteen cells at a time. It is a module of its own, so that Shapan
// itself does not depend on avo:
//
//	cd engine/solver/shallowwater/avo && go run . >../kernel_avx2_amd64.s
//	go run . -avx512 >../kernel_avx512_amd64.s
package main

import (
	"flag"

	. "github.com/mmcloughlin/avo/build"
)

// The layout of block.go and kernel.go; kernel_amd64.go checks the offsets.
const (
	stride = 40
	plane  = 37*stride + 16
	side   = 32
	origin = 2*stride + 8

	// Discharges of the second order among the planes of water.
	exactQX, exactQY = plane, 2 * plane

	gravity = 9.81
	film    = 1e-6
)

// Comparisons, ordered and quiet: false where anything is not a number.
const (
	less    = 0x11
	notLess = 0x15 // and true where anything is not a number
	greater = 0x1E

	equal    = 0x00
	notEqual = 0x04 // and true where anything is not a number
)

func main() {
	flag.BoolVar(&avx512, "avx512", false, "16 cells at a time")
	flag.Parse()
	const east, north = 1, stride
	loads("load", false)
	loads("load2", true)
	edges("edgesX", east, false, false)
	edges("edgesY", north, false, false)
	edges("edgesXKinds", east, false, true)
	edges("edgesYKinds", north, false, true)
	edges("edgesX2", east, true, false)
	edges("edgesY2", north, true, false)
	tally("tally", false)
	tally("tally2", true)
	settle("settle", false, false, false)
	settle("settleSoak", true, false, false)
	settle("settleKinds", false, false, true)
	settle("settleSoakKinds", true, false, true)
	settle("settle2", false, true, false)
	settle("settleSoak2", true, true, false)
	slopes("slopes")
	look("look")
	Generate()
}
