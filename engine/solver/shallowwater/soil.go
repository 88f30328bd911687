package shallowwater

import "unsafe"

// soilKinds are the soils of a block with not more than 16 different ones, which
// most have: roughness comes by surface, rain's weight by roof, and infiltration
// by map. A byte a cell is less to fetch at every step than three planes.
type soilKinds struct {
	kinds []uint8 // of each cell; nil: planes hold what it is
	table *soilTable
}

// soilTable has a row for each plane of soil, and a column for each kind.
type soilTable [soils][16]float32

const soilTableWords = int(unsafe.Sizeof(soilTable{}) / 8) // whole lines

func (a *arena) soilTable() *soilTable {
	return (*soilTable)(unsafe.Pointer(unsafe.SliceData(a.floats64(soilTableWords))))
}

func (s *soilKinds) at(planes []float32, k int) (rough, weight, loss float32) {
	if s.kinds == nil {
		return planes[soilRough+k], planes[soilRain+k], planes[soilLoss+k]
	}
	n := s.kinds[k]
	return s.table[soilRough/plane][n], s.table[soilRain/plane][n], s.table[soilLoss/plane][n]
}

// findKinds numbers the soils of a block's cells, and of the neighbours' beside them as
// far as edges ask, for roughness; if they are not too many.
func (b *block) findKinds() {
	t := b.kinds.table
	b.kinds.kinds = nil
	n, kind := 0, 0
	number := func(k, asked int) bool {
		if n == 0 || !t.is(kind, b.soil, k, asked) {
			for kind = 0; kind < n && !t.is(kind, b.soil, k, asked); kind++ {
			}
		}
		if kind == len(t[0]) {
			return false
		}
		if kind == n {
			n++
			for p := range t {
				t[p][kind] = b.soil[p*plane+k]
			}
		}
		b.kindOf[k] = uint8(kind)
		return true
	}
	for j := range side {
		for k := local(0, j); k < local(side, j); k++ {
			if !number(k, soils) {
				return
			}
		}
	}
	for sd := range 4 {
		for c := range side {
			i, j := rimCell(sd, c)
			if !number(local(i, j)+aside(sd), 1) {
				return
			}
		}
	}
	b.kinds.kinds = b.kindOf
}

// turnSoil lays the soils beside the edges to the east of a block as turnEast wants them.
func (b *block) turnSoil() {
	for j := range side {
		for n, i := range [...]int{side - 1, side} {
			from, to := local(i, j), local(j, turnedEast-1+n)
			b.soil[soilRough+to], b.kindOf[to] = b.soil[soilRough+from], b.kindOf[from]
		}
	}
}

// is tells whether cell k is of a kind, as far as so many planes say it.
func (t *soilTable) is(kind int, soil []float32, k, asked int) bool {
	for p := range asked {
		if t[p][kind] != soil[p*plane+k] {
			return false
		}
	}
	return true
}
