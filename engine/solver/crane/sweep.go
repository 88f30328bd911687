package crane

import (
	"math"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/engine/solver/collide"
	"shapan/engine/solver/solid"
)

// widest piece of a sweep that is one convex body [rad].
const sweepPiece = math.Pi / 6

// Sweep is the space that a crane's jib, counter-jib and what hangs pass through
// while it goes from one state to another, all motions at even rates: closed
// bodies, each a little larger than what is swept. What hangs has its Sway round
// it; it may be at any level and radius between those of both states.
func (c *Crane) Sweep(a, b *State) *solid.Mesh {
	all := &solid.Mesh{}
	from, to := min(a.Slew.At, b.Slew.At), max(a.Slew.At, b.Slew.At)
	if to-from > 2*math.Pi {
		to = from + 2*math.Pi
	}
	jib := c.Foot[2] + min(a.Height, b.Height)
	high := c.Foot[2] + max(a.Height, b.Height)
	near, far := min(c.Radius(a), c.Radius(b)), max(c.Radius(a), c.Radius(b))
	tip, rise := c.Jib, c.Head
	if c.Kind == Luffing {
		tip, rise = far, c.Jib*max(math.Sin(a.Reach.At), math.Sin(b.Reach.At))
	}
	add := func(turn, inner, outer, beside, low, top float64) {
		n := max(int(math.Ceil((to-from)/sweepPiece)), 1)
		for k := range n {
			piece := (to - from) / float64(n)
			c.addSector(all, turn+from+float64(k)*piece, turn+from+float64(k+1)*piece, inner, outer, beside, low, top)
		}
	}
	add(0, 0, tip+c.JibHalf, c.JibHalf, jib-c.JibHalf, high+rise+c.JibHalf)
	add(math.Pi, 0, c.CounterJib+c.CounterHalf, c.CounterHalf, jib-c.CounterHalf, high+max(c.Head, c.CounterHalf))
	hangs := func(s *State) (room, foot float64) {
		m := newMover(c, s, 0)
		return math.Hypot(m.half[0], m.half[1]) + s.Sway, c.Suspension(s)[2] - s.Rope.At - m.arm - m.half[2]
	}
	roomA, footA := hangs(a)
	roomB, footB := hangs(b)
	room := max(roomA, roomB)
	add(0, max(near-room, 0), far+room, room, min(footA, footB), high+rise)
	return all
}

// addSector adds a prism over a part of a ring, from one bearing to another, with
// a margin beside it. Its corners lie outside of the ring's outer circle and
// inside of its inner one, so that its edges do.
func (c *Crane) addSector(into *solid.Mesh, from, to, inner, outer, beside, low, high float64) {
	middle, half := (from+to)/2, (to-from)/2
	sin, cos := math.Sincos(middle)
	along, aside := mgl64.Vec2{cos, sin}, mgl64.Vec2{-sin, cos}
	// In the sector's own axes: x to its middle, y to its left.
	reach := outer / math.Cos(half/2) // of the outer edge, in two pieces
	sh, ch := math.Sincos(half)
	corners := [][2]float64{
		{inner*ch - beside, -inner*sh - beside}, {reach*ch + beside, -reach*sh - beside}, {reach + beside, 0}, {reach*ch + beside, reach*sh + beside}, {inner*ch - beside, inner*sh + beside},
	}
	region := solid.Region{}
	for _, p := range corners {
		region.Outer = append(region.Outer, c.Foot.Vec2().Add(along.Mul(p[0])).Add(aside.Mul(p[1])))
	}
	body, err := solid.Extrude(region, mgl64.Vec3{0, 0, high - low})
	if err != nil {
		return // no height or no width: nothing is swept
	}
	for k := range body.Points {
		body.Points[k][2] += low
	}
	into.Append(body)
}

// SweepThing is a sweep as a thing that others keep clear of.
func (c *Crane) SweepThing(a, b *State, keep float64) (Thing, bool) {
	return NewThing(collide.NewTree(c.Sweep(a, b)), nil, keep, JibGroup, CounterGroup, HangingGroup)
}

// Reserved is the space that another crane needs from one instant to another [s].
type Reserved struct {
	Thing
	From, To float64
}
