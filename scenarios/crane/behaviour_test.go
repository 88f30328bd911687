package crane

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/engine"
	"shapan/engine/solver/crane"
)

// facing are two cranes of one height whose jibs point north and are slewed
// towards each other.
func facing(t *testing.T) *rehearsal {
	p := parameters()
	p.Cranes = []Driving{{ID: "T1", Start: Start{SlewDeg: 0}}, {ID: "T2", Start: Start{SlewDeg: 0}}}
	return rehearse(t, flat(mgl64.Vec3{0, 0, 40}, mgl64.Vec3{70, 0, 40}), p)
}

func towardsEachOther() []engine.Event {
	return []engine.Event{set("crane/T1", "lever_slew", engine.Number(-1)), set("crane/T2", "lever_slew", engine.Number(1))}
}

func TestCranesAreStoppedInTime(t *testing.T) {
	r := facing(t)
	r.step(1, towardsEachOther()...)
	least := math.Inf(1)
	for range 600 {
		r.step(1)
		d, _, _ := crane.Clearance(&r.towers[0].Crane, &r.towers[1].Crane, &r.towers[0].State, &r.towers[1].State)
		least = min(least, d)
	}
	if least < r.guard.clear-0.01 {
		t.Errorf("they come within %.3f m of each other, allowed %g", least, r.guard.clear)
	}
	if least > r.guard.clear+4 {
		t.Errorf("they are kept %.1f m apart: far more than the %g m that they must keep", least, r.guard.clear)
	}
	if r.towers[0].State.Slew.Rate != 0 || r.towers[1].State.Slew.Rate != 0 {
		t.Error("they still turn")
	}
	// Away from each other they may.
	r.step(50, set("crane/T1", "lever_slew", engine.Number(1)))
	if r.towers[0].State.Slew.Rate <= 0 {
		t.Error("a crane that was stopped may not turn away")
	}
}

// A crane that is stopped, let go and stopped again rings once, by the name of the
// other, and its alarm is over when it has been clear for a minute.
func TestAnAlarmDoesNotFlutter(t *testing.T) {
	r := facing(t)
	r.towers[1].name = engine.Text{ZH: "二号塔吊", EN: "Crane two"}
	r.step(1, towardsEachOther()...)
	for n := 0; r.towers[0].Warned != engine.AlarmReached; n++ {
		if r.step(1); n > 1000 {
			t.Fatal("cranes that turn towards each other raise no alarm")
		}
	}
	f := r.frameNow()
	if k := slices.IndexFunc(f.Alarms, func(a engine.Alarm) bool { return a.Subject == "crane/T1" }); k < 0 || !strings.Contains(f.Alarms[k].Text.EN, "Crane two") || !strings.Contains(f.Alarms[k].Text.ZH, "二号塔吊") {
		t.Fatalf("%+v must be an alarm of crane/T1 that names the other", f.Alarms)
	}
	// From here on by hand: stopped for a second of every twelve, as at the edge of a space that is taken.
	tower, began, tick := r.towers[0], r.towers[0].Since, r.tick
	said := tower.Said
	for s := range 120 {
		tick.N, r.Time, tower.Level = tick.N+5, r.Time+1, Free
		if s%12 == 11 {
			tower.Level = Stopped
		}
		if r.note(tick); tower.Warned != engine.AlarmReached || tower.Since != began {
			t.Fatalf("after %d s: level %v since tick %d, must be the alarm of tick %d", s, tower.Warned, tower.Since, began)
		}
	}
	tower.Level, tower.Said, r.guard.threats = Free, said, nil
	for s := range int(calm) {
		if text := tower.warning(r.Model).EN; !strings.Contains(text, "Crane two") || !strings.Contains(text, "clear now") {
			t.Fatalf("%d s after: %q must say what it was and that it is over", s, text)
		}
		tick.N, r.Time = tick.N+5, r.Time+1
		r.note(tick)
	}
	if tower.Warned != engine.NoAlarm {
		t.Errorf("level %v after %g s without anything near", tower.Warned, calm)
	}
}

func TestWithoutGuardTheyMeet(t *testing.T) {
	for _, how := range []engine.Event{set("crane/T1", "override", engine.Bool(true)), set("crane/T1", "anti_collision", engine.Word("failed"))} {
		p := parameters()
		p.Cranes = []Driving{{ID: "T2", Start: Start{SlewDeg: 270}}}
		r := rehearse(t, flat(mgl64.Vec3{0, 0, 40}, mgl64.Vec3{70, 0, 40}), p)
		r.step(1, append(towardsEachOther()[:1], how)...)
		r.step(300)
		var e *Encounter
		for k := range r.Encounters {
			if r.Encounters[k].Contact {
				e = &r.Encounters[k]
			}
		}
		if e == nil {
			t.Fatalf("%s: no contact: %+v", how.Property, r.Encounters)
		}
		want := map[string]string{"override": "overridden", "anti_collision": "failed"}[how.Property]
		if e.Action != want || e.A != "crane/T1" || e.B != "crane/T2" || e.Kind != "crane" || e.Clause != "GB 5144-2006 10.5" {
			t.Errorf("%s: %+v", how.Property, *e)
		}
	}
}

// Random operators on five overlapping cranes, half an hour: nobody ever comes
// nearer than the clearance, and work gets done.
func TestRandomOperatorsNeverMeet(t *testing.T) {
	ticks := 9000
	if testing.Short() {
		ticks = 1500
	}
	p := parameters()
	for k := range 5 {
		p.Cranes = append(p.Cranes, Driving{ID: fmt.Sprintf("T%d", k+1), Driver: "random", Start: Start{SlewDeg: float64(72 * k)}})
	}
	site := flat(mgl64.Vec3{0, 0, 34}, mgl64.Vec3{60, 5, 44}, mgl64.Vec3{120, 0, 36}, mgl64.Vec3{30, 60, 54}, mgl64.Vec3{95, 62, 64})
	r := rehearse(t, site, p)
	for n := range ticks {
		r.step(1)
		for i, a := range r.towers {
			for _, b := range r.towers[i+1:] {
				if d, pa, pb := crane.Clearance(&a.Crane, &b.Crane, &a.State, &b.State); d < r.guard.clear-0.3 {
					t.Fatalf("tick %d: %s %v and %s %v are %.3f m apart, allowed %g less 0.3 of swing", n, a.id, pa, b.id, pb, d, r.guard.clear)
				}
			}
		}
	}
	lifts := 0
	for _, tower := range r.towers {
		lifts += tower.Lifts
	}
	t.Logf("%d lifts, %d encounters, %d stops", lifts, len(r.Encounters), r.towers[0].Stops)
	if !testing.Short() && lifts < 10 {
		t.Errorf("%d lifts in half an hour: the guard stops all work", lifts)
	}
}

func TestPlannedLift(t *testing.T) {
	p := parameters()
	p.Cranes = []Driving{{ID: "T1", Driver: "plan", Lifts: []Lift{
		{Pick: mgl64.Vec3{20, 0, 0}, Place: mgl64.Vec3{-10, 30, 12}, LoadT: 2, SlingM: 3, HoldS: 10},
		{At: 10 * time.Minute, Pick: mgl64.Vec3{0, -30, 0}, Place: mgl64.Vec3{20, 0, 0}, LoadT: 1.5, SlingM: 3, HoldS: 10},
	}}}
	r := rehearse(t, flat(mgl64.Vec3{0, 0, 40}), p)
	placed := mgl64.Vec3{}
	for range 5 * 60 * 20 {
		had := r.towers[0].State.Load.Mass > 0
		foot := r.towers[0].loadFoot()
		r.step(1)
		if had && r.towers[0].State.Load.Mass == 0 && r.towers[0].Lifts == 1 {
			placed = foot
		}
	}
	if d := placed.Sub(mgl64.Vec3{-10, 30, 12}).Len(); d > 0.7 {
		t.Errorf("the first load was set down at %v, %.2f m from its place; allowed 0.7", placed, d)
	}
	if r.towers[0].Lifts != 2 {
		t.Errorf("%d lifts of 2 after 20 min", r.towers[0].Lifts)
	}
	if want := 2000 / 2700.0; math.Abs(r.towers[0].MaxRatio-want) > 0.15 {
		t.Errorf("greatest share of the rated load %.2f, expected about %.2f", r.towers[0].MaxRatio, want)
	}
}

func TestWindStopsLiftingAndOpensTheBrake(t *testing.T) {
	p := parameters()
	p.Wind = WindParameters{MPerS: 20, FromDeg: 270, Terrain: "B"}
	p.Cranes = []Driving{{ID: "T1", Driver: "random", Start: Start{SlewDeg: 0}}}
	r := rehearse(t, flat(mgl64.Vec3{0, 0, 40}), p)
	r.step(10)
	if r.towers[0].Mode != WindStopped {
		t.Fatalf("mode %v in a wind of 20 m/s", r.towers[0].Mode)
	}
	r.step(5 * 1500)
	if r.towers[0].Mode != OutOfService || r.towers[0].Lifts != 0 {
		t.Errorf("mode %v, %d lifts; expected a crane out of service", r.towers[0].Mode, r.towers[0].Lifts)
	}
	if off := math.Remainder(r.towers[0].State.Slew.At, 2*math.Pi); math.Abs(off) > 0.5 {
		t.Errorf("the jib is %.2f rad from leeward, east", off)
	}
}

func TestLoadStaysOutOfZone(t *testing.T) {
	site := flat(mgl64.Vec3{0, 0, 40})
	site.Features = append(site.Features, engine.Feature{
		ID: "zone/school", Kind: "zone", Rings: [][]mgl64.Vec2{{{15, 20}, {40, 20}, {40, 45}, {15, 45}}},
		Properties: map[string]engine.Value{"type": engine.Word("school")},
	})
	p := parameters()
	p.Cranes = []Driving{{ID: "T1", Driver: "plan", Start: Start{SlewDeg: 90}, Lifts: []Lift{{Pick: mgl64.Vec3{35, -5, 0}, Place: mgl64.Vec3{-5, 35, 0}, LoadT: 1.8, SlingM: 3, HoldS: 5}}}}
	r := rehearse(t, site, p)
	for range 5 * 60 * 6 {
		r.step(1)
		if at := r.towers[0].loadFoot(); r.towers[0].State.Load.Mass > 0 && at[0] > 15.3 && at[1] > 20.3 && at[0] < 40 && at[1] < 45 {
			t.Fatalf("the load is over the school at %v", at)
		}
	}
	if len(r.Encounters) == 0 || r.Encounters[0].B != "zone/school" || r.Encounters[0].Kind != "school" {
		t.Errorf("encounters: %+v", r.Encounters)
	}
}

// A crane whose sensors fall silent, or contradict themselves, may be anywhere in
// its circle: the other one keeps out of it.
func TestUnknownCrane(t *testing.T) {
	for _, fault := range []string{"silent", "jumps"} {
		r := facing(t)
		say := func(deg float64) []engine.Event {
			return []engine.Event{set("crane/T2", "slew_deg", engine.Number(deg)), set("crane/T2", "radius_m", engine.Number(20)), set("crane/T2", "hook_m", engine.Number(20))}
		}
		for n := range 20 {
			r.step(5, say(180+float64(n))...)
		}
		if r.towers[1].Mode != Working || math.Abs(bearing(r.towers[1].State.Slew.At)-199) > 2 {
			t.Fatalf("T2 does not follow its readings: %v at %.0f°", r.towers[1].Mode, bearing(r.towers[1].State.Slew.At))
		}
		if fault == "silent" {
			r.step(5 * 11)
		} else {
			for n := range 4 {
				r.step(5, say(float64(150+(n%2)*300))...)
			}
		}
		if r.towers[1].Mode != Unknown {
			t.Fatalf("%s: mode %v", fault, r.towers[1].Mode)
		}
		if f := r.frameNow(); len(f.Alarms) == 0 || f.Alarms[len(f.Alarms)-1].Subject != "crane/T2" {
			t.Errorf("%s: no alarm says that T2 is unknown", fault)
		}
		if why := r.towers[1].Follow.Why; why.EN == "" || why.ZH == "" || fault == "jumps" && !strings.Contains(why.EN, "slew readings jump by") {
			t.Errorf("%s: the reason is %+v", fault, why)
		}
		// T1 may not turn into the circle, though T2 was last seen pointing away.
		r.step(1, set("crane/T1", "lever_slew", engine.Number(-1)))
		for range 300 {
			r.step(1)
			if fault == "silent" {
				continue
			}
			if d, _ := r.towers[0].Nearest(&r.towers[0].State, r.towers[1].circle, 50); d < r.guard.clear-0.01 {
				t.Fatalf("%s: T1 is %.2f m from the circle of the unknown crane", fault, d)
			}
		}
		for n := range 4 {
			r.step(5, say(200+float64(n))...)
		}
		if r.towers[1].Mode != Working {
			t.Errorf("%s: sound readings do not bring it back: %v", fault, r.towers[1].Mode)
		}
	}
}

func (r *rehearsal) frameNow() *engine.Frame {
	f := &engine.Frame{Tick: r.tick}
	r.Observe(f)
	return f
}

// A fork is its original, whatever happens in between.
func TestForkEqualsOriginal(t *testing.T) {
	p := parameters()
	p.Wind = WindParameters{MPerS: 9, FromDeg: 30, Terrain: "B", Gusts: true}
	p.Cranes = []Driving{{ID: "T1", Driver: "random"}, {ID: "T2", Driver: "random"}, {ID: "T3", Driver: "random"}}
	site := flat(mgl64.Vec3{0, 0, 34}, mgl64.Vec3{60, 5, 44}, mgl64.Vec3{30, 50, 54})
	a := rehearse(t, site, p)
	a.step(700)
	state, err := a.State()
	if err != nil {
		t.Fatal(err)
	}
	b := rehearse(t, site, p)
	if err := b.SetState(state); err != nil {
		t.Fatal(err)
	}
	b.tick = a.tick
	if x, y := fmt.Sprintf("%+v", *a.frameNow()), fmt.Sprintf("%+v", *b.frameNow()); x != y {
		t.Errorf("frames differ:\n%s\n%s", x, y)
	}
	a.step(500)
	b.step(500)
	x, _ := a.State()
	y, _ := b.State()
	if string(x) != string(y) {
		t.Error("states differ after 500 ticks")
	}
}

func TestLayout(t *testing.T) {
	// T2 stands in T1's circle and is too low to pass over it; T3 is high enough.
	m, err := New(flat(mgl64.Vec3{0, 0, 40}, mgl64.Vec3{45, 0, 42}, mgl64.Vec3{0, 80, 60}), parameters(), 1)
	if err != nil {
		t.Fatal(err)
	}
	var tips, gaps int
	for _, f := range m.Layout {
		switch f.What {
		case "jib tip to the other's mast":
			tips++
		default:
			gaps++
		}
		if f.Clause != "GB 5144-2006 10.5" || f.B == "crane/T3" || f.A == "crane/T3" {
			t.Errorf("%+v", f)
		}
	}
	if tips != 1 || gaps != 1 {
		t.Errorf("%d tips and %d heights are too near, expected 1 and 1: %+v", tips, gaps, m.Layout)
	}
}

// Water where the load stands keeps a crane from picking it, whoever computes the
// water; when it has run off, the lift is made.
func TestWaterClosesTheLaydown(t *testing.T) {
	p := parameters()
	p.Cranes = []Driving{{ID: "T1", Driver: "plan", Lifts: []Lift{{Pick: mgl64.Vec3{20, 0, 0}, Place: mgl64.Vec3{-10, 30, 0}, LoadT: 2, SlingM: 3, HoldS: 5}}}}
	site := flat(mgl64.Vec3{0, 0, 40})
	r := rehearse(t, site, p)
	flooded := func(depth float32) *engine.Frame {
		f := &engine.Frame{}
		values := f.AddField("water_depth", "m", site.Ground.Grid)
		for k := range values {
			values[k] = depth
		}
		return f
	}
	r.before = flooded(0.4)
	r.step(5 * 300)
	if r.towers[0].Lifts != 0 || r.towers[0].State.Slew.Rate != 0 || r.towers[0].Work.Stage != idle {
		t.Errorf("in 0.4 m of water: %d lifts, stage %d", r.towers[0].Lifts, r.towers[0].Work.Stage)
	}
	r.before = flooded(0.1)
	r.step(5 * 600)
	if r.towers[0].Lifts != 1 {
		t.Errorf("in 0.1 m of water: %d lifts after 10 min, stage %d", r.towers[0].Lifts, r.towers[0].Work.Stage)
	}
}

// Another model's wind is the cranes' wind, and an event's goes before it.
func TestWindOfAnotherModel(t *testing.T) {
	r := rehearse(t, flat(mgl64.Vec3{0, 0, 40}), parameters())
	r.before = &engine.Frame{Scalars: []engine.Scalar{{Name: "wind_speed", Unit: "m/s", Value: 15}}}
	r.step(1)
	if r.Air[0] != 15 || r.towers[0].Mode != WindStopped {
		t.Errorf("wind %g m/s, mode %v", r.Air[0], r.towers[0].Mode)
	}
	r.step(1, set("wind", "m_per_s", engine.Number(3)))
	if r.Air[0] != 3 {
		t.Errorf("wind %g m/s after an event said 3", r.Air[0])
	}
}
