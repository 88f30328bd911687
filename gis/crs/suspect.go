package crs

import (
	"fmt"
	"math"
	"slices"
)

// Suspicion is what SuspectGCJ02 found.
type Suspicion struct {
	Suspected bool
	AsIs      float64 // median distance of the points to the reference as they are [m]
	Corrected float64 // and after WGS84FromGCJ02 [m]
	Shift     float64 // mean length of that correction [m]
	Compared  int     // points compared
}

// String is a sentence for a placement report.
func (s Suspicion) String() string {
	if s.Compared == 0 {
		return "GCJ-02 not examined: no points in China to compare"
	}
	verdict := "no sign of GCJ-02"
	if s.Suspected {
		verdict = "probably GCJ-02: undo it with WGS84FromGCJ02"
	}
	return fmt.Sprintf("%s: %d points lie %.1f m (median) from the reference as they are, %.1f m after a shift of %.0f m",
		verdict, s.Compared, s.AsIs, s.Corrected, s.Shift)
}

// maxSuspects bounds the work: more points say no more.
const maxSuspects = 2000

// SuspectGCJ02 tells whether points (longitude, latitude [degree]) lie better on
// a reference that is known to be right, once the displacement of GCJ-02 is
// undone. The two should show the same things: corners of buildings on corners
// of buildings, crossings on crossings, control points on control points. It
// suspects when the median distance to the nearest reference point falls to
// less than half and by more than 2 m. Something dense everywhere, such as all
// vertices of a city, is near to anything and proves nothing.
func SuspectGCJ02(points, reference [][2]float64) Suspicion {
	inside := func(p [2]float64) bool { return !OutOfChina(p[0], p[1]) }
	var some [][2]float64
	step := max(1, len(points)/maxSuspects)
	for i := 0; i < len(points); i += step {
		if inside(points[i]) {
			some = append(some, points[i])
		}
	}
	var known [][2]float64
	for _, p := range reference {
		if inside(p) {
			known = append(known, p)
		}
	}
	if len(some) == 0 || len(known) == 0 {
		return Suspicion{}
	}
	n := newNearest(known, some[0])
	var s Suspicion
	asIs, corrected := make([]float64, len(some)), make([]float64, len(some))
	for i, p := range some {
		lon, lat := WGS84FromGCJ02(p[0], p[1])
		q := [2]float64{lon, lat}
		asIs[i], corrected[i] = n.distance(p), n.distance(q)
		s.Shift += n.apart(p, q) / float64(len(some))
	}
	slices.Sort(asIs)
	slices.Sort(corrected)
	s.AsIs, s.Corrected, s.Compared = asIs[len(asIs)/2], corrected[len(corrected)/2], len(some)
	s.Suspected = s.Corrected < s.AsIs/2 && s.AsIs-s.Corrected > 2
	return s
}

// nearest finds the nearest of many points by buckets of a square grid, up to
// a limit beyond which it does not matter.
type nearest struct {
	scale   [2]float64 // metres per degree at about the points
	buckets map[[2]int32][][2]float64
}

const (
	bucket  = 100.0 // [m]
	farAway = 1000.0
)

func newNearest(points [][2]float64, near [2]float64) *nearest {
	perDegree := gcjA * math.Pi / 180
	n := &nearest{scale: [2]float64{perDegree * math.Cos(radians(near[1])), perDegree}, buckets: map[[2]int32][][2]float64{}}
	for _, p := range points {
		b := n.bucket(p)
		n.buckets[b] = append(n.buckets[b], p)
	}
	return n
}

func (n *nearest) bucket(p [2]float64) [2]int32 {
	return [2]int32{int32(math.Floor(p[0] * n.scale[0] / bucket)), int32(math.Floor(p[1] * n.scale[1] / bucket))}
}

func (n *nearest) apart(p, q [2]float64) float64 {
	return math.Hypot((p[0]-q[0])*n.scale[0], (p[1]-q[1])*n.scale[1])
}

// distance returns the distance to the nearest point [m], at most farAway. It
// looks at rings of buckets, growing until no nearer point can be outside.
func (n *nearest) distance(p [2]float64) float64 {
	home := n.bucket(p)
	best := farAway
	for ring := int32(0); float64(ring-1)*bucket < best; ring++ {
		for dy := -ring; dy <= ring; dy++ {
			step := 2 * ring
			if dy == -ring || dy == ring || ring == 0 {
				step = 1
			}
			for dx := -ring; dx <= ring; dx += step {
				for _, q := range n.buckets[[2]int32{home[0] + dx, home[1] + dy}] {
					best = math.Min(best, n.apart(p, q))
				}
			}
		}
	}
	return best
}
