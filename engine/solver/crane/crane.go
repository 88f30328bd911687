package crane

import (
	"errors"
	"fmt"
	"math"

	"github.com/go-gl/mathgl/mgl64"
)

// Kind is how a crane reaches.
type Kind uint8

// The kinds of tower cranes.
const (
	Hammerhead Kind = iota // level jib on ties from a head above it; a trolley runs along it
	Topless                // level jib without ties and head (flat top)
	Luffing                // the jib rises and falls; the rope hangs from its tip
)

// String is the kind's name in files.
func (k Kind) String() string { return [...]string{"hammerhead", "topless", "luffing"}[k] }

// Crane is what does not change while a crane works. Its height does: see Climb.
type Crane struct {
	Kind Kind
	Foot mgl64.Vec3 // the mast's axis at its base, site [m]

	JibHeight  float64 // of the jib's axis, or the luffing jib's pivot, above Foot [m]
	Jib        float64 // from the mast's axis, or the pivot, to the tip [m]
	CounterJib float64 // from the mast's axis to the counter-jib's end [m]
	Head       float64 // of the tower head above the jib's axis; 0 for a flat top [m]
	Pivot      float64 // luffing: of the jib's foot in front of the mast's axis [m]
	MinRadius  float64 // the hook comes no nearer to the mast's axis [m]
	MaxRadius  float64 // and no further [m]
	MaxRope    float64 // [m]

	// Half-widths of the parts, of which capsules are made [m].
	MastHalf, JibHalf, CounterHalf float64

	Slewing  Drive // [rad/s]
	Reaching Drive // trolley [m/s], or luffing jib [rad/s]
	Hoisting Drive // [m/s]

	Charts []Chart // by falls
	Hook   float64 // mass of hook block and rope [kg]
	Vane   Vane
	Climbs []Climb
}

// Climb is a new height from an instant on.
type Climb struct {
	At        float64 // [s]
	JibHeight float64 // [m]
}

// HeightAt is the jib's height above the foot at an instant [s]; climbs are in
// the order of their instants.
func (c *Crane) HeightAt(t float64) float64 {
	h := c.JibHeight
	for _, climb := range c.Climbs {
		if climb.At <= t {
			h = climb.JibHeight
		}
	}
	return h
}

// JibAngle is the angle above level at which a luffing jib has the hook at a
// radius; 0 for the others.
func (c *Crane) JibAngle(radius float64) float64 {
	if c.Kind != Luffing {
		return 0
	}
	return math.Acos(max(-1, min((radius-c.Pivot)/c.Jib, 1)))
}

// RadiusOf is JibAngle's way back.
func (c *Crane) RadiusOf(jibAngle float64) float64 { return c.Pivot + c.Jib*math.Cos(jibAngle) }

// Tip is how far the jib's tip is from the mast's axis when the hook is at a
// radius [m].
func (c *Crane) Tip(radius float64) float64 {
	if c.Kind == Luffing {
		return radius
	}
	return c.Jib
}

// Check returns all that is wrong with a crane, each with the field's name
// before a colon.
func (c *Crane) Check() error {
	var errs []error
	need := func(ok bool, field string, value float64, expected string) {
		if !ok || math.IsNaN(value) || math.IsInf(value, 0) {
			errs = append(errs, fmt.Errorf("%s: %g: must be %s", field, value, expected))
		}
	}
	for axis, v := range c.Foot {
		need(true, "foot."+string("xyz"[axis]), v, "a number")
	}
	need(c.JibHeight > 0, "jib height", c.JibHeight, "> 0 m")
	need(c.Jib > 0 && c.Jib <= LongestJib, "jib", c.Jib, fmt.Sprintf("> 0 and at most %g m, the longest that is built", LongestJib))
	need(c.CounterJib >= 0 && c.CounterJib <= c.Jib, "counter-jib", c.CounterJib, "≥ 0 m and not longer than the jib")
	need(c.Head >= 0, "head", c.Head, "≥ 0 m")
	reach := c.Jib
	if c.Kind == Luffing {
		reach += c.Pivot
	}
	need(c.MinRadius >= 0 && c.MinRadius < c.MaxRadius, "least radius", c.MinRadius, "≥ 0 m and less than the greatest")
	need(c.MaxRadius <= reach+1e-9, "greatest radius", c.MaxRadius, fmt.Sprintf("at most %g m, the jib's reach", reach))
	need(c.MaxRope > 0, "rope", c.MaxRope, "> 0 m")
	need(c.MastHalf > 0 && c.JibHalf > 0 && c.CounterHalf > 0, "half-widths", min(c.MastHalf, c.JibHalf, c.CounterHalf), "> 0 m")
	need(c.Hook >= 0, "hook", c.Hook, "≥ 0 kg")
	for _, d := range []struct {
		name string
		Drive
	}{{"slewing", c.Slewing}, {"reaching", c.Reaching}, {"hoisting", c.Hoisting}} {
		need(d.Speed > 0, d.name+" speed", d.Speed, "> 0")
		need(d.Accel > 0, d.name+" acceleration", d.Accel, "> 0")
		need(d.Brake > 0, d.name+" brake", d.Brake, "> 0")
	}
	for k := 1; k < len(c.Climbs); k++ {
		need(c.Climbs[k].At > c.Climbs[k-1].At, fmt.Sprintf("climb %d", k+1), c.Climbs[k].At, "later than the climb before")
	}
	for k := range c.Charts {
		if err := c.Charts[k].Check(); err != nil {
			errs = append(errs, err)
		}
		for o := range k {
			if c.Charts[o].Falls == c.Charts[k].Falls {
				errs = append(errs, fmt.Errorf("chart: two for %d falls", c.Charts[k].Falls))
			}
		}
	}
	return errors.Join(errs...)
}

// LongestJib is beyond what any maker lists [m]: the longest on sale reach
// 100 m, a few built for one site 120 m.
const LongestJib = 130.0
