package rainstorm

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"shapan/engine"
	"shapan/engine/solver/shallowwater"
)

// RatingRow is a row of a rating curve.
type RatingRow struct {
	LevelM float64 `yaml:"level_m" jsonschema:"required,minimum=-1000,maximum=10000,example=2.4"`
	M3PerS float64 `yaml:"m3_per_s" jsonschema:"required,minimum=0,example=20"`
}

// rating is a curve of discharge [m³/s] over level [m].
type rating struct{ levels, flows []float64 }

// newRating refuses a curve that falls.
func newRating(rows []RatingRow) (*rating, error) {
	r := &rating{}
	for k, row := range rows {
		if k > 0 && (row.LevelM <= rows[k-1].LevelM || row.M3PerS < rows[k-1].M3PerS) {
			return nil, engine.Wrong(fmt.Errorf("%g m, %g m³/s after %g m, %g m³/s: levels must rise and discharges must not fall",
				row.LevelM, row.M3PerS, rows[k-1].LevelM, rows[k-1].M3PerS), k)
		}
		r.levels, r.flows = append(r.levels, row.LevelM), append(r.flows, row.M3PerS)
	}
	if len(rows) < 2 {
		return nil, errors.New("needs at least two rows")
	}
	return r, nil
}

// at returns the discharge at a level, and by how much it grows per metre.
func (r *rating) at(level float64) (flow, slope float64) {
	if level < r.levels[0] {
		return 0, 0
	}
	k := 1
	for k+1 < len(r.levels) && level > r.levels[k] {
		k++
	}
	slope = (r.flows[k] - r.flows[k-1]) / (r.levels[k] - r.levels[k-1])
	return r.flows[k-1] + slope*(level-r.levels[k-1]), slope
}

// rated tells whether water leaves by a rating curve anywhere.
func (m *Model) rated() bool {
	return slices.ContainsFunc(m.stretches, func(s *stretch) bool { return s.rating != nil })
}

// leave reads what a stretch of kind normal or rating leaves by. Roughness is
// the mean along the stretch.
func (s *stretch) leave(p Stretch, manning *engine.Field) (err error) {
	switch {
	case (p.Slope != 0) != (p.Kind == "normal"):
		return engine.Wrong(errors.New("a slope above 0 and kind normal need each other"), "slope")
	case (p.Rating != nil) != (p.Kind == "rating"):
		return engine.Wrong(errors.New("needed by kind rating, and by no other"), "rating")
	case p.Kind == "rating":
		s.rated.Kind = s.kind
		s.rating, err = newRating(p.Rating)
		return engine.Wrong(err, "rating")
	case p.Kind == "normal":
		n := 0.0
		for _, cell := range s.cells {
			if manning != nil && !isNaN(manning.Values[cell]) {
				n += float64(manning.Values[cell]) / float64(len(s.cells))
			}
		}
		if n <= 0 {
			return engine.Wrong(errors.New("normal: there is no uniform flow without friction: the ground along it has manning_s_per_m13 0"), "kind")
		}
		s.conveyance = math.Sqrt(p.Slope) / n
	}
	return nil
}

// rate makes the rim pass what the rating curve has at the level of the water
// along it, each cell as its depth conveys: q = h^(5/3) (A + B (η - η0)), with A
// and B such that all together have the curve's discharge and its slope at the
// level η0 now. So the curve holds, to first order, until the next exchange; a
// discharge that stays for a second would empty the cells of a small rim.
func (s *stretch) rate(m *Model) {
	weight, level, conveys := 0.0, 0.0, 0.0
	for _, cell := range s.cells {
		h := m.water.DepthAt(cell)
		weight += h
		level += h * (h + m.water.BedAt(cell))
		conveys += h * math.Cbrt(h*h) * m.grid.Cell
	}
	s.Value, s.rated = 0, shallowwater.Boundary{Kind: s.kind}
	if conveys > 0 {
		var slope float64
		s.rated.Level = level / weight
		s.Value, slope = s.rating.at(s.rated.Level)
		depth := weight / float64(len(s.cells))
		s.rated.Conveyance, s.rated.Steeper = s.Value/conveys, (slope-5.0/3*s.Value/depth)/conveys
	}
}
