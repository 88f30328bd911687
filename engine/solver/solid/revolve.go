package solid

import (
	"errors"
	"math"

	"github.com/go-gl/mathgl/mgl64"
)

// Revolve turns the region, which lies in the plane z = 0, about an axis in that
// plane by an angle [rad], anticlockwise seen against the axis's direction; a
// whole turn closes the body. What lies on either side of the axis becomes a body
// of its own, as both sides of a disk about its diameter each give a part of the
// ball. By Pappus, area × path of the centroid is the volume; chords leave it
// short by the part sin δ/δ.
func Revolve(r Region, origin, axis mgl64.Vec2, angle float64, tol Tolerance) (*Mesh, error) {
	if axis.Len() == 0 || !finite(axis[0]) || !finite(axis[1]) || !finite(angle) || !finite(origin[0]) || !finite(origin[1]) {
		return nil, ErrNotFinite
	}
	if angle == 0 {
		return nil, ErrFlat
	}
	axis = axis.Normalize()
	// away is the distance from the axis, positive on its right.
	away := func(p mgl64.Vec2) float64 {
		q := p.Sub(origin)
		return q[0]*axis[1] - q[1]*axis[0]
	}
	const onAxis = 1e-7 // [m]
	low, high := 0.0, 0.0
	for _, p := range r.Outer {
		low, high = min(low, away(p)), max(high, away(p))
	}
	if !finite(low) || !finite(high) {
		return nil, ErrNotFinite
	}
	whole := math.Abs(angle) > 2*math.Pi-1e-6
	if whole {
		angle = math.Copysign(2*math.Pi, angle)
	}
	chords := max(tol.Chords(max(high, -low), angle), 1)
	if whole {
		chords = max(chords, 3)
	}
	one := func(r Region) (*Mesh, error) {
		t, err := r.Triangulate()
		if err != nil {
			return nil, err
		}
		s := sections{outline: t, closed: whole, pinned: make([]bool, len(t.Points))}
		for k, p := range t.Points {
			s.pinned[k] = math.Abs(away(p)) <= onAxis
		}
		chords := max(min(chords, mostCorners/len(t.Points)), 3)
		count := chords + 1
		if whole {
			count = chords
		}
		sin, cos := make([]float64, count), make([]float64, count)
		for k := range count {
			sin[k], cos[k] = math.Sincos(angle * float64(k) / float64(chords))
		}
		return outward(s.loft(count, func(section int, p mgl64.Vec2, _ int) mgl64.Vec3 {
			d := away(p)
			// The point leaves the axis to the right in the plane; turning lifts
			// that side by −z, since right × axis = +z.
			turned := d * cos[section]
			foot := p.Sub(mgl64.Vec2{axis[1], -axis[0]}.Mul(d - turned))
			return mgl64.Vec3{foot[0], foot[1], -d * sin[section]}
		}))
	}
	if low > -onAxis || high < onAxis {
		return one(r)
	}
	body := &Mesh{}
	for _, sign := range [2]float64{1, -1} {
		half := Region{Outer: r.Outer.beyond(func(p mgl64.Vec2) float64 { return sign * away(p) })}
		for _, h := range r.Holes {
			half.Holes = append(half.Holes, h.beyond(func(p mgl64.Vec2) float64 { return sign * away(p) }))
		}
		m, err := one(half)
		if errors.Is(err, ErrNoArea) {
			continue
		}
		if err != nil {
			return nil, err
		}
		body.Append(m)
	}
	if len(body.Triangles) == 0 {
		return nil, ErrNoArea
	}
	return body, nil
}

// beyond is the part of a loop on the positive side of a line (Sutherland and
// Hodgman 1974). Where that is in several pieces they hang together by edges on
// the line that cancel out.
func (l Loop) beyond(height func(mgl64.Vec2) float64) Loop {
	var out Loop
	for k, b := range l {
		a := l[(k+len(l)-1)%len(l)]
		atA, atB := height(a), height(b)
		if (atA < 0) != (atB < 0) {
			out = append(out, a.Add(b.Sub(a).Mul(atA/(atA-atB))))
		}
		if atB >= 0 {
			out = append(out, b)
		}
	}
	return out
}
