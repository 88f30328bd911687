package terrain

import (
	"math"
	"slices"

	"github.com/go-gl/mathgl/mgl64"
)

// ramp adds the facets of a ramp. With e the distance [m] beyond the edge of its
// deck and m the slope of its sides, the design is held between deck − e/m (the
// ramp stands in the pit) and deck + e/m (it is cut into what is higher).
func (d *design) ramp(to []facet, r Ramp) []facet {
	length := 0.0
	for k := range len(r.Line) - 1 {
		length += r.Line[k+1].Sub(r.Line[k]).Len()
	}
	if length == 0 || !(r.Width > 0) {
		return to
	}
	highest := d.highestNear(r)
	var cut, stand []facet
	add := func(foot polygon, p plane, a act, class Class) {
		if a == lower {
			cut = append(cut, facet{foot, p, a, class})
		} else {
			stand = append(stand, facet{foot, p, a, class})
		}
	}
	both := func(foot polygon, p plane) {
		add(foot, p, lower, RampTop)
		add(foot, p, raised, RampTop)
	}
	// slopes adds the sides beyond a piece of the deck's edge a → b, the deck on
	// its left, u and v the ways out from a and b.
	slopes := func(a, b mgl64.Vec2, za, zb float64, u, v mgl64.Vec2) {
		if !(r.Slope > 0) {
			return
		}
		for _, way := range []struct {
			act act
			to  float64
		}{{raised, d.lowest}, {lower, highest}} {
			ea, eb := r.Slope*math.Max(0, (za-way.to)*side(way.act)), r.Slope*math.Max(0, (zb-way.to)*side(way.act))
			a1, b1 := a.Add(u.Mul(ea)), b.Add(v.Mul(eb))
			foot := polygon{b, a, a1, b1}
			if foot.area() < nothing {
				continue
			}
			ka, kb := za-side(way.act)*ea/r.Slope, zb-side(way.act)*eb/r.Slope
			p := through(a.Vec3(za), a1.Vec3(ka), b.Vec3(zb))
			switch {
			case a == b:
				p = through(a.Vec3(za), a1.Vec3(ka), b1.Vec3(kb))
			case eb > ea:
				p = through(a.Vec3(za), b1.Vec3(kb), b.Vec3(zb))
			}
			add(foot, p, way.act, RampSide)
		}
	}
	s, half := 0.0, r.Width/2
	height := func(s float64) float64 { return r.Top + (r.Bottom-r.Top)*s/length }
	var last mgl64.Vec2 // direction
	for k := range len(r.Line) - 1 {
		a, b := r.Line[k], r.Line[k+1]
		run := b.Sub(a).Len()
		if run == 0 {
			continue
		}
		dir := b.Sub(a).Mul(1 / run)
		za, zb := height(s), height(s+run)
		right := mgl64.Vec2{dir[1], -dir[0]}
		aRight, bRight, aLeft, bLeft := a.Add(right.Mul(half)), b.Add(right.Mul(half)), a.Sub(right.Mul(half)), b.Sub(right.Mul(half))
		both(polygon{aRight, bRight, bLeft, aLeft}, through(a.Vec3(za), b.Vec3(zb), aLeft.Vec3(za)))
		slopes(aRight, bRight, za, zb, right, right)
		slopes(bLeft, aLeft, zb, za, right.Mul(-1), right.Mul(-1))
		if last != (mgl64.Vec2{}) {
			d.bend(a, last, dir, za, half, both, slopes)
		}
		s, last = s+run, dir
	}
	// where pieces of the deck overlap the higher holds, so cut first
	return append(append(to, cut...), stand...)
}

func side(a act) float64 {
	if a == lower {
		return -1
	}
	return 1
}

// bend fills the gap on the outside of a bend with level facets and their sides.
func (d *design) bend(at, in, out mgl64.Vec2, z, half float64, both func(polygon, plane), slopes func(a, b mgl64.Vec2, za, zb float64, u, v mgl64.Vec2)) {
	turn := math.Atan2(in[0]*out[1]-in[1]*out[0], in.Dot(out))
	from := math.Atan2(-in[0], in[1]) // the way out to the right
	if turn < 0 {
		from += math.Pi
	}
	n := int(math.Ceil(math.Abs(turn) / 0.1))
	for k := range n {
		u, v := ray(from+turn*float64(k)/float64(n)), ray(from+turn*float64(k+1)/float64(n))
		if turn < 0 {
			u, v = v, u
		}
		a, b := at.Add(u.Mul(half)), at.Add(v.Mul(half))
		both(polygon{at, a, b}, level(z))
		slopes(a, b, z, z, u, v)
	}
}

// highestNear returns the highest ground that a ramp may be cut into.
func (d *design) highestNear(r Ramp) float64 {
	reach := r.Width + r.Slope*math.Abs(r.Top-d.lowest)
	low, high := polygon(slices.Concat(append(slices.Clone(d.e.Rings), r.Line)...)).bounds()
	beyond := mgl64.Vec2{reach, reach}
	i0, i1, j0, j1, some := window(d.ground.Grid, low.Sub(beyond), high.Add(beyond))
	highest := math.Max(r.Top, r.Bottom)
	for j := j0; some && j <= j1; j++ {
		for i := i0; i <= i1; i++ {
			if z := d.ground.value(i, j); z > highest {
				highest = z
			}
		}
	}
	return highest
}
