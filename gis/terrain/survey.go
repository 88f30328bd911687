package terrain

import (
	"fmt"
	"math"

	"shapan/engine"
)

// Survey is the difference between two surveys of one ground.
type Survey struct {
	Change *engine.Field // after less before [m]; 0 where it is not significant, NaN where either has no data
	Cut    float64       // [m³]
	Fill   float64       // [m³]
	Net    float64       // fill less cut [m³]
	CutArea, FillArea,
	Compared float64 // in plan [m²]
	Level     float64 // of detection [m]: smaller changes may be noise
	Deviation float64 // standard deviation of Net from the surveys' independent errors [m³]
}

// Compare finds what has changed between two surveys whose heights have
// standard errors of each cell [m]. Changes below the level of detection
//
//	1.96 √(error_before² + error_after²)
//
// (95 %, two-sided) count as none. Source: Brasington, Langham & Rumsby,
// Geomorphology 53 (2003). An offset that all of a survey shares is not in it.
func Compare(before, after *engine.Field, errorBefore, errorAfter float64) (Survey, error) {
	if before.Grid != after.Grid || len(before.Values) != len(after.Values) {
		return Survey{}, fmt.Errorf("surveys on different grids (%+v and %+v): sample both on one", before.Grid, after.Grid)
	}
	const twoSided95 = 1.959963984540054
	both := math.Hypot(errorBefore, errorAfter)
	s := Survey{Level: twoSided95 * both}
	s.Change = &engine.Field{Name: "change", Unit: "m", Grid: before.Grid, Values: make([]float32, len(before.Values))}
	area, significant := before.Grid.Area(), 0
	for cell, z := range before.Values {
		d := float64(after.Values[cell]) - float64(z)
		if math.IsNaN(d) {
			s.Change.Values[cell] = float32(d)
			continue
		}
		s.Compared += area
		if math.Abs(d) < s.Level || d == 0 {
			continue
		}
		significant++
		s.Change.Values[cell] = float32(d)
		if d < 0 {
			s.Cut -= d * area
			s.CutArea += area
		} else {
			s.Fill += d * area
			s.FillArea += area
		}
	}
	s.Net = s.Fill - s.Cut
	s.Deviation = both * area * math.Sqrt(float64(significant))
	return s, nil
}
