package shallowwater

import (
	"unsafe"

	"golang.org/x/sys/unix"
)

const largePage = 2 << 20

// adviseLargePages asks for pages of 2 MiB where whole ones fit. What the
// kernel answers does not matter: it is a wish.
func adviseLargePages(memory []float64) {
	if len(memory) == 0 {
		return
	}
	start := uintptr(unsafe.Pointer(&memory[0]))
	skip := int((largePage - start%largePage) % largePage)
	n := (8*len(memory) - skip) / largePage * largePage
	if n <= 0 {
		return
	}
	_ = unix.Madvise(unsafe.Slice((*byte)(unsafe.Add(unsafe.Pointer(&memory[0]), skip)), n), unix.MADV_HUGEPAGE)
}
