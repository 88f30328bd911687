package rainstorm

import (
	"fmt"
	"math"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/engine"
	"shapan/engine/solver/hydraulics"
)

// PumpState is what a pump is doing; the numbers go out as "pump/….state".
type PumpState uint8

// The states of a pump.
const (
	PumpOff     PumpState = iota // the water is too low, or it is not called
	PumpRunning                  // moving water
	PumpFailed                   // broken until set "ok"
	PumpNoPower                  // until set "ok", or until its feed is back
	PumpStopped                  // switched off by hand until set "ok"
)

// pumpWords are what an event may set as a pump's state.
var pumpWords = map[string]PumpState{
	"ok": PumpOff, "failed": PumpFailed, "no_power": PumpNoPower, "stopped": PumpStopped,
}

// pump moves water from the cell or sump where it stands to where its hose
// ends. What it took in one exchange comes out in the next.
type pump struct {
	id    string
	name  engine.Text
	curve hydraulics.PumpCurve
	ramp  float64 // time from rest to full flow [s]
	delay float64 // from the start level to the start [s]
	clogs float64 // share of the flow lost per m³ moved
	duty

	rated      float64 // [kW]
	efficiency float64 // 0: not known
	feed       string  // "power/F1"; "": power that never fails

	pumpSave
	start, stop float64 // depths [m]; saved beside pumpSave

	in     int     // the cell where it stands
	well   *sump   // that it stands in; nil: it draws from the cell
	out    outlet  // where its hose ends
	crest  float64 // highest ground that the hose has to climb [m]
	drawn  float64 // in this exchange [m³]
	wanted bool    // it runs or would start
}

// pumpSave is the part of a pump that changes with time.
type pumpSave struct {
	Position    mgl64.Vec3  `json:"position"`     // of its intake
	Discharge   *mgl64.Vec3 `json:"discharge"`    // a point; nil: DischargeTo
	DischargeTo string      `json:"discharge_to"` // "sump/S2", "manhole/M1"; "": off the site
	State       PumpState   `json:"state"`
	Dark        bool        `json:"dark"`    // wants to run and its feed gives nothing
	Waited      float64     `json:"waited"`  // since the start level was reached [s]
	Clogged     float64     `json:"clogged"` // share of the flow that is lost, 0 to 1
	Flow        float64     `json:"flow"`    // asked for in this tick [m³/s]
	Hose        float64     `json:"hose"`    // taken and not yet let go [m³]
	Moved       float64     `json:"moved"`   // since the start [m³]
	Ran         float64     `json:"ran"`     // [s]
	Starts      int         `json:"starts"`
	Load        float64     `json:"load"`   // [kW]
	Energy      float64     `json:"energy"` // [kWh]
}

// newPump reads a pump of the site.
func newPump(a engine.Asset) (*pump, error) {
	p := &pump{id: a.ID, name: a.Name, pumpSave: pumpSave{Position: a.Position}}
	points, _ := a.Properties["curve_head_m_flow_m3_per_s"].Points()
	if len(points) == 0 {
		return nil, fmt.Errorf("%s: no curve_head_m_flow_m3_per_s", a.ID)
	}
	for _, point := range points {
		p.curve = append(p.curve, hydraulics.PumpPoint{Head: point[0], Flow: point[1]})
	}
	if err := p.curve.Check(); err != nil {
		return nil, fmt.Errorf("%s: %w", a.ID, err)
	}
	number := func(key string) float64 { v, _ := a.Properties[key].Number(); return v }
	p.start, p.stop, p.ramp = number("start_depth_m"), number("stop_depth_m"), number("ramp_s")
	p.delay, p.clogs = number("start_delay_s"), number("clogs_per_1000_m3")/1000
	p.rated, p.efficiency = number("rated_kw"), number("efficiency")
	p.duty = newDuty(a)
	if feed, ok := a.Properties["power"].Text(); ok {
		p.feed = "power/" + feed
	}
	to := a.Properties["discharge"]
	if points, ok := to.Points(); ok && len(points) == 1 {
		p.Discharge = &points[0]
	} else if word, ok := to.Text(); ok && word != "offsite" {
		p.DischargeTo = word
	}
	return p, nil
}

// place finds where a pump draws and lets go, and the height to climb.
func (p *pump) place(m *Model) (err error) {
	var inside bool
	if p.in, inside = m.grid.CellAt(p.Position[0], p.Position[1]); !inside || !m.wettable(p.in) {
		return fmt.Errorf("%s: position (%.1f, %.1f): there is no open ground", p.id, p.Position[0], p.Position[1])
	}
	p.well = m.sumpAt(p.Position.Vec2())
	out, end, err := m.outletAt(p.Position.Vec2(), p.Discharge, p.DischargeTo)
	if err != nil {
		return fmt.Errorf("%s: %w", p.id, err)
	}
	p.out = out
	p.crest = highestAlong(&m.site.Ground, p.Position.Vec2(), end)
	return nil
}

// nearestSide returns the point on the rim of the grid that is closest to p.
func nearestSide(g engine.Grid, p mgl64.Vec2) mgl64.Vec2 {
	east, north := g.X0+float64(g.NX)*g.Cell, g.Y0+float64(g.NY)*g.Cell
	best, at := math.Inf(1), p
	for _, q := range []mgl64.Vec2{{g.X0, p[1]}, {east, p[1]}, {p[0], g.Y0}, {p[0], north}} {
		if d := q.Sub(p).Len(); d < best {
			best, at = d, q
		}
	}
	return at
}

// highestAlong returns the highest ground on the straight line from a to b [m].
func highestAlong(ground *engine.Field, a, b mgl64.Vec2) float64 {
	g, high := ground.Grid, math.Inf(-1)
	steps := int(math.Ceil(b.Sub(a).Len() / (g.Cell / 2)))
	for k := 0; k <= steps; k++ {
		q := a.Add(b.Sub(a).Mul(float64(k) / float64(max(steps, 1))))
		if cell, inside := g.CellAt(q[0], q[1]); inside && !isNaN(ground.Values[cell]) {
			high = math.Max(high, float64(ground.Values[cell]))
		}
	}
	return high
}

// water is the depth [m] that a pump stands in and its level [m].
func (p *pump) water(m *Model) (depth, level float64) {
	if p.well != nil {
		level = m.levelIn(p.well)
		return level - p.well.floor, level
	}
	depth = m.water.DepthAt(p.in)
	return depth, m.water.BedAt(p.in) + depth
}

// sound tells whether a pump would run if it were called and had power.
func (p *pump) sound() bool {
	return (p.State == PumpOff || p.State == PumpRunning) && p.Clogged < 1
}

// decide finds from the water before a tick whether a pump wants to run in it:
// whether it starts, waits to start, or goes on. grant says whether there is
// power for it.
func (p *pump) decide(depth float64, called bool, dt float64, grant func(*pump) bool) {
	p.wanted = false
	if p.State != PumpOff && p.State != PumpRunning {
		p.Dark, p.Waited = false, 0
		return
	}
	ready := p.State == PumpRunning && depth > p.stop ||
		p.State == PumpOff && called && depth >= p.startAt() && depth > 0
	if !ready {
		p.State, p.Dark, p.Waited = PumpOff, false, 0
		return
	}
	p.wanted = true
	if p.Dark = !grant(p); p.Dark {
		p.State, p.Waited = PumpOff, 0
		return
	}
	if p.State == PumpRunning {
		return
	}
	if p.Waited < p.delay {
		p.Waited += dt
		return
	}
	p.State, p.Waited = PumpRunning, 0
	p.Starts++
}

// run lets the hose go, sets the flow of an exchange of dt seconds and asks
// for it.
func (p *pump) run(m *Model, dt float64) {
	p.out.let(m, p.Hose, dt)
	p.Hose, p.drawn = 0, 0
	if p.State != PumpRunning {
		p.Flow, p.Load = 0, 0
		return
	}
	_, level := p.water(m)
	head := p.crest - level
	target := p.curve.Flow(head) * (1 - p.Clogged)
	if p.ramp > 0 {
		target = math.Min(target, p.Flow+p.curve.Full()*dt/p.ramp)
	}
	p.Flow, p.Load = target, p.draws(target, head)
	if p.well == nil {
		m.draft.take(p.in, p.Flow, &p.drawn)
		return
	}
	p.drawn = math.Min(p.Flow*dt, p.well.Volume)
	p.well.Volume -= p.drawn
}

// draws is the power [kW] at a flow [m³/s] and head [m].
func (p *pump) draws(flow, head float64) float64 {
	if p.efficiency > 0 {
		return hydraulics.PumpPower(flow, head, p.efficiency) / 1000
	}
	return p.rated
}

// took books what a pump really got in an exchange.
func (p *pump) took(dt float64) {
	p.Hose = p.drawn
	p.Moved += p.drawn
	p.Clogged = math.Min(1, p.Clogged+p.clogs*p.drawn)
	if p.State == PumpRunning {
		p.Ran += dt
		p.Energy += p.Load * dt / 3600
	}
}

// shown is the state that the world sees: a pump whose feed is dead has none.
func (p *pump) shown() PumpState {
	if p.Dark {
		return PumpNoPower
	}
	return p.State
}

func isNaN(v float32) bool { return v != v }
