package rainstorm

import (
	"fmt"
	"math"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/engine"
	"shapan/engine/solver/shallowwater"
)

// PumpState is what a pump is doing; the numbers go out as "pump/….state".
type PumpState uint8

// The states of a pump.
const (
	PumpOff     PumpState = iota // the water is too low
	PumpRunning                  // moving water
	PumpFailed                   // broken until set "ok"
	PumpNoPower                  // until set "ok"
	PumpStopped                  // switched off by hand until set "ok"
)

// pumpWords are what an event may set as a pump's state.
var pumpWords = map[string]PumpState{
	"ok": PumpOff, "failed": PumpFailed, "no_power": PumpNoPower, "stopped": PumpStopped,
}

// pump moves water from the cell where it stands to the cell where its hose
// ends, or off the site. What it took in one tick comes out in the next.
type pump struct {
	id         string
	name       engine.Text
	curve      []mgl64.Vec3 // x head [m] rising, y flow [m³/s] falling
	startDepth float64      // [m] over the ground at its intake
	stopDepth  float64      // [m]
	ramp       float64      // time from rest to full flow [s]

	pumpSave
}

// pumpSave is the part of a pump that changes with time.
type pumpSave struct {
	Position  mgl64.Vec3  `json:"position"`  // of its intake
	Discharge *mgl64.Vec3 `json:"discharge"` // nil: off the site
	State     PumpState   `json:"state"`
	Flow      float64     `json:"flow"`  // asked of the solver in this tick [m³/s]
	Hose      float64     `json:"hose"`  // taken and not yet let go [m³]
	Moved     float64     `json:"moved"` // since the start [m³]
	Ran       float64     `json:"ran"`   // [s]
	Starts    int         `json:"starts"`

	intake, outlet int     // cells; outlet is -1 off the site
	crest          float64 // highest ground that the hose has to climb [m]
}

// newPump reads a pump of the site.
func newPump(a engine.Asset) (*pump, error) {
	p := &pump{id: a.ID, name: a.Name, pumpSave: pumpSave{Position: a.Position}}
	var ok bool
	if p.curve, ok = a.Properties["curve_head_m_flow_m3_per_s"].Points(); !ok || len(p.curve) == 0 {
		return nil, fmt.Errorf("%s: no curve_head_m_flow_m3_per_s", a.ID)
	}
	for k := 1; k < len(p.curve); k++ {
		if !(p.curve[k][0] > p.curve[k-1][0]) || p.curve[k][1] > p.curve[k-1][1] {
			return nil, fmt.Errorf("%s: curve: point %d: head must rise and flow must not", a.ID, k+1)
		}
	}
	p.startDepth, _ = a.Properties["start_depth_m"].Number()
	p.stopDepth, _ = a.Properties["stop_depth_m"].Number()
	p.ramp, _ = a.Properties["ramp_s"].Number()
	if points, ok := a.Properties["discharge"].Points(); ok && len(points) == 1 {
		p.Discharge = &points[0]
	}
	return p, nil
}

// place finds the cells of intake and outlet and the height to climb.
func (p *pump) place(ground *engine.Field, wettable func(cell int) bool) error {
	g := ground.Grid
	var inside bool
	if p.intake, inside = g.CellAt(p.Position[0], p.Position[1]); !inside || !wettable(p.intake) {
		return fmt.Errorf("%s: position (%.1f, %.1f): there is no open ground", p.id, p.Position[0], p.Position[1])
	}
	end := nearestSide(g, p.Position.Vec2())
	p.outlet = -1
	if p.Discharge != nil {
		end = p.Discharge.Vec2()
		if p.outlet, inside = g.CellAt(end[0], end[1]); !inside || !wettable(p.outlet) {
			return fmt.Errorf("%s: discharge (%.1f, %.1f): there is no open ground", p.id, end[0], end[1])
		}
	}
	p.crest = highestAlong(ground, p.Position.Vec2(), end)
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

// decide sets state and flow for a tick of dt seconds from the water before it.
func (p *pump) decide(water *shallowwater.Solver, dt float64) {
	depth := water.Depth()[p.intake]
	switch p.State {
	case PumpOff:
		if depth >= p.startDepth && depth > 0 {
			p.State = PumpRunning
			p.Starts++
		}
	case PumpRunning:
		if depth <= p.stopDepth {
			p.State = PumpOff
		}
	}
	if p.State != PumpRunning {
		p.Flow = 0
		return
	}
	level := water.Bed()[p.intake] + depth
	target := p.flowAt(p.crest - level)
	if p.ramp > 0 {
		full := p.curve[0][1]
		p.Flow = math.Min(target, p.Flow+full*dt/p.ramp)
		return
	}
	p.Flow = target
}

// flowAt returns the flow [m³/s] at a static head [m], linear between the
// points of the curve, nothing above its last head.
func (p *pump) flowAt(head float64) float64 {
	last := p.curve[0]
	if head <= last[0] {
		return last[1]
	}
	for _, next := range p.curve[1:] {
		if head <= next[0] {
			return last[1] + (next[1]-last[1])*(head-last[0])/(next[0]-last[0])
		}
		last = next
	}
	return 0
}

// took books what the solver really took in a tick and what the hose let go.
func (p *pump) took(volume, dt float64) {
	p.Hose = volume
	p.Moved += volume
	if p.State == PumpRunning {
		p.Ran += dt
	}
}

func isNaN(v float32) bool { return v != v }
