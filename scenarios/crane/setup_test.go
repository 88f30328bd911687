package crane

import (
	"context"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/engine"
)

// flat is a level site with cranes, from tables of position and jib height.
func flat(cranes ...mgl64.Vec3) *engine.Site {
	s := &engine.Site{ID: "flat"}
	s.Ground = engine.Field{Name: "ground", Unit: "m", Grid: engine.Grid{X0: -200, Y0: -200, Cell: 10, NX: 40, NY: 40}}
	s.Ground.Values = make([]float32, s.Ground.Grid.Len())
	for k, c := range cranes {
		s.Assets = append(s.Assets, craneAsset("crane/T"+string(rune('1'+k)), mgl64.Vec3{c[0], c[1], 0}, c[2]))
	}
	return s
}

func craneAsset(id string, at mgl64.Vec3, height float64) engine.Asset {
	n := engine.Number
	return engine.Asset{ID: id, Kind: "crane", Name: engine.Text{ZH: id, EN: id}, Position: at, Properties: map[string]engine.Value{
		"type": engine.Word("hammerhead"), "jib_height_m": n(height), "jib_m": n(50), "counter_jib_m": n(14), "head_m": n(6),
		"min_radius_m": n(3), "max_radius_m": n(50), "rope_m": n(height), "hook_kg": n(300), "falls": n(2),
		"slew_rad_per_s": n(0.0733), "slew_start_s": n(5), "slew_brake_s": n(6), "slew_emergency_brake_s": n(4),
		"trolley_m_per_s": n(1), "luff_s": n(120), "hoist_m_per_s": n(1.3),
		"load_chart":  engine.Points(mgl64.Vec3{2, 15, 6000}, mgl64.Vec3{2, 30, 2700}, mgl64.Vec3{2, 50, 1400}),
		"vane_jib_m2": n(25), "vane_jib_arm_m": n(25), "vane_counter_m2": n(17), "vane_counter_arm_m": n(8), "vane_inertia_kg_m2": n(1.3e7), "vane_friction_n_m": n(15000),
	}}
}

func parameters() Parameters {
	return Parameters{
		Wind: WindParameters{Terrain: "C"}, Damping: 0.015, StaleS: 10,
		Guard: GuardParameters{SensorS: 0.5, OperatorS: 3, HorizonS: 30},
	}
}

// rehearsal is a model that is advanced without the engine.
type rehearsal struct {
	*testing.T
	*Model
	tick   engine.Tick
	before *engine.Frame
}

func rehearse(t *testing.T, site *engine.Site, p Parameters) *rehearsal {
	t.Helper()
	m, err := New(site, p, 1)
	if err != nil {
		t.Fatal(err)
	}
	return &rehearsal{t, m, engine.Tick{Step: 200 * time.Millisecond}, &engine.Frame{}}
}

// step advances by ticks; events enter at the first.
func (r *rehearsal) step(ticks int, events ...engine.Event) {
	r.Helper()
	for range ticks {
		r.tick = r.tick.Next()
		s := &engine.Step{Tick: r.tick, Ticks: 1, Events: events, Before: r.before, Rand: rand.New(rand.NewPCG(9, uint64(r.tick.N)))}
		if err := r.Step(context.Background(), s); err != nil {
			r.Fatal(err)
		}
		events = nil
	}
}

func set(subject, property string, value engine.Value) engine.Event {
	return engine.Event{Subject: subject, Property: property, Value: value, Source: "test"}
}
