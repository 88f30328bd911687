package terrain

import "shapan/engine"

// crossFlats gives directions to cells that have no lower neighbour. In each
// flat two distances are counted: from the higher ground around it, and to its
// outlets (cells of the same height that drain, or leave). Water goes to the
// neighbour of the same flat where twice the second plus the first, counted
// from its far side, is least. Source: Barnes, Lehman & Mulla, An efficient
// assignment of drainage direction over flat surfaces, Computers & Geosciences
// 62 (2014), after Garbrecht & Martz (1997).
func (f *Flow) crossFlats(filled *engine.Field, flat []int32) {
	if len(flat) == 0 {
		return
	}
	g, z := filled.Grid, filled.Values
	inFlat := make([]bool, len(z))
	for _, cell := range flat {
		inFlat[cell] = true
	}
	beside := func(cell int32, visit func(n int32)) {
		for d := range around {
			if n := neighbour(g, int(cell), d); n >= 0 {
				visit(int32(n))
			}
		}
	}
	// spread counts steps through flats from the cells in front, which have 1
	steps := func(front []int32) []int32 {
		count := make([]int32, len(z))
		for _, cell := range front {
			count[cell] = 1
		}
		for k := 0; k < len(front); k++ {
			cell := front[k]
			beside(cell, func(n int32) {
				if inFlat[n] && count[n] == 0 && z[n] == z[cell] {
					count[n] = count[cell] + 1
					front = append(front, n)
				}
			})
		}
		return count
	}
	var low, high []int32
	isLow := make([]bool, len(z))
	for _, cell := range flat {
		higher := false
		beside(cell, func(n int32) {
			higher = higher || z[n] > z[cell]
			if !inFlat[n] && z[n] == z[cell] && !isLow[n] { // drains already
				isLow[n] = true
				low = append(low, n)
			}
		})
		if higher {
			high = append(high, cell)
		}
	}
	toOutlet, fromHigh := steps(low), steps(high)
	// the farthest step from higher ground, per flat: found by the flat's label
	label, farthest := f.labelFlats(filled, flat, inFlat, fromHigh)
	mask := func(cell int32) int32 {
		if !inFlat[cell] {
			return 0 // an outlet
		}
		away := int32(0)
		if fromHigh[cell] > 0 {
			away = farthest[label[cell]] - fromHigh[cell]
		}
		return 2*toOutlet[cell] + away
	}
	for _, cell := range flat {
		least := int32(0)
		beside(cell, func(n int32) {
			if z[n] != z[cell] || !inFlat[n] && !isLow[n] {
				return
			}
			if m := mask(n); f.First[cell] < 0 || m < least {
				least, f.First[cell] = m, n
			}
		})
	}
}

// labelFlats numbers the flats and finds the largest count in each.
func (f *Flow) labelFlats(filled *engine.Field, flat []int32, inFlat []bool, count []int32) (label, largest []int32) {
	label = make([]int32, len(inFlat))
	largest = []int32{0}
	var stack []int32
	for _, first := range flat {
		if label[first] != 0 {
			continue
		}
		id := int32(len(largest))
		largest = append(largest, 0)
		label[first] = id
		for stack = append(stack[:0], first); len(stack) > 0; {
			cell := stack[len(stack)-1]
			stack = stack[:len(stack)-1]
			largest[id] = max(largest[id], count[cell])
			for d := range around {
				n := neighbour(filled.Grid, int(cell), d)
				if n >= 0 && inFlat[n] && label[n] == 0 && filled.Values[n] == filled.Values[cell] {
					label[n] = id
					stack = append(stack, int32(n))
				}
			}
		}
	}
	return label, largest
}
