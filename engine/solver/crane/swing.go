package crane

import (
	"math"

	"github.com/go-gl/mathgl/mgl64"
)

// Gravity is the acceleration of fall [m/s²].
const Gravity = 9.81

// Pendulum is a load on its rope below a moving point.
type Pendulum struct {
	Line mgl64.Vec3 // from the rope's upper end to the load, of length 1
	Rate mgl64.Vec3 // of Line [1/s]; across it
}

// Hanging is a pendulum at rest.
func Hanging() Pendulum { return Pendulum{Line: mgl64.Vec3{0, 0, -1}} }

// Angle is the rope's from the plumb line [rad].
func (p *Pendulum) Angle() float64 {
	return math.Atan2(math.Hypot(p.Line[0], p.Line[1]), -p.Line[2])
}

// Amplitude is the angle from the plumb line at which the load, left to itself
// on a rope of such length [m], would turn [rad]; π if it swings over.
func (p *Pendulum) Amplitude(length float64) float64 {
	height := (1 + p.Line[2]) + p.Rate.Dot(p.Rate)*length/(2*Gravity) // energy / mgL
	return math.Acos(max(-1, min(1-height, 1)))
}

// Period is that of a small swing, 2π√(L/g) [s].
func Period(length float64) float64 { return 2 * math.Pi * math.Sqrt(length/Gravity) }

// Pull is what acts on a pendulum during a step; all of it changes linearly
// from the step's beginning to its end.
type Pull struct {
	Length, Reel [2]float64    // of the rope to the load's middle [m], and its rate [m/s]
	Suspension   [2]mgl64.Vec3 // acceleration of the rope's upper end [m/s²]
	Speed        [2]mgl64.Vec3 // of it, for the wind [m/s]
	Damping      float64       // share of critical
	Wind         mgl64.Vec3    // at the load [m/s]
	Drag         float64       // ½ρ C A / m of the load [1/m]
}

// Advance moves a pendulum by dt [s], by Runge–Kutta's fourth order in steps of
// at most 1/64 period and 50 ms.
func (p Pendulum) Advance(pull *Pull, dt float64) Pendulum {
	shortest := max(min(pull.Length[0], pull.Length[1]), 0.1)
	n := math.Ceil(dt/min(Period(shortest)/64, 0.05) - 1e-9)
	n = max(n, 1)
	h := dt / n
	for k := range int(n) {
		at := func(share float64) float64 { return (float64(k) + share) / n }
		a1, v1 := p.change(pull, at(0))
		mid := p.moved(a1, v1, h/2)
		a2, v2 := mid.change(pull, at(0.5))
		mid = p.moved(a2, v2, h/2)
		a3, v3 := mid.change(pull, at(0.5))
		end := p.moved(a3, v3, h)
		a4, v4 := end.change(pull, at(1))
		sum := func(a, b, c, d mgl64.Vec3) mgl64.Vec3 { return a.Add(b.Mul(2)).Add(c.Mul(2)).Add(d).Mul(1.0 / 6) }
		p = p.moved(sum(a1, a2, a3, a4), sum(v1, v2, v3, v4), h)
		p.Line = p.Line.Normalize()
		p.Rate = p.Rate.Sub(p.Line.Mul(p.Rate.Dot(p.Line)))
	}
	return p
}

func (p Pendulum) moved(rate, accel mgl64.Vec3, dt float64) Pendulum {
	return Pendulum{Line: p.Line.Add(rate.Mul(dt)), Rate: p.Rate.Add(accel.Mul(dt))}
}

// change is the pendulum's equation (see the package) at a share of the step.
func (p Pendulum) change(pull *Pull, share float64) (rate, accel mgl64.Vec3) {
	mix := func(v [2]float64) float64 { return v[0] + share*(v[1]-v[0]) }
	mix3 := func(v [2]mgl64.Vec3) mgl64.Vec3 { return v[0].Add(v[1].Sub(v[0]).Mul(share)) }
	length, reel := max(mix(pull.Length), 0.1), mix(pull.Reel)
	force := mgl64.Vec3{0, 0, -Gravity}.Sub(mix3(pull.Suspension))
	if pull.Drag > 0 {
		load := mix3(pull.Speed).Add(p.Rate.Mul(length)).Add(p.Line.Mul(reel))
		past := pull.Wind.Sub(load)
		force = force.Add(past.Mul(pull.Drag * past.Len()))
	}
	across := force.Sub(p.Line.Mul(force.Dot(p.Line))).Mul(1 / length)
	slow := 2*reel/length + 2*pull.Damping*math.Sqrt(Gravity/length)
	return p.Rate, across.Sub(p.Rate.Mul(slow)).Sub(p.Line.Mul(p.Rate.Dot(p.Rate)))
}
