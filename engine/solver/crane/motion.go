package crane

import (
	"math"

	"github.com/go-gl/mathgl/mgl64"
)

// Order is what the levers ask for: rates of the three motions, of which the
// drives follow what they can.
type Order struct {
	Slew  float64 // anticlockwise [rad/s]
	Reach float64 // outwards [m/s], of a luffing jib upwards [rad/s]
	Rope  float64 // paying out [m/s]
}

// Air is the wind at a crane.
type Air struct {
	To      float64 // bearing to which it goes, from east [rad]
	AtJib   float64 // [m/s]
	AtLoad  float64 // [m/s]
	Damping float64 // of the load's swing, share of critical; 0.01 to 0.02 is usual
}

// NewState is a crane at rest: the jib at a bearing [rad], the hook at a radius
// [m] on so much rope [m], an instant [s] of its life.
func (c *Crane) NewState(slew, radius, rope, at float64) State {
	s := State{Slew: Motion{At: slew}, Reach: Motion{At: radius}, Rope: Motion{At: rope}, Swing: Hanging(), Height: c.HeightAt(at)}
	if c.Kind == Luffing {
		s.Reach.At = c.JibAngle(radius)
	}
	return s
}

// Range is what the reaching motion stays within: [m] or [rad].
func (c *Crane) Range() (low, high float64) {
	if c.Kind == Luffing {
		return c.JibAngle(c.MaxRadius), c.JibAngle(c.MinRadius)
	}
	return c.MinRadius, c.MaxRadius
}

// Advance moves a crane by dt [s]. Urgent: every drive brakes as in an emergency.
func (c *Crane) Advance(s State, order Order, air Air, dt float64, urgent bool) State {
	before := s
	low, high := c.Range()
	s.Slew = c.Slewing.Advance(s.Slew, order.Slew, dt, urgent)
	s.Reach = c.Reaching.Between(s.Reach, order.Reach, low, high, dt, urgent)
	s.Rope = c.Hoisting.Between(s.Rope, order.Rope, LeastRope, c.MaxRope, dt, urgent)
	return c.swung(before, s, air, dt)
}

// LeastRope is how near the hook block comes to the jib [m].
const LeastRope = 1.5

// Free turns a crane whose slewing brake is open in the wind by dt [s]; trolley
// and hoist stand.
func (c *Crane) Free(s State, air Air, dt float64) State {
	before := s
	s.Slew = c.Vane.Advance(s.Slew, air.To, air.AtJib, dt)
	s.Reach.Rate, s.Rope.Rate = 0, 0
	return c.swung(before, s, air, dt)
}

// swung lets the load follow what its suspension has done.
func (c *Crane) swung(before, s State, air Air, dt float64) State {
	arm := 0.0
	if s.Load.Mass > 0 {
		arm = s.Load.Sling + s.Load.Size[2]/2
	}
	pull := Pull{
		Length: [2]float64{before.Rope.At + arm, s.Rope.At + arm}, Reel: [2]float64{before.Rope.Rate, s.Rope.Rate},
		Damping: air.Damping, Wind: mgl64.Vec3{math.Cos(air.To), math.Sin(air.To)}.Mul(air.AtLoad),
	}
	pull.Speed = [2]mgl64.Vec3{c.velocity(&before), c.velocity(&s)}
	// The speed's mean change is exact over the step, whatever the ramps within.
	mean := pull.Speed[1].Sub(pull.Speed[0]).Mul(1 / dt)
	pull.Suspension = [2]mgl64.Vec3{mean, mean}
	if mass := s.Load.Mass + c.Hook; mass > 0 {
		pull.Drag = 0.5 * AirDensity * (s.Load.Drag + 4*HookHalf*HookHalf) / mass
	}
	s.Swing = before.Swing.Advance(&pull, dt)
	return s
}

// velocity of the rope's upper end [m/s].
func (c *Crane) velocity(s *State) mgl64.Vec3 {
	sin, cos := math.Sincos(s.Slew.At)
	radius, out, up := c.Radius(s), s.Reach.Rate, 0.0
	if c.Kind == Luffing {
		sb, cb := math.Sincos(s.Reach.At)
		out, up = -c.Jib*sb*s.Reach.Rate, c.Jib*cb*s.Reach.Rate
	}
	return mgl64.Vec3{out*cos - radius*s.Slew.Rate*sin, out*sin + radius*s.Slew.Rate*cos, up}
}
