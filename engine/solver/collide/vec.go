package collide

import (
	"math"

	"github.com/go-gl/mathgl/mgl64"
)

// vec is a point or a direction [m]. Unlike mgl64.Vec3, an array, its parts
// stay in registers, which makes the loops here several times faster.
type vec struct{ x, y, z float64 }

func of(v mgl64.Vec3) vec       { return vec{v[0], v[1], v[2]} }
func (a vec) out() mgl64.Vec3   { return mgl64.Vec3{a.x, a.y, a.z} }
func (a vec) add(b vec) vec     { return vec{a.x + b.x, a.y + b.y, a.z + b.z} }
func (a vec) sub(b vec) vec     { return vec{a.x - b.x, a.y - b.y, a.z - b.z} }
func (a vec) mul(s float64) vec { return vec{a.x * s, a.y * s, a.z * s} }
func (a vec) dot(b vec) float64 { return a.x*b.x + a.y*b.y + a.z*b.z }
func (a vec) cross(b vec) vec {
	return vec{a.y*b.z - a.z*b.y, a.z*b.x - a.x*b.z, a.x*b.y - a.y*b.x}
}
func (a vec) len() float64 { return math.Sqrt(a.dot(a)) }

// along is a + t·d.
func (a vec) along(d vec, t float64) vec { return vec{a.x + t*d.x, a.y + t*d.y, a.z + t*d.z} }

func lowest(a, b vec) vec  { return vec{min(a.x, b.x), min(a.y, b.y), min(a.z, b.z)} }
func highest(a, b vec) vec { return vec{max(a.x, b.x), max(a.y, b.y), max(a.z, b.z)} }

// unit is the direction of a, or zero if it has none.
func (a vec) unit() vec {
	if l := a.len(); l > 0 {
		return a.mul(1 / l)
	}
	return vec{}
}

// within01 is t, 0 if it is below and 1 if it is above. Positive numbers are in
// the same order as their bits: as whole numbers they are compared without a
// branch, in half the time of min and max.
func within01(t float64) float64 {
	const one = 0x3FF0000000000000 // the bits of 1
	b := int64(math.Float64bits(t))
	b = min(b&^(b>>63), one)
	return math.Float64frombits(uint64(b))
}

// positive is t, or 0 if it is below.
func positive(t float64) float64 {
	b := int64(math.Float64bits(t))
	return math.Float64frombits(uint64(b &^ (b >> 63)))
}

func (a vec) abs() vec { return vec{math.Abs(a.x), math.Abs(a.y), math.Abs(a.z)} }
