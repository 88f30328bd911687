package route

import "slices"

// Strong numbers the strongly connected components: two nodes have the same
// number if each is reached from the other. Closed edges do not count; forbidden
// turns are not looked at. Numbers run by size, the largest component is 0; sizes
// are in nodes. Method: Tarjan (1972).
func (g *Graph) Strong(c *Costs) (of []int32, sizes []int) {
	n := int32(g.Nodes())
	const none = -1
	of = make([]int32, n)
	seen, low := make([]int32, n), make([]int32, n) // order of discovery and the least that it reaches
	for v := range of {
		of[v], seen[v] = none, none
	}
	type visit struct{ node, arc int32 }
	var stack []int32
	var calls []visit
	count := int32(0)
	enter := func(v int32) {
		seen[v], low[v] = count, count
		count++
		stack, calls = append(stack, v), append(calls, visit{v, g.first[v]})
	}
	for root := range n {
		if seen[root] != none {
			continue
		}
		enter(root)
		for len(calls) > 0 {
			top := &calls[len(calls)-1]
			v := top.node
			if top.arc < g.first[v+1] {
				a := top.arc
				top.arc++
				w := g.edges[g.edge[a]].To
				switch {
				case !c.open(g.edge[a]):
				case seen[w] == none:
					enter(w)
				case of[w] == none:
					low[v] = min(low[v], seen[w])
				}
				continue
			}
			calls = calls[:len(calls)-1]
			if len(calls) > 0 {
				up := calls[len(calls)-1].node
				low[up] = min(low[up], low[v])
			}
			if low[v] == seen[v] {
				size := 0
				for {
					w := stack[len(stack)-1]
					stack = stack[:len(stack)-1]
					of[w] = int32(len(sizes))
					size++
					if w == v {
						break
					}
				}
				sizes = append(sizes, size)
			}
		}
	}
	return bySize(of, sizes)
}

// Weak numbers the components that hang together when edges are passed either
// way, as Strong does.
func (g *Graph) Weak(c *Costs) (of []int32, sizes []int) {
	of = make([]int32, g.Nodes())
	for v := range of {
		of[v] = int32(v)
	}
	root := func(v int32) int32 {
		for of[v] != v {
			of[v] = of[of[v]]
			v = of[v]
		}
		return v
	}
	for e, edge := range g.edges {
		if c.open(int32(e)) {
			a, b := root(edge.From), root(edge.To)
			of[max(a, b)] = min(a, b)
		}
	}
	number := make(map[int32]int32)
	for v := range of {
		r := root(int32(v))
		k, ok := number[r]
		if !ok {
			k = int32(len(sizes))
			number[r] = k
			sizes = append(sizes, 0)
		}
		sizes[k]++
	}
	whole := make([]int32, len(of))
	for v := range of {
		whole[v] = number[root(int32(v))]
	}
	return bySize(whole, sizes)
}

// open tells whether an edge can be passed.
func (c *Costs) open(e int32) bool { return c == nil || c.Of(e) <= maxCost }

// bySize renumbers components by size, of equal ones that first which holds
// the lower node.
func bySize(of []int32, sizes []int) ([]int32, []int) {
	order := make([]int32, 0, len(sizes))
	met := make([]bool, len(sizes))
	for _, k := range of {
		if !met[k] {
			met[k] = true
			order = append(order, k)
		}
	}
	slices.SortStableFunc(order, func(a, b int32) int { return sizes[b] - sizes[a] })
	rank, sorted := make([]int32, len(sizes)), make([]int, len(sizes))
	for r, k := range order {
		rank[k], sorted[r] = int32(r), sizes[k]
	}
	for v, k := range of {
		of[v] = rank[k]
	}
	return of, sorted
}

// Reachable tells which nodes are reached from any of some nodes, whatever the
// costs and whatever turns are forbidden.
func (g *Graph) Reachable(from []int32) []bool {
	reached := make([]bool, g.Nodes())
	stack := slices.Clone(from)
	for _, v := range from {
		reached[v] = true
	}
	for len(stack) > 0 {
		v := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		for a := g.first[v]; a < g.first[v+1]; a++ {
			if w := g.edges[g.edge[a]].To; !reached[w] {
				reached[w] = true
				stack = append(stack, w)
			}
		}
	}
	return reached
}
