package rainstorm

import (
	"math"
	"runtime"
	"sync"

	"shapan/engine"
	"shapan/engine/solver/shallowwater"
)

// lookEvery is the time [s] between two looks at all cells for their extremes:
// water on the ground changes by millimetres in it. Gauges look at every tick.
const lookEvery = 5

// watchAll tells the solver what to look for.
func (m *Model) watchAll() {
	w := shallowwater.Watch{Every: lookEvery, Wet: wetDepth, Flooded: m.par.FloodedAboveM, Except: make([]bool, m.grid.Len())}
	for cell, pit := range m.pitOf {
		w.Except[cell] = pit > 0
	}
	for _, c := range Hazard.Classes {
		w.Bands = append(w.Bands, shallowwater.Band{Depth: c.MaxDepth, Speed: math.Inf(1), DepthSpeed: c.MaxDV})
	}
	m.water.SetWatch(w)
}

// Observe implements engine.Model.
func (m *Model) Observe(f *engine.Frame) {
	f.Later(m.observeFields)
	for _, b := range m.barriers {
		if len(b.Line) > 0 {
			f.Paths = append(f.Paths, engine.Path{Name: b.ID, Kind: "barrier", Points: b.Line, Height: b.shownHeight()})
		}
	}
	m.observeScalars(f)
	for _, g := range m.gauges {
		bed, depth := g.reads(m.water)
		g.observe(f, bed, depth)
	}
}

// observeFields appends the water. Cells that cannot get wet have no data.
func (m *Model) observeFields(f *engine.Frame) {
	g := m.grid
	depth := f.AddField("water_depth", "m", g)
	east := f.AddField("water_velocity_x", "m/s", g)
	north := f.AddField("water_velocity_y", "m/s", g)
	hazard := f.AddField("water_hazard", "class", g)
	e := m.water.Extremes()
	lasting := [...]struct {
		name, unit string
		seen, into []float32
	}{
		{name: "max_depth", unit: "m", seen: e.MaxDepth}, {name: "max_speed", unit: "m/s", seen: e.MaxSpeed},
		{name: "max_depth_speed", unit: "m²/s", seen: e.MaxDepthSpeed}, {name: "max_hazard", unit: "class", seen: e.MaxClass},
		{name: "first_wet", unit: "s", seen: e.Arrival}, {name: "duration_wet", unit: "s", seen: e.Duration},
	}
	for k := range lasting {
		x := &lasting[k]
		x.into = f.AddField(x.name, x.unit, g)
		f.Fields[len(f.Fields)-1].Lasting = true
	}
	h := m.water.Depth()
	m.water.Motion(east, north)
	nan := float32(math.NaN())
	eachRow(g, func(_, from, to int) {
		for _, x := range lasting {
			copy(x.into[from:to], x.seen[from:to])
		}
		for k := from; k < to; k++ {
			if !m.open[k] {
				depth[k], east[k], north[k], hazard[k] = nan, nan, nan, nan
				for _, x := range lasting {
					x.into[k] = nan
				}
				continue
			}
			depth[k], hazard[k] = float32(h[k]), 0
			if h[k] < wetDepth {
				east[k], north[k] = 0, 0
				continue
			}
			u, v := float64(east[k]), float64(north[k])
			hazard[k] = float32(Hazard.Of(h[k], math.Sqrt(u*u+v*v)))
		}
	})
}

// eachRow calls work for every row of the grid, rows shared among processors.
// The work of a row must touch nothing of another row.
func eachRow(g engine.Grid, work func(j, from, to int)) {
	workers := min(runtime.GOMAXPROCS(0), g.NY)
	var group sync.WaitGroup
	for w := range workers {
		group.Add(1)
		go func() {
			defer group.Done()
			for j := w * g.NY / workers; j < (w+1)*g.NY/workers; j++ {
				work(j, j*g.NX, (j+1)*g.NX)
			}
		}()
	}
	group.Wait()
}
