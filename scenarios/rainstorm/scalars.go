package rainstorm

import (
	"math"

	"shapan/engine"
)

// observeScalars appends the numbers that docs/wire.md lists. Every frame of a
// run has the same ones.
func (m *Model) observeScalars(f *engine.Frame) {
	add := func(name, unit string, value float64) {
		f.Scalars = append(f.Scalars, engine.Scalar{Name: name, Unit: unit, Value: value})
	}
	add("rain.intensity", "mm/h", m.Intensity*1000*3600)
	add("rain.total", "mm", m.Rained*1000)
	for _, g := range m.gauges {
		bed, depth := g.reads(m.water)
		level := bed + depth
		add(g.id+".level", "m", level)
		add(g.id+".depth", "m", depth)
		if !math.IsNaN(g.crest) {
			add(g.id+".freeboard", "m", g.crest-level)
		}
	}
	m.observePumps(add)
	m.observeWater(add)
	for _, p := range m.pits {
		add(p.id+".volume", "m³", p.Volume)
		add(p.id+".inflow", "m³/s", p.Inflow)
	}
	if m.pipes != nil {
		m.pipes.observe(add)
	}
	add("flooded.area", "m²", m.Flooded.Area)
	add("flooded.volume", "m³", m.Flooded.Volume)
}

// observePumps appends pumps, their feeds and sumps.
func (m *Model) observePumps(add func(name, unit string, value float64)) {
	for _, p := range m.pumps {
		add(p.id+".flow", "m³/s", p.Flow)
		add(p.id+".moved", "m³", p.Moved)
		add(p.id+".state", "", float64(p.shown()))
		if p.rated > 0 || p.efficiency > 0 {
			add(p.id+".power", "kW", p.Load)
		}
		if p.clogs > 0 {
			add(p.id+".clogged", "", p.Clogged)
		}
	}
	for _, f := range m.feeds {
		live := 0.0
		if f.Live {
			live = 1
		}
		add(f.id+".live", "", live)
		add(f.id+".load", "kW", f.Load)
	}
	for _, a := range m.site.Assets {
		if a.Kind != "sump" {
			continue
		}
		if s := m.sump(a.ID); s != nil {
			add(a.ID+".level", "m", m.levelIn(s))
			add(a.ID+".volume", "m³", s.Volume)
		} else if cell, inside := m.grid.CellAt(a.Position[0], a.Position[1]); inside {
			add(a.ID+".level", "m", m.water.BedAt(cell)+m.water.DepthAt(cell))
		}
	}
}

// observeWater appends what links, inflows, rims and sections pass.
func (m *Model) observeWater(add func(name, unit string, value float64)) {
	for _, l := range m.links {
		add(l.id+".flow", "m³/s", l.Flow)
		add(l.id+".moved", "m³", l.Moved)
		if l.kind == "sluice" {
			add(l.id+".opening", "m", l.Opening)
		}
	}
	for _, f := range m.inflows {
		add(f.id+".flow", "m³/s", f.Flow)
	}
	for _, s := range m.stretches {
		if s.value != nil {
			name, unit := s.quantity()
			add(s.id+"."+name, unit, s.Value)
		}
	}
	for _, s := range m.sections {
		add(s.id+".flow", "m³/s", s.Flow)
		add(s.id+".volume", "m³", s.Volume)
	}
}
