package shallowwater

import "unsafe"

// arena is one piece of memory for the planes of all blocks, so that those of
// a block lie together and large pages can be asked for: a processor that looks
// up a new page for every plane waits longer than it computes.
type arena struct{ free []float64 }

const line = 8 // float64 in a line of cache

func words64(n int) int { return (n + line - 1) / line * line }
func words8(n int) int  { return words64((n + 7) / 8) }
func words32(n int) int { return words64((n + 1) / 2) }

func newArena(words int) *arena {
	a := &arena{make([]float64, words)}
	adviseLargePages(a.free)
	return a
}

func (a *arena) floats64(n int) []float64 {
	taken := a.free[:n:n]
	a.free = a.free[words64(n):]
	return taken
}

func (a *arena) floats32(n int) []float32 {
	taken := unsafe.Slice((*float32)(unsafe.Pointer(&a.free[0])), n)
	a.free = a.free[words32(n):]
	return taken
}

func (a *arena) bytes(n int) []uint8 {
	return unsafe.Slice((*uint8)(unsafe.Pointer(unsafe.SliceData(a.floats64(words8(n))))), n)
}

const stripWords = int(unsafe.Sizeof(strip{}) / 8) // whole lines

func (a *arena) strips(n int) []strip {
	return unsafe.Slice((*strip)(unsafe.Pointer(unsafe.SliceData(a.floats64(n*stripWords)))), n)
}

func address[T any](a []T) uintptr { return uintptr(unsafe.Pointer(unsafe.SliceData(a))) }
