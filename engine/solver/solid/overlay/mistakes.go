package overlay

import (
	"fmt"

	"github.com/go-gl/mathgl/mgl64"
)

// BadPoint reports a point that is not a place on earth.
type BadPoint struct {
	Point int
	At    mgl64.Vec3
}

func (e *BadPoint) Error() string {
	return fmt.Sprintf("point %d lies at %v m: want numbers of at most 1e12", e.Point, e.At)
}

// BadCorner reports a triangle with a corner that there is not.
type BadCorner struct {
	Triangle int
	Corner   uint32
	Points   int
}

func (e *BadCorner) Error() string {
	return fmt.Sprintf("triangle %d has corner %d: there are %d points", e.Triangle, e.Corner, e.Points)
}

// Open reports that a surface has a border, so that it has no inside. Edges is
// the number of pieces of border, of both bodies.
type Open struct{ Edges int }

func (e *Open) Error() string {
	return fmt.Sprintf("the surface is open along %d edges, so it has no inside: Repair may close it", e.Edges)
}
