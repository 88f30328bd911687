package placement

import (
	"math"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/gis/crs"
)

// ToSite carries a point of the input to the site [m]. Where there is no result
// it is not a number.
func (p *Placement) ToSite(x, y, z float64) mgl64.Vec3 {
	if p.swap {
		x, y = y, x
	}
	if p.onSite {
		return mgl64.Vec3{x, y, z}
	}
	switch p.shown {
	case gcj02:
		x, y = crs.WGS84FromGCJ02(x, y)
	case bd09:
		x, y = crs.WGS84FromBD09(x, y)
	}
	if p.toMap != nil {
		x, y, z = p.toMap.Forward(x, y, z)
	}
	return p.target.Origin.SiteFromMap(x, y, z)
}

// FromSite is the inverse of ToSite.
func (p *Placement) FromSite(q mgl64.Vec3) (x, y, z float64) {
	if p.swap {
		defer func() { x, y = y, x }()
	}
	if p.onSite {
		return q[0], q[1], q[2]
	}
	x, y, z = p.target.Origin.MapFromSite(q)
	if p.toMap != nil {
		x, y, z = p.toMap.Inverse(x, y, z)
	}
	switch p.shown {
	case gcj02:
		x, y = crs.GCJ02FromWGS84(x, y)
	case bd09:
		x, y = crs.BD09FromWGS84(x, y)
	}
	return x, y, z
}

// around carries a rectangle's rim, at enough points that its curved sides are
// seen, and returns the rectangle about the result.
func around(b Bounds, carry func(x, y float64) (float64, float64)) Bounds {
	out := Bounds{math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)}
	const parts = 16
	for k := range parts + 1 {
		s := float64(k) / parts
		x, y := b[0]+s*(b[2]-b[0]), b[1]+s*(b[3]-b[1])
		for _, q := range [4][2]float64{{x, b[1]}, {x, b[3]}, {b[0], y}, {b[2], y}} {
			u, v := carry(q[0], q[1])
			if math.IsNaN(u) || math.IsNaN(v) {
				continue
			}
			out = Bounds{min(out[0], u), min(out[1], v), max(out[2], u), max(out[3], v)}
		}
	}
	return out
}

// NativeOf is the rectangle of the input's coordinates about one of the site.
func (p *Placement) NativeOf(b Bounds) Bounds {
	return around(b, func(x, y float64) (float64, float64) {
		u, v, _ := p.FromSite(mgl64.Vec3{x, y})
		return u, v
	})
}

// onSiteBounds is where a rectangle of the input comes to lie.
func (p *Placement) onSiteBounds(b Bounds) Bounds {
	return around(b, func(x, y float64) (float64, float64) {
		q := p.ToSite(x, y, 0)
		return q[0], q[1]
	})
}
