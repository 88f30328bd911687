package solid

import "sync"

// edgeTable counts how often edges are walked one way more than the other: a
// hash table with open addressing, since every body is asked whether it is closed
// and a map of Go takes several times as long.
type edgeTable struct {
	keys []uint64 // of the edge, plus one; 0 is free
	uses []int32
	mask uint64
}

var edgeTables = sync.Pool{New: func() any { return new(edgeTable) }}

// clear makes room for n edges.
func (t *edgeTable) clear(n int) {
	size := 16
	for size < 2*n {
		size *= 2
	}
	t.keys, t.uses = grown(t.keys, size), grown(t.uses, size)
	t.mask = uint64(size - 1)
}

// add walks an edge and returns by how much more is open for it.
func (t *edgeTable) add(from, to uint32) int {
	step := int32(1)
	if from > to {
		from, to, step = to, from, -1
	}
	key := (uint64(from)<<32 | uint64(to)) + 1
	slot := key * 0x9e3779b97f4a7c15 // Fibonacci hashing (Knuth, vol. 3, 6.4)
	for slot = (slot >> 32) & t.mask; ; slot = (slot + 1) & t.mask {
		switch t.keys[slot] {
		case 0:
			t.keys[slot] = key
		case key:
		default:
			continue
		}
		before := t.uses[slot]
		t.uses[slot] = before + step
		if before*step >= 0 {
			return 1
		}
		return -1
	}
}
