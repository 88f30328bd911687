// Package rainstorm rehearses floods over a site: rain, rivers, tides and
// breaches; streets run with water, it finds the low place of a pit's edge,
// culverts and sluices pass it on, pumps work against it and fail, gauges raise
// alarms. README.md says what it answers, what it ignores and how wrong it may
// be.
//
// The walk: parameters.go and its parts are read; New (model.go) puts the site's
// assets on the ground (ground.go). A tick (step.go) takes events (events.go),
// lets barriers fail (breach.go), sets rain and rims (stretches.go), and then in
// one or several exchanges lets pumps, sumps, links and inflows ask the solver
// for water (draft.go). A drainage network (sewer.go, network.go) trades with the
// ground through its manholes (manholes.go). What can be seen goes out by
// observe.go and summary.go.
package rainstorm

import (
	"errors"
	"fmt"

	"shapan/engine"
	"shapan/engine/solver/infiltration"
	"shapan/engine/solver/shallowwater"
)

// Scenario makes rainstorm models.
var Scenario = engine.Scenario{
	Name:       "rainstorm",
	Doc:        "Floods on a site with pits: rain, rivers, tides, breaches; surface flow, pumps, sumps, culverts, barriers, water-level alarms.",
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
	site    *engine.Site
	grid    engine.Grid
	par     Parameters
	wet     float64 // depth from which ground counts as wet [m]
	fall    fall
	soil    *infiltration.Soil // nil: capacities that stay
	water   *shallowwater.Solver
	sewer   Sewer        // that pumps discharge into; nil: none
	pipes   *network     // the drainage network; nil: none
	open    []bool       // per cell: it can get wet
	passage [2][]float64 // of the edges east and north of each cell, the share that no building closes; nil: all
	unbuilt []float64    // per cell that can: the share that no building covers; nil: all of it

	pumps     []*pump
	ranked    []*pump // in the order in which they are called
	feeds     []*feed
	sumps     []*sump
	links     []*link
	inflows   []*inflow
	stretches []*stretch // in the order of the solver's segments
	inForce   []shallowwater.Boundary
	gauges    []*gauge
	sections  []*section
	pits      []*pit
	pitOf     []int16 // per cell: 0 none, k+1 for pits[k]
	barriers  []barrier
	crests    map[engine.Edge]float64 // of all walls as they stand [m]
	draft     draft
	followed  float64   // taken in this exchange to follow readings [m³]
	pond      []int     // memory of poolAt: the cells
	met       []int32   // per cell: the last round of poolAt that met it
	round     int32     // of poolAt
	capacity  []float32 // of the ground [m/s]
	save
}

// save is the rest of what changes with time.
type save struct {
	Time        float64    `json:"time"`      // since the start [s]
	Factor      float64    `json:"factor"`    // of the rain
	Soaked      float64    `json:"soaked"`    // when the soil was last booked [s]
	Rained      float64    `json:"rained"`    // depth since the start [m]
	Intensity   float64    `json:"intensity"` // in the last tick [m/s]
	OffSite     float64    `json:"off_site"`  // volume pumped off the site [m³]
	ToSewer     float64    `json:"to_sewer"`  // volume pumped into manholes [m³]
	Flooded     areaVolume `json:"flooded"`   // ground outside pits, now
	MaxFlood    float64    `json:"max_flood"` // largest flooded area [m²]
	TimeOfFlood float64    `json:"time_of_flood"`
	Heard       heard      `json:"heard"`
}

type areaVolume struct {
	Area   float64 `json:"area"`   // [m²]
	Volume float64 `json:"volume"` // [m³]
}

// New makes a model of dry ground, or of the initial water.
func New(site *engine.Site, p Parameters) (*Model, error) {
	m := &Model{site: site, grid: site.Ground.Grid, par: p, save: save{Factor: p.Rain.Factor, TimeOfFlood: -1}}
	m.wet = m.wetFrom()
	m.findOpen()
	var err error
	if m.fall, err = m.newFall(); err != nil {
		return nil, err
	}
	if err := m.fill(); err != nil {
		return nil, err
	}
	if err := m.pour(); err != nil {
		return nil, err
	}
	if m.pipes, err = m.newNetwork(); err != nil {
		return nil, engine.Wrong(err, "sewer")
	}
	if m.pipes != nil {
		m.sewer = m.pipes
	}
	if err := m.place(); err != nil {
		return nil, err
	}
	m.watchAll()
	return m, nil
}

// wettable tells whether water can stand on the cell: ground without building.
func (m *Model) wettable(cell int) bool { return m.open[cell] }

// place puts pits, works and gauges on the ground, and reports all that do not
// fit together.
func (m *Model) place() error {
	m.placeFeatures()
	errs := []error{m.placeSumps(), m.placeAssets(), m.placeInflows()}
	if err := errors.Join(errs...); err != nil {
		return err
	}
	m.rankPumps()
	m.capacity = m.losses()
	var err error
	if m.soil, err = m.newSoil(); err != nil {
		return engine.Wrong(err, "soil")
	}
	if m.soil == nil {
		if err := m.water.SetLoss(m.capacity); err != nil {
			return err
		}
	}
	if len(m.sections) > 0 {
		if err := m.layLines(); err != nil {
			return err
		}
	}
	return m.layWalls(0)
}

func (m *Model) placeFeatures() {
	m.pitOf = make([]int16, m.grid.Len())
	for _, f := range m.site.Features {
		switch f.Kind {
		case "pit":
			p := newPit(f, &m.site.Ground, m.wettable)
			for _, cell := range p.cells {
				m.pitOf[cell] = int16(len(m.pits) + 1)
				p.catching += float64(m.fall.weight[cell]) * m.grid.Area()
			}
			p.Volume = m.volumeIn(p.cells)
			m.pits = append(m.pits, p)
		case "section":
			m.sections = append(m.sections, newSection(f, m.grid))
		}
	}
}

// placeSumps goes first: pumps stand in them and discharge into them.
func (m *Model) placeSumps() error {
	var errs []error
	for _, a := range m.site.Assets {
		if a.Kind != "sump" {
			continue
		}
		if s := m.newSump(a); s != nil {
			if len(s.cells) == 0 {
				errs = append(errs, fmt.Errorf("%s: there is no open ground at it", s.id))
			}
			m.sumps = append(m.sumps, s)
		}
	}
	return errors.Join(errs...)
}

func (m *Model) placeAssets() error {
	var errs []error
	for _, a := range m.site.Assets {
		var err error
		switch a.Kind {
		case "pump":
			var p *pump
			if p, err = newPump(a); err == nil {
				err = p.place(m)
			}
			m.pumps = append(m.pumps, p)
		case "gauge":
			var g *gauge
			g, err = newGauge(a, &m.site.Ground, m.wettable, m.wet)
			m.gauges = append(m.gauges, g)
		case "power":
			m.feeds = append(m.feeds, newFeed(a))
		case "culvert", "sluice", "weir":
			var l *link
			l, err = m.newLink(a)
			m.links = append(m.links, l)
		case "barrier":
			b := newBarrier(a)
			*m.barrier(b.ID) = b
		}
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}

func (m *Model) placeInflows() error {
	var errs []error
	ids := map[string]bool{}
	for k, p := range m.par.Inflows {
		f, err := m.newInflow(p)
		if err == nil && ids[p.ID] {
			err = engine.Wrong(fmt.Errorf("%s: is there already", p.ID), "id")
		}
		ids[p.ID] = true
		errs = append(errs, engine.Wrong(err, "inflows", k))
		m.inflows = append(m.inflows, f)
	}
	return errors.Join(errs...)
}
