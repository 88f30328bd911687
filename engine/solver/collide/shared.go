package collide

import (
	"cmp"
	"math"
	"slices"
)

// SharedVolume is the volume [m³] that two closed bodies have in common, by the
// sum over columns in the package's comment. Where a body is open, or a part of
// it inside out, the sum means nothing. Parts of one body that overlap count as
// often as they overlap.
func (b *Body) SharedVolume(o *Body) float64 {
	if len(b.Tree.triangles) == 0 || len(o.Tree.triangles) == 0 {
		return 0
	}
	ca, ha := b.at.box(b.Tree.low, b.Tree.high)
	cb, hb := o.at.box(o.Tree.low, o.Tree.high)
	low, high := highest(ca.sub(ha), cb.sub(hb)), lowest(ca.add(ha), cb.add(hb))
	half := high.sub(low).mul(0.5)
	if half.x <= 0 || half.y <= 0 || half.z <= 0 {
		return 0
	}
	middle := low.add(half)
	column := half
	column.z = math.Inf(1) // columns go all the way up and down
	ts, us := b.columns(middle, column), o.columns(middle, column)
	total := 0.0
	first := 0
	for k := range ts {
		t := &ts[k]
		for first < len(us) && us[first].reach < t.low.x {
			first++
		}
		for j := first; j < len(us) && us[j].low.x < t.high.x; j++ {
			if u := &us[j]; u.high.x > t.low.x && u.low.y < t.high.y && u.high.y > t.low.y {
				total += t.sign * u.sign * underBoth(&t.corner, &u.corner)
			}
		}
	}
	// A mesh that faces inwards as a whole is as good as one that does not.
	return math.Abs(total)
}

// shadow is a triangle as it looks from above, anticlockwise; its sign says
// whether it faced up or down.
type shadow struct {
	corner    [3]vec
	low, high vec
	sign      float64
	reach     float64 // the largest high.x up to here
}

// columns are the triangles over or under a box, from its middle, by low.x.
func (b *Body) columns(middle, half vec) []shadow {
	seen := b.at
	seen.move = seen.move.sub(middle)
	var out []shadow
	b.Tree.overBox(&seen, vec{}, half, func(k int) {
		t := seen.triangle(&b.Tree.triangles[k])
		s := shadow{corner: t, sign: 1}
		up := (t[1].x-t[0].x)*(t[2].y-t[0].y) - (t[1].y-t[0].y)*(t[2].x-t[0].x)
		if up == 0 {
			return
		}
		if up < 0 {
			s.sign = -1
			s.corner[1], s.corner[2] = t[2], t[1]
		}
		s.low, s.high = lowest(t[0], lowest(t[1], t[2])), highest(t[0], highest(t[1], t[2]))
		out = append(out, s)
	})
	slices.SortStableFunc(out, func(a, b shadow) int { return cmp.Compare(a.low.x, b.low.x) })
	reach := math.Inf(-1)
	for k := range out {
		reach = max(reach, out[k].high.x)
		out[k].reach = reach
	}
	return out
}

// underBoth is ∫ min(z_t, z_u) dx dy over what two triangles have in common in
// plan: t is cut to u, and the height of either is known at the corners left.
func underBoth(t, u *[3]vec) float64 {
	var room [2][8]vec
	poly := append(room[0][:0], t[0], t[1], t[2])
	other := room[1][:0]
	for k := range 3 {
		a, b := u[k], u[(k+1)%3]
		side := func(p vec) float64 { return (b.x-a.x)*(p.y-a.y) - (b.y-a.y)*(p.x-a.x) }
		other = other[:0]
		for i, p := range poly {
			q := poly[(i+1)%len(poly)]
			hp, hq := side(p), side(q)
			if hp >= 0 {
				other = append(other, p)
			}
			if (hp > 0 && hq < 0) || (hp < 0 && hq > 0) {
				other = append(other, p.along(q.sub(p), hp/(hp-hq)))
			}
		}
		poly, other = other, poly
		if len(poly) < 3 {
			return 0
		}
	}
	// Height of u over a point: by shares, kept within 0…1, so that a steep triangle
	// does not throw a rounding error up to the sky.
	area := (u[1].x-u[0].x)*(u[2].y-u[0].y) - (u[1].y-u[0].y)*(u[2].x-u[0].x)
	height := func(p vec) float64 {
		v := ((p.x-u[0].x)*(u[2].y-u[0].y) - (p.y-u[0].y)*(u[2].x-u[0].x)) / area
		w := ((u[1].x-u[0].x)*(p.y-u[0].y) - (u[1].y-u[0].y)*(p.x-u[0].x)) / area
		z := u[0].z + v*(u[1].z-u[0].z) + w*(u[2].z-u[0].z)
		return min(max(z, min(u[0].z, u[1].z, u[2].z)), max(u[0].z, u[1].z, u[2].z))
	}
	sum := 0.0
	h0 := height(poly[0])
	hLast := height(poly[1])
	for k := 2; k < len(poly); k++ {
		h := height(poly[k])
		a, b, c := poly[0], poly[k-1], poly[k]
		size := 0.5 * ((b.x-a.x)*(c.y-a.y) - (b.y-a.y)*(c.x-a.x))
		sum += size * (meanBelow(a.z-h0, b.z-hLast, c.z-h) + (h0+hLast+h)/3)
		hLast = h
	}
	return sum
}

// meanBelow is the mean of min(d, 0) over a triangle on which d runs straight
// between its values at the corners.
func meanBelow(a, b, c float64) float64 {
	if a > b {
		a, b = b, a
	}
	if b > c {
		b, c = c, b
	}
	if a > b {
		a, b = b, a
	}
	switch {
	case a >= 0:
		return 0
	case c <= 0:
		return (a + b + c) / 3
	case b >= 0: // one corner below
		return a / (a - b) * a / (a - c) * a / 3
	default: // one corner above
		return (a+b+c)/3 - c/(c-a)*c/(c-b)*c/3
	}
}
