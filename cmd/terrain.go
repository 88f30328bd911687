package cmd

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/go-gl/mathgl/mgl64"
	"github.com/spf13/cobra"

	"shapan/engine"
	"shapan/gis/terrain"
)

// terrainCall is one question to the ground of a site, excavations cut in.
type terrainCall struct {
	at     string  // x,y in site coordinates
	eye    float64 // of a viewer above the ground [m]
	target float64 // of what is looked for above the ground [m]
	before string  // site of an earlier survey
	noise  float64 // standard error of a survey's heights [m]
	out    string  // GeoTIFF
}

// terrainAnswers are what can be asked.
var terrainAnswers = map[string]func(terrainCall, *engine.Site) (map[string]any, *engine.Field, error){
	"slope":     terrainCall.slope,
	"fill":      terrainCall.fill,
	"flow":      terrainCall.flow,
	"catchment": terrainCall.catchment,
	"basin":     terrainCall.basin,
	"view":      terrainCall.view,
	"change":    terrainCall.change,
}

func terrainCommand() *cobra.Command {
	var call terrainCall
	var asJSON bool
	c := &cobra.Command{
		Use:   "terrain slope|fill|flow|catchment|basin|view|change SITE.yaml",
		Short: "Ask the ground of a site, excavations cut in: where water gathers, what is seen, what was dug",
		Long: `  slope      steepness [%], as a map with --out
  fill       depressions filled up to where they run over (priority flood)
  flow       how many cells drain through each (D8)
  catchment  what drains to --at x,y
  basin      the depression around --at x,y: level at which it runs over, stage–storage curve
  view       what is seen from --at x,y, --eye above the ground
  change     cut and fill since --before SITE.yaml, an earlier survey on the same grid`,
		Args: args(cobra.ExactArgs(2)),
		RunE: func(c *cobra.Command, given []string) error {
			ask, ok := terrainAnswers[given[0]]
			if !ok {
				return inputError{fmt.Errorf("%s: must be slope, fill, flow, catchment, basin, view or change", given[0])}
			}
			for _, h := range [...]struct {
				flag  string
				value float64
			}{{"noise", call.noise}, {"eye", call.eye}, {"target", call.target}} {
				if !(h.value >= 0) || math.IsInf(h.value, 0) {
					return inputError{fmt.Errorf("--%s %g: must be 0 m or more", h.flag, h.value)}
				}
			}
			world, err := loadSite(given[1])
			if err != nil {
				return inputError{err}
			}
			answer, field, err := ask(call, world)
			if err != nil {
				return inputError{err}
			}
			if call.out != "" {
				if err := writeRaster(call.out, field, world.Origin, time.Now(), world.ID); err != nil {
					return err
				}
				answer["written"] = call.out
			}
			if asJSON {
				return printJSON(c.OutOrStdout(), answer)
			}
			return tellFacts(c.OutOrStdout(), answer, "")
		},
	}
	f := c.Flags()
	f.StringVar(&call.at, "at", "", "a place of the site: x,y [m]")
	f.Float64Var(&call.eye, "eye", 1.6, "height of the viewer above the ground [m]")
	f.Float64Var(&call.target, "target", 0, "height of what is looked for above the ground [m]")
	f.StringVar(&call.before, "before", "", "site file of the earlier survey")
	f.Float64Var(&call.noise, "noise", 0, "standard error of a survey's heights [m]: smaller changes are left out")
	f.BoolVar(&asJSON, "json", false, "print JSON")
	f.StringVar(&call.out, "out", "", "GeoTIFF to write")
	return c
}

// place is the cell of --at, which must have ground.
func (q terrainCall) place(s *engine.Site) (mgl64.Vec2, int, error) {
	if q.at == "" {
		return mgl64.Vec2{}, 0, errors.New("--at is missing: x,y in site coordinates, e.g. --at 250,120")
	}
	u, v, ok := pair(q.at)
	if !ok {
		return mgl64.Vec2{}, 0, fmt.Errorf("--at %s: must be x,y in site coordinates, e.g. --at 250,120", q.at)
	}
	cell, inside := s.Ground.Grid.CellAt(u, v)
	if !inside {
		g := s.Ground.Grid
		return mgl64.Vec2{}, 0, fmt.Errorf("--at %s: lies outside the ground, which covers x %g to %g, y %g to %g m", q.at,
			g.X0, g.X0+float64(g.NX)*g.Cell, g.Y0, g.Y0+float64(g.NY)*g.Cell)
	}
	if z := s.Ground.Values[cell]; z != z {
		return mgl64.Vec2{}, 0, fmt.Errorf("--at %s: lies in a hole of the ground: the elevation has no data there, so nothing flows or is seen", q.at)
	}
	return mgl64.Vec2{u, v}, cell, nil
}

// field makes one of the ground's grid.
func field(s *engine.Site, name, unit string, value func(cell int) float64) *engine.Field {
	f := &engine.Field{Name: name, Unit: unit, Grid: s.Ground.Grid, Values: make([]float32, s.Ground.Grid.Len())}
	for cell := range f.Values {
		f.Values[cell] = float32(value(cell))
	}
	return f
}

func (q terrainCall) slope(s *engine.Site) (map[string]any, *engine.Field, error) {
	slope, _ := terrain.Slope(&s.Ground)
	percent := field(s, "slope", "%", func(cell int) float64 { return 100 * math.Tan(float64(slope.Values[cell])) })
	sum, most, n := 0.0, 0.0, 0
	for _, v := range percent.Values {
		if v == v {
			sum, most, n = sum+float64(v), math.Max(most, float64(v)), n+1
		}
	}
	return map[string]any{"mean_percent": round(sum/float64(max(n, 1)), 3), "steepest_percent": round(most, 1)}, percent, nil
}

func (q terrainCall) fill(s *engine.Site) (map[string]any, *engine.Field, error) {
	filled := terrain.FillDepressions(&s.Ground)
	depth := field(s, "depression_depth", "m", func(cell int) float64 { return float64(filled.Values[cell]) - float64(s.Ground.Values[cell]) })
	volume, cells, deepest := 0.0, 0, 0.0
	for _, d := range depth.Values {
		if d > 0 {
			volume, cells, deepest = volume+float64(d)*s.Ground.Grid.Area(), cells+1, math.Max(deepest, float64(d))
		}
	}
	return map[string]any{"volume_m3": round(volume, 1), "area_m2": round(float64(cells)*s.Ground.Grid.Area(), 1), "deepest_m": round(deepest, 3)}, depth, nil
}

func (q terrainCall) flow(s *engine.Site) (map[string]any, *engine.Field, error) {
	through := terrain.D8(terrain.FillToSlope(&s.Ground)).Accumulate(nil)
	most, where := 0.0, 0
	for cell, n := range through {
		if n > most {
			most, where = n, cell
		}
	}
	at := s.Ground.Grid.Center(where)
	return map[string]any{"largest_m2": round(most*s.Ground.Grid.Area(), 1), "there": [2]float64{at[0], at[1]}},
		field(s, "flow_accumulation", "cells", func(cell int) float64 { return through[cell] }), nil
}

func (q terrainCall) catchment(s *engine.Site) (map[string]any, *engine.Field, error) {
	_, cell, err := q.place(s)
	if err != nil {
		return nil, nil, err
	}
	cells := terrain.CatchmentOf(&s.Ground, cell)
	in := map[int]bool{}
	for _, c := range cells {
		in[c] = true
	}
	return map[string]any{"area_m2": round(float64(len(cells))*s.Ground.Grid.Area(), 1), "cells": len(cells)},
		field(s, "catchment", "1", func(cell int) float64 { return map[bool]float64{true: 1}[in[cell]] }), nil
}

func (q terrainCall) basin(s *engine.Site) (map[string]any, *engine.Field, error) {
	_, cell, err := q.place(s)
	if err != nil {
		return nil, nil, err
	}
	b, ok := terrain.BasinAt(&s.Ground, cell)
	if !ok {
		return nil, nil, fmt.Errorf("--at %s: lies in no depression: water runs on from there", q.at)
	}
	low := float64(s.Ground.Values[b.Lowest])
	var levels []float64
	for k := range 11 {
		levels = append(levels, low+(b.Spill-low)*float64(k)/10)
	}
	var curve []map[string]any
	for _, p := range terrain.StageStorage(&s.Ground, b.Cells, levels) {
		curve = append(curve, map[string]any{"level_m": round(p.Level, 3), "area_m2": round(p.Area, 1), "volume_m3": round(p.Volume, 1)})
	}
	return map[string]any{"spill_level_m": round(b.Spill, 3), "lowest_m": round(low, 3), "stage_storage": curve},
		field(s, "basin", "1", func(cell int) float64 {
			_, in := slices.BinarySearch(b.Cells, cell)
			return map[bool]float64{true: 1}[in]
		}), nil
}

func (q terrainCall) view(s *engine.Site) (map[string]any, *engine.Field, error) {
	at, _, err := q.place(s)
	if err != nil {
		return nil, nil, err
	}
	ground := withRoofs(s)
	seen := terrain.Viewshed(ground, terrain.EyeAbove(ground, at, q.eye), q.target, terrain.Air{Radius: 6371000, Refraction: 0.13})
	count := map[terrain.Sight]int{}
	for _, v := range seen {
		count[v]++
	}
	share := float64(count[terrain.Seen]) / float64(max(count[terrain.Seen]+count[terrain.Hidden], 1))
	return map[string]any{"seen_m2": round(float64(count[terrain.Seen])*s.Ground.Grid.Area(), 1), "seen_share": round(share, 4)},
		field(s, "visible", "1", func(cell int) float64 {
			switch seen[cell] {
			case terrain.Seen:
				return 1
			case terrain.Hidden:
				return 0
			}
			return math.NaN()
		}), nil
}

// withRoofs is the ground with its buildings standing on it.
func withRoofs(s *engine.Site) *engine.Field {
	f := s.Ground
	f.Values = slices.Clone(f.Values)
	if roofs := s.Layer("building"); roofs != nil {
		for cell, h := range roofs.Values {
			if h == h {
				f.Values[cell] += h
			}
		}
	}
	return &f
}

func (q terrainCall) change(s *engine.Site) (map[string]any, *engine.Field, error) {
	if q.before == "" {
		return nil, nil, fmt.Errorf("--before SITE.yaml is missing: the earlier survey")
	}
	earlier, err := loadSite(q.before)
	if err != nil {
		return nil, nil, err
	}
	survey, err := terrain.Compare(&earlier.Ground, &s.Ground, q.noise, q.noise)
	if err != nil {
		return nil, nil, err
	}
	return map[string]any{
		"cut_m3": round(survey.Cut, 1), "fill_m3": round(survey.Fill, 1), "net_m3": round(survey.Net, 1),
		"cut_area_m2": round(survey.CutArea, 1), "fill_area_m2": round(survey.FillArea, 1),
		"level_of_detection_m": round(survey.Level, 3), "standard_deviation_m3": round(survey.Deviation, 1),
	}, survey.Change, nil
}
