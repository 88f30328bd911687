package runoff

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math"
)

// Runoff is a model in motion.
type Runoff struct {
	model  *Model
	time   float64
	spots  []int // per gage: where its search begins
	fields []field

	rained, evaporated, infiltrated, ran, lost float64 // [m³]
}

// field is a subcatchment in motion.
type field struct {
	planes [3]plane // impervious without storage, with storage, pervious
	wet    wetness
	sent   float64 // to the node in the last step [m³]
	rate   float64 // runs to it at the end of that step [m³/s]
	coming float64 // from other subcatchments, enters in the next step [m³]
	next   float64 // the same, gathered during this step
}

// New makes a Runoff; the error names all mistakes of the model.
func New(m Model) (*Runoff, error) {
	if err := m.Check(); err != nil {
		return nil, err
	}
	r := &Runoff{model: &m, spots: make([]int, len(m.Gages)), fields: make([]field, len(m.Areas))}
	for k := range m.Areas {
		a, f := &m.Areas[k], &r.fields[k]
		hard, soft := a.Area*a.Impervious, a.Area*(1-a.Impervious)
		alpha := func(area, n float64) float64 {
			if n == 0 || a.Width == 0 || a.Slope == 0 || area == 0 {
				if n == 0 {
					return math.Inf(1)
				}
				return 0
			}
			return a.Width * math.Sqrt(a.Slope) / (area * n)
		}
		f.planes[0] = plane{area: hard * a.Bare, alpha: alpha(hard, a.NImpervious)}
		f.planes[1] = plane{area: hard * (1 - a.Bare), alpha: alpha(hard, a.NImpervious), store: a.StoreImpervious}
		f.planes[2] = plane{area: soft, alpha: alpha(soft, a.NPervious), store: a.StorePervious}
		f.wet = a.Soil.fresh()
	}
	return r, nil
}

// Advance moves all subcatchments by dt [s].
func (r *Runoff) Advance(dt float64) {
	if !(dt > 0) {
		return
	}
	m := r.model
	evaporation := m.Evaporation.at(r.time)
	for k := range m.Areas {
		a, f := &m.Areas[k], &r.fields[k]
		f.sent, f.rate = 0, 0
		if a.Area <= 0 {
			continue
		}
		rain := 0.0
		if a.Gage >= 0 {
			rain = m.Gages[a.Gage].rain(r.time, r.time+dt, &r.spots[a.Gage])
		}
		r.rained += rain * a.Area
		potential := evaporation * dt
		if m.Evaporation.DryOnly && rain > 0 {
			potential = 0
		}
		rain += f.coming / a.Area
		f.coming = 0
		for j := range f.planes {
			p := &f.planes[j]
			if p.area <= 0 {
				continue
			}
			in := rain + p.given
			p.given = 0
			var soak func(float64) float64
			if j == 2 {
				soak = func(water float64) float64 { return a.Soil.soak(&f.wet, water, in, dt) }
			}
			e, s := p.move(in, potential, soak, dt)
			r.evaporated += e * p.area
			r.infiltrated += s * p.area
		}
		r.deliver(a, f)
	}
	for k := range r.fields {
		f := &r.fields[k]
		f.coming += f.next
		f.next = 0
	}
	r.time += dt
}

// deliver sends what ran off the planes to the other part, the node or the next
// subcatchment.
func (r *Runoff) deliver(a *Subcatchment, f *field) {
	hard := f.planes[0].run*f.planes[0].area + f.planes[1].run*f.planes[1].area
	soft := f.planes[2].run * f.planes[2].area
	hardRate := f.planes[0].rate*f.planes[0].area + f.planes[1].rate*f.planes[1].area
	softRate := f.planes[2].rate * f.planes[2].area
	switch {
	case a.Route == ToPervious && f.planes[2].area > 0:
		f.planes[2].given += a.Routed * hard / f.planes[2].area
		hard *= 1 - a.Routed
		hardRate *= 1 - a.Routed
	case a.Route == ToImpervious && f.planes[0].area+f.planes[1].area > 0:
		depth := a.Routed * soft / (f.planes[0].area + f.planes[1].area)
		f.planes[0].given += depth
		f.planes[1].given += depth
		soft *= 1 - a.Routed
		softRate *= 1 - a.Routed
	}
	out := hard + soft
	switch {
	case a.Node >= 0:
		f.sent, f.rate = out, hardRate+softRate
		r.ran += out
	case a.Next >= 0:
		r.fields[a.Next].next += out
	default:
		r.lost += out
	}
}

// Sent returns what subcatchment k gave to its node in the last Advance [m³].
func (r *Runoff) Sent(k int) float64 { return r.fields[k].sent }

// Rate returns what subcatchment k gives to its node at this instant [m³/s]: as
// the water on it now runs off, not the mean of the last Advance.
func (r *Runoff) Rate(k int) float64 { return r.fields[k].rate }

// Time returns the time since the start [s].
func (r *Runoff) Time() float64 { return r.time }

// Ledger is the balance of all subcatchments [m³].
type Ledger struct {
	Rain, Evaporation, Infiltration float64
	Runoff                          float64 // to nodes
	Lost                            float64 // of subcatchments that drain nowhere
	Stored                          float64 // on the ground now
}

// Error is what is there and came from nowhere [m³].
func (l Ledger) Error() float64 {
	return l.Evaporation + l.Infiltration + l.Runoff + l.Lost + l.Stored - l.Rain
}

// Ledger returns the balance so far.
func (r *Runoff) Ledger() Ledger {
	l := Ledger{Rain: r.rained, Evaporation: r.evaporated, Infiltration: r.infiltrated, Runoff: r.ran, Lost: r.lost}
	for k := range r.fields {
		f := &r.fields[k]
		l.Stored += f.coming
		for j := range f.planes {
			l.Stored += (f.planes[j].depth + f.planes[j].given) * f.planes[j].area
		}
	}
	return l
}

// State returns the whole state; SetState of a Runoff of the same model takes
// it back, bit by bit.
func (r *Runoff) State() ([]byte, error) {
	var b bytes.Buffer
	put := func(v ...float64) {
		for _, x := range v {
			binary.Write(&b, binary.LittleEndian, x)
		}
	}
	put(float64(len(r.fields)), r.time, r.rained, r.evaporated, r.infiltrated, r.ran, r.lost)
	for k := range r.fields {
		f := &r.fields[k]
		for j := range f.planes {
			put(f.planes[j].depth, f.planes[j].run, f.planes[j].given)
		}
		w := &f.wet
		sated := 0.0
		if w.sated {
			sated = 1
		}
		put(f.sent, f.rate, f.coming, w.age, w.taken, w.front, w.upper, w.dry, sated, w.rain, w.run, w.space)
	}
	return b.Bytes(), nil
}

// SetState takes a state that State gave.
func (r *Runoff) SetState(state []byte) error {
	if want := 8 * (7 + len(r.fields)*21); len(state) != want {
		return fmt.Errorf("runoff: state of %d bytes: expected %d for %d subcatchments", len(state), want, len(r.fields))
	}
	get := func() float64 {
		v := math.Float64frombits(binary.LittleEndian.Uint64(state))
		state = state[8:]
		return v
	}
	get()
	r.time, r.rained, r.evaporated, r.infiltrated, r.ran, r.lost = get(), get(), get(), get(), get(), get()
	clear(r.spots)
	for k := range r.fields {
		f := &r.fields[k]
		for j := range f.planes {
			p := &f.planes[j]
			p.depth, p.run, p.given = get(), get(), get()
		}
		w := &f.wet
		f.sent, f.rate, f.coming, w.age, w.taken, w.front, w.upper, w.dry = get(), get(), get(), get(), get(), get(), get(), get()
		w.sated = get() == 1
		w.rain, w.run, w.space = get(), get(), get()
	}
	return nil
}
