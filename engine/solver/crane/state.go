package crane

import (
	"math"

	"github.com/go-gl/mathgl/mgl64"
)

// State is where a crane's motions stand. It is a value: copies are forks.
type State struct {
	Slew   Motion // bearing of the jib [rad], not reduced to a turn
	Reach  Motion // trolley's radius [m]; of a luffing crane the jib's angle [rad]
	Rope   Motion // from the jib to the hook [m]; positive rates pay out
	Swing  Pendulum
	Load   Load
	Height float64 // of the jib above the foot [m], see Crane.HeightAt
	Sway   float64 // if > 0, TimeToTouch and TimeToThing take what hangs as plumb and so much wider [m]; distances do not
}

// Load is what hangs on the hook. A crane without load has Mass 0.
type Load struct {
	Mass  float64    // [kg]
	Size  mgl64.Vec3 // along and across the way it is turned, and high [m]
	Sling float64    // from the hook to its top [m]
	Yaw   float64    // of its length from east [rad]
	Drag  float64    // force coefficient times area in the wind [m²]
}

// RopeHalf is half a rope bundle's width [m].
const RopeHalf = 0.05

// HookHalf is half the width of the hook block [m].
const HookHalf = 0.5

// Radius is the hook's distance from the mast's axis [m] were it to hang plumb.
func (c *Crane) Radius(s *State) float64 {
	if c.Kind == Luffing {
		return c.RadiusOf(s.Reach.At)
	}
	return s.Reach.At
}

// Suspension is the rope's upper end in the site [m].
func (c *Crane) Suspension(s *State) mgl64.Vec3 {
	rise := 0.0
	if c.Kind == Luffing {
		rise = c.Jib * math.Sin(s.Reach.At)
	}
	return c.onJib(s, c.Radius(s), rise)
}

// onJib is a point above the jib's line at a radius [m].
func (c *Crane) onJib(s *State, radius, rise float64) mgl64.Vec3 {
	sin, cos := math.Sincos(s.Slew.At)
	return c.Foot.Add(mgl64.Vec3{radius * cos, radius * sin, s.Height + rise})
}

// HookAt is the hook in the site [m].
func (c *Crane) HookAt(s *State) mgl64.Vec3 {
	return c.Suspension(s).Add(s.Swing.Line.Mul(s.Rope.At))
}
