package shape

import (
	"errors"
	"math"
	"slices"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/engine/solver/solid"
)

var errHoles = errors.New("two profiles of a body have different numbers of holes")

// matched gives two regions the same number of points, so that a body can lead
// from one to the other. Outlines of equal numbers are taken point by point;
// others get points where the other has some, by the share of the way around.
func matched(a, b solid.Region) (solid.Region, solid.Region, error) {
	if len(a.Holes) != len(b.Holes) {
		return a, b, errHoles
	}
	a, b = a.Oriented(), b.Oriented()
	a.Outer, b.Outer = matchedLoops(a.Outer, b.Outer)
	holesA, holesB := make([]solid.Loop, len(a.Holes)), make([]solid.Loop, len(a.Holes))
	for k := range a.Holes {
		holesA[k], holesB[k] = matchedLoops(a.Holes[k], b.Holes[k])
	}
	a.Holes, b.Holes = holesA, holesB
	return a, b, nil
}

func matchedLoops(a, b solid.Loop) (solid.Loop, solid.Loop) {
	if len(a) == len(b) {
		return a, b
	}
	b = startedAs(b, a)
	shares := append(sharesOf(a), sharesOf(b)...)
	slices.Sort(shares)
	shares = slices.CompactFunc(shares, func(x, y float64) bool { return math.Abs(y-x) < 1e-6 })
	return at(a, shares), at(b, shares)
}

// startedAs is a loop that starts at the corner that lies, seen from the middle,
// nearest to the direction in which the other starts: so a round section and a
// square one are joined without a twist.
func startedAs(l, other solid.Loop) solid.Loop {
	middle := func(l solid.Loop) mgl64.Vec2 {
		low, high := l.Bounds()
		return low.Add(high).Mul(0.5)
	}
	way := other[0].Sub(middle(other))
	if !(way.Len() > 0) {
		return l
	}
	way = way.Normalize()
	best, at, m := -2.0, 0, middle(l)
	for k, p := range l {
		q := p.Sub(m)
		if d := q.Len(); d > 0 && q.Dot(way)/d > best+1e-9 {
			best, at = q.Dot(way)/d, k
		}
	}
	return append(append(solid.Loop{}, l[at:]...), l[:at]...)
}

// sharesOf tells what share of the way around each point has behind it.
func sharesOf(l solid.Loop) []float64 {
	out := make([]float64, len(l))
	total := 0.0
	for k := range l {
		out[k] = total
		total += l[(k+1)%len(l)].Sub(l[k]).Len()
	}
	for k := range out {
		out[k] /= math.Max(total, 1e-12)
	}
	return out
}

func at(l solid.Loop, shares []float64) solid.Loop {
	own := append(sharesOf(l), 1)
	out := make(solid.Loop, len(shares))
	k := 0
	for i, s := range shares {
		for k+1 < len(l) && own[k+1] <= s+1e-9 {
			k++
		}
		t := 0.0
		if span := own[k+1] - own[k]; span > 0 {
			t = max(0, min(1, (s-own[k])/span))
		}
		out[i] = l[k].Add(l[(k+1)%len(l)].Sub(l[k]).Mul(t))
	}
	return out
}

// blended is the region between two matched ones, 0 ≤ t ≤ 1.
func blended(a, b solid.Region, t float64) solid.Region {
	mix := func(p, q solid.Loop) solid.Loop {
		out := make(solid.Loop, len(p))
		for k := range p {
			out[k] = p[k].Add(q[k].Sub(p[k]).Mul(t))
		}
		return out
	}
	out := solid.Region{Outer: mix(a.Outer, b.Outer)}
	for k := range a.Holes {
		out.Holes = append(out.Holes, mix(a.Holes[k], b.Holes[k]))
	}
	return out
}
