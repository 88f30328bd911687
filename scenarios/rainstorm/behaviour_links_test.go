package rainstorm

import (
	"math"
	"testing"
	"time"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/engine"
)

// wells are two shafts of one cell each, far deeper than what joins them is
// wide: the stiffest case that a grid can make.
func wells(x, y float64) float64 {
	if y > 4 && y < 5 && (x > 4 && x < 5 || x > 9 && x < 10) {
		return 0
	}
	return 20
}

// However short the pools and long the ticks, the levels of two wells meet
// without swinging about each other.
func TestNoStepIsTooLong(t *testing.T) {
	joins := map[string]engine.Asset{
		"culvert": asset("culvert/L", "culvert", 0, 0, map[string]any{"from": at(4.5, 4.5), "to": at(9.5, 4.5), "width_m": 1, "height_m": 1, "barrels": 1, "length_m": 5, "invert_from_m": 0, "invert_to_m": 0, "manning_s_per_m13": 0.013, "inlet": "box_headwall", "exit_loss": 1}),
		"sluice":  asset("sluice/L", "sluice", 0, 0, map[string]any{"from": at(4.5, 4.5), "to": at(9.5, 4.5), "width_m": 1, "sill_level_m": 0, "opening_m": 1, "contraction_factor": 1}),
		"weir":    asset("weir/L", "weir", 0, 0, map[string]any{"from": at(4.5, 4.5), "to": at(9.5, 4.5), "width_m": 1, "crest_level_m": 0.5, "coefficient_factor": 1}),
	}
	for name, join := range joins {
		for _, dt := range []time.Duration{200 * time.Millisecond, time.Second, 10 * time.Second} {
			if testing.Short() && dt != time.Second {
				continue
			}
			p := walled()
			p.Initial.Pools = []Pool{{Outline: []mgl64.Vec2{{4, 4}, {5, 4}, {5, 5}, {4, 5}}, LevelM: 6}}
			m := newModel(t, plain(14, 9, wells, join), p)
			turns, last := 0, 1.0
			for m.Time < 200 {
				steps(t, m, 1, dt)
				difference := m.water.DepthAt(4*14+4) - m.water.DepthAt(4*14+9)
				if math.Abs(difference) > 0.05 && difference*last < 0 {
					turns++
				}
				last = difference
			}
			rest := 0.0
			if name == "weir" {
				rest = 0.01 // what hangs over the crest when both sides are nearly even
			}
			if math.Abs(last) > 0.02+rest || turns > 0 {
				t.Errorf("%s, step %v: %v m apart after 200 s, %d swings", name, dt, last, turns)
			}
			balanced(t, m)
		}
	}
}

func TestFlapGateAndBlockage(t *testing.T) {
	p := walled()
	p.Initial.Pools = []Pool{{Outline: []mgl64.Vec2{{22, 0}, {42, 0}, {42, 10}, {22, 10}}, LevelM: 1}}
	pipe := asset("culvert/C1", "culvert", 0, 0, map[string]any{
		"from": at(18.5, 5.5), "to": at(23.5, 5.5), "diameter_m": 0.5, "barrels": 1, "length_m": 5, "invert_from_m": 0, "invert_to_m": 0,
		"manning_s_per_m13": 0.013, "inlet": "square_edge", "exit_loss": 1, "flap_gate": true, "blocked": 0.25,
	})
	m := newModel(t, plain(42, 10, basins, pipe), p)
	steps(t, m, 60, time.Second)
	if l := m.links[0]; l.Moved != 0 || l.MaxFlow != 0 {
		t.Errorf("%v m³ came back through a flap gate", l.Moved)
	}
	p.Initial.Pools[0] = Pool{Outline: []mgl64.Vec2{{0, 0}, {20, 0}, {20, 10}, {0, 10}}, LevelM: 2}
	var flows [2]float64
	for k, blocked := range []float64{0, 0.5} {
		m = newModel(t, plain(42, 10, basins, pipe), p)
		steps(t, m, 10, time.Second, set("culvert/C1", "blocked", engine.Number(blocked)))
		flows[k] = m.links[0].Flow
	}
	near(t, "half blocked to free", flows[1]/flows[0], 0.5, 0.02)
	steps(t, m, 2, time.Second, set("culvert/C1", "state", engine.Word("closed")))
	if m.links[0].Flow != 0 || m.links[0].Held != [2]float64{} {
		t.Errorf("closed: %+v", m.links[0].linkSave)
	}
	balanced(t, m)
}
