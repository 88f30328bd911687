package crs

import (
	"errors"
	"fmt"
	"math"
	"strings"
)

// ControlPoint is a point whose coordinates are known in two systems, x = east,
// y = north, z = up or geocentric x, y, z [m].
type ControlPoint struct {
	Name  string
	Local [3]float64 // in the site's grid, or the datum to leave
	Map   [3]float64 // in the national system, or the datum to reach
}

// Residual is what a fit leaves at a control point: known less computed, on the map.
type Residual struct {
	Name       string
	DX, DY, DZ float64 // [m]
	Off        float64 // distance from where the other points alone put it [m]; 0 when they cannot
	Suspect    bool    // far outside what the other points agree on: probably a blunder
}

// Quality is how well control points agree with a fit.
type Quality struct {
	Residuals []Residual // in the order given
	RMS       float64    // of the residuals' lengths [m]
	Sigma     float64    // standard deviation of one coordinate [m]: residuals over redundancy; NaN without any
	Warnings  []string
}

// String is a table for people, a line for each point.
func (q Quality) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%-12s %9s %9s %9s %9s\n", "point", "dx [m]", "dy [m]", "dz [m]", "off [m]")
	for _, r := range q.Residuals {
		mark := ""
		if r.Suspect {
			mark = "  suspect"
		}
		fmt.Fprintf(&b, "%-12s %9.4f %9.4f %9.4f %9.4f%s\n", r.Name, r.DX, r.DY, r.DZ, r.Off, mark)
	}
	fmt.Fprintf(&b, "root mean square %.4f m", q.RMS)
	if !math.IsNaN(q.Sigma) {
		fmt.Fprintf(&b, ", standard deviation of a coordinate %.4f m", q.Sigma)
	}
	for _, w := range q.Warnings {
		b.WriteString("\n" + w)
	}
	return b.String()
}

// similarity is a fit that control points are judged by: solve makes the
// function from local to map coordinates.
type similarity struct {
	dimensions int // that residuals count in: 2 or 3
	parameters int // 4 or 7
	solve      func(points []ControlPoint) (func(p [3]float64) [3]float64, error)
}

// checkPoints reports all points that cannot be used.
func checkPoints(points []ControlPoint, least int) error {
	var faults []error
	seen := map[string]bool{}
	for i, p := range points {
		for _, v := range append(p.Local[:], p.Map[:]...) {
			if math.IsNaN(v) || math.Abs(v) > 1e9 {
				faults = append(faults, fmt.Errorf("control point %d %q: %v ↔ %v: coordinates must be finite metres", i+1, p.Name, p.Local, p.Map))
				break
			}
		}
		if p.Name != "" && seen[p.Name] {
			faults = append(faults, fmt.Errorf("control point %d %q: the name is given twice", i+1, p.Name))
		}
		seen[p.Name] = true
	}
	if len(points) < least {
		faults = append(faults, fmt.Errorf("%d control points: must be at least %d, better %d so that a blunder shows", len(points), least, least+2))
	}
	return errors.Join(faults...)
}

// residualFloor is how well control points are known at best [m]. Without it
// points that fit by chance would put their neighbours under suspicion.
const residualFloor = 0.002

// judge computes residuals and looks for blunders.
func (s similarity) judge(points []ControlPoint, apply func(p [3]float64) [3]float64) Quality {
	q := Quality{Sigma: math.NaN()}
	sum := 0.0
	for _, p := range points {
		d := s.difference(p, apply)
		q.Residuals = append(q.Residuals, Residual{Name: p.Name, DX: d[0], DY: d[1], DZ: d[2]})
		sum += s.square(d)
	}
	q.RMS = math.Sqrt(sum / float64(len(points)))
	if redundancy := s.dimensions*len(points) - s.parameters; redundancy > 0 {
		q.Sigma = math.Sqrt(sum / float64(redundancy))
	}

	for i := range points {
		if off, _, ok := s.leaveOut(points, i); ok {
			q.Residuals[i].Off = off
		}
	}
	kept := make([]int, len(points)) // indices of points not under suspicion
	for i := range kept {
		kept[i] = i
	}
	for s.dimensions*(len(kept)-1) > s.parameters {
		some := make([]ControlPoint, len(kept))
		for k, i := range kept {
			some[k] = points[i]
		}
		worst, least := -1, 0.01/float64(len(kept)) // one false alarm in a hundred fits
		for k := range some {
			if _, chance, ok := s.leaveOut(some, k); ok && chance < least {
				worst, least = k, chance
			}
		}
		if worst < 0 {
			break
		}
		q.Residuals[kept[worst]].Suspect = true
		kept = append(kept[:worst], kept[worst+1:]...)
	}
	if suspects := len(points) - len(kept); suspects > 0 {
		q.Warnings = append(q.Warnings, s.accuse(points, kept, q))
	}
	return q
}

func (s similarity) accuse(points []ControlPoint, kept []int, q Quality) string {
	var names []string
	for i, r := range q.Residuals {
		if r.Suspect {
			names = append(names, fmt.Sprintf("%s (%.3f m off)", nameOf(points[i], i), r.Off))
		}
	}
	some := make([]ControlPoint, len(kept))
	for k, i := range kept {
		some[k] = points[i]
	}
	without := ""
	if apply, err := s.solve(some); err == nil {
		sum := 0.0
		for _, p := range some {
			sum += s.square(s.difference(p, apply))
		}
		without = fmt.Sprintf(": without, the root mean square falls from %.3f to %.3f m", q.RMS, math.Sqrt(sum/float64(len(some))))
	}
	return "Probably wrong: " + strings.Join(names, ", ") + without + ". Check numbers and names, or leave out."
}

func nameOf(p ControlPoint, i int) string {
	if p.Name != "" {
		return p.Name
	}
	return fmt.Sprintf("point %d", i+1)
}

func (s similarity) difference(p ControlPoint, apply func(p [3]float64) [3]float64) [3]float64 {
	at := apply(p.Local)
	return [3]float64{p.Map[0] - at[0], p.Map[1] - at[1], p.Map[2] - at[2]}
}

func (s similarity) square(d [3]float64) float64 {
	if s.dimensions == 2 {
		return d[0]*d[0] + d[1]*d[1]
	}
	return d[0]*d[0] + d[1]*d[1] + d[2]*d[2]
}

// leaveOut fits without point k and returns how far from the result it lies [m],
// and the chance of that if its error is of the others' kind: with σ² from the
// others and q for the uncertainty of the prediction,
//
//	F = d² / (m σ² q),  q = 1 + 1/n + r²/Σr²,  F ~ Fisher(m, redundancy)
//
// Source: Cook & Weisberg (1982), externally studentised residuals.
func (s similarity) leaveOut(points []ControlPoint, k int) (off, chance float64, ok bool) {
	others := append(append([]ControlPoint{}, points[:k]...), points[k+1:]...)
	apply, err := s.solve(others)
	if err != nil {
		return 0, 0, false
	}
	square := s.square(s.difference(points[k], apply))
	sum := 0.0
	for _, p := range others {
		sum += s.square(s.difference(p, apply))
	}
	redundancy := s.dimensions*len(others) - s.parameters
	if redundancy <= 0 {
		return math.Sqrt(square), 1, true
	}
	center, spread := s.spread(others)
	r := [3]float64{points[k].Local[0] - center[0], points[k].Local[1] - center[1], points[k].Local[2] - center[2]}
	q := 1 + 1/float64(len(others)) + s.square(r)/spread
	variance := max(sum/float64(redundancy), residualFloor*residualFloor)
	f := square / (float64(s.dimensions) * variance * q)
	return math.Sqrt(square), fisherTail(f, s.dimensions, redundancy), true
}

// spread returns the centre of the local coordinates and Σr² about it.
func (s similarity) spread(points []ControlPoint) (center [3]float64, sum float64) {
	for _, p := range points {
		for i := range center {
			center[i] += p.Local[i] / float64(len(points))
		}
	}
	for _, p := range points {
		sum += s.square([3]float64{p.Local[0] - center[0], p.Local[1] - center[1], p.Local[2] - center[2]})
	}
	return center, sum
}
