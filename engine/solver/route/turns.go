package route

// turns recognises forbidden sequences while edges follow each other (Aho and
// Corasick 1975). Node 0 is the root: nothing of any sequence has begun.
type turns struct {
	nodes []begun
	child map[uint64]int32 // by node and edge
}

// begun is how far a forbidden sequence has come.
type begun struct {
	edge      int32 // the last one
	fallback  int32 // the longest other beginning that the edges so far end with
	forbidden bool  // a whole sequence has been passed
}

func newTurns(forbidden [][]int32) *turns {
	t := &turns{nodes: make([]begun, 1), child: map[uint64]int32{}}
	depth := []int{0}
	parent := []int32{0}
	deepest := 0
	for _, sequence := range forbidden {
		at := int32(0)
		for _, e := range sequence {
			next, ok := t.child[key(at, e)]
			if !ok {
				next = int32(len(t.nodes))
				t.child[key(at, e)] = next
				t.nodes = append(t.nodes, begun{edge: e})
				depth, parent = append(depth, depth[at]+1), append(parent, at)
				deepest = max(deepest, depth[next])
			}
			at = next
		}
		t.nodes[at].forbidden = true
	}
	// Fallbacks are shallower, so they are known when depths are taken in turn.
	byDepth := make([][]int32, deepest+1)
	for k := 1; k < len(t.nodes); k++ {
		byDepth[depth[k]] = append(byDepth[depth[k]], int32(k))
	}
	for d := 2; d <= deepest; d++ {
		for _, k := range byDepth[d] {
			n := &t.nodes[k]
			n.fallback = t.next(t.nodes[parent[k]].fallback, n.edge)
			n.forbidden = n.forbidden || t.nodes[n.fallback].forbidden || t.nodes[parent[k]].forbidden
		}
	}
	return t
}

// next returns how far sequences have come after one more edge.
func (t *turns) next(at, e int32) int32 {
	for {
		if next, ok := t.child[key(at, e)]; ok {
			return next
		}
		if at == 0 {
			return 0
		}
		at = t.nodes[at].fallback
	}
}

func key(at, e int32) uint64 { return uint64(at)<<32 | uint64(uint32(e)) }
