package rainstorm

import (
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/engine"
)

// Two still basins joined by a drowned pipe come to one level as the pipe's law
// and their areas say: √Δh falls linearly, √Δh = √Δh0 - k t/2 · (1/A1 + 1/A2)
// with Q = k √Δh. Allowed: 3 % of the time to half of √Δh, by the one tick that
// water is under way and the level at the mouth, which is not the basin's mean.
func TestBasinsComeToOneLevel(t *testing.T) {
	if testing.Short() {
		t.Skip("only computes: nothing for the race detector; make unit runs it")
	}
	for _, dt := range []time.Duration{time.Second, 5 * time.Second, 250 * time.Millisecond} {
		if testing.Short() && dt != 5*time.Second {
			continue
		}
		pipe := asset("culvert/C1", "culvert", 19.5, 5.5, map[string]any{
			"from": at(18.5, 5.5), "to": at(23.5, 5.5), "diameter_m": 0.5, "barrels": 1, "length_m": 10,
			"invert_from_m": 0, "invert_to_m": 0, "manning_s_per_m13": 0.013, "inlet": "square_edge", "exit_loss": 1,
		})
		site := plain(42, 10, basins, pipe)
		p := walled()
		p.Initial.Pools = []Pool{
			{Outline: []mgl64.Vec2{{0, 0}, {20, 0}, {20, 10}, {0, 10}}, LevelM: 2},
			{Outline: []mgl64.Vec2{{22, 0}, {42, 0}, {42, 10}, {22, 10}}, LevelM: 1},
		}
		m := newModel(t, site, p)
		area, r := math.Pi/16, 0.125
		k := area / math.Sqrt(1.5/(2*9.81)+0.013*0.013*10/math.Pow(r, 4.0/3))
		want := 0.5 * 2 / (k * (1.0/200 + 1.0/200)) // until √Δh is half
		got := 0.0
		for range int(2 * want / dt.Seconds()) {
			steps(t, m, 1, dt)
			if m.mean(0, 20)-m.mean(22, 42) <= 0.25 {
				got = m.Time
				break
			}
		}
		t.Logf("step %v: quarter of the head after %.1f s, exact %.1f s (%+.1f %%)", dt, got, want, 100*(got/want-1))
		near(t, "time to a quarter of the head", got, want, 0.03*want+dt.Seconds())
		if dt == 5*time.Second {
			steps(t, m, 200, dt)
			near(t, "difference in the end", m.mean(0, 20)-m.mean(22, 42), 0, 1e-3)
		}
		balanced(t, m)
	}
}

// mean level [m] of the cells from one x to another.
func (m *Model) mean(from, to float64) float64 {
	sum, n := 0.0, 0.0
	for cell := range m.grid.Len() {
		if x := m.grid.Center(cell)[0]; x > from && x < to {
			sum += m.water.BedAt(cell) + m.water.DepthAt(cell)
			n++
		}
	}
	return sum / n
}

// A sump of mode node takes what falls in, is emptied by its pump to its stop
// depth, and gives back what it cannot hold.
func TestSumpAsANode(t *testing.T) {
	site := plain(10, 10, flat,
		asset("sump/S1", "sump", 5.3, 5.3, map[string]any{"mode": "node", "floor_level_m": -2, "rim_level_m": 0, "area_m2": 0.25, "rim_m": 2}),
		asset("pump/P1", "pump", 5.3, 5.3, map[string]any{
			"curve_head_m_flow_m3_per_s": []mgl64.Vec3{{0, 0.01}, {10, 0.005}}, "start_depth_m": 1.5, "stop_depth_m": 0.4, "discharge": "offsite",
		}),
	)
	site.Features = []engine.Feature{{ID: "sump/S1", Kind: "sump", Rings: [][]mgl64.Vec2{{{5.05, 5.05}, {5.55, 5.05}, {5.55, 5.55}, {5.05, 5.55}}}}}
	p := walled()
	p.Initial.LevelM = level(0.05) // 5 m³ on the floor
	m := newModel(t, site, p)
	steps(t, m, 300, time.Second, set("pump/P1", "state", engine.Word("stopped")))
	s := m.sumps[0]
	near(t, "volume of the full sump", s.Volume, 0.5, 1e-12)
	near(t, "what is left on the floor", m.water.Ledger().Stored, 4.5, 1e-9)
	balanced(t, m)
	s.Volume += 0.3 // as a hose into it does
	m.OffSite -= 0.3
	steps(t, m, 2, time.Second)
	near(t, "volume after more came", s.Volume, 0.5, 1e-9)
	balanced(t, m)
	m.OffSite += 0 // the books stand
	steps(t, m, 1500, time.Second, set("pump/P1", "state", engine.Word("ok")))
	if depth, _ := m.pumps[0].water(m); depth > 1.5 {
		t.Errorf("the sump stands at %v m with a sound pump", depth)
	}
	if m.pumps[0].Moved < 4 {
		t.Errorf("the pump moved %v m³ of 5.3", m.pumps[0].Moved)
	}
	balanced(t, m)
}

// Hydrographs are exact in volume whatever the step; negative flow takes what
// is there and no more.
func TestInflowsAreExactInVolume(t *testing.T) {
	for _, dt := range []time.Duration{time.Second, 7 * time.Second} {
		p := walled()
		p.Inflows = []Inflow{
			{ID: "river", Area: []mgl64.Vec2{{0, 0}, {3, 0}, {3, 3}, {0, 3}}, FlowSeries: FlowSeries{Hydrograph: []FlowRow{{0, 0}, {70 * time.Second, 2}, {210 * time.Second, 0}}}},
			{ID: "well", At: &mgl64.Vec2{15.5, 5.5}, FlowSeries: FlowSeries{FlowM3PerS: level(-0.01)}},
		}
		m := newModel(t, plain(20, 10, flat), p)
		steps(t, m, int(280/dt.Seconds()), dt)
		near(t, "volume of the river", m.inflows[0].Given, 210, 1e-9)
		if taken := -m.inflows[1].Given; taken <= 0 || taken > 2.8+1e-9 {
			t.Errorf("the well took %v m³, at most 2.8 were asked for", taken)
		}
		balanced(t, m)
	}
}

// Property: whatever works, fails and leaks at once, water is neither made nor
// lost, and a fork is its original.
func TestWaterIsNeverLost(t *testing.T) {
	seeds := 12
	if testing.Short() {
		seeds = 1
	}
	worst := 0.0
	for seed := range seeds {
		r := rand.New(rand.NewPCG(uint64(seed), 7))
		run := newRun(t, muddle(r), muddled(r), time.Second)
		for k := range 120 {
			var events []engine.Event
			if k%10 == 0 {
				events = append(events, mischief(r))
			}
			advance(t, run, 1, events...)
		}
		m := model(t, run)
		worst = math.Max(worst, math.Abs(m.mass().Error))
		balanced(t, m)
		fork, err := run.Fork("f")
		if err != nil {
			t.Fatal(err)
		}
		e := mischief(r)
		advance(t, run, 40, e)
		advance(t, fork, 40, e)
		a, _ := run.Hash()
		b, _ := fork.Hash()
		if a != b {
			t.Errorf("seed %d: a fork went another way after %v", seed, e)
		}
	}
	t.Logf("largest mass error of %d seeds: %.2g, allowed 1e-9", seeds, worst)
}

// muddle is rough ground with one of each of the works.
func muddle(r *rand.Rand) *engine.Site {
	bump := func() float64 { return 0.3 * r.Float64() }
	site := plain(30, 20, func(x, y float64) float64 { return 0.4*math.Sin(x/3)*math.Cos(y/4) + 0.02*x + bump() },
		asset("barrier/B1", "barrier", 0, 0, map[string]any{"line": []mgl64.Vec3{{10, 0, 0}, {10, 20, 0}}, "height_m": 0.4, "breach_width_m": 6, "breach_time_s": 30, "fails_overtopped_by_m": 0.02, "fails_after_s": 5}),
		asset("culvert/C1", "culvert", 0, 0, map[string]any{"from": at(9.5, 5.5), "to": at(12.5, 5.5), "width_m": 2, "height_m": 0.6, "barrels": 1, "length_m": 3, "invert_from_m": -0.3, "invert_to_m": -0.3, "manning_s_per_m13": 0.013, "inlet": "box_headwall", "exit_loss": 1}),
		asset("power/F1", "power", 0, 0, map[string]any{"kind": "grid", "capacity_kw": 12}),
		asset("power/G1", "power", 0, 0, map[string]any{"kind": "generator", "backs": "F1", "automatic": true, "start_delay_s": 10, "fuel_h": 0.02}),
		asset("pump/P1", "pump", 5.5, 5.5, map[string]any{"curve_head_m_flow_m3_per_s": []mgl64.Vec3{{0, 0.05}, {5, 0}}, "start_depth_m": 0.05, "stop_depth_m": 0.02, "ramp_s": 3, "power": "F1", "rated_kw": 8, "discharge": at(25.5, 15.5), "clogs_per_1000_m3": 100}),
		asset("pump/P2", "pump", 20.3, 10.3, map[string]any{"curve_head_m_flow_m3_per_s": []mgl64.Vec3{{0, 0.02}, {5, 0}}, "start_depth_m": 0.3, "stop_depth_m": 0.1, "power": "F1", "rated_kw": 3, "discharge": "offsite", "start_delay_s": 4}),
		asset("pump/P3", "pump", 15.5, 3.5, map[string]any{"curve_head_m_flow_m3_per_s": []mgl64.Vec3{{0, 0.02}, {5, 0}}, "start_depth_m": 0.02, "stop_depth_m": 0.01, "discharge": "sump/S1"}),
		asset("sluice/G1", "sluice", 0, 0, map[string]any{"from": at(9.5, 15.5), "to": at(11.5, 15.5), "width_m": 1.5, "sill_level_m": -0.5, "opening_m": 0.2, "contraction_factor": 1, "speed_m_per_min": 1}),
		asset("sump/S1", "sump", 20.3, 10.3, map[string]any{"mode": "node", "floor_level_m": -2, "rim_level_m": 0.4, "area_m2": 0.36, "rim_m": 2.4}),
		asset("weir/W1", "weir", 0, 0, map[string]any{"from": at(25.5, 5.5), "to": at(28.5, 5.5), "width_m": 3, "crest_level_m": 0.6, "coefficient_factor": 1}),
	)
	site.Features = []engine.Feature{
		{ID: "section/s", Kind: "section", Rings: [][]mgl64.Vec2{{{15, 0}, {15, 20}}}},
		{ID: "sump/S1", Kind: "sump", Rings: [][]mgl64.Vec2{{{20, 10}, {20.6, 10}, {20.6, 10.6}, {20, 10.6}}}},
	}
	return site
}

// muddled are the parameters of a muddle.
func muddled(r *rand.Rand) Parameters {
	p := walled()
	rate := 100 + 400*r.Float64()
	p.Rain = Rain{ConstantMMPH: &rate, Factor: 1, Duration: 90 * time.Second}
	p.DrainageMMPerH, p.EvaporationMMPerDay = 20*r.Float64(), 5
	p.Inflows = []Inflow{{ID: "river", Line: []mgl64.Vec2{{1, 1}, {1, 19}}, FlowSeries: FlowSeries{Hydrograph: []FlowRow{{0, 0}, {time.Minute, 0.5 * r.Float64()}}}}}
	p.Boundaries.East = "open"
	p.Boundaries.Stretches = []Stretch{
		{ID: "sea", From: mgl64.Vec2{30, 2}, To: mgl64.Vec2{30, 8}, Kind: "level", Tide: &TideParameters{MeanM: 0.7, Constituents: []TidalConstituent{{PeriodH: 0.05, AmplitudeM: 0.3 * r.Float64()}}}},
		{ID: "brook", From: mgl64.Vec2{0, 12}, To: mgl64.Vec2{0, 15}, Kind: "inflow", Hydrograph: []FlowRow{{0, 0}, {50 * time.Second, 0.3}, {100 * time.Second, 0.1}}},
	}
	p.Initial.Pools = []Pool{{Outline: []mgl64.Vec2{{0, 0}, {9, 0}, {9, 9}, {0, 9}}, LevelM: 0.8}}
	return p
}

// mischief is something that happens.
func mischief(r *rand.Rand) engine.Event {
	any := []engine.Event{
		set("pump/P1", "state", engine.Word("failed")), set("pump/P1", "state", engine.Word("ok")), set("pump/P1", "clogged", engine.Number(0.5)),
		set("pump/P3", "position", engine.Points(mgl64.Vec3{17.5, 8.5})), set("pump/P2", "discharge", engine.Points(mgl64.Vec3{3.5, 3.5})),
		set("power/F1", "state", engine.Word("outage")), set("power/F1", "state", engine.Word("ok")), set("power/G1", "state", engine.Word("start")),
		set("culvert/C1", "blocked", engine.Number(0.7)), set("culvert/C1", "state", engine.Word("closed")), set("culvert/C1", "state", engine.Word("open")),
		set("sluice/G1", "opening_m", engine.Number(0.6*r.Float64())), set("weir/W1", "crest_level_m", engine.Number(0.5)),
		set("barrier/B1", "state", engine.Word("failed")), set("barrier/B1", "state", engine.Word("ok")),
		set("barrier/B2", "line", engine.Points(mgl64.Vec3{18, 2}, mgl64.Vec3{18, 12}, mgl64.Vec3{25, 12})),
		set("inflow/river", "factor", engine.Number(3)), set("boundary/sea", "offset_m", engine.Number(0.4)), set("boundary/brook", "factor", engine.Number(2)),
		set("rain", "factor", engine.Number(2)),
	}
	return any[r.IntN(len(any))]
}

// A sluice in a dyke that is thinner than a cell passes what its law says of the
// levels on both sides: Cc a b √(2 g Δh). Allowed: 2 %.
func TestSluiceInADyke(t *testing.T) {
	p := walled()
	p.Initial.Pools = []Pool{
		{Outline: []mgl64.Vec2{{0, 0}, {20, 0}, {20, 20}, {0, 20}}, LevelM: 1.2},
		{Outline: []mgl64.Vec2{{20, 0}, {40, 0}, {40, 20}, {20, 20}}, LevelM: 0.7},
	}
	m := newModel(t, plain(40, 20, flat,
		asset("barrier/B1", "barrier", 0, 0, map[string]any{"line": []mgl64.Vec3{{20, 0, 0}, {20, 20, 0}}, "crest_level_m": 2}),
		asset("sluice/S1", "sluice", 0, 0, map[string]any{"from": at(19.5, 10.5), "to": at(20.5, 10.5), "width_m": 1, "sill_level_m": 0, "opening_m": 0.2, "contraction_factor": 1}),
	), p)
	steps(t, m, 20, time.Second)
	fall := m.mean(0, 20) - m.mean(20, 40)
	want := math.Pi / (math.Pi + 2) * 0.2 * math.Sqrt(2*9.81*fall)
	t.Logf("%.4f m³/s, law %.4f (%+.1f %%)", m.links[0].Flow, want, 100*(m.links[0].Flow/want-1))
	near(t, "flow", m.links[0].Flow, want, 0.02*want)
	balanced(t, m)
}
