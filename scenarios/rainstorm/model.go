// Package rainstorm rehearses a rainstorm over a site with excavations: streets
// run with water, it finds the low place of a pit's edge, pumps work against
// it and fail, gauges raise alarms. README.md says what it answers, what it
// ignores and how wrong it may be.
package rainstorm

import (
	"context"
	"errors"

	"shapan/engine"
	"shapan/engine/solver/rainfall"
	"shapan/engine/solver/shallowwater"
)

// Scenario makes rainstorm models.
var Scenario = engine.Scenario{
	Name:       "rainstorm",
	Doc:        "Rain on a site with pits: surface flow, overflow into the pit, pumps, barriers, water-level alarms.",
	Parameters: Parameters{},
	New: func(site *engine.Site, decode func(into any) error, _ uint64) (engine.Model, error) {
		var p Parameters
		if err := decode(&p); err != nil {
			return nil, err
		}
		return New(site, p)
	},
}

// Model is one site under one storm.
type Model struct {
	site   *engine.Site
	grid   engine.Grid
	par    Parameters
	storm  rainfall.Hyetograph
	water  *shallowwater.Solver
	open   []bool    // per cell: it can get wet
	weight []float32 // of rain per cell: roofs drain to the ground beside them

	pumps    []*pump
	gauges   []*gauge
	pits     []*pit
	pitOf    []int16 // per cell: 0 none, k+1 for pits[k]
	barriers []barrier
	sources  []shallowwater.Source
	peaks    peaks
	save
}

// save is the rest of what changes with time.
type save struct {
	Factor      float64    `json:"factor"`    // of the rain
	Rained      float64    `json:"rained"`    // depth since the start [m]
	Intensity   float64    `json:"intensity"` // in the last tick [m/s]
	OffSite     float64    `json:"off_site"`  // volume pumped off the site [m³]
	Flooded     areaVolume `json:"flooded"`   // ground outside pits, now
	MaxFlood    float64    `json:"max_flood"` // largest flooded area [m²]
	TimeOfFlood float64    `json:"time_of_flood"`
}

type areaVolume struct {
	Area   float64 `json:"area"`   // [m²]
	Volume float64 `json:"volume"` // [m³]
}

// New makes a model of dry ground, or of still water at the initial level.
func New(site *engine.Site, p Parameters) (*Model, error) {
	storm, err := p.Rain.hyetograph()
	if err != nil {
		return nil, err
	}
	m := &Model{site: site, grid: site.Ground.Grid, par: p, storm: storm, save: save{Factor: p.Rain.Factor, TimeOfFlood: -1}}
	building := site.Layer("building")
	m.open = make([]bool, m.grid.Len())
	for cell, z := range site.Ground.Values {
		m.open[cell] = !isNaN(z) && (building == nil || isNaN(building.Values[cell]))
	}
	if err := m.fill(); err != nil {
		return nil, err
	}
	if p.InitialLevelM != nil {
		if err := m.water.SetLevel(*p.InitialLevelM); err != nil {
			return nil, err
		}
	}
	m.peaks = newPeaks(m.grid.Len())
	return m, m.placeAssets()
}

// wettable tells whether water can stand on the cell: ground without building.
func (m *Model) wettable(cell int) bool { return m.open[cell] }

// fill makes the solver of the site's ground.
func (m *Model) fill() error {
	g := m.grid
	config := shallowwater.Config{
		Grid: solverGrid(g),
		Bed:  make([]float64, g.Len()), Manning: make([]float64, g.Len()), Kind: make([]shallowwater.Kind, g.Len()),
		West: m.par.Boundaries.side(m.par.Boundaries.West), East: m.par.Boundaries.side(m.par.Boundaries.East),
		South: m.par.Boundaries.side(m.par.Boundaries.South), North: m.par.Boundaries.side(m.par.Boundaries.North),
		Rim: m.par.Boundaries.side(m.par.Boundaries.Rim),
	}
	manning := m.site.Layer("manning")
	for cell, z := range m.site.Ground.Values {
		switch {
		case m.wettable(cell):
			config.Bed[cell] = float64(z)
		case isNaN(z):
			config.Kind[cell] = shallowwater.Outside
		default:
			config.Kind[cell] = shallowwater.Blocked
		}
		if manning != nil && !isNaN(manning.Values[cell]) {
			config.Manning[cell] = float64(manning.Values[cell])
		}
	}
	water, err := shallowwater.New(config)
	if err != nil {
		return err
	}
	m.water = water
	m.weight = roofToGround(m.site.Ground, m.wettable)
	return nil
}

// placeAssets puts pits, pumps and gauges on the ground, and reports all that
// do not fit together.
func (m *Model) placeAssets() error {
	var errs []error
	m.pitOf = make([]int16, m.grid.Len())
	for _, f := range m.site.Features {
		if f.Kind == "pit" {
			p := newPit(f, &m.site.Ground, m.wettable)
			for _, cell := range p.cells {
				m.pitOf[cell] = int16(len(m.pits) + 1)
				p.Volume += m.water.Depth()[cell] * m.grid.Area()
				p.catching += float64(m.weight[cell]) * m.grid.Area()
			}
			m.pits = append(m.pits, p)
		}
	}
	for _, a := range m.site.Assets {
		switch a.Kind {
		case "pump":
			p, err := newPump(a)
			if err == nil {
				err = p.place(&m.site.Ground, m.wettable)
			}
			m.pumps = append(m.pumps, p)
			errs = append(errs, err)
		case "gauge":
			g, err := newGauge(a, &m.site.Ground, m.wettable)
			m.gauges = append(m.gauges, g)
			errs = append(errs, err)
		}
	}
	if err := errors.Join(errs...); err != nil {
		return err
	}
	if err := m.water.SetLoss(m.losses()); err != nil {
		return err
	}
	return m.layWalls()
}

// losses returns what soaks away or into the storm sewers [m/s] per cell.
// Pits lose nothing: their floor is sealed and no sewer reaches it.
func (m *Model) losses() []float32 {
	loss := make([]float32, m.grid.Len())
	infiltration := m.site.Layer("infiltration")
	for cell := range loss {
		if m.pitOf[cell] > 0 || !m.wettable(cell) {
			continue
		}
		loss[cell] = float32(metresPerSecond(m.par.DrainageMMPerH))
		if infiltration != nil && !isNaN(infiltration.Values[cell]) {
			loss[cell] += infiltration.Values[cell]
		}
	}
	return loss
}

// Step implements engine.Model.
func (m *Model) Step(ctx context.Context, s *engine.Step) error {
	if err := m.take(s.Events); err != nil {
		return err
	}
	dt := float64(s.Ticks) * s.Tick.Step.Seconds()
	t := s.Tick.Seconds()
	rain := m.Factor * (m.storm.Depth(t) - m.storm.Depth(t-dt))
	m.Intensity = rain / dt
	m.Rained += rain
	if err := m.water.SetRain(m.Intensity, m.weight); err != nil {
		return err
	}
	if err := m.pumpFor(dt); err != nil {
		return err
	}
	if err := m.water.Advance(ctx, dt); err != nil {
		return err
	}
	pumped := m.bookPumps(dt)
	m.watch(s.Tick, dt, rain, pumped)
	return nil
}

// pumpFor asks the solver for what the pumps take and the hoses let go. Each
// pump has two sources: its intake, and its outlet unless that is off the site.
func (m *Model) pumpFor(dt float64) error {
	m.sources = m.sources[:0]
	for _, p := range m.pumps {
		p.decide(m.water, dt)
		m.sources = append(m.sources, shallowwater.Source{Cell: p.intake, Rate: -p.Flow})
		if p.outlet >= 0 {
			m.sources = append(m.sources, shallowwater.Source{Cell: p.outlet, Rate: p.Hose / dt})
		}
	}
	return m.water.SetSources(m.sources)
}

// bookPumps writes down what was moved and returns the volume [m³] that each
// pit gained by pumps.
func (m *Model) bookPumps(dt float64) []float64 {
	gained := make([]float64, len(m.pits))
	book := func(cell int, volume float64) {
		for k := range m.pits {
			if m.pitOf[cell] == int16(k+1) {
				gained[k] += volume
			}
		}
	}
	volumes := m.water.SourceVolumes()
	next := 0
	for _, p := range m.pumps {
		taken := -volumes[next]
		book(p.intake, volumes[next])
		next++
		if p.outlet >= 0 {
			book(p.outlet, volumes[next])
			next++
		} else {
			m.OffSite += p.Hose
		}
		p.took(taken, dt)
	}
	return gained
}

// watch looks at gauges, pits and peaks after a tick.
func (m *Model) watch(tick engine.Tick, dt, rain float64, pumped []float64) {
	bed, depth := m.water.Bed(), m.water.Depth()
	for _, g := range m.gauges {
		g.see(tick, bed[g.cell], depth[g.cell])
	}
	for k, p := range m.pits {
		p.see(tick.Seconds(), dt, m.grid, m.water, p.catching*rain, pumped[k])
	}
	m.Flooded = m.peaks.see(m, tick.Seconds())
	if m.Flooded.Area > m.MaxFlood {
		m.MaxFlood, m.TimeOfFlood = m.Flooded.Area, tick.Seconds()
	}
}

// stored returns all water in the model [m³]: on the ground and in hoses.
func (m *Model) stored() float64 {
	total := m.water.Ledger().Stored
	for _, p := range m.pumps {
		total += p.Hose
	}
	return total
}
