package rainstorm

import (
	"math"
	"testing"
	"time"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/engine"
)

// A grate in steady rain takes what HEC-22 says of the depth over it, and the
// sewer carries all the rain: both within 1 %, from second to second.
func TestGrateInSteadyRain(t *testing.T) {
	rate := 300.0
	p := underStreet()
	p.Rain = Rain{ConstantMMPH: &rate, Factor: 1}
	m := newModel(t, plain(90, 9, street), p)
	steps(t, m, 1200, time.Second)
	rain, worst := rate/1000/3600*90*9, 0.0
	for range 20 {
		steps(t, m, 1, time.Second)
		sum := 0.0
		for _, h := range m.pipes.manholes {
			d := m.water.DepthAt(h.cell)
			law := 1.66 * 1.6 * d * math.Sqrt(d)
			worst = math.Max(worst, math.Abs(h.Rate/law-1))
			near(t, h.name+" takes", h.Rate, law, 0.01*law)
			sum += h.Rate
			if h.Throat < -1e-9 {
				t.Errorf("%s has taken %v m³ that were not there", h.name, -h.Throat)
			}
		}
		near(t, "all grates", sum, rain, 0.01*rain)
	}
	t.Logf("largest departure from the law %.2g, allowed 0.01", worst)
	balanced(t, m)
}

// Under pressure, street and sewer come to rest against each other: with the
// river over the street, the flow through the lowest grate is steady to 5 % of
// itself from second to second, and the sewer passes all the rain.
func TestSteadyUnderPressure(t *testing.T) {
	if testing.Short() {
		t.Skip("only computes: nothing for the race detector; make unit runs it")
	}
	rate := 300.0
	p := underStreet()
	p.Rain = Rain{ConstantMMPH: &rate, Factor: 1}
	p.Sewer.Outfalls = []OutfallLevel{{"O1", 2.4}}
	m := newModel(t, plain(90, 9, street), p)
	steps(t, m, 3600, time.Second)
	low := m.pipes.manholes[3]
	least, most, before := math.Inf(1), math.Inf(-1), m.pipes.run.Net.Ledger()
	for range 60 {
		steps(t, m, 1, time.Second)
		least, most = math.Min(least, low.Rate), math.Max(most, low.Rate)
	}
	after := m.pipes.run.Net.Ledger()
	out := (after.OutfallOut - after.OutfallIn - before.OutfallOut + before.OutfallIn) / 60
	rain := rate / 1000 / 3600 * 90 * 9
	t.Logf("flow through M4 from %.5f to %.5f m³/s; outfall %.5f of %.5f m³/s of rain", least, most, out, rain)
	if !(least > 0) || most-least > 0.05*most {
		t.Errorf("the flow swings from %v to %v m³/s", least, most)
	}
	near(t, "outfall", out, rain, 0.02*rain)
	balanced(t, m)
}

// Fire hydrants fill the sewer through a hose: what a pump gives a manhole is in
// the network, not lost. Allowed: 1e-9 m³.
func TestHosesIntoManholes(t *testing.T) {
	site := plain(90, 9, street, asset("pump/P1", "pump", 80.5, 4.5, map[string]any{
		"curve_head_m_flow_m3_per_s": []mgl64.Vec3{{0, 0.02}, {10, 0.02}}, "start_depth_m": 0.05, "stop_depth_m": 0.01, "discharge": "manhole/M1"}))
	p := underStreet()
	p.Sewer.At = []SewerInletAt{{ID: "M1", Sealed: true}, {ID: "M2", Sealed: true}, {ID: "M3", Sealed: true}, {ID: "M4", Clogged: level(1)}}
	p.InitialLevelM = level(2.2)
	m := newModel(t, site, p)
	steps(t, m, 120, time.Second, set("conduit/C4", "state", engine.Word("blocked")))
	l := m.pipes.run.Net.Ledger()
	if m.ToSewer == 0 {
		t.Fatal("the pump gave nothing")
	}
	near(t, "inflow of the network", l.Inflow, m.ToSewer, 1e-9)
	near(t, "water in it", l.Stored, m.ToSewer, 1e-9)
	balanced(t, m)
}
