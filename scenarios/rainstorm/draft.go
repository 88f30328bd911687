package rainstorm

import "shapan/engine/solver/shallowwater"

// draft is what all works ask the solver to move in one exchange: pumps,
// hoses, culverts, sumps, inflows. What is asked to be taken may not be there;
// the solver says afterwards what it took, and only that goes on.
type draft struct {
	sources []shallowwater.Source
	moved   []*float64 // per source: where its volume is to be added; nil: nowhere
}

func (d *draft) reset() { d.sources, d.moved = d.sources[:0], d.moved[:0] }

// give lets a volume [m³] go on a cell within dt [s]. The solver gives all of it.
func (d *draft) give(cell int, volume, dt float64) {
	if volume > 0 {
		d.ask(cell, volume/dt, nil)
	}
}

// take asks a rate [m³/s] of a cell; what is really taken [m³] is added to
// drawn after the exchange.
func (d *draft) take(cell int, rate float64, drawn *float64) {
	if rate > 0 {
		d.ask(cell, -rate, drawn)
	}
}

// ask puts a source down; moved gets the volume that was taken, negative for
// what was given.
func (d *draft) ask(cell int, rate float64, moved *float64) {
	d.sources = append(d.sources, shallowwater.Source{Cell: cell, Rate: rate})
	d.moved = append(d.moved, moved)
}

// book tells all who asked what they got; each sees every source's cell and
// the volume [m³] that the cell gained.
func (d *draft) book(volumes []float64, each func(cell int, gained float64)) {
	for k, v := range volumes {
		each(d.sources[k].Cell, v)
		if d.moved[k] != nil {
			*d.moved[k] -= v
		}
	}
}
