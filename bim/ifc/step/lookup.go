package step

// A lookup leads from an id to the place of its instance. Ids that are dense, as
// nearly all writers give them, index a table; others a hash table. Neither is
// larger than the number of instances asks for, whatever ids a file claims.
type lookup struct {
	dense  []uint32 // place + 1 by id
	sparse []uint32 // place + 1 by hash
	shift  uint
}

func newLookup(ids []ID, twice func(k int)) lookup {
	var l lookup
	highest := ID(0)
	for _, id := range ids {
		highest = max(highest, id)
	}
	if int64(highest) <= 4*int64(len(ids))+1024 {
		l.dense = make([]uint32, int(highest)+1)
		for k, id := range ids {
			if l.dense[id] != 0 {
				twice(k)
				continue
			}
			l.dense[id] = uint32(k + 1)
		}
		return l
	}
	bits := uint(1)
	for 1<<bits < 2*len(ids) {
		bits++
	}
	l.shift = 32 - bits
	l.sparse = make([]uint32, 1<<bits)
	for k, id := range ids {
		slot, there := l.slot(ids, id)
		if there {
			twice(k)
			continue
		}
		l.sparse[slot] = uint32(k + 1)
	}
	return l
}

// slot is where an id stands or would stand. Fibonacci hashing: Knuth, TAOCP 3,
// 6.4: ids in steps spread evenly.
func (l *lookup) slot(ids []ID, id ID) (slot uint32, there bool) {
	mask := uint32(len(l.sparse) - 1)
	for h := uint32(id) * 2654435769 >> l.shift & mask; ; h = (h + 1) & mask {
		k := l.sparse[h]
		if k == 0 {
			return h, false
		}
		if ids[k-1] == id {
			return h, true
		}
	}
}

func (l *lookup) find(ids []ID, id ID) (uint32, bool) {
	if l.dense != nil {
		if int64(id) >= int64(len(l.dense)) || l.dense[id] == 0 {
			return 0, false
		}
		return l.dense[id] - 1, true
	}
	if len(l.sparse) == 0 {
		return 0, false
	}
	slot, there := l.slot(ids, id)
	if !there {
		return 0, false
	}
	return l.sparse[slot] - 1, true
}
