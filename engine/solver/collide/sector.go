package collide

import (
	"errors"
	"math"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/engine/solver/solid"
)

// Sector is what a thing sweeps that turns round an upright axis, goes out and in
// and up and down: an annular sector in plan, rounded outwards, over a range of
// heights. A jib that slews sweeps one exactly, but that its own edges are round.
type Sector struct {
	Center       mgl64.Vec2 // the axis [m]
	From, Turn   float64    // bearing at which it begins, and how far it goes on anticlockwise, 0…2π [rad]
	Inner, Outer float64    // from the axis [m]
	Round        float64    // what lies so near in plan belongs to it too [m]
	Low, High    float64    // heights [m]
}

// whole tells whether it goes all the way round.
func (s *Sector) whole() bool { return s.Turn >= 2*math.Pi }

// Distance is how far a point is from the sector [m]; 0 inside.
func (s *Sector) Distance(p mgl64.Vec3) float64 {
	plan := positive(s.beside(p.Vec2()) - s.Round)
	z := max(s.Low-p[2], p[2]-s.High, 0)
	return math.Sqrt(plan*plan + z*z)
}

// beside is how far a place is in plan from the sector before it is rounded [m].
// Who is on none of its bearings has an end nearest.
func (s *Sector) beside(p mgl64.Vec2) float64 {
	x, y := p[0]-s.Center[0], p[1]-s.Center[1]
	radius := math.Hypot(x, y)
	past := math.Mod(math.Atan2(y, x)-s.From, 2*math.Pi)
	if past < 0 {
		past += 2 * math.Pi
	}
	if past <= s.Turn || s.whole() {
		return max(s.Inner-radius, radius-s.Outer, 0)
	}
	best := math.Inf(1)
	for _, bearing := range [2]float64{s.From, s.From + s.Turn} {
		sin, cos := math.Sincos(bearing)
		along, aside := x*cos+y*sin, y*cos-x*sin
		best = min(best, math.Hypot(along-min(max(along, s.Inner), s.Outer), aside))
	}
	return best
}

// Bounds is a box around it, not the smallest.
func (s *Sector) Bounds() (low, high mgl64.Vec3) {
	r := s.Outer + s.Round
	return mgl64.Vec3{s.Center[0] - r, s.Center[1] - r, s.Low}, mgl64.Vec3{s.Center[0] + r, s.Center[1] + r, s.High}
}

// ErrNoSector is a sector without volume.
var ErrNoSector = errors.New("sector: has no volume: needs Outer ≥ Inner ≥ 0, High > Low, and a turn between two radii or a Round")

// Mesh is the sector as a closed body of flat faces that holds all of it, and goes
// nowhere beyond it by more than a tolerance [m].
func (s *Sector) Mesh(tolerance float64) (*solid.Mesh, error) {
	thick := s.Round > 0 || s.Turn > 0 && s.Outer > s.Inner
	if !(thick && s.Inner >= 0 && s.Outer >= s.Inner && s.Outer+s.Round > 0 && s.High > s.Low && s.Turn >= 0 && tolerance > 0) {
		return nil, ErrNoSector
	}
	all := &solid.Mesh{}
	for _, r := range solid.UniteRegions(s.plan(tolerance)) {
		part, err := solid.Extrude(r, mgl64.Vec3{0, 0, s.High - s.Low})
		if err != nil {
			return nil, err
		}
		all.Append(part)
	}
	for k := range all.Points {
		all.Points[k] = all.Points[k].Add(s.Center.Vec3(s.Low))
	}
	return all, nil
}

// plan is the sector seen from above, round its axis, as the regions that make it
// up: what lies on its bearings, and its rounded ends.
func (s *Sector) plan(tolerance float64) (regions []solid.Region) {
	outer, inner := s.Outer+s.Round, s.Inner-s.Round
	if s.whole() {
		r := solid.Region{Outer: arc(nil, mgl64.Vec2{}, outer, 0, 2*math.Pi, tolerance, true)[1:]}
		if inner > 0 {
			r.Holes = []solid.Loop{arc(nil, mgl64.Vec2{}, inner, 0, 2*math.Pi, tolerance, false)[1:]}
		}
		return []solid.Region{r}
	}
	if s.Turn > 0 {
		outline := arc(nil, mgl64.Vec2{}, outer, s.From, s.Turn, tolerance, true)
		if inner > 0 {
			outline = arc(outline, mgl64.Vec2{}, inner, s.From+s.Turn, -s.Turn, tolerance, false)
		} else {
			outline = append(outline, mgl64.Vec2{})
		}
		regions = append(regions, solid.Region{Outer: outline})
	}
	if s.Round > 0 {
		for _, bearing := range [2]float64{s.From, s.From + s.Turn} {
			sin, cos := math.Sincos(bearing)
			far := mgl64.Vec2{cos, sin}.Mul(s.Outer)
			near := mgl64.Vec2{cos, sin}.Mul(s.Inner)
			end := arc(nil, far, s.Round, bearing-math.Pi/2, math.Pi, tolerance, true)
			end = arc(end, near, s.Round, bearing+math.Pi/2, math.Pi, tolerance, true)
			regions = append(regions, solid.Region{Outer: end})
		}
	}
	return regions
}

// arc appends the corners of an arc [m, rad]. Round, its chords touch the circle
// from outside; else its corners lie on it.
func arc(to solid.Loop, center mgl64.Vec2, radius, from, turn, tolerance float64, round bool) solid.Loop {
	const fewest, most = 8, 4096 // chords of a full turn, and of any
	step := 2 * math.Acos(radius/(radius+tolerance))
	n := int(min(max(math.Ceil(math.Abs(turn)/step), math.Ceil(fewest*math.Abs(turn)/(2*math.Pi)), 1), most))
	step = turn / float64(n)
	if round {
		radius /= math.Cos(step / 2)
	}
	for k := range n + 1 {
		sin, cos := math.Sincos(from + float64(k)*step)
		to = append(to, center.Add(mgl64.Vec2{cos, sin}.Mul(radius)))
	}
	return to
}
