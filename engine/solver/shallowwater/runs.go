package shallowwater

import "sync/atomic"

// runs of groups of 8 cells of which some are Open, and of their edges.
type runs struct {
	cells  []run
	rows   [3][]run // of cells: the south row, those between, the north row
	x, y   []run    // edges, by the cells to the east and north of them
	east   []run    // of the first order: those to the east of the block, turned
	slopes []run    // cells with those beside them

	parts [16]atomic.Pointer[part] // of the cells, by the sides from where something is awaited
}

// shape of a block: which of its groups of 8 have Open cells, from row -1 on.
// Blocks of one shape share their runs, which stay in the cache.
type shape [side + 2][side/8 + 1]bool

// findRuns lists them for an order, unless they are known.
func (b *block) findRuns(order int, known map[shape]*runs) {
	const groups = stride / 8
	across := groups
	if order == 1 {
		across = side / 8
	}
	var open shape
	for j := range b.ny {
		for i := range b.nx {
			open[j+1][i/8] = open[j+1][i/8] || b.isOpen[local(i, j)]
		}
	}
	list := func(j int, wanted func(group int) bool, n int) (found []run) {
		for g := 0; g < n; g++ {
			if !wanted(g) {
				continue
			}
			if last := len(found) - 1; last >= 0 && found[last].column+8*found[last].vecs == 8*g {
				found[last].vecs++
				continue
			}
			found = append(found, run{local(8*g, j), 8 * g, 1})
		}
		return found
	}
	if b.runs = known[open]; b.runs != nil {
		return
	}
	b.runs = &runs{}
	known[open] = b.runs
	for j := range side + 1 {
		row, below := &open[j+1], &open[j]
		if j < side {
			found := list(j, func(g int) bool { return row[g] }, side/8)
			n := 1
			if j == 0 {
				n = 0
			} else if j == side-1 {
				n = 2
			}
			b.runs.cells = append(b.runs.cells, found...)
			b.runs.rows[n] = append(b.runs.rows[n], found...)
			b.runs.x = append(b.runs.x, list(j, func(g int) bool { return row[g] || g > 0 && row[g-1] }, across)...)
			if order == 1 && row[side/8-1] && b.runs.east == nil {
				b.runs.east = []run{{local(0, turnedEast), 0, side / 8}}
			}
		}
		b.runs.y = append(b.runs.y, list(j, func(g int) bool { return row[g] || below[g] }, side/8)...)
	}
	for j := -1; j <= side; j++ {
		b.runs.slopes = append(b.runs.slopes, run{local(-4, j), 0, groups})
	}
}

// part divides the cells of a block, in rows as runs has them.
type part struct{ early, late [3][]run }

// partBeside divides off the cells beside finer neighbours, with all that share
// a group of 8 with them.
func (b *block) partBeside() *part {
	at := b.awaits
	p := b.runs.parts[at].Load()
	if p != nil {
		return p
	}
	p = &part{}
	for n, runs := range b.runs.rows {
		for _, r := range runs {
			for g := range r.vecs {
				column := r.column + 8*g
				to := &p.early[n]
				if at.has(west) && column == 0 || at.has(east) && column == side-8 || at.has(south) && n == 0 || at.has(north) && n == 2 {
					to = &p.late[n]
				}
				if last := len(*to) - 1; last >= 0 && (*to)[last].first+8*(*to)[last].vecs == r.first+8*g {
					(*to)[last].vecs++
				} else {
					*to = append(*to, run{r.first + 8*g, column, 1})
				}
			}
		}
	}
	b.runs.parts[at].Store(p) // whoever was first: they are equal
	return p
}
