package rainstorm

import (
	"errors"
	"fmt"
	"math"

	"shapan/engine"
	"shapan/engine/solver/shallowwater"
)

// fill makes the solver of the site's ground, with the stretches of its rim.
func (m *Model) fill() error {
	g := m.grid
	b := m.par.Boundaries
	config := shallowwater.Config{
		Grid: solverGrid(g),
		Bed:  make([]float64, g.Len()), Manning: make([]float64, g.Len()), Kind: make([]shallowwater.Kind, g.Len()),
		West: b.side(b.West), East: b.side(b.East), South: b.side(b.South), North: b.side(b.North), Rim: b.side(b.Rim),
	}
	m.tune(&config)
	config.Porosity = m.unbuilt
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
	if err := m.placeStretches(&config); err != nil {
		return err
	}
	water, err := shallowwater.New(config)
	if err != nil {
		return err
	}
	m.water = water
	if m.fall.uniform != nil {
		if err := m.water.SetRain(0, m.fall.weight); err != nil {
			return err
		}
	}
	return nil
}

func (m *Model) placeStretches(config *shallowwater.Config) error {
	var errs []error
	ids := map[string]bool{}
	for k, p := range m.par.Boundaries.Stretches {
		s, segment, err := m.newStretch(p)
		if err == nil && ids[p.ID] {
			err = engine.Wrong(fmt.Errorf("%s: is there already", p.ID), "id")
		}
		if err != nil {
			errs = append(errs, engine.Wrong(err, "boundaries", "stretches", k))
			continue
		}
		ids[p.ID] = true
		m.stretches = append(m.stretches, s)
		config.Segments = append(config.Segments, segment)
	}
	m.forgetRules()
	return errors.Join(errs...)
}

// forgetRules makes every stretch hand its rule over anew.
func (m *Model) forgetRules() {
	m.inForce = make([]shallowwater.Boundary, len(m.stretches))
	for k := range m.inForce {
		m.inForce[k].Level = math.NaN()
	}
}

// losses returns what soaks away or into the storm sewers, or dries [m/s] per
// cell. Pits lose nothing but what dries: their floor is sealed and no sewer
// reaches it.
func (m *Model) losses() []float32 {
	loss := make([]float32, m.grid.Len())
	infiltration := m.site.Layer("infiltration")
	dries := float32(m.par.EvaporationMMPerDay / 1000 / 86400)
	for cell := range loss {
		if !m.wettable(cell) {
			continue
		}
		loss[cell] = dries
		if m.pitOf[cell] > 0 {
			continue
		}
		loss[cell] += float32(metresPerSecond(m.par.DrainageMMPerH))
		if infiltration != nil && !isNaN(infiltration.Values[cell]) {
			loss[cell] += infiltration.Values[cell]
		}
	}
	return loss
}
