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
	type loop struct {
		ring   orb.Ring
		bound  orb.Bound
		area   float64
		depth  int
		within int // the innermost loop around it; -1: none
		part   int
	}
	loops := make([]loop, 0, len(rings))
	for _, r := range rings {
		if a := signedArea(r); a != 0 {
			loops = append(loops, loop{ring: r, bound: r.Bound(), area: a, within: -1})
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
	var polygons orb.MultiPolygon
	for k := range loops {
		if l := &loops[k]; l.depth%2 == 0 {
			l.part = len(polygons)
			polygons = append(polygons, orb.Polygon{turned(l.ring, l.area < 0)})
		}
	}
	for k := range loops {
		if l := &loops[k]; l.depth%2 == 1 {
			part := loops[l.within].part
			polygons[part] = append(polygons[part], turned(l.ring, l.area > 0))
		}
	}
	switch len(polygons) {
	case 0:
		return nil
	case 1:
		return polygons[0]
	}
	return polygons
}

func turned(r orb.Ring, turn bool) orb.Ring {
	if turn {
		slices.Reverse(r)
	}
	return r
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
