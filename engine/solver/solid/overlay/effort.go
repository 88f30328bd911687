package overlay

import "fmt"

// Most is the effort that combining two bodies may take where no other limit is
// given: some four seconds of a core and 400 MB. Of the bodies in 307 real files
// the worst took 2.4 million; two of 240 triangles that cross themselves
// everywhere take more.
const Most = 20_000_000

// What steps cost, in fifths of a microsecond, about.
const (
	costPair     = 5   // two triangles whose boxes meet
	costLines    = 2   // two lines of a triangle whose boxes meet
	costCrossing = 20  // a point where an edge meets a triangle
	costJunction = 100 // a point where three triangles meet, and what grows from it
	costSeen     = 4   // a triangle looked at from a place
)

// TooMuch reports that bodies cross each other, or themselves, too often.
type TooMuch struct{ Triangles [2]int }

func (e *TooMuch) Error() string {
	return fmt.Sprintf("bodies of %d and %d triangles cross each other or themselves too often to be combined: the limit of work is reached", e.Triangles[0], e.Triangles[1])
}

// spend tells whether a step may still be done. What is left is counted, not
// timed, so that the same bodies fail on every machine.
func (w *work) spend(cost int) bool {
	w.left -= cost
	return w.left >= 0
}

// spent tells that nothing is left.
func (w *work) spent() bool { return w.left < 0 }
