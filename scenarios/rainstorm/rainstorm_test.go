package rainstorm

import (
	"context"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/engine"
)

// yard is 40 × 30 m at 1 m: ground that falls 1 % to the east, a pit 10 × 8 m,
// 4 m deep, with a kerb of 0.1 m, a building, one pump and two gauges.
func yard() *engine.Site {
	g := engine.Grid{NX: 40, NY: 30, Cell: 1}
	ground := engine.Field{Name: "ground", Unit: "m", Grid: g, Values: make([]float32, g.Len())}
	building := engine.Field{Name: "building", Unit: "m", Grid: g, Values: make([]float32, g.Len())}
	nan := float32(math.NaN())
	for k := range ground.Values {
		c := g.Center(k)
		ground.Values[k] = float32(5 - 0.01*c[0])
		building.Values[k] = nan
		if c[0] > 20 && c[0] < 30 && c[1] > 10 && c[1] < 18 {
			ground.Values[k] = 1
		}
		if c[0] > 5 && c[0] < 15 && c[1] > 5 && c[1] < 25 {
			building.Values[k] = 9
		}
	}
	return &engine.Site{
		ID: "yard", Ground: ground, Layers: []engine.Field{building},
		Features: []engine.Feature{{
			ID: "pit/a", Kind: "pit", Name: engine.Text{ZH: "基坑", EN: "pit"},
			Rings:      [][]mgl64.Vec2{{{20, 10}, {30, 10}, {30, 18}, {20, 18}}},
			Properties: map[string]engine.Value{"coping_height_m": engine.Number(0.1)},
		}},
		Assets: []engine.Asset{
			{ID: "gauge/G1", Kind: "gauge", Name: engine.Text{ZH: "坑底", EN: "pit floor"}, Position: mgl64.Vec3{25, 14, 1},
				Properties: map[string]engine.Value{"prewarning_depth_m": engine.Number(0.05), "alarm_depth_m": engine.Number(0.3), "dead_band_m": engine.Number(0.02), "freeboard_to_level_m": engine.Number(4)}},
			{ID: "gauge/G2", Kind: "gauge", Position: mgl64.Vec3{19, 14, 4.8}, Properties: map[string]engine.Value{}},
			{ID: "pump/P1", Kind: "pump", Position: mgl64.Vec3{22.5, 12.5, 1},
				Properties: map[string]engine.Value{
					"curve_head_m_flow_m3_per_s": engine.Points(mgl64.Vec3{0, 0.02}, mgl64.Vec3{10, 0.005}),
					"start_depth_m":              engine.Number(0.1), "stop_depth_m": engine.Number(0.05), "ramp_s": engine.Number(5),
				}},
		},
	}
}

// cloudburst is 400 mm/h for 15 minutes: enough to go over the kerb.
func cloudburst(t *testing.T, change func(*Parameters)) *engine.Run {
	t.Helper()
	rate := 400.0
	p := Parameters{FloodedAboveM: 0.15, Rain: Rain{ConstantMMPH: &rate, Duration: 15 * time.Minute, Factor: 1}, Boundaries: Boundaries{West: "wall", South: "wall", North: "wall", East: "wall"}}
	if change != nil {
		change(&p)
	}
	site := yard()
	run, err := engine.NewRun("r1", engine.Plan{
		Site: site, Start: time.Date(2026, 7, 20, 10, 0, 0, 0, time.UTC), Step: time.Second, Ticks: 1800, Seed: 1,
		Parts: []engine.Part{{Name: "rainstorm", New: func() (engine.Model, error) { return New(site, p) }}},
	})
	if err != nil {
		t.Fatal(err)
	}
	return run
}

func advance(t *testing.T, run *engine.Run, ticks int, events ...engine.Event) {
	t.Helper()
	for range ticks {
		if _, err := run.Advance(context.Background(), events); err != nil {
			t.Fatal(err)
		}
		events = nil
	}
}

// model returns a look at the state of a run.
func model(t *testing.T, run *engine.Run) *Model {
	t.Helper()
	made, err := run.Plan().Parts[0].New()
	if err != nil {
		t.Fatal(err)
	}
	snapshot, err := run.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	if err := made.SetState(snapshot.Models[0].State); err != nil {
		t.Fatal(err)
	}
	return made.(*Model)
}

func TestAllWaterIsAccountedFor(t *testing.T) {
	run := cloudburst(t, nil)
	advance(t, run, 1200)
	m := model(t, run)
	got := m.mass()
	if want := 0.1 * 40 * 30; math.Abs(got.Rain-want) > 1e-6*want { // the roofs' rain included
		t.Errorf("rain %v m³, want %v", got.Rain, want)
	}
	if math.Abs(got.Error) > 1e-9 {
		t.Errorf("mass error %v, allowed 1e-9", got.Error)
	}
	if got.Pumped <= 0 {
		t.Errorf("the pump moved %v m³ off the site", got.Pumped)
	}
	p := m.pits[0]
	if p.FirstOverflow < 0 || p.Overflowed <= 0 {
		t.Fatalf("no overflow: %+v", p.pitSave)
	}
	// What is in the pit came over the edge or fell into it, less what was pumped.
	fell := p.catching * 0.1
	if want := p.Overflowed + fell - m.pumps[0].Moved; math.Abs(p.Volume-want) > 1e-6 {
		t.Errorf("pit holds %v m³, books say %v", p.Volume, want)
	}
}

// A gauge on a dry step reads the nearest wet cell within its reach, its own ground if
// there is none, and its own cell as soon as that is wet.
func TestGaugeAtTheWatersEdge(t *testing.T) {
	bank := func(x, _ float64) float64 { return 0.1 * math.Floor(x) } // m; steps of one cell
	at := func(id string, x, within float64) engine.Asset {
		return engine.Asset{ID: "gauge/" + id, Kind: "gauge", Position: mgl64.Vec3{x, 4.5, bank(x, 0)},
			Properties: map[string]engine.Value{"nearest_wet_within_m": engine.Number(within)}}
	}
	site := plain(12, 8, bank, at("own", 5.2, 0), at("near", 5.2, 3), at("far", 8.5, 2), at("wet", 1.5, 3))
	p := walled()
	p.InitialLevelM = level(0.45) // wet to x = 5 m, 5 cm deep there
	m := newModel(t, site, p)
	steps(t, m, 5, time.Second)
	summary := map[string]any{}
	m.Summarize(summary)
	for k, want := range []struct{ bed, depth, max float64 }{{0.5, 0, 0.5}, {0.4, 0.05, 0.45}, {0.8, 0, 0.8}, {0.1, 0.35, 0.45}} {
		g := m.gauges[k]
		bed, depth := g.reads(m.water)
		near(t, g.id+" ground", bed, want.bed, 1e-6) // the site has heights in float32
		near(t, g.id+" depth", depth, want.depth, 1e-6)
		near(t, g.id+" highest level", summary["gauges"].(map[string]GaugeSummary)[name(g.id)].MaxLevel, want.max, 1e-6)
	}
}

func TestAFailedPumpRaisesTheWaterAndTheAlarm(t *testing.T) {
	well, ill := cloudburst(t, nil), cloudburst(t, nil)
	advance(t, well, 1200)
	advance(t, ill, 1200, engine.Event{Subject: "pump/P1", Property: "state", Value: engine.Word("failed")})
	a, b := model(t, well), model(t, ill)
	if b.gauges[0].MaxDepth <= a.gauges[0].MaxDepth {
		t.Errorf("deepest %v m with the pump failed, %v m with it running", b.gauges[0].MaxDepth, a.gauges[0].MaxDepth)
	}
	if b.pumps[0].Moved != 0 || b.pumps[0].State != PumpFailed {
		t.Errorf("failed pump: %+v", b.pumps[0].pumpSave)
	}
	if b.gauges[0].AlarmAt < 0 || b.gauges[0].PreWarningAt > b.gauges[0].AlarmAt {
		t.Errorf("pre-warning at %v s, alarm at %v s", b.gauges[0].PreWarningAt, b.gauges[0].AlarmAt)
	}
}

func TestSandbagsKeepTheStreetOut(t *testing.T) {
	ring := engine.Points(mgl64.Vec3{18, 8}, mgl64.Vec3{32, 8}, mgl64.Vec3{32, 20}, mgl64.Vec3{18, 20}, mgl64.Vec3{18, 8})
	run := cloudburst(t, nil)
	advance(t, run, 1200,
		engine.Event{Subject: "barrier/b", Property: "line", Value: ring},
		engine.Event{Subject: "barrier/b", Property: "height_m", Value: engine.Number(1)})
	m := model(t, run)
	if m.pits[0].FirstOverflow >= 0 && m.pits[0].Overflowed > 14*12*0.1 { // rain inside the ring alone
		t.Errorf("%v m³ came over the edge behind sandbags", m.pits[0].Overflowed)
	}
	if paths := run.Frame().Paths; len(paths) != 1 || paths[0].Height != 1 {
		t.Errorf("paths in the frame: %+v", paths)
	}
}

func TestForkEqualsOriginal(t *testing.T) {
	run := cloudburst(t, nil)
	advance(t, run, 300, engine.Event{Subject: "barrier/b", Property: "line", Value: engine.Points(mgl64.Vec3{18, 8}, mgl64.Vec3{18, 20})})
	fork, err := run.Fork("r2")
	if err != nil {
		t.Fatal(err)
	}
	advance(t, run, 300)
	advance(t, fork, 300)
	a, _ := run.Hash()
	b, _ := fork.Hash()
	if a != b {
		t.Error("a fork that nobody touched went another way")
	}
}

func TestEventsThatCannotBe(t *testing.T) {
	run := cloudburst(t, nil)
	for _, c := range []struct {
		e    engine.Event
		want string
	}{
		{engine.Event{Subject: "pump/P9", Property: "state", Value: engine.Word("failed")}, "it has pump/P1"},
		{engine.Event{Subject: "pump/P1", Property: "state", Value: engine.Word("tired")}, "expected ok, failed"},
		{engine.Event{Subject: "pump/P1", Property: "position", Value: engine.Points(mgl64.Vec3{10, 10})}, "no open ground"},
		{engine.Event{Subject: "pump/P1", Property: "position", Value: engine.Points(mgl64.Vec3{-10, 10})}, "no open ground"},
		{engine.Event{Subject: "pump/P1", Property: "discharge", Value: engine.Word("moon")}, "or offsite"},
		{engine.Event{Subject: "pump/P1", Property: "colour", Value: engine.Word("red")}, "a pump knows"},
		{engine.Event{Subject: "barrier/b", Property: "line", Value: engine.Points(mgl64.Vec3{1, 1})}, "at least two points"},
		{engine.Event{Subject: "barrier/b", Property: "height_m", Value: engine.Number(-1)}, "from 0 to 10"},
		{engine.Event{Subject: "rain", Property: "factor", Value: engine.Word("much")}, "expected a number"},
		{engine.Event{Subject: "crane/C1", Property: "state", Value: engine.Word("ok")}, "no model"},
	} {
		if err := run.CheckEvent(c.e); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s.%s = %v: error %v, want one with %q", c.e.Subject, c.e.Property, c.e.Value, err, c.want)
		}
	}
	if err := run.CheckEvent(engine.Event{Subject: "pump/P1", Property: "position", Value: engine.Points(mgl64.Vec3{25, 14})}); err != nil {
		t.Error(err)
	}
}

func TestHazardClasses(t *testing.T) {
	for _, c := range []struct {
		depth, speed float64
		want         int
	}{
		{0.005, 1, 0}, {0.2, 0.5, 1}, {0.2, 2, 2}, {0.4, 0.2, 2}, {0.9, 0.1, 3}, {1.5, 0.5, 4}, {3, 0.1, 5}, {1, 3.9, 5}, {2, 3, 6},
	} {
		if got := Hazard.Of(c.depth, c.speed); got != c.want {
			t.Errorf("depth %v m at %v m/s: H%d, want H%d", c.depth, c.speed, got, c.want)
		}
	}
}

func TestRoofRainReachesTheGround(t *testing.T) {
	site := yard()
	m, err := New(site, Parameters{Rain: Rain{ConstantMMPH: new(float64), Factor: 1}})
	if err != nil {
		t.Fatal(err)
	}
	total := 0.0
	for cell, w := range m.fall.weight {
		if w != 0 && !m.open[cell] {
			t.Fatalf("rain on a roof cell %d", cell)
		}
		total += float64(w)
	}
	if total != 40*30 {
		t.Errorf("rain falls on %v cells of %v", total, 40*30)
	}
}
