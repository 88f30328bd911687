package rainstorm

import (
	"math"
	"runtime"
	"sync"

	"shapan/engine"
)

// peaks are the highest values that each cell has seen.
type peaks struct {
	depth  []float32 // [m]
	hazard []float32 // class
	wetAt  []float32 // when the cell first got wet [s]; NaN: never
}

func newPeaks(n int) peaks {
	p := peaks{make([]float32, n), make([]float32, n), make([]float32, n)}
	for k := range p.wetAt {
		p.wetAt[k] = float32(math.NaN())
	}
	return p
}

// see takes the present water and returns the flooded ground outside pits.
func (p *peaks) see(m *Model, t float64) (flooded areaVolume) {
	depth, u, v := m.water.Depth(), m.water.VelocityX(), m.water.VelocityY()
	above := m.par.FloodedAboveM
	rows := make([]areaVolume, m.grid.NY) // cells and depths per row: summed in order
	eachRow(m.grid, func(j, from, to int) {
		for k := from; k < to; k++ {
			d := depth[k]
			if d < wetDepth {
				continue
			}
			if p.wetAt[k] != p.wetAt[k] {
				p.wetAt[k] = float32(t)
			}
			p.depth[k] = max(p.depth[k], float32(d))
			p.hazard[k] = max(p.hazard[k], float32(Hazard.Of(d, math.Sqrt(u[k]*u[k]+v[k]*v[k]))))
			if d >= above && m.pitOf[k] == 0 {
				rows[j].Area++
				rows[j].Volume += d
			}
		}
	})
	for _, row := range rows {
		flooded.Area += row.Area * m.grid.Area()
		flooded.Volume += row.Volume * m.grid.Area()
	}
	return flooded
}

// Observe implements engine.Model.
func (m *Model) Observe(f *engine.Frame) {
	m.observeFields(f)
	for _, b := range m.barriers {
		if len(b.Line) > 0 {
			f.Paths = append(f.Paths, engine.Path{Name: b.ID, Kind: "barrier", Points: b.Line, Height: b.shownHeight()})
		}
	}
	m.observeScalars(f)
	for _, g := range m.gauges {
		g.observe(f, m.water.BedAt(g.cell), m.water.DepthAt(g.cell))
	}
}

// observeFields appends the water. Cells that cannot get wet have no data.
func (m *Model) observeFields(f *engine.Frame) {
	g := m.grid
	depth := f.AddField("water_depth", "m", g)
	east := f.AddField("water_velocity_x", "m/s", g)
	north := f.AddField("water_velocity_y", "m/s", g)
	hazard := f.AddField("water_hazard", "class", g)
	maxDepth := f.AddField("max_depth", "m", g)
	maxHazard := f.AddField("max_hazard", "class", g)
	firstWet := f.AddField("first_wet", "s", g)
	h, u, v := m.water.Depth(), m.water.VelocityX(), m.water.VelocityY()
	nan := float32(math.NaN())
	eachRow(g, func(_, from, to int) {
		copy(maxDepth[from:to], m.peaks.depth[from:to])
		copy(maxHazard[from:to], m.peaks.hazard[from:to])
		copy(firstWet[from:to], m.peaks.wetAt[from:to])
		for k := from; k < to; k++ {
			if !m.open[k] {
				depth[k], east[k], north[k], hazard[k], maxDepth[k], maxHazard[k] = nan, nan, nan, nan, nan, nan
				continue
			}
			depth[k], east[k], north[k], hazard[k] = float32(h[k]), 0, 0, 0
			if h[k] >= wetDepth {
				east[k], north[k] = float32(u[k]), float32(v[k])
				hazard[k] = float32(Hazard.Of(h[k], math.Sqrt(u[k]*u[k]+v[k]*v[k])))
			}
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
