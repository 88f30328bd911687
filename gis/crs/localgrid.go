package crs

import (
	"errors"
	"fmt"
	"math"
)

// LocalGrid ties a site's own grid (施工坐标系) to a map by the plane similarity
// of four parameters, and heights by a shift:
//
//	east  = East  + Scale (x cos Rotation - y sin Rotation)
//	north = North + Scale (x sin Rotation + y cos Rotation)
//	up    = Up + z
//
// It keeps shapes; over a site that is what differs between a local grid and a
// map projection to the millimetre. Whole cities need a projection.
type LocalGrid struct {
	Scale     float64 // map over local [-]
	Rotation  float64 // from map east to local x, anticlockwise [rad]
	East      float64 // of the local origin on the map [m]
	North     float64 // [m]
	Up        float64 // height of the local zero [m]
	Quality           // residuals of the control points
	a, b      float64 // Scale times cosine and sine of Rotation
	fromLocal [2]float64
	toMap     [2]float64 // centroids: near them numbers stay small
}

// FitLocalGrid finds the grid that leaves the least squares of residuals at the
// control points. Two points determine it, three show a mistake, four show
// which point is wrong. It warns of blunders, of points on a line, and where a
// list has x and y swapped, as lists with X = north do.
func FitLocalGrid(points []ControlPoint) (*LocalGrid, error) {
	if err := checkPoints(points, 2); err != nil {
		return nil, err
	}
	g, err := solvePlane(points)
	if err != nil {
		return nil, err
	}
	s := similarity{2, 4, func(points []ControlPoint) (func(p [3]float64) [3]float64, error) {
		g, err := solvePlane(points)
		if err != nil {
			return nil, err
		}
		return g.at, nil
	}}
	g.Quality = s.judge(points, g.at)
	g.Warnings = append(g.Warnings, g.doubts(points)...)
	return g, nil
}

// solvePlane is the closed solution about the centroids:
//
//	a = Σ(xE + yN) / Σ(x² + y²),  b = Σ(xN - yE) / Σ(x² + y²)
func solvePlane(points []ControlPoint) (*LocalGrid, error) {
	g := &LocalGrid{}
	n := float64(len(points))
	for _, p := range points {
		for i := range 2 {
			g.fromLocal[i] += p.Local[i] / n
			g.toMap[i] += p.Map[i] / n
		}
		g.Up += (p.Map[2] - p.Local[2]) / n
	}
	var sum, target float64
	for _, p := range points {
		x, y := p.Local[0]-g.fromLocal[0], p.Local[1]-g.fromLocal[1]
		e, north := p.Map[0]-g.toMap[0], p.Map[1]-g.toMap[1]
		g.a += x*e + y*north
		g.b += x*north - y*e
		sum += x*x + y*y
		target += e*e + north*north
	}
	if sum < 1e-6*n || target < 1e-6*n {
		return nil, errors.New("the control points are all at one place: must be apart, best at the corners of the site")
	}
	g.a, g.b = g.a/sum, g.b/sum
	g.Scale, g.Rotation = math.Hypot(g.a, g.b), math.Atan2(g.b, g.a)
	if g.Scale < 1e-9 {
		return nil, errors.New("the control points of the two lists have nothing to do with each other: check names and order")
	}
	g.East, g.North, _ = g.ToMap(0, 0, 0)
	return g, nil
}

// doubts are what an experienced surveyor would ask about.
func (g *LocalGrid) doubts(points []ControlPoint) []string {
	var doubts []string
	say := func(format string, args ...any) { doubts = append(doubts, fmt.Sprintf(format, args...)) }
	if len(points) == 2 {
		say("Two control points leave no residuals: a mistake in one would not show.")
	} else if flatness := g.flatness(points); flatness < 0.05 {
		say("The control points lie on a line (%.0f times as long as wide): what is beside it is uncertain, and a mirrored grid would not show.", 1/max(flatness, 1e-4))
	}
	switch s := g.Scale; {
	case math.Abs(s-1) <= 1e-3:
	case math.Abs(s/Foot.Scale-1) < 1e-3:
		say("The scale %.6f is that of feet: is the local grid in feet?", s)
	case math.Abs(s*1000-1) < 1e-3:
		say("The scale %.6f is that of millimetres: is the local grid in millimetres?", s)
	default:
		say("The scale %.6f is more than 1000 ppm from one: a height or projection reduces by less; check the points.", s)
	}
	if len(points) > 2 && g.RMS > 0.05 {
		swapped := make([]ControlPoint, len(points))
		for i, p := range points {
			swapped[i] = p
			swapped[i].Local[0], swapped[i].Local[1] = p.Local[1], p.Local[0]
		}
		if other, err := solvePlane(swapped); err == nil {
			sum := 0.0
			for _, p := range swapped {
				at := other.at(p.Local)
				sum += math.Pow(p.Map[0]-at[0], 2) + math.Pow(p.Map[1]-at[1], 2)
			}
			if rms := math.Sqrt(sum / float64(len(points))); rms < g.RMS/10 {
				say("With x and y swapped in one of the lists the root mean square falls from %.3f to %.3f m: one list has X = north.", g.RMS, rms)
			}
		}
	}
	low, high := math.Inf(1), math.Inf(-1)
	for _, r := range g.Residuals {
		low, high = min(low, r.DZ), max(high, r.DZ)
	}
	if high-low > 0.1 {
		say("The heights of the lists differ unevenly, by %.3f to %.3f m.", g.Up+low, g.Up+high)
	}
	return doubts
}

// flatness returns width over length of the points' scatter, 0 on a line.
func (g *LocalGrid) flatness(points []ControlPoint) float64 {
	var xx, xy, yy float64
	for _, p := range points {
		x, y := p.Local[0]-g.fromLocal[0], p.Local[1]-g.fromLocal[1]
		xx, xy, yy = xx+x*x, xy+x*y, yy+y*y
	}
	mean, r := (xx+yy)/2, math.Hypot((xx-yy)/2, xy)
	return math.Sqrt(max(0, mean-r) / (mean + r))
}

func (g *LocalGrid) at(p [3]float64) [3]float64 {
	x, y, z := g.ToMap(p[0], p[1], p[2])
	return [3]float64{x, y, z}
}

// ToMap carries a point of the local grid to the map [m].
func (g *LocalGrid) ToMap(x, y, z float64) (east, north, up float64) {
	u, v := x-g.fromLocal[0], y-g.fromLocal[1]
	return g.toMap[0] + g.a*u - g.b*v, g.toMap[1] + g.b*u + g.a*v, g.Up + z
}

// FromMap is the inverse of ToMap.
func (g *LocalGrid) FromMap(east, north, up float64) (x, y, z float64) {
	u, v := east-g.toMap[0], north-g.toMap[1]
	s := g.a*g.a + g.b*g.b
	return g.fromLocal[0] + (g.a*u+g.b*v)/s, g.fromLocal[1] + (g.a*v-g.b*u)/s, up - g.Up
}

// String says the four parameters as people write them, and the residuals.
func (g *LocalGrid) String() string {
	return fmt.Sprintf("local grid: origin at east %.4f m, north %.4f m, height %+.4f m, rotation %.7f° (anticlockwise), scale 1 %+.3f ppm\n%s",
		g.East, g.North, g.Up, g.Rotation*degreesPerRadian, (g.Scale-1)*1e6, g.Quality)
}
