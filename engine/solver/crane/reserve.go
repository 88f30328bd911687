package crane

import (
	"math"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/engine/solver/collide"
	"shapan/engine/solver/solid"
)

// Reserved is the space that another crane needs from one instant to another [s].
type Reserved struct {
	Thing
	From, To float64
}

// SweptThing is what a crane sweeps between two states as a thing that others keep
// clear of: its jib, its counter-jib and what hangs, the Sway of both states round
// that.
func (c *Crane) SweptThing(from, to *State, keep float64) (Thing, bool) {
	swept := c.Sweep(from, to)
	body := &solid.Mesh{}
	for _, g := range []Group{JibGroup, CounterGroup, HangingGroup} {
		addSector(body, &swept[g])
	}
	return NewThing(collide.NewTree(body), nil, keep, JibGroup, CounterGroup, HangingGroup)
}

// sweptPiece is the widest part of a sector that becomes one prism [rad].
const sweptPiece = math.Pi / 6

// addSector adds prisms that hold a sector: corners of the outer edge lie outside
// of its circle, those of the inner one inside, so that the edges do.
func addSector(into *solid.Mesh, s *collide.Sector) {
	n := max(int(math.Ceil(s.Turn/sweptPiece)), 1)
	half := s.Turn / float64(n) / 2
	sh, ch := math.Sincos(half)
	reach := s.Outer / math.Cos(half/2) // in two pieces
	for k := range n {
		sin, cos := math.Sincos(s.From + (2*float64(k)+1)*half)
		along, aside := mgl64.Vec2{cos, sin}, mgl64.Vec2{-sin, cos}
		region := solid.Region{}
		for _, p := range [][2]float64{ // x to the middle of the piece, y to its left
			{s.Inner*ch - s.Round, -s.Inner*sh - s.Round}, {reach*ch + s.Round, -reach*sh - s.Round}, {reach + s.Round, 0},
			{reach*ch + s.Round, reach*sh + s.Round}, {s.Inner*ch - s.Round, s.Inner*sh + s.Round},
		} {
			region.Outer = append(region.Outer, s.Center.Add(along.Mul(p[0])).Add(aside.Mul(p[1])))
		}
		body, err := solid.Extrude(region, mgl64.Vec3{0, 0, s.High - s.Low})
		if err != nil {
			continue // no height or no width: nothing is swept
		}
		for k := range body.Points {
			body.Points[k][2] += s.Low
		}
		into.Append(body)
	}
}
