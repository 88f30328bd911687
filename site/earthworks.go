package site

import (
	"math"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/engine"
	"shapan/gis/terrain"
	"shapan/yamlfile"
)

// earthworks adds benches, ramps and phases to a pit, as far as the phase that
// is reached, and tells whether they are sound.
func (l *loader) earthworks(k int, id string, e *terrain.Excavation) bool {
	p, node := l.doc.Pits[k], l.at("pits", k)
	before := len(l.errs)
	above := math.Inf(1)
	for m, b := range p.Benches {
		at := node.At("benches", m, "level_m")
		switch {
		case b.Level <= p.Formation:
			l.fail(at, "%g: must be above formation_level_m (%g)", b.Level, p.Formation)
		case b.Level >= above:
			l.fail(at, "%g: must be below the bench before (%g): list them from the top down", b.Level, above)
		}
		above = b.Level
		e.Benches = append(e.Benches, terrain.Bench{Level: b.Level, Width: b.Width, Slope: b.Slope})
	}
	e.Ramps = rampsOf(p.Ramps, p.Formation)
	reached := false
	for m, ph := range p.Phases {
		at := node.At("phases", m)
		l.take(at.At("id"), id+"/"+ph.ID)
		to := terrain.Phase{Level: ph.Level, Fill: ph.Fill, Ramps: rampsOf(ph.Ramps, math.Max(ph.Level, p.Formation))}
		if ph.Outline != nil {
			if to.Rings = l.rings(at.At("outline"), ph.Outline); to.Rings != nil && e.Rings != nil && !inside(to.Rings, e.Rings) {
				l.fail(at.At("outline"), "reaches beyond the pit's outline: must lie inside")
			}
		}
		if ph.Fill && len(ph.Ramps) > 0 {
			l.fail(at.At("ramps"), "belong to a phase that digs, not to one that fills")
		}
		if !reached {
			e.Phases = append(e.Phases, to)
		}
		reached = reached || ph.ID == p.Reached
	}
	if p.Reached != "" && !reached {
		l.fail(node.At("reached_phase"), "%s: no such phase of this pit", p.Reached)
	}
	return len(l.errs) == before
}

// unknownLevel stands for the ground's height at a ramp's start until there is a ground.
var unknownLevel = math.NaN()

func rampsOf(ramps []ramp, bottom float64) (out []terrain.Ramp) {
	for _, r := range ramps {
		to := terrain.Ramp{Line: r.Line, Top: unknownLevel, Bottom: bottom, Width: r.Width, Slope: r.Slope}
		if r.Top != nil {
			to.Top = *r.Top
		}
		if r.Bottom != nil {
			to.Bottom = *r.Bottom
		}
		out = append(out, to)
	}
	return out
}

// rampLevels sets ramps on the ground where the file says no level, and checks
// that they lead down.
func (l *loader) rampLevels(k int, e *terrain.Excavation) bool {
	node, before := l.at("pits", k), len(l.errs)
	check := func(at yamlfile.Node, ramps []terrain.Ramp) {
		for m := range ramps {
			r := &ramps[m]
			if !l.inGround(at.At(m, "line"), [][]mgl64.Vec2{r.Line}) {
				continue
			}
			if math.IsNaN(r.Top) {
				r.Top = terrain.HeightAt(&l.site.Ground, r.Line[0])
			}
			switch {
			case math.IsNaN(r.Top):
				l.fail(at.At(m, "line"), "no ground data at its start (%g, %g): say top_level_m", r.Line[0][0], r.Line[0][1])
			case r.Top <= r.Bottom:
				l.fail(at.At(m), "leads from %.2f m to %.2f m: must lead down", r.Top, r.Bottom)
			}
		}
	}
	check(node.At("ramps"), e.Ramps)
	for m := range e.Phases {
		check(node.At("phases", m, "ramps"), e.Phases[m].Ramps)
	}
	return len(l.errs) == before
}

// phasesDone makes a feature of each phase that has been reached, with what it
// has moved.
func (l *loader) phasesDone(k int, id string, e terrain.Excavation, cut terrain.Cut) {
	for m := range e.Phases {
		ph, w := l.doc.Pits[k].Phases[m], cut.Works[m]
		rings := e.Phases[m].Rings
		if rings == nil {
			rings = e.Rings
		}
		l.site.Features = append(l.site.Features, engine.Feature{
			ID: id + "/" + ph.ID, Kind: "pit_phase", Name: named(ph.Name, ph.ID), Rings: rings,
			Properties: map[string]engine.Value{
				"level_m": engine.Number(ph.Level), "cut_m3": engine.Number(w.Cut), "fill_m3": engine.Number(w.Fill),
			},
		})
	}
}

// total of the phases.
func total(works []terrain.Work) (sum terrain.Work) {
	for _, w := range works {
		sum.Cut, sum.Fill = sum.Cut+w.Cut, sum.Fill+w.Fill
	}
	return sum
}
