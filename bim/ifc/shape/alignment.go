package shape

import (
	"math"
	"slices"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/engine/solver/solid"
)

// An alignment is a curve by the distance along its plan [m]: a horizontal
// alignment, with heights over it, and offsets.
type alignment struct {
	from   float64 // distance where it starts
	plan   []stretch
	base   curve     // instead of plan: any curve, by its length
	level  []stretch // heights by distance; none: flat
	cant   []stretch
	offset []offset // by distance; none: on the line
}

// offset is to the left and upwards [m].
type offset struct{ at, left, up float64 }

// on is the place and the heading at a distance past the start of a stretch.
func (s *stretch) on(d float64) (x, y, heading float64) {
	u, v, turned := s.run.along(d)
	sin, cos := math.Sincos(s.heading)
	return s.x + cos*u - sin*v, s.y + sin*u + cos*v, s.heading + turned
}

// find is the stretch that covers a distance; beyond the ends, the last or first.
func find(all []stretch, d float64) *stretch {
	k, found := slices.BinarySearchFunc(all, d, func(s stretch, d float64) int {
		switch {
		case s.at < d:
			return -1
		case s.at > d:
			return 1
		}
		return 0
	})
	if !found {
		k--
	}
	return &all[max(0, min(k, len(all)-1))]
}

// height is y and the slope at a distance, of a profile: the run is walked until
// its x is the distance.
func height(all []stretch, d float64) (y, slope float64) {
	s := find(all, d)
	u := max(0, d-s.at)
	if _, ok := s.run.(straight); ok {
		return s.y + u*math.Tan(s.heading), math.Tan(s.heading)
	}
	for range 30 { // Newton: profiles are nearly level
		x, y, heading := s.on(u)
		step := (d - x) / math.Max(0.1, math.Cos(heading))
		if u += step; math.Abs(step) < 1e-10*(1+math.Abs(u)) {
			return y + (d-x)*math.Tan(heading), math.Tan(heading)
		}
	}
	_, y, heading := s.on(u)
	return y, math.Tan(heading)
}

// frameAt is the frame at a distance: x along the plan, z up, y to the left; and
// the slope there.
func (c *alignment) frameAt(d float64) (at mgl64.Vec3, heading, slope float64) {
	if c.plan != nil {
		s := find(c.plan, d)
		x, y, h := s.on(d - s.at)
		at, heading = mgl64.Vec3{x, y, 0}, h
	} else {
		const step = 1e-3
		from, to := c.base.domain()
		u := max(from, min(to, d-c.from+from))
		at = c.base.at(u)
		way := c.base.at(min(to, u+step)).Sub(c.base.at(max(from, u-step)))
		heading = math.Atan2(way[1], way[0])
		if flat := math.Hypot(way[0], way[1]); flat > 0 {
			slope = way[2] / flat
		}
	}
	if c.level != nil {
		at[2], slope = height(c.level, d)
	}
	if c.cant != nil {
		up, _ := height(c.cant, d)
		at[2] += up
	}
	if c.offset != nil {
		left, up := c.offsetAt(d)
		sin, cos := math.Sincos(heading)
		at = at.Add(mgl64.Vec3{-sin * left, cos * left, up})
	}
	return at, heading, slope
}

func (c *alignment) offsetAt(d float64) (left, up float64) {
	o := c.offset
	for k := 1; k < len(o); k++ {
		if d < o[k].at || k == len(o)-1 {
			t := 0.0
			if span := o[k].at - o[k-1].at; span > 0 {
				t = max(0, min(1, (d-o[k-1].at)/span))
			}
			return o[k-1].left + t*(o[k].left-o[k-1].left), o[k-1].up + t*(o[k].up-o[k-1].up)
		}
	}
	return o[0].left, o[0].up
}

// frame is the transform from the frame at a distance to that of the alignment:
// x along it, z upwards and square to x, y to the left.
func (c *alignment) frame(d float64) mgl64.Mat4 {
	at, heading, slope := c.frameAt(d)
	sin, cos := math.Sincos(heading)
	x := mgl64.Vec3{cos, sin, slope}.Normalize()
	y := mgl64.Vec3{-sin, cos, 0}
	return frame(x, y, x.Cross(y), at)
}

func (c *alignment) at(d float64) mgl64.Vec3 {
	p, _, _ := c.frameAt(d)
	return p
}
func (c *alignment) domain() (float64, float64) {
	if c.plan != nil {
		last := c.plan[len(c.plan)-1]
		return c.plan[0].at, last.at + last.reach
	}
	from, to := c.base.domain()
	return c.from, c.from + to - from
}
func (c *alignment) period() float64 { return 0 }
func (c *alignment) cuts(u, v float64, tol solid.Tolerance) []float64 {
	low, high := min(u, v), max(u, v)
	breaks := []float64{}
	for _, list := range [][]stretch{c.plan, c.level, c.cant} {
		for _, s := range list {
			breaks = append(breaks, s.at)
		}
	}
	for _, o := range c.offset {
		breaks = append(breaks, o.at)
	}
	if c.base != nil {
		from, to := c.base.domain()
		for _, b := range c.base.cuts(from, to, tol) {
			breaks = append(breaks, b-from+c.from)
		}
	}
	slices.Sort(breaks)
	spans := withBreaks(low, high, len(breaks), func(k int) float64 { return breaks[k] })
	out := spans[:1:1]
	for k := 1; k < len(spans); k++ {
		out = halve(c, out, spans[k-1], spans[k], tol, 0)
	}
	if u > v {
		slices.Reverse(out)
	}
	return out
}
func (c *alignment) nearest(p mgl64.Vec3) float64 { return nearestBySampling(c, p) }
