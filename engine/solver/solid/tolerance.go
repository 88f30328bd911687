package solid

import "math"

// Tolerance says how far what is drawn with straight lines and plane triangles
// may lie from what is curved. There is one for everything in this package; it is
// passed in and never assumed.
type Tolerance struct {
	Chord float64 // [m] the farthest that a curve may lie from the chord that stands for it
	Turn  float64 // [rad] the most that a curve may turn along one chord, whatever its size
}

// Default is 1 mm, and 32 chords to a full circle, which leave an area of at
// least 99.36 % to the smallest circle.
var Default = Tolerance{Chord: 1e-3, Turn: math.Pi / 16}

// mostChords bounds what one arc is cut into: enough for a full circle of 800 km
// within 1 mm, since the count goes with the square root of the radius. What is
// bounded below that is how many corners a body has in all (mostCorners).
const mostChords = 1 << 16

// mostCuts bounds the rows and the columns of a surface that bends both ways,
// whose corners go with the radius itself: a ball of more than 26 m lies farther
// than 1 mm from its triangles.
const mostCuts = 1 << 10

// mostCorners bounds the corners of one body that is swept, lofted or revolved.
const mostCorners = 1 << 22

// Chords is the number of chords for an arc of a radius [m] and an angle [rad].
// A chord of angle δ lies r (1 − cos δ/2) from its arc.
func (t Tolerance) Chords(radius, angle float64) int {
	return t.count(math.Abs(angle), 2*math.Acos(1-min(t.Chord/math.Abs(radius), 1)))
}

func (t Tolerance) count(angle, step float64) int {
	n := math.Ceil(angle/min(step, t.Turn) - 1e-9)
	if !(n >= 1) { // NaN too
		return 1
	}
	return int(min(n, mostChords))
}

// Disk is a circle about the origin as a loop of the circle's own area: its
// corners lie as far outside as its edges' middles lie inside, both within the
// chord tolerance, so that bars, pipes and columns have their true volume with
// half the corners. The first corner lies on the x axis; there is a multiple of
// four.
func Disk(radius float64, tol Tolerance) Loop {
	// With the area kept, corners stand out by r δ²/12 and middles go in by r δ²/24.
	coarse := Tolerance{Chord: tol.Chord, Turn: 2 * tol.Turn}
	n := coarse.count(2*math.Pi, math.Sqrt(12*tol.Chord/math.Abs(radius)))
	n = max((n+3)/4*4, 8)
	step := 2 * math.Pi / float64(n)
	out := radius * math.Sqrt(step/math.Sin(step))
	l := make(Loop, n)
	for k := range l {
		s, c := math.Sincos(step * float64(k))
		l[k][0], l[k][1] = out*c, out*s
	}
	return l
}
