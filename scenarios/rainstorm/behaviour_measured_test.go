package rainstorm

import (
	"bytes"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/engine"
)

// following is walled with the defaults of the file.
func following() Parameters {
	p := walled()
	p.Assimilation = Assimilation{Within: 5 * time.Minute, Holds: 15 * time.Minute, RadiusM: 20}
	return p
}

// stillPool is a walled pit floor, 12 × 8 m, under 0.4 m of water, with a gauge.
func stillPool(t *testing.T) *Model {
	site := plain(12, 8, flat, engine.Asset{ID: "gauge/G1", Kind: "gauge", Position: mgl64.Vec3{6.5, 4.5, 0}, Properties: map[string]engine.Value{}})
	site.Features = []engine.Feature{{ID: "pit/a", Kind: "pit", Rings: [][]mgl64.Vec2{{{0, 0}, {12, 0}, {12, 8}, {0, 8}}}}}
	p := following()
	p.InitialLevelM = level(0.4)
	return newModel(t, site, p)
}

// A still pool that is off by d is off by d exp(-t/Within) later, upwards and
// downwards. Allowed: 0.1 % of d.
func TestPoolComesToItsReading(t *testing.T) {
	for _, reading := range []float64{0.9, 0.1} {
		m := stillPool(t)
		steps(t, m, 600, time.Second, set("gauge/G1", "measured_level_m", engine.Number(reading)))
		want := reading + (0.4-reading)*math.Exp(-2)
		near(t, "level", m.water.DepthAt(m.gauges[0].cell), want, 0.001*math.Abs(0.4-reading))
		balanced(t, m)
		moved := math.Abs(want-0.4) * 96
		near(t, "water moved", m.mass().FollowedIn+m.mass().FollowedOut, moved, 0.001*moved)
	}
}

// A reading counts for as long as it holds, and then no longer.
func TestReadingsGrowOld(t *testing.T) {
	m := stillPool(t)
	steps(t, m, 900, time.Second, set("gauge/G1", "measured_depth_m", engine.Number(0.9)))
	then := m.water.DepthAt(m.gauges[0].cell)
	steps(t, m, 300, time.Second)
	near(t, "level after the reading", m.water.DepthAt(m.gauges[0].cell), then, 1e-9)
}

// Around a gauge on the street the water is corrected within the radius and
// nowhere else, and nothing is given to ground above the reading.
func TestStreetIsCorrectedAroundTheGauge(t *testing.T) {
	hump := func(x, y float64) float64 {
		if math.Hypot(x-30, y-30) < 4 {
			return 1
		}
		return 0
	}
	site := plain(80, 60, hump, engine.Asset{ID: "gauge/G1", Kind: "gauge", Position: mgl64.Vec3{40.5, 30.5, 0}, Properties: map[string]engine.Value{}})
	m := newModel(t, site, following())
	m.Heard.Levels = []heardAt{{"gauge/G1", 0.5, 0}}
	m.draft.reset()
	m.follow(0, 1)
	sum := 0.0
	for _, s := range m.draft.sources {
		c := m.grid.Center(s.Cell)
		if r := math.Hypot(c[0]-40.5, c[1]-30.5); r >= 20 {
			t.Errorf("cell %.0f m away is given %g m³/s", r, s.Rate)
		}
		if m.water.BedAt(s.Cell) > 0.5 {
			t.Errorf("the hump at %v is given %g m³/s", c, s.Rate)
		}
		sum += s.Rate
	}
	if sum == 0 {
		t.Error("nothing is given to dry ground whose gauge measures 0.5 m")
	}
}

func TestShaftComesToItsReading(t *testing.T) {
	site := plain(12, 8, flat, engine.Asset{ID: "sump/S1", Kind: "sump", Position: mgl64.Vec3{6.5, 4.5, 0}, Properties: map[string]engine.Value{
		"mode": engine.Word("node"), "floor_level_m": engine.Number(-3), "rim_level_m": engine.Number(0), "area_m2": engine.Number(4), "rim_m": engine.Number(8),
	}})
	m := newModel(t, site, following())
	steps(t, m, 300, time.Second, set("sump/S1", "measured_level_m", engine.Number(-1)))
	near(t, "level in the shaft", m.levelIn(m.sumps[0]), -1-2*math.Exp(-1), 1e-6)
	balanced(t, m)
}

// Rain that a gauge measures falls instead of the scenario's while it holds, then
// the forecast's, then the scenario's again. Allowed: rounding.
func TestMeasuredRainForecastAndScenario(t *testing.T) {
	p := following()
	p.Rain.ConstantMMPH = level(36)
	p.Assimilation.Holds = time.Minute
	m := newModel(t, plain(10, 10, flat), p)
	events := []engine.Event{
		set("rain", "measured_mm_per_h", engine.Number(72)),
		set("rain", "nowcast", engine.Points(mgl64.Vec3{0, 18}, mgl64.Vec3{90, 9}, mgl64.Vec3{120, 0})),
	}
	for _, c := range []struct {
		seconds int
		mm      float64 // until then
	}{{60, 1.2}, {90, 1.2 + 0.15}, {120, 1.35 + 0.075}, {180, 1.425 + 0.6}} {
		steps(t, m, c.seconds-int(m.Time), time.Second, events...)
		events = nil
		near(t, "rain", m.Rained*1000, c.mm, 1e-9)
	}
	balanced(t, m)
}

// A storm that an operator lets begin is that of the scenario which has it from
// the start, and rain that differs from place to place gives way to it.
func TestStormBegins(t *testing.T) {
	storm := DesignStorm{ReturnPeriodYears: 2, A1: 9.581, C: 0.846, BMin: 7, N: 0.656, PeakRatio: 0.4, Duration: 30 * time.Minute}
	p := following()
	p.Storm = &storm
	table := []RainRow{{0, 0}, {time.Hour, 0}}
	p.Rain.Gauges = &RainGauges{Power: 2, At: []RainGauge{{ID: "a", Table: table}, {ID: "b", Position: mgl64.Vec2{9, 9}, Table: table}}}
	m := newModel(t, plain(10, 10, flat), p)
	steps(t, m, 600, time.Second)
	near(t, "rain before", m.Rained, 0, 0)
	steps(t, m, 1800, time.Second, set("rain", "storm_years", engine.Number(50)))
	storm.ReturnPeriodYears = 50
	near(t, "depth of the storm", m.Rained, storm.hyetograph().Depth(1800), 1e-9)
	near(t, "water on the ground", m.mass().Stored, m.Rained*100, 1e-5) // rates per cell are float32
	balanced(t, m)
}

// A twin that knows neither the storm nor the pump's failure follows the yard by
// its gauge in the pit and its rain gauge. Allowed: a tenth of what it is off by
// without readings.
func TestTwinFollowsTheYard(t *testing.T) {
	truth := cloudburst(t, func(p *Parameters) { p.Assimilation = following().Assimilation })
	lost := func(p *Parameters) { p.Rain.ConstantMMPH = level(0); p.Assimilation = following().Assimilation }
	blind, twin := cloudburst(t, lost), cloudburst(t, lost)
	advance(t, truth, 1, set("pump/P1", "state", engine.Word("failed")))
	advance(t, blind, 1)
	advance(t, twin, 1)
	depth := func(r *engine.Run, name string) float64 {
		for _, s := range r.Frame().Scalars {
			if s.Name == name {
				return s.Value
			}
		}
		t.Fatalf("no %s", name)
		return 0
	}
	var offBlind, offTwin float64
	for range 50 {
		advance(t, twin, 30,
			set("gauge/G1", "measured_depth_m", engine.Number(depth(truth, "gauge/G1.depth"))),
			set("rain", "measured_mm_per_h", engine.Number(depth(truth, "rain.intensity"))))
		advance(t, truth, 30)
		advance(t, blind, 30)
		offBlind += math.Pow(depth(blind, "gauge/G1.depth")-depth(truth, "gauge/G1.depth"), 2)
		offTwin += math.Pow(depth(twin, "gauge/G1.depth")-depth(truth, "gauge/G1.depth"), 2)
	}
	t.Logf("root mean square of what the depth in the pit is off by: %.4f m blind, %.4f m following", math.Sqrt(offBlind/50), math.Sqrt(offTwin/50))
	if !(math.Sqrt(offTwin) < 0.1*math.Sqrt(offBlind)) {
		t.Errorf("off by %v m following, %v m blind: allowed a tenth", math.Sqrt(offTwin/50), math.Sqrt(offBlind/50))
	}
}

// A fork goes on as its parent would with the same events, bit by bit, and so
// does a run restored from a snapshot.
func TestForkOfAFollowingRun(t *testing.T) {
	run := cloudburst(t, func(p *Parameters) { p.Assimilation = following().Assimilation })
	advance(t, run, 100, set("gauge/G1", "measured_depth_m", engine.Number(0.2)), set("rain", "nowcast", engine.Points(mgl64.Vec3{0, 5}, mgl64.Vec3{900, 0})))
	fork, err := run.Fork("r2")
	if err != nil {
		t.Fatal(err)
	}
	event := set("pump/P1", "state", engine.Word("failed"))
	advance(t, run, 200, event)
	advance(t, fork, 200, event)
	a, errA := run.Snapshot()
	b, errB := fork.Snapshot()
	if errA != nil || errB != nil || !bytes.Equal(a.Models[0].State, b.Models[0].State) {
		t.Errorf("fork and parent differ (%v, %v)", errA, errB)
	}
}

func TestReadingsThatCannotBe(t *testing.T) {
	m := newModel(t, yard(), following())
	for _, c := range []struct {
		e    engine.Event
		says string
	}{
		{set("gauge/G9", "measured_level_m", engine.Number(1)), "gauge/G9: no such gauge on this site; it has gauge/G1, gauge/G2"},
		{set("gauge/G1", "level", engine.Number(1)), "a reading is measured_level_m or measured_depth_m"},
		{set("gauge/G1", "measured_depth_m", engine.Number(-0.1)), "expected a number from 0 to 100"},
		{set("rain", "measured_mm_per_h", engine.Word("heavy")), "expected a number from 0 to 2000"},
		{set("rain", "storm_years", engine.Number(50)), "no storm:"},
		{set("rain", "nowcast", engine.Points(mgl64.Vec3{0, 5}, mgl64.Vec3{0, 6})), "point 2"},
	} {
		if _, err := m.CheckEvent(c.e); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s.%s: %v, expected %q", c.e.Subject, c.e.Property, err, c.says)
		}
	}
	if m.Heard.Rain != nil || m.Heard.Levels != nil {
		t.Error("trying an event has changed the model")
	}
}
