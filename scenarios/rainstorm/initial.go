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
	LevelLayer string   `yaml:"level_layer" jsonschema:"example=level0" jsonschema_description:"or one with levels of the water in metres"`

	Velocity  *mgl64.Vec2 `yaml:"velocity_m_per_s" jsonschema_description:"[u, v] along the site's x and y, of all water; absent: it is at rest"`
	VelocityX string      `yaml:"velocity_x_layer" jsonschema:"example=u0" jsonschema_description:"or a raster of the site with u in m/s; no data: 0"`
	VelocityY string      `yaml:"velocity_y_layer" jsonschema:"example=v0" jsonschema_description:"and one with v"`
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
	moves := p.Velocity != nil || p.VelocityX != "" || p.VelocityY != ""
	layers := p.DepthLayer != "" || p.LevelLayer != ""
	switch {
	case p.LevelM == nil && p.Pools == nil && !layers && moves:
		return engine.Wrong(errors.New("has a velocity, but no water"), "initial")
	case p.LevelM == nil && p.Pools == nil && !layers:
		return nil
	case p.Velocity != nil && (p.VelocityX != "" || p.VelocityY != ""):
		return engine.Wrong(errors.New("velocity_m_per_s and rasters of it: give one"), "initial")
	case p.LevelM != nil && p.Pools == nil && !layers && !moves:
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
	if p.LevelLayer != "" {
		layer, err := m.layer(p.LevelLayer)
		if err != nil {
			return engine.Wrong(err, "initial", "level_layer")
		}
		for cell, level := range layer.Values {
			if !isNaN(level) {
				upTo(cell, float64(level))
			}
		}
	}
	qx, err := m.push(depth, p.Velocity, 0, p.VelocityX, "velocity_x_layer")
	if err != nil {
		return err
	}
	qy, err := m.push(depth, p.Velocity, 1, p.VelocityY, "velocity_y_layer")
	if err != nil {
		return err
	}
	return m.water.SetFlow(depth, qx, qy)
}

// push is the discharge per metre of the initial water along one axis [m²/s];
// nil: none.
func (m *Model) push(depth []float64, all *mgl64.Vec2, axis int, raster, key string) ([]float64, error) {
	if all == nil && raster == "" {
		return nil, nil
	}
	q := make([]float64, len(depth))
	if all != nil {
		for cell, h := range depth {
			q[cell] = h * all[axis]
		}
		return q, nil
	}
	layer, err := m.layer(raster)
	if err != nil {
		return nil, engine.Wrong(err, "initial", key)
	}
	for cell, u := range layer.Values {
		if !isNaN(u) {
			q[cell] = depth[cell] * float64(u)
		}
	}
	return q, nil
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
