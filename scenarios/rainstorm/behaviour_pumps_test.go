package rainstorm

import (
	"testing"
	"time"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/engine"
)

// tank is still water of a depth [m] on 20 × 20 m with pumps of 50 l/s that
// move it from place to place, so that the depth stays.
func tank(t *testing.T, depth float64, assets ...engine.Asset) *Model {
	t.Helper()
	p := walled()
	p.Initial.LevelM = level(depth)
	return newModel(t, plain(20, 20, flat, assets...), p)
}

func pumpAt(id string, x float64, more map[string]any) engine.Asset {
	properties := map[string]any{
		"curve_head_m_flow_m3_per_s": []mgl64.Vec3{{0, 0.05}, {10, 0.05}}, "start_depth_m": 0.3, "stop_depth_m": 0.1, "discharge": at(x, 15.5),
	}
	for key, v := range more {
		properties[key] = v
	}
	return asset("pump/"+id, "pump", x, 5.5, properties)
}

func states(m *Model) (list []PumpState) {
	for _, p := range m.pumps {
		list = append(list, p.shown())
	}
	return list
}

func expect(t *testing.T, m *Model, when string, want ...PumpState) {
	t.Helper()
	got := states(m)
	for k := range want {
		if got[k] != want[k] {
			t.Errorf("%s: pumps %v, want %v", when, got, want)
			return
		}
	}
}

func TestStartDelay(t *testing.T) {
	m := tank(t, 0.5, pumpAt("P1", 5.5, map[string]any{"start_delay_s": 10}))
	steps(t, m, 10, time.Second)
	expect(t, m, "after 10 s", PumpOff)
	steps(t, m, 1, time.Second)
	expect(t, m, "after 11 s", PumpRunning)
	near(t, "flow", m.pumps[0].Flow, 0.05, 1e-12)
	steps(t, m, 1, time.Second, set("pump/P1", "state", engine.Word("stopped")))
	steps(t, m, 5, time.Second, set("pump/P1", "state", engine.Word("ok")))
	expect(t, m, "5 s after it was switched on", PumpOff)
}

func TestClogging(t *testing.T) {
	m := tank(t, 0.5, pumpAt("P1", 5.5, map[string]any{"clogs_per_1000_m3": 100}), pumpAt("P2", 9.5, nil))
	steps(t, m, 100, time.Second, set("pump/P2", "clogged", engine.Number(0.4)))
	p := m.pumps[0]
	// dQ/dt = -k Q0 Q:  V = (1 - e^(-k Q0 t))/k with k = 0.1/m³ gives 3.93 m³.
	near(t, "moved while clogging", p.Moved, 3.9347, 0.02)
	near(t, "clogged", p.Clogged, 0.1*p.Moved, 1e-12)
	near(t, "flow of a clogged pump", m.pumps[1].Flow, 0.03, 1e-12)
	steps(t, m, 1, time.Second, set("pump/P1", "clogged", engine.Number(0))) // cleaned
	near(t, "flow of a cleaned pump", p.Flow, 0.05, 1e-3)
	balanced(t, m)
}

// Standby pumps come in their order when duty pumps fail, and at their assist
// depth when the duty pump cannot hold the water.
func TestStandbyOrder(t *testing.T) {
	standby := func(priority int) map[string]any {
		return map[string]any{"group": "main", "standby": true, "priority": priority}
	}
	m := tank(t, 0.5, pumpAt("P1", 3.5, map[string]any{"group": "main"}), pumpAt("P2", 7.5, standby(2)), pumpAt("P3", 11.5, standby(1)))
	steps(t, m, 5, time.Second)
	expect(t, m, "all sound", PumpRunning, PumpOff, PumpOff)
	steps(t, m, 1, time.Second, set("pump/P1", "state", engine.Word("failed")))
	expect(t, m, "duty failed", PumpFailed, PumpOff, PumpRunning)
	steps(t, m, 1, time.Second, set("pump/P3", "state", engine.Word("failed")))
	expect(t, m, "first standby failed too", PumpFailed, PumpRunning, PumpFailed)
	steps(t, m, 1, time.Second, set("pump/P1", "state", engine.Word("ok")))
	expect(t, m, "duty mended: the standby runs to its stop depth", PumpRunning, PumpRunning, PumpFailed)

	assist := standby(1)
	assist["assist_depth_m"] = 0.45
	for depth, want := range map[float64]PumpState{0.4: PumpOff, 0.5: PumpRunning} {
		m = tank(t, depth, pumpAt("P1", 3.5, map[string]any{"group": "main"}), pumpAt("P2", 7.5, assist))
		steps(t, m, 3, time.Second)
		expect(t, m, "assist", PumpRunning, want)
	}
}

// An outage stops the pumps of a feed; a generator takes over after its delay,
// as far as its capacity and fuel go.
func TestOutageAndGenerator(t *testing.T) {
	fed := func(kw float64, priority int) map[string]any {
		return map[string]any{"power": "F1", "rated_kw": kw, "priority": priority}
	}
	m := tank(t, 0.5,
		pumpAt("P1", 3.5, fed(20, 2)), pumpAt("P2", 7.5, fed(15, 1)), pumpAt("P3", 11.5, nil),
		asset("power/F1", "power", 0, 0, map[string]any{"kind": "grid", "capacity_kw": 100}),
		asset("power/G1", "power", 0, 0, map[string]any{"kind": "generator", "backs": "F1", "automatic": true, "start_delay_s": 20, "capacity_kw": 30, "fuel_h": 60.0 / 3600}),
	)
	steps(t, m, 5, time.Second)
	expect(t, m, "mains", PumpRunning, PumpRunning, PumpRunning)
	near(t, "load", m.feeds[0].Load, 35, 1e-12)
	steps(t, m, 1, time.Second, set("power/F1", "state", engine.Word("outage")))
	expect(t, m, "outage", PumpNoPower, PumpNoPower, PumpRunning)
	steps(t, m, 18, time.Second)
	expect(t, m, "generator starting", PumpNoPower, PumpNoPower, PumpRunning)
	steps(t, m, 3, time.Second)
	expect(t, m, "generator with 30 kW: the first of the order alone", PumpNoPower, PumpRunning, PumpRunning)
	near(t, "load of the generator", m.feeds[1].Load, 15, 1e-12)
	steps(t, m, 60, time.Second)
	expect(t, m, "fuel spent", PumpNoPower, PumpNoPower, PumpRunning)
	steps(t, m, 2, time.Second, set("power/F1", "state", engine.Word("ok")))
	expect(t, m, "mains back", PumpRunning, PumpRunning, PumpRunning)
	balanced(t, m)
}

// What a pump draws follows from flow, head and efficiency: 50 l/s over 5 m of
// ground between from water at 0.5 m.
func TestPumpPower(t *testing.T) {
	p := walled()
	p.Initial.LevelM = level(0.5)
	hill := func(_, y float64) float64 {
		if y > 9 && y < 11 {
			return 5
		}
		return 0
	}
	m := newModel(t, plain(20, 20, hill, pumpAt("P1", 5.5, map[string]any{"efficiency": 0.5})), p)
	steps(t, m, 1, time.Second)
	near(t, "kW", m.pumps[0].Load, 1000*9.81*0.05*4.5/0.5/1000, 0.01)
}

func TestHosesEndWhereTheySay(t *testing.T) {
	m := tank(t, 0.5, pumpAt("P1", 5.5, map[string]any{"discharge": "sump/S1"}), asset("sump/S1", "sump", 15.5, 15.5, map[string]any{"mode": "node", "floor_level_m": -3, "rim_level_m": 0, "area_m2": 4, "rim_m": 8}))
	m.sumps[0].Volume = 0
	steps(t, m, 3, time.Second)
	if m.pumps[0].Moved == 0 || m.OffSite != 0 {
		t.Errorf("%+v", m.pumps[0].pumpSave)
	}
	balanced(t, m)
	for word, want := range map[string]string{"manhole/M1": "no drainage network", "sump/S9": "no such sump", "moon": "or offsite"} {
		if _, err := m.CheckEvent(set("pump/P1", "discharge", engine.Word(word))); err == nil || !contains(err.Error(), want) {
			t.Errorf("discharge %s: %v, want one with %q", word, err, want)
		}
	}
	s := &cisterns{}
	m.sewer = s
	steps(t, m, 5, time.Second, set("pump/P1", "discharge", engine.Word("manhole/M1")))
	if s.got == 0 || m.ToSewer != s.got {
		t.Errorf("the manhole got %v m³, the books say %v", s.got, m.ToSewer)
	}
	balanced(t, m)
}

// cisterns are a drainage network with one manhole.
type cisterns struct{ got float64 }

func (c *cisterns) Manhole(id string) (int, mgl64.Vec2, bool) {
	return 0, mgl64.Vec2{1, 1}, id == "M1"
}
func (c *cisterns) Put(_ int, volume, _ float64) { c.got += volume }
