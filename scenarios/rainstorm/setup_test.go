package rainstorm

import (
	"context"
	"math"
	"testing"
	"time"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/engine"
)

// plain makes a site of nx × ny cells of 1 m with ground of height z.
func plain(nx, ny int, z func(x, y float64) float64, assets ...engine.Asset) *engine.Site {
	g := engine.Grid{NX: nx, NY: ny, Cell: 1}
	ground := engine.Field{Name: "ground", Unit: "m", Grid: g, Values: make([]float32, g.Len())}
	manning := engine.Field{Name: "manning", Grid: g, Values: make([]float32, g.Len())}
	for k := range ground.Values {
		c := g.Center(k)
		ground.Values[k] = float32(z(c[0], c[1]))
		manning.Values[k] = 0.02
	}
	return &engine.Site{ID: "plain", Ground: ground, Layers: []engine.Field{manning}, Assets: assets}
}

func flat(_, _ float64) float64 { return 0 }

// basins are two basins of 20 × 10 m, 2 m deep, behind a dam of 4 m at x = 20.
func basins(x, _ float64) float64 {
	if x > 20 && x < 22 {
		return 4
	}
	return 0
}

func asset(id, kind string, x, y float64, properties map[string]any) engine.Asset {
	a := engine.Asset{ID: id, Kind: kind, Position: mgl64.Vec3{x, y, 0}, Properties: map[string]engine.Value{}}
	for key, v := range properties {
		switch v := v.(type) {
		case float64:
			a.Properties[key] = engine.Number(v)
		case int:
			a.Properties[key] = engine.Number(float64(v))
		case bool:
			a.Properties[key] = engine.Bool(v)
		case string:
			a.Properties[key] = engine.Word(v)
		case []mgl64.Vec3:
			a.Properties[key] = engine.Points(v...)
		}
	}
	return a
}

func at(x, y float64) []mgl64.Vec3 { return []mgl64.Vec3{{x, y, 0}} }

// walled are closed sides and no rain.
func walled() Parameters {
	return Parameters{FloodedAboveM: 0.15, Rain: Rain{Factor: 1}, Boundaries: Boundaries{West: "wall", South: "wall", North: "wall", East: "wall", Rim: "wall"}}
}

func level(v float64) *float64 { return &v }

func newRun(t *testing.T, site *engine.Site, p Parameters, step time.Duration) *engine.Run {
	t.Helper()
	run, err := engine.NewRun("r1", engine.Plan{
		Site: site, Start: time.Date(2026, 7, 20, 10, 0, 0, 0, time.UTC), Step: step, Ticks: 1 << 30, Seed: 1,
		Parts: []engine.Part{{Name: "rainstorm", New: func() (engine.Model, error) { return New(site, p) }}},
	})
	if err != nil {
		t.Fatal(err)
	}
	return run
}

// newModel is a model alone, for what needs no run.
func newModel(t *testing.T, site *engine.Site, p Parameters) *Model {
	t.Helper()
	m, err := New(site, p)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// steps moves a model by ticks of dt.
func steps(t *testing.T, m *Model, n int, dt time.Duration, events ...engine.Event) {
	t.Helper()
	tick := engine.Tick{Step: dt, N: int64(math.Round(m.Time / dt.Seconds()))}
	for range n {
		tick = tick.Next()
		if err := m.Step(context.Background(), &engine.Step{Tick: tick, Ticks: 1, Events: events}); err != nil {
			t.Fatal(err)
		}
		events = nil
	}
}

func set(subject, property string, v engine.Value) engine.Event {
	return engine.Event{Subject: subject, Property: property, Value: v}
}

func balanced(t *testing.T, m *Model) {
	t.Helper()
	if e := m.mass().Error; math.Abs(e) > 1e-9 {
		t.Errorf("mass error %v, allowed 1e-9: %+v", e, m.mass())
	}
}

func near(t *testing.T, what string, got, want, absolute float64) {
	t.Helper()
	if !(math.Abs(got-want) <= absolute) {
		t.Errorf("%s: %v, want %v ± %v", what, got, want, absolute)
	}
}
