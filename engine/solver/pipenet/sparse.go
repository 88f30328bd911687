package pipenet

import "sort"

// elimination is Gaussian elimination laid out once for a network's graph: the
// order in which nodes are removed (the one with the fewest neighbours first,
// which for a tree of pipes creates no new entries) and, for each, which entries
// its removal changes. Solving then only runs down the list.
//
// The matrices are column diagonally dominant M-matrices (see step.go), for
// which elimination without pivoting is stable.
type elimination struct {
	order []int32 // node removed at each turn
	start []int32 // per turn: first of its entries; one more at the end
	other []int32 // per entry: the neighbour that is removed later
	pairs []int32 // per turn, for entries i < j of it: the entry that joins both neighbours
	swap  []bool  // per pair: entry i's neighbour is removed after entry j's

	diagonal []float64 // per node
	upper    []float64 // per entry: row of the earlier removed, column of the later
	lower    []float64 // per entry: row of the later removed, column of the earlier
	right    []float64 // per node: the right-hand side, then the solution
}

// place says where a link's two entries off the diagonal are.
type place struct {
	entry   int32 // -1: one of the ends is not solved for
	flipped bool  // its first node is removed after its second
}

// layOut makes the elimination of a graph of n nodes; edges may repeat and may
// name nodes < 0 (not solved for).
func layOut(n int, edges [][2]int) (*elimination, []place) {
	near := make([]map[int]struct{}, n)
	for i := range near {
		near[i] = map[int]struct{}{}
	}
	for _, e := range edges {
		if e[0] >= 0 && e[1] >= 0 && e[0] != e[1] {
			near[e[0]][e[1]] = struct{}{}
			near[e[1]][e[0]] = struct{}{}
		}
	}
	e := &elimination{diagonal: make([]float64, n), right: make([]float64, n)}
	turn := make([]int, n)
	removed := make([]bool, n)
	// Nodes by degree; a node may wait in several lists, the stale ones are skipped.
	byDegree := make([][]int, 1)
	put := func(i int) {
		d := len(near[i])
		for len(byDegree) <= d {
			byDegree = append(byDegree, nil)
		}
		byDegree[d] = append(byDegree[d], i)
	}
	for i := n - 1; i >= 0; i-- {
		put(i)
	}
	var lists [][]int
	for range n {
		i := -1
		for d := 0; i < 0; d++ {
			for k := len(byDegree[d]); k > 0 && i < 0; k = len(byDegree[d]) {
				c := byDegree[d][k-1]
				byDegree[d] = byDegree[d][:k-1]
				if !removed[c] && len(near[c]) == d {
					i = c
				}
			}
		}
		removed[i] = true
		turn[i] = len(e.order)
		e.order = append(e.order, int32(i))
		list := make([]int, 0, len(near[i]))
		for j := range near[i] {
			list = append(list, j)
		}
		sort.Ints(list)
		for _, j := range list {
			delete(near[j], i)
		}
		for a, j := range list {
			for _, k := range list[:a] {
				near[j][k] = struct{}{}
				near[k][j] = struct{}{}
			}
		}
		for _, j := range list {
			put(j)
		}
		lists = append(lists, list)
	}
	entry := map[[2]int]int32{}
	for t, list := range lists {
		e.start = append(e.start, int32(len(e.other)))
		for _, j := range list {
			entry[[2]int{int(e.order[t]), j}] = int32(len(e.other))
			e.other = append(e.other, int32(j))
		}
	}
	e.start = append(e.start, int32(len(e.other)))
	for _, list := range lists {
		for a, i := range list {
			for _, j := range list[a+1:] {
				first, second := i, j
				if turn[i] > turn[j] {
					first, second = j, i
				}
				e.pairs = append(e.pairs, entry[[2]int{first, second}])
				e.swap = append(e.swap, first != i)
			}
		}
	}
	e.upper, e.lower = make([]float64, len(e.other)), make([]float64, len(e.other))
	places := make([]place, len(edges))
	for k, edge := range edges {
		places[k].entry = -1
		if edge[0] < 0 || edge[1] < 0 || edge[0] == edge[1] {
			continue
		}
		first, second := edge[0], edge[1]
		if turn[first] > turn[second] {
			first, second = second, first
			places[k].flipped = true
		}
		places[k].entry = entry[[2]int{first, second}]
	}
	return e, places
}

// clear sets the matrix and the right-hand side to zero.
func (e *elimination) clear() {
	clear(e.diagonal)
	clear(e.upper)
	clear(e.lower)
	clear(e.right)
}

// solve leaves the solution in right and destroys the matrix.
func (e *elimination) solve() {
	pair := 0
	for t, i := range e.order {
		begin, end := int(e.start[t]), int(e.start[t+1])
		pivot := 1 / e.diagonal[i]
		e.diagonal[i] = pivot
		for a := begin; a < end; a++ {
			share := e.lower[a] * pivot
			if share != 0 {
				j := e.other[a]
				e.diagonal[j] -= share * e.upper[a]
				e.right[j] -= share * e.right[i]
			}
			e.lower[a] = share
		}
		for a := begin; a < end; a++ {
			for b := a + 1; b < end; b++ {
				target := e.pairs[pair]
				if e.swap[pair] { // a's neighbour goes after b's
					e.lower[target] -= e.lower[a] * e.upper[b]
					e.upper[target] -= e.lower[b] * e.upper[a]
				} else {
					e.upper[target] -= e.lower[a] * e.upper[b]
					e.lower[target] -= e.lower[b] * e.upper[a]
				}
				pair++
			}
		}
	}
	for t := len(e.order) - 1; t >= 0; t-- {
		i := e.order[t]
		x := e.right[i]
		for a := e.start[t]; a < e.start[t+1]; a++ {
			x -= e.upper[a] * e.right[e.other[a]]
		}
		e.right[i] = x * e.diagonal[i]
	}
}
