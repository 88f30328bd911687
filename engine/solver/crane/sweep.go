package crane

import (
	"math"

	"shapan/engine/solver/collide"
)

// Sweep is what the groups of a crane pass through at most on the way from one
// state to another, by Group, each of its motions going straight from the one to
// the other: sectors round the mast, which hold all of it. What hangs hangs as it
// does in the first state, turned with the jib.
//
// From a state to Later it is what a crane sweeps that keeps its rates; to where
// its brakes bring it, what it still sweeps when it is stopped.
func (c *Crane) Sweep(from, to *State) (swept [4]collide.Sector) {
	slew := *from
	slew.Slew.Rate = to.Slew.At - from.Slew.At
	slew.Reach.Rate = to.Reach.At - from.Reach.At
	slew.Rope.Rate = to.Rope.At - from.Rope.At
	var m mover
	m.set(c, &slew, 1)
	start, end := m.at(0), m.at(1)
	turn := math.Abs(slew.Slew.Rate)
	sector := func(back float64) collide.Sector {
		bearing := min(from.Slew.At, to.Slew.At) + back
		if turn >= 2*math.Pi {
			bearing, turn = 0, 2*math.Pi
		}
		return collide.Sector{Center: c.Foot.Vec2(), From: bearing, Turn: turn}
	}
	climbed := [2]float64{min(from.Height, to.Height), max(from.Height, to.Height)}
	low, high := c.Foot[2]+climbed[0], c.Foot[2]+climbed[1]

	mast := &swept[MastGroup]
	*mast = collide.Sector{Center: c.Foot.Vec2(), Turn: 2 * math.Pi, Round: c.MastHalf, Low: c.Foot[2] - c.MastHalf, High: high + c.Head + c.MastHalf}

	ties := 0.0 // how far above the jib's axis
	if c.Kind == Hammerhead && c.Head > 0 {
		ties = c.Head + tieHalf
	}
	counter := &swept[CounterGroup]
	*counter = sector(math.Pi)
	counter.Outer, counter.Round = c.CounterJib, c.CounterHalf
	counter.Low, counter.High = low-c.CounterHalf, high+max(c.CounterHalf, ties)

	jib := &swept[JibGroup]
	*jib = sector(0)
	jib.Outer, jib.Round = c.Jib, c.JibHalf
	jib.Low, jib.High = low-c.JibHalf, high+max(c.JibHalf, ties)
	if ties > 0 { // which may be thicker than what they hold
		jib.Round, counter.Round = max(jib.Round, tieHalf), max(counter.Round, tieHalf)
	}
	if c.Kind == Luffing {
		jib.Inner, jib.Outer = min(c.Pivot, start.radius, end.radius), max(c.Pivot, start.radius, end.radius)
		jib.Low, jib.High = low+min(0, start.rise, end.rise)-c.JibHalf, high+max(0, start.rise, end.rise)+c.JibHalf
	}

	// What hangs goes from the suspension out, aside and down along the rope's line;
	// what is furthest from the suspension's own radius is as far aside as the rope's
	// lower end is, and the load round it.
	hang := &swept[HangingGroup]
	*hang = sector(0)
	longest := max(start.rope, end.rope) + m.arm
	hang.Inner, hang.Outer = min(start.radius, end.radius), max(start.radius, end.radius)
	hang.Round = longest*math.Hypot(m.radial, m.across) + max(math.Hypot(m.half[0], m.half[1]), RopeHalf+m.sway)
	hang.High = high + max(start.rise, end.rise) + RopeHalf
	// Straight down at most: rise and rope each go one way.
	hang.Low = low + min(start.rise, end.rise) + m.down*longest - m.half[2]
	hang.High = max(hang.High, high+max(start.rise, end.rise)+m.down*min(start.rope, end.rope)+m.half[2])
	return swept
}
