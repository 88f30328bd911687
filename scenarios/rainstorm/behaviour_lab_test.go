package rainstorm

import (
	"math"
	"strings"
	"testing"
	"time"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/engine"
)

// flume is a level tank of 5 × 2 m on cells of 5 cm with a gauge in its middle.
func flume() *engine.Site {
	g := engine.Grid{NX: 100, NY: 40, Cell: 0.05, X0: -2.5, Y0: -1}
	ground := engine.Field{Name: "ground", Unit: "m", Grid: g, Values: make([]float32, g.Len())}
	level := engine.Field{Name: "level0", Unit: "m", Grid: g, Values: make([]float32, g.Len())}
	speed := engine.Field{Name: "u0", Unit: "m/s", Grid: g, Values: make([]float32, g.Len())}
	for k := range ground.Values {
		ground.Values[k] = -0.2
		level.Values[k] = float32(0.01 * math.Sin(g.Center(k)[0]))
		speed.Values[k] = 0.3
		if g.Center(k)[1] > 0.5 {
			level.Values[k], speed.Values[k] = float32(math.NaN()), float32(math.NaN())
		}
	}
	return &engine.Site{ID: "flume", Ground: ground, Layers: []engine.Field{level, speed}, Assets: []engine.Asset{asset("gauge/G", "gauge", 0.01, 0.01, nil)}}
}

// In a tank millimetres are wet, and all ground is looked at as often as a wave
// needs for some cells.
func TestTankHasItsOwnThresholds(t *testing.T) {
	m := newModel(t, flume(), walled())
	near(t, "wet from", m.wet, 0.005, 1e-12)
	near(t, "look every", m.lookEvery(), 0.25, 1e-12)
	p := walled()
	p.WetFromM, p.LookEvery = 0.002, 100*time.Millisecond
	m = newModel(t, flume(), p)
	near(t, "wet from", m.wet, 0.002, 0)
	near(t, "look every", m.lookEvery(), 0.1, 1e-12)
	yard := newModel(t, plain(10, 10, flat), walled())
	near(t, "wet from, street", yard.wet, 0.01, 0)
	near(t, "look every, street", yard.lookEvery(), 5, 0)

	p.Initial = Initial{Pools: []Pool{{Outline: []mgl64.Vec2{{-2.5, -1}, {2.5, -1}, {2.5, 1}, {-2.5, 1}}, LevelM: -0.197}}}
	m = newModel(t, flume(), p) // 3 mm of water
	steps(t, m, 4, 50*time.Millisecond)
	near(t, "first wet", m.gauges[0].FirstWet, 0.05, 1e-9)
	if e := m.water.Extremes(); e.Arrival[0] != e.Arrival[0] || e.MaxClass[0] != 1 {
		t.Errorf("3 mm of water in a tank: arrival %v, hazard %v", e.Arrival[0], e.MaxClass[0])
	}
}

// A run begins with water that moves; a gauge tells how fast.
func TestInitialLevelsAndVelocities(t *testing.T) {
	p := walled()
	p.Initial = Initial{LevelLayer: "level0", VelocityX: "u0"}
	m := newModel(t, flume(), p)
	g := m.grid
	for _, at := range []mgl64.Vec2{{-1.01, 0.01}, {1.99, -0.9}} {
		cell, _ := g.CellAt(at[0], at[1])
		near(t, "depth", m.water.DepthAt(cell), 0.2+0.01*math.Sin(g.Center(cell)[0]), 1e-6)
		u, v := m.water.VelocityAt(cell)
		near(t, "u", u, 0.3, 1e-6)
		near(t, "v", v, 0, 0)
	}
	if cell, _ := g.CellAt(0, 0.9); m.water.DepthAt(cell) != 0 {
		t.Error("water where the raster has none")
	}
	p.Initial = Initial{LevelM: level(0), Velocity: &mgl64.Vec2{0.3, 0.4}}
	m = newModel(t, flume(), p)
	steps(t, m, 1, 50*time.Millisecond)
	f := frameOf(t, m)
	u, _ := f.Scalar("gauge/G.velocity_x")
	v, _ := f.Scalar("gauge/G.velocity_y")
	near(t, "gauge's u", u, 0.3, 1e-3)
	near(t, "gauge's v", v, 0.4, 1e-3)
	summary := map[string]any{}
	m.Summarize(summary)
	near(t, "fastest", summary["gauges"].(map[string]GaugeSummary)["G"].MaxSpeed, 0.5, 1e-3)

	for want, initial := range map[string]Initial{
		"no water":         {Velocity: &mgl64.Vec2{1, 0}},
		"give one":         {LevelM: level(0), Velocity: &mgl64.Vec2{1, 0}, VelocityX: "u0"},
		"no such raster":   {LevelM: level(0), VelocityY: "v0"},
		"level1: the site": {LevelLayer: "level1"},
	} {
		p.Initial = initial
		if _, err := New(flume(), p); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%+v: %v, want %q", initial, err, want)
		}
	}
}

func frameOf(t *testing.T, m *Model) *engine.Frame {
	t.Helper()
	f := &engine.Frame{Tick: engine.Tick{N: 1, Step: time.Second}}
	m.Observe(f)
	f.Fill()
	return f
}

// channelWith is a channel of 60 × 4 m, falling 1 in 1000, n = 0.02, with 1 m²/s
// from the west and that end in the east; the depth beside it after seven minutes.
func channelWith(t *testing.T, end Stretch) (m *Model, depth float64) {
	t.Helper()
	p := walled()
	q := 1.0
	end.ID, end.From, end.To = "end", mgl64.Vec2{60, 0}, mgl64.Vec2{60, 4}
	p.Boundaries.Stretches = []Stretch{{ID: "in", From: mgl64.Vec2{0, 0}, To: mgl64.Vec2{0, 4}, Kind: "inflow", FlowM2PerS: &q}, end}
	m = newModel(t, plain(60, 4, func(x, _ float64) float64 { return 1 - 0.001*x }), p)
	steps(t, m, 20, 20*time.Second)
	balanced(t, m)
	return m, m.water.DepthAt(58)
}

// Water leaves a channel as if it went on as it is, or as its rating curve says.
func TestLeavingRims(t *testing.T) {
	normal := math.Pow(0.02/math.Sqrt(0.001), 0.6) // of 1 m²/s by Manning
	m, depth := channelWith(t, Stretch{Kind: "normal", Slope: 0.001})
	near(t, "normal depth at the end", depth, normal, 0.01*normal)
	near(t, "normal depth at the head", m.water.DepthAt(5), normal, 0.01*normal)

	curve := []RatingRow{{LevelM: 1.2, M3PerS: 0}, {LevelM: 1.8, M3PerS: 2}, {LevelM: 2, M3PerS: 6}}
	m, depth = channelWith(t, Stretch{Kind: "rating", Rating: curve})
	near(t, "level by the rating curve", depth+m.water.BedAt(58), 1.9, 0.01) // of 4 m³/s
	flow, _ := frameOf(t, m).Scalar("boundary/end.flow")
	near(t, "flow by the rating curve", flow, 4, 0.01)

	_, steep := channelWith(t, Stretch{Kind: "normal", Slope: 1})
	_, open := channelWith(t, Stretch{Kind: "open"})
	near(t, "a slope too steep for waves is a fall", steep, open, 1e-3)
}

// A model goes on from a state as the one that left it, its rating curve too.
func TestRatedRimForks(t *testing.T) {
	curve := Stretch{Kind: "rating", Rating: []RatingRow{{LevelM: 1, M3PerS: 0}, {LevelM: 2, M3PerS: 6}}}
	m, _ := channelWith(t, curve)
	state, err := m.State()
	if err != nil {
		t.Fatal(err)
	}
	other := newModel(t, m.site, m.par)
	if err := other.SetState(state); err != nil {
		t.Fatal(err)
	}
	steps(t, m, 3, 5*time.Second)
	steps(t, other, 3, 5*time.Second)
	a, _ := m.State()
	b, _ := other.State()
	if string(a) != string(b) {
		t.Error("the fork differs from its parent")
	}
}

func TestLeavingRimsRefuse(t *testing.T) {
	for want, end := range map[string]Stretch{
		"need each other":      {Kind: "normal"},
		"slope above 0":        {Kind: "open", Slope: 0.1},
		"by no other":          {Kind: "wall", Rating: []RatingRow{{0, 0}, {1, 1}}},
		"must not fall":        {Kind: "rating", Rating: []RatingRow{{0, 0}, {1, 2}, {2, 1}}},
		"levels must rise":     {Kind: "rating", Rating: []RatingRow{{1, 0}, {1, 2}}},
		"at least two":         {Kind: "rating", Rating: []RatingRow{{1, 0}}},
		"needs exactly one of": {Kind: "inflow"},
	} {
		end.ID, end.From, end.To = "end", mgl64.Vec2{10, 0}, mgl64.Vec2{10, 10}
		p := walled()
		p.Boundaries.Stretches = []Stretch{end}
		if _, err := New(plain(10, 10, flat), p); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%+v: %v, want %q", end, err, want)
		}
	}
	smooth := plain(10, 10, flat)
	smooth.Layers = nil
	p := walled()
	p.Boundaries.Stretches = []Stretch{{ID: "end", From: mgl64.Vec2{10, 0}, To: mgl64.Vec2{10, 10}, Kind: "normal", Slope: 0.1}}
	if _, err := New(smooth, p); err == nil || !strings.Contains(err.Error(), "friction") {
		t.Errorf("uniform flow without friction: %v", err)
	}
}

// The highest ground that a wave has wetted is told, and where it lies.
func TestReached(t *testing.T) {
	p := walled()
	p.InitialLevelM = level(0.3)
	m := newModel(t, plain(40, 4, func(x, _ float64) float64 { return 0.02 * x }), p)
	steps(t, m, 10, time.Second)
	ground, at, wet := m.reached()
	if !wet || at[0] != 14.5 && at[0] != 13.5 {
		t.Errorf("still water of 0.3 m reached %v m at %v, %v", ground, at, wet)
	}
}
