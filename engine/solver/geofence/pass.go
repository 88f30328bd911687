package geofence

import (
	"time"

	"github.com/go-gl/mathgl/mgl64"
)

// grain [m]: what cuts off less of a zone than this may go unnoticed.
const grain = 1e-3

// crossed tells whether a thing that is outside now, and was at the step before,
// has crossed a fence in between, and when it came in. It is taken to have moved
// straight in the fence's frame. The distance from a zone changes no faster than
// the place does, so one may always go as far as it says.
func (w *Watch) crossed(s *State, fence, thing int32, at time.Duration, now mgl64.Vec3) (since time.Duration, ok bool) {
	f := &w.fences[fence]
	if !f.Passes || f.EnterAfter > 0 || s.last == nil || !s.last[thing].seen() {
		return 0, false
	}
	before, ok := w.local(fence, s.last[thing].Position, s.last)
	if !ok {
		return 0, false
	}
	from, to := 0.0, 1.0 // the part of the way at heights that count
	d := now.Sub(before)
	if z := before[2]; d[2] != 0 {
		a, b := (f.Low-z)/d[2], (f.High-z)/d[2]
		from, to = max(from, min(a, b)), min(to, max(a, b))
	} else if z < f.Low || z > f.High {
		return 0, false
	}
	length := d.Vec2().Len()
	for t := from; t <= to; {
		outside := f.Zone.Outside(before.Vec2().Add(d.Vec2().Mul(t)))
		if outside == 0 {
			return s.at + time.Duration(t*float64(at-s.at)), true
		}
		if length == 0 {
			break
		}
		t += max(outside, grain) / length
	}
	return 0, false
}

// between appends the fences near a straight way.
func (x *index) between(a, b mgl64.Vec2, list []int32) []int32 {
	if x.first == nil {
		return list
	}
	east, north := x.west+float64(x.nx)*x.size, x.south+float64(x.ny)*x.size
	if max(a[0], b[0]) < x.west || min(a[0], b[0]) > east || max(a[1], b[1]) < x.south || min(a[1], b[1]) > north {
		return list
	}
	for j := x.row(min(a[1], b[1])); j <= x.row(max(a[1], b[1])); j++ {
		for i := x.column(min(a[0], b[0])); i <= x.column(max(a[0], b[0])); i++ {
			cell := j*x.nx + i
			list = append(list, x.list[x.first[cell]:x.first[cell+1]]...)
		}
	}
	return list
}
