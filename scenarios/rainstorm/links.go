package rainstorm

import (
	"fmt"
	"math"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/engine"
	"shapan/engine/solver/hydraulics"
)

// link is a culvert, sluice or weir: a law of the levels at its two ends. What
// it took in one exchange comes out at the other end in the next.
type link struct {
	id     string // "culvert/C1"
	kind   string
	name   engine.Text
	law    law
	places [2]mgl64.Vec2
	ends   [2]mouth
	speed  float64 // of a gate [m/s]; 0: at once

	drawn float64 // in this exchange [m³]
	into  int     // the end that it goes to
	linkSave
}

// linkSave is the part of a link that changes with time.
type linkSave struct {
	Flow    float64    `json:"flow"`    // of the last exchange, from end 0 to end 1 [m³/s]
	Held    [2]float64 `json:"held"`    // on its way to each end [m³]
	Moved   float64    `json:"moved"`   // net since the start [m³]
	MaxFlow float64    `json:"max"`     // largest so far, either way [m³/s]
	TimeMax float64    `json:"time"`    // [s]; negative: never
	Shut    bool       `json:"shut"`    // closed by an event
	Blocked float64    `json:"blocked"` // share, of a culvert
	Opening float64    `json:"opening"` // of a sluice [m]
	Target  float64    `json:"target"`  // that the opening moves to [m]
	Crest   float64    `json:"crest"`   // of a weir [m]
}

// law gives the flow [m³/s] from the first to the second of two levels [m].
type law interface{ Flow(h1, h2 float64) float64 }

// newLink reads a culvert, sluice or weir of the site.
func (m *Model) newLink(a engine.Asset) (*link, error) {
	number := func(key string) float64 { v, _ := a.Properties[key].Number(); return v }
	flap, _ := a.Properties["flap_gate"].Bool()
	l := &link{id: a.ID, kind: a.Kind, name: a.Name, linkSave: linkSave{TimeMax: -1}}
	width := number("width_m")
	switch a.Kind {
	case "culvert":
		inlet, _ := a.Properties["inlet"].Text()
		form, known := hydraulics.Inlets[inlet]
		if !known {
			return nil, fmt.Errorf("%s: inlet %q: no such form", a.ID, inlet)
		}
		c := &hydraulics.Culvert{
			Section: hydraulics.Section{Shape: hydraulics.Box, Width: width, Height: number("height_m")},
			Barrels: number("barrels"), Length: number("length_m"), Z1: number("invert_from_m"), Z2: number("invert_to_m"),
			Manning: number("manning_s_per_m13"), Inlet: form, Kx: number("exit_loss"), Flap: flap,
		}
		if d := number("diameter_m"); d > 0 {
			c.Section, width = hydraulics.Section{Shape: hydraulics.Circular, Height: d}, d
		}
		width *= c.Barrels
		l.law, l.Blocked = c, number("blocked")
	case "sluice":
		l.law = &hydraulics.Gate{Width: width, Sill: number("sill_level_m"), Factor: number("contraction_factor"), Flap: flap}
		l.Opening, l.speed = number("opening_m"), number("speed_m_per_min")/60
		l.Target = l.Opening
	case "weir":
		l.law, l.Crest = &hydraulics.Weir{Width: width, Factor: number("coefficient_factor")}, number("crest_level_m")
	}
	for k, key := range []string{"from", "to"} {
		points, _ := a.Properties[key].Points()
		if len(points) != 1 {
			return nil, fmt.Errorf("%s: no %s", a.ID, key)
		}
		l.places[k] = points[0].Vec2()
	}
	axis := l.places[1].Sub(l.places[0])
	for k := range l.ends {
		var err error
		if l.ends[k], err = m.mouthAt(l.places[k], axis, width); err != nil {
			return nil, fmt.Errorf("%s: %w", a.ID, err)
		}
	}
	if !l.ends[0].apart(l.ends[1]) {
		return nil, fmt.Errorf("%s: from and to share cells: draw them farther apart, %g m across", a.ID, width)
	}
	return l, nil
}

// obey moves a gate and hands the law what may have changed.
func (l *link) obey(dt float64) {
	if step := l.Target - l.Opening; l.speed > 0 && math.Abs(step) > l.speed*dt {
		l.Opening += math.Copysign(l.speed*dt, step)
	} else {
		l.Opening = l.Target
	}
	switch of := l.law.(type) {
	case *hydraulics.Culvert:
		of.Blocked = l.Blocked
	case *hydraulics.Gate:
		of.Opening = l.Opening
	case *hydraulics.Weir:
		of.Crest = l.Crest
	}
}

// pass lets out what has arrived and asks for what the levels of now drive
// through in an exchange of dt seconds.
func (l *link) pass(m *Model, dt float64) {
	l.obey(dt)
	pools := [2]pool{m.poolAt(l.ends[0], dt), m.poolAt(l.ends[1], dt)}
	held, last := l.Held, l.Flow
	for k := range pools { // it comes out now
		l.ends[k].let(m, l.Held[k], dt)
		l.Held[k] = 0
	}
	l.drawn, l.Flow, l.into = 0, 0, 1
	if l.Shut {
		return
	}
	q := settle(l.law, pools[0], pools[1], held, last, dt)
	l.into = 1
	if q < 0 {
		l.into = 0
	}
	l.ends[1-l.into].take(m, math.Abs(q), &l.drawn)
}

// took books what a link really got in an exchange that ends at t [s].
func (l *link) took(t, dt float64) {
	l.Held[l.into] += l.drawn
	volume := l.drawn
	if l.into == 0 {
		volume = -volume
	}
	l.Moved += volume
	l.Flow = volume / dt
	if math.Abs(l.Flow) > l.MaxFlow {
		l.MaxFlow, l.TimeMax = math.Abs(l.Flow), t
	}
}

// set lets an event act on a link.
func (l *link) set(e engine.Event) (err error) {
	switch {
	case e.Property == "state":
		word, _ := e.Value.Text()
		if word != "open" && word != "closed" {
			return fmt.Errorf("%s.state: %v: expected open or closed", e.Subject, e.Value)
		}
		l.Shut = word == "closed"
	case e.Property == "blocked" && l.kind == "culvert":
		l.Blocked, err = number(e.Value, 0, 1)
	case e.Property == "opening_m" && l.kind == "sluice":
		l.Target, err = number(e.Value, 0, 100)
	case e.Property == "crest_level_m" && l.kind == "weir":
		l.Crest, err = number(e.Value, -1000, 10000)
	default:
		knows := map[string]string{"culvert": "state, blocked", "sluice": "state, opening_m", "weir": "state, crest_level_m"}
		return fmt.Errorf("%s.%s: a %s knows %s", e.Subject, e.Property, l.kind, knows[l.kind])
	}
	return err
}
