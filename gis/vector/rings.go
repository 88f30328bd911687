package vector

import (
	"cmp"
	"math"
	"slices"

	"github.com/paulmach/orb"
)

// polygonsOf sorts rings into polygons by which lies in which: in none or two
// is an outline, in one or three a hole. Formats that name them are often
// wrong. Outlines turn anticlockwise, holes clockwise; nil when there is none.
func polygonsOf(rings []orb.Ring) orb.Geometry {
	g, _, _ := nest(rings, func(int) []float64 { return nil })
	return g
}

// nest is polygonsOf with the heights of each ring, which it puts in the order
// of the polygons' positions. It never fails.
func nest(rings []orb.Ring, heightsOf func(ring int) []float64) (orb.Geometry, []float64, error) {
	type loop struct {
		ring   orb.Ring
		z      []float64
		bound  orb.Bound
		area   float64
		depth  int
		within int // the innermost loop around it; -1: none
	}
	loops := make([]loop, 0, len(rings))
	for k, r := range rings {
		if a := signedArea(r); a != 0 {
			loops = append(loops, loop{ring: r, z: heightsOf(k), bound: r.Bound(), area: a, within: -1})
		}
	}
	// The larger cannot lie in the smaller; so the last that contains a loop is
	// the innermost.
	order := make([]int, len(loops))
	for k := range order {
		order[k] = k
	}
	slices.SortStableFunc(order, func(a, b int) int {
		return cmp.Compare(math.Abs(loops[b].area), math.Abs(loops[a].area))
	})
	for i, k := range order {
		for j := i - 1; j >= 0; j-- {
			outer := &loops[order[j]]
			if containsBound(outer.bound, loops[k].bound) && ringInRing(outer.ring, loops[k].ring) {
				loops[k].within, loops[k].depth = order[j], outer.depth+1
				break
			}
		}
	}
	holes := make([][]int, len(loops)) // of an outline
	for k, l := range loops {
		if l.depth%2 == 1 {
			holes[l.within] = append(holes[l.within], k)
		}
	}
	var polygons orb.MultiPolygon
	var heights []float64
	for k, l := range loops {
		if l.depth%2 == 1 {
			continue
		}
		p := orb.Polygon{}
		for n, m := range append([]int{k}, holes[k]...) {
			ring, z := loops[m].ring, loops[m].z
			if (loops[m].area > 0) != (n == 0) {
				ring, z = backwards(ring), backwards(z)
			}
			p, heights = append(p, ring), append(heights, z...)
		}
		polygons = append(polygons, p)
	}
	switch len(polygons) {
	case 0:
		return nil, nil, nil
	case 1:
		return polygons[0], heights, nil
	}
	return polygons, heights, nil
}

func containsBound(b, c orb.Bound) bool {
	return b.Min[0] <= c.Min[0] && b.Min[1] <= c.Min[1] && b.Max[0] >= c.Max[0] && b.Max[1] >= c.Max[1]
}

// ringInRing tells whether a ring lies in another that it does not cross. Rings
// may share points, which do not decide: then midpoints of sides do.
func ringInRing(outer, ring orb.Ring) bool {
	shared := make(map[orb.Point]bool, len(outer))
	for _, p := range outer {
		shared[p] = true
	}
	for _, p := range ring {
		if !shared[p] {
			return inRing(outer, p)
		}
	}
	for k := 1; k < len(ring); k++ {
		a, b := ring[k-1], ring[k]
		if inRing(outer, orb.Point{(a[0] + b[0]) / 2, (a[1] + b[1]) / 2}) {
			return true
		}
	}
	return false
}
