package cmd

import (
	"fmt"
	"math"
	"slices"
	"time"

	"shapan/engine"
)

func seconds(s float64) time.Duration { return time.Duration(math.Round(s * 1e9)) }

// at returns the fields of those names as they were recorded at an instant
// [s], in that order, velocities turned from the site's axes to the map's. One
// that was not yet recorded has no data.
func (s *source) at(instant float64, names []string) ([]engine.Field, error) {
	wanted := slices.Clone(names)
	for k, name := range wanted {
		if name == "water_surface" {
			wanted[k] = "water_depth"
		}
		if other := otherComponent(name); other != "" && s.origin.Rotation != 0 {
			wanted = append(wanted, other)
		}
	}
	moment, err := s.recording.FrameAt(instant, wanted...)
	if err != nil {
		return nil, fmt.Errorf("%s at %g s: %w", s.path, instant, err)
	}
	opened := map[string]engine.Field{}
	for k := range moment.Fields {
		f, err := moment.Fields[k].Open()
		if err != nil {
			return nil, fmt.Errorf("%s: field %s: %w", s.path, moment.Fields[k].Name, err)
		}
		opened[f.Name] = f
	}
	fields := make([]engine.Field, len(names))
	for k, name := range names {
		switch other := otherComponent(name); {
		case name == "water_surface":
			fields[k], err = s.surface(opened["water_depth"])
		case other != "" && s.origin.Rotation != 0:
			fields[k], err = s.turned(opened[name], opened[other], name < other)
		default:
			fields[k] = opened[name]
		}
		if err != nil {
			return nil, fmt.Errorf("%s at %g s: %w", s.path, instant, err)
		}
		if fields[k].Values == nil {
			return nil, fmt.Errorf("%s at %g s: field %s was not yet recorded", s.path, instant, name)
		}
	}
	return fields, nil
}

// surface adds the ground to a depth; where it is dry there is no surface.
func (s *source) surface(depth engine.Field) (engine.Field, error) {
	bed, err := s.bed(depth.Grid)
	if err != nil || depth.Values == nil {
		return engine.Field{}, err
	}
	level := engine.Field{Name: "water_surface", Unit: "m", Grid: depth.Grid, Values: make([]float32, len(depth.Values))}
	for k, d := range depth.Values {
		level.Values[k] = float32(math.NaN())
		if d > 0 {
			level.Values[k] = float32(float64(d) + float64(bed[k]) + s.origin.Height)
		}
	}
	return level, nil
}

// bed returns the height of the ground above the site's level 0 in the cells
// of a grid [m], or nil where the site is not there.
func (s *source) bed(g engine.Grid) ([]float32, error) {
	if s.ground == nil {
		return nil, nil
	}
	if s.ground.Grid == g {
		return s.ground.Values, nil
	}
	bed := make([]float32, g.Len())
	for k := range bed {
		bed[k] = float32(math.NaN())
		p := g.Center(k)
		if cell, inside := s.ground.Grid.CellAt(p[0], p[1]); inside {
			bed[k] = s.ground.Values[cell]
		}
	}
	return bed, nil
}

// turned returns one component of a velocity along the map's axes from both
// along the site's: east = u cos φ - v sin φ, north = u sin φ + v cos φ.
func (s *source) turned(own, other engine.Field, isX bool) (engine.Field, error) {
	if own.Values == nil || len(own.Values) != len(other.Values) {
		return engine.Field{}, fmt.Errorf("%s: both components are needed on a site that is turned against the map", own.Name)
	}
	sin, cos := math.Sincos(s.origin.Rotation)
	if isX {
		sin = -sin
	}
	field := own
	field.Values = make([]float32, len(own.Values))
	for k := range field.Values {
		field.Values[k] = float32(cos*float64(own.Values[k]) + sin*float64(other.Values[k]))
	}
	return field, nil
}
