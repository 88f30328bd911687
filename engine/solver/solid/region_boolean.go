package solid

import (
	"github.com/go-gl/mathgl/mgl64"

	"shapan/engine/solver/solid/overlay"
)

// SubtractRegions is what of the first regions lies in none of the others. Any
// number may be taken away at once, and they may overlap each other: a wall's
// outline less its openings.
func SubtractRegions(from, cutters []Region) []Region {
	if len(from) == 1 {
		if r, ok := punched(from[0], cutters); ok {
			return []Region{r}
		}
	}
	return regions(overlay.Flat(loopsOf(from), loopsOf(cutters), overlay.Difference, Flush))
}

// UniteRegions is all that lies in any of the regions.
func UniteRegions(all []Region) []Region {
	return regions(overlay.Flat(loopsOf(all), nil, overlay.Union, Flush))
}

// IntersectRegions is what lies both in one of the regions of a and in one of b.
func IntersectRegions(a, b []Region) []Region {
	return regions(overlay.Flat(loopsOf(a), loopsOf(b), overlay.Intersection, Flush))
}

func loopsOf(list []Region) (out [][]mgl64.Vec2) {
	for _, r := range list {
		r = r.Oriented()
		out = append(out, r.Outer)
		for _, h := range r.Holes {
			out = append(out, h)
		}
	}
	return out
}

func regions(list []overlay.Area) []Region {
	out := make([]Region, 0, len(list))
	for _, a := range list {
		r := Region{Outer: a.Outer}
		for _, h := range a.Holes {
			r.Holes = append(r.Holes, h)
		}
		out = append(out, r)
	}
	return out
}

// punched is the region with the cutters as holes, where that is all there is
// to it: each in a rectangle of its own, clear of the region's loops.
func punched(r Region, cutters []Region) (Region, bool) {
	type rectangle struct{ low, high mgl64.Vec2 }
	apart := func(a, b rectangle) bool {
		return a.low[0] > b.high[0] || b.low[0] > a.high[0] || a.low[1] > b.high[1] || b.low[1] > a.high[1]
	}
	wide := mgl64.Vec2{Flush, Flush}
	taken := make([]rectangle, 0, len(r.Holes)+len(cutters))
	for _, h := range r.Holes {
		low, high := h.Bounds()
		taken = append(taken, rectangle{low, high})
	}
	out := Region{Outer: r.Outer, Holes: append([]Loop(nil), r.Holes...)}
	for _, c := range cutters {
		if len(c.Holes) > 0 || len(c.Outer) < 3 || c.Outer.convex() == 0 {
			return out, false
		}
		low, high := c.Outer.Bounds()
		own := rectangle{low.Sub(wide), high.Add(wide)}
		for _, t := range taken {
			if !apart(own, t) {
				return out, false
			}
		}
		for k, p := range r.Outer {
			q := r.Outer[(k+1)%len(r.Outer)]
			edge := rectangle{
				mgl64.Vec2{min(p[0], q[0]), min(p[1], q[1])},
				mgl64.Vec2{max(p[0], q[0]), max(p[1], q[1])},
			}
			if !apart(own, edge) {
				return out, false
			}
		}
		if !r.Outer.Contains(c.Outer[0]) {
			return out, false // far outside: rare, and no hole
		}
		taken = append(taken, own)
		out.Holes = append(out.Holes, c.Outer)
	}
	return out.Oriented(), true
}
