package crane

import (
	"math"
	"strings"
	"testing"
	"time"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/engine"
)

// box is a body with level faces.
func box(of string, low, high mgl64.Vec3, stands ...engine.Stay) engine.Body {
	b := engine.Body{Of: of, Stands: stands}
	for k := range 8 {
		p := low
		for axis := range p {
			if k>>axis&1 == 1 {
				p[axis] = high[axis]
			}
		}
		b.Points = append(b.Points, p)
	}
	b.Triangles = [][3]uint32{
		{0, 2, 3}, {0, 3, 1}, {4, 5, 7}, {4, 7, 6}, {0, 1, 5}, {0, 5, 4}, {2, 6, 7}, {2, 7, 3}, {0, 4, 6}, {0, 6, 2}, {1, 3, 7}, {1, 7, 5},
	}
	return b
}

var monday = time.Date(2026, 3, 2, 8, 0, 0, 0, time.FixedZone("", 8*3600))

// growing is a site with one crane and a tower of two storeys 20 m east of it: the
// upper one is built half an hour after the start.
func growing() *engine.Site {
	s := flat(mgl64.Vec3{0, 0, 40})
	s.Elements = []engine.Element{{ID: "model/house"}, {ID: "model/house/G", Of: "model/house"}, {ID: "model/house/U", Of: "model/house"}}
	s.Bodies = []engine.Body{
		box("model/house/G", mgl64.Vec3{15, -5, 0}, mgl64.Vec3{25, 5, 20}),
		box("model/house/U", mgl64.Vec3{15, -5, 20}, mgl64.Vec3{25, 5, 45}, engine.Stay{From: engine.SiteClock(monday.Add(30 * time.Minute))}),
	}
	return s
}

// A jib passes over what stands in the morning, and is stopped before what has
// been built since; a fork sees the same.
func TestBuildingGrows(t *testing.T) {
	p := parameters()
	p.start = monday
	p.Cranes = []Driving{{ID: "T1", Start: Start{SlewDeg: 0}}}
	r := rehearse(t, growing(), p)
	r.step(1, set("crane/T1", "lever_slew", engine.Number(-1)))
	r.step(5 * 60)
	if len(r.Encounters) != 0 || bearing(r.towers[0].State.Slew.At) < 120 {
		t.Fatalf("in the morning it is stopped at %.0f°: %+v", bearing(r.towers[0].State.Slew.At), r.Encounters)
	}
	r.step(1, set("crane/T1", "lever_slew", engine.Number(0)))
	r.step(5*60*30 - r.ticks())
	r.step(1, set("crane/T1", "lever_slew", engine.Number(1))) // back
	r.step(5 * 120)
	if len(r.Encounters) != 1 || r.Encounters[0].B != "model/house" || r.Encounters[0].Kind != "building" || r.Encounters[0].Contact {
		t.Fatalf("before what was built meanwhile: %+v", r.Encounters)
	}
	if at := bearing(r.towers[0].State.Slew.At); at < 100 || at > 170 {
		t.Errorf("it stands at %.0f°", at)
	}
	state, err := r.State()
	if err != nil {
		t.Fatal(err)
	}
	fork, err := New(growing(), p, 1)
	if err != nil {
		t.Fatal(err)
	}
	if err := fork.SetState(state); err != nil {
		t.Fatal(err)
	}
	if len(fork.guard.threats) != len(r.guard.threats) || !fork.built[0].here[1] {
		t.Errorf("the fork sees %d threats, the original %d", len(fork.guard.threats), len(r.guard.threats))
	}
}

func (r *rehearsal) ticks() int { return int(r.tick.N) }

// A load is set down on the building and taken from it again; going aside at its
// level, it keeps off.
func TestLoadIsSetOnBuilding(t *testing.T) {
	p := parameters()
	p.start = monday
	p.Cranes = []Driving{{ID: "T1", Driver: "plan", Lifts: []Lift{{Pick: mgl64.Vec3{0, -25, 0}, Place: mgl64.Vec3{20, 0, 20}, LoadT: 2, SlingM: 3, HoldS: 5}}}}
	r := rehearse(t, growing(), p)
	for range 5 * 60 * 8 {
		had := r.towers[0].State.Load.Mass > 0
		foot := r.towers[0].loadFoot()
		r.step(1)
		if had && r.towers[0].State.Load.Mass == 0 && foot.Sub(mgl64.Vec3{20, 0, 20}).Len() > 0.7 {
			t.Errorf("set down at %v", foot)
		}
	}
	if r.towers[0].Lifts != 1 || len(r.Encounters) != 0 {
		t.Fatalf("%d lifts, encounters %+v", r.towers[0].Lifts, r.Encounters)
	}
	// By hand, with a load half way up the ground floor, towards its wall.
	p.Cranes = []Driving{{ID: "T1", Start: Start{SlewDeg: 45, RadiusM: number(20), HookM: number(10)}}}
	r = rehearse(t, growing(), p)
	r.towers[0].State.Load = newTask(Lift{LoadT: 1, SlingM: 2}).Load
	r.step(1, set("crane/T1", "lever_slew", engine.Number(-1)))
	least := math.Inf(1)
	for range 5 * 60 {
		r.step(1)
		d, _ := r.towers[0].Nearest(&r.towers[0].State, &r.guard.things[r.built[0].loads].Thing, 30)
		least = min(least, d)
	}
	if least < 0.3 || len(r.Encounters) != 1 || r.Encounters[0].A != "crane/T1" || r.Encounters[0].Clause == "" {
		t.Errorf("the load comes within %.2f m of the wall, allowed 0.5 less 0.2 of swing; %+v", least, r.Encounters)
	}
}

func number(v float64) *float64 { return &v }

// An emergency stops every crane, keeps hooks off where people are rescued, and
// frees a way for a stretcher; afterwards all is as before.
func TestEmergency(t *testing.T) {
	site := flat(mgl64.Vec3{0, 0, 40}, mgl64.Vec3{0, 90, 40})
	zone := func(id, kind, emergency string, ring ...mgl64.Vec2) {
		site.Features = append(site.Features, engine.Feature{ID: "zone/" + id, Kind: "zone", Rings: [][]mgl64.Vec2{ring}, Properties: map[string]engine.Value{
			"type": engine.Word(kind), "in_emergency": engine.Word(emergency),
		}})
	}
	zone("yard", "laydown", "blocked", mgl64.Vec2{15, 15}, mgl64.Vec2{35, 15}, mgl64.Vec2{35, 35}, mgl64.Vec2{15, 35})
	zone("street", "street", "free", mgl64.Vec2{15, -35}, mgl64.Vec2{35, -35}, mgl64.Vec2{35, -15}, mgl64.Vec2{15, -15})
	p := parameters()
	p.Cranes = []Driving{{ID: "T1", Start: Start{SlewDeg: 0, RadiusM: number(30), HookM: number(10)}}}
	r := rehearse(t, site, p)
	state := func(id string) float64 {
		v, ok := r.frameNow().Scalar("zone/" + id + ".state")
		if !ok {
			t.Fatalf("no state of zone %s in the frame", id)
		}
		return v
	}
	r.step(1)
	if state("yard") != zoneOpen || state("street") != zoneInForce {
		t.Fatalf("before: yard %g, street %g", state("yard"), state("street"))
	}
	r.step(1, set("crane/T1", "lever_slew", engine.Number(-0.5)))
	r.step(20)
	r.step(1, set("site", "emergency", engine.Bool(true)))
	r.step(5 * 10)
	for _, tower := range r.towers {
		if !tower.Stopped || tower.State.Slew.Rate != 0 {
			t.Errorf("%s goes on: %+v", tower.id, tower.State.Slew)
		}
	}
	if state("yard") != zoneRescue || state("street") != zoneFreed {
		t.Errorf("in the emergency: yard %g, street %g", state("yard"), state("street"))
	}
	// T1 is released to help: its empty hook stays off the yard, its load may cross
	// the street.
	r.step(1, set("crane/T1", "stop", engine.Bool(false)), set("crane/T1", "lever_slew", engine.Number(-1)))
	r.step(5 * 60)
	if at := bearing(r.towers[0].State.Slew.At); at > 45 {
		t.Errorf("the hook goes on over the yard, to %.0f°", at)
	}
	p.Cranes[0].Start.SlewDeg = 90
	r = rehearse(t, site, p)
	r.towers[0].State.Load = newTask(Lift{LoadT: 1, SlingM: 2}).Load
	r.step(1, set("site", "emergency", engine.Bool(true)))
	r.step(1, set("crane/T1", "stop", engine.Bool(false)), set("crane/T1", "lever_slew", engine.Number(-1)))
	r.step(5 * 40)
	if at := bearing(r.towers[0].State.Slew.At); at < 180 {
		t.Errorf("the load is stopped at %.0f° before a street that is free", at)
	}
	r.step(1, set("site", "emergency", engine.Bool(false)))
	if state("yard") != zoneOpen || state("street") != zoneInForce || r.towers[1].Stopped {
		t.Error("the emergency does not end")
	}
	// Another model's emergency does the same.
	r.before = &engine.Frame{Scalars: []engine.Scalar{{Name: "emergency", Value: 1}}}
	r.step(1)
	if !r.towers[1].Stopped || state("yard") != zoneRescue {
		t.Error("another model's emergency stops nothing")
	}
	for _, bad := range []engine.Event{set("site", "emergency", engine.Word("yes")), set("zone/yard", "state", engine.Word("shut")), set("zone/none", "state", engine.Word("free"))} {
		if handled, err := r.CheckEvent(bad); !handled || err == nil {
			t.Errorf("%s %s is accepted", bad.Subject, bad.Property)
		}
	}
}

// The laydown under water is told of, and a load that hangs waits above it.
func TestFloodedLaydown(t *testing.T) {
	site := flat(mgl64.Vec3{0, 0, 40})
	site.Features = append(site.Features, engine.Feature{
		ID: "zone/pit", Kind: "zone", Rings: [][]mgl64.Vec2{{{-40, 20}, {0, 20}, {0, 50}, {-40, 50}}}, Properties: map[string]engine.Value{"type": engine.Word("laydown")},
	})
	p := parameters()
	p.Cranes = []Driving{{ID: "T1", Driver: "plan", Lifts: []Lift{{Pick: mgl64.Vec3{20, 0, 0}, Place: mgl64.Vec3{-10, 30, 0}, LoadT: 2, SlingM: 3, HoldS: 5}}}}
	r := rehearse(t, site, p)
	for r.towers[0].Work.Stage != carrying {
		r.step(1)
	}
	f := &engine.Frame{}
	values := f.AddField("water_depth", "m", site.Ground.Grid)
	for cell := range values {
		if c := site.Ground.Grid.Center(cell); c[0] < 0 && c[1] > 20 {
			values[cell] = 0.5
		}
	}
	r.before = f
	r.step(5 * 600)
	if r.towers[0].Lifts != 0 || r.towers[0].State.Load.Mass == 0 {
		t.Errorf("the load was set down in 0.5 m of water: stage %d", r.towers[0].Work.Stage)
	}
	now := r.frameNow()
	if v, _ := now.Scalar("zone/pit.state"); v != zoneFlooded || len(now.Alarms) == 0 || now.Alarms[0].Subject != "zone/pit" {
		t.Errorf("state %g, alarms %+v", v, now.Alarms)
	}
	r.before = &engine.Frame{}
	r.step(5 * 300)
	if r.towers[0].Lifts != 1 {
		t.Errorf("when the water has gone: %d lifts, stage %d", r.towers[0].Lifts, r.towers[0].Work.Stage)
	}
}

// Wind above the limit: what a free crane would hit and pass over is known before
// the run, and said while it turns.
func TestFreeSweepsAreChecked(t *testing.T) {
	site := flat(mgl64.Vec3{0, 0, 40})
	site.Features = append(site.Features,
		engine.Feature{ID: "zone/school", Kind: "zone", Rings: [][]mgl64.Vec2{{{20, -10}, {40, -10}, {40, 10}, {20, 10}}}, Properties: map[string]engine.Value{"type": engine.Word("school")}},
		engine.Feature{ID: "building/tall", Kind: "building", Rings: [][]mgl64.Vec2{{{-40, -10}, {-20, -10}, {-20, 10}, {-40, 10}}}, Properties: map[string]engine.Value{"height_m": engine.Number(45)}},
	)
	p := parameters()
	p.Wind = WindParameters{MPerS: 20, FromDeg: 270, Terrain: "B"}
	r := rehearse(t, site, p)
	if len(r.sweeps) != 1 || r.sweeps[0].Over != "zone/school" || r.sweeps[0].FromDeg < 60 || r.sweeps[0].FromDeg > 70 || r.sweeps[0].ToDeg < 110 || r.sweeps[0].ToDeg > 120 {
		t.Errorf("sweeps %+v, expected the school from about 63° to 117°", r.sweeps) // atan(10/20) to either side of east
	}
	if len(r.Layout) != 1 || r.Layout[0].B != "building/tall" || !strings.HasPrefix(r.Layout[0].What, "cannot turn freely") {
		t.Errorf("layout %+v", r.Layout)
	}
	r.step(5 * 1500)
	f := r.frameNow()
	if r.towers[0].Mode != OutOfService || len(f.Alarms) != 1 || !strings.Contains(f.Alarms[0].Text.EN, "zone/school") {
		t.Errorf("mode %v, alarms %+v", r.towers[0].Mode, f.Alarms)
	}
}

// What operators have set is seen in the frame: EN 17076's states.
func TestOperatorStatesInFrame(t *testing.T) {
	r := rehearse(t, flat(mgl64.Vec3{0, 0, 40}), parameters())
	for _, c := range []struct {
		event  engine.Event
		scalar string
		want   float64
	}{
		{set("crane/T1", "override", engine.Bool(true)), "override", 1}, {set("crane/T1", "override", engine.Bool(false)), "override", 0},
		{set("crane/T1", "anti_collision", engine.Word("failed")), "guard", 0}, {set("crane/T1", "anti_collision", engine.Word("ok")), "guard", 1},
		{set("crane/T1", "stop", engine.Bool(true)), "stopped", 1}, {set("crane/T1", "manual", engine.Bool(true)), "manual", 1},
	} {
		r.step(1, c.event)
		if v, ok := r.frameNow().Scalar("crane/T1." + c.scalar); !ok || v != c.want {
			t.Errorf("after %s: %s is %g, %v", c.event.Property, c.scalar, v, ok)
		}
	}
}

// The way of a lift is shown from its pick to its place, on the crane's arc.
func TestWayInFrame(t *testing.T) {
	p := parameters()
	p.Cranes = []Driving{{ID: "T1", Driver: "plan", Lifts: []Lift{{Pick: mgl64.Vec3{20, 0, 0}, Place: mgl64.Vec3{0, 20, 12}, LoadT: 2, SlingM: 3, HoldS: 5}}}}
	r := rehearse(t, flat(mgl64.Vec3{0, 0, 40}), p)
	r.step(5)
	f := r.frameNow()
	if len(f.Paths) != 1 || f.Paths[0].Name != "crane/T1/lift" || f.Paths[0].Kind != "lift" {
		t.Fatalf("paths %+v", f.Paths)
	}
	way := f.Paths[0].Points
	if way[0] != (mgl64.Vec3{20, 0, 0}) || way[len(way)-1] != (mgl64.Vec3{0, 20, 12}) {
		t.Errorf("from %v to %v", way[0], way[len(way)-1])
	}
	for _, q := range way {
		if math.Abs(q.Vec2().Len()-20) > 1e-9 {
			t.Errorf("%v is not on the arc of 20 m", q)
		}
	}
}
