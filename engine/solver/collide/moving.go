package collide

import "github.com/go-gl/mathgl/mgl64"

// Shape is a body in its own frame: *Capsule, *Box, *Hull or *Tree.
type Shape interface{ shape() }

func (*Capsule) shape() {}
func (*Box) shape()     {}
func (*Hull) shape()    {}
func (*Tree) shape()    {}

// Moving is a body under way.
type Moving struct {
	Shape Shape
	// At is where the body is at an instant [s]: from its own frame to the world. It
	// keeps lengths.
	At func(t float64) mgl64.Mat4
	// Speed is not exceeded by any of its points between two instants [m/s]. The
	// truer it is, the fewer instants are looked at; it must not be too low.
	Speed func(from, to float64) float64
}

// Steady is a body that from instant 0 on keeps a velocity [m/s], that of its own
// origin, and a spin [rad/s] round it, both in the world.
func Steady(s Shape, start mgl64.Mat4, velocity, spin mgl64.Vec3) Moving {
	rate := spin.Len()
	speed := velocity.Len() + rate*Reach(s)
	at := func(t float64) mgl64.Mat4 {
		m := start
		if rate > 0 {
			m = mgl64.HomogRotate3D(rate*t, spin.Mul(1/rate)).Mul4(m)
		}
		m.SetCol(3, start.Col(3).Add(velocity.Mul(t).Vec4(0)))
		return m
	}
	return Moving{s, at, func(_, _ float64) float64 { return speed }}
}

// Still is a body that stands.
func Still(s Shape, where mgl64.Mat4) Moving {
	return Moving{s, func(float64) mgl64.Mat4 { return where }, func(_, _ float64) float64 { return 0 }}
}

// Reach is how far the furthest point of a shape is from its own origin [m].
func Reach(s Shape) (reach float64) {
	switch s := s.(type) {
	case *Capsule:
		return max(s.A.Len(), s.B.Len()) + s.Radius
	case *Box:
		f := s.frame()
		for k := range 8 {
			reach = max(reach, f.back(f.corner(k)).len())
		}
	case *Hull:
		for _, p := range s.Points {
			reach = max(reach, p.Len())
		}
		reach += s.Radius
	case *Tree:
		for k := range s.triangles {
			for _, c := range s.triangles[k] {
				reach = max(reach, s.back(c).len())
			}
		}
	}
	return reach
}

// FirstTouch is the first meeting of two bodies under way.
type FirstTouch struct {
	At       float64    // [s]
	Distance float64    // there; between the clearance and Near above it, unless they begin nearer [m]
	A, B     mgl64.Vec3 // the nearest point of each, in the world [m]
}

// Near is how near beyond the clearance bodies are when they are taken to touch [m].
const Near = 1e-5

// Touch finds the first instant from one to another [s] at which two bodies come
// within a clearance [m] of each other; ok is false if they do not. However fast
// they are, they do not pass through each other unseen, and the instant is never
// late; it is early by the time in which they come nearer by Near. A body that
// begins within a closed mesh touches it then.
func (a *Moving) Touch(b *Moving, clear, from, to float64) (touch FirstTouch, ok bool) {
	p := newPairing(a.Shape, b.Shape)
	if start, end := a.At(from), b.At(from); from <= to && p.within(start, end) {
		at := p.inside.out()
		return FirstTouch{At: from, A: at, B: at}, true
	}
	touch.At, ok = FirstContact(from, to, Near, func(t float64) (gap, until float64) {
		// What they cannot close before the end is of no interest.
		fastest := a.Speed(t, to) + b.Speed(t, to)
		cutoff := clear + fastest*(to-t) + 2*Near
		touch.Distance, touch.A, touch.B = p.distance(a.At(t), b.At(t), cutoff)
		gap = touch.Distance - clear
		return gap, t + a.apart(b, gap, t, to, fastest)
	})
	if !ok {
		return FirstTouch{}, false
	}
	return touch, true
}

// apart is for how long two bodies certainly do not close a gap [s], at most until
// to. The bound of their speeds over all that time may be far above that of the
// next instants, so that shorter and shorter times are tried.
func (a *Moving) apart(b *Moving, gap, t, to, fastest float64) float64 {
	open := gap / fastest
	for range 4 {
		span := 2 * open
		if !(t+span < to) {
			break
		}
		longer := min(span, gap/(a.Speed(t, t+span)+b.Speed(t, t+span)))
		if longer <= open*1.1 {
			return max(open, longer)
		}
		open = longer
	}
	return open
}
