package rainstorm

import (
	"context"
	"math"

	"shapan/engine"
)

// exchangeMost is the longest time [s] for which pools and sumps may ask for
// water by the levels at its beginning.
const exchangeMost = 1.0

// Step implements engine.Model.
func (m *Model) Step(ctx context.Context, s *engine.Step) error {
	dt, t := float64(s.Ticks)*s.Tick.Step.Seconds(), s.Tick.Seconds()
	walls, err := m.take(s.Events, t-dt)
	if err != nil {
		return err
	}
	m.Time = t
	if m.strain(t, dt) || walls {
		if err := m.layWalls(t); err != nil {
			return err
		}
	}
	for _, set := range []error{m.rainOn(t-dt, t), m.soakIn(t-dt, dt), m.setStretches(t-dt, t)} {
		if set != nil {
			return set
		}
	}
	m.command(dt)
	gained := make([]float64, len(m.pits))
	parts := m.exchanges(dt)
	for k := range parts {
		from, to := t-dt+dt*float64(k)/float64(parts), t-dt+dt*float64(k+1)/float64(parts)
		if err := m.exchange(ctx, from, to, gained); err != nil {
			return err
		}
	}
	m.meter()
	m.watch(s.Tick, dt, gained)
	return nil
}

// exchanges is in how many parts a tick goes: one, unless it is long and
// something depends on levels that change meanwhile.
func (m *Model) exchanges(dt float64) int {
	if len(m.links) == 0 && len(m.sumps) == 0 && m.pipes == nil {
		return 1
	}
	return max(1, int(math.Ceil(dt/exchangeMost-1e-9)))
}

// exchange lets all works ask for water, the solver move it, and books what was
// moved; gained is what pits got of it [m³].
func (m *Model) exchange(ctx context.Context, from, to float64, gained []float64) error {
	dt := to - from
	m.draft.reset()
	for _, p := range m.pumps {
		p.run(m, dt)
	}
	m.fillSumps(dt)
	m.follow(from, dt)
	for _, l := range m.links {
		l.pass(m, dt)
	}
	for _, f := range m.inflows {
		f.ask(m, from, to)
	}
	if m.pipes != nil {
		if err := m.pipes.pass(ctx, m, dt); err != nil {
			return err
		}
	}
	if err := m.water.SetSources(m.draft.sources); err != nil {
		return err
	}
	if bend := m.par.Solver.CoarseBendM; bend > 0 {
		m.water.FollowWaves(bend, dt)
	}
	if err := m.water.Advance(ctx, dt); err != nil {
		return err
	}
	m.draft.book(m.water.SourceVolumes(), func(cell int, volume float64) {
		if k := m.pitOf[cell]; k > 0 {
			gained[k-1] += volume
		}
	})
	for k, v := range m.water.SectionVolumes() {
		m.sections[k].passed += v
	}
	for _, p := range m.pumps {
		p.took(dt)
	}
	m.bookSumps()
	m.Heard.Taken += m.followed
	for _, l := range m.links {
		l.took(to, dt)
	}
	for _, f := range m.inflows {
		f.took(dt)
	}
	if m.pipes != nil {
		m.pipes.took(to, dt)
	}
	return nil
}

// watch looks at gauges, pits and peaks after a tick.
func (m *Model) watch(tick engine.Tick, dt float64, gained []float64) {
	for _, g := range m.gauges {
		bed, depth := g.reads(m.water)
		g.see(tick, bed, depth)
	}
	for k, p := range m.pits {
		p.see(m, tick.Seconds(), dt, m.rainOver(p, dt), gained[k])
	}
	for _, s := range m.sections {
		s.see(tick.Seconds(), dt)
	}
	e := m.water.Extremes()
	m.Flooded = areaVolume{e.Area, e.Volume}
	if m.Flooded.Area > m.MaxFlood {
		m.MaxFlood, m.TimeOfFlood = m.Flooded.Area, e.Looked
	}
}

// held is the water that the grid does not see [m³].
func (m *Model) held() float64 {
	total := 0.0
	for _, p := range m.pumps {
		total += p.Hose
	}
	for _, s := range m.sumps {
		total += s.Volume
	}
	for _, l := range m.links {
		total += l.Held[0] + l.Held[1]
	}
	if m.pipes != nil {
		total += m.pipes.held()
	}
	return total
}
