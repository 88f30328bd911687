package rainstorm

import (
	"errors"
	"fmt"
	"math"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/engine"
)

// Initial is the water that stands on the ground at the start. Where several
// of its parts give a cell water, the deepest counts.
type Initial struct {
	LevelM     *float64 `yaml:"level_m" jsonschema:"minimum=-1000,maximum=10000" jsonschema_description:"still water at this level wherever the ground is lower"`
	Pools      []Pool   `yaml:"pools" jsonschema_description:"still water inside outlines: a reservoir behind a dam"`
	DepthLayer string   `yaml:"depth_layer" jsonschema:"example=depth0" jsonschema_description:"a raster of the site (rasters:) with depths in metres"`
}

// Pool is still water inside an outline.
type Pool struct {
	Outline []mgl64.Vec2 `yaml:"outline" jsonschema:"required,minItems=3" jsonschema_description:"[[x, y], …]"`
	LevelM  float64      `yaml:"level_m" jsonschema:"required,minimum=-1000,maximum=10000"`
}

// pour puts the initial water on the ground.
func (m *Model) pour() error {
	p := m.par.Initial
	if m.par.InitialLevelM != nil {
		if p.LevelM != nil {
			return engine.Wrong(errors.New("is the same as initial.level_m: give one"), "initial_level_m")
		}
		p.LevelM = m.par.InitialLevelM
	}
	if p.LevelM == nil && p.Pools == nil && p.DepthLayer == "" {
		return nil
	}
	if p.LevelM != nil && p.Pools == nil && p.DepthLayer == "" {
		return m.water.SetLevel(*p.LevelM)
	}
	bed, depth := m.water.Bed(), make([]float64, m.grid.Len())
	upTo := func(cell int, level float64) {
		if m.wettable(cell) {
			depth[cell] = math.Max(depth[cell], level-bed[cell])
		}
	}
	if p.LevelM != nil {
		for cell := range depth {
			upTo(cell, *p.LevelM)
		}
	}
	for k, pool := range p.Pools {
		wet := false
		m.grid.Inside([][]mgl64.Vec2{pool.Outline}, func(cell int) {
			upTo(cell, pool.LevelM)
			wet = wet || depth[cell] > 0
		})
		if !wet {
			return engine.Wrong(fmt.Errorf("%g: no ground in the outline lies below it", pool.LevelM), "initial", "pools", k, "level_m")
		}
	}
	if p.DepthLayer != "" {
		layer, err := m.layer(p.DepthLayer)
		if err != nil {
			return engine.Wrong(err, "initial", "depth_layer")
		}
		for cell, d := range layer.Values {
			switch {
			case isNaN(d) || !m.wettable(cell):
			case d < 0:
				return engine.Wrong(fmt.Errorf("%s: depth %g m at %v: must be >= 0", p.DepthLayer, d, m.grid.Center(cell)), "initial", "depth_layer")
			default:
				depth[cell] = math.Max(depth[cell], float64(d))
			}
		}
	}
	return m.water.SetFlow(depth, nil, nil)
}

// layer returns a raster of the site by its name, or says which there are.
func (m *Model) layer(name string) (*engine.Field, error) {
	if layer := m.site.Layer(name); layer != nil {
		return layer, nil
	}
	var known []string
	for _, layer := range m.site.Layers {
		known = append(known, layer.Name)
	}
	return nil, fmt.Errorf("%s: the site has no such raster; it has %v", name, known)
}
