package alarm

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"
	"time"
)

var t0 = time.Date(2026, 11, 26, 8, 0, 0, 0, time.UTC)

func minutes(n float64) time.Time { return t0.Add(time.Duration(n * float64(time.Minute))) }

// A life: raised, worse, seen, better, over; with what the log has of it.
func TestLifeOfAnAlarm(t *testing.T) {
	m := &Manner{Latches: true, Escalate: []time.Duration{5 * time.Minute, 10 * time.Minute}}
	c := Cycle{}
	var log []string
	do := func(a Act) {
		t.Helper()
		next, changes, err := c.Apply(m, a)
		if err != nil {
			t.Fatal(err)
		}
		c = next
		for _, x := range changes {
			log = append(log, x.What)
		}
	}
	do(Act{At: minutes(0), Kind: Judge, Tier: Nothing})
	do(Act{At: minutes(1), Kind: Judge, Tier: Notice})
	do(Act{At: minutes(6.5), Kind: Clock})
	do(Act{At: minutes(17), Kind: Clock})
	do(Act{At: minutes(60), Kind: Clock})
	do(Act{At: minutes(61), Kind: Acknowledge, Who: "Li"})
	do(Act{At: minutes(62), Kind: Judge, Tier: Danger})
	do(Act{At: minutes(63), Kind: Acknowledge, Who: "Li"})
	do(Act{At: minutes(64), Kind: Judge, Tier: Warning})
	do(Act{At: minutes(65), Kind: Judge, Tier: Nothing})
	if c.Phase != Latched || c.Peak != Danger {
		t.Errorf("%v with peak %v; expected latched, danger", c.Phase, c.Peak)
	}
	do(Act{At: minutes(66), Kind: Reset, Who: "Li"})
	want := "raised escalated escalated acknowledged higher acknowledged lower latched cleared"
	if got := strings.Join(log, " "); got != want || c.Phase != Normal || c.Peak != Nothing {
		t.Errorf("%s; want %s; %v", got, want, c.Phase)
	}
}

func TestReturnedMustBeSeen(t *testing.T) {
	m := &Manner{}
	c := Cycle{}
	c, _, _ = c.Apply(m, Act{At: minutes(0), Kind: Judge, Tier: Warning})
	c, _, _ = c.Apply(m, Act{At: minutes(1), Kind: Judge, Tier: Nothing})
	if c.Phase != Returned || !c.Shown(minutes(1)) {
		t.Fatalf("%v: an alarm that nobody saw must stay in sight", c.Phase)
	}
	c, _, err := c.Apply(m, Act{At: minutes(2), Kind: Acknowledge, Who: "Li"})
	if err != nil || c.Phase != Normal {
		t.Errorf("%v %v", c.Phase, err)
	}
	if _, _, err := c.Apply(m, Act{At: minutes(3), Kind: Acknowledge}); err == nil {
		t.Error("nothing can be acknowledged")
	}
}

// What is on the shelf, suppressed or out of service goes on unseen.
func TestUnseenGoesOn(t *testing.T) {
	m := &Manner{}
	c := Cycle{}
	c, _, _ = c.Apply(m, Act{At: minutes(0), Kind: Judge, Tier: Notice})
	if _, _, err := c.Apply(m, Act{At: minutes(1), Kind: Shelve, Till: minutes(60)}); err == nil {
		t.Error("a shelf needs a reason")
	}
	if _, _, err := c.Apply(m, Act{At: minutes(1), Kind: Shelve, Till: minutes(60 * 13), Why: "x"}); err == nil {
		t.Error("13 h on the shelf")
	}
	c, _, err := c.Apply(m, Act{At: minutes(1), Kind: Shelve, Till: minutes(60), Why: "repair", Who: "Li"})
	if err != nil || c.Shown(minutes(2)) {
		t.Fatalf("%v, shown %v", err, c.Shown(minutes(2)))
	}
	c, changes, _ := c.Apply(m, Act{At: minutes(5), Kind: Judge, Tier: Danger})
	if len(changes) != 1 || changes[0].What != "higher" || c.Shown(minutes(6)) {
		t.Errorf("on the shelf: %+v", changes)
	}
	c, changes, _ = c.Apply(m, Act{At: minutes(60), Kind: Clock})
	if len(changes) != 1 || changes[0].What != "unshelved" || !c.Shown(minutes(60)) || c.Tier != Danger {
		t.Errorf("after the shelf: %+v, %+v", changes, c)
	}
}

// Whatever happens in whatever order: an active alarm has a tier and an inactive
// one none, refused acts change nothing, and no alarm above nothing disappears
// unseen without a reason in the log.
func TestAnyOrder(t *testing.T) {
	r := rand.New(rand.NewPCG(18, 2))
	for range 2000 {
		m := &Manner{Latches: r.IntN(2) == 0, Escalate: []time.Duration{time.Minute}}
		c := Cycle{}
		raised, seen := false, false
		for step := range 40 {
			a := Act{At: minutes(float64(step)), Kind: ActKind(r.IntN(8)), Tier: Tier(r.IntN(4)), Who: "x", Why: []string{"", "why"}[r.IntN(2)], Till: minutes(float64(step + r.IntN(10)))}
			next, changes, err := c.Apply(m, a)
			if err != nil && (next != c || len(changes) > 0) {
				t.Fatalf("a refused act changes %+v to %+v", c, next)
			}
			for _, x := range changes {
				switch x.What {
				case "raised", "higher":
					raised, seen = true, false
				case "acknowledged":
					seen = true
				}
			}
			c = next
			active := c.Phase == Unacknowledged || c.Phase == Acknowledged
			if active != (c.Tier > Nothing) {
				t.Fatalf("%v with tier %v", c.Phase, c.Tier)
			}
			if c.Phase == Normal && raised && !seen {
				t.Fatalf("an alarm that nobody saw is gone")
			}
			if c.Phase == Normal {
				raised = false
			}
		}
	}
}

func TestTiersWithDelays(t *testing.T) {
	nan := math.NaN()
	r := &Rule{Limits: [3]float64{10, nan, 20}, DeadBand: 1, OnDelay: 2 * time.Minute, OffDelay: 5 * time.Minute}
	j := Judged{}
	for _, c := range []struct {
		at, value float64
		want      Tier
	}{
		{0, 5, 0}, {1, 11, 0}, {2, 11, 0}, {3, 11, 1}, // after two minutes
		{4, 9.5, 1}, {5, 8, 1}, {9, 8, 1}, {10, 8, 0}, // dead band, then five minutes
		{11, 12, 0}, {12, 25, 0}, {13, 25, 3}, // worse while it waits
		{14, 18.5, 3}, {20, 18.5, 1},
	} {
		if j = j.Next(r, minutes(c.at), c.value, nil); j.Tier != c.want {
			t.Fatalf("at %g min, %g: tier %v, want %v", c.at, c.value, j.Tier, c.want)
		}
	}
	low := &Rule{Limits: [3]float64{100, 80, 60}, Below: true}
	if j := (Judged{}).Next(low, t0, 70, nil); j.Tier != Warning {
		t.Errorf("a force of 70 below 80 is %v", j.Tier)
	}
}

func TestCumulativeOrRate(t *testing.T) {
	cumulative, rate, err := Standards.PitRules("deep_horizontal_wall", 1, 16, Override{})
	if err != nil {
		t.Fatal(err)
	}
	if cumulative.Limits != [3]float64{21, 25.5, 30} || rate.Limits != [3]float64{1.4, 1.7, 2} || cumulative.Basis.Clause != "8.0.4" || cumulative.Basis.Verified {
		t.Errorf("%+v %+v", cumulative, rate)
	}
	// 8 m: 0.3 % of the depth is less than 30 mm.
	if shallow, _, _ := Standards.PitRules("deep_horizontal_wall", 1, 8, Override{}); math.Abs(shallow.Limits[2]-24) > 1e-9 {
		t.Errorf("control value at 8 m: %g, want 24", shallow.Limits[2])
	}
	own, _, err := Standards.PitRules("deep_horizontal_wall", 1, 16, Override{MM: 22, By: "design change 7"})
	if err != nil || own.Limits[2] != 22 || own.Basis.Override != "design change 7" {
		t.Errorf("%+v %v", own, err)
	}
	for _, bad := range []func() error{
		func() error { _, _, err := Standards.PitRules("depth", 1, 16, Override{}); return err },
		func() error { _, _, err := Standards.PitRules("ground_settlement", 4, 16, Override{}); return err },
		func() error { _, _, err := Standards.PitRules("ground_settlement", 1, 16, Override{MM: 3}); return err },
	} {
		if bad() == nil {
			t.Error("nothing is said")
		}
	}
	// 2.5 mm in a day is a danger by its rate though only 5 mm have come together.
	history := func(at time.Time) (float64, bool) { return 2.5, true }
	j := Judged{}.Next(&rate, t0, 5, history)
	k := Judged{}.Next(&cumulative, t0, 5, nil)
	if j.Tier != Danger || k.Tier != Nothing || Worst(j, k) != Danger {
		t.Errorf("rate %v, cumulative %v", j.Tier, k.Tier)
	}
}
