package shallowwater

import "unsafe"

// approaches is for how many blocks before its own the crew asks for a block's
// lists. A list that says where the next one lies must have come before it can
// be read.
const approaches = 4

// approach asks for some memory of a block that is so far ahead.
func (b *block) approach(far int) {
	switch far {
	case 3:
		fetch(unsafe.Pointer(b), unsafe.Offsetof(b.budget))
	case 2:
		for sd := range b.seams {
			fetchAll(b.seams[sd])
		}
		fetchAll(b.rigid)
		fetchAll(b.brinks)
		fetchAll(b.beyond)
		fetchAll(b.walls)
	case 1:
		for sd := range b.seams {
			for x := range b.seams[sd] {
				m := &b.seams[sd][x]
				fetchAll(m.shared)
				fetch(unsafe.Pointer(m.other), unsafe.Offsetof(m.other.seams))
			}
		}
	case 0:
		for sd := range b.seams {
			for x := range b.seams[sd] {
				o := b.seams[sd][x].other
				fetch(unsafe.Pointer(o.now.at(opposite(sd), 0)), unsafe.Sizeof(strip{}))
			}
		}
	}
}

func fetchAll[T any](list []T) {
	var one T
	fetch(unsafe.Pointer(unsafe.SliceData(list)), uintptr(len(list))*unsafe.Sizeof(one))
}
